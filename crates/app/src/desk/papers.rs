//! The shelf of disclosure statements (開示書の棚): MDS of the maker, SDS of the seller or maintainer (Q&A 5-2).

use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use bytes::Bytes;
use tate_domain::date::parse_day;
use tate_domain::desk::{Paper, PaperKind, Product};
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::printable;

/// A statement on the shelf.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// The statement.
    pub paper: Paper,
    /// Its product's title.
    pub product: String,
    /// Whether it is past its last day.
    pub expired: bool,
}

/// A statement as typed.
#[derive(Debug, Clone, Default)]
pub struct TypedPaper {
    /// The product's id.
    pub product: String,
    /// mds, sds.
    pub kind: String,
    /// Version of the template.
    pub template: String,
    /// Version of the guideline.
    pub guideline: String,
    /// The day it was made.
    pub made_on: String,
    /// The last day.
    pub valid_until: String,
    /// A note.
    pub note: String,
}

impl App {
    /// The statements on the shelf, and the products they can be of.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_papers(&self, actor: &Actor, facility: &FacilityId) -> Result<(Vec<PaperLine>, Vec<Product>)> {
        self.desk_at(actor, facility, Permission::View).await?;
        let (tenant, today) = (self.tenant(actor), self.today());
        let products = tenant.desk_products(facility).await?;
        let lines = tenant.desk_papers(facility).await?.into_iter().map(|paper| PaperLine {
            product: products.iter().find(|one| one.id == paper.product).map(Product::title).unwrap_or_default(),
            expired: paper.valid_until.is_some_and(|day| day < today),
            paper,
        });
        Ok((lines.collect(), products))
    }

    /// Puts a statement on the shelf, with its file where there is one.
    ///
    /// # Errors
    /// The actor may not; every problem with the input; the file is refused.
    pub async fn add_paper(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: &TypedPaper,
        file: Option<(String, Bytes)>,
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut problems = Vec::new();
        let products = self.tenant(actor).desk_products(facility).await?;
        let product = products.iter().find(|one| one.id.as_str() == typed.product);
        if product.is_none() {
            problems.push(Problem::new("product", "製品が選ばれていません。開示書の製品を選んでください。"));
        }
        let kind = PaperKind::from_code(&typed.kind);
        if kind.is_none() {
            problems.push(Problem::new("kind", "種類が選ばれていません。MDSかSDSを選んでください。"));
        }
        let line = |text: &str| printable(text.trim(), false);
        for (field, text, what) in
            [("template", &typed.template, "様式の版"), ("guideline", &typed.guideline, "ガイドラインの版")]
        {
            if line(text).is_empty() || text.chars().count() > 100 {
                problems.push(Problem::new(
                    field,
                    format!("{what}がないか、長すぎます。開示書の表紙にある版を、100文字までで入力してください。"),
                ));
            }
        }
        if typed.note.chars().count() > super::MOST_CHARS {
            problems.push(Problem::new("note", "長すぎます。1,000文字までで入力してください。"));
        }
        let today = self.today();
        let made = parse_day(&typed.made_on).map_err(|error| error.0).and_then(|day| {
            if day > today {
                Err("作成日が未来になっています。今日までの日付を入力してください。".to_owned())
            } else {
                Ok(day)
            }
        });
        let made = made.map_err(|message| problems.push(Problem::new("made_on", message))).ok();
        let until = match typed.valid_until.trim() {
            "" => Ok(None),
            text => parse_day(text).map(Some),
        };
        let until = until.map_err(|error| problems.push(Problem::new("valid_until", error.0))).unwrap_or_default();
        let (Some(product), Some(kind), Some(made_on), true) = (product, kind, made, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let id = new_id::<String>();
        let file = match file {
            Some((name, bytes)) => self.keep_file(actor, facility, &format!("paper:{id}"), &name, bytes).await?.id,
            None => String::new(),
        };
        let paper = Paper {
            id,
            product: ProductId::clone(&product.id),
            kind,
            template: line(&typed.template),
            guideline: line(&typed.guideline),
            made_on,
            valid_until: until,
            file,
            note: printable(typed.note.trim(), true),
            at: self.now(),
            by_name: actor.name.clone(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_paper(facility, &paper).await?;
        Ok(change.commit().await?)
    }

    /// Takes a statement off the shelf.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn remove_paper(&self, actor: &Actor, facility: &FacilityId, id: &str) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let papers = self.tenant(actor).desk_papers(facility).await?;
        papers.iter().find(|paper| paper.id == id).ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.remove_paper(facility, id).await?;
        Ok(change.commit().await?)
    }
}
