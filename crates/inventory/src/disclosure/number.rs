//! Numbers of lines: `1.1`, `2-3`, `①`, `(4)`, and what a spreadsheet makes of them.

use tate_domain::text::nfkc;

/// A number as printed, without spaces; what Excel took for a day is put back.
pub(super) fn clean(cell: &str) -> String {
    let plain: String = nfkc_but_circled(cell).chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_end_matches(['.', '、']).to_owned();
    let parts: Vec<&str> = plain.split('-').collect();
    match parts.as_slice() {
        // 2-3 was typed and became the third of February.
        [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
            let bare = |text: &str| text.trim_start_matches('0').to_owned();
            format!("{}-{}", bare(month), bare(day))
        }
        _ => plain,
    }
}

/// Circled digits stay as printed; everything else is folded.
fn nfkc_but_circled(text: &str) -> String {
    text.chars().map(|c| if is_circled(c) { c.to_string() } else { nfkc(&c.to_string()) }).collect()
}

fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳' | '㉑'..='㉟')
}

/// Whether a text is a number and nothing else.
pub(super) fn is_number(text: &str) -> bool {
    let plain = clean(text);
    let short = !plain.is_empty() && plain.chars().count() <= 12;
    let digits = plain.chars().any(|c| c.is_ascii_digit() || is_circled(c));
    short
        && digits
        && plain
            .chars()
            .all(|c| c.is_ascii_digit() || is_circled(c) || matches!(c, '.' | '-' | '(' | ')' | 'Q' | 'M' | 'S' | '_'))
}

/// Splits a number off the front of a question: `1.1 保存場所が…`.
pub(super) fn split(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let first = text.chars().next()?;
    if is_circled(first) {
        return Some((first.to_string(), text[first.len_utf8()..].trim_start()));
    }
    let end = text.find(|c: char| {
        let plain = nfkc(&c.to_string());
        !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '(' | ')'))
    })?;
    let rest = &text[end..];
    let (number, stop) = (&text[..end], rest.chars().next()?);
    let apart =
        stop.is_whitespace() || matches!(stop, '、' | '：' | ':' | '．') || number.ends_with([')', '）', '.', '．']);
    (apart && is_number(number)).then(|| {
        (clean(number), rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '、' | '：' | ':' | '．')))
    })
}

/// Whether a number lies below another: `1.2` below `1`.
pub(super) fn is_below(number: &str, top: &str) -> bool {
    number.strip_prefix(top).is_some_and(|rest| rest.starts_with(['.', '-', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_writing() {
        for (cell, number) in [
            ("1. 1", "1.1"),
            ("２－３", "2-3"),
            ("①", "①"),
            ("（４）", "(4)"),
            ("2026-02-03", "2-3"),
            ("5.", "5"),
            ("Q12", "Q12"),
        ] {
            assert_eq!(clean(cell), number);
            assert!(is_number(cell), "{cell}");
        }
        for other in ["", "はい", "備考", "1つ以上ある", "1234567890123"] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn a_number_in_front_of_a_question_is_split_off() {
        assert_eq!(split("1.1 保存場所は決まっているか"), Some(("1.1".into(), "保存場所は決まっているか")));
        assert_eq!(split("②　暗号化しているか"), Some(("②".into(), "暗号化しているか")));
        assert_eq!(split("(3)記録を残すか"), Some(("(3)".into(), "記録を残すか")));
        assert_eq!(split("3世代を残すか"), None);
        assert_eq!(split("記録を残すか"), None);
        assert!(is_below("1.2", "1") && is_below("2-1", "2") && !is_below("12", "1") && !is_below("1", "1"));
    }
}
