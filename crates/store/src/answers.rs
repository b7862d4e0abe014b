//! Rounds, answers, proofs, notes, files' records and drafts.

use crate::facilities::to_json;
use crate::tenant::{on_pool, on_tx, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use sha2::{Digest, Sha256};
use tate_domain::answer::{Answer, Decision};
use tate_domain::id::{AnswerId, FacilityId, FileId, ProofId, RoundId};

/// A facility × fiscal year × edition.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Round {
    /// Identifier.
    pub id: String,
    /// The facility.
    pub facility_id: String,
    /// The fiscal year's first calendar year.
    pub fiscal_year: i64,
    /// The edition.
    pub edition: String,
}

/// A frozen snapshot.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Proof {
    /// Identifier.
    pub id: String,
    /// SHA-256 of the content.
    pub sha256: String,
    /// JSON: query, counts, rows, source, time.
    pub content: String,
    /// When taken.
    pub created_at: String,
}

/// A remark about an item, kept beside the answer.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Note {
    /// Identifier.
    pub id: String,
    /// The text.
    pub text: String,
    /// Who.
    pub by_name: String,
    /// When.
    pub at: String,
}

/// What is known of an uploaded file; its bytes are in [`crate::Blobs`] under the hash.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct FileRecord {
    /// Identifier.
    pub id: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The name as uploaded, without folders.
    pub name: String,
    /// The type found by looking at the bytes.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// What it belongs to: `item:<round>:<item>`.
    pub subject: String,
    /// Who.
    pub by_name: String,
    /// When.
    pub at: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct AnswerRow {
    id: String,
    item: String,
    version: i64,
    decision: String,
    proof_id: String,
    by_name: String,
    at: String,
}

#[derive(sqlx::FromRow)]
struct YearRow {
    fiscal_year: i64,
    #[sqlx(flatten)]
    answer: AnswerRow,
}

impl TryFrom<AnswerRow> for Answer {
    type Error = StoreError;
    fn try_from(row: AnswerRow) -> Result<Self> {
        let decision = serde_json::from_str(&row.decision).map_err(StoreError::corrupt("answer.decision"))?;
        let proof = Some(row.proof_id).filter(|id| !id.is_empty()).map(Into::into);
        Ok(Self {
            id: row.id.into(),
            item: row.item,
            version: row.version,
            decision,
            proof,
            by: row.by_name,
            at: row.at,
        })
    }
}

impl Tenant {
    /// The round of a facility for a year and edition.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn round(&self, facility: &FacilityId, fiscal_year: i16, edition: &str) -> Result<Option<Round>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Round>(
                "SELECT id, facility_id, fiscal_year, edition FROM round WHERE organization_id = $1 AND facility_id = $2 AND fiscal_year = $3 AND edition = $4"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            i64::from(fiscal_year),
            edition
        )?)
    }

    /// Every round of a facility, newest year first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn rounds(&self, facility: &FacilityId) -> Result<Vec<Round>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Round>(
                "SELECT id, facility_id, fiscal_year, edition FROM round WHERE organization_id = $1 AND facility_id = $2 ORDER BY fiscal_year DESC, edition"
            ),
            fetch_all,
            self.org(),
            facility.as_str()
        )?)
    }

    /// The latest answer of each item of a round.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn latest_answers(&self, round: &RoundId) -> Result<Vec<Answer>> {
        on_pool!(
            self.store,
            query_as::<_, AnswerRow>(
                "SELECT a.id, a.item, a.version, a.decision, a.proof_id, a.by_name, a.at FROM answer a
                 WHERE a.organization_id = $1 AND a.round_id = $2
                   AND a.version = (SELECT max(b.version) FROM answer b WHERE b.organization_id = $1 AND b.round_id = $2 AND b.item = a.item)
                 ORDER BY a.item"
            ),
            fetch_all, self.org(), round.as_str()
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// The latest answer of each item of every round of a facility, with the fiscal year of the round,
    /// newest year first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn answers_by_year(&self, facility: &FacilityId) -> Result<Vec<(i64, Answer)>> {
        on_pool!(
            self.store,
            query_as::<_, YearRow>(
                "SELECT r.fiscal_year, a.id, a.item, a.version, a.decision, a.proof_id, a.by_name, a.at FROM answer a
                 JOIN round r ON r.organization_id = a.organization_id AND r.id = a.round_id
                 WHERE r.organization_id = $1 AND r.facility_id = $2
                   AND a.version = (SELECT max(b.version) FROM answer b WHERE b.organization_id = $1 AND b.round_id = a.round_id AND b.item = a.item)
                 ORDER BY r.fiscal_year DESC, a.item"
            ),
            fetch_all, self.org(), facility.as_str()
        )?
        .into_iter().map(|row| Ok((row.fiscal_year, row.answer.try_into()?))).collect()
    }

    /// Every answer ever given in a round, oldest first per item.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn all_answers(&self, round: &RoundId) -> Result<Vec<Answer>> {
        on_pool!(
            self.store,
            query_as::<_, AnswerRow>("SELECT id, item, version, decision, proof_id, by_name, at FROM answer WHERE organization_id = $1 AND round_id = $2 ORDER BY item, version"),
            fetch_all, self.org(), round.as_str()
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// Every answer ever given to an item of a round, newest first.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn answer_history(&self, round: &RoundId, item: &str) -> Result<Vec<Answer>> {
        on_pool!(
            self.store,
            query_as::<_, AnswerRow>("SELECT id, item, version, decision, proof_id, by_name, at FROM answer WHERE organization_id = $1 AND round_id = $2 AND item = $3 ORDER BY version DESC"),
            fetch_all, self.org(), round.as_str(), item
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// A frozen snapshot.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn proof(&self, id: &ProofId) -> Result<Option<Proof>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Proof>(
                "SELECT id, sha256, content, created_at FROM proof WHERE organization_id = $1 AND id = $2"
            ),
            fetch_optional,
            self.org(),
            id.as_str()
        )?)
    }

    /// The notes of an item, oldest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn notes(&self, round: &RoundId, item: &str) -> Result<Vec<Note>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, Note>(
                "SELECT id, text, by_name, at FROM note WHERE organization_id = $1 AND round_id = $2 AND item = $3 ORDER BY id"
            ),
            fetch_all,
            self.org(),
            round.as_str(),
            item
        )?)
    }

    /// The files whose subject begins with a text (`item:<round>:` gives all of a round).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn files(&self, facility: &FacilityId, subject_prefix: &str) -> Result<Vec<FileRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, FileRecord>(
                "SELECT id, sha256, name, media_type, size, subject, by_name, at FROM stored_file WHERE organization_id = $1 AND facility_id = $2 AND substr(subject, 1, length($3)) = $3 AND removed_at = '' ORDER BY id"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            subject_prefix
        )?)
    }

    /// One file.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn file(&self, facility: &FacilityId, id: &FileId) -> Result<Option<FileRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, FileRecord>(
                "SELECT id, sha256, name, media_type, size, subject, by_name, at FROM stored_file WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND removed_at = ''"
            ),
            fetch_optional,
            self.org(),
            facility.as_str(),
            id.as_str()
        )?)
    }

    /// What somebody typed at a place and has not confirmed: field → value.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn drafts(&self, facility: &FacilityId, place: &str, user: &str) -> Result<Vec<(String, String)>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, (String, String)>(
                "SELECT field, value FROM draft WHERE organization_id = $1 AND facility_id = $2 AND place = $3 AND by_user = $4 ORDER BY field"
            ),
            fetch_all,
            self.org(),
            facility.as_str(),
            place,
            user
        )?)
    }

    /// Keeps one typed field. No audit event: a draft states nothing (docs/adr/0011).
    ///
    /// # Errors
    /// When the facility is not the organization's or the database cannot be reached.
    pub async fn keep_draft(
        &self,
        facility: &FacilityId,
        place: &str,
        field: &str,
        value: &str,
        user: (&str, &str),
        at: &str,
    ) -> Result<()> {
        let mut tx = self.store.transaction().await?;
        run_tx!(
            tx,
            "INSERT INTO draft (organization_id, facility_id, place, field, value, by_user, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (organization_id, facility_id, place, by_user, field) DO UPDATE SET value = excluded.value, by_name = excluded.by_name, at = excluded.at",
            self.org(), facility.as_str(), place, field, value, user.0, user.1, at
        )?;
        tx.commit().await
    }
}

impl Change {
    /// Opens a round.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the facility has one of this year and edition,
    /// [`StoreError::NotFound`] when the facility is not the organization's.
    pub async fn open_round(
        &mut self,
        facility: &FacilityId,
        id: &RoundId,
        fiscal_year: i16,
        edition: &str,
    ) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO round (organization_id, facility_id, id, fiscal_year, edition, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            self.organization.as_str(), facility.as_str(), id.as_str(), i64::from(fiscal_year), edition, &at
        )
        .map_err(StoreError::unique)?;
        let after = serde_json::json!({ "fiscal_year": fiscal_year, "edition": edition }).to_string();
        self.record(Event {
            action: "round.open",
            subject: format!("round:{id}"),
            facility: Some(facility),
            after,
            ..Event::default()
        })
        .await
    }

    /// Freezes a snapshot; gives its SHA-256.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn freeze_proof(&mut self, facility: &FacilityId, id: &ProofId, content: &str) -> Result<String> {
        let sha256 = hex::encode(Sha256::digest(content.as_bytes()));
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO proof (organization_id, facility_id, id, sha256, content, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &sha256,
            content,
            &at
        )?;
        let after = serde_json::json!({ "sha256": sha256 }).to_string();
        self.record(Event {
            action: "proof.freeze",
            subject: format!("proof:{id}"),
            facility: Some(facility),
            after,
            ..Event::default()
        })
        .await?;
        Ok(sha256)
    }

    /// Appends an answer; `seen` is the version its author saw (0: none yet).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody answered meanwhile, [`StoreError::NotFound`] when the
    /// round or the proof is not the facility's.
    #[expect(clippy::too_many_arguments, reason = "an answer is what it is: each of these is a column")]
    pub async fn append_answer(
        &mut self,
        facility: &FacilityId,
        round: &RoundId,
        id: &AnswerId,
        item: &str,
        seen: i64,
        decision: &Decision,
        proof: Option<&ProofId>,
        by: (&str, &str),
    ) -> Result<i64> {
        self.require_round(facility, round).await?;
        if let Some(proof) = proof {
            let there: Option<String> = on_tx!(
                self.tx,
                query_scalar("SELECT id FROM proof WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
                fetch_optional,
                self.organization.as_str(),
                facility.as_str(),
                proof.as_str()
            )?;
            there.ok_or(StoreError::NotFound)?;
        }
        let latest: Option<(i64, String)> = on_tx!(
            self.tx,
            query_as(
                "SELECT version, decision FROM answer WHERE organization_id = $1 AND round_id = $2 AND item = $3 ORDER BY version DESC LIMIT 1"
            ),
            fetch_optional,
            self.organization.as_str(),
            round.as_str(),
            item
        )?;
        let (version, before) = latest.unwrap_or_default();
        if version != seen {
            return Err(StoreError::Conflict);
        }
        let after = to_json("answer.decision", decision)?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO answer (organization_id, facility_id, round_id, item, version, id, decision, proof_id, by_name, by_user, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            self.organization.as_str(),
            facility.as_str(),
            round.as_str(),
            item,
            version + 1,
            id.as_str(),
            &after,
            proof.map_or("", ProofId::as_str),
            by.1,
            by.0,
            &at
        )?;
        self.record(Event {
            action: "answer.confirm",
            subject: format!("answer:{item}"),
            facility: Some(facility),
            before,
            after,
        })
        .await?;
        Ok(version + 1)
    }

    /// A round of another facility is as good as none: whoever reaches one shop of a chain must not
    /// write into another's year.
    pub(crate) async fn require_round(&mut self, facility: &FacilityId, round: &RoundId) -> Result<()> {
        let there: Option<String> = on_tx!(
            self.tx,
            query_scalar("SELECT id FROM round WHERE organization_id = $1 AND facility_id = $2 AND id = $3"),
            fetch_optional,
            self.organization.as_str(),
            facility.as_str(),
            round.as_str()
        )?;
        there.map(|_| ()).ok_or(StoreError::NotFound)
    }

    /// Adds a note to an item.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the round is not the facility's.
    pub async fn add_note(
        &mut self,
        facility: &FacilityId,
        round: &RoundId,
        item: &str,
        id: &str,
        text: &str,
        by: &str,
    ) -> Result<()> {
        self.require_round(facility, round).await?;
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO note (organization_id, facility_id, round_id, item, id, text, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.organization.as_str(),
            facility.as_str(),
            round.as_str(),
            item,
            id,
            text,
            by,
            &at
        )?;
        self.record(Event {
            action: "note.add",
            subject: format!("answer:{item}"),
            facility: Some(facility),
            after: serde_json::json!({ "text": text }).to_string(),
            ..Event::default()
        })
        .await
    }

    /// Records an uploaded file whose bytes are stored already.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn add_file(&mut self, facility: &FacilityId, file: &FileRecord) -> Result<()> {
        run_tx!(
            self.tx,
            "INSERT INTO stored_file (organization_id, facility_id, id, sha256, name, media_type, size, subject, by_name, at, removed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '')",
            self.organization.as_str(),
            facility.as_str(),
            &file.id,
            &file.sha256,
            &file.name,
            &file.media_type,
            file.size,
            &file.subject,
            &file.by_name,
            &file.at
        )?;
        let after =
            serde_json::json!({ "name": file.name, "sha256": file.sha256, "size": file.size, "subject": file.subject })
                .to_string();
        self.record(Event {
            action: "file.add",
            subject: format!("file:{}", file.id),
            facility: Some(facility),
            after,
            ..Event::default()
        })
        .await
    }

    /// Takes a file off its item; the bytes stay, as answers may rest on them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there.
    pub async fn remove_file(&mut self, facility: &FacilityId, id: &FileId) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE stored_file SET removed_at = $4 WHERE organization_id = $1 AND facility_id = $2 AND id = $3 AND removed_at = ''",
            self.organization.as_str(),
            facility.as_str(),
            id.as_str(),
            &at
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        self.record(Event {
            action: "file.remove",
            subject: format!("file:{id}"),
            facility: Some(facility),
            ..Event::default()
        })
        .await
    }

    /// Forgets the drafts of a place, once they have become rows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn clear_drafts(&mut self, facility: &FacilityId, place: &str, user: &str) -> Result<()> {
        run_tx!(
            self.tx,
            "DELETE FROM draft WHERE organization_id = $1 AND facility_id = $2 AND place = $3 AND by_user = $4",
            self.organization.as_str(),
            facility.as_str(),
            place,
            user
        )?;
        Ok(())
    }
}
