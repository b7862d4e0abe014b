//! Services that an ordinary operating system brings along: what is left needs a decision (2-⑫).

use crate::Catalog;
use serde::{Deserialize, Serialize};

/// The ordinary services of one family of operating systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceFamily {
    /// Key, e.g. `windows`.
    pub id: String,
    /// Japanese name.
    pub name: String,
    /// Words in an operating system's name, lower case; one of them is enough.
    pub os: Vec<String>,
    /// Names of services, lower case, without `.service`; one that ends in `@` stands for all its instances.
    pub services: Vec<String>,
}

/// The file `services/standard.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceFile {
    pub(crate) family: Vec<ServiceFamily>,
}

/// A service's name without what differs from machine to machine: `CDPUserSvc_4f2a1`, `getty@tty1.service`.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.strip_suffix(".service").unwrap_or(&name);
    if let Some((template, _)) = name.split_once('@') {
        return format!("{template}@");
    }
    match name.rsplit_once('_') {
        Some((service, user)) if user.len() >= 4 && user.bytes().all(|b| b.is_ascii_hexdigit()) => service.to_owned(),
        _ => name.to_owned(),
    }
}

impl Catalog {
    /// The families of ordinary services.
    #[must_use]
    pub fn service_families(&self) -> &[ServiceFamily] {
        &self.services
    }

    /// Whether a service belongs to an ordinary system of this name. An operating system that nothing is known of
    /// has no ordinary services.
    #[must_use]
    pub fn is_standard_service(&self, os: &str, service: &str) -> bool {
        let (os, whole) = (os.to_lowercase(), service.trim().to_lowercase());
        let plain = plain(service);
        let here = |family: &&ServiceFamily| family.os.iter().any(|word| os.contains(word.as_str()));
        let named = |family: &ServiceFamily| family.services.iter().any(|name| *name == plain || *name == whole);
        self.services.iter().filter(here).any(named)
    }
}
