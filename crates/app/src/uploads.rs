//! Uploaded files are hostile: their name, their size and their claimed type are checked.

use crate::error::{AppError, Result};
use crate::{App, new_id};
use bytes::Bytes;
use tate_domain::id::FileId;
use tate_domain::text;
use tate_store::FileRecord;

/// The most bytes one file may have.
pub const MOST_BYTES: usize = 20 << 20;

/// The name and type under which a file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The name as given, without anything that is not a name.
    pub name: String,
    /// The type found in the bytes.
    pub media_type: &'static str,
}

/// Looks at an uploaded file before anything is stored.
///
/// Only documents, pictures and plain tables are taken. What a browser could run (HTML, SVG,
/// scripts) is refused whatever its name says.
///
/// # Errors
/// A sentence on field `file`.
pub fn check(name: &str, bytes: &[u8]) -> Result<Checked> {
    let refuse = |message: String| Err(AppError::invalid("file", message));
    let shown = text::shorten(&text::printable(name, false), 60);
    if bytes.is_empty() {
        return refuse("ファイルが空です。中身のあるファイルを選んでください。".into());
    }
    if bytes.len() > MOST_BYTES {
        return refuse(format!(
            "「{shown}」は大きすぎます。1つのファイルは20MBまでです。画面の写真なら、縮小してから追加してください。"
        ));
    }
    let clean = text::printable(name, false);
    if clean.contains(['/', '\\', '\0'])
        || clean.contains("..")
        || clean.trim().is_empty()
        || clean.chars().count() > 200
    {
        return refuse(format!(
            "「{shown}」は受け取れません。ファイル名にフォルダを表す文字（/ や ..）が含まれています。名前を変えてから追加してください。"
        ));
    }
    match sniff(bytes) {
        Some(media_type) => Ok(Checked { name: clean.trim().to_owned(), media_type }),
        None => refuse(format!(
            "「{shown}」は受け取れません。PDF・画像（PNG、JPEG）・Excel・Word・CSV・テキストだけを保管できます。HTMLやSVGは、開いた人のパソコンで動くおそれがあるためお断りしています。画面の写真かPDFにしてから追加してください。"
        )),
    }
}

impl App {
    /// Stores the bytes of a checked file; gives the record that the caller's change adds.
    pub(crate) async fn stored(
        &self,
        checked: Checked,
        bytes: Bytes,
        (subject, by_name): (String, String),
    ) -> Result<FileRecord> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(FileRecord {
            id: new_id::<FileId>().0,
            sha256: self.blobs.put(bytes).await?,
            name: checked.name,
            media_type: checked.media_type.to_owned(),
            size,
            subject,
            by_name,
            at: self.now(),
        })
    }
}

fn sniff(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        return Some("application/pdf");
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some("image/jpeg");
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // Office documents are zips whose first entries name their parts.
        let head = &bytes[..bytes.len().min(4096)];
        let holds = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
        let office = holds(b"[Content_Types].xml") || holds(b"_rels/.rels") || holds(b"docProps/");
        let whole = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
        return match (office, whole(b"xl/workbook.xml"), whole(b"word/document.xml")) {
            (true, true, _) => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (true, _, true) => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            _ => None,
        };
    }
    // Text: no control bytes, and nothing that begins like mark-up.
    let control = bytes.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1B));
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).to_lowercase();
    let markup = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<')
        || ["<html", "<svg", "<script", "<!doctype", "<?xml"].iter().any(|tag| head.contains(tag));
    (!control && !markup).then_some("text/plain")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, bytes: &[u8]) -> String {
        match check(name, bytes).unwrap_err() {
            AppError::Invalid(problems) => problems[0].message.clone(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn documents_and_pictures_are_known_by_their_bytes() {
        assert_eq!(check("a.pdf", b"%PDF-1.7 ...").unwrap().media_type, "application/pdf");
        assert_eq!(check("写真.txt", b"\x89PNG\r\n\x1a\n...").unwrap().media_type, "image/png");
        assert_eq!(check("a.csv", "番号,名前\r\n1,あ".as_bytes()).unwrap().media_type, "text/plain");
    }

    #[test]
    fn what_a_browser_could_run_is_refused_whatever_its_name() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
            b"\n\n<html>",
            b"<?xml version='1.0'?>",
            b"hello <script>alert(1)</script>",
            b"MZ\x90\x00\x03",
            b"PK\x03\x04random.jar",
        ] {
            assert!(message("a.png", bytes).contains("受け取れません"));
        }
    }

    #[test]
    fn a_name_that_climbs_out_of_its_folder_is_refused() {
        for name in ["../../etc/passwd", "a\\b.pdf", "..", "a/../b.pdf"] {
            assert!(message(name, b"%PDF-1.7").contains("ファイル名"), "{name}");
        }
    }
}
