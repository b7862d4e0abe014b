#[path = "it/support.rs"]
mod support;
#[path = "it/documents.rs"]
mod documents;
