//! Which of two firmware versions is newer, and whether that can be told at all.

use crate::text::code;
use std::cmp::Ordering;

/// Longer texts are no version.
const MOST_CHARS: usize = 120;
/// Words that people put before or behind a version and that say nothing about it.
const NOISE: [&str; 14] = [
    "v",
    "ver",
    "version",
    "rev",
    "revision",
    "firmware",
    "fw",
    "ファームウェア",
    "ファームウエア",
    "ファーム",
    "バージョン",
    "版",
    "最新",
    "最新版",
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Number { value: u64, digits: usize },
    Letters(String),
}

/// Compares `mine` with `latest`; `None` where the two are not comparable.
///
/// A version is read as numbers and letters: `Rev.14.01.42`, `v6.2.3`, `10.9.1-b2`, `15.2(7)E3`. The first difference
/// decides when it is one of numbers. Not comparable are: a version without a number, different letters, one that is
/// the beginning of the other (6.2 beside 6.2.3: shortened, or older?), and two-part versions whose order depends on
/// whether they are decimals (1.5 beside 1.50). The name of the `model` may stand before either.
#[must_use]
pub fn compare(mine: &str, latest: &str, model: &str) -> Option<Ordering> {
    let (mine, latest) = (parts(mine, model)?, parts(latest, model)?);
    let order = in_order(&mine, &latest)?;
    match (decimal(&mine), decimal(&latest)) {
        (Some(a), Some(b)) if a.cmp(&b) != order => None,
        _ => Some(order),
    }
}

fn parts(text: &str, model: &str) -> Option<Vec<Part>> {
    if text.chars().count() > MOST_CHARS {
        return None;
    }
    let text = code(text).to_lowercase();
    let model = code(model).to_lowercase();
    let text = text.strip_prefix(model.as_str()).filter(|_| !model.is_empty()).unwrap_or(&text);
    let mut parts = Vec::new();
    for run in runs(text) {
        match run.bytes().all(|b| b.is_ascii_digit()) {
            true => parts.push(Part::Number { value: run.parse().ok()?, digits: run.len() }),
            false if NOISE.contains(&run.as_str()) => {}
            false => parts.push(Part::Letters(run)),
        }
    }
    parts.iter().any(|part| matches!(part, Part::Number { .. })).then_some(parts)
}

/// The runs of digits and of letters; everything else separates.
fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let digit = c.is_ascii_digit();
        let kind = (digit || c.is_alphabetic() || c == 'ー').then_some(digit);
        match (kind, runs.last_mut()) {
            (Some(_), Some(run)) if last == kind => run.push(c),
            (Some(_), _) => runs.push(c.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    runs
}

fn in_order(mine: &[Part], latest: &[Part]) -> Option<Ordering> {
    for (a, b) in mine.iter().zip(latest) {
        match (a, b) {
            (Part::Number { value: a, .. }, Part::Number { value: b, .. }) if a != b => return Some(a.cmp(b)),
            (Part::Number { .. }, Part::Number { .. }) => {}
            (Part::Letters(a), Part::Letters(b)) if a == b => {}
            _ => return None,
        }
    }
    let shared = mine.len().min(latest.len());
    let zero = |part: &Part| matches!(part, Part::Number { value: 0, .. });
    mine[shared..].iter().chain(&latest[shared..]).all(zero).then_some(Ordering::Equal)
}

/// A version of exactly two numbers as a decimal: whole part, and the fraction filled up to 19 digits.
fn decimal(parts: &[Part]) -> Option<(u64, String)> {
    match parts {
        [Part::Number { value, .. }, Part::Number { value: fraction, digits }] => {
            let written = format!("{fraction:0>digits$}");
            Some((*value, format!("{written:0<20}")))
        }
        _ => None,
    }
}
