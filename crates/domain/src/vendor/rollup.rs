//! One facility row from all vendors' rows: how many say はい, いいえ, 対象外, and who has not answered (Q&A 12-39).

use super::{Request, RowAnswer, Sheet, State, Value};
use crate::edition::{Edition, Target};
use crate::id::RequestId;
use crate::ledger::Ledger;
use crate::proposal::{Proposal, Reason, RowRef, Verdict};
use jiff::civil::Date;
use std::sync::Arc;

/// The name under which the vendors' answers speak in a proposal.
pub const RULE: &str = "vendor_answers";

/// A row of a vendor's edition, with what decides which facility rows it speaks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    /// The item.
    pub id: String,
    /// Its controls of the crosswalk.
    pub concepts: Vec<String>,
    /// What it is about.
    pub target: Target,
}

impl AskedRow {
    /// The rows of a vendor's edition that say something about the facility. Whether the vendor has an officer of its
    /// own (体制) says nothing about the facility's.
    #[must_use]
    pub fn of(edition: &Edition) -> Arc<[Self]> {
        edition
            .rows()
            .filter(|item| item.target != Target::Organization)
            .map(|item| Self { id: item.id.clone(), concepts: item.concepts.clone(), target: item.target })
            .collect()
    }
}

/// A request of this year with the newest sheet that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The request.
    pub request: Request,
    /// The rows that were asked.
    pub rows: Arc<[AskedRow]>,
    /// The newest sheet.
    pub sheet: Option<Sheet>,
}

impl Asked {
    /// The rows about a control; of several (server, terminal) the one of the same target, if there is one.
    fn about(&self, concept: &str, target: Target) -> Vec<&AskedRow> {
        let all: Vec<&AskedRow> =
            self.rows.iter().filter(|row| row.concepts.iter().any(|about| about == concept)).collect();
        match all.iter().find(|row| row.target == target) {
            Some(same) => vec![same],
            None => all,
        }
    }

    /// The sheet, where it counts: handed in and not sent back.
    fn counted(&self) -> Option<&Sheet> {
        match self.request.state {
            State::Submitted | State::Accepted => self.sheet.as_ref(),
            State::Asked | State::Returned | State::Refused | State::Withdrawn => None,
        }
    }
}

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

impl Rolled {
    /// はい, いいえ, …
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Yes => "はい",
            Self::No(_) => "いいえ",
            Self::NotApplicable => "対象外",
            Self::Refused => "回答拒否",
            Self::Unanswered => "未回答",
        }
    }
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
    /// The day by which the sheet is to be back.
    pub deadline: Date,
}

impl RollLine {
    /// The contract for a reason.
    #[must_use]
    pub fn pointer(&self) -> RowRef {
        RowRef { ledger: Ledger::Contracts, id: self.contract_id.clone(), name: self.who.clone() }
    }
}

/// All vendors about one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    /// Every request that counts, in the board's order.
    pub lines: Vec<RollLine>,
}

/// The most vendors named in a remark.
const MOST_NAMED: usize = 3;

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
    /// How many refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.count(|says| matches!(says, Rolled::Refused))
    }
    /// How many have not answered, refusals among them.
    #[must_use]
    pub fn silent(&self) -> usize {
        self.count(|says| matches!(says, Rolled::Unanswered | Rolled::Refused))
    }

    /// The vendors that say いいえ.
    pub fn against(&self) -> impl Iterator<Item = &RollLine> {
        self.lines.iter().filter(|line| matches!(line.says, Rolled::No(_)))
    }

    /// The vendors that say nothing.
    pub fn without_answer(&self) -> impl Iterator<Item = &RollLine> {
        self.lines.iter().filter(|line| matches!(line.says, Rolled::Unanswered | Rolled::Refused))
    }

    /// `37はい／2いいえ／1未回答`; 対象外 and refusals only where there are some.
    #[must_use]
    pub fn words(&self) -> String {
        let counts = [
            (self.yes(), "はい"),
            (self.no(), "いいえ"),
            (self.not_applicable(), "対象外"),
            (self.refused(), "回答拒否"),
            (self.silent() - self.refused(), "未回答"),
        ];
        let some = counts.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, word)| format!("{count}{word}")).collect::<Vec<_>>().join("／")
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
        if self.lines.is_empty() {
            return String::new();
        }
        let mut text = self.counted();
        let told: Vec<String> = self.lines.iter().filter_map(told).collect();
        for one in told.iter().take(MOST_NAMED) {
            text.push_str(one);
        }
        if told.len() > MOST_NAMED {
            text.push_str(&format!("ほか{}件。", told.len() - MOST_NAMED));
        }
        text
    }

    fn counted(&self) -> String {
        format!("事業者{}件の回答：{}。", self.lines.len(), self.words())
    }

    /// Joins what the vendors say to what the ledgers say: a いいえ stands against はい, silence keeps it undetermined,
    /// and all vendors' はい alone propose nothing that the ledgers do not.
    pub fn join(&self, proposal: &mut Proposal) {
        if self.lines.is_empty() || proposal.verdict == Verdict::NotApplicable {
            return;
        }
        let reason = |text: String, rows: Vec<RowRef>| Reason { rule: RULE.to_owned(), text, rows };
        let against: Vec<RowRef> = self.against().map(RollLine::pointer).collect();
        if !against.is_empty() {
            proposal.verdict = Verdict::No;
            let text = format!("{}「いいえ」の事業者に、対応の見込みを確かめてください。", self.counted());
            proposal.reasons.insert(0, reason(text, against));
            return;
        }
        let silent: Vec<RowRef> = self.without_answer().map(RollLine::pointer).collect();
        if silent.is_empty() {
            proposal.reasons.push(reason(self.counted(), Vec::new()));
            return;
        }
        if proposal.verdict == Verdict::Yes {
            proposal.verdict = Verdict::Undetermined;
        }
        let text = format!("{}回答のない事業者を督促するか、ほかの根拠を確かめてください。", self.counted());
        proposal.missing.push(reason(text, silent));
    }
}

/// What a remark says of one vendor; nothing of those in order.
fn told(line: &RollLine) -> Option<String> {
    match &line.says {
        Rolled::No(Some(day)) => Some(format!("{}はいいえ（目標日{}）。", line.who, crate::date::slashed(*day))),
        Rolled::No(None) => Some(format!("{}はいいえ。", line.who)),
        Rolled::Refused => Some(format!("{}は回答を拒否。", line.who)),
        Rolled::Unanswered => Some(format!("{}は未回答。", line.who)),
        Rolled::Yes | Rolled::NotApplicable => None,
    }
}

/// Of several rows about the same control (server and terminal), the one that weighs most.
fn heaviest<'a>(rows: &[Option<&'a RowAnswer>]) -> (Rolled, &'a str) {
    let weight = |row: &Option<&RowAnswer>| match row.map(|row| row.value) {
        Some(Value::No) => 0,
        None => 1,
        Some(Value::Yes) => 2,
        Some(Value::NotApplicable) => 3,
    };
    let Some(Some(row)) = rows.iter().min_by_key(|row| weight(row)) else { return (Rolled::Unanswered, "") };
    let says = match row.value {
        Value::Yes => Rolled::Yes,
        Value::No => Rolled::No(row.target_date),
        Value::NotApplicable => Rolled::NotApplicable,
    };
    (says, &row.ground)
}

/// Rolls one control up over all requests. A request whose edition does not ask about it, and a withdrawn one, do not
/// count.
#[must_use]
pub fn roll_up(asked: &[Asked], concept: &str, target: Target) -> Roll {
    let mut roll = Roll::default();
    for one in asked.iter().filter(|one| one.request.state != State::Withdrawn) {
        let about = one.about(concept, target);
        if about.is_empty() {
            continue;
        }
        let rows: Vec<Option<&RowAnswer>> =
            about.iter().map(|row| one.counted().and_then(|sheet| sheet.row(&row.id))).collect();
        let (says, ground) = match one.request.state {
            State::Refused => (Rolled::Refused, one.request.reason.as_str()),
            State::Asked | State::Returned | State::Submitted | State::Accepted | State::Withdrawn => heaviest(&rows),
        };
        roll.lines.push(RollLine {
            request: one.request.id.clone(),
            contract_id: one.request.contract_id.clone(),
            who: format!("{}「{}」", one.request.vendor, one.request.contract),
            says,
            ground: ground.to_owned(),
            deadline: one.request.deadline,
        });
    }
    roll
}

#[cfg(test)]
mod tests {
    use super::{Asked, AskedRow, Roll, roll_up};
    use crate::edition::Target;
    use crate::proposal::{Proposal, Verdict};
    use crate::vendor::testing::{asked, request};
    use crate::vendor::{State, Value};

    const PATCH: &str = "patch_server_terminal";

    fn roll(all: &[Asked]) -> Roll {
        roll_up(all, PATCH, Target::General)
    }

    fn silent() -> Asked {
        asked(None)
    }

    fn refused() -> Asked {
        let mut one = asked(None);
        one.request.state = State::Refused;
        one
    }

    fn proposal(verdict: Verdict) -> Proposal {
        Proposal { item: "i".into(), verdict, reasons: vec![], missing: vec![], entry: vec![] }
    }

    fn joined(all: &[Asked], verdict: Verdict) -> Proposal {
        let mut proposal = proposal(verdict);
        roll(all).join(&mut proposal);
        proposal
    }

    #[test]
    fn thirty_seven_yes_two_no_and_one_silent() {
        let mut all = vec![asked(Some(Value::Yes)); 37];
        all.extend([asked(Some(Value::No)), asked(Some(Value::No)), silent()]);
        let roll = roll(&all);
        assert_eq!((roll.words().as_str(), roll.verdict()), ("37はい／2いいえ／1未回答", Verdict::No));
        assert!(roll.remark().starts_with("事業者40件の回答：37はい／2いいえ／1未回答。"));
        assert!(roll.remark().contains("目標日2027/03/31") && roll.remark().contains("は未回答。"));
    }

    #[test]
    fn silence_and_refusal_are_never_a_yes() {
        let yes = asked(Some(Value::Yes));
        assert_eq!(roll(std::slice::from_ref(&yes)).verdict(), Verdict::Yes, "negative control");
        assert_eq!(roll(&[yes.clone(), silent()]).verdict(), Verdict::Undetermined);
        let with_refusal = roll(&[yes.clone(), refused()]);
        assert_eq!(
            (with_refusal.verdict(), with_refusal.words().as_str()),
            (Verdict::Undetermined, "1はい／1回答拒否")
        );
        assert_eq!(roll(&[]).verdict(), Verdict::Undetermined);
    }

    #[test]
    fn what_was_sent_back_or_withdrawn_does_not_count() {
        let (mut returned, mut withdrawn) = (asked(Some(Value::Yes)), asked(Some(Value::No)));
        returned.request.state = State::Returned;
        withdrawn.request.state = State::Withdrawn;
        assert_eq!(roll(&[returned, withdrawn]).words(), "1未回答");
    }

    #[test]
    fn a_sheet_without_the_row_is_silent_and_one_that_does_not_ask_it_does_not_count() {
        let other = Asked { rows: [].into(), ..asked(None) };
        assert!(roll(&[other]).lines.is_empty());
        assert_eq!(roll_up(&[asked(Some(Value::Yes))], "two_factor", Target::General).lines.len(), 0);
    }

    #[test]
    fn of_server_and_terminal_the_worse_counts_unless_the_target_is_said() {
        let row = |id: &str, target| AskedRow { id: id.into(), concepts: vec![PATCH.into()], target };
        let mut one = asked(Some(Value::Yes));
        one.rows = [row("r7-vendor:2-6", Target::Server), row("r7-vendor:2-6-pc", Target::Terminal)].into();
        assert_eq!(roll_up(&[one.clone()], PATCH, Target::General).words(), "1未回答");
        assert_eq!(roll_up(&[one], PATCH, Target::Server).words(), "1はい");
    }

    #[test]
    fn vendors_speak_against_a_yes_and_never_make_one() {
        let (yes, no) = (asked(Some(Value::Yes)), asked(Some(Value::No)));
        assert_eq!(joined(std::slice::from_ref(&yes), Verdict::Yes).verdict, Verdict::Yes);
        assert_eq!(joined(std::slice::from_ref(&yes), Verdict::Undetermined).verdict, Verdict::Undetermined);
        let against = joined(&[yes.clone(), no], Verdict::Yes);
        assert_eq!((against.verdict, against.reasons[0].rows.len()), (Verdict::No, 1));
        let waiting = joined(&[yes, silent()], Verdict::Yes);
        assert_eq!((waiting.verdict, waiting.missing.len()), (Verdict::Undetermined, 1));
        assert_eq!(joined(&[silent()], Verdict::No).verdict, Verdict::No);
        assert_eq!(joined(&[silent()], Verdict::NotApplicable), proposal(Verdict::NotApplicable));
        assert_eq!(joined(&[], Verdict::Yes), proposal(Verdict::Yes));
        assert_eq!(request().state, State::Asked);
    }
}
