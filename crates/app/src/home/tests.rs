use super::tasks::tasks;
use super::*;
use crate::checklist::Passes;
use jiff::civil::date;
use tate_catalog::Catalog;
use tate_domain::answer::{Answer, Decision, Exception};
use tate_domain::exception::Signed;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::facts::Row;
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
            reopened: false,
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

fn with(
    rows: &[ChecklistRow],
    wizard_done: bool,
    must_fix: usize,
    exceptions: &[Registered],
    reviews: Vec<Row>,
) -> Vec<Task> {
    let profile = Profile {
        kind: FacilityKind::Pharmacy,
        name: "みどり町薬局".into(),
        insurance_code: String::new(),
        founder: String::new(),
        manager: String::new(),
        phone: String::new(),
        address: String::new(),
        has_network: None,
    };
    tasks(&Situation {
        rows,
        chart: &ContactChart::default(),
        wizard_done,
        must_fix,
        notices: (0, None),
        machines: super::Waiting::default(),
        exceptions,
        disclosures: &[],
        facts: &Facts::new(profile, reviews),
        year: FiscalYear(2026),
        today: TODAY,
    })
}

fn todo(rows: &[ChecklistRow], wizard_done: bool) -> Vec<Task> {
    with(rows, wizard_done, 0, &[], vec![])
}

#[test]
fn contradictions_are_counted_before_everything_but_the_first_start() {
    let all = with(&finished(), false, 3, &[], vec![]);
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
    decision.exception = Some(Exception::new("仕様", "記録", date(2026, 12, 20)));
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
    row.answer.as_mut().unwrap().decision.exception = Some(Exception::new("r", "m", date(2027, 3, 31)));
    assert_eq!(todo(&rows, true)[0].link, TaskLink::Binder);
    at(&mut rows, "2-⑥").answer.as_mut().unwrap().decision.exception.as_mut().unwrap().until = date(2026, 11, 19);
    let all = todo(&rows, true);
    assert_eq!(all.len(), 2);
    assert!(all[0].overdue && all[1].title.contains("食い違って"));
}

fn registered(until: Date, follows: Option<&str>, approved: bool) -> Registered {
    Registered {
        id: "e2".into(),
        item: "r7-pharmacy:2-6".into(),
        rows: vec![],
        reason: "r".into(),
        measure: "m".into(),
        no_statement: String::new(),
        until,
        follows: follows.map(Into::into),
        written: Signed { user: "u1".into(), name: "湊 花子".into(), at: String::new() },
        approved: approved.then(Signed::default),
        declined: None,
        declined_reason: String::new(),
        ended: None,
        ended_reason: String::new(),
        version: 1,
    }
}

/// The tasks while the exception of 2-⑥ ends on a day.
fn until(day: Date, exceptions: &[Registered]) -> Vec<Task> {
    let mut rows = finished();
    let row = at(&mut rows, "2-⑥");
    let kept = Exception { id: "e1".into(), ..Exception::new("r", "m", day) };
    row.reopened = day < TODAY;
    row.answer.as_mut().unwrap().decision.exception = Some(kept);
    with(&rows, true, 0, exceptions, vec![])
}

#[test]
fn the_end_of_an_exception_is_a_task_from_sixty_days_before_and_more_urgent_from_thirty_and_on_the_day() {
    for (day, words) in [
        (date(2026, 11, 19), "答え直しが必要です"),
        (date(2026, 11, 20), "今日まで"),
        (date(2026, 11, 21), "近づいています"),
        (date(2026, 12, 20), "近づいています"),
        (date(2026, 12, 21), "60日を切りました"),
        (date(2027, 1, 19), "60日を切りました"),
    ] {
        let all = until(day, &[]);
        assert!(all[0].detail.contains(words), "{day}: {}", all[0].detail);
        assert_eq!((all[0].due, all[0].overdue), (Some(day), day < TODAY), "{day}");
        assert_eq!(all[0].link, TaskLink::Item("r7-pharmacy:2-6".into()));
    }
    // Negative control: sixty-one days before there is nothing to do yet.
    assert_eq!(until(date(2027, 1, 20), &[])[0].link, TaskLink::Binder);
}

#[test]
fn a_renewed_exception_is_named_where_the_old_one_ends() {
    let day = date(2026, 12, 1);
    let waiting = until(day, &[registered(date(2027, 3, 31), Some("e1"), false)]);
    assert!(waiting[0].detail.contains("承認待ち"), "{}", waiting[0].detail);
    assert_eq!(waiting[1].link, TaskLink::Exception("e2".into()), "and the approval is a task itself");
    let approved = until(day, &[registered(date(2027, 3, 31), Some("e1"), true)]);
    assert!(approved[0].detail.contains("承認されています") && approved.len() == 1, "{approved:?}");
}

#[test]
fn findings_stay_a_task_until_they_are_put_right_and_a_review_that_is_late_is_one() {
    let review = |id: &str, day: &str, result: &str| Row {
        id: id.into(),
        ledger: Ledger::Reviews,
        version: 1,
        fields: [("kind", "backup"), ("day", day), ("result", result), ("findings", "世代が足りない")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        updated_at: String::new(),
    };
    let found = review("1", "2026-11-10", "found");
    let all = with(&finished(), true, 0, &[], vec![found.clone()]);
    assert_eq!((all.len(), &all[0].link), (1, &TaskLink::Review("backup".into())));
    assert!(all[0].title.contains("2026/11/10の指摘") && all[0].detail.contains("世代が足りない"), "{all:?}");
    let fixed = with(&finished(), true, 0, &[], vec![found, review("2", "2026-11-11", "fixed")]);
    assert_eq!(fixed[0].link, TaskLink::Binder);
    let late = with(&finished(), true, 0, &[], vec![review("3", "2026-10-01", "clean")]);
    assert_eq!((late[0].due, late[0].overdue), (Some(date(2026, 10, 31)), true));
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
