//! A letter as the text of a mail: plain, a link on a line of its own as its mark.

use super::{Letter, day};
use std::fmt::Write as _;
use tate_domain::mail::{link_mark, pin_mark, without_marks};
use tate_report::LetterTable;

impl Letter {
    /// The subject of the mail.
    #[must_use]
    pub fn mail_subject(&self) -> String {
        tate_domain::text::printable(&self.subject, false)
    }

    /// The text of the mail. Only links and PINs of the letter are marks; what was typed is not.
    #[must_use]
    pub fn mail_text(&self) -> String {
        let mut text = Text(String::new());
        for line in &self.to {
            text.line(line);
        }
        for paragraph in &self.opening {
            text.paragraph(paragraph);
        }
        if !self.points.is_empty() {
            text.head("お願いしたいこと");
            for (number, point) in self.points.iter().enumerate() {
                text.line(&format!("{}. {point}", number + 1));
            }
        }
        if let Some(deadline) = self.deadline {
            text.head("期限");
            text.line(&day(deadline));
        }
        for table in &self.tables {
            text.table(table);
        }
        if !self.links.is_empty() {
            text.head("回答用ページ（ログインは不要です）");
            for link in &self.links {
                text.line(&format!("・{}", link.label));
                text.mark(&link_mark(&link.link));
            }
        }
        if !self.pins.is_empty() {
            text.head("暗証番号");
            for pin in &self.pins {
                text.line(&format!("・{}", pin.label));
                text.mark(&pin_mark(&pin.link));
            }
        }
        for paragraph in &self.closing {
            text.paragraph(paragraph);
        }
        if !self.sources.is_empty() {
            text.head("根拠");
            for source in &self.sources {
                text.line(&format!("・{source}"));
            }
        }
        text.line("");
        text.line("----------------------------------------");
        for line in self.sender.lines() {
            text.line(&line);
        }
        text.0
    }
}

/// A text that grows.
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.0, "{}", without_marks(line));
    }

    /// The one way a mark comes in.
    fn mark(&mut self, mark: &str) {
        let _ = writeln!(self.0, "{mark}");
    }

    fn paragraph(&mut self, paragraph: &str) {
        self.line("");
        self.line(paragraph);
    }

    fn head(&mut self, head: &str) {
        self.paragraph(&format!("■ {head}"));
    }

    /// Row by row: columns would not stay under each other in a mail.
    fn table(&mut self, table: &LetterTable) {
        self.head(if table.title.is_empty() { "一覧" } else { &table.title });
        for row in &table.rows {
            let cells = table.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let cells: Vec<String> = cells.map(|(column, cell)| format!("{column}：{cell}")).collect();
            self.line(&format!("・{}", cells.join("　")));
        }
    }
}
