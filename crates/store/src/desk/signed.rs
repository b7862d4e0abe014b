//! A facility's side: the pinned keys of its vendors, and what came in under their signatures.

use super::changed;
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Result, StoreError, Tenant};
use tate_domain::id::{FacilityId, NoticeId};

/// A vendor's public key as a person pinned it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VendorKey {
    /// Identifier.
    pub id: String,
    /// The row of the ledger of vendors.
    pub vendor_id: String,
    /// Its name at the time.
    pub vendor: String,
    /// The public key, base64.
    pub public_key: String,
    /// The first 16 digits of its fingerprint.
    pub key_id: String,
    /// When it was pinned.
    pub pinned_at: String,
    /// By whom.
    pub pinned_name: String,
    /// When it was revoked; empty while it holds.
    pub revoked_at: String,
    /// By whom.
    pub revoked_name: String,
}

/// A signed answer file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SignedRecord {
    /// The file's own id: each is imported once.
    pub id: String,
    /// The request it answers.
    pub request_id: String,
    /// The vendor's row.
    pub vendor_id: String,
    /// Its name.
    pub vendor: String,
    /// The key.
    pub key_id: String,
    /// The exact bytes that were signed.
    pub content: String,
    /// The signature file.
    pub signature: String,
    /// When it was imported.
    pub at: String,
    /// By whom.
    pub by_name: String,
}

/// A notice of a vendor, and who looked at it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct VendorNotice {
    /// The notice's own id.
    pub id: String,
    /// The vendor's row.
    pub vendor_id: String,
    /// Its name.
    pub vendor: String,
    /// The key.
    pub key_id: String,
    /// The exact bytes that were signed.
    pub content: String,
    /// The signature file.
    pub signature: String,
    /// When it was imported.
    pub at: String,
    /// By whom.
    pub by_name: String,
    /// When somebody checked what it asks for; empty until then.
    pub checked_at: String,
    /// Who.
    pub checked_name: String,
    /// What they did.
    pub checked_note: String,
}

impl Tenant {
    /// The pinned keys of a facility's vendors, revoked ones too, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn vendor_keys(&self, facility: &FacilityId) -> Result<Vec<VendorKey>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, VendorKey>(
                "SELECT id, vendor_id, vendor, public_key, key_id, pinned_at, pinned_name, revoked_at, revoked_name FROM vendor_key WHERE organization_id = $1 AND facility_id = $2 ORDER BY id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// A signed answer file that was imported before.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn signed_answer(&self, facility: &FacilityId, id: &str) -> Result<Option<SignedRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, SignedRecord>(
                "SELECT id, request_id, vendor_id, vendor, key_id, content, signature, at, by_name FROM vendor_signed WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id
        )?)
    }

    /// The newest signed answer files, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn signed_answers(&self, facility: &FacilityId, limit: i64) -> Result<Vec<SignedRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, SignedRecord>(
                "SELECT id, request_id, vendor_id, vendor, key_id, content, signature, at, by_name FROM vendor_signed WHERE organization_id = $1 AND facility_id = $2 ORDER BY at DESC, id DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            limit
        )?)
    }

    /// The notices of a facility's vendors, the newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn vendor_notices(&self, facility: &FacilityId) -> Result<Vec<VendorNotice>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, VendorNotice>(
                "SELECT id, vendor_id, vendor, key_id, content, signature, at, by_name, checked_at, checked_name, checked_note FROM vendor_notice WHERE organization_id = $1 AND facility_id = $2 ORDER BY at DESC, id DESC"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }
}

impl Change {
    /// Pins a vendor's key.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the key is pinned already.
    pub async fn pin_key(&mut self, facility: &FacilityId, one: &VendorKey) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO vendor_key (organization_id, facility_id, id, vendor_id, vendor, public_key, key_id, pinned_at, pinned_name, revoked_at, revoked_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')",
            self.organization.as_str(),
            facility.as_str(),
            &one.id,
            &one.vendor_id,
            &one.vendor,
            &one.public_key,
            &one.key_id,
            &at,
            &one.pinned_name
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "name": one.vendor, "public_key": one.public_key, "key_id": one.key_id });
        self.desk_event("vendor_key.pin", facility, format!("vendor_key:{}", one.id), after.to_string()).await
    }

    /// Revokes a pinned key: nothing signed with it is taken any more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is revoked already or not the facility's.
    pub async fn revoke_key(&mut self, facility: &FacilityId, id: &str, name: &str) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_key SET revoked_at = $4, revoked_name = $5 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND revoked_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id,
            &at,
            name
        )?;
        changed(touched)?;
        self.desk_event("vendor_key.revoke", facility, format!("vendor_key:{id}"), String::new()).await
    }

    /// Keeps a signed answer file, once.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when it was imported before.
    pub async fn keep_signed(&mut self, facility: &FacilityId, one: &SignedRecord) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO vendor_signed (organization_id, facility_id, id, request_id, vendor_id, vendor, key_id, content, signature, at, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            self.organization.as_str(),
            facility.as_str(),
            &one.id,
            &one.request_id,
            &one.vendor_id,
            &one.vendor,
            &one.key_id,
            &one.content,
            &one.signature,
            &at,
            &one.by_name
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "name": one.vendor, "request": one.request_id, "key_id": one.key_id });
        self.desk_event("signed.import", facility, format!("signed:{}", one.id), after.to_string()).await
    }

    /// Keeps a vendor's notice; gives false when it is there already.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn keep_notice(&mut self, facility: &FacilityId, one: &VendorNotice) -> Result<bool> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "INSERT INTO vendor_notice (organization_id, facility_id, id, vendor_id, vendor, key_id, content, signature, at, by_name, checked_at, checked_name, checked_note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', '') ON CONFLICT DO NOTHING",
            self.organization.as_str(),
            facility.as_str(),
            &one.id,
            &one.vendor_id,
            &one.vendor,
            &one.key_id,
            &one.content,
            &one.signature,
            &at,
            &one.by_name
        )?;
        if touched > 0 {
            let after = serde_json::json!({ "name": one.vendor, "key_id": one.key_id });
            self.desk_event("notice.import", facility, format!("notice:{}", one.id), after.to_string()).await?;
        }
        Ok(touched > 0)
    }

    /// Marks a vendor's notice as checked by somebody.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was checked already or is not the facility's.
    pub async fn check_notice(
        &mut self,
        facility: &FacilityId,
        id: &NoticeId,
        (name, note): (&str, &str),
    ) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE vendor_notice SET checked_at = $4, checked_name = $5, checked_note = $6 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND checked_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &at,
            name,
            note
        )?;
        changed(touched)?;
        let after = serde_json::json!({ "text": note }).to_string();
        self.desk_event("notice.check", facility, format!("notice:{id}"), after).await
    }
}
