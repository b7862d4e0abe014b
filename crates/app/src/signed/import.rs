//! A facility's side: pinning the keys of its vendors, importing signed answers and notices.

use super::notice::{NOTICE_FORMAT, NoticeFile};
use super::verify::{Asked, Customers, Pinned, Refusal, check_answer, from_the_future, read_answer, verify_signature};
use super::{AnswerFile, MOST_BYTES, PublicKey};
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use tate_domain::facility::FacilityKind;
use tate_domain::id::{FacilityId, NoticeId, RequestId};
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_domain::text;
use tate_domain::vendor::{Request, Route};
use tate_store::{FacilityRecord, SignedRecord, StoreError, VendorKey, VendorNotice};

/// The most characters of a note.
const MOST_CHARS: usize = 1_000;
/// How many imported files the page lists.
const MOST_LISTED: i64 = 50;

/// The pages about keys and signed answers.
#[derive(Debug, Clone)]
pub struct SignedView {
    /// The pinned keys, revoked ones too.
    pub keys: Vec<VendorKey>,
    /// The vendors of the ledger: id and name.
    pub vendors: Vec<(String, String)>,
    /// The newest imported answers.
    pub imported: Vec<SignedRecord>,
}

/// A notice with what it says.
#[derive(Debug, Clone)]
pub struct NoticeView {
    /// As it was imported, and who checked it.
    pub record: VendorNotice,
    /// What it says.
    pub file: NoticeFile,
}

/// What importing a notice did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedNotice {
    /// It is new.
    New(String),
    /// It was there already.
    There(String),
}

fn refused(refusals: impl IntoIterator<Item = Refusal>) -> AppError {
    AppError::Invalid(refusals.into_iter().map(|refusal| Problem::new("file", refusal.sentence())).collect())
}

fn bounded(bytes: &[u8]) -> Result<()> {
    let message = match bytes.len() {
        0 => {
            "ファイルが選ばれていないか、空です。事業者から届いた回答のファイルと、署名のファイル（.sig）を選んでください。"
        }
        len if len > MOST_BYTES => {
            "ファイルが大きすぎます。署名付きのファイルは1MBまでです。事業者に、ファイルを確かめてください。"
        }
        _ => return Ok(()),
    };
    Err(AppError::invalid("file", message))
}

impl App {
    /// A facility that has vendors: every kind but a vendor's desk.
    pub(crate) async fn customer(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        what: Permission,
    ) -> Result<FacilityRecord> {
        actor.may_at(what, facility)?;
        let record = self.tenant(actor).facility(facility).await?.ok_or(AppError::NotFound)?;
        if record.profile.kind == FacilityKind::Vendor { Err(AppError::NoChecklist) } else { Ok(record) }
    }

    async fn pinned(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<Pinned>> {
        let keys = self.tenant(actor).vendor_keys(facility).await?;
        let pinned = keys.into_iter().filter_map(|one| {
            let key = PublicKey::read(&one.public_key)?;
            Some(Pinned { key, vendor_id: one.vendor_id, vendor: one.vendor, revoked: !one.revoked_at.is_empty() })
        });
        Ok(pinned.collect())
    }

    /// The keys, the vendors to pin one for, and what was imported.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn signed_view(&self, actor: &Actor, facility: &FacilityId) -> Result<SignedView> {
        self.customer(actor, facility, Permission::View).await?;
        let snapshot = self.facts(actor, facility).await?;
        let vendors = snapshot.facts.all(Ledger::Vendors);
        let tenant = self.tenant(actor);
        Ok(SignedView {
            keys: tenant.vendor_keys(facility).await?,
            vendors: vendors.iter().map(|row| (row.id.clone(), row.text("name").to_owned())).collect(),
            imported: tenant.signed_answers(facility, MOST_LISTED).await?,
        })
    }

    /// Pins a vendor's public key, which a person has compared by telephone.
    ///
    /// # Errors
    /// The actor may not; no such vendor; no key; not compared; pinned already.
    pub async fn pin_vendor_key(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (vendor, key, compared): (&str, &str, bool),
    ) -> Result<()> {
        self.customer(actor, facility, Permission::ManageFacilities).await?;
        let snapshot = self.facts(actor, facility).await?;
        let mut problems = Vec::new();
        let vendor = snapshot.facts.find(Ledger::Vendors, vendor);
        if vendor.is_none() {
            problems.push(Problem::new("vendor", "事業者が選ばれていません。台帳に登録した事業者から選んでください。"));
        }
        let key = PublicKey::read(key);
        if key.is_none() {
            problems.push(Problem::new("key", "公開鍵として読み取れません。事業者の「署名の鍵」の画面にある公開鍵（44文字）を、そのまま貼り付けてください。"));
        }
        if !compared {
            problems.push(Problem::new("compared", "指紋を確かめたことが選ばれていません。届いた連絡先ではなく、以前から知っている電話番号にかけて、指紋を読み合わせてください。"));
        }
        let (Some(vendor), Some(key), true) = (vendor, key, compared) else { return Err(AppError::Invalid(problems)) };
        let one = VendorKey {
            id: new_id::<String>(),
            vendor_id: vendor.id.clone(),
            vendor: vendor.text("name").to_owned(),
            public_key: key.text(),
            key_id: key.key_id(),
            pinned_at: self.now(),
            pinned_name: actor.name.clone(),
            revoked_at: String::new(),
            revoked_name: String::new(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        match change.pin_key(facility, &one).await {
            Ok(()) => Ok(change.commit().await?),
            Err(StoreError::Taken) => Err(AppError::invalid(
                "key",
                "この鍵は、すでに登録されています。同じ鍵を2つの事業者に登録することはできません。",
            )),
            Err(other) => Err(other.into()),
        }
    }

    /// Revokes a pinned key.
    ///
    /// # Errors
    /// The actor may not; it is not there or revoked already.
    pub async fn revoke_vendor_key(&self, actor: &Actor, facility: &FacilityId, id: &str) -> Result<()> {
        self.customer(actor, facility, Permission::ManageFacilities).await?;
        let keys = self.tenant(actor).vendor_keys(facility).await?;
        keys.iter().find(|key| key.id == id).ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.revoke_key(facility, id, &actor.name).await?;
        Ok(change.commit().await?)
    }

    /// Checks a signed answer file as [`App::import_signed`] would, and changes nothing. The list is empty when it
    /// would be taken.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn verify_signed(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (bytes, signature): (&[u8], &[u8]),
    ) -> Result<Vec<Refusal>> {
        let record = self.customer(actor, facility, Permission::View).await?;
        Ok(self.examine(actor, &record, bytes, signature).await?.err().unwrap_or_default())
    }

    async fn examine(
        &self,
        actor: &Actor,
        record: &FacilityRecord,
        bytes: &[u8],
        signature: &[u8],
    ) -> Result<std::result::Result<(AnswerFile, Pinned, Request), Vec<Refusal>>> {
        let keys = self.pinned(actor, &record.id).await?;
        let signer = match verify_signature(bytes, signature, &keys) {
            Ok(signer) => signer.clone(),
            Err(refusal) => return Ok(Err(vec![refusal])),
        };
        let file = match read_answer(bytes) {
            Ok(file) => file,
            Err(refusal) => return Ok(Err(vec![refusal])),
        };
        let tenant = self.tenant(actor);
        let request = tenant.request(&record.id, &RequestId::from(file.customer.request.as_str())).await?;
        let before = tenant.signed_answer(&record.id, &file.id).await?;
        let edition = self.catalog(actor).await?.edition_shared(&file.edition);
        let asked = Asked {
            customers: Some(Customers {
                request: request.as_ref(),
                name: &record.profile.name,
                codes: [&record.profile.insurance_code, &record.code],
                imported_at: before.as_ref().map_or("", |before| before.at.as_str()),
            }),
            edition: edition.as_deref(),
            today: self.today(),
            now: self.clock.now(),
        };
        let checked = check_answer(&file, &signer, asked);
        Ok(match (checked, request) {
            (Err(refusals), _) => Err(refusals),
            (Ok(()), Some(request)) => Ok((file, signer, request)),
            // `check_answer` has said so already.
            (Ok(()), None) => Err(vec![Refusal::OtherCustomer(file.customer.facility.clone())]),
        })
    }

    /// Imports a signed answer file: into the sheet of the request that it answers.
    ///
    /// # Errors
    /// The actor may not; every reason not to believe the file, each with its sentence.
    pub async fn import_signed(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (bytes, signature): (&[u8], &[u8]),
    ) -> Result<Request> {
        let record = self.customer(actor, facility, Permission::PrepareAnswers).await?;
        bounded(bytes)?;
        let (file, signer, request) = self.examine(actor, &record, bytes, signature).await?.map_err(refused)?;
        if !request.state.is_open() && request.state != tate_domain::vendor::State::Submitted {
            return Err(AppError::invalid(
                "file",
                "この依頼は、もう回答を受け付けていません（受領済み・断られた・取り下げのいずれか）。依頼を確かめて、必要なら出し直してください。",
            ));
        }
        let kept = SignedRecord {
            id: file.id.clone(),
            request_id: request.id.to_string(),
            vendor_id: signer.vendor_id,
            vendor: signer.vendor,
            key_id: signer.key.key_id(),
            content: String::from_utf8_lossy(bytes).into_owned(),
            signature: String::from_utf8_lossy(signature).into_owned(),
            at: self.now(),
            by_name: actor.name.clone(),
        };
        self.hand_in(actor, facility, &request, &file, &kept).await?;
        Ok(request)
    }

    /// Hands the sheet in like any other one, then keeps the file: what was not handed in is not "imported before".
    async fn hand_in(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        request: &Request,
        file: &AnswerFile,
        kept: &SignedRecord,
    ) -> Result<()> {
        self.submit_for(actor, facility, &request.id, &file.sheet(), Route::Signed).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        match change.keep_signed(facility, kept).await {
            Ok(()) => Ok(change.commit().await?),
            Err(StoreError::Taken) => Err(refused([Refusal::AlreadyImported(kept.at.clone())])),
            Err(other) => Err(other.into()),
        }
    }

    /// Imports a vendor's signed notice; one that is there already is left as it is.
    ///
    /// # Errors
    /// The actor may not; every reason not to believe the file.
    pub async fn import_notice(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (bytes, signature): (&[u8], &[u8]),
    ) -> Result<ImportedNotice> {
        self.customer(actor, facility, Permission::PrepareAnswers).await?;
        bounded(bytes)?;
        let keys = self.pinned(actor, facility).await?;
        let signer = verify_signature(bytes, signature, &keys).map_err(|refusal| refused([refusal]))?;
        let file = read_notice(bytes).ok_or_else(|| refused([Refusal::NotKnown]))?;
        if from_the_future(&file.issued_at, self.clock.now()) {
            return Err(refused([Refusal::FromTheFuture(file.issued_at)]));
        }
        let record = VendorNotice {
            id: file.id.clone(),
            vendor_id: signer.vendor_id.clone(),
            vendor: signer.vendor.clone(),
            key_id: signer.key.key_id(),
            content: String::from_utf8_lossy(bytes).into_owned(),
            signature: String::from_utf8_lossy(signature).into_owned(),
            at: self.now(),
            by_name: actor.name.clone(),
            checked_at: String::new(),
            checked_name: String::new(),
            checked_note: String::new(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        if change.keep_notice(facility, &record).await? {
            change.commit().await?;
            Ok(ImportedNotice::New(file.id))
        } else {
            Ok(ImportedNotice::There(file.id))
        }
    }

    /// The notices of a facility's vendors, the unchecked first, then the newest.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn vendor_notices(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<NoticeView>> {
        self.customer(actor, facility, Permission::View).await?;
        let records = self.tenant(actor).vendor_notices(facility).await?;
        let read = records.into_iter().filter_map(|record| {
            let file = read_notice(record.content.as_bytes())?;
            Some(NoticeView { record, file })
        });
        let mut views: Vec<NoticeView> = read.collect();
        views.sort_by_key(|view| !view.record.checked_at.is_empty());
        Ok(views)
    }

    /// Marks a notice as checked, with what was done.
    ///
    /// # Errors
    /// The actor may not; no note; it is not there or was checked already.
    pub async fn check_vendor_notice(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &NoticeId,
        note: &str,
    ) -> Result<()> {
        self.customer(actor, facility, Permission::PrepareAnswers).await?;
        let there = self.tenant(actor).vendor_notices(facility).await?;
        there.iter().find(|one| one.id == id.as_str()).ok_or(AppError::NotFound)?;
        let note = text::printable(note.trim(), true);
        if note.is_empty() || note.chars().count() > MOST_CHARS {
            return Err(AppError::invalid(
                "note",
                "確認した内容を保存できません。何を確かめて、どうしたかを、1,000文字までで入力してください。",
            ));
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.check_notice(facility, id, (&actor.name, &note)).await?;
        Ok(change.commit().await?)
    }
}

/// A notice whose signature has been verified; none when it is something else.
fn read_notice(bytes: &[u8]) -> Option<NoticeFile> {
    let file: NoticeFile = serde_json::from_slice(bytes).ok()?;
    let sized = file.id.len() <= 100
        && !file.id.is_empty()
        && !file.id.contains('/')
        && file.title.chars().count() <= 200
        && file.text.chars().count() <= 10_000
        && file.action.chars().count() <= 2_000
        && file.products.len() <= 200;
    Some(file).filter(|file| file.format == NOTICE_FORMAT && sized)
}
