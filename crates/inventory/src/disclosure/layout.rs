//! Which column holds what: by the headings, or by what stands in the columns.

use super::{answer, number};
use crate::Table;
use crate::table::SourceRow;
use serde::{Deserialize, Serialize};
use tate_domain::text::search_key;
use tate_domain::vendor::Value;

/// How many of the first rows may stand above the headings.
const TITLE_ROWS: usize = 60;
/// The most columns that are looked at.
const MOST_COLUMNS: usize = 40;
/// Fewer answers than this are not enough to guess the columns by.
const FEWEST_ANSWERS: usize = 3;

/// What a column holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing of interest.
    #[default]
    None,
    /// 番号
    Number,
    /// 質問
    Text,
    /// 回答 in words or with printed choices
    Answer,
    /// To be ticked for はい
    Yes,
    /// To be ticked for いいえ
    No,
    /// To be ticked for 対象外
    NotApplicable,
    /// 備考
    Remark,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] =
        [Self::None, Self::Number, Self::Text, Self::Answer, Self::Yes, Self::No, Self::NotApplicable, Self::Remark];

    /// The code of forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Number => "number",
            Self::Text => "text",
            Self::Answer => "answer",
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotApplicable => "not_applicable",
            Self::Remark => "remark",
        }
    }

    /// In Japanese, for the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "使わない",
            Self::Number => "番号",
            Self::Text => "質問",
            Self::Answer => "回答（はい・いいえ・対象外）",
            Self::Yes => "「はい」の印",
            Self::No => "「いいえ」の印",
            Self::NotApplicable => "「対象外」の印",
            Self::Remark => "備考",
        }
    }

    /// The role with this code; unknown codes are none.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|role| role.code() == code).unwrap_or_default()
    }

    /// The answer that a mark in the column gives.
    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Yes => Some(Value::Yes),
            Self::No => Some(Value::No),
            Self::NotApplicable => Some(Value::NotApplicable),
            Self::None | Self::Number | Self::Text | Self::Answer | Self::Remark => None,
        }
    }
}

/// Where the headings are and what each column holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The number of the last row of headings in the source; none where there are none.
    pub heading: Option<u32>,
    /// One role per column.
    pub roles: Vec<Role>,
}

impl Layout {
    /// Whether the columns are enough to read lines: a question and an answer.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        let has = |role| self.roles.contains(&role);
        has(Role::Text) && (has(Role::Answer) || has(Role::Yes))
    }

    /// The first column of a role.
    pub(super) fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|one| *one == role)
    }
}

const NUMBER: &[&str] = &[
    "番号",
    "No",
    "No.",
    "Nо",
    "№",
    "項番",
    "質問番号",
    "項目番号",
    "設問番号",
    "連番",
    "#",
    "Q",
    "項目No",
    "質問No",
    "項目No.",
    "質問No.",
];
const TEXT: &[&str] = &[
    "質問",
    "質問項目",
    "質問内容",
    "設問",
    "項目",
    "確認項目",
    "開示項目",
    "評価項目",
    "チェック項目",
    "確認内容",
    "内容",
    "要求事項",
    "質問文",
    "項目名",
];
const ANSWER: &[&str] = &[
    "回答",
    "回答欄",
    "答え",
    "該当・非該当",
    "該当/非該当",
    "はい・いいえ・対象外",
    "はい/いいえ/対象外",
    "はい・いいえ",
    "対応状況",
    "対応",
    "選択",
    "回答(はい・いいえ・対象外)",
    "該否",
    "適否",
    "結果",
    "値",
];
const YES: &[&str] = &["はい", "該当", "Yes", "有"];
const NO: &[&str] = &["いいえ", "No(いいえ)", "無"];
const NOT_APPLICABLE: &[&str] = &["対象外", "非該当", "該当なし", "N/A"];
const REMARK: &[&str] = &[
    "備考",
    "備考欄",
    "補足",
    "補足説明",
    "コメント",
    "説明",
    "特記事項",
    "理由",
    "備考・補足",
    "備考(理由)",
    "補足・備考",
];

/// The headings that are looked for, for a person whose table has others.
#[must_use]
pub fn looked_for() -> &'static str {
    "番号（番号・No・項番）、質問（質問・項目・内容）、回答（回答・対応状況、または「はい」「いいえ」「対象外」の列）、備考（備考・補足）"
}

/// What a heading means.
fn role(cell: &str) -> Role {
    let key = search_key(cell);
    let bare =
        key.split(['(', '[', '【', '<', '※', '*']).next().unwrap_or_default().trim_matches([':', '.']).to_owned();
    let is = |words: &[&str]| words.iter().any(|word| search_key(word) == key || search_key(word) == bare);
    if key.is_empty() {
        Role::None
    } else if is(YES) {
        Role::Yes
    } else if is(NO) {
        Role::No
    } else if is(NOT_APPLICABLE) {
        Role::NotApplicable
    } else if is(ANSWER) {
        Role::Answer
    } else if is(NUMBER) {
        Role::Number
    } else if is(TEXT) {
        Role::Text
    } else if is(REMARK) {
        Role::Remark
    } else {
        Role::None
    }
}

fn roles(row: &SourceRow) -> Vec<Role> {
    row.cells.iter().take(MOST_COLUMNS).map(|cell| role(cell)).collect()
}

/// Finds the columns: by one or two rows of headings, else by what stands in them.
#[must_use]
pub fn detect(table: &Table) -> Option<Layout> {
    let rows = &table.rows[..table.rows.len().min(TITLE_ROWS)];
    let mut best: Option<(usize, Layout)> = None;
    for (at, row) in rows.iter().enumerate() {
        let one = roles(row);
        let two = rows.get(at + 1).map(|next| (next.number, both(&one, &roles(next))));
        for (number, roles) in std::iter::once((row.number, one)).chain(two) {
            let layout = Layout { heading: Some(number), roles: settle(roles) };
            let known = layout.roles.iter().filter(|role| **role != Role::None).count();
            if layout.is_enough() && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, layout));
            }
        }
    }
    best.map(|(_, layout)| layout).or_else(|| guess(table))
}

/// Two rows of headings: 「回答」 above 「はい」「いいえ」「対象外」.
fn both(upper: &[Role], lower: &[Role]) -> Vec<Role> {
    let at = |list: &[Role], index: usize| list.get(index).copied().unwrap_or_default();
    (0..upper.len().max(lower.len()))
        .map(|index| match (at(upper, index), at(lower, index)) {
            (role, Role::None) => role,
            (Role::Number | Role::Text | Role::Remark, Role::Yes | Role::No | Role::NotApplicable) => at(upper, index),
            (_, role) => role,
        })
        .collect()
}

/// One column each for number, question and remark; a single answer only where there are none to tick.
fn settle(mut roles: Vec<Role>) -> Vec<Role> {
    let ticks = roles.contains(&Role::Yes) && (roles.contains(&Role::No) || roles.contains(&Role::NotApplicable));
    for role in &mut roles {
        let drop = match role {
            Role::Answer => ticks,
            Role::Yes | Role::No | Role::NotApplicable => !ticks,
            _ => false,
        };
        // A lone 「該当」 heads a column of answers.
        if drop {
            *role = if *role == Role::Yes { Role::Answer } else { Role::None };
        }
    }
    for wanted in [Role::Number, Role::Text, Role::Remark, Role::Answer] {
        let mut seen = false;
        for role in roles.iter_mut().filter(|role| **role == wanted) {
            if seen {
                *role = Role::None;
            }
            seen = true;
        }
    }
    roles
}

/// Without headings: the column of answers, the column of the longest texts, the one of numbers before it, and the
/// next filled one behind it.
fn guess(table: &Table) -> Option<Layout> {
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).min(MOST_COLUMNS);
    let cells = |column: usize| {
        table
            .rows
            .iter()
            .filter_map(move |row| row.cells.get(column))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    let answers = |column: usize| {
        cells(column)
            .filter(|cell| matches!(answer::of_cell(cell), answer::Answer::Given(_, ref rest) if rest.is_empty()))
            .count()
    };
    let column = (0..width).max_by_key(|column| (answers(*column), usize::MAX - column))?;
    let (given, filled) = (answers(column), cells(column).count());
    if given < FEWEST_ANSWERS || given * 10 < filled * 6 {
        return None;
    }
    let long = |column: usize| cells(column).map(|cell| cell.chars().count()).sum::<usize>();
    let text = (0..width).filter(|other| *other != column).max_by_key(|other| long(*other))?;
    let numbers = |other: usize| cells(other).filter(|cell| number::is_number(cell)).count();
    let number = (0..text).find(|other| *other != column && numbers(*other) * 2 > given);
    let remark = (0..width)
        .filter(|other| ![Some(column), Some(text), number].contains(&Some(*other)))
        .filter(|other| *other > text && numbers(*other) == 0)
        .max_by_key(|other| long(*other))
        .filter(|other| long(*other) > 0);
    let mut roles = vec![Role::None; width];
    roles[column] = Role::Answer;
    roles[text] = Role::Text;
    if let Some(number) = number {
        roles[number] = Role::Number;
    }
    if let Some(remark) = remark {
        roles[remark] = Role::Remark;
    }
    Some(Layout { heading: None, roles })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste;
    use Role::{Answer, No, None as Nothing, NotApplicable, Number, Remark, Text, Yes};

    fn found(text: &str) -> Option<(Option<u32>, Vec<Role>)> {
        detect(&paste::read(text).unwrap()).map(|layout| (layout.heading, layout.roles))
    }

    #[test]
    fn headings_give_the_columns_their_roles() {
        assert_eq!(
            found("開示書\n番号\t質問\t回答\t備考\n1\tあ\tはい\t\n"),
            Some((Some(2), vec![Number, Text, Answer, Remark]))
        );
        assert_eq!(
            found("Ｎｏ．\t項目\tはい\tいいえ\t対象外\t補足\n1\tあ\t○\n"),
            Some((Some(1), vec![Number, Text, Yes, No, NotApplicable, Remark]))
        );
        assert_eq!(
            found("番号\t質問\t回答\t\t\t備考\n\t\tはい\tいいえ\t対象外\t\n1\tあ\t○\n"),
            Some((Some(2), vec![Number, Text, Yes, No, NotApplicable, Remark]))
        );
        assert_eq!(found("項番\t確認項目\t該当・非該当\n1\tあ\t該当\n"), Some((Some(1), vec![Number, Text, Answer])));
    }

    #[test]
    fn a_table_without_headings_is_told_by_what_stands_in_it() {
        let text = "1.1\t利用者ごとに番号を付けられるか\tはい\t\n1.2\t記録を暗号化するか\tいいえ\t次の版で\n2.1\t外部に保存するか\t対象外\t\n";
        assert_eq!(found(text), Some((None, vec![Number, Text, Answer, Remark])));
        assert_eq!(found("PC-1\tWindows 11\nPC-2\tWindows 10\nPC-3\tLinux\n"), None);
        assert_eq!(found("管理番号\tOS\t備考\nPC-1\tWindows 11\tはい\n"), None, "one answer is none");
    }

    #[test]
    fn a_chosen_layout_needs_a_question_and_an_answer() {
        assert!(Layout { heading: None, roles: vec![Text, Answer] }.is_enough());
        assert!(!Layout { heading: None, roles: vec![Number, Text, Nothing] }.is_enough());
        assert!(Role::ALL.into_iter().all(|role| Role::from_code(role.code()) == role));
        assert_eq!(Role::from_code("<script>"), Nothing);
    }
}
