//! Filling in official forms: only the cells of answers change, in every layout.

use calamine::{Data, Reader, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use tate_report::{FilledCell, FilledValue, RenderError, RenderXlsx};
use tate_report_xlsx::XlsxRenderer;

/// A form that the reader's tests build.
fn form(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../inventory/tests/official");
    std::fs::read(folder.join(name)).unwrap()
}

fn text(sheet: u32, place: &str, text: &str) -> FilledCell {
    cell(sheet, place, FilledValue::Text(text.to_owned()))
}

fn cell(sheet: u32, place: &str, value: FilledValue) -> FilledCell {
    let column = u32::from(place.as_bytes()[0] - b'A');
    FilledCell {
        part: format!("xl/worksheets/sheet{sheet}.xml"),
        row: place[1..].parse::<u32>().unwrap() - 1,
        column,
        value,
    }
}

/// Form, cells.
fn cases() -> Vec<(&'static str, Vec<FilledCell>)> {
    vec![
        (
            "one_cell.xlsx",
            vec![
                text(1, "C6", "はい\n（10/5）"),
                text(1, "C9", "いいえ\n（10/6）"),
                text(1, "D9", "（3/31）"),
                text(1, "E9", "担当 <総務> & 薬局長"),
            ],
        ),
        (
            "two_columns.xlsx",
            vec![
                text(3, "D6", "〇"),
                text(3, "E8", "〇"),
                cell(3, "F8", FilledValue::Day(46_300)),
                text(3, "H28", "備考"),
                text(4, "D6", "〇"),
            ],
        ),
        (
            "two_rounds.xlsx",
            vec![
                text(1, "D3", "はい（5/1）"),
                text(1, "D7", "いいえ"),
                text(1, "D8", "（5／1）"),
                text(1, "E7", "（9/30）"),
                text(1, "F8", "（10／1）"),
                text(1, "G7", "2回目で済"),
            ],
        ),
        (
            "plain.xlsx",
            vec![
                text(1, "C6", "はい"),
                text(1, "D6", "5/1"),
                text(1, "F11", "前からのメモ\n追記"),
                text(1, "C20", "いいえ"),
                text(1, "G30", "外側"),
            ],
        ),
    ]
}

fn parts(xlsx: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// Every cell of every sheet.
fn values(xlsx: &[u8]) -> BTreeMap<(String, u32, u32), String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.to_vec())).unwrap();
    let names = book.sheet_names();
    let mut values = BTreeMap::new();
    for name in names {
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let text = match value {
                Data::DateTime(day) => format!("day {}", day.as_f64()),
                other => other.to_string(),
            };
            values
                .insert((name.clone(), top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap()), text);
        }
    }
    values
}

/// What stands between two marks, marks included.
fn fragments<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    xml.match_indices(&format!("<{name}"))
        .map(|(at, _)| {
            let close = format!("</{name}>");
            let end = xml[at..].find(&close).map(|end| end + close.len());
            let empty = xml[at..].find("/>").map(|end| end + 2);
            &xml[at..at + end.or(empty).unwrap()]
        })
        .collect()
}

#[test]
fn every_cell_but_those_of_answers_stays_as_it_was() {
    for (name, cells) in cases() {
        let before = form(name);
        let after = XlsxRenderer.fill(&before, &cells).unwrap();
        let (old, new) = (values(&before), values(&after));
        let places: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
        let changed: BTreeSet<(u32, u32)> = places
            .iter()
            .filter(|place| old.get(place) != new.get(place))
            .map(|(_, row, column)| (*row, *column))
            .collect();
        let wanted: BTreeSet<(u32, u32)> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
        assert_eq!(changed, wanted, "{name}");
        for cell in &cells {
            let found = new.iter().any(|((_, row, column), value)| {
                (*row, *column) == (cell.row, cell.column)
                    && match &cell.value {
                        FilledValue::Text(text) => value == text,
                        FilledValue::Day(serial) => *value == format!("day {serial}"),
                    }
            });
            assert!(found, "{name} {cell:?}");
        }
    }
}

#[test]
fn every_other_part_and_everything_around_the_cells_is_the_same_to_the_byte() {
    for (name, cells) in cases() {
        let (before, after) = (form(name), XlsxRenderer.fill(&form(name), &cells).unwrap());
        let (old, new) = (parts(&before), parts(&after));
        assert_eq!(old.keys().collect::<Vec<_>>(), new.keys().collect::<Vec<_>>(), "{name}");
        let touched: BTreeSet<&str> = cells.iter().map(|cell| cell.part.as_str()).collect();
        for (part, bytes) in &old {
            assert_eq!(bytes == &new[part], !touched.contains(part.as_str()), "{name} {part}");
        }
        for part in touched {
            let (old, new) = (std::str::from_utf8(&old[part]).unwrap(), std::str::from_utf8(&new[part]).unwrap());
            for around in [
                "sheetPr",
                "sheetViews",
                "sheetFormatPr",
                "cols",
                "sheetProtection",
                "mergeCells",
                "conditionalFormatting",
                "dataValidations",
                "printOptions",
                "pageMargins",
                "pageSetup",
                "headerFooter",
                "rowBreaks",
                "drawing",
                "row ",
            ] {
                let name_only = |fragment: &&str| fragment.split('>').next().unwrap_or_default().to_owned();
                if around == "row " {
                    let kept: Vec<String> = fragments(new, around).iter().map(name_only).collect();
                    assert!(
                        fragments(old, around).iter().map(name_only).all(|row| kept.contains(&row)),
                        "{name} {part}"
                    );
                } else {
                    assert_eq!(fragments(old, around), fragments(new, around), "{name} {part} {around}");
                }
            }
            assert!(new.contains("<mergeCells") || new.contains("<dataValidations"), "negative control: {part}");
        }
    }
    let sheet = String::from_utf8(parts(&form("plain.xlsx"))["xl/worksheets/sheet1.xml"].clone()).unwrap();
    for there in ["<conditionalFormatting", "<drawing", "<headerFooter", "hidden=\"1\"", "<dataValidations"] {
        assert!(sheet.contains(there), "negative control: {there}");
    }
}

#[test]
fn a_filled_form_can_be_filled_again() {
    let once = XlsxRenderer.fill(&form("one_cell.xlsx"), &[text(1, "C6", "はい（10/5）")]).unwrap();
    let twice = XlsxRenderer.fill(&once, &[text(1, "C6", "いいえ（10/6）")]).unwrap();
    let found: Vec<String> = values(&twice)
        .into_iter()
        .filter(|((_, row, column), _)| (*row, *column) == (5, 2))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(found, ["いいえ（10/6）"]);
}

#[test]
fn what_cannot_be_filled_is_refused_in_words() {
    let whole = form("plain.xlsx");
    let words = |bytes: &[u8], cells: &[FilledCell]| match XlsxRenderer.fill(bytes, cells) {
        Err(RenderError::Other(text)) => text,
        other => panic!("{other:?}"),
    };
    assert!(words(&whole[..whole.len() / 2], &[text(1, "C6", "はい")]).contains("壊れている"));
    assert!(words(b"text", &[text(1, "C6", "はい")]).contains("壊れている"));
    assert!(words(&whole, &[text(9, "C6", "はい")]).contains("壊れている"));
    assert!(words(&whole, &[text(1, "C21", "はい")]).contains("計算式"));
    assert!(words(&whole, &[text(1, "C6", &"長".repeat(40_000))]).contains("32,767字"));
    assert!(words(&vec![0; 20_000_001], &[]).contains("20MB"));
    assert_eq!(parts(&XlsxRenderer.fill(&whole, &[]).unwrap()), parts(&whole));
}
