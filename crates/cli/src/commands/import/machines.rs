//! Files of machine inventories, several at once.

use super::Import;
use crate::commands::{print, print_json};
use crate::open::{Outcome, facility_or_only, sentence};
use serde_json::json;
use std::process::ExitCode;
use tate_app::machines::{Files, Outcome as Read};
use tate_domain::ledger::Ledger;
use tate_inventory::machine::Format;

/// Whether a file looks like a machine's inventory: JSON or XML, which no table is.
fn looks_like_inventory(bytes: &[u8]) -> bool {
    let blank = |b: &&u8| !matches!(b, 0 | b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF);
    let head: Vec<u8> = bytes.iter().filter(blank).take(9).map(u8::to_ascii_lowercase).collect();
    match head.first() {
        Some(b'{' | b'[') => true,
        // A page that a browser saved is no inventory; the table's reader says so.
        Some(b'<') => (!head.starts_with(b"<html") && !head.starts_with(b"<!doctype")) || is_nmap(bytes),
        _ => false,
    }
}

fn is_nmap(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(7).any(|window| window == b"nmaprun")
}

impl Import {
    /// The machine format asked for, or `Some(None)` where the content of the files decides; `None` for a table.
    pub(super) fn machine_format(&self, ledger: Ledger, files: &[(String, Vec<u8>)]) -> Option<Option<Format>> {
        if let Some(format) = Format::from_code(&self.format) {
            return Some(Some(format));
        }
        let auto = self.format == "auto" && ledger == Ledger::Devices;
        (auto && files.iter().all(|(_, bytes)| looks_like_inventory(bytes))).then_some(None)
    }

    pub(super) async fn run_machines(
        &self,
        files: Vec<(String, Vec<u8>)>,
        format: Option<Format>,
    ) -> Outcome<ExitCode> {
        let app = self.data.open_existing(None).await?;
        let (actor, facility) = facility_or_only(&app, self.facility.as_deref()).await?;
        let files = Files::New(files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect());
        let read = if self.dry_run {
            app.dry_run_machines(&actor, &facility.id, files, format).await
        } else {
            app.import_machines(&actor, &facility.id, files, format).await.map(|(_, preview)| preview)
        }
        .map_err(|error| sentence(&error))?;
        app.store.close().await;
        self.show_machines(&read.outcome)?;
        Ok(if read.outcome.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn show_machines(&self, read: &Read) -> Outcome<()> {
        if self.json {
            let total = read.total();
            let errors: Vec<_> = read
                .errors
                .iter()
                .map(|error| {
                    let message = format!("{}：{}", error.file, error.message);
                    json!({ "row": error.row, "column": error.column, "message": message })
                })
                .collect();
            return print_json(&json!({
                "format": read.format(),
                "added": total.added,
                "updated": total.updated,
                "unchanged": total.unchanged,
                "errors": errors,
                "findings": read.findings(),
            }));
        }
        print(&format!("{}{}", if self.dry_run { "（試し）" } else { "" }, read.summary()))?;
        for error in &read.errors {
            print(&error.sentence())?;
        }
        for finding in read.findings() {
            print(&finding)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_xml_are_inventories_and_tables_and_pages_are_not() {
        for bytes in [
            &b"{\"deviceid\":1}"[..],
            b"\xef\xbb\xbf\r\n [{}]",
            b"\xff\xfe{\0\"\0a\0",
            b"<?xml version=\"1.0\"?><REQUEST/>",
            b"<REQUEST><CONTENT/></REQUEST>",
            b"<!DOCTYPE nmaprun><nmaprun/>",
        ] {
            assert!(looks_like_inventory(bytes), "{bytes:?}");
        }
        for bytes in [&b"number,host\n"[..], b"<html><body>", b"<!DOCTYPE html><html>", b"PK\x03\x04", b""] {
            assert!(!looks_like_inventory(bytes), "{bytes:?}");
        }
    }
}
