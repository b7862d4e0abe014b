//! Whether a signed file is to be believed: the signature over the exact bytes first, then everything else.

use super::answer::{ANSWER_FORMAT, AnswerFile};
use super::key::{PublicKey, SignatureFile};
use jiff::Timestamp;
use jiff::civil::Date;
use tate_domain::date::slashed;
use tate_domain::edition::Edition;
use tate_domain::text::search_key;
use tate_domain::vendor::{Request, Typed, check_sheet};

/// How far ahead a vendor's clock may be, in seconds.
const SKEW: i64 = 10 * 60;

/// A key that a person pinned, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// The key.
    pub key: PublicKey,
    /// The row of the vendor in the ledger; empty for a key given by hand.
    pub vendor_id: String,
    /// Its name.
    pub vendor: String,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// Why a signed file is not believed. Each has its own sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The signature file is none.
    NotSignature,
    /// Nobody pinned this key (its id).
    UnknownKey(String),
    /// The key was revoked.
    RevokedKey(String),
    /// The signature does not fit the bytes.
    Altered,
    /// Signed, but not an answer file or a notice that this program knows.
    NotKnown,
    /// The request went to another vendor than the key's.
    OtherVendor {
        /// Whose key it is.
        signer: String,
        /// Who was asked.
        asked: String,
    },
    /// Its last day has passed.
    Expired(Date),
    /// It says to be from the future.
    FromTheFuture(String),
    /// It is for somebody else.
    OtherCustomer(String),
    /// It was imported before, at this time.
    AlreadyImported(String),
    /// It answers another edition.
    OtherEdition {
        /// Its edition.
        file: String,
        /// The request's.
        request: String,
    },
    /// Rows are missing or break a rule.
    Incomplete(Vec<String>),
}

impl Refusal {
    /// The code of the command line.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSignature => "not_signature",
            Self::UnknownKey(_) => "unknown_key",
            Self::RevokedKey(_) => "revoked_key",
            Self::Altered => "altered",
            Self::NotKnown => "not_known",
            Self::OtherVendor { .. } => "other_vendor",
            Self::Expired(_) => "expired",
            Self::FromTheFuture(_) => "from_the_future",
            Self::OtherCustomer(_) => "other_customer",
            Self::AlreadyImported(_) => "already_imported",
            Self::OtherEdition { .. } => "other_edition",
            Self::Incomplete(_) => "incomplete",
        }
    }

    /// What happened, why, what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NotSignature => "署名のファイル（.sig）として読み取れません。回答のファイルと一緒に届いた、名前の最後が「.json.sig」のファイルを選んでください。".into(),
            Self::UnknownKey(id) => format!("登録していない鍵（{}）で署名されています。事業者に電話で指紋を確かめて、鍵を登録してから、もう一度取り込んでください。", super::groups(id)),
            Self::RevokedKey(id) => format!("使用をやめた鍵（{}）で署名されています。事業者に新しい鍵を確かめて登録し、署名し直してもらってください。", super::groups(id)),
            Self::Altered => "署名が一致しません。署名した後でファイルが1文字でも変わったか、別の鍵で署名されています。取り込まずに、事業者にもう一度送ってもらってください。".into(),
            Self::NotKnown => "署名は正しいのですが、この種類のファイルは読み取れません。新しい版のプログラムが作ったか、別の用途のファイルです。事業者に、ファイルの種類を確かめてください。".into(),
            Self::OtherVendor { signer, asked } => format!("「{asked}」への依頼に、「{signer}」の鍵で署名した回答です。依頼した事業者の署名が必要です。とりまとめ先が違う場合は、依頼を出し直してください。"),
            Self::Expired(day) => format!("回答の有効期限（{}）が過ぎています。事業者に、新しい回答を頼んでください。", slashed(*day)),
            Self::FromTheFuture(at) => format!("発行日時（{}）が未来になっています。事業者かこちらのパソコンの時計がずれています。時計を確かめてから、もう一度取り込んでください。", tate_domain::text::shorten(at, 30)),
            Self::OtherCustomer(name) => format!("この施設あての回答ではありません（あて先：{}）。事業者に、送り先を確かめてください。", tate_domain::text::shorten(name, 60)),
            Self::AlreadyImported(at) => format!("この回答は、すでに取り込んでいます（{}）。もう一度取り込む必要はありません。新しい回答なら、事業者に発行し直してもらってください。", at.get(..10).unwrap_or(at)),
            Self::OtherEdition { file, request } => format!("依頼と違う版の回答です（依頼：{request}、回答：{}）。事業者に、依頼した版での回答を頼んでください。", tate_domain::text::shorten(file, 40)),
            Self::Incomplete(why) => format!("回答がそろっていません。{} 事業者に、直した回答を頼んでください。", why.join(" ")),
        }
    }
}

/// Whose signature stands under the bytes. Nothing of them is read before.
///
/// # Errors
/// No signature file, a key that nobody pinned or that was revoked, or a signature of other bytes.
pub fn verify_signature<'a>(bytes: &[u8], signature: &[u8], keys: &'a [Pinned]) -> Result<&'a Pinned, Refusal> {
    let (file, signature) = SignatureFile::read(signature).ok_or(Refusal::NotSignature)?;
    let known = keys.iter().filter(|pinned| pinned.key.key_id() == file.key_id);
    // A key that was revoked and pinned again holds.
    let pinned = known.min_by_key(|pinned| pinned.revoked).ok_or_else(|| {
        let id = file.key_id.chars().filter(char::is_ascii_hexdigit).take(16).collect();
        Refusal::UnknownKey(id)
    })?;
    if !pinned.key.made(bytes, &signature) {
        return Err(Refusal::Altered);
    }
    if pinned.revoked { Err(Refusal::RevokedKey(file.key_id)) } else { Ok(pinned) }
}

/// What an answer file is compared with. Without customers (the vendor looks at its own file) only the file itself
/// is checked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The facility and its requests.
    pub customers: Option<Customers<'a>>,
    /// The file's edition as this program knows it.
    pub edition: Option<&'a Edition>,
    /// Today in Japan.
    pub today: Date,
    /// Now.
    pub now: Timestamp,
}

/// The facility that imports.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    /// The request that the file names, if it is one of the facility's.
    pub request: Option<&'a Request>,
    /// The facility's name.
    pub name: &'a str,
    /// Its codes: 保険医療機関・薬局コード and the short one.
    pub codes: [&'a str; 2],
    /// When the file was imported before; empty: never.
    pub imported_at: &'a str,
}

/// Reads an answer file whose signature has been verified.
///
/// # Errors
/// It is none.
pub(super) fn read_answer(bytes: &[u8]) -> Result<AnswerFile, Refusal> {
    let file: AnswerFile = serde_json::from_slice(bytes).map_err(|_| Refusal::NotKnown)?;
    if file.format == ANSWER_FORMAT && !file.id.is_empty() && file.id.len() <= 100 {
        Ok(file)
    } else {
        Err(Refusal::NotKnown)
    }
}

/// Whether an issuing time lies in the future.
pub(super) fn from_the_future(issued_at: &str, now: Timestamp) -> bool {
    issued_at.parse::<Timestamp>().is_ok_and(|issued| issued.as_second() > now.as_second() + SKEW)
}

/// Checks an answer file whose signature is the signer's: every reason not to take it, the weightiest first.
///
/// # Errors
/// Never empty.
pub fn check_answer(file: &AnswerFile, signer: &Pinned, asked: Asked<'_>) -> Result<(), Vec<Refusal>> {
    let mut found = Vec::new();
    if let Some(customer) = asked.customers {
        if !customer.imported_at.is_empty() {
            found.push(Refusal::AlreadyImported(customer.imported_at.to_owned()));
        }
        let same = |a: &str, b: &str| !a.is_empty() && search_key(a) == search_key(b);
        let to = &file.customer;
        let code = to.code.is_empty() || customer.codes.iter().any(|code| same(&to.code, code));
        match customer.request {
            Some(request) if code && same(&to.facility, customer.name) => {
                if signer.vendor_id != request.asked_id && signer.vendor_id != request.vendor_id {
                    found.push(Refusal::OtherVendor { signer: signer.vendor.clone(), asked: request.asked.clone() });
                }
                if file.edition != request.edition {
                    found.push(Refusal::OtherEdition { file: file.edition.clone(), request: request.edition.clone() });
                }
            }
            Some(_) | None => found.push(Refusal::OtherCustomer(to.facility.clone())),
        }
    }
    if file.valid_until < asked.today {
        found.push(Refusal::Expired(file.valid_until));
    }
    if file.issued_at.parse::<Timestamp>().is_err() {
        found.push(Refusal::NotKnown);
    } else if from_the_future(&file.issued_at, asked.now) {
        found.push(Refusal::FromTheFuture(file.issued_at.clone()));
    }
    found.extend(incomplete(file, asked));
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Checks an answer file against a key given by hand, without a facility: what the vendor itself looks at.
///
/// # Errors
/// Every reason not to believe it; never empty.
pub fn verify_file(
    bytes: &[u8],
    signature: &[u8],
    key: PublicKey,
    edition: impl FnOnce(&str) -> Option<std::sync::Arc<Edition>>,
    (today, now): (Date, Timestamp),
) -> Result<AnswerFile, Vec<Refusal>> {
    let keys = [Pinned { key, vendor_id: String::new(), vendor: String::new(), revoked: false }];
    let signer = verify_signature(bytes, signature, &keys).map_err(|refusal| vec![refusal])?;
    let file = read_answer(bytes).map_err(|refusal| vec![refusal])?;
    let edition = edition(&file.edition);
    check_answer(&file, signer, Asked { customers: None, edition: edition.as_deref(), today, now })?;
    Ok(file)
}

/// What the rows lack by the rules of the sheet.
fn incomplete(file: &AnswerFile, asked: Asked<'_>) -> Option<Refusal> {
    let Some(edition) = asked.edition else {
        return Some(Refusal::Incomplete(vec![format!(
            "このプログラムにない版（{}）です。",
            tate_domain::text::shorten(&file.edition, 40)
        )]));
    };
    if file.answers.len() > 500 {
        return Some(Refusal::Incomplete(vec!["行が多すぎます。".to_owned()]));
    }
    let typed: Vec<Typed> = file
        .answers
        .iter()
        .map(|row| Typed {
            item: row.item.clone(),
            value: row.value.code().to_owned(),
            ground: row.ground.clone(),
            target_date: row.target_date.map(|day| day.to_string()).unwrap_or_default(),
            remark: row.remark.clone(),
        })
        .collect();
    let mut why = Vec::new();
    if file.answered_by.trim().is_empty() || file.contact.trim().is_empty() {
        why.push("回答者か連絡先がありません。".to_owned());
    }
    let foreign = file.answers.iter().filter(|row| edition.row(&row.item).is_none()).count();
    let mut items: Vec<&str> = file.answers.iter().map(|row| row.item.as_str()).collect();
    items.sort_unstable();
    let twice = items.windows(2).filter(|two| two[0] == two[1]).count();
    if foreign + twice > 0 {
        why.push(format!("この版にない行か、二重の行が{}行あります。", foreign + twice));
    }
    if let Err(problems) = check_sheet(edition, &typed, asked.today) {
        why.extend(problems.into_iter().map(|(item, errors)| {
            let number = edition.row(&item).map_or(item.clone(), |row| row.number.clone());
            let words = errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ");
            format!("{number}：{words}")
        }));
    }
    why.truncate(20);
    (!why.is_empty()).then_some(Refusal::Incomplete(why))
}

#[cfg(test)]
mod tests;
