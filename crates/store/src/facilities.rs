//! Facilities and what the wizard remembers of each.

use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::facility::Profile;
use tate_domain::id::{FacilityId, OrganizationId};

/// A facility as stored.
#[derive(Debug, Clone)]
pub struct FacilityRecord {
    /// The tenant.
    pub organization: OrganizationId,
    /// Identifier.
    pub id: FacilityId,
    /// Short code of the command line, unique over all tenants.
    pub code: String,
    /// What the forms print.
    pub profile: Profile,
    /// Where the first-start wizard stands: JSON of the wizard's own making.
    pub wizard: serde_json::Value,
    /// Moves with every committed change of ledger rows or of the profile.
    pub facts_version: i64,
}

#[derive(sqlx::FromRow)]
pub(crate) struct FacilityRow {
    organization_id: String,
    id: String,
    code: String,
    profile: String,
    wizard: String,
    facts_version: i64,
}

impl TryFrom<FacilityRow> for FacilityRecord {
    type Error = StoreError;
    fn try_from(row: FacilityRow) -> Result<Self> {
        Ok(Self {
            organization: row.organization_id.into(),
            id: row.id.into(),
            code: row.code,
            profile: serde_json::from_str(&row.profile).map_err(StoreError::corrupt("facility.profile"))?,
            wizard: serde_json::from_str(&row.wizard).map_err(StoreError::corrupt("facility.wizard"))?,
            facts_version: row.facts_version,
        })
    }
}

impl Tenant {
    /// One facility.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn facility(&self, id: &FacilityId) -> Result<Option<FacilityRecord>> {
        on_pool!(
            self.store,
            query_as::<_, FacilityRow>("SELECT organization_id, id, code, profile, wizard, facts_version FROM facility WHERE organization_id = $1 AND id = $2"),
            fetch_optional, self.org(), id.as_str()
        )?
        .map(TryInto::try_into)
        .transpose()
    }

    /// All facilities of the organization, by code.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn facilities(&self) -> Result<Vec<FacilityRecord>> {
        on_pool!(
            self.store,
            query_as::<_, FacilityRow>("SELECT organization_id, id, code, profile, wizard, facts_version FROM facility WHERE organization_id = $1 ORDER BY code"),
            fetch_all, self.org()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// The organization's name.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn organization_name(&self) -> Result<String> {
        on_pool!(self.store, query_scalar("SELECT name FROM organization WHERE id = $1"), fetch_optional, self.org())?
            .ok_or(StoreError::NotFound)
    }
}

impl Change {
    /// Adds a facility.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the code exists.
    pub async fn add_facility(&mut self, id: &FacilityId, code: &str, profile: &Profile) -> Result<()> {
        let text = to_json("facility.profile", profile)?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO facility (organization_id, id, code, profile, wizard, facts_version, created_at) VALUES ($1, $2, $3, $4, '{}', 1, $5)",
            self.organization.as_str(), id.as_str(), code, &text, &at
        )
        .map_err(StoreError::unique)?;
        self.record(Event {
            action: "facility.add",
            subject: format!("facility:{id}"),
            facility: Some(id),
            after: text,
            ..Event::default()
        })
        .await
    }

    /// Changes what the forms print about a facility.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not the organization's.
    pub async fn change_profile(&mut self, id: &FacilityId, profile: &Profile) -> Result<()> {
        let before: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT profile FROM facility WHERE organization_id = $1 AND id = $2"),
            fetch_optional,
            self.organization.as_str(),
            id.as_str()
        )?;
        let before = before.ok_or(StoreError::NotFound)?;
        let after = to_json("facility.profile", profile)?;
        run_tx!(
            self.tx,
            "UPDATE facility SET profile = $3, facts_version = facts_version + 1 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            id.as_str(),
            &after
        )?;
        self.record(Event {
            action: "facility.change",
            subject: format!("facility:{id}"),
            facility: Some(id),
            before,
            after,
        })
        .await
    }

    /// Remembers where the wizard stands.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn set_wizard(&mut self, id: &FacilityId, state: &serde_json::Value) -> Result<()> {
        let text = state.to_string();
        let touched = run_tx!(
            self.tx,
            "UPDATE facility SET wizard = $3 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            id.as_str(),
            &text
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        self.record(Event {
            action: "facility.wizard",
            subject: format!("facility:{id}"),
            facility: Some(id),
            after: text,
            ..Event::default()
        })
        .await
    }

    /// Notes that a facility's facts changed, so that kept proposals are computed anew.
    pub(crate) async fn touch_facts(&mut self, id: &FacilityId) -> Result<()> {
        if self.touched.contains(id) {
            return Ok(());
        }
        let touched = run_tx!(
            self.tx,
            "UPDATE facility SET facts_version = facts_version + 1 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            id.as_str()
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        self.touched.push(id.clone());
        Ok(())
    }
}

pub(crate) fn to_json(what: &'static str, value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(StoreError::corrupt(what))
}
