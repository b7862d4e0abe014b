//! Systems as the rules see them.

use super::RuleInput;
use super::tally::Tally;
use crate::facts::Row;

/// The systems in scope; where there is none, that is missing.
pub(super) fn in_scope<'a>(input: &RuleInput<'a>, tally: &mut Tally) -> Vec<&'a Row> {
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    if scope.is_empty() {
        tally.missing("患者情報を扱うシステムが登録されていません。「システム」の台帳に登録してください。", &[]);
    }
    scope
}

/// Systems that count as electronic health records: ordering and integrated systems do as well.
pub(super) fn ehr<'a>(scope: &[&'a Row]) -> Vec<&'a Row> {
    scope.iter().copied().filter(|row| matches!(row.text("kind"), "record" | "order")).collect()
}

/// 二要素認証 of a system, where it is known.
pub(super) fn two_factor(system: &Row) -> Option<bool> {
    system.filled("two_factor").map(|state| state == "implemented")
}
