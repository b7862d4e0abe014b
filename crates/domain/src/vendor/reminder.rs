//! When a vendor is reminded: 14, 7 and 1 days before the deadline, then every week (Q&A 12-15).

use super::{Request, State};
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The days before the deadline on which a reminder is due, the earliest first.
const BEFORE: [i32; 3] = [14, 7, 1];
/// The most weekly reminders after the deadline: half a year.
const MOST_WEEKS: i32 = 26;

/// An occasion for a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The mark that keeps it from being written twice: `remind:-14`, `remind:+7`.
    pub mark: String,
    /// The day it fell due.
    pub day: Date,
    /// Days from the deadline; negative before it.
    pub offset: i32,
}

/// Every mark of a request up to a day, the newest last; without regard to its state.
#[must_use]
pub fn marks(deadline: Date, today: Date) -> Vec<Due> {
    let offsets = BEFORE.iter().map(|days| -days).chain((1..=MOST_WEEKS).map(|week| week * 7));
    offsets
        .filter_map(|offset| {
            let day = deadline.checked_add(offset.days()).ok()?;
            (day <= today).then(|| Due { mark: format!("remind:{offset:+}"), day, offset })
        })
        .collect()
}

/// The reminder that is due today, if one is: the newest occasion since the request went out that has no letter
/// yet. Occasions that were missed (server off, asked late) are not made up for one by one.
///
/// `written` holds the marks of the letters there are; `asked_on` is the day the request went out.
#[must_use]
pub fn due(request: &Request, asked_on: Date, written: &[String], today: Date) -> Option<Due> {
    match request.state {
        State::Asked | State::Returned if !request.paused => {}
        State::Asked | State::Returned | State::Submitted | State::Accepted | State::Refused | State::Withdrawn => {
            return None;
        }
    }
    let newest = marks(request.deadline, today).pop().filter(|due| due.day > asked_on)?;
    (!written.contains(&newest.mark)).then_some(newest)
}

#[cfg(test)]
mod tests {
    use super::marks;
    use crate::vendor::testing::request;
    use crate::vendor::{State, due};
    use jiff::civil::date;

    fn names(today: jiff::civil::Date) -> Vec<String> {
        marks(date(2026, 7, 31), today).into_iter().map(|due| due.mark).collect()
    }

    #[test]
    fn fourteen_seven_and_one_days_before_and_every_week_after() {
        assert!(names(date(2026, 7, 16)).is_empty());
        assert_eq!(names(date(2026, 7, 17)), ["remind:-14"]);
        assert_eq!(names(date(2026, 7, 31)), ["remind:-14", "remind:-7", "remind:-1"]);
        assert_eq!(names(date(2026, 8, 14)), ["remind:-14", "remind:-7", "remind:-1", "remind:+7", "remind:+14"]);
    }

    #[test]
    fn one_reminder_a_day_and_none_twice() {
        let (asked, today) = (date(2026, 7, 1), date(2026, 7, 24));
        let open = request();
        assert_eq!(due(&open, asked, &[], today).unwrap().mark, "remind:-7");
        assert!(due(&open, asked, &["remind:-7".into()], today).is_none());
        assert!(due(&open, date(2026, 7, 24), &[], today).is_none(), "asked after the occasion");
    }

    #[test]
    fn who_answered_or_was_paused_is_left_in_peace() {
        let (asked, today) = (date(2026, 7, 1), date(2026, 8, 20));
        for state in [State::Submitted, State::Accepted, State::Refused, State::Withdrawn] {
            assert!(due(&super::super::Request { state, ..request() }, asked, &[], today).is_none());
        }
        assert!(due(&super::super::Request { paused: true, ..request() }, asked, &[], today).is_none());
        assert!(due(&request(), asked, &[], today).is_some(), "negative control");
    }
}
