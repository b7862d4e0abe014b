//! 2-⑫ 不要なソフト・サービスの停止, for servers and for terminals.

use super::tally::{Tally, names};
use super::words::risky_service;
use super::{Finding, RuleInput, devices, reviews};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;
use std::collections::BTreeMap;

pub(super) const SERVER: &str = "unneeded_services_server";
pub(super) const TERMINAL: &str = "unneeded_services_terminal";

/// Item 2-⑫ サーバ: servers, virtual machines and NAS. Source: the R7 manual and Q&A, 2-⑫ (catalogs/SOURCES.md).
///
/// * はい: every device has its list, looked at within half a year, and all that runs is marked 必要.
/// * いいえ: something marked 不要 still runs; telnet, SMBv1, VNC or remote desktop runs without a reason.
/// * 判断できない: a device without list or look, something that nobody decided on, a device of unknown kind, no device.
///
/// A row without a device is an allow-list: it decides for every device of its kind what the device's own row leaves open.
pub(super) fn server(input: &RuleInput<'_>) -> Finding {
    within(SERVER, "サーバ", |kind| matches!(kind, "server" | "virtual" | "nas"), input)
}

/// Item 2-⑫ 端末PC: as [`server`], on PCs.
pub(super) fn terminal(input: &RuleInput<'_>) -> Finding {
    within(TERMINAL, "端末PC", |kind| kind == "pc", input)
}

/// What was found on the devices.
#[derive(Default)]
struct Found<'a> {
    unneeded: Vec<&'a Row>,
    exposed: Vec<&'a Row>,
    /// Devices with the number of things nobody decided on.
    undecided: Vec<(&'a Row, usize)>,
    unlisted: Vec<&'a Row>,
    stale: Vec<&'a Row>,
    running: usize,
}

fn within(rule: &str, noun: &str, holds: fn(&str) -> bool, input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(rule);
    let in_use: Vec<&Row> = input.facts.devices_in_use().collect();
    let unknown: Vec<&Row> = in_use.iter().copied().filter(|device| devices::kind(device).is_empty()).collect();
    let todo = format!("種別が空欄なので、{noun}かどうか分かりません。種別を選んでください。");
    tally.gap("機器の種別", "台", in_use.len(), &unknown, &todo);
    let held: Vec<&Row> = in_use.into_iter().filter(|device| holds(devices::kind(device))).collect();
    if held.is_empty() {
        tally.missing(
            format!("{noun}が登録されていません。機器の台帳に登録するか、ない場合は、人が確かめて答えてください。"),
            &[],
        );
        return tally.finish();
    }
    let found = look(input, &held);
    report(input, noun, held.len(), &found, &mut tally);
    tally.finish()
}

fn look<'a>(input: &RuleInput<'a>, held: &[&'a Row]) -> Found<'a> {
    let days = input.params.services_check_max_age_days;
    let (by_device, allowed) = sorted(input);
    let looks = reviews::carried_out(input, "services");
    let mut found = Found::default();
    for device in held.iter().copied() {
        let own = by_device.get(device.id.as_str()).map_or(&[][..], Vec::as_slice);
        let reviewed = input.fresh(reviews::day_of_system(&looks, device.text("system")), days);
        let listed_by_kind = || allowed.values().flatten().any(|row| concerns(row, device));
        if own.is_empty() && !(reviewed && listed_by_kind()) {
            found.unlisted.push(device);
        } else if !reviewed
            && !input.fresh(device.day("collected"), days)
            && !own.iter().any(|row| ["checked", "found"].iter().any(|key| input.fresh(row.day(key), days)))
        {
            found.stale.push(device);
        }
        judge(device, own, &allowed, &mut found);
        if let Some(device) = Some(device).filter(|device| exposes_desktop(device, own)) {
            found.exposed.push(device);
        }
    }
    found
}

/// Rows by device, and rows without a device (allow-lists) by name.
type Sorted<'a> = (BTreeMap<&'a str, Vec<&'a Row>>, BTreeMap<String, Vec<&'a Row>>);

fn sorted<'a>(input: &RuleInput<'a>) -> Sorted<'a> {
    let (mut by_device, mut allowed) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    for row in input.facts.all(Ledger::Services).iter().filter(|row| !row.is("state", "removed")) {
        match row.filled("device") {
            Some(device) => by_device.entry(device).or_default().push(row),
            None => allowed.entry(search_key(row.text("name"))).or_default().push(row),
        }
    }
    (by_device, allowed)
}

/// Whether an allow-list's row is for this device: for its kind, or for every kind.
fn concerns(row: &Row, device: &Row) -> bool {
    row.filled("device_kind").is_none_or(|kind| kind == devices::kind(device))
}

fn judge<'a>(device: &'a Row, own: &[&'a Row], allowed: &BTreeMap<String, Vec<&'a Row>>, found: &mut Found<'a>) {
    let mut open = 0;
    for row in own.iter().copied().filter(|row| !row.is("state", "stopped")) {
        found.running += 1;
        let rule = if allowed.is_empty() {
            None
        } else {
            allowed.get(&search_key(row.text("name"))).and_then(|rows| rows.iter().find(|rule| concerns(rule, device)))
        };
        let needed = row.filled("needed").or_else(|| rule.and_then(|rule| rule.filled("needed")));
        let explained = row.filled("reason").or_else(|| rule.and_then(|rule| rule.filled("reason"))).is_some();
        match needed {
            Some("unneeded") => found.unneeded.push(row),
            _ if risky_service(row).is_some() && !explained => found.exposed.push(row),
            Some(_) => {}
            None => open += 1,
        }
    }
    if open > 0 {
        found.undecided.push((device, open));
    }
}

/// Whether a device lets remote desktop in, and neither its services nor its remote maintenance says why.
fn exposes_desktop(device: &Row, own: &[&Row]) -> bool {
    let desktop = |row: &&Row| risky_service(row) == Some("リモートデスクトップ");
    device.yes("remote_desktop") == Some(true)
        && !own.iter().any(desktop)
        && !(device.is("remote", "yes") && device.filled("remote_method").is_some())
}

fn report(input: &RuleInput<'_>, noun: &str, total: usize, found: &Found<'_>, tally: &mut Tally) {
    if !found.unneeded.is_empty() {
        tally.against(
            format!(
                "「不要」としたものが{}件、まだ動いています（{}）。事業者に相談して止め、状態を変えてください。",
                found.unneeded.len(),
                names(&found.unneeded)
            ),
            &found.unneeded,
        );
    }
    if !found.exposed.is_empty() {
        tally.against(
            format!(
                "telnet、SMBv1、VNC、リモートデスクトップのような入口が、理由の記録なく{}件開いています（{}）。止めるか、必要な理由を入力してください。",
                found.exposed.len(),
                names(&found.exposed)
            ),
            &found.exposed,
        );
    }
    let days = input.params.services_check_max_age_days;
    tally.gap(
        &format!("{noun}のサービスの一覧"),
        "台",
        total,
        &found.unlisted,
        "動いているソフト、サービス、自動起動を調べ、「サービス・ポート」に登録してください。",
    );
    let todo = format!("{days}日以内に確かめた記録がありません。調べ直し、確認日か「点検」を登録してください。");
    tally.gap(&format!("{noun}のサービスの確認"), "台", total, &found.stale, &todo);
    let rows: Vec<&Row> = found.undecided.iter().map(|(device, _)| *device).collect();
    if !rows.is_empty() {
        let open: usize = found.undecided.iter().map(|(_, count)| count).sum();
        tally.missing(
            format!(
                "必要かどうかを決めていないものが、{}台に{open}件あります（{}）。「必要か」を選んでください。同じ種別の機器には、機器を空欄にした1行で決められます。",
                rows.len(),
                names(&rows)
            ),
            &rows,
        );
    }
    tally.note(format!("{noun}{total}台で動いている{}件を調べました。", found.running), &[]);
}

#[cfg(test)]
mod tests {
    use super::{SERVER, TERMINAL};
    use crate::ledger::Ledger::{Reviews, Services};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    fn with(name: &str, more: &[(&str, &str)]) -> World {
        let fields =
            [&[("name", name), ("device", "d2"), ("state", "running"), ("found", "2026-11-10")][..], more].concat();
        World::clean().with(Services, "y9", &fields)
    }

    #[test]
    fn every_device_with_a_list_of_needed_services_is_enough() {
        World::clean().expect(SERVER, Yes, "サーバ2台で動いている2件", &[]);
        World::clean().expect(TERMINAL, Yes, "端末PC1台で動いている1件", &[]);
    }

    #[test]
    fn something_marked_unneeded_that_still_runs_is_counter_evidence() {
        with("ゲーム", &[("needed", "unneeded")]).expect(TERMINAL, No, "まだ動いています", &["y9"]);
        assert_eq!(with("ゲーム", &[("needed", "unneeded")]).run(SERVER).verdict, Yes, "in its own part only");
        for state in ["stopped", "removed"] {
            assert_eq!(with("ゲーム", &[("needed", "unneeded")]).set("y9", "state", state).run(TERMINAL).verdict, Yes);
        }
    }

    #[test]
    fn old_remote_entrances_are_counter_evidence_without_a_reason() {
        for (name, detail) in
            [("telnet", ""), ("SMB 1.0/CIFS", ""), ("UltraVNC Server", ""), ("TermService", ""), ("TCP", "3389/tcp")]
        {
            let world = with(name, &[("kind", if detail.is_empty() { "service" } else { "port" }), ("detail", detail)]);
            world.expect(TERMINAL, No, "理由の記録なく1件", &["y9"]);
            let explained = world.set("y9", "needed", "needed").set("y9", "reason", "保守のため、VPNの中だけで使う");
            assert_eq!(explained.run(TERMINAL).verdict, Yes, "{name}");
        }
        let desktop = World::clean().set("d2", "remote_desktop", "yes");
        desktop.expect(TERMINAL, No, "リモートデスクトップ", &["d2"]);
        let declared = desktop.set("d2", "remote", "yes").set("d2", "remote_method", "VPNの中から");
        assert_eq!(declared.run(TERMINAL).verdict, Yes);
    }

    #[test]
    fn an_undecided_service_is_missing_until_the_device_or_its_kind_decides() {
        let world = with("印刷の補助", &[]);
        world.expect(TERMINAL, Undetermined, "1台に1件", &["d2"]);
        assert_eq!(world.clone().set("y9", "needed", "needed").run(TERMINAL).verdict, Yes);
        let rule = |kind: &str, needed: &str| {
            let fields = [("name", "印刷の 補助"), ("device_kind", kind), ("needed", needed)];
            world.clone().with(Services, "y10", &fields)
        };
        assert_eq!(rule("pc", "needed").run(TERMINAL).verdict, Yes);
        assert_eq!(rule("", "needed").run(TERMINAL).verdict, Yes);
        rule("pc", "unneeded").expect(TERMINAL, No, "まだ動いています", &["y9"]);
        rule("server", "needed").expect(TERMINAL, Undetermined, "決めていない", &["d2"]);
    }

    #[test]
    fn a_list_that_nobody_looked_at_for_half_a_year_is_stale() {
        let old = World::clean().set("y2", "checked", "2026-05-23");
        old.expect(TERMINAL, Undetermined, "サービスの確認：1台中0台", &["d2"]);
        assert_eq!(old.clone().set("d2", "collected", "2026-11-01").run(TERMINAL).verdict, Yes);
        let look = [("kind", "services"), ("day", "2026-11-01"), ("result", "clean")];
        assert_eq!(old.clone().with(Reviews, "z8", &look).run(TERMINAL).verdict, Yes);
        let elsewhere = old.with(Reviews, "z8", &[&look[..], &[("system", "s2")]].concat());
        assert_eq!(elsewhere.run(TERMINAL).verdict, Undetermined);
    }

    #[test]
    fn a_device_that_was_never_looked_at_is_counted_among_all() {
        World::clean().without(&["y1"]).expect(SERVER, Undetermined, "一覧：2台中1台", &["d1"]);
        World::clean().without_ledger(Services).expect(TERMINAL, Undetermined, "一覧：1台中0台", &["d2"]);
        // A list for the kind and a look together stand for a list of each device.
        let by_kind = World::clean()
            .without(&["y2"])
            .with(Services, "y7", &[("name", "電子薬歴"), ("device_kind", "pc"), ("needed", "needed")])
            .with(Reviews, "z8", &[("kind", "services"), ("day", "2026-11-01"), ("result", "clean")]);
        assert_eq!(by_kind.run(TERMINAL).verdict, Yes);
        assert_eq!(by_kind.without(&["z8"]).run(TERMINAL).verdict, Undetermined);
    }

    #[test]
    fn no_device_of_the_part_or_one_of_unknown_kind_is_never_yes() {
        World::clean().without(&["d1", "d5"]).expect(SERVER, Undetermined, "サーバが登録されていません", &[]);
        World::clean().set("d2", "kind", "").expect(SERVER, Undetermined, "機器の種別", &["d2"]);
    }
}
