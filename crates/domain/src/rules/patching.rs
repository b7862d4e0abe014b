//! 2-⑥ セキュリティパッチの適用, for all devices or a part of them.

mod scope;

use super::tally::{Tally, names};
use super::words::{is_not_a_version, says_newest, says_none};
use super::{Finding, OsVerdict, RuleInput, contracts, devices, firmware, reviews};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::lifecycle::Verdict as Os;
use crate::text::search_key;
use scope::Scope;
use std::collections::BTreeMap;

pub(super) const NAME: &str = "patching";
pub(super) const SERVER: &str = "patching_server";
pub(super) const TERMINAL: &str = "patching_terminal";
pub(super) const NETWORK: &str = "patching_network";
pub(super) const COMPUTERS: &str = "patching_computers";

/// Item 2-⑥. Source: the R7 manual and Q&A, 2-⑥ (catalogs/SOURCES.md; patches and virus definitions both count).
///
/// * はい: every operating system is supported, every device updated within 60 days, definitions within 7 days. Routers and
///   NAS whose model is in the table of firmware have its newest version; the others were looked at within 90 days. A
///   system whose support ends soon still counts, with a warning.
/// * いいえ: a device in use whose support has ended; software past its end of support; no virus protection on Windows, or
///   one that is off; firmware older than the newest, or out of support.
/// * 判断できない: version unknown (「Windows 11」 alone), dates empty or old, a table nobody looked at for 90 days, nothing
///   entered.
///
/// A review of the updates (点検) stands for a day that nobody entered, never for one that is too old.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    within(NAME, Scope::All, input)
}

/// R6 2-(7) サーバ: as [`check`], on servers, virtual machines, NAS and cloud.
pub(super) fn server(input: &RuleInput<'_>) -> Finding {
    within(SERVER, Scope::Server, input)
}

/// R6 2-(7) 端末PC: as [`check`], on everything that is neither server nor network device.
pub(super) fn terminal(input: &RuleInput<'_>) -> Finding {
    within(TERMINAL, Scope::Terminal, input)
}

/// R6 2-(7) ネットワーク機器 and G-MIS Q11: as [`check`], on network devices.
pub(super) fn network(input: &RuleInput<'_>) -> Finding {
    within(NETWORK, Scope::Network, input)
}

/// G-MIS Q12: as [`check`], on servers and terminals.
pub(super) fn computers(input: &RuleInput<'_>) -> Finding {
    within(COMPUTERS, Scope::Computers, input)
}

/// Part of the devices. One of unknown kind may belong to any part, so it keeps each from はい and speaks against none.
fn within(rule: &str, scope: Scope, input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(rule);
    let noun = scope.noun();
    let in_use: Vec<&Row> = input.facts.devices_in_use().collect();
    let held: Vec<&Row> = in_use.iter().copied().filter(|device| scope.holds(devices::kind(device))).collect();
    if scope != Scope::All {
        let unknown: Vec<&Row> = in_use.iter().copied().filter(|device| devices::kind(device).is_empty()).collect();
        let todo = format!("種別が空欄なので、{noun}かどうか分かりません。種別を選んでください。");
        tally.gap("機器の種別", "台", in_use.len(), &unknown, &todo);
    }
    if !held.iter().any(|device| scope::is_asked(device)) {
        tally.missing(
            format!("更新を確かめる{noun}が登録されていません。機器の台帳に、種別とOSの版を登録してください。"),
            &[],
        );
        return tally.finish();
    }
    operating_systems(input, &held, &mut tally);
    software(input, scope, &held, &mut tally);
    antivirus(input, &held, &mut tally);
    updates(input, &held, &mut tally);
    duties(input, scope, &held, &mut tally);
    tally.note(format!("使用中の{noun}{}台を調べました。", held.len()), &[]);
    tally.finish()
}

/// Contracts in which nobody has taken on the updates: all of them, or those that concern a device of the part.
fn duties(input: &RuleInput<'_>, scope: Scope, held: &[&Row], tally: &mut Tally) {
    let concerns = |contract: &Row| {
        scope == Scope::All || held.iter().any(|device| !contracts::of_device(&[contract], device).is_empty())
    };
    let unclear: Vec<&Row> = contracts::asked(input)
        .into_iter()
        .filter(|contract| contract.is("patch_duty", "unclear") && concerns(contract))
        .collect();
    if !unclear.is_empty() {
        tally.missing(
            format!(
                "更新作業を誰が行うか決まっていない契約が{}件あります（{}）。事業者と決めてください。",
                unclear.len(),
                names(&unclear)
            ),
            &unclear,
        );
    }
}

/// Groups the devices by what the lifecycle data says, so that 300 devices give a handful of sentences.
fn operating_systems(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    let mut by_text: BTreeMap<String, (Os, Vec<&Row>)> = BTreeMap::new();
    let mut blank = vec![];
    let concerned = in_use.iter().filter(|device| devices::runs_os(device)).count();
    for device in in_use.iter().copied() {
        let os = device.text("os");
        if os.is_empty() && device.filled("os_release").is_none() && device.filled("os_build").is_none() {
            if devices::runs_os(device) && devices::kind(device) != "nas" {
                blank.push(device);
            }
            continue;
        }
        let OsVerdict { verdict, text, .. } = (input.os)(device);
        // A kiosk filed under その他 is asked for no version, but a dead system is found wherever it runs.
        if verdict == Os::Supported || (verdict == Os::Unknown && !devices::runs_os(device)) {
            continue;
        }
        let group = by_text.entry(format!("「{os}」：{text}")).or_insert_with(|| (verdict, vec![]));
        group.1.push(device);
    }
    for (text, (verdict, rows)) in by_text {
        let count = rows.len();
        match verdict {
            Os::Expired => tally.against(format!("サポートが終わったOSの機器が{count}台、使用中です。{text}"), &rows),
            Os::EndingSoon => tally.note(format!("もうすぐサポートが終わるOSの機器が{count}台あります。{text}"), &rows),
            _ => tally.missing(format!("OSのサポートを判断できない機器が{count}台あります。{text}"), &rows),
        }
    }
    tally.gap("OS", "台", concerned, &blank, "OSと版を入力してください。");
}

/// Why a program is past its support: a day that a person typed decides, otherwise the lifecycle data.
fn past_support(input: &RuleInput<'_>, row: &Row) -> Option<String> {
    match row.day("support_until") {
        Some(end) => (end < input.today).then(|| {
            format!("ソフト{}のサポートは{}に終わりました。新しい版に替えてください。", names(&[row]), slashed(end))
        }),
        None => (input.software)(row)
            .filter(|known| known.verdict == Os::Expired)
            .map(|known| format!("ソフト{}のサポートが終わっています。{}", names(&[row]), known.text)),
    }
}

/// Versions that are words, and software past its end of support.
fn software(input: &RuleInput<'_>, scope: Scope, in_use: &[&Row], tally: &mut Tally) {
    let (mut installed, mut unplaced): (Vec<&Row>, Vec<&Row>) = (vec![], vec![]);
    for row in input.facts.all(Ledger::Software) {
        let here = match input.facts.target(row, "device") {
            Some(device) => Some(in_use.iter().any(|row| row.id == device.id)),
            None => scope.holds_unplaced_software(),
        };
        match here {
            Some(true) => installed.push(row),
            None if past_support(input, row).is_some() || is_not_a_version(row.text("version")) => unplaced.push(row),
            _ => {}
        }
    }
    for row in installed.iter().copied() {
        if let Some(why) = past_support(input, row) {
            tally.against(why, &[row]);
        }
    }
    if !unplaced.is_empty() {
        tally.missing(
            format!("サポートが終わったか、版が言葉で書かれたソフトが{}件あり（{}）、どの機器に入っているか分かりません。機器を選んでください。", unplaced.len(), names(&unplaced)),
            &unplaced,
        );
    }
    let worded = in_use
        .iter()
        .copied()
        .filter(|row| is_not_a_version(row.text("software_version")) || says_newest(row.text("os_release")));
    let rows: Vec<&Row> =
        worded.chain(installed.into_iter().filter(|row| is_not_a_version(row.text("version")))).collect();
    if !rows.is_empty() {
        tally.missing(format!("版が「最新」などの言葉で書かれたものが{}件あります（{}）。更新されているか判断できないので、番号で入力してください。", rows.len(), names(&rows)), &rows);
    }
}

fn antivirus(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    let windows: Vec<&Row> =
        in_use.iter().copied().filter(|row| search_key(row.text("os")).contains("windows")).collect();
    let off: Vec<&Row> = windows.iter().copied().filter(|row| says_none(row.text("antivirus"))).collect();
    if !off.is_empty() {
        tally.against(
            format!(
                "ウイルス対策がない機器が{}台あります（{}）。ウイルス対策を有効にしてください。",
                off.len(),
                names(&off)
            ),
            &off,
        );
    }
    let stopped: Vec<&Row> = in_use
        .iter()
        .copied()
        .filter(|row| row.yes("antivirus_on") == Some(false) && off.iter().all(|known| known.id != row.id))
        .collect();
    if !stopped.is_empty() {
        tally.against(
            format!(
                "ウイルス対策が止まっている機器が{}台あります（{}）。動かしてください。",
                stopped.len(),
                names(&stopped)
            ),
            &stopped,
        );
    }
    let open: Vec<&Row> = windows.iter().copied().filter(|row| row.filled("antivirus").is_none()).collect();
    tally.gap("ウイルス対策ソフト", "台", windows.len(), &open, "使っているウイルス対策ソフトを入力してください。");
    let days = input.params.definition_max_age_days;
    let protected: Vec<&Row> = windows
        .into_iter()
        .filter(|row| row.filled("antivirus").is_some() && !says_none(row.text("antivirus")))
        .collect();
    let open: Vec<&Row> =
        protected.iter().copied().filter(|row| !input.fresh(row.day("antivirus_date"), days)).collect();
    tally.gap(
        "定義ファイル",
        "台",
        protected.len(),
        &open,
        &format!("日付が空欄か、{days}日より古い機器です。更新して日付を入力してください。"),
    );
}

fn updates(input: &RuleInput<'_>, in_use: &[&Row], tally: &mut Tally) {
    let params = input.params;
    let done = reviews::carried_out(input, "patches");
    let reviewed = |row: &Row, days| input.fresh(reviews::day_of_system(&done, row.text("system")), days);
    let dated = |row: &Row, key: &str, days| match row.filled(key) {
        Some(_) => input.fresh(row.day(key), days),
        None => reviewed(row, days),
    };
    let looked_at = |row: &Row| dated(row, "firmware_checked", params.firmware_check_max_age_days);
    let in_table: Vec<(&Row, &Row)> = in_use
        .iter()
        .copied()
        .filter(|row| matches!(devices::kind(row), "network" | "nas"))
        .filter_map(|row| Some((row, firmware::of_device(input, row)?)))
        .collect();
    let tabled = |row: &Row| in_table.iter().any(|(device, _)| device.id == row.id);
    firmware::judge(input, &in_table, tally);
    // Appliances are updated by firmware: a NAS or a modality may show either day.
    let updated = |row: &Row| {
        dated(row, "last_patch", params.patch_max_age_days)
            || (matches!(devices::kind(row), "nas" | "medical") && (tabled(row) || looked_at(row)))
    };
    let concerned: Vec<&Row> = in_use.iter().copied().filter(|row| devices::runs_os(row)).collect();
    let open: Vec<&Row> = concerned.iter().copied().filter(|row| !updated(row)).collect();
    tally.gap(
        "更新の適用",
        "台",
        concerned.len(),
        &open,
        &format!(
            "最終更新日が空欄か、{}日より古い機器です。更新して日付を入力してください。",
            params.patch_max_age_days
        ),
    );
    let network: Vec<&Row> =
        in_use.iter().copied().filter(|row| devices::kind(row) == "network" && !tabled(row)).collect();
    let open: Vec<&Row> = network.iter().copied().filter(|row| !looked_at(row)).collect();
    tally.gap(
        "ファームウェアの確認",
        "台",
        network.len(),
        &open,
        &format!(
            "確認日が空欄か、{}日より古い機器です。最新の版を調べ、「ファームウェア」の台帳に型番と版を登録してください。",
            params.firmware_check_max_age_days
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::{COMPUTERS, NAME, NETWORK, SERVER, TERMINAL};
    use crate::ledger::Ledger::{Devices, Firmware, Reviews, Software};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn supported_and_updated_devices_are_enough_and_a_near_end_is_a_warning() {
        World::clean().expect(NAME, Yes, "使用中の機器6台", &[]);
        World::clean().set("d1", "os", "Windows Server 2016").expect(NAME, Yes, "もうすぐ", &["d1"]);
    }

    #[test]
    fn dead_systems_in_use_are_found_on_every_kind_of_device() {
        for os in ["Windows 7 Professional", "Windows 10 Pro 1511", "Windows 11 Home 22H2"] {
            for kind in ["pc", "server", "tablet", "nas", "medical", "virtual", "other", ""] {
                World::clean().set("d2", "os", os).set("d2", "kind", kind).expect(NAME, No, os, &["d2"]);
            }
        }
        assert_eq!(World::clean().set("d2", "os", "Windows 7").set("d2", "state", "stopped").run(NAME).verdict, Yes);
    }

    #[test]
    fn equal_systems_share_one_sentence() {
        let world = World::clean().set("d1", "os", "Windows 7").set("d2", "os", "Windows 7");
        world.expect(NAME, No, "2台、使用中", &["d1", "d2"]);
    }

    #[test]
    fn an_unknown_version_does_not_decide() {
        World::clean().set("d2", "os", "Windows 11").expect(NAME, Undetermined, "「Windows 11」", &["d2"]);
        World::clean().set("d2", "os", "").expect(NAME, Undetermined, "OS：4台中3台", &["d2"]);
        World::clean().set("w1", "version", "最新").expect(NAME, Undetermined, "最新", &["w1"]);
        World::clean().set("d2", "software_version", "最新のもの").expect(NAME, Undetermined, "最新", &["d2"]);
        assert_eq!(World::clean().set("d4", "os", "独自OS").set("d6", "os", "独自OS").run(NAME).verdict, Yes);
    }

    #[test]
    fn software_past_its_support_is_counter_evidence_while_its_device_is_in_use() {
        World::clean().set("w1", "support_until", "2026-10-13").expect(NAME, No, "2026/10/13", &["w1"]);
        let gone = World::clean().with(Devices, "d9", &[("number", "K-9"), ("state", "disposed")]).with(
            Software,
            "w9",
            &[("name", "旧ソフト"), ("device", "d9"), ("support_until", "2020-01-01")],
        );
        assert_eq!(gone.run(NAME).verdict, Yes);
    }

    #[test]
    fn a_program_that_the_data_knows_to_be_over_is_counter_evidence_unless_a_person_typed_a_later_day() {
        let office = World::clean().set("w1", "name", "旧オフィス 2016").set("w1", "version", "16.0");
        office.expect(NAME, No, "サポートが終わっています。2025年10月14日まででした。", &["w1"]);
        assert_eq!(office.set("w1", "support_until", "2027-12-31").run(NAME).verdict, Yes);
    }

    #[test]
    fn virus_protection_must_be_named_and_fresh() {
        World::clean().set("d2", "antivirus", "").expect(NAME, Undetermined, "ウイルス対策ソフト：2台中1台", &["d2"]);
        World::clean().set("d2", "antivirus", "なし").expect(NAME, No, "ウイルス対策がない", &["d2"]);
        World::clean().set("d2", "antivirus_date", "2026-11-12").expect(NAME, Undetermined, "定義ファイル", &["d2"]);
        assert_eq!(World::clean().set("d2", "antivirus_date", "2026-11-13").run(NAME).verdict, Yes);
    }

    #[test]
    fn old_or_missing_updates_and_firmware_checks_are_counted() {
        World::clean().set("d2", "last_patch", "2026-09-20").expect(
            NAME,
            Undetermined,
            "更新の適用：4台中3台",
            &["d2"],
        );
        World::clean().set("d3", "last_patch", "").expect(NAME, Undetermined, "更新の適用", &["d3"]);
        World::clean().set("d4", "firmware_checked", "2026-08-21").expect(
            NAME,
            Undetermined,
            "ファームウェア",
            &["d4"],
        );
        World::clean().set("c1", "patch_duty", "unclear").expect(NAME, Undetermined, "更新作業", &["c1"]);
        World::clean().without_ledger(Devices).expect(NAME, Undetermined, "機器が登録されていません", &[]);
    }

    /// The router's version and the newest one.
    fn firmware(have: &str, latest: &str) -> World {
        World::clean().set("d4", "model", "KT-1").set("d4", "firmware", have).with(
            Firmware,
            "f1",
            &[("model", "ＫＴ－１"), ("latest", latest), ("checked", "2026-10-01")],
        )
    }

    #[test]
    fn where_the_table_has_the_model_the_version_decides_and_not_the_look() {
        assert_eq!(firmware("15.02.30", "15.02.30").run(NAME).verdict, Yes);
        assert_eq!(firmware("15.02.30", "15.02.30").set("d4", "firmware_checked", "").run(NAME).verdict, Yes);
        firmware("15.02.9", "15.02.30").expect(NAME, No, "最新は15.02.30です（2026/10/01に確認）", &["d4"]);
        firmware("15.02.9", "15.02.30").expect(NETWORK, No, "最新の版より古い機器が1台", &["d4"]);
        firmware("", "15.02.30").expect(NAME, Undetermined, "ファームウェアの版：1台中0台", &["d4"]);
        firmware("最新", "15.02.30").expect(NAME, Undetermined, "比べられない", &["d4"]);
        assert_eq!(
            firmware("1.0", "2.0").set("f1", "maker", "よその会社").run(NAME).verdict,
            Yes,
            "another maker's model"
        );
    }

    #[test]
    fn a_table_nobody_looked_at_for_ninety_days_is_stale_and_one_out_of_support_is_counter_evidence() {
        let world = firmware("15.02.30", "15.02.30");
        world.clone().set("f1", "checked", "2026-08-21").expect(
            NAME,
            Undetermined,
            "90日以内に確かめていない",
            &["f1"],
        );
        assert_eq!(world.clone().set("f1", "checked", "2026-08-22").run(NAME).verdict, Yes);
        world.set("f1", "support_until", "2026-11-19").expect(NAME, No, "サポートが終わった機器が1台", &["d4"]);
    }

    #[test]
    fn virus_protection_that_is_off_is_counter_evidence_on_every_device() {
        World::clean().set("d2", "antivirus_on", "no").expect(NAME, No, "止まっている機器が1台", &["d2"]);
        assert_eq!(World::clean().set("d2", "antivirus_on", "yes").run(NAME).verdict, Yes);
    }

    #[test]
    fn a_review_of_the_updates_stands_for_an_empty_day_and_never_for_an_old_one() {
        let review = |day: &str| {
            let fields = [("kind", "patches"), ("day", day), ("result", "clean")];
            World::clean().with(Reviews, "z8", &fields)
        };
        assert_eq!(review("2026-11-01").set("d2", "last_patch", "").run(NAME).verdict, Yes);
        assert_eq!(review("2026-11-01").set("d4", "firmware_checked", "").run(NAME).verdict, Yes);
        review("2026-11-01").set("d2", "last_patch", "2026-08-01").expect(NAME, Undetermined, "更新の適用", &["d2"]);
        review("2026-09-20").set("d2", "last_patch", "").expect(NAME, Undetermined, "更新の適用", &["d2"]);
        let failed = review("2026-11-01").set("z8", "result", "failed").set("d2", "last_patch", "");
        failed.expect(NAME, Undetermined, "更新の適用：4台中3台", &["d2"]);
    }

    #[test]
    fn a_fault_counts_in_the_part_of_its_device_only() {
        for (device, key, value, part, others) in [
            ("d1", "os", "Windows 7", SERVER, [TERMINAL, NETWORK]),
            ("d2", "os", "Windows 7", TERMINAL, [SERVER, NETWORK]),
            ("d4", "os", "Windows 7", NETWORK, [SERVER, TERMINAL]),
        ] {
            let world = World::clean().set(device, key, value);
            world.expect(part, No, "サポートが終わったOS", &[device]);
            assert!(others.iter().all(|rule| world.run(rule).verdict == Yes), "{device}");
            assert_eq!(world.run(COMPUTERS).verdict, if part == NETWORK { Yes } else { No });
        }
        World::clean().expect(COMPUTERS, Yes, "使用中のサーバと端末5台", &[]);
        World::clean().set("d4", "firmware_checked", "").expect(NETWORK, Undetermined, "ファームウェア", &["d4"]);
    }

    #[test]
    fn a_device_of_unknown_kind_is_asked_for_in_every_part_and_speaks_against_none() {
        let world = World::clean().set("d2", "kind", "").set("d2", "os", "Windows 7");
        for part in [SERVER, TERMINAL, NETWORK, COMPUTERS] {
            world.expect(part, Undetermined, "機器の種別：6台中5台", &["d2"]);
        }
        assert_eq!(world.run(NAME).verdict, No);
    }

    #[test]
    fn a_part_without_a_device_that_is_updated_is_never_yes() {
        World::clean().without(&["d1", "d5"]).expect(SERVER, Undetermined, "更新を確かめるサーバ", &[]);
        World::clean().without(&["d2", "d3"]).expect(TERMINAL, Undetermined, "更新を確かめる端末", &[]);
        World::clean().without(&["d4"]).expect(NETWORK, Undetermined, "更新を確かめるネットワーク機器", &[]);
        World::clean().without(&["d1", "d5"]).with(Devices, "c", &[("kind", "cloud")]).expect(
            SERVER,
            Undetermined,
            "更新を確かめるサーバ",
            &[],
        );
    }

    #[test]
    fn software_of_which_no_device_is_named_decides_only_where_it_must_be() {
        let world = World::clean().set("w1", "device", "").set("w1", "support_until", "2026-10-13");
        world.expect(COMPUTERS, No, "2026/10/13", &["w1"]);
        world.expect(SERVER, Undetermined, "どの機器に入っているか", &["w1"]);
        assert_eq!(world.run(NETWORK).verdict, Yes);
        let placed = World::clean().set("w1", "support_until", "2026-10-13");
        assert_eq!((placed.run(TERMINAL).verdict, placed.run(SERVER).verdict), (No, Yes));
    }

    #[test]
    fn an_unclear_duty_is_asked_for_where_the_contract_has_a_device() {
        let world = World::clean().set("c1", "patch_duty", "unclear");
        world.expect(SERVER, Undetermined, "更新作業", &["c1"]);
        assert_eq!(world.run(NETWORK).verdict, Yes);
    }
}
