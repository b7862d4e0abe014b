//! What several answers of an earlier sheet amount to for one item of the new sheet.

use crate::crosswalk::Stance;
use crate::crosswalk::take_over::obstacle;
use jiff::civil::Date;
use tate_domain::answer::{Answer, AnswerValue, Decision, Exception};
use tate_domain::edition::{Edition, Item};

/// The decision that the answers of `of` old items add up to. One いいえ is enough for いいえ; はい and
/// 対象外 hold only when every part says so. The day of confirmation is today's, for want of a new one.
///
/// # Errors
/// Why a person must answer, as a sentence.
pub(super) fn amount(
    parts: &[Answer],
    of: usize,
    to: &Item,
    edition: &Edition,
    today: Date,
) -> Result<Decision, &'static str> {
    let decisions: Vec<&Decision> = parts.iter().map(|part| &part.decision).collect();
    let all = |value| decisions.iter().all(|decision| decision.value == value);
    let no: Vec<&Decision> = decisions.iter().copied().filter(|decision| decision.value == AnswerValue::No).collect();
    let (value, kept) = if !no.is_empty() {
        (AnswerValue::No, no)
    } else if parts.len() < of {
        return Err("前の版で、もとになる項目の一部が未回答でした。");
    } else if all(AnswerValue::Yes) {
        (AnswerValue::Yes, decisions)
    } else if all(AnswerValue::NotApplicable) {
        (AnswerValue::NotApplicable, decisions)
    } else {
        return Err("前の版では、もとになる項目の答えがそろっていません。");
    };
    if let Some(why) = kept.iter().find_map(|decision| obstacle(decision, to, edition)) {
        return Err(why);
    }
    Ok(Decision {
        substate: substate(&kept).filter(|_| !to.substates.is_empty()),
        target_date: kept.iter().filter_map(|decision| decision.target_date).max(),
        reason: joined(&kept, |decision| &decision.reason),
        remark: joined(&kept, |decision| &decision.remark),
        exception: exception(&kept),
        ..Decision::new(value, today)
    })
}

/// A plan among the parts makes the whole a plan.
fn substate(parts: &[&Decision]) -> Option<String> {
    let plan = parts.iter().find(|decision| Stance::of(decision) == Some(Stance::Planned));
    plan.or(parts.first())?.substate.clone()
}

/// Several exceptions end with the first that ends.
fn exception(parts: &[&Decision]) -> Option<Exception> {
    let all: Vec<&Exception> = parts.iter().filter_map(|decision| decision.exception.as_ref()).collect();
    let first = *all.first()?;
    // The register knows one of them, not what several add up to: that must be asked for anew.
    let one = all.iter().all(|exception| !exception.id.is_empty() && exception.id == first.id);
    let whole = Exception::new(
        joined(&all, |exception| &exception.reason),
        joined(&all, |exception| &exception.measure),
        all.iter().map(|exception| exception.until).min()?,
    );
    Some(if one { first.clone() } else { whole })
}

/// What the parts say, each thing once.
fn joined<T>(parts: &[&T], text: impl Fn(&T) -> &String) -> String {
    let mut texts: Vec<&str> = Vec::new();
    for part in parts {
        let text = text(part).as_str();
        if !text.is_empty() && !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts.join("／")
}
