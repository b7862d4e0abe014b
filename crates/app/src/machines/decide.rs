//! Values on which an import and a person disagree: both are shown, and a person decides.

use crate::App;
use crate::error::{AppError, Result};
use tate_domain::facts::Facts;
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::{Ledger, show};
use tate_domain::origin::Origin;
use tate_domain::role::{Actor, Permission};
use tate_store::{Disagreement, Record};

/// A value on which an import and a person disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDisagreement {
    /// The ledger of the row.
    pub ledger: Ledger,
    /// The row.
    pub row: String,
    /// Its name.
    pub name: String,
    /// The column.
    pub key: String,
    /// Its heading.
    pub label: &'static str,
    /// The ledger's value, for people.
    pub ours: String,
    /// The import's value, for people.
    pub theirs: String,
    /// The product's code.
    pub source: String,
    /// The ISO day on which it looked.
    pub day: String,
    /// The version of the row that this was compared with.
    pub version: i64,
}

impl OpenDisagreement {
    /// 「台帳：X／取り込み：Y（GLPIエージェント、2026/11/20）」
    #[must_use]
    pub fn words(&self) -> String {
        let day = self.day.parse().map_or_else(|_| self.day.clone(), tate_domain::date::slashed);
        format!("台帳：{}／取り込み：{}（{}、{day}）", self.ours, self.theirs, super::product(&self.source))
    }
}

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// この値にする: the import's value, which later imports keep up to date.
    Take,
    /// 台帳のままにする: the person's value; the same value of the import is not asked about again.
    Keep,
}

/// Those that still are one: the row is there, and says something else.
pub(super) fn open(facts: &Facts, all: &[Disagreement]) -> Vec<OpenDisagreement> {
    let in_words = |found: &Disagreement| {
        let mut rows = super::bench::LEDGERS.into_iter().filter_map(|ledger| facts.find(ledger, &found.row_id));
        let row = rows.next()?;
        let column = row.ledger.column(&found.column_key)?;
        (found.state == "open" && row.text(column.key) != found.value).then(|| OpenDisagreement {
            ledger: row.ledger,
            row: row.id.clone(),
            name: row.name(),
            key: found.column_key.clone(),
            label: column.label,
            ours: show(column, row.text(column.key)),
            theirs: show(column, &found.value),
            source: found.source.clone(),
            day: found.taken_at.clone(),
            version: row.version,
        })
    };
    all.iter().filter_map(in_words).collect()
}

impl App {
    /// Where imports and people disagree.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn open_disagreements(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<OpenDisagreement>> {
        let snapshot = self.facts(actor, facility).await?;
        let all = self.tenant(actor).disagreements(facility).await?;
        Ok(open(&snapshot.facts, &all))
    }

    /// Decides one.
    ///
    /// # Errors
    /// The actor may not; it is none (any more); somebody else changed the row meanwhile.
    pub async fn decide_disagreement(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (row, key, source): (&RowId, &str, &str),
        seen: i64,
        choice: Choice,
    ) -> Result<Ledger> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let tenant = self.tenant(actor);
        let all = tenant.disagreements(facility).await?;
        let it = |found: &&Disagreement| {
            found.row_id == row.as_str() && found.column_key == key && found.source == source && found.state == "open"
        };
        let found = all.iter().find(it).ok_or(AppError::NotFound)?.clone();
        let current = tenant.row(facility, row.as_str()).await?.ok_or(AppError::NotFound)?;
        if current.version != seen {
            return Err(AppError::Conflict);
        }
        let mut change = tenant.change(self.who(actor)).await?;
        match choice {
            Choice::Keep => {
                let kept = Disagreement {
                    state: "kept".into(),
                    decided_by: actor.name.clone(),
                    decided_at: self.now(),
                    batch_id: String::new(),
                    ..found
                };
                change.put_record(facility, &Record::Disagreement(kept)).await?;
            }
            Choice::Take => {
                let mut fields = current.fields.clone();
                fields.insert(key.to_owned(), found.value.clone());
                let mut origins = tenant.origins(facility).await?.remove(row.as_str()).unwrap_or_default();
                origins.insert(key.to_owned(), Origin { source: source.to_owned(), at: found.taken_at.clone() });
                change.change_row_from(facility, row, current.ledger, seen, &fields, &origins).await?;
                change.drop_record(facility, &Record::Disagreement(found)).await?;
            }
        }
        change.commit().await?;
        Ok(current.ledger)
    }
}
