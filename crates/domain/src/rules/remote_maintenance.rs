//! 2-② リモート保守を使う機器の有無を事業者に確認.

use super::tally::{Tally, names};
use super::words::remote_tool;
use super::{Finding, RuleInput, contracts};
use crate::date::slashed;
use crate::facts::Row;
use crate::ledger::Ledger;

pub(super) const NAME: &str = "remote_maintenance";

/// Item 2-②. Source: the R7 manual and Q&A, 2-② (catalogs/SOURCES.md).
///
/// * はい: every vendor with a contract answered in this fiscal year, and every device concerned says あり or なし.
/// * いいえ: device and contract contradict each other; a remote control program or line that nobody declares, whether
///   somebody entered it or a machine found it.
/// * 判断できない: no answer, an answer of another year, a system without a contract row; remote desktop switched on where
///   the device says なし (it may serve inside the house).
/// * 対象外: every system in scope was only bought (記入不要).
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let facts = input.facts;
    let asked = contracts::asked(input);
    let devices: Vec<&Row> = facts.devices_in_use().collect();
    contradictions(&asked, &devices, &mut tally);
    undeclared(input, &asked, &devices, &mut tally);
    if contracts::none_at_all(input) {
        let remote: Vec<&Row> = devices.iter().copied().filter(|device| device.is("remote", "yes")).collect();
        if !remote.is_empty() {
            tally.against("「購入のみ（契約なし）」と登録されていますが、リモート保守が「あり」の機器があります。契約を確かめてください。", &remote);
        }
        return tally.not_applicable(contracts::WHY_NOT_APPLICABLE);
    }
    if facts.systems_in_scope().next().is_none() && asked.is_empty() {
        tally.missing(
            "患者情報を扱うシステムと契約が登録されていません。システムと、事業者との契約を登録してください。",
            &[],
        );
    }
    let open = contracts::systems_without_row(input);
    tally.gap(
        "システムの契約",
        "件",
        facts.systems_in_scope().count(),
        &open,
        "契約の有無を登録してください。購入のみで契約がないときは「購入のみ（契約なし）」を選びます。",
    );
    let open: Vec<&Row> =
        asked.iter().copied().filter(|row| !row.is("remote", "yes") && !row.is("remote", "no")).collect();
    tally.gap("事業者の回答", "件", asked.len(), &open, "リモート保守の有無を事業者に聞いて、登録してください。");
    let answered = |row: &&Row| row.is("remote", "yes") || row.is("remote", "no");
    let this_year =
        |row: &Row| row.day("remote_answered").is_some_and(|day| input.year.contains(day) && day <= input.today);
    let open: Vec<&Row> = asked.iter().copied().filter(|row| answered(row) && !this_year(row)).collect();
    tally.gap(
        "今年度の回答日",
        "件",
        asked.len(),
        &open,
        &format!("{}以降に改めて確認し、回答日と答えた人を登録してください。", slashed(input.year.first())),
    );
    devices_without_answer(&asked, &devices, &mut tally);
    desktops(&devices, &mut tally);
    let remote: Vec<&Row> = asked.iter().copied().filter(|row| row.is("remote", "yes")).collect();
    if !asked.is_empty() {
        tally.note(
            format!("契約{}件のうち、リモート保守が「あり」の回答は{}件です。", asked.len(), remote.len()),
            &remote,
        );
    }
    tally.finish()
}

/// Devices say あり under a contract that says なし, or the other way round.
fn contradictions(asked: &[&Row], devices: &[&Row], tally: &mut Tally) {
    for device in devices.iter().copied().filter(|device| device.is("remote", "yes")) {
        let related = contracts::of_device(asked, device);
        let denying: Vec<&Row> = related.iter().copied().filter(|row| row.is("remote", "no")).collect();
        if !denying.is_empty() && !related.iter().any(|row| row.is("remote", "yes")) {
            let text = format!(
                "機器{}はリモート保守「あり」ですが、契約{}の回答は「なし」です。事業者に確かめてください。",
                names(&[device]),
                names(&denying)
            );
            tally.against(text, &[&[device][..], &denying].concat());
        }
    }
    for contract in asked.iter().copied().filter(|row| row.is("remote", "yes")) {
        let related: Vec<&Row> =
            devices.iter().copied().filter(|device| !contracts::of_device(&[contract], device).is_empty()).collect();
        if !related.is_empty() && related.iter().all(|device| device.is("remote", "no")) {
            let text = format!(
                "契約{}の回答はリモート保守「あり」ですが、関係する機器{}台はすべて「なし」です。どの機器に接続するかを確かめてください。",
                names(&[contract]),
                related.len()
            );
            tally.against(text, &[&[contract][..], &related].concat());
        }
    }
}

/// Programs and lines for remote control that no answer explains.
fn undeclared(input: &RuleInput<'_>, asked: &[&Row], devices: &[&Row], tally: &mut Tally) {
    let declared = asked.iter().chain(devices).any(|row| row.is("remote", "yes"));
    let on_device = devices.iter().copied().filter_map(|row| {
        let found = row.filled("remote_tools");
        Some((row, Some(row), found.or_else(|| remote_tool(row.text("software")))?))
    });
    let installed = input.facts.all(Ledger::Software).iter().filter_map(|row| {
        let device = input.facts.target(row, "device");
        let gone = device.is_some_and(|device| devices.iter().all(|row| row.id != device.id));
        (!gone).then_some((row, device, remote_tool(row.text("name"))?))
    });
    for (row, device, tool) in on_device.chain(installed) {
        let denied = device.is_some_and(|device| device.is("remote", "no"));
        if denied || !declared {
            let claim = if denied {
                "その機器のリモート保守は「なし」と登録されています"
            } else {
                "リモート保守「あり」の契約や機器がありません"
            };
            tally.against(
                format!(
                    "{}に遠隔操作ソフト「{tool}」がありますが、{claim}。誰が何のために使うかを確かめてください。",
                    names(&[row])
                ),
                &[row],
            );
        }
    }
    let lines: Vec<&Row> = input.facts.all(Ledger::Connections).iter().filter(|row| row.is("kind", "remote")).collect();
    if !lines.is_empty() && !declared {
        tally.against(
            format!("リモート保守回線{}がありますが、リモート保守「あり」の契約や機器がありません。", names(&lines)),
            &lines,
        );
    }
}

/// Remote desktop that is switched on although the device says なし.
fn desktops(devices: &[&Row], tally: &mut Tally) {
    let open: Vec<&Row> = devices
        .iter()
        .copied()
        .filter(|row| row.yes("remote_desktop") == Some(true) && row.is("remote", "no"))
        .collect();
    if !open.is_empty() {
        tally.missing(
            format!(
                "リモート保守は「なし」なのに、リモートデスクトップが動いている機器が{}台あります（{}）。だれが使うかを確かめ、使わないなら止めてください。",
                open.len(),
                names(&open)
            ),
            &open,
        );
    }
}

/// A device under contract whose own cell is empty, and whose vendor did not say なし for all of it.
fn devices_without_answer(asked: &[&Row], devices: &[&Row], tally: &mut Tally) {
    let concerned: Vec<&Row> =
        devices.iter().copied().filter(|device| !contracts::of_device(asked, device).is_empty()).collect();
    let settled = |device: &Row| {
        device.is("remote", "yes")
            || device.is("remote", "no")
            || contracts::of_device(asked, device).iter().any(|row| row.is("remote", "no"))
    };
    let open: Vec<&Row> = concerned.iter().copied().filter(|device| !settled(device)).collect();
    tally.gap(
        "機器ごとのリモート保守",
        "台",
        concerned.len(),
        &open,
        "回答に合わせて、機器に「あり」か「なし」を登録してください。",
    );
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Connections, Software, Systems};
    use crate::proposal::Verdict::{No, NotApplicable, Undetermined, Yes};
    use crate::rules::testing::World;

    fn without_remote() -> World {
        World::clean().set("c1", "remote", "no").set("d1", "remote", "no")
    }

    #[test]
    fn answers_of_this_year_are_enough_with_and_without_remote_maintenance() {
        World::clean().expect(NAME, Yes, "契約2件のうち", &["c1"]);
        assert_eq!(without_remote().run(NAME).verdict, Yes);
    }

    #[test]
    fn device_and_contract_must_agree_in_both_directions() {
        World::clean().set("c1", "remote", "no").expect(NAME, No, "回答は「なし」", &["d1", "c1"]);
        World::clean().set("d1", "remote", "no").expect(NAME, No, "すべて「なし」", &["c1", "d1", "d2"]);
    }

    #[test]
    fn a_remote_control_program_nobody_declared_is_counter_evidence() {
        without_remote().set("d3", "software", "AnyDesk").expect(NAME, No, "AnyDesk", &["d3"]);
        let world = without_remote().with(Software, "w2", &[("name", "Chrome リモート デスクトップ")]);
        world.expect(NAME, No, "遠隔操作ソフト", &["w2"]);
        World::clean().with(Software, "w2", &[("name", "TeamViewer"), ("device", "d2")]).expect(
            NAME,
            No,
            "TeamViewer",
            &["w2"],
        );
        let declared = World::clean().with(Software, "w2", &[("name", "TeamViewer"), ("device", "d1")]);
        assert_eq!(declared.run(NAME).verdict, Yes);
        without_remote().with(Connections, "n1", &[("name", "保守回線"), ("kind", "remote")]).expect(
            NAME,
            No,
            "保守回線",
            &["n1"],
        );
    }

    #[test]
    fn what_a_machine_found_counts_as_what_somebody_entered() {
        World::clean().set("d2", "remote_tools", "RustDesk").expect(NAME, No, "「RustDesk」", &["d2"]);
        without_remote().set("d3", "remote_tools", "SupRemo 4").expect(NAME, No, "SupRemo 4", &["d3"]);
        assert_eq!(World::clean().set("d1", "remote_tools", "TeamViewer").run(NAME).verdict, Yes, "declared there");
    }

    #[test]
    fn remote_desktop_on_a_device_that_says_no_is_a_question() {
        World::clean().set("d2", "remote_desktop", "yes").expect(NAME, Undetermined, "リモートデスクトップ", &["d2"]);
        assert_eq!(World::clean().set("d1", "remote_desktop", "yes").run(NAME).verdict, Yes);
    }

    #[test]
    fn no_answer_or_last_years_answer_does_not_decide() {
        World::clean().set("c2", "remote", "asking").expect(NAME, Undetermined, "事業者の回答：2件中1件", &["c2"]);
        World::clean().set("c2", "remote_answered", "2026-03-31").expect(NAME, Undetermined, "今年度の回答日", &["c2"]);
        World::clean().set("c2", "remote_answered", "").expect(NAME, Undetermined, "今年度の回答日", &["c2"]);
        World::clean().set("d2", "remote", "").expect(NAME, Undetermined, "機器ごとのリモート保守：2台中1台", &["d2"]);
    }

    #[test]
    fn every_system_in_scope_needs_a_contract_row() {
        let world = World::clean().with(Systems, "s3", &[("name", "分包機")]);
        world.expect(NAME, Undetermined, "システムの契約：3件中2件", &["s3"]);
        assert_eq!(world.set("s3", "patient_data", "no").run(NAME).verdict, Yes);
        assert_eq!(World::clean().set("c2", "kind", "none").set("c2", "remote", "").run(NAME).verdict, Yes);
    }

    #[test]
    fn purchase_only_everywhere_is_not_applicable_unless_a_device_says_otherwise() {
        let bought = World::clean().set("c1", "kind", "none").set("c2", "kind", "none");
        bought.expect(NAME, No, "購入のみ", &["d1"]);
        bought.set("d1", "remote", "").expect(NAME, NotApplicable, "記入の対象外", &[]);
    }
}
