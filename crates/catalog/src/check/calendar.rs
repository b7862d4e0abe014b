//! Checks of the holidays.

use crate::Catalog;
use crate::calendar::{Calendar, HolidayKind};
use jiff::civil::{Date, Weekday};
use tate_domain::date::FiscalYear;

/// Days lie inside the fiscal year, in order, once each; substitute and in-between days follow the
/// law (国民の祝日に関する法律 3条2項・3項); the year-end days are complete.
pub(super) fn holidays(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for calendar in catalog.calendars.iter().map(|calendar| &calendar.value) {
        let year = FiscalYear(calendar.fiscal_year);
        for day in &calendar.days {
            if !year.contains(day.date) {
                tell(&calendar.id, format!("{} {} は年度の外です", day.date, day.name));
            }
            if let Some(wrong) = wrong_kind(calendar, day.date, day.kind) {
                tell(&calendar.id, format!("{} {}: {wrong}", day.date, day.name));
            }
        }
        for pair in calendar.days.windows(2) {
            if pair[0].date >= pair[1].date {
                tell(&calendar.id, format!("{} と {} が重複か、順番が逆です", pair[0].date, pair[1].date));
            }
        }
        for missing in missing_days(calendar) {
            tell(&calendar.id, missing);
        }
    }
}

fn is_national(calendar: &Calendar, date: Option<Date>) -> bool {
    calendar.days.iter().any(|day| Some(day.date) == date && day.kind == HolidayKind::Holiday)
}

fn wrong_kind(calendar: &Calendar, date: Date, kind: HolidayKind) -> Option<&'static str> {
    match kind {
        HolidayKind::Holiday => None,
        HolidayKind::Substitute => {
            (substitute_of_sunday(calendar, date) != Some(true)).then_some("日曜の祝日の後の、最初の平日ではありません")
        }
        HolidayKind::Citizens => {
            let between = is_national(calendar, date.yesterday().ok()) && is_national(calendar, date.tomorrow().ok());
            (!between).then_some("前後が祝日ではありません")
        }
        HolidayKind::YearEnd => {
            let inside = matches!((date.month(), date.day()), (12, 29..=31) | (1, 1..=3));
            (!inside).then_some("12月29日〜1月3日ではありません")
        }
    }
}

/// Whether the run of holidays just before this day reaches back to one on a Sunday.
fn substitute_of_sunday(calendar: &Calendar, date: Date) -> Option<bool> {
    let mut before = date.yesterday().ok()?;
    while is_national(calendar, Some(before)) {
        if before.weekday() == Weekday::Sunday {
            return Some(true);
        }
        before = before.yesterday().ok()?;
    }
    Some(false)
}

/// Days that must be free and are not in the file.
fn missing_days(calendar: &Calendar) -> Vec<String> {
    let listed = |date: Date| calendar.days.iter().any(|day| day.date == date);
    let mut missing = Vec::new();
    let year = calendar.fiscal_year;
    let year_end =
        [(year, 12, 29), (year, 12, 30), (year, 12, 31), (year + 1, 1, 1), (year + 1, 1, 2), (year + 1, 1, 3)];
    for (year, month, day) in year_end {
        if let Some(date) = Date::new(year, month, day).ok().filter(|date| !listed(*date)) {
            missing.push(format!("年末年始の {date} がありません"));
        }
    }
    for sunday in
        calendar.days.iter().filter(|day| day.kind == HolidayKind::Holiday && day.date.weekday() == Weekday::Sunday)
    {
        let mut day = sunday.date;
        while is_national(calendar, Some(day)) {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        if !listed(day) {
            missing.push(format!("{} の振替休日（{day}）がありません", sunday.name));
        }
    }
    missing
}
