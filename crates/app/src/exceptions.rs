//! The register of exceptions (例外): looked at. Asking for one is in [`mod@asking`], approving and
//! ending in [`mod@deciding`], what an answer takes from it in [`mod@answering`].

mod answering;
mod asking;
mod deciding;

pub(crate) use answering::{covers, settle};
pub use asking::{NewException, TypedException};

use crate::App;
use crate::error::{AppError, Result};
use jiff::civil::Date;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::answer::{AnswerValue, Statement};
use tate_domain::edition::{Edition, EditionKind, Item, Side};
use tate_domain::exception::{NotApprover, Registered, State};
use tate_domain::id::{ExceptionId, FacilityId};
use tate_domain::role::{Actor, Permission};
use tate_store::FileRecord;

/// An exception with where it stands and what it is about.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The register's entry.
    pub entry: Registered,
    /// Where it stands today.
    pub state: State,
    /// Its edition.
    pub edition: Arc<Edition>,
    /// Its item.
    pub item: Item,
}

/// One exception with everything kept about it.
#[derive(Debug, Clone)]
pub struct ExceptionView {
    /// The exception.
    pub listed: Listed,
    /// The statements of vendors.
    pub files: Vec<FileRecord>,
    /// Who may approve it, by name.
    pub approvers: Vec<String>,
    /// Why the actor may not approve it; `None`: the actor may.
    pub not_approver: Option<String>,
    /// The exception that follows this one.
    pub followed_by: Option<ExceptionId>,
    /// Whether the latest answer to its item rests on it.
    pub used: bool,
    /// Today.
    pub today: Date,
}

impl ExceptionView {
    /// Whether what an approval needs is there: a statement, or why there is none.
    #[must_use]
    pub fn has_basis(&self) -> bool {
        !self.files.is_empty() || !self.listed.entry.no_statement.is_empty()
    }
}

/// The subject under which the files of an exception are kept.
pub(crate) fn subject(id: &ExceptionId) -> String {
    format!("exception:{id}")
}

/// The item of an exception: a row of a checklist that a facility answers, and not its gate.
fn item_of(catalog: &Catalog, id: &str) -> Result<(Arc<Edition>, Item)> {
    let item = catalog.item(id).ok_or(AppError::NotFound)?;
    let edition = catalog.edition_shared(item.edition_id()).ok_or(AppError::NotFound)?;
    let gate = edition.gate.as_ref().is_some_and(|gate| gate.id == id);
    if gate || edition.kind != EditionKind::Checklist || edition.side != Side::Facility {
        return Err(AppError::NotFound);
    }
    Ok((edition, item.clone()))
}

/// Why somebody may not decide about an exception.
fn sentence(why: NotApprover) -> &'static str {
    match why {
        NotApprover::Nobody => {
            "この例外を承認できません。コマンドでは、誰が承認したのかを残せないためです。承認する人がログインして、画面から承認してください。"
        }
        NotApprover::Writer => {
            "この例外は、申請した人が自分で承認することはできません。2人の目で確かめるためです。ほかの開設者・経営者か安全管理責任者に承認を頼んでください。"
        }
    }
}

impl App {
    /// Every exception of a facility, the newest first.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn exceptions(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<Listed>> {
        actor.may_at(Permission::View, facility)?;
        let (catalog, today) = (self.catalog(actor).await?, self.today());
        let entries = self.tenant(actor).exceptions(facility).await?;
        Ok(entries.into_iter().filter_map(|entry| listed(&catalog, entry, today).ok()).collect())
    }

    /// One exception with everything kept about it.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn exception(&self, actor: &Actor, facility: &FacilityId, id: &ExceptionId) -> Result<ExceptionView> {
        actor.may_at(Permission::View, facility)?;
        let (catalog, today, tenant) = (self.catalog(actor).await?, self.today(), self.tenant(actor));
        let entries = tenant.exceptions(facility).await?;
        let followed_by = entries.iter().find(|other| other.follows.as_ref() == Some(id)).map(|other| other.id.clone());
        let entry = entries.into_iter().find(|entry| entry.id == *id).ok_or(AppError::NotFound)?;
        let files = self.statements(actor, facility, id).await?;
        let approvers = self.approvers(actor, facility, &entry).await?;
        let not_approver =
            match (actor.may_at(Permission::ApproveExceptions, facility), entry.judge(actor.user.as_ref())) {
                (Err(_), _) => Some("例外を承認できるのは、開設者・経営者と安全管理責任者です。".to_owned()),
                (Ok(()), Err(why)) => Some(sentence(why).to_owned()),
                (Ok(()), Ok(())) => None,
            };
        let listed = listed(&catalog, entry, today)?;
        let used = self.rests_on(actor, facility, &listed.entry).await?;
        Ok(ExceptionView { listed, files, approvers, not_approver, followed_by, used, today })
    }

    /// The statements kept with an exception.
    async fn statements(&self, actor: &Actor, facility: &FacilityId, id: &ExceptionId) -> Result<Vec<FileRecord>> {
        let own = subject(id);
        let mut files = self.tenant(actor).files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        Ok(files)
    }

    /// Who may approve an exception: the names of everybody with the permission but its writer.
    pub(crate) async fn approvers(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        entry: &Registered,
    ) -> Result<Vec<String>> {
        let users = self.tenant(actor).users().await?;
        let may = users.into_iter().filter(|user| {
            user.disabled_at.is_empty()
                && user.role.may(Permission::ApproveExceptions)
                && user.reach.holds(facility)
                && entry.judge(Some(&user.id)).is_ok()
        });
        Ok(may.map(|user| user.name).collect())
    }

    /// Whether the latest answer of this year to an item rests on an exception.
    async fn rests_on(&self, actor: &Actor, facility: &FacilityId, entry: &Registered) -> Result<bool> {
        let answers = self.tenant(actor).answers_by_year(facility).await?;
        let year = i64::from(tate_domain::date::FiscalYear::of(self.today()).0);
        Ok(answers.iter().filter(|(of, _)| *of == year).any(|(_, answer)| {
            let decision = &answer.decision;
            decision.value == AnswerValue::Yes
                && decision.exception.as_ref().is_some_and(|kept| kept.id == entry.id.as_str())
        }))
    }
}

fn listed(catalog: &Catalog, entry: Registered, today: Date) -> Result<Listed> {
    let (edition, item) = item_of(catalog, &entry.item)?;
    Ok(Listed { state: entry.state(today), entry, edition, item })
}

/// What an answer remembers of a file.
fn statement(file: &FileRecord) -> Statement {
    Statement { name: file.name.clone(), sha256: file.sha256.clone() }
}
