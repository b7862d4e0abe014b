//! The register of exceptions (例外・リスク受容): an item answered はい although something cannot do it,
//! because something else protects — for a time, and with somebody else's approval.
//!
//! Q&A 1-6 accepts such a はい only with stored evidence (the vendor's reason, what is done instead,
//! when it ends), Q&A 12-47 asks for a written acceptance of the risk.

use crate::answer;
use crate::id::{ExceptionId, UserId};
use crate::proposal::RowRef;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A person who signed something: who, and when (RFC 3339 in UTC).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The user's identifier.
    pub user: String,
    /// Name at that time.
    pub name: String,
    /// When.
    pub at: String,
}

impl Signed {
    /// Whether a person may approve or decline what was signed so: somebody signed in, and never the writer.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, user: Option<&UserId>) -> Result<(), NotApprover> {
        match user {
            None => Err(NotApprover::Nobody),
            // What was written without a writer's id can be approved by nobody: nothing proves that two people saw it.
            Some(user) if self.user.is_empty() || user.as_str() == self.user => Err(NotApprover::Writer),
            Some(_) => Ok(()),
        }
    }
}

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 承認待ち
    Waiting,
    /// 有効
    InForce,
    /// 期限切れ
    Expired,
    /// 却下
    Declined,
    /// 終了: ended early, or followed by a renewed one
    Ended,
}

impl State {
    /// Every state in the order of the page.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::InForce, Self::Expired, Self::Declined, Self::Ended];

    /// 承認待ち, 有効, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "承認待ち",
            Self::InForce => "有効",
            Self::Expired => "期限切れ",
            Self::Declined => "却下",
            Self::Ended => "終了",
        }
    }

    /// The code of style sheets.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }
}

/// One exception of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Identifier.
    pub id: ExceptionId,
    /// The item for which it was asked.
    pub item: String,
    /// The devices and systems that cannot do it.
    pub rows: Vec<RowRef>,
    /// Why it cannot be done.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// Why there is no statement of the vendor; empty: there is one, or it is still missing.
    pub no_statement: String,
    /// The last day it holds.
    pub until: Date,
    /// The exception that it renews.
    pub follows: Option<ExceptionId>,
    /// Who asked for it.
    pub written: Signed,
    /// Who approved it.
    pub approved: Option<Signed>,
    /// Who declined it.
    pub declined: Option<Signed>,
    /// Why it was declined.
    pub declined_reason: String,
    /// Who ended it before its last day.
    pub ended: Option<Signed>,
    /// Why it was ended.
    pub ended_reason: String,
    /// Counts up with every change, from 1.
    pub version: i64,
}

/// Why somebody may not approve what was written: an exception, an answer of a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotApprover {
    /// Nobody is signed in (the command line): who approves must be a person.
    Nobody,
    /// The one who wrote it.
    Writer,
}

impl Registered {
    /// Where it stands on a day.
    #[must_use]
    pub fn state(&self, today: Date) -> State {
        match (&self.approved, &self.declined, &self.ended) {
            (_, _, Some(_)) => State::Ended,
            (_, Some(_), None) => State::Declined,
            (None, None, None) => State::Waiting,
            (Some(_), None, None) if self.until < today => State::Expired,
            (Some(_), None, None) => State::InForce,
        }
    }

    /// Whether a person may approve or decline it: somebody signed in, and never the writer.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, user: Option<&UserId>) -> Result<(), NotApprover> {
        self.written.judge(user)
    }

    /// The copy that an answer keeps, with the statements that are kept with the exception.
    #[must_use]
    pub fn frozen(&self, statements: Vec<answer::Statement>) -> answer::Exception {
        let approved = self.approved.clone().unwrap_or_default();
        answer::Exception {
            reason: self.reason.clone(),
            measure: self.measure.clone(),
            until: self.until,
            id: self.id.to_string(),
            written_by: self.written.name.clone(),
            approved_by: approved.name,
            approved_at: approved.at,
            rows: self.rows.iter().map(|row| row.name.clone()).collect(),
            statements,
            no_statement: self.no_statement.clone(),
        }
    }
}

/// The last day that an exception asked for on a day may have: a year on, so that every exception is
/// looked at again at least once a year.
#[must_use]
pub fn latest_end(today: Date) -> Date {
    today.saturating_add(1.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn exception() -> Registered {
        Registered {
            id: "e1".into(),
            item: "r7-pharmacy:2-6".into(),
            rows: vec![],
            reason: "更新できない".into(),
            measure: "切り離し".into(),
            no_statement: String::new(),
            until: date(2027, 3, 31),
            follows: None,
            written: Signed { user: "u1".into(), name: "書いた人".into(), at: String::new() },
            approved: None,
            declined: None,
            declined_reason: String::new(),
            ended: None,
            ended_reason: String::new(),
            version: 1,
        }
    }

    #[test]
    fn it_waits_holds_to_its_last_day_and_ends() {
        let mut one = exception();
        assert_eq!(one.state(date(2026, 11, 20)), State::Waiting);
        one.approved = Some(Signed::default());
        assert_eq!(one.state(date(2027, 3, 31)), State::InForce);
        assert_eq!(one.state(date(2027, 4, 1)), State::Expired);
        one.ended = Some(Signed::default());
        assert_eq!(one.state(date(2026, 11, 20)), State::Ended);
        let declined = Registered { declined: Some(Signed::default()), ..exception() };
        assert_eq!(declined.state(date(2026, 11, 20)), State::Declined);
    }

    #[test]
    fn nobody_approves_what_they_wrote_themselves_and_the_command_line_approves_nothing() {
        let one = exception();
        assert_eq!(one.judge(Some(&"u2".into())), Ok(()));
        assert_eq!(one.judge(Some(&"u1".into())), Err(NotApprover::Writer));
        assert_eq!(one.judge(None), Err(NotApprover::Nobody));
        let unsigned = Registered { written: Signed::default(), ..exception() };
        assert_eq!(unsigned.judge(Some(&"u2".into())), Err(NotApprover::Writer));
    }

    #[test]
    fn an_exception_ends_within_a_year() {
        assert_eq!(latest_end(date(2026, 11, 20)), date(2027, 11, 20));
        assert_eq!(latest_end(date(2028, 2, 29)), date(2029, 2, 28));
    }
}
