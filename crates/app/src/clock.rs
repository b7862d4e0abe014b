//! Time is handed in; only the program itself looks at the machine's clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that looks at the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that shows one moment: tests, and `--today`.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl FixedClock {
    /// Noon in Japan on a day.
    #[must_use]
    pub fn on(day: Date) -> Self {
        Self(japan().to_timestamp(day.at(12, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Japan has had no daylight saving time since 1951: a fixed offset needs no time-zone database.
pub(crate) fn japan() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// The calendar day in Japan.
#[must_use]
pub fn day_in_japan(at: Timestamp) -> Date {
    at.to_zoned(japan()).date()
}

/// The calendar day in Japan of a stored time; `None` where it is none.
#[must_use]
pub fn day_of(stored: &str) -> Option<Date> {
    stored.parse::<Timestamp>().ok().map(day_in_japan)
}

/// `2026年11月20日 14:02` from a stored time.
#[must_use]
pub fn local_text(stored: &str) -> String {
    stored.parse::<Timestamp>().map_or_else(
        |_| stored.to_owned(),
        |at| {
            let local = at.to_zoned(japan());
            format!("{}年{}月{}日 {:02}:{:02}", local.year(), local.month(), local.day(), local.hour(), local.minute())
        },
    )
}

/// A moment as stored: RFC 3339, UTC, milliseconds, so that text order is time order.
#[must_use]
pub fn stamp(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// A later moment as stored.
#[must_use]
pub fn stamp_after(at: Timestamp, seconds: i64) -> String {
    stamp(at.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(at))
}
