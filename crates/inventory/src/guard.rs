//! Formula-like text in CSV: made harmless on the way out, restored on the way in.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. The known remedy is a leading
//! apostrophe. So that an export can be imported again without change, a value that already looks
//! guarded gets one more apostrophe, and the importer takes exactly one away.

use std::borrow::Cow;

/// Whether the text, behind any apostrophes, begins like a formula. A lone sign (`-` for "none")
/// is not one.
fn looks_like_formula(text: &str) -> bool {
    let mut chars = text.trim_start_matches('\'').chars();
    let first = chars.next();
    // Excel in Japanese takes the full-width signs for the half-width ones.
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')) && chars.next().is_some()
}

/// The text for a CSV cell.
pub(crate) fn close(text: &str) -> Cow<'_, str> {
    if looks_like_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text a CSV cell stands for.
pub(crate) fn open(text: String) -> String {
    match text.strip_prefix('\'') {
        Some(rest) if looks_like_formula(rest) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_opens_to_the_same_text() {
        for text in [
            "=1+1",
            "+81-3-0000-0000",
            "-",
            "-5",
            "@x",
            "'=1",
            "''=1",
            "'",
            "'abc",
            "＝SUM(A1)",
            "－",
            "",
            "abc",
            "\tx",
        ] {
            assert_eq!(open(close(text).into_owned()), text, "{text}");
        }
        assert_eq!(close("=1+1"), "'=1+1");
        assert_eq!(close("-"), "-");
    }
}
