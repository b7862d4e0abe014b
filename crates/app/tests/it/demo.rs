//! `tate demo`.

use crate::support::{Bench, bench, facility};
use jiff::civil::{Date, date};
use tate_app::auth::Credentials;
use tate_app::demo::{DemoReport, PLANTED, PLANTED_HOSPITAL};
use tate_app::{App, AppError};
use tate_domain::edition::Flag;
use tate_domain::exception::State;
use tate_domain::ledger::Ledger;
use tate_domain::proposal::{Proposal, Verdict};

const TODAY: Date = date(2026, 11, 20);

async fn filled(today: Date) -> (Bench, DemoReport) {
    let bench = bench(today).await;
    let report = bench.app.demo().await.unwrap();
    (bench, report)
}

async fn proposals(app: &App, code: &str) -> Vec<Proposal> {
    proposals_of(app, code, "r7-pharmacy").await
}

async fn proposals_of(app: &App, code: &str, edition: &str) -> Vec<Proposal> {
    let (place, actor) = facility(app, code).await;
    let snapshot = app.facts(&actor, &place.id).await.unwrap();
    app.propose(&snapshot, app.builtin.edition(edition).unwrap(), app.today()).to_vec()
}

/// The items that a rule of the catalogue proposes, はい included.
fn ruled(app: &App) -> Vec<String> {
    app.builtin
        .edition("r7-pharmacy")
        .unwrap()
        .items
        .iter()
        .filter(|item| !item.rules.is_empty() && !item.has(Flag::PersonSaysYes))
        .map(|item| item.id.clone())
        .collect()
}

#[tokio::test]
async fn the_demo_fills_an_empty_store_and_refuses_a_filled_one() {
    let (bench, report) = filled(TODAY).await;
    let codes: Vec<&str> = report.facilities.iter().map(|(code, _)| code.as_str()).collect();
    let chain: Vec<String> = (1..=12).map(|number| format!("demo-chain-{number:02}")).collect();
    let expected: Vec<&str> = ["demo-pharmacy", "demo-pharmacy-clean", "demo-hospital"]
        .into_iter()
        .chain(chain.iter().map(String::as_str))
        .chain(["demo-vendor"])
        .collect();
    assert_eq!(codes, expected);
    for (code, name) in &report.facilities {
        assert!(name.ends_with("（架空）"), "{name}");
        assert_eq!(&facility(&bench.app, code).await.0.profile.name, name);
    }
    assert_eq!(bench.app.store.organizations().await.unwrap().len(), 4);
    let again = bench.app.demo().await;
    assert!(matches!(again, Err(AppError::Invalid(problems)) if problems[0].field == "data"));
}

#[tokio::test]
async fn everybody_of_the_demo_can_sign_in_and_passwords_differ_on_every_run() {
    let ((one, first), (_two, second)) = (filled(TODAY).await, filled(TODAY).await);
    for (login, other) in first.logins.iter().zip(&second.logins) {
        assert_ne!(login.password, other.password, "{}", login.login);
        let given = Credentials { login: login.login.clone(), password: login.password.clone(), code: String::new() };
        let signed_in = one.app.sign_in(&given, "192.0.2.1", "test").await.unwrap();
        assert!(!signed_in.token.is_empty());
    }
}

#[tokio::test]
async fn the_head_office_reaches_twelve_shops_and_the_shop_its_own() {
    let (bench, report) = filled(TODAY).await;
    for (login, reached) in [("demo-head", 12), ("demo-shop", 1), ("demo-pharmacy", 2), ("demo-hospital", 1)] {
        let login = report.logins.iter().find(|known| known.login == login).unwrap();
        let given = Credentials { login: login.login.clone(), password: login.password.clone(), code: String::new() };
        let token = bench.app.sign_in(&given, "192.0.2.1", "test").await.unwrap().token;
        let session = bench.app.session(&token, "192.0.2.1").await.unwrap().unwrap();
        assert_eq!(bench.app.facilities(&session.actor).await.unwrap().len(), reached, "{}", login.login);
    }
}

#[tokio::test]
async fn the_hospital_has_the_size_it_claims_and_a_few_answers() {
    let (bench, _) = filled(TODAY).await;
    let (place, actor) = facility(&bench.app, "demo-hospital").await;
    let snapshot = bench.app.facts(&actor, &place.id).await.unwrap();
    let count = |ledger| snapshot.facts.all(ledger).len();
    assert_eq!(
        (count(Ledger::Devices), count(Ledger::Vendors), count(Ledger::Accounts), count(Ledger::Systems)),
        (300, 40, 250, 45)
    );
    assert!(count(Ledger::People) >= 120);
    for ledger in Ledger::ALL {
        assert!(count(ledger) > 0, "{ledger:?}");
    }
    let list = bench.app.checklist(&actor, &place.id, "r7-medical").await.unwrap();
    assert_eq!(list.answered(), 11);
    let kept: Vec<_> = list.rows.iter().filter_map(|row| row.answer.as_ref()?.decision.exception.as_ref()).collect();
    assert_eq!((kept.len(), kept[0].statements.len()), (1, 1));
    assert_ne!(kept[0].written_by, kept[0].approved_by);
    let states: Vec<State> =
        bench.app.exceptions(&actor, &place.id).await.unwrap().into_iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Waiting, State::InForce]);
}

#[tokio::test]
async fn every_planted_fault_is_reported_by_its_rule_and_none_is_proposed_yes() {
    let (bench, _) = filled(TODAY).await;
    let found = proposals(&bench.app, "demo-pharmacy").await;
    all_are_reported(PLANTED, &found);
    let faulty: std::collections::BTreeSet<&str> = PLANTED.iter().map(|(_, item, _)| *item).collect();
    assert_eq!(faulty.len(), 18, "every row but 1-① carries a fault");
}

#[tokio::test]
async fn the_hospitals_planted_gaps_are_reported_by_their_rules() {
    let (bench, _) = filled(TODAY).await;
    all_are_reported(PLANTED_HOSPITAL, &proposals_of(&bench.app, "demo-hospital", "r7-medical").await);
}

fn all_are_reported(planted: &[(&str, &str, &str)], found: &[Proposal]) {
    let mut unseen = Vec::new();
    for (rule, item, what) in planted {
        let proposal = found.iter().find(|proposal| proposal.item == *item).unwrap();
        assert_ne!(proposal.verdict, Verdict::Yes, "{item}");
        let seen = proposal.reasons.iter().chain(&proposal.missing).any(|reason| {
            reason.rule == *rule
                && (reason.text.contains(what) || reason.rows.iter().any(|row| row.name.contains(what)))
        });
        if !seen {
            let said: Vec<&String> = proposal.reasons.iter().chain(&proposal.missing).map(|r| &r.text).collect();
            unseen.push((rule, item, what, said));
        }
    }
    assert!(unseen.is_empty(), "not reported: {unseen:#?}");
}

#[tokio::test]
async fn the_clean_pharmacy_is_proposed_yes_wherever_a_rule_proposes_on_any_day() {
    // The day itself, the first and the last day of a fiscal year, and the last day of a long month.
    for today in [TODAY, date(2026, 4, 1), date(2027, 3, 31), date(2026, 12, 31)] {
        let (bench, _) = filled(today).await;
        let ruled = ruled(&bench.app);
        assert_eq!(ruled.len(), 16);
        let all = proposals(&bench.app, "demo-pharmacy-clean").await;
        let accused: Vec<&Proposal> = all.iter().filter(|proposal| proposal.verdict == Verdict::No).collect();
        assert!(accused.is_empty(), "{today}: {accused:#?}");
        // The three rows that a person answers wait for nothing else.
        let waiting: Vec<&str> = all
            .iter()
            .filter(|proposal| proposal.waits_for_a_person())
            .map(|proposal| proposal.item.as_str())
            .collect();
        assert_eq!(waiting, ["r7-pharmacy:2-7", "r7-pharmacy:2-8", "r7-pharmacy:2-10"], "{today}");
        let others: Vec<Proposal> = all
            .into_iter()
            .filter(|proposal| ruled.contains(&proposal.item) && proposal.verdict != Verdict::Yes)
            .collect();
        assert!(others.is_empty(), "{today}: {others:#?}");
    }
}

#[tokio::test]
async fn some_shops_of_the_chain_are_in_order_and_some_have_a_gap() {
    let (bench, _) = filled(TODAY).await;
    let ruled = ruled(&bench.app);
    for number in 1..=12 {
        let code = format!("demo-chain-{number:02}");
        let open: Vec<String> = proposals(&bench.app, &code)
            .await
            .into_iter()
            .filter(|proposal| ruled.contains(&proposal.item) && proposal.verdict != Verdict::Yes)
            .map(|proposal| proposal.item)
            .collect();
        let expected: &[&str] = match number {
            3 | 5 => &["r7-pharmacy:2-6"],
            7 => &["r7-pharmacy:2-1"],
            9 => &["r7-pharmacy:3-2"],
            10 => &["r7-pharmacy:2-4"],
            11 => &["r7-pharmacy:2-5"],
            12 => &["r7-pharmacy:1-1", "r7-pharmacy:3-1"],
            _ => &[],
        };
        assert_eq!(open, expected, "{code}");
    }
}

#[tokio::test]
async fn the_hospitals_survey_is_filled_in_from_its_ledgers_as_far_as_they_reach() {
    let (bench, _) = filled(TODAY).await;
    let found = proposals_of(&bench.app, "demo-hospital", "gmis-r6").await;
    let said = |number: &str| {
        let proposal = found.iter().find(|proposal| proposal.item == format!("gmis-r6:{number}")).unwrap();
        (proposal.verdict, proposal.entry.join("+"))
    };
    for (number, verdict, entry) in [
        ("q1-1", Verdict::Yes, "比良坂 渚"),
        ("q1-2", Verdict::Yes, "医療法人 霞ヶ原会（架空）　霞ヶ原中央病院（架空）"),
        ("q2-2", Verdict::Yes, "fe+other"),
        ("q3", Verdict::Yes, "2_4"),
        ("q5", Verdict::Undetermined, ""),
        ("q9", Verdict::Undetermined, ""),
        ("q7-1", Verdict::Undetermined, ""),
        ("q7-2", Verdict::Undetermined, ""),
        ("q11", Verdict::No, ""),
        ("q12", Verdict::No, ""),
        ("q13", Verdict::Yes, "8"),
        ("q14", Verdict::No, ""),
        ("q15", Verdict::No, ""),
        ("q16", Verdict::No, ""),
        ("q17-1", Verdict::Yes, ""),
        ("q17-2", Verdict::Yes, ""),
        ("q17-3", Verdict::Yes, "2"),
        ("q17-4", Verdict::Yes, "2"),
        ("q17-5", Verdict::Yes, "3_plus"),
        ("q17-6", Verdict::Undetermined, ""),
    ] {
        assert_eq!(said(number), (verdict, entry.to_owned()), "{number}");
    }
}
