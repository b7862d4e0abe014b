//! `tate serve`.

use crate::site::{Site, tate};
use crate::web::{Browser, Server};

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_on_empty_data_and_stops_when_asked() {
    let site = Site::empty();
    let server = Server::start(&site.data());
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.said);
    let health = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(format!("{}healthz", server.url))
        .send()
        .await
        .unwrap();
    assert_eq!((health.status().as_u16(), health.text().await.unwrap().trim()), (200, "ok"));
    assert!(Browser::sign_in(&server, "admin", "admin").await.is_none(), "there is an account that nobody made");
    assert_eq!(server.stop(), Some(0));
    let left: Vec<String> = std::fs::read_dir(site.data())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with("-wal"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "an orderly end leaves the whole database in its one file");
}

#[test]
fn a_taken_port_is_told_with_what_to_do() {
    let site = Site::empty();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    site.run(&["serve", "--listen", &address]).refused(1, &[&address, "--listen"]);
}

#[test]
fn a_database_from_the_future_or_a_damaged_one_is_not_opened() {
    let site = Site::init();
    site.tamper(&["INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99999, 'later', 1, x'00', 0)"]);
    let run = site.run(&["serve", "--listen", "127.0.0.1:0"]);
    run.refused(1, &[]);
    let other = Site::empty();
    std::fs::create_dir_all(other.data()).unwrap();
    other.write("data/tate.sqlite3", "this is not a database, but it is long enough to be looked at as one");
    tate(&["serve", "--data", &other.data(), "--listen", "127.0.0.1:0"]).refused(1, &[]);
}
