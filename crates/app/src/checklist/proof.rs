//! What is frozen with an answer: the rule, the rows it looked at, the files that were there.

use super::ItemView;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::Ledger;

/// The ledgers a rule looks at; their rows are frozen with the answer.
pub(crate) fn ledgers_of(rule: &str) -> &'static [Ledger] {
    match rule {
        "responsible_officer" => &[Ledger::Appointments, Ledger::People],
        "device_ledger" => &[Ledger::Devices, Ledger::Systems, Ledger::Software, Ledger::Backups, Ledger::Reviews],
        "remote_maintenance" => &[
            Ledger::Systems,
            Ledger::Contracts,
            Ledger::Vendors,
            Ledger::Devices,
            Ledger::Software,
            Ledger::Connections,
        ],
        "disclosure" => &[Ledger::Systems, Ledger::Contracts, Ledger::Vendors],
        "access_rights" => &[Ledger::Accounts, Ledger::Systems, Ledger::People, Ledger::Devices],
        "unneeded_accounts" => &[Ledger::Accounts, Ledger::Systems, Ledger::People, Ledger::Reviews],
        "patching" | "patching_server" | "patching_terminal" | "patching_network" | "patching_computers" => {
            &[Ledger::Devices, Ledger::Software, Ledger::Contracts, Ledger::Firmware, Ledger::Reviews]
        }
        "password" => &[Ledger::Systems, Ledger::Devices, Ledger::Accounts],
        "password_reuse" => &[Ledger::Clauses, Ledger::Papers, Ledger::Devices, Ledger::Accounts, Ledger::Contracts],
        "usb_media" => &[Ledger::Clauses, Ledger::Papers, Ledger::Devices, Ledger::Media, Ledger::Reviews],
        "access_log" => &[Ledger::Systems, Ledger::Logs, Ledger::Reviews, Ledger::Accounts, Ledger::People],
        "unneeded_services_server" | "unneeded_services_terminal" => {
            &[Ledger::Devices, Ledger::Services, Ledger::Reviews]
        }
        "source_restriction" => &[Ledger::Connections, Ledger::Devices, Ledger::Services, Ledger::Reviews],
        "cyber_bcp" | "bcp_drill" => &[Ledger::Papers],
        "rule_book" => &[Ledger::Papers, Ledger::Clauses, Ledger::Systems, Ledger::Devices],
        "password_minimum" | "two_factor" | "two_factor_implemented" | "ehr_use" => &[Ledger::Systems],
        "respondent" | "officer_qualification" | "csirt" => &[Ledger::Appointments, Ledger::People],
        "it_staff" => &[Ledger::People],
        "network_diagram" => &[Ledger::Connections],
        "contract_duties" => &[Ledger::Contracts, Ledger::Systems],
        "contact_chart" => &[
            Ledger::People,
            Ledger::Appointments,
            Ledger::Vendors,
            Ledger::Systems,
            Ledger::Contracts,
            Ledger::Offices,
            Ledger::Reviews,
        ],
        "backup" => &[Ledger::Backups, Ledger::Systems, Ledger::Reviews],
        "ehr_backup" | "backup_count" | "backup_kinds" | "backup_generations" | "backup_offline" => {
            &[Ledger::Backups, Ledger::Systems]
        }
        _ => &[],
    }
}

/// The rows that rules look at, by ledger, as they are frozen.
pub(crate) fn frozen_rows<'a>(
    facts: &Facts,
    rules: impl IntoIterator<Item = &'a String>,
) -> BTreeMap<&'static str, Vec<Value>> {
    let mut ledgers: Vec<Ledger> = rules.into_iter().flat_map(|rule| ledgers_of(rule)).copied().collect();
    ledgers.sort();
    ledgers.dedup();
    let frozen =
        |row: &Row| json!({ "id": row.id, "version": row.version, "updated_at": row.updated_at, "fields": row.fields });
    ledgers.into_iter().map(|ledger| (ledger.code(), facts.all(ledger).iter().map(frozen).collect())).collect()
}

/// The frozen proof: what was asked, of how many rows, what they held, which files were there.
pub(super) fn snapshot_text(view: &ItemView, at: &str) -> String {
    let row = view.row();
    let rows = frozen_rows(&view.list.snapshot.facts, &row.item.rules);
    let counts: BTreeMap<&str, usize> = rows.iter().map(|(ledger, rows)| (*ledger, rows.len())).collect();
    let files: Vec<_> =
        view.files.iter().map(|f| json!({ "name": f.name, "sha256": f.sha256, "size": f.size })).collect();
    let diagnosis = view.diagnosis.as_ref().map(|diagnosis| {
        let kept = &diagnosis.kept;
        json!({ "id": kept.id, "at": kept.check.at, "sha256": kept.sha256, "result": kept.check.summary() })
    });
    json!({
        "item": row.item.id,
        "number": row.item.number,
        "edition": view.list.edition.id,
        "taken_at": at,
        "today": view.list.today.to_string(),
        "source": format!("台帳（第{}版）", view.list.snapshot.facility.facts_version),
        "query": row.item.rules,
        "counts": counts,
        "proposal": row.proposal,
        "rows": rows,
        "files": files,
        "netcheck": diagnosis,
    })
    .to_string()
}
