//! What the contradiction lint reads in few queries, and the findings that are not shown.

use crate::answers::AnswerRow;
use crate::ledgers::LedgerRow;
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::answer::Answer;
use tate_domain::facts::Row;
use tate_domain::id::FacilityId;

/// The latest answer to an item of a round, with when its proof was frozen.
#[derive(Debug, Clone)]
pub struct RoundAnswer {
    /// The facility.
    pub facility: FacilityId,
    /// The fiscal year's first calendar year.
    pub fiscal_year: i64,
    /// The edition.
    pub edition: String,
    /// When the proof was frozen, RFC 3339 in UTC; empty without one.
    pub proof_at: String,
    /// The answer.
    pub answer: Answer,
}

#[derive(sqlx::FromRow)]
struct RoundAnswerRow {
    facility_id: String,
    fiscal_year: i64,
    edition: String,
    proof_at: String,
    #[sqlx(flatten)]
    answer: AnswerRow,
}

#[derive(sqlx::FromRow)]
struct FacilityRowOf {
    facility_id: String,
    #[sqlx(flatten)]
    row: LedgerRow,
}

/// A file of an item, without its bytes.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ItemFile {
    /// The facility.
    pub facility_id: String,
    /// `item:<facility>:<year>:<item>`.
    pub subject: String,
    /// When it was added, RFC 3339 in UTC.
    pub at: String,
}

/// A finding that is not shown, as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Suppression {
    /// Identifier.
    pub id: String,
    /// The facility.
    pub facility_id: String,
    /// The finding's key.
    pub key: String,
    /// The rule that found it.
    pub rule: String,
    /// SHA-256 of what the finding said.
    pub content_hash: String,
    /// Why it is not shown.
    pub reason: String,
    /// Who decided.
    pub by_name: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

impl Tenant {
    /// The latest answer of each item of every round from a fiscal year on: of one facility, or (none) of all.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn round_answers(&self, facility: Option<&FacilityId>, since: i16) -> Result<Vec<RoundAnswer>> {
        let only = facility.map_or("", FacilityId::as_str);
        on_pool!(
            self.store,
            query_as::<_, RoundAnswerRow>(
                "SELECT r.facility_id, r.fiscal_year, r.edition, coalesce(p.created_at, '') AS proof_at, a.id, a.item, a.version, a.decision, a.proof_id, a.by_name, a.at
                 FROM round r JOIN answer a ON a.organization_id = r.organization_id AND a.round_id = r.id
                 LEFT JOIN proof p ON p.organization_id = a.organization_id AND p.id = a.proof_id
                 WHERE r.organization_id = $1 AND ($2 = '' OR r.facility_id = $2) AND r.fiscal_year >= $3
                   AND a.version = (SELECT max(b.version) FROM answer b WHERE b.organization_id = $1 AND b.round_id = a.round_id AND b.item = a.item)
                 ORDER BY r.facility_id, r.fiscal_year DESC, r.edition, a.item"
            ),
            fetch_all, self.org(), only, i64::from(since)
        )?
        .into_iter()
        .map(|row| {
            Ok(RoundAnswer {
                facility: row.facility_id.into(),
                fiscal_year: row.fiscal_year,
                edition: row.edition,
                proof_at: row.proof_at,
                answer: row.answer.try_into()?,
            })
        })
        .collect()
    }

    /// All rows of all ledgers of the facilities whose ids lie between two, in the order of the ids.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn rows_between(&self, first: &FacilityId, last: &FacilityId) -> Result<Vec<(FacilityId, Row)>> {
        on_pool!(
            self.store,
            query_as::<_, FacilityRowOf>("SELECT facility_id, id, ledger, fields, version, updated_at FROM ledger_row WHERE organization_id = $1 AND facility_id >= $2 AND facility_id <= $3 AND removed_at = '' ORDER BY facility_id, id"),
            fetch_all, self.org(), first.as_str(), last.as_str()
        )?
        .into_iter()
        .map(|found| Ok((found.facility_id.into(), found.row.try_into()?)))
        .collect()
    }

    /// The files kept with items: of one facility, or (none) of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn item_files(&self, facility: Option<&FacilityId>) -> Result<Vec<ItemFile>> {
        let only = facility.map_or("", FacilityId::as_str);
        Ok(on_pool!(
            self.store,
            query_as::<_, ItemFile>(
                "SELECT facility_id, subject, at FROM stored_file WHERE organization_id = $1 AND ($2 = '' OR facility_id = $2) AND substr(subject, 1, 5) = 'item:' AND removed_at = '' ORDER BY id"
            ),
            fetch_all,
            self.org(),
            only
        )?)
    }

    /// The findings that are not shown: of one facility, or (none) of all.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn suppressions(&self, facility: Option<&FacilityId>) -> Result<Vec<Suppression>> {
        let only = facility.map_or("", FacilityId::as_str);
        Ok(on_pool!(
            self.store,
            query_as::<_, Suppression>(
                "SELECT id, facility_id, key, rule, content_hash, reason, by_name, at FROM lint_suppression WHERE organization_id = $1 AND ($2 = '' OR facility_id = $2) AND ended_at = '' ORDER BY at, id"
            ),
            fetch_all,
            self.org(),
            only
        )?)
    }
}

impl Change {
    /// Keeps that a finding is not shown; what was decided about the same finding before ends.
    ///
    /// # Errors
    /// When the facility is not the organization's or the database refuses.
    pub async fn suppress(&mut self, facility: &FacilityId, suppression: &Suppression) -> Result<()> {
        let at = self.who.at.clone();
        self.end_suppression(facility, &suppression.key).await?;
        run_tx!(
            self.tx,
            "INSERT INTO lint_suppression (organization_id, facility_id, id, key, rule, content_hash, reason, by_name, at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')",
            self.organization.as_str(),
            facility.as_str(),
            &suppression.id,
            &suppression.key,
            &suppression.rule,
            &suppression.content_hash,
            &suppression.reason,
            &suppression.by_name,
            &at
        )?;
        let after = serde_json::json!({ "key": suppression.key, "rule": suppression.rule, "content_hash": suppression.content_hash, "reason": suppression.reason });
        self.record(Event {
            action: "lint.suppress",
            subject: format!("lint:{}", suppression.rule),
            facility: Some(facility),
            after: after.to_string(),
            ..Event::default()
        })
        .await
    }

    /// Shows a finding again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is shown already, or is not the facility's.
    pub async fn unsuppress(&mut self, facility: &FacilityId, key: &str) -> Result<()> {
        if self.end_suppression(facility, key).await? == 0 {
            return Err(StoreError::NotFound);
        }
        let rule = key.split_once(':').map_or(key, |(rule, _)| rule);
        self.record(Event {
            action: "lint.unsuppress",
            subject: format!("lint:{rule}"),
            facility: Some(facility),
            before: serde_json::json!({ "key": key }).to_string(),
            ..Event::default()
        })
        .await
    }

    async fn end_suppression(&mut self, facility: &FacilityId, key: &str) -> Result<u64> {
        let at = self.who.at.clone();
        Ok(run_tx!(
            self.tx,
            "UPDATE lint_suppression SET ended_at = $4 WHERE organization_id = $1 AND facility_id = $2 AND key = $3 AND ended_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            key,
            &at
        )?)
    }
}
