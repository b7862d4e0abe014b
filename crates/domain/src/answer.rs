//! Answers (回答): what a named person confirmed. Append-only; the latest counts.

use crate::date::{FiscalYear, both};
use crate::id::{AnswerId, ProofId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// はい, いいえ, 対象外, or an entry of a survey or form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerValue {
    /// はい
    Yes,
    /// いいえ, with a day by which it will be はい
    No,
    /// 対象外, with a reason
    NotApplicable,
    /// 記入: the answer is [`Decision::entry`]
    Stated,
}

impl AnswerValue {
    /// The code of forms and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotApplicable => "not_applicable",
            Self::Stated => "stated",
        }
    }

    /// はい, いいえ, 対象外.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "はい",
            Self::No => "いいえ",
            Self::NotApplicable => "対象外",
            Self::Stated => "記入",
        }
    }

    /// The value with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::NotApplicable, Self::Stated].into_iter().find(|value| value.code() == code)
    }
}

/// A document kept with an exception, as the answer remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// A time-limited 代替の「はい」: the product cannot do it, something else protects (Q&A 1-6).
///
/// A copy of the register's entry ([`crate::exception::Registered`]) as it was when the answer was
/// confirmed. Answers from before there was a register have no `id` and no approver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// Why it cannot be done.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// The last day it holds.
    pub until: Date,
    /// The register's entry; empty before there was one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub written_by: String,
    /// Who approved it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved_by: String,
    /// When it was approved, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub approved_at: String,
    /// Names of the devices and systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// What the vendor stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// Why there is no statement.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no_statement: String,
}

impl Exception {
    /// An exception with nothing but what every answer says of one.
    #[must_use]
    pub fn new(reason: impl Into<String>, measure: impl Into<String>, until: Date) -> Self {
        Self {
            reason: reason.into(),
            measure: measure.into(),
            until,
            id: String::new(),
            written_by: String::new(),
            approved_by: String::new(),
            approved_at: String::new(),
            rows: Vec::new(),
            statements: Vec::new(),
            no_statement: String::new(),
        }
    }

    /// Whether it still holds on a day; the last day counts.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        self.until >= today
    }

    /// What the answer rests on besides words: the names of the statements, or why there is none.
    #[must_use]
    pub fn basis(&self) -> String {
        let names: Vec<&str> = self.statements.iter().map(|file| file.name.as_str()).collect();
        match (names.is_empty(), self.no_statement.is_empty()) {
            (false, _) => names.join("、"),
            (true, false) => format!("回答書なし（{}）", self.no_statement),
            (true, true) => String::new(),
        }
    }
}

/// What a person decided about an item, checked and ready to store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The answer.
    pub value: AnswerValue,
    /// Sub-state of はい where the item has some: `implemented`, `planned`.
    #[serde(default)]
    pub substate: Option<String>,
    /// 確認日.
    pub checked_on: Date,
    /// 目標日, for いいえ.
    #[serde(default)]
    pub target_date: Option<Date>,
    /// The reason: required for 対象外, and for はい against the proposal.
    #[serde(default)]
    pub reason: String,
    /// 備考, printed on the form.
    #[serde(default)]
    pub remark: String,
    /// 代替の「はい」.
    #[serde(default)]
    pub exception: Option<Exception>,
    /// Which check of the year it is: 1 is 1回目, 2 is 2回目 and so on.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub nth: u8,
    /// Keys of the chosen options, or the one number or text that was entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<String>,
}

const fn first() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_first(nth: &u8) -> bool {
    *nth == 1
}

/// What stands in brackets behind a はい that rests on an exception in force.
pub const EXCEPTED: &str = "例外1件・期限付き";
/// The same once the exception's last day has passed.
pub const EXCEPTION_OVER: &str = "例外の期限切れ";

impl Decision {
    /// The answer in words with its exception: `はい（例外1件・期限付き）`.
    #[must_use]
    pub fn words(&self, today: Date) -> String {
        match self.exception.as_ref().filter(|_| self.value == AnswerValue::Yes) {
            None => self.value.label().to_owned(),
            Some(kept) => {
                format!("{}（{}）", self.value.label(), if kept.holds(today) { EXCEPTED } else { EXCEPTION_OVER })
            }
        }
    }

    /// A decision with nothing but its answer and day.
    #[must_use]
    pub fn new(value: AnswerValue, checked_on: Date) -> Self {
        Self {
            value,
            substate: None,
            checked_on,
            target_date: None,
            reason: String::new(),
            remark: String::new(),
            exception: None,
            nth: 1,
            entry: Vec::new(),
        }
    }
}

/// A decision as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Identifier.
    pub id: AnswerId,
    /// The item answered.
    pub item: String,
    /// Counts up per round and item, from 1.
    pub version: i64,
    /// The decision.
    pub decision: Decision,
    /// The frozen proof.
    pub proof: Option<ProofId>,
    /// Who confirmed.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// One thing wrong with a decision: the form field and a Japanese sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the form field.
    pub field: &'static str,
    /// What happened, why, what to do.
    pub message: String,
}

/// What the item allows.
#[derive(Debug, Clone, Copy)]
pub struct ItemRules<'a> {
    /// Sub-states that はい must choose from; empty where there are none.
    pub substates: &'a [String],
    /// Whether 備考・理由 for 対象外 is enough (always, but it must be given).
    pub may_be_not_applicable: bool,
    /// Whether いいえ needs a 目標日: on a checklist, not on a self-check, survey or form.
    pub needs_target_date: bool,
}

impl Decision {
    /// Everything wrong with the decision on the given day, all at once.
    ///
    /// いいえ needs a 目標日 from today to the end of the fiscal year (Q&A 9-14, 12-3).
    #[must_use]
    pub fn problems(&self, item: ItemRules<'_>, year: FiscalYear, today: Date) -> Vec<FieldError> {
        let mut found = Vec::new();
        let mut add = |field, message: String| found.push(FieldError { field, message });
        if self.checked_on > today {
            add("checked_on", "確認日が明日以降になっています。まだ確認していない日は記録できません。今日までの日付を入力してください。".into());
        } else if !year.contains(self.checked_on) {
            add(
                "checked_on",
                format!(
                    "確認日を保存できません。{}の外の日付です。{}から今日までの日付を入力してください。",
                    year.name(),
                    both(year.first())
                ),
            );
        }
        match self.value {
            AnswerValue::No if !item.needs_target_date => {}
            AnswerValue::No => match self.target_date {
                None => add(
                    "target_date",
                    format!(
                        "目標日がありません。「いいえ」には、いつまでに対応するかが必要です。{}までの日付を入力してください。",
                        both(year.last())
                    ),
                ),
                Some(day) if day < today => add(
                    "target_date",
                    "目標日を保存できません。すでに過ぎた日付です。今日以降の日付を入力してください。".into(),
                ),
                Some(day) if !year.contains(day) => add(
                    "target_date",
                    format!(
                        "目標日を保存できません。{}の外の日付です。{}までの日付を入力してください。",
                        year.name(),
                        both(year.last())
                    ),
                ),
                Some(_) => {}
            },
            AnswerValue::NotApplicable if !item.may_be_not_applicable => {
                add("value", "この項目は「対象外」にできません。すべての施設が答える項目です。「はい」か「いいえ」を選んでください。".into());
            }
            AnswerValue::NotApplicable if self.reason.trim().is_empty() => {
                add(
                    "reason",
                    "「対象外」の理由がありません。立入検査で説明できるように、対象にならない理由を入力してください。"
                        .into(),
                );
            }
            AnswerValue::NotApplicable | AnswerValue::Stated => {}
            AnswerValue::Yes => {
                if !item.substates.is_empty() && !self.substate.as_ref().is_some_and(|s| item.substates.contains(s)) {
                    add("substate", "「はい」の内容が選ばれていません。実装済みか、令和9年度までの予定かで意味が変わります。どちらかを選んでください。".into());
                }
                if let Some(exception) = &self.exception {
                    if exception.reason.trim().is_empty() || exception.measure.trim().is_empty() {
                        add("exception", "例外の内容が足りません。対応できない理由と、代わりに行っている対策の両方を入力して、例外を申請し直してください。".into());
                    }
                    if !exception.holds(today) {
                        add(
                            "exception",
                            "例外の期限が過ぎています。例外を更新して、承認を受けてから答えてください。".into(),
                        );
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const ITEM: ItemRules<'_> = ItemRules { substates: &[], may_be_not_applicable: true, needs_target_date: true };

    fn decision(value: AnswerValue) -> Decision {
        Decision::new(value, date(2026, 11, 20))
    }

    fn fields(decision: &Decision, item: ItemRules<'_>) -> Vec<&'static str> {
        decision.problems(item, FiscalYear(2026), date(2026, 11, 20)).into_iter().map(|p| p.field).collect()
    }

    #[test]
    fn a_no_needs_a_target_date_from_today_to_the_end_of_the_fiscal_year() {
        let mut no = decision(AnswerValue::No);
        assert_eq!(fields(&no, ITEM), ["target_date"]);
        for (day, good) in [
            (date(2026, 11, 19), false),
            (date(2026, 11, 20), true),
            (date(2027, 3, 31), true),
            (date(2027, 4, 1), false),
        ] {
            no.target_date = Some(day);
            assert_eq!(fields(&no, ITEM).is_empty(), good, "{day}");
        }
    }

    #[test]
    fn not_applicable_needs_a_reason() {
        assert_eq!(fields(&decision(AnswerValue::NotApplicable), ITEM), ["reason"]);
    }

    #[test]
    fn a_yes_with_sub_states_must_choose_one() {
        let states = ["implemented".to_owned(), "planned".to_owned()];
        let item = ItemRules { substates: &states, may_be_not_applicable: true, needs_target_date: true };
        let mut yes = decision(AnswerValue::Yes);
        assert_eq!(fields(&yes, item), ["substate"]);
        yes.substate = Some("planned".into());
        assert!(fields(&yes, item).is_empty());
    }

    #[test]
    fn an_answer_from_before_the_register_still_reads() {
        let old = r#"{"value":"yes","checked_on":"2026-10-01","exception":{"reason":"r","measure":"m","until":"2027-03-31"}}"#;
        let decision: Decision = serde_json::from_str(old).unwrap();
        let exception = decision.exception.unwrap();
        assert_eq!(exception, Exception::new("r", "m", date(2027, 3, 31)));
        // What is not there is not written either: the text, and so its hash, stays what it was.
        assert_eq!(serde_json::to_string(&exception).unwrap(), r#"{"reason":"r","measure":"m","until":"2027-03-31"}"#);
        assert!(serde_json::from_str::<Decision>(&old.replace("\"until\"", "\"end\"")).is_err(), "negative control");
    }

    #[test]
    fn a_day_of_confirmation_outside_the_year_or_in_the_future_is_refused() {
        let mut yes = decision(AnswerValue::Yes);
        for day in [date(2026, 11, 21), date(2026, 3, 31)] {
            yes.checked_on = day;
            assert_eq!(fields(&yes, ITEM), ["checked_on"], "{day}");
        }
    }
}
