//! The columns of the ledger of contracts that the register keeps in step, so that nobody types them twice.
//!
//! What the register itself wrote follows it; what a person typed is only ever replaced by something better.

use super::{Need, Statement, Subject, Versions};
use crate::ledger::Fields;
use std::cmp::Ordering;

/// Columns of the ledger of contracts: state, version, day, remote maintenance.
pub const COLUMNS: [&str; 4] = ["disclosure", "disclosure_version", "disclosure_date", "remote_disclosure"];

const RECEIVED: &str = "received";

/// What the register says about a contract; empty where it says nothing. In the order of [`COLUMNS`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerValues(pub [String; 4]);

/// A value of a person that was left although a document says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The column.
    pub column: &'static str,
    /// What stands there.
    pub has: String,
    /// What the documents say.
    pub document: String,
}

/// What the statements of a contract that hold mean for its row: received once every document about the system is
/// there; the oldest version and the oldest day of them, since the weakest counts.
#[must_use]
pub fn project(needs: &[Need], current: &[&Statement], versions: &Versions) -> LedgerValues {
    let system: Vec<&Statement> = current.iter().copied().filter(|one| one.subject == Subject::System).collect();
    let met = |need: &Need| current.iter().any(|one| need.is_met_by(one));
    let about_system = |need: &&Need| need.subject == Subject::System && need.sure;
    let all = !system.is_empty() && needs.iter().filter(about_system).all(met);
    let oldest = system.iter().copied().filter(|one| !one.template.is_empty()).reduce(|a, b| {
        if versions.compare_templates(&b.template, &a.template) == Some(Ordering::Less) { b } else { a }
    });
    let version = oldest.map_or_else(String::new, |one| {
        versions.template(&one.template).map_or_else(|| one.template.clone(), |known| known.name.clone())
    });
    // A document without a day leaves the cell to be asked about.
    let days: Option<Vec<_>> = system.iter().map(|one| one.made_on).collect();
    let day = days.and_then(|days| days.into_iter().min()).map(|day| day.to_string()).unwrap_or_default();
    let remote = current.iter().any(|one| one.subject == Subject::Remote);
    let word = |yes: bool| if yes { RECEIVED.to_owned() } else { String::new() };
    LedgerValues([word(all), version, day, word(remote)])
}

/// The row's values after the register changed from `before` to `after`, and what was left to the person who typed it.
#[must_use]
pub fn settle(
    fields: &Fields,
    before: &LedgerValues,
    after: &LedgerValues,
    versions: &Versions,
) -> (Fields, Vec<Kept>) {
    let (mut settled, mut kept) = (fields.clone(), Vec::new());
    for ((column, was), now) in COLUMNS.into_iter().zip(&before.0).zip(&after.0) {
        let has = fields.get(column).map_or("", String::as_str);
        let ours = has.is_empty() || (has == was && !was.is_empty());
        if has == now {
            continue;
        }
        if now.is_empty() {
            if ours {
                settled.remove(column);
            }
        } else if ours || is_better(column, now, has, versions) {
            settled.insert(column.to_owned(), now.clone());
        } else {
            kept.push(Kept { column, has: has.to_owned(), document: now.clone() });
        }
    }
    (settled, kept)
}

fn is_better(column: &str, new: &str, old: &str, versions: &Versions) -> bool {
    match column {
        "disclosure_version" => versions.compare_templates(new, old) != Some(Ordering::Less),
        // ISO days compare as text.
        "disclosure_date" => new > old,
        _ => new == RECEIVED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Kind;
    use crate::disclosure::needs::needs;
    use crate::disclosure::testing::{statement, versions};
    use crate::facts::Row;
    use crate::ledger::Ledger;
    use jiff::civil::date;

    fn contract(fields: &[(&str, &str)]) -> Row {
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Row { id: "c1".into(), ledger: Ledger::Contracts, version: 1, fields, updated_at: String::new() }
    }

    fn values(row: &Row, current: &[&Statement]) -> LedgerValues {
        project(&needs(row, None, current), current, &versions())
    }

    #[test]
    fn the_row_follows_the_register_there_and_back() {
        let row = contract(&[("title", "保守"), ("remote", "no"), ("disclosure", "requested")]);
        let one = statement("d1", &[]);
        let (none, there) = (LedgerValues::default(), values(&row, &[&one]));
        assert_eq!(there.0, ["received", "Ver.5.0", "2026-04-01", ""].map(str::to_owned));
        let (fields, kept) = settle(&row.fields, &none, &there, &versions());
        assert_eq!((fields["disclosure"].as_str(), kept.len()), ("received", 0));
        let (gone, _) = settle(&fields, &there, &none, &versions());
        assert!(COLUMNS.iter().all(|column| !gone.contains_key(*column)), "{gone:?}");
    }

    #[test]
    fn what_a_person_typed_is_never_made_worse() {
        let row = contract(&[
            ("title", "保守"),
            ("disclosure", "received"),
            ("disclosure_version", "Ver.5.0"),
            ("disclosure_date", "2026-08-01"),
        ]);
        let mut one = statement("d1", &[]);
        one.template = "4.1".into();
        let (fields, kept) = settle(&row.fields, &LedgerValues::default(), &values(&row, &[&one]), &versions());
        assert_eq!(fields, row.fields);
        assert_eq!(kept.iter().map(|one| one.column).collect::<Vec<_>>(), ["disclosure_version", "disclosure_date"]);
        one.template = "Ver.5.0".into();
        one.made_on = Some(date(2026, 10, 1));
        let (fields, kept) = settle(&row.fields, &LedgerValues::default(), &values(&row, &[&one]), &versions());
        assert_eq!((fields["disclosure_date"].as_str(), kept.len()), ("2026-10-01", 0));
    }

    #[test]
    fn it_is_received_when_both_documents_are_there_and_as_old_as_the_older_one() {
        let row = contract(&[("title", "保守"), ("remote", "yes")]);
        let mut mds = statement("d1", &[]);
        mds.giver = "若葉商会".into();
        let mut sds = statement("d2", &[]);
        (sds.kind, sds.template, sds.made_on) = (Kind::Sds, "Ver.4.1".into(), Some(date(2025, 1, 1)));
        let mut remote = sds.clone();
        remote.subject = Subject::Remote;
        assert_eq!(values(&row, &[&remote]).0, ["", "", "", "received"].map(str::to_owned));
        assert_eq!(values(&row, &[&mds, &sds]).0, ["received", "Ver.4.1", "2025-01-01", ""].map(str::to_owned));
        let alone = contract(&[("title", "保守"), ("remote", "no")]);
        assert_eq!(values(&alone, &[&mds]).0[0], "", "the seller's SDS is missing");
        sds.made_on = None;
        assert_eq!(values(&row, &[&mds, &sds]).0[2], "");
    }
}
