//! What an answer says about the control behind it, on whichever sheet it stands.

use tate_domain::answer::{AnswerValue, Decision};

/// The sub-state of はい that is as good as はい without one; every other is a plan.
const IMPLEMENTED: &str = "implemented";

/// Done, planned, not done, or not concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// はい, and it is so.
    Done,
    /// はい on a sheet where a plan counts (2-⑩); anywhere else it would be いいえ.
    Planned,
    /// いいえ
    NotDone,
    /// 対象外
    NotApplicable,
}

impl Stance {
    /// The stance of a decision; none of an entry, which is neither はい nor いいえ.
    #[must_use]
    pub fn of(decision: &Decision) -> Option<Self> {
        Some(match decision.value {
            AnswerValue::Yes if decision.substate.as_deref().is_some_and(|state| state != IMPLEMENTED) => Self::Planned,
            AnswerValue::Yes => Self::Done,
            AnswerValue::No => Self::NotDone,
            AnswerValue::NotApplicable => Self::NotApplicable,
            AnswerValue::Stated => return None,
        })
    }

    /// Whether both can be true of one facility on one day: what is planned is not done.
    #[must_use]
    pub fn agrees(self, other: Self) -> bool {
        self == other || matches!((self, other), (Self::Planned, Self::NotDone) | (Self::NotDone, Self::Planned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn yes(substate: Option<&str>) -> Option<Stance> {
        let decision = Decision::new(AnswerValue::Yes, date(2026, 11, 20));
        Stance::of(&Decision { substate: substate.map(str::to_owned), ..decision })
    }

    #[test]
    fn a_plan_agrees_with_no_elsewhere_and_not_with_yes() {
        assert_eq!(yes(None), yes(Some("implemented")));
        let planned = yes(Some("planned")).unwrap();
        assert!(planned.agrees(Stance::NotDone) && Stance::NotDone.agrees(planned));
        assert!(!planned.agrees(Stance::Done) && !Stance::Done.agrees(planned));
        assert!(!Stance::NotApplicable.agrees(Stance::NotDone));
    }

    #[test]
    fn an_entry_takes_no_stance() {
        assert_eq!(Stance::of(&Decision::new(AnswerValue::Stated, date(2026, 11, 20))), None);
    }
}
