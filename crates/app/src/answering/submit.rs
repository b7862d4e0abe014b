//! Handing a sheet in, and refusing to.

use super::sheet::sender_rows;
use super::{SheetView, Visitor};
use crate::error::{AppError, Problem, Result};
use crate::requests::SheetState;
use crate::{App, new_id};
use tate_domain::id::{FacilityId, RequestId, SubmissionId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_domain::vendor::{Request, Route, Sheet, State, Typed, check_sheet};
use tate_store::{Submission, Tenant, Who};

/// The most characters of 回答者, 連絡先.
const MOST_SENDER: usize = 200;
/// The most characters of a reason.
const MOST_REASON: usize = 1_000;

/// Who answers, how to reach them.
fn sender(answered_by: &str, contact: &str, problems: &mut Vec<Problem>) -> (String, String) {
    let mut one = |field: &str, typed: &str, missing: &str| {
        let text = text::printable(typed.trim(), false);
        if text.is_empty() || text.chars().count() > MOST_SENDER {
            problems.push(Problem::new(field, missing));
        }
        text
    };
    (
        one("answered_by", answered_by, "回答者がありません。部署名とお名前を、200文字までで入力してください。"),
        one(
            "contact",
            contact,
            "連絡先がありません。回答について問い合わせられる電話番号かメールアドレスを、200文字までで入力してください。",
        ),
    )
}

/// The rows that must be right before a sheet can be handed in.
fn checked(view: &SheetView, typed: &[Typed], answered_by: &str, contact: &str) -> Result<Sheet> {
    let mut problems = Vec::new();
    let (answered_by, contact) = sender(answered_by, contact, &mut problems);
    match check_sheet(&view.edition, typed, view.today) {
        Ok(rows) if problems.is_empty() => return Ok(Sheet { answered_by, contact, rows }),
        Ok(_) => {}
        Err(rows) => problems.extend(rows.into_iter().flat_map(|(item, errors)| {
            errors.into_iter().map(move |error| Problem::new(format!("{item}.{}", error.field), error.message))
        })),
    }
    Err(AppError::Invalid(problems))
}

/// A sheet as it would be typed, to be checked like one.
fn typed_again(sheet: &Sheet) -> Vec<Typed> {
    let rows = sheet.rows.iter().map(|row| Typed {
        item: row.item.clone(),
        value: row.value.code().to_owned(),
        ground: row.ground.clone(),
        target_date: row.target_date.map(|day| day.to_string()).unwrap_or_default(),
        remark: row.remark.clone(),
    });
    rows.collect()
}

/// A reason that somebody must give.
pub(super) fn reason(typed: &str, what: &str) -> Result<String> {
    let reason = text::printable(typed.trim(), true);
    if reason.is_empty() || reason.chars().count() > MOST_REASON {
        return Err(AppError::invalid(
            "reason",
            format!("{what}理由がありません。後から読む人のために、1,000文字までで入力してください。"),
        ));
    }
    Ok(reason)
}

/// Whether the facility may still take a sheet in for a request.
pub(super) fn may_take(request: &Request) -> Result<()> {
    let why = match request.state {
        State::Asked | State::Returned | State::Submitted => return Ok(()),
        State::Accepted => "この依頼は受領済みです。",
        State::Refused => "この依頼は、回答を断られたものとして記録されています。",
        State::Withdrawn => "この依頼は取り下げられています。",
    };
    Err(AppError::invalid(
        "file",
        format!("回答を取り込めません。{why}新しい回答を受け取った場合は、事業者の一覧から依頼し直してください。"),
    ))
}

impl App {
    /// Hands in what a vendor has written.
    ///
    /// # Errors
    /// What is missing, by field (`answered_by`, `contact`, `{item}.{field}`); [`AppError::Conflict`] when the request
    /// changed meanwhile or its sheet cannot be written any more.
    pub async fn submit_visit(
        &self,
        visitor: &Visitor,
        answered_by: &str,
        contact: &str,
        seen: i64,
    ) -> Result<Submission> {
        let view = self.visitor_sheet(visitor).await?;
        if !view.request.state.is_open() {
            return Err(AppError::Conflict);
        }
        let (tenant, at) = (self.visited(visitor), self.now());
        let short = |typed: &str| text::printable(typed, false).chars().take(MOST_SENDER + 1).collect::<String>();
        let kept = sender_rows(&short(answered_by), &short(contact));
        tenant.keep_written(&visitor.facility, &visitor.request, &kept, &at).await?;
        let sheet = checked(&view, &view.typed(), answered_by, contact)?;
        let by = format!("{}（{}）", sheet.answered_by, visitor.vendor);
        hand_in(&tenant, self.visitor_who(visitor), &view.request, &sheet, (Route::Link, &by), seen).await
    }

    /// Refuses to answer, with a reason; kept as evidence of what the facility asked and got (Q&A 12-22, 12-26).
    ///
    /// # Errors
    /// No reason; [`AppError::Conflict`] when the request changed meanwhile or is over.
    pub async fn refuse_visit(&self, visitor: &Visitor, name: &str, why: &str, seen: i64) -> Result<()> {
        let view = self.visitor_sheet(visitor).await?;
        if !view.request.state.is_open() {
            return Err(AppError::Conflict);
        }
        let mut problems = Vec::new();
        let name = text::printable(name.trim(), false);
        if name.is_empty() || name.chars().count() > MOST_SENDER {
            problems.push(Problem::new(
                "refused_by",
                "お名前がありません。お断りになる方の部署名とお名前を入力してください。",
            ));
        }
        let why = match reason(why, "お断りの") {
            Ok(why) => why,
            Err(AppError::Invalid(found)) => {
                problems.extend(found);
                String::new()
            }
            Err(other) => return Err(other),
        };
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let by = format!("{name}（{}）", visitor.vendor);
        let tenant = self.visited(visitor);
        let mut change = tenant.change(self.visitor_who(visitor)).await?;
        change.decide_request(&visitor.facility, &visitor.request, seen, State::Refused, (&by, &why)).await?;
        let contract = (&visitor.facility, view.request.contract_id.as_str());
        self.note_sheet(&mut change, &tenant, contract, SheetState::Refused).await?;
        Ok(change.commit().await?)
    }

    /// Takes in a sheet that came some other way (a signed answer file, for instance), in the actor's name. It is
    /// checked like a typed one: a sheet with a problem does not come in.
    ///
    /// # Errors
    /// The actor may not, there is no such request, it is over, or what is wrong by field.
    pub async fn submit_for(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &RequestId,
        sheet: &Sheet,
        route: Route,
    ) -> Result<Submission> {
        let typed = typed_again(sheet);
        self.submit_typed(actor, facility, request, (&typed, &sheet.answered_by, &sheet.contact), route).await
    }

    /// The same from what was typed or read.
    pub(super) async fn submit_typed(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &RequestId,
        (typed, answered_by, contact): (&[Typed], &str, &str),
        route: Route,
    ) -> Result<Submission> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let tenant = self.tenant(actor);
        let view = self.sheet_view(&tenant, &actor.organization, facility, request).await?;
        may_take(&view.request)?;
        if typed.iter().any(|row| view.row(&row.item).is_none()) {
            return Err(AppError::invalid(
                "file",
                format!(
                    "回答を取り込めません。「{}」にない行が含まれています。別の版の回答です。",
                    view.edition.short_title
                ),
            ));
        }
        let sheet = checked(&view, typed, answered_by, contact)?;
        hand_in(&tenant, self.who(actor), &view.request, &sheet, (route, &actor.name), view.request.version).await
    }
}

async fn hand_in(
    tenant: &Tenant,
    who: Who,
    request: &Request,
    sheet: &Sheet,
    (route, by): (Route, &str),
    seen: i64,
) -> Result<Submission> {
    let mut change = tenant.change(who).await?;
    let id: SubmissionId = new_id();
    let done = change.submit_sheet(&request.facility, &request.id, sheet, (&id, route, by), seen).await?;
    change.commit().await?;
    Ok(done)
}
