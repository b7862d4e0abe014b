//! The lines below the headings.

use super::answer::{self, Answer};
use super::head::{Head, head};
use super::layout::{Layout, Role};
use super::number;
use crate::Table;
use crate::table::SourceRow;
use tate_domain::disclosure::{Line, MOST_LINES, MOST_NUMBER, MOST_REMARK, MOST_TEXT};
use tate_domain::text::{printable, shorten};

/// The most rows with a problem that are told one by one.
const MOST_PROBLEMS: usize = 50;

/// Something about one row that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The row's number in the source.
    pub row: u32,
    /// What is wrong and what happened to the row: a Japanese sentence.
    pub message: String,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The columns.
    pub layout: Layout,
    /// What stands above the lines.
    pub head: Head,
    /// The lines in order.
    pub lines: Vec<Line>,
    /// Rows that a person must look at.
    pub problems: Vec<RowProblem>,
    /// What was done on the way; Japanese sentences.
    pub notes: Vec<String>,
}

/// A row with its cells by role.
struct Cells {
    row: u32,
    number: String,
    text: String,
    answer: Answer,
    remark: String,
}

/// Reads the lines of a table by a layout.
#[must_use]
pub fn read(table: &Table, layout: &Layout) -> Found {
    let mut found = Found { layout: layout.clone(), head: head(table, layout.heading), ..Found::default() };
    let below = |row: &&SourceRow| layout.heading.is_none_or(|heading| row.number > heading);
    let rows: Vec<Cells> = table.rows.iter().filter(below).filter_map(|row| cells(row, layout)).collect();
    let (mut last, mut sections) = (String::new(), 0);
    for (at, row) in rows.iter().enumerate() {
        if is_section(&rows, at) {
            sections += 1;
            continue;
        }
        if found.lines.len() == MOST_LINES {
            tell(
                &mut found,
                row.row,
                format!(
                    "{MOST_LINES}行を超えたため、ここから後は読み取っていません。行を減らすか、表を分けてください。"
                ),
            );
            break;
        }
        let line = line(row, &mut last, &mut found);
        found.lines.extend(line);
    }
    if sections > 0 {
        found.notes.push(format!("見出しや説明の行（{sections}行）は、質問として数えていません。"));
    }
    if layout.heading.is_none() {
        found.notes.push("見出しの行がないため、列の中身から列を見分けました。".to_owned());
    }
    found
}

fn cells(row: &SourceRow, layout: &Layout) -> Option<Cells> {
    let cell = |role| layout.column(role).and_then(|column| row.cells.get(column)).map_or("", |cell| cell.trim());
    let answer = if layout.column(Role::Answer).is_some() {
        answer::of_cell(cell(Role::Answer))
    } else {
        answer::of_columns(layout.roles.iter().copied().zip(row.cells.iter().map(String::as_str)))
    };
    let (mut number, mut text) = (number::clean(cell(Role::Number)), one_line(cell(Role::Text)));
    if number.is_empty()
        && let Some((split, rest)) = number::split(&text)
        && !rest.is_empty()
    {
        (number, text) = (split, rest.to_owned());
    }
    let filled = !text.is_empty() || !number.is_empty() || answer != Answer::None;
    filled.then(|| Cells { row: row.number, number, text, answer, remark: one_line(cell(Role::Remark)) })
}

/// A text without the line breaks of its cell.
fn one_line(text: &str) -> String {
    printable(text, false).trim().to_owned()
}

/// A heading between the lines: it answers nothing, asks nothing, and has no number or others below its number.
fn is_section(rows: &[Cells], at: usize) -> bool {
    let row = &rows[at];
    if row.answer != Answer::None || asks(&row.text) {
        return false;
    }
    let numbered = row.number.chars().any(|c| !c.is_alphabetic());
    !numbered || rows[at + 1..].iter().any(|other| number::is_below(&other.number, &row.number))
}

/// Whether a text is a question.
fn asks(text: &str) -> bool {
    let text = text.trim_end_matches(['。', '？', '?', '」', '）', ')']);
    text.ends_with('か') || text.ends_with("こと") || text.ends_with("ますか")
}

fn line(row: &Cells, last: &mut String, found: &mut Found) -> Option<Line> {
    if row.text.is_empty() {
        if row.answer != Answer::None {
            tell(found, row.row, "回答がありますが、質問の欄が空です。この行は読み取っていません。".to_owned());
        }
        return None;
    }
    // Below a merged cell the number is that of the row above.
    let number = if row.number.is_empty() { last.clone() } else { row.number.clone() };
    last.clone_from(&number);
    let (value, beside) = match &row.answer {
        Answer::None => (None, ""),
        Answer::Given(value, beside) => (Some(*value), beside.as_str()),
        Answer::Unclear(why) => {
            tell(
                found,
                row.row,
                format!("{why}。回答なしとして読み取りました。元の表を直すか、登録の前に確かめてください。"),
            );
            (None, "")
        }
    };
    let remark =
        [beside, row.remark.as_str()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("　");
    for (text, most, what) in [(&row.text, MOST_TEXT, "質問"), (&remark, MOST_REMARK, "備考")] {
        if text.chars().count() > most {
            tell(found, row.row, format!("{what}が長すぎるため、{most}文字までで切りました。"));
        }
    }
    Some(Line {
        number: shorten(&number, MOST_NUMBER),
        text: shorten(&row.text, MOST_TEXT),
        value,
        remark: shorten(&remark, MOST_REMARK),
    })
}

fn tell(found: &mut Found, row: u32, message: String) {
    if found.problems.len() < MOST_PROBLEMS {
        found.problems.push(RowProblem { row, message });
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use crate::paste;
    use tate_domain::vendor::Value;

    fn lines(text: &str) -> Vec<(String, Option<Value>, String)> {
        let found = find(&paste::read(text).unwrap()).unwrap();
        found.lines.into_iter().map(|line| (line.number, line.value, line.remark)).collect()
    }

    #[test]
    fn sections_are_no_lines_and_unanswered_questions_are() {
        let read = lines(
            "番号\t質問\t回答\t備考\n組織の対策\n1\t管理\n1.1\t責任者がいるか\tはい\n1.2\t規程があるか\t\t\n2\t暗号化しているか\tいいえ\t次の版\n",
        );
        assert_eq!(
            read,
            [
                ("1.1".into(), Some(Value::Yes), String::new()),
                ("1.2".into(), None, String::new()),
                ("2".into(), Some(Value::No), "次の版".into()),
            ]
        );
    }

    #[test]
    fn a_merged_number_counts_for_the_rows_below_it_and_words_beside_an_answer_are_a_remark() {
        let read = lines(
            "番号\t質問\t回答\n3\t記録を残すか\tはい（180日）\n\t記録を消せないか\t対象外\n4\t時刻を合わせるか\tいいえ\n",
        );
        assert_eq!(read[0], ("3".into(), Some(Value::Yes), "180日".into()));
        assert_eq!(read[1].0, "3");
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_told_with_its_row() {
        let found =
            find(&paste::read("番号\t質問\t回答\n1\tあるか\tたぶん\n2\tいるか\tはい\n3\t\tはい\n").unwrap()).unwrap();
        assert_eq!(found.problems.iter().map(|one| one.row).collect::<Vec<_>>(), [2, 4]);
        assert!(found.problems[0].message.contains("「たぶん」"));
        assert_eq!(found.lines.iter().map(|line| line.value).collect::<Vec<_>>(), [None, Some(Value::Yes)]);
    }

    #[test]
    fn no_more_than_five_hundred_lines_are_read() {
        let text: String = (1..=600).map(|n| format!("{n}\t質問{n}はあるか\tはい\n")).collect();
        let found = find(&paste::read(&format!("番号\t質問\t回答\n{text}")).unwrap()).unwrap();
        assert_eq!((found.lines.len(), found.problems.len()), (500, 1));
    }
}
