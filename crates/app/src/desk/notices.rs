//! Notices to customers: written once, signed, with a letter for each customer concerned.

use crate::error::{AppError, Problem, Result};
use crate::ledgers::Exported;
use crate::signed::{NoticeFile, file_text};
use crate::{App, new_id};
use std::collections::BTreeMap;
use tate_domain::date::{both, parse_day};
use tate_domain::desk::{Notice, NoticeKind, Product};
use tate_domain::id::{FacilityId, NoticeId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::printable;
use tate_store::IssuedNotice;

/// The most letters of a page: more are read from the file or the queue.
const MOST_LETTERS: usize = 200;

/// A notice as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedNotice {
    /// Code of the kind.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Ids of the products; none: every customer.
    pub products: Vec<String>,
    /// What the customer should do.
    pub action: String,
    /// By when.
    pub by_when: String,
}

/// A letter to one customer, ready to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The customer.
    pub customer: String,
    /// Subject of the mail.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// One notice with its letters.
#[derive(Debug, Clone)]
pub struct NoticePage {
    /// As it was issued.
    pub issued: IssuedNotice,
    /// What it says.
    pub file: NoticeFile,
    /// One letter per customer concerned.
    pub letters: Vec<Letter>,
    /// How many customers there are besides.
    pub more: usize,
}

impl App {
    /// The notices that were issued, the newest first.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_notices(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<(IssuedNotice, NoticeFile)>> {
        self.desk_at(actor, facility, Permission::View).await?;
        let all = self.tenant(actor).desk_notices(facility).await?;
        let read = |one: IssuedNotice| serde_json::from_str(&one.content).ok().map(|file| (one, file));
        Ok(all.into_iter().filter_map(read).collect())
    }

    /// Issues a notice under the desk's signature. It does not change any more.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; no key to sign with.
    pub async fn issue_notice(&self, actor: &Actor, facility: &FacilityId, typed: &TypedNotice) -> Result<NoticeId> {
        let record = self.desk_at(actor, facility, Permission::ConfirmAnswers).await?;
        let products = self.tenant(actor).desk_products(facility).await?;
        let notice = check(typed, &products, self.today(), &self.now())?;
        let key = self.desk_signing_key(actor, facility).await?.ok_or_else(|| {
            AppError::invalid("key", "お知らせを発行できません。署名の鍵がまだありません。「署名の鍵」の画面で鍵を作ってから、もう一度発行してください。")
        })?;
        let content = file_text(&NoticeFile::of(&notice, &record.profile.name))?;
        let issued = IssuedNotice {
            id: notice.id.to_string(),
            signature: key.sign(content.as_bytes()),
            content,
            issued_at: notice.issued_at,
            by_name: actor.name.clone(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.issue_notice(facility, &issued).await?;
        // Whoever queues mails takes `notice_page(…).letters` and queues one per customer in this same change.
        change.commit().await?;
        Ok(notice.id)
    }

    /// One notice with its letters: to the customers whose sheets named one of its products.
    ///
    /// # Errors
    /// Out of reach, no desk, or not there.
    pub async fn notice_page(&self, actor: &Actor, facility: &FacilityId, id: &NoticeId) -> Result<NoticePage> {
        let record = self.desk_at(actor, facility, Permission::View).await?;
        let all = self.desk_notices(actor, facility).await?;
        let (issued, file) = all.into_iter().find(|(one, _)| one.id == id.as_str()).ok_or(AppError::NotFound)?;
        let tenant = self.tenant(actor);
        let products = tenant.desk_products(facility).await?;
        let mut customers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (customer, _, product) in tenant.incoming_customers(facility).await? {
            let name = products.iter().find(|one| one.id.as_str() == product).map(Product::title);
            let concerned = file.products.is_empty() || name.as_ref().is_some_and(|name| file.products.contains(name));
            if concerned {
                customers.entry(customer).or_default().extend(name);
            }
        }
        let more = customers.len().saturating_sub(MOST_LETTERS);
        let letters = customers.into_iter().take(MOST_LETTERS);
        let letters = letters.map(|(customer, used)| letter(&file, &customer, &used, &record.profile)).collect();
        Ok(NoticePage { issued, file, letters, more })
    }

    /// The signed file of a notice, or its signature (`notice.json`, `notice.json.sig`).
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn notice_file(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &NoticeId,
        what: &str,
    ) -> Result<Exported> {
        self.desk_at(actor, facility, Permission::Print).await?;
        let all = self.desk_notices(actor, facility).await?;
        let (issued, _) = all.into_iter().find(|(one, _)| one.id == id.as_str()).ok_or(AppError::NotFound)?;
        let bytes = match what {
            "notice.json" => issued.content.into_bytes(),
            "notice.json.sig" => issued.signature.into_bytes(),
            _ => return Err(AppError::NotFound),
        };
        let day = issued.issued_at.get(..10).unwrap_or_default().replace('-', "");
        let ending = what.trim_start_matches("notice");
        Ok(Exported {
            name: format!("お知らせ_{day}{ending}"),
            media_type: "application/json",
            bytes,
            lost: Vec::new(),
        })
    }
}

fn check(typed: &TypedNotice, products: &[Product], today: jiff::civil::Date, now: &str) -> Result<Notice> {
    let mut problems = Vec::new();
    let kind = NoticeKind::from_code(&typed.kind);
    if kind.is_none() {
        problems.push(Problem::new("kind", "種類が選ばれていません。どれか1つを選んでください。"));
    }
    for (field, text, what, most) in [
        ("title", &typed.title, "題名", 100),
        ("text", &typed.text, "本文", 5_000),
        ("action", &typed.action, "お客様にしてほしいこと", 1_000),
    ] {
        if text.trim().is_empty() {
            problems
                .push(Problem::new(field, format!("{what}がありません。お客様が読んで分かるように入力してください。")));
        } else if text.chars().count() > most {
            problems.push(Problem::new(field, format!("{what}が長すぎます。{most}文字までで入力してください。")));
        }
    }
    let chosen: Vec<&Product> =
        products.iter().filter(|one| typed.products.iter().any(|id| id == one.id.as_str())).collect();
    let by_when = match typed.by_when.trim() {
        "" => None,
        text => match parse_day(text) {
            Ok(day) if day < today => {
                problems.push(Problem::new("by_when", "期限が過ぎています。今日以降の日付を入力してください。"));
                None
            }
            Ok(day) => Some(day),
            Err(error) => {
                problems.push(Problem::new("by_when", error.0));
                None
            }
        },
    };
    match kind {
        Some(kind) if problems.is_empty() => Ok(Notice {
            id: new_id(),
            kind,
            title: printable(typed.title.trim(), false),
            text: printable(typed.text.trim(), true),
            products: chosen.into_iter().map(Product::title).collect(),
            action: printable(typed.action.trim(), true),
            by_when,
            issued_at: now.to_owned(),
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}

/// A letter as one writes to a customer.
fn letter(file: &NoticeFile, customer: &str, used: &[String], from: &tate_domain::facility::Profile) -> Letter {
    let limit = file.by_when.map(|day| format!("{}までに、", both(day))).unwrap_or_default();
    let about = if used.is_empty() {
        String::new()
    } else {
        format!("ご利用の「{}」について、", used.join("」「"))
    };
    let contact = if from.phone.is_empty() { String::new() } else { format!("\nお問い合わせ：{}", from.phone) };
    let text = format!(
        "{customer} 御中\n\n平素より大変お世話になっております。{}でございます。\n{about}次のとおりお知らせいたします。\n\n【{}】{}\n\n{}\n\nお願い：{limit}次の対応をお願いいたします。\n{}\n\nTate（盾）をお使いの場合は、添付の「お知らせ」ファイルと署名のファイルを取り込むと、対応の記録を残せます。\n\n{}{contact}\n",
        from.name,
        file.kind.label(),
        file.title,
        file.text,
        file.action,
        from.name,
    );
    let subject = match file.by_when {
        Some(day) => format!("【{}・{}まで】{}", file.kind.label(), tate_domain::date::slashed(day), file.title),
        None => format!("【{}】{}", file.kind.label(), file.title),
    };
    Letter { customer: customer.to_owned(), subject, text }
}
