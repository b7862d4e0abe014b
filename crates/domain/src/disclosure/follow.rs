//! What is done about a line that says いいえ or 対象外 (リスクコミュニケーション): asked, answered, closed, or the
//! risk accepted for a time.
//!
//! Such a line does not make the item unfulfilled when it is truthfully explained (Q&A 5-5); that it was looked at
//! must be visible.

use super::Line;
use crate::text::search_key;
use crate::vendor::Value;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days after the question from which it is time to decide whether to accept the risk.
pub const WAIT_DAYS: i32 = 30;

/// How far the talk about a line is, as stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has done anything yet.
    #[default]
    Open,
    /// In a question list to the vendor.
    Asked,
    /// The vendor answered; the facility has not judged it.
    Answered,
    /// Looked at, and in order.
    Closed,
    /// The risk is accepted, for a time.
    Accepted,
}

/// How far it is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The acceptance is over.
    Expired,
    /// Asked more than [`WAIT_DAYS`] ago.
    Overdue,
    /// Nobody has done anything yet.
    Open,
    /// The answer waits for a judgement.
    Answered,
    /// Asked.
    Asked,
    /// The risk is accepted.
    Accepted,
    /// In order.
    Closed,
}

impl Standing {
    /// 未確認, 質問中, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Expired => "リスク受容の期限切れ",
            Self::Overdue => "質問から30日を過ぎた",
            Self::Open => "未確認",
            Self::Answered => "回答あり（判断待ち）",
            Self::Asked => "質問中",
            Self::Accepted => "リスクを受容",
            Self::Closed => "確認済み",
        }
    }

    /// The code of addresses and style sheets.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Overdue => "overdue",
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
        }
    }
}

/// That somebody accepted what remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Why it can be accepted.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// The last day it holds.
    pub until: Date,
    /// Who accepted it.
    pub by: String,
    /// When.
    pub on: Date,
}

/// The talk about one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The line's place in the document, from 0.
    pub line: usize,
    /// Its number as printed, for lists without the lines.
    pub number: String,
    /// What it says: いいえ or 対象外.
    pub value: Value,
    /// How far the talk is.
    #[serde(default)]
    pub stage: Stage,
    /// What was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// When it was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_on: Option<Date>,
    /// Who asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub asked_by: String,
    /// What the vendor answered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
    /// Who at the vendor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answered_by: String,
    /// Why it is in order.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// By whom.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closed_by: String,
    /// The acceptance of the risk, the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
}

/// A step that does not follow from where the talk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused(pub Stage);

impl FollowUp {
    fn new(line: usize, number: &str, value: Value) -> Self {
        Self {
            line,
            number: number.to_owned(),
            value,
            stage: Stage::Open,
            question: String::new(),
            asked_on: None,
            asked_by: String::new(),
            answer: String::new(),
            answered_on: None,
            answered_by: String::new(),
            note: String::new(),
            closed_on: None,
            closed_by: String::new(),
            acceptance: None,
        }
    }

    /// Where it stands on a day. The last day of an acceptance still counts.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match self.stage {
            Stage::Open => Standing::Open,
            Stage::Asked if self.overdue_since().is_some_and(|day| day < today) => Standing::Overdue,
            Stage::Asked => Standing::Asked,
            Stage::Answered => Standing::Answered,
            Stage::Closed => Standing::Closed,
            Stage::Accepted if self.acceptance.as_ref().is_some_and(|accepted| accepted.until >= today) => {
                Standing::Accepted
            }
            Stage::Accepted => Standing::Expired,
        }
    }

    /// Whether somebody still has to do something on a day.
    #[must_use]
    pub fn is_open(&self, today: Date) -> bool {
        match self.standing(today) {
            Standing::Expired | Standing::Overdue | Standing::Open | Standing::Answered | Standing::Asked => true,
            Standing::Accepted | Standing::Closed => false,
        }
    }

    /// The last day on which an answer may be waited for.
    #[must_use]
    pub fn overdue_since(&self) -> Option<Date> {
        self.asked_on.filter(|_| self.stage == Stage::Asked)?.checked_add(WAIT_DAYS.days()).ok()
    }

    /// Puts it into a question list; asking again replaces the question.
    ///
    /// # Errors
    /// When it is closed or accepted: it is opened again first.
    pub fn ask(&mut self, question: &str, by: &str, on: Date) -> Result<(), Refused> {
        match self.stage {
            Stage::Open | Stage::Asked | Stage::Answered => {}
            Stage::Closed | Stage::Accepted => return Err(Refused(self.stage)),
        }
        self.stage = Stage::Asked;
        self.question = question.to_owned();
        self.asked_on = Some(on);
        self.asked_by = by.to_owned();
        Ok(())
    }

    /// Writes down what the vendor answered: who there, and when.
    ///
    /// # Errors
    /// When it is closed or accepted.
    pub fn answer(&mut self, answer: &str, by: &str, on: Date) -> Result<(), Refused> {
        match self.stage {
            Stage::Open | Stage::Asked | Stage::Answered => {}
            Stage::Closed | Stage::Accepted => return Err(Refused(self.stage)),
        }
        self.stage = Stage::Answered;
        self.answer = answer.to_owned();
        self.answered_by = by.to_owned();
        self.answered_on = Some(on);
        Ok(())
    }

    /// Closes it as in order, with why.
    ///
    /// # Errors
    /// When it is closed already.
    pub fn close(&mut self, note: &str, by: &str, on: Date) -> Result<(), Refused> {
        if self.stage == Stage::Closed {
            return Err(Refused(self.stage));
        }
        self.stage = Stage::Closed;
        self.note = note.to_owned();
        self.closed_by = by.to_owned();
        self.closed_on = Some(on);
        Ok(())
    }

    /// Accepts the risk for a time; accepting again renews it.
    ///
    /// # Errors
    /// When it is closed.
    pub fn accept(&mut self, acceptance: Acceptance) -> Result<(), Refused> {
        if self.stage == Stage::Closed {
            return Err(Refused(self.stage));
        }
        self.stage = Stage::Accepted;
        self.acceptance = Some(acceptance);
        Ok(())
    }

    /// Opens it again; what was asked and answered stays to be read.
    ///
    /// # Errors
    /// When it is open.
    pub fn reopen(&mut self) -> Result<(), Refused> {
        if self.stage == Stage::Open {
            return Err(Refused(self.stage));
        }
        self.stage = Stage::Open;
        Ok(())
    }
}

/// The follow-ups of a new document: one per いいえ and 対象外, in order. A line that says the same as in the document
/// before, remark included, takes over how far the talk was.
#[must_use]
pub fn follow_ups(lines: &[Line], before: &[Line], talked: &[FollowUp]) -> Vec<FollowUp> {
    let key = |line: &Line| (search_key(&line.number), search_key(&line.text), line.value, search_key(&line.remark));
    let earlier = |line: &Line| {
        let wanted = key(line);
        let at = before.iter().position(|old| key(old) == wanted)?;
        talked.iter().find(|one| one.line == at)
    };
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.needs_talk())
        .filter_map(|(at, line)| {
            Some(match earlier(line) {
                Some(old) => FollowUp { line: at, number: line.number.clone(), ..old.clone() },
                None => FollowUp::new(at, &line.number, line.value?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{line, lines};
    use jiff::civil::date;

    const ASKED: Date = date(2026, 10, 1);

    fn one() -> FollowUp {
        follow_ups(&lines(), &[], &[]).remove(0)
    }

    fn accepted(until: Date) -> Acceptance {
        Acceptance { reason: "r".into(), measure: "m".into(), until, by: "責任者".into(), on: ASKED }
    }

    #[test]
    fn every_no_and_every_out_of_scope_line_has_one() {
        let all = follow_ups(&lines(), &[], &[]);
        assert_eq!(
            all.iter().map(|one| (one.line, one.value)).collect::<Vec<_>>(),
            [(1, Value::No), (2, Value::NotApplicable)]
        );
        assert!(all.iter().all(|one| one.stage == Stage::Open));
    }

    #[test]
    fn a_question_without_an_answer_asks_for_a_decision_after_thirty_days() {
        let mut one = one();
        one.ask("いつ対応しますか", "担当", ASKED).unwrap();
        assert_eq!(one.standing(date(2026, 10, 31)), Standing::Asked);
        assert_eq!(one.standing(date(2026, 11, 1)), Standing::Overdue);
        one.answer("来年の版です", "先方", date(2026, 11, 2)).unwrap();
        assert_eq!(one.standing(date(2027, 11, 1)), Standing::Answered);
        one.close("予定を確かめた", "担当", date(2026, 11, 3)).unwrap();
        assert!(!one.is_open(date(2027, 11, 1)));
        assert_eq!(one.ask("x", "担当", ASKED), Err(Refused(Stage::Closed)));
        one.reopen().unwrap();
        assert_eq!((one.standing(ASKED), one.answer.as_str()), (Standing::Open, "来年の版です"));
        assert!(one.reopen().is_err());
    }

    #[test]
    fn an_accepted_risk_holds_to_its_last_day_and_comes_back() {
        let mut one = one();
        one.accept(accepted(date(2027, 3, 31))).unwrap();
        assert_eq!(one.standing(date(2027, 3, 31)), Standing::Accepted);
        assert_eq!(one.standing(date(2027, 4, 1)), Standing::Expired);
        assert!(one.is_open(date(2027, 4, 1)) && !one.is_open(date(2027, 3, 31)));
        one.accept(accepted(date(2028, 3, 31))).unwrap();
        assert_eq!(one.standing(date(2027, 4, 1)), Standing::Accepted, "renewed");
        assert!(one.answer("x", "y", ASKED).is_err(), "opened again first");
    }

    #[test]
    fn a_new_document_keeps_the_talk_about_lines_that_say_the_same() {
        let (old, mut talked) = (lines(), follow_ups(&lines(), &[], &[]));
        talked[0].ask("いつですか", "担当", ASKED).unwrap();
        let mut new = old.clone();
        new.insert(0, line("0", "新しい質問", Some(Value::No), ""));
        let carried = follow_ups(&new, &old, &talked);
        assert_eq!(
            carried.iter().map(|one| (one.line, one.stage)).collect::<Vec<_>>(),
            [(0, Stage::Open), (2, Stage::Asked), (3, Stage::Open)]
        );
        new[2].remark = "対応しない".into();
        assert_eq!(follow_ups(&new, &old, &talked)[1].stage, Stage::Open, "it says something else");
    }
}
