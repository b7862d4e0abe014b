//! The register of disclosure statements: registered, replaced, withdrawn, and the talk about their lines.

use crate::facilities::to_json;
use crate::tenant::{on_pool, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::date::parse_day;
use tate_domain::disclosure::{FollowUp, Kind, Line, State, Statement, Subject};
use tate_domain::id::{DisclosureId, FacilityId};

#[derive(sqlx::FromRow)]
struct DisclosureRow {
    id: String,
    facility_id: String,
    contract_id: String,
    contract: String,
    subject: String,
    kind: String,
    product: String,
    product_version: String,
    maker: String,
    giver: String,
    template: String,
    guideline: String,
    made_on: String,
    received_on: String,
    state: String,
    counts: String,
    content_hash: String,
    follow_ups: String,
    registered_name: String,
    registered_at: String,
    version: i64,
}

fn corrupt(what: &'static str, why: &str) -> StoreError {
    StoreError::Corrupt { what, why: why.to_owned() }
}

impl TryFrom<DisclosureRow> for Statement {
    type Error = StoreError;
    fn try_from(row: DisclosureRow) -> Result<Self> {
        let day = |what, text: &str| parse_day(text).map_err(|why| corrupt(what, &why.0));
        Ok(Self {
            id: row.id.into(),
            facility: row.facility_id.into(),
            contract_id: row.contract_id,
            contract: row.contract,
            subject: Subject::from_code(&row.subject).ok_or_else(|| corrupt("disclosure.subject", &row.subject))?,
            kind: Kind::from_code(&row.kind).ok_or_else(|| corrupt("disclosure.kind", &row.kind))?,
            product: row.product,
            product_version: row.product_version,
            maker: row.maker,
            giver: row.giver,
            template: row.template,
            guideline: row.guideline,
            made_on: if row.made_on.is_empty() { None } else { Some(day("disclosure.made_on", &row.made_on)?) },
            received_on: day("disclosure.received_on", &row.received_on)?,
            state: State::from_code(&row.state).ok_or_else(|| corrupt("disclosure.state", &row.state))?,
            counts: serde_json::from_str(&row.counts).map_err(StoreError::corrupt("disclosure.counts"))?,
            content_hash: row.content_hash,
            follow_ups: serde_json::from_str(&row.follow_ups).map_err(StoreError::corrupt("disclosure.follow_ups"))?,
            registered_name: row.registered_name,
            registered_at: row.registered_at,
            version: row.version,
        })
    }
}

impl Tenant {
    /// The disclosure statements of a facility, or of all facilities of the organization, the oldest first; without
    /// their lines.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn disclosures(&self, facility: Option<&FacilityId>) -> Result<Vec<Statement>> {
        let only = facility.map_or("", FacilityId::as_str);
        on_pool!(
            self.store,
            query_as::<_, DisclosureRow>(
                "SELECT id, facility_id, contract_id, contract, subject, kind, product, product_version, maker, giver, template, guideline, made_on, received_on, state, counts, content_hash, follow_ups, registered_name, registered_at, version
                 FROM disclosure WHERE organization_id = $1 AND ($2 = '' OR facility_id = $2) ORDER BY facility_id, id"
            ),
            fetch_all,
            self.org(),
            only
        )?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    /// One statement, without its lines.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn disclosure(&self, facility: &FacilityId, id: &DisclosureId) -> Result<Option<Statement>> {
        on_pool!(
            self.store,
            query_as::<_, DisclosureRow>(
                "SELECT id, facility_id, contract_id, contract, subject, kind, product, product_version, maker, giver, template, guideline, made_on, received_on, state, counts, content_hash, follow_ups, registered_name, registered_at, version
                 FROM disclosure WHERE organization_id = $1 AND facility_id = $2 AND id = $3"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?
        .map(TryInto::try_into)
        .transpose()
    }

    /// The lines of a statement; none where there is no such statement.
    ///
    /// # Errors
    /// When the database cannot be reached or the text is corrupt.
    pub async fn disclosure_lines(&self, facility: &FacilityId, id: &DisclosureId) -> Result<Vec<Line>> {
        let lines: Option<String> = on_pool!(
            self.store,
            query_scalar("SELECT lines FROM disclosure WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?;
        lines.map_or_else(
            || Ok(Vec::new()),
            |text| serde_json::from_str(&text).map_err(StoreError::corrupt("disclosure.lines")),
        )
    }
}

impl Change {
    /// Registers a statement with its lines.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when another document of the same product holds, [`StoreError::NotFound`] when the
    /// facility is not the organization's.
    pub async fn add_disclosure(&mut self, facility: &FacilityId, one: &Statement, lines: &[Line]) -> Result<()> {
        let made_on = one.made_on.map(|day| day.to_string()).unwrap_or_default();
        let received_on = one.received_on.to_string();
        run_tx!(
            self.tx,
            "INSERT INTO disclosure (organization_id, facility_id, id, contract_id, contract, subject, kind, product, product_key, product_version, maker, giver, template, guideline, made_on, received_on, state, lines, counts, content_hash, follow_ups, registered_name, registered_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 1)",
            self.organization.as_str(),
            facility.as_str(),
            one.id.as_str(),
            &one.contract_id,
            &one.contract,
            one.subject.code(),
            one.kind.code(),
            &one.product,
            &one.product_key(),
            &one.product_version,
            &one.maker,
            &one.giver,
            &one.template,
            &one.guideline,
            &made_on,
            &received_on,
            one.state.code(),
            &to_json("disclosure.lines", &lines)?,
            &to_json("disclosure.counts", &one.counts)?,
            &one.content_hash,
            &to_json("disclosure.follow_ups", &one.follow_ups)?,
            &one.registered_name,
            &one.registered_at
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({
            "name": one.name(), "document": one.document(), "contract": one.contract, "contract_id": one.contract_id,
            "maker": one.maker, "giver": one.giver, "template": one.template, "guideline": one.guideline,
            "made_on": made_on, "received_on": received_on, "lines": lines.len(), "content_hash": one.content_hash,
        });
        self.disclosure_event("disclosure.register", facility, &one.id, after).await
    }

    /// Lets a statement hold no longer: `disclosure.replace` or `disclosure.withdraw` in the log, with why.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or no longer holds.
    pub async fn end_disclosure(
        &mut self,
        facility: &FacilityId,
        id: &DisclosureId,
        seen: i64,
        state: State,
        why: &str,
    ) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE disclosure SET state = $5, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state = 'current'",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            state.code()
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        let action = if state == State::Withdrawn { "disclosure.withdraw" } else { "disclosure.replace" };
        self.disclosure_event(action, facility, id, serde_json::json!({ "state": state.code(), "why": why })).await
    }

    /// Writes how far the talk about the lines of a statement is. `action` is what was done (`disclosure.ask` …), `what`
    /// the follow-ups that changed: only these go to the log.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it changed meanwhile or no longer holds.
    pub async fn follow_disclosure(
        &mut self,
        facility: &FacilityId,
        (id, seen): (&DisclosureId, i64),
        follow_ups: &[FollowUp],
        action: &str,
        what: &[&FollowUp],
    ) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE disclosure SET follow_ups = $5, version = version + 1 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND version = $4 AND state = 'current'",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            seen,
            &to_json("disclosure.follow_ups", &follow_ups)?
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        self.disclosure_event(action, facility, id, serde_json::json!({ "lines": what })).await
    }

    async fn disclosure_event(
        &mut self,
        action: &str,
        facility: &FacilityId,
        id: &DisclosureId,
        after: serde_json::Value,
    ) -> Result<()> {
        let subject = format!("disclosure:{id}");
        let after = after.to_string();
        self.record(Event { action, subject, facility: Some(facility), before: String::new(), after }).await
    }
}
