//! What changed from one edition to another, read off the crosswalk.

use crate::Catalog;
use crate::lookup::fold;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tate_domain::edition::{Edition, Flag, Item};

/// What became of rows from one edition to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// 新しい項目: no row of the old edition asks about it.
    New,
    /// 統合: several rows became one.
    Merged,
    /// 分割: one row became several.
    Split,
    /// 番号の変更: the same control under another number.
    Renumbered,
    /// 言い換え: the same number, in other words or with another scope.
    Reworded,
    /// なくなった項目: no row of the new edition asks about it.
    Dropped,
    /// 変更なし.
    Unchanged,
}

impl ChangeKind {
    /// Every kind, what needs attention first.
    pub const ALL: [Self; 7] =
        [Self::New, Self::Merged, Self::Split, Self::Renumbered, Self::Reworded, Self::Dropped, Self::Unchanged];

    /// The key in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Renumbered => "renumbered",
            Self::Reworded => "reworded",
            Self::Dropped => "dropped",
            Self::Unchanged => "unchanged",
        }
    }

    /// The Japanese heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新しい項目",
            Self::Merged => "1つにまとまった項目",
            Self::Split => "いくつかに分かれた項目",
            Self::Renumbered => "番号が変わった項目",
            Self::Reworded => "言い方や条件が変わった項目",
            Self::Dropped => "なくなった項目",
            Self::Unchanged => "変わらない項目",
        }
    }
}

/// In what two rows that correspond differ, besides the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// Our name of the row, or the official wording where both editions have it.
    Text,
    /// What the row is about.
    Target,
    /// What must be there for はい.
    YesWhen,
    /// The controls behind the row.
    Scope,
    /// The new edition, of a later year, marks the row as changed.
    Marked,
}

impl Difference {
    /// The key in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Target => "target",
            Self::YesWhen => "yes_when",
            Self::Scope => "scope",
            Self::Marked => "marked",
        }
    }

    /// The Japanese words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "項目名",
            Self::Target => "対象",
            Self::YesWhen => "「はい」の条件",
            Self::Scope => "たずねる範囲",
            Self::Marked => "内容の変更の印",
        }
    }

    fn between(old: &Item, new: &Item, later: bool) -> Vec<Self> {
        let texts = match (&old.official_label, &new.official_label) {
            (Some(old), Some(new)) => (old, new),
            _ => (&old.label, &new.label),
        };
        let concepts = |item: &Item| item.concepts.iter().cloned().collect::<BTreeSet<_>>();
        [
            (Self::Text, texts.0 != texts.1),
            (Self::Target, old.target != new.target),
            (Self::YesWhen, old.help.yes_when != new.help.yes_when),
            (Self::Scope, concepts(old) != concepts(new)),
            (Self::Marked, later && new.has(Flag::ChangedItem)),
        ]
        .into_iter()
        .filter_map(|(difference, there)| there.then_some(difference))
        .collect()
    }
}

/// Rows of the two editions that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<'a> {
    /// What became of them.
    pub kind: ChangeKind,
    /// Rows of the old edition, in its order; none for a new one.
    pub from: Vec<&'a Item>,
    /// Rows of the new edition, in its order; none for a dropped one.
    pub to: Vec<&'a Item>,
    /// In what one row differs from the other, where one became one.
    pub differences: Vec<Difference>,
}

impl<'a> Change<'a> {
    fn of(from: Vec<&'a Item>, to: Vec<&'a Item>, later: bool) -> Self {
        let mut differences = Vec::new();
        let kind = match (from.as_slice(), to.as_slice()) {
            ([], _) => ChangeKind::New,
            (_, []) => ChangeKind::Dropped,
            ([old], [new]) => {
                differences = Difference::between(old, new, later);
                if fold(&old.number) != fold(&new.number) {
                    ChangeKind::Renumbered
                } else if differences.is_empty() {
                    ChangeKind::Unchanged
                } else {
                    ChangeKind::Reworded
                }
            }
            ([_], _) => ChangeKind::Split,
            _ => ChangeKind::Merged,
        };
        Self { kind, from, to, differences }
    }
}

/// Everything that changed from one edition to another; every row of both stands in one change.
#[derive(Debug, Clone)]
pub struct EditionDiff<'a> {
    /// The old edition.
    pub from: &'a Edition,
    /// The new edition.
    pub to: &'a Edition,
    /// In the order of the new edition; what was dropped comes last.
    pub changes: Vec<Change<'a>>,
}

impl<'a> EditionDiff<'a> {
    /// The changes of a kind.
    pub fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change<'a>> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }

    /// The rows of the old edition that a row of the new one stands for.
    #[must_use]
    pub fn sources(&self, item: &str) -> &[&'a Item] {
        self.changes.iter().find(|change| change.to.iter().any(|row| row.id == item)).map_or(&[], |change| &change.from)
    }

    /// As `tate catalog diff A B --json` prints it:
    /// `{from, to, new:[item], dropped:[item], merged:[{from:[item],to:[item],differences:[…]}], …}`
    /// with `item` = `{id, number, target, label}`.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut json = json!({ "from": self.from.id, "to": self.to.id });
        for kind in ChangeKind::ALL {
            let changes: Vec<Value> = match kind {
                ChangeKind::New => self.of(kind).flat_map(|change| items(&change.to)).collect(),
                ChangeKind::Dropped => self.of(kind).flat_map(|change| items(&change.from)).collect(),
                _ => self.of(kind).map(change_json).collect(),
            };
            json[kind.code()] = Value::Array(changes);
        }
        json
    }
}

fn items(rows: &[&Item]) -> Vec<Value> {
    rows.iter()
        .map(|row| json!({ "id": row.id, "number": row.number, "target": row.target, "label": row.text() }))
        .collect()
}

fn change_json(change: &Change<'_>) -> Value {
    let differences: Vec<&str> = change.differences.iter().map(|difference| difference.code()).collect();
    json!({ "from": items(&change.from), "to": items(&change.to), "differences": differences })
}

/// What changed from one edition to another.
///
/// A row belongs with the row of the other edition that its main concept (the first) leads to, the
/// closest by target and number where there are several; looked at from both sides, so that three
/// rows which lead to one are one merger.
#[must_use]
pub fn diff<'a>(catalog: &'a Catalog, from: &'a Edition, to: &'a Edition) -> EditionDiff<'a> {
    let (old, new): (Vec<&Item>, Vec<&Item>) = (from.rows().collect(), to.rows().collect());
    let place = |rows: &[&Item], id: &str| rows.iter().position(|row| row.id == id);
    let forward = old.iter().enumerate().filter_map(|(at, row)| Some((at, place(&new, partner(catalog, row, to)?)?)));
    let back = new.iter().enumerate().filter_map(|(at, row)| Some((place(&old, partner(catalog, row, from)?)?, at)));
    let links: BTreeSet<(usize, usize)> = forward.chain(back).collect();
    let later = to.fiscal_year > from.fiscal_year;
    let mut changes = Vec::new();
    let (mut told_old, mut told_new) = (BTreeSet::new(), BTreeSet::new());
    for at in 0..new.len() {
        if told_new.contains(&at) {
            continue;
        }
        let (left, right) = linked(&links, at);
        changes.push(Change::of(
            left.iter().map(|at| old[*at]).collect(),
            right.iter().map(|at| new[*at]).collect(),
            later,
        ));
        told_old.extend(left);
        told_new.extend(right);
    }
    let dropped = old.iter().enumerate().filter(|(at, _)| !told_old.contains(at));
    changes.extend(dropped.map(|(_, row)| Change::of(vec![row], Vec::new(), later)));
    EditionDiff { from, to, changes }
}

/// The row of an edition that another edition's row leads to.
fn partner<'a>(catalog: &'a Catalog, row: &'a Item, edition: &Edition) -> Option<&'a str> {
    if edition.row(&row.id).is_some() {
        return Some(&row.id);
    }
    let found = catalog.counterpart(&row.id, &edition.id)?;
    row.concepts.first().filter(|main| found.concepts.contains(main)).map(|_| found.id.as_str())
}

/// Everything on both sides that hangs together with one new row.
fn linked(links: &BTreeSet<(usize, usize)>, start: usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::from([start]));
    loop {
        let size = left.len() + right.len();
        left.extend(links.iter().filter(|(_, new)| right.contains(new)).map(|(old, _)| *old));
        right.extend(links.iter().filter(|(old, _)| left.contains(old)).map(|(_, new)| *new));
        if left.len() + right.len() == size {
            return (left, right);
        }
    }
}
