//! From the rules of an item to its one proposal.

use super::{Finding, Item, RuleInput, contracts, find, tally::Tally};
use crate::proposal::{Missing, Proposal, Verdict};

/// One proposal per item, in the order of the items.
#[must_use]
pub fn propose(items: &[Item<'_>], input: &RuleInput<'_>) -> Vec<Proposal> {
    items.iter().map(|item| propose_one(item, input)).collect()
}

fn propose_one(item: &Item<'_>, input: &RuleInput<'_>) -> Proposal {
    let proposal = |finding: Finding| Proposal {
        item: item.id.to_owned(),
        verdict: finding.verdict,
        reasons: finding.reasons,
        missing: finding.missing,
        entry: finding.entry,
    };
    if item.skip_without_network && input.facts.profile.has_network == Some(false) {
        return proposal(if item.rules.is_empty() {
            Finding {
                verdict: Verdict::NotApplicable,
                reasons: vec![],
                missing: vec![human_statement(item)],
                entry: vec![],
            }
        } else {
            let why = "外部とつながる回線がない施設として登録されているため、この項目は対象外です。";
            Tally::new(&item.rules[0]).not_applicable(why)
        });
    }
    if item.rules.is_empty() {
        return proposal(Finding {
            verdict: Verdict::Undetermined,
            reasons: vec![],
            missing: vec![human_statement(item)],
            entry: vec![],
        });
    }
    let found = combine(item.rules.iter().map(|name| run(name, input)));
    // Counter-evidence outweighs the exemption: an unexplained remote tool must not vanish behind 対象外.
    if item.skip_without_contract && found.verdict != Verdict::No && contracts::none_at_all(input) {
        return proposal(Tally::new(&item.rules[0]).not_applicable(contracts::WHY_NOT_APPLICABLE));
    }
    if item.person_says_yes && matches!(found.verdict, Verdict::Yes | Verdict::NotApplicable) {
        let missing = vec![human_statement(item)];
        return proposal(Finding { verdict: Verdict::Undetermined, missing, ..found });
    }
    proposal(found)
}

fn run(name: &str, input: &RuleInput<'_>) -> Finding {
    match find(name) {
        Some(rule) => (rule.check)(input),
        None => {
            let mut tally = Tally::new(name);
            tally.missing(
                format!("規則「{name}」がこの版の盾にありません。項目の説明を見て、人が判断してください。"),
                &[],
            );
            tally.finish()
        }
    }
}

/// Several rules of one item: the worst verdict holds; 対象外 only when every rule says so.
fn combine(findings: impl Iterator<Item = Finding>) -> Finding {
    let severity = |verdict| match verdict {
        Verdict::No => 3,
        Verdict::Undetermined => 2,
        Verdict::Yes => 1,
        Verdict::NotApplicable => 0,
    };
    let mut all: Vec<Finding> = findings.collect();
    // Stable: the reasons of the worst finding, its counter-evidence included, come first.
    all.sort_by_key(|finding| std::cmp::Reverse(severity(finding.verdict)));
    let verdict = all.first().map_or(Verdict::Undetermined, |worst| worst.verdict);
    let (mut reasons, mut missing, mut entry) = (vec![], vec![], vec![]);
    for finding in all {
        entry.extend(finding.entry);
        reasons.extend(finding.reasons);
        missing.extend(finding.missing);
    }
    Finding { verdict, reasons, missing, entry }
}

fn human_statement(item: &Item<'_>) -> Missing {
    let text =
        format!("「{}」は、台帳のデータからは判断できません。人が確かめて答える項目です。{}", item.label, item.look_at);
    Missing { rule: "human_statement".to_owned(), text, rows: vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::World;

    fn item<'a>(rules: &'a [String]) -> Item<'a> {
        Item {
            id: "x",
            rules,
            label: "試し",
            skip_without_contract: false,
            skip_without_network: false,
            person_says_yes: false,
            look_at: "設定画面を見ます。",
        }
    }

    #[test]
    fn an_item_without_rules_says_that_a_person_must_look() {
        let mut item = item(&[]);
        let found = World::clean().propose(&item);
        assert_eq!((found.verdict, found.reasons.len()), (Verdict::Undetermined, 0));
        assert_eq!(found.missing[0].rule, "human_statement");
        assert!(found.missing[0].text.contains("設定画面を見ます。"), "{}", found.missing[0].text);
        item.skip_without_network = true;
        let mut world = World::clean();
        world.profile.has_network = Some(false);
        assert_eq!(world.propose(&item).verdict, Verdict::NotApplicable);
    }

    #[test]
    fn purchase_only_takes_the_contract_items_away_unless_something_speaks_against() {
        let rules = ["remote_maintenance".to_owned()];
        let item = Item { skip_without_contract: true, ..item(&rules) };
        let world = World::clean().set("c1", "kind", "none").set("c2", "kind", "none").set("d1", "remote", "no");
        assert_eq!(world.propose(&item).verdict, Verdict::NotApplicable);
        assert_eq!(world.set("d2", "software", "AnyDesk").propose(&item).verdict, Verdict::No);
    }

    #[test]
    fn where_a_person_says_yes_the_facts_only_ever_say_no() {
        let rules = ["disclosure".to_owned()];
        let item = Item { person_says_yes: true, ..item(&rules) };
        let found = World::clean().propose(&item);
        assert_eq!((found.verdict, found.missing.len()), (Verdict::Undetermined, 1));
        assert!(!found.reasons.is_empty(), "what the ledgers show stays visible");
        let refused = World::clean().set("c1", "disclosure", "refused").propose(&item);
        assert_eq!(refused.verdict, World::clean().set("c1", "disclosure", "refused").run("disclosure").verdict);
        assert_ne!(refused.verdict, Verdict::Yes);
    }

    #[test]
    fn two_rules_of_one_item_give_the_worse_verdict_and_its_reasons_first() {
        let rules = ["disclosure".to_owned(), "patching".to_owned()];
        let found = World::clean().set("d2", "os", "Windows 7 Professional").propose(&item(&rules));
        assert_eq!(found.verdict, Verdict::No);
        assert_eq!(found.reasons[0].rule, "patching");
        let unknown = ["no_such_rule".to_owned()];
        assert_eq!(World::clean().propose(&item(&unknown)).verdict, Verdict::Undetermined);
    }
}
