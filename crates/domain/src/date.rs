//! Days as people in Japan write them, and the fiscal year (年度).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The eras a date may be written in: name, letter, first day, year before the first.
const ERAS: [(&str, char, Date); 4] = [
    ("令和", 'R', jiff::civil::date(2019, 5, 1)),
    ("平成", 'H', jiff::civil::date(1989, 1, 8)),
    ("昭和", 'S', jiff::civil::date(1926, 12, 25)),
    ("大正", 'T', jiff::civil::date(1912, 7, 30)),
];

/// Why a date could not be read; the text is ready for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DayError(pub String);

/// Reads a day from what a person or a spreadsheet wrote.
///
/// Accepts `2025/4/1`, `2025-04-01`, `20250401`, `R7.4.1`, `令和7年4月1日`, `令和元年5月7日`,
/// full-width digits and Excel serial numbers (five digits).
///
/// # Errors
/// A Japanese sentence naming what was typed when it is no day, or when the era had already
/// ended (平成38年).
///
/// # Example
/// ```
/// use tate_domain::date::parse_day;
/// assert_eq!(parse_day("令和元年５月７日").unwrap().to_string(), "2019-05-07");
/// assert!(parse_day("平成38年2月1日").is_err());
/// ```
pub fn parse_day(typed: &str) -> Result<Date, DayError> {
    let narrow = crate::text::nfkc(typed);
    let narrow = narrow.trim();
    // A time after the day (Excel, ISO) is dropped: "2025-04-01T00:00:00", "2025/4/1 0:00:00".
    let day = match narrow.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => narrow,
    };
    let text: String = day.chars().filter(|c| !c.is_whitespace()).collect();
    let unreadable = || {
        DayError(format!(
            "「{}」を日付として読み取れません。「令和7年4月1日」「2025/4/1」の形で入力してください。",
            crate::text::shorten(typed, 30)
        ))
    };
    if text.is_empty() {
        return Err(unreadable());
    }
    if let Some((era, rest)) = ERAS.iter().find_map(|era| {
        let rest = text.strip_prefix(era.0).or_else(|| {
            let first = text.chars().next()?.to_ascii_uppercase();
            (first == era.1 && text.len() > 1).then(|| &text[1..])
        })?;
        Some((era, rest))
    }) {
        let rest = rest.replacen('元', "1", 1);
        let [year, month, day] = numbers(&rest).ok_or_else(unreadable)?;
        let date = make(era.2.year() - 1 + year, month, day).ok_or_else(unreadable)?;
        let next_era = ERAS.iter().rev().find(|later| later.2 > era.2);
        if date < era.2 || next_era.is_some_and(|next| date >= next.2) {
            return Err(DayError(format!(
                "「{}」はありえない年です。{}は{}で終わりました。西暦か、正しい元号で入力してください。",
                crate::text::shorten(typed, 30),
                era.0,
                next_era.map_or_else(String::new, |next| wareki(next.2.yesterday().unwrap_or(next.2))),
            )));
        }
        return Ok(date);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        let year = text[..4].parse().map_err(|_| unreadable())?;
        let month = text[4..6].parse().map_err(|_| unreadable())?;
        let day = text[6..].parse().map_err(|_| unreadable())?;
        return make(year, month, day).ok_or_else(unreadable);
    }
    if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
        let serial: i64 = text.parse().map_err(|_| unreadable())?;
        return excel_serial(serial).ok_or_else(unreadable);
    }
    let [year, month, day] = numbers(&text).ok_or_else(unreadable)?;
    make(year, month, day).filter(|date| (1900..=2199).contains(&date.year())).ok_or_else(unreadable)
}

/// A day from Excel's serial number (1900 date system, days since 1899-12-30).
#[must_use]
pub fn excel_serial(serial: i64) -> Option<Date> {
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(serial).ok()?).ok()
}

fn make(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Exactly three numbers in `text`, separated by 年月日, `.`, `/` or `-` and nothing else.
fn numbers(text: &str) -> Option<[i16; 3]> {
    let text = text.trim_end_matches('日');
    let mut parts = text.split(['年', '月', '.', '/', '-', '‐', '−', '。']);
    let mut next = || parts.next()?.parse::<u16>().ok().and_then(|n| i16::try_from(n).ok());
    let found = [next()?, next()?, next()?];
    parts.next().is_none().then_some(found)
}

/// A day in the Japanese calendar: `令和7年4月1日`, `令和元年5月7日`.
#[must_use]
pub fn wareki(date: Date) -> String {
    for (name, _, first) in ERAS {
        if date >= first {
            return format!("{name}{}年{}月{}日", era_year(date, first), date.month(), date.day());
        }
    }
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn era_year(date: Date, first: Date) -> String {
    match date.year() - first.year() + 1 {
        1 => "元".to_owned(),
        n => n.to_string(),
    }
}

/// A day for the screen: `2025年4月1日（令和7年4月1日）`.
#[must_use]
pub fn both(date: Date) -> String {
    format!("{}年{}月{}日（{}）", date.year(), date.month(), date.day(), wareki(date))
}

/// A day in a table: `2025/04/01`.
#[must_use]
pub fn slashed(date: Date) -> String {
    format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day())
}

/// A fiscal year (年度), 1 April to 31 March, named after the calendar year it begins in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(pub i16);

impl FiscalYear {
    /// The fiscal year a day lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self(if date.month() >= 4 { date.year() } else { date.year() - 1 })
    }

    /// 1 April.
    #[must_use]
    pub fn first(self) -> Date {
        Date::new(self.0, 4, 1).unwrap_or(Date::MIN)
    }

    /// 31 March of the following year.
    #[must_use]
    pub fn last(self) -> Date {
        Date::new(self.0.saturating_add(1), 3, 31).unwrap_or(Date::MAX)
    }

    /// Whether a day lies in this fiscal year.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        (self.first()..=self.last()).contains(&date)
    }

    /// `令和8年度`.
    #[must_use]
    pub fn name(self) -> String {
        let first = self.first();
        let (name, _, start) = ERAS.iter().find(|era| first >= era.2).unwrap_or(&ERAS[3]);
        // 令和元年度 began on 1 April 2019, a month before the era itself.
        if self.0 == 2019 {
            return "令和元年度".to_owned();
        }
        format!("{name}{}年度", era_year(first, *start))
    }

    /// `令和8年度（2026年4月〜2027年3月）`.
    #[must_use]
    pub fn label(self) -> String {
        format!("{}（{}年4月〜{}年3月）", self.name(), self.0, self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_way_of_writing_a_day_is_understood() {
        for typed in [
            "2025/4/1",
            "2025-04-01",
            "20250401",
            "R7.4.1",
            "r7/4/1",
            "令和7年4月1日",
            "令和７年４月１日",
            "２０２５／０４／０１",
            "45748",
            "2025-04-01T00:00:00",
            "2025/4/1 0:00:00",
            "2025 / 4 / 1",
            "2025.4.1",
            "2025年4月1日",
        ] {
            assert_eq!(parse_day(typed), Ok(date(2025, 4, 1)), "{typed}");
        }
        assert_eq!(parse_day("H26.10.1"), Ok(date(2014, 10, 1)));
        assert_eq!(parse_day("平成31年4月30日"), Ok(date(2019, 4, 30)));
        assert_eq!(parse_day("令和元年5月7日"), Ok(date(2019, 5, 7)));
    }

    #[test]
    fn a_day_that_never_was_is_refused_with_its_reason() {
        let error = parse_day("平成38年2月1日").unwrap_err();
        assert!(error.0.contains("平成は平成31年4月30日で終わりました"), "{error}");
        for typed in ["", "来月", "2025/2/30", "2025/13/1", "R7.4", "最新", "2025/4/1/2", "99999999", "H", "令和"]
        {
            assert!(parse_day(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn the_fiscal_year_turns_on_the_first_of_april() {
        assert_eq!(FiscalYear::of(date(2027, 3, 31)), FiscalYear(2026));
        assert_eq!(FiscalYear::of(date(2027, 4, 1)), FiscalYear(2027));
        assert_eq!(FiscalYear(2026).label(), "令和8年度（2026年4月〜2027年3月）");
        assert_eq!(FiscalYear(2019).name(), "令和元年度");
    }
}
