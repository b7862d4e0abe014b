//! Where tasks come from, and their order.

use super::{Situation, Task, TaskLink};
use crate::chart;
use crate::checklist::ChecklistRow;
use crate::documents::{contradiction, expired, overdue};
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::date::slashed;
use tate_domain::proposal::{Missing, Verdict};
use tate_domain::text::shorten;

/// Days before a deadline from which it is a task.
const NEAR_DAYS: i32 = 30;
/// Characters of a title.
const TITLE_CHARS: usize = 60;

/// Between tasks of the same day, the earlier kind comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Wizard,
    Lint,
    Contradiction,
    Target,
    ExceptionEnds,
    CounterEvidence,
    Machines,
    Chart,
    MissingData,
    Unanswered,
    Print,
}

/// A task with what decides its place: a day, its kind, its item's position.
struct Found {
    kind: Kind,
    due: Option<Date>,
    title: String,
    detail: String,
    link: TaskLink,
}

impl Found {
    /// What has no deadline of its own: a wrong statement and an unfinished start count as due
    /// today, the rest as due at the end of the fiscal year.
    fn place(&self, situation: &Situation<'_>) -> (Date, Kind) {
        let without = if self.kind <= Kind::Contradiction { situation.today } else { situation.year.last() };
        (self.due.unwrap_or(without), self.kind)
    }
}

/// Every task, by deadline and then by importance; within that in official order.
pub(super) fn tasks(situation: &Situation<'_>) -> Vec<Task> {
    let mut found = Vec::new();
    found.extend(wizard(situation));
    found.extend(lint(situation));
    for row in situation.rows {
        found.extend(of_row(row, situation));
    }
    found.extend(of_machines(situation));
    found.extend(of_chart(situation));
    found.extend(unanswered(situation));
    if found.is_empty() {
        found.push(print());
    }
    found.sort_by_key(|task| task.place(situation));
    let task = |found: Found| Task {
        overdue: found.due.is_some_and(|day| day < situation.today),
        title: found.title,
        detail: found.detail,
        due: found.due,
        link: found.link,
    };
    found.into_iter().map(task).collect()
}

fn named(row: &ChecklistRow, what: &str) -> String {
    format!("{} {}：{what}", row.item.number, shorten(&row.item.label, 24))
}

fn of_row(row: &ChecklistRow, situation: &Situation<'_>) -> Vec<Found> {
    let today = situation.today;
    let link = TaskLink::Item(row.item.id.clone());
    if row.is_open() {
        return open(row).into_iter().collect();
    }
    let Some(answer) = &row.answer else { return Vec::new() };
    let decision = &answer.decision;
    let mut found = Vec::new();
    if let Some(reason) = contradiction(row, today) {
        found.push(Found {
            kind: Kind::Contradiction,
            due: None,
            title: named(row, "「はい」と台帳が食い違っています"),
            detail: reason.to_owned(),
            link: link.clone(),
        });
    }
    let near = |day: &Date| *day <= today.saturating_add(jiff::Span::new().days(NEAR_DAYS));
    if let Some(day) = decision.target_date.filter(|day| decision.value == AnswerValue::No && near(day)) {
        let passed = overdue(row, today).is_some();
        let detail = if passed {
            "目標日を過ぎています。対応できたら「はい」に改め、まだのときは新しい目標日を決めてください。"
        } else {
            "「いいえ」の目標日が近づいています。対応の状況を確かめてください。"
        };
        found.push(Found {
            kind: Kind::Target,
            due: Some(day),
            title: named(row, &format!("目標日は{}です", slashed(day))),
            detail: detail.to_owned(),
            link: link.clone(),
        });
    }
    let until = decision
        .exception
        .as_ref()
        .map(|exception| exception.until)
        .filter(|day| decision.value == AnswerValue::Yes && near(day));
    if let Some(day) = until {
        let detail = if expired(row, today).is_some() {
            "例外の期限が切れています。対応するか、例外を見直して答え直してください。"
        } else {
            "例外の期限が近づいています。それまでに対応するか、例外を見直してください。"
        };
        found.push(Found {
            kind: Kind::ExceptionEnds,
            due: Some(day),
            title: named(row, &format!("例外は{}までです", slashed(day))),
            detail: detail.to_owned(),
            link,
        });
    }
    found
}

/// What stands between an unanswered row and its answer.
fn open(row: &ChecklistRow) -> Option<Found> {
    match row.proposal.verdict {
        Verdict::No => {
            let reason = row.proposal.reasons.first().map(|reason| reason.text.clone()).unwrap_or_default();
            Some(Found {
                kind: Kind::CounterEvidence,
                due: None,
                title: named(row, "このままでは「いいえ」です"),
                detail: reason,
                link: TaskLink::Item(row.item.id.clone()),
            })
        }
        Verdict::Undetermined if !row.item.rules.is_empty() => {
            let first = row.proposal.missing.first()?;
            let rest = row.proposal.missing.len() - 1;
            let detail = if rest == 0 {
                first.text.clone()
            } else {
                format!("{} ほかに{rest}件あります。", first.text)
            };
            let title = shorten(&named(row, &headline(&first.text)), TITLE_CHARS);
            Some(Found {
                kind: Kind::MissingData,
                due: None,
                title,
                detail,
                link: where_to_enter(row, &row.proposal.missing),
            })
        }
        Verdict::Undetermined | Verdict::Yes | Verdict::NotApplicable => None,
    }
}

/// The part of a sentence that fits a title. The rules count like this: 「設置場所：12台中8台を確認しました。残り4台が
/// 未確認です。…」; what is left to do is 「設置場所の残り4台が未確認です」.
fn headline(text: &str) -> String {
    let mut sentences = text.split('。');
    let first = sentences.next().unwrap_or_default();
    match (first.split_once('：'), sentences.next()) {
        (Some((what, _)), Some(rest)) if rest.starts_with("残り") => format!("{what}の{rest}"),
        _ => first.to_owned(),
    }
}

/// The one row that lacks something, else the one ledger, else the item.
fn where_to_enter(row: &ChecklistRow, missing: &[Missing]) -> TaskLink {
    let mut rows = missing.iter().flat_map(|missing| &missing.rows);
    let Some(first) = rows.next() else { return TaskLink::Item(row.item.id.clone()) };
    let (mut one_row, mut one_ledger) = (true, true);
    for other in rows {
        one_row &= other.id == first.id;
        one_ledger &= other.ledger == first.ledger;
    }
    match (one_row, one_ledger) {
        (true, _) => TaskLink::Row(first.ledger, first.id.clone()),
        (false, true) => TaskLink::Ledger(first.ledger),
        (false, false) => TaskLink::Item(row.item.id.clone()),
    }
}

fn wizard(situation: &Situation<'_>) -> Option<Found> {
    (!situation.wizard_done).then(|| Found {
        kind: Kind::Wizard,
        due: None,
        title: "はじめの設定の続き".to_owned(),
        detail: "途中まで入力した内容は保存されています。続きから始められます。".to_owned(),
        link: TaskLink::Wizard,
    })
}

/// What machine imports left for a person to decide.
fn of_machines(situation: &Situation<'_>) -> Vec<Found> {
    let waiting = situation.machines;
    let tasks = [
        (
            waiting.unregistered,
            "台帳にない機器が見つかっています",
            "登録するか、台帳の機器と同じか、対象外かを決めてください。",
            TaskLink::Unregistered,
        ),
        (
            waiting.missing,
            "見当たらない機器があります",
            "続けて3回の自動調査に出てきません。現物を確かめるか、停止・廃棄にしてください。",
            TaskLink::MissingDevices,
        ),
        (
            waiting.disagreements,
            "台帳と取り込みが食い違っています",
            "入力した値と、機械が読み取った値のどちらにするかを決めてください。",
            TaskLink::Disagreements,
        ),
    ];
    let open = tasks.into_iter().filter(|(count, ..)| *count > 0);
    open.map(|(count, title, detail, link)| Found {
        kind: Kind::Machines,
        due: None,
        title: format!("自動調査：{title}（{count}件）"),
        detail: detail.to_owned(),
        link,
    })
    .collect()
}

fn lint(situation: &Situation<'_>) -> Option<Found> {
    let count = situation.must_fix;
    (count > 0).then(|| Found {
        kind: Kind::Lint,
        due: None,
        title: format!("矛盾チェック：要修正が{count}件あります"),
        detail: "記録どうしの食い違いと、過ぎた期限です。立入検査の前に直してください。".to_owned(),
        link: TaskLink::Lint,
    })
}

fn of_chart(situation: &Situation<'_>) -> Option<Found> {
    let marked: Vec<String> = chart::marked(situation.chart)
        .into_iter()
        .map(|(caption, node)| format!("{caption}：{}", node.marks.join("・")))
        .collect();
    (!marked.is_empty()).then(|| Found {
        kind: Kind::Chart,
        due: None,
        title: format!("連絡体制図：見直しが必要な欄が{}件あります", marked.len()),
        detail: shorten(&marked.join("、"), 120),
        link: TaskLink::Chart,
    })
}

fn unanswered(situation: &Situation<'_>) -> Option<Found> {
    let mut open = situation.rows.iter().filter(|row| row.is_open());
    let first = open.next()?;
    let count = 1 + open.count();
    Some(Found {
        kind: Kind::Unanswered,
        due: Some(situation.year.last()),
        title: format!("チェックリスト：まだ答えていない項目が{count}件あります"),
        detail: format!("次は「{}」です。年度の終わりまでに、すべての項目に答えてください。", first.name()),
        link: TaskLink::Item(first.item.id.clone()),
    })
}

fn print() -> Found {
    Found {
        kind: Kind::Print,
        due: None,
        title: "立入検査バインダーを印刷する".to_owned(),
        detail: "すべての項目に答えました。印刷して、立入検査に備えて保管してください。".to_owned(),
        link: TaskLink::Binder,
    }
}
