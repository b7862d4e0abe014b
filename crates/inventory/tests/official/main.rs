//! Official workbooks: each layout is read right, and what is none says so.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod build;

use std::path::PathBuf;

fn kept(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/official").join(name)
}

/// Writes the workbooks that other crates' tests read: `cargo test -p tate-inventory --test official -- --ignored`.
#[test]
#[ignore = "writes files"]
fn keep_the_workbooks() {
    for (name, build) in build::KEPT {
        std::fs::write(kept(name), build().unwrap()).unwrap();
    }
}

#[test]
fn look() {
    for (name, build) in build::KEPT {
        let read = tate_inventory::official::read(name, &build().unwrap(), &tate_inventory::Limits::default()).unwrap();
        for sheet in read {
            println!("== {name} {} {} {:?} {:?} {:?} r{} {:?}", sheet.name, sheet.title, sheet.fiscal_year, sheet.side, sheet.kinds, sheet.rounds, sheet.columns);
            println!("notes {:?}\ndoubts {:#?}", sheet.notes, sheet.doubts);
            let c = |c: &Option<tate_inventory::official::AnswerCell>| c.as_ref().map_or("-".to_owned(), |c| format!("{},{}{:?}{:?}{}", c.row + 1, c.column, c.text, c.choices, if c.day { "D" } else { "" }));
            for row in sheet.gate.iter().chain(&sheet.rows) {
                println!("{} [{}] {} | {} | {:?} {} :: {} T{} R{}", row.row, row.number, row.text, row.section, row.target, row.marked,
                    row.checks.iter().map(|k| format!("a{} y{} n{} d{}", c(&k.answer), c(&k.yes), c(&k.no), c(&k.date))).collect::<Vec<_>>().join(" / "), c(&row.target_date), c(&row.remark));
            }
        }
    }
}
