//! Cuts a repaired text into words and numbers.

use super::dictionary;
use super::repair::repair;

/// One piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A known word as the dictionary spells it, or an unknown one as written (lower case).
    Word(String),
    /// Digits with dots. `loose` numbers belong to something else (a model, a unit) and say nothing.
    Number {
        /// The parts between the dots.
        parts: Vec<u32>,
        /// As written.
        text: String,
        /// Part of a model name or followed by a unit.
        loose: bool,
    },
    /// A half-year version such as "24h2".
    Half(String),
}

impl Token {
    /// Whether this is the word `word`.
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(w) if w == word)
    }
}

/// Characters after a number that make it a count, a date or a size.
const UNITS: &[&str] =
    &["台", "号", "年", "月", "日", "階", "人", "世代", "番", "室", "gb", "tb", "mb", "インチ", "型", "コア"];

/// The tokens of a raw cell.
pub(super) fn tokens(raw: &str) -> Vec<Token> {
    let text = repair(raw);
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    // Whether the last run was an unknown word that touches what follows.
    let mut after_unknown = false;
    while let Some(&c) = chars.get(at) {
        if c.is_ascii_digit() {
            at = number(&chars, at, after_unknown, &mut tokens);
            after_unknown = false;
        } else if c.is_alphabetic() || c == 'ー' {
            let run = run_from(&chars, at);
            at += run.chars().count();
            after_unknown = word(&run, &mut tokens);
        } else {
            // A hyphen keeps model names together: "PC-10" is not Windows 10.
            after_unknown = after_unknown && matches!(c, '-' | '_' | '#');
            at += 1;
        }
    }
    join_spaced_halves(tokens)
}

/// Letters of one script from `at` on.
fn run_from(chars: &[char], at: usize) -> String {
    let script = script_of(chars[at]);
    chars[at..].iter().take_while(|c| (c.is_alphabetic() || **c == 'ー') && script_of(**c) == script).collect()
}

fn script_of(c: char) -> u8 {
    match c {
        'a'..='z' => 0,
        'ァ'..='ヿ' => 1,
        _ => 2,
    }
}

/// Pushes the words of a run; true when the run is an unknown Latin word.
fn word(run: &str, tokens: &mut Vec<Token>) -> bool {
    let known = match run.chars().next().map(script_of) {
        Some(0) => dictionary::latin(run),
        Some(1) => dictionary::katakana(run),
        _ => None,
    };
    match known {
        Some(words) => tokens.extend(words.into_iter().map(|w| Token::Word(w.to_owned()))),
        None => tokens.push(Token::Word(run.to_owned())),
    }
    is_unknown_latin(run)
}

fn is_unknown_latin(run: &str) -> bool {
    run.starts_with(|c: char| c.is_ascii_lowercase()) && dictionary::latin(run).is_none()
}

/// Reads a number, a half-year version or a date; returns where it ends.
fn number(chars: &[char], start: usize, after_unknown: bool, tokens: &mut Vec<Token>) -> usize {
    let mut at = digits_end(chars, start);
    let first = at - start;
    // "24h2", also glued behind the product: "windows1124h2".
    if let Some(end) = half_end(chars, at)
        && (first == 2 || first == 4)
    {
        if first == 4 {
            push_number(&chars[start..start + 2], after_unknown, tokens);
        }
        tokens.push(Token::Half(chars[at - 2..end].iter().collect()));
        return end;
    }
    if let Some(end) = date_end(chars, start, at) {
        return end;
    }
    while chars.get(at) == Some(&'.') && chars.get(at + 1).is_some_and(char::is_ascii_digit) {
        at = digits_end(chars, at + 1);
    }
    let loose = after_unknown || is_followed_by_unit(chars, at);
    push_number(&chars[start..at], loose, tokens);
    at
}

fn digits_end(chars: &[char], from: usize) -> usize {
    from + chars[from..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// End of "h1" or "h2" at `at`, if it stands there and nothing but a known word follows.
fn half_end(chars: &[char], at: usize) -> Option<usize> {
    let shaped = chars.get(at) == Some(&'h') && matches!(chars.get(at + 1), Some('1' | '2'));
    let closed = !chars.get(at + 2).is_some_and(char::is_ascii_digit);
    (shaped && closed).then_some(at + 2)
}

/// End of a date such as 2021/8/1 or 2021-08-01.
fn date_end(chars: &[char], start: usize, mut at: usize) -> Option<usize> {
    let separator = *chars.get(at).filter(|c| matches!(c, '/' | '-'))?;
    for _ in 0..2 {
        if chars.get(at) != Some(&separator) || !chars.get(at + 1).is_some_and(char::is_ascii_digit) {
            return None;
        }
        at = digits_end(chars, at + 1);
    }
    (at - start >= 6).then_some(at)
}

fn is_followed_by_unit(chars: &[char], at: usize) -> bool {
    let rest: String = chars[at..].iter().take(6).collect();
    let unit = UNITS.iter().any(|u| rest.starts_with(u));
    // "23f79" of an Apple build, "2019e": glued to a word nobody knows.
    let run = match chars.get(at) {
        Some('a'..='z') => run_from(chars, at),
        _ => String::new(),
    };
    unit || is_unknown_latin(&run)
}

fn push_number(digits: &[char], loose: bool, tokens: &mut Vec<Token>) {
    let text: String = digits.iter().collect();
    let parts: Option<Vec<u32>> = text.split('.').map(|p| p.parse().ok()).collect();
    // A number that does not fit is a serial or a phone number.
    let loose = loose || parts.is_none() || is_address(&text);
    tokens.push(Token::Number { parts: parts.unwrap_or_default(), text, loose });
}

/// Four parts below 256 are an IP address, not a version.
fn is_address(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    parts.len() == 4 && parts.iter().all(|p| p.parse::<u8>().is_ok())
}

/// "24 h2", "24 h 2" → one half-year version.
fn join_spaced_halves(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let half = match (&joined[..], &token) {
            ([.., Token::Number { text: year, .. }, Token::Word(h)], Token::Number { text: part, .. })
                if h == "h" && year.len() == 2 && (part == "1" || part == "2") =>
            {
                Some(format!("{year}h{part}"))
            }
            _ => None,
        };
        match half {
            Some(half) => {
                joined.truncate(joined.len() - 2);
                joined.push(Token::Half(half));
            }
            None => joined.push(token),
        }
    }
    joined
}
