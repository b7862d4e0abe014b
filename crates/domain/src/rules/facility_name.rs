//! G-MIS Q1-2: the names of the founding body and of the facility.

use super::tally::Tally;
use super::{Finding, RuleInput};

pub(super) const NAME: &str = "facility_name";

/// Founder and name of the facility, as the profile has them. Source: the survey's guide, Q1-2 (catalogs/SOURCES.md).
///
/// * Proposed (はい): both are entered.
/// * 判断できない: one of them is empty; the survey wants both.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let profile = &input.facts.profile;
    let (founder, name) = (profile.founder.trim(), profile.name.trim());
    if founder.is_empty() || name.is_empty() {
        tally.missing("開設者（法人名）か施設の名称が空欄です。設定の「施設」で入力してください。", &[]);
    } else {
        tally.note("設定の「施設」にある、開設者と施設の名称です。", &[]);
        tally.enter([format!("{founder}　{name}")]);
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::proposal::Verdict::{Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn founder_and_name_stand_together() {
        World::clean().expect(NAME, Yes, "開設者と施設の名称", &[]);
        assert_eq!(World::clean().run(NAME).entry, ["緑川 一郎　みどり町薬局"]);
    }

    #[test]
    fn without_a_founder_nothing_is_entered() {
        let mut world = World::clean();
        world.profile.founder.clear();
        world.expect(NAME, Undetermined, "空欄", &[]);
        assert!(world.run(NAME).entry.is_empty());
    }
}
