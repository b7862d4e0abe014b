//! The official sheets: the facility's with its answers, the vendor's to be filled in.

use super::print::refuse;
use crate::App;
use crate::checklist::Checklist;
use crate::error::{AppError, Result};
use crate::editions::vendor_edition;
use jiff::civil::Date;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, Item, Side};
use tate_domain::facility::FacilityKind;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{Form, FormRow, FormSection, Mark, Meta};

/// The name of an edition's printed sheet: 薬局確認用チェックリスト, 事業者確認用チェックリスト.
pub(super) fn sheet_name(edition: &Edition) -> String {
    let who = match edition.side {
        Side::Vendor => "事業者".to_owned(),
        Side::Facility => edition
            .facility_kinds
            .iter()
            .filter_map(|kind| FacilityKind::from_code(kind))
            .map(FacilityKind::label)
            .collect::<Vec<_>>()
            .join("・"),
    };
    format!("{who}確認用チェックリスト")
}

/// The mark of an answer on the sheet.
pub(super) fn mark(answer: Option<&Answer>) -> Mark {
    match answer.map(|answer| answer.decision.value) {
        // An entry is printed on a sheet of its own kind, not as はい or いいえ.
        None | Some(AnswerValue::Stated) => Mark::Blank,
        Some(AnswerValue::Yes) => Mark::Yes,
        Some(AnswerValue::No) => Mark::No,
        Some(AnswerValue::NotApplicable) => Mark::NotApplicable,
    }
}

/// What stands in brackets behind はい: its sub-state and its exception.
pub(super) fn qualifier(item: &Item, decision: &Decision, today: Date) -> String {
    let substate = decision
        .substate
        .as_ref()
        .and_then(|id| item.substates.iter().find(|state| &state.id == id))
        .map(|state| state.label.as_str());
    let exception = decision
        .exception
        .as_ref()
        .map(|exception| if exception.until < today { "例外1件・期限切れ" } else { "例外1件・期限付き" });
    substate.into_iter().chain(exception).collect::<Vec<_>>().join("、")
}

/// The form prints the month and the day only; the year is the fiscal year's.
fn month_day(day: Date) -> String {
    format!("{}/{}", day.month(), day.day())
}

/// One row of the sheet.
pub(super) fn form_row(item: &Item, answer: Option<&Answer>, today: Date) -> FormRow {
    let decision = answer.map(|answer| &answer.decision);
    let remarks = decision
        .map(|d| if d.remark.is_empty() && d.value == AnswerValue::NotApplicable { &d.reason } else { &d.remark });
    FormRow {
        number: item.number.clone(),
        label: item.text().to_owned(),
        target: item.target.to_string(),
        mark: mark(answer),
        qualifier: decision.map(|d| qualifier(item, d, today)).unwrap_or_default(),
        date: decision.map(|d| month_day(d.checked_on)).unwrap_or_default(),
        target_date: decision.and_then(|d| d.target_date).map(month_day).unwrap_or_default(),
        remarks: remarks.cloned().unwrap_or_default(),
    }
}

/// The rows in official order under their headings.
pub(super) fn sections<'a>(
    rows: impl Iterator<Item = (&'a Item, Option<&'a Answer>)>,
    today: Date,
) -> Vec<FormSection> {
    let mut sections: Vec<FormSection> = Vec::new();
    for (item, answer) in rows {
        if sections.last().is_none_or(|section| section.title != item.section) {
            sections.push(FormSection { title: item.section.clone(), rows: Vec::new() });
        }
        if let Some(section) = sections.last_mut() {
            section.rows.push(form_row(item, answer, today));
        }
    }
    sections
}

/// Who gave the answers: the names, as long as they are few.
fn filled_by(list: &Checklist) -> String {
    let mut names: Vec<&str> = Vec::new();
    for answer in list.rows.iter().filter_map(|row| row.answer.as_ref()) {
        if !names.contains(&answer.by.as_str()) {
            names.push(&answer.by);
        }
    }
    match names.len() {
        0..=3 => names.join("、"),
        more => format!("{}、ほか{}人", names[..2].join("、"), more - 2),
    }
}

fn notes(edition: &Edition, year: FiscalYear) -> Vec<String> {
    let mut notes = vec![
        format!("確認日と目標日は「月/日」です。1月から3月は、{}年の日付です。", year.last().year()),
        "「いいえ」の行には、年度内のいつまでに対応するかを目標日に記入します。".to_owned(),
    ];
    let own = FiscalYear(edition.fiscal_year);
    if own != year {
        notes.push(format!("{}の版の項目を使って、{}の点検を記録しています。", own.name(), year.name()));
    }
    if edition.items.iter().any(|item| item.official_label.is_none()) {
        notes.push(
            "項目名は、内容を短く言い換えたものです。正式な文言は、厚生労働省が公表している原本をご覧ください。"
                .to_owned(),
        );
    }
    notes
}

/// The facility's sheet from its answers.
pub(super) fn facility_form(list: &Checklist, edition: &Edition, meta: Meta) -> Form {
    let rows = list.rows.iter().map(|row| (&row.item, row.answer.as_ref()));
    Form {
        meta,
        vendor: None,
        system: String::new(),
        filled_by: filled_by(list),
        sections: sections(rows, list.today),
        notes: notes(edition, list.year),
    }
}

/// The systems that a vendor looks after and that count for the sheet, by name.
fn systems_of(facts: &Facts, vendor: &Row) -> Vec<String> {
    let concerns = |system: &&Row| {
        let contracts: Vec<&Row> = facts.contracts_of(system).collect();
        if contracts.is_empty() {
            system.text("vendor") == vendor.id
        } else {
            contracts.iter().any(|contract| contract.text("vendor") == vendor.id && !contract.is("kind", "none"))
        }
    };
    facts.systems_in_scope().filter(concerns).map(Row::name).collect()
}

impl App {
    /// The facility's sheet as it stands; for a vendor's edition, a blank vendor sheet.
    ///
    /// # Errors
    /// The actor may not, or no such edition.
    pub async fn form(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Form> {
        actor.may_at(Permission::Print, facility)?;
        let edition = self.edition(actor, edition_id).await?;
        if edition.side == Side::Vendor {
            return self.vendor_form(actor, facility, None).await;
        }
        let list = self.checklist(actor, facility, edition_id).await?;
        let meta = self.document_meta(actor, &list.snapshot, &sheet_name(&edition), &edition.title).await?;
        Ok(facility_form(&list, &edition, meta))
    }

    /// The vendor's sheet, blank, with the names of a vendor and of its systems filled in; without
    /// a vendor it is a sheet for anybody.
    ///
    /// # Errors
    /// The actor may not, no such vendor, or the catalogue holds no vendor edition.
    pub async fn vendor_form(&self, actor: &Actor, facility: &FacilityId, vendor: Option<&str>) -> Result<Form> {
        actor.may_at(Permission::Print, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let edition = vendor_edition(&catalog)
            .ok_or_else(|| refuse("事業者確認用の版がカタログにありません。プログラムを入れ直してください。"))?;
        let facts = &snapshot.facts;
        let row = vendor.map(|id| facts.find(Ledger::Vendors, id).ok_or(AppError::NotFound)).transpose()?;
        let today = self.today();
        let meta = self.document_meta(actor, &snapshot, &sheet_name(edition), &edition.title).await?;
        Ok(Form {
            meta,
            vendor: Some(row.map(Row::name).unwrap_or_default()),
            system: row.map(|row| systems_of(facts, row).join("、")).unwrap_or_default(),
            filled_by: String::new(),
            sections: sections(edition.items.iter().map(|item| (item, None)), today),
            notes: notes(edition, FiscalYear::of(today)),
        })
    }
}
