//! How scores are written; called from templates.

use tate_app::selfcheck::{Axis, Check, told};
use tate_domain::answer::AnswerValue;
use tate_domain::proposal::Verdict;

/// ○, ×, 対象外.
pub(super) fn sign(value: &AnswerValue) -> &'static str {
    match value {
        AnswerValue::Yes => "○",
        AnswerValue::No => "×",
        AnswerValue::NotApplicable | AnswerValue::Stated => value.label(),
    }
}

/// The proposal in the signs of the sheet.
pub(super) fn proposed(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "○（根拠あり）",
        Verdict::No => "×（反証あり）",
        Verdict::Undetermined | Verdict::NotApplicable => verdict.label(),
    }
}

/// The share of an axis now: 未回答 before the first answer.
pub(super) fn now(axis: &Axis<'_>) -> String {
    if axis.begun() || axis.share.total == 0 { told(&axis.share) } else { "未回答".to_owned() }
}

/// The share in the check before; empty where there is none.
pub(super) fn before(axis: &Axis<'_>) -> String {
    axis.before.as_ref().filter(|before| before.total > 0).map(told).unwrap_or_default()
}

/// `+12`, `−5`, or 同じ; empty where there is nothing to compare.
pub(super) fn gain(axis: &Axis<'_>) -> String {
    match axis.gain() {
        None => String::new(),
        Some(0) => "同じ".to_owned(),
        Some(gain @ 1..) => format!("+{gain}"),
        Some(gain) => format!("−{}", gain.unsigned_abs()),
    }
}

/// The day of a check.
pub(super) fn day(check: &Check) -> String {
    check.day().map(|day| crate::format::day(&day)).unwrap_or_default()
}
