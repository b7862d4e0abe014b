//! JSON within bounds: what a hostile file can make of memory and time is decided here.
//!
//! A list that is too long is read to its end without being kept; a text is cut; a key that comes twice keeps its first
//! value. Each of these is noted and becomes a problem. Only depth and broken JSON end the reading.

use super::super::Problem;
use super::error::CollectorError;
use super::note::{Loss, Note};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// The deepest nesting. The collectors write four levels.
const MOST_DEPTH: usize = 12;
/// The most members of a list that are kept.
pub(super) const MOST_MEMBERS: usize = 10_000;
/// The most keys of an object that are kept.
pub(super) const MOST_KEYS: usize = 100;
/// The most characters of a text that are kept.
pub(super) const MOST_CHARS: usize = 2_000;
/// The most values of one machine that are kept.
const MOST_VALUES: usize = 300_000;
/// The most notes of one machine.
const MOST_NOTES: usize = 50;

/// The machines of a file, one after the other.
pub(super) struct Machines<'a> {
    source: serde_json::Deserializer<serde_json::de::StrRead<'a>>,
    broken: bool,
    left_out: bool,
}

/// One machine as it was read.
pub(super) struct Machine {
    /// Its JSON.
    pub(super) value: Value,
    notes: Vec<Note>,
}

impl<'a> Machines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { source: serde_json::Deserializer::from_str(text), broken: false, left_out: false }
    }

    /// The next machine; `None` at the end, after an error, and when `more` machines are not wanted.
    pub(super) fn next(&mut self, more: bool) -> Option<Result<Machine, CollectorError>> {
        if self.broken || self.source.end().is_ok() {
            return None;
        }
        if !more {
            self.left_out = true;
            return None;
        }
        let mut state = State { path: Vec::new(), notes: Vec::new(), values: MOST_VALUES, too_deep: false };
        let read = Seed(&mut state).deserialize(&mut self.source);
        let too_deep = state.too_deep;
        Some(match read {
            Ok(value) => Ok(Machine { value, notes: state.notes }),
            Err(error) => {
                self.broken = true;
                Err(if too_deep {
                    CollectorError::TooDeep { most: MOST_DEPTH }
                } else {
                    CollectorError::Broken { line: error.line() }
                })
            }
        })
    }

    /// Whether machines were left out because there were too many.
    pub(super) fn left_out(&self) -> bool {
        self.left_out
    }
}

impl Machine {
    /// What was left out, as sentences.
    pub(super) fn problems(&self, host: u32) -> Vec<Problem> {
        self.notes.iter().map(|note| Problem { host, field: note.field.clone(), message: note.sentence() }).collect()
    }
}

struct State {
    path: Vec<String>,
    notes: Vec<Note>,
    values: usize,
    too_deep: bool,
}

impl State {
    fn note(&mut self, what: Loss) {
        if self.notes.len() < MOST_NOTES {
            let field = self.path.join(".").chars().take(100).collect();
            self.notes.push(Note { field, what });
        }
    }

    /// Counts a value; false when there is no room for it.
    fn room(&mut self) -> bool {
        if self.values == 1 {
            self.note(Loss::Values);
        }
        self.values = self.values.saturating_sub(1);
        self.values > 0
    }
}

struct Seed<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        match value.char_indices().nth(MOST_CHARS) {
            None => Ok(Value::String(value.to_owned())),
            Some((end, _)) => {
                self.0.note(Loss::Chars);
                Ok(Value::String(value[..end].to_owned()))
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let state = self.0;
        deeper(state, "[]")?;
        let mut members = Vec::new();
        while members.len() < MOST_MEMBERS && state.room() {
            match list.next_element_seed(Seed(state))? {
                Some(member) => members.push(member),
                None => {
                    state.path.pop();
                    return Ok(Value::Array(members));
                }
            }
        }
        let mut count = members.len();
        while list.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        state.path.pop();
        if count > members.len() && members.len() == MOST_MEMBERS {
            state.note(Loss::Members(count));
        }
        Ok(Value::Array(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let state = self.0;
        deeper(state, "")?;
        state.path.pop();
        let mut fields = Map::new();
        let mut noted = false;
        while let Some(key) = object.next_key::<String>()? {
            let keep = fields.len() < MOST_KEYS && state.room();
            state.path.push(key.chars().take(40).collect());
            if keep && !fields.contains_key(&key) {
                let value = object.next_value_seed(Seed(state))?;
                fields.insert(key, value);
            } else {
                object.next_value::<IgnoredAny>()?;
                if keep {
                    state.note(Loss::Twice);
                }
            }
            state.path.pop();
            if !keep && fields.len() >= MOST_KEYS && !noted {
                noted = true;
                state.note(Loss::Keys);
            }
        }
        Ok(Value::Object(fields))
    }
}

/// One level deeper, or an error.
fn deeper<E: serde::de::Error>(state: &mut State, name: &str) -> Result<(), E> {
    if state.path.len() >= MOST_DEPTH {
        state.too_deep = true;
        return Err(E::custom("too deep"));
    }
    state.path.push(name.to_owned());
    Ok(())
}
