//! What the XML of a workbook says besides the values: merged areas, lists, formulas, what is hidden.

use super::place::{self, Area};
use crate::ReadError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// The most bytes of the workbook part and its relationships.
const MOST_FRAME: u64 = 4_000_000;
/// The most merged areas, lists and formulas of a sheet that are kept.
const MOST_PLACES: usize = 20_000;

/// The sheets of a workbook, their parts, and its defined names.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    sheets: Vec<(String, String)>,
    /// Name → what it refers to.
    pub(super) names: BTreeMap<String, String>,
    from_1904: bool,
}

/// A list to choose from: the cells it is for, and its words or where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    pub(super) areas: Vec<Area>,
    pub(super) source: String,
}

/// What the XML of one sheet says.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    pub(super) merged: Vec<Area>,
    pub(super) lists: Vec<List>,
    pub(super) formulas: BTreeSet<(u32, u32)>,
    pub(super) hidden_rows: BTreeSet<u32>,
    /// First and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Days are counted from 1904, as old Macs did: they are then written as text.
    pub(super) from_1904: bool,
}

impl<'a> Package<'a> {
    /// Reads which sheets there are. The archive has been checked.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
        if (0..zip.len()).any(|at| {
            zip.by_index_raw(at)
                .is_ok_and(|part| part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")))
        }) {
            return Err(ReadError::Macro);
        }
        let book = text(&mut zip, "xl/workbook.xml")?;
        let links = links(&text(&mut zip, "xl/_rels/workbook.xml.rels")?)?;
        let mut package = Self { bytes, sheets: Vec::new(), names: BTreeMap::new(), from_1904: false };
        let mut reader = Reader::from_str(&book);
        let mut name = None;
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sheet" => {
                    let target = attribute(&tag, "r:id").or_else(|| attribute(&tag, "id"));
                    let path = target.and_then(|id| links.get(&id).cloned());
                    if let (Some(name), Some(path)) = (attribute(&tag, "name"), path) {
                        package.sheets.push((name, path));
                    }
                }
                Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "workbookPr" => {
                    package.from_1904 = truth(&tag, "date1904");
                }
                Event::Start(tag) if tag.local_name().as_ref() == "definedName" => name = attribute(&tag, "name"),
                Event::Text(text) => {
                    if let Some(name) = name.take() {
                        package.names.insert(name, text.into_inner().into_owned());
                    }
                }
                Event::Eof => return Ok(package),
                _ => {}
            }
        }
    }

    /// Name and part of every sheet.
    pub(super) fn sheets(&self) -> &[(String, String)] {
        &self.sheets
    }

    pub(super) fn path_of(&self, sheet: &str) -> Option<&str> {
        self.sheets.iter().find(|(name, _)| name == sheet).map(|(_, path)| path.as_str())
    }

    /// What the XML of a sheet says; nothing for a sheet of another kind.
    pub(super) fn facts(&self, path: &str) -> Result<SheetFacts, ReadError> {
        let mut zip = ZipArchive::new(Cursor::new(self.bytes)).map_err(|_| ReadError::Damaged)?;
        let part = zip.by_name(path).map_err(|_| ReadError::Damaged)?;
        Ok(SheetFacts { from_1904: self.from_1904, ..SheetFacts::read(BufReader::new(part))? })
    }
}

/// A small part as text.
fn text(zip: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<String, ReadError> {
    let part = zip.by_name(path).map_err(|_| ReadError::NotWorkbook)?;
    let mut text = String::new();
    part.take(MOST_FRAME).read_to_string(&mut text).map_err(|_| ReadError::Damaged)?;
    Ok(text)
}

/// Relationship → part, relative to `xl/` as the format has it.
fn links(text: &str) -> Result<BTreeMap<String, String>, ReadError> {
    let mut links = BTreeMap::new();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(target)) = (attribute(&tag, "Id"), attribute(&tag, "Target")) {
                    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
                    links.insert(id, path);
                }
            }
            Event::Eof => return Ok(links),
            _ => {}
        }
    }
}

/// An attribute's text.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}

fn truth(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|value| value == "1" || value == "true")
}

/// Which text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Source,
    Place,
}

impl SheetFacts {
    fn read(input: impl BufRead) -> Result<Self, ReadError> {
        let mut facts = Self::default();
        let mut reader = Reader::from_reader(input);
        let mut buffer = Vec::new();
        let (mut row, mut column) = (None::<u32>, None::<u32>);
        let mut list: Option<(List, Option<Reading>, String)> = None;
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| ReadError::Damaged)? {
                Event::Start(tag) => {
                    facts.tag(&tag, &mut row, &mut column)?;
                    match tag.local_name().as_ref() {
                        "dataValidation" if attribute(&tag, "type").as_deref() == Some("list") => {
                            let areas = attribute(&tag, "sqref").map_or_else(Vec::new, |places| areas(&places));
                            list = Some((List { areas, source: String::new() }, None, String::new()));
                        }
                        "formula1" => read(&mut list, Reading::Source),
                        "sqref" => read(&mut list, Reading::Place),
                        _ => {}
                    }
                }
                Event::Empty(tag) => facts.tag(&tag, &mut row, &mut column)?,
                Event::Text(text) => add(&mut list, &text.into_inner()),
                Event::GeneralRef(reference) => {
                    let name = reference.into_inner();
                    if let Some(text) = quick_xml::escape::resolve_predefined_entity(&name) {
                        add(&mut list, text);
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    // What follows the cells has formulas of its own, which are in none of them.
                    "sheetData" => (row, column) = (None, None),
                    "formula1" | "sqref" => finish(&mut list),
                    "dataValidation" => {
                        if let Some((list, ..)) = list.take().filter(|(list, ..)| !list.areas.is_empty()) {
                            facts.lists.push(list);
                        }
                    }
                    _ => {}
                },
                Event::Eof => return Ok(facts),
                _ => {}
            }
            if facts.lists.len() + facts.merged.len() + facts.formulas.len() > MOST_PLACES {
                return Err(ReadError::TooHeavy);
            }
        }
    }

    fn tag(&mut self, tag: &BytesStart<'_>, row: &mut Option<u32>, column: &mut Option<u32>) -> Result<(), ReadError> {
        match tag.local_name().as_ref() {
            "col" if truth(tag, "hidden") => {
                let edge = |name: &str| attribute(tag, name)?.parse::<u32>().ok()?.checked_sub(1);
                if let (Some(first), Some(last)) = (edge("min"), edge("max")) {
                    self.hidden_columns.push((first, last));
                }
            }
            "row" => {
                let own = attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()?.checked_sub(1));
                let next = own.unwrap_or_else(|| row.map_or(0, |before| before.saturating_add(1)));
                (*row, *column) = (Some(next), None);
                if truth(tag, "hidden") && self.hidden_rows.len() < MOST_PLACES {
                    self.hidden_rows.insert(next);
                }
            }
            "c" => {
                let own = attribute(tag, "r").and_then(|reference| place::cell(&reference)).map(|(_, column)| column);
                *column = Some(own.unwrap_or_else(|| column.map_or(0, |before| before.saturating_add(1))));
            }
            "f" => {
                if let (Some(row), Some(column)) = (*row, *column) {
                    self.formulas.insert((row, column));
                }
            }
            "mergeCell" => {
                self.merged.push(attribute(tag, "ref").and_then(|area| Area::parse(&area)).ok_or(ReadError::Damaged)?);
            }
            _ => {}
        }
        Ok(())
    }
}

fn areas(places: &str) -> Vec<Area> {
    places.split_whitespace().take(1_000).filter_map(Area::parse).collect()
}

fn read(list: &mut Option<(List, Option<Reading>, String)>, what: Reading) {
    if let Some((_, reading, text)) = list {
        *reading = Some(what);
        text.clear();
    }
}

fn add(list: &mut Option<(List, Option<Reading>, String)>, more: &str) {
    if let Some((_, Some(_), text)) = list
        && text.len() < 10_000
    {
        text.push_str(more);
    }
}

fn finish(list: &mut Option<(List, Option<Reading>, String)>) {
    let Some((list, reading, text)) = list else { return };
    match reading.take() {
        Some(Reading::Source) => list.source = text.trim().to_owned(),
        Some(Reading::Place) => list.areas = areas(text),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_lists_formulas_and_hidden_places_are_found() {
        let xml = r#"<worksheet xmlns:x14="x" xmlns:xm="y"><cols><col min="3" max="4" hidden="1"/></cols><sheetData>
            <row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row><row hidden="1"><c/><c><f>A1</f></c></row></sheetData>
            <mergeCells><mergeCell ref="A1:B2"/></mergeCells>
            <dataValidations><dataValidation type="list" sqref="D5 E6:E7"><formula1>&quot;はい,いいえ&quot;</formula1></dataValidation>
            <dataValidation type="whole" sqref="F1"><formula1>1</formula1></dataValidation></dataValidations>
            <extLst><x14:dataValidation type="list"><x14:formula1><xm:f>元!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>G1</xm:sqref></x14:dataValidation></extLst></worksheet>"#;
        let facts = SheetFacts::read(xml.as_bytes()).unwrap();
        assert_eq!(facts.merged, [Area { top: 0, left: 0, bottom: 1, right: 1 }]);
        assert_eq!(facts.formulas.into_iter().collect::<Vec<_>>(), [(1, 1), (2, 1)]);
        assert_eq!((facts.hidden_columns, facts.hidden_rows.into_iter().collect::<Vec<_>>()), (vec![(2, 3)], vec![2]));
        let sources: Vec<(usize, &str)> =
            facts.lists.iter().map(|list| (list.areas.len(), list.source.as_str())).collect();
        assert_eq!(sources, [(2, "\"はい,いいえ\""), (1, "元!$A$1:$A$2")]);
    }

    #[test]
    fn a_formula_after_the_cells_is_not_the_last_cells() {
        let xml = r#"<worksheet xmlns:x14="x" xmlns:xm="y"><sheetData><row r="3"><c r="D3"/></row></sheetData><extLst>
            <x14:dataValidation type="list"><x14:formula1><xm:f>元!$A$1</xm:f></x14:formula1><xm:sqref>D3</xm:sqref></x14:dataValidation></extLst></worksheet>"#;
        let facts = SheetFacts::read(xml.as_bytes()).unwrap();
        assert_eq!((facts.formulas.len(), facts.lists.len()), (0, 1));
    }
}
