//! Checks of single rows.

use crate::lookup::{fold, item_id};
use crate::{Catalog, RULES};
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::edition::{AnswerKind, EditionKind, Flag, Item};

/// Longest label, in characters; longer ones do not fit the list on 1366×768.
const LABEL_MAX: usize = 40;

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
            let expected = item_id(edition, item);
            if item.id != expected {
                tell(&item.id, format!("id は「{expected}」のはずです"));
            }
        }
    }
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

/// A named rule exists and, on a checklist, belongs to one row.
pub(super) fn rules(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let mut seen = BTreeSet::new();
        for (item, rule) in edition.items.iter().flat_map(|i| i.rules.iter().map(move |r| (i, r))) {
            if !RULES.contains(&rule.as_str()) {
                tell(&item.id, format!("規則「{rule}」はありません"));
            } else if !seen.insert(rule) && edition.kind == EditionKind::Checklist {
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

/// References to questions exist.
pub(super) fn qa(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        for key in item.qa.iter().filter(|key| catalog.question(key).is_none()) {
            tell(&item.id, format!("Q&A「{key}」はありません"));
        }
    }
}

/// What can be chosen is there exactly where something is chosen, and no option twice.
pub(super) fn options(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for item in catalog.items() {
        let chooses = matches!(item.answer, AnswerKind::One | AnswerKind::Many);
        let ids: BTreeSet<&str> = item.options.iter().map(|option| option.id.as_str()).collect();
        if chooses && item.options.len() < 2 {
            tell(&item.id, "選択肢が2つ以上必要です".to_owned());
        } else if !chooses && !item.options.is_empty() {
            tell(&item.id, "選ばない項目に選択肢があります".to_owned());
        } else if ids.len() != item.options.len() {
            tell(&item.id, "選択肢の id が重なっています".to_owned());
        }
    }
}

/// A branch hangs on an earlier row of its own edition, and on an answer that can be given there.
pub(super) fn branches(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        for (at, item) in edition.items.iter().enumerate() {
            let Some(when) = &item.shown_when else { continue };
            let can_be = |parent: &Item| match parent.answer {
                AnswerKind::YesNo | AnswerKind::Check => matches!(when.is.as_str(), "yes" | "no"),
                _ => parent.options.iter().any(|option| option.id == when.is),
            };
            match edition.items[..at].iter().find(|earlier| earlier.id == when.item) {
                None => tell(&item.id, format!("分岐の元「{}」が、この項目より前にありません", when.item)),
                Some(parent) if !can_be(parent) => {
                    tell(&item.id, format!("分岐の答え「{}」は、{} にありません", when.is, parent.id));
                }
                Some(_) => {}
            }
        }
    }
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
