//! What changed from one document to the next.

use super::Line;
use crate::text::search_key;

/// A line that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Before.
    pub before: Line,
    /// After.
    pub after: Line,
}

impl Changed {
    /// Whether the answer itself changed, not only the remark.
    #[must_use]
    pub fn answer_changed(&self) -> bool {
        self.before.value != self.after.value
    }
}

/// The differences of two documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Lines with another answer or remark, the changed answers first.
    pub changed: Vec<Changed>,
    /// Lines that only the second has.
    pub added: Vec<Line>,
    /// Lines that only the first has.
    pub gone: Vec<Line>,
    /// How many lines say the same.
    pub same: usize,
}

/// Compares two documents line by line: by the question, else by the number.
#[must_use]
pub fn compare(before: &[Line], after: &[Line]) -> Difference {
    let mut left: Vec<Option<&Line>> = before.iter().map(Some).collect();
    let mut found = Difference::default();
    let mut take = |fits: &dyn Fn(&Line) -> bool| {
        let slot = left.iter_mut().find(|slot| slot.is_some_and(fits))?;
        slot.take()
    };
    let mut rest = Vec::new();
    for line in after {
        let key = search_key(&line.text);
        match take(&|old| search_key(&old.text) == key) {
            Some(old) => found.pair(old, line),
            None => rest.push(line),
        }
    }
    for line in rest {
        let key = search_key(&line.number);
        match take(&|old| !key.is_empty() && search_key(&old.number) == key) {
            Some(old) => found.pair(old, line),
            None => found.added.push(line.clone()),
        }
    }
    found.gone = left.into_iter().flatten().cloned().collect();
    found.changed.sort_by_key(|changed| !changed.answer_changed());
    found
}

impl Difference {
    fn pair(&mut self, before: &Line, after: &Line) {
        if before.value == after.value && search_key(&before.remark) == search_key(&after.remark) {
            self.same += 1;
        } else {
            self.changed.push(Changed { before: before.clone(), after: after.clone() });
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty() && self.gone.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::{line, lines};
    use crate::vendor::Value;

    #[test]
    fn lines_are_found_again_by_their_question_and_by_their_number() {
        let before = lines();
        let mut after = before.clone();
        after[1].value = Some(Value::Yes);
        after[3].remark = "三年間".into();
        after[4].text = "時刻を自動で合わせるか".into();
        after.remove(2);
        after.push(line("3.1", "新しい質問", Some(Value::Yes), ""));
        let found = compare(&before, &after);
        let of = |list: &[Line]| list.iter().map(|line| line.number.clone()).collect::<Vec<_>>();
        assert_eq!((of(&found.added), of(&found.gone)), (vec!["3.1".to_owned()], vec!["2.1".to_owned()]));
        assert_eq!(found.changed.iter().map(|one| one.after.number.as_str()).collect::<Vec<_>>(), ["1.2", "2.2"]);
        assert_eq!(found.same, 2);
        assert!(compare(&before, &before).is_empty());
    }
}
