//! What leaves the desk for one sheet: the workbook filled in, the signed answer file, its signature.

use super::known::Known;
use super::place;
use crate::App;
use crate::documents::render;
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use crate::signed::{ANSWER_FORMAT, AnswerFile, Customer, LibraryVersion, ProductName, file_text};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tate_domain::desk::{Incoming, IncomingState};
use tate_domain::id::{FacilityId, FileId, IncomingId};
use tate_domain::role::{Actor, Permission};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const JSON: &str = "application/json";

/// The answer file of a finished sheet. The same sheet gives the same bytes every time.
pub(super) fn answer_file(known: &Known, one: &Incoming) -> Option<AnswerFile> {
    let answers = one.answers().filter(|_| one.state == IncomingState::Done && !one.request.is_empty())?;
    let product = known.product(one.product.as_ref());
    Some(AnswerFile {
        format: ANSWER_FORMAT.to_owned(),
        id: one.answer_id.clone(),
        edition: one.edition.clone(),
        customer: Customer { request: one.request.clone(), facility: one.customer.clone(), code: one.code.clone() },
        vendor: known.record.profile.name.clone(),
        product: ProductName {
            name: product.map_or_else(|| one.system.clone(), |product| product.name.clone()),
            version: product.map(|product| product.release.clone()).unwrap_or_default(),
        },
        answered_by: one.answered_by.clone(),
        contact: one.contact.clone(),
        issued_at: one.finished_at.clone(),
        valid_until: one.valid_until.unwrap_or(known.today),
        library: one.library().into_iter().map(|(item, version)| LibraryVersion { item, version }).collect(),
        answers,
    })
}

/// The name of a file without its ending.
pub(super) fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

impl App {
    /// One of the files of a finished sheet: `sheet.xlsx`, `answer.json` or `answer.json.sig`. That it was handed out is
    /// recorded.
    ///
    /// # Errors
    /// The actor may not; not there; not finished; nothing to write into, or no key to sign with.
    pub async fn incoming_file(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &IncomingId,
        what: &str,
    ) -> Result<Exported> {
        let record = self.desk_at(actor, facility, Permission::Print).await?;
        let one = self.tenant(actor).incoming(facility, id).await?.ok_or(AppError::NotFound)?;
        if !["sheet.xlsx", "answer.json", "answer.json.sig"].contains(&what) {
            return Err(AppError::NotFound);
        }
        if one.state != IncomingState::Done {
            return Err(AppError::Document("まだ回答が終わっていないため、渡せるファイルがありません。残りの行に回答して、「回答を終える」を選んでください。".into()));
        }
        let known = self.known(actor, record).await?;
        let exported = match what {
            "sheet.xlsx" => self.filled(actor, &known, &one).await?,
            _ => self.signed_file(actor, &known, &one, what).await?,
        };
        let sha256 = hex::encode(Sha256::digest(&exported.bytes));
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.hand_out(facility, id, (&exported.name, &sha256)).await?;
        change.commit().await?;
        Ok(exported)
    }

    async fn signed_file(&self, actor: &Actor, known: &Known, one: &Incoming, what: &str) -> Result<Exported> {
        let file = answer_file(known, one).ok_or_else(|| {
            AppError::Document("この依頼には依頼の番号がないため、署名付きの回答ファイルを作れません。記入済みのExcelを渡してください。".into())
        })?;
        let text = file_text(&file)?;
        let key = self.desk_signing_key(actor, known.at()).await?.ok_or_else(|| {
            AppError::Document(
                "署名の鍵がまだありません。「署名の鍵」の画面で鍵を作ってから、もう一度ダウンロードしてください。"
                    .into(),
            )
        })?;
        let name = format!("{}.answer.json", stem(&one.name));
        Ok(match what {
            "answer.json" => Exported { name, media_type: JSON, bytes: text.into_bytes(), lost: Vec::new() },
            _ => Exported {
                name: format!("{name}.sig"),
                media_type: JSON,
                bytes: key.sign(text.as_bytes()).into_bytes(),
                lost: Vec::new(),
            },
        })
    }

    async fn filled(&self, actor: &Actor, known: &Known, one: &Incoming) -> Result<Exported> {
        let nothing = || {
            AppError::Document("元のExcelファイルがありません。一括で回答した依頼は、出力先のフォルダに記入済みのExcelがあります。見つからない場合は、依頼のファイルをもう一度受け取ってください。".into())
        };
        let record =
            self.tenant(actor).file(known.at(), &FileId::from(one.file.as_str())).await?.ok_or_else(nothing)?;
        let bytes = self.blobs.get(&record.sha256).await?;
        let file = self.read_incoming(&one.name, bytes.clone()).await?;
        let edition = known.catalog.edition(&one.edition).ok_or(AppError::NotFound)?;
        let answers = one.answers().unwrap_or_default();
        let about = (one.answered_by.as_str(), one.contact.as_str(), known.today);
        let cells = place::cells(&file, (&known.catalog, edition), &answers, about).ok_or_else(nothing)?;
        let xlsx = Arc::clone(&self.xlsx);
        let bytes = render(move || xlsx.fill(&bytes, &cells)).await?;
        Ok(Exported {
            name: format!("{}（回答済み）.xlsx", stem(&one.name)),
            media_type: XLSX,
            bytes,
            lost: Vec::new(),
        })
    }

    /// Reads one file in the child.
    pub(super) async fn read_incoming(
        &self,
        name: &str,
        bytes: Bytes,
    ) -> Result<tate_inventory::incoming::IncomingFile> {
        let (reader, files) = (Arc::clone(&self.tables), vec![(name.to_owned(), bytes)]);
        let read = tokio::task::spawn_blocking(move || reader.incoming(&files).pop())
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
        read.ok_or_else(|| AppError::Internal("no answer of the reader".into()))?
            .map_err(|error| AppError::invalid("file", error.to_string()))
    }
}
