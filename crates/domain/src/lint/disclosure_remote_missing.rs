//! Remote maintenance without an SDS of its own, under a はい.

use super::{LintFinding, LintInput, Severity, SheetRow, say};
use crate::disclosure::Subject;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "disclosure_remote_missing";

/// The controls whose はい it speaks against.
const ABOUT: [&str; 2] = ["remote_maintenance", "disclosure_statement"];

/// Source: the R7 manual, 2-②/2-③ (remote maintenance has an SDS of its own); practice.md §4.2.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let rows: Vec<&SheetRow<'_>> =
        input.yes().map(|(row, _)| row).filter(|row| ABOUT.iter().any(|about| row.is_about(about))).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let has = |id: &str| input.statements().any(|one| one.contract_id == id && one.subject == Subject::Remote);
    let missing = input.facts.all(Ledger::Contracts).iter().filter(|contract| {
        let over = contract.day("until").is_some_and(|until| until < input.today);
        let system = input.facts.target(contract, "system");
        let in_scope = system.is_none_or(|system| system.yes("patient_data") != Some(false));
        let received = contract.is("remote_disclosure", "received") || has(&contract.id);
        contract.is("remote", "yes") && !contract.is("kind", "none") && !over && in_scope && !received
    });
    missing
        .map(|contract| {
            let text = format!(
                "「{}」はリモート保守が「あり」なのに、リモート保守のSDSがありません。{}は「はい」です。支援する事業者に請求してください。",
                contract.name(),
                say::items(&rows)
            );
            let links = say::links(&[contract]).into_iter().chain(say::item_links(&rows)).collect();
            LintFinding::new(NAME, Severity::Warning, text, links)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue;
    use crate::disclosure::testing::{lines, statement};
    use crate::disclosure::{Kind, Subject};
    use crate::lint::testing::World;

    #[test]
    fn remote_maintenance_needs_its_own_sds_on_paper_or_in_the_register() {
        assert!(World::clean().silent(NAME));
        let missing = World::clean().set("c1", "remote", "yes").set("c1", "remote_disclosure", "");
        let found = missing.one(NAME);
        assert!(found.concerns("c1") && found.concerns("r7-pharmacy:2-3"), "{found:?}");
        assert!(missing.clone().set("c1", "remote_disclosure", "received").silent(NAME));
        let mut one = statement("d1", &lines());
        assert!(!missing.clone().disclosed(one.clone()).silent(NAME), "an MDS of the system is none");
        (one.subject, one.kind) = (Subject::Remote, Kind::Sds);
        assert!(missing.clone().disclosed(one).silent(NAME));
        let no = missing.answer("r7-pharmacy:2-2", AnswerValue::No).answer("r7-pharmacy:2-3", AnswerValue::No);
        assert!(no.silent(NAME), "nobody said はい");
    }
}
