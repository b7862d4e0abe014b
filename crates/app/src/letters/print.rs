//! A letter on paper: a page for the post, or behind the cover of a fax. Links are printed as address and QR code.

use super::{Kind, Letter, day};
use crate::App;
use crate::documents::{file_name, made_at, render};
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use std::sync::Arc;
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_report::{Document, FaxSheet, LetterLink, LetterTable, Meta};

/// What it is printed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 郵送.
    Post,
    /// FAX: a cover before it.
    Fax,
}

impl App {
    /// A letter as PDF. Printing is recorded with the SHA-256 of what was handed out, never with the links in it.
    ///
    /// # Errors
    /// The actor may not, no address of this server is configured and the letter has links, or the document cannot be
    /// made.
    pub async fn print_letter(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        letter: &Letter,
        paper: Paper,
    ) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let document = self.letter_document(letter, paper)?;
        let pdf = Arc::clone(&self.pdf);
        let bytes = render(move || pdf.pdf(&document)).await?;
        let code = match paper {
            Paper::Post => "letter",
            Paper::Fax => "fax-sheet",
        };
        self.record_print(actor, facility, "", (code, "pdf"), &bytes).await?;
        Ok(Exported {
            name: file_name(&letter.sender.facility, letter.kind.title(), self.clock.now(), "pdf"),
            media_type: "application/pdf",
            bytes,
            lost: Vec::new(),
        })
    }

    /// A letter as a document, links filled in.
    ///
    /// # Errors
    /// No address of this server is configured and the letter has links.
    pub fn letter_document(&self, letter: &Letter, paper: Paper) -> Result<Document> {
        let page = self.page(letter)?;
        Ok(match paper {
            Paper::Post => Document::Letter(page),
            Paper::Fax => Document::FaxSheet(FaxSheet {
                to_fax: letter.to_fax.clone(),
                to_phone: String::new(),
                from_fax: letter.sender.fax.clone(),
                from_phone: letter.sender.phone.clone(),
                questions: letter.replies.clone(),
                letter: page,
            }),
        })
    }

    fn page(&self, letter: &Letter) -> Result<tate_report::Letter> {
        let mut tables = letter.tables.clone();
        if !letter.pins.is_empty() {
            tables.push(LetterTable {
                title: "暗証番号".to_owned(),
                columns: ["回答用ページ", "暗証番号"].map(str::to_owned).to_vec(),
                rows: letter.pins.iter().map(|pin| vec![pin.label.clone(), self.keys.pin(&pin.link)]).collect(),
            });
        }
        let links = letter.links.iter().map(|link| {
            let address = self.link_address(&link.link)?;
            Ok(LetterLink { label: link.label.clone(), qr: qr(&address)?, address })
        });
        Ok(tate_report::Letter {
            meta: Meta {
                facility: letter.sender.facility.clone(),
                fiscal_year_label: letter.year.name(),
                title: letter.kind.title().to_owned(),
                edition: String::new(),
                made_at: made_at(self.clock.now()),
                version: String::new(),
                checkpoint: String::new(),
            },
            date: day(letter.date),
            to: letter.to.clone(),
            from: letter.sender.lines(),
            subject: letter.subject.clone(),
            opening: letter.opening.clone(),
            points: letter.points.clone(),
            tables,
            links: links.collect::<Result<_>>()?,
            deadline: letter.deadline.filter(|_| letter.kind != Kind::Record).map(day).unwrap_or_default(),
            closing: letter.closing.clone(),
            sources: letter.sources.clone(),
        })
    }
}

/// An address as a QR code.
fn qr(address: &str) -> Result<String> {
    let code = qrcode::QrCode::new(address.as_bytes()).map_err(|error| AppError::Internal(format!("QR: {error}")))?;
    Ok(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build())
}
