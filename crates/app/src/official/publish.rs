//! The life of a draft: kept, reviewed, put into use or thrown away.

use super::build::{Built, build};
use super::draft::{EditionDraft, KeptDraft};
use super::propose;
use crate::error::{AppError, Problem, Result};
use crate::packs::{MOST_ROWS, Pack, may_add_editions, plan};
use crate::{App, new_id};
use bytes::Bytes;
use std::collections::BTreeMap;
use tate_domain::date::both;
use tate_domain::role::Actor;
use tate_store::{CatalogEntry, EntryKind};

/// Drafts that an organization keeps at once.
const MOST_DRAFTS: usize = 20;

impl App {
    /// Makes a draft of every checklist in an official workbook; gives their identifiers.
    ///
    /// # Errors
    /// The actor may not; the file cannot be read; too many drafts are there.
    pub async fn draft_editions(&self, actor: &Actor, name: &str, bytes: Bytes) -> Result<Vec<String>> {
        may_add_editions(actor)?;
        let sheets = self.read_workbook(name, bytes.clone()).await?;
        if let Some(sheet) = sheets.iter().find(|sheet| sheet.rows.len() > MOST_ROWS) {
            return Err(AppError::invalid(
                "file",
                format!(
                    "シート「{}」に{}行あり、上限の{MOST_ROWS}行を超えています。公式のチェックリストのExcelファイルか確かめてください。",
                    sheet.name,
                    sheet.rows.len()
                ),
            ));
        }
        let drafts = propose(&*self.catalog(actor).await?, &sheets, (name, &bytes), self.today());
        let tenant = self.tenant(actor);
        if tenant.catalog_entries(EntryKind::Draft).await?.len() + drafts.len() > MOST_DRAFTS {
            return Err(AppError::invalid(
                "file",
                format!("下書きは{MOST_DRAFTS}件までです。要らない下書きを捨ててから、もう一度取り込んでください。"),
            ));
        }
        let mut change = tenant.change(self.who(actor)).await?;
        let mut ids = Vec::new();
        for draft in &drafts {
            let id: String = new_id();
            change.put_catalog_entry(EntryKind::Draft, &id, &draft.id, &text(draft)?, 0, &actor.name).await?;
            ids.push(id);
        }
        change.commit().await?;
        Ok(ids)
    }

    /// The drafts of editions, oldest first.
    ///
    /// # Errors
    /// The actor may not, or the database cannot be reached.
    pub async fn edition_drafts(&self, actor: &Actor) -> Result<Vec<KeptDraft>> {
        may_add_editions(actor)?;
        self.tenant(actor).catalog_entries(EntryKind::Draft).await?.into_iter().map(kept).collect()
    }

    /// One draft.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn edition_draft(&self, actor: &Actor, id: &str) -> Result<KeptDraft> {
        may_add_editions(actor)?;
        let entry = self.tenant(actor).catalog_entry(EntryKind::Draft, id).await?.ok_or(AppError::NotFound)?;
        kept(entry)
    }

    /// Keeps a review as far as it has come; gives it with what is still to be done.
    ///
    /// # Errors
    /// The actor may not; somebody else changed the draft meanwhile.
    pub async fn review_edition(
        &self,
        actor: &Actor,
        id: &str,
        seen: i64,
        form: &BTreeMap<String, String>,
    ) -> Result<KeptDraft> {
        let mut kept = self.edition_draft(actor, id).await?;
        let catalog = self.catalog(actor).await?;
        let before = kept.draft.clone();
        kept.draft.take(form, &catalog);
        if kept.draft == before && kept.version == seen {
            return Ok(kept);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.put_catalog_entry(EntryKind::Draft, id, &kept.draft.id, &text(&kept.draft)?, seen, &actor.name).await?;
        change.commit().await?;
        kept.version += 1;
        Ok(kept)
    }

    /// What must still be done before a draft can be used.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn draft_problems(&self, actor: &Actor, draft: &EditionDraft) -> Result<Vec<Problem>> {
        Ok(draft.problems(&*self.catalog(actor).await?))
    }

    /// Puts a reviewed draft into use, in the name of whoever does it: the edition, its new concepts
    /// and its official wording, and the draft is gone. Gives the edition's key.
    ///
    /// # Errors
    /// The actor may not or has no name; everything that is still wrong; the draft was changed meanwhile.
    pub async fn use_draft(&self, actor: &Actor, id: &str, seen: i64) -> Result<String> {
        let KeptDraft { version, draft, .. } = self.edition_draft(actor, id).await?;
        if version != seen {
            return Err(AppError::Conflict);
        }
        if actor.user.is_none() {
            return Err(AppError::invalid(
                "rows",
                "版として使うことは、画面にログインした人だけができます。名前が記録に残るためです。",
            ));
        }
        let catalog = self.catalog(actor).await?;
        let problems = draft.problems(&catalog);
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let confirmed = format!("{}が{}に内容を確かめました。", actor.name, both(self.today()));
        let built = build(&draft, &catalog, &confirmed).ok_or(AppError::NotFound)?;
        let files = files(&built)?;
        let pack = Pack::of_files(
            &draft.source,
            files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect(),
        );
        let found = plan(&self.published(actor).await?, &pack).problems;
        if !found.is_empty() {
            let told = found.iter().map(|problem| Problem::new("rows", problem.to_string()));
            return Err(AppError::Invalid(told.collect()));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let edition = &built.edition.id;
        let wording = serde_json::to_string(&built.wording).map_err(|error| AppError::Internal(error.to_string()))?;
        let mut entries = vec![
            (EntryKind::Edition, edition.clone(), files[0].1.clone()),
            (EntryKind::Wording, edition.clone(), wording),
        ];
        entries.extend(files.get(1).map(|(_, text)| (EntryKind::Concepts, edition.clone(), text.clone())));
        for (kind, name, text) in entries {
            change.put_catalog_entry(kind, &new_id::<String>(), &name, &text, 0, &actor.name).await.map_err(taken)?;
        }
        change.remove_catalog_entry(EntryKind::Draft, id).await?;
        change.commit().await?;
        Ok(built.edition.id)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn discard_draft(&self, actor: &Actor, id: &str) -> Result<()> {
        may_add_editions(actor)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_catalog_entry(EntryKind::Draft, id).await?;
        Ok(change.commit().await?)
    }

    /// Says that a draft is an edition of its own, whatever it looks like.
    ///
    /// # Errors
    /// The actor may not, it is not there, or it was changed meanwhile.
    pub async fn draft_is_new(&self, actor: &Actor, id: &str, seen: i64) -> Result<()> {
        let mut kept = self.edition_draft(actor, id).await?;
        kept.draft.same_as.clear();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.put_catalog_entry(EntryKind::Draft, id, &kept.draft.id, &text(&kept.draft)?, seen, &actor.name).await?;
        Ok(change.commit().await?)
    }
}

/// The edition as in `catalogs/`, and its own concepts where it has any.
pub(super) fn files(built: &Built) -> Result<Vec<(String, String)>> {
    let internal = |error: toml::ser::Error| AppError::Internal(error.to_string());
    let edition = toml::to_string(&built.edition).map_err(internal)?;
    let mut files = vec![(format!("{}.toml", built.edition.id), edition)];
    if !built.concepts.is_empty() {
        let concepts = built.concepts.iter().map(|(id, name, item)| {
            toml::Table::from_iter([
                ("id".to_owned(), toml::Value::from(id.as_str())),
                ("name".to_owned(), toml::Value::from(name.as_str())),
                ("items".to_owned(), toml::Value::from(vec![item.as_str()])),
            ])
        });
        let table = toml::Table::from_iter([(
            "concept".to_owned(),
            toml::Value::Array(concepts.map(toml::Value::Table).collect()),
        )]);
        files.push((format!("crosswalk/{}.toml", built.edition.id), toml::to_string(&table).map_err(internal)?));
    }
    Ok(files)
}

fn text(draft: &EditionDraft) -> Result<String> {
    serde_json::to_string(draft).map_err(|error| AppError::Internal(error.to_string()))
}

fn kept(entry: CatalogEntry) -> Result<KeptDraft> {
    let draft = serde_json::from_str(&entry.content)
        .map_err(|error| AppError::Internal(format!("draft {}: {error}", entry.id)))?;
    Ok(KeptDraft { id: entry.id, version: entry.version, by: entry.by_name, at: entry.updated_at, draft })
}

fn taken(error: tate_store::StoreError) -> AppError {
    match error {
        tate_store::StoreError::Taken => AppError::Conflict,
        other => other.into(),
    }
}
