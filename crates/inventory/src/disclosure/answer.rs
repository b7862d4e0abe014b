//! What a cell, or a row of cells to tick, answers.

use super::layout::Role;
use tate_domain::text::nfkc;
use tate_domain::vendor::Value;

/// Marks that choose.
const TICKS: [char; 16] = ['○', '〇', '◯', '●', '◎', '◉', '■', '☑', '☒', '✓', '✔', '✅', 'レ', '✕', '×', '✗'];
/// Marks that are printed and choose nothing.
const BOXES: [char; 4] = ['□', '☐', '▢', '◻'];
/// The words, the longer before those that are part of them.
const WORDS: [(&str, Value); 6] = [
    ("非該当", Value::NotApplicable),
    ("該当なし", Value::NotApplicable),
    ("対象外", Value::NotApplicable),
    ("いいえ", Value::No),
    ("はい", Value::Yes),
    ("該当", Value::Yes),
];

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing.
    None,
    /// This, and words beside it that belong to the remark.
    Given(Value, String),
    /// Something that cannot be read; why.
    Unclear(String),
}

/// The one cell of a column 回答.
pub(super) fn of_cell(cell: &str) -> Answer {
    let text = cell.trim();
    if text.is_empty() || text.chars().all(|c| BOXES.contains(&c) || c.is_whitespace()) {
        return Answer::None;
    }
    let words = words(text);
    match words.as_slice() {
        [] => match Value::read(text) {
            Some(value) => Answer::Given(value, String::new()),
            None => unclear(text),
        },
        [(at, word, value)] => {
            let mut rest: String = [&text[..*at], &text[at + word.len()..]].join(" ");
            let blank = rest.trim().chars().next().is_some_and(|c| BOXES.contains(&c));
            rest.retain(|c| !TICKS.contains(&c));
            let rest = rest.trim().trim_matches(['(', ')', '（', '）', '：', ':', '、', '。', '・']).trim();
            if blank { Answer::None } else { Answer::Given(*value, rest.to_owned()) }
        }
        several => of_marks(text, several),
    }
}

/// Several printed words: the one with a mark.
fn of_marks(text: &str, words: &[(usize, &str, Value)]) -> Answer {
    let is_mark = |c: &char| TICKS.contains(c) || BOXES.contains(c);
    // Marks stand before all words or behind all of them.
    let before = text.chars().next().is_some_and(|c| is_mark(&c));
    let mark = |at: usize, word: &str| {
        let beside = if before {
            text[..at].trim_end().chars().next_back()
        } else {
            text[at + word.len()..].trim_start().chars().next()
        };
        beside.is_some_and(|c| TICKS.contains(&c))
    };
    let ticked: Vec<Value> = words.iter().filter(|(at, word, _)| mark(*at, word)).map(|(_, _, value)| *value).collect();
    match ticked.as_slice() {
        [] => Answer::None,
        [one] => Answer::Given(*one, String::new()),
        _ => Answer::Unclear("2つ以上の回答に印があります".to_owned()),
    }
}

/// The words of a text in order, none inside another.
fn words(text: &str) -> Vec<(usize, &'static str, Value)> {
    let mut found: Vec<(usize, &'static str, Value)> = Vec::new();
    for (word, value) in WORDS {
        for (at, _) in text.match_indices(word) {
            let inside = found.iter().any(|(start, other, _)| at < start + other.len() && at + word.len() > *start);
            if !inside {
                found.push((at, word, value));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    found
}

fn unclear(text: &str) -> Answer {
    Answer::Unclear(format!("回答「{}」を読み取れません", tate_domain::text::shorten(text, 20)))
}

/// The cells under はい, いいえ, 対象外.
pub(super) fn of_columns<'a>(cells: impl Iterator<Item = (Role, &'a str)>) -> Answer {
    let (mut ticked, mut printed, mut odd) = (Vec::new(), Vec::new(), None);
    for (role, cell) in cells {
        let Some(value) = role.value() else { continue };
        match look(cell, value) {
            Look::Blank => {}
            Look::Ticked => ticked.push(value),
            Look::Printed => printed.push(value),
            Look::Odd(text) => odd = Some(text),
        }
    }
    ticked.dedup();
    match (ticked.as_slice(), printed.as_slice(), odd) {
        ([one], ..) | ([], [one], None) => Answer::Given(*one, String::new()),
        ([], _, None) => Answer::None,
        ([], _, Some(text)) => unclear(&text),
        _ => Answer::Unclear("2つ以上の回答に印があります".to_owned()),
    }
}

enum Look {
    Blank,
    Ticked,
    /// The column's own word.
    Printed,
    Odd(String),
}

fn look(cell: &str, value: Value) -> Look {
    let text = nfkc(cell.trim());
    // A cross under はい says no; under いいえ it is the mark.
    let cross = |c: char| matches!(c, '×' | '✕' | '✗');
    let mut chars = text.chars().filter(|c| !c.is_whitespace());
    match (chars.next(), chars.next()) {
        (None, _) => Look::Blank,
        (Some('-' | '‐' | '―' | '−' | 'ー' | '/' | '0'), None) => Look::Blank,
        (Some(c), None) if BOXES.contains(&c) => Look::Blank,
        (Some(c), None) if cross(c) => {
            if value == Value::Yes {
                Look::Blank
            } else {
                Look::Ticked
            }
        }
        (Some(c), None) if TICKS.contains(&c) || matches!(c, '1' | 'x' | 'X' | 'v' | 'V' | 'o' | 'O') => Look::Ticked,
        _ if text.eq_ignore_ascii_case("true") => Look::Ticked,
        _ if text.eq_ignore_ascii_case("false") => Look::Blank,
        (Some(first), _) => match words(&text).as_slice() {
            [_] if TICKS.contains(&first) => Look::Ticked,
            [_] if BOXES.contains(&first) => Look::Blank,
            [(_, _, own)] if *own == value => Look::Printed,
            _ => Look::Odd(text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_answers_in_the_ways_people_write() {
        for (cell, value) in [
            ("はい", Value::Yes),
            (" いいえ ", Value::No),
            ("対象外", Value::NotApplicable),
            ("非該当", Value::NotApplicable),
            ("該当", Value::Yes),
            ("○", Value::Yes),
            ("×", Value::No),
            ("☑はい　□いいえ　□対象外", Value::Yes),
            ("□ はい ■ いいえ □ 対象外", Value::No),
            ("はい・いいえ・対象外○", Value::NotApplicable),
            ("該当　非該当 ✓", Value::NotApplicable),
            ("Ｎ／Ａ", Value::NotApplicable),
        ] {
            assert_eq!(of_cell(cell), Answer::Given(value, String::new()), "{cell}");
        }
        assert_eq!(of_cell("はい（別紙1）"), Answer::Given(Value::Yes, "別紙1".into()));
    }

    #[test]
    fn printed_choices_without_a_mark_are_no_answer_and_two_marks_are_a_question() {
        for cell in ["", "□", "はい　いいえ　対象外", "□はい □いいえ □対象外", "□はい"] {
            assert_eq!(of_cell(cell), Answer::None, "{cell}");
        }
        for cell in ["■はい ■いいえ", "たぶん", "2"] {
            assert!(matches!(of_cell(cell), Answer::Unclear(_)), "{cell}");
        }
    }

    #[test]
    fn one_of_several_columns_is_ticked() {
        let ask = |cells: [&str; 3]| of_columns([Role::Yes, Role::No, Role::NotApplicable].into_iter().zip(cells));
        let given = |value| Answer::Given(value, String::new());
        assert_eq!(ask(["○", "", ""]), given(Value::Yes));
        assert_eq!(ask(["", "1", ""]), given(Value::No));
        assert_eq!(ask(["□", "□", "■"]), given(Value::NotApplicable));
        assert_eq!(ask(["", "×", "-"]), given(Value::No));
        assert_eq!(ask(["TRUE", "FALSE", "FALSE"]), given(Value::Yes));
        assert_eq!(ask(["はい", "", ""]), given(Value::Yes));
        assert_eq!(ask(["はい", "いいえ", "対象外"]), Answer::None, "only printed");
        assert_eq!(ask(["はい", "○いいえ", "対象外"]), given(Value::No));
        assert_eq!(ask(["", "", ""]), Answer::None);
        assert!(matches!(ask(["○", "○", ""]), Answer::Unclear(_)));
        assert!(matches!(ask(["後日", "", ""]), Answer::Unclear(_)));
    }
}
