//! Which item of an edition a row of a workbook is: by its number and target, and only if it is exactly one.

use super::Numbered;
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::edition::{Edition, Item, Target};

/// What a row is about: as the sheet says, else as its section says.
pub(super) fn target_of(row: &impl Numbered) -> Target {
    let section = row.section();
    let own = [("体制", Target::Organization), ("インシデント", Target::Incident), ("規程", Target::Regulations)];
    let by_section = own.into_iter().find(|(word, _)| section.contains(word)).map(|(_, target)| target);
    match row.target() {
        None | Some(Target::General) => by_section.unwrap_or(Target::General),
        Some(target) => target,
    }
}

/// The item of each row, or why there is none: a sentence without its subject.
pub(super) fn items<'a>(
    catalog: &'a Catalog,
    edition: &Edition,
    rows: &[impl Numbered],
) -> Vec<Result<&'a Item, String>> {
    let mut found: Vec<Result<&Item, String>> = rows.iter().map(|row| item(catalog, edition, row)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for item in found.iter().flatten() {
        *uses.entry(&item.id).or_default() += 1;
    }
    let twice: Vec<String> = uses.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| id.to_owned()).collect();
    for one in &mut found {
        if one.as_ref().is_ok_and(|item| twice.contains(&item.id)) {
            *one = Err("同じ番号と対象の行が、ほかにもあります".to_owned());
        }
    }
    found
}

fn item<'a>(catalog: &'a Catalog, edition: &Edition, row: &impl Numbered) -> Result<&'a Item, String> {
    if row.number().is_empty() {
        return Err("番号がありません".to_owned());
    }
    let target = target_of(row);
    let only = |items: &[&'a Item]| match items {
        [one] => Some(*one),
        _ => None,
    };
    let official = catalog.find(&edition.id, row.number());
    let printed = catalog.printed_as(&edition.id, row.number());
    let aimed =
        |items: &[&'a Item]| only(&items.iter().copied().filter(|item| item.target == target).collect::<Vec<_>>());
    let general = matches!(row.target(), None | Some(Target::General));
    aimed(&official).or_else(|| aimed(&printed)).or_else(|| only(&official).filter(|_| general)).ok_or_else(|| {
        match printed.len() {
            0 => format!("番号「{}」の項目が、この版にありません", row.number()),
            _ => format!("番号「{}」の項目はありますが、対象（{target}）から1つに決められません", row.number()),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_inventory::official::OfficialRow;

    fn row(number: &str, target: Option<Target>, section: &str) -> OfficialRow {
        OfficialRow {
            row: 1,
            number: number.into(),
            text: String::new(),
            section: section.into(),
            target,
            marked: false,
            checks: vec![],
            target_date: None,
            remark: None,
        }
    }

    fn ids(edition: &str, rows: &[OfficialRow]) -> Vec<String> {
        let catalog = Catalog::builtin().unwrap();
        let edition = catalog.edition(edition).unwrap();
        let found = items(&catalog, edition, rows);
        found.into_iter().map(|item| item.map_or_else(|why| why, |item| item.id.clone())).collect()
    }

    #[test]
    fn number_and_target_lead_to_one_item() {
        let care = "2 医療情報システムの管理・運用";
        let found = ids(
            "r7-pharmacy",
            &[
                row("1-(1)", None, "1 体制構築"),
                row("2-12", Some(Target::Server), care),
                row("2-⑫", Some(Target::Terminal), care),
                row("3-①", Some(Target::General), "3 インシデント発生に備えた対応"),
                row("2-⑪", None, care),
            ],
        );
        let expected = ["1-1", "2-12-sv", "2-12-pc", "3-1", "2-11"].map(|key| format!("r7-pharmacy:{key}"));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_misprinted_number_is_told_apart_by_its_target() {
        let found =
            ids("r7-pharmacy", &[row("2-⑬", Some(Target::Terminal), ""), row("2-⑭", Some(Target::Network), "")]);
        assert_eq!(found, ["r7-pharmacy:2-12-pc", "r7-pharmacy:2-13"]);
    }

    #[test]
    fn what_is_not_exactly_one_says_why() {
        let found = ids(
            "r7-pharmacy",
            &[
                row("2-⑫", None, ""),
                row("", None, ""),
                row("5-①", None, ""),
                row("2-①", Some(Target::Server), ""),
                row("2-3", None, ""),
                row("2-③", None, ""),
            ],
        );
        for (why, words) in found.iter().zip([
            "1つに決められません",
            "番号がありません",
            "この版にありません",
            "1つに決められません",
            "ほかにもあります",
            "ほかにもあります",
        ]) {
            assert!(why.contains(words), "{why}");
        }
    }
}
