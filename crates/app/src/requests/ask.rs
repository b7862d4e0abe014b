//! One act for many: requests to all chosen contracts, grouped by the desk that answers.

use super::contract::SheetState;
use super::{BoardLine, Desk};
use crate::editions::{vendor_edition, vendor_editions};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeMap;
use tate_catalog::Holidays;
use tate_domain::date::{FiscalYear, both, parse_day};
use tate_domain::id::{FacilityId, RequestId};
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::{Request, State, Way};
use tate_store::StoreError;

/// The most contracts asked in one act.
const MOST_AT_ONCE: usize = 500;
/// Days that a vendor is given unless somebody says otherwise.
const USUAL_DAYS: i32 = 30;

/// What the form holds, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRequests {
    /// Contracts' rows.
    pub contracts: Vec<String>,
    /// 回答期限.
    pub deadline: String,
    /// The vendors' edition; empty: the newest.
    pub edition: String,
    /// The way by desk; where none is given, the usual one of the desk.
    pub ways: BTreeMap<String, String>,
}

/// One desk with the contracts it would be asked about.
#[derive(Debug, Clone)]
pub struct PreparedDesk {
    /// The desk.
    pub desk: Desk,
    /// The usual way: mail where there is an address and a mail server, else FAX, else post.
    pub way: Way,
    /// Whether mail can be chosen.
    pub may_mail: bool,
    /// Its contracts.
    pub lines: Vec<BoardLine>,
}

/// What the form begins with.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The desks.
    pub desks: Vec<PreparedDesk>,
    /// Key and short title of the vendors' editions, the newest first.
    pub editions: Vec<(String, String)>,
    /// The usual deadline.
    pub deadline: Date,
    /// The last day that can be a deadline.
    pub latest: Date,
}

/// A desk, the way to it, and its chosen contracts.
type Chosen<'a> = (&'a PreparedDesk, Way, Vec<&'a BoardLine>);

/// What was sent out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    /// The requests, in the order of the desks.
    pub requests: Vec<RequestId>,
    /// Desks that get a mail.
    pub mails: usize,
    /// Desks whose letters are to be printed.
    pub paper: usize,
}

/// The usual deadline: a month from now, on a working day, within the fiscal year.
fn usual_deadline(today: Date, holidays: &Holidays) -> Date {
    holidays.working_day_from(today.saturating_add(USUAL_DAYS.days())).min(FiscalYear::of(today).last())
}

/// The deadline, from tomorrow to the end of the fiscal year.
pub(crate) fn check_deadline(typed: &str, today: Date) -> std::result::Result<Date, String> {
    let last = FiscalYear::of(today).last();
    if typed.trim().is_empty() {
        return Err("回答期限がありません。いつまでに回答がほしいかを入力してください。".to_owned());
    }
    let day = parse_day(typed).map_err(|error| error.0)?;
    if day <= today {
        Err("回答期限が今日より前か今日です。事業者が回答できるように、明日以降の日付を入力してください。".to_owned())
    } else if day > last {
        Err(format!("回答期限が年度の外です。{}までの日付を入力してください。", both(last)))
    } else {
        Ok(day)
    }
}

/// A problem with the form for requests.
fn wrong(field: impl Into<String>, message: impl Into<String>) -> Problem {
    Problem::new(field, message)
}

impl App {
    /// Whether mail can be sent with a link in it.
    #[must_use]
    pub fn sends_links(&self) -> bool {
        self.has_mail() && !self.base.is_empty()
    }

    fn prepared_desk(&self, desk: Desk) -> PreparedDesk {
        let may_mail = self.sends_links() && !desk.mail.is_empty();
        let way = if may_mail {
            Way::Mail
        } else if desk.fax.is_empty() {
            Way::Post
        } else {
            Way::Fax
        };
        PreparedDesk { desk, way, may_mail, lines: Vec::new() }
    }

    /// The contracts that can be asked now, by desk.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn prepare_requests(&self, actor: &Actor, facility: &FacilityId) -> Result<Prepared> {
        actor.may_at(Permission::PrepareAnswers, facility)?;
        let (board, catalog) = (self.board(actor, facility).await?, self.catalog(actor).await?);
        let mut desks: Vec<PreparedDesk> = Vec::new();
        for line in board.lines.into_iter().filter(BoardLine::is_free) {
            let Some(desk) = line.desk.clone() else { continue };
            match desks.iter_mut().find(|known| known.desk.id == desk.id) {
                Some(known) => known.lines.push(line),
                None => desks.push(PreparedDesk { lines: vec![line], ..self.prepared_desk(desk) }),
            }
        }
        let today = self.today();
        Ok(Prepared {
            desks,
            editions: vendor_editions(&catalog).map(|one| (one.id.clone(), one.short_title.clone())).collect(),
            deadline: usual_deadline(today, catalog.holidays()),
            latest: FiscalYear::of(today).last(),
        })
    }

    /// Asks for the sheets of all chosen contracts in one act: requests, links, letters and mails together or none.
    ///
    /// # Errors
    /// The actor may not; what is wrong with the form; a contract that somebody else asked meanwhile.
    pub async fn request_sheets(&self, actor: &Actor, facility: &FacilityId, typed: &TypedRequests) -> Result<Made> {
        let prepared = self.prepare_requests(actor, facility).await?;
        let catalog = self.catalog(actor).await?;
        let edition = match typed.edition.as_str() {
            "" => vendor_edition(&catalog).map(|edition| edition.id.clone()),
            asked => prepared.editions.iter().map(|(id, _)| id).find(|id| *id == asked).cloned(),
        };
        let edition = edition.ok_or(AppError::NotFound)?;
        let (deadline, chosen) = self.check_requests(&prepared, typed)?;
        let snapshot = self.facts(actor, facility).await?;
        let tenant = self.tenant(actor);
        let mut change = tenant.change(self.who(actor)).await?;
        let mut made = Made::default();
        for (desk, way, lines) in chosen {
            let mut requests = Vec::new();
            for line in lines {
                let request = self.new_request(actor, facility, (&desk.desk, way), (line, &edition, deadline));
                let user = actor.user.as_ref().map_or("", tate_domain::id::UserId::as_str);
                change.ask_vendor(&request, user).await.map_err(|error| match error {
                    StoreError::Taken => AppError::Conflict,
                    other => other.into(),
                })?;
                let contract = (facility, line.contract.id.as_str());
                self.note_sheet(&mut change, &tenant, contract, SheetState::Requested).await?;
                requests.push(request);
            }
            self.send_request_letter(&mut change, actor, &snapshot, &desk.desk, &requests).await?;
            match way {
                Way::Mail => made.mails += 1,
                Way::Post | Way::Fax => made.paper += 1,
            }
            made.requests.extend(requests.into_iter().map(|request| request.id));
        }
        change.commit().await?;
        self.wake_mail();
        Ok(made)
    }

    /// The deadline, and the chosen contracts by desk with the way to it; every problem at once.
    fn check_requests<'a>(&self, prepared: &'a Prepared, typed: &TypedRequests) -> Result<(Date, Vec<Chosen<'a>>)> {
        let mut problems = Vec::new();
        let deadline =
            check_deadline(&typed.deadline, self.today()).map_err(|why| problems.push(wrong("deadline", why)));
        let mut chosen = Vec::new();
        for desk in &prepared.desks {
            let lines: Vec<&BoardLine> =
                desk.lines.iter().filter(|line| typed.contracts.contains(&line.contract.id)).collect();
            if lines.is_empty() {
                continue;
            }
            let way = typed.ways.get(&desk.desk.id).and_then(|code| Way::from_code(code)).unwrap_or(desk.way);
            if way == Way::Mail && !desk.may_mail {
                problems.push(wrong(format!("way.{}", desk.desk.id), no_mail(self, &desk.desk)));
            }
            chosen.push((desk, way, lines));
        }
        let count: usize = chosen.iter().map(|(_, _, lines)| lines.len()).sum();
        if count == 0 {
            problems.push(wrong("contracts", "依頼する契約が選ばれていません。1件以上を選んでください。"));
        } else if count > MOST_AT_ONCE {
            problems.push(wrong(
                "contracts",
                format!("一度に依頼できるのは{MOST_AT_ONCE}件までです。分けて依頼してください。"),
            ));
        } else if typed.contracts.len() > count {
            problems.push(wrong(
                "contracts",
                "選んだ契約の中に、もう依頼済みか、依頼できなくなったものがあります。画面を開き直して、選び直してください。",
            ));
        }
        match deadline {
            Ok(deadline) if problems.is_empty() => Ok((deadline, chosen)),
            _ => Err(AppError::Invalid(problems)),
        }
    }

    fn new_request(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (desk, way): (&Desk, Way),
        (line, edition, deadline): (&BoardLine, &str, Date),
    ) -> Request {
        let vendor = line.vendor.as_ref();
        Request {
            id: new_id(),
            facility: facility.clone(),
            fiscal_year: i64::from(FiscalYear::of(self.today()).0),
            edition: edition.to_owned(),
            contract_id: line.contract.id.clone(),
            contract: line.contract.name.clone(),
            system: line.system.clone(),
            vendor_id: vendor.map_or_else(|| desk.id.clone(), |vendor| vendor.id.clone()),
            vendor: vendor.map_or_else(|| desk.name.clone(), |vendor| vendor.name.clone()),
            asked_id: desk.id.clone(),
            asked: desk.name.clone(),
            deadline,
            way,
            asked_at: self.now(),
            asked_name: actor.name.clone(),
            opened_at: String::new(),
            submitted_at: String::new(),
            state: State::Asked,
            decided_at: String::new(),
            decided_name: String::new(),
            reason: String::new(),
            paused: false,
            version: 1,
        }
    }
}

fn no_mail(app: &App, desk: &Desk) -> String {
    if desk.mail.is_empty() {
        format!(
            "「{}」のメールアドレスが事業者の台帳にありません。台帳に入力するか、FAXか郵送を選んでください。",
            desk.name
        )
    } else if !app.has_mail() {
        "メールを送る設定がありません。FAXか郵送を選ぶか、管理者に設定を頼んでください。".to_owned()
    } else {
        "回答用リンクに使うこのサーバの公開アドレスが設定されていません。FAXか郵送を選ぶか、管理者に設定（--base-url）を頼んでください。".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{check_deadline, usual_deadline};
    use jiff::civil::date;

    #[test]
    fn the_usual_deadline_is_a_working_day_a_month_away_and_within_the_year() {
        let catalog = tate_catalog::Catalog::builtin().unwrap();
        let usual = |today| usual_deadline(today, catalog.holidays());
        assert_eq!(usual(date(2026, 7, 1)), date(2026, 7, 31));
        assert_eq!(usual(date(2026, 7, 2)), date(2026, 8, 3), "1 August 2026 is a Saturday");
        assert_eq!(usual(date(2026, 12, 2)), date(2027, 1, 4), "1 to 3 January are no working days");
        assert_eq!(usual(date(2027, 3, 20)), date(2027, 3, 31));
    }

    #[test]
    fn a_deadline_lies_after_today_and_within_the_year() {
        let today = date(2026, 11, 20);
        assert!(check_deadline("2026/11/21", today).is_ok() && check_deadline("令和9年3月31日", today).is_ok());
        for wrong in ["", "2026/11/20", "2026/11/1", "2027/4/1", "そのうち"] {
            assert!(check_deadline(wrong, today).is_err(), "{wrong}");
        }
    }
}
