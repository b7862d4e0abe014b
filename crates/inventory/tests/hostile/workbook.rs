//! Hostile workbooks: an honest one, with a part of it exchanged.

use super::Expect::{Either, Read, Refused, Told};
use super::{Expect, File, cut};
use std::io::{Cursor, Read as _, Write};
use zip::write::SimpleFileOptions;

const SHEET: &str = "xl/worksheets/sheet1.xml";
const STRINGS: &str = "xl/sharedStrings.xml";
const BOOK: &str = "xl/workbook.xml";

/// A workbook with so many rows.
pub(crate) fn honest(rows: u32) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in
        (0..).zip(["管理番号", "メーカー", "OS", "コンピュータ名", "設置場所", "利用者", "IPアドレス", "登録日"])
    {
        sheet.write(0, column, heading).unwrap();
        for row in 1..=rows {
            sheet.write(row, column, format!("{heading}{row}")).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// The workbook with one part changed; a new part where it had none of that name.
fn with(part: &str, change: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let bytes = honest(2);
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = from.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &names {
        let mut content = Vec::new();
        from.by_name(name).unwrap().read_to_end(&mut content).unwrap();
        to.start_file(name, SimpleFileOptions::default()).unwrap();
        let content = if name == part { change(&String::from_utf8(content).unwrap()) } else { content };
        to.write_all(&content).unwrap();
    }
    if !names.iter().any(|name| name == part) {
        to.start_file(part, SimpleFileOptions::default()).unwrap();
        to.write_all(&change("")).unwrap();
    }
    to.finish().unwrap().into_inner()
}

/// The sheet with these cells and no others.
fn cells(cells: &str) -> Vec<u8> {
    let cells = cells.to_owned();
    with(SHEET, move |_| {
        format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{cells}</sheetData></worksheet>"
        )
        .into_bytes()
    })
}

pub(crate) fn files() -> Vec<File> {
    let good = honest(2);
    let bomb =
        |text: &str| text.replace("</sst>", &format!("<si><t>{}</t></si></sst>", "0".repeat(8_000_000))).into_bytes();
    let laughs = "<!DOCTYPE worksheet [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let rows: String = (1..=30_000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>1</v></c></row>")).collect();
    let million: String = "<c><v>1</v></c>".repeat(1_000_001);
    let mut flipped = good.clone();
    let at = flipped.len() / 3;
    flipped[at] ^= 0x55;
    let mut many = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..2_000 {
        many.start_file(format!("xl/{n}.xml"), SimpleFileOptions::default()).unwrap();
    }
    let file = |name, content, expect: Expect| (name, content, expect);
    vec![
        file("honest.xlsx", good.clone(), Read),
        file("nothing.xlsx", Vec::new(), Refused),
        file("text.xlsx", b"a,b\n1,2\n".to_vec(), Refused),
        file("cut_early.xlsx", cut(&good, 10), Refused),
        file("cut_middle.xlsx", cut(&good, 50), Refused),
        file("cut_late.xlsx", cut(&good, 98), Refused),
        file("flipped.xlsx", flipped, Refused),
        file("empty_archive.xlsx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(), Refused),
        file("bomb.xlsx", with(STRINGS, bomb), Refused),
        file("parts.xlsx", many.finish().unwrap().into_inner(), Refused),
        file("outside.xlsx", with("../../etc/x", |_| b"x".to_vec()), Refused),
        file(
            "corner.xlsx",
            cells(
                "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
            ),
            Told,
        ),
        file("rows.xlsx", cells(&rows), Refused),
        file("cells.xlsx", cells(&format!("<row r=\"1\">{million}</row>")), Refused),
        file(
            "cell.xlsx",
            cells(&format!(
                "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>",
                "あ".repeat(40_000)
            )),
            Refused,
        ),
        file("string_index.xlsx", cells("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999</v></c></row>"), Refused),
        file("string_negative.xlsx", cells("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>"), Read),
        file("number.xlsx", cells("<row r=\"1\"><c r=\"A1\"><v>1e999</v></c><c r=\"B1\"><v>NaN</v></c></row>"), Read),
        file("not_a_number.xlsx", cells("<row r=\"1\"><c r=\"A1\"><v>abc</v></c></row>"), Read),
        file("reference.xlsx", cells("<row r=\"1\"><c r=\"ZZZZZZZZ99999999999\"><v>1</v></c></row>"), Either),
        file("no_cells.xlsx", cells(""), Refused),
        file("half_sheet.xlsx", with(SHEET, |text| cut(text.as_bytes(), 70)), Refused),
        file("half_book.xlsx", with(BOOK, |text| cut(text.as_bytes(), 50)), Refused),
        file(
            "laughs.xlsx",
            with(SHEET, |text| text.replacen("<worksheet", &format!("{laughs}<worksheet"), 1).into_bytes()),
            Read,
        ),
        file(
            "entity.xlsx",
            cells("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&passwd;</t></is></c></row>"),
            Refused,
        ),
        file("nul.xlsx", with(SHEET, |text| text.replacen("<sheetData>", "<sheetData>\0\0", 1).into_bytes()), Refused),
        file(
            "deep.xlsx",
            with(SHEET, |text| {
                text.replacen(
                    "<sheetData>",
                    &format!("{}{}<sheetData>", "<a>".repeat(50_000), "</a>".repeat(50_000)),
                    1,
                )
                .into_bytes()
            }),
            Read,
        ),
    ]
}
