//! `tate demo`: fictional facilities on which everything can be tried.
//!
//! Four sets, all invented: a pharmacy whose ledgers carry planted faults of the kind that a real
//! filled-in binder contained, a small pharmacy without any, a hospital of 200
//! beds, and a chain of twelve shops; besides, a vendor's desk. The codes are fixed; passwords are new each
//! time, because a password that stands in the source is known to everybody.

mod answers;
mod book;
mod chain;
mod departments;
mod desk;
mod devices;
mod dice;
mod disclosures;
mod exceptions;
mod hospital;
mod machines;
mod passwords;
mod pharmacy;
mod records;
mod rounds;
mod users;

use crate::error::{AppError, Result};
use crate::{App, new_id};
use book::Book;
use tate_domain::facility::Profile;
use tate_domain::id::{FacilityId, OrganizationId};
use tate_domain::role::{Actor, Reach, Role};
use tate_store::{Change, Who};
use users::Person;

pub use pharmacy::PLANTED;
pub use records::PLANTED as PLANTED_HOSPITAL;

/// Who is written down as the author of the demo's changes.
const AUTHOR: &str = "tate demo";

/// What `tate demo` made, for the screen. The passwords are shown this once and stored nowhere.
#[derive(Debug, Clone)]
pub struct DemoReport {
    /// Who can sign in.
    pub logins: Vec<DemoLogin>,
    /// Code and name of every facility.
    pub facilities: Vec<(String, String)>,
}

/// One person of the demo who can sign in.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// Login.
    pub login: String,
    /// First password, different on every run.
    pub password: String,
    /// What the person may do and see, in Japanese.
    pub what: String,
}

/// One facility before it is stored.
struct Place {
    code: String,
    profile: Profile,
    book: Book,
}

impl App {
    /// Fills an empty store with the fictional facilities.
    ///
    /// # Errors
    /// When the store is not empty, with a sentence for the screen; when the database refuses.
    pub async fn demo(&self) -> Result<DemoReport> {
        if !self.store.is_empty().await? || !self.store.organizations().await?.is_empty() {
            return Err(AppError::invalid(
                "data",
                "体験用のデータを入れられません。このデータの保存先には、すでに施設か利用者が登録されているためです。空の保存先を指定してください。登録済みのデータは変更していません。",
            ));
        }
        let today = self.today();
        let mut report = DemoReport { logins: Vec::new(), facilities: Vec::new() };
        let pharmacies = vec![pharmacy::with_faults(today)?, pharmacy::clean(today)?];
        self.demo_organization("あおば野調剤グループ（架空）", pharmacies, &users::PHARMACY, &mut report).await?;
        let hospital = vec![hospital::place(today)?];
        let (organization, facilities, people) =
            self.demo_organization("医療法人 霞ヶ原会（架空）", hospital, &users::HOSPITAL, &mut report).await?;
        if let (Some(facility), Some((user, name))) = (facilities.first(), people.first()) {
            let chief = Actor {
                organization,
                user: Some(user.clone()),
                name: name.clone(),
                role: Role::Owner,
                reach: Reach::All,
                from: "cli".to_owned(),
            };
            self.demo_r6(&chief, facility).await?;
            self.demo_answers(&chief, facility).await?;
            if let Some((user, name)) = people.get(1) {
                let clerk =
                    Actor { user: Some(user.clone()), name: name.clone(), role: Role::Operator, ..chief.clone() };
                self.demo_machines(&clerk, facility).await?;
                self.demo_exceptions(&clerk, &chief, facility).await?;
                self.demo_disclosures(&clerk, facility).await?;
            }
            self.demo_self_checks(&chief, facility).await?;
        }
        self.demo_organization("株式会社ひだまり坂ファーマ（架空）", chain::places(today)?, &users::CHAIN, &mut report)
            .await?;
        self.demo_desk(&mut report).await?;
        Ok(report)
    }

    /// Founds one organization: its facilities, each with all rows in one change, and its people.
    async fn demo_organization(
        &self,
        name: &str,
        places: Vec<Place>,
        people: &[Person],
        report: &mut DemoReport,
    ) -> Result<(OrganizationId, Vec<FacilityId>, Vec<users::Added>)> {
        let organization: OrganizationId = new_id();
        let who = Who { actor: AUTHOR.to_owned(), origin: "cli".to_owned(), at: self.now() };
        Change::found(&self.store, &organization, name, who.clone()).await?.commit().await?;
        let mut facilities = Vec::new();
        for place in places {
            let id: FacilityId = new_id();
            let mut change = self.store.tenant(&organization).change(who.clone()).await?;
            change.add_facility(&id, &place.code, &place.profile).await?;
            for row in place.book.rows() {
                change.add_row(&id, &row.id, row.ledger, &row.fields).await?;
            }
            // The demo shows a facility at work; the first-start steps are behind it.
            change.set_wizard(&id, &serde_json::json!({ "done": true, "finished": [] })).await?;
            change.commit().await?;
            report.facilities.push((place.code, place.profile.name));
            facilities.push(id);
        }
        let added = self.demo_users(&organization, &facilities, people, report).await?;
        Ok((organization, facilities, added))
    }
}
