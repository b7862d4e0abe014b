//! One survey or form as a whole: every question with its input, what speaks for an answer, and saving.

use crate::Site;
use crate::frame::{Done, Frame, Page, PageResult, go, render};
use crate::pages::checklist::item_address;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use std::collections::BTreeMap;
use tate_app::AppError;
use tate_app::checklist::ChecklistRow;
use tate_app::error::Problem;
use tate_app::survey::{Codes, Prefill, Question, Source, Survey, TypedSurvey, confirmed, words};
use tate_domain::answer::AnswerValue;
use tate_domain::edition::{AnswerKind, Edition, EditionKind, Item};
use tate_domain::proposal::Verdict;
use tate_domain::survey::{Place, Severity};

/// One question as the page shows it.
struct QuestionView {
    /// The part of the id behind the edition: name of the field and mark of the address.
    key: String,
    row: ChecklistRow,
    question: Question,
    /// What is chosen or typed.
    codes: Codes,
    /// Whether the question is asked, as the page stands.
    open: bool,
    /// The field and the value that open the question; empty where it is always asked.
    opened_by: (String, String),
    /// When it is asked, in a sentence.
    condition: String,
    /// What is wrong with what was typed.
    error: String,
}

impl QuestionView {
    fn has(&self, code: &str) -> bool {
        self.codes.iter().any(|chosen| chosen == code)
    }

    /// What stands in a text field.
    fn typed(&self) -> &str {
        self.codes.first().map_or("", String::as_str)
    }

    /// Whether the page shows a proposal that nobody has confirmed.
    fn is_proposal(&self) -> bool {
        let same = |prefill: &Prefill| prefill.codes == self.codes;
        self.row.answer.is_none() && self.question.prefill.as_ref().is_some_and(same)
    }

    /// Whether the field shows the confirmed answer, and not what was typed over it.
    fn is_saved(&self) -> bool {
        self.codes == confirmed(&self.row)
    }

    /// The version of the answer on the page (0: none).
    fn version(&self) -> i64 {
        self.row.answer.as_ref().map_or(0, |answer| answer.version)
    }

    /// The confirmed answer in words; empty: none.
    fn answer(&self) -> String {
        words(&self.row.item, &confirmed(&self.row))
    }

    /// What would be answered without a person, in words; empty: nothing.
    fn proposal(&self) -> String {
        self.question.prefill.as_ref().map(|prefill| words(&self.row.item, &prefill.codes)).unwrap_or_default()
    }

    /// Whether the ledgers decide.
    fn ledgers_decide(&self) -> bool {
        self.question.prefill.as_ref().is_some_and(|prefill| prefill.source == Source::Ledgers)
    }

    /// What the ledgers say where they give no answer.
    fn undecided(&self) -> &'static str {
        match self.row.proposal.verdict {
            Verdict::NotApplicable => "この質問は当てはまりません",
            Verdict::Yes | Verdict::No | Verdict::Undetermined => "まだ決まりません",
        }
    }

    /// Where the national figures were published, each once with its notes.
    fn sources(&self) -> Vec<(&str, Vec<&str>)> {
        let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
        for figure in &self.question.figures {
            let note = figure.note.as_deref();
            match found.iter_mut().find(|(source, _)| *source == figure.source) {
                Some((_, notes)) => notes.extend(note.filter(|note| !notes.contains(note))),
                None => found.push((&figure.source, note.into_iter().collect())),
            }
        }
        found
    }

    /// Whether the confirmed answer is another than the ledgers or checklists give.
    fn differs(&self) -> bool {
        let other = |prefill: &Prefill| prefill.codes != confirmed(&self.row);
        !self.answer().is_empty() && self.question.prefill.as_ref().is_some_and(other)
    }
}

#[derive(Template)]
#[template(path = "pages/surveys/sheet.html")]
struct SheetPage {
    frame: Frame,
    survey: Survey,
    sections: Vec<(String, Vec<QuestionView>)>,
    problems: Vec<Problem>,
    conflict: bool,
}

impl SheetPage {
    fn new(page: &Page, survey: Survey, answers: &BTreeMap<String, Codes>, problems: Vec<Problem>) -> Self {
        let mut sections: Vec<(String, Vec<QuestionView>)> = Vec::new();
        for (row, question) in survey.rows() {
            if sections.last().is_none_or(|(title, _)| *title != row.item.section) {
                sections.push((row.item.section.clone(), Vec::new()));
            }
            if let Some((_, views)) = sections.last_mut() {
                views.push(view(&survey, row, question, answers, &problems));
            }
        }
        let title = survey.list.edition.short_title.clone();
        Self { frame: page.frame(title, "surveys"), survey, sections, problems, conflict: false }
    }

    fn edition(&self) -> &Edition {
        &self.survey.list.edition
    }

    /// Answers are copied into a survey's own pages; a form is printed.
    fn is_survey(&self) -> bool {
        self.edition().kind == EditionKind::Survey
    }

    fn questions(&self) -> impl Iterator<Item = &QuestionView> {
        self.sections.iter().flat_map(|(_, views)| views)
    }

    fn proposals(&self) -> usize {
        self.questions().filter(|view| view.open && view.is_proposal()).count()
    }

    /// The number of a question, by its id.
    fn number(&self, id: &str) -> &str {
        self.edition().row(id).map_or("", |item| item.number.as_str())
    }

    /// Where one side of a finding stands: its address and its name.
    fn place(&self, place: &Place) -> (String, String) {
        match place {
            Place::Item(id) => match self.edition().row(id) {
                Some(item) => (format!("#{}", key(id)), item.number.clone()),
                None => (item_address(id), "チェックリスト".to_owned()),
            },
            Place::Ledger(ledger) => (format!("/ledgers/{}", ledger.code()), ledger.title()),
        }
    }
}

fn key(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, key)| key)
}

fn view(
    survey: &Survey,
    row: &ChecklistRow,
    question: &Question,
    answers: &BTreeMap<String, Codes>,
    problems: &[Problem],
) -> QuestionView {
    let item = &row.item;
    let when = item.shown_when.as_ref();
    QuestionView {
        key: key(&item.id).to_owned(),
        codes: answers.get(&item.id).cloned().unwrap_or_default(),
        open: survey.is_open(item, answers),
        opened_by: when.map(|when| (key(&when.item).to_owned(), when.is.clone())).unwrap_or_default(),
        condition: condition(&survey.list.edition, item),
        error: problems.iter().find(|problem| problem.field == item.id).map(|p| p.message.clone()).unwrap_or_default(),
        row: row.clone(),
        question: question.clone(),
    }
}

/// When a question is asked, in a sentence; empty: always.
fn condition(edition: &Edition, item: &Item) -> String {
    let parent = item.shown_when.as_ref().and_then(|when| Some((edition.row(&when.item)?, &when.is)));
    let Some((parent, is)) = parent else { return String::new() };
    let answer = words(parent, std::slice::from_ref(is));
    match parent.answer {
        AnswerKind::One | AnswerKind::Many => format!("{}で「{answer}」を選んだときだけ答えます。", parent.number),
        _ => format!("{}が「{answer}」のときだけ答えます。", parent.number),
    }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Path(edition): Path<String>) -> PageResult {
    let survey = site.app.survey(page.actor(), page.at(), &edition).await?;
    let answers = survey.shown();
    render(&SheetPage::new(&page, survey, &answers, Vec::new()))
}

/// The form as sent: a field per question, several of one name where more is chosen, and `seen.…` with
/// the version of the answer on the page for each question that was asked.
fn typed(edition: &str, pairs: Vec<(String, String)>) -> TypedSurvey {
    let mut typed = TypedSurvey::default();
    for (name, value) in pairs {
        match name.strip_prefix("seen.") {
            Some(key) => {
                typed.seen.insert(format!("{edition}:{key}"), value.parse().unwrap_or(0));
            }
            None => typed.answers.entry(format!("{edition}:{name}")).or_default().push(value),
        }
    }
    typed
}

/// Saves the whole sheet, or shows it again with what is wrong or what somebody else decided.
pub async fn save(
    page: Page,
    State(site): State<Site>,
    Path(edition): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> PageResult {
    let typed = typed(&edition, pairs);
    let (problems, conflict) = match site.app.save_survey(page.actor(), page.at(), &edition, &typed).await {
        Ok(_) => return go(&format!("/surveys/{edition}"), Some(Done::Saved)),
        Err(AppError::Invalid(problems)) => (problems, false),
        Err(AppError::Conflict) => (Vec::new(), true),
        Err(other) => return Err(other.into()),
    };
    let (survey, answers) = site.app.survey_typed(page.actor(), page.at(), &edition, &typed).await?;
    let mut shown = SheetPage::new(&page, survey, &answers, problems);
    shown.conflict = conflict;
    let mut response = render(&shown)?;
    *response.status_mut() = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_question_with_everything_that_was_chosen() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = vec![pair("seen.q2-3", "2"), pair("q2-3", "fe"), pair("q2-3", "ap"), pair("seen.q13", "x")];
        let typed = typed("gmis-r6", sent);
        assert_eq!(typed.answers["gmis-r6:q2-3"], ["fe", "ap"]);
        assert_eq!(typed.seen, BTreeMap::from([("gmis-r6:q2-3".to_owned(), 2), ("gmis-r6:q13".to_owned(), 0)]));
    }

    #[test]
    fn the_condition_of_a_question_names_the_answer_that_opens_it() {
        let catalog = tate_catalog::Catalog::builtin().unwrap();
        let edition = catalog.edition("gmis-r6").unwrap();
        let of = |id: &str| condition(edition, edition.row(id).unwrap());
        assert_eq!(of("gmis-r6:q2-2"), "Q2-1が「はい」のときだけ答えます。");
        assert_eq!(of("gmis-r6:q2-3o"), "Q2-3で「その他（民間の資格など）」を選んだときだけ答えます。");
        assert_eq!(of("gmis-r6:q13"), "");
    }
}
