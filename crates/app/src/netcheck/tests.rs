//! Trying ports of this machine only: listeners on loopback that the test opens, and none elsewhere.

use super::candidates::{Confirmation, Wanted, targets};
use super::progress::Progress;
use super::scan::{PER_SECOND, scan};
use crate::error::AppError;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::Ledger;
use tate_domain::netcheck::PortState;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::Instant;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

async fn states(address: IpAddr, ports: &[u16], timeout: Duration) -> Vec<PortState> {
    let progress = Progress::begin("test", &"f".into(), ports.len());
    let deadline = Instant::now() + Duration::from_secs(30);
    let seen = scan(&[address], ports, timeout, deadline, &progress).await.remove(0);
    assert_eq!(progress.counts(), (ports.len(), ports.len()));
    ports.iter().map(|port| seen.iter().find(|one| one.port == *port).unwrap().state).collect()
}

#[tokio::test]
async fn a_listener_is_open_and_a_port_without_one_is_closed() {
    let (open, gone) = (TcpListener::bind((HERE, 0)).await.unwrap(), TcpListener::bind((HERE, 0)).await.unwrap());
    let ports = [open.local_addr().unwrap().port(), gone.local_addr().unwrap().port()];
    let second = Duration::from_secs(1);
    assert_eq!(states(HERE, &ports, second).await, [PortState::Open, PortState::Open], "negative control");
    drop(gone);
    assert_eq!(states(HERE, &ports, second).await, [PortState::Open, PortState::Closed]);
}

#[tokio::test]
async fn nothing_is_sent_to_an_open_port() {
    use tokio::io::AsyncReadExt as _;
    let open = TcpListener::bind((HERE, 0)).await.unwrap();
    let port = open.local_addr().unwrap().port();
    let reader = tokio::spawn(async move {
        let (mut stream, _) = open.accept().await.unwrap();
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said).await;
        said
    });
    states(HERE, &[port], Duration::from_secs(1)).await;
    assert_eq!(reader.await.unwrap(), b"");
}

/// A socket that listens and never accepts: once its queue is full, Linux drops what knocks.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn no_answer_within_the_time_is_filtered_and_bounded() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(HERE, 0)).unwrap();
    let full = socket.listen(1).unwrap();
    let target = full.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(target)).await {
        waiting.push(stream);
        assert!(waiting.len() < 64, "the queue never fills");
    }
    let began = Instant::now();
    assert_eq!(states(HERE, &[target.port()], Duration::from_millis(400)).await, [PortState::Filtered]);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn ipv6_loopback_is_tried_like_any_other() {
    let here: IpAddr = "::1".parse().unwrap();
    let Ok(open) = TcpListener::bind((here, 0)).await else {
        eprintln!("this machine has no IPv6: not tried");
        return;
    };
    let port = open.local_addr().unwrap().port();
    assert_eq!(states(here, &[port], Duration::from_secs(1)).await, [PortState::Open]);
}

#[tokio::test]
async fn attempts_are_paced_and_stop_at_the_deadline() {
    let ports: Vec<u16> = (0..PER_SECOND as u16).map(|n| 40_000 + n).collect();
    let began = Instant::now();
    states(HERE, &ports, Duration::from_secs(1)).await;
    let least = Duration::from_secs(1) * (PER_SECOND - 1) / PER_SECOND;
    assert!(began.elapsed() >= least, "{PER_SECOND} attempts took {:?}", began.elapsed());
    let progress = Progress::begin("late", &"f".into(), 6);
    let seen = scan(&[HERE], &ports, Duration::from_secs(1), Instant::now(), &progress).await;
    assert!(seen[0].is_empty(), "nothing is tried after the deadline");
}

#[tokio::test]
async fn progress_belongs_to_its_facility_and_goes_with_its_run() {
    let progress = Progress::begin("run-1", &"mine".into(), 2);
    progress.step();
    assert_eq!(Progress::of("run-1", &"mine".into()).unwrap().counts(), (1, 2));
    assert!(Progress::of("run-1", &"theirs".into()).is_none());
    progress.end("run-1");
    assert!(Progress::of("run-1", &"mine".into()).is_none());
    progress.wait(Duration::from_secs(60)).await;
}

fn facts() -> Facts {
    let profile = Profile {
        kind: FacilityKind::Clinic,
        name: "みどり町診療所".into(),
        insurance_code: String::new(),
        founder: String::new(),
        manager: String::new(),
        phone: String::new(),
        address: String::new(),
        has_network: None,
    };
    let row = |id: &str, fields: &[(&str, &str)]| Row {
        id: id.into(),
        ledger: Ledger::Devices,
        version: 1,
        fields: fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        updated_at: String::new(),
    };
    Facts::new(
        profile,
        [
            row("pc", &[("number", "PC-1"), ("host", "uketsuke"), ("ip", "127.0.0.9")]),
            row("wan", &[("host", "ROUTER"), ("ip", "203.0.113.9")]),
            row("moving", &[("host", "MOVING"), ("ip", "動的")]),
        ],
    )
}

/// What is admitted, or the sentences.
async fn ask(wanted: Wanted, resolved: &[&str]) -> Result<Vec<(String, Option<String>)>, String> {
    let addresses: Vec<IpAddr> = resolved.iter().map(|text| text.parse().unwrap()).collect();
    match targets(&facts(), &wanted, async |_: &str| addresses.clone()).await {
        Ok(admitted) => Ok(admitted.into_iter().map(|one| (one.address.to_string(), one.device)).collect()),
        Err(AppError::Invalid(problems)) => Err(problems.into_iter().map(|problem| problem.message).collect()),
        Err(other) => panic!("{other}"),
    }
}

fn host(host: &str) -> Wanted {
    Wanted { hosts: vec![host.into()], ..Wanted::default() }
}

#[tokio::test]
async fn a_device_of_the_ledger_is_found_by_number_name_and_address_without_asking_a_name_server() {
    let evil = ["203.0.113.66"];
    for written in ["PC-1", "pc-1", "UKETSUKE", "127.0.0.9", "ＰＣ－１"] {
        assert_eq!(ask(host(written), &evil).await.unwrap(), [("127.0.0.9".into(), Some("pc".into()))], "{written}");
    }
    let by_row = Wanted { devices: vec!["pc".into()], ..Wanted::default() };
    assert_eq!(ask(by_row, &evil).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_name_is_resolved_once_and_what_it_said_then_is_what_counts() {
    let asked = AtomicUsize::new(0);
    // The second answer would be another machine (rebinding).
    let resolve = async |_: &str| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => vec!["127.0.0.9".parse().unwrap()],
        _ => vec!["203.0.113.66".parse().unwrap()],
    };
    let admitted = targets(&facts(), &host("pc.example.jp"), resolve).await.unwrap();
    assert_eq!((admitted[0].address.to_string().as_str(), asked.load(Ordering::SeqCst)), ("127.0.0.9", 1));
}

#[tokio::test]
async fn what_a_name_resolves_to_is_judged_like_an_address() {
    for (resolved, words) in [
        (&["203.0.113.66"][..], "施設の中のアドレスではない"),
        (&["127.0.0.9", "203.0.113.66"], "施設の中のアドレスではない"),
        (&["169.254.169.254"], "機器の台帳にない"),
        (&["0.0.0.0"], "診断できません"),
        (&[], "名前の解決もできなかった"),
    ] {
        let refused = ask(host("somewhere.example.jp"), resolved).await.unwrap_err();
        assert!(refused.contains(words), "{resolved:?}: {refused}");
    }
}

#[tokio::test]
async fn a_public_address_in_the_ledger_still_needs_a_confirmation() {
    let wan = Wanted { devices: vec!["wan".into()], ..Wanted::default() };
    assert!(ask(wan.clone(), &[]).await.unwrap_err().contains("施設の中のアドレスではない"));
    // The confirmation is for what was typed, not for what was ticked.
    let both = Wanted { confirmation: Confirmation::Given, hosts: vec!["127.0.0.9".into()], ..wan };
    assert!(ask(both, &[]).await.is_err());
    let typed = Wanted { confirmation: Confirmation::Given, ..host("203.0.113.9") };
    assert_eq!(ask(typed, &[]).await.unwrap(), [("203.0.113.9".into(), Some("wan".into()))]);
}

#[tokio::test]
async fn a_confirmation_is_a_tick_and_the_same_target_typed_once_more() {
    for (again, sure, expected) in [
        ("", false, Confirmation::None),
        ("10.0.0.9", true, Confirmation::Given),
        (" １０．０．０．９ ", true, Confirmation::Given),
        ("10.0.0.9", false, Confirmation::Broken),
        ("10.0.0.8", true, Confirmation::Broken),
        ("", true, Confirmation::Broken),
    ] {
        assert_eq!(Confirmation::typed("10.0.0.9", again, sure), expected, "{again} {sure}");
    }
    assert_eq!(Confirmation::typed("", "", true), Confirmation::Broken);
    let broken = Wanted { confirmation: Confirmation::Broken, ..host("127.0.0.9") };
    assert!(ask(broken, &[]).await.unwrap_err().contains("確認が完了していません"));
}

#[tokio::test]
async fn nothing_chosen_unknown_rows_and_too_many_are_refused() {
    assert!(ask(Wanted::default(), &[]).await.unwrap_err().contains("1台以上"));
    let unknown = Wanted { devices: vec!["somebody-elses".into()], ..Wanted::default() };
    assert!(ask(unknown, &[]).await.unwrap_err().contains("稼働中の機器の台帳にありません"));
    let moving = Wanted { devices: vec!["moving".into()], ..Wanted::default() };
    assert!(ask(moving, &[]).await.is_err());
    let many = Wanted { devices: vec!["pc".into(); 65], ..Wanted::default() };
    assert!(ask(many, &[]).await.unwrap_err().contains("64件まで"));
    let off = Wanted { off: true, ..host("127.0.0.9") };
    assert!(ask(off, &[]).await.unwrap_err().contains("止めています"));
}
