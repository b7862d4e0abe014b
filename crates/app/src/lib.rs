//! What a person can do with Tate: may I, load, decide, save, record, commit.
//!
//! Every use case takes the [`Actor`](tate_domain::role::Actor) and checks its permission before
//! anything is read; every change and its audit event share one transaction.

pub mod answering;
pub mod assets;
pub mod audit;
pub mod auth;
pub mod chart;
pub mod checklist;
pub mod clock;
pub mod crosswalk;
pub mod demo;
pub mod desk;
pub mod disclosures;
pub mod documents;
pub mod editions;
pub mod error;
pub mod exceptions;
pub mod facilities;
pub mod facts;
pub mod hasher;
pub mod home;
pub mod keys;
pub mod ledgers;
pub mod letters;
pub mod lifecycles;
pub mod lint;
pub mod machines;
pub mod mail;
pub mod netcheck;
pub mod official;
pub mod packs;
pub mod qa;
pub mod requests;
pub mod reviews;
pub mod selfcheck;
pub mod signed;
pub mod survey;
pub mod switching;
pub mod uploads;
pub mod wizard;

use clock::Clock;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::id::OrganizationId;
use tate_domain::lifecycle::LifecycleData;
use tate_domain::role::Actor;
use tate_inventory::machine::{Format, Inventory};
use tate_inventory::official::OfficialSheet;
use tate_inventory::{ReadError, Table};
use tate_report::{RenderChart, RenderPdf, RenderXlsx};
use tate_store::{Blobs, Store, Tenant, Who};

pub use error::{AppError, Result};

/// Reads an uploaded table; the binary does it in a child process with limits (docs/adr/0010).
pub trait TableReader: Send + Sync {
    /// Reads one file.
    ///
    /// # Errors
    /// Why the file cannot be read.
    fn read(&self, name: &str, bytes: &[u8]) -> std::result::Result<Table, ReadError>;

    /// Reads one sheet of a workbook by its name.
    ///
    /// # Errors
    /// Why the file cannot be read, or that there is no such sheet.
    fn sheet(&self, name: &str, bytes: &[u8], sheet: &str) -> std::result::Result<Table, ReadError>;

    /// Reads the checklists of an official workbook.
    ///
    /// # Errors
    /// Why the file cannot be read.
    fn official(&self, name: &str, bytes: &[u8]) -> std::result::Result<Vec<OfficialSheet>, ReadError>;

    /// Reads files that reached a vendor's desk, each by itself: what one does to its reader is no other's loss.
    fn incoming(
        &self,
        files: &[(String, bytes::Bytes)],
    ) -> Vec<std::result::Result<tate_inventory::incoming::IncomingFile, ReadError>>;

    /// Reads what machines say of themselves; without a format, the content decides.
    ///
    /// # Errors
    /// Why the file cannot be read.
    fn machine(&self, name: &str, bytes: &[u8], format: Option<Format>) -> std::result::Result<Inventory, ReadError>;
}

/// Everything a use case may reach.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Uploaded files.
    pub blobs: Blobs,
    /// The compiled-in editions, crosswalk, calendar and offices; what an organization sees is
    /// [`App::catalog`].
    pub builtin: Arc<Catalog>,
    /// The catalogues of the organizations that have added to it.
    pub catalogs: Arc<editions::KeptCatalogs>,
    /// The compiled-in end-of-support data; what an organization has is [`App::lifecycle_of`].
    pub lifecycle: Arc<LifecycleData>,
    /// The end-of-support data of the organizations that have newer files.
    pub lifecycles: Arc<lifecycles::KeptLifecycles>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Password hashing.
    pub hasher: Arc<hasher::Hasher>,
    /// PDF.
    pub pdf: Arc<dyn RenderPdf>,
    /// xlsx.
    pub xlsx: Arc<dyn RenderXlsx>,
    /// Charts of pages.
    pub charts: Arc<dyn RenderChart>,
    /// Reader of uploaded tables.
    pub tables: Arc<dyn TableReader>,
    /// Facts kept by (facility, version).
    pub kept: Arc<facts::Kept>,
    /// The server's own key.
    pub keys: keys::Keys,
    /// The address under which others reach this server, with a slash at its end, as configured; never taken from
    /// a request. Empty where none was configured: then there are no links.
    pub base: String,
    /// The mail server, if one was configured.
    pub mail: mail::Mailing,
}

impl App {
    pub(crate) fn tenant(&self, actor: &Actor) -> Tenant {
        self.store.tenant(&actor.organization)
    }

    pub(crate) fn who(&self, actor: &Actor) -> Who {
        let actor_text = match &actor.user {
            Some(user) => format!("{} <{user}>", actor.name),
            None => actor.name.clone(),
        };
        Who { actor: actor_text, origin: actor.from.clone(), at: self.now() }
    }

    /// Now, RFC 3339 in UTC with milliseconds.
    #[must_use]
    pub fn now(&self) -> String {
        clock::stamp(self.clock.now())
    }

    /// Today in Japan.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        clock::day_in_japan(self.clock.now())
    }
}

/// A new identifier, sortable by time.
#[must_use]
pub fn new_id<T: From<String>>() -> T {
    T::from(uuid::Uuid::now_v7().to_string())
}

/// The actor of the command line: whoever can read the data folder is its owner.
#[must_use]
pub fn command_line(organization: OrganizationId) -> Actor {
    use tate_domain::role::{Reach, Role};
    Actor {
        organization,
        user: None,
        name: "コマンド".to_owned(),
        role: Role::Owner,
        reach: Reach::All,
        from: "cli".to_owned(),
    }
}
