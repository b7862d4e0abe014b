//! Kill -9 in the middle of work: whatever was acknowledged is there afterwards.
//!
//! Ten rounds in `./test`; `TATE_KILL_ROUNDS=100` for the full hundred, with `TATE_BIN` on a release
//! binary. In each round eight people write notes and answers over HTTP, each in a shop of their
//! own, until the server is killed at some moment. A write counts once its 303 has been read.
//!
//! A killed process is not a cut of power: what the kernel holds is not lost. That `FULL` also
//! survives the cut was measured apart (docs/adr/0001).

use crate::site::{Site, open};
use crate::web::{Browser, Server, value_of};
use sqlx::{Connection as _, SqliteConnection};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const WRITERS: usize = 8;
const ITEMS: [&str; 4] = ["2-1", "2-7", "3-1", "4-1"];

/// What was acknowledged, as the unique words in it.
type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

#[expect(clippy::disallowed_methods, reason = "how long a test runs is the environment's to say")]
fn rounds() -> u64 {
    std::env::var("TATE_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(10)
}

/// One person, who writes until the server is gone.
async fn write_on(person: Browser, acknowledged: Acknowledged, name: String) {
    for count in 0.. {
        let path = format!("/checklist/r7-pharmacy/{}", ITEMS[count % ITEMS.len()]);
        let word = format!("{name}-{count}-end");
        let sent = if count % 2 == 0 {
            person.post(&format!("{path}/notes"), &[("note", &word)]).await
        } else {
            let Ok((_, page)) = person.try_get(&path).await else { return };
            let (seen, day, until) =
                (value_of(&page, "seen"), value_of(&page, "checked_on"), value_of(&page, "target_date"));
            person
                .post(
                    &path,
                    &[("value", "no"), ("checked_on", day), ("target_date", until), ("reason", &word), ("seen", seen)],
                )
                .await
        };
        match sent {
            Ok(answer) if answer.status() == 303 => {
                acknowledged.lock().unwrap().insert(word);
            }
            Ok(answer) => panic!("{name}: {} for {path}", answer.status()),
            Err(_) => return,
        }
    }
}

/// Which words are not in the tables, or not in the log.
async fn missing(data: &str, words: &BTreeSet<String>) -> Vec<String> {
    let mut database = open(Path::new(data)).await;
    let tables = column(&mut database, "SELECT text FROM note UNION ALL SELECT decision FROM answer").await;
    let log =
        column(&mut database, "SELECT after FROM audit_event WHERE action IN ('note.add', 'answer.confirm')").await;
    database.close().await.unwrap();
    words.iter().filter(|word| !tables.contains(word.as_str()) || !log.contains(word.as_str())).cloned().collect()
}

/// Every value of a one-column answer, in one text.
async fn column(database: &mut SqliteConnection, statement: &'static str) -> String {
    let values: Vec<String> = sqlx::query_scalar(statement).fetch_all(database).await.unwrap();
    values.join("\n")
}

/// Eight people, each in a shop of the chain; their sessions outlive every server.
async fn people(server: &Server, password: &str) -> Vec<Browser> {
    let mut people = Vec::new();
    for writer in 0..WRITERS {
        let person = Browser::sign_in(server, "demo-head", password).await.unwrap();
        let (_, page) = person.get("/facilities").await;
        let shop =
            page.split("name=\"facility\" value=\"").nth(writer + 1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(person.post("/facilities", &[("facility", shop)]).await.unwrap().status(), 303);
        people.push(person);
    }
    people
}

fn password(notes: &serde_json::Value, login: &str) -> String {
    let found = notes["logins"].as_array().unwrap().iter().find(|l| l["login"] == login).unwrap();
    found["password"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_write_is_missing_after_kill_9() {
    let (site, notes) = Site::demo();
    let mut server = Server::start(&site.data());
    let people = people(&server, &password(&notes, "demo-head")).await;
    let mut all = BTreeSet::new();
    // A fixed sequence of uneven waits: a failure comes back when the test is run again.
    let mut wait = 20_261_120_u64;
    for round in 0..rounds() {
        let acknowledged = Acknowledged::default();
        let writing: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(at, person)| {
                tokio::spawn(write_on(person.at(&server), acknowledged.clone(), format!("r{round}-w{at}")))
            })
            .collect();
        wait = wait.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(80 + (wait >> 33) % 500)).await;
        server.kill();
        for writer in writing {
            writer.await.unwrap();
        }
        let words = acknowledged.lock().unwrap().clone();
        let verified = site.run(&["audit", "verify"]);
        assert_eq!(verified.code, 0, "round {round}: {verified:?}");
        assert_eq!(missing(&site.data(), &words).await, Vec::<String>::new(), "round {round}");
        all.extend(words);
        server = Server::start(&site.data());
    }
    assert!(all.len() as u64 >= rounds() * 4, "only {} writes in {} rounds: nothing was tried", all.len(), rounds());
    // What people see: every word is on the page of its item.
    let mut pages = String::new();
    for person in &people {
        for item in ITEMS {
            pages += &person.at(&server).get(&format!("/checklist/r7-pharmacy/{item}")).await.1;
        }
    }
    let unseen: Vec<&String> = all.iter().filter(|word| !pages.contains(word.as_str())).collect();
    assert_eq!(unseen, Vec::<&String>::new());
    eprintln!("{} rounds, {} acknowledged writes, none missing", rounds(), all.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_notices_a_write_that_is_lost() {
    let (site, notes) = Site::demo();
    let server = Server::start(&site.data());
    let person = people(&server, &password(&notes, "demo-head")).await.remove(0);
    server.kill();
    site.run(&["audit", "verify"]).ok(); // brings everything so far into the one file
    let server = Server::start(&site.data());
    let word = "r0-w0-0-end".to_owned();
    let answer = person.at(&server).post("/checklist/r7-pharmacy/2-1/notes", &[("note", &word)]).await.unwrap();
    assert_eq!(answer.status(), 303);
    server.kill();
    let written = BTreeSet::from([word.clone()]);
    assert_eq!(missing(&site.data(), &written).await, Vec::<String>::new());
    let log = format!("{}/tate.sqlite3-wal", site.data());
    // `missing` may have moved the log into the file; write once more, and lose the log this time.
    let server = Server::start(&site.data());
    let again = "r0-w0-1-end".to_owned();
    assert_eq!(
        person.at(&server).post("/checklist/r7-pharmacy/2-1/notes", &[("note", &again)]).await.unwrap().status(),
        303
    );
    server.kill();
    std::fs::remove_file(log).unwrap();
    assert_eq!(missing(&site.data(), &BTreeSet::from([word, again.clone()])).await, [again]);
}
