//! Firmware of routers and NAS against the table of newest versions (ファームウェア).

use super::RuleInput;
use super::tally::{Tally, names};
use super::words::is_not_a_version;
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;
use std::cmp::Ordering;

/// The row of the table for a device's model. A maker that both sides name must be the same.
pub(super) fn of_device<'a>(input: &RuleInput<'a>, device: &Row) -> Option<&'a Row> {
    let model = search_key(device.filled("model")?);
    let maker = search_key(device.text("maker"));
    input.facts.all(Ledger::Firmware).iter().find(|row| {
        let named = search_key(row.text("maker"));
        search_key(row.text("model")) == model && (named.is_empty() || maker.is_empty() || named == maker)
    })
}

/// Judges devices whose model the table has: the version decides, not the day on which somebody looked.
pub(super) fn judge(input: &RuleInput<'_>, known: &[(&Row, &Row)], tally: &mut Tally) {
    let (mut old, mut ended, mut blank, mut unclear, mut stale) = (vec![], vec![], vec![], vec![], vec![]);
    for (device, newest) in known.iter().copied() {
        if newest.day("support_until").is_some_and(|day| day < input.today) {
            ended.push(device);
        }
        if !input.fresh(newest.day("checked"), input.params.firmware_check_max_age_days) {
            stale.push(newest);
        }
        match device.filled("firmware") {
            None => blank.push(device),
            Some(text) if is_not_a_version(text) => unclear.push(device),
            Some(text) => match compare(text, newest.text("latest")) {
                Some(Ordering::Less) => old.push((device, newest)),
                Some(_) => {}
                None => unclear.push(device),
            },
        }
    }
    against(&ended, &old, tally);
    tally.gap("ファームウェアの版", "台", known.len(), &blank, "機器の管理画面を見て、版を番号で入力してください。");
    if !unclear.is_empty() {
        tally.missing(
            format!(
                "ファームウェアの版を最新の版と比べられない機器が{}台あります（{}）。管理画面のとおりに番号で入力してください。",
                unclear.len(),
                names(&unclear)
            ),
            &unclear,
        );
    }
    stale.sort_by(|a, b| a.id.cmp(&b.id));
    stale.dedup_by(|a, b| a.id == b.id);
    if !stale.is_empty() {
        let days = input.params.firmware_check_max_age_days;
        tally.missing(
            format!(
                "最新の版を{days}日以内に確かめていない型番が{}件あります（{}）。メーカーの案内を見て、確認日を入力してください。",
                stale.len(),
                names(&stale)
            ),
            &stale,
        );
    }
}

fn against(ended: &[&Row], old: &[(&Row, &Row)], tally: &mut Tally) {
    if !ended.is_empty() {
        tally.against(
            format!(
                "ファームウェアのサポートが終わった機器が{}台、使用中です（{}）。入れ替えを計画してください。",
                ended.len(),
                names(ended)
            ),
            ended,
        );
    }
    let rows: Vec<&Row> = old.iter().map(|(device, _)| *device).collect();
    if let Some((device, newest)) = old.first() {
        tally.against(
            format!(
                "ファームウェアが最新の版より古い機器が{}台あります（{}）。{}は{}で、最新は{}です（{}に確認）。",
                rows.len(),
                names(&rows),
                names(&[device]),
                device.text("firmware"),
                newest.text("latest"),
                newest.day("checked").map_or_else(|| "日付なし".to_owned(), slashed)
            ),
            &rows,
        );
    }
}

/// Older, equal or newer: by the numbers in the versions. None where the numbers are equal and the rest differs, or where
/// a side has none.
pub(super) fn compare(have: &str, latest: &str) -> Option<Ordering> {
    let (have, latest) = (parts(have), parts(latest));
    if have.0.is_empty() || latest.0.is_empty() {
        return None;
    }
    let length = have.0.len().max(latest.0.len());
    let padded = |numbers: &[u64]| (0..length).map(|at| numbers.get(at).copied().unwrap_or(0)).collect::<Vec<_>>();
    match padded(&have.0).cmp(&padded(&latest.0)) {
        Ordering::Equal if have.1 != latest.1 => None,
        order => Some(order),
    }
}

/// The numbers of a version, and its letters without the words that introduce one (Ver., Rev.).
fn parts(version: &str) -> (Vec<u64>, String) {
    let key = search_key(version);
    let numbers = key.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let numbers = numbers.map(|part| part.parse().unwrap_or(u64::MAX)).collect();
    let body = key.trim_start_matches(|c: char| !c.is_ascii_digit());
    (numbers, body.chars().filter(char::is_ascii_alphabetic).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers_and_not_as_texts() {
        let order = |have: &str, latest: &str| compare(have, latest);
        assert_eq!(order("15.02.9", "15.02.30"), Some(Ordering::Less));
        assert_eq!(order("Rev.15.02.30", "15.2.30"), Some(Ordering::Equal));
        assert_eq!(order("Ｖｅｒ 7.4", "7.4.0"), Some(Ordering::Equal));
        assert_eq!(order("v7.4.4 build2573", "v7.4.3 build2570"), Some(Ordering::Greater));
        assert_eq!(order("1.08a", "1.08b"), None);
        assert_eq!((order("最新", "1.0"), order("1.0", "")), (None, None));
        assert_eq!(order("99999999999999999999999999.1", "2"), Some(Ordering::Greater));
    }
}
