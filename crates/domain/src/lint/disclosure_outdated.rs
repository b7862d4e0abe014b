//! A disclosure statement that is older than what can be asked for today.

use super::{Link, LintFinding, LintInput, Severity};
use crate::disclosure::outdated;

pub(super) const NAME: &str = "disclosure_outdated";

/// Source: Q&A 5-1 and 5-4 (an older version is tolerated, an update is asked for); practice.md §4.2, 2-③.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let old = input.statements().filter_map(|one| {
        let remarks = outdated(one, input.versions, input.today);
        let first = remarks.first()?;
        let text = format!("「{}」の開示書（{}）は、{}", one.product, one.document(), first.text);
        Some(LintFinding::new(NAME, Severity::Note, text, vec![Link::from(one)]).see(super::say::contract(input, one)))
    });
    old.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::disclosure::State;
    use crate::disclosure::testing::{lines, statement};
    use crate::lint::testing::World;
    use jiff::civil::date;

    #[test]
    fn an_old_template_or_an_old_day_is_noted_once_per_statement() {
        let mut one = statement("d1", &lines());
        assert!(World::clean().disclosed(one.clone()).silent(NAME));
        one.template = "Ver.4.1".into();
        one.made_on = Some(date(2020, 4, 1));
        let found = World::clean().disclosed(one.clone()).one(NAME);
        assert!(found.concerns("d1") && found.concerns("c1") && found.text.contains("Ver.4.1"), "{found:?}");
        one.state = State::Replaced;
        assert!(World::clean().disclosed(one.clone()).silent(NAME), "another took its place");
        (one.state, one.contract_id) = (State::Current, "gone".into());
        assert!(World::clean().disclosed(one).silent(NAME), "the contract is gone");
    }
}
