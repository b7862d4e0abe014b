//! Working with the ledgers: list, search, edit, paste, import, undo, export. One engine for all
//! of them (docs/adr/0007).

use crate::error::{AppError, Problem, Result};
use crate::facts::Snapshot;
use crate::{App, new_id};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::sync::Arc;
use tate_domain::facts::{Facts, Row};
use tate_domain::id::{BatchId, FacilityId, FileId, RowId};
use tate_domain::ledger::{Column, Fields, Kind, Ledger, show};
use tate_domain::origin::Origins;
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_inventory::plan::Options;
use tate_inventory::{Header, Mapping, Plan, Table, header, paste, plan};
use tate_report::{LedgerColumn, LedgerTable, Meta, Sheet};
use tate_store::{Batch, BatchChange, Change, Event, StoreError};

/// Rows on one page of a list.
pub const PAGE_ROWS: i64 = 50;

/// A row as a list shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The row.
    pub row: Row,
    /// Its name.
    pub name: String,
    /// One text per column of the ledger, references by name.
    pub cells: Vec<String>,
}

/// One page of a ledger.
#[derive(Debug, Clone)]
pub struct LedgerPage {
    /// The ledger.
    pub ledger: Ledger,
    /// The rows.
    pub rows: Vec<Shown>,
    /// Rows that match in all.
    pub found: i64,
    /// Page number, from 1.
    pub page: i64,
    /// Pages in all.
    pub pages: i64,
    /// The latest imports.
    pub batches: Vec<Batch>,
}

/// What somebody wants to import.
#[derive(Debug, Clone)]
pub enum Source {
    /// Text pasted from a spreadsheet.
    Paste(String),
    /// A file.
    File {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Bytes,
    },
    /// What was kept by an earlier preview.
    Kept(FileId),
}

/// How the table's columns are to be taken.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// One ledger column key per source column (empty: not taken); `None`: remembered or suggested.
    pub mapping: Option<Vec<String>>,
    /// Whether blanks below a merged cell take the value above.
    pub fill_down: bool,
    /// The column by which rows of the ledger are recognised; empty: the ledger's own order; `None`: remembered.
    pub match_key: Option<String>,
}

/// A dry run.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The kept source, for the import itself.
    pub kept: Option<FileId>,
    /// What it was: a file name or 貼り付け.
    pub source: String,
    /// The table.
    pub table: Arc<Table>,
    /// Its heading.
    pub header: Option<Header>,
    /// The mapping in force.
    pub mapping: Mapping,
    /// The column in force by which rows are recognised; empty: the ledger's own order.
    pub match_key: String,
    /// What would happen.
    pub plan: Plan,
}

/// What a file is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Excel.
    Xlsx,
    /// CSV, UTF-8 with BOM.
    Csv,
    /// CSV, CP932 (Shift_JIS).
    CsvCp932,
}

/// An exported file.
#[derive(Debug, Clone)]
pub struct Exported {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What the encoding could not hold: row, column, character.
    pub lost: Vec<String>,
}

/// A row as a list shows it.
#[must_use]
pub fn shown(facts: &Facts, row: &Row) -> Shown {
    let cells = row.ledger.columns().iter().map(|column| cell(facts, row, column)).collect();
    Shown { row: row.clone(), name: row.name(), cells }
}

fn cell(facts: &Facts, row: &Row, column: &Column) -> String {
    let stored = row.text(column.key);
    match column.kind {
        Kind::Ref(_) if !stored.is_empty() => {
            facts.target(row, column.key).map_or_else(|| "（削除された行）".to_owned(), Row::name)
        }
        _ => show(column, stored),
    }
}

/// Finds a row by what people write for it: its id, its name, its number, or for a device its host.
fn resolve(facts: &Facts, ledger: Ledger, written: &str) -> Option<String> {
    let key = text::search_key(written);
    if key.is_empty() {
        return None;
    }
    let rows = facts.all(ledger);
    if let Some(row) = rows.iter().find(|row| row.id == written) {
        return Some(row.id.clone());
    }
    let matches = |row: &&Row| {
        [ledger.name_key(), "number", "host", "name"]
            .iter()
            .any(|k| row.filled(k).is_some_and(|v| text::search_key(v) == key))
            || text::search_key(&row.name()) == key
    };
    let mut found = rows.iter().filter(matches);
    match (found.next(), found.next()) {
        (Some(only), None) => Some(only.id.clone()),
        _ => None,
    }
}

impl App {
    /// One page of a ledger, searched.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn ledger_page(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        wanted: &str,
        page: i64,
    ) -> Result<LedgerPage> {
        let snapshot = self.facts(actor, facility).await?;
        let tenant = self.tenant(actor);
        let key = text::search_key(wanted);
        let found = tenant.count_rows(facility, ledger, &key).await?;
        let pages = ((found + PAGE_ROWS - 1) / PAGE_ROWS).max(1);
        let page = page.clamp(1, pages);
        let rows = tenant.rows(facility, ledger, &key, (page - 1) * PAGE_ROWS, PAGE_ROWS).await?;
        let rows = rows.iter().map(|row| shown(&snapshot.facts, row)).collect();
        let batches = tenant.batches(facility, ledger, 5).await?;
        Ok(LedgerPage { ledger, rows, found, page, pages, batches })
    }

    /// One row, with the facts around it (for the choices of its references).
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn ledger_row(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        id: &RowId,
    ) -> Result<(Row, Arc<Snapshot>)> {
        let snapshot = self.facts(actor, facility).await?;
        let row = self
            .tenant(actor)
            .row(facility, id.as_str())
            .await?
            .filter(|row| row.ledger == ledger)
            .ok_or(AppError::NotFound)?;
        Ok((row, snapshot))
    }

    /// Saves a row from typed values: a new one, or one with the version its editor saw.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; somebody else changed the row meanwhile.
    pub async fn save_row(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        at: Option<(&RowId, i64)>,
        typed: &BTreeMap<String, String>,
    ) -> Result<RowId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let own = at.map(|(id, _)| id.as_str());
        let fields = parse(&snapshot.facts, ledger, typed, own)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let id = match at {
            None => {
                let id: RowId = new_id();
                change.add_row(facility, &id, ledger, &fields).await?;
                id
            }
            Some((id, seen)) => {
                change.change_row(facility, id, ledger, seen, &fields).await?;
                id.clone()
            }
        };
        if let Some(user) = &actor.user {
            change
                .clear_drafts(
                    facility,
                    &format!("row:{}:{}", ledger.code(), at.map_or("new", |(id, _)| id.as_str())),
                    user.as_str(),
                )
                .await?;
        }
        change.commit().await?;
        Ok(id)
    }

    /// Takes a row out of its ledger.
    ///
    /// # Errors
    /// The actor may not, or somebody else changed the row meanwhile.
    pub async fn remove_row(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        id: &RowId,
        seen: i64,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_row(facility, id, ledger, seen).await?;
        Ok(change.commit().await?)
    }

    /// Reads a table and says what importing it would do. The source is kept, so that the import
    /// itself takes exactly what was shown.
    ///
    /// # Errors
    /// The actor may not, or the table cannot be read.
    pub async fn preview_import(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        source: Source,
        choices: &Choices,
    ) -> Result<Preview> {
        let keep = matches!(source, Source::Paste(_) | Source::File { .. });
        let (mut preview, bytes) = self.look(actor, facility, ledger, source, choices).await?;
        if keep {
            preview.kept = Some(self.keep_import(actor, facility, ledger, &preview.source, bytes).await?);
        }
        Ok(preview)
    }

    /// The same without keeping the source: nothing at all is written (`tate import --dry-run`).
    ///
    /// # Errors
    /// The actor may not, or the table cannot be read.
    pub async fn dry_run(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        source: Source,
        choices: &Choices,
    ) -> Result<Preview> {
        Ok(self.look(actor, facility, ledger, source, choices).await?.0)
    }

    /// May I, read, plan: what the preview, the dry run and the import itself begin with.
    async fn look(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        source: Source,
        choices: &Choices,
    ) -> Result<(Preview, Bytes)> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let (name, bytes, table) = self.read_source(actor, facility, source).await?;
        Ok((self.plan_table(actor, facility, ledger, name, table, choices).await?, bytes))
    }

    async fn keep_import(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        name: &str,
        bytes: Bytes,
    ) -> Result<FileId> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let sha256 = self.blobs.put(bytes).await?;
        let id: FileId = new_id();
        let record = tate_store::FileRecord {
            id: id.0.clone(),
            sha256,
            name: name.to_owned(),
            media_type: "application/octet-stream".into(),
            size,
            subject: format!("import:{}", ledger.code()),
            by_name: actor.name.clone(),
            at: self.now(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_file(facility, &record).await?;
        change.commit().await?;
        Ok(id)
    }

    async fn read_source(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        source: Source,
    ) -> Result<(String, Bytes, Table)> {
        let refused = |error: tate_inventory::ReadError| AppError::invalid("file", error.to_string());
        match source {
            Source::Paste(pasted) => {
                let table = paste::read(&pasted).map_err(|error| AppError::invalid("paste", error.to_string()))?;
                Ok(("貼り付け".to_owned(), Bytes::from(pasted), table))
            }
            Source::File { name, bytes } => {
                let name = text::shorten(&text::printable(&name, false), 120);
                if name.contains(['/', '\\']) || name.contains("..") {
                    return Err(AppError::invalid(
                        "file",
                        format!(
                            "「{name}」は取り込めません。ファイル名にフォルダを表す文字（/ や ..）が含まれています。名前を変えてから選び直してください。"
                        ),
                    ));
                }
                let (reader, data, shown) = (Arc::clone(&self.tables), bytes.clone(), name.clone());
                let table = tokio::task::spawn_blocking(move || reader.read(&shown, &data))
                    .await
                    .map_err(|error| AppError::Internal(error.to_string()))?
                    .map_err(refused)?;
                Ok((name, bytes, table))
            }
            Source::Kept(id) if id.0.contains('\0') => Err(AppError::NotFound),
            Source::Kept(id) => {
                let record = self
                    .tenant(actor)
                    .file(facility, &id)
                    .await?
                    .filter(|file| file.subject.starts_with("import:"))
                    .ok_or(AppError::NotFound)?;
                let bytes = self.blobs.get(&record.sha256).await?;
                let again = if record.name == "貼り付け" {
                    Source::Paste(String::from_utf8_lossy(&bytes).into_owned())
                } else {
                    Source::File { name: record.name, bytes }
                };
                Box::pin(self.read_source(actor, facility, again)).await
            }
        }
    }

    async fn plan_table(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        source: String,
        table: Table,
        choices: &Choices,
    ) -> Result<Preview> {
        let snapshot = self.facts(actor, facility).await?;
        let header = header::detect(&table, ledger);
        let mapping = match (&choices.mapping, &header) {
            (Some(chosen), _) => {
                Mapping::from_form(ledger, chosen).map_err(|error| AppError::invalid("mapping", error.to_string()))?
            }
            (None, Some(header)) => {
                let remembered = self.tenant(actor).remembered_mapping(ledger, &Mapping::signature(header)).await?;
                let remembered = remembered
                    .and_then(|text| serde_json::from_str::<Vec<String>>(&text).ok())
                    .and_then(|keys| Mapping::from_form(ledger, &keys).ok());
                remembered.unwrap_or_else(|| Mapping::suggest(ledger, header))
            }
            (None, None) => Mapping::in_order(ledger, table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)),
        };
        let resolver = |ledger: Ledger, written: &str| resolve(&snapshot.facts, ledger, written);
        let match_key = self.match_key(actor, ledger, header.as_ref(), choices).await?;
        let options =
            Options { match_key: Some(match_key.as_str()).filter(|key| !key.is_empty()), fill_down: choices.fill_down };
        let plan =
            plan::plan(ledger, &table, header.as_ref(), &mapping, snapshot.facts.all(ledger), &resolver, &options);
        Ok(Preview { kept: None, source, table: Arc::new(table), header, mapping, match_key, plan })
    }

    /// The column by which rows are recognised: the chosen one, the remembered one, or none.
    async fn match_key(
        &self,
        actor: &Actor,
        ledger: Ledger,
        header: Option<&Header>,
        choices: &Choices,
    ) -> Result<String> {
        match (&choices.match_key, header) {
            (Some(chosen), _)
                if chosen.is_empty() || match_columns(ledger).iter().any(|column| column.key == chosen) =>
            {
                Ok(chosen.clone())
            }
            (Some(_), _) => Err(AppError::invalid(
                "match_key",
                "選ばれた照合の列は、この台帳では使えません。一覧から選び直してください。",
            )),
            (None, Some(header)) => {
                let known = self.tenant(actor).remembered_match_key(ledger, &Mapping::signature(header)).await?;
                Ok(known.filter(|key| ledger.column(key).is_some()).unwrap_or_default())
            }
            (None, None) => Ok(String::new()),
        }
    }

    /// Does what a preview showed: every good row in one change, undone as a whole.
    ///
    /// # Errors
    /// As the preview; somebody else changed a row meanwhile.
    pub async fn import(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        source: Source,
        choices: &Choices,
    ) -> Result<(BatchId, Preview)> {
        let (preview, _) = self.look(actor, facility, ledger, source, choices).await?;
        let id: BatchId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let mut changes = Vec::new();
        let mut origins = self.tenant(actor).origins(facility).await?;
        for planned in &preview.plan.adds {
            let row: RowId = new_id();
            change.add_row(facility, &row, ledger, &planned.after).await?;
            changes.push(BatchChange { row_id: row.0, after_version: 1, ..BatchChange::default() });
        }
        for planned in &preview.plan.updates {
            let (Some(row), Some(version)) = (&planned.id, planned.version) else { continue };
            let row = RowId::from(row.as_str());
            let after_version = change.change_row(facility, &row, ledger, version, &planned.after).await?;
            let before =
                serde_json::to_string(&planned.before).map_err(|error| AppError::Internal(error.to_string()))?;
            let origins = serde_json::to_string(&origins.remove(row.as_str()).unwrap_or_default())
                .map_err(|error| AppError::Internal(error.to_string()))?;
            changes.push(BatchChange { row_id: row.0, before, after_version, origins, ..BatchChange::default() });
        }
        change.add_batch(facility, &id, ledger, &preview.source, &preview.plan.summary(), &changes).await?;
        if let (Some(header), true) = (&preview.header, choices.mapping.is_some() || choices.match_key.is_some()) {
            let keys = serde_json::to_string(&preview.mapping.to_form())
                .map_err(|error| AppError::Internal(error.to_string()))?;
            change.remember_mapping(ledger, &Mapping::signature(header), &keys, &preview.match_key).await?;
        }
        change.commit().await?;
        Ok((id, preview))
    }

    /// Puts every row of an import back as it was, or none.
    ///
    /// # Errors
    /// The actor may not; a row was changed after the import.
    pub async fn undo_import(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        batch: &BatchId,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let tenant = self.tenant(actor);
        tenant.batch(facility, batch).await?.filter(|found| found.ledger == ledger.code()).ok_or(AppError::NotFound)?;
        let changes = tenant.batch_changes(batch).await?;
        let mut change = tenant.change(self.who(actor)).await?;
        for done in changes {
            undo_row(&mut change, facility, Some(ledger), done).await?;
        }
        change.mark_undone(facility, batch).await?;
        Ok(change.commit().await?)
    }

    /// A whole ledger as a file.
    ///
    /// # Errors
    /// The actor may not, or the document cannot be made.
    pub async fn export_ledger(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        ledger: Ledger,
        format: ExportFormat,
    ) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let facts = &snapshot.facts;
        let rows: Vec<Shown> = facts.all(ledger).iter().map(|row| shown(facts, row)).collect();
        let name = |ending| {
            crate::documents::file_name(&snapshot.facility.profile.name, &ledger.title(), self.clock.now(), ending)
        };
        if format == ExportFormat::Xlsx {
            let meta =
                Meta { facility: snapshot.facility.profile.name.clone(), title: ledger.title(), ..Meta::default() };
            let table = LedgerTable {
                row_ids: rows.iter().map(|shown| shown.row.id.clone()).collect(),
                ..ledger_table(facts, ledger, meta, |_| true)
            };
            let bytes =
                self.xlsx.xlsx(&[Sheet::Ledger(table)]).map_err(|error| AppError::Document(error.to_string()))?;
            self.record_export(actor, facility, ledger, "xlsx").await?;
            return Ok(Exported {
                name: name("xlsx"),
                media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                bytes,
                lost: Vec::new(),
            });
        }
        let labels: Vec<&str> = ledger.columns().iter().map(|column| column.label).collect();
        let cells: Vec<Vec<String>> = rows.into_iter().map(|shown| shown.cells).collect();
        let encoding = if format == ExportFormat::Csv {
            tate_inventory::export::Encoding::Utf8Bom
        } else {
            tate_inventory::export::Encoding::Cp932
        };
        let export = tate_inventory::export::csv(&labels, &cells, encoding);
        let lost = export
            .lost
            .iter()
            .map(|lost| format!("{}行目「{}」の「{}」", lost.row, lost.column, lost.character))
            .collect();
        self.record_export(actor, facility, ledger, "csv").await?;
        Ok(Exported {
            name: name("csv"),
            media_type: if format == ExportFormat::Csv {
                "text/csv; charset=utf-8"
            } else {
                "text/csv; charset=Shift_JIS"
            },
            bytes: export.bytes,
            lost,
        })
    }
}

impl App {
    /// A ledger that leaves the house is noted: it maps the facility's weaknesses.
    async fn record_export(&self, actor: &Actor, facility: &FacilityId, ledger: Ledger, ending: &str) -> Result<()> {
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        let after = serde_json::json!({ "format": ending }).to_string();
        change
            .record(Event {
                action: "ledger.export",
                subject: format!("ledger:{}", ledger.code()),
                facility: Some(facility),
                after,
                ..Event::default()
            })
            .await?;
        Ok(change.commit().await?)
    }
}

/// Puts one row back as it was before a batch, with the origins of its values. Without a ledger the batch's own
/// note says which it is.
pub(crate) async fn undo_row(
    change: &mut Change,
    facility: &FacilityId,
    ledger: Option<Ledger>,
    done: BatchChange,
) -> Result<()> {
    let internal = |error: serde_json::Error| AppError::Internal(error.to_string());
    let ledger = ledger.or_else(|| Ledger::from_code(&done.ledger)).ok_or(AppError::NotFound)?;
    let row = RowId::from(done.row_id);
    let result = if done.before.is_empty() {
        change.remove_row(facility, &row, ledger, done.after_version).await
    } else if done.removed == 1 {
        change.restore_row(facility, &row, ledger, done.after_version).await.map(|_| ())
    } else {
        let fields: Fields = serde_json::from_str(&done.before).map_err(internal)?;
        if done.origins.is_empty() {
            change.change_row(facility, &row, ledger, done.after_version, &fields).await.map(|_| ())
        } else {
            let origins: Origins = serde_json::from_str(&done.origins).map_err(internal)?;
            change.change_row_from(facility, &row, ledger, done.after_version, &fields, &origins).await.map(|_| ())
        }
    };
    match result {
        Ok(()) => Ok(()),
        Err(StoreError::Conflict | StoreError::NotFound) => Err(AppError::invalid(
            "undo",
            "元に戻せませんでした。取り込みの後で、変更または削除された行があるためです。取り込みの結果はそのまま残っています。行ごとに直してください。",
        )),
        Err(other) => Err(other.into()),
    }
}

/// The columns by which a person can let rows be recognised: those that tell rows apart, never an IP address.
#[must_use]
pub fn match_columns(ledger: Ledger) -> Vec<&'static Column> {
    let mut keys: Vec<&str> = Vec::new();
    for set in ledger.match_keys() {
        if let ([key], false) = (set, set.iter().any(|key| keys.contains(key))) {
            keys.push(key);
        }
    }
    if ledger == Ledger::Devices {
        keys = vec!["number", "serial", "host", "mac"];
    }
    let plain = |column: &&'static Column| !matches!(column.kind, Kind::Ref(_) | Kind::Ip);
    keys.into_iter().filter_map(|key| ledger.column(key)).filter(plain).collect()
}

/// A ledger as documents print it: the columns that `wanted` takes.
#[must_use]
pub fn ledger_table(facts: &Facts, ledger: Ledger, meta: Meta, wanted: impl Fn(&Column) -> bool) -> LedgerTable {
    let taken: Vec<(usize, &Column)> =
        ledger.columns().iter().enumerate().filter(|(_, column)| wanted(column)).collect();
    let columns = taken
        .iter()
        .map(|(_, column)| {
            let weight = match column.kind {
                Kind::Lines => 2.0,
                Kind::Text | Kind::Ref(_) | Kind::Mail => 1.6,
                Kind::Day | Kind::Ip | Kind::Phone => 1.3,
                Kind::Code | Kind::Number | Kind::YesNo | Kind::Choice(_) | Kind::Mac => 1.0,
            };
            match column.kind {
                Kind::Choice(choices) => {
                    LedgerColumn::choice(column.label, weight, choices.iter().map(|(_, label)| *label))
                }
                Kind::YesNo => LedgerColumn::choice(column.label, weight, ["有", "無"]),
                _ => LedgerColumn::text(column.label, weight),
            }
        })
        .collect();
    let rows = facts
        .all(ledger)
        .iter()
        .map(|row| {
            let mut cells = shown(facts, row).cells;
            taken.iter().map(|(at, _)| std::mem::take(&mut cells[*at])).collect()
        })
        .collect();
    LedgerTable {
        meta,
        anchor: ledger.code().to_owned(),
        title: ledger.title(),
        columns,
        rows,
        ..LedgerTable::default()
    }
}

/// Typed values to stored ones; every problem at once.
pub(crate) fn parse(
    facts: &Facts,
    ledger: Ledger,
    typed: &BTreeMap<String, String>,
    own: Option<&str>,
) -> Result<Fields> {
    let mut fields = Fields::new();
    let mut problems = Vec::new();
    for column in ledger.columns() {
        let value = typed.get(column.key).map_or("", String::as_str);
        match column.parse(value) {
            Ok(stored) if stored.is_empty() => {
                if column.required {
                    problems.push(Problem::new(
                        column.key,
                        format!("{}がありません。この欄は必ず入力してください。", column.label),
                    ));
                }
            }
            Ok(stored) => match column.kind {
                Kind::Ref(target) => match resolve(facts, target, &stored) {
                    Some(id) => {
                        fields.insert(column.key.to_owned(), id);
                    }
                    None => problems.push(Problem::new(
                        column.key,
                        format!(
                            "{}「{}」が{}の台帳にありません。先に登録するか、一覧から選んでください。",
                            column.label,
                            text::shorten(&stored, 30),
                            target.label()
                        ),
                    )),
                },
                _ => {
                    fields.insert(column.key.to_owned(), stored);
                }
            },
            Err(error) => problems.push(Problem::new(column.key, error.0)),
        }
    }
    if let Some(number) = fields.get("number").filter(|_| ledger.column("number").is_some()) {
        let key = text::search_key(number);
        if let Some(other) = facts.all(ledger).iter().find(|row| {
            Some(row.id.as_str()) != own && row.filled("number").is_some_and(|n| text::search_key(n) == key)
        }) {
            problems.push(Problem::new(
                "number",
                format!(
                    "管理番号「{number}」は重複しています。「{}」が使っています。別の番号にしてください。",
                    other.name()
                ),
            ));
        }
    }
    if fields.is_empty() && problems.is_empty() {
        problems.push(Problem::new(ledger.name_key(), "何も入力されていません。1つ以上の欄に入力してください。"));
    }
    if problems.is_empty() { Ok(fields) } else { Err(AppError::Invalid(problems)) }
}
