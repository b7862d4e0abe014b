//! Item numbers: `2-⑦`, `2-(7)`, `2-7`, in brackets or not, in wide or narrow characters.

/// A number found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Narrowed: `2-⑦`, `2-(7)`, `2-7`.
    pub(super) number: String,
    /// The text without it.
    pub(super) rest: String,
}

/// One place where a number stands, by characters.
#[derive(Debug)]
struct Place {
    number: String,
    start: usize,
    end: usize,
    bracketed: bool,
}

/// The number of a row in its own text. In brackets it may stand anywhere (`…している。(2-③)※…`), and the
/// last one before a ※ counts; without brackets only at either end, because a sentence may speak
/// of 「1-3のすべて」.
pub(super) fn in_text(text: &str) -> Option<Found> {
    let chars: Vec<char> = text.chars().collect();
    let places = places(&chars);
    let remark = chars.iter().skip(1).position(|c| matches!(c, '※' | '＊')).map_or(chars.len(), |at| at + 1);
    let bracketed = || places.iter().filter(|place| place.bracketed);
    let place = bracketed().rfind(|place| place.end <= remark).or_else(|| bracketed().next_back()).or_else(|| {
        let blank = |range: &[char]| range.iter().all(|c| c.is_whitespace());
        places.iter().rev().find(|place| {
            blank(&chars[..place.start])
                || blank(&chars[place.end..])
                || blank(&chars[place.end..remark.max(place.end)])
        })
    })?;
    let join = |chars: &[char]| chars.iter().collect::<String>().trim().to_owned();
    let (before, after) = (join(&chars[..place.start]), join(&chars[place.end..]));
    let rest = if before.is_empty() || after.is_empty() { before + &after } else { format!("{before} {after}") };
    Some(Found { number: place.number.clone(), rest })
}

/// The number that fills a whole cell: `2-⑦`, `（2-7）`, or in a section with a number `⑦` and `(7)`.
pub(super) fn alone(text: &str, section: Option<char>) -> Option<String> {
    let chars: Vec<char> = text.trim().chars().collect();
    if let Some(place) = places(&chars).into_iter().find(|place| place.start == 0 && place.end == chars.len()) {
        return Some(place.number);
    }
    let (part, end) = item_part(&chars, 0)?;
    let plain = part.chars().all(|c| c.is_ascii_digit());
    (end == chars.len() && !plain).then_some(()).and(section).map(|section| format!("{section}-{part}"))
}

/// `2-7` typed into Excel becomes the 7th of February.
pub(super) fn from_day(text: &str) -> Option<String> {
    let mut parts = text.split('-').skip(1).map(str::parse::<u8>);
    match (text.len() == 10, parts.next(), parts.next(), parts.next()) {
        (true, Some(Ok(month)), Some(Ok(day)), None) => Some(format!("{month}-{day}")),
        _ => None,
    }
}

fn places(chars: &[char]) -> Vec<Place> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match place(chars, at) {
            Some(place) => {
                at = place.end;
                found.push(place);
            }
            None => at += 1,
        }
    }
    found
}

/// The number that begins at a position, with its brackets.
fn place(chars: &[char], start: usize) -> Option<Place> {
    let bracketed = chars.get(start).is_some_and(|c| matches!(c, '(' | '（' | '[' | '［' | '【'));
    let begin = if bracketed { skip(chars, start + 1) } else { start };
    if !bracketed && start > 0 && (is_part_of_a_word(chars[start - 1]) || dash(chars[start - 1])) {
        return None;
    }
    let (section, at) = digits(chars, begin)?;
    let at = skip(chars, at);
    if !chars.get(at).copied().is_some_and(dash) {
        return None;
    }
    let (part, at) = item_part(chars, skip(chars, at + 1))?;
    let closed = skip(chars, at);
    let end = match (bracketed, chars.get(closed)) {
        (true, Some(')' | '）' | ']' | '］' | '】')) => closed + 1,
        (true, _) => return None,
        (false, _) => at,
    };
    let follows = chars.get(end).copied();
    if !bracketed && follows.is_some_and(|c| is_part_of_a_word(c) || dash(c) || "年月日〜～/／".contains(c)) {
        return None;
    }
    Some(Place { number: format!("{section}-{part}"), start, end, bracketed })
}

/// What follows the dash: `⑦`, `(7)` or `7`.
fn item_part(chars: &[char], at: usize) -> Option<(String, usize)> {
    match chars.get(at)? {
        c @ '\u{2460}'..='\u{2473}' => Some((c.to_string(), at + 1)),
        '(' | '（' => {
            let (number, end) = digits(chars, skip(chars, at + 1))?;
            let end = skip(chars, end);
            matches!(chars.get(end), Some(')' | '）')).then(|| (format!("({number})"), end + 1))
        }
        _ => digits(chars, at),
    }
}

/// One or two digits, not the beginning of a longer number.
fn digits(chars: &[char], at: usize) -> Option<(String, usize)> {
    let digit = |c: &char| match c {
        '0'..='9' => Some(*c),
        '０'..='９' => char::from_u32(*c as u32 - 0xFEE0),
        _ => None,
    };
    let number: String = chars.get(at..)?.iter().map_while(digit).take(3).collect();
    let good = (1..=2).contains(&number.len()) && !number.starts_with('0');
    good.then(|| (number.clone(), at + number.len()))
}

fn skip(chars: &[char], at: usize) -> usize {
    at + chars.iter().skip(at).take_while(|c| c.is_whitespace()).count()
}

fn dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー' | 'ｰ' | '－')
}

fn is_part_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('０'..='９').contains(&c) || ('Ａ'..='ｚ').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_found_and_narrowed() {
        for (text, number) in [
            ("台帳がある。(2-⑦)", "2-⑦"),
            ("台帳がある。（２－（７））", "2-(7)"),
            ("台帳がある。(2-\n(7))", "2-(7)"),
            ("台帳がある。 2-7", "2-7"),
            ("２－⑫　台帳がある。", "2-⑫"),
            ("台帳がある。【3−(1)】", "3-(1)"),
            ("台帳がある。(2ー⑦) ※契約がなければ不要", "2-⑦"),
            ("台帳がある。2-⑦ ※契約がなければ不要", "2-⑦"),
        ] {
            let found = in_text(text).unwrap_or_else(|| panic!("nothing in {text}"));
            assert_eq!(found.number, number, "{text}");
            assert!(found.rest.starts_with("台帳がある。") && !found.rest.contains('⑦'), "{}", found.rest);
        }
    }

    #[test]
    fn a_number_that_the_sentence_speaks_of_is_not_its_own() {
        assert_eq!(in_text("上記1-3のすべてについて規程がある。(4-①)").unwrap().number, "4-①");
        assert_eq!(in_text("(1-①)の人が見直している。(2-③)").unwrap().number, "2-③");
        assert_eq!(in_text("表がある。(2-④) ※(2-①)と合わせる").unwrap().number, "2-④");
        for text in ["上記1-3のすべてについて規程がある。", "電話 03-0000-0000", "2026-11-20", "IPは10-2-3", "4-5日"]
        {
            assert_eq!(in_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_cell_of_its_own_may_leave_the_section_out() {
        assert_eq!(alone(" （２－７） ", None).as_deref(), Some("2-7"));
        assert_eq!(alone("⑦", Some('2')).as_deref(), Some("2-⑦"));
        assert_eq!(alone("(7)", Some('2')).as_deref(), Some("2-(7)"));
        // A running number says nothing.
        assert_eq!(alone("7", Some('2')), None);
        assert_eq!(alone("⑦", None), None);
        assert_eq!(from_day("2026-02-07").as_deref(), Some("2-7"));
        assert_eq!(from_day("2-7"), None);
    }
}
