//! Official workbooks on the command line: read into a draft, and filled in by the real renderer.

use crate::site::{Site, tate};
use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn workbook(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../inventory/tests/official").join(name)
}

fn path(name: &str) -> String {
    workbook(name).to_str().unwrap().to_owned()
}

#[test]
fn a_workbook_is_read_in_the_child_and_shown_with_what_its_rows_may_be() {
    let shown = tate(&["catalog", "import", &path("two_columns.xlsx"), "--json"]).ok().json();
    let sheets = shown["sheets"].as_array().unwrap();
    assert_eq!(sheets.len(), 2);
    let sheet = &sheets[0];
    let keys: BTreeSet<&str> = sheet.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        BTreeSet::from([
            "draft",
            "sheet",
            "id",
            "title",
            "fiscal_year",
            "side",
            "facility_kinds",
            "rounds",
            "follows",
            "same_as",
            "gate",
            "rows",
            "notes",
            "doubts"
        ])
    );
    assert_eq!(
        (sheet["draft"].is_null(), sheet["id"].as_str(), sheet["fiscal_year"].as_i64()),
        (true, Some("r8-facility"), Some(2026))
    );
    let row = &sheet["rows"][7];
    assert_eq!((row["number"].as_str(), row["same"].as_str()), (Some("2-7"), Some("r7-medical:2-8")));
    assert!(row["candidates"][0]["score"].as_u64().unwrap() > 40);
    let told = tate(&["catalog", "import", &path("two_rounds.xlsx")]).ok();
    assert!(told.out.contains("r6-medical") && told.out.contains("公式の文言として読み込めます"), "{told:?}");
    assert!(!told.out.contains("下書きを作りました"), "nothing was kept: {told:?}");
}

#[test]
fn with_a_data_folder_a_draft_waits_for_people() {
    let site = Site::init();
    let kept = site.run(&["catalog", "import", &path("plain.xlsx"), "--json"]).ok().json();
    assert_eq!(kept["sheets"][0]["draft"].as_str().unwrap().len(), 36);
    let log = site.path("log.jsonl");
    site.run(&["audit", "export", "--out", &log]).ok();
    assert!(std::fs::read_to_string(&log).unwrap().contains("catalog:draft:r8-vendor"));
    assert!(!site.run(&["catalog", "list", "--json"]).ok().out.contains("r8-vendor"), "a draft is no edition");
    let (several, _) = Site::demo();
    several.run(&["catalog", "import", &path("plain.xlsx")]).refused(1, &["--organization-of"]);
}

#[test]
fn what_is_no_official_workbook_is_refused() {
    let site = Site::empty();
    for (name, bytes, words) in
        [("a.xlsx", b"PK\x03\x04 this is no workbook".to_vec(), "壊れています"), ("a.csv", b"2-7,x".to_vec(), "拡張子")]
    {
        tate(&["catalog", "import", &site.write(name, bytes)]).refused(1, &[words]);
    }
    tate(&["catalog", "import", &site.path("none.xlsx")]).refused(1, &["none.xlsx"]);
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let name = book.sheet_names()[0].clone();
    book.worksheet_range(&name).unwrap().rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}

#[test]
fn the_official_form_is_filled_in_and_nothing_but_its_answer_cells_changes() {
    let (site, _) = Site::demo();
    let out = site.path("filled.xlsx");
    let template = path("one_cell.xlsx");
    let args = [
        "export",
        "form",
        "--facility",
        "demo-hospital",
        "--edition",
        "r7-medical",
        "--template",
        &template,
        "--out",
        &out,
    ];
    let run = site.run(&args).ok();
    assert!(run.out.contains("11行に記入、8行は空けています") && run.err.contains("選んだ言葉を書きます"), "{run:?}");
    let (before, after) = (cells(&std::fs::read(&template).unwrap()), cells(&std::fs::read(&out).unwrap()));
    let mut filled = 0;
    for (row, (old, new)) in before.iter().zip(&after).enumerate() {
        for (column, (old, new)) in old.iter().zip(new).enumerate() {
            if old != new {
                assert!(column >= 2, "row {row}: {old} → {new}");
                filled += usize::from(column == 2);
                assert!(column != 2 || new.starts_with("はい\n（") || new.starts_with("いいえ\n（"), "{new}");
            }
        }
    }
    assert_eq!(filled, 11);
    // Filled in again from its own copy: the same.
    let again = site.path("again.xlsx");
    site.run(&[
        "export",
        "form",
        "--facility",
        "demo-hospital",
        "--edition",
        "r7-medical",
        "--template",
        &out,
        "--out",
        &again,
    ])
    .ok();
    assert_eq!(cells(&std::fs::read(&again).unwrap()), after);
    let pdf = site.path("filled.pdf");
    site.run(&["export", "form", "--facility", "demo-hospital", "--template", &template, "--out", &pdf])
        .refused(2, &["--template"]);
    site.run(&["export", "chart", "--facility", "demo-hospital", "--template", &template, "--out", &out])
        .refused(2, &["--template"]);
}
