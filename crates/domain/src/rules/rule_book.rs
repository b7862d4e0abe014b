//! 4-① 1〜3の全項目の実施方法を定めた規程.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, papers};
use crate::date::FiscalYear;
use crate::facts::Row;
use crate::ledger::{Kind, Ledger};
use jiff::ToSpan as _;

pub(super) const NAME: &str = "rule_book";

/// Item 4-①. Source: the R7 manual, 4-① (catalogs/SOURCES.md): every row of sections 1 to 3 has its clause.
///
/// * はい: rules approved by a named person and changed since the fiscal year of the edition began, with a clause for each
///   of the 17 subjects, none of which contradicts the settings.
/// * いいえ: the clause on passwords asks for more characters than a system or device does.
/// * 判断できない: no rules, not approved, older than the edition, a subject without a clause, fewer characters than the
///   edition allows.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let books = papers::of_kind(input, "rules");
    if books.is_empty() {
        tally.missing(
            "運用管理規程などの規程が登録されていません。「文書」に登録し、条ごとに項目と結び付けてください。",
            &[],
        );
    }
    papers::ask_approval(input, &books, "規程", &mut tally);
    age(input, &books, &mut tally);
    subjects(input, &mut tally);
    passwords(input, &mut tally);
    if !books.is_empty() {
        tally.note(format!("規程類は{}件です（{}）。", books.len(), names(&books)), &books);
    }
    tally.finish()
}

/// Rules written before the edition cannot know its new rows.
fn age(input: &RuleInput<'_>, books: &[&Row], tally: &mut Tally) {
    let since = match input.params.edition_year {
        Some(year) => Some(FiscalYear(year).first()),
        None => input.today.checked_sub(input.params.paper_max_age_days.days()).ok(),
    };
    if let Some(since) = since {
        papers::ask_change_since(input, books, since, "この版で加わった項目を定めていないおそれがあります。", tally);
    }
}

/// The rows of sections 1 to 3 that no clause in force covers.
fn subjects(input: &RuleInput<'_>, tally: &mut Tally) {
    let Some(Kind::Choice(topics)) = Ledger::Clauses.column("topic").map(|column| column.kind) else { return };
    let absent: Vec<&str> = topics
        .iter()
        .filter(|(code, _)| papers::clause(input, code).is_none())
        .map(|(_, label)| label.split_once(' ').map_or(*label, |(number, _)| number))
        .collect();
    let (all, left) = (topics.len(), absent.len());
    if left == 0 {
        tally.note(format!("{all}項目のすべてに、規程の条があります。"), &[]);
        return;
    }
    tally.missing(
        format!(
            "規程の条：{all}項目中{}項目を確認しました。残り{left}項目（{}）の条がありません。規程に定め、条番号を登録してください。",
            all - left,
            absent.join("、")
        ),
        &[],
    );
}

/// What the clause says about the length of passwords, against the settings.
fn passwords(input: &RuleInput<'_>, tally: &mut Tally) {
    let Some(clause) = papers::clause(input, "2-7") else { return };
    let Some(ruled) = clause.number("password_min") else {
        tally.missing(
            "パスワードの条の「定めたパスワードの桁数」が空欄です。規程の桁数を入力すると、設定との食い違いを調べられます。",
            &[clause],
        );
        return;
    };
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    let devices: Vec<&Row> = input.facts.devices_in_use().collect();
    let short = pick(&[scope, devices].concat(), |row| row.number("password_min").is_some_and(|least| least < ruled));
    if !short.is_empty() {
        let text = format!(
            "規程のパスワードは{ruled}桁以上ですが、それより短い設定が{}件あります（{}）。設定か規程を直してください。",
            short.len(),
            names(&short)
        );
        tally.against(text, &[&[clause][..], &short].concat());
    }
    let floor = input.params.password_variants.iter().map(|variant| variant.min_length).min();
    if let Some(floor) = floor.filter(|floor| ruled < *floor) {
        tally.missing(
            format!("規程のパスワードは{ruled}桁以上ですが、この版の条件は{floor}桁以上です。規程を改めてください。"),
            &[clause],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Clauses, Papers};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn approved_rules_with_a_clause_for_every_row_are_enough() {
        World::clean().expect(NAME, Yes, "17項目のすべて", &[]);
        World::clean().expect(NAME, Yes, "規程類は1件", &["e1"]);
    }

    #[test]
    fn rules_that_ask_for_longer_passwords_than_the_settings_are_counter_evidence() {
        World::clean().set("k2-7", "password_min", "13").expect(NAME, No, "13桁以上", &["k2-7", "s2"]);
        World::clean().set("d2", "password_min", "6").expect(NAME, No, "短い設定が1件", &["k2-7", "d2"]);
        assert_eq!(
            World::clean().set("s2", "patient_data", "no").set("k2-7", "password_min", "13").run(NAME).verdict,
            Yes
        );
    }

    #[test]
    fn no_rules_or_unapproved_ones_do_not_decide_and_carry_no_clause() {
        World::clean().without_ledger(Papers).expect(NAME, Undetermined, "規程が登録されていません", &[]);
        let draft = World::clean().set("e1", "approved", "");
        draft.expect(NAME, Undetermined, "規程の承認：1件中0件", &["e1"]);
        draft.expect(NAME, Undetermined, "17項目中0項目", &[]);
    }

    #[test]
    fn rules_older_than_the_edition_are_stale() {
        let old = World::clean().set("e1", "approved", "2023-04-01").set("e1", "revised", "2025-03-31");
        old.expect(NAME, Undetermined, "2025/04/01より前", &["e1"]);
        assert_eq!(old.set("e1", "revised", "2025-04-01").run(NAME).verdict, Yes);
    }

    #[test]
    fn rows_without_a_clause_are_counted_and_named() {
        let world = World::clean().without(&["k2-8", "k3-3"]);
        world.expect(NAME, Undetermined, "17項目中15項目を確認しました。残り2項目（2-⑧、3-③）", &[]);
        World::clean().without_ledger(Clauses).expect(NAME, Undetermined, "17項目中0項目", &[]);
    }

    #[test]
    fn the_length_in_the_clause_must_be_known_and_within_the_edition() {
        World::clean().set("k2-7", "password_min", "").expect(NAME, Undetermined, "桁数」が空欄", &["k2-7"]);
        World::clean().set("k2-7", "password_min", "6").expect(NAME, Undetermined, "この版の条件は8桁", &["k2-7"]);
    }
}
