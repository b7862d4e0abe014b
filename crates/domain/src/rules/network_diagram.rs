//! G-MIS Q9: the network diagram and the connections to the outside.

use super::tally::{Tally, names};
use super::{Finding, RuleInput};
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "network_diagram";

/// Whether the diagram is kept up to date and the connections to the outside are known. Source: the survey's guide, Q9
/// (catalogs/SOURCES.md; one of the two alone is いいえ).
///
/// * はい: never by the ledgers alone. They know the connections and not the drawing, so a person always confirms that.
/// * いいえ: never; a connection that nobody looked at is a task.
/// * 判断できない: always. What is missing says how far the ledger carries: no connection entered; 設定の確認日 empty or
///   older than the edition allows; else nothing but the look at the drawing.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let points: Vec<&Row> = input.facts.all(Ledger::Connections).iter().collect();
    let days = input.params.inventory_max_age_days;
    if points.is_empty() {
        tally.missing("外部接続点が登録されていません。回線、VPN、リモート保守の線を登録してください。", &[]);
    } else {
        let open: Vec<&Row> = points.iter().copied().filter(|row| !input.fresh(row.day("checked"), days)).collect();
        tally.gap(
            "外部接続点の確認",
            "件",
            points.len(),
            &open,
            &format!("設定の確認日が空欄か、{days}日より古い接続です。確かめて日付を入力してください。"),
        );
        tally.note(format!("外部接続点は{}件です（{}）。", points.len(), names(&points)), &points);
    }
    tally.missing(
        "構成図そのものは台帳にありません。図が今の接続と合い、定期的に直されているかを人が確かめてください。",
        &[],
    );
    tally.finish()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::Connections;
    use crate::proposal::Verdict::Undetermined;
    use crate::rules::testing::World;

    #[test]
    fn checked_connections_leave_only_the_drawing_to_a_person() {
        let found = World::clean().run(NAME);
        assert_eq!((found.verdict, found.missing.len()), (Undetermined, 1));
        assert!(found.missing[0].text.contains("構成図そのもの"));
        assert!(
            found.reasons[0].text.contains("外部接続点は2件です（「インターネット回線」「店内の無線LAN」）"),
            "{found:#?}"
        );
    }

    #[test]
    fn connections_that_nobody_looked_at_and_none_at_all_are_tasks() {
        for day in ["", "2025-11-19"] {
            World::clean().set("x1", "checked", day).expect(NAME, Undetermined, "2件中1件", &["x1"]);
        }
        World::clean().without_ledger(Connections).expect(NAME, Undetermined, "登録されていません", &[]);
    }
}
