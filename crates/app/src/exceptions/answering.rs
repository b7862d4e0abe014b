//! What an answer takes from the register: the frozen copy, and that a copy ends with its entry.

use super::statement;
use crate::App;
use crate::checklist::Passes;
use crate::clock::day_of;
use crate::error::{AppError, Result};
use tate_catalog::Catalog;
use tate_domain::answer;
use tate_domain::exception::{Registered, State};
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;

/// Whether an exception speaks of an item: its own, or the row of another sheet about the same control.
pub(crate) fn covers(catalog: &Catalog, entry: &Registered, item: &str) -> bool {
    entry.item == item || catalog.siblings(&entry.item).iter().any(|sibling| sibling.id == item)
}

/// The approved exception that has taken the place of one, if any has.
fn successor<'a>(register: &'a [Registered], of: &Registered) -> Option<&'a Registered> {
    register.iter().find(|other| other.follows.as_ref() == Some(&of.id) && other.approved.is_some())
}

/// The youngest of the exceptions that took the place of one another.
fn youngest<'a>(register: &'a [Registered], of: &'a Registered) -> &'a Registered {
    let mut entry = of;
    // Each step goes to a younger entry, so there are at most as many as there are entries.
    for _ in 0..register.len() {
        match successor(register, entry) {
            Some(next) => entry = next,
            None => break,
        }
    }
    entry
}

/// An exception that was ended early and not renewed held until the day before: the answers that rest
/// on it are to be decided again. The stored answers stay as they were confirmed.
pub(crate) fn settle(passes: &mut Passes, register: &[Registered]) {
    for answer in passes.iter_mut() {
        let Some(kept) = answer.decision.exception.as_mut() else { continue };
        let Some(entry) = register.iter().find(|entry| entry.id.as_str() == kept.id) else { continue };
        if let Some(ended) = &youngest(register, entry).ended
            && let Some(day) = day_of(&ended.at).and_then(|day| day.yesterday().ok())
        {
            kept.until = kept.until.min(day);
        }
    }
}

impl App {
    /// The copy that an answer to an item keeps of an exception. Of one that was renewed it is the
    /// renewed one.
    ///
    /// # Errors
    /// A sentence on field `exception`, when it is not approved, over, or about something else.
    pub(crate) async fn exception_for_answer(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item: &str,
        id: &str,
    ) -> Result<answer::Exception> {
        let refuse = |message: &str| Err(AppError::invalid("exception", message));
        let register = self.tenant(actor).exceptions(facility).await?;
        let Some(entry) = register.iter().find(|entry| entry.id.as_str() == id) else {
            return refuse(
                "例外の「はい」を確定できません。この例外は、まだ登録されていません。「例外」で申請し、承認を受けてから答えてください。",
            );
        };
        let entry = youngest(&register, entry);
        let catalog = self.catalog(actor).await?;
        if !covers(&catalog, entry, item) {
            return refuse(
                "例外の「はい」を確定できません。この例外は、ほかの項目のものです。この項目の例外を申請してください。",
            );
        }
        match entry.state(self.today()) {
            State::InForce => {}
            State::Waiting => {
                return refuse(
                    "例外の「はい」を確定できません。この例外は承認待ちです。承認されるまで、いまの回答は変わりません。",
                );
            }
            State::Expired => {
                return refuse(
                    "例外の「はい」を確定できません。この例外の期限が過ぎています。例外を更新して、承認を受けてから答えてください。",
                );
            }
            State::Declined | State::Ended => {
                return refuse(
                    "例外の「はい」を確定できません。この例外は、却下されたか終了しています。必要なら、新しい例外を申請してください。",
                );
            }
        }
        // What was there when it was approved.
        let approved_at = entry.approved.as_ref().map(|by| by.at.as_str()).unwrap_or_default();
        let files = self.statements(actor, facility, &entry.id).await?;
        let kept = files.iter().filter(|file| file.at.as_str() <= approved_at).map(statement).collect();
        Ok(entry.frozen(kept))
    }
}
