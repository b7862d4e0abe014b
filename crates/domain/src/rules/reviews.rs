//! The records of reviews (点検) as the rules see them: a review gives freshness where its result says that it was done.

use super::RuleInput;
use crate::facts::Row;
use crate::ledger::Ledger;
use jiff::civil::Date;

/// The reviews of a kind that were carried out up to today. One that failed proves nothing.
pub(super) fn carried_out<'a>(input: &RuleInput<'a>, kind: &str) -> Vec<&'a Row> {
    input
        .facts
        .all(Ledger::Reviews)
        .iter()
        .filter(|row| row.is("kind", kind) && !row.is("result", "failed"))
        .filter(|row| row.day("day").is_some_and(|day| day <= input.today))
        .collect()
}

/// The newest of the reviews that a test accepts.
pub(super) fn newest<'a>(reviews: &[&'a Row], covers: impl Fn(&Row) -> bool) -> Option<&'a Row> {
    reviews.iter().copied().filter(|row| covers(row)).max_by_key(|row| row.day("day"))
}

/// Whether a review is about a system, or about all of them because it names none.
pub(super) fn covers_system(review: &Row, system: &str) -> bool {
    review.filled("system").is_none_or(|id| id == system)
}

/// The day of the newest review of a kind that covers a system.
pub(super) fn day_of_system(reviews: &[&Row], system: &str) -> Option<Date> {
    newest(reviews, |review| covers_system(review, system)).and_then(|review| review.day("day"))
}

/// Whether a review found something and says nothing of what was done about it.
pub(super) fn is_open(review: &Row) -> bool {
    review.is("result", "found") && review.filled("action").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::World;

    #[test]
    fn a_failed_or_future_review_was_not_carried_out() {
        let review = |day: &str, result: &str| {
            let fields = [("kind", "media"), ("day", day), ("result", result)];
            World::empty().with(Ledger::Reviews, "z1", &fields).with_input(|input| carried_out(input, "media").len())
        };
        assert_eq!((review("2026-11-20", "clean"), review("2026-11-20", "found")), (1, 1));
        assert_eq!((review("2026-11-21", "clean"), review("2026-11-20", "failed")), (0, 0));
    }

    #[test]
    fn a_review_without_a_system_covers_every_system() {
        let world = World::empty()
            .with(Ledger::Reviews, "z1", &[("kind", "logs"), ("day", "2026-11-01"), ("result", "clean")])
            .with(
                Ledger::Reviews,
                "z2",
                &[("kind", "logs"), ("day", "2026-11-10"), ("result", "clean"), ("system", "s1")],
            );
        let day = |system: &str| world.with_input(|input| day_of_system(&carried_out(input, "logs"), system));
        assert_eq!(day("s1").unwrap().day(), 10);
        assert_eq!(day("s2").unwrap().day(), 1);
    }
}
