//! The documents that an inspector looks at in person (現物確認).

use crate::chart;
use crate::checklist::ChecklistRow;
use tate_domain::answer::AnswerValue;
use tate_domain::date::slashed;
use tate_domain::edition::Flag;
use tate_domain::facts::Facts;
use tate_domain::ledger::Ledger;
use tate_report::{ContactChart, MissingDocument, SeenDocument};

/// One document that is seen in person, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The item it belongs to.
    pub item: String,
    /// The item's official number.
    pub number: String,
    /// The document.
    pub name: String,
    /// Whether there is something to show.
    pub ready: bool,
    /// Where it is in the binder; empty when it is not in there.
    pub anchor: String,
    /// Its state in words.
    pub note: String,
    /// The 目標日 of an いいえ, in words; may be empty.
    pub plan: String,
}

/// Whether there is something to show, where it is in the binder, its state in words.
type State = (bool, &'static str, String);

/// The documents of a sheet, in official order.
pub(crate) fn seen(rows: &[ChecklistRow], facts: &Facts, chart: &ContactChart) -> Vec<Seen> {
    rows.iter().filter(|row| row.asked && row.item.has(Flag::SeenInPerson)).map(|row| one(row, facts, chart)).collect()
}

fn one(row: &ChecklistRow, facts: &Facts, chart: &ContactChart) -> Seen {
    let concerns = |concept: &str| row.item.concepts.iter().any(|c| c == concept);
    let (name, (ready, anchor, note)) = if concerns("device_ledger") {
        (Ledger::Devices.title(), devices(facts))
    } else if concerns("contact_chart") {
        (chart::TITLE.to_owned(), drawn(chart))
    } else if concerns("bcp") {
        ("サイバー攻撃を想定した事業継続計画（BCP）".to_owned(), shelved(row, facts, "bcp"))
    } else if concerns("regulations") {
        ("実施方法を定めた規程".to_owned(), shelved(row, facts, "rules"))
    } else {
        (format!("「{}」の書類", row.item.text()), attached(row))
    };
    let target = row.answer.as_ref().and_then(|answer| answer.decision.target_date);
    Seen {
        item: row.item.id.clone(),
        number: row.item.number.clone(),
        name,
        ready,
        anchor: anchor.to_owned(),
        note,
        plan: target.map(|day| format!("目標日 {}", slashed(day))).unwrap_or_default(),
    }
}

fn devices(facts: &Facts) -> State {
    match facts.all(Ledger::Devices).len() {
        0 => (false, "missing", "未作成".to_owned()),
        count => (true, Ledger::Devices.code(), format!("{count}台")),
    }
}

fn drawn(chart: &ContactChart) -> State {
    let marked = chart::nodes_with_marks(chart);
    let known = chart.inside.iter().flatten().any(|node| !node.phone.is_empty());
    match (known, marked) {
        (false, _) => (false, "chart", "連絡できる人が登録されていません".to_owned()),
        (true, 0) => (true, "chart", String::new()),
        (true, marked) => (true, "chart", format!("見直しが必要な欄 {marked}件")),
    }
}

/// A document that the list of papers knows: approved, and kept at a place. Attached files come first.
fn shelved(row: &ChecklistRow, facts: &Facts, kind: &str) -> State {
    let papers = facts.all(Ledger::Papers).iter().filter(|paper| paper.is("kind", kind));
    let newest = papers.filter_map(|paper| Some((paper.day("approved")?, paper))).max_by_key(|(day, _)| *day);
    match newest {
        Some((day, paper)) if row.files == 0 => {
            let place = paper.filled("place").map(|place| format!("、保管場所：{place}")).unwrap_or_default();
            (true, Ledger::Papers.code(), format!("現物「{}」（{}承認{place}）", paper.name(), slashed(day)))
        }
        _ => attached(row),
    }
}

/// A document of which only uploaded files tell. That nothing is attached does not prove that
/// there is none on the shelf, so the answer decides the word.
fn attached(row: &ChecklistRow) -> State {
    let yes = row.answer.as_ref().is_some_and(|answer| answer.decision.value == AnswerValue::Yes);
    match (row.files, yes) {
        (0, false) => (false, "missing", "未作成".to_owned()),
        (0, true) => (false, "missing", "添付なし".to_owned()),
        (files, _) => (true, "items", format!("添付ファイル {files}件")),
    }
}

impl Seen {
    /// The line on the front sheet.
    pub(super) fn line(&self) -> SeenDocument {
        SeenDocument {
            number: self.number.clone(),
            name: self.name.clone(),
            anchor: self.anchor.clone(),
            note: self.note.clone(),
        }
    }

    /// The line in the list of what does not exist; none for a document that does.
    pub(super) fn missing(&self) -> Option<MissingDocument> {
        (!self.ready).then(|| MissingDocument {
            number: self.number.clone(),
            name: self.name.clone(),
            state: self.note.clone(),
            plan: self.plan.clone(),
        })
    }
}
