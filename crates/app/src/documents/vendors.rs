//! Where each vendor's sheet and disclosure stand, one line per system and contract.

use crate::clock::day_of;
use jiff::civil::Date;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Ledger, show};
use tate_domain::vendor::{Request, Standing};
use tate_report::VendorFormStatus;

/// Where nothing is known.
const UNKNOWN: &str = "記録なし";
/// Where nothing is asked, because there is no contract for operation or maintenance.
const NOT_NEEDED: &str = "不要（契約なし）";

/// The lines of every system in scope.
pub(super) fn statuses(facts: &Facts, year: FiscalYear, today: Date) -> Vec<VendorFormStatus> {
    facts
        .systems_in_scope()
        .flat_map(|system| {
            let mut lines: Vec<VendorFormStatus> =
                facts.contracts_of(system).map(|contract| status(facts, system, contract, (year, today))).collect();
            if lines.is_empty() {
                lines.push(without_contract(facts, system));
            }
            lines
        })
        .collect()
}

fn without_contract(facts: &Facts, system: &Row) -> VendorFormStatus {
    VendorFormStatus {
        vendor: facts.target(system, "vendor").map_or_else(|| "未登録".to_owned(), Row::name),
        system: system.name(),
        contract: UNKNOWN.to_owned(),
        state: "未確認".to_owned(),
        disclosure: UNKNOWN.to_owned(),
        date: String::new(),
    }
}

fn status(facts: &Facts, system: &Row, contract: &Row, (year, today): (FiscalYear, Date)) -> VendorFormStatus {
    let vendor = facts.target(contract, "vendor").or_else(|| facts.target(system, "vendor"));
    let none = contract.is("kind", "none");
    let day = contract.day("vendor_sheet_date");
    let asked = facts.asked().iter().map(|one| &one.request).find(|request| request.contract_id == contract.id);
    if let Some(request) = asked.filter(|_| !none) {
        return of_request(request, vendor, contract, today);
    }
    let state = match contract.text("vendor_sheet") {
        _ if none => NOT_NEEDED,
        // Last year's sheet says nothing about this year.
        "received" if day.is_some_and(|day| !year.contains(day)) => "今年度は未受領",
        "received" => "受領済み",
        "requested" => "回答待ち（依頼中）",
        "refused" => "断られた",
        _ => "未依頼",
    };
    VendorFormStatus {
        vendor: vendor.map_or_else(|| "未登録".to_owned(), Row::name),
        system: system.name(),
        contract: label(contract, "kind"),
        state: state.to_owned(),
        disclosure: if none { NOT_NEEDED.to_owned() } else { label(contract, "disclosure") },
        date: day.map(slashed).unwrap_or_default(),
    }
}

/// The line of a contract that was asked this year: the request says more than the ledger.
fn of_request(request: &Request, vendor: Option<&Row>, contract: &Row, today: Date) -> VendorFormStatus {
    let state = match (request.standing(today), request.reason.as_str()) {
        (Standing::Refused, reason) if !reason.is_empty() => format!("断られた（{reason}）"),
        (standing, _) => standing.label().to_owned(),
    };
    let last = [&request.decided_at, &request.submitted_at, &request.asked_at].into_iter().find(|at| !at.is_empty());
    VendorFormStatus {
        vendor: vendor.map_or_else(|| request.vendor.clone(), Row::name),
        system: request.system.clone(),
        contract: label(contract, "kind"),
        state,
        disclosure: label(contract, "disclosure"),
        date: last.and_then(|at| day_of(at)).map(slashed).unwrap_or_default(),
    }
}

fn label(contract: &Row, key: &str) -> String {
    let text = Ledger::Contracts.column(key).map(|column| show(column, contract.text(key))).unwrap_or_default();
    if text.is_empty() { UNKNOWN.to_owned() } else { text }
}
