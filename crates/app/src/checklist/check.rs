//! From the strings of the answer form to a decision.

use super::{Checklist, ChecklistRow, TypedAnswer};
use crate::error::{AppError, Problem, Result};
use jiff::civil::Date;
use tate_domain::answer::{AnswerValue, Decision, Exception, ItemRules};
use tate_domain::date::{parse_day, slashed};
use tate_domain::proposal::Verdict;
use tate_domain::text;

/// From what was typed to a decision.
///
/// # Errors
/// Every problem with the input, at once.
pub(super) fn check(
    typed: &TypedAnswer,
    list: &Checklist,
    row: &ChecklistRow,
    seen: i64,
    exception: Option<Exception>,
) -> Result<Decision> {
    if let (false, Some(gate)) = (row.asked, list.gate()) {
        return Err(AppError::invalid("value", not_asked(gate)));
    }
    // A number, a text or a choice is given on the survey's own page.
    if row.item.answer.is_entry() {
        return Err(AppError::NotFound);
    }
    let mut problems = Vec::new();
    let mut day = |field: &str, typed: &str| -> Option<Date> {
        if typed.trim().is_empty() {
            return None;
        }
        parse_day(typed).map_err(|error| problems.push(Problem::new(field, error.0))).ok()
    };
    let checked_on = day("checked_on", &typed.checked_on);
    let target_date = day("target_date", &typed.target_date);
    // An entry belongs to a survey or form, never to one of these rows.
    let value = AnswerValue::from_code(&typed.value).filter(|value| *value != AnswerValue::Stated);
    if value.is_none() {
        let choices: String = list.choices(&row.item).iter().map(|value| format!("「{}」", value.label())).collect();
        problems.push(Problem::new("value", format!("答えが選ばれていません。{choices}のどれかを選んでください。")));
    }
    let words = |value: &str, lines| text::printable(value.trim(), lines);
    for (field, value) in [("reason", &typed.reason), ("remark", &typed.remark)] {
        if value.chars().count() > 1_000 {
            problems.push(Problem::new(field, "長すぎます。1,000文字までで入力してください。"));
        }
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let needs_target_date = list.needs_target_date(&row.item);
    let decision = Decision {
        value: value.unwrap_or(AnswerValue::No),
        substate: Some(typed.substate.clone()).filter(|s| !s.is_empty() && value == Some(AnswerValue::Yes)),
        checked_on: checked_on.unwrap_or(list.today),
        target_date: target_date.filter(|_| value == Some(AnswerValue::No) && needs_target_date),
        reason: words(&typed.reason, true),
        remark: words(&typed.remark, false),
        exception: exception.filter(|_| value == Some(AnswerValue::Yes)),
        nth: nth(typed, list, row),
        entry: Vec::new(),
    };
    let states: Vec<String> = row.item.substates.iter().map(|s| s.id.clone()).collect();
    let rules = ItemRules {
        substates: &states,
        may_be_not_applicable: list.choices(&row.item).contains(&AnswerValue::NotApplicable),
        needs_target_date,
    };
    let found = decision.problems(rules, list.year, list.today);
    problems.extend(found.into_iter().map(|p| Problem::new(p.field, p.message)));
    // A page that is behind is told of the newer answer first.
    if row.answer.as_ref().map_or(0, |answer| answer.version) == seen {
        problems.extend(out_of_turn(&decision, list, row));
    }
    problems.extend(against_the_facts(&decision, row));
    if problems.is_empty() { Ok(decision) } else { Err(AppError::Invalid(problems)) }
}

/// Why a row that is not asked takes no answer.
fn not_asked(gate: &ChecklistRow) -> String {
    format!(
        "この項目の回答は保存していません。「{}」が「いいえ」なので、確認の必要がない項目です。システムを使っている場合は、先にその項目を「はい」に直してください。",
        gate.item.text()
    )
}

/// Which check the answer belongs to; 0 for what is no number.
fn nth(typed: &TypedAnswer, list: &Checklist, row: &ChecklistRow) -> u8 {
    match typed.nth.trim() {
        "" => list.checks(row)[0],
        typed => typed.parse().unwrap_or(0),
    }
}

/// A check comes after the one before it, in number and in time.
fn out_of_turn(decision: &Decision, list: &Checklist, row: &ChecklistRow) -> Option<Problem> {
    let nth = decision.nth;
    if !list.checks(row).contains(&nth) {
        return Some(Problem::new(
            "nth",
            "何回目の確認かが正しくありません。ほかの画面で回答が進んだかもしれません。画面を開き直して、もう一度選んでください。",
        ));
    }
    let before = row.passes.get(nth - 1)?;
    (decision.checked_on < before.decision.checked_on).then(|| {
        Problem::new(
            "checked_on",
            format!(
                "{nth}回目の確認日が、{}回目の確認日（{}）より前になっています。どちらの日付が正しいかを確かめて、入力し直してください。",
                nth - 1,
                slashed(before.decision.checked_on)
            ),
        )
    })
}

/// A gap is never turned into はい in silence: against the proposal, a person says why.
fn against_the_facts(decision: &Decision, row: &ChecklistRow) -> Option<Problem> {
    let explained = decision.exception.is_some() || !decision.reason.is_empty();
    let open = row.item.rules.is_empty() || row.proposal.waits_for_a_person();
    if decision.value != AnswerValue::Yes || open || explained {
        return None;
    }
    let first = row.proposal.reasons.iter().chain(&row.proposal.missing).next();
    let first = first.map_or("", |reason| reason.text.as_str());
    let todo = match row.proposal.verdict {
        Verdict::No => {
            "台帳を直すか、例外を申請して承認を受けてください。記録が実際と違う場合は、その説明を「理由」に入力してください。"
        }
        Verdict::Undetermined => "調べて台帳に入力するか、「はい」と言える根拠を「理由」に入力してください。",
        Verdict::Yes | Verdict::NotApplicable => return None,
    };
    Some(Problem::new("reason", format!("「はい」を確定できません。{first} {todo}")))
}
