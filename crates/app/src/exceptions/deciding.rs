//! Deciding about an exception: approving, declining, ending. Nobody decides about their own.

use super::sentence;
use crate::App;
use crate::error::{AppError, Result};
use tate_domain::exception::Registered;
use tate_domain::id::{ExceptionId, FacilityId, UserId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;

/// A reason that somebody must give.
fn reason(typed: &str, what: &str) -> Result<String> {
    let reason = text::printable(typed.trim(), true);
    if reason.is_empty() || reason.chars().count() > 1_000 {
        return Err(AppError::invalid(
            "decision_reason",
            format!("{what}理由がありません。後から読む人のために、1,000文字までで入力してください。"),
        ));
    }
    Ok(reason)
}

/// Who decides: somebody signed in who did not write it, whatever the role says.
fn judge<'a>(actor: &'a Actor, entry: &Registered) -> Result<&'a UserId> {
    entry.judge(actor.user.as_ref()).map_err(|why| AppError::invalid("approve", sentence(why)))?;
    actor.user.as_ref().ok_or(AppError::NotFound)
}

impl App {
    /// Approves an exception that somebody else asked for. The one it renews ends with it.
    ///
    /// # Errors
    /// The actor may not, wrote it, or is not signed in; no statement and no reason for that; it is
    /// over already, or changed meanwhile.
    pub async fn approve_exception(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
    ) -> Result<()> {
        actor.may_at(Permission::ApproveExceptions, facility)?;
        let entry = self.waiting(actor, facility, id).await?;
        let user = judge(actor, &entry)?;
        if entry.no_statement.is_empty() && self.statements(actor, facility, id).await?.is_empty() {
            return Err(AppError::invalid(
                "approve",
                "この例外を承認できません。事業者の回答書が添付されていません。回答書を添付するか、「回答書がない理由」を入力してから承認してください。",
            ));
        }
        if entry.until < self.today() {
            return Err(AppError::invalid(
                "approve",
                "この例外を承認できません。期限がすでに過ぎています。却下して、新しい期限で申請し直してください。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.approve_exception(facility, id, seen, (user.as_str(), &actor.name)).await?;
        Ok(change.commit().await?)
    }

    /// Declines an exception that somebody else asked for.
    ///
    /// # Errors
    /// The actor may not, wrote it, or is not signed in; no reason; it changed meanwhile.
    pub async fn decline_exception(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        why: &str,
    ) -> Result<()> {
        actor.may_at(Permission::ApproveExceptions, facility)?;
        let entry = self.waiting(actor, facility, id).await?;
        let user = judge(actor, &entry)?;
        let why = reason(why, "却下する")?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.decline_exception(facility, id, seen, (user.as_str(), &actor.name), &why).await?;
        Ok(change.commit().await?)
    }

    /// Ends an exception before its last day, or withdraws one that waits. It only ever takes a
    /// permission away, so whoever prepares answers may do it.
    ///
    /// # Errors
    /// The actor may not; no reason; it is not there, has ended, or changed meanwhile.
    pub async fn end_exception(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &ExceptionId,
        seen: i64,
        why: &str,
    ) -> Result<()> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.tenant(actor).exception(facility, id).await?.ok_or(AppError::NotFound)?;
        let why = reason(why, "終了する")?;
        let user = actor.user.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.end_exception(facility, id, seen, (&user, &actor.name), &why).await?;
        Ok(change.commit().await?)
    }
}
