//! Why the catalogues could not be used.

use crate::Problem;

/// Why the catalogues could not be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Files that cannot be read, all of them.
    #[error("{} catalogue file(s) cannot be read: {}", .0.len(), summary(.0))]
    Problems(Vec<Problem>),
    /// A file is not UTF-8 text.
    #[error("catalogue file {0} is not UTF-8 text")]
    NotText(String),
}

fn summary(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
