//! A sheet as it is shown, on both sides: its rows, what was typed, what was answered the year before.

use super::{Visitor, subject};
use crate::App;
use crate::error::{AppError, Problem, Result};
use jiff::civil::Date;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::answer::FieldError;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::edition::{Edition, Item};
use tate_domain::id::{FacilityId, OrganizationId, RequestId};
use tate_domain::text;
use tate_domain::vendor::{Request, RowAnswer, Typed, Value, check_sheet};
use tate_store::{EarlierSheet, FileRecord, Submission, Tenant, WrittenRow};

/// Two more things a vendor types, kept among the rows until the sheet is handed in.
const BY: &str = "@answered_by";
const CONTACT: &str = "@contact";
/// The most characters of one field while it is being written; what may be handed in is shorter.
const MOST_CHARS: usize = 4_000;

/// What the vendor answered to a row the year before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastYear {
    /// `はい（根拠：…）`.
    pub words: String,
    /// The same as it would be typed this year; a day that has passed is left out.
    pub typed: Typed,
}

/// One row.
#[derive(Debug, Clone)]
pub struct RowView {
    /// The item.
    pub item: Item,
    /// What is typed so far.
    pub typed: Typed,
    /// What the facility asks about it; empty: nothing.
    pub question: String,
    /// The year before, of the same contract.
    pub last: Option<LastYear>,
}

/// A request with its sheet.
#[derive(Debug, Clone)]
pub struct SheetView {
    /// The request.
    pub request: Request,
    /// The facility's name.
    pub facility: String,
    /// Its 保険医療機関・薬局コード.
    pub code: String,
    /// The edition.
    pub edition: Arc<Edition>,
    /// The rows in its order.
    pub rows: Vec<RowView>,
    /// 回答者 as typed so far.
    pub answered_by: String,
    /// 連絡先 as typed so far.
    pub contact: String,
    /// The vendor's files.
    pub files: Vec<FileRecord>,
    /// The sheets handed in, the newest first.
    pub submissions: Vec<Submission>,
    /// The fiscal year of what was answered before, if something was.
    pub last_year: Option<FiscalYear>,
    /// Today.
    pub today: Date,
}

impl SheetView {
    /// How many rows have an answer.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.rows.iter().filter(|row| !row.typed.value.trim().is_empty()).count()
    }

    /// Everything typed.
    #[must_use]
    pub fn typed(&self) -> Vec<Typed> {
        self.rows.iter().map(|row| row.typed.clone()).collect()
    }

    /// What is wrong with the sheet as typed, by item; empty: it can be handed in.
    #[must_use]
    pub fn problems(&self) -> Vec<(String, Vec<FieldError>)> {
        check_sheet(&self.edition, &self.typed(), self.today).err().unwrap_or_default()
    }

    /// The row of an item.
    #[must_use]
    pub fn row(&self, item: &str) -> Option<&RowView> {
        self.rows.iter().find(|row| row.item.id == item)
    }
}

/// An answer in words: `はい（月1回更新しています）`.
pub(crate) fn answer_words(row: &RowAnswer) -> String {
    let mut about = Vec::new();
    if let Some(day) = row.target_date {
        about.push(format!("目標日 {}", slashed(day)));
    }
    if !row.ground.is_empty() {
        about.push(row.ground.clone());
    }
    if about.is_empty() {
        row.value.label().to_owned()
    } else {
        format!("{}（{}）", row.value.label(), about.join("、"))
    }
}

/// What is typed, without what no text of ours holds, and not longer than is kept.
pub(super) fn clean(rows: &[Typed]) -> Result<Vec<Typed>> {
    let mut problems = Vec::new();
    let mut field = |item: &str, name: &str, value: &str| {
        if value.chars().count() > MOST_CHARS {
            problems.push(Problem::new(
                format!("{item}.{name}"),
                "長すぎるため保存できません。1,000文字までにまとめてください。長い資料はファイルで添付できます。",
            ));
        }
        text::printable(value, true)
    };
    let cleaned = rows
        .iter()
        .map(|row| Typed {
            item: row.item.clone(),
            value: field(&row.item, "value", &row.value),
            ground: field(&row.item, "ground", &row.ground),
            target_date: field(&row.item, "target_date", &row.target_date),
            remark: field(&row.item, "remark", &row.remark),
        })
        .collect();
    if problems.is_empty() { Ok(cleaned) } else { Err(AppError::Invalid(problems)) }
}

/// 回答者 and 連絡先 as rows to keep.
pub(super) fn sender_rows(answered_by: &str, contact: &str) -> [Typed; 2] {
    let row = |item: &str, text: &str| Typed { item: item.into(), ground: text.to_owned(), ..Typed::default() };
    [row(BY, answered_by), row(CONTACT, contact)]
}

/// The answer of the year before to a row; of another edition through the crosswalk.
fn last_year(catalog: &Catalog, item: &Item, earlier: &EarlierSheet, today: Date) -> Option<LastYear> {
    let row = earlier.sheet.row(&item.id).or_else(|| {
        let other = catalog.counterpart(&item.id, &earlier.edition)?;
        earlier.sheet.row(&other.id)
    })?;
    let day = row.target_date.filter(|day| row.value == Value::No && *day >= today);
    Some(LastYear {
        words: answer_words(row),
        typed: Typed {
            item: item.id.clone(),
            value: row.value.code().to_owned(),
            ground: row.ground.clone(),
            target_date: day.map(slashed).unwrap_or_default(),
            remark: row.remark.clone(),
        },
    })
}

fn row_view(
    catalog: &Catalog,
    item: &Item,
    written: &[WrittenRow],
    earlier: Option<&EarlierSheet>,
    today: Date,
) -> RowView {
    let own = written.iter().find(|row| row.item == item.id);
    let typed = own.map_or_else(
        || Typed { item: item.id.clone(), ..Typed::default() },
        |row| Typed {
            item: item.id.clone(),
            value: row.value.clone(),
            ground: row.ground.clone(),
            target_date: row.target_date.clone(),
            remark: row.remark.clone(),
        },
    );
    RowView {
        typed,
        question: own.map(|row| row.question.clone()).unwrap_or_default(),
        last: earlier.and_then(|earlier| last_year(catalog, item, earlier, today)),
        item: item.clone(),
    }
}

impl App {
    /// A request with its sheet, within one organization and facility. Who may see it has been asked.
    pub(super) async fn sheet_view(
        &self,
        tenant: &Tenant,
        organization: &OrganizationId,
        facility: &FacilityId,
        id: &RequestId,
    ) -> Result<SheetView> {
        let request = tenant.request(facility, id).await?.ok_or(AppError::NotFound)?;
        self.sheet_of(tenant, organization, request).await
    }

    /// The same of a request that is being made: it may not be in the database yet.
    pub(super) async fn sheet_of(
        &self,
        tenant: &Tenant,
        organization: &OrganizationId,
        request: Request,
    ) -> Result<SheetView> {
        let (facility, id) = (&request.facility, &request.id);
        let profile = tenant.facility(facility).await?.ok_or(AppError::NotFound)?.profile;
        let catalog = self.catalog_of(tenant, organization).await?;
        let edition = catalog.edition_shared(&request.edition).ok_or(AppError::NotFound)?;
        let written = tenant.written_rows(facility, id).await?;
        let earlier = tenant.earlier_sheet(facility, &request.contract_id, request.fiscal_year).await?;
        let submissions = tenant.submissions(facility, id).await?;
        let own = subject(id);
        let mut files = tenant.files(facility, &own).await?;
        files.retain(|file| file.subject == own);
        let today = self.today();
        let rows = edition.rows().map(|item| row_view(&catalog, item, &written, earlier.as_ref(), today)).collect();
        // What was typed last: now, with the newest sheet, or the year before.
        let sender = |key: &str, of: fn(&tate_domain::vendor::Sheet) -> &str| {
            let typed = written.iter().find(|row| row.item == key).map(|row| row.ground.clone());
            typed
                .or_else(|| submissions.first().map(|sent| of(&sent.sheet).to_owned()))
                .or_else(|| earlier.as_ref().map(|earlier| of(&earlier.sheet).to_owned()))
                .unwrap_or_default()
        };
        let last_year = earlier.as_ref().and_then(|earlier| i16::try_from(earlier.fiscal_year).ok()).map(FiscalYear);
        Ok(SheetView {
            answered_by: sender(BY, |sheet| &sheet.answered_by),
            contact: sender(CONTACT, |sheet| &sheet.contact),
            facility: profile.name,
            code: profile.insurance_code,
            request,
            edition,
            rows,
            files,
            submissions,
            last_year,
            today,
        })
    }

    /// The vendor's own sheet.
    ///
    /// # Errors
    /// When it is gone, or the database cannot be reached.
    pub async fn visitor_sheet(&self, visitor: &Visitor) -> Result<SheetView> {
        self.sheet_view(&self.visited(visitor), &visitor.organization, &visitor.facility, &visitor.request).await
    }

    /// Keeps what a vendor has typed, exactly as typed; no rule is asked. A row of another sheet is refused and noted.
    ///
    /// # Errors
    /// An item of another sheet, a text that is far too long, or [`AppError::Conflict`] when the sheet cannot be
    /// written any more.
    pub async fn keep_visitor_rows(&self, visitor: &Visitor, rows: &[Typed]) -> Result<()> {
        let view = self.visitor_sheet(visitor).await?;
        if rows.iter().any(|row| view.row(&row.item).is_none()) {
            self.note_beyond(visitor, "項目").await?;
            return Err(AppError::NotFound);
        }
        let at = self.now();
        Ok(self.visited(visitor).keep_written(&visitor.facility, &visitor.request, &clean(rows)?, &at).await?)
    }

    /// Fills a row from the year before.
    ///
    /// # Errors
    /// An item of another sheet, no answer from the year before, or the sheet cannot be written any more.
    pub async fn same_as_last_year(&self, visitor: &Visitor, item: &str) -> Result<()> {
        let view = self.visitor_sheet(visitor).await?;
        let Some(row) = view.row(item) else {
            self.note_beyond(visitor, "項目").await?;
            return Err(AppError::NotFound);
        };
        let typed = row.last.clone().ok_or(AppError::NotFound)?.typed;
        self.keep_visitor_rows(visitor, &[typed]).await
    }
}
