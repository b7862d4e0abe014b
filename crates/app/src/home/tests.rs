use super::tasks::tasks;
use super::*;
use crate::checklist::Passes;
use jiff::civil::date;
use tate_catalog::Catalog;
use tate_domain::answer::{Answer, Decision, Exception};
use tate_domain::proposal::{Proposal, Reason, RowRef, Verdict};

const TODAY: Date = date(2026, 11, 20);

/// Every row answered はい with a proposal that agrees.
pub(crate) fn finished() -> Vec<ChecklistRow> {
    let catalog = Catalog::builtin().unwrap();
    let items = catalog.edition("r7-pharmacy").unwrap().items.clone();
    items
        .into_iter()
        .map(|item| ChecklistRow {
            proposal: Proposal {
                item: item.id.clone(),
                verdict: Verdict::Yes,
                reasons: vec![],
                missing: vec![],
                entry: vec![],
            },
            answer: Some(answer(&item.id, AnswerValue::Yes)),
            passes: Passes::default(),
            asked: true,
            files: 0,
            last_year: None,
            item,
        })
        .collect()
}

pub(crate) fn answer(item: &str, value: AnswerValue) -> Answer {
    let decision = Decision::new(value, date(2026, 10, 5));
    Answer {
        id: "a".into(),
        item: item.to_owned(),
        version: 1,
        decision,
        proof: None,
        by: "湊 花子".into(),
        at: "2026-10-05T01:00:00.000Z".into(),
    }
}

pub(crate) fn reason(text: &str, rows: &[(Ledger, &str)]) -> Reason {
    let rows = rows
        .iter()
        .map(|(ledger, id)| RowRef { ledger: *ledger, id: (*id).to_owned(), name: (*id).to_owned() })
        .collect();
    Reason { rule: "patching".into(), text: text.to_owned(), rows }
}

pub(crate) fn at<'a>(rows: &'a mut [ChecklistRow], number: &str) -> &'a mut ChecklistRow {
    rows.iter_mut().find(|row| row.item.number == number).unwrap()
}

fn todo(rows: &[ChecklistRow], wizard_done: bool) -> Vec<Task> {
    linted(rows, wizard_done, 0)
}

fn linted(rows: &[ChecklistRow], wizard_done: bool, must_fix: usize) -> Vec<Task> {
    let chart = &ContactChart::default();
    let machines = super::Waiting::default();
    tasks(&Situation { rows, chart, wizard_done, must_fix, year: FiscalYear(2026), today: TODAY, machines })
}

#[test]
fn contradictions_are_counted_before_everything_but_the_first_start() {
    let all = linted(&finished(), false, 3);
    assert_eq!([&all[0].link, &all[1].link], [&TaskLink::Wizard, &TaskLink::Lint]);
    assert!(all[1].title.contains("要修正が3件"));
}

#[test]
fn when_nothing_is_left_the_binder_is_printed() {
    let all = todo(&finished(), true);
    assert_eq!((all.len(), &all[0].link), (1, &TaskLink::Binder));
}

#[test]
fn tasks_come_by_deadline_and_then_by_importance() {
    let mut rows = finished();
    // Unanswered with counter-evidence, and with missing data: no deadline of their own.
    let patching = at(&mut rows, "2-⑥");
    patching.answer = None;
    patching.proposal.verdict = Verdict::No;
    patching.proposal.reasons = vec![reason("サポートの切れた機器が1台あります。", &[])];
    let access = at(&mut rows, "2-④");
    access.answer = None;
    access.proposal.verdict = Verdict::Undetermined;
    access.proposal.missing = vec![reason(
        "権限の分からない利用者IDが3件あります。権限を入力してください。",
        &[(Ledger::Accounts, "x"), (Ledger::Accounts, "y")],
    )];
    // はい over counter-evidence.
    let backup = at(&mut rows, "3-②");
    backup.proposal.verdict = Verdict::No;
    backup.proposal.reasons = vec![reason("世代が1つです。", &[])];
    // A target date passed, one near, one far.
    for (number, day) in [("3-③", date(2026, 11, 1)), ("4-①", date(2026, 12, 10)), ("2-⑦", date(2027, 3, 31))] {
        let row = at(&mut rows, number);
        row.answer = Some(answer(&row.item.id, AnswerValue::No));
        row.answer.as_mut().unwrap().decision.target_date = Some(day);
    }
    // An exception that ends within thirty days.
    let decision = &mut at(&mut rows, "2-⑨").answer.as_mut().unwrap().decision;
    decision.exception =
        Some(Exception { reason: "仕様".into(), measure: "記録".into(), until: date(2026, 12, 20) });
    let all = todo(&rows, false);
    let starts: Vec<&str> = all.iter().map(|task| task.title.split(['：', ' ']).next().unwrap()).collect();
    assert_eq!(starts, ["3-③", "はじめの設定の続き", "3-②", "4-①", "2-⑨", "2-⑥", "2-④", "チェックリスト"]);
    assert!(all[0].overdue && !all[3].overdue);
    assert_eq!(all[6].link, TaskLink::Ledger(Ledger::Accounts));
    assert!(all[6].title.ends_with("3件あります"), "{}", all[6].title);
    assert_eq!(all[7].due, Some(date(2027, 3, 31)));
    assert!(all[7].title.contains("2件"));
}

#[test]
fn a_single_row_that_lacks_something_is_opened_directly() {
    let mut rows = finished();
    let row = at(&mut rows, "2-①");
    row.answer = None;
    row.proposal.verdict = Verdict::Undetermined;
    row.proposal.missing = vec![
        reason("設置場所：5台中4台を確認しました。残り1台が未確認です。入力してください。", &[(Ledger::Devices, "d1")]),
        reason("利用者がありません。", &[(Ledger::Devices, "d1")]),
    ];
    let all = todo(&rows, true);
    assert_eq!(all[0].link, TaskLink::Row(Ledger::Devices, "d1".into()));
    assert!(all[0].title.ends_with("設置場所の残り1台が未確認です"), "{}", all[0].title);
}

#[test]
fn an_exception_in_force_explains_a_yes_and_an_expired_one_does_not() {
    let mut rows = finished();
    let row = at(&mut rows, "2-⑥");
    row.proposal.verdict = Verdict::No;
    row.answer.as_mut().unwrap().decision.exception =
        Some(Exception { reason: "r".into(), measure: "m".into(), until: date(2027, 3, 31) });
    assert_eq!(todo(&rows, true)[0].link, TaskLink::Binder);
    at(&mut rows, "2-⑥").answer.as_mut().unwrap().decision.exception.as_mut().unwrap().until = date(2026, 11, 19);
    let all = todo(&rows, true);
    assert_eq!(all.len(), 2);
    assert!(all[0].overdue && all[1].title.contains("食い違って"));
}

#[test]
fn the_newer_sheet_is_named_while_an_older_one_is_carried_out() {
    assert!(
        newer_edition(2025, FiscalYear(2026))
            .unwrap()
            .contains("令和8年度版の公式チェックリストが、厚生労働省から公表されています")
    );
    assert_eq!(newer_edition(2026, FiscalYear(2026)), None);
    assert!(newer_edition(2025, FiscalYear(2027)).unwrap().contains("公表されているか"));
}
