//! Documents (文書) and the clauses of the rule book (規程の条) as the rules see them.

use super::RuleInput;
use super::tally::{Tally, names};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;
use jiff::civil::Date;

/// The documents of a kind.
pub(super) fn of_kind<'a>(input: &RuleInput<'a>, kind: &str) -> Vec<&'a Row> {
    input.facts.all(Ledger::Papers).iter().filter(|row| row.is("kind", kind)).collect()
}

/// Whether a document is in force: approved on a day that has come.
pub(super) fn in_force(input: &RuleInput<'_>, paper: &Row) -> bool {
    paper.day("approved").is_some_and(|day| day <= input.today)
}

/// The day of the last change: of the revision, else of the approval; none in the future counts.
pub(super) fn last_change(input: &RuleInput<'_>, paper: &Row) -> Option<Date> {
    ["revised", "approved"].iter().filter_map(|key| paper.day(key)).filter(|day| *day <= input.today).max()
}

/// The clause on a subject, in a document that is in force.
pub(super) fn clause<'a>(input: &RuleInput<'a>, topic: &str) -> Option<&'a Row> {
    input.facts.all(Ledger::Clauses).iter().find(|row| {
        row.is("topic", topic) && input.facts.target(row, "paper").is_some_and(|paper| in_force(input, paper))
    })
}

/// Asks for the clause on a subject where there is none; says whether there is one.
pub(super) fn ask_clause(input: &RuleInput<'_>, topic: &str, what: &str, tally: &mut Tally) -> bool {
    match clause(input, topic) {
        Some(clause) => {
            tally.note(format!("{what}は、規程の{}に定めています。", clause.text("clause")), &[clause]);
            true
        }
        None => {
            tally.missing(
                format!(
                    "{what}を定めた条が、承認された規程に見つかりません。規程に定め、「規程の条」に条番号を登録してください。"
                ),
                &[],
            );
            false
        }
    }
}

/// Approval by a named person on a day that has come.
pub(super) fn ask_approval(input: &RuleInput<'_>, papers: &[&Row], what: &str, tally: &mut Tally) {
    let open: Vec<&Row> =
        papers.iter().copied().filter(|paper| !in_force(input, paper) || paper.filled("approver").is_none()).collect();
    tally.gap(
        &format!("{what}の承認"),
        "件",
        papers.len(),
        &open,
        "承認日（今日までの日付）と承認した人を入力してください。",
    );
}

/// The last change on or after a day.
pub(super) fn ask_change_since(input: &RuleInput<'_>, papers: &[&Row], since: Date, why: &str, tally: &mut Tally) {
    let old: Vec<&Row> =
        papers.iter().copied().filter(|paper| last_change(input, paper).is_some_and(|day| day < since)).collect();
    if !old.is_empty() {
        tally.missing(
            format!(
                "{}の最後の改定が、{}より前です。{why}内容を見直し、最終改定日を入力してください。",
                names(&old),
                slashed(since)
            ),
            &old,
        );
    }
}
