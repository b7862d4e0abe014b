//! Reading in a child process. This test is its own program, so that it can be the child as well.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use std::io::Write;
use std::path::PathBuf;
use tate_inventory::machine::Format;
use tate_inventory::{ReadError, child};
use zip::write::SimpleFileOptions;

const CHILD: &str = "__read-table";
const OFFICIAL: &str = "__read-official";
const MACHINE: &str = "__read-machine";

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some(CHILD) => return child::serve(std::io::stdin().lock(), std::io::stdout().lock()).unwrap(),
        Some(OFFICIAL) => return child::serve_official(std::io::stdin().lock(), std::io::stdout().lock()).unwrap(),
        Some(MACHINE) => return child::serve_machine(std::io::stdin().lock(), std::io::stdout().lock()).unwrap(),
        // Takes all the memory it can get: what a hostile file would do.
        Some("__hungry") => return hungry(),
        Some("__babble") => return print!("not an answer"),
        _ => {}
    }
    let tests: [(&str, fn()); 7] = [
        ("a_table_comes_back_whole", a_table_comes_back_whole),
        ("errors_of_the_file_come_back_as_themselves", errors_of_the_file_come_back_as_themselves),
        ("a_sheet_can_be_chosen", a_sheet_can_be_chosen),
        ("a_cell_in_the_last_corner_is_read_within_the_limits", a_cell_in_the_last_corner_is_read_within_the_limits),
        ("an_official_workbook_comes_back_whole", an_official_workbook_comes_back_whole),
        ("an_inventory_comes_back_whole", an_inventory_comes_back_whole),
        ("a_child_that_dies_is_a_file_too_heavy", a_child_that_dies_is_a_file_too_heavy),
    ];
    if args.iter().any(|arg| arg == "--list") {
        if !args.iter().any(|arg| arg == "--ignored") {
            tests.iter().for_each(|(name, _)| println!("{name}: test"));
        }
        return;
    }
    let wanted: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    for (name, test) in tests.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|w| *w == name)) {
        test();
        println!("test {name} ... ok");
    }
}

fn exe() -> PathBuf {
    std::env::current_exe().unwrap()
}

fn hungry() {
    limited();
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(vec![1; 64 << 20]);
    }
}

/// The limits of the child, by serving an empty request.
fn limited() {
    let _ = child::serve(std::io::empty(), std::io::sink());
}

fn a_table_comes_back_whole() {
    let table = child::read_in(&exe(), &[CHILD], "機器.csv", "管理番号,備考\r\n001,\"二\n行\"\r\n".as_bytes()).unwrap();
    assert_eq!(table.rows[1].cells, ["001", "二\n行"]);
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "髙﨑").unwrap();
    let table = child::read_in(&exe(), &[CHILD], "a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(table.rows[0].cells, ["髙﨑"]);
}

fn errors_of_the_file_come_back_as_themselves() {
    assert_eq!(child::read_in(&exe(), &[CHILD], "a.csv", b""), Err(ReadError::Empty));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("../x", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"x").unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(child::read_in(&exe(), &[CHILD], "a.xlsx", &bytes), Err(ReadError::UnsafeName { part: "../x".into() }));
    assert_eq!(
        child::read_in(&exe(), &[CHILD], "a.csv", &vec![b'x'; 30_000_000]),
        Err(ReadError::TooBig { megabytes: 30, most: 20 })
    );
}

fn a_sheet_can_be_chosen() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["一", "二"] {
        book.add_worksheet().set_name(name).unwrap().write(0, 0, name).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let table = child::read_sheet_in(&exe(), &[CHILD], "a.xlsx", &bytes, Some("二")).unwrap();
    assert_eq!((table.sheet.as_deref(), table.sheets.len()), (Some("二"), 2));
}

fn a_cell_in_the_last_corner_is_read_within_the_limits() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "管理番号").unwrap().write(1_048_575, 16_383, "x").unwrap();
    let table = child::read_in(&exe(), &[CHILD], "a.xlsx", &book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((table.rows.len(), table.notes.len()), (1, 1));
}

fn an_official_workbook_comes_back_whole() {
    let bytes = include_bytes!("official/two_columns.xlsx");
    let sheets = child::read_official_in(&exe(), &[OFFICIAL], "a.xlsx", bytes).unwrap();
    assert_eq!(sheets.iter().map(|sheet| sheet.rows.len()).collect::<Vec<_>>(), [20, 15]);
    let none = child::read_official_in(&exe(), &[OFFICIAL], "a.xlsx", b"text");
    assert_eq!(none, Err(ReadError::NotWorkbook));
    assert_eq!(child::read_official_in(&exe(), &["__hungry"], "a.xlsx", bytes), Err(ReadError::TooHeavy));
}

fn an_inventory_comes_back_whole() {
    let read = |bytes: &[u8], format| child::read_machine_in(&exe(), &[MACHINE], "x.json", bytes, format);
    let bytes = br#"{"hosts":[{"hostname":"pc-1"}]}"#;
    let inventory = read(bytes, None).unwrap();
    assert_eq!((inventory.format, inventory.hosts[0].text("host")), (Format::Fleet, "pc-1"));
    assert_eq!(read(bytes, Some(Format::Fleet)), Ok(inventory));
    assert_eq!(read(bytes, Some(Format::Glpi)), Err(ReadError::NotOfProduct { product: "GLPIエージェント".into() }));
    // Larger than any table may be, and still read.
    let large = format!("{}{}", " ".repeat(25_000_000), r#"{"hosts":[]}"#);
    assert_eq!(read(large.as_bytes(), None).map(|inventory| inventory.hosts.len()), Ok(0));
    assert_eq!(read(&vec![b' '; 61_000_000], None), Err(ReadError::TooBig { megabytes: 61, most: 60 }));
    assert_eq!(child::read_machine_in(&exe(), &["__hungry"], "x", bytes, None), Err(ReadError::TooHeavy));
}

fn a_child_that_dies_is_a_file_too_heavy() {
    assert_eq!(child::read_in(&exe(), &["__hungry"], "a.csv", b"a"), Err(ReadError::TooHeavy));
    assert_eq!(child::read_in(&exe(), &["__babble"], "a.csv", b"a"), Err(ReadError::TooHeavy));
}
