//! The vendor's own desk (事業者の窓口): the library, incoming sheets, what goes out under a signature.
//!
//! Only a facility of the kind 事業者 has one; for every other kind there is nothing here.

mod batch;
mod hand_out;
mod keys;
mod known;
mod library;
mod notices;
mod overrides;
mod papers;
mod place;
mod products;
mod sheets;

pub use batch::{DeskBatch, FilledFile, FilledState};
pub use keys::DeskKeyView;
pub use library::{LibraryRow, ProductView};
pub use notices::{Letter, NoticePage, TypedNotice};
pub use overrides::{OverrideLine, OverrideReport};
pub use papers::{PaperLine, TypedPaper};
pub use products::{ProductLine, TypedProduct};
pub use sheets::{IncomingList, IncomingView, TypedRow};

use crate::App;
use crate::error::{AppError, Result};
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::edition::{Edition, EditionKind, Side};
use tate_domain::exception::NotApprover;
use tate_domain::facility::FacilityKind;
use tate_domain::id::{FacilityId, UserId};
use tate_domain::role::{Actor, Permission};
use tate_store::{FacilityRecord, IncomingCount};

/// The most characters of a text that somebody writes at the desk.
const MOST_CHARS: usize = 1_000;
/// Days before its end from which an answer is a task.
const NEAR_DAYS: i32 = 30;

/// The desk's first page.
#[derive(Debug, Clone)]
pub struct DeskHome {
    /// How many sheets wait and are done.
    pub count: IncomingCount,
    /// The sheets that are due first.
    pub next: IncomingList,
    /// Library answers that wait for somebody's approval.
    pub waiting: usize,
    /// Library answers that have expired or will within thirty days.
    pub ending: usize,
    /// How many products there are.
    pub products: usize,
    /// Whether there is a key for signing.
    pub has_key: bool,
}

impl App {
    /// The desk itself: a facility of the kind 事業者 in reach, with leave to do something there.
    pub(crate) async fn desk_at(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        what: Permission,
    ) -> Result<FacilityRecord> {
        actor.may_at(what, facility)?;
        let record = self.tenant(actor).facility(facility).await?;
        record.filter(|record| record.profile.kind == FacilityKind::Vendor).ok_or(AppError::NotFound)
    }

    /// The desk's first page.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_home(&self, actor: &Actor, facility: &FacilityId) -> Result<DeskHome> {
        let next = self.incoming_list(actor, facility, false, 0).await?;
        let products = self.desk_products(actor, facility).await?;
        Ok(DeskHome {
            count: next.count,
            next,
            waiting: products.iter().map(|line| line.waiting).sum(),
            ending: products.iter().map(|line| line.ending).sum(),
            products: products.len(),
            has_key: !self.tenant(actor).desk_keys(facility).await?.is_empty(),
        })
    }

    /// The sheets that vendors fill in, newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn desk_editions(&self, actor: &Actor) -> Result<Vec<Arc<Edition>>> {
        let catalog = self.catalog(actor).await?;
        let ids: Vec<String> = crate::editions::vendor_editions(&catalog).map(|edition| edition.id.clone()).collect();
        Ok(ids.iter().filter_map(|id| catalog.edition_shared(id)).collect())
    }
}

/// A sheet of the vendor side.
fn vendor_sheet(catalog: &Catalog, id: &str) -> Option<Arc<Edition>> {
    catalog.edition_shared(id).filter(|edition| edition.side == Side::Vendor && edition.kind == EditionKind::Checklist)
}

/// Who writes at the desk must be somebody: at the command line nobody in particular does.
fn somebody<'a>(actor: &'a Actor, field: &'static str) -> Result<&'a UserId> {
    actor.user.as_ref().ok_or_else(|| {
        AppError::invalid(
            field,
            "ライブラリの回答を書けません。コマンドでは、誰が書いたのかを残せないためです。ログインして、画面から入力してください。",
        )
    })
}

/// Why somebody may not approve a library answer.
fn sentence(why: NotApprover) -> &'static str {
    match why {
        NotApprover::Nobody => {
            "この回答を承認できません。コマンドでは、誰が承認したのかを残せないためです。承認する人がログインして、画面から承認してください。"
        }
        NotApprover::Writer => {
            "自分で書いた回答は、自分では承認できません。2人の目で確かめるためです。ほかの開設者・経営者か安全管理責任者の役割の人に、承認を頼んでください。"
        }
    }
}
