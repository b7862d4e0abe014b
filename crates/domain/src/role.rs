//! Who may do what. There is no wildcard arm here: an unknown request is a compile error, never a yes.

use crate::id::{FacilityId, OrganizationId, UserId};
use serde::{Deserialize, Serialize};

/// The role of a person who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 開設者・経営者
    Owner,
    /// 医療情報システム安全管理責任者
    Officer,
    /// 運用担当者
    Operator,
    /// 職員
    Staff,
    /// 閲覧（検査）
    Inspector,
}

/// Something a use case asks leave for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See ledgers, answers and documents of a facility.
    View,
    /// Add, change, import, undo rows of the ledgers; upload files.
    EditLedgers,
    /// Prepare an answer: notes, files, the draft.
    PrepareAnswers,
    /// Confirm an answer with one's own name.
    ConfirmAnswers,
    /// Approve or decline an exception that somebody else asked for.
    ApproveExceptions,
    /// Change facilities themselves.
    ManageFacilities,
    /// Add editions to the catalogue of the organization.
    ManageEditions,
    /// Add people who sign in, change their roles, reset them.
    ManageUsers,
    /// Read the audit log.
    ReadAudit,
    /// Print documents, export ledgers.
    Print,
}

impl Role {
    /// Every role, widest first.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Officer, Self::Operator, Self::Staff, Self::Inspector];

    /// The code of the command line and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Officer => "officer",
            Self::Operator => "operator",
            Self::Staff => "staff",
            Self::Inspector => "inspector",
        }
    }

    /// 開設者・経営者, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "開設者・経営者",
            Self::Officer => "安全管理責任者",
            Self::Operator => "運用担当者",
            Self::Staff => "職員",
            Self::Inspector => "閲覧（検査）",
        }
    }

    /// The role with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether the role carries a permission. The table is in docs/manual/ja (利用者と役割).
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        use Permission::{
            ApproveExceptions, ConfirmAnswers, EditLedgers, ManageEditions, ManageFacilities, ManageUsers,
            PrepareAnswers, Print, ReadAudit, View,
        };
        match self {
            Self::Owner | Self::Officer => match permission {
                View | EditLedgers | PrepareAnswers | ConfirmAnswers | ApproveExceptions | ManageFacilities
                | ManageEditions | ManageUsers | ReadAudit | Print => true,
            },
            Self::Operator => match permission {
                View | EditLedgers | PrepareAnswers | Print => true,
                ConfirmAnswers | ApproveExceptions | ManageFacilities | ManageEditions | ManageUsers | ReadAudit => {
                    false
                }
            },
            Self::Staff => match permission {
                View => true,
                EditLedgers | PrepareAnswers | ConfirmAnswers | ApproveExceptions | ManageFacilities
                | ManageEditions | ManageUsers | ReadAudit | Print => false,
            },
            Self::Inspector => match permission {
                View | Print => true,
                EditLedgers | PrepareAnswers | ConfirmAnswers | ApproveExceptions | ManageFacilities
                | ManageEditions | ManageUsers | ReadAudit => false,
            },
        }
    }
}

/// Which facilities of the organization an actor reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All facilities of the organization (head office).
    All,
    /// These and no others; empty means none.
    Only(Vec<FacilityId>),
}

impl Reach {
    /// Whether a facility lies within.
    #[must_use]
    pub fn holds(&self, facility: &FacilityId) -> bool {
        match self {
            Self::All => true,
            Self::Only(list) => list.contains(facility),
        }
    }
}

/// Who acts: handed to every use case; its organization scopes every query.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The tenant.
    pub organization: OrganizationId,
    /// The signed-in person, or none for the command line.
    pub user: Option<UserId>,
    /// Name for the audit log and for confirmed answers.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The facilities reached.
    pub reach: Reach,
    /// Where from: an address of the network, or `cli`.
    pub from: String,
}

/// The actor's role or reach does not allow it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{role} may not {permission:?}")]
pub struct Forbidden {
    /// The role that asked.
    pub role: String,
    /// What was asked.
    pub permission: Permission,
}

impl Actor {
    /// Checks a permission within the organization.
    ///
    /// # Errors
    /// When the role does not carry it.
    pub fn may(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.role.may(permission) {
            Ok(())
        } else {
            Err(Forbidden { role: self.role.label().to_owned(), permission })
        }
    }

    /// Checks a permission on one facility.
    ///
    /// # Errors
    /// When the role does not carry it or the facility is out of reach.
    pub fn may_at(&self, permission: Permission, facility: &FacilityId) -> Result<(), Forbidden> {
        if self.reach.holds(facility) {
            self.may(permission)
        } else {
            Err(Forbidden { role: self.role.label().to_owned(), permission })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owner_and_officer_confirm_answers() {
        let who: Vec<_> = Role::ALL.into_iter().filter(|r| r.may(Permission::ConfirmAnswers)).collect();
        assert_eq!(who, [Role::Owner, Role::Officer]);
    }

    #[test]
    fn only_owner_and_officer_approve_exceptions() {
        let who: Vec<_> = Role::ALL.into_iter().filter(|r| r.may(Permission::ApproveExceptions)).collect();
        assert_eq!(who, [Role::Owner, Role::Officer]);
    }

    #[test]
    fn only_owner_and_officer_add_editions() {
        let who: Vec<_> = Role::ALL.into_iter().filter(|r| r.may(Permission::ManageEditions)).collect();
        assert_eq!(who, [Role::Owner, Role::Officer]);
    }

    #[test]
    fn an_empty_reach_reaches_nothing() {
        assert!(!Reach::Only(vec![]).holds(&"f".into()));
    }
}
