//! How a self-check (自己点検) is scored: the share of ○ per viewpoint, counted as the official sheet
//! counts it. A row without an answer is not ○.

use crate::answer::AnswerValue;
use crate::edition::Viewpoint;
use std::cmp::Ordering;

/// How many rows of one viewpoint are ○.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The viewpoint; none on a sheet that has no such column.
    pub viewpoint: Option<Viewpoint>,
    /// Rows answered ○.
    pub yes: usize,
    /// Rows answered at all.
    pub answered: usize,
    /// Rows of the sheet.
    pub total: usize,
}

impl Share {
    const fn none(viewpoint: Option<Viewpoint>) -> Self {
        Self { viewpoint, yes: 0, answered: 0, total: 0 }
    }

    fn add(&mut self, value: Option<AnswerValue>) {
        self.total += 1;
        self.answered += usize::from(value.is_some());
        self.yes += usize::from(value == Some(AnswerValue::Yes));
    }

    /// The share of ○ in whole percent, rounded half up; none where the sheet has no such row.
    #[must_use]
    pub fn percent(&self) -> Option<u8> {
        let rounded = (self.yes * 200 + self.total).checked_div(self.total * 2)?;
        u8::try_from(rounded).ok()
    }

    /// Rows that are not ○: answered × or not answered.
    #[must_use]
    pub fn open(&self) -> usize {
        self.total - self.yes
    }

    /// Rows without an answer.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.total - self.answered
    }

    /// Orders by weakness: the lower share first; of two equal ones, that with more rows open.
    #[must_use]
    pub fn by_weakness(&self, other: &Self) -> Ordering {
        let (own, others) = (self.yes * other.total, other.yes * self.total);
        own.cmp(&others).then(other.open().cmp(&self.open()))
    }
}

/// The shares of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// 予防, 発見, 是正; or one share on a sheet without viewpoints.
    pub shares: Vec<Share>,
}

impl Score {
    /// All rows of the sheet together.
    #[must_use]
    pub fn whole(&self) -> Share {
        self.shares.iter().fold(Share::none(None), |sum, share| Share {
            yes: sum.yes + share.yes,
            answered: sum.answered + share.answered,
            total: sum.total + share.total,
            ..sum
        })
    }

    /// The share of a viewpoint.
    #[must_use]
    pub fn of(&self, viewpoint: Option<Viewpoint>) -> Option<&Share> {
        self.shares.iter().find(|share| share.viewpoint == viewpoint)
    }

    /// The viewpoint with the lowest share; none before the first answer and when every row is ○.
    #[must_use]
    pub fn weakest(&self) -> Option<&Share> {
        if self.whole().answered == 0 {
            return None;
        }
        self.shares.iter().filter(|share| share.open() > 0).min_by(|a, b| a.by_weakness(b))
    }
}

/// The score of a sheet from the viewpoint and the answer of each row.
#[must_use]
pub fn score(rows: impl IntoIterator<Item = (Option<Viewpoint>, Option<AnswerValue>)>) -> Score {
    let mut with = Viewpoint::ALL.map(|viewpoint| Share::none(Some(viewpoint)));
    let mut without = Share::none(None);
    for (viewpoint, value) in rows {
        match with.iter_mut().find(|share| share.viewpoint == viewpoint) {
            Some(share) => share.add(value),
            None => without.add(value),
        }
    }
    let any = with.iter().any(|share| share.total > 0);
    let shares = with.into_iter().filter(|_| any).chain(Some(without).filter(|share| !any || share.total > 0));
    Score { shares: shares.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AnswerValue::{No, NotApplicable, Yes};
    use Viewpoint::{Correct, Detect, Prevent};

    fn rows(counts: &[(Option<Viewpoint>, Option<AnswerValue>, usize)]) -> Score {
        score(counts.iter().flat_map(|(viewpoint, value, count)| std::iter::repeat_n((*viewpoint, *value), *count)))
    }

    #[test]
    fn a_row_without_an_answer_is_not_a_circle_and_is_told() {
        let score = rows(&[(Some(Prevent), Some(Yes), 80), (Some(Prevent), Some(No), 5), (Some(Prevent), None, 4)]);
        let prevent = score.of(Some(Prevent)).unwrap();
        assert_eq!((prevent.yes, prevent.total, prevent.percent()), (80, 89, Some(90)));
        assert_eq!((prevent.open(), prevent.unanswered()), (9, 4));
    }

    #[test]
    fn a_viewpoint_without_rows_has_no_percentage() {
        let score = rows(&[(Some(Prevent), Some(Yes), 16), (Some(Correct), Some(No), 3)]);
        assert_eq!(score.shares.len(), 3);
        assert_eq!(score.of(Some(Detect)).unwrap().percent(), None);
        assert_eq!(score.of(Some(Correct)).unwrap().percent(), Some(0));
        assert_eq!(score.of(Some(Prevent)).unwrap().percent(), Some(100));
    }

    #[test]
    fn a_sheet_without_viewpoints_has_one_share() {
        let score = rows(&[(None, Some(Yes), 7), (None, Some(NotApplicable), 1), (None, None, 2)]);
        assert_eq!(score.shares, [Share { viewpoint: None, yes: 7, answered: 8, total: 10 }]);
        assert_eq!(score.whole(), score.shares[0]);
        assert_eq!(rows(&[]).shares, [Share::none(None)]);
    }

    #[test]
    fn the_weakest_is_the_lowest_share_and_of_two_equal_ones_that_with_more_open() {
        let lowest = rows(&[(Some(Prevent), Some(No), 1), (Some(Prevent), Some(Yes), 3), (Some(Detect), Some(No), 1)]);
        assert_eq!(lowest.weakest().unwrap().viewpoint, Some(Detect));
        let equal = rows(&[
            (Some(Prevent), Some(Yes), 1),
            (Some(Prevent), Some(No), 1),
            (Some(Correct), Some(Yes), 3),
            (Some(Correct), None, 3),
        ]);
        assert_eq!(equal.weakest().unwrap().viewpoint, Some(Correct));
    }

    #[test]
    fn nothing_is_weak_before_the_first_answer_and_when_all_is_well() {
        assert_eq!(rows(&[(Some(Prevent), None, 3)]).weakest(), None);
        assert_eq!(rows(&[(Some(Prevent), Some(Yes), 3)]).weakest(), None);
    }

    #[test]
    fn percent_is_rounded_half_up() {
        for (yes, total, percent) in [(1, 8, 13), (1, 3, 33), (2, 3, 67), (96, 97, 99), (1, 97, 1)] {
            assert_eq!(Share { viewpoint: None, yes, answered: yes, total }.percent(), Some(percent), "{yes}/{total}");
        }
    }
}
