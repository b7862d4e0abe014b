//! Letters (手紙): what is written to a vendor on each occasion, as text for a mail, as a page, as a fax.
//!
//! Pure: everything comes in as a struct, the day too. A [`Letter`] holds no token: links stand in it by their id and
//! become a mark in a mail ([`Letter::mail_text`]) or an address on paper ([`App::print_letter`](crate::App::print_letter)).
//! What a person or a vendor typed can therefore never turn into somebody's way in.

mod asking;
mod asking_back;
mod notices;
mod people;
mod pressing;
mod print;
mod record;
#[cfg(test)]
mod tests;
mod text;

pub use asking::{remind, request};
pub use asking_back::{Question, questions, send_back};
pub use notices::{Notice, broadcast, pins};
pub use people::{Addressee, Sender};
pub use pressing::escalate;
pub use print::Paper;
pub use record::{Refusal, refusals};
pub use tate_report::LetterTable;

use jiff::civil::{Date, Weekday};
use tate_domain::date::FiscalYear;
use tate_domain::facility::FacilityKind;
use tate_domain::id::LinkId;

/// The name of the sheet that is asked for.
pub(crate) const SHEET: &str = "事業者確認用チェックリスト";

/// On which occasion a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 依頼
    Request,
    /// 再送
    Reminder,
    /// 督促（根拠を示す）
    Escalation,
    /// 差し戻し
    Return,
    /// リスクコミュニケーションの照会
    Questions,
    /// 暗証番号のお知らせ
    Pins,
    /// 拒否・未回答の記録
    Record,
    /// 事業者から顧客へのお知らせ
    Broadcast,
}

impl Kind {
    /// The name of the document.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "事業者確認用チェックリストのご依頼",
            Self::Reminder => "事業者確認用チェックリストのご依頼（再送）",
            Self::Escalation => "事業者確認用チェックリストのご提出のお願い",
            Self::Return => "ご回答についての確認のお願い",
            Self::Questions => "開示書についての照会",
            Self::Pins => "暗証番号のお知らせ",
            Self::Record => "事業者の拒否・未回答の記録",
            Self::Broadcast => "お知らせ",
        }
    }
}

/// One sheet that is asked for: a system and its contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// The system; may be empty.
    pub system: String,
    /// The contract.
    pub contract: String,
    /// The vendor of the sheet, where the addressee collects it for another one; else empty.
    pub vendor: String,
    /// The way in to the sheet, if there is one.
    pub link: Option<LinkId>,
}

impl Ask {
    /// `架空薬歴（保守契約）`, with whose sheet it is where it is collected.
    #[must_use]
    pub fn label(&self) -> String {
        let name = if self.system.is_empty() {
            self.contract.clone()
        } else if self.contract.is_empty() {
            self.system.clone()
        } else {
            format!("{}（{}）", self.system, self.contract)
        };
        if self.vendor.is_empty() { name } else { format!("{name}　{}の分", self.vendor) }
    }
}

/// Everything that letters about sheets have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Who writes.
    pub sender: Sender,
    /// To whom.
    pub to: Addressee,
    /// What is asked; several sheets where the addressee collects (とりまとめ).
    pub asks: Vec<Ask>,
    /// The fiscal year of the sheets.
    pub year: FiscalYear,
    /// By when.
    pub deadline: Date,
    /// The day on the letter.
    pub today: Date,
}

/// A way in, with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetLink {
    /// Which sheet.
    pub label: String,
    /// Its link.
    pub link: LinkId,
}

/// A letter, before it is a mail, a page or a fax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The occasion.
    pub kind: Kind,
    /// 件名.
    pub subject: String,
    /// Lines of the addressee.
    pub to: Vec<String>,
    /// Fax number of the addressee.
    pub to_fax: String,
    /// Who writes.
    pub sender: Sender,
    /// The day on it.
    pub date: Date,
    /// The fiscal year on its head.
    pub year: FiscalYear,
    /// Paragraphs before the list.
    pub opening: Vec<String>,
    /// What is asked, numbered.
    pub points: Vec<String>,
    /// Tables.
    pub tables: Vec<LetterTable>,
    /// Ways in to the sheets.
    pub links: Vec<SheetLink>,
    /// Links whose PINs it tells; such a letter names no way in.
    pub pins: Vec<SheetLink>,
    /// By when.
    pub deadline: Option<Date>,
    /// Paragraphs after the list.
    pub closing: Vec<String>,
    /// What it rests on.
    pub sources: Vec<String>,
    /// Questions that a fax is answered with, by はい or いいえ.
    pub replies: Vec<String>,
}

impl Occasion {
    /// An empty letter of this occasion.
    pub(crate) fn letter(&self, kind: Kind, subject: String) -> Letter {
        let links = self.asks.iter().filter_map(|ask| Some(SheetLink { label: ask.label(), link: ask.link.clone()? }));
        Letter {
            kind,
            subject,
            to: self.to.lines(),
            to_fax: self.to.fax.clone(),
            sender: self.sender.clone(),
            date: self.today,
            year: self.year,
            opening: vec![self.greeting()],
            points: Vec::new(),
            tables: Vec::new(),
            links: links.collect(),
            pins: Vec::new(),
            deadline: Some(self.deadline),
            closing: Vec::new(),
            sources: Vec::new(),
            replies: Vec::new(),
        }
    }

    fn greeting(&self) -> String {
        let Sender { facility, person, .. } = &self.sender;
        let who = if person.is_empty() { facility.clone() } else { format!("{facility}の{person}") };
        format!("平素より大変お世話になっております。{who}です。")
    }

    /// The systems as a table; with a column for whose sheet it is where one is collected.
    pub(crate) fn systems(&self) -> LetterTable {
        let collected = self.collects();
        let head = ["システム", "契約", "ご回答いただく事業者"];
        let row = |ask: &Ask| {
            let vendor = if ask.vendor.is_empty() { self.to.company.clone() } else { ask.vendor.clone() };
            let cells = [ask.system.clone(), ask.contract.clone(), vendor];
            cells.into_iter().take(if collected { 3 } else { 2 }).collect()
        };
        LetterTable {
            title: "対象のシステム（1つのシステム・契約につき1枚）".to_owned(),
            columns: head.into_iter().take(if collected { 3 } else { 2 }).map(str::to_owned).collect(),
            rows: self.asks.iter().map(row).collect(),
        }
    }

    /// Whether the addressee collects sheets of others.
    pub(crate) fn collects(&self) -> bool {
        self.asks.iter().any(|ask| !ask.vendor.is_empty())
    }

    /// `令和8年度 事業者確認用チェックリスト｜みなと薬局`.
    pub(crate) fn about(&self) -> String {
        format!("{} {SHEET}｜{}", self.year.name(), self.sender.facility)
    }
}

/// `2026年7月31日（金）`.
#[must_use]
pub fn day(date: Date) -> String {
    format!("{}年{}月{}日（{}）", date.year(), date.month(), date.day(), weekday(date))
}

/// `7月31日`.
pub(crate) fn short_day(date: Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}

fn weekday(date: Date) -> char {
    match date.weekday() {
        Weekday::Monday => '月',
        Weekday::Tuesday => '火',
        Weekday::Wednesday => '水',
        Weekday::Thursday => '木',
        Weekday::Friday => '金',
        Weekday::Saturday => '土',
        Weekday::Sunday => '日',
    }
}

/// 当薬局, 当院.
pub(crate) fn we(kind: FacilityKind) -> &'static str {
    match kind {
        FacilityKind::Pharmacy => "当薬局",
        FacilityKind::Clinic | FacilityKind::Dental | FacilityKind::Hospital => "当院",
        // A desk asks nobody.
        FacilityKind::Vendor => "当社",
    }
}

/// The checklist of the ministry that a facility of this kind carries out.
pub(crate) fn checklist(kind: FacilityKind) -> &'static str {
    match kind {
        FacilityKind::Pharmacy => "薬局におけるサイバーセキュリティ対策チェックリスト",
        FacilityKind::Clinic | FacilityKind::Dental | FacilityKind::Hospital => {
            "医療機関におけるサイバーセキュリティ対策チェックリスト"
        }
        FacilityKind::Vendor => "サイバーセキュリティ対策チェックリスト（事業者確認用）",
    }
}
