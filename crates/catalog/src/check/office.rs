//! Checks of the outside offices.

use crate::Catalog;

/// An office can be reached or is filled in by the facility; a superseded one says until when and
/// names a successor that exists and follows on.
pub(super) fn offices(catalog: &Catalog, tell: &mut dyn FnMut(&str, String)) {
    for office in catalog.offices() {
        let reachable = office.phone.is_some() || office.mail.is_some() || office.url.is_some();
        match (office.fill_in, reachable) {
            (false, false) => tell(&office.id, "電話・メール・ページのどれもありません".to_owned()),
            (true, true) => tell(&office.id, "施設が記入する欄に連絡先が書かれています".to_owned()),
            _ => {}
        }
        if let (Some(from), Some(until)) = (office.valid_from, office.valid_until)
            && from > until
        {
            tell(&office.id, format!("有効期間が逆です（{from} 〜 {until}）"));
        }
        let Some(next) = &office.superseded_by else { continue };
        let Some(successor) = catalog.offices().iter().find(|other| &other.id == next) else {
            tell(&office.id, format!("後を継ぐ窓口「{next}」がありません"));
            continue;
        };
        let Some(until) = office.valid_until else {
            tell(&office.id, "後を継ぐ窓口があるのに valid_until がありません".to_owned());
            continue;
        };
        if successor.valid_from.is_some_and(|from| from <= until) {
            tell(&office.id, format!("「{next}」と有効期間が重なっています"));
        }
    }
}
