//! Letters about requests: who writes, to which desk, about which sheets, with which links.

use super::Desk;
use crate::App;
use crate::error::{AppError, Result};
use crate::facts::Snapshot;
use crate::keys::token_hash;
use crate::letters::{self, Addressee, Ask, Letter, Occasion, Question, Sender};
use crate::mail::MailDraft;
use crate::new_id;
use jiff::civil::Date;
use tate_domain::date::FiscalYear;
use tate_domain::facts::Row;
use tate_domain::id::{FacilityId, LinkId, RequestId};
use tate_domain::ledger::Ledger;
use tate_domain::role::Actor;
use tate_domain::vendor::{Request, Way};
use tate_store::{Change, LetterRecord};

/// The occasion of a letter: which mark it is written down under, and what it is called.
pub(super) struct Mark<'a> {
    /// `request`, `remind`, `escalate`.
    pub(super) kind: &'a str,
    /// Once per request: `request`, `remind:-14`, …
    pub(super) mark: String,
}

/// Who writes for a facility: the officer in charge where one is appointed, else whoever acts.
pub(crate) fn sender(snapshot: &Snapshot, actor: &Actor, today: Date) -> Sender {
    let facts = &snapshot.facts;
    let officer = facts.appointed("officer", today).and_then(|row| facts.target(row, "person"));
    let acting = if actor.user.is_some() { actor.name.clone() } else { String::new() };
    let text = |key: &str| officer.map_or_else(String::new, |person| person.text(key).to_owned());
    Sender {
        facility: facts.profile.name.clone(),
        kind: facts.profile.kind,
        department: text("department"),
        person: officer.map_or(acting, Row::name),
        phone: facts.profile.phone.clone(),
        fax: String::new(),
        mail: text("mail"),
        address: facts.profile.address.clone(),
    }
}

impl App {
    /// The link that stands in letters about a request: the one there is, or a new one. None where the server has no
    /// address of its own. A link that this server's key did not make (a restored backup) is replaced.
    async fn link_for(
        &self,
        change: &mut Change,
        actor: &Actor,
        facility: &FacilityId,
        request: &Request,
    ) -> Result<Option<LinkId>> {
        if self.base.is_empty() {
            return Ok(None);
        }
        if let Some(live) = self.live_link(actor, facility, &request.id).await? {
            return Ok(Some(live));
        }
        let id: LinkId = new_id();
        self.put_link(change, request, &id).await?;
        Ok(Some(id))
    }

    /// The link of a request that opens it and that this server's key made; none where the server has no address.
    pub(super) async fn live_link(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &RequestId,
    ) -> Result<Option<LinkId>> {
        if self.base.is_empty() {
            return Ok(None);
        }
        for known in self.tenant(actor).links(facility, request).await? {
            let id = LinkId::from(known.id.as_str());
            let live = known.revoked_at.is_empty() && known.expires_at > self.now();
            if live && self.store.vendor_link_by_token(&token_hash(&self.keys.token(&id))).await?.is_some() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// An occasion to write to a desk about requests, each with its link.
    pub(super) fn occasion(
        &self,
        (snapshot, actor): (&Snapshot, &Actor),
        desk: &Desk,
        requests: &[(&Request, Option<LinkId>)],
    ) -> Occasion {
        let today = self.today();
        let asks = requests.iter().map(|(request, link)| Ask {
            system: request.system.clone(),
            contract: request.contract.clone(),
            vendor: if request.is_collected() { request.vendor.clone() } else { String::new() },
            link: link.clone(),
        });
        Occasion {
            sender: sender(snapshot, actor, today),
            to: Addressee {
                company: desk.name.clone(),
                department: String::new(),
                person: desk.contact.clone(),
                fax: desk.fax.clone(),
            },
            asks: asks.collect(),
            year: FiscalYear::of(today),
            deadline: requests.iter().map(|(request, _)| request.deadline).min().unwrap_or(today),
            today,
        }
    }

    /// Writes one letter to a desk about some requests, and queues it where it goes by mail. Gives how it goes.
    ///
    /// # Errors
    /// [`AppError::Conflict`] when one of them has a letter of this occasion already: somebody else was faster.
    pub(super) async fn write_to_desk(
        &self,
        change: &mut Change,
        (snapshot, actor): (&Snapshot, &Actor),
        desk: &Desk,
        (requests, mark, write): (&[&Request], &Mark<'_>, impl Fn(&Occasion) -> Letter),
    ) -> Result<Way> {
        let facility = &snapshot.facility.id;
        let mut about = Vec::new();
        for request in requests {
            about.push((*request, self.link_for(change, actor, facility, request).await?));
        }
        let mut mail_id = String::new();
        // Without a mail server or an address any more, the letter is there to be printed.
        let way = match requests.first().map_or(Way::Post, |request| request.way) {
            Way::Mail if !self.has_mail() || desk.mail.is_empty() => Way::Post,
            way => way,
        };
        if way == Way::Mail {
            let mut letter = write(&self.occasion((snapshot, actor), desk, &about));
            letter.closing.push("Excelの回答用紙を添付しました。記入してご返送いただいても構いません。".to_owned());
            let mut mail = self.new_mail(MailDraft {
                key: format!("request:{}:{}", about[0].0.id, mark.mark),
                to: desk.mail.clone(),
                to_name: desk.name.clone(),
                reply_to: letter.sender.mail.clone(),
                subject: letter.mail_subject(),
                body: letter.mail_text(),
            })?;
            for (request, _) in &about {
                let sheet = self.sheet_to_attach(actor, request).await?;
                self.attach_to_mail(&mut mail, &sheet.name, sheet.media_type, sheet.bytes.into()).await?;
            }
            mail_id = mail.id.to_string();
            change.queue_mail(facility, &mail, &actor.name).await?;
        }
        for (request, _) in &about {
            let record = LetterRecord {
                request_id: request.id.to_string(),
                mark: mark.mark.clone(),
                kind: mark.kind.to_owned(),
                way: way.code().to_owned(),
                mail_id: mail_id.clone(),
                at: String::new(),
                by_name: actor.name.clone(),
            };
            if !change.write_letter(facility, &record).await? {
                return Err(AppError::Conflict);
            }
        }
        Ok(way)
    }

    /// The first letter to a desk.
    pub(super) async fn send_request_letter(
        &self,
        change: &mut Change,
        actor: &Actor,
        snapshot: &Snapshot,
        desk: &Desk,
        requests: &[Request],
    ) -> Result<()> {
        let (all, mark) = (requests.iter().collect::<Vec<_>>(), Mark { kind: "request", mark: "request".to_owned() });
        self.write_to_desk(change, (snapshot, actor), desk, (&all, &mark, letters::request)).await.map(|_| ())
    }
}

impl App {
    /// Tells a desk that its sheet came back with questions.
    pub(crate) async fn send_return_letter(
        &self,
        change: &mut Change,
        actor: &Actor,
        request: &Request,
        rows: Vec<Question>,
    ) -> Result<()> {
        let snapshot = self.facts(actor, &request.facility).await?;
        // The version tells the second return from the first.
        let mark = Mark { kind: "return", mark: format!("return:{}", request.version) };
        let write = |occasion: &Occasion| letters::send_back(occasion, &rows);
        let desk = desk_of(&snapshot, request);
        self.write_to_desk(change, (&snapshot, actor), &desk, (&[request], &mark, write)).await.map(|_| ())
    }
}

/// The desk of a request as the ledger has it now; as it was asked, where its row is gone.
pub(super) fn desk_of(snapshot: &Snapshot, request: &Request) -> Desk {
    match snapshot.facts.find(Ledger::Vendors, &request.asked_id) {
        Some(vendor) => Desk::of(vendor),
        None => Desk {
            id: request.asked_id.clone(),
            name: request.asked.clone(),
            contact: String::new(),
            phone: String::new(),
            mail: String::new(),
            fax: String::new(),
            address: String::new(),
        },
    }
}

/// Requests by desk and way, in the order in which the desks first come.
pub(super) fn by_desk<'a>(requests: impl IntoIterator<Item = &'a Request>) -> Vec<Vec<&'a Request>> {
    let mut groups: Vec<Vec<&Request>> = Vec::new();
    for request in requests {
        let same = |group: &&mut Vec<&Request>| group[0].asked_id == request.asked_id && group[0].way == request.way;
        match groups.iter_mut().find(same) {
            Some(group) => group.push(request),
            None => groups.push(vec![request]),
        }
    }
    groups
}

/// Whether a request has a letter under a mark.
pub(super) fn has_letter(letters: &[LetterRecord], request: &Request, mark: &str) -> bool {
    letters.iter().any(|letter| letter.request_id == request.id.as_str() && letter.mark == mark)
}

/// The ids of requests.
pub(super) fn ids(requests: &[&Request]) -> Vec<RequestId> {
    requests.iter().map(|request| request.id.clone()).collect()
}
