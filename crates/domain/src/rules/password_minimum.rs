//! G-MIS Q13: the fewest characters a password may have.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, password, systems};

pub(super) const NAME: &str = "password_minimum";

/// The smallest 最低桁数 over all systems in scope, as a number. Source: the survey's guide, Q13 (catalogs/SOURCES.md).
///
/// * Proposed (はい): the length is entered for every system in scope. Lengths below the edition's variants are noted,
///   and so are those that need a second factor or a periodic change and have neither.
/// * 判断できない: a length is not entered; a number out of some systems would claim too much.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let scope = systems::in_scope(input, &mut tally);
    let open = pick(&scope, |row| row.number("password_min").is_none());
    tally.gap("パスワードの最低桁数", "件", scope.len(), &open, "システムの設定を見て入力してください。");
    if let Some(least) = scope.iter().filter_map(|row| row.number("password_min")).min() {
        let rows = pick(&scope, |row| row.number("password_min") == Some(least));
        tally.note(format!("入力されている中で最も短い設定は{least}桁です（{}）。", names(&rows)), &rows);
        if open.is_empty() {
            tally.enter([least.to_string()]);
        }
    }
    let variants = &input.params.password_variants;
    let Some(floor) = variants.iter().map(|variant| variant.min_length).min() else { return tally.finish() };
    let short = pick(&scope, |row| row.number("password_min").is_some_and(|least| least < floor));
    if !short.is_empty() {
        tally.note(
            format!(
                "{floor}桁より短い設定のシステムが{}件あります（{}）。設定を見直してください。",
                short.len(),
                names(&short)
            ),
            &short,
        );
    }
    let by_length = variants.iter().filter(|variant| !variant.second_factor && !variant.periodic_change);
    let Some(long) = by_length.map(|variant| variant.min_length).min() else { return tally.finish() };
    let bare = pick(&scope, |row| {
        row.number("password_min").is_some_and(|least| (floor..long).contains(&least))
            && systems::two_factor(row) == Some(false)
            && !password::changes(row, None)
    });
    if !bare.is_empty() {
        tally.note(
            format!(
                "{long}桁より短く、二要素認証も定期的な変更もないシステムが{}件あります（{}）。{long}桁以上にするか、二要素認証を使ってください。",
                bare.len(),
                names(&bare)
            ),
            &bare,
        );
    }
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::proposal::Verdict::{Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn the_shortest_length_of_all_systems_is_the_entry() {
        World::clean().expect(NAME, Yes, "最も短い設定は8桁", &["s2"]);
        assert_eq!(World::clean().run(NAME).entry, ["8"]);
    }

    #[test]
    fn one_system_without_a_length_leaves_the_entry_open() {
        let world = World::clean().set("s1", "password_min", "");
        world.expect(NAME, Undetermined, "最低桁数：2件中1件", &["s1"]);
        assert!(world.run(NAME).entry.is_empty());
        assert_eq!(World::clean().set("s2", "patient_data", "no").run(NAME).entry, ["13"]);
    }

    #[test]
    fn short_lengths_are_noted_and_do_not_change_the_number() {
        World::clean().set("s2", "password_min", "6").expect(NAME, Yes, "8桁より短い", &["s2"]);
        let bare = World::clean().set("s2", "two_factor", "planned");
        bare.expect(NAME, Yes, "13桁より短く、二要素認証も定期的な変更もない", &["s2"]);
        let said = |world: World| world.run(NAME).reasons.len();
        assert_eq!(said(bare.set("s2", "password_change_days", "60")), said(World::clean()));
    }
}
