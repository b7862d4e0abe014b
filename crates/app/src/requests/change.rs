//! Changing a request that is out: its deadline, whether it is reminded of, taking it back.

use super::ask::check_deadline;
use super::contract::SheetState;
use crate::App;
use crate::error::{AppError, Result};
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_domain::vendor::{Request, State};

/// The most characters of a reason.
const MOST_REASON: usize = 1_000;

impl App {
    /// A request that is out, for its form.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn open_request(&self, actor: &Actor, facility: &FacilityId, id: &RequestId) -> Result<Request> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        self.tenant(actor).request(facility, id).await?.ok_or(AppError::NotFound)
    }

    /// Moves the deadline, and stops or resumes the reminders.
    ///
    /// # Errors
    /// The actor may not, a deadline that cannot be, [`AppError::Conflict`] when it is over or changed meanwhile.
    pub async fn change_request(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&RequestId, i64),
        (deadline, paused): (&str, bool),
    ) -> Result<()> {
        let request = self.open_request(actor, facility, id).await?;
        if !request.state.is_open() {
            return Err(AppError::Conflict);
        }
        // A deadline that has passed may stay as it is while the reminders are stopped.
        let same = tate_domain::date::parse_day(deadline).is_ok_and(|day| day == request.deadline);
        let day = if same {
            request.deadline
        } else {
            check_deadline(deadline, self.today()).map_err(|why| AppError::invalid("deadline", why))?
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.change_request(facility, id, seen, &day.to_string(), paused).await?;
        Ok(change.commit().await?)
    }

    /// Takes a request back that was made in error; the contract can be asked again.
    ///
    /// # Errors
    /// The actor may not, no reason, [`AppError::Conflict`] when a sheet came in or it changed meanwhile.
    pub async fn withdraw_request(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&RequestId, i64),
        reason: &str,
    ) -> Result<()> {
        let request = self.open_request(actor, facility, id).await?;
        match request.state {
            State::Asked | State::Refused => {}
            State::Submitted | State::Returned | State::Accepted | State::Withdrawn => return Err(AppError::Conflict),
        }
        let reason = text::printable(reason.trim(), true);
        if reason.is_empty() || reason.chars().count() > MOST_REASON {
            return Err(AppError::invalid(
                "withdraw_reason",
                "取り下げる理由がありません（1,000文字まで）。あとで経緯が分かるように、理由を書いてください。",
            ));
        }
        let tenant = self.tenant(actor);
        let mut change = tenant.change(self.who(actor)).await?;
        change.decide_request(facility, id, seen, State::Withdrawn, (&actor.name, &reason)).await?;
        self.note_sheet(&mut change, &tenant, (facility, &request.contract_id), SheetState::NotAsked).await?;
        Ok(change.commit().await?)
    }
}
