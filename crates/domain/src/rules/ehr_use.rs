//! G-MIS Q17-1: whether an electronic health record is in use.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, systems};

pub(super) const NAME: &str = "ehr_use";

/// Whether a system of the kind 電子カルテ or オーダリング is in scope. Source: the survey's guide, Q17-1
/// (catalogs/SOURCES.md; ordering and integrated systems count).
///
/// * はい: there is one.
/// * いいえ: systems are entered, the kind of each is known, and none is of that kind.
/// * 判断できない: no system entered; none found, and the kind of some is empty.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope = systems::in_scope(input, &mut tally);
    let found = systems::ehr(&scope);
    let unknown = pick(&scope, |row| row.filled("kind").is_none());
    if !found.is_empty() {
        tally.note(
            format!("電子カルテまたはオーダリングのシステムが{}件あります（{}）。", found.len(), names(&found)),
            &found,
        );
    } else if !unknown.is_empty() {
        tally.gap(
            "システムの種類",
            "件",
            scope.len(),
            &unknown,
            "電子カルテかどうかが分かるように、種類を選んでください。",
        );
    } else if !scope.is_empty() {
        tally.against(
            format!("登録されている対象のシステム{}件に、電子カルテとオーダリングはありません。", scope.len()),
            &scope,
        );
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Systems;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_record_or_an_ordering_system_is_enough() {
        World::clean().expect(NAME, Yes, "1件あります", &["s1"]);
        World::clean().set("s1", "kind", "order").expect(NAME, Yes, "1件あります", &["s1"]);
    }

    #[test]
    fn only_other_kinds_are_a_no_and_an_unknown_kind_is_not() {
        let world = World::clean().set("s1", "kind", "receipt");
        world.expect(NAME, No, "対象のシステム2件に", &["s1", "s2"]);
        world.set("s2", "kind", "").expect(NAME, Undetermined, "種類：2件中1件", &["s2"]);
        World::clean().without_ledger(Systems).expect(NAME, Undetermined, "登録されていません", &[]);
    }
}
