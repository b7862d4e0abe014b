//! Firmware of routers and NAS against the table of newest versions (ファームウェア).

use super::RuleInput;
use super::tally::{Tally, names};
use super::words::is_not_a_version;
use crate::date::slashed;
use crate::facts::Row;
use crate::firmware::{compare, entry_of};
use crate::ledger::Ledger;
use std::cmp::Ordering;

/// The row of the table for a device's model.
pub(super) fn of_device<'a>(input: &RuleInput<'a>, device: &Row) -> Option<&'a Row> {
    entry_of(device, input.facts.all(Ledger::Firmware))
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
            Some(text) => match compare(text, newest.text("latest"), device.text("model")) {
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
