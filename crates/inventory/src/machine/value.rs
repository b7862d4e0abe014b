//! A small piece of a file, as text and lists, before anything is understood.

use super::bounds::{ENTRY_COST, VALUE_COST};
use std::collections::BTreeMap;

/// Text, a list, or named values. What is neither (null) is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    List(Vec<Value>),
    Record(Record),
}

/// Named values; the names in lower case, since XML and JSON of one product differ only in that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record(BTreeMap<String, Value>);

impl Value {
    /// The text; empty for anything else.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text.trim(),
            Self::List(_) | Self::Record(_) => "",
        }
    }

    /// The named values, if it has any.
    pub(super) fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            Self::Text(_) | Self::List(_) => None,
        }
    }
}

impl Record {
    /// Adds a value. Of a name given twice, the last counts, as in every browser.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_ascii_lowercase(), value);
    }

    /// Adds a value beside the ones of the same name.
    pub(super) fn add(&mut self, name: &str, value: Value) {
        let name = name.to_ascii_lowercase();
        match self.0.get_mut(&name) {
            Some(Value::List(list)) => list.push(value),
            Some(first) => {
                let before = std::mem::replace(first, Value::List(Vec::new()));
                *first = Value::List(vec![before, value]);
            }
            None => {
                self.0.insert(name, value);
            }
        }
    }

    /// The text under a name; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", Value::text)
    }

    /// The first of these names with a text.
    pub(super) fn first(&self, names: &[&str]) -> &str {
        names.iter().map(|name| self.text(name)).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The named values under a name.
    pub(super) fn record(&self, name: &str) -> Option<&Self> {
        self.0.get(name).and_then(Value::record)
    }

    /// Everything under a name; one value is a list of one.
    pub(super) fn list(&self, name: &str) -> &[Value] {
        match self.0.get(name) {
            Some(Value::List(list)) => list,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        }
    }

    /// The records under a name.
    pub(super) fn records(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.list(name).iter().filter_map(Value::record)
    }

    /// Yes or no under a name, in the words of the products; `None` when it says neither.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name).to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" | "enabled" | "up" => Some(true),
            "0" | "false" | "no" | "off" | "disabled" | "down" => Some(false),
            _ => None,
        }
    }

    /// Whether a name is there at all.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Only these names, and only texts.
    pub(super) fn narrowed(mut self, names: &[&str]) -> Self {
        self.0.retain(|name, value| names.contains(&name.as_str()) && matches!(value, Value::Text(_)));
        self
    }

    /// What it takes in memory, roughly, while it holds only texts.
    pub(super) fn cost(&self) -> usize {
        let values = self.0.iter().map(|(name, value)| VALUE_COST + name.len() + value.text().len());
        ENTRY_COST + values.sum::<usize>()
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
