//! `tate vendor request`

use super::super::{print, print_json};
use crate::mail::MailOptions;
use crate::open::{Data, Outcome, facility_or_only, public_address, sentence};
use clap::{ArgGroup, Args};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::App;
use tate_app::letters::Paper;
use tate_app::requests::{PaperKind, Prepared, TypedRequests};
use tate_domain::date::slashed;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;
use tate_domain::vendor::Way;

/// Ask for the sheets of contracts: one letter per vendor
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["all", "contract"])))]
pub struct Request {
    #[command(flatten)]
    data: Data,
    /// Facility (id or code); may be left out when there is only one
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    /// Every contract that can be asked and was not yet this year
    #[arg(long)]
    all: bool,
    /// A contract: its name or id; several are possible
    #[arg(long, value_name = "NAME")]
    contract: Vec<String>,
    /// The day by which the sheets are to be back [default: in a month]
    #[arg(long, value_name = "DAY")]
    deadline: Option<String>,
    /// The vendors' edition [default: the newest]
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// mail, post or fax for all [default: mail where it can be, else fax, else post]
    #[arg(long, value_name = "WAY")]
    way: Option<String>,
    /// Folder for the letters that go by post and fax, as PDF
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Address under which vendors reach the server: links in letters begin with it
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    #[command(flatten)]
    mail: MailOptions,
    /// Take this day for today
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<jiff::civil::Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Request {
    /// Asks. Exit 1 when nothing could be asked.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        let mut app = self.data.open_existing(self.today).await?;
        app.mail = self.mail.mailing()?;
        app.base = public_address(self.base_url.as_deref());
        let (actor, facility) = facility_or_only(&app, self.facility.as_deref()).await?;
        let prepared = app.prepare_requests(&actor, &facility.id).await.map_err(|error| sentence(&error))?;
        let typed = self.typed(&prepared)?;
        let made = app.request_sheets(&actor, &facility.id, &typed).await.map_err(|error| sentence(&error))?;
        if app.has_mail() {
            app.send_due_mail().await.map_err(|error| sentence(&error))?;
        }
        let written = match &self.out {
            Some(folder) => letters(&app, &actor, &facility.id, folder).await?,
            None => Vec::new(),
        };
        if self.json {
            print_json(&json!({
                "requests": made.requests, "mails": made.mails, "paper": made.paper, "letters": written,
            }))?;
        } else {
            print(&format!(
                "{}件を依頼しました（メール{}社、FAX・郵送{}社）。",
                made.requests.len(),
                made.mails,
                made.paper
            ))?;
            for name in written {
                print(&name)?;
            }
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    fn typed(&self, prepared: &Prepared) -> Outcome<TypedRequests> {
        let way = match self.way.as_deref() {
            None => None,
            Some(code) => Some(Way::from_code(code).ok_or_else(|| {
                format!("送り方「{code}」は分かりません。mail、post、fax のどれかを指定してください。")
            })?),
        };
        let ways = prepared.desks.iter().filter_map(|desk| Some((desk.desk.id.clone(), way?.code().to_owned())));
        Ok(TypedRequests {
            contracts: self.contracts(prepared)?,
            deadline: self.deadline.clone().unwrap_or_else(|| slashed(prepared.deadline)),
            edition: self.edition.clone().unwrap_or_default(),
            ways: ways.collect(),
        })
    }

    fn contracts(&self, prepared: &Prepared) -> Outcome<Vec<String>> {
        let free: Vec<_> = prepared.desks.iter().flat_map(|desk| &desk.lines).map(|line| &line.contract).collect();
        if self.all {
            return Ok(free.into_iter().map(|contract| contract.id.clone()).collect());
        }
        let one = |asked: &String| {
            let found: Vec<_> = free.iter().filter(|known| known.id == *asked || known.name == *asked).collect();
            match found.as_slice() {
                [only] => Ok(only.id.clone()),
                [] => Err(format!(
                    "依頼できる契約「{asked}」がありません。名前を確かめてください。今年度に依頼済みの契約と、契約のないもの（購入のみ）には依頼できません。"
                )),
                several => Err(format!("契約「{asked}」が{}件あります。IDで指定してください。", several.len())),
            }
        };
        self.contract.iter().map(one).collect()
    }
}

/// Writes the letters that go on paper; gives their names.
async fn letters(app: &App, actor: &Actor, facility: &FacilityId, folder: &Path) -> Outcome<Vec<String>> {
    let failed = |error: std::io::Error| format!("「{}」に書き込めません（{error}）。", folder.display());
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut written = Vec::new();
    for (number, desk) in app.desk_letters(actor, facility).await.map_err(|e| sentence(&e))?.into_iter().enumerate() {
        let paper = match desk.way {
            Way::Mail => continue,
            Way::Post => Paper::Post,
            Way::Fax => Paper::Fax,
        };
        let ids: Vec<_> = desk.requests.iter().map(|request| request.id.clone()).collect();
        let about = (PaperKind::Request, paper);
        let made = app.print_request_letter(actor, facility, about, &ids).await.map_err(|error| sentence(&error))?;
        let name = format!("{:02}_{}_{}.pdf", number + 1, desk.way.code(), tame(&desk.desk));
        std::fs::write(folder.join(&name), made.bytes).map_err(failed)?;
        written.push(name);
    }
    Ok(written)
}

/// A name without what a file's name cannot hold.
fn tame(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(40).collect()
}
