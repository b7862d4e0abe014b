//! The answers of a survey (G-MIS): which questions are asked, and where answers contradict each other, the checklist
//! or the ledgers.
//!
//! Branches and types are the edition's own. What only this survey asks is found by concept or by the rule that
//! proposes it, never by the question's number, which a later survey may change.

use crate::answer::{AnswerValue, Decision};
use crate::edition::{AnswerKind, Edition, Item};
use crate::ledger::Ledger;
use crate::proposal::{Proposal, Verdict};
use crate::text::{nfkc, shorten};
use std::collections::BTreeMap;

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// はい, いいえ or an entry.
    pub value: AnswerValue,
    /// Keys of the chosen options, or the one number or text.
    pub entry: Vec<String>,
}

impl Given {
    /// Whether the answer opens a branch: `yes`, `no`, or an option that was chosen.
    #[must_use]
    pub fn is(&self, wanted: &str) -> bool {
        self.value.code() == wanted || self.entry.iter().any(|key| key == wanted)
    }
}

impl From<&Decision> for Given {
    fn from(decision: &Decision) -> Self {
        Self { value: decision.value, entry: decision.entry.clone() }
    }
}

/// The answers by the id of their question.
pub type Answers = BTreeMap<String, Given>;

/// Whether a question is asked: its branch is open, and so is that of the question it hangs on.
///
/// いいえ to the gate closes every other row. A question that nobody answered opens no branch.
#[must_use]
pub fn is_open(edition: &Edition, item: &Item, answers: &Answers) -> bool {
    let is = |id: &str, wanted: &str| answers.get(id).is_some_and(|given| given.is(wanted));
    if edition.gate.as_ref().is_some_and(|gate| gate.id != item.id && is(&gate.id, AnswerValue::No.code())) {
        return false;
    }
    let mut row = item;
    // A branch that leads back to itself is a fault of the catalogue and stays closed.
    for _ in 0..=edition.items.len() {
        let Some(when) = &row.shown_when else { return true };
        match edition.row(&when.item) {
            Some(parent) if is(&parent.id, &when.is) => row = parent,
            _ => return false,
        }
    }
    false
}

/// Why a number was refused; a Japanese sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct IntegerError(pub String);

/// The whole number that a person meant: full-width digits and spaces around it are narrowed, not refused.
///
/// # Errors
/// Anything but digits, and more than nine of them.
///
/// # Example
/// ```
/// use tate_domain::survey::integer;
/// assert_eq!(integer(" １３ "), Ok(13));
/// assert!(integer("8〜12").is_err());
/// ```
pub fn integer(text: &str) -> Result<u32, IntegerError> {
    let narrow = nfkc(text);
    let digits = narrow.trim();
    let fits = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| fits).ok_or_else(|| {
        IntegerError(format!(
            "「{}」を整数として読み取れません。単位や記号を付けず、0以上の整数を数字だけで入力してください。",
            shorten(text, 30)
        ))
    })
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 要修正: both cannot be true.
    Must,
    /// 注意: worth a second look.
    Warning,
}

impl Severity {
    /// 要修正, 注意.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Must => "要修正",
            Self::Warning => "注意",
        }
    }
}

/// Where one side of a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The id of a row, of this edition or of another.
    Item(String),
    /// A ledger.
    Ledger(Ledger),
}

/// Something about the answers that cannot be so, or is hardly meant so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// A Japanese sentence: what, and what to do.
    pub text: String,
    /// The question first, then what it disagrees with, if anything.
    pub places: Vec<Place>,
}

/// A confirmed answer of another sheet, once for every concept of its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// The concept.
    pub concept: String,
    /// Id of the row.
    pub item: String,
    /// Its official number.
    pub number: String,
    /// はい, いいえ or 対象外.
    pub value: AnswerValue,
    /// Sub-state of はい.
    pub substate: Option<String>,
}

/// What the answers are held against.
pub struct Survey<'a> {
    /// The survey.
    pub edition: &'a Edition,
    /// Its answers so far.
    pub answers: &'a Answers,
    /// What the ledgers propose for its questions.
    pub proposals: &'a [Proposal],
    /// The checklist's answers.
    pub checklist: &'a [Sibling],
}

/// Everything that does not fit, what must be put right first. A question without an answer is no finding.
#[must_use]
pub fn findings(survey: &Survey<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for item in survey.edition.rows() {
        let Some(given) = survey.answers.get(&item.id) else { continue };
        if !is_open(survey.edition, item, survey.answers) {
            found.extend(closed(item, given, survey.edition));
            continue;
        }
        if let Some(text) = mistyped(item, given) {
            found.push(finding(Severity::Must, text, item, None));
            continue;
        }
        found.extend(short_password(item, given, survey.edition));
        found.extend(against_ledgers(item, given, survey.proposals));
        found.extend(survey.checklist.iter().filter_map(|sibling| against_checklist(item, given, sibling)));
    }
    found.extend(one_medium_offline(survey));
    found.sort_by_key(|finding| finding.severity);
    found
}

fn finding(severity: Severity, text: String, item: &Item, other: Option<Place>) -> Finding {
    let places = std::iter::once(Place::Item(item.id.clone())).chain(other).collect();
    Finding { severity, text, places }
}

fn name(item: &Item) -> String {
    format!("{}「{}」", item.number, item.text())
}

/// A closed branch is empty. 対象外 is as good as empty.
fn closed(item: &Item, given: &Given, edition: &Edition) -> Option<Finding> {
    if given.value == AnswerValue::NotApplicable {
        return None;
    }
    let parent = item.shown_when.as_ref().and_then(|when| edition.row(&when.item)).or(edition.gate.as_ref())?;
    let text = format!(
        "{}は、{}への答えによって答えない質問になりましたが、答えが残っています。答えを取り消すか、{}の答えを直してください。",
        name(item),
        name(parent),
        parent.number
    );
    Some(finding(Severity::Must, text, item, Some(Place::Item(parent.id.clone()))))
}

/// What is wrong with an answer as an answer to this kind of question.
fn mistyped(item: &Item, given: &Given) -> Option<String> {
    if given.value == AnswerValue::NotApplicable {
        return None;
    }
    let known = |key: &String| item.options.iter().any(|option| option.id == *key);
    let entered: Vec<&String> = given.entry.iter().filter(|text| !text.trim().is_empty()).collect();
    let one = given.entry.len() == 1;
    let wrong = match item.answer {
        AnswerKind::YesNo | AnswerKind::Check if given.value == AnswerValue::Stated => {
            "「はい」か「いいえ」で答えてください。"
        }
        AnswerKind::YesNo | AnswerKind::Check => return None,
        _ if given.value != AnswerValue::Stated => "「はい」「いいえ」ではなく、内容を記入してください。",
        _ if entered.is_empty() && item.optional => return None,
        AnswerKind::One if !one || !given.entry.iter().all(known) => "選択肢から1つを選んでください。",
        AnswerKind::Many if entered.is_empty() || !given.entry.iter().all(known) => {
            "選択肢から1つ以上を選んでください。"
        }
        AnswerKind::Integer if !one || given.entry.iter().any(|text| integer(text).is_err()) => {
            "0以上の整数を1つ、数字だけで入力してください。"
        }
        AnswerKind::Text if entered.is_empty() => "空欄のままです。内容を入力してください。",
        _ => return None,
    };
    Some(format!("{}の答えが、質問の形に合っていません。{wrong}", name(item)))
}

/// Concepts that survey and checklist both ask about, and whether いいえ here also contradicts はい there: to have the
/// vendors' statements (2-③) is less than to have used them (Q6), and a plan (2-⑩) is less than Q14 asks.
const SAME: [(&str, bool); 4] =
    [("device_ledger", true), ("bcp", true), ("disclosure_statement", false), ("two_factor", false)];

fn against_checklist(item: &Item, given: &Given, sibling: &Sibling) -> Option<Finding> {
    use AnswerValue::{No, Yes};
    // The first concept is what a row is about; the others it touches.
    let (concept, both_ways) = SAME.into_iter().find(|(same, _)| item.concepts.first().is_some_and(|c| c == same))?;
    if item.answer != AnswerKind::YesNo || sibling.concept != concept {
        return None;
    }
    let there = &sibling.number;
    let (severity, said) = match (given.value, sibling.value, sibling.substate.as_deref()) {
        (Yes, No, _) => (Severity::Must, format!("「はい」ですが、チェックリストの{there}は「いいえ」です。")),
        (No, Yes, _) if both_ways => {
            (Severity::Must, format!("「いいえ」ですが、チェックリストの{there}は「はい」です。"))
        }
        (Yes, Yes, Some("planned")) => {
            (Severity::Must, format!("「はい」ですが、チェックリストの{there}は「予定」の「はい」です。"))
        }
        (No, Yes, Some("implemented")) => {
            (Severity::Warning, format!("「いいえ」ですが、チェックリストの{there}は「実装済み」の「はい」です。"))
        }
        _ => return None,
    };
    let text = format!("{}は{said}事実を確かめて、どちらかを直してください。", name(item));
    Some(finding(severity, text, item, Some(Place::Item(sibling.item.clone()))))
}

/// A number or choice other than the ledgers give. A text is a person's own, and so is はい or いいえ with its reason.
fn against_ledgers(item: &Item, given: &Given, proposals: &[Proposal]) -> Option<Finding> {
    let proposal = proposals.iter().find(|proposal| proposal.item == item.id)?;
    let known = proposal.verdict == Verdict::Yes && !proposal.entry.is_empty();
    let severity = match item.answer {
        AnswerKind::Integer => Severity::Must,
        AnswerKind::One | AnswerKind::Many => Severity::Warning,
        AnswerKind::YesNo | AnswerKind::Check | AnswerKind::Text => return None,
    };
    let sorted = |entry: &[String]| {
        let mut entry: Vec<String> =
            entry.iter().map(|text| integer(text).map_or_else(|_| text.clone(), |n| n.to_string())).collect();
        entry.sort();
        entry
    };
    if !known || given.value != AnswerValue::Stated || sorted(&given.entry) == sorted(&proposal.entry) {
        return None;
    }
    let text = format!(
        "{}の答え「{}」は、台帳から分かる「{}」と違います。台帳か答えを直してください。",
        name(item),
        item.entry_text(&given.entry),
        item.entry_text(&proposal.entry)
    );
    let ledger = proposal.reasons.iter().flat_map(|reason| &reason.rows).map(|row| row.ledger).next();
    Some(finding(severity, text, item, ledger.map(Place::Ledger)))
}

/// A password length below every way to meet the password item.
fn short_password(item: &Item, given: &Given, edition: &Edition) -> Option<Finding> {
    let floor = edition.params.password_variants.iter().map(|variant| variant.min_length).min()?;
    let least = given.entry.first().and_then(|text| integer(text).ok())?;
    if !proposed_by(item, "password_minimum") || least >= floor {
        return None;
    }
    let text = format!(
        "{}の答え「{least}」は、どの条件でも求められる{floor}桁より短い値です。数え方を確かめ、正しければ設定を見直してください。",
        name(item)
    );
    Some(finding(Severity::Warning, text, item, None))
}

/// One medium cannot be connected, to be written, and be kept apart at the same time.
fn one_medium_offline(survey: &Survey<'_>) -> Option<Finding> {
    let asked = |rule: &str, wanted: &str| {
        survey.edition.rows().find(|item| {
            proposed_by(item, rule)
                && is_open(survey.edition, item, survey.answers)
                && survey.answers.get(&item.id).is_some_and(|given| given.is(wanted))
        })
    };
    let (kinds, offline) = (asked("backup_kinds", "1")?, asked("backup_offline", AnswerValue::Yes.code())?);
    let text = format!(
        "{}が「はい」ですが、{}は1種類です。同じ方式だけで切り離した控えを持てているかを確かめてください。",
        name(offline),
        name(kinds)
    );
    Some(finding(Severity::Warning, text, offline, Some(Place::Item(kinds.id.clone()))))
}

fn proposed_by(item: &Item, rule: &str) -> bool {
    item.rules.iter().any(|name| name == rule)
}
