//! What is handed to the application instead of the real thing: the clock, printing, the reader
//! of tables.

use jiff::Timestamp;
use std::sync::Mutex;
use tate_app::TableReader;
use tate_app::clock::Clock;
use tate_inventory::incoming;
use tate_inventory::machine::{self, Format, Inventory};
use tate_inventory::official::{self, OfficialSheet};
use tate_inventory::{Limits, ReadError, Table, table};
use tate_report::{BarChart, Document, FilledCell, RenderChart, RenderError, RenderPdf, RenderXlsx, Sheet};

/// The moment at which every test begins: noon in Japan.
pub const START: &str = "2026-11-20T03:00:00.000Z";

/// A clock that stands still until moved.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(START.parse().unwrap()))
    }

    /// Lets seconds pass.
    pub fn pass(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    }

    /// Seconds since 1970, for codes made from the time.
    #[must_use]
    pub fn unix(&self) -> u64 {
        u64::try_from(self.now().as_second()).unwrap()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Writes a document's struct as text: what is printed can be read, and nothing is slow.
pub(crate) struct TextRenderer;

impl RenderPdf for TextRenderer {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, RenderError> {
        Ok(format!("%PDF-test\n{document:#?}").into_bytes())
    }
}

impl RenderXlsx for TextRenderer {
    fn xlsx(&self, sheets: &[Sheet]) -> Result<Vec<u8>, RenderError> {
        Ok(format!("PK-test\n{sheets:#?}").into_bytes())
    }

    fn fill(&self, _: &[u8], cells: &[FilledCell]) -> Result<Vec<u8>, RenderError> {
        Ok(format!("PK-test\n{cells:#?}").into_bytes())
    }
}

impl RenderChart for TextRenderer {
    fn svg(&self, chart: &BarChart) -> Result<String, RenderError> {
        let bars = chart.bars.iter().map(|bar| format!("{} {:?}", bar.label, bar.values)).collect::<Vec<_>>();
        Ok(format!("<svg role=\"img\"><title>{}</title><desc>{}</desc></svg>", chart.title, bars.join("、")))
    }
}

/// Reads in this process: the child is the binary's, and has its own tests.
pub(crate) struct HereReader;

impl TableReader for HereReader {
    fn read(&self, name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
        table::read(name, bytes, &Limits::default())
    }

    fn sheet(&self, name: &str, bytes: &[u8], sheet: &str) -> Result<Table, ReadError> {
        table::read_sheet(name, bytes, Some(sheet), &Limits::default())
    }

    fn official(&self, name: &str, bytes: &[u8]) -> Result<Vec<OfficialSheet>, ReadError> {
        official::read(name, bytes, &Limits::default())
    }

    fn incoming(&self, files: &[(String, bytes::Bytes)]) -> Vec<Result<incoming::IncomingFile, ReadError>> {
        files.iter().map(|(name, bytes)| incoming::read(name, bytes, &Limits::default())).collect()
    }

    fn machine(&self, name: &str, bytes: &[u8], format: Option<Format>) -> Result<Inventory, ReadError> {
        machine::read(name, bytes, format, &Limits::default())
    }
}
