//! G-MIS Q16: whether contracts say who does what.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, contracts};

pub(super) const NAME: &str = "contract_duties";

/// Whether the sharing of duties with the vendors stands in contract or SLA. Source: the survey's guide, Q16
/// (catalogs/SOURCES.md).
///
/// * はい: every contract that is asked has its 更新作業の分担, the duty the ledger knows, and every system its contract row.
/// * いいえ: a contract in which it is 決まっていない.
/// * 判断できない: empty; a system of which no contract is known; nothing but purchases.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let asked = contracts::asked(input);
    if asked.is_empty() {
        tally.missing(
            "事業者との契約が登録されていません。「契約」の台帳に、更新作業の分担とともに登録してください。",
            &[],
        );
    }
    let open = contracts::systems_without_row(input);
    let scope = input.facts.systems_in_scope().count();
    tally.gap("システムの契約", "件", scope, &open, "契約の有無を登録してください。");
    let unclear = pick(&asked, |row| row.is("patch_duty", "unclear"));
    if !unclear.is_empty() {
        tally.against(
            format!(
                "更新作業の分担が決まっていない契約が{}件あります（{}）。事業者と決めて、契約書か合意書に書いてください。",
                unclear.len(),
                names(&unclear)
            ),
            &unclear,
        );
    }
    let open = pick(&asked, |row| row.filled("patch_duty").is_none());
    tally.gap("更新作業の分担", "件", asked.len(), &open, "契約書やSLAを見て、だれが行うかを選んでください。");
    let settled = asked.len() - open.len() - unclear.len();
    if settled > 0 {
        tally.note(
            format!(
                "契約{}件のうち{settled}件で、更新作業の分担が決まっています。ログの確認、バックアップ、事故の連絡などの分担は、契約書で確かめてください。",
                asked.len()
            ),
            &[],
        );
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Contracts, Systems};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_duty_in_every_contract_is_enough_whoever_has_it() {
        World::clean().expect(NAME, Yes, "契約2件のうち2件", &[]);
        assert_eq!(World::clean().set("c1", "patch_duty", "facility").run(NAME).verdict, Yes);
    }

    #[test]
    fn an_undecided_duty_is_counter_evidence_and_an_empty_one_is_asked_for() {
        World::clean().set("c1", "patch_duty", "unclear").expect(NAME, No, "決まっていない契約が1件", &["c1"]);
        World::clean().set("c1", "patch_duty", "").expect(NAME, Undetermined, "分担：2件中1件", &["c1"]);
    }

    #[test]
    fn missing_contracts_are_asked_for() {
        World::clean().without_ledger(Contracts).expect(NAME, Undetermined, "契約が登録されていません", &[]);
        World::clean().with(Systems, "s3", &[("name", "監査")]).expect(NAME, Undetermined, "3件中2件", &["s3"]);
        let bought = World::clean().set("c1", "kind", "none").set("c2", "kind", "none");
        assert_eq!(bought.run(NAME).verdict, Undetermined);
    }
}
