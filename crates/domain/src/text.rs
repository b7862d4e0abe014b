//! Japanese text: what is stored raw, what is folded for searching, what is narrowed for codes.
//!
//! Names and free text are never normalised on storage: NFKC turns 神 (U+FA19) into 神 and ① into 1
//!.

use unicode_normalization::UnicodeNormalization;

/// NFKC, for code-like fields only (numbers, dates, addresses of machines).
#[must_use]
pub fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

/// A code as a person meant it: NFKC, dashes unified, outer white space removed.
#[must_use]
pub fn code(text: &str) -> String {
    nfkc(text).chars().map(|c| if is_dash(c) { '-' } else { c }).collect::<String>().trim().to_owned()
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// The key that serves search and sorting: NFKC, lower case, hiragana → katakana, dashes and
/// waves unified, spaces removed. 「ｻｰﾊﾞ」, 「サーバ」 and 「さーば」 meet here.
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            c if c.is_whitespace() => {}
            c if is_dash(c) => key.push('-'),
            // A long-vowel mark after a digit was meant as a dash: 03ー1234.
            'ー' if key.ends_with(|p: char| p.is_ascii_digit()) => key.push('-'),
            '\u{301C}' | '\u{FF5E}' => key.push('~'),
            'ぁ'..='ゖ' => key.push(char::from_u32(c as u32 + 0x60).unwrap_or(c)),
            c => key.push(c),
        }
    }
    key
}

/// At most `most` characters, with … where something was cut.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}

/// Text without control characters (tabs and new lines become a space where `lines` is false).
#[must_use]
pub fn printable(text: &str, lines: bool) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\n' if lines => Some('\n'),
            '\n' | '\t' | '\r' => Some(' '),
            // Controls, and the marks that reverse or hide text in a table (bidirectional overrides).
            c if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}') => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_of_one_word_share_a_search_key() {
        for variant in ["サーバ １号", "ｻｰﾊﾞ1号", "さーば 1号"] {
            assert_eq!(search_key(variant), search_key("サーバ1号"), "{variant}");
        }
        assert_eq!(search_key("03−1234ー5678"), search_key("０３‐１２３４-５６７８"));
        assert_eq!(search_key("1〜2"), search_key("1～2"));
    }

    #[test]
    fn a_code_is_narrowed_and_a_name_is_left_alone() {
        assert_eq!(code(" ＲＴＸ−１２１０　"), "RTX-1210");
        assert_eq!(printable("神①\u{202E}x\ty", false), "神①x y");
    }
}
