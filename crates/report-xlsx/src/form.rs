//! A checklist sheet in the official order and columns.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use tate_report::{Form, FormRow};

use crate::{ledger, page};

/// A column of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// ※
    Marked,
    Number,
    Label,
    Target,
    Answer,
    Date,
    TargetDate,
    SecondAnswer,
    SecondDate,
    Remarks,
}

/// What stands over neighbouring columns: a heading over both rows, or one over the columns and
/// one under it for each.
struct Heading {
    title: &'static str,
    columns: &'static [(Column, &'static str)],
}

const fn over(title: &'static str, columns: &'static [(Column, &'static str)]) -> Heading {
    Heading { title, columns }
}

const YES_NO: &str = "はい・いいえ";
const DAY: &str = "(月/日)";
const MARKED: Heading = over("※", &[(Column::Marked, "")]);
const ROW: [Heading; 3] = [
    over("番号", &[(Column::Number, "")]),
    over("項目", &[(Column::Label, "")]),
    over("対象", &[(Column::Target, "")]),
];
const ONE: Heading = over("確認日", &[(Column::Answer, YES_NO), (Column::Date, DAY)]);
const FIRST: Heading = over("1回目", &[(Column::Answer, YES_NO), (Column::Date, DAY)]);
const TARGET_DATE: Heading = over("目標日", &[(Column::TargetDate, DAY)]);
const SECOND: Heading = over("2回目", &[(Column::SecondAnswer, YES_NO), (Column::SecondDate, DAY)]);
const REMARKS: Heading = over("備考", &[(Column::Remarks, "")]);

impl Column {
    fn width(self) -> f64 {
        match self {
            Self::Marked => 4.0,
            Self::Number => 8.0,
            Self::Label => 40.0,
            Self::Target => 16.0,
            Self::Answer | Self::SecondAnswer => 13.0,
            Self::Date | Self::SecondDate | Self::TargetDate => 9.0,
            Self::Remarks => 34.0,
        }
    }

    fn text(self, row: &FormRow) -> String {
        match self {
            Self::Marked => if row.marked { "※" } else { "" }.to_owned(),
            Self::Number => row.number.clone(),
            Self::Label => row.label.clone(),
            Self::Target => row.target.clone(),
            Self::Answer => row.mark.text().to_owned(),
            Self::Date => row.date.clone(),
            Self::TargetDate => row.target_date.clone(),
            Self::SecondAnswer => row.second.mark.text().to_owned(),
            Self::SecondDate => row.second.date.clone(),
            Self::Remarks => remarks(row),
        }
    }
}

fn headings(form: &Form) -> Vec<Heading> {
    let mut all: Vec<Heading> = form.has_marked_rows().then_some(MARKED).into_iter().chain(ROW).collect();
    if form.two_rounds {
        all.extend([FIRST, TARGET_DATE, SECOND]);
    } else {
        all.extend([ONE, TARGET_DATE]);
    }
    all.push(REMARKS);
    all
}

pub(crate) fn write(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page::set_up(sheet, &form.meta, &form.meta.title, form.two_rounds)?;
    let headings = headings(form);
    let columns: Vec<Column> = headings.iter().flat_map(|heading| heading.columns).map(|(column, _)| *column).collect();
    for (at, column) in (0u16..).zip(&columns) {
        sheet.set_column_width(at, column.width())?;
    }
    let table = write_head(sheet, form, &columns)?;
    write_headings(sheet, table, &headings)?;
    let end = write_rows(sheet, form, table + 2, &columns)?;
    for (row, note) in (end + 1..).zip(&form.notes) {
        sheet.write_string(row, 0, note)?;
    }
    sheet.set_freeze_panes(table + 2, 0)?.set_repeat_rows(table, table + 1)?;
    Ok(())
}

/// Title, facility and so on; gives the row where the table starts.
fn write_head(sheet: &mut Worksheet, form: &Form, columns: &[Column]) -> Result<u32, XlsxError> {
    let title = format!("{} {}", form.meta.fiscal_year_label, form.meta.title);
    let bold = Format::new().set_bold().set_font_size(14.0);
    sheet.write_string_with_format(0, 0, title.trim(), &bold)?;
    let mut facts = vec![("施設名", form.meta.facility.as_str())];
    if let Some(vendor) = &form.vendor {
        facts.push(("事業者名", vendor));
        facts.push(("対象システム", &form.system));
    }
    facts.push((if form.vendor.is_some() { "回答者" } else { "記入者" }, &form.filled_by));
    facts.push(("様式の版", &form.meta.edition));
    let text = Format::new().set_num_format("@");
    // The names stand over the labels of the rows, which leaves them room.
    let value_at = (0u16..).zip(columns).find(|(_, column)| **column == Column::Label).map_or(1, |(at, _)| at);
    let mut row = 1;
    for (label, value) in facts {
        sheet.write_string_with_format(row, 0, label, &text)?;
        sheet.write_string_with_format(row, value_at, value, &text)?;
        row += 1;
    }
    Ok(row + 1)
}

fn write_headings(sheet: &mut Worksheet, row: u32, headings: &[Heading]) -> Result<(), XlsxError> {
    let format = page::heading();
    let mut at = 0;
    for heading in headings {
        let width = u16::try_from(heading.columns.len()).unwrap_or(1);
        match heading.columns {
            [(_, "")] => {
                sheet.merge_range(row, at, row + 1, at, heading.title, &format)?;
            }
            [_] => {
                sheet.write_string_with_format(row, at, heading.title, &format)?;
            }
            _ => {
                sheet.merge_range(row, at, row, at + width - 1, heading.title, &format)?;
            }
        }
        for (column, (_, below)) in (at..).zip(heading.columns).filter(|(_, (_, below))| !below.is_empty()) {
            sheet.write_string_with_format(row + 1, column, *below, &format)?;
        }
        at += width;
    }
    Ok(())
}

/// The gate, sections and rows; gives the first free row.
fn write_rows(sheet: &mut Worksheet, form: &Form, start: u32, columns: &[Column]) -> Result<u32, XlsxError> {
    let section_format = page::cell().set_bold();
    let last = u16::try_from(columns.len()).unwrap_or(1) - 1;
    let mut row = start;
    if let Some(gate) = &form.gate {
        // The gate is answered once.
        write_row(sheet, row, gate, columns, |column| column == Column::Answer)?;
        row += 1;
    }
    for section in &form.sections {
        sheet.merge_range(row, 0, row, last, &section.title, &section_format)?;
        row += 1;
        for item in &section.rows {
            write_row(sheet, row, item, columns, |column| matches!(column, Column::Answer | Column::SecondAnswer))?;
            row += 1;
        }
    }
    Ok(row)
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    item: &FormRow,
    columns: &[Column],
    is_answer: impl Fn(Column) -> bool,
) -> Result<(), XlsxError> {
    let (cell, centred) = (page::cell(), page::centred());
    let answers = ledger::drop_down(&["はい".to_string(), "いいえ".to_string()])?;
    for (at, column) in (0u16..).zip(columns) {
        let format = if matches!(column, Column::Label | Column::Remarks) { &cell } else { &centred };
        sheet.write_string_with_format(row, at, column.text(item), format)?;
        if let Some(answers) = answers.as_ref().filter(|_| is_answer(*column)) {
            sheet.add_data_validation(row, at, row, at, answers)?;
        }
    }
    Ok(())
}

/// The qualifiers go first into 備考, because an answer cell holds a word of the list only.
fn remarks(row: &FormRow) -> String {
    let bracketed =
        |before: &str, text: &str| if text.is_empty() { String::new() } else { format!("（{before}{text}）") };
    bracketed("", &row.qualifier) + &bracketed("2回目：", &row.second.qualifier) + &row.remarks
}
