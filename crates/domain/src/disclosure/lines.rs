//! The lines of a statement: a question, its answer, a remark.

use crate::text::search_key;
use crate::vendor::Value;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most lines of one statement; the longest known template has about sixty.
pub const MOST_LINES: usize = 500;
/// The most characters of a number.
pub const MOST_NUMBER: usize = 20;
/// The most characters of a question.
pub const MOST_TEXT: usize = 500;
/// The most characters of a remark.
pub const MOST_REMARK: usize = 1_000;

/// One line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As printed: `1.1`, `2-3`, `①`; may be empty.
    pub number: String,
    /// The question.
    pub text: String,
    /// はい, いいえ, 対象外; none where nothing is ticked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// 備考.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

impl Line {
    /// Whether the vendor should be asked about it: いいえ or 対象外.
    #[must_use]
    pub fn needs_talk(&self) -> bool {
        matches!(self.value, Some(Value::No | Value::NotApplicable))
    }

    /// Whether the remark says something: `-` and `なし` do not.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        let remark = search_key(&self.remark);
        !remark.is_empty()
            && !remark.chars().all(|c| matches!(c, '-' | 'ー' | '.' | '・'))
            && remark != search_key("なし")
    }

    /// `2.1 通信の暗号化`, shortened for lists.
    #[must_use]
    pub fn name(&self, most: usize) -> String {
        format!("{} {}", self.number, crate::text::shorten(&self.text, most)).trim_start().to_owned()
    }
}

/// How many lines say what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// はい.
    pub yes: usize,
    /// いいえ.
    pub no: usize,
    /// 対象外.
    pub not_applicable: usize,
    /// Nothing is ticked.
    pub unanswered: usize,
    /// いいえ and 対象外 whose remark says nothing.
    pub unexplained: usize,
}

impl Counts {
    /// Counts lines.
    #[must_use]
    pub fn of(lines: &[Line]) -> Self {
        let count = |value| lines.iter().filter(|line| line.value == value).count();
        Self {
            yes: count(Some(Value::Yes)),
            no: count(Some(Value::No)),
            not_applicable: count(Some(Value::NotApplicable)),
            unanswered: count(None),
            unexplained: lines.iter().filter(|line| line.needs_talk() && !line.is_explained()).count(),
        }
    }

    /// All lines.
    #[must_use]
    pub fn total(&self) -> usize {
        self.yes + self.no + self.not_applicable + self.unanswered
    }

    /// `はい50、いいえ2、対象外6`; 未記入 only where there is some.
    #[must_use]
    pub fn words(&self) -> String {
        if self.total() == 0 {
            return "行なし".to_owned();
        }
        let unanswered = if self.unanswered > 0 { format!("、未記入{}", self.unanswered) } else { String::new() };
        format!("はい{}、いいえ{}、対象外{}{unanswered}", self.yes, self.no, self.not_applicable)
    }
}

/// SHA-256 of what the lines say, whatever spaces and widths they are written with; the head is not part of it, so
/// that a sheet copied under another product's name is found. Empty for no lines.
#[must_use]
pub fn content_hash(lines: &[Line]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut hasher = Sha256::new();
    for line in lines {
        let value = line.value.map_or("", Value::code);
        for part in [search_key(&line.number).as_str(), &search_key(&line.text), value, &search_key(&line.remark)] {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{line, lines};

    #[test]
    fn lines_are_counted_by_what_they_say() {
        let counts = Counts::of(&lines());
        assert_eq!((counts.yes, counts.no, counts.not_applicable, counts.unanswered), (2, 1, 1, 1));
        assert_eq!((counts.total(), counts.unexplained), (5, 1));
        assert_eq!(counts.words(), "はい2、いいえ1、対象外1、未記入1");
        assert_eq!(Counts::default().words(), "行なし");
    }

    #[test]
    fn a_dash_explains_nothing() {
        for remark in ["", " ", "-", "－", "ー", "なし"] {
            assert!(!line("1", "質問", Some(Value::No), remark).is_explained(), "{remark}");
        }
        assert!(line("1", "質問", Some(Value::No), "別の製品で行う").is_explained());
    }

    #[test]
    fn a_hash_sees_words_and_answers_and_no_spaces_or_widths() {
        let one = lines();
        let mut wide = one.clone();
        wide[0].number = "１．１".into();
        wide[0].text = format!(" {}　", wide[0].text);
        assert_eq!(content_hash(&one), content_hash(&wide));
        wide[0].value = Some(Value::No);
        assert_ne!(content_hash(&one), content_hash(&wide));
        assert_eq!(content_hash(&[]), "");
    }
}
