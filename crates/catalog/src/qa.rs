//! The ministry's questions and answers, in our own words, and their search.

use crate::Catalog;
use serde::{Deserialize, Serialize};
use tate_domain::edition::Item;
use tate_domain::text::search_key;

/// One question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Key, e.g. `qa-r5:9-14`: collection, category, number.
    pub id: String,
    /// Number of its category.
    pub category: u8,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// What a program can hold a facility to, where the answer says so.
    #[serde(default)]
    pub rule: Option<String>,
    /// The day the answer itself gives, ISO; else the collection's date holds.
    #[serde(default)]
    pub as_of: Option<String>,
    /// The same question with the same answer elsewhere.
    #[serde(default)]
    pub same_as: Vec<String>,
    /// The same question with another answer elsewhere; both are shown with their dates.
    #[serde(default)]
    pub contradicts: Vec<String>,
    /// What changed since, or what the contradiction is.
    #[serde(default)]
    pub note: Option<String>,
}

impl Question {
    /// The number as people say it: `9-14`.
    #[must_use]
    pub fn number(&self) -> &str {
        self.id.split_once(':').map_or(&self.id, |(_, number)| number)
    }
}

/// A category with its official number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QaCategory {
    /// Official number.
    pub number: u8,
    /// Name in our words.
    pub name: String,
    /// How many questions the official collection has in it.
    pub count: usize,
}

/// A file of `qa/`: one collection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QaFile {
    /// Title of the collection.
    pub(crate) title: String,
    /// When it was given, in words.
    pub(crate) date: String,
    #[serde(default)]
    pub(crate) category: Vec<QaCategory>,
    #[serde(default)]
    pub(crate) qa: Vec<Question>,
}

impl Catalog {
    /// Every question, in official order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.qa.iter().flat_map(|file| &file.qa)
    }

    /// The question with this key, e.g. `qa-r5:9-14`.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// The categories with their names and counts.
    pub fn qa_categories(&self) -> impl Iterator<Item = &QaCategory> {
        self.qa.iter().flat_map(|file| &file.category)
    }

    /// Title and date of the collection that a question is from.
    #[must_use]
    pub fn qa_source(&self, id: &str) -> Option<(&str, &str)> {
        self.qa
            .iter()
            .find(|file| file.qa.iter().any(|question| question.id == id))
            .map(|file| (file.title.as_str(), file.date.as_str()))
    }

    /// The rows, of every edition, that name this question.
    #[must_use]
    pub fn items_of_question(&self, id: &str) -> Vec<&Item> {
        self.items().filter(|item| item.qa.iter().any(|key| key == id)).collect()
    }

    /// The questions that hold every word, in any width or kana, anywhere in question, answer, rule, note
    /// or number. Japanese is not cut into words: a word is what stands between blanks.
    #[must_use]
    pub fn search_questions(&self, words: &str, category: Option<u8>) -> Vec<&Question> {
        let wanted: Vec<String> = words.split_whitespace().map(search_key).filter(|word| !word.is_empty()).collect();
        self.questions()
            .filter(|question| category.is_none_or(|category| question.category == category))
            .filter(|question| {
                let parts = [question.number(), &question.question, &question.answer];
                let more = question.rule.as_deref().into_iter().chain(question.note.as_deref());
                let parts: Vec<String> = parts.into_iter().chain(more).map(search_key).collect();
                wanted.iter().all(|word| parts.iter().any(|part| part.contains(word.as_str())))
            })
            .collect()
    }
}
