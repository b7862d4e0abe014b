//! Notices: PINs, sent apart from the links they open; and what a vendor tells its customers.

use super::{Addressee, Kind, Letter, Occasion, Sender, SheetLink};
use jiff::civil::Date;
use tate_domain::date::FiscalYear;

/// 暗証番号のお知らせ: the PINs of the links of the occasion, without the links.
#[must_use]
pub fn pins(occasion: &Occasion) -> Letter {
    let mut letter = occasion.letter(Kind::Pins, format!("【暗証番号のお知らせ】{}", occasion.about()));
    letter.opening.push("別にお送りした回答用リンクを開くときの暗証番号をお知らせします。リンクを開き、この8桁の数字を入力すると、回答用ページが開きます。".to_owned());
    letter.pins = std::mem::take(&mut letter.links);
    letter.deadline = None;
    letter.closing = vec![
        "暗証番号は、ご回答の担当の方だけでお使いください。リンクと同じメールや書類に書き写さないでください。"
            .to_owned(),
        "リンクが届いていない場合や、開けない場合は、下記までご連絡ください。".to_owned(),
    ];
    letter
}

/// What a vendor tells its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The vendor; `facility` is its name.
    pub sender: Sender,
    /// The customer.
    pub to: Addressee,
    /// What it is about.
    pub title: String,
    /// Whether to act at once.
    pub urgent: bool,
    /// Paragraphs.
    pub body: Vec<String>,
    /// What the customer is asked to do.
    pub steps: Vec<String>,
    /// By when; none where nothing is to be done.
    pub deadline: Option<Date>,
    /// The day on it.
    pub today: Date,
}

/// お知らせ: from a vendor to one customer.
#[must_use]
pub fn broadcast(notice: &Notice) -> Letter {
    let mark = if notice.urgent { "【重要なお知らせ】" } else { "【お知らせ】" };
    let greeting = format!("平素より大変お世話になっております。{}です。", notice.sender.facility);
    Letter {
        kind: Kind::Broadcast,
        subject: format!("{mark}{}｜{}", notice.title, notice.sender.facility),
        to: notice.to.lines(),
        to_fax: notice.to.fax.clone(),
        sender: notice.sender.clone(),
        date: notice.today,
        year: FiscalYear::of(notice.today),
        opening: std::iter::once(greeting).chain(notice.body.iter().cloned()).collect(),
        points: notice.steps.clone(),
        tables: Vec::new(),
        links: Vec::<SheetLink>::new(),
        pins: Vec::new(),
        deadline: notice.deadline,
        closing: vec!["ご不明な点は、下記の担当までご連絡ください。".to_owned()],
        sources: Vec::new(),
        replies: Vec::new(),
    }
}
