//! Columns that belong together in staff lists: 姓 and 名, 退職日 and 異動日.
//!
//! A ledger has one column for both. So the table gets one more column with both, and a note that says so; the columns it
//! came from stay as they are.

use crate::table::SourceRow;
use tate_domain::text::search_key;

/// How many of the first rows may stand above the headings.
const TITLE_ROWS: usize = 30;

/// How two columns become one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// With one space between
    Beside,
    /// The second where the first is empty
    Instead,
}

struct Pair {
    first: &'static [&'static str],
    second: &'static [&'static str],
    both: &'static str,
    /// Headings that make the pair needless.
    whole: &'static [&'static str],
    how: How,
}

const PAIRS: [Pair; 3] = [
    Pair {
        first: &["姓", "氏"],
        second: &["名"],
        both: "氏名",
        whole: &["氏名", "職員名", "社員名"],
        how: How::Beside,
    },
    Pair {
        first: &["セイ", "姓（カナ）", "姓カナ", "姓フリガナ", "姓（フリガナ）"],
        second: &["メイ", "名（カナ）", "名カナ", "名フリガナ", "名（フリガナ）"],
        both: "フリガナ",
        whole: &["フリガナ", "カナ", "氏名カナ"],
        how: How::Beside,
    },
    Pair {
        first: &["退職日", "退職年月日", "退社日"],
        second: &["異動日", "異動年月日"],
        both: "退職・異動日",
        whole: &["退職・異動日"],
        how: How::Instead,
    },
];

/// Adds the joined columns that the headings ask for.
pub(crate) fn join(rows: &mut [SourceRow], notes: &mut Vec<String>) {
    for pair in &PAIRS {
        let Some((header, first, second)) = find(rows, pair) else { continue };
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let headings = (rows[header].cells[first].clone(), rows[header].cells[second].clone());
        for (index, row) in rows.iter_mut().enumerate().skip(header) {
            let cell = if index == header { pair.both.to_owned() } else { both(row, first, second, pair.how) };
            if !cell.is_empty() {
                row.cells.resize(width, String::new());
                row.cells.push(cell);
            }
        }
        notes.push(format!(
            "「{}」と「{}」の列を合わせて、「{}」の列として読み取りました。",
            headings.0.trim(),
            headings.1.trim(),
            pair.both
        ));
    }
}

/// The row of headings and the places of the two.
fn find(rows: &[SourceRow], pair: &Pair) -> Option<(usize, usize, usize)> {
    let place = |row: &SourceRow, names: &[&str]| {
        row.cells.iter().position(|cell| {
            let key = search_key(cell);
            names.iter().any(|name| search_key(name) == key)
        })
    };
    rows.iter().take(TITLE_ROWS).enumerate().find_map(|(index, row)| {
        let (first, second) = (place(row, pair.first)?, place(row, pair.second)?);
        place(row, pair.whole).is_none().then_some((index, first, second))
    })
}

fn both(row: &SourceRow, first: usize, second: usize, how: How) -> String {
    let cell = |index: usize| row.cells.get(index).map_or("", |cell| cell.trim());
    match (cell(first), cell(second), how) {
        ("", one, _) | (one, "", _) | (one, _, How::Instead) => one.to_owned(),
        (one, two, How::Beside) => format!("{one} {two}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::paste;

    #[test]
    fn two_columns_of_a_name_are_read_as_one() {
        let table =
            paste::read("職員一覧\n番号\t姓\t名\tセイ\tメイ\n1\t見本\t一郎\tミホン\tイチロウ\n2\t架空\n").unwrap();
        assert_eq!(table.rows[1].cells[5..], ["氏名", "フリガナ"]);
        assert_eq!(table.rows[2].cells[5..], ["見本 一郎", "ミホン イチロウ"]);
        assert_eq!(table.rows[3].cells[5..], ["架空"]);
        assert_eq!(table.notes.len(), 2);
    }

    #[test]
    fn a_table_with_the_whole_name_stays_as_it_is() {
        let table = paste::read("氏名\t姓\t名\n見本 一郎\t見本\t一郎\n").unwrap();
        assert_eq!((table.rows[0].cells.len(), table.notes.len()), (3, 0));
    }

    #[test]
    fn leaving_and_moving_are_one_day() {
        let table = paste::read("氏名\t退職日\t異動日\n一郎\t2026/3/31\t\n二郎\t\t2026/4/1\n").unwrap();
        assert_eq!(table.rows[1].cells[3], "2026/3/31");
        assert_eq!(table.rows[2].cells[3], "2026/4/1");
    }
}
