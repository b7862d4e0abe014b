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
        let own = sheets.iter().filter(|sheet| is_of(sheet, &list.edition));
        let plans = own.map(|sheet| plan(&catalog, &list, sheet)).filter(|(rank, _)| rank.matched > 0);
        // Of two alike the first.
        let best = plans.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, fill)| fill).ok_or_else(|| {
            AppError::invalid(
                "file",
                format!(
                    "記入できる行がありません。年度、記入する側（施設か事業者か）、番号と対象が「{}」と一致する表が見つかりません。同じ年度の公式のファイルか、正しい版を選んでください。",
                    list.edition.short_title
                ),
            )
        })
    }
}

/// Whether a form may be one of the edition: the same number means another item in another year, and on
/// the other side's form. A form that says neither is taken by its rows.
fn is_of(sheet: &OfficialSheet, edition: &Edition) -> bool {
    sheet.side.is_none_or(|side| side == edition.side)
        && sheet.fiscal_year.is_none_or(|year| year == edition.fiscal_year)
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
        // Nothing of a row that failed is written, so what it held stays in it.
        let written = written.map_err(|why| if pen.leaves_old(row, pen.cells.len()) { OLD.to_owned() } else { why });
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
                self.day(cell, day)?;
            }
            if self.leaves_old(row, start) {
                return Err(OLD.to_owned());
            }
            self.remark(row, item, &answers, today)
        });
        if written.is_err() {
            self.cells.truncate(start);
        }
        written
    }

    /// Whether a cell of the row has an answer, mark or day in it that none of the cells written since replaces.
    fn leaves_old(&self, row: &OfficialRow, start: usize) -> bool {
        let stays = |cell: &AnswerCell| {
            !self.cells[start..].iter().any(|written| (written.row, written.column) == (cell.row, cell.column))
        };
        let day = |cell: &AnswerCell| stays(cell) && blanks::day_is_written(&cell.text);
        let answer = |cell: &AnswerCell, column_of_word: bool| {
            stays(cell) && blanks::answer_is_written(&cell.text, &cell.choices, column_of_word)
        };
        row.target_date.as_ref().is_some_and(day)
            || row.checks.iter().any(|cells| {
                cells.answer.as_ref().is_some_and(|cell| answer(cell, false))
                    || [&cells.yes, &cells.no].into_iter().flatten().any(|cell| answer(cell, true))
                    || cells.date.as_ref().is_some_and(day)
            })
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
                if dated.is_none() && blanks::holds_day(&word) {
                    return Err(NO_BLANK.to_owned());
                }
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
            self.day(cell, day)?;
        }
        self.ways.insert(if day_written { DAY } else { NO_DAY });
        Ok(())
    }

    fn day(&mut self, cell: &AnswerCell, day: Date) -> Result<(), String> {
        let empty = cell.text.trim().is_empty();
        // A number alone is a day that Excel counted.
        let whole = blanks::is_whole_date(&cell.text) || cell.text.trim().parse::<f64>().is_ok();
        match (blanks::with_day(&cell.text, day), serial(day)) {
            (_, Some(serial)) if cell.day && (empty || whole) => self.put(cell, FilledValue::Day(serial)),
            (Some(text), _) => self.text(cell, text),
            (None, _) if empty => self.text(cell, format!("{}/{}", day.month(), day.day())),
            (None, _) => return Err(NO_BLANK.to_owned()),
        }
        Ok(())
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
        // A plan or an exception must not stand on the form as a bare はい.
        let qualified = !printed.qualifier.is_empty() || !printed.second.qualifier.is_empty();
        let more = parts.join("／");
        match &row.remark {
            _ if more.is_empty() => Ok(()),
            None if not_applicable => Err("「対象外」の理由を書く備考の欄がありません".to_owned()),
            None if qualified => Err("予定や例外であることを書く備考の欄がありません".to_owned()),
            None => {
                self.ways.insert(NO_REMARK);
                Ok(())
            }
            Some(cell) if has_lines(&cell.text, &more) => Ok(()),
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

const OLD: &str = "前の記入が残っています。まだ書いていない公式のファイルを使ってください。";
const NO_BLANK: &str = "日付の欄の形が分からないため、書けません";

/// Whether lines stand in a text one after another, each as a whole.
fn has_lines(text: &str, lines: &str) -> bool {
    let of = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let lines = of(lines);
    !lines.is_empty() && of(text).windows(lines.len()).any(|run| run == lines)
}

/// A day as Excel counts it.
fn serial(day: Date) -> Option<u32> {
    let days = jiff::civil::date(1899, 12, 30).until(day).ok()?.get_days();
    u32::try_from(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use tate_domain::answer::Decision;

    fn cell(column: u32, text: &str) -> AnswerCell {
        AnswerCell { row: 5, column, text: text.to_owned(), choices: Vec::new(), day: false }
    }

    fn row(answer: &str, target_date: &str) -> OfficialRow {
        OfficialRow {
            row: 6,
            number: "2-7".to_owned(),
            text: "台帳".to_owned(),
            section: String::new(),
            target: None,
            marked: false,
            checks: vec![CheckCells { answer: Some(cell(2, answer)), ..CheckCells::default() }],
            target_date: Some(cell(3, target_date)),
            remark: Some(cell(4, "")),
        }
    }

    fn pen() -> Pen {
        Pen { part: String::new(), cells: Vec::new(), ways: BTreeSet::new() }
    }

    /// Whether something old stays in a row after an answer was written into its check.
    fn stays(row: &OfficialRow, value: AnswerValue) -> bool {
        let mut pen = pen();
        let answer = Answer {
            id: "a".into(),
            item: "x".to_owned(),
            version: 1,
            decision: Decision::new(value, date(2026, 10, 5)),
            proof: None,
            by: String::new(),
            at: String::new(),
        };
        pen.checks(row, &[&answer]).unwrap();
        pen.leaves_old(row, 0)
    }

    #[test]
    fn an_earlier_filling_that_would_stay_is_seen() {
        use AnswerValue::{NotApplicable, Yes};
        let blank = row("はい・いいえ（ / ）", "（ / ）");
        assert!(!stays(&blank, Yes) && !stays(&blank, NotApplicable) && !pen().leaves_old(&blank, 0));
        let yes = row("はい（10/5）", "（ / ）");
        assert!(!stays(&yes, Yes) && stays(&yes, NotApplicable) && pen().leaves_old(&yes, 0));
        assert!(stays(&row("いいえ（10/5）", "（3/31）"), Yes));
    }

    #[test]
    fn a_plan_is_never_written_as_a_bare_yes() {
        let catalog = tate_catalog::Catalog::builtin().unwrap();
        let item = catalog.item("r7-medical:2-10").unwrap().clone();
        let proposal = tate_domain::proposal::Proposal {
            item: item.id.clone(),
            verdict: tate_domain::proposal::Verdict::Undetermined,
            reasons: Vec::new(),
            missing: Vec::new(),
            entry: Vec::new(),
        };
        let today = date(2026, 11, 20);
        let decision = Decision { substate: Some("planned".to_owned()), ..Decision::new(AnswerValue::Yes, today) };
        let answer = Answer {
            id: "a".into(),
            item: item.id.clone(),
            version: 1,
            decision,
            proof: None,
            by: String::new(),
            at: String::new(),
        };
        let item = ChecklistRow {
            item,
            proposal,
            answer: Some(answer.clone()),
            passes: Default::default(),
            asked: true,
            files: 0,
            last_year: None,
            reopened: false,
        };
        let with = row("はい・いいえ（ / ）", "");
        let mut pen_with = pen();
        pen_with.remark(&with, &item, &[&answer], today).unwrap();
        assert_eq!(pen_with.cells.len(), 1, "the plan stands in the remark");
        let without = OfficialRow { remark: None, ..with };
        assert!(pen().remark(&without, &item, &[&answer], today).unwrap_err().contains("予定"));
    }

    #[test]
    fn a_day_is_not_written_over_a_text_of_unknown_shape() {
        let day = date(2026, 10, 5);
        assert_eq!(pen().day(&cell(3, "/ / /"), day).unwrap_err(), NO_BLANK);
        let mut pen = pen();
        pen.day(&AnswerCell { day: true, ..cell(3, "2025-09-30") }, day).unwrap();
        assert_eq!(pen.cells[0].value, FilledValue::Day(46_300));
    }

    #[test]
    fn remarks_are_the_same_only_as_whole_lines() {
        assert!(has_lines("前のメモ\n写しあり ", "写しあり") && has_lines("a\nb\nc", "b\nc"));
        assert!(!has_lines("写しありません", "写しあり") && !has_lines("a\nb", "b\nc"));
    }
}
