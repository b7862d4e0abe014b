//! 1回目, 2回目 …: the checks of an item in one year, each with its last answer.

use std::collections::BTreeMap;
use tate_domain::answer::Answer;

/// The most checks of an item in one year.
pub const MOST_PASSES: u8 = 9;

/// The last answer of each check of an item. An answer puts its own check right or begins the
/// next one, so the latest answer belongs to the last check.
#[derive(Debug, Clone, Default)]
pub struct Passes(BTreeMap<u8, Answer>);

impl Passes {
    /// The checks of every item, from all answers of a round in any order.
    #[must_use]
    pub fn by_item(answers: impl IntoIterator<Item = Answer>) -> BTreeMap<String, Self> {
        let mut items: BTreeMap<String, Self> = BTreeMap::new();
        for answer in answers {
            items.entry(answer.item.clone()).or_default().take(answer);
        }
        items
    }

    fn take(&mut self, answer: Answer) {
        let nth = answer.decision.nth;
        if self.0.get(&nth).is_none_or(|kept| kept.version < answer.version) {
            self.0.insert(nth, answer);
        }
    }

    /// The checks in order.
    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.0.values()
    }

    /// The checks in order, to be settled with what happened since.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Answer> {
        self.0.values_mut()
    }

    /// The last answer of one check.
    #[must_use]
    pub fn get(&self, nth: u8) -> Option<&Answer> {
        self.0.get(&nth)
    }

    /// The answer confirmed last.
    #[must_use]
    pub fn latest(&self) -> Option<&Answer> {
        self.iter().max_by_key(|answer| answer.version)
    }

    /// The newest check after 1回目.
    #[must_use]
    pub fn later(&self) -> Option<&Answer> {
        self.0.range(2..).next_back().map(|(_, answer)| answer)
    }

    /// The checks that an answer may belong to now: the last one, to put it right, and the next.
    #[must_use]
    pub fn choices(&self) -> Vec<u8> {
        match self.0.keys().next_back() {
            None => vec![1],
            Some(&last) if last < MOST_PASSES => vec![last, last + 1],
            Some(&last) => vec![last],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::tests::answer;
    use tate_domain::answer::AnswerValue::{self, No, Yes};

    fn pass(nth: u8, version: i64, value: AnswerValue) -> Answer {
        let mut answer = answer("r6-medical:2-1", value);
        answer.version = version;
        answer.decision.nth = nth;
        answer
    }

    #[test]
    fn the_last_answer_of_each_check_counts_and_the_latest_is_that_of_the_last_check() {
        let answers = [pass(1, 1, Yes), pass(1, 2, No), pass(2, 3, No), pass(2, 5, Yes), pass(2, 4, No)];
        let passes = Passes::by_item(answers).remove("r6-medical:2-1").unwrap();
        let kept: Vec<_> = passes.iter().map(|answer| (answer.decision.nth, answer.version)).collect();
        assert_eq!(kept, [(1, 2), (2, 5)]);
        assert_eq!(passes.latest().unwrap().version, 5);
        assert_eq!(passes.later().unwrap().decision.value, Yes);
        assert_eq!(passes.choices(), [2, 3]);
    }

    #[test]
    fn the_first_check_is_alone_until_it_is_answered_and_the_ninth_is_the_last() {
        assert_eq!(Passes::default().choices(), [1]);
        let ninth = Passes::by_item([pass(9, 1, No)]).remove("r6-medical:2-1").unwrap();
        assert_eq!(ninth.choices(), [9]);
        let first = Passes::by_item([pass(1, 1, No)]).remove("r6-medical:2-1").unwrap();
        assert!(first.later().is_none());
    }
}
