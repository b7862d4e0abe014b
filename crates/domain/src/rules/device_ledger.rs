//! 2-① サーバ・端末PC・ネットワーク機器の台帳.

use super::tally::{Tally, names, pick};
use super::words::{is_not_a_version, mentions, says_newest};
use super::{Finding, RuleInput, devices, reviews};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::lifecycle::Verdict as Os;
use crate::text::search_key;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "device_ledger";

/// Key, label, and whether a device is concerned.
type Column = (&'static str, &'static str, fn(&Row) -> bool);

/// Columns without which a device row does not tell what and where it is, and the devices they concern.
const COLUMNS: [Column; 8] = [
    ("number", "管理番号", |_| true),
    ("kind", "種別", |_| true),
    ("os", "OS", |row| matches!(devices::kind(row), "pc" | "server" | "tablet" | "virtual" | "medical" | "")),
    ("place", "設置場所", |row| !matches!(devices::kind(row), "cloud" | "virtual")),
    ("user", "利用者", |row| matches!(devices::kind(row), "pc" | "server" | "tablet" | "medical" | "")),
    ("registered", "登録日", |_| true),
    ("state", "状態", |_| true),
    ("software_version", "ソフトウェアバージョン", |row| row.filled("software").is_some()),
];

/// Item 2-①. Source: the R7 manual and Q&A, 2-① (catalogs/SOURCES.md), with the official columns.
///
/// * はい: every system in scope has a device, every device its columns, and was compared with the real thing in the
///   last year: by its own day, or by a review of the devices after it was registered.
/// * いいえ: no router although there is a line; a NAS that only the backups know; 最新 as a version; one number twice.
/// * 判断できない: empty columns, old inventory, systems without a device, a site without a router, nothing entered.
///
/// Empty columns come with the main devices first, and a sentence says how far each stage is (Q&A 3-3).
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let facts = input.facts;
    let in_use: Vec<&Row> = facts.devices_in_use().collect();
    if in_use.is_empty() {
        tally.missing("機器が登録されていません。店内の機器を1台ずつ登録してください。", &[]);
        return tally.finish();
    }
    absent_devices(input, &in_use, &mut tally);
    doubled_numbers(input, &mut tally);
    words_for_versions(input, &in_use, &mut tally);

    for (key, label, concerns) in COLUMNS {
        let concerned: Vec<&Row> = in_use.iter().copied().filter(|row| concerns(row)).collect();
        let mut open: Vec<&Row> = concerned.iter().copied().filter(|row| row.filled(key).is_none()).collect();
        open.sort_by_key(|row| !is_main(row));
        tally.gap(label, "台", concerned.len(), &open, &format!("{label}を入力してください。"));
    }
    let vague = |row: &&Row| {
        devices::runs_os(row)
            && row.filled("os").is_some()
            && (input.os)(row).verdict == Os::Unknown
            && row.filled("os_release").is_none()
            && row.filled("os_build").is_none()
    };
    let open: Vec<&Row> = in_use.iter().copied().filter(vague).collect();
    tally.gap("OSの版", "台", in_use.len(), &open, "winverなどで確かめ、版（例：24H2）まで入力してください。");
    stages(&in_use, &mut tally);
    sites(input, &in_use, &mut tally);
    let done = reviews::carried_out(input, "devices");
    let walked = reviews::newest(&done, |review| review.filled("system").is_none()).and_then(|row| row.day("day"));
    let fresh = |row: &Row| {
        let on_the_round = walked.filter(|day| row.day("registered").is_some_and(|registered| registered <= *day));
        [row.day("checked"), on_the_round].into_iter().any(|day| input.fresh(day, input.params.inventory_max_age_days))
    };
    let open: Vec<&Row> = in_use.iter().copied().filter(|row| !fresh(row)).collect();
    let days = input.params.inventory_max_age_days;
    tally.gap(
        "現物確認",
        "台",
        in_use.len(),
        &open,
        &format!("{days}日以内に現物と照らし合わせ、現物確認日を入力してください。"),
    );
    systems_without_device(input, &in_use, &mut tally);
    tally.note(format!("使用中の機器は{}台です。廃棄と停止の機器は数えていません。", in_use.len()), &[]);
    tally.finish()
}

/// Devices to begin with: everything but printers and the rest without patient data.
fn is_main(device: &Row) -> bool {
    !matches!(devices::kind(device), "printer" | "other") || device.yes("patient_data") == Some(true)
}

/// How far the columns are filled in each stage, where something is left.
fn stages(in_use: &[&Row], tally: &mut Tally) {
    let complete = |row: &Row| COLUMNS.iter().all(|(key, _, concerns)| !concerns(row) || row.filled(key).is_some());
    let (main, rest): (Vec<&Row>, Vec<&Row>) = in_use.iter().copied().partition(|row| is_main(row));
    let (done, later) = (pick(&main, complete).len(), pick(&rest, complete).len());
    if done + later < in_use.len() {
        tally.note(
            format!(
                "要る欄がそろった機器は、主要な機器{}台のうち{done}台、そのほかの機器{}台のうち{later}台です。主要な機器から進めてください。",
                main.len(),
                rest.len()
            ),
            &[],
        );
    }
}

/// Sites with computers and no router, where sites are told apart.
fn sites(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    if input.facts.profile.has_network == Some(false) {
        return;
    }
    let mut by_site: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in in_use.iter().copied() {
        if let Some(site) = row.filled("site") {
            by_site.entry(site).or_default().push(row);
        }
    }
    if by_site.len() < 2 {
        return;
    }
    for (site, rows) in by_site {
        let computers = pick(&rows, |row| matches!(devices::kind(row), "pc" | "server" | "tablet"));
        if !computers.is_empty() && !rows.iter().any(|row| devices::kind(row) == "network") {
            tally.missing(
                format!("拠点「{site}」に、ルータなどのネットワーク機器が登録されていません。回線の入口の機器を登録してください。"),
                &computers,
            );
        }
    }
}

fn absent_devices(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    if input.facts.profile.has_network != Some(false) && !in_use.iter().any(|row| devices::kind(row) == "network") {
        tally.against(
            "ルータやUTMなどのネットワーク機器が1台も登録されていません。回線の入口にある機器を登録してください。",
            &[],
        );
    }
    let on_nas = |row: &&Row| {
        let target =
            input.facts.target(row, "device").is_some_and(|device| in_use.iter().any(|row| row.id == device.id));
        (row.is("method", "nas") || ["place", "name"].iter().any(|key| mentions(row.text(key), "NAS"))) && !target
    };
    let backups: Vec<&Row> = input.facts.all(Ledger::Backups).iter().filter(on_nas).collect();
    if !backups.is_empty() && !in_use.iter().any(|row| devices::kind(row) == "nas") {
        tally.against(
            format!(
                "バックアップ{}の保存先はNASですが、NASが機器台帳にありません。NASを登録してください。",
                names(&backups)
            ),
            &backups,
        );
    }
}

fn doubled_numbers(input: &RuleInput<'_>, tally: &mut Tally) {
    let mut by_number: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in input.facts.all(Ledger::Devices).iter().filter(|row| !row.is("state", "disposed")) {
        if let Some(number) = row.filled("number") {
            by_number.entry(search_key(number)).or_default().push(row);
        }
    }
    for rows in by_number.values().filter(|rows| rows.len() > 1) {
        let number = rows[0].text("number");
        tally.against(
            format!("管理番号「{number}」が{}台に付いています。1台に1つの番号を付けてください。", rows.len()),
            rows,
        );
    }
}

fn words_for_versions(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    let device = |row: &&Row| {
        ["os_release", "os_build", "software_version"].iter().any(|key| is_not_a_version(row.text(key)))
            || (says_newest(row.text("os")) && (input.os)(row).verdict == Os::Unknown)
    };
    let software = input.facts.all(Ledger::Software).iter().filter(|row| is_not_a_version(row.text("version")));
    let rows: Vec<&Row> = in_use.iter().copied().filter(device).chain(software).collect();
    if !rows.is_empty() {
        let text = format!(
            "{}件の版が「最新」のような言葉で書かれています（{}）。言葉は版ではないので、後から古いかどうか分かりません。番号で入力してください。",
            rows.len(),
            names(&rows)
        );
        tally.against(text, &rows);
    }
}

fn systems_without_device(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    let facts = input.facts;
    let scope: Vec<&Row> = facts.systems_in_scope().filter(|system| !system.is("deployment", "cloud")).collect();
    if facts.all(Ledger::Systems).is_empty() {
        tally.missing(
            "システムが登録されていません。レセコンなどのシステムを登録すると、機器の漏れを調べられます。",
            &[],
        );
    }
    let has_device = |system: &Row| {
        in_use.iter().any(|device| device.text("system") == system.id)
            || facts.all(Ledger::Software).iter().any(|software| {
                software.text("system") == system.id && in_use.iter().any(|device| device.id == software.text("device"))
            })
    };
    let open: Vec<&Row> = scope.iter().copied().filter(|system| !has_device(system)).collect();
    tally.gap(
        "システムの機器",
        "件",
        scope.len(),
        &open,
        "そのシステムが動く機器を登録し、機器の「システム」の欄で選んでください。",
    );
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Backups, Devices, Reviews, Software, Systems};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_full_ledger_is_enough() {
        World::clean().expect(NAME, Yes, "6台", &[]);
        World::clean().set("d4", "kind", "network").set("d6", "state", "disposed").expect(NAME, Yes, "5台", &[]);
    }

    #[test]
    fn a_missing_router_is_counter_evidence_only_where_a_line_exists() {
        let mut world = World::clean().without(&["d4"]);
        world.expect(NAME, No, "ルータ", &[]);
        world.profile.has_network = Some(false);
        assert_eq!(world.run(NAME).verdict, Yes);
        World::clean().set("d4", "kind", "").expect(NAME, Undetermined, "種別：6台中5台", &["d4"]);
    }

    #[test]
    fn a_nas_that_only_the_backups_know_is_found() {
        World::clean().set("d5", "state", "disposed").expect(NAME, No, "NASが機器台帳にありません", &["b1"]);
        let place =
            World::clean().without(&["d5", "b1"]).with(Backups, "b7", &[("name", "夜間"), ("place", "２階のＮＡＳ")]);
        place.expect(NAME, No, "NAS", &["b7"]);
        assert_eq!(place.set("b7", "place", "Panasonic製PC").run(NAME).verdict, Yes);
    }

    #[test]
    fn newest_is_no_version_on_devices_and_software() {
        World::clean().set("d2", "software", "薬歴").set("d2", "software_version", "最新版").expect(
            NAME,
            No,
            "最新",
            &["d2"],
        );
        World::clean().set("w1", "version", "最新").expect(NAME, No, "最新", &["w1"]);
        World::clean().set("d3", "os", "iPadOS 最新").expect(NAME, No, "最新", &["d3"]);
        assert_eq!(World::clean().set("d2", "os", "Windows 11 25H2（最新）").run(NAME).verdict, Yes);
    }

    #[test]
    fn one_number_on_two_devices_is_found_whatever_the_width() {
        World::clean().set("d2", "number", "k-ｄ1").expect(NAME, No, "2台", &["d1", "d2"]);
    }

    #[test]
    fn empty_columns_are_counted_one_by_one() {
        let world = World::clean().set("d2", "user", "").set("d2", "place", "").set("d3", "place", "");
        world.expect(NAME, Undetermined, "設置場所：6台中4台を確認しました。残り2台が未確認です。", &["d2", "d3"]);
        world.expect(NAME, Undetermined, "利用者：3台中2台", &["d2"]);
        World::clean().set("d2", "os", "Windows 11").expect(NAME, Undetermined, "OSの版", &["d2"]);
    }

    #[test]
    fn an_old_or_future_inventory_does_not_count() {
        World::clean().set("d1", "checked", "2025-11-19").expect(NAME, Undetermined, "現物確認：6台中5台", &["d1"]);
        World::clean().set("d1", "checked", "2026-11-21").expect(NAME, Undetermined, "現物確認", &["d1"]);
        assert_eq!(World::clean().set("d1", "checked", "2025-11-20").run(NAME).verdict, Yes);
    }

    #[test]
    fn a_round_through_the_house_counts_for_devices_that_were_there() {
        let old = World::clean().set("d1", "checked", "2025-11-19").set("d2", "checked", "");
        let round = [("kind", "devices"), ("day", "2026-11-01"), ("result", "clean")];
        assert_eq!(old.clone().with(Reviews, "z8", &round).run(NAME).verdict, Yes);
        let newer = old.clone().with(Reviews, "z8", &round).set("d2", "registered", "2026-11-02");
        newer.expect(NAME, Undetermined, "現物確認：6台中5台", &["d2"]);
        let failed = [&round[..2], &[("result", "failed")]].concat();
        old.with(Reviews, "z8", &failed).expect(NAME, Undetermined, "現物確認", &["d1", "d2"]);
    }

    #[test]
    fn the_main_devices_come_first_and_each_stage_is_counted() {
        let world = World::clean().set("d6", "place", "").set("d2", "place", "");
        world.expect(NAME, Undetermined, "設置場所：6台中4台", &["d2", "d6"]);
        let reasons = world.run(NAME).reasons;
        assert!(reasons.iter().any(|r| r.text.contains("主要な機器5台のうち4台、そのほかの機器1台のうち0台")));
        assert!(World::clean().run(NAME).reasons.iter().all(|r| !r.text.contains("主要な機器")));
    }

    #[test]
    fn a_site_with_computers_needs_its_own_router_where_sites_are_told_apart() {
        let world = World::clean().set("d2", "site", "西店").set("d3", "site", "東店").set("d4", "site", "西店");
        world.expect(NAME, Undetermined, "拠点「東店」", &["d3"]);
        assert_eq!(world.clone().set("d3", "site", "西店").run(NAME).verdict, Yes);
        assert_eq!(World::clean().set("d2", "site", "西店").run(NAME).verdict, Yes);
    }

    #[test]
    fn a_system_in_the_building_needs_a_device_and_software_may_link_it() {
        let world = World::clean().with(Systems, "s3", &[("name", "分包機")]);
        world.expect(NAME, Undetermined, "システムの機器：2件中1件", &["s3"]);
        let linked =
            world.with(Software, "w3", &[("name", "分包"), ("version", "1"), ("device", "d2"), ("system", "s3")]);
        assert_eq!(linked.run(NAME).verdict, Yes);
        World::clean().without_ledger(Systems).expect(NAME, Undetermined, "システムが登録されていません", &[]);
        World::clean().without_ledger(Devices).expect(NAME, Undetermined, "機器が登録されていません", &[]);
    }
}
