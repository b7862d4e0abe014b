//! The ministry's questions and answers: searching them, and what belongs to one of them.

use crate::App;
use crate::crosswalk::is_for;
use crate::error::{AppError, Result};
use std::sync::Arc;
use tate_catalog::{Catalog, Question};
use tate_domain::edition::{Edition, Item};
use tate_domain::facility::FacilityKind;
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};

/// A question with where and when it was answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Question, answer and rule.
    pub question: Question,
    /// Title of the collection.
    pub source: String,
    /// The day of the answer, or when the collection was published, in words.
    pub date: String,
}

/// A question with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The question.
    pub of: Answered,
    /// Name of its category.
    pub category: String,
    /// The same question with the same answer elsewhere.
    pub same: Vec<Answered>,
    /// The same question with another answer.
    pub otherwise: Vec<Answered>,
    /// The rows of the facility's sheets that it is about.
    pub rows: Vec<(Arc<Edition>, Item)>,
}

impl App {
    /// The questions that hold every word, in one category or in all, in official order.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn search_questions(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        words: &str,
        category: Option<u8>,
    ) -> Result<Vec<Asked>> {
        let (catalog, kind) = self.questions_for(actor, facility).await?;
        Ok(catalog.search_questions(words, category).into_iter().map(|found| asked(&catalog, kind, found)).collect())
    }

    /// The question with this number, e.g. `9-14`.
    ///
    /// # Errors
    /// Out of reach, or no such question.
    pub async fn question(&self, actor: &Actor, facility: &FacilityId, number: &str) -> Result<Asked> {
        let (catalog, kind) = self.questions_for(actor, facility).await?;
        let found = catalog.questions().find(|question| question.number() == number).ok_or(AppError::NotFound)?;
        Ok(asked(&catalog, kind, found))
    }

    /// The questions about a row, in the order of its list.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn questions_about(&self, actor: &Actor, facility: &FacilityId, item: &Item) -> Result<Vec<Asked>> {
        let (catalog, kind) = self.questions_for(actor, facility).await?;
        let found = item.qa.iter().filter_map(|id| catalog.question(id));
        Ok(found.map(|question| asked(&catalog, kind, question)).collect())
    }

    async fn questions_for(&self, actor: &Actor, facility: &FacilityId) -> Result<(Arc<Catalog>, FacilityKind)> {
        actor.may_at(Permission::View, facility)?;
        let kind = self.tenant(actor).facility(facility).await?.ok_or(AppError::NotFound)?.profile.kind;
        Ok((self.catalog(actor).await?, kind))
    }
}

fn asked(catalog: &Catalog, kind: FacilityKind, question: &Question) -> Asked {
    let all = |ids: &[String]| ids.iter().filter_map(|id| catalog.question(id)).map(|q| answered(catalog, q)).collect();
    let category = catalog.qa_categories().find(|category| category.number == question.category);
    let named = catalog.items_of_question(&question.id).into_iter().filter_map(|item| {
        let edition = catalog.edition_shared(item.edition_id()).filter(|edition| is_for(edition, kind))?;
        Some((edition, item.clone()))
    });
    Asked {
        of: answered(catalog, question),
        category: category.map(|category| category.name.clone()).unwrap_or_default(),
        same: all(&question.same_as),
        otherwise: all(&question.contradicts),
        rows: named.collect(),
    }
}

fn answered(catalog: &Catalog, question: &Question) -> Answered {
    let (source, date) = catalog.qa_source(&question.id).unwrap_or_default();
    Answered {
        question: question.clone(),
        source: source.to_owned(),
        date: question.as_of.clone().unwrap_or_else(|| date.to_owned()),
    }
}
