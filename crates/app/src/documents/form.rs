//! The official sheets: the facility's with its answers, the vendor's to be filled in.

use super::print::refuse;
use crate::App;
use crate::checklist::Checklist;
use crate::editions::vendor_edition;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use tate_domain::answer::{Answer, AnswerValue, Decision, EXCEPTED, EXCEPTION_OVER};
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind, Flag, Item, Side};
use tate_domain::facility::FacilityKind;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{Check, Form, FormRow, FormSection, Mark, Meta};

/// The name of an edition's printed sheet: 医療機関確認用チェックリスト, 薬局…, 事業者….
pub(super) fn sheet_name(edition: &Edition) -> String {
    let pharmacy = |kind: &String| kind == FacilityKind::Pharmacy.code();
    let who = match edition.side {
        Side::Vendor => "事業者",
        Side::Facility if edition.facility_kinds.iter().all(pharmacy) => "薬局",
        Side::Facility if edition.facility_kinds.iter().any(pharmacy) => "医療機関・薬局",
        Side::Facility => "医療機関",
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
    let exception =
        decision.exception.as_ref().map(|exception| if exception.holds(today) { EXCEPTED } else { EXCEPTION_OVER });
    substate.into_iter().chain(exception).collect::<Vec<_>>().join("、")
}

/// The form prints the month and the day only; the year is the fiscal year's.
fn month_day(day: Date) -> String {
    format!("{}/{}", day.month(), day.day())
}

/// One check in the columns はい・いいえ and 月/日.
fn check(item: &Item, answer: &Answer, today: Date) -> Check {
    Check {
        mark: mark(Some(answer)),
        qualifier: qualifier(item, &answer.decision, today),
        date: month_day(answer.decision.checked_on),
    }
}

/// One row of the sheet with its checks: 1回目 and 2回目 in their columns, everything later in 備考.
pub(crate) fn form_row(item: &Item, checks: &[&Answer], today: Date) -> FormRow {
    let at = |nth: usize| checks.get(nth).map(|answer| check(item, answer, today)).unwrap_or_default();
    let (first, second) = (at(0), at(1));
    let target_date = checks.first().and_then(|answer| answer.decision.target_date);
    FormRow {
        marked: item.has(Flag::R5Item),
        number: item.number.clone(),
        label: item.text().to_owned(),
        target: item.target.to_string(),
        mark: first.mark,
        qualifier: first.qualifier,
        date: first.date,
        target_date: target_date.map(month_day).unwrap_or_default(),
        second,
        remarks: remarks(item, checks, today),
    }
}

/// 備考: what was written at each check, then what has no column of its own.
fn remarks(item: &Item, checks: &[&Answer], today: Date) -> String {
    let mut all: Vec<String> = Vec::new();
    for Answer { decision, .. } in checks {
        let said = if decision.remark.is_empty() && decision.value == AnswerValue::NotApplicable {
            &decision.reason
        } else {
            &decision.remark
        };
        if !said.is_empty() && !all.contains(said) {
            all.push(said.clone());
        }
    }
    for answer in checks.iter().skip(1) {
        let nth = answer.decision.nth;
        if nth > 2 {
            all.push(format!("{nth}回目 {}", check(item, answer, today).text()));
        }
        if let Some(day) = answer.decision.target_date {
            all.push(format!("{nth}回目の目標日 {}", month_day(day)));
        }
    }
    all.join("／")
}

/// The rows in official order under their headings.
pub(super) fn sections<'a>(rows: impl Iterator<Item = (&'a Item, Vec<&'a Answer>)>, today: Date) -> Vec<FormSection> {
    let mut sections: Vec<FormSection> = Vec::new();
    for (item, checks) in rows {
        if sections.last().is_none_or(|section| section.title != item.section) {
            sections.push(FormSection { title: item.section.clone(), rows: Vec::new() });
        }
        if let Some(section) = sections.last_mut() {
            section.rows.push(form_row(item, &checks, today));
        }
    }
    sections
}

/// Who gave the answers: the names, as long as they are few.
pub(super) fn filled_by(list: &Checklist) -> String {
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
    if edition.items.iter().any(|item| item.has(Flag::R5Item)) {
        notes.push("※は、令和5年度のチェックリストから続く項目です。".to_owned());
    }
    if edition.rounds > 1 {
        notes.push("3回目からの確認と、2回目からの目標日は、備考に記入します。".to_owned());
    }
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
    let (gate, rows): (Vec<_>, Vec<_>) = list.rows.iter().partition(|row| list.is_gate(&row.item));
    let closed = rows.iter().any(|row| !row.asked);
    let gate = gate.first().map(|row| {
        let mut printed = form_row(&row.item, &row.passes.iter().collect::<Vec<_>>(), list.today);
        if closed {
            printed.remarks = format!("「いいえ」のため、以下の項目は確認不要です。{}", printed.remarks);
        }
        Box::new(printed)
    });
    Form {
        meta: Meta { fiscal_year_label: list.year.name(), ..meta },
        vendor: None,
        system: String::new(),
        filled_by: filled_by(list),
        two_rounds: edition.rounds > 1,
        gate,
        sections: sections(rows.into_iter().map(|row| (&row.item, row.passes.iter().collect())), list.today),
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
    /// The facility's sheet as it stands, or as it was left in an earlier year; for a vendor's
    /// edition, a blank vendor sheet.
    ///
    /// # Errors
    /// The actor may not, no such edition or round, or the edition is no checklist.
    pub async fn form(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        year: Option<FiscalYear>,
    ) -> Result<Form> {
        actor.may_at(Permission::Print, facility)?;
        let edition = self.edition(actor, edition_id).await?;
        if edition.kind != EditionKind::Checklist {
            return Err(refuse("この版はチェックリストではないため、この様式では出力できません。"));
        }
        if edition.side == Side::Vendor {
            return self.vendor_form(actor, facility, edition_id, None).await;
        }
        let year = year.unwrap_or_else(|| FiscalYear::of(self.today()));
        let list = self.checklist_of(actor, facility, edition_id, year).await?;
        let meta = self.document_meta(actor, &list.snapshot, &sheet_name(&edition), &edition.title).await?;
        Ok(facility_form(&list, &edition, meta))
    }

    /// A vendor's sheet, blank, with the names of a vendor and of its systems filled in; without a
    /// vendor it is a sheet for anybody. An edition of the facility's side stands for the newest
    /// one of the vendor's.
    ///
    /// # Errors
    /// The actor may not, no such vendor, or the catalogue holds no vendor edition.
    pub async fn vendor_form(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        vendor: Option<&str>,
    ) -> Result<Form> {
        actor.may_at(Permission::Print, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let (asked, catalog) = (self.edition(actor, edition_id).await?, self.catalog(actor).await?);
        let edition = Some(&*asked)
            .filter(|edition| edition.side == Side::Vendor)
            .or_else(|| vendor_edition(&catalog))
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
            two_rounds: edition.rounds > 1,
            gate: edition.gate.as_ref().map(|item| Box::new(form_row(item, &[], today))),
            sections: sections(edition.items.iter().map(|item| (item, Vec::new())), today),
            notes: notes(edition, FiscalYear::of(today)),
        })
    }
}
