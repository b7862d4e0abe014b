//! Writing into blanks that are printed: 「はい・いいえ（ / ）」 becomes 「はい（10/5）」.

use jiff::civil::Date;
use tate_domain::text::nfkc;

/// Marks that lists of choices know for a chosen word, the usual one first.
const MARKS: [&str; 9] = ["○", "〇", "◯", "✓", "✔", "レ", "☑", "●", "■"];
/// Marks for いいえ where one cell takes a mark.
const CROSSES: [&str; 4] = ["×", "✕", "✗", "☓"];
/// A box that is ticked.
const TICKED: char = '☑';

/// The text of an answer cell with はい or いいえ chosen; `None` where the cell does not offer it.
pub(super) fn with_word(text: &str, choices: &[String], yes: bool) -> Option<String> {
    let (word, other) = if yes { ("はい", "いいえ") } else { ("いいえ", "はい") };
    if text.trim().is_empty() {
        let offered = |wanted: &[&str]| choices.iter().find(|choice| wanted.contains(&choice.as_str())).cloned();
        return if choices.is_empty() {
            Some(word.to_owned())
        } else {
            offered(&[word]).or_else(|| offered(if yes { &MARKS } else { &CROSSES }))
        };
    }
    if text.contains(['□', TICKED]) {
        let ticked = tick(text, word, TICKED)?;
        return Some(tick(&ticked, other, '□').unwrap_or(ticked));
    }
    match (text.find(word), text.find(other)) {
        (Some(at), Some(before)) => {
            let (start, end) = (at.min(before), (at + word.len()).max(before + other.len()));
            let between = text[start..end].replacen(word, "", 1).replacen(other, "", 1);
            let plain = between.chars().all(|c| c.is_whitespace() || "・･/／、,，|｜または".contains(c));
            plain.then(|| format!("{}{word}{}", &text[..start], &text[end..]))
        }
        (Some(_), None) => Some(text.to_owned()),
        // A copy that was filled in before.
        (None, Some(at)) => Some(format!("{}{word}{}", &text[..at], &text[at + other.len()..])),
        (None, None) => {
            choices.iter().any(|choice| choice == text.trim()).then(|| with_word("", choices, yes)).flatten()
        }
    }
}

/// Puts a mark into the box before a word.
fn tick(text: &str, word: &str, mark: char) -> Option<String> {
    let at = text.find(word)?;
    let (boxed, _) = text[..at]
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_whitespace())
        .filter(|(_, c)| matches!(c, '□' | '☑' | '■'))?;
    let after = boxed + text[boxed..].chars().next().map_or(0, char::len_utf8);
    Some(format!("{}{mark}{}", &text[..boxed], &text[after..]))
}

/// The mark for a column of its own: what the list knows, else a circle; a printed word keeps its place.
pub(super) fn mark(text: &str, choices: &[String]) -> Option<String> {
    let mark = match choices {
        [] => "○",
        list => MARKS.into_iter().find(|mark| list.iter().any(|choice| choice == mark))?,
    };
    match text.trim() {
        word @ ("はい" | "いいえ") => Some(format!("{mark} {word}")),
        _ => Some(mark.to_owned()),
    }
}

/// What a cell of the word that was not chosen holds: a mark of an earlier filling is taken away.
pub(super) fn unmarked(text: &str) -> Option<String> {
    let bare = text.trim().trim_start_matches(|c: char| MARKS.contains(&c.to_string().as_str())).trim();
    (bare != text.trim()).then(|| bare.to_owned())
}

/// The text of a cell with the day in its blank; `None` where it has none.
pub(super) fn with_day(text: &str, day: Date) -> Option<String> {
    let (month, date) = (day.month().to_string(), day.day().to_string());
    if let Some(era) = whole_date(text) {
        return Some(format!("{era}{}/{month}/{date}", year_after(era, day)));
    }
    let slashes: Vec<(usize, &str)> = text
        .match_indices(['/', '／'])
        .filter(|(at, slash)| !WORDS.iter().any(|word| text[at + slash.len()..].starts_with(word)))
        .collect();
    match slashes.as_slice() {
        [] => {}
        [(at, slash)] => {
            let (before, after) = (trim_end(&text[..*at]), trim_start(&text[at + slash.len()..]));
            if is_era(before) || before.ends_with('年') {
                return None;
            }
            return Some(format!("{before}{month}{slash}{date}{after}"));
        }
        [(first, one), (second, two)] => {
            let before = trim_end(&text[..*first]);
            let opens = before.is_empty()
                || before.ends_with(['(', '（', '[', '［', '〔', ':', '：'])
                || WORDS.iter().any(|word| before.ends_with(word));
            let between = trim_end(&text[first + one.len()..*second]);
            if !between.is_empty() || !(opens || is_era(before)) {
                return None;
            }
            let after = trim_start(&text[second + two.len()..]);
            return Some(format!("{before}{}{one}{month}{two}{date}{after}", year_after(before, day)));
        }
        _ => return None,
    }
    let (month_at, day_at) = (text.find('月')?, text.find('日')?);
    if day_at < month_at {
        return None;
    }
    let between = &text[month_at + '月'.len_utf8()..day_at];
    if !trim_end(between).is_empty() {
        return None;
    }
    let before = trim_end(&text[..month_at]);
    let before = match before.strip_suffix('年').map(trim_end) {
        Some(rest) => format!("{rest}{}年", year_after(rest, day)),
        None => before.to_owned(),
    };
    Some(format!("{before}{month}月{date}{}", &text[day_at..]))
}

const WORDS: [&str; 2] = ["はい", "いいえ"];

/// Whether a text ends with the name of the era: 令和, or a letter R of its own.
fn is_era(text: &str) -> bool {
    let letter = text.strip_suffix(['R', 'r', 'Ｒ', 'ｒ']);
    text.ends_with("令和") || letter.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

/// The year as it is written after a text: that of the era where the text names it.
fn year_after(text: &str, day: Date) -> i16 {
    if is_era(text) { day.year() - 2018 } else { day.year() }
}

/// The era before a text that is a whole date, 2026-10-05 or R8.10.5, and nothing else.
fn whole_date(text: &str) -> Option<&'static str> {
    let plain = nfkc(text);
    let plain = plain.trim();
    let (era, rest) = ["令和", "R"]
        .into_iter()
        .find_map(|era| plain.strip_prefix(era).map(|rest| (era, rest)))
        .unwrap_or(("", plain));
    let parts: Vec<&str> = rest.split(['-', '.', '/']).map(str::trim).collect();
    let numbers = parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    (parts.len() == 3 && numbers).then_some(era)
}

/// Whether a text is a whole date and nothing else.
pub(super) fn is_whole_date(text: &str) -> bool {
    whole_date(text).is_some()
}

/// Whether a text has a day in it, not only the blank for one.
pub(super) fn holds_day(text: &str) -> bool {
    let plain: Vec<char> = nfkc(text).chars().filter(|c| !c.is_whitespace()).collect();
    let digit = |at: usize| plain.get(at).is_some_and(char::is_ascii_digit);
    // Of 令和8/ / the year alone is no day.
    let slash = plain.iter().rposition(|c| *c == '/');
    plain.iter().enumerate().any(|(at, c)| match c {
        '月' | '日' => at > 0 && digit(at - 1),
        '/' => slash == Some(at) && (digit(at + 1) || at > 0 && digit(at - 1)),
        '-' | '.' => at > 0 && digit(at - 1) && digit(at + 1),
        _ => false,
    })
}

/// Whether a cell for a day has one.
pub(super) fn day_is_written(text: &str) -> bool {
    let plain = nfkc(text);
    holds_day(text) || (plain.contains(|c: char| c.is_ascii_digit()) && !plain.contains(['/', '年', '月', '日']))
}

/// Whether a cell for the word, or for a mark, has an answer: not what is printed to choose from.
pub(super) fn answer_is_written(text: &str, choices: &[String], column_of_word: bool) -> bool {
    let text = text.trim();
    let is_mark = |text: &str| MARKS.iter().chain(&CROSSES).any(|mark| text == *mark);
    let marked = WORDS.iter().filter_map(|word| text.split_once(word)).any(|(before, after)| {
        let near = [before.trim_end().chars().next_back(), after.trim_start().chars().next()];
        near.into_iter().flatten().any(|c| is_mark(&c.to_string()))
    });
    let chosen = choices.iter().any(|choice| choice == text)
        && !matches!(text, "" | "－" | "ー" | "―" | "-")
        && !text.contains("選択");
    let one = WORDS.iter().filter(|word| text.contains(*word)).count() == 1;
    is_mark(text) || marked || chosen || holds_day(text) || (one && !column_of_word)
}

fn blank(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(blank)
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn list(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_word_is_chosen_in_the_form_that_the_cell_has() {
        for (text, yes, expected) in [
            ("はい・いいえ\n（ / ）", true, "はい\n（ / ）"),
            ("はい・いいえ（ / ）", false, "いいえ（ / ）"),
            ("はい / いいえ", true, "はい"),
            ("いいえ　または　はい", true, "はい"),
            ("", false, "いいえ"),
            ("□ はい　□ いいえ", false, "□ はい　☑ いいえ"),
            ("☑はい □いいえ", false, "□はい ☑いいえ"),
            // A copy that was filled in before.
            ("はい（10/5）", false, "いいえ（10/5）"),
            ("いいえ", true, "はい"),
        ] {
            assert_eq!(with_word(text, &[], yes).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(with_word("", &list(&["○", "×"]), false).as_deref(), Some("×"));
        assert_eq!(with_word("○", &list(&["○", "×"]), false).as_deref(), Some("×"));
        assert_eq!(with_word("", &list(&["済", "未"]), true), None);
        assert_eq!(with_word("はいの人はいいえの人に渡す", &[], true), None);
        assert_eq!(with_word("担当者", &[], true), None);
    }

    #[test]
    fn a_column_of_its_own_gets_the_mark_that_its_list_knows() {
        assert_eq!(mark("", &[]).as_deref(), Some("○"));
        assert_eq!(mark("", &list(&["〇", "－"])).as_deref(), Some("〇"));
        assert_eq!(mark("はい", &[]).as_deref(), Some("○ はい"));
        assert_eq!(mark("", &list(&["済"])), None);
        assert_eq!(unmarked("○ はい").as_deref(), Some("はい"));
        assert_eq!(unmarked("○").as_deref(), Some(""));
        assert_eq!(unmarked("はい"), None);
        assert_eq!(unmarked(""), None);
    }

    #[test]
    fn a_day_goes_into_its_blank_and_nothing_else_moves() {
        let day = date(2026, 10, 5);
        for (text, expected) in [
            ("（ / ）", "（10/5）"),
            ("(　／　)", "(10／5)"),
            ("はい\n（ / ）", "はい\n（10/5）"),
            ("（9/30）", "（10/5）"),
            ("　月　日", "10月5日"),
            ("令和　年　月　日", "令和8年10月5日"),
            ("（　　年　月　日）", "（2026年10月5日）"),
            ("令和　/　/　", "令和8/10/5"),
            ("（R7／9／30）", "（R8／10／5）"),
            ("（ / / ）", "（2026/10/5）"),
            ("はい（2025/9/30）", "はい（2026/10/5）"),
            ("2025-09-30", "2026/10/5"),
            ("R7.9.30", "R8/10/5"),
        ] {
            assert_eq!(with_day(text, day).as_deref(), Some(expected), "{text}");
        }
        for other in ["", "はい", "日付の月", "毎月の点検日", "/ / /", "平成 / / ", "令和 / ", "/月/"]
        {
            assert_eq!(with_day(other, day), None, "{other}");
        }
    }

    #[test]
    fn what_an_earlier_filling_left_is_told_from_what_is_printed() {
        for text in ["（10/5）", "令和8年10月5日", "2026-10-05", "46300", "R7/9/30"] {
            assert!(day_is_written(text), "{text}");
        }
        for text in ["", "（ / ）", "令和8年　月　日", "令和8/ / ", "月　日"] {
            assert!(!day_is_written(text), "{text}");
        }
        for text in ["はい（ / ）", "いいえ", "○", "×", "○はい・いいえ", "☑はい □いいえ", "はい・いいえ（10/5）"]
        {
            assert!(answer_is_written(text, &[], false), "{text}");
        }
        for text in ["", "はい・いいえ（ / ）", "□ はい　□ いいえ", "担当者"] {
            assert!(!answer_is_written(text, &[], false), "{text}");
        }
        assert!(!answer_is_written("はい", &[], true) && answer_is_written("○ はい", &[], true));
        let choices = list(&["済", "－"]);
        assert!(answer_is_written("済", &choices, false) && !answer_is_written("－", &choices, false));
    }
}
