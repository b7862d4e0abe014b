use super::*;
use jiff::civil::{Date, date};
use tate_domain::answer::{AnswerValue, Exception};

const TODAY: Date = date(2026, 11, 20);

fn part(item: &str, decision: Decision) -> Answer {
    Answer {
        id: "a".into(),
        item: item.to_owned(),
        version: 1,
        decision,
        proof: None,
        by: "山田".to_owned(),
        at: "2025-06-01T00:00:00.000Z".to_owned(),
    }
}

fn yes(substate: Option<&str>) -> Decision {
    Decision { substate: substate.map(str::to_owned), ..Decision::new(AnswerValue::Yes, date(2025, 6, 1)) }
}

/// What the parts amount to for a row of R7.
fn amounts(decisions: &[Decision], to: &str) -> Result<Decision, &'static str> {
    let catalog = Catalog::builtin().unwrap();
    let parts: Vec<Answer> = decisions.iter().map(|decision| part("r6-medical:x", decision.clone())).collect();
    let edition = catalog.edition("r7-medical").unwrap();
    amount(&parts, parts.len(), edition.row(to).unwrap(), edition, TODAY)
}

#[test]
fn a_plan_stays_a_plan_and_never_becomes_done() {
    let both = amounts(&[yes(Some("implemented")), yes(Some("planned"))], "r7-medical:2-10").unwrap();
    assert_eq!(both.substate.as_deref(), Some("planned"));
    assert!(amounts(&[yes(Some("planned"))], "r7-medical:2-11").is_err(), "only done counts there");
    assert!(amounts(&[yes(None)], "r7-medical:2-10").is_err(), "a person says how far it is");
    let done = amounts(&[yes(Some("implemented"))], "r7-medical:2-11").unwrap();
    assert_eq!((done.value, done.substate), (AnswerValue::Yes, None));
}

#[test]
fn several_exceptions_hold_until_the_first_ends() {
    let exception = |reason: &str, until| Some(Exception::new(reason, "切り離し", until));
    let first = Decision { exception: exception("古い", date(2027, 3, 31)), ..yes(None) };
    let second = Decision { exception: exception("製造中止", date(2027, 1, 31)), ..yes(None) };
    let whole = amounts(&[first, second, yes(None)], "r7-medical:2-6").unwrap().exception.unwrap();
    assert_eq!((whole.reason.as_str(), whole.measure.as_str()), ("古い／製造中止", "切り離し"));
    assert_eq!(whole.until, date(2027, 1, 31));
}
