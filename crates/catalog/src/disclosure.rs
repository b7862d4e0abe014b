//! The known versions of the disclosure template and of the guideline, from `disclosure/versions.toml`.

use crate::Catalog;
use tate_domain::disclosure::Versions;

impl Catalog {
    /// The versions against which a disclosure statement is held.
    #[must_use]
    pub fn disclosure_versions(&self) -> &Versions {
        &self.disclosure
    }
}
