//! Answers carried over from another round, until a person confirms them.

use crate::facilities::to_json;
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::answer::{Answer, Decision};
use tate_domain::id::{FacilityId, RoundId};

/// What an earlier round says about an item of a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The item of the new round.
    pub item: String,
    /// The edition of the earlier round.
    pub from_edition: String,
    /// The fiscal year of the earlier round.
    pub from_year: i16,
    /// Its answers that belong to the item.
    pub parts: Vec<Answer>,
    /// What they amount to; none where they do not agree.
    pub decision: Option<Decision>,
    /// Who carried it over.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

#[derive(sqlx::FromRow)]
struct CarriedRow {
    item: String,
    from_edition: String,
    from_year: i64,
    parts: String,
    decision: String,
    by_name: String,
    at: String,
}

impl TryFrom<CarriedRow> for Carried {
    type Error = StoreError;
    fn try_from(row: CarriedRow) -> Result<Self> {
        Ok(Self {
            item: row.item,
            from_edition: row.from_edition,
            from_year: i16::try_from(row.from_year)
                .map_err(|why| StoreError::Corrupt { what: "carried.from_year", why: why.to_string() })?,
            parts: serde_json::from_str(&row.parts).map_err(StoreError::corrupt("carried.parts"))?,
            decision: serde_json::from_str(&row.decision).map_err(StoreError::corrupt("carried.decision"))?,
            by: row.by_name,
            at: row.at,
        })
    }
}

impl Tenant {
    /// What was carried over into a round.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn carried(&self, round: &RoundId) -> Result<Vec<Carried>> {
        on_pool!(
            self.store,
            query_as::<_, CarriedRow>(
                "SELECT item, from_edition, from_year, parts, decision, by_name, at FROM carried WHERE organization_id = $1 AND round_id = $2 ORDER BY item"
            ),
            fetch_all,
            self.org(),
            round.as_str()
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }
}

impl Change {
    /// Keeps what an earlier round says about the items of a round; what was carried over to it
    /// before gives way.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the round is not the facility's.
    pub async fn carry(&mut self, facility: &FacilityId, round: &RoundId, carried: &[Carried]) -> Result<()> {
        self.require_round(facility, round).await?;
        run_tx!(
            self.tx,
            "DELETE FROM carried WHERE organization_id = $1 AND round_id = $2",
            self.organization.as_str(),
            round.as_str()
        )?;
        for one in carried {
            let (parts, decision) =
                (to_json("carried.parts", &one.parts)?, to_json("carried.decision", &one.decision)?);
            run_tx!(
                self.tx,
                "INSERT INTO carried (organization_id, facility_id, round_id, item, from_edition, from_year, parts, decision, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                self.organization.as_str(),
                facility.as_str(),
                round.as_str(),
                &one.item,
                &one.from_edition,
                i64::from(one.from_year),
                &parts,
                &decision,
                &one.by,
                &one.at
            )?;
        }
        let items: Vec<_> = carried
            .iter()
            .map(|one| serde_json::json!({ "item": one.item, "from": one.from_edition, "year": one.from_year, "decision": one.decision }))
            .collect();
        self.record(Event {
            action: "round.carry",
            subject: format!("round:{round}"),
            facility: Some(facility),
            after: serde_json::json!({ "items": items }).to_string(),
            ..Event::default()
        })
        .await
    }
}
