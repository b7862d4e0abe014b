//! The survey of the catalogue (G-MIS): branches, types, and what its answers are held against.

#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use tate_domain::answer::AnswerValue::{self, No, NotApplicable, Stated, Yes};
use tate_domain::edition::Edition;
use tate_domain::ledger::Ledger;
use tate_domain::proposal::{Proposal, Reason, RowRef, Verdict};
use tate_domain::survey::{Answers, Finding, Given, Place, Severity, Sibling, Survey, findings, integer, is_open};

fn edition() -> Edition {
    toml::from_str(include_str!("../../../catalogs/mhlw/gmis-r6.toml")).unwrap()
}

fn id(number: &str) -> String {
    format!("gmis-r6:{number}")
}

/// Answers: `yes`, `no`, `-` for 対象外, or an entry.
fn answers(given: &[(&str, &str)]) -> Answers {
    let one = |text: &str| match text {
        "yes" => Given { value: Yes, entry: vec![] },
        "no" => Given { value: No, entry: vec![] },
        "-" => Given { value: NotApplicable, entry: vec![] },
        entry => Given { value: Stated, entry: entry.split('+').map(str::to_owned).collect() },
    };
    given.iter().map(|(number, text)| (id(number), one(text))).collect()
}

fn look(given: &[(&str, &str)], proposals: &[Proposal], checklist: &[Sibling]) -> Vec<Finding> {
    findings(&Survey { edition: &edition(), answers: &answers(given), proposals, checklist })
}

fn sibling(concept: &str, number: &str, value: AnswerValue, substate: Option<&str>) -> Sibling {
    Sibling {
        concept: concept.into(),
        item: format!("r7:{number}"),
        number: number.into(),
        value,
        substate: substate.map(str::to_owned),
    }
}

#[test]
fn a_branch_is_open_only_while_every_question_above_it_opens_it() {
    let edition = edition();
    let open =
        |number: &str, given: &[(&str, &str)]| is_open(&edition, edition.row(&id(number)).unwrap(), &answers(given));
    assert!(open("q1-1", &[]) && open("q17-1", &[]));
    assert!(!open("q2-2", &[]) && !open("q2-2", &[("q2-1", "no")]) && open("q2-2", &[("q2-1", "yes")]));
    let officer = [("q2-1", "yes"), ("q2-2", "yes")];
    assert!(open("q2-3", &officer));
    assert!(open("q2-3o", &[&officer[..], &[("q2-3", "fe+other")]].concat()));
    assert!(!open("q2-3o", &[&officer[..], &[("q2-3", "fe")]].concat()));
    // The parent says はい, but is itself no longer asked.
    assert!(!open("q17-4", &[("q17-1", "no"), ("q17-2", "yes")]));
    assert!(open("q17-4", &[("q17-1", "yes"), ("q17-2", "yes")]));
}

#[test]
fn the_gate_closes_every_other_row() {
    let mut edition = edition();
    let mut gate = edition.row(&id("q17-1")).unwrap().clone();
    gate.id = id("gate");
    edition.gate = Some(gate);
    let row = |number: &str| edition.row(&id(number)).unwrap();
    assert!(is_open(&edition, row("q8"), &answers(&[])));
    assert!(!is_open(&edition, row("q8"), &answers(&[("gate", "no")])));
    assert!(is_open(&edition, row("gate"), &answers(&[("gate", "no")])));
}

#[test]
fn an_answer_in_a_closed_branch_must_go_and_names_both_questions() {
    let found = look(&[("q17-1", "no"), ("q17-4", "2"), ("q17-3", "-")], &[], &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Must);
    assert_eq!(found[0].places, [Place::Item(id("q17-4")), Place::Item(id("q17-2"))]);
    assert!(found[0].text.contains("Q17-4") && found[0].text.contains("答えが残っています"), "{}", found[0].text);
    assert!(look(&[("q17-1", "no")], &[], &[]).is_empty());
}

#[test]
fn full_width_digits_are_a_number_and_everything_else_is_not() {
    for (typed, number) in [("13", 13), ("１３", 13), (" ８　", 8), ("0", 0), ("008", 8)] {
        assert_eq!(integer(typed), Ok(number), "{typed}");
    }
    for typed in ["", "-1", "+8", "8.5", "8桁", "８〜１２", "十三", "1000000000000"] {
        let error = integer(typed).unwrap_err();
        assert!(error.0.contains("数字だけで"), "{error}");
    }
}

#[test]
fn an_answer_of_the_wrong_kind_is_told_as_such() {
    let officer = [("q2-1", "yes"), ("q2-2", "yes")];
    for (number, answer, said) in [
        ("q13", "8桁", "0以上の整数"),
        ("q13", "yes", "内容を記入"),
        ("q3", "7", "1つを選んで"),
        ("q3", "1+2_4", "1つを選んで"),
        ("q2-3", "cissp", "1つ以上を選んで"),
        ("q1-1", " ", "空欄のまま"),
        ("q8", "ある", "「はい」か「いいえ」"),
    ] {
        let found = look(&[&officer[..], &[(number, answer)]].concat(), &[], &[]);
        assert_eq!(found.len(), 1, "{number} {answer}: {found:#?}");
        assert!(found[0].text.contains(said) && found[0].severity == Severity::Must, "{}", found[0].text);
    }
    let good =
        [("q13", "１３"), ("q3", "2_4"), ("q2-3", "fe+other"), ("q2-3o", " "), ("q1-1", "比良坂 渚"), ("q8", "-")];
    assert!(look(&[&officer[..], &good].concat(), &[], &[]).is_empty());
}

#[test]
fn the_checklist_must_agree_where_both_ask_the_same() {
    let differs = |answer: &str, number: &str, concept: &str, value, substate| {
        let found = look(&[(number, answer)], &[], &[sibling(concept, "2-x", value, substate)]);
        found.first().map(|finding| (finding.severity, finding.places[1] == Place::Item("r7:2-x".into())))
    };
    let (must, warning) = (Some((Severity::Must, true)), Some((Severity::Warning, true)));
    for (number, concept) in
        [("q8", "device_ledger"), ("q7-1", "bcp"), ("q6", "disclosure_statement"), ("q14", "two_factor")]
    {
        assert_eq!(differs("yes", number, concept, No, None), must, "{number}");
        assert_eq!(differs("yes", number, concept, Yes, None), None, "{number}");
        assert_eq!(differs("yes", number, concept, NotApplicable, None), None, "{number}");
        assert_eq!(differs("yes", number, "access_log", No, None), None, "{number}");
    }
    assert_eq!(
        (differs("no", "q8", "device_ledger", Yes, None), differs("no", "q7-1", "bcp", Yes, None)),
        (must, must)
    );
    // To have the statements is not yet to have used them; a plan is not yet the thing.
    assert_eq!(differs("no", "q6", "disclosure_statement", Yes, None), None);
    assert_eq!(differs("no", "q14", "two_factor", Yes, Some("planned")), None);
    assert_eq!(differs("yes", "q14", "two_factor", Yes, Some("planned")), must);
    assert_eq!(differs("no", "q14", "two_factor", Yes, Some("implemented")), warning);
    // Q7-2 asks about the drill: another concept.
    let bcp = sibling("bcp_drill", "3-③", No, None);
    assert!(look(&[("q7-1", "yes"), ("q7-2", "yes")], &[], &[bcp]).is_empty());
}

fn proposal(number: &str, verdict: Verdict, entry: &str) -> Proposal {
    let row = RowRef { ledger: Ledger::Systems, id: "s1".into(), name: "電子カルテ".into() };
    Proposal {
        item: id(number),
        verdict,
        reasons: vec![Reason { rule: "r".into(), text: "。".into(), rows: vec![row] }],
        missing: vec![],
        entry: vec![entry.into()],
    }
}

#[test]
fn a_number_or_choice_other_than_the_ledgers_give_is_found() {
    let known =
        [proposal("q13", Verdict::Yes, "8"), proposal("q3", Verdict::Yes, "2_4"), proposal("q1-1", Verdict::Yes, "甲")];
    let found = look(&[("q13", "１３"), ("q3", "1"), ("q1-1", "乙")], &known, &[]);
    let said: Vec<(Severity, bool)> =
        found.iter().map(|finding| (finding.severity, finding.places[1] == Place::Ledger(Ledger::Systems))).collect();
    assert_eq!(said, [(Severity::Must, true), (Severity::Warning, true)]);
    assert!(found[1].text.contains("「1人」") && found[1].text.contains("「2〜4人」"), "{}", found[1].text);
    assert!(look(&[("q13", "８"), ("q3", "2_4")], &known, &[]).is_empty());
    assert!(look(&[("q13", "13")], &[proposal("q13", Verdict::Undetermined, "8")], &[]).is_empty());
}

#[test]
fn one_kind_of_medium_that_is_kept_apart_is_worth_a_look() {
    let record = [("q17-1", "yes"), ("q17-2", "yes"), ("q17-6", "yes")];
    let found = look(&[&record[..], &[("q17-4", "1")]].concat(), &[], &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(found[0].places, [Place::Item(id("q17-6")), Place::Item(id("q17-4"))]);
    assert!(look(&[&record[..], &[("q17-4", "2")]].concat(), &[], &[]).is_empty());
}

#[test]
fn a_password_shorter_than_every_condition_is_noted_and_musts_come_first() {
    let found = look(&[("q13", "6"), ("q17-1", "no"), ("q17-2", "yes")], &[], &[]);
    let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Must, Severity::Warning]);
    assert!(found[1].text.contains("8桁より短い"), "{}", found[1].text);
    assert!(look(&[("q13", "8")], &[], &[]).is_empty());
}
