//! Recording a review: its row and everything it changes, in one change.

use super::{accounts, kinds};
use crate::error::{AppError, Problem, Result};
use crate::ledgers::parse;
use crate::{App, new_id};
use jiff::civil::Date;
use std::collections::BTreeMap;
use tate_domain::date::parse_day;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::role::{Actor, Permission};

/// What the form holds: columns of the ledger, and for rows of other ledgers `ok.<id>` (確認した),
/// `off.<id>` (無効にする), `all.<system>` (残りの全員を確認した), `success.<backup>` (最終成功日), `minutes`.
pub type TypedReview = BTreeMap<String, String>;

/// Where what is typed into the form is kept.
pub(super) fn place(kind: &str) -> String {
    format!("review:{kind}")
}

/// The rows that a review changes, each with its new values, by id: a row is written once.
struct Touched<'a>(BTreeMap<&'a str, (&'a Row, Fields)>);

impl<'a> Touched<'a> {
    fn set(&mut self, row: &'a Row, key: &str, value: &str) {
        let (_, fields) = self.0.entry(&row.id).or_insert_with(|| (row, row.fields.clone()));
        fields.insert(key.to_owned(), value.to_owned());
    }
}

fn ticked(typed: &TypedReview, key: &str) -> bool {
    typed.get(key).is_some_and(|value| !value.trim().is_empty())
}

/// Accounts: a tick writes 棚卸日, or disables. A system of which every account was looked at is reviewed.
fn accounts<'a>(facts: &'a Facts, typed: &TypedReview, day: &str, today: Date, touched: &mut Touched<'a>) {
    for group in accounts::by_system(facts, today) {
        let whole = ticked(typed, &format!("all.{}", group.id));
        let mut left_out = false;
        for line in &group.accounts {
            let Some(row) = facts.find(Ledger::Accounts, &line.row.id) else { continue };
            if ticked(typed, &format!("off.{}", row.id)) {
                touched.set(row, "state", "disabled");
                touched.set(row, "reviewed", day);
            } else if ticked(typed, &format!("ok.{}", row.id)) || (whole && line.flags.is_empty()) {
                touched.set(row, "reviewed", day);
            } else {
                left_out = true;
            }
        }
        if let Some(system) = facts.find(Ledger::Systems, &group.id).filter(|_| !left_out) {
            touched.set(system, "accounts_reviewed", day);
        }
    }
}

/// Backups: a newer day of the last success goes into the backup's own row.
fn backups<'a>(
    facts: &'a Facts,
    typed: &TypedReview,
    on: Date,
    touched: &mut Touched<'a>,
    problems: &mut Vec<Problem>,
) {
    for row in facts.all(Ledger::Backups) {
        let field = format!("success.{}", row.id);
        let Some(value) = typed.get(&field).filter(|value| !value.trim().is_empty()) else { continue };
        match parse_day(value) {
            Ok(day) if day > on => problems.push(Problem::new(
                field,
                format!(
                    "「{}」の最終成功日が、点検日より後になっています。点検日までの日付を入力してください。",
                    row.name()
                ),
            )),
            Ok(day) if row.day("last_success") != Some(day) => touched.set(row, "last_success", &day.to_string()),
            Ok(_) => {}
            Err(error) => problems.push(Problem::new(field, format!("「{}」の最終成功日：{}", row.name(), error.0))),
        }
    }
}

/// What holds for a review besides its columns.
fn check(kind: &str, fields: &Fields, today: Date) -> Vec<Problem> {
    let text = |key: &str| fields.get(key).map_or("", String::as_str);
    let day = |key: &str| text(key).parse::<Date>().ok();
    let mut problems = Vec::new();
    let mut add = |field: &str, message: &str| problems.push(Problem::new(field, message));
    if day("day").is_some_and(|day| day > today) {
        add(
            "day",
            "点検日が明日以降になっています。まだ行っていない点検は記録できません。今日までの日付を入力してください。",
        );
    }
    if matches!(text("result"), "found" | "failed") && text("findings").is_empty() {
        add("findings", "分かったことがありません。「指摘あり」と「失敗」のときは、何が分かったかを入力してください。");
    }
    if kind == "restore" && text("backup").is_empty() {
        add("backup", "バックアップが選ばれていません。どのバックアップから復元したかを選んでください。");
    }
    if day("next").zip(day("day")).is_some_and(|(next, day)| next <= day) {
        add("next", "次回の予定日が、点検日より前か同じ日になっています。点検日より後の日付を入力してください。");
    }
    problems
}

/// How long a restore took, as a sentence before what was found: the ledger has no column of its own.
fn with_minutes(typed: &TypedReview, fields: &mut Fields) -> Option<Problem> {
    let minutes = typed.get("minutes").map(|value| value.trim()).filter(|value| !value.is_empty())?;
    let Ok(minutes) = tate_domain::text::code(minutes).parse::<u32>() else {
        return Some(Problem::new("minutes", "復元にかかった時間を読み取れません。分の数だけを入力してください。"));
    };
    let found = fields.remove("findings").unwrap_or_default();
    let took = format!("復元にかかった時間は{minutes}分です。");
    let whole = if found.is_empty() { took } else { format!("{took}\n{found}") };
    fields.insert("findings".to_owned(), whole);
    None
}

impl App {
    /// Records a review with everything that was ticked: one change, one audit trail.
    ///
    /// # Errors
    /// The actor may not; no such kind; every problem with the input; a row changed meanwhile.
    pub async fn record_review(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        kind: &str,
        typed: &TypedReview,
    ) -> Result<RowId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        if !kinds().iter().any(|(known, _)| *known == kind) {
            return Err(AppError::NotFound);
        }
        let snapshot = self.facts(actor, facility).await?;
        let (facts, today) = (&snapshot.facts, self.today());
        let mut typed = typed.clone();
        typed.insert("kind".to_owned(), kind.to_owned());
        let mut fields = parse(facts, Ledger::Reviews, &typed, None)?;
        let mut problems = check(kind, &fields, today);
        let day = fields.get("day").cloned().unwrap_or_default();
        let on = day.parse().unwrap_or(today);
        let mut touched = Touched(BTreeMap::new());
        match kind {
            "accounts" => accounts(facts, &typed, &day, today, &mut touched),
            "backup" => backups(facts, &typed, on, &mut touched, &mut problems),
            "restore" => {
                problems.extend(with_minutes(&typed, &mut fields));
                let backup = fields.get("backup").and_then(|id| facts.find(Ledger::Backups, id));
                let worked = fields.get("result").is_some_and(|result| result != "failed");
                if let Some(backup) =
                    backup.filter(|row| worked && row.day("restore_test").is_none_or(|known| known < on))
                {
                    touched.set(backup, "restore_test", &day);
                }
            }
            _ => {}
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let id: RowId = new_id();
        change.add_row(facility, &id, Ledger::Reviews, &fields).await?;
        for (row, fields) in touched.0.values().filter(|(row, fields)| row.fields != *fields) {
            change.change_row(facility, &RowId::from(row.id.as_str()), row.ledger, row.version, fields).await?;
        }
        if let Some(user) = &actor.user {
            change.clear_drafts(facility, &place(kind), user.as_str()).await?;
        }
        change.commit().await?;
        Ok(id)
    }
}
