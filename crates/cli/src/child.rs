//! Work that a hostile or a large input could turn against the server, done in a child process of
//! this same binary (docs/adr/0010): reading uploaded tables, and printing. The child is killed
//! when it takes too long, and what it used goes back to the machine when it ends; a hospital's
//! binder takes 300 MB while it is laid out.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use tate_app::TableReader;
use tate_inventory::child::ManyReader;
use tate_inventory::incoming::IncomingFile;
use tate_inventory::machine::{Format, Inventory};
use tate_inventory::official::OfficialSheet;
use tate_inventory::{ReadError, Table};
use tate_report::{Document, RenderError, RenderPdf};
use tate_report_pdf::PdfRenderer;

/// How long one document may take.
const LONGEST_PRINT: Duration = Duration::from_secs(60);
/// The most bytes of a printed document.
const MOST_PDF_BYTES: u64 = 256 << 20;

/// Reads uploaded tables in a child.
#[derive(Debug)]
pub struct ChildReader {
    binary: PathBuf,
}

impl ChildReader {
    /// A reader that calls this binary.
    pub fn new(binary: PathBuf) -> Self {
        Self { binary }
    }
}

impl TableReader for ChildReader {
    fn read(&self, name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
        tate_inventory::child::read_in(&self.binary, &["__read-table"], name, bytes)
    }

    fn sheet(&self, name: &str, bytes: &[u8], sheet: &str) -> Result<Table, ReadError> {
        tate_inventory::child::read_sheet_in(&self.binary, &["__read-table"], name, bytes, Some(sheet))
    }

    fn official(&self, name: &str, bytes: &[u8]) -> Result<Vec<OfficialSheet>, ReadError> {
        tate_inventory::child::read_official_in(&self.binary, &["__read-official"], name, bytes)
    }

    fn incoming(&self, files: &[(String, bytes::Bytes)]) -> Vec<Result<IncomingFile, ReadError>> {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(4);
        let each = files.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = files
                .chunks(each)
                .map(|part| {
                    scope.spawn(|| {
                        let mut reader = ManyReader::new(self.binary.clone(), &["__read-incoming"]);
                        part.iter().map(|(name, bytes)| reader.read(name, bytes)).collect::<Vec<_>>()
                    })
                })
                .collect();
            let lost = |part: &[(String, bytes::Bytes)]| part.iter().map(|_| Err(ReadError::Unavailable)).collect();
            let read = parts.into_iter().zip(files.chunks(each));
            read.flat_map(|(thread, part)| thread.join().unwrap_or_else(|_| lost(part))).collect()
        })
    }

    fn machine(&self, name: &str, bytes: &[u8], format: Option<Format>) -> Result<Inventory, ReadError> {
        tate_inventory::child::read_machine_in(&self.binary, &["__read-machine"], name, bytes, format)
    }
}

/// Prints documents in a child.
#[derive(Debug)]
pub struct ChildPrinter {
    binary: PathBuf,
}

impl ChildPrinter {
    /// A printer that calls this binary.
    pub fn new(binary: PathBuf) -> Self {
        Self { binary }
    }

    fn spawn(&self) -> std::io::Result<Child> {
        Command::new(&self.binary)
            .arg("__print-document")
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

fn failed(why: impl std::fmt::Display) -> RenderError {
    RenderError::Other(format!("印刷の処理が途中で終わりました（{why}）。もう一度お試しください。"))
}

impl RenderPdf for ChildPrinter {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, RenderError> {
        let input = serde_json::to_vec(document).map_err(failed)?;
        let mut child = self.spawn().map_err(failed)?;
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("入出力"));
        };
        // Both ends at once: a child that writes early must not wait for one that still reads.
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let reader = std::thread::spawn(move || {
            let mut answer = Vec::new();
            stdout.take(MOST_PDF_BYTES).read_to_end(&mut answer).map(|_| answer)
        });
        let ended = wait(&mut child);
        // A child that ended before it had read everything says why on its own stdout.
        let _ = writer.join();
        let answer = reader.join().map_err(|_| failed("入出力"))?.map_err(failed)?;
        ended.map_err(failed)?;
        match answer.split_first() {
            Some((b'P', pdf)) => Ok(pdf.to_vec()),
            Some((b'E', error)) => Err(serde_json::from_slice(error).unwrap_or_else(failed)),
            _ => Err(failed("応答なし")),
        }
    }
}

/// Waits for the child's end; kills it when that takes too long.
fn wait(child: &mut Child) -> Result<(), String> {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(status.to_string()),
            Ok(None) if began.elapsed() > LONGEST_PRINT => {
                let _ = child.kill();
                let _ = child.wait();
                return Err("60秒を超えました".to_owned());
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// The child that reads a table: stdin to stdout.
pub fn read_table() -> ExitCode {
    served(tate_inventory::child::serve(std::io::stdin().lock(), std::io::stdout().lock()))
}

/// The child that reads an official workbook: stdin to stdout.
pub fn read_official() -> ExitCode {
    served(tate_inventory::child::serve_official(std::io::stdin().lock(), std::io::stdout().lock()))
}

/// The child that reads incoming sheets, one after the other: stdin to stdout.
pub fn read_incoming() -> ExitCode {
    served(tate_inventory::child::serve_many(std::io::stdin().lock(), std::io::stdout().lock()))
}

/// The child that reads an inventory: stdin to stdout.
pub fn read_machine() -> ExitCode {
    served(tate_inventory::child::serve_machine(std::io::stdin().lock(), std::io::stdout().lock()))
}

fn served(result: std::io::Result<()>) -> ExitCode {
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// The child that prints: a document as JSON on stdin; on stdout `P` and the PDF, or `E` and why not.
pub fn print_document() -> ExitCode {
    let result = serde_json::from_reader(std::io::stdin().lock())
        .map_err(failed)
        .and_then(|document: Document| PdfRenderer::new().pdf(&document));
    let (mark, bytes) = match result {
        Ok(pdf) => (b"P", pdf),
        Err(error) => (b"E", serde_json::to_vec(&error).unwrap_or_default()),
    };
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(mark).and_then(|()| stdout.write_all(&bytes)).and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}
