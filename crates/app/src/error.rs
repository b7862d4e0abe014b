//! What a use case can answer besides yes.

use tate_domain::role::Forbidden;
use tate_store::{BlobError, StoreError};

/// One thing wrong with what was typed: the form field and a Japanese sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The form field.
    pub field: String,
    /// What happened, why, what to do.
    pub message: String,
}

impl Problem {
    /// A problem with a field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a use case did not do it.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// It is not there, or not the actor's.
    #[error("not found")]
    NotFound,
    /// The facility is a vendor's desk, which carries out no checklist (ADR 0020).
    #[error("事業者の施設では使いません。点検するのは医療機関・薬局です。別の施設を選んでください。")]
    NoChecklist,
    /// Somebody else changed it first.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// What was typed cannot be saved.
    #[error("{} problems with the input", .0.len())]
    Invalid(Vec<Problem>),
    /// Too many at once; come back in a moment.
    #[error("busy")]
    Busy,
    /// A document cannot be made; the text is for the screen.
    #[error("document: {0}")]
    Document(String),
    /// The database.
    #[error(transparent)]
    Store(StoreError),
    /// The file store.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// A bug.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::Conflict,
            other => Self::Store(other),
        }
    }
}

impl AppError {
    /// One problem with one field.
    #[must_use]
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem::new(field, message)])
    }
}

/// The result of a use case.
pub type Result<T, E = AppError> = std::result::Result<T, E>;
