//! The columns: what each is for, from the headings above it.

use super::grid::Grid;
use super::words;
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::text::nfkc;

/// The longest heading of a column, in characters.
const LONGEST: usize = 24;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Text,
    Number,
    Target,
    /// ※ of an earlier edition.
    Mark,
    /// A check: which one, from 1, and what of it.
    Check(u8, Part),
    TargetDate,
    Remark,
}

/// What of a check a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Word and day, in one cell or in several; the cells tell.
    Mixed,
    Answer,
    Yes,
    No,
    Date,
}

/// The columns under one heading.
#[derive(Debug, Default)]
pub(super) struct Columns {
    roles: BTreeMap<u32, Role>,
    headings: BTreeMap<Role, String>,
}

/// The role that one heading cell names.
pub(super) fn word(text: &str) -> Option<Role> {
    let text: String = nfkc(text).split_whitespace().collect();
    let text = text.trim_matches(['(', ')']);
    if text.is_empty() || text.chars().count() > LONGEST || text.contains('。') || text.starts_with('*') {
        return None;
    }
    let has = |word: &str| text.contains(word);
    let is = |words: &[&str]| words.contains(&text);
    Some(match () {
        () if has("目標日") || is(&["対応予定日", "目標"]) => Role::TargetDate,
        () if has("備考") => Role::Remark,
        () if has("年度") && has("項目") || is(&["※"]) => Role::Mark,
        () if is(&["番号", "項番", "項目番号", "No", "No.", "№", "NO", "NO."]) => Role::Number,
        () if is(&["対象", "対象機器", "区分"]) => Role::Target,
        () if is(&["チェック項目", "確認項目", "チェック内容", "確認内容", "項目", "内容"]) => {
            Role::Text
        }
        () if has("はい") && has("いいえ") => Role::Check(nth(text), Part::Answer),
        () if is(&["はい"]) => Role::Check(1, Part::Yes),
        () if is(&["いいえ"]) => Role::Check(1, Part::No),
        () if is(&["日付", "月/日", "月日", "実施日", "記入日"]) => Role::Check(1, Part::Date),
        () if has("確認日")
            || has("確認結果")
            || has("回目")
            || is(&["回答", "結果", "確認", "確認欄", "チェック欄"]) =>
        {
            Role::Check(nth(text), Part::Mixed)
        }
        () => return None,
    })
}

/// 2回目 → 2; without one the first.
fn nth(text: &str) -> u8 {
    let before = text.find("回目").map(|at| &text[..at]).unwrap_or_default();
    before
        .chars()
        .next_back()
        .and_then(|c| c.to_digit(10))
        .and_then(|n| u8::try_from(n).ok())
        .filter(|n| *n > 0)
        .unwrap_or(1)
}

/// The roles that a row of the sheet names, if it is a row of headings.
pub(super) fn is_heading(grid: &Grid, row: u32) -> bool {
    let mut roles = BTreeSet::new();
    for (column, text) in grid.starting(row) {
        if grid.area(row, column).top != row {
            continue;
        }
        let Some(role) = word(text) else { continue };
        if words::one_line(text).contains("チェック項目") {
            return true;
        }
        roles.insert(role);
    }
    roles.len() >= 2
}

impl Columns {
    /// Reads the headings in consecutive rows.
    pub(super) fn read(grid: &Grid, rows: &[u32]) -> Self {
        let mut columns = Self::default();
        for column in grid.columns() {
            let mut path: Vec<&str> = Vec::new();
            for row in rows {
                let text = grid.seen(*row, column);
                if !text.is_empty() && path.last() != Some(&text) {
                    path.push(text);
                }
            }
            if let Some(role) = role(&path) {
                columns.roles.insert(column, role);
                let heading = path.iter().find(|text| word(text).is_some()).copied().unwrap_or_default();
                columns.headings.entry(kind(role)).or_insert_with(|| words::one_line(heading));
            }
        }
        columns.number_checks();
        columns.settle_days();
        columns
    }

    /// A second column of checks without a 2回目: it stands behind the 目標日.
    fn number_checks(&mut self) {
        let mut past_target = false;
        for role in self.roles.values_mut() {
            match role {
                Role::TargetDate => past_target = true,
                Role::Check(nth, _) if past_target && *nth == 1 => *nth = 2,
                _ => {}
            }
        }
    }

    /// 確認日 beside はい and いいえ is the day alone.
    fn settle_days(&mut self) {
        let with_words: BTreeSet<u8> = self
            .roles
            .values()
            .filter_map(|role| match role {
                Role::Check(nth, Part::Yes | Part::No | Part::Answer) => Some(*nth),
                _ => None,
            })
            .collect();
        for role in self.roles.values_mut() {
            if let Role::Check(nth, part @ Part::Mixed) = role
                && with_words.contains(nth)
            {
                *part = Part::Date;
            }
        }
    }

    /// Adds a check that only the cells of the rows show.
    pub(super) fn add_check(&mut self, column: u32) {
        let nth = self.rounds() + 1;
        self.roles.entry(column).or_insert(Role::Check(nth, Part::Mixed));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.roles.is_empty()
    }

    /// The columns with a role, from the left.
    pub(super) fn with(&self, wanted: impl Fn(Role) -> bool) -> impl Iterator<Item = u32> {
        self.roles.iter().filter(move |(_, role)| wanted(**role)).map(|(column, _)| *column)
    }

    pub(super) fn role(&self, column: u32) -> Option<Role> {
        self.roles.get(&column).copied()
    }

    /// How many checks there are.
    pub(super) fn rounds(&self) -> u8 {
        self.roles
            .values()
            .filter_map(|role| if let Role::Check(nth, _) = role { Some(*nth) } else { None })
            .max()
            .unwrap_or(0)
    }

    /// The heading of a role as printed; empty where there is none.
    pub(super) fn heading(&self, role: Role) -> String {
        self.headings.get(&role).cloned().unwrap_or_default()
    }
}

/// Headings are kept per sort of column: all checks of a sheet share one.
fn kind(role: Role) -> Role {
    match role {
        Role::Check(..) => Role::Check(1, Part::Mixed),
        other => other,
    }
}

/// The lowest heading decides; 1回目 may stand above はい.
fn role(path: &[&str]) -> Option<Role> {
    let roles: Vec<Role> = path.iter().filter_map(|text| word(text)).collect();
    let nth = roles.iter().filter_map(|role| if let Role::Check(nth, _) = role { Some(*nth) } else { None }).max();
    match (roles.last().copied()?, nth) {
        (Role::Check(_, part), Some(nth)) => Some(Role::Check(nth, part)),
        (other, _) => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_their_roles() {
        assert_eq!(word("確認結果\n（日付）"), Some(Role::Check(1, Part::Mixed)));
        assert_eq!(word("２回目"), Some(Role::Check(2, Part::Mixed)));
        assert_eq!(word("（月／日）"), Some(Role::Check(1, Part::Date)));
        assert_eq!(word("Ｒ５年度\n項目"), Some(Role::Mark));
        assert_eq!(role(&["確認結果（日付）", "2回目", "はい"]), Some(Role::Check(2, Part::Yes)));
        assert_eq!(role(&["確認結果（日付）", "目標日"]), Some(Role::TargetDate));
        for other in ["はい・いいえの意味は手引きの説明を見てください。", "* 目標日を記入", "受付1", ""]
        {
            assert_eq!(word(other), None, "{other}");
        }
    }
}
