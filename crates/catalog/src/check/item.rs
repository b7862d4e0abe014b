//! Checks of single rows.

use crate::lookup::fold;
use crate::{Catalog, RULES};
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::edition::{Edition, Flag, Item, Target};

/// Longest label, in characters; longer ones do not fit the list on 1366×768.
const LABEL_MAX: usize = 40;

/// Questions per category of the ministry's FY2023 questions and answers.
const QA_COUNTS: [u32; 12] = [10, 4, 3, 1, 6, 6, 7, 9, 20, 1, 2, 52];

/// No id is used twice, over editions, rows, concepts and offices.
pub(super) fn unique_ids(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    let groups: [(&str, Vec<&String>); 4] = [
        ("版", catalog.editions().map(|edition| &edition.id).collect()),
        ("項目", catalog.items().map(|item| &item.id).collect()),
        ("共通項目", catalog.concepts.iter().map(|concept| &concept.id).collect()),
        ("窓口", catalog.offices.iter().map(|office| &office.id).collect()),
    ];
    for (word, ids) in groups {
        let mut seen = BTreeSet::new();
        for id in ids.into_iter().filter(|id| !seen.insert(*id)) {
            tell(id, format!("{word}の id が重なっています"));
        }
    }
}

/// An id is edition + number, with the target only where one number has several rows.
pub(super) fn item_ids(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        for item in &edition.items {
            let expected = expected_id(edition, item);
            if item.id != expected {
                tell(&item.id, format!("id は「{expected}」のはずです"));
            }
        }
    }
}

fn expected_id(edition: &Edition, item: &Item) -> String {
    let rows = edition.items.iter().filter(|other| other.number == item.number).count();
    let suffix = match item.target {
        _ if rows == 1 => "",
        Target::Server => "-sv",
        Target::Terminal => "-pc",
        Target::Network => "-nw",
        Target::Organization => "-org",
        Target::General => "-all",
        Target::Incident => "-inc",
        Target::Regulations => "-reg",
    };
    format!("{}:{}{suffix}", edition.id, fold(&item.number))
}

/// A label is there, on one line, and short.
pub(super) fn labels(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        let length = item.label.chars().count();
        if item.label.trim().is_empty() || item.label.contains('\n') {
            tell(&item.id, "項目名が空か、2行以上あります".to_owned());
        } else if length > LABEL_MAX {
            tell(&item.id, format!("項目名が{length}文字です（{LABEL_MAX}文字まで）"));
        }
    }
}

/// Every part of the help says something.
pub(super) fn help(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        for (heading, _) in item.help.parts().iter().filter(|(_, text)| text.trim().is_empty()) {
            tell(&item.id, format!("解説「{heading}」が空です"));
        }
    }
}

/// A named rule exists and belongs to one row of an edition.
pub(super) fn rules(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let mut seen = BTreeSet::new();
        for (item, rule) in edition.items.iter().flat_map(|i| i.rules.iter().map(move |r| (i, r))) {
            if !RULES.contains(&rule.as_str()) {
                tell(&item.id, format!("規則「{rule}」はありません"));
            } else if !seen.insert(rule) {
                tell(&item.id, format!("規則「{rule}」はこの版の別の行でも使われています"));
            }
        }
    }
}

/// Inside an edition an alias means one row, and only a misprint in circled digits may look like
/// the official number of another row.
pub(super) fn aliases(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for item in &edition.items {
            for alias in &item.aliases {
                if let Some(owner) = owners.insert(alias.to_lowercase(), &item.id) {
                    tell(&item.id, format!("別名「{alias}」は {owner} と重なっています"));
                }
                let circled = alias.chars().any(|c| ('\u{2460}'..='\u{2473}').contains(&c));
                let other = edition
                    .items
                    .iter()
                    .find(|other| other.number != item.number && fold(&other.number) == fold(alias));
                if let (Some(other), false) = (other, circled) {
                    tell(&item.id, format!("別名「{alias}」は {} の番号です", other.id));
                }
            }
        }
    }
}

/// References to questions look like `qa-r5:9-14` and exist.
pub(super) fn qa(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        for key in item.qa.iter().filter(|key| !qa_exists(key)) {
            tell(&item.id, format!("Q&A「{key}」はありません"));
        }
    }
}

fn qa_exists(key: &str) -> bool {
    let number = |text: &str| text.parse::<usize>().ok();
    let parts = key.strip_prefix("qa-r5:").and_then(|rest| rest.split_once('-'));
    let Some((Some(category), Some(question))) = parts.map(|(c, q)| (number(c), number(q))) else {
        return false;
    };
    let last = category.checked_sub(1).and_then(|index| QA_COUNTS.get(index));
    last.is_some_and(|last| (1..=*last as usize).contains(&question))
}

/// A row where a plan counts as はい tells the kinds of はい apart, and no other row does.
pub(super) fn substates(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        match (item.has(Flag::PlannedCountsAsYes), item.substates.len()) {
            (true, 0 | 1) => tell(&item.id, "「はい」の内訳が2つ以上必要です".to_owned()),
            (false, 1..) => {
                tell(&item.id, "「はい」の内訳がありますが、印 planned_counts_as_yes がありません".to_owned());
            }
            _ => {}
        }
    }
}
