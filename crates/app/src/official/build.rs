//! From a reviewed draft to an edition.

use super::draft::{DraftRow, EditionDraft};
use std::collections::{BTreeMap, BTreeSet};
use tate_catalog::{Catalog, item_id};
use tate_domain::edition::{Edition, EditionKind, Flag, Help, Item, Side};

/// An edition, what it brings along, and its official wording.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) edition: Edition,
    /// A concept for each row that no earlier item stands for: key, name, row.
    pub(super) concepts: Vec<(String, String, String)>,
    /// Item → official wording.
    pub(super) wording: BTreeMap<String, String>,
}

/// Marks that speak of the change from one year to the next.
const OF_A_YEAR: [Flag; 3] = [Flag::NewItem, Flag::ChangedItem, Flag::R5Item];

/// Makes the edition; `None` where the edition before is not there.
pub(super) fn build(draft: &EditionDraft, catalog: &Catalog, confirmed: &str) -> Option<Built> {
    let before = catalog.edition(&draft.before)?;
    let mut params = before.params.clone();
    params.two_factor_fiscal_year_limit = params.two_factor_fiscal_year_limit.max(draft.fiscal_year);
    let mut used = BTreeSet::new();
    let mut edition = Edition {
        id: draft.id.clone(),
        title: draft.title.clone(),
        short_title: draft.short_title.clone(),
        fiscal_year: draft.fiscal_year,
        side: draft.side,
        kind: EditionKind::Checklist,
        follows: Some(before.id.clone()),
        rounds: draft.rounds,
        only_with: None,
        as_of: None,
        facility_kinds: draft.kinds.clone(),
        header_fields: if draft.side == Side::Vendor { before.header_fields.clone() } else { Vec::new() },
        columns: draft.columns.clone(),
        params,
        source: format!(
            "公式のExcelファイル「{}」のシート「{}」（SHA-256 {}）。{confirmed}",
            draft.source, draft.sheet, draft.sha256
        ),
        inferred_notes: vec![
            format!("この版は、公式のExcelファイルから取り込みました。{confirmed}"),
            format!(
                "パスワードの長さや日数などの基準は、前の版（{}）の値を引き継いでいます。公式のマニュアルと比べて見直してください。",
                before.short_title
            ),
        ],
        gate: draft.gate.as_ref().map(|row| gate(draft, row, catalog)),
        items: draft.rows.iter().map(|row| item(draft, row, catalog, &mut used)).collect(),
    };
    let ids: Vec<String> = edition.items.iter().map(|item| item_id(&edition, item)).collect();
    let mut concepts = Vec::new();
    for (item, id) in edition.items.iter_mut().zip(ids) {
        let key = id.split_once(':').map_or_else(String::new, |(_, key)| key.to_owned());
        item.aliases = if key == item.number { Vec::new() } else { vec![key.clone()] };
        if item.concepts.is_empty() {
            let concept = format!("{}-{key}", draft.id);
            concepts.push((concept.clone(), item.label.clone(), id.clone()));
            item.concepts = vec![concept];
        }
        item.id = id;
    }
    if let Some(gate) = edition.gate.as_mut().filter(|gate| gate.concepts.is_empty()) {
        let concept = format!("{}-gate", draft.id);
        concepts.push((concept.clone(), gate.label.clone(), gate.id.clone()));
        gate.concepts = vec![concept];
    }
    let ids = edition.rows().map(|item| item.id.clone());
    let wording = ids.zip(draft.all()).map(|(id, row)| (id, row.official.clone())).filter(|(_, text)| !text.is_empty());
    Some(Built { wording: wording.collect(), edition, concepts })
}

fn gate(draft: &EditionDraft, row: &DraftRow, catalog: &Catalog) -> Item {
    Item {
        id: format!("{}:gate", draft.id),
        number: String::new(),
        section: String::new(),
        ..item(draft, row, catalog, &mut BTreeSet::new())
    }
}

/// A row; what the earlier item has is taken over where a person said that it is the same. Its id is made when all
/// rows are there.
fn item(draft: &EditionDraft, row: &DraftRow, catalog: &Catalog, used: &mut BTreeSet<String>) -> Item {
    let earlier = catalog.item(&row.same);
    let mut flags: Vec<Flag> = match earlier {
        Some(earlier) => earlier.flags.iter().copied().filter(|flag| !OF_A_YEAR.contains(flag)).collect(),
        None => vec![Flag::NewItem],
    };
    if row.official.contains("契約") && row.official.contains("記入不要") && !flags.contains(&Flag::SkipWithoutContract)
    {
        flags.push(Flag::SkipWithoutContract);
    }
    let reworded = earlier.and_then(|item| item.official_label.as_ref()).is_some_and(|before| *before != row.official);
    if reworded {
        flags.push(Flag::ChangedItem);
    }
    flags.sort();
    // A rule proposes for one row; of two rows that were one, the first takes it over.
    let rules: Vec<String> = earlier
        .map(|item| item.rules.iter().filter(|rule| used.insert((*rule).clone())).cloned().collect())
        .unwrap_or_default();
    Item {
        id: String::new(),
        number: row.number.clone(),
        aliases: Vec::new(),
        target: row.target,
        section: row.section.clone(),
        label: row.label.clone(),
        official_label: None,
        help: earlier.map_or_else(|| no_help(draft, row), |item| item.help.clone()),
        substates: earlier.map(|item| item.substates.clone()).unwrap_or_default(),
        inferred: earlier.map(|item| from_earlier(item, catalog)),
        concepts: earlier.map(|item| item.concepts.clone()).unwrap_or_default(),
        qa: earlier.map(|item| item.qa.clone()).unwrap_or_default(),
        flags,
        rules,
        // The places in the guideline are those of its edition of that year.
        refs: Vec::new(),
        answer: tate_domain::edition::AnswerKind::YesNo,
        options: Vec::new(),
        shown_when: None,
        optional: false,
        superseded: None,
        viewpoint: None,
    }
}

fn from_earlier(item: &Item, catalog: &Catalog) -> String {
    let sheet = catalog.edition(item.edition_id()).map_or("前の版", |edition| edition.short_title.as_str());
    let name = format!("{sheet} {}", item.number);
    format!(
        "解説と提案の規則は、{}から引き継いでいます。公式のマニュアルで、変わった所がないか確かめてください。",
        name.trim()
    )
}

/// What can be said of a row that nothing is known about yet.
fn no_help(draft: &EditionDraft, row: &DraftRow) -> Help {
    Help {
        plain: format!("{}で加わった行です。この行の解説は、まだありません。", draft.short_title),
        why: "この項目が求められた理由は、公式のマニュアルで確かめてください。".into(),
        look_at: format!("公式のマニュアルで「{}」の説明を読み、見る所を決めてください。", row.number),
        yes_when: "公式のマニュアルに書かれた条件を満たし、それを示す記録があれば「はい」です。".into(),
        mistakes: "名前の似た前の年度の項目と、同じ内容とは限りません。読まずに答えないでください。".into(),
    }
}
