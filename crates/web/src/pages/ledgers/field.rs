//! One field of a row's form, made from its column.

use tate_domain::date::{both, parse_day};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Column, Kind, show};

/// What the template needs to draw a field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// The column's key: the name in the form.
    pub(super) key: &'static str,
    /// The label.
    pub(super) label: &'static str,
    /// Whether a row cannot be without it.
    pub(super) required: bool,
    /// Support text between label and field.
    pub(super) help: String,
    /// How it is drawn: `line`, `lines` or `select`.
    pub(super) input: &'static str,
    /// The keyboard a phone shows.
    pub(super) mode: &'static str,
    /// The choices of a select.
    pub(super) options: Vec<Choice>,
    /// What was typed or is stored.
    pub(super) value: String,
    /// How the value was understood, where that may differ from how it was typed.
    pub(super) understood: String,
    /// What is wrong with it.
    pub(super) error: String,
}

/// One choice of a select.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is sent.
    pub(super) value: String,
    /// What is shown.
    pub(super) label: String,
    /// Whether it is the chosen one.
    pub(super) chosen: bool,
}

impl Field {
    /// The field of a column with a value. `own` is the row itself, which cannot refer to itself.
    pub(super) fn new(facts: &Facts, column: &'static Column, value: &str, own: Option<&str>, error: &str) -> Self {
        let (input, mode) = match column.kind {
            Kind::Lines => ("lines", ""),
            Kind::YesNo | Kind::Choice(_) | Kind::Ref(_) => ("select", ""),
            Kind::Phone => ("line", "tel"),
            Kind::Mail => ("line", "email"),
            Kind::Number => ("line", "numeric"),
            Kind::Text | Kind::Code | Kind::Day | Kind::Ip | Kind::Mac => ("line", ""),
        };
        let day = column.kind == Kind::Day;
        let help = if day {
            format!("{}西暦でも和暦でも入力できます。", column.help)
        } else {
            column.help.to_owned()
        };
        let understood = if day { parse_day(value).map(both).unwrap_or_default() } else { String::new() };
        Self {
            key: column.key,
            label: column.label,
            required: column.required,
            help,
            input,
            mode,
            options: options(facts, column, value, own),
            value: value.to_owned(),
            understood,
            error: error.to_owned(),
        }
    }

    /// The ids of the texts that explain the field, for `aria-describedby`.
    pub(super) fn described_by(&self) -> String {
        let parts = [
            (!self.help.is_empty(), "help"),
            (!self.understood.is_empty(), "understood"),
            (!self.error.is_empty(), "error"),
        ];
        let ids: Vec<String> =
            parts.iter().filter(|(there, _)| *there).map(|(_, part)| format!("f-{}-{part}", self.key)).collect();
        ids.join(" ")
    }
}

fn options(facts: &Facts, column: &Column, value: &str, own: Option<&str>) -> Vec<Choice> {
    let choice =
        |code: &str, label: &str| Choice { value: code.to_owned(), label: label.to_owned(), chosen: code == value };
    let mut options = match column.kind {
        Kind::YesNo => vec![choice("", "（未確認）"), choice("yes", "有"), choice("no", "無")],
        Kind::Choice(choices) => std::iter::once(choice("", "（未選択）"))
            .chain(choices.iter().map(|(code, label)| choice(code, label)))
            .collect(),
        Kind::Ref(ledger) => {
            let rows = facts.all(ledger).iter().filter(|row| Some(row.id.as_str()) != own);
            std::iter::once(choice("", "（未選択）")).chain(rows.map(|row| choice(&row.id, &row.name()))).collect()
        }
        _ => return Vec::new(),
    };
    if !options.iter().any(|option| option.chosen)
        && let Some(blank) = options.first_mut()
    {
        blank.chosen = true;
    }
    options
}

/// A stored value as the form shows it; a reference to a row that is gone shows as not chosen.
pub(super) fn typed_of(facts: &Facts, row: &Row, column: &Column) -> String {
    let stored = row.text(column.key);
    match column.kind {
        Kind::Day => show(column, stored),
        Kind::Ref(_) => facts.target(row, column.key).map(|target| target.id.clone()).unwrap_or_default(),
        _ => stored.to_owned(),
    }
}

/// A stored value for people.
pub(super) fn display(facts: &Facts, column: &Column, stored: &str) -> String {
    match column.kind {
        Kind::Ref(ledger) if !stored.is_empty() => {
            facts.find(ledger, stored).map_or_else(|| "（削除された行）".to_owned(), Row::name)
        }
        _ => show(column, stored),
    }
}
