//! Packs (版のパック): editions from a file, so that a closed network gets the next year's sheet.
//!
//! A pack is a zip, a folder or one TOML file with editions as in `catalogs/`. It is read within
//! limits, goes through every check of the catalogue, and is taken wholly or not at all.

mod reading;

pub use reading::{MOST_FILE, MOST_FILES, MOST_PACKED, Pack};

use crate::error::{self, AppError, Result};
use crate::{App, new_id};
use std::collections::{BTreeMap, BTreeSet};
use tate_catalog::{Catalog, OWN, Problem, check};
use tate_domain::edition::Edition;
use tate_domain::role::{Actor, Forbidden, Permission, Reach};
use tate_domain::text::printable;
use tate_store::EntryKind;

/// The most rows of one edition; the longest that is known has 97.
pub(crate) const MOST_ROWS: usize = 300;
/// Fiscal years that an edition may be of.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;
/// The most columns of checks.
const MOST_ROUNDS: u8 = 9;

/// What a pack would do.
#[derive(Debug, Clone, Default)]
pub struct PackPlan {
    /// Editions that it adds.
    pub added: Vec<String>,
    /// Editions that are there already, with the same content.
    pub already: Vec<String>,
    /// Everything wrong with it; while there is one, nothing is taken.
    pub problems: Vec<Problem>,
    entries: Vec<Entry>,
}

/// What is stored: kind, key and text.
type Entry = (EntryKind, String, String);

impl PackPlan {
    fn refuse(&mut self, check: &'static str, place: &str, text: impl Into<String>) {
        self.problems.push(Problem { check, place: place.to_owned(), text: text.into() });
    }
}

/// What a pack does to a catalogue (without official wording, which is no part of an edition).
#[must_use]
pub fn plan(base: &Catalog, pack: &Pack) -> PackPlan {
    let mut plan = PackPlan { problems: pack.problems.clone(), ..PackPlan::default() };
    let mut files: Vec<(String, String)> = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in &pack.editions {
        let own = format!("{OWN}{}", path.rsplit('/').next().unwrap_or(path));
        let alone = Catalog::from_files([(own.as_str(), text.as_str())]);
        let Some(edition) = alone.editions().next() else {
            // The checks below say why it cannot be read.
            files.push((own, text.clone()));
            continue;
        };
        if !seen.insert(edition.id.clone()) {
            plan.refuse("pack", path, format!("版「{}」がパックの中に2つあります", edition.id));
            continue;
        }
        match base.edition(&edition.id) {
            Some(known) if known == edition => plan.already.push(edition.id.clone()),
            Some(_) => plan.refuse(
                "pack",
                &edition.id,
                "同じ記号の版が、別の内容ですでに登録されています。公開した版は変わりません。内容を改める場合は、別の記号の版にしてください",
            ),
            None => {
                bounds(edition, &mut plan);
                plan.added.push(edition.id.clone());
                plan.entries.push((EntryKind::Edition, edition.id.clone(), text.clone()));
                files.push((own, text.clone()));
            }
        }
    }
    if pack.editions.is_empty() && plan.problems.is_empty() {
        plan.refuse("pack", &pack.title, "版のファイル（.toml）が1つも入っていません");
    }
    concepts(base, pack, &mut plan);
    files.extend(pack.concepts.iter().chain(&pack.counts).cloned());
    let known: BTreeSet<String> = check(base).iter().map(ToString::to_string).collect();
    let whole = base.with(files, &BTreeMap::new());
    plan.problems.extend(check(&whole).into_iter().filter(|problem| !known.contains(&problem.to_string())));
    plan
}

/// New concepts are kept with the pack's first edition; a known one keeps its name.
fn concepts(base: &Catalog, pack: &Pack, plan: &mut PackPlan) {
    for (path, text) in &pack.concepts {
        let own = Catalog::from_files([(path.as_str(), text.as_str())]);
        let mut fresh = false;
        for concept in own.concepts() {
            match base.concept(&concept.id) {
                None => fresh = true,
                Some(known) if known.name != concept.name => plan.refuse(
                    "pack",
                    &concept.id,
                    format!("共通項目「{}」は、すでに「{}」という名前であります", concept.id, known.name),
                ),
                Some(_) => {}
            }
        }
        if let (true, Some(edition)) = (fresh, plan.added.first()) {
            let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
            plan.entries.push((EntryKind::Concepts, format!("{edition}-{stem}"), text.clone()));
        }
    }
}

/// What the pages, addresses and printed sheets can carry.
fn bounds(edition: &Edition, plan: &mut PackPlan) {
    let plain = |id: &str| {
        !id.is_empty() && id.len() <= 60 && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if !plain(&edition.id) {
        plan.refuse("pack", &edition.id, "版の記号には、英小文字・数字・ハイフンだけを60文字まで使えます");
    }
    for row in edition.rows().filter(|row| !row.id.split_once(':').is_some_and(|(_, key)| plain(key))) {
        plan.refuse("pack", &row.id, "項目の記号には、英小文字・数字・ハイフンだけを使えます");
    }
    if edition.items.is_empty() || edition.items.len() > MOST_ROWS {
        plan.refuse("pack", &edition.id, format!("項目は1つから{MOST_ROWS}までです（{}）", edition.items.len()));
    }
    if !YEARS.contains(&edition.fiscal_year) || !(1..=MOST_ROUNDS).contains(&edition.rounds) {
        plan.refuse("pack", &edition.id, "年度か、確認の回数が正しくありません");
    }
    if edition.title.chars().count() > 120 || edition.short_title.chars().count() > 60 {
        plan.refuse("pack", &edition.id, "題が長すぎます（題は120文字、短い題は60文字まで）");
    }
    let hidden = serde_json::to_value(edition).is_ok_and(|value| hides(&value));
    if hidden {
        plan.refuse("pack", &edition.id, "文章の中に、表示できない文字（制御文字など）があります");
    }
}

/// Whether a text holds what is not shown, or turns what is shown around.
fn hides(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => printable(text, true) != *text,
        serde_json::Value::Array(all) => all.iter().any(hides),
        serde_json::Value::Object(map) => map.values().any(hides),
        _ => false,
    }
}

impl App {
    /// What a pack would do to the organization's catalogue.
    ///
    /// # Errors
    /// The actor may not; the database cannot be reached.
    pub async fn plan_pack(&self, actor: &Actor, pack: &Pack) -> Result<PackPlan> {
        may_add_editions(actor)?;
        let (base, pack) = (self.published(actor).await?, pack.clone());
        // Megabytes of TOML take their time.
        tokio::task::spawn_blocking(move || plan(&base, &pack)).await.map_err(|why| AppError::Internal(why.to_string()))
    }

    /// Takes a pack into the organization's catalogue, wholly or not at all. What is there already
    /// stays as it is.
    ///
    /// # Errors
    /// The actor may not; everything that is wrong with the pack; somebody else added the same meanwhile.
    pub async fn apply_pack(&self, actor: &Actor, pack: &Pack) -> Result<PackPlan> {
        let plan = self.plan_pack(actor, pack).await?;
        if !plan.problems.is_empty() {
            let told = plan.problems.iter().map(|problem| error::Problem::new("file", problem.to_string()));
            return Err(AppError::Invalid(told.collect()));
        }
        if plan.entries.is_empty() {
            return Ok(plan);
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for (kind, name, text) in &plan.entries {
            change.put_catalog_entry(*kind, &new_id::<String>(), name, text, 0, &actor.name).await.map_err(
                |error| match error {
                    tate_store::StoreError::Taken => AppError::Conflict,
                    other => other.into(),
                },
            )?;
        }
        change.commit().await?;
        Ok(plan)
    }
}

/// An edition is there for every facility, so whoever adds one reaches all of them.
///
/// # Errors
/// The actor may not.
pub fn may_add_editions(actor: &Actor) -> Result<()> {
    actor.may(Permission::ManageEditions)?;
    if actor.reach == Reach::All {
        Ok(())
    } else {
        Err(Forbidden { role: actor.role.label().to_owned(), permission: Permission::ManageEditions }.into())
    }
}

#[cfg(test)]
mod tests;
