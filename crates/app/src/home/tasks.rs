//! Where tasks come from, and their order.

use super::{Situation, Task, TaskLink};
use crate::chart;
use crate::checklist::ChecklistRow;
use crate::documents::{contradiction, expired, overdue};
use crate::reviews::{due, kind_label};
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::date::slashed;
use tate_domain::disclosure::{Standing, Statement};
use tate_domain::exception::State;
use tate_domain::proposal::{Missing, Verdict};
use tate_domain::text::shorten;
use tate_domain::vendor::Standing as Sheet;

/// Days before a deadline from which it is a task.
const NEAR_DAYS: i32 = 30;
/// Days before its end from which an exception is a task: asking a vendor and approving take time.
const EXCEPTION_DAYS: i32 = 60;
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
    Notice,
    Finding,
    ExceptionWaits,
    Risk,
    Review,
    CounterEvidence,
    Vendors,
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
    found.extend(of_vendors(situation));
    found.extend(of_machines(situation));
    found.extend(waiting(situation));
    found.extend(risks(situation));
    found.extend(notices(situation));
    found.extend(findings(situation));
    found.extend(overdue_reviews(situation));
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
    found.extend(exception_ends(row, situation));
    found
}

/// The end of an exception: from 60 days before, more urgent from 30 days, on the day, and after it.
fn exception_ends(row: &ChecklistRow, situation: &Situation<'_>) -> Option<Found> {
    let (today, decision) = (situation.today, &row.answer.as_ref()?.decision);
    let kept = decision.exception.as_ref().filter(|_| decision.value == AnswerValue::Yes)?;
    let left = today.until(kept.until).map_or(0, |span| span.get_days());
    if left > EXCEPTION_DAYS {
        return None;
    }
    let renewed =
        situation.exceptions.iter().find(|entry| entry.follows.as_ref().is_some_and(|id| id.as_str() == kept.id));
    let detail = match renewed.map(|entry| entry.state(today)) {
        Some(State::InForce) => "更新した例外が承認されています。項目のページで、新しい例外で答え直してください。",
        Some(State::Waiting) => "更新した例外が承認待ちです。承認を受けてから、答え直してください。",
        _ if expired(row, today).is_some() => {
            "例外の期限が切れたので、この項目は答え直しが必要です。対応するか、例外を更新してください。"
        }
        _ if left == 0 => "例外の期限は今日までです。明日から、この項目は答え直しが必要になります。",
        _ if left <= NEAR_DAYS => "例外の期限が近づいています。それまでに対応するか、例外の更新を申請してください。",
        _ => "例外の期限まで60日を切りました。続けるときは、事業者から新しい回答をもらう準備を始めてください。",
    };
    Some(Found {
        kind: Kind::ExceptionEnds,
        due: Some(kept.until),
        title: named(row, &format!("例外は{}までです", slashed(kept.until))),
        detail: detail.to_owned(),
        link: TaskLink::Item(row.item.id.clone()),
    })
}

/// Exceptions that wait for somebody's approval.
fn waiting(situation: &Situation<'_>) -> Vec<Found> {
    let waits = situation.exceptions.iter().filter(|entry| entry.state(situation.today) == State::Waiting);
    waits
        .map(|entry| {
            let row = situation.rows.iter().find(|row| row.item.id == entry.item);
            let what = "例外が承認待ちです";
            Found {
                kind: Kind::ExceptionWaits,
                due: None,
                title: row.map_or_else(|| what.to_owned(), |row| named(row, what)),
                detail: format!(
                    "{}さんが申請しました。別の開設者・経営者か安全管理責任者が、内容を確かめて承認か却下をします。",
                    entry.written.name
                ),
                link: TaskLink::Exception(entry.id.to_string()),
            }
        })
        .collect()
}

/// Statements with questions that nobody answered for 30 days, and with accepted risks that end.
fn risks(situation: &Situation<'_>) -> Vec<Found> {
    let current = situation.disclosures.iter().filter(|one| one.is_current());
    current.flat_map(|one| unanswered_questions(one, situation).into_iter().chain(risk_ends(one, situation))).collect()
}

fn unanswered_questions(one: &Statement, situation: &Situation<'_>) -> Option<Found> {
    let overdue = |talk: &&tate_domain::disclosure::FollowUp| talk.standing(situation.today) == Standing::Overdue;
    let count = one.follow_ups.iter().filter(overdue).count();
    (count > 0).then(|| Found {
        kind: Kind::Risk,
        due: one.follow_ups.iter().filter(overdue).filter_map(|talk| talk.overdue_since()).min(),
        title: format!("{}：リスクを受け入れるか決める（{count}件）", shorten(&one.name(), 32)),
        detail: "開示書の「いいえ」「対象外」について質問してから30日を過ぎましたが、回答がありません。もう一度聞くか、理由と代わりの対策を残して受け入れるかを決めてください。".to_owned(),
        link: TaskLink::Disclosure(one.id.to_string()),
    })
}

/// The end of an accepted risk: from 30 days before, and after it.
fn risk_ends(one: &Statement, situation: &Situation<'_>) -> Option<Found> {
    let near = situation.today.saturating_add(jiff::Span::new().days(NEAR_DAYS));
    let accepted = one
        .follow_ups
        .iter()
        .filter(|talk| matches!(talk.standing(situation.today), Standing::Accepted | Standing::Expired));
    let until = accepted.filter_map(|talk| talk.acceptance.as_ref()).map(|accepted| accepted.until).min()?;
    (until <= near).then(|| Found {
        kind: Kind::Risk,
        due: Some(until),
        title: format!("{}：受け入れたリスクは{}までです", shorten(&one.name(), 32), slashed(until)),
        detail: if until < situation.today {
            "期限が切れました。対応が済んだかを事業者に確かめ、済んでいなければ受け入れ直すかを決めてください。"
        } else {
            "期限が近づいています。対応が済んだかを事業者に確かめてください。"
        }
        .to_owned(),
        link: TaskLink::Disclosure(one.id.to_string()),
    })
}

/// Notices of vendors that nobody has checked.
fn notices(situation: &Situation<'_>) -> Option<Found> {
    let (count, due) = situation.notices;
    (count > 0).then(|| Found {
        kind: Kind::Notice,
        due,
        title: format!("事業者からのお知らせが{count}件、確認されていません"),
        detail: "内容を読み、必要な対応をして、確認した人と内容を残してください。".to_owned(),
        link: TaskLink::Notices,
    })
}

/// Reviews whose findings nobody has put right yet.
fn findings(situation: &Situation<'_>) -> Vec<Found> {
    let open = situation.facts.open_findings(situation.today).into_iter();
    open.map(|review| {
        let day = review.day("day").map(slashed).unwrap_or_default();
        let words = review.text("findings").replace('\n', " ");
        Found {
            kind: Kind::Finding,
            due: None,
            title: format!("{}：{day}の指摘が残っています", kind_label(review.text("kind"))),
            detail: if words.is_empty() {
                "直したら、もう一度点検して「指摘を直した」と記録してください。".to_owned()
            } else {
                format!("{} 直したら、もう一度点検して記録してください。", shorten(&words, 100))
            },
            link: TaskLink::Review(review.text("kind").to_owned()),
        }
    })
    .collect()
}

/// Reviews that were to be repeated by now. What was never reviewed is on the page of reviews, not here.
fn overdue_reviews(situation: &Situation<'_>) -> Vec<Found> {
    let late = due(situation.facts, situation.today).into_iter().filter(|one| one.last.is_some() && one.overdue);
    late.map(|one| Found {
        kind: Kind::Review,
        due: one.next,
        title: format!("{}の予定日を過ぎています", one.label),
        detail: format!("前回は{}でした。点検して記録してください。", one.last.map(slashed).unwrap_or_default()),
        link: TaskLink::Review(one.kind.to_owned()),
    })
    .collect()
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

/// Sheets of vendors that wait for a look, and vendors who are late.
fn of_vendors(situation: &Situation<'_>) -> Vec<Found> {
    let count = |standing| {
        let asked = situation.facts.asked().iter();
        asked.filter(|one| one.request.standing(situation.today) == standing).count()
    };
    let tasks = [
        (
            count(Sheet::ToReview),
            "確認待ちの回答があります",
            "届いた回答を項目ごとに見て、受け取るか、聞き返すかを決めてください。",
            "review",
        ),
        (
            count(Sheet::Overdue),
            "期限を過ぎた依頼があります",
            "督促するか、断られたことを記録してください。未回答のままでは「はい」の根拠になりません。",
            "overdue",
        ),
    ];
    let open = tasks.into_iter().filter(|(count, ..)| *count > 0);
    open.map(|(count, title, detail, show)| Found {
        kind: Kind::Vendors,
        due: None,
        title: format!("事業者の回答：{title}（{count}件）"),
        detail: detail.to_owned(),
        link: TaskLink::Vendors(show),
    })
    .collect()
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
