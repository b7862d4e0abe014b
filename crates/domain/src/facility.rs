//! Facilities (施設): what kind, and the little that every form prints about one.

use serde::{Deserialize, Serialize};

/// What a facility is; decides which editions apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacilityKind {
    /// 薬局
    Pharmacy,
    /// 診療所
    Clinic,
    /// 歯科診療所
    Dental,
    /// 病院
    Hospital,
    /// 事業者: the support desk of a vendor, which answers the sheets of others (ADR 0020)
    Vendor,
}

impl FacilityKind {
    /// Every kind that carries out a checklist, in the order the wizard shows them.
    pub const ALL: [Self; 4] = [Self::Pharmacy, Self::Clinic, Self::Dental, Self::Hospital];
    /// Every kind that can be founded: those and the vendor's desk.
    pub const FOUNDED: [Self; 5] = [Self::Pharmacy, Self::Clinic, Self::Dental, Self::Hospital, Self::Vendor];

    /// The code of the command line and the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pharmacy => "pharmacy",
            Self::Clinic => "clinic",
            Self::Dental => "dental",
            Self::Hospital => "hospital",
            Self::Vendor => "vendor",
        }
    }

    /// 薬局, 診療所, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pharmacy => "薬局",
            Self::Clinic => "診療所",
            Self::Dental => "歯科診療所",
            Self::Hospital => "病院",
            Self::Vendor => "事業者",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::FOUNDED.into_iter().find(|kind| kind.code() == code)
    }

    /// What the manager in charge is called on the forms of this kind.
    #[must_use]
    pub fn manager_title(self) -> &'static str {
        match self {
            Self::Pharmacy => "管理薬剤師",
            Self::Clinic | Self::Dental | Self::Hospital => "管理者（院長）",
            Self::Vendor => "窓口の責任者",
        }
    }

    /// Whether it is a vendor's desk, which has no checklist of its own.
    #[must_use]
    pub fn is_desk(self) -> bool {
        match self {
            Self::Vendor => true,
            Self::Pharmacy | Self::Clinic | Self::Dental | Self::Hospital => false,
        }
    }
}

/// What the forms print about a facility, and what decides which items apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The kind of facility.
    pub kind: FacilityKind,
    /// Name as registered.
    pub name: String,
    /// 保険医療機関・薬局コード: ten digits, or empty.
    #[serde(default)]
    pub insurance_code: String,
    /// 開設者.
    #[serde(default)]
    pub founder: String,
    /// 管理薬剤師 / 院長.
    #[serde(default)]
    pub manager: String,
    /// Telephone as typed.
    #[serde(default)]
    pub phone: String,
    /// Address as typed.
    #[serde(default)]
    pub address: String,
    /// Whether a line to the outside exists; `Some(false)` takes the network items away (Q&A 12-8).
    #[serde(default)]
    pub has_network: Option<bool>,
}
