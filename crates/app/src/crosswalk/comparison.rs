//! The sheets of a facility side by side, control by control: where the answers do not fit together, and
//! what one sheet asks and another does not (版の対照).

use super::{Ground, Stance, answer_words, row_number};
use crate::App;
use crate::error::Result;
use std::sync::Arc;
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Edition, EditionKind};
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;

/// Editions that are read together: one checklist, the self-checks of one guideline, the forms.
#[derive(Debug, Clone)]
pub struct Column {
    /// Key in addresses: the id of its first edition.
    pub key: String,
    /// Heading.
    pub name: String,
    /// The editions.
    pub editions: Vec<Arc<Edition>>,
}

/// One row of a sheet under a control.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Id of the row.
    pub item: String,
    /// What sort of sheet it stands on.
    pub kind: EditionKind,
    /// Its number.
    pub number: String,
    /// The sheet within its column, at the first of its rows where the column has several; else empty.
    pub sheet: String,
    /// はい, いいえ, ○, ×, an entry, 未回答.
    pub answer: String,
    /// Whether the control is what the row is first of all about.
    first: bool,
    edition: String,
    stance: Option<Stance>,
}

/// A control with the rows that ask about it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Name of the control.
    pub name: String,
    /// The rows, by column.
    pub cells: Vec<Vec<Mark>>,
    /// Whether the answers of different sheets do not fit together.
    pub differs: bool,
}

/// The whole table.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The year of the answers.
    pub year: FiscalYear,
    /// The columns.
    pub columns: Vec<Column>,
    /// Controls that at least one sheet asks about; those that differ first, else in the order of the file.
    pub lines: Vec<Line>,
}

impl Comparison {
    /// The controls whose answers do not fit together.
    #[must_use]
    pub fn differing(&self) -> Vec<&Line> {
        self.lines.iter().filter(|line| line.differs).collect()
    }

    /// The controls that one column asks about and another does not.
    #[must_use]
    pub fn only_in(&self, one: usize, other: usize) -> Vec<&Line> {
        let asks = |line: &Line, at: usize| line.cells.get(at).is_some_and(|cell| !cell.is_empty());
        self.lines.iter().filter(|line| asks(line, one) && !asks(line, other)).collect()
    }

    /// The column with this key, else the first.
    #[must_use]
    pub fn column(&self, key: &str) -> usize {
        self.columns.iter().position(|column| column.key == key).unwrap_or(0)
    }
}

impl App {
    /// The sheets of a facility side by side with this year's answers.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn comparison(&self, actor: &Actor, facility: &FacilityId) -> Result<Comparison> {
        Ok(self.crosswalk_ground(actor, facility).await?.comparison())
    }
}

impl Ground {
    fn comparison(&self) -> Comparison {
        let columns = columns(self.own.iter().cloned());
        let lines = self.catalog.concepts().iter().map(|concept| {
            let cells: Vec<Vec<Mark>> = columns.iter().map(|column| self.cell(column, &concept.id)).collect();
            let differs = differs(&cells);
            Line { name: concept.name.clone(), cells, differs }
        });
        let mut lines: Vec<Line> = lines.filter(|line| line.cells.iter().any(|cell| !cell.is_empty())).collect();
        lines.sort_by_key(|line| !line.differs);
        Comparison { year: self.year, columns, lines }
    }

    fn cell(&self, column: &Column, concept: &String) -> Vec<Mark> {
        let several = column.editions.len() > 1;
        let of_one = |edition: &Arc<Edition>| {
            let rows = edition.rows().filter(|item| item.concepts.contains(concept)).enumerate();
            let marks = rows.map(|(at, item)| {
                let now = self.now(&item.id);
                Mark {
                    item: item.id.clone(),
                    kind: edition.kind,
                    number: row_number(edition, item),
                    sheet: if several && at == 0 { part(edition).to_owned() } else { String::new() },
                    answer: now.map_or_else(|| "未回答".to_owned(), |now| answer_words(edition, item, now)),
                    first: item.concepts.first() == Some(concept),
                    edition: edition.id.clone(),
                    stance: now.and_then(|now| Stance::of(&now.decision)),
                }
            });
            marks.collect::<Vec<_>>()
        };
        column.editions.iter().flat_map(of_one).collect()
    }
}

/// The columns: sheets that belong together stand in one.
fn columns(editions: impl Iterator<Item = Arc<Edition>>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for edition in editions {
        let kind = edition.kind;
        let together = |of: &Edition| {
            of.kind == kind
                && match kind {
                    EditionKind::Checklist | EditionKind::Survey => false,
                    EditionKind::SelfCheck => of.fiscal_year == edition.fiscal_year,
                    EditionKind::Filing => true,
                }
        };
        if let Some(column) = columns.iter_mut().find(|column| column.editions.first().is_some_and(|of| together(of))) {
            column.editions.push(edition);
            continue;
        }
        let name = match kind {
            EditionKind::Checklist | EditionKind::Survey => edition.short_title.clone(),
            EditionKind::SelfCheck => {
                format!("{} 自己点検", edition.short_title.split(' ').next().unwrap_or_default())
            }
            EditionKind::Filing => "届出・様式".to_owned(),
        };
        columns.push(Column { key: edition.id.clone(), name, editions: vec![edition] });
    }
    columns
}

/// What a sheet is called beside the others of its column: 5.2版 経営層 is 経営層.
fn part(edition: &Edition) -> &str {
    match (edition.kind, edition.short_title.split_once(' ')) {
        (EditionKind::SelfCheck, Some((_, part))) => part,
        _ => &edition.short_title,
    }
}

/// Whether two sheets cannot both be right about a control: rows that are first of all about it say
/// different things, or one of them says いいえ where a row that covers it as well says はい. いいえ of a
/// row that covers several controls says nothing about this one.
fn differs(cells: &[Vec<Mark>]) -> bool {
    let marks: Vec<&Mark> = cells.iter().flatten().collect();
    let pair = |one: &Mark, other: &Mark| match (one.stance, other.stance) {
        _ if one.edition == other.edition => false,
        (Some(here), Some(there)) if other.first => !here.agrees(there),
        (Some(here), Some(there)) => here == Stance::NotDone && there == Stance::Done,
        _ => false,
    };
    marks.iter().filter(|one| one.first).any(|one| marks.iter().any(|other| pair(one, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(edition: &str, first: bool, stance: Option<Stance>) -> Mark {
        Mark {
            item: format!("{edition}:1"),
            kind: EditionKind::Checklist,
            number: "1".into(),
            sheet: String::new(),
            answer: String::new(),
            first,
            edition: edition.into(),
            stance,
        }
    }

    #[test]
    fn answers_differ_between_sheets_and_not_within_one() {
        let (yes, no) = (Some(Stance::Done), Some(Stance::NotDone));
        assert!(differs(&[vec![mark("a", true, yes)], vec![mark("b", true, no)]]));
        assert!(differs(&[vec![mark("a", true, no)], vec![mark("b", false, yes)]]), "はい covers it");
        assert!(!differs(&[vec![mark("a", true, yes)], vec![mark("b", false, no)]]), "いいえ for another reason");
        assert!(!differs(&[vec![mark("a", true, yes), mark("a", true, no)], vec![]]), "one sheet");
        assert!(!differs(&[vec![mark("a", true, yes)], vec![mark("b", true, None)]]), "not answered");
        assert!(!differs(&[vec![mark("a", false, yes)], vec![mark("b", false, no)]]), "both only touch it");
    }

    #[test]
    fn a_plan_on_the_checklist_fits_to_no_in_the_survey() {
        let survey = |stance| vec![mark("gmis", true, Some(stance))];
        let planned = || vec![mark("r7", true, Some(Stance::Planned))];
        assert!(!differs(&[planned(), survey(Stance::NotDone)]));
        assert!(differs(&[planned(), survey(Stance::Done)]));
    }
}
