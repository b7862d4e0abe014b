//! The preview of an import: how the columns were understood, and what would happen.

use super::field::display;
use crate::frame::{Frame, Page};
use askama::Template;
use std::collections::BTreeMap;
use tate_app::error::Problem;
use tate_app::ledgers::{Choices, Preview};
use tate_domain::facts::Facts;
use tate_domain::id::FileId;
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::text::shorten;
use tate_inventory::Plan;
use tate_inventory::plan::Change;
use tate_inventory::table::Format;

/// The most source columns that are offered for choosing; further ones keep what was suggested.
const MOST_COLUMNS: usize = 60;
/// The most errors that are spelled out.
const MOST_ERRORS: usize = 100;
/// The most updates that are spelled out.
const MOST_UPDATES: usize = 50;
/// The most new rows that are spelled out.
const MOST_ADDS: usize = 10;
/// The most findings that are spelled out.
const MOST_FINDINGS: usize = 40;

/// What a preview shows besides the plan.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Whether blanks below merged cells are filled.
    pub(super) fill_down: bool,
    /// The columns as a person chose them, where that cannot be used.
    pub(super) chosen: Option<Vec<String>>,
    /// What is wrong with them.
    pub(super) problems: Vec<Problem>,
    /// Whether choices were changed and the import asked for without looking again.
    pub(super) changed: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "pages/ledgers/preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    ledger: Ledger,
    kept: String,
    source: String,
    heading: Option<u32>,
    columns: Vec<SourceColumn>,
    /// The column by which rows are recognised; empty: the ledger's own order.
    match_key: String,
    look: Look,
    /// The choices that the plan was made with, to notice later ones.
    shown: String,
    plan: Option<PlanView>,
}

/// One column of the source.
struct SourceColumn {
    at: usize,
    heading: String,
    samples: String,
    key: String,
    hidden: bool,
}

/// A plan in words.
struct PlanView {
    adds: usize,
    updates: usize,
    unchanged: usize,
    failed: usize,
    errors: Vec<String>,
    more_errors: usize,
    new_rows: Vec<NewRow>,
    changed_rows: Vec<ChangedRow>,
    findings: Vec<String>,
    lacking: Vec<Ledger>,
}

struct NewRow {
    row: u32,
    name: String,
    text: String,
}

struct ChangedRow {
    row: u32,
    name: String,
    changes: Vec<Changed>,
}

/// One cell that would change.
#[derive(Debug, PartialEq, Eq)]
struct Changed {
    label: &'static str,
    before: String,
    after: String,
}

impl PreviewPage {
    pub(super) fn new(
        page: &Page,
        ledger: Ledger,
        facts: &Facts,
        kept: &FileId,
        preview: &Preview,
        look: Look,
    ) -> Self {
        let in_force = preview.mapping.to_form();
        let keys = look.chosen.as_ref().unwrap_or(&in_force);
        let plan = look.problems.is_empty().then(|| PlanView::new(facts, ledger, &preview.plan));
        Self {
            frame: page.frame(format!("{}の取り込み内容の確認", ledger.label()), ledger.code()),
            ledger,
            kept: kept.0.clone(),
            source: source_words(preview),
            heading: preview.header.as_ref().map(|header| header.row_number),
            columns: columns(preview, keys),
            shown: signature(&in_force, look.fill_down, &preview.match_key),
            match_key: preview.match_key.clone(),
            plan,
            look,
        }
    }

    /// The columns by which rows can be recognised.
    fn match_columns(&self) -> Vec<&'static tate_domain::ledger::Column> {
        tate_app::ledgers::match_columns(self.ledger)
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        self.ledger.columns().iter().map(|column| (column.key, column.label)).collect()
    }
}

impl PlanView {
    fn new(facts: &Facts, ledger: Ledger, plan: &Plan) -> Self {
        let mut lacking: Vec<Ledger> = plan.unresolved.iter().map(|unresolved| unresolved.ledger).collect();
        lacking.sort_unstable();
        lacking.dedup();
        Self {
            adds: plan.adds.len(),
            updates: plan.updates.len(),
            unchanged: plan.unchanged,
            failed: plan.failed_rows(),
            errors: plan.errors.iter().take(MOST_ERRORS).map(|error| error.sentence()).collect(),
            more_errors: plan.errors.len().saturating_sub(MOST_ERRORS),
            new_rows: plan.adds.iter().take(MOST_ADDS).map(|change| new_row(facts, ledger, change)).collect(),
            changed_rows: plan
                .updates
                .iter()
                .take(MOST_UPDATES)
                .map(|change| changed_row(facts, ledger, change))
                .collect(),
            findings: plan.findings.iter().take(MOST_FINDINGS).cloned().collect(),
            lacking,
        }
    }

    /// How many rows the import would write.
    fn written(&self) -> usize {
        self.adds + self.updates
    }
}

/// 「一覧.xlsx」（Excel、シート「機器」）
fn source_words(preview: &Preview) -> String {
    let table = &preview.table;
    let mut words = vec![
        match table.format {
            Format::Xlsx => "Excel",
            Format::Csv => "CSV",
            Format::Tsv => "タブ区切りのテキスト",
            Format::Paste => return "貼り付けた表".to_owned(),
        }
        .to_owned(),
    ];
    words.extend(table.encoding.as_ref().map(|encoding| format!("文字コード {encoding}")));
    words.extend(table.sheet.as_ref().map(|sheet| format!("シート「{sheet}」")));
    if table.sheets.len() > 1 {
        words.push(format!("ほかの{}枚のシートは読み取りません", table.sheets.len() - 1));
    }
    format!("「{}」（{}）", preview.source, words.join("、"))
}

fn columns(preview: &Preview, keys: &[String]) -> Vec<SourceColumn> {
    let headings: &[String] = preview.header.as_ref().map_or(&[], |header| &header.cells);
    let after = preview.header.as_ref().map_or(0, |header| header.row_number);
    let rows: Vec<_> = preview.table.rows.iter().filter(|row| row.number > after).collect();
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(headings.len()).max(keys.len());
    let mut offered = 0;
    (0..width)
        .map(|at| {
            let heading = headings.get(at).map_or("", |heading| heading.trim());
            let values =
                rows.iter().filter_map(|row| row.cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
            let samples: Vec<String> = values.take(3).map(|cell| shorten(cell, 20)).collect();
            let key = keys.get(at).cloned().unwrap_or_default();
            let nothing = heading.is_empty() && samples.is_empty();
            offered += usize::from(!nothing);
            SourceColumn {
                at,
                heading: shorten(heading, 40),
                samples: samples.join("、"),
                key,
                hidden: nothing || offered > MOST_COLUMNS,
            }
        })
        .collect()
}

fn new_row(facts: &Facts, ledger: Ledger, change: &Change) -> NewRow {
    let filled = ledger.columns().iter().filter_map(|column| Some((column, change.after.get(column.key)?)));
    let texts: Vec<String> = filled
        .take(6)
        .map(|(column, value)| format!("{}：{}", column.label, shorten(&display(facts, column, value), 30)))
        .collect();
    NewRow { row: change.row, name: ledger.name_of(&change.after), text: texts.join("　") }
}

fn changed_row(facts: &Facts, ledger: Ledger, change: &Change) -> ChangedRow {
    let none = Fields::new();
    let before = change.before.as_ref().unwrap_or(&none);
    ChangedRow { row: change.row, name: ledger.name_of(before), changes: changed(facts, ledger, before, &change.after) }
}

fn changed(facts: &Facts, ledger: Ledger, before: &Fields, after: &Fields) -> Vec<Changed> {
    let text = |fields: &Fields, column: &tate_domain::ledger::Column| {
        shorten(&display(facts, column, fields.get(column.key).map_or("", String::as_str)), 60)
    };
    ledger
        .columns()
        .iter()
        .filter(|column| before.get(column.key) != after.get(column.key))
        .map(|column| Changed { label: column.label, before: text(before, column), after: text(after, column) })
        .collect()
}

/// What tells one set of choices from another: `number,,os|down`, and `|serial` where a column was chosen by which
/// rows are recognised.
fn signature(keys: &[String], fill_down: bool, match_key: &str) -> String {
    let mark = if match_key.is_empty() { String::new() } else { format!("|{match_key}") };
    format!("{}|{}{mark}", keys.join(",").trim_end_matches(','), if fill_down { "down" } else { "" })
}

/// The choices of a preview's form, and whether they differ from those the plan was made with.
pub(super) fn choices_of(form: &BTreeMap<String, String>) -> (Choices, bool) {
    let mapping: Vec<String> = (0..).map_while(|at| form.get(&format!("m{at}")).cloned()).collect();
    let fill_down = form.contains_key("fill_down");
    let match_key = form.get("match_key").cloned().unwrap_or_default();
    let changed = form.get("shown").is_none_or(|shown| *shown != signature(&mapping, fill_down, &match_key));
    (Choices { mapping: Some(mapping), fill_down, match_key: Some(match_key) }, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn choices_come_in_the_order_of_the_columns() {
        let many: Vec<(String, String)> =
            (0..12).map(|at| (format!("m{at}"), if at == 10 { "os".to_owned() } else { String::new() })).collect();
        let pairs: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let (choices, _) = choices_of(&form(&pairs));
        let mapping = choices.mapping.unwrap();
        assert_eq!((mapping.len(), mapping[10].as_str(), mapping[2].as_str()), (12, "os", ""));
    }

    #[test]
    fn an_import_asked_for_with_other_choices_than_shown_is_noticed() {
        let shown = signature(&["number".into(), String::new(), "os".into(), String::new()], false, "");
        assert_eq!(shown, "number,,os|");
        let as_shown = [("m0", "number"), ("m1", ""), ("m2", "os"), ("m3", ""), ("shown", shown.as_str())];
        assert!(!choices_of(&form(&as_shown)).1);
        let mut other = form(&as_shown);
        other.insert("m1".into(), "host".into());
        assert!(choices_of(&other).1);
        let mut filled = form(&as_shown);
        filled.insert("fill_down".into(), "1".into());
        assert!(choices_of(&filled).1);
        let mut other_key = form(&as_shown);
        other_key.insert("match_key".into(), "serial".into());
        assert!(choices_of(&other_key).1);
        assert!(choices_of(&form(&[("m0", "number")])).1);
    }
}
