//! `tate netcheck`, on addresses of this machine only.

use crate::site::Site;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

const CSV: &str = "管理番号,コンピュータ名,IPアドレス,状態,種別\nR-1,ROUTER,127.91.0.1,稼働,ネットワーク機器\nP-1,UKETSUKE,127.91.0.2,稼働,端末PC\nP-9,OLD,127.91.0.9,廃棄,端末PC\nP-3,SOTO,203.0.113.7,稼働,端末PC\n";

/// Each test has a range of its own: they run beside each other.
fn site(range: &str) -> Site {
    let site = Site::init();
    let file = site.write("devices.csv", CSV.replace("127.91.0", range));
    site.run(&["import", "devices", &file]).ok();
    site
}

/// What somebody else listens to on every address of this machine (an ssh server, for instance).
fn taken(address: &str) -> Vec<u16> {
    let open = |port: &u16| {
        let target = SocketAddr::new(address.parse().unwrap(), *port);
        TcpStream::connect_timeout(&target, Duration::from_millis(500)).is_ok()
    };
    [22, 23, 139, 445, 5900, 3389].into_iter().filter(open).collect()
}

#[test]
fn the_result_has_the_shape_scripts_rely_on_and_is_kept() {
    let site = site("127.91.1");
    let listener = TcpListener::bind("127.91.1.2:3389").unwrap();
    let run = site.run(&["netcheck", "R-1", "127.91.1.2", "--json"]);
    assert_eq!(run.code, 1, "a port is open: {run:?}");
    let shown = run.json();
    for key in ["source", "at", "os", "sha256"] {
        assert!(shown[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {shown}");
    }
    assert!(shown["source"].as_str().unwrap().starts_with("127."));
    let targets = shown["targets"].as_array().unwrap();
    assert_eq!(targets.len(), 2);
    assert_eq!(
        (targets[1]["address"].as_str(), targets[1]["device"].as_str()),
        (Some("127.91.1.2"), Some("P-1 UKETSUKE"))
    );
    let ports = targets[1]["ports"].as_array().unwrap();
    let numbers: Vec<_> = ports.iter().map(|port| port["port"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [22, 23, 139, 445, 5900, 3389]);
    assert_eq!(
        (ports[5]["name"].as_str(), ports[5]["state"].as_str(), ports[5]["safe"].as_bool()),
        (Some("RDP"), Some("open"), Some(false))
    );
    assert_eq!(
        (ports[4]["state"].as_str(), ports[4]["safe"].as_bool()),
        (Some("closed"), Some(true)),
        "negative control"
    );
    drop(listener);
    let rows = site.path("services.csv");
    site.run(&["export", "ledger", "--ledger", "services", "--facility", "minato", "--out", &rows]).ok();
    let rows = std::fs::read_to_string(rows).unwrap();
    assert!(rows.contains("3389/tcp RDP") && rows.contains("P-1 UKETSUKE"), "{rows}");
    site.run(&["audit", "verify"]).ok();
}

#[test]
fn an_open_port_that_is_declared_needed_is_no_problem() {
    let site = site("127.91.2");
    let _listener = TcpListener::bind("127.91.2.2:5900").unwrap();
    assert_eq!(site.run(&["netcheck", "UKETSUKE"]).code, 1, "negative control");
    let mut table = "名前,種類,機器,必要か,必要な理由\n".to_owned();
    for port in taken("127.91.2.2") {
        table.push_str(&format!("{port}番,待ち受けポート,UKETSUKE,必要,架空の保守のため\n").replace('番', "/tcp"));
    }
    let file = site.write("services.csv", table);
    site.run(&["import", "services", &file]).ok();
    let run = site.run(&["netcheck", "UKETSUKE", "--json"]).ok();
    let port = run.json()["targets"][0]["ports"][4].clone();
    assert_eq!(
        (port["state"].as_str(), port["safe"].as_bool(), port["why"].as_str()),
        (Some("open"), Some(true), Some("架空の保守のため"))
    );
}

#[test]
fn what_is_not_a_device_of_the_ledger_is_refused_with_a_sentence_and_nothing_is_kept() {
    let site = site("127.91.3");
    for (hosts, words) in [
        (&["127.91.3.3"][..], "機器の台帳にない"),
        (&["127.91.3.9"], "機器の台帳にない"),
        (&["203.0.113.7"], "施設の中のアドレスではない"),
        (&["SOTO"], "施設の中のアドレスではない"),
        (&["169.254.169.254"], "機器の台帳にない"),
        (&["127.91.3.0/24"], "範囲"),
        (&["0x7f.91.3.2"], "16進数"),
        (&["2130706433"], "8進数"),
        (&["UKETSUKE", "127.91.3.3"], "機器の台帳にない"),
    ] {
        site.run(&[&["netcheck", "--json"], hosts].concat()).refused(2, &[words]);
    }
    for never in ["0.0.0.0", "255.255.255.255", "224.0.0.1", "ff02::1", "127.91.3.1-9"] {
        site.run(&["netcheck", never, "--yes", "--json"]).refused(2, &["診断できません"]);
    }
    let events = site.path("audit.jsonl");
    site.run(&["audit", "export", "--out", &events]).ok();
    assert!(!std::fs::read_to_string(events).unwrap().contains("netcheck"), "nothing was begun");
    // Negative control: confirmed, an address in no ledger is tried.
    let run = site.run(&["netcheck", "127.91.3.3", "--yes", "--json"]);
    assert_eq!(run.json()["targets"][0]["device"], serde_json::Value::Null);
}
