//! Many answers confirmed by one person within a minute.

use super::chain::{BURST_SECONDS, MOST_SHOPS_A_MINUTE};
use super::{LintFinding, LintInput, Severity, SheetRow, say};
use jiff::Timestamp;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "bulk_answers";
/// More rows than this within a minute cannot have been read.
const MOST_ROWS_A_MINUTE: usize = 20;

/// Source: practice.md §4.3 (answered for >20 rows or >20 shops within one minute). Self-checks and surveys are saved
/// as whole sheets and do not count.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = rows_at_once(input);
    let Some((chain, own)) = input.chain else { return found };
    for burst in chain.bursts_of(own) {
        let rows: Vec<&SheetRow<'_>> =
            input.checklist().filter(|row| row.answer.is_some_and(|answer| answer.by == burst.by)).collect();
        if rows.is_empty() {
            continue;
        }
        let text = format!(
            "{}さんは、{}店の回答を1分のあいだに確定しています（目安は{MOST_SHOPS_A_MINUTE}店まで）。この店のようすを確かめたかを見直してください。",
            burst.by,
            burst.shops.len()
        );
        found.push(LintFinding::new(NAME, Severity::Warning, text, say::item_links(&rows)).marked("shops"));
    }
    found
}

fn rows_at_once(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut by_person: BTreeMap<&str, Vec<(i64, &SheetRow<'_>)>> = BTreeMap::new();
    for row in input.checklist() {
        let Some(answer) = row.answer else { continue };
        if let Ok(at) = answer.at.parse::<Timestamp>() {
            by_person.entry(&answer.by).or_default().push((at.as_second(), row));
        }
    }
    let mut found = Vec::new();
    for (by, mut given) in by_person {
        given.sort_by_key(|(at, _)| *at);
        let mut largest: &[(i64, &SheetRow<'_>)] = &[];
        let mut first = 0;
        for last in 0..given.len() {
            while given[last].0 - given[first].0 > BURST_SECONDS {
                first += 1;
            }
            if last + 1 - first > largest.len() {
                largest = &given[first..=last];
            }
        }
        if largest.len() > MOST_ROWS_A_MINUTE {
            let rows: Vec<&SheetRow<'_>> = largest.iter().map(|(_, row)| *row).collect();
            let text = format!(
                "{by}さんは、{}項目の回答を1分のあいだに確定しています。1つずつ確かめたかを見直してください。",
                rows.len()
            );
            found.push(LintFinding::new(NAME, Severity::Warning, text, say::item_links(&rows)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue::Yes;
    use crate::lint::ShopAnswer;
    use crate::lint::testing::{ANSWERED, World};

    /// Shops of which each answered one item, `step` seconds after the one before.
    fn shops(count: i64, step: i64) -> World {
        let start: jiff::Timestamp = ANSWERED.parse().unwrap();
        let shop = |n: i64| ShopAnswer {
            shop: if n == 0 { "own".into() } else { format!("shop{n}") },
            kind: "pharmacy",
            item: "r7-pharmacy:2-1".into(),
            value: Yes,
            reason: String::new(),
            by: "緑川 一郎".into(),
            at: (start + jiff::SignedDuration::from_secs(n * step)).to_string(),
        };
        World::clean().shops((0..count).map(shop).collect())
    }

    #[test]
    fn twenty_one_shops_in_a_minute_are_too_many_and_twenty_are_not() {
        assert!(shops(21, 3).one(NAME).text.contains("21店"));
        assert!(shops(20, 3).silent(NAME));
        assert!(shops(40, 4).silent(NAME), "one after another");
    }

    #[test]
    fn a_sheet_of_nineteen_rows_can_be_confirmed_at_once_and_more_than_twenty_rows_are_asked_about() {
        assert!(World::clean().silent(NAME));
        let mut world = World::clean();
        let items: Vec<String> = world.given.keys().cloned().collect();
        for item in &items {
            world = world.given(item, |given| given.answer.at = ANSWERED.into());
        }
        assert_eq!(items.len(), 19);
        assert!(world.silent(NAME));
        // Whole sheets of a self-check are saved at once.
        for n in 1..=97 {
            world = world.answer(&format!("gl52-sysadmin:s{n:02}"), Yes);
        }
        assert!(world.silent(NAME));
    }
}
