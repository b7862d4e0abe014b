//! Files that are no official workbook, or broken ones: each says in Japanese what to do.

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::io::{Cursor, Write};
use tate_inventory::{Limits, ReadError, official};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook of one sheet.
pub(crate) fn sheet(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet()).unwrap();
    book.save_to_buffer().unwrap()
}

fn read(name: &str, bytes: &[u8]) -> Result<Vec<official::OfficialSheet>, ReadError> {
    official::read(name, bytes, &Limits::default())
}

/// The parts of a workbook, some replaced, some added; empty content takes one away.
fn changed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(super::build::one_cell().unwrap())).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let part = from.by_index_raw(at).unwrap();
        if !parts.iter().any(|(name, _)| part.name().unwrap() == *name) {
            to.raw_copy_file(part).unwrap();
        }
    }
    for (name, content) in parts.iter().filter(|(_, content)| !content.is_empty()) {
        to.start_file(*name, SimpleFileOptions::default()).unwrap();
        to.write_all(content).unwrap();
    }
    to.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn twenty_broken_or_wrong_files_say_what_to_do() {
    let whole = super::build::one_cell().unwrap();
    let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let ole = |word: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 504], wide(word)].concat();
    let merges = |n: u32| {
        format!(
            "<worksheet><sheetData/><mergeCells>{}</mergeCells></worksheet>",
            (0..n).map(|i| format!("<mergeCell ref=\"A{0}:B{0}\"/>", i + 1)).collect::<String>()
        )
    };
    let rows = |n: u32| {
        format!(
            "<worksheet><sheetData>{}</sheetData></worksheet>",
            (1..=n).map(|i| format!("<row r=\"{i}\"><c r=\"A{i}\"><v>1</v></c></row>")).collect::<String>()
        )
    };
    let zeros = vec![b' '; 3_000_000];
    let unnumbered = sheet(|sheet| sheet.write_row(0, 0, ["チェック項目", "確認日", "目標日"]).map(|_| ()));
    let hidden = {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "表紙").unwrap();
        let sheet = book.add_worksheet().set_hidden(true);
        for row in 0..9 {
            sheet.write_row(row, 0, [format!("何かをしている。(2-{})", row + 1), "はい・いいえ".to_owned()]).unwrap();
        }
        book.save_to_buffer().unwrap()
    };
    let cases: [(&str, &str, Vec<u8>, &str); 22] = [
        ("empty", "a.xlsx", Vec::new(), "空（0バイト）"),
        ("cut", "a.xlsx", whole[..whole.len() / 2].to_vec(), "壊れています"),
        ("text", "a.xlsx", b"2-7,yes".to_vec(), "拡張子と中身が合っていません"),
        ("csv", "a.csv", "番号,項目\n2-7,台帳\n".as_bytes().to_vec(), "拡張子と中身が合っていません"),
        ("pdf", "a.xlsx", b"%PDF-1.7".to_vec(), "PDFのよう"),
        ("picture", "a.png", b"\x89PNG\r\n\x1a\n".to_vec(), "画像のよう"),
        ("html", "a.xls", b"<html><table>".to_vec(), "HTML"),
        ("old", "a.xls", ole("Workbook"), "古い形式（.xls）"),
        ("password", "a.xlsx", ole("EncryptedPackage"), "パスワードで保護"),
        ("plain zip", "a.xlsx", zip_of("readme.txt"), "拡張子と中身が合っていません"),
        ("word", "a.xlsx", zip_of("[Content_Types].xml"), "拡張子と中身が合っていません"),
        ("macro", "a.xlsm", changed(&[("xl/vbaProject.bin", b"x")]), "マクロ（プログラム）が入っています"),
        ("climbing name", "a.xlsx", changed(&[("../evil.xml", b"x")]), "不正な名前"),
        ("bomb", "a.xlsx", changed(&[("xl/media/image9.png", &zeros)]), "大きくなりすぎる"),
        ("too big", "a.xlsx", [whole.as_slice(), &vec![0; 20_000_000]].concat(), "上限の20MB"),
        ("no sheet part", "a.xlsx", changed(&[(SHEET, b"")]), "壊れています"),
        (
            "sheet cut off",
            "a.xlsx",
            changed(&[(SHEET, b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\"")]),
            "壊れています",
        ),
        (
            "merged nonsense",
            "a.xlsx",
            changed(&[(
                SHEET,
                b"<worksheet><sheetData/><mergeCells><mergeCell ref=\"A0:ZZZZ9\"/></mergeCells></worksheet>",
            )]),
            "壊れています",
        ),
        ("too many merges", "a.xlsx", changed(&[(SHEET, merges(30_000).as_bytes())]), "大きくなりすぎる"),
        ("no numbers", "a.xlsx", unnumbered, "チェックリストの表が見つかりません"),
        (
            "rows of something else",
            "a.xlsx",
            changed(&[(SHEET, rows(2_000).as_bytes())]),
            "チェックリストの表が見つかりません",
        ),
        ("only on a hidden sheet", "a.xlsx", hidden, "チェックリストの表が見つかりません"),
    ];
    for (what, name, bytes, words) in cases {
        let error = read(name, &bytes).err().unwrap_or_else(|| panic!("{what} was read"));
        let text = error.to_string();
        assert!(text.contains(words) && text.matches('。').count() >= 2, "{what}: {text}");
    }
    assert!(read("a.xlsx", &whole).is_ok(), "negative control");
}

fn zip_of(name: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<Types/>").unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_flipped_or_cut_byte_is_an_error_or_a_reading_and_never_a_panic() {
    let whole = super::build::two_columns().unwrap();
    for at in (4..whole.len()).step_by(211) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        let _ = read("a.xlsx", &flipped);
        assert!(read("a.xlsx", &whole[..at]).is_err(), "{at}");
    }
    for broken in [
        "<a",
        "<!DOCTYPE x [<!ENTITY y \"z\">]><worksheet><sheetData/>&y;</worksheet>",
        "<worksheet><sheetData><row r=\"x\"><c r=\"9\"><f/></c></row></sheetData><cols><col min=\"0\" max=\"99999999999\" hidden=\"1\"/></cols></worksheet>",
    ] {
        assert!(read("a.xlsx", &changed(&[(SHEET, broken.as_bytes())])).is_err(), "{broken}");
    }
}
