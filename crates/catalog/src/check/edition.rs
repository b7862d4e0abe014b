//! Checks of an edition as a whole.

use crate::Catalog;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use tate_domain::edition::{Edition, EditionKind, Flag, Target, Viewpoint};

/// The file (or, for an edition of several files, the folder) is named after the key.
pub(super) fn file_name(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    let editions = catalog.editions.iter().map(|e| (&e.path, &e.value.id));
    let calendars = catalog.calendars.iter().map(|c| (&c.path, &c.value.id));
    for (path, id) in editions.chain(calendars) {
        let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        if stem != Some(id.as_str()) {
            tell(path, format!("ファイル名と id「{id}」が違います"));
        }
    }
    for calendar in &catalog.calendars {
        if calendar.value.id != format!("fy{}", calendar.value.fiscal_year) {
            tell(&calendar.path, format!("id が年度 {} と合いません", calendar.value.fiscal_year));
        }
    }
}

/// The rows per target, viewpoint and so on are as many as `counts.toml` says, which was counted on the official
/// sheet. A word that the file does not give is not counted, except the targets of a checklist: all of them.
/// An edition that an organization added may come without.
pub(super) fn counts(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let Some(expected) = catalog.counts.get(&edition.id) else {
            if catalog.is_own(&edition.id) {
                continue;
            }
            tell(&edition.id, "counts.toml にこの版の行数がありません".to_owned());
            continue;
        };
        let found = tally(edition);
        let targets =
            Target::ALL.iter().map(|target| target.as_str()).filter(|_| edition.kind == EditionKind::Checklist);
        let words: BTreeSet<&str> = expected.keys().map(String::as_str).chain(targets).collect();
        for word in words {
            let expected = expected.get(word).copied().unwrap_or(0);
            match found.get(word) {
                None => tell(&edition.id, format!("counts.toml の「{word}」は数えられない言葉です")),
                Some(found) if *found != expected => {
                    tell(&edition.id, format!("「{word}」は{expected}行のはずですが、{found}行あります"));
                }
                Some(_) => {}
            }
        }
    }
    for id in catalog.counts.keys().filter(|id| catalog.edition(id).is_none()) {
        tell(id, "counts.toml にある版が見つかりません".to_owned());
    }
}

/// Thresholds are usable: a way to meet the password item, no limit of zero, limits not in the past.
pub(super) fn params(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let params = &edition.params;
        if params.password_variants.is_empty() {
            tell(&edition.id, "パスワードの満たし方が1つもありません".to_owned());
        }
        let numbers = [
            ("patch_max_age_days", params.patch_max_age_days),
            ("definition_max_age_days", params.definition_max_age_days),
            ("firmware_check_max_age_days", params.firmware_check_max_age_days),
            ("account_unused_days", params.account_unused_days),
            ("backup_min_generations", params.backup_min_generations),
            ("restore_test_max_age_days", params.restore_test_max_age_days),
            ("inventory_max_age_days", params.inventory_max_age_days),
        ];
        for (name, _) in numbers.iter().filter(|(_, number)| *number == 0) {
            tell(&edition.id, format!("{name} が 0 です"));
        }
        if params.two_factor_fiscal_year_limit < edition.fiscal_year {
            tell(&edition.id, "two_factor_fiscal_year_limit が版の年度より前です".to_owned());
        }
    }
}

/// Everything that `counts.toml` can name: targets, viewpoints, 合計, ※ and 章.
fn tally(edition: &Edition) -> BTreeMap<&'static str, usize> {
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    found
        .extend(Target::ALL.map(|target| (target.as_str(), edition.rows().filter(|row| row.target == target).count())));
    found.extend(Viewpoint::ALL.map(|viewpoint| {
        (viewpoint.as_str(), edition.items.iter().filter(|row| row.viewpoint == Some(viewpoint)).count())
    }));
    found.insert("合計", edition.items.len());
    found.insert("※", edition.rows().filter(|row| row.has(Flag::R5Item)).count());
    found.insert("章", edition.items.iter().map(|row| &row.section).collect::<BTreeSet<_>>().len());
    found
}

/// The edition that one replaces exists, is older, and is of the same side.
pub(super) fn follows(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let Some(before) = &edition.follows else { continue };
        match catalog.edition(before) {
            None => tell(&edition.id, format!("前の版「{before}」がありません")),
            Some(old) if old.fiscal_year >= edition.fiscal_year || old.side != edition.side => {
                tell(&edition.id, format!("前の版「{before}」の年度か書く側が合いません"));
            }
            Some(_) => {}
        }
    }
}

/// A national figure is about a question that exists, is a share, and says where it is from.
pub(super) fn figures(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for figure in &catalog.figures {
        if catalog.item(&figure.item).is_none() {
            tell(&figure.item, "全国の数値の質問がありません".to_owned());
        }
        if !(0.0..=100.0).contains(&figure.percent) || figure.source.trim().is_empty() {
            tell(&figure.item, format!("{}年の数値の割合か出典が正しくありません", figure.year));
        }
    }
}
