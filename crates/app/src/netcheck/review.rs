//! A diagnosis as an inspection somebody carried out (点検): it needs a person of the facility.

use crate::error::{AppError, Result};
use crate::{App, new_id};
use jiff::civil::Date;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::netcheck::{Check, Judgement, SIX, Target};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::{search_key, shorten};

/// Characters of the SHA-256 by which a review names its diagnosis.
const MARK: usize = 16;

/// The one person of the facility with this name who works there on that day.
pub(super) fn reviewer<'a>(facts: &'a Facts, name: &str, on: Date) -> Option<&'a Row> {
    let key = search_key(name);
    let mut found = facts
        .all(Ledger::People)
        .iter()
        .filter(|person| Facts::works_here(person, on) && search_key(person.text("name")) == key);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The review row of a diagnosis.
pub(super) fn fields(check: &Check, sha256: &str, person: &str) -> Fields {
    let result = if check.count(Judgement::Check) > 0 { "found" } else { "clean" };
    [
        ("kind", "network".to_owned()),
        ("day", check.day.to_string()),
        ("reviewer", person.to_owned()),
        ("result", result.to_owned()),
        ("findings", findings(check)),
        ("note", mark(sha256)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

/// ネットワーク診断（照合値 0123456789abcdef）.
fn mark(sha256: &str) -> String {
    format!("ネットワーク診断（照合値 {}）", sha256.get(..MARK).unwrap_or(sha256))
}

fn findings(check: &Check) -> String {
    let open = |target: &Target| {
        let ports: Vec<String> = target
            .ports
            .iter()
            .filter(|port| port.judgement == Judgement::Check)
            .map(|port| format!("{}（{}）", port.port, port.name))
            .collect();
        (!ports.is_empty()).then(|| format!("{}：{}が開いています。", target.name(), ports.join("、")))
    };
    let lines: Vec<String> = check.targets.iter().filter_map(open).collect();
    let head = format!("{}台の{}つのポートを診断しました。{}。", check.targets.len(), SIX.len(), check.summary());
    shorten(&[vec![head], lines].concat().join("\n"), 2_000)
}

/// The review of a diagnosis, once it has been recorded.
pub(super) fn recorded<'a>(facts: &'a Facts, sha256: &str) -> Option<&'a Row> {
    let mark = mark(sha256);
    facts.all(Ledger::Reviews).iter().find(|row| row.is("kind", "network") && row.text("note").starts_with(&mark))
}

impl App {
    /// Records a diagnosis as an inspection by a person of the facility (点検として記録).
    ///
    /// # Errors
    /// The actor may not; no such diagnosis or person; it has been recorded already.
    pub async fn review_netcheck(&self, actor: &Actor, facility: &FacilityId, id: &str, person: &str) -> Result<RowId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let kept = self.tenant(actor).net_check(facility, id).await?.ok_or(AppError::NotFound)?;
        let snapshot = self.facts(actor, facility).await?;
        if recorded(&snapshot.facts, &kept.sha256).is_some() {
            return Err(AppError::invalid("person", "この診断は、もう点検の台帳に記録されています。"));
        }
        let chosen = snapshot
            .facts
            .find(Ledger::People, person)
            .filter(|row| Facts::works_here(row, kept.check.day))
            .ok_or_else(|| {
            AppError::invalid(
                "person",
                "点検した人が選ばれていません。一覧から選んでください。いない場合は、先に人の台帳に登録してください。",
            )
        })?;
        let row: RowId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_row(facility, &row, Ledger::Reviews, &fields(&kept.check, &kept.sha256, &chosen.id)).await?;
        change.commit().await?;
        Ok(row)
    }
}
