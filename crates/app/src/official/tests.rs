use super::build::build;
use super::publish::files;
use super::wording::WordingPlan;
use super::*;
use crate::packs::{Pack, plan};
use jiff::civil::date;
use std::collections::BTreeMap;
use tate_domain::edition::{Edition, Flag, Side, Target};
use tate_inventory::{Limits, official};

/// The drafts of a workbook that the reader's own tests build.
fn drafts(name: &str) -> Vec<EditionDraft> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../inventory/tests/official").join(name);
    let sheets = official::read(name, &std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    let catalog = Catalog::builtin().unwrap();
    sheets.iter().map(|sheet| EditionDraft::propose(&catalog, sheet, (name, "00ff"), date(2026, 11, 20))).collect()
}

fn draft(name: &str) -> EditionDraft {
    drafts(name).remove(0)
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The draft with every row accepted as it is proposed, but the new row as new.
fn reviewed(name: &str) -> EditionDraft {
    let catalog = Catalog::builtin().unwrap();
    let mut draft = draft(name);
    let typed: BTreeMap<String, String> = (0..draft.rows.len())
        .flat_map(|at| [(format!("ok.{at}"), "1".to_owned()), (format!("number.{at}"), draft.rows[at].number.clone())])
        .chain([
            ("same.15".to_owned(), String::new()),
            ("label.15".to_owned(), "生成AIに入れてよい情報の範囲".to_owned()),
        ])
        .collect();
    draft.take(&typed, &catalog);
    draft
}

#[test]
fn the_rows_of_a_new_year_are_matched_by_their_words_and_not_by_their_numbers() {
    let draft = draft("two_columns.xlsx");
    assert_eq!((draft.id.as_str(), draft.fiscal_year, draft.side), ("r8-facility", 2026, Side::Facility));
    assert_eq!((draft.before.as_str(), draft.same_as.as_str(), draft.kinds.len()), ("r7-medical", "", 4));
    let key = |same: &str| same.strip_prefix("r7-medical:").unwrap_or("new").to_owned();
    let matched: Vec<(String, String)> = draft.rows.iter().map(|row| (row.number.clone(), key(&row.same))).collect();
    let moved = |number: &str| {
        match number {
            "2-7" => "2-8",
            "2-8" => "2-7",
            "2-14" => "new",
            other => other,
        }
        .to_owned()
    };
    let expected: Vec<(String, String)> = draft
        .rows
        .iter()
        .map(|row| {
            let side = match (row.number.as_str(), row.target) {
                ("2-12", Target::Server) => "-sv",
                ("2-12", _) => "-pc",
                _ => "",
            };
            (row.number.clone(), moved(&row.number) + side)
        })
        .collect();
    assert_eq!(
        matched,
        expected,
        "{:#?}",
        draft.rows.iter().map(|row| (&row.number, &row.candidates)).collect::<Vec<_>>()
    );
    assert_eq!(draft.rows[7].label, "パスワードの使い回しの禁止");
    assert!(draft.all().all(|row| !row.accepted && row.candidates.len() <= 3));
    // Both sheets of the workbook become drafts.
    let vendor = &drafts("two_columns.xlsx")[1];
    assert_eq!((vendor.id.as_str(), vendor.before.as_str(), vendor.rows.len()), ("r8-vendor", "r7-vendor", 15));
}

#[test]
fn a_reviewed_draft_becomes_an_edition_that_passes_every_check() {
    let catalog = Catalog::builtin().unwrap();
    let draft = reviewed("two_columns.xlsx");
    assert!(draft.problems(&catalog).is_empty(), "{:?}", draft.problems(&catalog));
    let built = build(&draft, &catalog, "湊花子が2026年11月20日に内容を確かめました。").unwrap();
    let files = files(&built).unwrap();
    let written: Edition = toml::from_str(&files[0].1).unwrap();
    assert_eq!(written, built.edition, "what is stored reads back as the same edition");
    let pack =
        Pack::of_files("x", files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect());
    let found = plan(&catalog, &pack);
    assert_eq!((found.problems, found.added), (vec![], vec!["r8-facility".to_owned()]));
    let row = |key: &str| written.row(&format!("r8-facility:{key}")).unwrap();
    assert_eq!(
        (row("2-6").rules.as_slice(), row("2-8").concepts.as_slice()),
        (["patching".to_owned()].as_slice(), ["password_requirements".to_owned()].as_slice())
    );
    assert_eq!(row("2-12-pc").target, Target::Terminal);
    let new = row("2-14");
    assert_eq!(
        (new.flags.as_slice(), new.rules.len(), new.concepts.as_slice()),
        ([Flag::NewItem].as_slice(), 0, ["r8-facility-2-14".to_owned()].as_slice())
    );
    assert!(new.help.plain.contains("まだありません") && row("2-6").inferred.as_ref().unwrap().contains("引き継いで"));
    assert_eq!(written.params, catalog.edition("r7-medical").unwrap().params);
    assert!(written.inferred_notes[1].contains("見直してください") && written.source.contains("湊花子"));
    assert_eq!(
        (built.wording.len(), built.wording["r8-facility:2-14"].as_str()),
        (20, "生成AIに入れてよい情報の範囲を職員に示している。")
    );
    // The official wording is no part of the edition.
    assert!(!files[0].1.contains("職員に示している"));
}

#[test]
fn what_is_left_to_do_is_told_and_what_was_typed_is_kept() {
    let catalog = Catalog::builtin().unwrap();
    let mut draft = draft("two_columns.xlsx");
    let fields =
        |draft: &EditionDraft| draft.problems(&catalog).into_iter().map(|problem| problem.field).collect::<Vec<_>>();
    assert_eq!(fields(&draft), ["rows", "label.15"].into_iter().filter(|field| *field == "rows").collect::<Vec<_>>());
    draft.take(
        &form(&[
            ("id", "r7-medical"),
            ("title", ""),
            ("side", "facility"),
            ("number.0", "1-1"),
            ("ok.0", "1"),
            ("number.1", "いち"),
            ("number.2", "2-3"),
            ("label.3", &"長".repeat(41)),
            ("section.4", " "),
        ]),
        &catalog,
    );
    assert_eq!(fields(&draft), ["rows", "title", "id", "kinds", "number.1", "number.3", "section.4", "label.3"]);
    assert_eq!((draft.rows[1].number.as_str(), draft.accepted()), ("いち", 1));
}

#[test]
fn another_match_brings_its_own_name_and_another_edition_matches_anew() {
    let catalog = Catalog::builtin().unwrap();
    let mut draft = draft("two_columns.xlsx");
    let label = draft.rows[5].label.clone();
    draft.take(&form(&[("same.5", "r7-medical:2-4"), ("label.5", &label), ("number.5", "2-5")]), &catalog);
    assert_eq!(draft.rows[5].label, catalog.item("r7-medical:2-4").unwrap().label);
    draft.take(
        &form(&[("same.5", "r7-medical:2-5"), ("label.5", "自分で付けた名前"), ("number.5", "2-5"), ("ok.5", "1")]),
        &catalog,
    );
    assert_eq!(draft.rows[5].label, "自分で付けた名前");
    draft.take(&form(&[("before", "r7-pharmacy")]), &catalog);
    assert_eq!((draft.rows[4].same.as_str(), draft.rows[5].same.as_str()), ("r7-pharmacy:2-4", "r7-medical:2-5"));
    draft.take(&form(&[("before", "nothing"), ("fiscal_year", "x"), ("target.4", "なし")]), &catalog);
    assert_eq!(
        (draft.before.as_str(), draft.fiscal_year, draft.rows[4].target),
        ("r7-pharmacy", 2026, Target::General)
    );
}

#[test]
fn the_file_of_an_edition_that_is_there_offers_its_wording() {
    let catalog = Catalog::builtin().unwrap();
    for (name, edition, rows) in [("one_cell.xlsx", "r7-pharmacy", 19), ("two_rounds.xlsx", "r6-medical", 19)] {
        let draft = draft(name);
        assert_eq!(draft.same_as, edition, "{name}");
        let plan = WordingPlan::of(&draft, &catalog);
        assert_eq!((plan.found.len(), plan.left.len()), (rows, 0), "{name}: {:?}", plan.left);
    }
    let plan = WordingPlan::of(&draft("two_rounds.xlsx"), &catalog);
    let of = |id: &str| plan.found.iter().find(|(item, ..)| item == id).map(|(_, _, text)| text.as_str()).unwrap();
    assert!(of("r6-medical:gate").contains("導入して") && of("r6-medical:2-7-nw").contains("更新プログラム"));
}

#[test]
fn a_sheet_without_sections_takes_those_of_the_edition_before() {
    let draft = draft("plain.xlsx");
    assert_eq!((draft.id.as_str(), draft.before.as_str()), ("r8-vendor", "r7-vendor"));
    assert_eq!(draft.rows[0].section, "1 体制構築");
    assert_eq!((draft.rows[0].target, draft.rows[11].target), (Target::Organization, Target::Server));
}
