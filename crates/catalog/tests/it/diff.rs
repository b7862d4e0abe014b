//! What changed from one edition to another.

use crate::mini::Mini;
use tate_catalog::{Catalog, Change, ChangeKind, Difference, diff};
use tate_domain::edition::{Flag, Item};

fn rows(rows: &[&Item]) -> String {
    rows.iter().map(|row| format!("{} {}", row.number, row.target)).collect::<Vec<_>>().join("＋")
}

fn line(change: &Change<'_>) -> String {
    format!("{} → {}", rows(&change.from), rows(&change.to))
}

fn told(catalog: &Catalog, from: &str, to: &str, kind: ChangeKind) -> Vec<String> {
    let diff = diff(catalog, catalog.edition(from).unwrap(), catalog.edition(to).unwrap());
    diff.of(kind).map(line).collect()
}

#[test]
fn r7_asks_five_new_things_of_a_hospital_and_nothing_of_what_r6_asked_is_lost_but_the_gate() {
    let catalog = Catalog::builtin().unwrap();
    let told = |kind| told(&catalog, "r6-medical", "r7-medical", kind);
    assert_eq!(told(ChangeKind::New), [" → 2-⑦ 全般", " → 2-⑧ 全般", " → 2-⑨ 全般", " → 2-⑩ 全般", " → 4-① 規程"]);
    assert_eq!(
        told(ChangeKind::Merged),
        [
            "2-(4) サーバ＋2-(4) 端末PC → 2-④ 全般",
            "2-(5) サーバ＋2-(5) 端末PC → 2-⑤ 全般",
            "2-(7) サーバ＋2-(7) 端末PC＋2-(7) ネットワーク機器 → 2-⑥ 全般",
        ]
    );
    assert_eq!(
        told(ChangeKind::Renumbered),
        [
            "2-(6) サーバ → 2-⑪ サーバ",
            "2-(9) サーバ → 2-⑫ サーバ",
            "2-(9) 端末PC → 2-⑫ 端末PC",
            "2-(8) ネットワーク機器 → 2-⑬ ネットワーク機器",
        ]
    );
    assert_eq!(told(ChangeKind::Dropped), [" 施設 → "]);
    assert_eq!(told(ChangeKind::Split), Vec::<String>::new());
    let kept: Vec<String> = [told(ChangeKind::Reworded), told(ChangeKind::Unchanged)].concat();
    assert_eq!(kept.len(), 7, "{kept:?}");
}

#[test]
fn what_the_crosswalk_finds_new_is_what_the_edition_itself_marks_as_new() {
    let catalog = Catalog::builtin().unwrap();
    for (from, to) in [("r6-medical", "r7-medical"), ("r6-vendor", "r7-vendor")] {
        let (from, to) = (catalog.edition(from).unwrap(), catalog.edition(to).unwrap());
        let diff = diff(&catalog, from, to);
        let found: Vec<&str> = diff.of(ChangeKind::New).map(|change| change.to[0].id.as_str()).collect();
        let marked: Vec<&str> = to.rows().filter(|row| row.has(Flag::NewItem)).map(|row| row.id.as_str()).collect();
        assert_eq!(found, marked);
    }
}

#[test]
fn the_vendors_sheet_has_four_new_rows() {
    let catalog = Catalog::builtin().unwrap();
    assert_eq!(
        told(&catalog, "r6-vendor", "r7-vendor", ChangeKind::New),
        [" → 2-⑦ 全般", " → 2-⑧ 全般", " → 2-⑨ 全般", " → 2-⑩ 全般"]
    );
}

#[test]
fn every_row_of_both_editions_stands_in_exactly_one_change() {
    let catalog = Catalog::builtin().unwrap();
    let editions: Vec<_> = catalog.editions().collect();
    for from in &editions {
        for to in &editions {
            let diff = diff(&catalog, from, to);
            let ids = |side: fn(&Change<'_>) -> Vec<String>| {
                let mut ids: Vec<String> = diff.changes.iter().flat_map(side).collect();
                ids.sort();
                ids
            };
            let own = |edition: &tate_domain::edition::Edition| {
                let mut ids: Vec<String> = edition.rows().map(|row| row.id.clone()).collect();
                ids.sort();
                ids
            };
            assert_eq!(ids(|change| change.from.iter().map(|row| row.id.clone()).collect()), own(from), "{}", to.id);
            assert_eq!(ids(|change| change.to.iter().map(|row| row.id.clone()).collect()), own(to), "{}", from.id);
        }
    }
}

#[test]
fn an_edition_does_not_differ_from_itself() {
    let catalog = Catalog::builtin().unwrap();
    for edition in catalog.editions() {
        let diff = diff(&catalog, edition, edition);
        assert!(diff.changes.iter().all(|change| change.kind == ChangeKind::Unchanged), "{}", edition.id);
    }
}

#[test]
fn a_mark_of_change_is_measured_against_an_earlier_year() {
    let catalog = Catalog::builtin().unwrap();
    let marked = |from: &str| {
        let diff = diff(&catalog, catalog.edition(from).unwrap(), catalog.edition("r7-medical").unwrap());
        diff.changes.iter().filter(|change| change.differences.contains(&Difference::Marked)).count()
    };
    assert_eq!(marked("r7-pharmacy"), 0);
    assert_eq!(marked("r6-medical"), 0, "the three marked rows are mergers");
}

/// The small edition and a later one made of it.
fn later(change: impl FnOnce(String) -> String) -> Catalog {
    let old = Mini::new().edition();
    let new = change(old.replace("r0-mini", "r1-mini"));
    Mini::new().catalog().with([("own/r1-mini.toml".to_owned(), new)], &std::collections::BTreeMap::new())
}

#[test]
fn a_row_says_in_what_it_differs() {
    let catalog = later(|text| {
        text.replace("fiscal_year = 2026", "fiscal_year = 2027")
            .replace("label = \"責任者\"", "label = \"責任者の任命\"")
            .replace("yes_when = \"え\"", "yes_when = \"ゑ\"")
            .replace("\"seen_in_person\"", "\"changed_item\"")
            .replace("target = \"体制\"", "target = \"規程\"")
    });
    let diff = diff(&catalog, catalog.edition("r0-mini").unwrap(), catalog.edition("r1-mini").unwrap());
    assert_eq!((diff.changes[0].kind, diff.changes[1].kind), (ChangeKind::Reworded, ChangeKind::Unchanged));
    assert_eq!(
        diff.changes[0].differences,
        [Difference::Text, Difference::Target, Difference::YesWhen, Difference::Marked]
    );
    let json = diff.json();
    assert_eq!(json["reworded"][0]["differences"][0], "text");
    assert_eq!(json["unchanged"][0]["to"][0]["id"], "r1-mini:2-10");
}

#[test]
fn a_row_that_became_two_is_split() {
    let catalog = later(|text| {
        let second = text.split("[[item]]").nth(1).unwrap().to_owned();
        format!("{text}\n[[item]]{}", second.replace("1-1", "1-2").replace("1-①", "1-②"))
    });
    assert_eq!(told(&catalog, "r0-mini", "r1-mini", ChangeKind::Split), ["1-① 体制 → 1-① 体制＋1-② 体制"]);
    assert_eq!(told(&catalog, "r1-mini", "r0-mini", ChangeKind::Merged), ["1-① 体制＋1-② 体制 → 1-① 体制"]);
}
