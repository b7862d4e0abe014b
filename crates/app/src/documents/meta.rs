//! Head, foot and file name of every document.

use crate::error::Result;
use crate::facts::Snapshot;
use crate::{App, clock};
use jiff::Timestamp;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::role::Actor;
use tate_report::Meta;

/// Characters of a SHA-256 that are printed where the whole does not fit.
const SHORT_HASH: usize = 12;

/// The first characters of a hash.
pub(super) fn short_hash(hash: &str) -> String {
    hash.chars().take(SHORT_HASH).collect()
}

/// `2026/11/20 15:56` in Japan.
pub(crate) fn made_at(at: Timestamp) -> String {
    let local = clock::local_text(&clock::stamp(at));
    let time = local.rsplit(' ').next().unwrap_or_default();
    format!("{} {time}", slashed(clock::day_in_japan(at)))
}

/// `架空みなと薬局_立入検査バインダー_202611201556.pdf`.
pub(crate) fn file_name(facility: &str, title: &str, at: Timestamp, extension: &str) -> String {
    let stamp: String = made_at(at).chars().filter(char::is_ascii_digit).collect();
    format!("{}_{}_{stamp}.{extension}", plain(facility), plain(title))
}

/// A name without anything that a file system or a header could read as more than a name.
fn plain(name: &str) -> String {
    let kept: String = name
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '（' | '）' | '・' | '-' | '㈱' | '㈲'))
        .take(60)
        .collect();
    if kept.is_empty() { "書類".to_owned() } else { kept }
}

impl App {
    /// What a document carries at its head and foot, made now.
    pub(crate) async fn document_meta(
        &self,
        actor: &Actor,
        snapshot: &Snapshot,
        title: &str,
        edition: &str,
    ) -> Result<Meta> {
        let checkpoint = self.tenant(actor).checkpoint().await?;
        Ok(Meta {
            facility: snapshot.facility.profile.name.clone(),
            fiscal_year_label: FiscalYear::of(self.today()).name(),
            title: title.to_owned(),
            edition: edition.to_owned(),
            made_at: made_at(self.clock.now()),
            version: format!("Tate {}", env!("CARGO_PKG_VERSION")),
            checkpoint: short_hash(&checkpoint.head),
        })
    }
}
