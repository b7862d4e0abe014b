//! One object of the JSON, asked by key. A value of a wrong type is left out and said.

use super::super::Problem;
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::rc::Rc;
use tate_domain::text;

/// The most characters of a one-line value; a ledger takes no more.
const MOST_CHARS: usize = 500;

/// An object, with the place it has in the file.
#[derive(Clone)]
pub(super) struct Part<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    host: u32,
    problems: Rc<RefCell<Vec<Problem>>>,
}

impl<'a> Part<'a> {
    pub(super) fn new(fields: &'a Map<String, Value>, host: u32) -> Self {
        Self { fields, path: String::new(), host, problems: Rc::default() }
    }

    /// What was found wrong in this object and those inside it.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    fn problem(&self, key: &str, expected: &str) {
        let field = format!("{}{key}", self.path);
        let mut problems = self.problems.borrow_mut();
        // One sentence per place, however many members of a list are wrong there.
        if problems.len() < super::MOST_PROBLEMS && !problems.iter().any(|problem| problem.field == field) {
            let message = format!(
                "「{field}」を読み取れません。{expected}ではないものが入っています。その値だけを除いて読み取りました。必要なら、その機器で収集し直してください。"
            );
            problems.push(Problem { host: self.host, field, message });
        }
    }

    fn value(&self, key: &str) -> Option<&'a Value> {
        self.fields.get(key).filter(|value| !value.is_null())
    }

    /// A text of one line without control characters; `None` when there is none. A number counts as its digits.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = match self.value(key)? {
            Value::String(text) => text::printable(text.trim(), false),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                self.problem(key, "文字");
                return None;
            }
        };
        Some(text.chars().take(MOST_CHARS).collect::<String>()).filter(|text| !text.trim().is_empty())
    }

    /// Yes or no.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        if value.as_bool().is_none() {
            self.problem(key, "true・false");
        }
        value.as_bool()
    }

    /// A number that is not negative.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        let value = self.value(key)?;
        if value.as_u64().is_none() {
            self.problem(key, "0以上の数");
        }
        value.as_u64()
    }

    /// A day as ISO text. A time counts as its day.
    pub(super) fn day(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        let day = tate_domain::date::parse_day(text.split('T').next().unwrap_or_default());
        if day.is_err() {
            self.problem(key, "日付（2026-11-20の形）");
        }
        day.ok().map(|day| day.to_string())
    }

    /// An object inside this one.
    pub(super) fn object(&self, key: &str) -> Option<Part<'a>> {
        let value = self.value(key)?;
        if value.as_object().is_none() {
            self.problem(key, "項目の集まり");
        }
        Some(self.inside(key, value.as_object()?))
    }

    /// The objects of a list.
    pub(super) fn list(&self, key: &str) -> Vec<Part<'a>> {
        let members = self.members(key);
        let objects: Vec<_> =
            members.iter().filter_map(|member| member.as_object().map(|fields| self.inside(key, fields))).collect();
        if objects.len() < members.len() {
            self.problem(key, "項目の集まり");
        }
        objects
    }

    /// The texts of a list.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let members = self.members(key);
        let texts: Vec<_> = members
            .iter()
            .filter_map(|member| member.as_str())
            .map(|text| text::printable(text.trim(), false).chars().take(MOST_CHARS).collect::<String>())
            .filter(|text| !text.is_empty())
            .collect();
        if members.iter().any(|member| !member.is_string()) {
            self.problem(key, "文字");
        }
        texts
    }

    fn members(&self, key: &str) -> &'a [Value] {
        match self.value(key) {
            None => &[],
            Some(Value::Array(members)) => members,
            Some(_) => {
                self.problem(key, "一覧");
                &[]
            }
        }
    }

    fn inside(&self, key: &str, fields: &'a Map<String, Value>) -> Self {
        let path = format!("{}{key}.", self.path);
        Self { fields, path, host: self.host, problems: Rc::clone(&self.problems) }
    }
}
