//! How findings name rows and items.

use super::{Link, LintInput, SheetRow};
use crate::disclosure::Statement;
use crate::facts::Row;
use crate::ledger::Ledger;

/// The most names in one sentence.
const MOST_NAMES: usize = 3;

/// 「A」「B」「C」ほか2件.
pub(super) fn rows(rows: &[&Row]) -> String {
    list(rows.iter().map(|row| row.name()), rows.len())
}

/// The same of items.
pub(super) fn items(rows: &[&SheetRow<'_>]) -> String {
    list(rows.iter().map(|row| row.name()), rows.len())
}

fn list(names: impl Iterator<Item = String>, count: usize) -> String {
    let mut text: String = names.take(MOST_NAMES).map(|name| format!("「{name}」")).collect();
    if count > MOST_NAMES {
        text.push_str(&format!("ほか{}件", count - MOST_NAMES));
    }
    text
}

/// Links to rows.
pub(super) fn links(rows: &[&Row]) -> Vec<Link> {
    rows.iter().map(|row| Link::from(*row)).collect()
}

/// Links to items.
pub(super) fn item_links(rows: &[&SheetRow<'_>]) -> Vec<Link> {
    rows.iter().map(|row| row.link()).collect()
}

/// A link to the contract of a disclosure statement.
pub(super) fn contract(input: &LintInput<'_>, one: &Statement) -> Option<Link> {
    input.facts.find(Ledger::Contracts, &one.contract_id).map(Link::from)
}
