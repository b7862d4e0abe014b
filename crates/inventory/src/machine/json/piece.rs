//! One piece of JSON as a [`Value`], within the budget: depth, texts, lists.

use super::super::bounds::Budget;
use super::super::value::{Record, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A name; a very long one is as bad as a long text.
pub(super) struct Name<'b>(pub(super) &'b Budget);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<String, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        self.0.text(text).ok_or_else(|| E::custom("too much"))
    }
}

/// A piece as a whole; null is `None`.
pub(super) struct Piece<'b> {
    pub(super) budget: &'b Budget,
    pub(super) depth: usize,
}

impl<'de> DeserializeSeed<'de> for Piece<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<Value>, D::Error> {
        if self.budget.deep(self.depth) {
            return Err(D::Error::custom("too deep"));
        }
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Piece<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Value>, A::Error> {
        record(&mut map, self.budget, self.depth).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<Value>, A::Error> {
        let mut values = Vec::new();
        loop {
            if values.len() >= self.budget.limits.entries {
                // Read past the rest, one by one, to say how many they were.
                while list.next_element::<IgnoredAny>()?.is_some() {
                    self.budget.room(usize::MAX);
                }
                break;
            }
            match list.next_element_seed(Piece { budget: self.budget, depth: self.depth + 1 })? {
                Some(value) => values.extend(value),
                None => break,
            }
        }
        Ok(Some(Value::List(values)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Value>, E> {
        scalar(self.budget, text)
    }
    fn visit_bool<E: Error>(self, truth: bool) -> Result<Option<Value>, E> {
        scalar(self.budget, if truth { "true" } else { "false" })
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<Value>, E> {
        scalar(self.budget, &number.to_string())
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<Value>, E> {
        scalar(self.budget, &number.to_string())
    }
    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<Value>, E> {
        scalar(self.budget, &number.to_string())
    }
    fn visit_unit<E: Error>(self) -> Result<Option<Value>, E> {
        Ok(None)
    }
}

pub(super) fn scalar<E: Error>(budget: &Budget, text: &str) -> Result<Option<Value>, E> {
    budget.text(text).map(|text| Some(Value::Text(text))).ok_or_else(|| E::custom("too much"))
}

pub(super) fn record<'de, A: MapAccess<'de>>(map: &mut A, budget: &Budget, depth: usize) -> Result<Value, A::Error> {
    let mut record = Record::default();
    while let Some(name) = map.next_key_seed(Name(budget))? {
        if record.len() >= budget.limits.entries {
            map.next_value::<IgnoredAny>()?;
        } else if let Some(value) = map.next_value_seed(Piece { budget, depth: depth + 1 })? {
            record.set(&name, value);
        }
    }
    Ok(Value::Record(record))
}
