//! The talk about a line that says いいえ or 対象外: asked, answered, closed, accepted, opened again.

use crate::App;
use crate::error::{AppError, Problem, Result};
use jiff::civil::Date;
use tate_domain::date::{both, parse_day};
use tate_domain::disclosure::{Acceptance, FollowUp, Refused, Stage, Statement};
use tate_domain::exception::latest_end;
use tate_domain::id::{DisclosureId, FacilityId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::printable;

/// The most characters of a question, an answer, a reason.
pub const MOST_CHARS: usize = 1_000;

/// An acceptance as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAcceptance {
    /// Why it can be accepted.
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    /// The last day.
    pub until: String,
}

/// A text that must be there; adds what is wrong to `problems`.
fn text(typed: &str, field: &str, missing: &str, problems: &mut Vec<Problem>) -> String {
    let text = printable(typed.trim(), true);
    if text.is_empty() {
        problems.push(Problem::new(field, missing));
    } else if text.chars().count() > MOST_CHARS {
        problems.push(Problem::new(field, "長すぎます。1,000文字までで入力してください。"));
    }
    text
}

/// A day up to today; empty: today.
fn past_day(typed: &str, field: &str, today: Date, problems: &mut Vec<Problem>) -> Date {
    if typed.trim().is_empty() {
        return today;
    }
    match parse_day(typed) {
        Ok(day) if day <= today => return day,
        Ok(_) => problems.push(Problem::new(field, "今日より後の日付です。今日までの日付を入力してください。")),
        Err(error) => problems.push(Problem::new(field, error.0)),
    }
    today
}

/// The last day of an acceptance: from today to a year from now.
fn until(typed: &str, today: Date, problems: &mut Vec<Problem>) -> Date {
    let latest = latest_end(today);
    let message = match parse_day(typed) {
        _ if typed.trim().is_empty() => "期限がありません。いつまで受け入れるかを入力してください。".to_owned(),
        Err(error) => error.0,
        Ok(day) if day < today => "期限が過ぎています。今日以降の日付を入力してください。".to_owned(),
        Ok(day) if day > latest => {
            format!("期限が長すぎます。少なくとも1年に1度は見直すため、{}までの日付を入力してください。", both(latest))
        }
        Ok(day) => return day,
    };
    problems.push(Problem::new("until", message));
    today
}

/// A step that does not follow from where the talk is.
fn refused(Refused(stage): Refused) -> AppError {
    AppError::invalid(
        "stage",
        match stage {
            Stage::Closed => "この行は「確認済み」です。続けるときは、先に「未確認に戻す」を押してください。",
            Stage::Accepted => "この行は「リスクを受容」です。続けるときは、先に「未確認に戻す」を押してください。",
            Stage::Open | Stage::Asked | Stage::Answered => "この行は、すでに「未確認」です。",
        },
    )
}

impl App {
    /// Puts lines into a question list: place of the line → question.
    ///
    /// # Errors
    /// The actor may not; no line, an empty question, a line that is closed or accepted; somebody else changed the
    /// statement meanwhile.
    pub async fn ask_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        asked: &[(usize, String)],
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let mut problems = Vec::new();
        if asked.is_empty() {
            problems.push(Problem::new("lines", "質問票に入れる行が選ばれていません。1行以上を選んでください。"));
        }
        let asked: Vec<(usize, String)> = asked
            .iter()
            .map(|(line, question)| {
                let field = format!("question.{line}");
                (
                    *line,
                    text(
                        question,
                        &field,
                        "質問が空です。質問を入力するか、この行の選択を外してください。",
                        &mut problems,
                    ),
                )
            })
            .collect();
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let (by, today) = (actor.name.clone(), self.today());
        self.talk(actor, facility, (id, seen), "disclosure.ask", &lines(&asked), |one| {
            let question = asked.iter().find(|(line, _)| *line == one.line).map_or("", |(_, question)| question);
            one.ask(question, &by, today)
        })
        .await
    }

    /// Writes down what the vendor answered: the answer, who there, and the day (empty: today).
    ///
    /// # Errors
    /// As [`App::ask_disclosure`].
    pub async fn answer_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        line: usize,
        (answer, by, on): (&str, &str, &str),
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let mut problems = Vec::new();
        let answer = text(answer, "answer", "回答が空です。事業者からの回答を入力してください。", &mut problems);
        let by = text(
            by,
            "answered_by",
            "答えた人がありません。事業者の担当者の名前か部署を入力してください。",
            &mut problems,
        );
        let on = past_day(on, "answered_on", self.today(), &mut problems);
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        self.talk(actor, facility, (id, seen), "disclosure.answer", &[line], |one| one.answer(&answer, &by, on)).await
    }

    /// Closes a line as in order, with why.
    ///
    /// # Errors
    /// As [`App::ask_disclosure`].
    pub async fn close_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        line: usize,
        note: &str,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let mut problems = Vec::new();
        let note = text(
            note,
            "note",
            "問題がないと判断した理由がありません。後から読む人のために入力してください。",
            &mut problems,
        );
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let (by, today) = (actor.name.clone(), self.today());
        self.talk(actor, facility, (id, seen), "disclosure.close", &[line], |one| one.close(&note, &by, today)).await
    }

    /// Accepts the risk of a line, for a year at most. Only who confirms answers may.
    ///
    /// # Errors
    /// As [`App::ask_disclosure`]; a day beyond a year.
    pub async fn accept_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        line: usize,
        typed: &TypedAcceptance,
    ) -> Result<()> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let (mut problems, today) = (Vec::new(), self.today());
        let acceptance = Acceptance {
            reason: text(
                &typed.reason,
                "reason",
                "受け入れる理由がありません。なぜ受け入れられるのかを入力してください。",
                &mut problems,
            ),
            measure: text(
                &typed.measure,
                "measure",
                "代わりの対策がありません。施設の側で行うことを入力してください。",
                &mut problems,
            ),
            until: until(&typed.until, today, &mut problems),
            by: actor.name.clone(),
            on: today,
        };
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        self.talk(actor, facility, (id, seen), "disclosure.accept", &[line], |one| one.accept(acceptance.clone())).await
    }

    /// Opens a line again. It only ever takes something away, so whoever prepares answers may do it.
    ///
    /// # Errors
    /// As [`App::ask_disclosure`].
    pub async fn reopen_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        line: usize,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.talk(actor, facility, (id, seen), "disclosure.reopen", &[line], FollowUp::reopen).await
    }

    /// Load, take the step for each of these lines, save, record, commit.
    async fn talk(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        action: &str,
        lines: &[usize],
        mut step: impl FnMut(&mut FollowUp) -> std::result::Result<(), Refused>,
    ) -> Result<()> {
        let tenant = self.tenant(actor);
        let one: Statement = tenant.disclosure(facility, id).await?.ok_or(AppError::NotFound)?;
        let mut talks = one.follow_ups;
        for line in lines {
            let talk = talks.iter_mut().find(|talk| talk.line == *line).ok_or(AppError::NotFound)?;
            step(talk).map_err(refused)?;
        }
        let changed: Vec<&FollowUp> = talks.iter().filter(|talk| lines.contains(&talk.line)).collect();
        let mut change = tenant.change(self.who(actor)).await?;
        change.follow_disclosure(facility, (id, seen), &talks, action, &changed).await?;
        Ok(change.commit().await?)
    }
}

fn lines(asked: &[(usize, String)]) -> Vec<usize> {
    asked.iter().map(|(line, _)| *line).collect()
}
