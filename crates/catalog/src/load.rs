//! Reads the files of `catalogs/` into one [`Catalog`], going on past files that cannot be read.

use crate::benchmark::FigureFile;
use crate::calendar::Calendar;
use crate::crosswalk::ConceptFile;
use crate::office::OfficeFile;
use crate::qa::QaFile;
use crate::services::ServiceFile;
use crate::{Catalog, Holidays, Problem, Sourced};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::cmp::Reverse;
use std::sync::Arc;
use tate_domain::disclosure::Versions;
use tate_domain::edition::{Edition, Flag, Side};

/// Reads every file; the folder says what a file holds, every other folder holds editions.
pub(crate) fn load(files: impl Iterator<Item = (String, String)>) -> Catalog {
    let mut catalog = Catalog::default();
    for (path, text) in files {
        catalog.texts.push((path.clone(), text.clone()));
        let folder = path.split('/').next().unwrap_or_default();
        match folder {
            "lifecycle" => catalog.lifecycle.push((path, text)),
            "qa" => {
                if let Some(file) = read::<QaFile>(&path, &text, &mut catalog.load_problems) {
                    catalog.qa.push(file);
                }
            }
            "benchmarks" => {
                if let Some(file) = read::<FigureFile>(&path, &text, &mut catalog.load_problems) {
                    catalog.figures.extend(file.figure);
                }
            }
            "services" => {
                if let Some(file) = read::<ServiceFile>(&path, &text, &mut catalog.load_problems) {
                    catalog.services.extend(file.family);
                }
            }
            "disclosure" => {
                if let Some(file) = read::<Versions>(&path, &text, &mut catalog.load_problems) {
                    catalog.disclosure = file;
                }
            }
            "own-words.toml" => {}
            "counts.toml" => {
                catalog.counts = read(&path, &text, &mut catalog.load_problems).unwrap_or_default();
            }
            "crosswalk" => {
                if let Some(file) = read::<ConceptFile>(&path, &text, &mut catalog.load_problems) {
                    catalog.concepts.extend(file.concept);
                }
            }
            "calendar" => {
                if let Some(value) = read::<Calendar>(&path, &text, &mut catalog.load_problems) {
                    catalog.calendars.push(Sourced { path, value });
                }
            }
            "offices" => {
                if let Some(file) = read::<OfficeFile>(&path, &text, &mut catalog.load_problems) {
                    catalog.offices.extend(file.office);
                }
            }
            _ => {
                if let Some(value) = read_edition(&path, &text, &mut catalog.load_problems) {
                    catalog.editions.push(Sourced { path, value: Arc::new(value) });
                }
            }
        }
    }
    catalog.lifecycle.sort();
    sort(&mut catalog.editions);
    catalog.holidays = Holidays::new(catalog.calendars.iter().map(|calendar| &calendar.value));
    catalog
}

/// By kind, checklists first; newest fiscal year first; the facility's sheet before the vendor's.
pub(crate) fn sort(editions: &mut [Sourced<Arc<Edition>>]) {
    editions.sort_by_key(|Sourced { value, .. }| {
        (value.kind, Reverse(value.fiscal_year), value.side == Side::Vendor, value.id.clone())
    });
}

fn read<T: DeserializeOwned>(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<T> {
    toml::from_str(text).map_err(|error| problems.push(unreadable(path, &error))).ok()
}

/// Reads an edition; unknown flags become problems of their own and are dropped, so that one
/// misspelt flag does not hide every other mistake of the file.
fn read_edition(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Edition> {
    let error = match toml::from_str::<Edition>(text) {
        Ok(edition) => return Some(edition),
        Err(error) => error,
    };
    let mut unknown = Vec::new();
    let edition = toml::from_str::<toml::Table>(text).ok().and_then(|mut table| {
        drop_unknown_flags(&mut table, path, &mut unknown);
        table.try_into::<Edition>().ok()
    });
    if edition.is_none() {
        // The first error carries the line; it may itself be the flag reported below.
        problems.push(unreadable(path, &error));
    }
    problems.append(&mut unknown);
    edition
}

fn drop_unknown_flags(table: &mut toml::Table, path: &str, problems: &mut Vec<Problem>) {
    let items = table.get_mut("item").and_then(toml::Value::as_array_mut);
    for item in items.into_iter().flatten() {
        let id = item.get("id").and_then(toml::Value::as_str).unwrap_or(path).to_owned();
        let Some(flags) = item.get_mut("flags").and_then(toml::Value::as_array_mut) else {
            continue;
        };
        flags.retain(|flag| {
            let known = Flag::deserialize(flag.clone()).is_ok();
            if !known {
                problems.push(Problem::new("flags", &id, format!("印 {flag} は定義されていません")));
            }
            known
        });
    }
}

fn unreadable(path: &str, error: &toml::de::Error) -> Problem {
    Problem::new("readable", path, error.to_string().trim_end().to_owned())
}
