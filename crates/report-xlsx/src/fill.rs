//! Writes answers into somebody else's workbook, as a surgical edit.
//!
//! Libraries that load a workbook and write it again lose what they do not know: drawings, print
//! set-up, rules of cells, extensions. So every part is copied as it lies in the archive, still
//! compressed, and of the one worksheet only the `<c>` elements of the answers are replaced; all
//! other bytes of it stay. The file was read in a child process before; the bounds here hold by
//! themselves all the same.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};
use tate_report::{FilledCell, FilledValue, RenderError};
use zip::{ZipArchive, ZipWriter};

/// The most bytes of a workbook.
const MOST_BYTES: usize = 20_000_000;
/// The most parts of a workbook.
const MOST_PARTS: usize = 1_000;
/// The most bytes of a worksheet, inflated; an official sheet has less than a hundredth of it.
const MOST_SHEET: u64 = 20_000_000;
/// Excel's longest cell, in characters.
const LONGEST_CELL: usize = 32_767;

/// Answers by row and column.
type Answers<'a> = BTreeMap<u32, BTreeMap<u32, &'a FilledValue>>;

/// The workbook with these cells filled in.
pub(crate) fn fill(workbook: &[u8], cells: &[FilledCell]) -> Result<Vec<u8>, RenderError> {
    if workbook.len() > MOST_BYTES {
        return Err(refuse("Excelファイルが20MBを超えています。画像などを除いたファイルを選んでください"));
    }
    let mut parts: BTreeMap<&str, Answers<'_>> = BTreeMap::new();
    for cell in cells {
        parts.entry(&cell.part).or_default().entry(cell.row).or_default().insert(cell.column, &cell.value);
    }
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(|_| damaged())?;
    if archive.len() > MOST_PARTS {
        return Err(refuse("Excelファイルの中の部品が多すぎます。公式のファイルを選んでください"));
    }
    let mut filled = ZipWriter::new(Cursor::new(Vec::with_capacity(workbook.len())));
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.into_owned();
        let Some(answers) = parts.remove(name.as_str()) else {
            filled.raw_copy_file(part).map_err(|_| damaged())?;
            continue;
        };
        let options = part.options();
        drop(part);
        let mut xml = String::new();
        let mut part = archive.by_index(at).map_err(|_| damaged())?.take(MOST_SHEET + 1);
        part.read_to_string(&mut xml).map_err(|_| damaged())?;
        if xml.len() as u64 > MOST_SHEET {
            return Err(refuse("Excelファイルの表が大きすぎます。公式のファイルを選んでください"));
        }
        let (mark, xml) = xml.strip_prefix('\u{feff}').map_or(("", xml.as_str()), |xml| ("\u{feff}", xml));
        let sheet = Sheet::new(xml, answers).fill()?;
        filled.start_file(name, options).map_err(|_| damaged())?;
        filled.write_all(mark.as_bytes()).and_then(|()| filled.write_all(sheet.as_bytes())).map_err(|_| damaged())?;
    }
    if parts.is_empty() { filled.finish().map(Cursor::into_inner).map_err(|_| damaged()) } else { Err(damaged()) }
}

fn refuse(why: &str) -> RenderError {
    RenderError::Other(format!("{why}。"))
}

fn damaged() -> RenderError {
    refuse("Excelファイルが壊れているため、記入できません。元のファイルをExcelで開き、保存し直してから選んでください")
}

/// A worksheet on its way through.
struct Sheet<'a> {
    xml: &'a str,
    answers: Answers<'a>,
    out: String,
    /// Up to where the original has been copied.
    copied: usize,
    /// First and last column and the style that new cells in them take.
    styles: Vec<(u32, u32, String)>,
    /// `x:` where the file writes its tags with a prefix.
    prefix: String,
    row: u32,
    next_row: u32,
    next_column: u32,
}

impl<'a> Sheet<'a> {
    fn new(xml: &'a str, answers: Answers<'a>) -> Self {
        let out = String::with_capacity(xml.len() + 4_096);
        Self {
            xml,
            answers,
            out,
            copied: 0,
            styles: Vec::new(),
            prefix: String::new(),
            row: 0,
            next_row: 0,
            next_column: 0,
        }
    }

    /// The sheet with its answers.
    fn fill(mut self) -> Result<String, RenderError> {
        let mut reader = Reader::from_str(self.xml);
        // Attributes and ends are copied, not judged.
        reader.config_mut().check_end_names = false;
        // What is replaced: where it began, and the cell.
        let mut replacing: Option<(usize, u32, String)> = None;
        loop {
            let start = position(&reader);
            let event = reader.read_event().map_err(|_| damaged())?;
            let end = position(&reader);
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => self.enter_row(&tag, start, Some(end))?,
                    "c" => replacing = self.enter_cell(&tag, start)?,
                    "f" if replacing.is_some() => return Err(formula()),
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "col" => self.column(&tag),
                    "row" => {
                        self.enter_row(&tag, start, None)?;
                        self.open_empty_row(start, end)?;
                    }
                    "c" => {
                        if let Some((from, column, style)) = self.enter_cell(&tag, start)? {
                            self.replace(from, end, column, &style)?;
                        }
                    }
                    "f" if replacing.is_some() => return Err(formula()),
                    "sheetData" => {
                        self.prefix_of(&tag);
                        self.copy(start);
                        let name = format!("{}sheetData", self.prefix);
                        let _ = write!(self.out, "<{name}>");
                        self.missing_rows(u32::MAX)?;
                        let _ = write!(self.out, "</{name}>");
                        self.copied = end;
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "c" => {
                        if let Some((from, column, style)) = replacing.take() {
                            self.replace(from, end, column, &style)?;
                        }
                    }
                    "row" => {
                        self.copy(start);
                        self.missing_cells(u32::MAX, None)?;
                    }
                    "sheetData" => {
                        self.copy(start);
                        self.missing_rows(u32::MAX)?;
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        self.copy(self.xml.len());
        // Rows before the place where a hostile file says to be already.
        if self.answers.values().all(BTreeMap::is_empty) { Ok(self.out) } else { Err(damaged()) }
    }

    /// Copies the original up to a position.
    fn copy(&mut self, until: usize) {
        self.out.push_str(&self.xml[self.copied..until]);
        self.copied = until;
    }

    fn prefix_of(&mut self, tag: &BytesStart<'_>) {
        self.prefix = tag.name().as_ref().rsplit_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
    }

    fn column(&mut self, tag: &BytesStart<'_>) {
        let edge = |name: &str| attribute(tag, name)?.parse::<u32>().ok()?.checked_sub(1);
        if let (Some(first), Some(last), Some(style)) = (edge("min"), edge("max"), attribute(tag, "style")) {
            self.styles.push((first, last, style));
        }
    }

    /// Begins a row; its cells, if it has any, follow after `cells`.
    fn enter_row(&mut self, tag: &BytesStart<'_>, start: usize, cells: Option<usize>) -> Result<(), RenderError> {
        self.prefix_of(tag);
        let own = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1));
        self.row = own.or_else(|| row_of_cells(&self.xml[cells?..])).unwrap_or(self.next_row);
        if self.row < self.next_row {
            return Err(damaged());
        }
        self.next_row = self.row.saturating_add(1);
        self.next_column = 0;
        self.copy(start);
        self.missing_rows(self.row)
    }

    /// A row without cells that gets some.
    fn open_empty_row(&mut self, start: usize, end: usize) -> Result<(), RenderError> {
        if !self.answers.contains_key(&self.row) {
            return Ok(());
        }
        self.out.push_str(self.xml[start..end].trim_end_matches("/>").trim_end());
        self.out.push('>');
        self.missing_cells(u32::MAX, None)?;
        let _ = write!(self.out, "</{}row>", self.prefix);
        self.copied = end;
        Ok(())
    }

    /// Begins a cell; where an answer belongs into it: its start, column and style.
    fn enter_cell(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<Option<(usize, u32, String)>, RenderError> {
        let column = attribute(tag, "r").and_then(|place| column_of(&place)).unwrap_or(self.next_column);
        self.next_column = column.saturating_add(1);
        self.copy(start);
        self.missing_cells(column, None)?;
        let wanted = self.answers.get(&self.row).is_some_and(|row| row.contains_key(&column));
        Ok(wanted.then(|| (start, column, attribute(tag, "s").unwrap_or_default())))
    }

    /// Writes an answer instead of the cell between two positions.
    fn replace(&mut self, from: usize, until: usize, column: u32, style: &str) -> Result<(), RenderError> {
        self.copy(from);
        self.missing_cells(column.saturating_add(1), Some(style))?;
        self.copied = until;
        Ok(())
    }

    /// Writes the answers of this row that stand before a column, in the style given or that of their column.
    fn missing_cells(&mut self, before: u32, style: Option<&str>) -> Result<(), RenderError> {
        let Some(row) = self.answers.get_mut(&self.row) else { return Ok(()) };
        let rest = row.split_off(&before);
        for (column, value) in std::mem::replace(row, rest) {
            let own = || self.styles.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
            let style = style.or_else(|| own().map(|(_, _, style)| style.as_str())).unwrap_or_default();
            write_cell(&mut self.out, &self.prefix, (self.row, column), style, value)?;
        }
        Ok(())
    }

    /// Writes the rows with answers that stand before a row of the sheet and are not in it.
    fn missing_rows(&mut self, before: u32) -> Result<(), RenderError> {
        let now = self.row;
        let missing: Vec<u32> =
            self.answers.range(..before).filter(|(_, row)| !row.is_empty()).map(|(at, _)| *at).collect();
        for at in missing {
            self.row = at;
            let _ = write!(self.out, "<{}row r=\"{}\">", self.prefix, at + 1);
            self.missing_cells(u32::MAX, None)?;
            let _ = write!(self.out, "</{}row>", self.prefix);
        }
        self.row = now;
        Ok(())
    }
}

fn formula() -> RenderError {
    refuse("記入する欄に計算式が入っています。計算式のない公式のファイルを選んでください")
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The row that the cells at the beginning of a text say they are in, from 0.
fn row_of_cells(xml: &str) -> Option<u32> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "c" => {
                let digits = attribute(&tag, "r").map(|place| place.trim_start_matches(char::is_alphabetic).to_owned());
                if let Some(row) = digits.and_then(|digits| digits.parse::<u32>().ok()?.checked_sub(1)) {
                    return Some(row);
                }
            }
            Event::End(tag) if tag.local_name().as_ref() == "row" => return None,
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The column of `D5`, from 0.
fn column_of(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let column =
        letters.fold(0_u32, |n, b| n.saturating_mul(26).saturating_add(u32::from(b.to_ascii_uppercase() - b'A') + 1));
    column.checked_sub(1)
}

/// D5 for row 4, column 3.
fn place((row, column): (u32, u32)) -> String {
    let (mut letters, mut rest) = (String::new(), column + 1);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// Whether a workbook may hold a character.
fn allowed(c: char) -> bool {
    c == '\n' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn write_cell(
    out: &mut String,
    prefix: &str,
    at: (u32, u32),
    style: &str,
    value: &FilledValue,
) -> Result<(), RenderError> {
    let _ = write!(out, "<{prefix}c r=\"{}\"", place(at));
    if !style.is_empty() {
        let _ = write!(out, " s=\"{style}\"");
    }
    match value {
        FilledValue::Day(serial) => {
            let _ = write!(out, "><{prefix}v>{serial}</{prefix}v></{prefix}c>");
        }
        FilledValue::Text(text) if text.chars().count() > LONGEST_CELL => {
            return Err(refuse("1つのセルに入る文字数（32,767字）を超えた備考があります。文章を短くしてください"));
        }
        FilledValue::Text(text) => {
            let clean: String = text.chars().filter(|c| allowed(*c)).collect();
            let text = quick_xml::escape::escape(clean.as_str());
            let _ = write!(
                out,
                " t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(xml: &str, cells: &[(u32, u32, &str)]) -> Result<String, RenderError> {
        let values: Vec<FilledValue> = cells.iter().map(|cell| FilledValue::Text(cell.2.to_owned())).collect();
        let mut answers = Answers::new();
        for ((row, column, _), value) in cells.iter().zip(&values) {
            answers.entry(*row).or_default().insert(*column, value);
        }
        Sheet::new(xml, answers).fill()
    }

    fn cell(place: &str, style: &str, text: &str) -> String {
        let style = if style.is_empty() { String::new() } else { format!(" s=\"{style}\"") };
        format!("<c r=\"{place}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
    }

    #[test]
    fn only_the_cells_of_answers_are_replaced_and_they_keep_their_style() {
        let xml = "<?xml version=\"1.0\"?>\r\n<worksheet ><sheetData>\n<row r=\"1\" ht='20'><c r=\"A1\" t=\"s\"><v>0</v></c> <c s=\"7\" r=\"B1\" t='s'><v>1</v></c><c r=\"C1\" s=\"2\"/></row></sheetData><mergeCells/>&#10;</worksheet>";
        let expected = xml
            .replace("<c s=\"7\" r=\"B1\" t='s'><v>1</v></c>", &cell("B1", "7", "はい &amp; &lt;x&gt;"))
            .replace("<c r=\"C1\" s=\"2\"/>", &cell("C1", "2", "10/5"));
        assert_eq!(filled(xml, &[(0, 1, "はい & <x>"), (0, 2, "10/5")]).unwrap(), expected);
        assert_eq!(filled(xml, &[]).unwrap(), xml);
    }

    #[test]
    fn cells_and_rows_that_are_not_there_are_made_at_their_place() {
        let xml = "<x:worksheet><x:cols><x:col min=\"2\" max=\"3\" style=\"9\"/></x:cols><x:sheetData><x:row><x:c/><x:c><x:v>1</x:v></x:c></x:row><x:row r=\"4\"/><x:row r=\"9\"><x:c r=\"D9\"/></x:row></x:sheetData></x:worksheet>";
        let out = filled(xml, &[(0, 1, "a"), (0, 4, "b"), (2, 0, "c"), (3, 1, "d"), (8, 2, "e"), (9, 0, "f")]).unwrap();
        let text: String = out.replace("x:", "").replace("xml:space=\"preserve\"", "").replace(" t=\"inlineStr\"", "");
        assert_eq!(
            text,
            "<worksheet><cols><col min=\"2\" max=\"3\" style=\"9\"/></cols><sheetData><row><c/><c r=\"B1\"><is><t >a</t></is></c><c r=\"E1\"><is><t >b</t></is></c></row><row r=\"3\"><c r=\"A3\"><is><t >c</t></is></c></row><row r=\"4\"><c r=\"B4\" s=\"9\"><is><t >d</t></is></c></row><row r=\"9\"><c r=\"C9\" s=\"9\"><is><t >e</t></is></c><c r=\"D9\"/></row><row r=\"10\"><c r=\"A10\"><is><t >f</t></is></c></row></sheetData></worksheet>"
        );
        let empty = filled("<worksheet><sheetData/></worksheet>", &[(0, 27, "x")]).unwrap();
        assert!(empty.contains(&format!("<sheetData><row r=\"1\">{}</row></sheetData>", cell("AB1", "", "x"))));
    }

    #[test]
    fn a_formula_a_control_character_and_a_broken_sheet_are_dealt_with() {
        let formula =
            "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>";
        assert!(filled(formula, &[(0, 0, "x")]).unwrap_err().to_string().contains("計算式"));
        assert_eq!(filled(formula, &[(0, 1, "x\u{1}\u{b}\u{fffe}\u{ffff}y")]).unwrap().matches("xy").count(), 1);
        for broken in ["<worksheet><sheetData><row r=\"1\"><c r=\"A1\"", "<worksheet>", "", "<a b='><c"] {
            assert!(filled(broken, &[(0, 0, "x")]).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_row_without_a_number_is_where_its_cells_are_and_rows_increase() {
        let xml = "<worksheet><sheetData><row r=\"1\"/><row><c r=\"A5\"/><c r=\"B5\"/></row><row><c/></row></sheetData></worksheet>";
        let expected = xml.replace("<c r=\"B5\"/>", &cell("B5", "", "x")).replace("<c/>", &cell("A6", "", "y"));
        assert_eq!(filled(xml, &[(4, 1, "x"), (5, 0, "y")]).unwrap(), expected);
        for rows in ["<row r=\"2\"/><row r=\"2\"/>", "<row r=\"3\"/><row><c r=\"A1\"/></row>"] {
            let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
            assert!(filled(&xml, &[(8, 0, "x")]).unwrap_err().to_string().contains("壊れている"), "{rows}");
        }
    }

    #[test]
    fn places_are_written_as_a_spreadsheet_does() {
        for (at, text) in [((0, 0), "A1"), ((4, 3), "D5"), ((9, 25), "Z10"), ((9, 26), "AA10"), ((0, 16_383), "XFD1")] {
            assert_eq!(place(at), text);
            assert_eq!(column_of(text), Some(at.1));
        }
    }
}
