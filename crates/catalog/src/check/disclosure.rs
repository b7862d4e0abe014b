//! Checks of the versions of disclosure statements.

use crate::Catalog;
use tate_domain::disclosure::Versions;

/// Both lists rise, every name means its own entry, and a template follows an edition that is listed.
pub(super) fn disclosure(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    let versions = catalog.disclosure_versions();
    if *versions == Versions::default() {
        return;
    }
    if !(1..=10).contains(&versions.most_years) {
        tell("most_years", format!("{}年は、1〜10年の外です", versions.most_years));
    }
    for (list, empty, rises) in [
        (
            "template",
            versions.template.is_empty(),
            Versions::rises(versions.template.iter().map(|one| one.id.as_str())),
        ),
        (
            "guideline",
            versions.guideline.is_empty(),
            Versions::rises(versions.guideline.iter().map(|one| one.id.as_str())),
        ),
    ] {
        if empty || !rises {
            tell(list, "版が1つもないか、古い順に並んでいません".to_owned());
        }
    }
    for one in &versions.template {
        if versions.template(&one.name) != Some(one) {
            tell(&one.id, format!("「{}」という名前から、この版を見分けられません", one.name));
        }
        if let Some(edition) = one.guideline.as_ref().filter(|id| versions.guideline.iter().all(|one| one.id != **id)) {
            tell(&one.id, format!("ガイドラインの版「{edition}」がありません"));
        }
    }
    for one in &versions.guideline {
        if versions.guideline(&one.name) != Some(one) {
            tell(&one.id, format!("「{}」という名前から、この版を見分けられません", one.name));
        }
    }
    let days: Vec<_> = versions.guideline.iter().filter_map(|one| one.since).collect();
    if !days.is_sorted() {
        tell("guideline", "公表日が、版の順に並んでいません".to_owned());
    }
}
