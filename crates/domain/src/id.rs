//! Identifiers: UUIDv7 as text, one type per thing so that they cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.0) }
        }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
    )*};
}

id! {
    /// A tenant (法人).
    OrganizationId;
    /// One 医療機関 or 薬局 of an organization.
    FacilityId;
    /// A person who signs in (利用者).
    UserId;
    /// One row of a ledger.
    RowId;
    /// A facility × fiscal year × edition (年度のチェック).
    RoundId;
    /// One confirmed answer; answers are append-only.
    AnswerId;
    /// A frozen snapshot of what an answer rests on (根拠).
    ProofId;
    /// An uploaded file.
    FileId;
    /// One exception of the register (例外).
    ExceptionId;
    /// One sheet asked of a vendor (依頼).
    RequestId;
    /// The way in for a vendor without an account (回答用リンク).
    LinkId;
    /// A sheet as a vendor handed it in (提出).
    SubmissionId;
    /// A mail of the queue.
    MailId;
    /// A disclosure statement (開示書、MDS/SDS).
    DisclosureId;
    /// A product × version × deployment of a vendor (製品).
    ProductId;
    /// A sheet that reached a vendor (届いた依頼).
    IncomingId;
    /// A notice from a vendor to its customers (お知らせ).
    NoticeId;
    /// One paste or import, undone as a whole.
    BatchId;
}
