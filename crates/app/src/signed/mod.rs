//! Files under a signature (署名付きファイル): a vendor's answers and notices, checked without a network.
//!
//! The signature is detached and stands over the exact bytes of the file, so nothing is parsed before it is known who
//! wrote it. The keys are pinned by a person who compared the fingerprint by telephone; there is no authority.

mod answer;
mod import;
mod key;
mod notice;
mod verify;

pub use answer::{ANSWER_FORMAT, AnswerFile, Customer, LibraryVersion, ProductName};
pub use import::{ImportedNotice, NoticeView, SignedView};
pub use key::{PublicKey, SIGNATURE_FORMAT, SigningKey, groups};
pub use notice::{NOTICE_FORMAT, NoticeFile};
pub use verify::{Asked, Customers, Pinned, Refusal, check_answer, verify_file, verify_signature};

/// The most bytes of a signed file; a sheet has some ten thousand.
pub const MOST_BYTES: usize = 1_000_000;

/// A value as the file that is signed: readable, and ending with a line end.
pub(crate) fn file_text(value: &impl serde::Serialize) -> crate::Result<String> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| crate::AppError::Internal(format!("signed file: {error}")))
}
