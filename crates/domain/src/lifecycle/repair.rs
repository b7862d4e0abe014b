//! Brings a raw cell to plain lower-case text and mends the damage that scanners leave in known words.
//!
//! Only two places are mended, because there the intended text is certain: the spelling of "Windows" with the
//! number behind it, and the shape of a half-year version (22H2). Nothing else is corrected.

use unicode_normalization::UnicodeNormalization;

/// Longest text looked at, in characters; an OS cell is shorter, garbage must not cost time.
const LIMIT: usize = 400;

/// Misread spellings of "windows".
const WINDOWS: &[&str] =
    &["wind0ws", "w1ndows", "wlndows", "w1nd0ws", "wlnd0ws", "windovvs", "vvindows", "windws", "winodws", "widows"];

/// NFKC, lower case, trade marks removed, scanner damage mended.
pub(super) fn repair(raw: &str) -> String {
    let bare: String =
        raw.chars().take(LIMIT).filter(|c| !matches!(c, '®' | '™' | '©' | '\u{200b}' | '\u{feff}')).collect();
    let mut text = bare.nfkc().collect::<String>().to_lowercase();
    for mark in ["(r)", "(tm)", "(c)"] {
        text = text.replace(mark, " ");
    }
    for bits in
        ["64bit", "32bit", "64-bit", "32-bit", "64 bit", "32 bit", "64ビット", "32ビット", "x64", "x86_64", "x86"]
    {
        text = text.replace(bits, " ");
    }
    for misread in WINDOWS {
        text = text.replace(misread, "windows");
    }
    let mut chars: Vec<char> = text.chars().collect();
    mend_number_after_windows(&mut chars);
    mend_half_years(&mut chars);
    chars.into_iter().collect()
}

/// "windows l1", "windows 1o", "windows lO" → 11, 10.
fn mend_number_after_windows(chars: &mut [char]) {
    let word: Vec<char> = "windows".chars().collect();
    for start in 0..chars.len().saturating_sub(word.len()) {
        if chars[start..start + word.len()] != word[..] {
            continue;
        }
        let mut at = start + word.len();
        while chars.get(at).is_some_and(|c| *c == ' ') {
            at += 1;
        }
        let (Some(&a), Some(&b)) = (chars.get(at), chars.get(at + 1)) else { continue };
        let next_is_word = chars.get(at + 2).is_some_and(|c| c.is_alphanumeric() || *c == '.');
        let digits = [a, b].iter().filter(|c| c.is_ascii_digit()).count();
        if digits == 2
            || (digits == 0 && next_is_word)
            || (next_is_word && chars.get(at + 2).is_some_and(char::is_ascii_digit))
        {
            continue;
        }
        if let (Some('1'), Some(second @ ('0' | '1'))) = (as_digit(a), as_digit(b)) {
            chars[at] = '1';
            chars[at + 1] = second;
        }
    }
}

/// "22hz", "z2h2", "24hl" → 22h2, 22h2, 24h1, when at least two of the four are what they should be.
fn mend_half_years(chars: &mut [char]) {
    for at in 0..chars.len().saturating_sub(3) {
        let before_is_word = at > 0 && chars[at - 1].is_alphanumeric();
        let after_is_word = chars.get(at + 4).is_some_and(|c| c.is_alphanumeric());
        if before_is_word || after_is_word || chars[at + 2] != 'h' {
            continue;
        }
        let places = [at, at + 1, at + 3];
        let digits = places.iter().filter(|p| chars[**p].is_ascii_digit()).count();
        let read: Option<Vec<char>> = places.iter().map(|p| as_digit(chars[*p])).collect();
        if let (2, Some(read)) = (digits, read)
            && read[0] == '2'
            && matches!(read[2], '1' | '2')
        {
            for (place, digit) in places.into_iter().zip(read) {
                chars[place] = digit;
            }
        }
    }
}

/// The digit that a scanner took for this character.
fn as_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        'o' => Some('0'),
        'l' | 'i' | '|' | '!' => Some('1'),
        'z' => Some('2'),
        's' => Some('5'),
        _ => None,
    }
}
