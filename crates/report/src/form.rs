//! The official checklist sheet (確認用チェックリスト), in the official order and columns.

use serde::{Deserialize, Serialize};

use crate::Meta;

/// A checklist sheet with the columns 番号・項目・対象・確認日（はい・いいえ、月/日）・目標日・備考,
/// or 番号・項目・対象・1回目・目標日・2回目・備考; ※ stands before them where a row carries it.
///
/// Unanswered rows print blank so that the sheet can be completed by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Form {
    /// Head and foot.
    pub meta: Meta,
    /// Vendor name; `Some` makes this the vendor sheet (事業者確認用), even when still empty.
    pub vendor: Option<String>,
    /// The system that the vendor answers for; empty on the facility sheet.
    pub system: String,
    /// Who filled it in, role and name; empty leaves a line to write on.
    pub filled_by: String,
    /// Whether the sheet has a column for 1回目 and one for 2回目.
    pub two_rounds: bool,
    /// The question before all others, printed above the sections.
    pub gate: Option<Box<FormRow>>,
    /// Sections in official order.
    pub sections: Vec<FormSection>,
    /// Lines printed under the table.
    pub notes: Vec<String>,
}

impl Form {
    /// Whether any row carries ※, so that the sheet has a column for it.
    pub fn has_marked_rows(&self) -> bool {
        self.sections.iter().flat_map(|section| &section.rows).any(|row| row.marked)
    }
}

/// One section of a sheet, e.g. `1 体制構築`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormSection {
    /// Heading as printed.
    pub title: String,
    /// Rows in official order.
    pub rows: Vec<FormRow>,
}

/// One row of a sheet. The official number repeats (⑫ has two targets), so it is not a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormRow {
    /// Whether ※ stands before the row.
    pub marked: bool,
    /// Official number, e.g. `2-①`; the gate has none.
    pub number: String,
    /// Item label.
    pub label: String,
    /// Target (対象), e.g. `サーバ`.
    pub target: String,
    /// Which answer is marked; on a sheet with two rounds, that of 1回目.
    pub mark: Mark,
    /// What qualifies the answer, printed in brackets behind it: `例外1件・期限付き`,
    /// `令和9年度までに実装予定`.
    pub qualifier: String,
    /// 確認日 as `月/日`, e.g. `10/5`; empty prints a blank to fill.
    pub date: String,
    /// 目標日 as `月/日`; empty when there is none.
    pub target_date: String,
    /// 2回目, on a sheet with two rounds. Later checks stand in 備考.
    pub second: Check,
    /// 備考.
    pub remarks: String,
}

/// What was found at 2回目 or later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Check {
    /// Which answer is marked.
    pub mark: Mark,
    /// What qualifies the answer, as in [`FormRow::qualifier`].
    pub qualifier: String,
    /// The day as `月/日`.
    pub date: String,
}

impl Check {
    /// The answer in words with its qualifier and day: `はい（例外1件・期限付き） 2/10`.
    pub fn text(&self) -> String {
        match (self.mark.text(), self.qualifier.as_str(), self.date.as_str()) {
            (text, "", date) => format!("{text} {date}"),
            (text, qualifier, date) => format!("{text}（{qualifier}） {date}"),
        }
    }
}

/// The answer of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Not answered yet; both words print unmarked.
    #[default]
    Blank,
    /// はい.
    Yes,
    /// いいえ.
    No,
    /// 対象外: a slash through the cell and the word.
    NotApplicable,
}

impl Mark {
    /// The word printed for the answer; empty when unanswered.
    pub fn text(self) -> &'static str {
        match self {
            Self::Blank => "",
            Self::Yes => "はい",
            Self::No => "いいえ",
            Self::NotApplicable => "対象外",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_with_an_exception_names_it_in_brackets_before_the_day() {
        let mut check = Check { mark: Mark::Yes, date: "2/10".into(), ..Check::default() };
        assert_eq!(check.text(), "はい 2/10");
        check.qualifier = "例外1件・期限付き".into();
        assert_eq!(check.text(), "はい（例外1件・期限付き） 2/10");
    }

    #[test]
    fn one_row_with_the_mark_gives_the_sheet_its_column() {
        let row = |marked| FormRow { marked, ..FormRow::default() };
        let form = |rows| Form { sections: vec![FormSection { rows, ..FormSection::default() }], ..Form::default() };
        assert!(form(vec![row(false), row(true)]).has_marked_rows());
        assert!(!form(vec![row(false)]).has_marked_rows());
    }

    #[test]
    fn an_unknown_key_in_an_example_is_refused() {
        assert!(serde_json::from_str::<FormRow>(r#"{"nummer":"1-①"}"#).is_err());
    }
}
