//! What the words around the rows mean: title, year, side, section, target, notes.

use super::heading;
use tate_domain::edition::{Side, Target};
use tate_domain::text::nfkc;

/// The longest section heading, in characters.
const LONGEST_SECTION: usize = 40;

/// A cell's text on one line: wrapped lines are joined, a line that begins with ※ stays apart.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
        if part.starts_with(['※', '＊']) && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// A heading that names the workbook: it says チェックリスト and is no sentence.
pub(super) fn is_title(text: &str) -> bool {
    text.contains("チェックリスト") && !is_note(text) && !text.contains('。') && text.chars().count() <= 80
}

/// A line that explains the table.
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['＊', '*', '※', '●', '○', '・', '■', '◆']) || text.starts_with("注") || text.starts_with("（注")
}

/// 令和8年度 → 2026.
pub(super) fn fiscal_year(text: &str) -> Option<i16> {
    let plain: String = nfkc(text).chars().filter(|c| !c.is_whitespace()).collect();
    plain.match_indices("令和").find_map(|(at, _)| {
        let rest = &plain[at + "令和".len()..];
        let (year, tail) = match rest.strip_prefix('元') {
            Some(tail) => (1, tail),
            None => {
                let end = rest.find(|c: char| !c.is_ascii_digit())?;
                (rest[..end].parse().ok()?, &rest[end..])
            }
        };
        (tail.starts_with("年度") && (1..=99).contains(&year)).then_some(2018 + year)
    })
}

/// 医療機関確認用, 薬局確認用, 事業者確認用.
pub(super) fn side(text: &str) -> Option<Side> {
    let at = text.find("確認用")?;
    let before: String = text[..at].chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
    if before.contains("事業者") {
        Some(Side::Vendor)
    } else if before.contains("医療機関") || before.contains("薬局") || before.contains("病院") {
        Some(Side::Facility)
    } else {
        None
    }
}

/// The kinds of facility that a text names.
pub(super) fn kinds(text: &str) -> Vec<String> {
    let medical = ["hospital", "clinic", "dental"];
    let mut kinds: Vec<&str> = Vec::new();
    if text.contains("医療機関") {
        kinds.extend(medical);
    }
    if text.contains("薬局") {
        kinds.insert(0, "pharmacy");
    }
    kinds.into_iter().map(str::to_owned).collect()
}

/// A section heading: `２　医療情報システムの管理・運用` → `2 医療情報システムの管理・運用`.
pub(super) fn section(text: &str) -> Option<String> {
    let line = one_line(text);
    let mut chars = line.chars();
    let digit = match chars.next()? {
        c @ '1'..='9' => c,
        c @ '１'..='９' => char::from_u32(c as u32 - 0xFEE0)?,
        c @ 'Ⅰ'..='Ⅸ' => char::from_u32(c as u32 - 'Ⅰ' as u32 + u32::from(b'1'))?,
        _ => return None,
    };
    let rest = chars.as_str();
    let name: String = rest.trim_start_matches([' ', '　', '.', '．', '、', '）', ')']).split_whitespace().collect();
    let begins_with_a_word = name.chars().next().is_some_and(char::is_alphabetic);
    let short = name.chars().count() >= 2 && line.chars().count() <= LONGEST_SECTION;
    (begins_with_a_word && short && !line.contains('。') && heading::word(&line).is_none())
        .then(|| format!("{digit} {name}"))
}

/// What a subheading sets for the rows below it: 「サーバについて、以下を実施している。」.
pub(super) fn subheading(text: &str) -> Option<Target> {
    let line = one_line(text);
    (line.contains("について") && line.contains("以下")).then(|| target_in(&line)).flatten()
}

/// A cell that only names what a row is about.
pub(super) fn target(text: &str) -> Option<Target> {
    let line: String = nfkc(text).split_whitespace().collect();
    let short = line.chars().count() <= 14 && !line.contains('。');
    short.then(|| target_in(&line)).flatten()
}

fn target_in(line: &str) -> Option<Target> {
    let line = nfkc(line);
    [
        ("ネットワーク", Target::Network),
        ("端末", Target::Terminal),
        ("サーバ", Target::Server),
        ("全般", Target::General),
        ("共通", Target::General),
    ]
    .into_iter()
    // A line that names several is about all of them.
    .filter(|(word, _)| line.contains(word))
    .map(|(_, target)| target)
    .reduce(|first, next| if first == next { first } else { Target::General })
}

/// The question before all others.
pub(super) fn is_gate(text: &str) -> bool {
    text.contains("システム") && (text.contains("導入") || text.contains("運用している")) && text.contains("い")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_that_of_the_title() {
        assert_eq!(fiscal_year("令和８年度 架空のチェックリスト"), Some(2026));
        assert_eq!(fiscal_year("平成から令和 元年度まで"), Some(2019));
        assert_eq!(fiscal_year("令和7年4月1日"), None);
    }

    #[test]
    fn sections_targets_and_sides_are_told_apart() {
        assert_eq!(section("２　医療情報\nシステムの\n管理・運用").as_deref(), Some("2 医療情報システムの管理・運用"));
        for other in ["2-⑦", "1回目", "2", "3 件ある。", "体制構築", "2026/4/1"] {
            assert_eq!(section(other), None, "{other}");
        }
        assert_eq!(subheading("端末ＰＣについて、以下を実施している。"), Some(Target::Terminal));
        assert_eq!(subheading("医療情報システム全般について、以下を行う。"), Some(Target::General));
        assert_eq!(subheading("サーバの記録を見ている。"), None);
        assert_eq!(target("ﾈｯﾄﾜｰｸ\n機器"), Some(Target::Network));
        assert_eq!(side("（医療機関・薬局確認用）"), Some(Side::Facility));
        assert_eq!(side("事業者確認用"), Some(Side::Vendor));
        assert_eq!(side("確認用"), None);
        assert_eq!(kinds("医療機関・薬局確認用").len(), 4);
    }

    #[test]
    fn wrapped_lines_are_joined_and_a_remark_stays_apart() {
        assert_eq!(one_line("台帳が\nある。\n ※契約がなければ\n不要"), "台帳がある。 ※契約がなければ不要");
    }
}
