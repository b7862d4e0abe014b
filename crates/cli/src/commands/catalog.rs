//! `tate catalog`

mod apply;
mod check;

use super::catalog_import::CatalogImport;
use super::{print, print_json};
use crate::open::{Data, Outcome, sentence};
use apply::Apply;
use check::Check;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tate_app::command_line;
use tate_app::crosswalk::row_number;
use tate_catalog::{Catalog, ChangeKind, EditionDiff, diff};
use tate_domain::edition::{Edition, Item};

/// The editions of the checklists
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Every edition
    List {
        #[command(flatten)]
        own: OwnData,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// One edition with its items
    Show {
        /// For example r7-pharmacy
        edition: String,
        #[command(flatten)]
        own: OwnData,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Check everything; all problems are printed together
    Check(Check),
    /// What changed from one edition to another
    Diff {
        /// The old edition, for example r6-medical
        from: String,
        /// The new edition, for example r7-medical
        to: String,
        #[command(flatten)]
        own: OwnData,
        /// One JSON document
        #[arg(long)]
        json: bool,
    },
    /// Add editions from a pack: a zip, a folder or one TOML file; no network is needed
    Apply(Apply),
    /// Read an official workbook; with --data as a draft that people review in the pages
    Import(CatalogImport),
}

/// Where own editions are
#[derive(Debug, Clone, Args)]
pub struct OwnData {
    /// Folder of the data: the organizations' own editions as well
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL address instead of the SQLite inside the folder
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// The catalogues that are looked at: the program's, or that of every organization.
struct Catalogs(Vec<Arc<Catalog>>);

impl OwnData {
    async fn open(self) -> Outcome<Catalogs> {
        let builtin = Arc::new(crate::open::catalog()?);
        if self.data.is_none() && self.database.is_none() {
            return Ok(Catalogs(vec![builtin]));
        }
        let data = Data { data: self.data.unwrap_or_else(|| "./data".into()), database: self.database };
        let app = data.open_existing(None).await?;
        let mut all = vec![builtin];
        for organization in app.store.organizations().await.map_err(|error| error.to_string())? {
            all.push(app.catalog(&command_line(organization)).await.map_err(|error| sentence(&error))?);
        }
        app.store.close().await;
        Ok(Catalogs(all))
    }
}

impl Catalogs {
    /// Every edition once: the program's first.
    fn editions(&self) -> Vec<&Edition> {
        let mut found: Vec<&Edition> = Vec::new();
        for edition in self.0.iter().flat_map(|catalog| catalog.editions()) {
            if !found.iter().any(|other| other.id == edition.id) {
                found.push(edition);
            }
        }
        found
    }

    fn unknown(&self, id: &str) -> String {
        let ids: Vec<&str> = self.editions().into_iter().map(|edition| edition.id.as_str()).collect();
        format!("版「{id}」はありません。使える版：{}", ids.join("、"))
    }

    fn edition(&self, id: &str) -> Outcome<&Edition> {
        self.editions().into_iter().find(|edition| edition.id == id).ok_or_else(|| self.unknown(id))
    }

    /// Two editions of one catalogue.
    fn diff(&self, from: &str, to: &str) -> Outcome<EditionDiff<'_>> {
        for id in [from, to] {
            self.edition(id)?;
        }
        let both = |catalog| Some(diff(catalog, Catalog::edition(catalog, from)?, Catalog::edition(catalog, to)?));
        let found = self.0.iter().find_map(|catalog| both(catalog));
        found.ok_or_else(|| format!("「{from}」と「{to}」は、別の法人の版なので、くらべられません。"))
    }
}

impl CatalogCommand {
    /// Lists, shows, checks, compares or adds.
    ///
    /// # Errors
    /// No such edition; the data cannot be opened.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::List { own, json } => list(&own.open().await?, json)?,
            Self::Show { edition, own, json } => show(own.open().await?.edition(&edition)?, json)?,
            Self::Check(check) => return check.run(),
            Self::Diff { from, to, own, json } => tell(&own.open().await?.diff(&from, &to)?, json)?,
            Self::Apply(apply) => return apply.run().await,
            Self::Import(import) => return import.run().await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(catalogs: &Catalogs, json: bool) -> Outcome<()> {
    let editions = catalogs.editions();
    if json {
        let all: Vec<_> = editions.iter().map(|e| json!({ "id": e.id, "title": e.title, "fiscal_year": e.fiscal_year, "side": e.side, "items": e.items.len() })).collect();
        return print_json(&json!({ "editions": all }));
    }
    for edition in editions {
        print(&format!("{}\t{}項目\t{}", edition.id, edition.items.len(), edition.title))?;
    }
    Ok(())
}

fn show(edition: &Edition, json: bool) -> Outcome<()> {
    if json {
        return print_json(&tate_catalog::edition_json(edition));
    }
    print(&edition.title)?;
    for item in edition.rows() {
        print(&format!("{}\t{}\t{}\t{}", item.number, item.target, item.label, item.id))?;
    }
    for note in &edition.inferred_notes {
        print(&format!("※ {note}"))?;
    }
    Ok(())
}

fn tell(diff: &EditionDiff<'_>, json: bool) -> Outcome<()> {
    if json {
        return print_json(&diff.json());
    }
    print(&format!("{} → {}", diff.from.title, diff.to.title))?;
    let rows = |edition: &Edition, rows: &[&Item]| {
        rows.iter().map(|row| format!("{} {}", row_number(edition, row), row.text())).collect::<Vec<_>>().join("＋")
    };
    for kind in ChangeKind::ALL {
        let changes: Vec<_> = diff.of(kind).collect();
        print(&format!("\n{}（{}）", kind.label(), changes.len()))?;
        for change in changes {
            let (from, to) = (rows(diff.from, &change.from), rows(diff.to, &change.to));
            let sides: Vec<&str> = [from.as_str(), to.as_str()].into_iter().filter(|side| !side.is_empty()).collect();
            let differences: Vec<&str> = change.differences.iter().map(|difference| difference.label()).collect();
            let what =
                if differences.is_empty() { String::new() } else { format!("\t（{}）", differences.join("、")) };
            print(&format!("  {}{what}", sides.join(" → ")))?;
        }
    }
    Ok(())
}
