//! The binder: everything an inspector asks for, in the official order.

use super::diagnosis;
use super::form::{facility_form, sheet_name};
use super::item;
use super::material::Material;
use super::print::refuse;
use super::seen::{Seen, seen};
use super::vendors::statuses;
use super::warnings::{suppressed, warnings};
use crate::assets::Assets;
use crate::checklist::Checklist;
use crate::error::Result;
use crate::ledgers::ledger_table;
use crate::{App, chart, clock};
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::date::slashed;
use tate_domain::edition::{EditionKind, Side};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::FacilityId;
use tate_domain::ledger::{Ledger, show};
use tate_domain::lint::Severity;
use tate_domain::role::{Actor, Permission};
use tate_report::{AuditCheckpoint, Binder, BinderSummary, ExceptionLine, Form, LedgerTable, Meta};

/// The name of the document.
pub(super) const TITLE: &str = "立入検査バインダー";

impl App {
    /// The binder of a facility as it stands now.
    ///
    /// # Errors
    /// The actor may not, or no such edition.
    pub async fn binder(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Binder> {
        actor.may_at(Permission::Print, facility)?;
        let edition = self.edition(actor, edition_id).await?;
        if edition.kind != EditionKind::Checklist || edition.side != Side::Facility {
            return Err(refuse(
                "バインダーにできるのは、施設が記入するチェックリストの版だけです。版を選び直してください。",
            ));
        }
        let material = self.material(actor, facility, edition_id).await?;
        let list = &material.list;
        let (facts, today) = (&list.snapshot.facts, list.today);
        let meta = self.document_meta(actor, &list.snapshot, TITLE, &edition.title).await?;
        let named = |title: &str| Meta { title: title.to_owned(), ..meta.clone() };
        let chart = chart::chart(facts, &self.builtin, today, named(chart::TITLE));
        let seen = seen(&list.rows, facts, &chart);
        let report = self.lint(actor, facility).await?;
        let warnings = warnings(&report, &chart);
        let must_fix = warnings.iter().filter(|warning| warning.severity == Severity::MustFix.label()).count();
        let must_fix = u32::try_from(must_fix).unwrap_or(u32::MAX);
        let diagnosis = self.latest_diagnosis(actor, &list.snapshot).await?;
        Ok(Binder {
            address: facts.profile.address.clone(),
            responsible: responsible(facts, today),
            summary: BinderSummary { must_fix, ..summary(list) },
            seen: seen.iter().map(Seen::line).collect(),
            warnings,
            suppressed: suppressed(&report),
            form: facility_form(list, &edition, named(&sheet_name(&edition))),
            vendors: statuses(facts, list.year, list.today),
            vendor_forms: Vec::<Form>::new(),
            items: list.rows.iter().filter(|row| row.asked).map(|row| item::page(row, &material)).collect(),
            diagnosis: diagnosis.as_ref().map(|found| diagnosis::printed(found, &list.rows)),
            assets: Assets::of(facts, &list.snapshot.lifecycle, today).tables(),
            ledgers: ledgers(facts, &named),
            exceptions: exceptions(&material),
            missing: seen.iter().filter_map(Seen::missing).collect(),
            checkpoint: self.printed_checkpoint(actor).await?,
            chart: Some(chart),
            meta,
        })
    }

    /// The state of the audit log as the binder's last page prints it.
    async fn printed_checkpoint(&self, actor: &Actor) -> Result<AuditCheckpoint> {
        let tenant = self.tenant(actor);
        let head = tenant.checkpoint().await?;
        let last = tenant.events_after(head.count - 1, 1).await?;
        Ok(AuditCheckpoint {
            organization: tenant.organization_name().await?,
            head_hash: head.head,
            count: u64::try_from(head.count).unwrap_or_default(),
            time: last.first().map(|event| clock::local_text(&event.at)).unwrap_or_default(),
        })
    }
}

/// 医療情報システム安全管理責任者　湊 花子.
fn responsible(facts: &Facts, today: Date) -> String {
    let title = Ledger::Appointments.column("role").map(|column| show(column, "officer")).unwrap_or_default();
    let person = facts.appointed("officer", today).and_then(|row| facts.target(row, "person"));
    format!("{title}　{}", person.map_or_else(|| "未登録".to_owned(), Row::name))
}

/// The counts of the front sheet.
pub(super) fn summary(list: &Checklist) -> BinderSummary {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let days = || list.rows.iter().filter_map(|row| row.answer.as_ref()).map(|answer| answer.decision.checked_on);
    let range = match (days().min(), days().max()) {
        (Some(first), Some(last)) if first == last => slashed(first),
        (Some(first), Some(last)) => format!("{} 〜 {}", slashed(first), slashed(last)),
        _ => String::new(),
    };
    BinderSummary {
        total: count(list.total()),
        answered: count(list.answered()),
        yes: count(list.count(AnswerValue::Yes)),
        no: count(list.count(AnswerValue::No)),
        not_applicable: count(list.count(AnswerValue::NotApplicable)),
        unanswered: count(list.total() - list.answered()),
        must_fix: 0,
        confirmed_range: range,
    }
}

/// The ledgers that have rows, with the columns that the list shows.
fn ledgers(facts: &Facts, named: &impl Fn(&str) -> Meta) -> Vec<LedgerTable> {
    let filled = Ledger::ALL.into_iter().filter(|ledger| !facts.all(*ledger).is_empty());
    filled.map(|ledger| ledger_table(facts, ledger, named(&ledger.title()), |column| column.listed)).collect()
}

fn exceptions(material: &Material) -> Vec<ExceptionLine> {
    let today = material.list.today;
    let answered = material.list.rows.iter().filter_map(|row| row.answer.as_ref().map(|answer| (row, answer)));
    answered
        .filter(|(_, answer)| answer.decision.value == AnswerValue::Yes)
        .filter_map(|(row, answer)| {
            let exception = answer.decision.exception.as_ref()?;
            let over = if exception.holds(today) { "" } else { "（期限切れ）" };
            Some(ExceptionLine {
                number: row.item.number.clone(),
                target: item::excepted(&row.item, exception),
                reason: exception.reason.clone(),
                compensation: exception.measure.clone(),
                statement: exception.basis(),
                approver: item::approver(exception),
                expires_on: format!("{}{over}", slashed(exception.until)),
            })
        })
        .collect()
}
