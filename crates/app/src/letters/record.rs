//! 拒否・未回答の記録: what an inspector is shown about the vendors who did not answer.

use super::{Kind, Letter, LetterTable, SHEET, Sender, day};
use jiff::civil::Date;
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::vendor::Way;

/// One contract without a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Whose desk was asked.
    pub vendor: String,
    /// The contract.
    pub contract: String,
    /// The system; may be empty.
    pub system: String,
    /// When it was asked.
    pub asked_on: Date,
    /// How.
    pub way: Way,
    /// When it was asked again.
    pub reminded_on: Vec<Date>,
    /// `拒否`, `未回答`, and on which day.
    pub outcome: String,
    /// Why, as the vendor said; may be empty.
    pub reason: String,
}

/// 拒否・未回答の記録 of a fiscal year, as of a day.
#[must_use]
pub fn refusals(sender: &Sender, year: FiscalYear, today: Date, lines: &[Refusal]) -> Letter {
    let row = |line: &Refusal| {
        let again = line.reminded_on.iter().map(|on| slashed(*on)).collect::<Vec<_>>().join("、");
        vec![
            line.vendor.clone(),
            format!("{} {}", line.contract, line.system).trim().to_owned(),
            format!("{} {}", slashed(line.asked_on), line.way.label()),
            if again.is_empty() { "なし".to_owned() } else { again },
            line.outcome.clone(),
            line.reason.clone(),
        ]
    };
    let opening = if lines.is_empty() {
        format!(
            "{}に依頼した{SHEET}のうち、拒否されたもの、回答のないものはありません。{}現在。",
            year.name(),
            day(today)
        )
    } else {
        format!(
            "{}に依頼した{SHEET}のうち、拒否されたもの、回答のないもの（{}件）の記録です。{}現在。",
            year.name(),
            lines.len(),
            day(today)
        )
    };
    let columns = ["事業者", "契約・システム", "依頼した日", "再送した日", "結果", "理由・経緯"];
    Letter {
        kind: Kind::Record,
        subject: format!("事業者の拒否・未回答の記録（{}）", year.name()),
        to: Vec::new(),
        to_fax: String::new(),
        sender: sender.clone(),
        date: today,
        year,
        opening: vec![opening],
        points: Vec::new(),
        tables: vec![LetterTable {
            title: String::new(),
            columns: columns.map(str::to_owned).to_vec(),
            rows: lines.iter().map(row).collect(),
        }],
        links: Vec::new(),
        pins: Vec::new(),
        deadline: None,
        closing: Vec::new(),
        sources: vec![
            "用紙は、保守の契約があるシステム・契約ごとに1枚を依頼しています（Q&A 12-23、12-39）。".to_owned(),
            "この記録は、依頼と再送の記録から作られています。それぞれの日時は監査記録にあります。".to_owned(),
        ],
        replies: Vec::new(),
    }
}
