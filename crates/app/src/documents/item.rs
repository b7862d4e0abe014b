//! One item of the binder: the answer, why, the proof, the day, the person.

use super::form::{mark, qualifier};
use super::material::Material;
use super::meta::short_hash;
use crate::checklist::ChecklistRow;
use crate::clock::local_text;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use tate_domain::answer::{Answer, AnswerValue, Decision, Exception};
use tate_domain::date::slashed;
use tate_domain::edition::Item;
use tate_domain::ledger::Ledger;
use tate_domain::proposal::{Proposal, Verdict};
use tate_domain::text::shorten;
use tate_report::{AttachedFile, HistoryLine, ItemException, ItemPage, ItemReview, Proof, ProposalText};
use tate_store::FileRecord;

/// この項目の根拠 has three lines; more is for the screen.
const MOST_GROUNDS: usize = 3;
/// The most devices and systems that an exception names.
const MOST_EXCEPTED: usize = 6;
/// The most reviews on a page.
const MOST_REVIEWS: usize = 3;
/// The most sentences of a proposal on a page.
const MOST_REASONS: usize = 8;

/// What a frozen proof says, as far as the binder prints it. The rows themselves stay in the proof.
#[derive(Debug, Deserialize)]
struct Frozen {
    taken_at: String,
    source: String,
    #[serde(default)]
    counts: BTreeMap<String, usize>,
    proposal: Proposal,
}

/// The page of a row.
pub(super) fn page(row: &ChecklistRow, material: &Material) -> ItemPage {
    let (item, answer, today) = (&row.item, row.answer.as_ref(), material.list.today);
    let proof = material.proofs.get(&item.id);
    // A proof that cannot be read is printed by its hash; it must not stop the binder.
    let frozen: Option<Frozen> = proof.and_then(|proof| serde_json::from_str(&proof.content).ok());
    let proposal = frozen.as_ref().map_or(&row.proposal, |frozen| &frozen.proposal);
    let files = material.files.get(&item.id).map_or(&[][..], Vec::as_slice);
    let decision = answer.map(|answer| &answer.decision);
    ItemPage {
        number: item.number.clone(),
        target: item.target.to_string(),
        label: item.text().to_owned(),
        mark: mark(answer),
        answer: decision.map_or_else(|| "未回答".to_owned(), |decision| answer_text(item, decision, today)),
        confirmed_on: decision.map(|decision| slashed(decision.checked_on)).unwrap_or_default(),
        confirmed_by: answer.map(|answer| answer.by.clone()).unwrap_or_default(),
        target_date: decision.and_then(|decision| decision.target_date).map(slashed).unwrap_or_default(),
        substate: decision.map(|decision| substate(item, decision)).unwrap_or_default(),
        reason: decision.map(said).unwrap_or_default(),
        proposal: (!item.rules.is_empty()).then(|| proposal_text(proposal)),
        // Nobody has said anything yet, so there is nothing to give grounds for.
        grounds: answer.map(|answer| grounds(item, answer, proposal, files.len())).unwrap_or_default(),
        proofs: proof.map(|proof| printed(item, proof, frozen.as_ref())).into_iter().collect(),
        files: files.iter().map(attached).collect(),
        exceptions: answer.and_then(|answer| exception(item, answer, today)).into_iter().collect(),
        reviews: reviews(item, material),
        history: material
            .history
            .get(&item.id)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|answer| history(item, answer, today))
            .collect(),
    }
}

/// The last reviews of what an item asks about.
fn reviews(item: &Item, material: &Material) -> Vec<ItemReview> {
    let list = &material.list;
    let lines = crate::reviews::lines(&list.snapshot.facts, crate::reviews::kinds_of(item), list.today);
    let printed = |line: crate::reviews::ReviewLine| ItemReview {
        day: slashed(line.day),
        kind: line.label,
        subject: line.subject,
        reviewer: line.reviewer,
        result: if line.findings.is_empty() {
            line.result
        } else {
            format!("{}：{}", line.result, shorten(&line.findings.replace('\n', " "), 120))
        },
    };
    lines.into_iter().take(MOST_REVIEWS).map(printed).collect()
}

/// はい（例外1件・期限付き）.
fn answer_text(item: &Item, decision: &Decision, today: Date) -> String {
    match qualifier(item, decision, today) {
        qualifier if qualifier.is_empty() => decision.value.label().to_owned(),
        qualifier => format!("{}（{qualifier}）", decision.value.label()),
    }
}

fn substate(item: &Item, decision: &Decision) -> String {
    decision
        .substate
        .as_ref()
        .and_then(|id| item.substates.iter().find(|state| &state.id == id))
        .map(|state| state.label.clone())
        .unwrap_or_default()
}

fn said(decision: &Decision) -> String {
    [&decision.reason, &decision.remark]
        .into_iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}

fn proposal_text(proposal: &Proposal) -> ProposalText {
    let all: Vec<&str> = proposal.reasons.iter().chain(&proposal.missing).map(|reason| reason.text.as_str()).collect();
    let mut reasons: Vec<String> = all.iter().take(MOST_REASONS).map(|text| (*text).to_owned()).collect();
    if all.len() > MOST_REASONS {
        reasons.push(format!("ほか{}件", all.len() - MOST_REASONS));
    }
    ProposalText { verdict: proposal.verdict.label().to_owned(), reasons }
}

/// At most three lines that answer "why?": what the person said where the ledgers say otherwise,
/// then what the ledgers say, then what is attached.
fn grounds(item: &Item, answer: &Answer, proposal: &Proposal, files: usize) -> Vec<String> {
    let (decision, mut lines) = (&answer.decision, Vec::new());
    let agrees = matches!(
        (decision.value, proposal.verdict),
        (AnswerValue::Yes, Verdict::Yes)
            | (AnswerValue::No, Verdict::No)
            | (AnswerValue::NotApplicable, Verdict::NotApplicable)
    );
    let one_line = |text: &str, most| shorten(&text.replace('\n', " "), most);
    if item.rules.is_empty() {
        let day = slashed(decision.checked_on);
        lines.push(format!("台帳からは判定できない項目です。{}さんが{day}に確認しました。", answer.by));
    }
    if !decision.reason.is_empty() && !agrees {
        lines.push(format!("確認した人の説明：{}", one_line(&decision.reason, 120)));
    }
    if let Some(exception) = &decision.exception {
        let until = slashed(exception.until);
        let approver = if exception.approved_by.is_empty() {
            String::new()
        } else {
            format!("、{}さんが承認", exception.approved_by)
        };
        lines.push(format!("代わりの対策：{}（{until}まで{approver}）", one_line(&exception.measure, 100)));
    }
    if !item.rules.is_empty() {
        lines.extend(proposal.reasons.iter().chain(&proposal.missing).map(|reason| reason.text.clone()));
    }
    if files > 0 && lines.len() < MOST_GROUNDS {
        lines.push(format!("添付した書類・画像が{files}件あります。"));
    }
    lines.truncate(MOST_GROUNDS);
    lines
}

fn printed(item: &Item, proof: &tate_store::Proof, frozen: Option<&Frozen>) -> Proof {
    let counts: Vec<String> = frozen.map_or_else(Vec::new, |frozen| {
        let label =
            |code: &str| Ledger::from_code(code).map_or_else(|| code.to_owned(), |ledger| ledger.label().to_owned());
        frozen.counts.iter().map(|(code, rows)| format!("{} {rows}件", label(code))).collect()
    });
    Proof {
        title: format!("{} を確定したときの台帳の写し", item.number),
        counts: if counts.is_empty() { "台帳の参照なし".to_owned() } else { counts.join("、") },
        source: frozen.map_or_else(String::new, |frozen| frozen.source.clone()),
        taken_at: local_text(frozen.map_or(proof.created_at.as_str(), |frozen| frozen.taken_at.as_str())),
        sha256_short: short_hash(&proof.sha256),
    }
}

pub(super) fn attached(file: &FileRecord) -> AttachedFile {
    AttachedFile {
        name: file.name.clone(),
        size: size(file.size),
        added_at: local_text(&file.at),
        sha256_short: short_hash(&file.sha256),
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", (bytes + 512) / 1024),
        // One decimal, in whole numbers: no rounding surprises of floating point.
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

fn exception(item: &Item, answer: &Answer, today: Date) -> Option<ItemException> {
    let exception = answer.decision.exception.as_ref().filter(|_| answer.decision.value == AnswerValue::Yes)?;
    let over = if exception.holds(today) { "" } else { "（期限切れ）" };
    Some(ItemException {
        target: excepted(item, exception),
        reason: exception.reason.clone(),
        compensation: exception.measure.clone(),
        statement: exception.basis(),
        approver: approver(exception),
        expires_on: format!("{}{over}", slashed(exception.until)),
    })
}

/// What an exception is about: its devices and systems, else the item itself.
pub(super) fn excepted(item: &Item, exception: &Exception) -> String {
    match exception.rows.len() {
        0 => item.label.clone(),
        rows if rows > MOST_EXCEPTED => {
            format!("{}、ほか{}件", exception.rows[..MOST_EXCEPTED].join("、"), rows - MOST_EXCEPTED)
        }
        _ => exception.rows.join("、"),
    }
}

/// Who approved it. Whoever confirmed an answer before there was a register has approved nothing.
pub(super) fn approver(exception: &Exception) -> String {
    if exception.approved_by.is_empty() { "承認の記録なし".to_owned() } else { exception.approved_by.clone() }
}

fn history(item: &Item, answer: &Answer, today: Date) -> HistoryLine {
    let decision = &answer.decision;
    let target = decision.target_date.map(|day| format!("、目標日 {}", slashed(day))).unwrap_or_default();
    let nth = if decision.nth > 1 { format!("（{}回目の確認）", decision.nth) } else { String::new() };
    let reason = if decision.reason.is_empty() {
        String::new()
    } else {
        format!("、理由：{}", shorten(&decision.reason.replace('\n', " "), 60))
    };
    HistoryLine {
        at: local_text(&answer.at),
        by: answer.by.clone(),
        text: format!(
            "第{}版{nth}：{}（確認日 {}{target}{reason}）",
            answer.version,
            answer_text(item, decision, today),
            slashed(decision.checked_on)
        ),
    }
}
