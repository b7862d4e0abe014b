//! How things are written on a page; called from templates.

/// A stored time as `2026年11月20日 14:02`.
pub fn local(stored: &str) -> String {
    tate_app::clock::local_text(stored)
}

/// A day as `2026/11/20`.
pub fn day(date: &jiff::civil::Date) -> String {
    tate_domain::date::slashed(*date)
}

/// A day that may be missing.
pub fn day_or_blank(date: &Option<jiff::civil::Date>) -> String {
    date.as_ref().map(day).unwrap_or_default()
}

/// A size in bytes for people.
pub fn size(bytes: &i64) -> String {
    match *bytes {
        n if n >= 1 << 20 => format!("{}.{} MB", n >> 20, ((n % (1 << 20)) * 10) >> 20),
        n if n >= 1 << 10 => format!("{} KB", n >> 10),
        n => format!("{n} バイト"),
    }
}
