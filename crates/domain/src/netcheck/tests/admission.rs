//! The table of targets: allowed, allowed when confirmed, never.

use super::facts;
use crate::ledger::Ledger;
use crate::netcheck::{Admitted, Asked, Candidate, MOST_TARGETS, Refusal, addresses_of, admit, read};
use std::net::IpAddr;

/// What a target comes to when its name, if it is one, resolves to `resolved`.
fn ask(written: &str, resolved: &[&str], confirmed: bool) -> Result<Vec<Admitted>, Vec<Refusal>> {
    let addresses = match read(written).map_err(|refusal| vec![refusal])? {
        Asked::Address(address) => vec![address],
        Asked::Name(_) => resolved.iter().map(|text| text.parse().unwrap()).collect(),
    };
    admit(&[Candidate { written: written.into(), addresses, confirmed }], &facts(vec![]))
}

#[test]
fn devices_in_use_of_the_ledger_are_allowed_without_more() {
    for (written, address, device) in [
        ("192.168.1.1", "192.168.1.1", "router"),
        ("192.168.1.10", "192.168.1.10", "pc"),
        ("１９２．１６８．１．１０", "192.168.1.10", "pc"),
        ("fd00::10", "fd00::10", "six"),
        ("[FD00:0:0::10]", "fd00::10", "six"),
        ("fe80::10", "fe80::10", "link"),
        ("::ffff:192.168.1.10", "192.168.1.10", "pc"),
        ("::ffff:c0a8:10a", "192.168.1.10", "pc"),
        ("127.0.0.1", "127.0.0.1", "here"),
    ] {
        let admitted = ask(written, &[], false).unwrap();
        assert_eq!(admitted.len(), 1);
        assert_eq!(admitted[0].address, address.parse::<IpAddr>().unwrap(), "{written}");
        assert_eq!(admitted[0].device.as_deref(), Some(device), "{written}");
    }
}

#[test]
fn what_is_outside_or_in_no_ledger_needs_to_be_confirmed() {
    for (written, words) in [
        ("192.168.1.99", "機器の台帳にない"),
        ("192.168.1.77", "稼働中の機器"),
        ("10.1.2.3", "機器の台帳にない"),
        ("127.0.0.2", "機器の台帳にない"),
        ("::1", "機器の台帳にない"),
        ("169.254.169.254", "機器の台帳にない"),
        ("::ffff:169.254.169.254", "機器の台帳にない"),
        ("fd00:ec2::254", "機器の台帳にない"),
        ("203.0.113.5", "施設の中のアドレスではない"),
        ("203.0.113.9", "施設の中のアドレスではない"),
        ("100.64.0.1", "施設の中のアドレスではない"),
        ("::ffff:203.0.113.5", "施設の中のアドレスではない"),
        ("2001:db8::1", "施設の中のアドレスではない"),
        ("64:ff9b::a9fe:a9fe", "施設の中のアドレスではない"),
        ("2002:c0a8:101::1", "施設の中のアドレスではない"),
        ("::192.168.1.1", "施設の中のアドレスではない"),
    ] {
        let refused = ask(written, &[], false).expect_err(written);
        assert!(refused[0].to_string().contains(words), "{written}: {}", refused[0]);
        assert!(refused[0].to_string().ends_with('。'));
        // Negative control: the same, confirmed.
        assert_eq!(ask(written, &[], true).expect(written).len(), 1);
    }
}

#[test]
fn no_one_in_particular_and_strange_notations_are_refused_even_when_confirmed() {
    for written in [
        "",
        "0.0.0.0",
        "0.1.2.3",
        "255.255.255.255",
        "240.0.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "::",
        "ff02::1",
        "::ffff:255.255.255.255",
        "::ffff:0.0.0.0",
        "192.168.1.0/24",
        "192.168.1.1-20",
        "192.168.1.*",
        "192.168.1.1,192.168.1.2",
        "192.168.1.1 192.168.1.2",
        "fd00::/64",
        "0177.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.0.0.0x1",
        "192.168.001.010",
        "192.168.1.10:22",
        "fe80::10%eth0",
        "１２７．１",
        "http://192.168.1.10/",
        "user@192.168.1.10",
        "a..b",
        "-x.example.jp",
        "x y",
        "'; DROP TABLE net_check; --",
        "1.2.3.4.5",
        "999.1.1.1",
    ] {
        let refused = ask(written, &["192.168.1.10"], true);
        assert!(refused.is_err(), "{written} was admitted as {refused:?}");
    }
}

#[test]
fn a_name_counts_as_the_addresses_it_was_resolved_to() {
    assert_eq!(ask("uketsuke.example.jp", &["192.168.1.10"], false).unwrap()[0].device.as_deref(), Some("pc"));
    assert!(matches!(ask("evil.example.jp", &["203.0.113.5"], false).unwrap_err()[0], Refusal::Outside(..)));
    assert!(matches!(ask("evil.example.jp", &["169.254.169.254"], false).unwrap_err()[0], Refusal::NotInLedger(..)));
    // One bad address among good ones refuses the name: nobody chooses the pleasant one.
    let mixed = ask("mixed.example.jp", &["192.168.1.10", "203.0.113.5"], false).unwrap_err();
    assert_eq!(mixed, [Refusal::Outside("mixed.example.jp".into(), "203.0.113.5".parse().unwrap())]);
    assert!(matches!(ask("zero.example.jp", &["0.0.0.0"], true).unwrap_err()[0], Refusal::Never(..)));
    assert!(matches!(ask("none.example.jp", &[], true).unwrap_err()[0], Refusal::NoAddress(_)));
}

#[test]
fn the_same_machine_twice_is_one_target_and_there_are_at_most_64() {
    let candidate = |last: u8| Candidate {
        written: format!("10.0.0.{last}"),
        addresses: vec![IpAddr::from([10, 0, 0, last])],
        confirmed: true,
    };
    let twice = [candidate(1), candidate(1), Candidate { written: "別名".into(), ..candidate(1) }];
    assert_eq!(admit(&twice, &facts(vec![])).unwrap().len(), 1);
    let many = |count: u8| (1..=count).map(candidate).collect::<Vec<_>>();
    assert_eq!(admit(&many(64), &facts(vec![])).unwrap().len(), MOST_TARGETS);
    assert_eq!(admit(&many(65), &facts(vec![])).unwrap_err(), [Refusal::TooMany(65)]);
    assert_eq!(admit(&[], &facts(vec![])).unwrap_err(), [Refusal::Empty]);
}

#[test]
fn one_refused_target_refuses_the_run_and_all_refusals_are_told() {
    let facts = facts(vec![]);
    let good =
        Candidate { written: "UKETSUKE".into(), addresses: vec!["192.168.1.10".parse().unwrap()], confirmed: false };
    let bad = |text: &str| Candidate { written: text.into(), addresses: vec![text.parse().unwrap()], confirmed: false };
    let refused = admit(&[good.clone(), bad("10.9.9.9"), bad("203.0.113.5")], &facts).unwrap_err();
    assert_eq!(refused.len(), 2);
    assert!(admit(&[good], &facts).is_ok(), "negative control");
}

#[test]
fn a_cell_may_hold_several_addresses_with_their_prefix_length() {
    let facts = facts(vec![]);
    let of = |id: &str| addresses_of(facts.find(Ledger::Devices, id).unwrap());
    assert_eq!(of("router").len(), 2);
    assert_eq!(of("pc"), ["192.168.1.10".parse::<IpAddr>().unwrap()]);
    assert_eq!(of("moving"), [] as [IpAddr; 0]);
}
