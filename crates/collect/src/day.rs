//! Days and times of the file, as they are in Japan: a fixed offset, without a time-zone database.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use std::time::SystemTime;

fn japan() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

/// The calendar day of a moment.
pub(crate) fn of(at: Timestamp) -> Date {
    at.to_zoned(japan()).date()
}

/// `2026-11-20` from seconds since 1970; nothing before 1990, where clocks stand that were never set.
pub(crate) fn of_seconds(seconds: i64) -> Option<String> {
    let day = of(Timestamp::from_second(seconds).ok()?);
    (day.year() >= 1990 && day.year() < 2200).then(|| day.to_string())
}

/// The day of a file's time.
pub(crate) fn of_system(time: SystemTime) -> Option<String> {
    of_seconds(Timestamp::try_from(time).ok()?.as_second())
}

/// `2026-11-20T14:02:11+09:00`.
pub(crate) fn local_time(at: Timestamp) -> String {
    let time = at.to_zoned(japan()).datetime();
    format!("{}T{:02}:{:02}:{:02}+09:00", time.date(), time.hour(), time.minute(), time.second())
}
