//! The answer sheet of a survey (調査) or form (様式), as PDF and as CSV.

use super::file_name;
use super::form::filled_by;
use crate::App;
use crate::checklist::ChecklistRow;
use crate::error::Result;
use crate::ledgers::Exported;
use crate::survey::{Codes, Question, Survey, words};
use std::collections::BTreeMap;
use tate_domain::answer::Answer;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::edition::{AnswerKind, EditionKind, Item};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_domain::text::shorten;
use tate_inventory::export::{Encoding, csv};
use tate_report::{AnswerColumns, AnswerRow, AnswerSection, AnswerSheet, Given, HeaderField, Meta, PrintedChoice};

/// The most characters of 根拠.
const GROUNDS_CHARS: usize = 90;

/// Columns of the table file.
const COLUMNS: [&str; 6] = ["番号", "区分", "質問", "回答", "根拠", "確認日"];

/// The sheet from its confirmed answers; what is not asked says so.
pub(super) fn answer_sheet(survey: &Survey, meta: Meta) -> AnswerSheet {
    let edition = &survey.list.edition;
    let confirmed = survey.confirmed();
    let mut sections: Vec<AnswerSection> = Vec::new();
    for (row, question) in survey.rows() {
        if sections.last().is_none_or(|section| section.title != row.item.section) {
            sections.push(AnswerSection { title: row.item.section.clone(), rows: Vec::new() });
        }
        if let Some(section) = sections.last_mut() {
            section.rows.push(answer_row(survey, row, question, &confirmed));
        }
    }
    let columns = &edition.columns;
    AnswerSheet {
        meta,
        header: header(survey),
        columns: AnswerColumns {
            question: columns.item.clone(),
            answer: columns.confirmed.clone(),
            remark: if is_filing(survey) { columns.remark.clone() } else { "根拠".to_owned() },
        },
        sections,
        notes: notes(survey),
    }
}

/// A form is handed in as it is printed: its own choices, no grounds.
fn is_filing(survey: &Survey) -> bool {
    survey.list.edition.kind == EditionKind::Filing
}

fn answer_row(
    survey: &Survey,
    row: &ChecklistRow,
    question: &Question,
    confirmed: &BTreeMap<String, Codes>,
) -> AnswerRow {
    let item = &row.item;
    let (number, label) = (item.number.clone(), item.text().to_owned());
    if survey.is_closed(item, confirmed) {
        return AnswerRow { number, label, given: Given::Closed, ..AnswerRow::default() };
    }
    // What was answered before its branch closed does not count while nothing opens it.
    let codes: &[String] = if survey.is_open(item, confirmed) { &confirmed[&item.id] } else { &[] };
    let answer = row.answer.as_ref().filter(|_| !codes.is_empty());
    AnswerRow {
        number,
        label,
        given: given(item, codes, is_filing(survey)),
        remark: match answer {
            Some(answer) if is_filing(survey) => answer.decision.remark.clone(),
            Some(answer) => grounds(row, question, codes, answer),
            None => String::new(),
        },
        confirmed_on: answer.map(|answer| slashed(answer.decision.checked_on)).unwrap_or_default(),
    }
}

fn given(item: &Item, codes: &[String], filing: bool) -> Given {
    let choice = |label: &str, code: &str| PrintedChoice {
        label: label.to_owned(),
        chosen: codes.iter().any(|chosen| chosen == code),
    };
    match item.answer {
        AnswerKind::Check => Given::Tick(!codes.is_empty()),
        AnswerKind::YesNo if filing => Given::Choices(vec![choice("はい", "yes"), choice("いいえ", "no")]),
        AnswerKind::One | AnswerKind::Many if filing => {
            Given::Choices(item.options.iter().map(|option| choice(&option.label, &option.id)).collect())
        }
        _ => Given::Words(words(item, codes)),
    }
}

/// What an answer rests on: the ledgers or a checklist where they say the same, else the person.
fn grounds(row: &ChecklistRow, question: &Question, codes: &[String], answer: &Answer) -> String {
    let agrees = question.prefill.as_ref().is_some_and(|prefill| prefill.codes == codes);
    let ledgers = row.proposal.reasons.first().filter(|_| agrees).map(|reason| reason.text.as_str());
    let value = Some(answer.decision.value);
    let checklist = question.on_checklists.iter().find(|one| one.value == value).map(|one| one.text.as_str());
    match ledgers.or(checklist) {
        Some(text) => shorten(text, GROUNDS_CHARS),
        None => format!("{}が確認", answer.by),
    }
}

/// The fields above the table: the form's own, else the facility and who filled it in.
fn header(survey: &Survey) -> Vec<HeaderField> {
    let list = &survey.list;
    let field = |label: &str, value: String| HeaderField { label: label.to_owned(), value };
    let fields = &list.edition.header_fields;
    if fields.is_empty() {
        let name = list.snapshot.facility.profile.name.clone();
        return vec![field("施設名", name), field("記入者", filled_by(list))];
    }
    fields.iter().map(|label| field(label, known(&list.snapshot.facts, label))).collect()
}

/// What the profile and the ledgers know for a field of a form; empty: to be written by hand.
fn known(facts: &Facts, label: &str) -> String {
    let profile = &facts.profile;
    let systems = || facts.all(Ledger::Systems).iter().filter(|system| system.is("kind", "record"));
    let vendors = || {
        let ids = systems().flat_map(|system| {
            let contracts = facts.contracts_of(system).map(|contract| contract.text("vendor"));
            std::iter::once(system.text("vendor")).chain(contracts)
        });
        ids.filter_map(|id| facts.find(Ledger::Vendors, id))
    };
    match label {
        "保険薬局コード" => profile.insurance_code.clone(),
        "保険薬局の名称" => profile.name.clone(),
        "電話番号" => profile.phone.clone(),
        "ベンダー名" => joined(vendors().map(Row::name)),
        "機種" => joined(systems().map(|system| format!("{} {}", system.name(), system.text("version")))),
        "ベンダー担当者" => joined(vendors().map(|vendor| vendor.text("contact").to_owned())),
        _ => String::new(),
    }
}

/// Each once, with 、 between.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let mut once: Vec<String> = Vec::new();
    for text in texts.map(|text| text.trim().to_owned()) {
        if !text.is_empty() && !once.contains(&text) {
            once.push(text);
        }
    }
    once.join("、")
}

fn notes(survey: &Survey) -> Vec<String> {
    let edition = &survey.list.edition;
    let as_of = edition.as_of.as_ref().map(|as_of| {
        format!("{as_of}の内容です。いま求められている内容と違うことがあるため、最新の案内と見比べてください。")
    });
    let superseded =
        edition.rows().filter_map(|item| item.superseded.as_ref().map(|now| format!("{}：{now}", item.number)));
    let wording = edition
        .rows()
        .any(|item| item.official_label.is_none())
        .then(|| "質問は、内容を短く言い換えたものです。正式な文言は、公式の画面や様式をご覧ください。".to_owned());
    as_of.into_iter().chain(superseded).chain(edition.inferred_notes.iter().cloned()).chain(wording).collect()
}

impl App {
    /// The answer sheet of a survey or form as it stands.
    ///
    /// # Errors
    /// The actor may not, or no such survey for this kind of facility.
    pub async fn answer_sheet(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        year: Option<FiscalYear>,
    ) -> Result<AnswerSheet> {
        actor.may_at(Permission::Print, facility)?;
        let year = year.unwrap_or_else(|| FiscalYear::of(self.today()));
        let survey = self.survey_of(actor, facility, edition_id, year).await?;
        let edition = &survey.list.edition;
        let mut meta = self.document_meta(actor, &survey.list.snapshot, &edition.short_title, &edition.title).await?;
        meta.fiscal_year_label = year.name();
        Ok(answer_sheet(&survey, meta))
    }

    /// The answer sheet as CSV (UTF-8 with a byte order mark). That it was handed out is recorded.
    ///
    /// # Errors
    /// As [`App::answer_sheet`].
    pub async fn answers_csv(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        year: Option<FiscalYear>,
    ) -> Result<Exported> {
        let sheet = self.answer_sheet(actor, facility, edition_id, year).await?;
        let rows = sheet.sections.iter().flat_map(|section| {
            section.rows.iter().map(|row| {
                let given = row.given.text();
                [&row.number, &section.title, &row.label, &given, &row.remark, &row.confirmed_on].map(String::clone)
            })
        });
        let bytes = csv(&COLUMNS, rows, Encoding::Utf8Bom).bytes;
        self.record_print(actor, facility, edition_id, ("answers", "csv"), &bytes).await?;
        Ok(Exported {
            name: file_name(&sheet.meta.facility, &sheet.meta.title, self.clock.now(), "csv"),
            media_type: "text/csv; charset=utf-8",
            bytes,
            lost: Vec::new(),
        })
    }
}
