//! Excel files: what people's files hold, and what hostile or broken files try.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use tate_inventory::{Limits, ReadError, Table, table};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    table::read("機器台帳.xlsx", bytes, &Limits::default())
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &[u8] =
    br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOOK_RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet with the given cells, and any further parts.
fn by_hand(cells: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>"#
    );
    let mut parts = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    archive(&parts)
}

#[test]
fn cells_come_as_a_person_reads_them() {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("[$-411]ggge\"年\"m\"月\"d\"日\"");
    let moment = Format::new().set_num_format("yyyy/m/d h:mm");
    let zeros = Format::new().set_num_format("000");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "機器台帳").unwrap();
    sheet.write(2, 0, "管理番号").unwrap();
    sheet.write(2, 1, "登録日").unwrap();
    sheet.write_with_format(3, 0, 7, &zeros).unwrap();
    sheet.write_with_format(3, 1, ExcelDateTime::from_ymd(2023, 4, 1).unwrap(), &day).unwrap();
    sheet.write(3, 2, 3.0).unwrap();
    sheet.write(3, 3, 24.5).unwrap();
    sheet.write(3, 4, true).unwrap();
    sheet.write_formula(3, 5, Formula::new("=1+1").set_result("2")).unwrap();
    sheet
        .write_with_format(3, 6, ExcelDateTime::from_ymd(2026, 11, 19).unwrap().and_hms(18, 2, 11).unwrap(), &moment)
        .unwrap();
    sheet.write(3, 7, "二行の\n備考").unwrap();
    sheet.write(3, 8, "=HYPERLINK(\"x\")").unwrap();
    sheet.write_formula(3, 9, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(
        table.rows[2].cells[..9],
        ["007", "2023-04-01", "3", "24.5", "TRUE", "2", "2026-11-19T18:02:11", "二行の\n備考", "=HYPERLINK(\"x\")"]
    );
    assert_eq!(table.rows[2].cells[9], "#DIV/0!");
}

#[test]
fn the_first_sheet_that_holds_something_is_read_and_the_others_are_offered() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("表紙").unwrap();
    book.add_worksheet().set_name("機器").unwrap().write(4, 1, "x").unwrap();
    book.add_worksheet().set_name("控え").unwrap().set_hidden(true).write(0, 0, "y").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let table = read(&bytes).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("機器"));
    assert_eq!(table.sheets, ["表紙", "機器"]);
    assert_eq!((table.rows[0].number, table.rows[0].cells.clone()), (5, vec![String::new(), "x".into()]));
    assert_eq!(table::sheets("a.xlsx", &bytes, &Limits::default()).unwrap(), ["表紙", "機器"]);
    let wrong = table::read_sheet("a.xlsx", &bytes, Some("ない"), &Limits::default());
    assert_eq!(wrong, Err(ReadError::NoSheet { sheet: "ない".into() }));
    assert_eq!(table::read_sheet("a.xlsx", &bytes, Some("表紙"), &Limits::default()), Err(ReadError::NoRows));
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let bytes = by_hand(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
        &[],
    );
    assert!(bytes.len() < 7_000);
    let table = read(&bytes).unwrap();
    assert_eq!(table.rows.len(), 1);
    assert!(table.notes[0].contains("201列目"), "{:?}", table.notes);
    let near =
        by_hand(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="GR1048576"><v>1</v></c></row>"#, &[]);
    assert_eq!(read(&near).unwrap().rows[1].number, 1_048_576);
}

#[test]
fn bombs_are_refused_before_a_parser_sees_them() {
    let zeros = vec![b' '; 3_000_000];
    assert_eq!(read(&by_hand("", &[("xl/media/image1.png", &zeros)])), Err(ReadError::TooHeavy));
    let strings = format!(r#"<sst uniqueCount="3">{}</sst>"#, "<si/>".repeat(900_000));
    assert_eq!(read(&by_hand("", &[("xl/sharedStrings.xml", strings.as_bytes())])), Err(ReadError::TooHeavy));
    let claim = br#"<sst uniqueCount="99999999999999999"></sst>"#;
    assert_eq!(read(&by_hand("", &[("xl/sharedStrings.xml", claim)])), Err(ReadError::TooHeavy));
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf numFmtId='1'/>".repeat(600_000));
    assert_eq!(read(&by_hand("", &[("xl/styles.xml", styles.as_bytes())])), Err(ReadError::TooHeavy));
}

#[test]
fn the_limits_are_counted_not_believed() {
    let small = Limits { inflated_bytes: 20_000, cells: 50, rows: 5, cell_chars: 10, ..Limits::default() };
    let read = |bytes: &[u8]| table::read("a.xlsx", bytes, &small);
    let filled: String = (1..=6).map(|n| format!(r#"<row r="{n}"><c r="A{n}"><v>1</v></c></row>"#)).collect();
    assert_eq!(read(&by_hand(&filled, &[])), Err(ReadError::TooManyRows { most: 5 }));
    let blank: String = (1..=51).map(|n| format!(r#"<row r="{n}"><c r="A{n}" s="0"/></row>"#)).collect();
    assert_eq!(read(&by_hand(&blank, &[])), Err(ReadError::TooManyCells { most: 50 }));
    let long = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>12345678901</t></is></c></row>"#;
    assert_eq!(read(&by_hand(long, &[])), Err(ReadError::CellTooLong { row: 2, most: 10 }));
    let noise: String =
        (0..30_000_u32).map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26)).collect();
    assert_eq!(read(&by_hand("", &[("docProps/x.bin", noise.as_bytes())])), Err(ReadError::TooHeavy));
    let many: Vec<(String, Vec<u8>)> = (0..1_001).map(|n| (format!("p{n}"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    assert_eq!(read(&archive(&many)), Err(ReadError::TooHeavy));
}

#[test]
fn a_part_that_points_outside_is_named() {
    for name in ["../evil.xml", "xl/../../evil", "/etc/x", "..\\evil", "C:\\x"] {
        let error = read(&by_hand("", &[(name, b"x")])).unwrap_err();
        assert!(matches!(error, ReadError::UnsafeName { .. }), "{name}: {error:?}");
    }
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let ole = |word: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 504], wide(word)].concat();
    let whole = by_hand(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, &[]);
    assert!(read(&whole).is_ok());
    let what = |what: &str| ReadError::NotTable { what: what.into() };
    for (name, bytes, error) in [
        ("a.xlsx", Vec::new(), ReadError::Empty),
        ("a.xlsx", b"a,b\n1,2\n".to_vec(), ReadError::NotWorkbook),
        ("a.xlsx", archive(&[("readme.txt", b"x")]), ReadError::NotWorkbook),
        ("a.xlsx", archive(&[("[Content_Types].xml", TYPES)]), ReadError::NotWorkbook),
        ("a.xls", ole("Workbook"), ReadError::OldWorkbook),
        ("a.xlsx", ole("EncryptedPackage"), ReadError::Encrypted),
        ("a.xlsx", whole[..whole.len() / 2].to_vec(), ReadError::Damaged),
        ("a.csv", b"%PDF-1.7".to_vec(), what("PDF")),
        ("a.csv", b"\x89PNG\r\n".to_vec(), what("画像")),
        ("a.xls", b"<html><table>".to_vec(), what("HTMLまたはXML")),
        ("a.csv", b"\xef\xbb\xbf <svg onload=x>".to_vec(), what("HTMLまたはXML")),
        ("a.csv", b" \r\n,,\r\n".to_vec(), ReadError::NoRows),
        ("a.csv", vec![b'x'; 8_000_001], ReadError::TooBig { megabytes: 9, most: 8 }),
    ] {
        assert_eq!(table::read(name, &bytes, &Limits::default()), Err(error), "{name} {}", bytes.len());
    }
}

#[test]
fn every_refusal_says_what_happened_and_what_to_do() {
    for error in [
        ReadError::Empty,
        ReadError::NoRows,
        ReadError::NotWorkbook,
        ReadError::OldWorkbook,
        ReadError::Encrypted,
        ReadError::Damaged,
        ReadError::TooHeavy,
        ReadError::Encoding,
        ReadError::Unavailable,
        ReadError::TooManyRows { most: 1 },
    ] {
        assert!(error.to_string().matches('。').count() >= 2, "{error}");
    }
}

#[test]
fn malformed_files_are_errors_and_never_a_panic() {
    let sheets = [
        r#"<row r="0"><c r="A0"><v>1</v></c></row>"#,
        r#"<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>"#,
        r#"<row r="4294967295"><c><v>1</v></c></row><row><c><v>1</v></c></row>"#,
        r#"<row><c r="ZZZZZZ1"><v>1</v></c></row>"#,
        r#"<row><c r="1A"><v>1</v></c></row>"#,
        r#"<row><c r=""><v>1</v></c></row>"#,
        r#"<row><c t="s"><v>7</v></c></row>"#,
        r#"<row><c t="s"><v>-1</v></c></row>"#,
        r#"<row><c t="zz"><v>7</v></c></row>"#,
        r#"<row><c t="b"><v>perhaps</v></c></row>"#,
        r#"<row><c t="e"><v>#NOPE</v></c></row>"#,
        r#"<row><c s="999999"><v>1e999</v></c></row>"#,
        r#"<row><c t="n"><v>abc</v></c></row>"#,
        r#"<row><c><x/></c></row>"#,
        r#"<row><c><v>1"#,
        r#"<row><c t="inlineStr"><is><t>&nope;</t></is></c></row>"#,
        r#"</sheetData></worksheet>"#,
        r#"<row><c><f>1+</f></c></row>"#,
        "<row><c t=\"d\"><v>2026-99-99</v></c></row>",
    ];
    for sheet in sheets {
        let _ = read(&by_hand(sheet, &[]));
    }
    let whole = by_hand(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, &[]);
    for cut in (4..whole.len()).step_by(37) {
        assert!(read(&whole[..cut]).is_err(), "{cut}");
        let mut flipped = whole.clone();
        flipped[cut] ^= 0x55;
        let _ = read(&flipped);
    }
    for name in ["xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"] {
        for content in [
            b"".as_slice(),
            b"<",
            b"<a",
            b"\0\0",
            b"<sst uniqueCount=\"x\">",
            b"<styleSheet><numFmts><numFmt/></numFmts>",
        ] {
            let _ = read(&by_hand("", &[(name, content)]));
        }
    }
}
