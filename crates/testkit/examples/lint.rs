//! How long the contradiction lint takes, in one process: the demo's hospital, and a chain of shops.
//!
//! `cargo run --release -p tate-testkit --example lint -- 600` (shops; 30 devices and 19 answers each)
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be set up is none")]

use std::collections::BTreeMap;
use std::time::Instant;
use tate_app::{command_line, new_id};
use tate_domain::answer::{AnswerValue, Decision};
use tate_domain::id::{AnswerId, FacilityId, ProofId, RoundId, RowId};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::role::Actor;
use tate_store::Who;
use tate_testkit::{Engine, TestApp};

const DEVICES: usize = 30;

#[tokio::main]
async fn main() {
    let shops: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(600);
    hospital().await;
    chain(shops).await;
    peak();
}

/// The most memory this process ever held, as the kernel counts it.
fn peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    if let Some(kilobytes) = line.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok()) {
        println!("peak memory: {:.0} MB", kilobytes / 1024.0);
    }
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Runs something a few times; the first time with nothing kept.
async fn timed<T>(what: &str, turns: usize, mut run: impl AsyncFnMut() -> T) {
    for turn in 0..turns {
        let start = Instant::now();
        run().await;
        println!("{what}, turn {}: {:.1} ms", turn + 1, start.elapsed().as_secs_f64() * 1000.0);
    }
}

async fn hospital() {
    let (test, _) = TestApp::start_demo(Engine::Sqlite).await;
    let record = test.app.store.facility_by_code("demo-hospital").await.unwrap().unwrap();
    let actor = command_line(record.organization);
    let edition = test.app.current_edition(&actor, &record.id).await.unwrap();
    timed("hospital, propose and lint", 4, async || {
        let snapshot = test.app.facts(&actor, &record.id).await.unwrap();
        std::hint::black_box(test.app.propose(&snapshot, &edition, test.app.today()));
        test.app.lint(&actor, &record.id).await.unwrap();
    })
    .await;
    timed("hospital, after a save", 2, async || test.app.lint_about(&actor, &record.id, "none").await.unwrap()).await;
}

async fn chain(shops: usize) {
    let test = TestApp::start(Engine::Sqlite).await;
    let (actor, edition) = (test.actor(), test.app.edition(&test.actor(), "r7-pharmacy").await.unwrap());
    let items: Vec<String> = edition.items.iter().map(|item| item.id.clone()).collect();
    for n in 0..shops {
        let facility: FacilityId = new_id();
        shop(&test, &actor, &facility, n, &items).await;
    }
    timed(&format!("{shops} shops of {DEVICES} devices"), 3, async || {
        let all = test.app.lint_organization(&actor).await.unwrap();
        assert!(all.len() > shops);
    })
    .await;
}

/// A shop with its devices, people, contract and answers, in one change.
async fn shop(test: &TestApp, actor: &Actor, facility: &FacilityId, n: usize, items: &[String]) {
    let who = Who { actor: "bench".into(), origin: "cli".into(), at: test.app.now() };
    let mut change = test.app.store.tenant(&test.organization).change(who).await.unwrap();
    let profile = test.app.facility(actor, &test.facility).await.unwrap().profile;
    change.add_facility(facility, &format!("shop-{n}"), &profile).await.unwrap();
    let mut rows: Vec<(Ledger, BTreeMap<String, String>)> = vec![
        (Ledger::Systems, fields(&[("name", "電子薬歴"), ("kind", "record"), ("patient_data", "yes")])),
        (Ledger::Connections, fields(&[("name", "光回線"), ("kind", "internet"), ("restricted", "yes")])),
        (Ledger::Offices, fields(&[("kind", "police"), ("name", "警察相談専用電話"), ("phone", "#9110")])),
    ];
    for d in 0..DEVICES {
        let os = if d % 10 == 9 { "Windows 10 Pro 22H2" } else { "Windows 11 Pro 25H2" };
        let (host, kind) = (format!("PC-{n}-{d}"), if d == 0 { "network" } else { "pc" });
        rows.push((
            Ledger::Devices,
            fields(&[("host", &host), ("kind", kind), ("os", os), ("state", "active"), ("user", "全員")]),
        ));
    }
    for p in 0..6 {
        let name = format!("架空 {n}の{p}");
        rows.push((Ledger::People, fields(&[("name", &name), ("state", "active")])));
        rows.push((
            Ledger::Accounts,
            fields(&[("login", &format!("u{n}-{p}")), ("holder", &name), ("privilege", "user")]),
        ));
    }
    for (ledger, row) in rows {
        change.add_row(facility, &new_id::<RowId>(), ledger, &row).await.unwrap();
    }
    let round: RoundId = new_id();
    change.open_round(facility, &round, 2026, "r7-pharmacy").await.unwrap();
    for item in items {
        let proof: ProofId = new_id();
        change.freeze_proof(facility, &proof, "{}").await.unwrap();
        let mut decision = Decision::new(AnswerValue::Yes, test.app.today());
        decision.reason = format!("{n}番の店で確かめました");
        let id: AnswerId = new_id();
        change.append_answer(facility, &round, &id, item, 0, &decision, Some(&proof), ("u", "店長")).await.unwrap();
    }
    change.commit().await.unwrap();
}
