//! Checks of an edition as a whole.

use crate::Catalog;
use std::collections::BTreeMap;
use tate_domain::edition::Target;

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

/// The rows per target are as many as `counts.toml` says, which was counted on the official sheet.
pub(super) fn counts(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for edition in catalog.editions() {
        let Some(expected) = catalog.counts.get(&edition.id) else {
            tell(&edition.id, "counts.toml にこの版の行数がありません".to_owned());
            continue;
        };
        let mut found: BTreeMap<Target, usize> = BTreeMap::new();
        for item in &edition.items {
            *found.entry(item.target).or_default() += 1;
        }
        for target in Target::ALL {
            let of = |counts: &BTreeMap<Target, usize>| counts.get(&target).copied().unwrap_or(0);
            let (expected, found) = (of(expected), of(&found));
            if expected != found {
                tell(&edition.id, format!("対象「{target}」は{expected}行のはずですが、{found}行あります"));
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
