//! JSON piece by piece: no tree of the whole file is ever built.

mod piece;

use super::bounds::Budget;
use super::value::Value;
use piece::{Name, Piece, record, scalar};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What to do with the value under a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Look at what is inside
    Enter,
    /// Hand it over; of a list, one element after the other
    Take,
    /// Read past it
    Skip,
}

/// Who looks at the pieces. Paths are the names on the way; lists add nothing to them.
pub(super) trait Sink {
    /// Asked once for each value.
    fn want(&mut self, path: &[String]) -> Want;
    /// Given each piece; an error ends the reading.
    fn take(&mut self, path: &[String], value: Value) -> Result<(), ()>;
    /// Whether no further element of this list is wanted; then they are only counted.
    fn full(&self, _path: &[String]) -> bool {
        false
    }
    /// Told of each element that was read past.
    fn lost(&mut self, _path: &[String]) {}
}

/// Why a walk ended early.
pub(super) struct Broken {
    /// The line, from 1.
    pub(super) line: usize,
}

/// Walks through one JSON text.
pub(super) fn walk(text: &str, budget: &Budget, sink: &mut dyn Sink) -> Result<(), Broken> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let walk = Walk { path: &mut Vec::new(), budget, sink, want: Want::Enter };
    let result = walk.deserialize(&mut reader).and_then(|()| reader.end());
    result.map_err(|error| broken(&error, budget))
}

/// Hands over the elements of one array, one after the other.
pub(super) fn elements(text: &str, budget: &Budget, sink: &mut dyn Sink) -> Result<(), Broken> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let walk = Walk { path: &mut Vec::new(), budget, sink, want: Want::Take };
    let result = walk.deserialize(&mut reader).and_then(|()| reader.end());
    result.map_err(|error| broken(&error, budget))
}

/// One small JSON text as a whole.
pub(super) fn value(text: &str, budget: &Budget) -> Result<Option<Value>, Broken> {
    budget.next_piece();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Piece { budget, depth: 1 }.deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| broken(&error, budget))
}

fn broken(error: &serde_json::Error, budget: &Budget) -> Broken {
    // Its own bound on recursion, which protects the stack.
    if error.to_string().starts_with("recursion limit") {
        budget.deep(usize::MAX);
    }
    Broken { line: error.line().max(1) }
}

struct Walk<'w> {
    path: &'w mut Vec<String>,
    budget: &'w Budget,
    sink: &'w mut dyn Sink,
    want: Want,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        if self.want == Want::Skip { IgnoredAny::deserialize(reader).map(drop) } else { reader.deserialize_any(self) }
    }
}

impl Walk<'_> {
    fn hand<E: Error>(&mut self, value: Option<Value>) -> Result<(), E> {
        match value {
            Some(value) if self.want == Want::Take => {
                self.sink.take(self.path, value).map_err(|()| E::custom("stopped"))
            }
            _ => Ok(()),
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        if self.want == Want::Take {
            self.budget.next_piece();
            let value = record(&mut map, self.budget, 1)?;
            return self.hand(Some(value));
        }
        while let Some(name) = map.next_key_seed(Name(self.budget))? {
            self.path.push(name);
            let want = self.sink.want(self.path);
            map.next_value_seed(Walk { path: self.path, budget: self.budget, sink: self.sink, want })?;
            self.path.pop();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        if self.want == Want::Enter {
            let again = |this: &mut Self| this.want;
            let want = again(&mut self);
            while list
                .next_element_seed(Walk { path: self.path, budget: self.budget, sink: self.sink, want })?
                .is_some()
            {}
            return Ok(());
        }
        while !self.sink.full(self.path) {
            self.budget.next_piece();
            let Some(value) = list.next_element_seed(Piece { budget: self.budget, depth: 1 })? else { return Ok(()) };
            self.hand(value)?;
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.sink.lost(self.path);
        }
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        let value = scalar(self.budget, text)?;
        self.hand(value)
    }
    fn visit_bool<E: Error>(mut self, truth: bool) -> Result<(), E> {
        self.hand(Some(Value::Text(truth.to_string())))
    }
    fn visit_u64<E: Error>(mut self, number: u64) -> Result<(), E> {
        self.hand(Some(Value::Text(number.to_string())))
    }
    fn visit_i64<E: Error>(mut self, number: i64) -> Result<(), E> {
        self.hand(Some(Value::Text(number.to_string())))
    }
    fn visit_f64<E: Error>(mut self, number: f64) -> Result<(), E> {
        self.hand(Some(Value::Text(number.to_string())))
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
