//! The facility says はい where a vendor refused, was not asked, or says the opposite.

use super::{Link, LintFinding, LintInput, Severity, SheetRow, say};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::vendor::{RollLine, Rolled, roll_up};

pub(super) const NAME: &str = "vendor_says_otherwise";

/// Source: practice.md §4.3 (vendor いいえ/未回答 under facility はい); Q&A 12-14, 12-21, 12-23 (only with a contract).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found = Vec::new();
    for contract in input.facts.all(Ledger::Contracts).iter().filter(|contract| counts(input, contract)) {
        for (column, code, concepts, said, severity) in SAYINGS {
            if !contract.is(column, code) {
                continue;
            }
            let rows: Vec<&SheetRow<'_>> = input
                .yes()
                .map(|(row, _)| row)
                .filter(|row| concepts.iter().any(|about| row.is_about(about)))
                .collect();
            if rows.is_empty() {
                continue;
            }
            let text = format!(
                "「{}」では{said}のに、{}は「はい」です。事業者に確かめるか、回答を直してください。",
                contract.name(),
                say::items(&rows)
            );
            let links = say::links(&[contract]).into_iter().chain(say::item_links(&rows)).collect();
            found.push(LintFinding::new(NAME, severity, text, links).marked(column));
        }
    }
    found.extend(input.yes().flat_map(|(row, _)| by_sheets(input, row)));
    found
}

/// What the vendors' sheets of this year say about a row that the facility answered with はい (Q&A 12-14, 12-21): an いいえ
/// stands against it; silence does once the deadline is over or the vendor has refused, and is a warning before.
fn by_sheets(input: &LintInput<'_>, row: &SheetRow<'_>) -> Vec<LintFinding> {
    let Some(concept) = row.item.concepts.first() else { return Vec::new() };
    let roll = roll_up(input.facts.asked(), concept, row.item.target);
    let finding = |severity, lines: &[&RollLine], said: &str, mark: &str| {
        let names: Vec<&str> = lines.iter().take(3).map(|line| line.who.as_str()).collect();
        let more = if lines.len() > 3 { format!("ほか{}件", lines.len() - 3) } else { String::new() };
        let text = format!(
            "{}{more}{said}のに、{}は「はい」です。事業者に確かめるか、回答を直してください（事業者の回答：{}）。",
            names.join("、"),
            row.name(),
            roll.words()
        );
        let contracts = lines.iter().map(|line| Link::Row(line.pointer()));
        LintFinding::new(NAME, severity, text, std::iter::once(row.link()).chain(contracts).collect()).marked(mark)
    };
    let mut found = Vec::new();
    let against: Vec<&RollLine> = roll.against().collect();
    if !against.is_empty() {
        found.push(finding(Severity::MustFix, &against, "が「いいえ」と回答している", "sheet:no"));
    }
    let (late, waiting): (Vec<&RollLine>, Vec<&RollLine>) =
        roll.without_answer().partition(|line| line.says == Rolled::Refused || line.deadline < input.today);
    if !late.is_empty() {
        found.push(finding(Severity::MustFix, &late, "から期限までに回答がない", "sheet:late"));
    }
    if !waiting.is_empty() {
        found.push(finding(Severity::Warning, &waiting, "の回答を待っている", "sheet:waiting"));
    }
    found
}

type Saying = (&'static str, &'static str, &'static [&'static str], &'static str, Severity);

/// Column, code, the controls it speaks against, in words, and how much it weighs.
const SAYINGS: [Saying; 8] = [
    ("disclosure", "refused", &["disclosure_statement"], "事業者がMDS/SDSの提出を断っている", Severity::MustFix),
    ("disclosure", "none", &["disclosure_statement"], "MDS/SDSをまだ請求していない", Severity::MustFix),
    ("disclosure", "requested", &["disclosure_statement"], "MDS/SDSの返事を待っている", Severity::Warning),
    (
        "vendor_sheet",
        "refused",
        &["remote_maintenance", "disclosure_statement"],
        "事業者が確認用シートを断っている",
        Severity::Warning,
    ),
    (
        "vendor_sheet",
        "none",
        &["remote_maintenance", "disclosure_statement"],
        "事業者に確認用シートをまだ依頼していない",
        Severity::Warning,
    ),
    ("remote", "asking", &["remote_maintenance"], "リモート保守の有無の返事を待っている", Severity::Warning),
    ("password_unique", "no", &["password_reuse"], "事業者が管理するパスワードがほかの顧客と同じ", Severity::MustFix),
    ("patch_duty", "unclear", &["patch_server_terminal"], "更新作業を誰が行うかが決まっていない", Severity::Warning),
];

/// A contract under which somebody must answer, of a system in scope.
fn counts(input: &LintInput<'_>, contract: &Row) -> bool {
    let in_scope =
        input.facts.target(contract, "system").is_none_or(|system| system.yes("patient_data") != Some(false));
    !contract.is("kind", "none") && in_scope
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::lint::Severity::{MustFix, Warning};
    use crate::lint::testing::World;
    use crate::vendor::testing::asked;
    use crate::vendor::{Asked, State, Value};

    #[test]
    fn a_refused_statement_speaks_against_the_yes_and_not_against_a_no() {
        let refused = World::clean().set("c1", "disclosure", "refused");
        let found = refused.one(NAME);
        assert!(found.severity == MustFix && found.concerns("c1") && found.concerns("r7-pharmacy:2-3"));
        assert!(refused.answer("r7-pharmacy:2-3", AnswerValue::No).silent(NAME));
        assert_eq!(World::clean().set("c1", "disclosure", "requested").one(NAME).severity, Warning);
    }

    #[test]
    fn a_vendor_who_was_not_asked_or_shares_passwords_is_named() {
        assert!(World::clean().silent(NAME));
        assert!(World::clean().set("c1", "vendor_sheet", "none").one(NAME).concerns("r7-pharmacy:2-2"));
        assert!(World::clean().set("c1", "password_unique", "no").one(NAME).concerns("r7-pharmacy:2-8"));
    }

    #[test]
    fn a_vendors_no_and_silence_past_the_deadline_stand_against_a_yes() {
        let patching = |asked: Vec<Asked>| World::clean().asking(asked).run(NAME);
        assert!(patching(vec![asked(Some(Value::Yes))]).is_empty(), "negative control");
        let against = patching(vec![asked(Some(Value::Yes)), asked(Some(Value::No))]);
        assert_eq!((against.len(), against[0].severity), (1, MustFix));
        assert!(against[0].concerns("r7-pharmacy:2-6") && against[0].text.contains("1はい／1いいえ"));
        // The deadline of the request is over on the day of these tests.
        assert_eq!(patching(vec![asked(None)])[0].severity, MustFix);
        let mut waiting = asked(None);
        waiting.request.deadline = crate::lint::testing::TODAY;
        assert_eq!(patching(vec![waiting.clone()])[0].severity, Warning);
        waiting.request.state = State::Refused;
        assert_eq!(patching(vec![waiting])[0].severity, MustFix);
    }

    #[test]
    fn a_vendors_no_under_a_no_is_no_contradiction() {
        let world = World::clean().asking(vec![asked(Some(Value::No))]);
        assert!(world.answer("r7-pharmacy:2-6", AnswerValue::No).silent(NAME));
    }

    #[test]
    fn without_a_contract_or_patient_data_nobody_has_to_answer() {
        let refused = World::clean().set("c1", "disclosure", "refused");
        assert!(refused.clone().set("c1", "kind", "none").silent(NAME));
        assert!(refused.set("s1", "patient_data", "no").silent(NAME));
    }
}
