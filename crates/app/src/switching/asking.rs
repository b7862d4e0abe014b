//! Why an item is asked again although answers were carried over.

use super::Part;
use super::amount::amount;
use crate::checklist::{Checklist, ChecklistRow};
use tate_domain::answer::{Answer, AnswerValue, Decision, ItemRules};
use tate_domain::edition::Flag;
use tate_domain::proposal::Verdict;

/// Why an item is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskKind {
    /// 新しい項目: the earlier sheet did not ask about it.
    New,
    /// The earlier answers are missing, do not agree, or do not fit the new item.
    Answers,
    /// The facts say something else today.
    Facts,
    /// A day that was set has passed, or lies outside the year.
    Days,
}

impl AskKind {
    /// For a mark on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新しい項目",
            Self::Answers => "前の回答が使えない",
            Self::Facts => "台帳の内容と違う",
            Self::Days => "日付の決め直し",
        }
    }
}

/// Why an item is asked again, with a sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The reason.
    pub kind: AskKind,
    /// A sentence.
    pub text: String,
}

/// Whether an item must be answered anew; none where confirming the carried answer is enough.
pub(super) fn ask(row: &ChecklistRow, parts: &[Part], carried: Option<&Decision>, list: &Checklist) -> Option<Ask> {
    let ask = |kind, text: String| Some(Ask { kind, text });
    if parts.is_empty() {
        return ask(AskKind::New, "前の版にはなかった項目です。".to_owned());
    }
    let Some(decision) = carried else {
        let answers: Vec<Answer> = parts.iter().filter_map(|part| part.answer.clone()).collect();
        let why = amount(&answers, parts.len(), &row.item, &list.edition, list.today).err();
        return ask(AskKind::Answers, why.unwrap_or("前の版では未回答でした。").to_owned());
    };
    if let Some(text) = contradiction(row, decision) {
        return ask(AskKind::Facts, text);
    }
    let states: Vec<String> = row.item.substates.iter().map(|state| state.id.clone()).collect();
    let rules = ItemRules {
        substates: &states,
        may_be_not_applicable: !list.is_gate(&row.item),
        needs_target_date: list.needs_target_date(&row.item),
    };
    if let Some(problem) = decision.problems(rules, list.year, list.today).into_iter().next() {
        return ask(AskKind::Days, problem.message);
    }
    let kept = decision.exception.as_ref()?;
    let approved = list.exceptions.iter().any(|entry| entry.id.as_str() == kept.id && entry.approved.is_some());
    let text = "前の版の「はい」は例外によるものです。いまも必要なら、この項目の例外を申請し、承認を受けてから答えてください。";
    if approved { None } else { ask(AskKind::Answers, text.to_owned()) }
}

/// Where today's facts say something other than the carried answer; with the first reason they give.
fn contradiction(row: &ChecklistRow, decision: &Decision) -> Option<String> {
    let ruled = !row.item.rules.is_empty() && row.item.superseded.is_none();
    let skips = row.item.has(Flag::SkipWithoutContract) || row.item.has(Flag::SkipWithoutNetwork);
    let verdict = row.proposal.verdict;
    let fits = match (decision.value, verdict) {
        (AnswerValue::Yes, Verdict::Undetermined) => !ruled || row.proposal.waits_for_a_person(),
        (AnswerValue::NotApplicable, Verdict::Undetermined) => !ruled && !skips,
        (AnswerValue::Yes, verdict) => verdict == Verdict::Yes,
        (AnswerValue::No, verdict) => matches!(verdict, Verdict::No | Verdict::Undetermined),
        (AnswerValue::NotApplicable, verdict) => verdict == Verdict::NotApplicable,
        (AnswerValue::Stated, _) => false,
    };
    if fits {
        return None;
    }
    let (reasons, missing) = (row.proposal.reasons.first(), row.proposal.missing.first());
    let first = if verdict == Verdict::Undetermined { missing.or(reasons) } else { reasons.or(missing) };
    let first = first.map_or("", |reason| reason.text.as_str());
    Some(format!(
        "引き継いだ「{}」に対して、台帳からの提案は「{}」です。{first}",
        decision.value.label(),
        verdict.label()
    ))
}
