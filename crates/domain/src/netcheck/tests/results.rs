//! What a result means, what it changes in the ledger, and whether it still says something.

use super::{facts, row};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger;
use crate::netcheck::{
    Admitted, Check, Judgement, PortState, SIX, Seen, ServiceChange, judged, service_changes, standing,
};
use jiff::civil::date;

/// A check of the PC that saw these ports open, the others closed.
fn check(facts: &Facts, device: &str, open: &[u16]) -> Check {
    let seen: Vec<Seen> = SIX
        .iter()
        .map(|six| {
            let state = if open.contains(&six.number) { PortState::Open } else { PortState::Closed };
            Seen { port: six.number, state, why: String::new() }
        })
        .collect();
    let target = Admitted { host: device.into(), address: [192, 168, 1, 10].into(), device: Some(device.to_owned()) };
    Check {
        source: "192.168.1.5".into(),
        source_host: "tate.example.jp".into(),
        os: "架空OS 1".into(),
        at: "2026-11-20T03:00:00.000Z".into(),
        day: date(2026, 11, 20),
        by: "試験 太郎".into(),
        targets: vec![judged(facts, &target, &seen)],
    }
}

fn service(id: &str, fields: &[(&str, &str)]) -> Row {
    row(Ledger::Services, id, &[&[("kind", "port")], fields].concat())
}

#[test]
fn open_is_to_be_looked_at_unless_the_ledger_says_why_it_is_needed() {
    let judgement = |rows: Vec<Row>| {
        let facts = facts(rows);
        check(&facts, "pc", &[3389]).targets[0].ports.iter().find(|p| p.port == 3389).unwrap().clone()
    };
    let needed = ("needed", "needed");
    for (rows, expected) in [
        (vec![], Judgement::Check),
        (vec![service("s", &[("name", "3389/tcp RDP"), ("device", "pc")])], Judgement::Check),
        (vec![service("s", &[("name", "3389/tcp RDP"), ("device", "pc"), needed])], Judgement::Check),
        (vec![service("s", &[("name", "3389"), ("device", "pc"), needed, ("reason", "保守")])], Judgement::Needed),
        (
            vec![service("s", &[("name", "画面"), ("detail", "TCP 3389"), needed, ("reason", "保守")])],
            Judgement::Needed,
        ),
        (vec![service("s", &[("name", "3389"), ("device_kind", "pc"), needed, ("reason", "保守")])], Judgement::Needed),
        (
            vec![service("s", &[("name", "3389"), ("device_kind", "server"), needed, ("reason", "保守")])],
            Judgement::Check,
        ),
        (vec![service("s", &[("name", "3389"), ("device", "router"), needed, ("reason", "保守")])], Judgement::Check),
        (vec![service("s", &[("name", "3389/udp"), ("device", "pc"), needed, ("reason", "保守")])], Judgement::Check),
        (vec![service("s", &[("name", "33890"), ("device", "pc"), needed, ("reason", "保守")])], Judgement::Check),
        (
            vec![service("s", &[("name", "3389"), ("device", "pc"), ("needed", "unneeded"), ("reason", "x")])],
            Judgement::Check,
        ),
    ] {
        assert_eq!(judgement(rows.clone()).judgement, expected, "{rows:?}");
    }
    let why = judgement(vec![service("s", &[("name", "3389"), ("device", "pc"), needed, ("reason", "保守のため")])]);
    assert_eq!((why.why.as_str(), why.judgement.safe()), ("保守のため", Some(true)));
}

#[test]
fn closed_and_silent_are_safe_and_what_could_not_be_tried_is_neither() {
    let facts = facts(vec![]);
    let target = Admitted { host: "x".into(), address: [192, 168, 1, 10].into(), device: None };
    let states = [PortState::Closed, PortState::Filtered, PortState::Error, PortState::Open];
    let seen: Vec<Seen> =
        SIX.iter().zip(states).map(|(six, state)| Seen { port: six.number, state, why: "理由".into() }).collect();
    let judged = judged(&facts, &target, &seen);
    let safe: Vec<_> = judged.ports.iter().map(|port| port.judgement.safe()).collect();
    assert_eq!(safe, [Some(true), Some(true), None, Some(false), None, None], "the last two were never tried");
    assert!(!judged.is_silent());
}

#[test]
fn an_open_port_becomes_a_running_row_and_the_decision_stays_a_person_s() {
    let empty = facts(vec![]);
    let found = check(&empty, "pc", &[3389]);
    let [ServiceChange::Add(fields)] = &service_changes(&found, &empty)[..] else { panic!("one new row") };
    for (key, value) in
        [("name", "3389/tcp RDP"), ("kind", "port"), ("device", "pc"), ("state", "running"), ("found", "2026-11-20")]
    {
        assert_eq!(fields[key], value);
        assert!(Ledger::Services.column(key).unwrap().parse(value).is_ok());
    }
    assert!(!fields.contains_key("needed"));
    let stopped = service("s", &[("name", "3389"), ("device", "pc"), ("state", "stopped"), ("needed", "unneeded")]);
    let with = facts(vec![stopped]);
    let [ServiceChange::Change(id, 1, fields)] = &service_changes(&found, &with)[..] else { panic!("one change") };
    assert_eq!((id.as_str(), fields["state"].as_str(), fields["needed"].as_str()), ("s", "running", "unneeded"));
    let running = facts(vec![service("s", &[("name", "3389"), ("device", "pc"), ("state", "running")])]);
    assert_eq!(service_changes(&found, &running), [], "nothing to say");
}

#[test]
fn a_row_of_the_diagnosis_is_stopped_when_its_port_is_closed_later() {
    let own = [("name", "3389/tcp RDP"), ("device", "pc"), ("state", "running"), ("reason", "前の理由")];
    let with = facts(vec![
        service("s", &own),
        service("by-hand", &[("name", "5900 VNC（手入力）"), ("device", "pc"), ("state", "running")]),
        service("other", &[("name", "3389/tcp RDP"), ("device", "six"), ("state", "running")]),
    ]);
    let closed = check(&with, "pc", &[]);
    let [ServiceChange::Change(id, _, fields)] = &service_changes(&closed, &with)[..] else { panic!("one change") };
    assert_eq!((id.as_str(), fields["state"].as_str(), fields["reason"].as_str()), ("s", "stopped", "前の理由"));
    // No answer says nothing about what runs there.
    let mut silent = closed;
    for port in &mut silent.targets[0].ports {
        port.state = PortState::Filtered;
    }
    assert_eq!(service_changes(&silent, &with), []);
}

#[test]
fn a_target_outside_the_ledger_changes_no_ledger() {
    let facts = facts(vec![]);
    let mut stranger = check(&facts, "pc", &[22]);
    stranger.targets[0].device = None;
    assert_eq!(service_changes(&stranger, &facts), []);
}

#[test]
fn a_diagnosis_older_than_the_routers_last_change_is_told() {
    let day = |changed: &str| {
        let router = row(Ledger::Devices, "r2", &[("host", "R2"), ("kind", "network"), ("last_patch", changed)]);
        let facts = facts(vec![router]);
        standing(&check(&facts, "router", &[]), &facts)
    };
    for (changed, older) in [("2026-11-19", false), ("2026-11-20", false), ("2026-11-21", true)] {
        let standing = day(changed);
        assert_eq!(standing.older_than_change, older, "{changed}");
        assert_eq!(standing.changed.as_ref().unwrap().0.id, "r2");
        let age = standing.remarks().into_iter().find(|r| r.code == "netcheck_age").unwrap();
        assert_eq!(age.good, !older);
    }
    assert_eq!(day("2026-11-19").left_out.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["r2"]);
}

#[test]
fn a_ledger_without_a_router_is_no_full_coverage() {
    let of = |rows: Vec<Row>| {
        let facts = Facts::new(facts(vec![]).profile, rows);
        standing(&check(&facts, "r", &[]), &facts)
            .remarks()
            .into_iter()
            .find(|r| r.code == "netcheck_coverage")
            .unwrap()
    };
    let router = row(Ledger::Devices, "r", &[("host", "R"), ("kind", "network"), ("ip", "192.168.1.10")]);
    assert!(!of(vec![]).good && of(vec![]).text.contains("機器の台帳にありません"));
    assert!(of(vec![router]).good, "negative control");
}

#[test]
fn a_diagnosis_from_a_machine_of_no_ledger_is_told() {
    let known = |more: Vec<Row>| {
        let facts = facts(more);
        let standing = standing(&check(&facts, "pc", &[]), &facts);
        (standing.source.clone().map(|row| row.id), standing.remarks()[1].good)
    };
    let device = |fields: &[(&str, &str)]| vec![row(Ledger::Devices, "server", fields)];
    assert_eq!(known(vec![]), (None, false));
    assert_eq!(known(device(&[("host", "NANI"), ("ip", "192.168.1.5")])), (Some("server".into()), true));
    assert_eq!(known(device(&[("host", "TATE")])), (Some("server".into()), true), "by its host name");
    assert_eq!(known(device(&[("host", "TATE"), ("state", "disposed")])), (None, false));
    // Loopback is the address of every machine and names none.
    let facts = facts(vec![]);
    let mut here = check(&facts, "pc", &[]);
    here.source = "127.0.0.1".into();
    assert_eq!(standing(&here, &facts).source, None);
}
