//! `tate catalog`

use super::{print, print_json};
use crate::open::{Outcome, catalog};
use clap::Subcommand;
use serde_json::json;
use std::process::ExitCode;

/// The editions of the checklists
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Every edition
    List {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One edition with its items
    Show {
        /// For example r7-pharmacy
        edition: String,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Check everything; all problems are printed together
    Check {
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
}

impl CatalogCommand {
    /// Lists, shows or checks.
    ///
    /// # Errors
    /// No such edition.
    pub fn run(self) -> Outcome<ExitCode> {
        let catalog = catalog()?;
        match self {
            Self::List { json: true } => {
                let all: Vec<_> = catalog.editions().map(|e| json!({ "id": e.id, "title": e.title, "fiscal_year": e.fiscal_year, "side": e.side, "items": e.items.len() })).collect();
                print_json(&json!({ "editions": all }))?;
            }
            Self::List { json: false } => {
                for edition in catalog.editions() {
                    print(&format!("{}\t{}項目\t{}", edition.id, edition.items.len(), edition.title))?;
                }
            }
            Self::Show { edition, json } => {
                let found = catalog.edition(&edition).ok_or_else(|| {
                    let ids: Vec<_> = catalog.editions().map(|e| e.id.as_str()).collect();
                    format!("版「{edition}」はありません。使える版：{}", ids.join("、"))
                })?;
                if json {
                    print_json(&tate_catalog::edition_json(found))?;
                } else {
                    print(&found.title)?;
                    for item in &found.items {
                        print(&format!("{}\t{}\t{}\t{}", item.number, item.target, item.label, item.id))?;
                    }
                    for note in &found.inferred_notes {
                        print(&format!("※ {note}"))?;
                    }
                }
            }
            Self::Check { json } => {
                let mut problems: Vec<_> =
                    tate_catalog::check(&catalog).into_iter().map(|p| (p.check.to_owned(), p.place, p.text)).collect();
                if let Err(error) = crate::open::lifecycle(&catalog) {
                    problems.push(("lifecycle".into(), "catalogs/lifecycle".into(), error));
                }
                let names: Vec<&str> = tate_catalog::check::names().chain(["lifecycle"]).collect();
                if json {
                    let list: Vec<_> = problems
                        .iter()
                        .map(|(check, place, text)| json!({ "check": check, "place": place, "text": text }))
                        .collect();
                    print_json(&json!({ "checks": names, "problems": list }))?;
                } else {
                    for (check, place, text) in &problems {
                        print(&format!("{check}\t{place}\t{text}"))?;
                    }
                    print(&format!("{}種類の検査、問題{}件", names.len(), problems.len()))?;
                }
                return Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
