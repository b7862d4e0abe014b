//! Checks of the questions and answers.

use crate::Catalog;

/// Every category has as many questions as the official collection, numbered from 1 without a gap;
/// what a question points at exists, and a contradiction is named on both sides.
pub(super) fn questions(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for file in &catalog.qa {
        for category in &file.category {
            let numbers: Vec<&str> = file
                .qa
                .iter()
                .filter(|q| q.category == category.number)
                .map(super::super::qa::Question::number)
                .collect();
            let expected: Vec<String> = (1..=category.count).map(|n| format!("{}-{n}", category.number)).collect();
            if numbers != expected {
                tell(
                    &file.title,
                    format!("分類{}は1から{}までの番号が順に並ぶはずです", category.number, category.count),
                );
            }
        }
        for question in &file.qa {
            if !file.category.iter().any(|category| category.number == question.category) {
                tell(&question.id, format!("分類{}はありません", question.category));
            }
            if question.question.trim().is_empty() || question.answer.trim().is_empty() {
                tell(&question.id, "質問か回答が空です".to_owned());
            }
        }
    }
    for question in catalog.questions() {
        for other in question.same_as.iter().chain(&question.contradicts) {
            match catalog.question(other) {
                None => tell(&question.id, format!("Q&A「{other}」はありません")),
                Some(other)
                    if question.contradicts.contains(&other.id) && !other.contradicts.contains(&question.id) =>
                {
                    tell(&question.id, format!("食い違いが {} の側に書かれていません", other.id));
                }
                Some(_) => {}
            }
        }
    }
}
