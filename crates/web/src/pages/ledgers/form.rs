//! The form of a row: stored values, what was typed and not saved, and where the two differ.

use super::field::{Field, display, typed_of};
use std::collections::BTreeMap;
use tate_app::error::Problem;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Kind, Ledger};
use tate_domain::proposal::RowRef;

/// Column key → what the field holds.
pub(super) type Typed = BTreeMap<String, String>;

/// A column where what was typed is not what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The heading.
    pub(super) label: &'static str,
    /// What is stored now.
    pub(super) stored: String,
    /// What was typed.
    pub(super) typed: String,
}

/// The form of a stored row; of a new one, empty.
pub(super) fn stored(facts: &Facts, ledger: Ledger, row: Option<&Row>) -> Typed {
    let value = |column| row.map(|row| typed_of(facts, row, column)).unwrap_or_default();
    ledger.columns().iter().map(|column| (column.key.to_owned(), value(column))).collect()
}

/// Lays what was typed and not saved over the form; says whether that changed anything.
pub(super) fn lay_over(ledger: Ledger, form: &mut Typed, draft: &Typed) -> bool {
    let mut changed = false;
    for column in ledger.columns() {
        let Some(value) = draft.get(column.key) else { continue };
        let field = form.entry(column.key.to_owned()).or_default();
        if column.parse(field) != column.parse(value) {
            field.clone_from(value);
            changed = true;
        }
    }
    changed
}

/// Where a form differs from the stored row.
pub(super) fn differences(facts: &Facts, ledger: Ledger, form: &Typed, row: Option<&Row>) -> Vec<Difference> {
    let now = stored(facts, ledger, row);
    let empty = String::new();
    let differs = |column: &&tate_domain::ledger::Column| {
        let (theirs, mine) = (now.get(column.key).unwrap_or(&empty), form.get(column.key).unwrap_or(&empty));
        column.parse(theirs) != column.parse(mine)
    };
    ledger
        .columns()
        .iter()
        .filter(differs)
        .map(|column| {
            let mine = form.get(column.key).unwrap_or(&empty);
            let typed = column.parse(mine).map_or_else(|_| mine.clone(), |value| display(facts, column, &value));
            Difference {
                label: column.label,
                stored: row.map(|row| display(facts, column, row.text(column.key))).unwrap_or_default(),
                typed,
            }
        })
        .collect()
}

/// The fields of a form: those of the list first, the others apart.
pub(super) fn fields(
    facts: &Facts,
    ledger: Ledger,
    form: &Typed,
    own: Option<&str>,
    problems: &[Problem],
) -> (Vec<Field>, Vec<Field>) {
    let error =
        |key: &str| problems.iter().find(|problem| problem.field == key).map_or("", |problem| problem.message.as_str());
    let field = |column| {
        let column: &'static tate_domain::ledger::Column = column;
        (
            column.listed,
            Field::new(facts, column, form.get(column.key).map_or("", String::as_str), own, error(column.key)),
        )
    };
    let (first, more): (Vec<_>, Vec<_>) = ledger.columns().iter().map(field).partition(|(listed, _)| *listed);
    let fields = |pairs: Vec<(bool, Field)>| {
        let mut fields: Vec<Field> = pairs.into_iter().map(|(_, field)| field).collect();
        // Free text is drawn over the whole width: last, so that it tears no row of fields apart.
        fields.sort_by_key(|field| field.input == "lines");
        fields
    };
    (fields(first), fields(more))
}

/// The rows, of any ledger, that refer to a row.
pub(super) fn referring(facts: &Facts, ledger: Ledger, id: &str) -> Vec<RowRef> {
    let refers = |row: &&Row| {
        row.ledger.columns().iter().any(|column| column.kind == Kind::Ref(ledger) && row.text(column.key) == id)
    };
    Ledger::ALL.into_iter().flat_map(|other| facts.all(other)).filter(refers).map(Row::pointer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_domain::facility::{FacilityKind, Profile};
    use tate_domain::ledger::Fields;

    fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
        let fields: Fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Row { id: id.to_owned(), ledger, version: 1, fields, updated_at: String::new() }
    }

    fn facts() -> Facts {
        let profile = Profile {
            kind: FacilityKind::Pharmacy,
            name: "みほん薬局".into(),
            insurance_code: String::new(),
            founder: String::new(),
            manager: String::new(),
            phone: String::new(),
            address: String::new(),
            has_network: None,
        };
        Facts::new(
            profile,
            [
                row(Ledger::Vendors, "v1", &[("name", "みほんシステム")]),
                row(Ledger::Systems, "s1", &[("name", "レセコン"), ("vendor", "v1")]),
                row(Ledger::Systems, "s2", &[("name", "薬歴"), ("vendor", "gone")]),
                row(Ledger::Devices, "d1", &[("host", "PC-1"), ("registered", "2025-04-01"), ("system", "s1")]),
            ],
        )
    }

    #[test]
    fn a_day_written_another_way_is_no_difference() {
        let facts = facts();
        let device = facts.find(Ledger::Devices, "d1");
        let mut form = stored(&facts, Ledger::Devices, device);
        assert_eq!(form["registered"], "2025/04/01");
        form.insert("registered".into(), "令和7年4月1日".into());
        assert_eq!(differences(&facts, Ledger::Devices, &form, device), []);
        form.insert("registered".into(), "平成38年2月".into());
        let found = differences(&facts, Ledger::Devices, &form, device);
        assert_eq!(found, [Difference { label: "登録日", stored: "2025/04/01".into(), typed: "平成38年2月".into() }]);
    }

    #[test]
    fn differences_show_references_by_name() {
        let facts = facts();
        let device = facts.find(Ledger::Devices, "d1");
        let mut form = stored(&facts, Ledger::Devices, device);
        form.insert("system".into(), "s2".into());
        let found = differences(&facts, Ledger::Devices, &form, device);
        assert_eq!(found, [Difference { label: "システム", stored: "レセコン".into(), typed: "薬歴".into() }]);
    }

    #[test]
    fn a_draft_counts_only_where_it_says_something_else() {
        let facts = facts();
        let mut form = stored(&facts, Ledger::Devices, facts.find(Ledger::Devices, "d1"));
        let draft =
            |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Typed>();
        assert!(!lay_over(Ledger::Devices, &mut form, &draft(&[("host", "PC-1 "), ("unknown", "x")])));
        assert!(lay_over(Ledger::Devices, &mut form, &draft(&[("host", "PC-2")])));
        assert_eq!(form["host"], "PC-2");
    }

    #[test]
    fn a_reference_to_a_removed_row_shows_as_not_chosen() {
        let facts = facts();
        let form = stored(&facts, Ledger::Systems, facts.find(Ledger::Systems, "s2"));
        assert_eq!(form["vendor"], "");
        let (first, _) = fields(&facts, Ledger::Systems, &form, Some("s2"), &[]);
        let vendor = first.iter().find(|field| field.key == "vendor").unwrap();
        assert!(vendor.options[0].chosen && vendor.options.len() == 2);
    }

    #[test]
    fn the_rows_that_refer_to_a_row_are_found_in_every_ledger() {
        let facts = facts();
        let names: Vec<String> = referring(&facts, Ledger::Vendors, "v1").into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["レセコン"]);
        assert_eq!(referring(&facts, Ledger::Systems, "s1").len(), 1);
        assert!(referring(&facts, Ledger::Devices, "d1").is_empty());
    }
}
