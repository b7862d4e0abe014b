//! One facility row from all vendors' rows: how many say はい, いいえ, 対象外, and who has not answered (Q&A 12-39).

use super::{Request, Sheet, State, Value};
use crate::id::RequestId;
use crate::proposal::Verdict;
use jiff::civil::Date;

/// What one vendor's sheet says about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rolled {
    /// はい
    Yes,
    /// いいえ, with its 目標日
    No(Option<Date>),
    /// 対象外
    NotApplicable,
    /// Refused to answer.
    Refused,
    /// No sheet yet, or none of this row.
    Unanswered,
}

/// One line of the roll-up: one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollLine {
    /// The request.
    pub request: RequestId,
    /// The contract's row.
    pub contract_id: String,
    /// Who, in words: vendor and contract.
    pub who: String,
    /// What it says.
    pub says: Rolled,
    /// The ground or reason.
    pub ground: String,
}

/// All vendors about one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    /// Every request that counts, in the board's order.
    pub lines: Vec<RollLine>,
}

impl Roll {
    fn count(&self, which: impl Fn(&Rolled) -> bool) -> usize {
        self.lines.iter().filter(|line| which(&line.says)).count()
    }
    /// How many say はい.
    #[must_use]
    pub fn yes(&self) -> usize {
        self.count(|says| matches!(says, Rolled::Yes))
    }
    /// How many say いいえ.
    #[must_use]
    pub fn no(&self) -> usize {
        self.count(|says| matches!(says, Rolled::No(_)))
    }
    /// How many say 対象外.
    #[must_use]
    pub fn not_applicable(&self) -> usize {
        self.count(|says| matches!(says, Rolled::NotApplicable))
    }
    /// How many have not answered, refusals among them.
    #[must_use]
    pub fn silent(&self) -> usize {
        self.count(|says| matches!(says, Rolled::Unanswered | Rolled::Refused))
    }

    /// `37はい／2いいえ／1未回答`; 対象外 and refusals only where there are some.
    #[must_use]
    pub fn words(&self) -> String {
        let refused = self.count(|says| matches!(says, Rolled::Refused));
        let unanswered = self.silent() - refused;
        [
            (self.yes(), "はい"),
            (self.no(), "いいえ"),
            (self.not_applicable(), "対象外"),
            (refused, "回答拒否"),
            (unanswered, "未回答"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count}{word}"))
        .collect::<Vec<_>>()
        .join("／")
    }

    /// What the vendors alone would say for the facility. A いいえ is いいえ; silence is never はい; only when every
    /// vendor has answered is the answer はい or 対象外.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.no() > 0 {
            Verdict::No
        } else if self.lines.is_empty() || self.silent() > 0 {
            Verdict::Undetermined
        } else if self.yes() == 0 {
            Verdict::NotApplicable
        } else {
            Verdict::Yes
        }
    }

    /// A draft 備考 for the facility's sheet: the counts, then who says いいえ or nothing.
    #[must_use]
    pub fn remark(&self) -> String {
        let mut text = format!("事業者{}件の回答：{}。", self.lines.len(), self.words());
        for line in &self.lines {
            match &line.says {
                Rolled::No(Some(day)) => {
                    text.push_str(&format!("{}はいいえ（目標日{}）。", line.who, crate::date::slashed(*day)));
                }
                Rolled::No(None) => text.push_str(&format!("{}はいいえ。", line.who)),
                Rolled::Refused => text.push_str(&format!("{}は回答を拒否。", line.who)),
                Rolled::Unanswered => text.push_str(&format!("{}は未回答。", line.who)),
                Rolled::Yes | Rolled::NotApplicable => {}
            }
        }
        text
    }
}

/// Rolls one row up over all requests of the year with the newest sheet of each. `items` are the row's names in the
/// vendors' editions (one per edition). Withdrawn requests do not count.
#[must_use]
pub fn roll_up<'a>(all: impl IntoIterator<Item = (&'a Request, Option<&'a Sheet>)>, items: &[&str]) -> Roll {
    let mut roll = Roll::default();
    for (request, sheet) in all {
        if request.state == State::Withdrawn {
            continue;
        }
        let row = sheet.and_then(|sheet| items.iter().find_map(|item| sheet.row(item)));
        let says = match (request.state, row) {
            (State::Refused, _) => Rolled::Refused,
            (_, None) => Rolled::Unanswered,
            (_, Some(row)) => match row.value {
                Value::Yes => Rolled::Yes,
                Value::No => Rolled::No(row.target_date),
                Value::NotApplicable => Rolled::NotApplicable,
            },
        };
        roll.lines.push(RollLine {
            request: request.id.clone(),
            contract_id: request.contract_id.clone(),
            who: format!("{}「{}」", request.vendor, request.contract),
            says,
            ground: row.map_or_else(String::new, |row| row.ground.clone()),
        });
    }
    roll
}

#[cfg(test)]
mod tests {
    use super::roll_up;
    use crate::proposal::Verdict;
    use crate::vendor::testing::request;
    use crate::vendor::{RowAnswer, Sheet, State, Value};
    use jiff::civil::date;

    const ITEM: &str = "r7-vendor:2-6";

    fn sheet(value: Value) -> Sheet {
        let target_date = (value == Value::No).then(|| date(2027, 3, 31));
        let row = RowAnswer { item: ITEM.into(), value, ground: "根拠".into(), target_date, remark: String::new() };
        Sheet { rows: vec![row], ..Sheet::default() }
    }

    #[test]
    fn thirty_seven_yes_two_no_and_one_silent() {
        let (open, yes, no) = (request(), sheet(Value::Yes), sheet(Value::No));
        let all = (0..37).map(|_| (&open, Some(&yes))).chain([(&open, Some(&no)), (&open, Some(&no)), (&open, None)]);
        let roll = roll_up(all, &[ITEM]);
        assert_eq!(roll.words(), "37はい／2いいえ／1未回答");
        assert_eq!(roll.verdict(), Verdict::No);
        assert!(
            roll.remark().contains("事業者40件の回答：37はい／2いいえ／1未回答。")
                && roll.remark().contains("目標日2027/03/31")
        );
    }

    #[test]
    fn silence_and_refusal_are_never_a_yes() {
        let (open, yes) = (request(), sheet(Value::Yes));
        let refused = super::Request { state: State::Refused, ..request() };
        let withdrawn = super::Request { state: State::Withdrawn, ..request() };
        assert_eq!(roll_up([(&open, Some(&yes))], &[ITEM]).verdict(), Verdict::Yes, "negative control");
        assert_eq!(roll_up([(&open, Some(&yes)), (&open, None)], &[ITEM]).verdict(), Verdict::Undetermined);
        let with_refusal = roll_up([(&open, Some(&yes)), (&refused, None)], &[ITEM]);
        assert_eq!(
            (with_refusal.verdict(), with_refusal.words().as_str()),
            (Verdict::Undetermined, "1はい／1回答拒否")
        );
        assert_eq!(roll_up([(&withdrawn, None)], &[ITEM]).lines.len(), 0);
        assert_eq!(roll_up([], &[ITEM]).verdict(), Verdict::Undetermined);
    }
}
