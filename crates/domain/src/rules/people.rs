//! People behind accounts: who a holder cell names, and which row of the people ledger that is.

use super::RuleInput;
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::text::{nfkc, search_key};

/// The people that a holder cell names. 「院長・事務」 are two, 「ジョン・スミス」 and 「山本（薬剤師、管理者）」 are one.
pub(super) fn holders(cell: &str) -> Vec<String> {
    let text = without_brackets(&nfkc(cell));
    let mut found = vec![String::new()];
    let chars: Vec<char> = text.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let splits = match c {
            '、' | ',' | '&' | ';' | '+' | '\n' => true,
            // 氏名/職種 is one person.
            '/' => !is_name_with_job(&text),
            '・' => !(at > 0 && katakana(chars[at - 1]) && chars.get(at + 1).copied().is_some_and(katakana)),
            'と' => joins(&chars, at),
            _ => false,
        };
        if splits {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Whether several people hold the account: several names, or a word for all of them.
pub(crate) fn is_joint(cell: &str) -> bool {
    let key = search_key(cell);
    let everyone =
        ["全員", "共用", "共有", "みんな", "ほか", "他数名"].iter().any(|word| key.contains(&search_key(word)));
    let and_others =
        key.match_indices('他').any(|(at, word)| key[at + word.len()..].starts_with(|c: char| c.is_ascii_digit()));
    everyone || and_others || holders(cell).len() > 1
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| match c {
            '(' | '[' | '【' | '「' => {
                depth += 1;
                false
            }
            ')' | ']' | '】' | '」' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

fn katakana(c: char) -> bool {
    ('ァ'..='ー').contains(&c)
}

/// Whether と at `at` joins two names. Between hiragana it belongs to a name: やまもと たろう.
fn joins(chars: &[char], at: usize) -> bool {
    let hiragana = |c: Option<&char>| c.is_some_and(|c| ('ぁ'..='ゖ').contains(c));
    let after_san = at >= 2 && chars[at - 2..at] == ['さ', 'ん'];
    let apart = !hiragana(chars[..at].last()) && !hiragana(chars.get(at + 1));
    at >= 2 && chars.len() > at + 2 && (apart || after_san)
}

/// Words for a job, which name no person beside a name.
const JOBS: [&str; 11] =
    ["院長", "薬局長", "管理薬剤師", "薬剤師", "医師", "歯科医師", "看護師", "事務", "事務員", "受付", "管理者"];

fn is_name_with_job(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    parts.len() == 2 && parts.iter().filter(|part| JOBS.contains(part)).count() == 1
}

/// The row of the people ledger that an account points at, or whose name is its holder's.
///
/// With two people of one name, one who works here is taken: a namesake who left proves nothing.
pub(crate) fn of_account<'a>(facts: &'a Facts, account: &Row, today: jiff::civil::Date) -> Vec<&'a Row> {
    if let Some(person) = facts.target(account, "person") {
        return vec![person];
    }
    let keys: Vec<String> = holders(account.text("holder")).iter().map(|name| search_key(name)).collect();
    let named = |key: &String| {
        let mut same: Vec<&Row> =
            facts.all(Ledger::People).iter().filter(|person| search_key(person.text("name")) == *key).collect();
        same.sort_by_key(|person| !Facts::works_here(person, today));
        same.first().copied()
    };
    keys.iter().filter_map(named).collect()
}

/// The appointment to a role that holds today, with its person who works here.
pub(super) fn holding<'a>(input: &RuleInput<'a>, role: &str) -> Option<(&'a Row, &'a Row)> {
    let appointment = input.facts.appointed(role, input.today)?;
    let person = input.facts.target(appointment, "person")?;
    Facts::works_here(person, input.today).then_some((appointment, person))
}

/// Whether the account belongs to a clerk (事務): the person's job decides, else what the account says.
pub(super) fn is_clerk(account: &Row, people: &[&Row]) -> bool {
    if let Some(person) = people.iter().find(|person| person.filled("job").is_some()) {
        return person.is("job", "clerk");
    }
    let clerk = |text: &str| text.contains("事務") && !text.contains("事務長") && !text.contains("事務局長");
    clerk(account.text("department"))
        || holders(account.text("holder")).iter().any(|name| name.starts_with("事務") && clerk(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jointly_held_ids_are_seen_in_every_spelling() {
        for cell in [
            "院長・事務",
            "山田、佐藤",
            "山田,佐藤",
            "山田／佐藤",
            "山田＆佐藤",
            "院長と事務",
            "山田さんと佐藤さん",
            "職員全員",
            "共用",
            "山田 他2名",
            "山田ほか",
        ] {
            assert!(is_joint(cell), "{cell}");
        }
    }

    #[test]
    fn one_person_stays_one_person() {
        for cell in [
            "",
            "山田花子",
            "ジョン・スミス",
            "やまもと たろう",
            "さとう",
            "山本（薬剤師、管理者）",
            "山田花子/薬剤師",
            "小林 美と里",
        ] {
            assert!(!is_joint(cell), "{cell}");
        }
    }
}
