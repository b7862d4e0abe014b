//! Japanese national holidays and the days authorities are closed, by fiscal year.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The file `calendar/fyNNNN.toml`: the days of one fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Key and file name, e.g. `fy2026`.
    pub id: String,
    /// The fiscal year by its first calendar year.
    pub fiscal_year: i16,
    /// The days, in order.
    #[serde(rename = "day")]
    pub days: Vec<Holiday>,
}

/// One day on which offices are closed although it may be a weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Japanese name, e.g. 昭和の日.
    pub name: String,
    /// Why the day is free.
    pub kind: HolidayKind,
}

/// Why a day is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolidayKind {
    /// 国民の祝日.
    Holiday,
    /// 振替休日: the first weekday after a holiday that fell on a Sunday.
    Substitute,
    /// 国民の休日: a weekday between two holidays.
    Citizens,
    /// 年末年始: 29 December to 3 January, when authorities are closed.
    YearEnd,
}

/// The holidays of every calendar in the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    days: BTreeMap<Date, Holiday>,
    years: Vec<i16>,
}

impl Holidays {
    pub(crate) fn new<'a>(calendars: impl Iterator<Item = &'a Calendar>) -> Self {
        let mut holidays = Self::default();
        for calendar in calendars {
            holidays.years.push(calendar.fiscal_year);
            holidays.days.extend(calendar.days.iter().map(|day| (day.date, day.clone())));
        }
        holidays
    }

    /// The holiday on this day, if any; Saturdays and Sundays are none by themselves.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<&Holiday> {
        self.days.get(&date)
    }

    /// Whether authorities work on this day: not a weekend, not a holiday.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && self.on(date).is_none()
    }

    /// This day if it is a working day, else the next one.
    ///
    /// # Example
    /// ```
    /// use jiff::civil::date;
    /// let catalog = tate_catalog::Catalog::builtin().unwrap();
    /// let monday = catalog.holidays().working_day_from(date(2026, 12, 29));
    /// assert_eq!(monday, date(2027, 1, 4));
    /// ```
    #[must_use]
    pub fn working_day_from(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working_day(day) {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        day
    }

    /// Whether the holidays of this fiscal year are known; outside, only weekends count.
    #[must_use]
    pub fn covers(&self, fiscal_year: i16) -> bool {
        self.years.contains(&fiscal_year)
    }

    /// Every holiday, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Holiday> {
        self.days.values()
    }
}
