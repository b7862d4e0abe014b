//! The sheet as Excel: handed out, and read back from whoever returns it.

use super::{SheetView, Visitor, sheet};
use crate::App;
use crate::documents::{file_name, made_at, render};
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use bytes::Bytes;
use std::sync::Arc;
use tate_domain::date::{FiscalYear, both};
use tate_domain::edition::Edition;
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::shorten;
use tate_domain::vendor::{Request, Route, Typed, Value, check_sheet};
use tate_inventory::vendor_sheet::{self, SheetFile};
use tate_report::{Meta, Sheet, VendorSheet, VendorSheetRow};
use tate_store::Submission;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The heading of the sheet.
const TITLE: &str = "事業者確認用チェックリスト 回答用紙";
/// The most workbooks of one upload.
const MOST_BOOKS: usize = 50;

/// A workbook that came back, read and checked. Nothing has been saved.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    /// The rows as they stand in it.
    pub rows: Vec<Typed>,
    /// 回答者.
    pub answered_by: String,
    /// 連絡先.
    pub contact: String,
    /// What is wrong with rows as rows: nothing of it can be taken over. Sentences that name the row.
    pub broken: Vec<String>,
    /// What is wrong with answers. Sentences that name the row.
    pub wrong: Vec<String>,
    /// What was left out without harm.
    pub notes: Vec<String>,
}

/// One of several workbooks that came back at once.
#[derive(Debug, Clone)]
pub struct ReturnedFile {
    /// The name of the file, shortened.
    pub name: String,
    /// The request it belongs to: id, vendor and contract; `None` where that is not known.
    pub request: Option<(RequestId, String)>,
    /// Why it was not taken in; empty: it was.
    pub problems: Vec<String>,
}

impl Returned {
    /// Whether the whole sheet can be handed in.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.broken.is_empty() && self.wrong.is_empty()
    }
}

/// はい, いいえ, 対象外 for a code; anything else as it was typed.
fn words(value: &str) -> String {
    Value::read(value).map_or_else(|| value.to_owned(), |value| value.label().to_owned())
}

impl App {
    fn vendor_workbook(&self, view: &SheetView) -> VendorSheet {
        let request = &view.request;
        let year = i16::try_from(request.fiscal_year).map_or_else(|_| String::new(), |year| FiscalYear(year).name());
        VendorSheet {
            meta: Meta {
                facility: view.facility.clone(),
                fiscal_year_label: year,
                title: TITLE.to_owned(),
                edition: view.edition.title.clone(),
                made_at: made_at(self.clock.now()),
                version: format!("Tate {}", env!("CARGO_PKG_VERSION")),
                checkpoint: String::new(),
            },
            code: view.code.clone(),
            vendor: request.vendor.clone(),
            system: request.system.clone(),
            contract: request.contract.clone(),
            request: request.id.to_string(),
            edition_id: request.edition.clone(),
            deadline: request.deadline.to_string(),
            deadline_words: both(request.deadline),
            answered_by: view.answered_by.clone(),
            contact: view.contact.clone(),
            rows: view
                .rows
                .iter()
                .map(|row| VendorSheetRow {
                    item: row.item.id.clone(),
                    number: row.item.number.clone(),
                    target: row.item.target.to_string(),
                    label: row.item.text().to_owned(),
                    help: row.item.help.plain.clone(),
                    last_year: row.last.as_ref().map(|last| last.words.clone()).unwrap_or_default(),
                    value: words(&row.typed.value),
                    ground: row.typed.ground.clone(),
                    target_date: row.typed.target_date.clone(),
                    remark: row.typed.remark.clone(),
                    question: row.question.clone(),
                })
                .collect(),
        }
    }

    async fn written(&self, view: &SheetView) -> Result<Exported> {
        let name = file_name(&view.facility, &format!("回答用紙_{}", view.request.contract), self.clock.now(), "xlsx");
        let (xlsx, sheet) = (Arc::clone(&self.xlsx), Sheet::Vendor(Box::new(self.vendor_workbook(view))));
        let bytes = render(move || xlsx.xlsx(&[sheet])).await?;
        Ok(Exported { name, media_type: XLSX, bytes, lost: Vec::new() })
    }

    /// A request's sheet as Excel, with what has been answered so far; for letters and downloads.
    ///
    /// # Errors
    /// The actor may not, there is no such request, or it cannot be written.
    pub async fn request_xlsx(&self, actor: &Actor, facility: &FacilityId, request: &RequestId) -> Result<Exported> {
        actor.may_at(Permission::View, facility)?;
        self.written(&self.sheet_view(&self.tenant(actor), &actor.organization, facility, request).await?).await
    }

    /// The sheet of a request as an attachment of the letter about it. Who may write the letter has been asked.
    pub(crate) async fn sheet_to_attach(&self, actor: &Actor, request: &Request) -> Result<Exported> {
        self.written(&self.sheet_of(&self.tenant(actor), &actor.organization, request.clone()).await?).await
    }

    /// The vendor's own sheet as Excel.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn visitor_xlsx(&self, visitor: &Visitor) -> Result<Exported> {
        self.written(&self.visitor_sheet(visitor).await?).await
    }

    /// Reads a workbook in the child process; a sentence on `file` where it is no sheet of ours.
    async fn read_book(&self, name: &str, bytes: Bytes) -> Result<SheetFile> {
        let (reader, shown) = (Arc::clone(&self.tables), name.to_owned());
        let table = tokio::task::spawn_blocking(move || reader.read(&shown, &bytes))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(|error| AppError::invalid("file", error.to_string()))?;
        vendor_sheet::read(&table).map_err(|error| AppError::invalid("file", error.to_string()))
    }

    /// Reads a workbook for one request and checks it against its edition.
    async fn read_returned(&self, view: &SheetView, name: &str, bytes: Bytes) -> Result<Returned> {
        let file = self.read_book(name, bytes).await?;
        if file.meta.request != view.request.id.as_str() {
            return Err(AppError::invalid("file", another(&file, view)));
        }
        Ok(compared(&file, view))
    }

    /// Takes a returned workbook in for a request. What has problems is given back with them, and nothing is saved.
    ///
    /// # Errors
    /// The actor may not, there is no such request, it is over, or a sentence on `file`.
    pub async fn upload_sheet(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &RequestId,
        name: &str,
        bytes: Bytes,
    ) -> Result<std::result::Result<Submission, Returned>> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let view = self.sheet_view(&self.tenant(actor), &actor.organization, facility, request).await?;
        super::submit::may_take(&view.request)?;
        let returned = self.read_returned(&view, name, bytes).await?;
        if !returned.is_good() {
            return Ok(Err(returned));
        }
        let typed = (returned.rows.as_slice(), returned.answered_by.as_str(), returned.contact.as_str());
        match self.submit_typed(actor, facility, request, typed, Route::Xlsx).await {
            Ok(done) => Ok(Ok(done)),
            // 回答者 or 連絡先 is missing: what was read stays on the screen.
            Err(AppError::Invalid(problems)) => {
                let wrong = problems.into_iter().map(|problem| problem.message).collect();
                Ok(Err(Returned { wrong, ..returned }))
            }
            Err(other) => Err(other),
        }
    }

    /// Takes several returned workbooks in, each matched by its hidden key; what became of each. One that cannot be
    /// taken in does not hold the others up.
    ///
    /// # Errors
    /// The actor may not, or no or too many files.
    pub async fn upload_sheets(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        files: Vec<(String, Bytes)>,
    ) -> Result<Vec<ReturnedFile>> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        if files.is_empty() {
            return Err(AppError::invalid("file", "ファイルが選ばれていません。返送された回答用紙を選んでください。"));
        }
        if files.len() > MOST_BOOKS {
            return Err(AppError::invalid(
                "file",
                format!("一度に取り込めるのは{MOST_BOOKS}件までです。何回かに分けて選んでください。"),
            ));
        }
        let mut done = Vec::new();
        for (name, bytes) in files {
            done.push(self.upload_one(actor, facility, name, bytes).await?);
        }
        Ok(done)
    }

    async fn upload_one(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        name: String,
        bytes: Bytes,
    ) -> Result<ReturnedFile> {
        let shown = shorten(&tate_domain::text::printable(&name, false), 60);
        let mut one = ReturnedFile { name: shown, request: None, problems: Vec::new() };
        let file = match self.read_book(&name, bytes.clone()).await {
            Ok(file) => file,
            Err(AppError::Invalid(problems)) => {
                one.problems = problems.into_iter().map(|problem| problem.message).collect();
                return Ok(one);
            }
            Err(other) => return Err(other),
        };
        let id = RequestId::from(file.meta.request.as_str());
        let known = if id.as_str().contains('\0') { None } else { self.tenant(actor).request(facility, &id).await? };
        let Some(request) = known else {
            one.problems
                .push("この施設の依頼の回答用紙ではありません。別の施設の用紙か、取り消された依頼の用紙です。".into());
            return Ok(one);
        };
        one.request = Some((id.clone(), format!("{}「{}」", request.vendor, request.contract)));
        match self.upload_sheet(actor, facility, &id, &name, bytes).await {
            Ok(Ok(_)) => {}
            Ok(Err(returned)) => one.problems = [returned.broken, returned.wrong].concat(),
            Err(AppError::Invalid(problems)) => {
                one.problems = problems.into_iter().map(|problem| problem.message).collect();
            }
            Err(AppError::Conflict) => {
                one.problems.push("ほかの人が先にこの依頼を変えました。もう一度取り込んでください。".into());
            }
            Err(other) => return Err(other),
        }
        Ok(one)
    }

    /// Reads the workbook of a vendor into its sheet, as if it had been typed; nothing is handed in yet. A workbook
    /// whose rows cannot be told is given back with the problems, and nothing is saved.
    ///
    /// # Errors
    /// A sentence on `file`, or [`AppError::Conflict`] when the sheet cannot be written any more.
    pub async fn upload_visit(&self, visitor: &Visitor, name: &str, bytes: Bytes) -> Result<Returned> {
        let view = self.visitor_sheet(visitor).await?;
        if !view.request.state.is_open() {
            return Err(AppError::Conflict);
        }
        let returned = self.read_returned(&view, name, bytes).await?;
        if returned.broken.is_empty() {
            let mut rows = sheet::clean(&returned.rows).map_err(|error| match error {
                AppError::Invalid(problems) => AppError::invalid("file", problems[0].message.clone()),
                other => other,
            })?;
            rows.extend(sheet::sender_rows(&returned.answered_by, &returned.contact));
            let at = self.now();
            self.visited(visitor).keep_written(&visitor.facility, &visitor.request, &rows, &at).await?;
        }
        Ok(returned)
    }
}

/// Why a sheet of ours is not this request's.
fn another(file: &SheetFile, view: &SheetView) -> String {
    let about: Vec<&str> =
        [&file.meta.facility, &file.meta.vendor, &file.meta.contract].into_iter().map(String::as_str).collect();
    let about = about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("・");
    let whose = if about.is_empty() { String::new() } else { format!("（{}）", shorten(&about, 60)) };
    format!(
        "この回答用紙は、別の依頼のもの{whose}です。取り込むのは「{}」の用紙です。ファイルを選び直してください。何も保存していません。",
        view.request.contract
    )
}

/// The rows beside the edition, and the answers under its rules; every sentence names its row.
fn compared(file: &SheetFile, view: &SheetView) -> Returned {
    let edition: &Edition = &view.edition;
    let broken = file.problems.iter().chain(&file.against(edition)).map(vendor_sheet::RowProblem::sentence).collect();
    let name = |item: &str| match (file.place(item), edition.row(item)) {
        (Some(place), _) => place.name(),
        (None, Some(item)) => format!("{} {}", item.number, item.target),
        (None, None) => item.to_owned(),
    };
    let wrong = check_sheet(edition, &file.rows, view.today).err().unwrap_or_default();
    let wrong = wrong
        .into_iter()
        .filter(|(item, _)| file.place(item).is_some())
        .flat_map(|(item, errors)| {
            let name = name(&item);
            errors.into_iter().map(move |error| format!("{name}：{}", error.message))
        })
        .collect();
    Returned {
        rows: file.rows.iter().filter(|row| edition.row(&row.item).is_some()).cloned().collect(),
        answered_by: file.answered_by.clone(),
        contact: file.contact.clone(),
        broken,
        wrong,
        notes: file.notes.clone(),
    }
}
