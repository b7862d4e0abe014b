//! 2-⑬ ネットワーク機器への接続元の制限.

use super::tally::{Tally, names, pick};
use super::words::{mentions, risky_service};
use super::{Finding, RuleInput, devices, reviews};
use crate::facts::Row;
use crate::ledger::Ledger;
use std::collections::BTreeSet;

pub(super) const NAME: &str = "source_restriction";

/// A setting of a connection, what it is called, and the kinds of connection it concerns.
type Point = (&'static str, &'static str, &'static [&'static str]);

/// The settings of routers and wireless networks that a small facility can look at itself.
const POINTS: [Point; 5] = [
    ("admin_password", "管理用パスワードの強化", &["internet", "vpn", "remote", "wifi"]),
    ("remote_admin_off", "外からの管理画面の停止", &["internet", "vpn", "remote", "wifi"]),
    ("guest_split", "来客用と業務用のWi-Fiの分離", &["wifi"]),
    ("wifi_strong", "Wi-Fiの暗号化（WPA2/WPA3・16文字以上）", &["wifi"]),
    ("ports_closed", "使わないポートの閉鎖", &["internet", "vpn", "remote"]),
];

/// Item 2-⑬ and its siblings. Source: the R7 manual and Q&A, 2-⑬, and the associations' list for routers and wireless
/// networks (catalogs/SOURCES.md). MAC filtering alone is noted as weak, which both say.
///
/// * はい: every line to the internet, VPN, remote line and wireless network is restricted in a named way, its settings are
///   in order, and settings and history were looked at within a year and after the device was installed.
/// * いいえ: a line without restriction; a setting that is 無; an open port of the device that is marked 不要 or lets
///   telnet, VNC or the like in without a reason.
/// * 判断できない: no line entered, a setting not entered, a look too old, an open port that nobody decided on.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let all: Vec<&Row> = input.facts.all(Ledger::Connections).iter().collect();
    let unknown = pick(&all, |row| row.filled("kind").is_none());
    tally.gap("接続の種類", "件", all.len(), &unknown, "インターネット回線、VPN、無線LANなどの種類を選んでください。");
    let lines = pick(&all, |row| matches!(row.text("kind"), "internet" | "vpn" | "remote" | "wifi"));
    if lines.is_empty() {
        tally.missing(
            "接続元の制限を確かめる接続が登録されていません。回線、VPN、リモート保守の線、無線LANを「外部接続点」に登録してください。",
            &[],
        );
        return tally.finish();
    }
    restriction(&lines, &mut tally);
    settings(&lines, &mut tally);
    looks(input, &lines, &mut tally);
    ports(input, &lines, &mut tally);
    tally.note(format!("接続元の制限を確かめる接続は{}件です（{}）。", lines.len(), names(&lines)), &lines);
    tally.finish()
}

/// Whether and how the sources are restricted.
fn restriction(lines: &[&Row], tally: &mut Tally) {
    let open_to_all = pick(lines, |row| row.yes("restricted") == Some(false));
    if !open_to_all.is_empty() {
        tally.against(
            format!(
                "接続元を制限していない接続が{}件あります（{}）。つないでよい相手だけに絞ってください。",
                open_to_all.len(),
                names(&open_to_all)
            ),
            &open_to_all,
        );
    }
    let open = pick(lines, |row| row.yes("restricted").is_none());
    tally.gap("接続元の制限", "件", lines.len(), &open, "制限しているかを確かめて入力してください。");
    let open = pick(lines, |row| row.yes("restricted") == Some(true) && row.filled("restriction").is_none());
    tally.gap("制限の方法", "件", lines.len(), &open, "IPアドレスで制限、VPNだけ許可などの方法を入力してください。");
    let weak = pick(lines, |row| only_mac(row.text("restriction")));
    if !weak.is_empty() {
        tally.note(
            format!(
                "MACアドレスだけで制限している接続が{}件あります（{}）。MACアドレスはまねができるので、効果は限定的です。ほかの制限も組み合わせてください。",
                weak.len(),
                names(&weak)
            ),
            &weak,
        );
    }
}

fn only_mac(method: &str) -> bool {
    const OTHERS: [&str; 9] = ["IP", "VPN", "証明書", "地域", "国", "認証", "WPA2", "WPA3", "ポート"];
    mentions(method, "MAC") && !OTHERS.iter().any(|other| mentions(method, other))
}

fn settings(lines: &[&Row], tally: &mut Tally) {
    for (key, label, kinds) in POINTS {
        let concerned = pick(lines, |row| kinds.contains(&row.text("kind")));
        let off = pick(&concerned, |row| row.yes(key) == Some(false));
        if !off.is_empty() {
            tally.against(
                format!(
                    "「{label}」が「無」の接続が{}件あります（{}）。設定を直してください。",
                    off.len(),
                    names(&off)
                ),
                &off,
            );
        }
        let open = pick(&concerned, |row| row.yes(key).is_none());
        tally.gap(
            label,
            "件",
            concerned.len(),
            &open,
            "機器の設定画面を見るか、設置した事業者に聞いて入力してください。",
        );
    }
}

/// The last looks at settings and history; a look before the device was installed saw another one.
fn looks(input: &RuleInput<'_>, lines: &[&Row], tally: &mut Tally) {
    let days = input.params.connection_check_max_age_days;
    let done = reviews::carried_out(input, "network");
    let reviewed = reviews::newest(&done, |_| true).and_then(|review| review.day("day"));
    let looked =
        |row: &Row| [row.day("checked").filter(|day| *day <= input.today), reviewed].into_iter().flatten().max();
    let open = pick(lines, |row| !input.fresh(looked(row), days));
    tally.gap(
        "設定の確認",
        "件",
        lines.len(),
        &open,
        &format!("{days}日以内に設定を確かめた記録がありません。確かめて、設定の確認日か「点検」を登録してください。"),
    );
    let replaced = pick(lines, |row| {
        let installed = input.facts.target(row, "device").and_then(|device| device.day("registered"));
        installed.zip(looked(row)).is_some_and(|(installed, looked)| installed > looked)
    });
    if !replaced.is_empty() {
        tally.missing(
            format!(
                "機器を登録した後に設定を確かめていない接続があります（{}）。今の機器で確かめ直してください。",
                names(&replaced)
            ),
            &replaced,
        );
    }
    let open = pick(lines, |row| !input.fresh(row.day("history_checked"), days));
    tally.gap(
        "接続履歴の確認",
        "件",
        lines.len(),
        &open,
        "知らない機器がつながっていないかを見て、接続履歴の確認日を入力してください。",
    );
    let open = pick(&done, reviews::is_open);
    if let Some(review) = reviews::newest(&open, |row| row.day("day") == reviewed) {
        tally
            .missing("接続元制限の点検で指摘があり、行ったことが書かれていません。対応を入力してください。", &[review]);
    }
}

/// Ports that a scan found open on the routers.
fn ports(input: &RuleInput<'_>, lines: &[&Row], tally: &mut Tally) {
    let mut edge: BTreeSet<&str> = lines.iter().filter_map(|row| row.filled("device")).collect();
    edge.extend(input.facts.devices_in_use().filter(|row| devices::kind(row) == "network").map(|row| row.id.as_str()));
    let open: Vec<&Row> = input
        .facts
        .all(Ledger::Services)
        .iter()
        .filter(|row| row.is("kind", "port") && edge.contains(row.text("device")))
        .filter(|row| !row.is("state", "stopped") && !row.is("state", "removed"))
        .collect();
    let wrong = pick(&open, |row| {
        row.is("needed", "unneeded") || (risky_service(row).is_some() && row.filled("reason").is_none())
    });
    if !wrong.is_empty() {
        tally.against(
            format!(
                "ルータなどで、要らないポートか理由の記録がない危険なポートが{}件開いています（{}）。閉じてください。",
                wrong.len(),
                names(&wrong)
            ),
            &wrong,
        );
    }
    let undecided = pick(&open, |row| row.filled("needed").is_none() && wrong.iter().all(|known| known.id != row.id));
    tally.gap(
        "開いているポートの要否",
        "件",
        open.len(),
        &undecided,
        "必要かどうかを決めて、「必要か」と理由を入力してください。",
    );
}

#[cfg(test)]
mod tests {
    use super::{NAME, only_mac};
    use crate::ledger::Ledger::{Connections, Reviews, Services};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    fn port(more: &[(&str, &str)]) -> World {
        let fields = [&[("name", "HTTP"), ("kind", "port"), ("detail", "8080"), ("device", "d4")][..], more].concat();
        World::clean().with(Services, "y9", &fields)
    }

    #[test]
    fn restricted_lines_with_all_settings_looked_at_are_enough() {
        World::clean().expect(NAME, Yes, "接続は2件", &["x1", "x2"]);
        let mac = World::clean().set("x2", "restriction", "MACアドレスの登録");
        mac.expect(NAME, Yes, "効果は限定的", &["x2"]);
        assert!(!only_mac("MACアドレスとWPA3") && !only_mac("固定IPだけ") && !only_mac(""));
    }

    #[test]
    fn a_line_without_restriction_or_a_setting_that_is_off_is_counter_evidence() {
        World::clean().set("x1", "restricted", "no").expect(NAME, No, "制限していない接続が1件", &["x1"]);
        for (row, key) in
            [("x1", "admin_password"), ("x1", "ports_closed"), ("x2", "guest_split"), ("x2", "wifi_strong")]
        {
            World::clean().set(row, key, "no").expect(NAME, No, "「無」の接続が1件", &[row]);
        }
        assert_eq!(World::clean().set("x1", "guest_split", "no").run(NAME).verdict, Yes, "no wireless line");
    }

    #[test]
    fn nothing_entered_does_not_decide() {
        World::clean().without_ledger(Connections).expect(NAME, Undetermined, "登録されていません", &[]);
        World::clean().set("x1", "restriction", "").expect(NAME, Undetermined, "制限の方法：2件中1件", &["x1"]);
        World::clean().set("x1", "kind", "").expect(NAME, Undetermined, "接続の種類", &["x1"]);
    }

    #[test]
    fn an_old_look_or_one_before_the_device_is_stale() {
        let old = World::clean().set("x1", "checked", "2025-11-19");
        old.expect(NAME, Undetermined, "設定の確認：2件中1件", &["x1"]);
        let review = [("kind", "network"), ("day", "2026-11-01"), ("result", "clean")];
        assert_eq!(old.with(Reviews, "z8", &review).run(NAME).verdict, Yes);
        World::clean().set("d4", "registered", "2026-10-15").expect(
            NAME,
            Undetermined,
            "機器を登録した後",
            &["x1", "x2"],
        );
        World::clean().set("x1", "history_checked", "2025-11-19").expect(NAME, Undetermined, "接続履歴の確認", &["x1"]);
        let found = World::clean().with(Reviews, "z8", &[&review[..2], &[("result", "found")]].concat());
        found.expect(NAME, Undetermined, "指摘があり", &["z8"]);
    }

    #[test]
    fn one_line_with_an_empty_setting_is_counted_among_its_kind() {
        World::clean().set("x2", "admin_password", "").expect(NAME, Undetermined, "強化：2件中1件", &["x2"]);
        World::clean().set("x2", "wifi_strong", "").expect(NAME, Undetermined, "16文字以上）：1件中0件", &["x2"]);
    }

    #[test]
    fn an_open_port_of_the_router_is_judged_by_whether_it_is_needed() {
        port(&[]).expect(NAME, Undetermined, "ポートの要否：1件中0件", &["y9"]);
        port(&[("needed", "unneeded")]).expect(NAME, No, "危険なポートが1件", &["y9"]);
        port(&[("needed", "needed")]).set("y9", "detail", "23/tcp").expect(NAME, No, "危険なポート", &["y9"]);
        assert_eq!(port(&[("needed", "needed")]).run(NAME).verdict, Yes);
        assert_eq!(port(&[("state", "stopped")]).run(NAME).verdict, Yes);
        assert_eq!(port(&[("needed", "unneeded")]).set("y9", "device", "d2").run(NAME).verdict, Yes, "no edge device");
    }
}
