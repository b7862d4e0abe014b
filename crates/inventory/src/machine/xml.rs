//! XML piece by piece. Nothing outside the file is ever fetched and no entity is ever defined: a document type with
//! more than a name ends the reading.

use super::bounds::Budget;
use super::value::{Record, Value};
use crate::ReadError;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Attributes of nmap that are long and not looked at: the numbers of all ports it asked, raw answers.
const LONG: [&str; 3] = ["services", "servicefp", "fingerprint"];

/// A file being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    budget: &'a Budget,
    product: &'static str,
    depth: usize,
}

/// The next thing on the level that is looked at.
pub(super) enum Node {
    /// An element begins; read it with [`Xml::piece`], [`Xml::skip`], or go on inside it.
    Open(String, Record),
    /// An element without content.
    Empty(String, Record),
    /// An element ends.
    Close,
    /// The file ends.
    End,
}

impl<'a> Xml<'a> {
    pub(super) fn new(text: &'a str, budget: &'a Budget, product: &'static str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, text, budget, product, depth: 0 }
    }

    /// The next element, whatever lies between.
    pub(super) fn next(&mut self, root: &str) -> Result<Node, ReadError> {
        loop {
            match self.event()? {
                Event::Start(tag) => {
                    let node = Node::Open(name(&tag), self.attributes(&tag)?);
                    self.down()?;
                    return Ok(node);
                }
                Event::Empty(tag) => return Ok(Node::Empty(name(&tag), self.attributes(&tag)?)),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Node::Close);
                }
                Event::DocType(text) => harmless(text.as_ref(), root)?,
                Event::Eof => return Ok(Node::End),
                _ => {}
            }
        }
    }

    /// The rest of the element that has just begun: attributes and children by name, or its text. Children with these
    /// names are left out.
    pub(super) fn piece(&mut self, attributes: Record, without: &[&str]) -> Result<Value, ReadError> {
        let mut record = attributes;
        let mut text = String::new();
        loop {
            match self.event()? {
                Event::Start(tag) => {
                    let name = name(&tag);
                    self.down()?;
                    if without.contains(&name.as_str()) || !self.room(&record, &name) {
                        self.skip()?;
                    } else {
                        let attributes = self.attributes(&tag)?;
                        let value = self.piece(attributes, without)?;
                        record.add(&name, value);
                    }
                }
                Event::Empty(tag) => {
                    let name = name(&tag);
                    if !without.contains(&name.as_str()) && self.room(&record, &name) {
                        let attributes = self.attributes(&tag)?;
                        record.add(&name, Value::Record(attributes));
                    }
                }
                Event::Text(part) => self.append(&mut text, part.as_ref()),
                Event::CData(part) => self.append(&mut text, part.as_ref()),
                Event::GeneralRef(reference) => {
                    let known = reference.resolve_char_ref().ok().flatten().map(String::from);
                    let known = known.or_else(|| {
                        quick_xml::escape::resolve_predefined_entity(reference.as_ref()).map(str::to_owned)
                    });
                    self.append(&mut text, &known.unwrap_or_default());
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return if record.len() == 0 { self.scalar(&text) } else { Ok(Value::Record(record)) };
                }
                Event::DocType(_) => return Err(ReadError::Doctype),
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
    }

    /// Reads past the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            match self.event()? {
                Event::Start(_) => self.down()?,
                Event::End(_) => self.depth -= 1,
                Event::DocType(_) => return Err(ReadError::Doctype),
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The error for a file that is broken at the place that was reached.
    pub(super) fn broken(&self) -> ReadError {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.text.len());
        let line = self.text.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
        ReadError::Broken { product: self.product.to_owned(), line }
    }

    fn event(&mut self) -> Result<Event<'a>, ReadError> {
        self.reader.read_event().map_err(|_| self.broken())
    }

    fn down(&mut self) -> Result<(), ReadError> {
        self.depth += 1;
        if self.budget.deep(self.depth) { self.budget.stop() } else { Ok(()) }
    }

    fn room(&self, record: &Record, name: &str) -> bool {
        record.len() < self.budget.limits.entries && self.budget.room(record.list(name).len())
    }

    /// Text grows no further than one value may; the rest is noticed when it is taken.
    fn append(&self, text: &mut String, part: &str) {
        let room = (self.budget.limits.field_chars * 4 + 8).saturating_sub(text.len());
        let end = (0..=room.min(part.len())).rev().find(|&at| part.is_char_boundary(at)).unwrap_or(0);
        text.push_str(&part[..end]);
    }

    fn scalar(&self, raw: &str) -> Result<Value, ReadError> {
        match self.budget.text(raw.trim()) {
            Some(text) => Ok(Value::Text(text)),
            None => Err(self.budget.stop().err().unwrap_or(ReadError::TooMuch)),
        }
    }

    fn attributes(&self, tag: &BytesStart<'_>) -> Result<Record, ReadError> {
        let mut record = Record::default();
        // A hundred attributes are more than any product writes.
        let known = tag.attributes().flatten().take(100);
        for attribute in known.filter(|attribute| !LONG.contains(&attribute.key.local_name().as_ref())) {
            let text = quick_xml::escape::unescape(&attribute.value).unwrap_or_default();
            let value = self.scalar(&text)?;
            record.set(attribute.key.local_name().as_ref(), value);
        }
        Ok(record)
    }
}

/// The name in lower case. A hundred characters are more than any product's name has.
fn name(tag: &BytesStart<'_>) -> String {
    let name = tag.local_name();
    let name: &str = name.as_ref();
    name.get(..100).unwrap_or(name).to_ascii_lowercase()
}

/// nmap writes `<!DOCTYPE nmaprun>`: a name and nothing more is harmless.
fn harmless(doctype: &str, root: &str) -> Result<(), ReadError> {
    if !root.is_empty() && doctype.trim() == root { Ok(()) } else { Err(ReadError::Doctype) }
}
