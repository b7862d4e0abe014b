//! From everything a text can mean to one verdict: they all agree, or it is unknown.

use jiff::civil::Date;

use super::answer::{ENDING_SOON_DAYS, LifecycleAnswer, Verdict};
use super::data::OPEN_END_TRUST_DAYS;
use super::reading::{Candidate, Reading};
use super::{reason, unknown};

/// The state of one candidate on the asked day.
#[derive(Debug, Clone)]
pub(super) struct Outcome<'a> {
    pub(super) candidate: Candidate<'a>,
    pub(super) verdict: Verdict,
    pub(super) end: Option<Date>,
    /// Last day of an extension, counted or not.
    pub(super) extension: Option<Date>,
    /// Whether the extension counts: evidenced, or free of charge.
    pub(super) counted: bool,
    /// An open end that is too old to be believed.
    pub(super) stale: bool,
}

/// Days from `from` to `to`; negative when `to` is earlier.
pub(super) fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// Judges a reading on `today`.
pub(super) fn answer(input: String, reading: Reading<'_>, esu_until: Option<Date>, today: Date) -> LifecycleAnswer {
    let home = reading.edition.as_deref().is_some_and(|e| e.starts_with("Home"));
    let outcomes: Vec<Outcome<'_>> = match &reading.candidates {
        Ok(candidates) => candidates.iter().map(|c| outcome(*c, esu_until, home, today)).collect(),
        Err(_) => Vec::new(),
    };
    let verdict = common_verdict(&outcomes);
    let speaker = speaker(&outcomes, verdict);
    let reason = match (&reading.candidates, speaker) {
        (Err(why), _) => unknown::undecided(&reading, why),
        (Ok(_), Some(speaker)) => reason::decided(&reading, &outcomes, speaker, esu_until, today),
        (Ok(_), None) => unknown::split(&reading, &outcomes, today),
    };
    LifecycleAnswer {
        input,
        product: reading.product,
        release: reading.release,
        edition: reading.edition,
        verdict,
        end_of_support: speaker.and_then(|s| s.end),
        extended_until: speaker.and_then(|s| s.extension),
        reason,
    }
}

/// The verdict that every candidate shares; unknown without candidates or without agreement.
fn common_verdict(outcomes: &[Outcome<'_>]) -> Verdict {
    match outcomes {
        [first, rest @ ..] if rest.iter().all(|o| o.verdict == first.verdict) => first.verdict,
        _ => Verdict::Unknown,
    }
}

/// The outcome whose dates the answer carries: the last to end when all are expired, else the first to end.
fn speaker<'o, 'a>(outcomes: &'o [Outcome<'a>], verdict: Verdict) -> Option<&'o Outcome<'a>> {
    match verdict {
        Verdict::Unknown => None,
        Verdict::Expired => outcomes.iter().max_by_key(|o| o.end),
        _ => outcomes.iter().min_by_key(|o| o.end.unwrap_or(Date::MAX)),
    }
}

fn outcome(candidate: Candidate<'_>, esu_until: Option<Date>, home: bool, today: Date) -> Outcome<'_> {
    let release = candidate.release;
    let end = release.end.get(&candidate.channel).copied();
    let sold = if home { release.paid_until_home.or(release.paid_until) } else { release.paid_until };
    let evidenced = match (esu_until, sold) {
        (Some(evidence), Some(sold)) => Some(evidence.min(sold)),
        _ => None,
    };
    let counted = evidenced.max(release.free_until);
    let last_day = end.map(|end| counted.map_or(end, |c| c.max(end)));
    let (verdict, stale) = match last_day {
        Some(last) => (verdict_on(today, last), false),
        None if release.ended => (Verdict::Expired, false),
        None if still_believed(candidate, today) => (Verdict::Supported, false),
        None => (Verdict::Unknown, true),
    };
    Outcome { candidate, verdict, end, extension: counted.or(sold), counted: counted.is_some(), stale }
}

fn verdict_on(today: Date, last_day: Date) -> Verdict {
    match days(today, last_day) {
        left if left < 0 => Verdict::Expired,
        left if left <= ENDING_SOON_DAYS => Verdict::EndingSoon,
        _ => Verdict::Supported,
    }
}

/// Whether "no end announced" can still be relied upon.
fn still_believed(candidate: Candidate<'_>, today: Date) -> bool {
    let due = candidate.release.recheck_after.is_some_and(|day| today > day);
    let old = candidate.product.as_of.is_none_or(|as_of| days(as_of, today) > OPEN_END_TRUST_DAYS);
    !due && !old
}
