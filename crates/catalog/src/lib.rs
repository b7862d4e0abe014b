//! The catalogues: official sheets, crosswalk, holidays and outside offices, read and checked.
//!
//! `catalogs/` is embedded, so the binary needs no files. Everything in it is data that a person
//! who does not program can review; `catalogs/SCHEMA.md` explains the files and [`check()`] finds
//! the mistakes, all of them at once.
//!
//! ```
//! let catalog = tate_catalog::Catalog::builtin().unwrap();
//! assert_eq!(catalog.edition("r7-pharmacy").unwrap().items.len(), 19);
//! ```
#![warn(missing_docs)]

mod benchmark;
mod calendar;
pub mod check;
mod crosswalk;
mod diff;
mod disclosure;
mod error;
mod json;
mod load;
mod lookup;
mod office;
mod own_words;
mod qa;
mod services;

pub use benchmark::Figure;
pub use calendar::{Calendar, Holiday, HolidayKind, Holidays};
pub use check::{Problem, RULES, check};
pub use crosswalk::Concept;
pub use diff::{Change, ChangeKind, Difference, EditionDiff, diff};
pub use error::CatalogError;
pub use json::edition_json;
pub use lookup::item_id;
pub use office::{Office, OfficeKind};
pub use own_words::{OwnWords, own_words};
pub use qa::{QaCategory, Question};
pub use services::ServiceFamily;

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_domain::disclosure::Versions;
use tate_domain::edition::{Edition, Item};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../catalogs");

/// The folder of the editions that an organization has added.
pub const OWN: &str = "own/";

/// Rows expected per edition, counted from the official sheet: by target, by viewpoint, and the words
/// 合計, ※ (rows with the mark of the FY2023 sheet) and 章 (different sections).
pub(crate) type Counts = BTreeMap<String, BTreeMap<String, usize>>;

/// A value and the file it was read from, relative to `catalogs/`.
#[derive(Debug, Clone)]
pub(crate) struct Sourced<T> {
    pub(crate) path: String,
    pub(crate) value: T,
}

/// Everything in `catalogs/`.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    pub(crate) editions: Vec<Sourced<Arc<Edition>>>,
    pub(crate) concepts: Vec<Concept>,
    pub(crate) calendars: Vec<Sourced<Calendar>>,
    pub(crate) holidays: Holidays,
    pub(crate) offices: Vec<Office>,
    pub(crate) counts: Counts,
    pub(crate) qa: Vec<qa::QaFile>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) services: Vec<ServiceFamily>,
    pub(crate) disclosure: Versions,
    pub(crate) lifecycle: Vec<(String, String)>,
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) load_problems: Vec<Problem>,
}

impl Catalog {
    /// The catalogues that were compiled in.
    ///
    /// # Errors
    /// [`CatalogError::Problems`] with every file that could not be read. Mistakes in files that
    /// could be read are found by [`check()`], which runs in the tests.
    pub fn builtin() -> Result<Self, CatalogError> {
        let mut files = Vec::new();
        collect(&EMBEDDED, &mut files)?;
        let catalog = Self::from_files(files);
        if catalog.load_problems.is_empty() { Ok(catalog) } else { Err(CatalogError::Problems(catalog.load_problems)) }
    }

    /// A catalogue from files handed in as (path relative to `catalogs/`, text).
    ///
    /// Never fails: what cannot be read is left out and reported by [`check()`] under `readable`
    /// or `flags`.
    #[must_use]
    pub fn from_files<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Self
    where
        P: Into<String>,
        T: Into<String>,
    {
        load::load(files.into_iter().map(|(path, text)| (path.into(), text.into())))
    }

    /// Every edition: checklists first, newest fiscal year first, the facility's sheet before the vendor's.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        self.editions.iter().map(|edition| &*edition.value)
    }

    /// The edition with this key, e.g. `r7-pharmacy`.
    #[must_use]
    pub fn edition(&self, id: &str) -> Option<&Edition> {
        self.editions().find(|edition| edition.id == id)
    }

    /// The edition with this key, to be kept beyond the catalogue.
    #[must_use]
    pub fn edition_shared(&self, id: &str) -> Option<Arc<Edition>> {
        self.editions.iter().find(|edition| edition.value.id == id).map(|edition| Arc::clone(&edition.value))
    }

    /// This catalogue with more editions (`own/<key>.toml`), concepts (`crosswalk/….toml`) and counts
    /// (`counts.toml`), and the official wording of rows (item → text). A concept learns of the rows
    /// that name it. Should a later release ship an edition of the same key, the organization keeps
    /// the one that its rounds were answered with: a published edition never changes.
    #[must_use]
    pub fn with(&self, files: impl IntoIterator<Item = (String, String)>, wording: &BTreeMap<String, String>) -> Self {
        let mut catalog = self.clone();
        let more = load::load(files.into_iter());
        catalog.load_problems.extend(more.load_problems);
        for concept in more.concepts {
            if catalog.concept(&concept.id).is_none() {
                catalog.concepts.push(concept);
            }
        }
        for (edition, counts) in more.counts {
            catalog.counts.entry(edition).or_insert(counts);
        }
        for edition in more.editions {
            catalog.editions.retain(|shipped| shipped.value.id != edition.value.id);
            crosswalk::join(&mut catalog.concepts, &edition.value);
            catalog.editions.push(edition);
        }
        load::sort(&mut catalog.editions);
        for Sourced { value, .. } in &mut catalog.editions {
            if value.rows().any(|item| wording.contains_key(&item.id)) {
                let edition = Arc::make_mut(value);
                for item in edition.gate.iter_mut().chain(&mut edition.items) {
                    item.official_label = wording.get(&item.id).cloned().or_else(|| item.official_label.take());
                }
            }
        }
        catalog
    }

    /// Whether an edition was added by the organization and is not compiled in.
    #[must_use]
    pub fn is_own(&self, id: &str) -> bool {
        self.editions.iter().any(|edition| edition.value.id == id && edition.path.starts_with(OWN))
    }

    /// The row with this id, e.g. `r7-pharmacy:2-12-pc`.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|item| item.id == id)
    }

    /// Every row of every edition.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.editions().flat_map(Edition::rows)
    }

    /// Every control of the crosswalk, in the order of its file.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// The control with this key, e.g. `device_ledger`.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.id == id)
    }

    /// National holidays and the year-end days on which authorities are closed.
    #[must_use]
    pub fn holidays(&self) -> &Holidays {
        &self.holidays
    }

    /// The dated list of outside offices, current and superseded.
    #[must_use]
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// The raw files `lifecycle/*.toml` as (path, text); their meaning is not this crate's.
    pub fn lifecycle_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lifecycle.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Puts the TOML files of an embedded folder and its folders into `files`.
fn collect(dir: &Dir<'_>, files: &mut Vec<(String, String)>) -> Result<(), CatalogError> {
    for file in dir.files().filter(|file| file.path().extension().is_some_and(|e| e == "toml")) {
        // The paths are keys, so they look the same whatever system the binary was built on.
        let path = file.path().to_string_lossy().replace('\\', "/");
        let text = file.contents_utf8().ok_or_else(|| CatalogError::NotText(path.clone()))?;
        files.push((path, text.to_owned()));
    }
    dir.dirs().try_for_each(|dir| collect(dir, files))
}
