//! Asking for an exception: writing it, its statements, renewing an earlier one.

use super::{item_of, subject};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id, uploads};
use bytes::Bytes;
use jiff::civil::Date;
use std::sync::Arc;
use tate_domain::date::{both, parse_day};
use tate_domain::edition::{Edition, Item};
use tate_domain::exception::{Registered, Signed, State, latest_end};
use tate_domain::facts::Facts;
use tate_domain::id::{ExceptionId, FacilityId, FileId};
use tate_domain::ledger::Ledger;
use tate_domain::proposal::RowRef;
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_store::StoreError;

/// The most characters of a reason or measure.
const MOST_CHARS: usize = 1_000;
/// The most devices and systems of one exception.
const MOST_ROWS: usize = 200;
/// The ledgers whose rows an exception can be about.
const LEDGERS: [Ledger; 2] = [Ledger::Systems, Ledger::Devices];

/// What the form holds, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedException {
    /// The item.
    pub item: String,
    /// `devices:<id>`, `systems:<id>`.
    pub rows: Vec<String>,
    /// Why it cannot be done.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// The last day.
    pub until: String,
    /// Why there is no statement of the vendor.
    pub no_statement: String,
}

/// What the form for a new exception shows.
#[derive(Debug, Clone)]
pub struct NewException {
    /// The edition.
    pub edition: Arc<Edition>,
    /// The item.
    pub item: Item,
    /// The systems and devices that may be chosen.
    pub choices: Vec<RowRef>,
    /// What the form begins with.
    pub typed: TypedException,
    /// The latest exception of the item, which a new one renews.
    pub before: Option<Registered>,
    /// The last day that may be chosen.
    pub latest: Date,
}

/// Where what is typed into the form is kept.
pub(crate) fn place(item: &str) -> String {
    format!("exception:{item}")
}

fn choices(facts: &Facts) -> Vec<RowRef> {
    let devices = facts.devices_in_use().map(tate_domain::facts::Row::pointer);
    facts.all(Ledger::Systems).iter().map(tate_domain::facts::Row::pointer).chain(devices).collect()
}

/// A ticked or unticked row of a draft: `row.devices.<id>`.
fn tick(rows: &mut Vec<String>, field: &str, value: &str) {
    let Some((ledger, id)) = field.strip_prefix("row.").and_then(|row| row.split_once('.')) else { return };
    let row = format!("{ledger}:{id}");
    rows.retain(|known| *known != row);
    if !value.is_empty() {
        rows.push(row);
    }
}

/// The chosen rows; what is not in the ledgers is no choice.
fn chosen(facts: &Facts, typed: &[String]) -> Result<Vec<RowRef>> {
    let mut rows: Vec<RowRef> = Vec::new();
    for one in typed.iter().take(MOST_ROWS) {
        let (ledger, id) = one.split_once(':').ok_or(AppError::NotFound)?;
        let ledger = Ledger::from_code(ledger).filter(|ledger| LEDGERS.contains(ledger)).ok_or(AppError::NotFound)?;
        let row = facts.find(ledger, id).ok_or_else(|| {
            AppError::invalid(
                "rows",
                "選んだ機器かシステムが、台帳にありません。画面を開き直して、選び直してください。",
            )
        })?;
        if rows.iter().all(|known| known.id != row.id) {
            rows.push(row.pointer());
        }
    }
    Ok(rows)
}

/// What was typed, checked; every problem at once.
fn check(typed: &TypedException, today: Date) -> Result<Date> {
    let mut problems = Vec::new();
    for (field, value, missing) in [
        (
            "exception_reason",
            &typed.reason,
            "対応できない理由がありません。事業者の説明など、対応できない理由を入力してください。",
        ),
        (
            "exception_measure",
            &typed.measure,
            "代わりに行っている対策がありません。何で守っているかを入力してください。",
        ),
    ] {
        if value.trim().is_empty() {
            problems.push(Problem::new(field, missing));
        }
    }
    for (field, value) in [
        ("exception_reason", &typed.reason),
        ("exception_measure", &typed.measure),
        ("no_statement", &typed.no_statement),
    ] {
        if value.chars().count() > MOST_CHARS {
            problems.push(Problem::new(field, "長すぎます。1,000文字までで入力してください。"));
        }
    }
    let until = until(&typed.until, today).map_err(|message| problems.push(Problem::new("exception_until", message)));
    match until {
        Ok(until) if problems.is_empty() => Ok(until),
        _ => Err(AppError::Invalid(problems)),
    }
}

/// The last day: from today to a year from now.
fn until(typed: &str, today: Date) -> std::result::Result<Date, String> {
    if typed.trim().is_empty() {
        return Err("例外の期限がありません。いつまでの例外かを入力してください。".to_owned());
    }
    let day = parse_day(typed).map_err(|error| error.0)?;
    let latest = latest_end(today);
    if day < today {
        Err("例外の期限が過ぎています。今日以降の日付を入力してください。".to_owned())
    } else if day > latest {
        Err(format!(
            "例外の期限が長すぎます。少なくとも1年に1度は見直すため、{}までの日付を入力してください。続ける場合は、期限の前に更新を申請できます。",
            both(latest)
        ))
    } else {
        Ok(day)
    }
}

impl App {
    /// What the form for a new exception of an item begins with: what was typed and not sent; else the
    /// exception that it renews; else what the item's own form held before there was a register.
    ///
    /// # Errors
    /// The actor may not, or an item that knows no exceptions.
    pub async fn new_exception(&self, actor: &Actor, facility: &FacilityId, item: &str) -> Result<NewException> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let (edition, of) = item_of(&catalog, item)?;
        let register = self.tenant(actor).exceptions(facility).await?;
        let before = register.into_iter().find(|entry| entry.item == item);
        let mut typed = match &before {
            Some(entry) => TypedException {
                rows: entry.rows.iter().map(|row| format!("{}:{}", row.ledger.code(), row.id)).collect(),
                reason: entry.reason.clone(),
                measure: entry.measure.clone(),
                ..TypedException::default()
            },
            None => self.typed_before(actor, facility, item).await?,
        };
        item.clone_into(&mut typed.item);
        for (field, value) in self.drafts(actor, facility, &place(item)).await? {
            match field.as_str() {
                "exception_reason" => typed.reason = value,
                "exception_measure" => typed.measure = value,
                "exception_until" => typed.until = value,
                "no_statement" => typed.no_statement = value,
                other => tick(&mut typed.rows, other, &value),
            }
        }
        let choices = choices(&snapshot.facts);
        Ok(NewException { edition, item: of, choices, typed, before, latest: latest_end(self.today()) })
    }

    /// What the item's own form held: its draft, or the exception of its latest answer.
    async fn typed_before(&self, actor: &Actor, facility: &FacilityId, item: &str) -> Result<TypedException> {
        let year = i64::from(tate_domain::date::FiscalYear::of(self.today()).0);
        let answers = self.tenant(actor).answers_by_year(facility).await?;
        let answer = answers.into_iter().find(|(of, answer)| *of == year && answer.item == item);
        let mut typed =
            answer.and_then(|(_, answer)| answer.decision.exception).map_or_else(TypedException::default, |kept| {
                TypedException {
                    reason: kept.reason,
                    measure: kept.measure,
                    until: kept.until.to_string(),
                    ..TypedException::default()
                }
            });
        for (field, value) in self.drafts(actor, facility, &format!("item:{item}")).await? {
            match field.as_str() {
                "exception_reason" => typed.reason = value,
                "exception_measure" => typed.measure = value,
                "exception_until" => typed.until = value,
                _ => {}
            }
        }
        Ok(typed)
    }

    /// Asks for an exception. It holds nothing until somebody else approves it.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; another one of the item waits already.
    pub async fn write_exception(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: &TypedException,
    ) -> Result<ExceptionId> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        // Who approves must be somebody else, so who asks must be somebody.
        let user = actor.user.as_ref().ok_or_else(|| {
            AppError::invalid(
                "item",
                "例外を申請できません。コマンドでは、誰が申請したのかを残せないためです。ログインして、画面から申請してください。",
            )
        })?;
        let snapshot = self.facts(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        item_of(&catalog, &typed.item)?;
        let until = check(typed, self.today())?;
        let words = |text: &str| text::printable(text.trim(), true);
        let register = self.tenant(actor).exceptions(facility).await?;
        let before = register.iter().find(|entry| entry.item == typed.item && entry.approved.is_some());
        let one = Registered {
            id: new_id(),
            item: typed.item.clone(),
            rows: chosen(&snapshot.facts, &typed.rows)?,
            reason: words(&typed.reason),
            measure: words(&typed.measure),
            no_statement: words(&typed.no_statement),
            until,
            follows: before.map(|entry| entry.id.clone()),
            written: Signed { user: user.to_string(), name: actor.name.clone(), at: self.now() },
            approved: None,
            declined: None,
            declined_reason: String::new(),
            ended: None,
            ended_reason: String::new(),
            version: 1,
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        match change.write_exception(facility, &one).await {
            Ok(()) => {}
            Err(StoreError::Taken) => {
                return Err(AppError::invalid(
                    "item",
                    "例外を申請できません。この項目には、承認待ちの例外がすでにあります。先にそれを承認するか、取り下げてください。",
                ));
            }
            Err(other) => return Err(other.into()),
        }
        change.clear_drafts(facility, &place(&typed.item), user.as_str()).await?;
        change.commit().await?;
        Ok(one.id)
    }

    /// Says why there is no statement of the vendor, while the exception waits.
    ///
    /// # Errors
    /// The actor may not, an empty or too long text, or the exception no longer waits.
    pub async fn explain_exception(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        why: &str,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let why = text::printable(why.trim(), true);
        if why.is_empty() || why.chars().count() > MOST_CHARS {
            return Err(AppError::invalid(
                "no_statement",
                "回答書がない理由を保存できません。1文字以上、1,000文字までで入力してください。",
            ));
        }
        self.waiting(actor, facility, id).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.explain_exception(facility, id, seen, &why).await?;
        Ok(change.commit().await?)
    }

    /// Keeps a vendor's statement with an exception that waits.
    ///
    /// # Errors
    /// The actor may not, the file is refused, or the exception no longer waits.
    pub async fn attach_statement(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        name: &str,
        bytes: Bytes,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.waiting(actor, facility, id).await?;
        let checked = uploads::check(name, &bytes)?;
        let record = self.stored(checked, bytes, (subject(id), actor.name.clone())).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.touch_exception(facility, id).await?;
        change.add_file(facility, &record).await?;
        Ok(change.commit().await?)
    }

    /// Takes a statement off an exception that waits.
    ///
    /// # Errors
    /// The actor may not, it is not there, or the exception no longer waits.
    pub async fn detach_statement(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        file: &FileId,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.waiting(actor, facility, id).await?;
        let record = self.tenant(actor).file(facility, file).await?;
        record.filter(|record| record.subject == subject(id)).ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.touch_exception(facility, id).await?;
        change.remove_file(facility, file).await?;
        Ok(change.commit().await?)
    }

    /// An exception that waits.
    pub(super) async fn waiting(&self, actor: &Actor, facility: &FacilityId, id: &ExceptionId) -> Result<Registered> {
        let entry = self.tenant(actor).exception(facility, id).await?.ok_or(AppError::NotFound)?;
        if entry.state(self.today()) == State::Waiting { Ok(entry) } else { Err(AppError::Conflict) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn fields(typed: &TypedException) -> Vec<String> {
        match check(typed, date(2026, 11, 20)) {
            Ok(_) => Vec::new(),
            Err(AppError::Invalid(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        assert_eq!(fields(&TypedException::default()), ["exception_reason", "exception_measure", "exception_until"]);
    }

    #[test]
    fn an_exception_ends_between_today_and_a_year_from_now() {
        let typed = |until: &str| TypedException {
            reason: "r".into(),
            measure: "m".into(),
            until: until.into(),
            ..TypedException::default()
        };
        for (until, good) in [
            ("2026-11-19", false),
            ("2026-11-20", true),
            ("令和9年11月20日", true),
            ("2027/11/21", false),
            ("いつか", false),
        ] {
            assert_eq!(fields(&typed(until)).is_empty(), good, "{until}");
        }
    }
}
