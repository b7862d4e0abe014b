//! The answers to a survey or form (調査・様式): number, question, answer, and what the answer rests on.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// The answer sheet of a survey, or a form that is handed in.
///
/// What is not answered prints blank so that the sheet can be completed by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerSheet {
    /// Head and foot.
    pub meta: Meta,
    /// Fields above the table; an empty value prints a line to write on.
    pub header: Vec<HeaderField>,
    /// Headings of the columns.
    pub columns: AnswerColumns,
    /// Sections in official order.
    pub sections: Vec<AnswerSection>,
    /// Lines printed under the table.
    pub notes: Vec<String>,
}

/// A field above the table, e.g. 電話番号.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HeaderField {
    /// Its name.
    pub label: String,
    /// What stands in it.
    pub value: String,
}

/// Headings of the columns beside 番号.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerColumns {
    /// Over the questions, e.g. 質問.
    pub question: String,
    /// Over the answers, e.g. 回答.
    pub answer: String,
    /// Over the last column, e.g. 根拠.
    pub remark: String,
}

/// One section of a sheet, e.g. `Q2 安全管理責任者（CISO）`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerSection {
    /// Heading as printed.
    pub title: String,
    /// Rows in official order.
    pub rows: Vec<AnswerRow>,
}

/// One question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerRow {
    /// Official number, e.g. `Q2-1`.
    pub number: String,
    /// The question.
    pub label: String,
    /// The answer.
    pub given: Given,
    /// What the answer rests on, or a remark; short.
    pub remark: String,
    /// 確認日 as `2026/11/20`; in the table file only.
    pub confirmed_on: String,
}

/// The answer to one question, in the way the sheet shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// In words; empty: not answered.
    Words(String),
    /// The printed choices with the chosen ones marked.
    Choices(Vec<PrintedChoice>),
    /// A box, ticked or not.
    Tick(bool),
    /// Not asked: another answer closed the branch.
    Closed,
}

/// One printed choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedChoice {
    /// Its words.
    pub label: String,
    /// Whether it is marked.
    pub chosen: bool,
}

impl Default for Given {
    fn default() -> Self {
        Self::Words(String::new())
    }
}

impl Given {
    /// The answer in words, for a table file; empty when there is none.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Choices(choices) => {
                choices.iter().filter(|choice| choice.chosen).map(|c| c.label.as_str()).collect::<Vec<_>>().join("、")
            }
            Self::Tick(ticked) => if *ticked { "☑" } else { "□" }.to_owned(),
            Self::Closed => "—（対象外の分岐）".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_words_names_what_is_marked_and_what_is_not_asked() {
        let choice = |label: &str, chosen| PrintedChoice { label: label.to_owned(), chosen };
        let choices = vec![choice("ない", false), choice("ある", true), choice("両方", true)];
        assert_eq!(Given::Choices(choices).text(), "ある、両方");
        assert_eq!((Given::Tick(true).text(), Given::Tick(false).text()), ("☑".to_owned(), "□".to_owned()));
        assert_eq!(Given::Closed.text(), "—（対象外の分岐）");
        assert_eq!(Given::default().text(), "");
    }

    #[test]
    fn an_example_may_leave_out_what_is_empty_but_not_invent_keys() {
        let row: AnswerRow = serde_json::from_str(r#"{"number":"Q13","given":{"words":"8"}}"#).unwrap();
        assert_eq!(row.given, Given::Words("8".into()));
        assert!(serde_json::from_str::<AnswerRow>(r#"{"given":{"number":8}}"#).is_err());
    }
}
