//! An [`App`] on an empty store in a temporary folder, with renderers that render nothing.

use std::sync::Arc;
use tate_app::clock::FixedClock;
use tate_app::hasher::Hasher;
use tate_app::{App, TableReader, command_line};
use tate_catalog::Catalog;
use tate_domain::lifecycle::{LifecycleData, LifecycleFile};
use tate_domain::role::Actor;
use tate_inventory::incoming;
use tate_inventory::machine::{self, Format, Inventory};
use tate_inventory::official::OfficialSheet;
use tate_inventory::{Limits, ReadError, Table};
use tate_report::{BarChart, Document, FilledCell, RenderChart, RenderError, RenderPdf, RenderXlsx, Sheet};
use tate_store::{Blobs, FacilityRecord, Store, Target};

/// Renders nothing: the documents themselves are tested in their own crates.
struct NoDocuments;

impl RenderPdf for NoDocuments {
    fn pdf(&self, _: &Document) -> Result<Vec<u8>, RenderError> {
        Ok(b"%PDF-".to_vec())
    }
}

impl RenderXlsx for NoDocuments {
    fn xlsx(&self, _: &[Sheet]) -> Result<Vec<u8>, RenderError> {
        Ok(b"PK".to_vec())
    }

    fn fill(&self, _: &[u8], _: &[FilledCell]) -> Result<Vec<u8>, RenderError> {
        Ok(b"PK".to_vec())
    }
}

impl RenderChart for NoDocuments {
    fn svg(&self, _: &BarChart) -> Result<String, RenderError> {
        Ok(String::new())
    }
}

impl TableReader for NoDocuments {
    fn read(&self, _: &str, _: &[u8]) -> Result<Table, ReadError> {
        Err(ReadError::Empty)
    }

    fn sheet(&self, _: &str, _: &[u8], _: &str) -> Result<Table, ReadError> {
        Err(ReadError::Empty)
    }

    fn official(&self, _: &str, _: &[u8]) -> Result<Vec<OfficialSheet>, ReadError> {
        Err(ReadError::Empty)
    }

    fn incoming(&self, files: &[(String, bytes::Bytes)]) -> Vec<Result<incoming::IncomingFile, ReadError>> {
        files.iter().map(|(name, bytes)| incoming::read(name, bytes, &Limits::default())).collect()
    }

    fn machine(&self, name: &str, bytes: &[u8], format: Option<Format>) -> Result<Inventory, ReadError> {
        machine::read(name, bytes, format, &Limits::default())
    }
}

/// An app and the folder it lives in, which goes when this goes.
pub(crate) struct Bench {
    pub(crate) app: App,
    _folder: tempfile::TempDir,
}

/// An app on an empty store; today is the given day.
pub(crate) async fn bench(today: jiff::civil::Date) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store =
        Store::open(&Target::Folder(folder.path().to_owned()), &folder.path().join("restore-points"), "20261120")
            .await
            .unwrap();
    let catalog = Catalog::builtin().unwrap();
    let files: Vec<LifecycleFile> = catalog
        .lifecycle_files()
        .map(|(path, text)| toml::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}")))
        .collect();
    let lifecycle = LifecycleData::merge(files).unwrap();
    let app = App {
        store,
        blobs: Blobs::in_folder(&folder.path().join("files")).unwrap(),
        builtin: Arc::new(catalog),
        catalogs: Arc::default(),
        lifecycle: Arc::new(lifecycle),
        lifecycles: Arc::default(),
        clock: Arc::new(FixedClock::on(today)),
        hasher: Arc::new(Hasher::start(1)),
        pdf: Arc::new(NoDocuments),
        xlsx: Arc::new(NoDocuments),
        charts: Arc::new(NoDocuments),
        tables: Arc::new(NoDocuments),
        kept: Arc::default(),
        keys: tate_app::keys::Keys::new([7; 32]),
        base: "https://tate.example.jp/".to_owned(),
        mail: tate_app::mail::Mailing::default(),
    };
    Bench { app, _folder: folder }
}

/// The facility with a code, and the command line as its organization's actor.
pub(crate) async fn facility(app: &App, code: &str) -> (FacilityRecord, Actor) {
    let found = app.store.facility_by_code(code).await.unwrap().unwrap_or_else(|| panic!("no facility {code}"));
    let actor = command_line(found.organization.clone());
    (found, actor)
}
