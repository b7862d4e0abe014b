//! Days in the many ways in which products write them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// Which number of `11/9/2015` is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Windows as osquery shows it
    MonthFirst,
    /// FusionInventory
    DayFirst,
}

/// Seconds between 1601 (FILETIME) and 1970.
const FILETIME_EPOCH: i64 = 11_644_473_600;
/// Days outside are no days on which a program was installed or a computer looked at: factory clocks that begin in
/// 1970 or 1980, and typing errors.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

/// The ISO day; empty where the file says nothing, `None` where what it says is no plausible day.
///
/// Understands ISO days and times, `20240131`, `31/1/2024` in the order of the product, seconds and milliseconds since
/// 1970, and FILETIME in decimal and hexadecimal. Moments become days in Japan.
pub(super) fn day(raw: &str, order: Order) -> Option<String> {
    let raw = raw.trim();
    if matches!(raw, "" | "0" | "-1" | "N/A" | "n/a" | "null" | "never" | "9223372036854775807") {
        return Some(String::new());
    }
    let date = moment(raw).or_else(|| written(raw, order))?;
    YEARS.contains(&date.year()).then(|| date.to_string())
}

/// The day of a FILETIME in decimal; empty when it stands for never.
pub(crate) fn filetime_day(ticks: &str) -> String {
    let ticks = ticks.parse::<i64>().ok().filter(|ticks| *ticks != i64::MAX);
    let date = ticks.and_then(filetime).filter(|date| YEARS.contains(&date.year()));
    date.map_or_else(String::new, |date| date.to_string())
}

/// RFC 3339 for seconds since 1970; empty when they are none.
pub(super) fn rfc3339(seconds: &str) -> String {
    let moment = seconds.trim().parse::<i64>().ok().filter(|n| *n > 0).and_then(|n| Timestamp::from_second(n).ok());
    moment.map_or_else(String::new, |moment| moment.to_string())
}

fn moment(raw: &str) -> Option<Date> {
    if raw.len() == 16 && raw.starts_with('0') && raw.bytes().all(|b| b.is_ascii_hexdigit()) {
        return filetime(i64::from_str_radix(raw, 16).ok()?);
    }
    if raw.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = raw.parse().ok()?;
        return match raw.len() {
            9 | 10 => japan(Timestamp::from_second(number).ok()?),
            12 | 13 => japan(Timestamp::from_millisecond(number).ok()?),
            17 | 18 => filetime(number),
            _ => None,
        };
    }
    raw.parse::<Timestamp>().ok().and_then(japan)
}

fn filetime(ticks: i64) -> Option<Date> {
    japan(Timestamp::from_second((ticks / 10_000_000).checked_sub(FILETIME_EPOCH)?).ok()?)
}

fn japan(moment: Timestamp) -> Option<Date> {
    let zone = TimeZone::fixed(Offset::from_hours(9).ok()?);
    Some(moment.to_zoned(zone).date())
}

fn written(raw: &str, order: Order) -> Option<Date> {
    let day = raw.split([' ', 'T']).next()?;
    if day.len() == 8 && day.bytes().all(|b| b.is_ascii_digit()) {
        return make(day.get(..4)?, day.get(4..6)?, day.get(6..)?);
    }
    let mut parts = day.split(['-', '/', '.']);
    let [one, two, three] = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    if one.len() == 4 {
        return make(one, two, three);
    }
    match order {
        Order::MonthFirst => make(three, one, two),
        Order::DayFirst => make(three, two, one),
    }
}

fn make(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_of_the_products_give_the_same_day() {
        for (raw, order) in [
            ("2026-11-09", Order::DayFirst),
            ("2026-11-09 18:02:11", Order::DayFirst),
            ("2026-11-08T20:00:00Z", Order::DayFirst),
            ("20261109", Order::MonthFirst),
            ("11/9/2026", Order::MonthFirst),
            ("9/11/2026", Order::DayFirst),
            ("2026/11/9", Order::MonthFirst),
            ("1794182400", Order::MonthFirst),
            ("1794182400000", Order::MonthFirst),
            ("134386560000000000", Order::MonthFirst),
            ("01dd6fa7c2a4c000", Order::MonthFirst),
        ] {
            let found = day(raw, order);
            let near = ["2026-11-09"];
            assert!(found.as_deref().is_some_and(|d| near.contains(&d)), "{raw}: {found:?}");
        }
    }

    #[test]
    fn nonsense_is_told_apart_from_nothing() {
        for raw in ["", "0", " ", "N/A"] {
            assert_eq!(day(raw, Order::DayFirst), Some(String::new()), "{raw}");
        }
        for raw in ["1970-01-01", "31/13/2020", "Fri Jun 12 14:15", "2023-56-29 06:56:38", "99999999999999999999", "x"]
        {
            assert_eq!(day(raw, Order::DayFirst), None, "{raw}");
        }
        assert_eq!(day("13/5/2024", Order::MonthFirst), None, "never guessed");
    }
}
