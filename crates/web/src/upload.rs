//! Reading `multipart/form-data`: text fields and files, all together bounded.

use crate::error::WebError;
use axum::extract::Multipart;
use bytes::Bytes;
use std::collections::BTreeMap;

/// The most bytes of a request that carries a file or a paste.
pub const MOST_BYTES: usize = 32 << 20;

/// What a form with a file held.
#[derive(Debug, Default)]
pub struct Upload {
    /// Text fields; the last of a name counts.
    pub fields: BTreeMap<String, String>,
    /// The file's name and bytes, if one was chosen; of several the last.
    pub file: Option<(String, Bytes)>,
    /// Every file that was chosen, in order.
    pub files: Vec<(String, Bytes)>,
}

impl Upload {
    /// Reads the whole form.
    ///
    /// # Errors
    /// When it is cut off, too large or not a form.
    pub async fn read(mut form: Multipart) -> Result<Self, WebError> {
        let bad = |error: axum::extract::multipart::MultipartError| match error.status() {
            axum::http::StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
            _ => WebError::BadRequest(error.body_text()),
        };
        let mut upload = Self::default();
        while let Some(field) = form.next_field().await.map_err(bad)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = field.bytes().await.map_err(bad)?;
                    // A browser sends an empty part when no file was chosen.
                    if !file.is_empty() || !bytes.is_empty() {
                        upload.files.push((file.clone(), bytes.clone()));
                        upload.file = Some((file, bytes));
                    }
                }
                None => {
                    upload.fields.insert(name, field.text().await.map_err(bad)?);
                }
            }
        }
        Ok(upload)
    }

    /// A text field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}
