//! From a row of the form to fields as HTML has them.

use tate_app::wizard::{Card, RowForm, Step, StepForm};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Column, Kind, Ledger};

/// Up to here the rows of another ledger are a list to choose from; with more, a name to type.
const MOST_OPTIONS: usize = 12;

/// One field.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// Name and id.
    pub name: String,
    /// Label.
    pub label: &'static str,
    /// Support text.
    pub help: &'static str,
    /// Whether a row cannot be without it.
    pub required: bool,
    /// What it shows.
    pub value: String,
    /// What can be chosen: value and label. Empty for a field to type in.
    pub options: Vec<(String, String)>,
    /// The list of suggestions, by ledger code; empty for none.
    pub list: &'static str,
    /// The keyboard that a tablet shows.
    pub mode: &'static str,
    /// What is wrong.
    pub error: String,
    /// What the ledger holds, where that is something else.
    pub stored: String,
}

/// One row.
#[derive(Debug, Clone)]
pub struct RowView {
    /// The row.
    pub row: RowForm,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// Rows that belong together.
#[derive(Debug, Clone)]
pub struct CardView {
    /// Heading.
    pub heading: String,
    /// Support text.
    pub help: String,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// The cards of a step.
pub fn cards(facts: &Facts, form: &StepForm) -> Vec<CardView> {
    let mut explained: Vec<Ledger> = Vec::new();
    let mut view = |row: &RowForm| {
        let mut fields: Vec<FieldView> =
            row.columns.iter().filter_map(|key| field(facts, form.step, row, row.ledger.column(key)?)).collect();
        // What a column means is said once, above its first field.
        if explained.contains(&row.ledger) {
            fields.iter_mut().for_each(|field| field.help = "");
        }
        explained.push(row.ledger);
        RowView { row: row.clone(), fields }
    };
    let card = |card: &Card| CardView {
        heading: card.heading.clone(),
        help: card.help.clone(),
        rows: card.rows.iter().map(&mut view).collect(),
    };
    form.cards.iter().map(card).collect()
}

/// The suggestions of a step: ledger code and names.
pub fn lists(facts: &Facts, cards: &[CardView]) -> Vec<(&'static str, Vec<String>)> {
    let used = |ledger: &Ledger| {
        cards.iter().flat_map(|card| &card.rows).flat_map(|row| &row.fields).any(|field| field.list == ledger.code())
    };
    Ledger::ALL
        .into_iter()
        .filter(used)
        .map(|ledger| (ledger.code(), facts.all(ledger).iter().map(Row::name).collect()))
        .collect()
}

fn field(facts: &Facts, step: Step, row: &RowForm, column: &'static Column) -> Option<FieldView> {
    let value = row.value(column.key).to_owned();
    let mut view = FieldView {
        name: row.field(column.key),
        label: column.label,
        help: column.help,
        required: column.required && !row.is_new(),
        value,
        options: Vec::new(),
        list: "",
        mode: "",
        error: row.problem(column.key).to_owned(),
        stored: row.stored.get(column.key).cloned().unwrap_or_default(),
    };
    let choose = |choices: &[(&str, &str)]| {
        std::iter::once((String::new(), "（未入力）".to_owned()))
            .chain(choices.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())))
            .collect()
    };
    match column.kind {
        Kind::YesNo => view.options = choose(&[("yes", "有"), ("no", "無")]),
        Kind::Choice(choices) => view.options = choose(choices),
        Kind::Ref(target) => reference(facts, step, row, target, &mut view),
        Kind::Phone => view.mode = "tel",
        Kind::Mail => view.mode = "email",
        Kind::Number => view.mode = "numeric",
        Kind::Text | Kind::Lines | Kind::Code | Kind::Day | Kind::Ip | Kind::Mac => {}
    }
    Some(view)
}

fn reference(facts: &Facts, step: Step, row: &RowForm, target: Ledger, view: &mut FieldView) {
    let all = facts.all(target);
    let found =
        all.iter().find(|other| other.id == view.value).or_else(|| all.iter().find(|other| other.name() == view.value));
    let held = facts.find(row.ledger, &row.slot);
    // A reference to a row that was removed is an empty field, not an identifier.
    if found.is_none()
        && held.is_some_and(|held| held.fields.values().any(|value| !value.is_empty() && *value == view.value))
    {
        view.value.clear();
    }
    // People and vendors may be typed in the same form, so they are names to type there.
    let typed_here = matches!((step, target), (Step::People, Ledger::People) | (Step::Vendors, Ledger::Vendors));
    if typed_here || all.len() > MOST_OPTIONS {
        view.list = target.code();
        if let Some(found) = found {
            view.value = found.name();
        }
        return;
    }
    view.options.push((String::new(), "（未入力）".to_owned()));
    view.options.extend(all.iter().map(|other| (other.id.clone(), other.name())));
    match found {
        Some(found) => view.value.clone_from(&found.id),
        None if !view.value.is_empty() => view.options.push((view.value.clone(), view.value.clone())),
        None => {}
    }
}
