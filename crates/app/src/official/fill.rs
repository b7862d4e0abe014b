//! Answers written into the official form: into the cells of rows that are exactly one answered item, and
//! nowhere else.

use super::{blanks, file_name, place};
use crate::App;
use crate::checklist::{Checklist, ChecklistRow};
use crate::documents::{form_row, render};
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use bytes::Bytes;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::answer::{Answer, AnswerValue};
use tate_domain::date::FiscalYear;
use tate_domain::edition::Edition;
use tate_domain::id::{FacilityId, FileId};
use tate_domain::role::{Actor, Permission};
use tate_inventory::official::{AnswerCell, CheckCells, OfficialRow, OfficialSheet};
use tate_report::{FilledCell, FilledValue};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The subject under which a form is kept that somebody wants filled in.
const SUBJECT: &str = "official-form:";

/// What filling in a form does.
#[derive(Debug, Clone)]
pub struct Fill {
    /// The edition whose answers are written.
    pub edition: Arc<Edition>,
    /// The fiscal year of the answers.
    pub year: FiscalYear,
    /// Name of the sheet that is filled in.
    pub sheet: String,
    /// How many rows get their answer.
    pub filled: usize,
    /// What stays empty, and why.
    pub left: Vec<Left>,
    /// How words and days are written; Japanese sentences.
    pub ways: Vec<&'static str>,
    cells: Vec<FilledCell>,
}

/// A row or item that stays empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its number.
    pub number: String,
    /// Its wording.
    pub text: String,
    /// Why.
    pub why: String,
}

const WORD: &str = "「はい・いいえ」の欄には、選んだ言葉を書きます。";
const MARK: &str = "「はい」と「いいえ」の列が分かれている表では、選んだ列に丸などの印を付けます。";
const DAY: &str = "日付は、欄の形に合わせて月と日を書きます。";
const NO_DAY: &str = "確認日の欄が見つからない行には、日付を書きません。";
const NOT_APPLICABLE: &str = "「対象外」は表に選ぶ欄がないため、備考に理由を書きます。";
const NO_REMARK: &str = "備考の欄が見つからない行には、備考を書きません。";
const REMARK: &str = "備考に書かれていた文は消さず、後ろに書き足します。";

impl App {
    /// Keeps a form that somebody brought and says what filling it in would do.
    ///
    /// # Errors
    /// The actor may not; the file cannot be read; no row of it is an item of the edition.
    pub async fn keep_form(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (edition, year): (&str, FiscalYear),
        (name, bytes): (&str, Bytes),
    ) -> Result<(FileId, Fill)> {
        let fill = self.plan_fill(actor, facility, (edition, year), (name, bytes.clone())).await?;
        let subject = format!("{SUBJECT}{}:{edition}", year.0);
        let kept = self.keep_file(actor, facility, &subject, &file_name(name), bytes).await?;
        Ok((kept.id.as_str().into(), fill))
    }

    /// A kept form with today's answers.
    ///
    /// # Errors
    /// The actor may not; there is no such form; it cannot be filled in.
    pub async fn kept_form(&self, actor: &Actor, facility: &FacilityId, file: &FileId) -> Result<Exported> {
        may_fill(actor, facility)?;
        let record = self.tenant(actor).file(facility, file).await?.ok_or(AppError::NotFound)?;
        let place = record.subject.strip_prefix(SUBJECT).and_then(|rest| rest.split_once(':'));
        let (year, edition) = place.ok_or(AppError::NotFound)?;
        let year = year.parse().map(FiscalYear).map_err(|_| AppError::NotFound)?;
        let bytes = self.blobs.get(&record.sha256).await?;
        Ok(self.fill_form(actor, facility, (edition, year), (&record.name, bytes)).await?.0)
    }

    /// A form with the facility's answers written into it. That it was handed out is recorded.
    ///
    /// # Errors
    /// As [`App::keep_form`], and when the form cannot be written.
    pub async fn fill_form(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (edition, year): (&str, FiscalYear),
        (name, bytes): (&str, Bytes),
    ) -> Result<(Exported, Fill)> {
        let fill = self.plan_fill(actor, facility, (edition, year), (name, bytes.clone())).await?;
        let (xlsx, cells) = (Arc::clone(&self.xlsx), fill.cells.clone());
        let bytes = render(move || xlsx.fill(&bytes, &cells)).await?;
        self.record_print(actor, facility, edition, ("official-form", "xlsx"), &bytes).await?;
        let stem = file_name(name);
        let stem = stem.rsplit_once('.').map_or(stem.as_str(), |(stem, _)| stem);
        let name = format!("{}（記入済み）.xlsx", stem.trim_end_matches("（記入済み）"));
        Ok((Exported { name, media_type: XLSX, bytes, lost: Vec::new() }, fill))
    }

    async fn plan_fill(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (edition, year): (&str, FiscalYear),
        (name, bytes): (&str, Bytes),
    ) -> Result<Fill> {
        may_fill(actor, facility)?;
        let list = self.checklist_of(actor, facility, edition, year).await?;
        let sheets = self.read_workbook(name, bytes).await?;
        let catalog = self.catalog(actor).await?;
        let plans = sheets.iter().map(|sheet| plan(&catalog, &list, sheet)).filter(|(rank, _)| rank.matched > 0);
        // Of two alike the first.
        let best = plans.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, fill)| fill).ok_or_else(|| {
            AppError::invalid(
                "file",
                format!(
                    "記入できる行がありません。番号と対象が「{}」の項目と一致する行が見つかりません。同じ年度の公式のファイルか、正しい版を選んでください。",
                    list.edition.short_title
                ),
            )
        })
    }
}

fn may_fill(actor: &Actor, facility: &FacilityId) -> Result<()> {
    actor.may_at(Permission::Print, facility)?;
    Ok(actor.may_at(Permission::PrepareAnswers, facility)?)
}

/// Which sheet of a workbook is meant, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// It is of the edition's side.
    own_side: bool,
    /// It is no 記入例.
    real: bool,
    /// How many of its rows are items of the edition.
    matched: usize,
}

/// What filling in one sheet does.
fn plan(catalog: &Catalog, list: &Checklist, sheet: &OfficialSheet) -> (Rank, Fill) {
    let mut pen = Pen { part: sheet.part.clone(), cells: Vec::new(), ways: BTreeSet::new() };
    let mut fill = Fill {
        edition: Arc::clone(&list.edition),
        year: list.year,
        sheet: sheet.name.clone(),
        filled: 0,
        left: Vec::new(),
        ways: Vec::new(),
        cells: Vec::new(),
    };
    let items = place::items(catalog, &list.edition, &sheet.rows);
    let own = |id: &str| list.rows.iter().find(|row| row.item.id == id);
    let gate =
        sheet.gate.iter().map(|row| (row, list.gate().ok_or_else(|| "この版には、最初の問いがありません".to_owned())));
    let rows = sheet.rows.iter().zip(items).map(|(row, item)| {
        (row, item.and_then(|item| own(&item.id).ok_or_else(|| "この版の項目ではありません".to_owned())))
    });
    let mut seen = BTreeSet::new();
    for (row, found) in gate.chain(rows) {
        let written = found.and_then(|item| {
            seen.insert(item.item.id.clone());
            pen.write(row, item, list.today)
        });
        match written {
            Ok(()) => fill.filled += 1,
            Err(why) => fill.left.push(Left { number: row.number.clone(), text: row.text.clone(), why }),
        }
    }
    let missing = list.rows.iter().filter(|row| row.answer.is_some() && !seen.contains(&row.item.id));
    fill.left.extend(missing.map(|row| Left {
        number: row.item.number.clone(),
        text: row.item.label.clone(),
        why: "この表に、この項目の行がありません".to_owned(),
    }));
    fill.cells = pen.cells;
    fill.ways = pen.ways.into_iter().collect();
    let own_side = sheet.side.is_none_or(|side| side == list.edition.side);
    (Rank { own_side, real: !sheet.name.contains('例'), matched: seen.len() }, fill)
}

/// Writes answers down as cells of one sheet.
struct Pen {
    part: String,
    cells: Vec<FilledCell>,
    ways: BTreeSet<&'static str>,
}

impl Pen {
    /// Writes one row, wholly or not at all.
    fn write(&mut self, row: &OfficialRow, item: &ChecklistRow, today: Date) -> Result<(), String> {
        let answers: Vec<&Answer> = item.passes.iter().collect();
        let Some(first) = answers.first() else {
            return Err(if item.asked {
                "まだ回答がありません"
            } else {
                "最初の問いが「いいえ」のため、確認しない項目です"
            }
            .to_owned());
        };
        let start = self.cells.len();
        let written = self.checks(row, &answers).and_then(|()| {
            if let (Some(cell), Some(day)) = (&row.target_date, first.decision.target_date) {
                self.day(cell, day);
            }
            self.remark(row, item, &answers, today)
        });
        if written.is_err() {
            self.cells.truncate(start);
        }
        written
    }

    fn checks(&mut self, row: &OfficialRow, answers: &[&Answer]) -> Result<(), String> {
        let mut any = false;
        for (nth, cells) in (1..).zip(&row.checks) {
            let Some(answer) = answers.iter().find(|answer| answer.decision.nth == nth) else { continue };
            any = true;
            self.check(cells, answer)?;
        }
        if any { Ok(()) } else { Err("この回の回答欄が見つかりません".to_owned()) }
    }

    fn check(&mut self, cells: &CheckCells, answer: &Answer) -> Result<(), String> {
        let day = answer.decision.checked_on;
        let yes = match answer.decision.value {
            AnswerValue::Yes => true,
            AnswerValue::No => false,
            AnswerValue::NotApplicable => {
                self.ways.insert(NOT_APPLICABLE);
                return Ok(());
            }
            AnswerValue::Stated => return Err("「はい」「いいえ」で答える項目ではありません".to_owned()),
        };
        let mut day_written = cells.date.is_some();
        match (&cells.answer, &cells.yes, &cells.no) {
            (Some(cell), ..) => {
                let word = blanks::with_word(&cell.text, &cell.choices, yes).ok_or(UNKNOWN)?;
                let dated = blanks::with_day(&word, day).filter(|_| cells.date.is_none());
                day_written |= dated.is_some();
                self.text(cell, dated.unwrap_or(word));
                self.ways.insert(WORD);
            }
            (None, Some(of_yes), Some(of_no)) => {
                let (chosen, other) = if yes { (of_yes, of_no) } else { (of_no, of_yes) };
                self.text(chosen, blanks::mark(&chosen.text, &chosen.choices).ok_or(UNKNOWN)?);
                if let Some(text) = blanks::unmarked(&other.text) {
                    self.text(other, text);
                }
                self.ways.insert(MARK);
            }
            _ => return Err("回答欄が見つかりません".to_owned()),
        }
        if let Some(cell) = &cells.date {
            self.day(cell, day);
        }
        self.ways.insert(if day_written { DAY } else { NO_DAY });
        Ok(())
    }

    fn day(&mut self, cell: &AnswerCell, day: Date) {
        match (blanks::with_day(&cell.text, day), serial(day)) {
            (Some(text), _) => self.text(cell, text),
            (None, Some(serial)) if cell.day => self.put(cell, FilledValue::Day(serial)),
            (None, _) => self.text(cell, format!("{}/{}", day.month(), day.day())),
        }
    }

    fn remark(
        &mut self,
        row: &OfficialRow,
        item: &ChecklistRow,
        answers: &[&Answer],
        today: Date,
    ) -> Result<(), String> {
        let printed = form_row(&item.item, answers, today);
        let not_applicable = answers.iter().any(|answer| answer.decision.value == AnswerValue::NotApplicable);
        let said = if not_applicable { format!("対象外：{}", printed.remarks) } else { printed.remarks };
        let parts: Vec<&str> = [&printed.qualifier, &printed.second.qualifier, &said]
            .into_iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        let more = parts.join("／");
        match &row.remark {
            _ if more.is_empty() => Ok(()),
            None if not_applicable => Err("「対象外」の理由を書く備考の欄がありません".to_owned()),
            None => {
                self.ways.insert(NO_REMARK);
                Ok(())
            }
            Some(cell) if cell.text.contains(&more) => Ok(()),
            Some(cell) if cell.text.trim().is_empty() => {
                self.text(cell, more);
                Ok(())
            }
            Some(cell) => {
                self.ways.insert(REMARK);
                self.text(cell, format!("{}\n{more}", cell.text.trim_end()));
                Ok(())
            }
        }
    }

    fn text(&mut self, cell: &AnswerCell, text: String) {
        self.put(cell, FilledValue::Text(text));
    }

    fn put(&mut self, cell: &AnswerCell, value: FilledValue) {
        self.cells.push(FilledCell { part: self.part.clone(), row: cell.row, column: cell.column, value });
    }
}

const UNKNOWN: &str = "回答欄に「はい」「いいえ」や丸の印を書けません（欄の文字か、選べる言葉が違います）";

/// A day as Excel counts it.
fn serial(day: Date) -> Option<u32> {
    let days = jiff::civil::date(1899, 12, 30).until(day).ok()?.get_days();
    u32::try_from(days).ok()
}
