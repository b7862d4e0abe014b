//! The people of the demo who sign in.

use super::{AUTHOR, DemoLogin, DemoReport, passwords};
use crate::auth::taken;
use crate::error::{AppError, Result};
use crate::hasher::Busy;
use crate::{App, new_id};
use tate_domain::id::{FacilityId, OrganizationId, UserId};
use tate_domain::role::{Reach, Role};
use tate_store::{NewUser, Who};

/// A person to be added.
pub(super) struct Person {
    login: &'static str,
    name: &'static str,
    role: Role,
    /// Only the first facility of the organization, not all of them.
    first_only: bool,
    what: &'static str,
}

/// An added person: id and name.
pub(super) type Added = (UserId, String);

/// The two pharmacies.
pub(super) const PHARMACY: [Person; 2] = [
    Person {
        login: "demo-pharmacy",
        name: "青葉野 みのり",
        role: Role::Owner,
        first_only: false,
        what: "薬局2店の開設者。すべての操作ができます。",
    },
    Person {
        login: "demo-inspector",
        name: "検査用（閲覧のみ）",
        role: Role::Inspector,
        first_only: false,
        what: "薬局2店を閲覧し、書類を印刷できます。変更はできません。",
    },
];

/// The hospital; the first of them confirms the demo's answers.
pub(super) const HOSPITAL: [Person; 2] = [
    Person {
        login: "demo-hospital",
        name: "霞ヶ原 総一郎",
        role: Role::Owner,
        first_only: false,
        what: "病院の経営者。すべての操作ができます。",
    },
    Person {
        login: "demo-hospital-it",
        name: "比良坂 渚",
        role: Role::Operator,
        first_only: false,
        what: "病院の運用担当者。台帳の入力と回答の準備ができます。",
    },
];

/// The chain.
pub(super) const CHAIN: [Person; 2] = [
    Person {
        login: "demo-head",
        name: "日溜坂 ひかる",
        role: Role::Owner,
        first_only: false,
        what: "チェーン本部の担当者。12店すべてを操作できます。",
    },
    Person {
        login: "demo-shop",
        name: "若葉台 つぐみ",
        role: Role::Officer,
        first_only: true,
        what: "チェーン1号店の責任者。1号店だけを操作できます。",
    },
];

/// The vendor's desk: the first approves what the second writes.
pub(super) const VENDOR: [Person; 2] = [
    Person {
        login: "demo-vendor",
        name: "青空 一郎",
        role: Role::Owner,
        first_only: false,
        what: "事業者の責任者。回答の承認、お知らせ、署名の鍵を扱えます。",
    },
    Person {
        login: "demo-vendor-desk",
        name: "窓口 花子",
        role: Role::Operator,
        first_only: false,
        what: "事業者の窓口の担当者。届いた依頼への回答と、ライブラリの入力ができます。",
    },
];

impl App {
    /// Adds people in one change; their passwords go into the report and nowhere else.
    pub(super) async fn demo_users(
        &self,
        organization: &OrganizationId,
        facilities: &[FacilityId],
        people: &[Person],
        report: &mut DemoReport,
    ) -> Result<Vec<Added>> {
        let mut prepared = Vec::new();
        for person in people {
            let password = passwords::fresh(person.login);
            let hash = self.hasher.hash(&password).await.map_err(|Busy| AppError::Busy)?;
            prepared.push((person, password, hash, new_id::<UserId>()));
        }
        let who = Who { actor: AUTHOR.to_owned(), origin: "cli".to_owned(), at: self.now() };
        let mut change = self.store.tenant(organization).change(who).await?;
        for (person, _, hash, id) in &prepared {
            let reach =
                if person.first_only { Reach::Only(facilities.iter().take(1).cloned().collect()) } else { Reach::All };
            change
                .add_user(NewUser {
                    id,
                    login: person.login,
                    name: person.name,
                    role: person.role,
                    reach: &reach,
                    password_hash: hash,
                })
                .await
                .map_err(taken)?;
        }
        change.commit().await?;
        let mut added = Vec::new();
        for (person, password, _, id) in prepared {
            report.logins.push(DemoLogin { login: person.login.to_owned(), password, what: person.what.to_owned() });
            added.push((id, person.name.to_owned()));
        }
        Ok(added)
    }
}
