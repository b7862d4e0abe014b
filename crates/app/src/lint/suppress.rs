//! Not showing a finding, with a reason, and showing it again.

use crate::error::{AppError, Result};
use crate::{App, new_id};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_store::Suppression;

/// The most characters of a reason.
const MOST_CHARS: usize = 500;

impl App {
    /// Decides not to show a finding, with a reason. It comes back by itself once it says something else.
    ///
    /// # Errors
    /// The actor may not; no reason, or one too long; no such open finding.
    pub async fn suppress_finding(&self, actor: &Actor, facility: &FacilityId, key: &str, reason: &str) -> Result<()> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let reason = text::printable(reason.trim(), false);
        if reason.is_empty() {
            return Err(AppError::invalid(
                "reason",
                "指摘はそのまま残しています。理由が空欄です。この指摘を出さない理由を入力してください。",
            ));
        }
        if reason.chars().count() > MOST_CHARS {
            return Err(AppError::invalid(
                "reason",
                format!("指摘はそのまま残しています。理由が長すぎます。{MOST_CHARS}文字までで入力してください。"),
            ));
        }
        let report = self.lint(actor, facility).await?;
        let finding = report.findings.into_iter().find(|finding| finding.key == key).ok_or(AppError::NotFound)?;
        let suppression = Suppression {
            id: new_id(),
            facility_id: facility.to_string(),
            content_hash: finding.hash(),
            rule: finding.rule.to_owned(),
            key: finding.key,
            reason,
            by_name: actor.name.clone(),
            at: self.now(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.suppress(facility, &suppression).await?;
        Ok(change.commit().await?)
    }

    /// Shows a finding again.
    ///
    /// # Errors
    /// The actor may not, or the finding is shown already.
    pub async fn unsuppress_finding(&self, actor: &Actor, facility: &FacilityId, key: &str) -> Result<()> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.unsuppress(facility, key).await?;
        Ok(change.commit().await?)
    }
}
