//! Mail with the real binary and a real mail server: options, TLS, and kill -9 in the middle of a queue.

use crate::site::{PASSWORD, Run, Site, binary, open, tool};
use crate::web::{Browser, Server, value_of};
use serde_json::Value;
use sqlx::Connection as _;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// tools/smtpd; ended when dropped.
struct Smtpd {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl Smtpd {
    fn start(folder: &str, options: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/smtpd");
        let mut child = Command::new("/usr/bin/python3")
            .arg(script)
            .arg(folder)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("tools/smtpd did not start; run tools/install fast");
        Self { child, port, folder: folder.into() }
    }

    fn accepted(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.join("accepted.jsonl")).unwrap_or_default();
        // The last line may still be on its way.
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// How often each Message-ID was accepted.
    fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for mail in self.accepted() {
            *counts.entry(mail["message_id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        counts
    }

    fn has(&self, mark: &str) -> bool {
        self.folder.join(mark).exists()
    }
}

impl Drop for Smtpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `tate serve` with a mail server on this machine.
fn serve(site: &Site, port: u16) -> Server {
    let server = format!("127.0.0.1:{port}");
    let options = ["--mail-server", &server, "--mail-tls", "none", "--mail-from", "tate@example.jp"];
    Server::start_with(&site.data(), &options)
}

/// A port on which nobody listens.
fn dead_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Puts mails to these addresses into the queue through the page; the mail server is away meanwhile.
async fn queue(site: &Site, addresses: &[String]) -> Browser {
    let server = serve(site, dead_port());
    let person = Browser::sign_in(&server, "admin", PASSWORD).await.unwrap();
    for address in addresses {
        let answer = person.post("/mail/try", &[("to", address)]).await.unwrap();
        assert_eq!(answer.status(), 303);
    }
    assert_eq!(server.stop(), Some(0));
    time_passes(site).await;
    person
}

/// Waits and claims are over: as if the time had passed. Nothing runs meanwhile.
async fn time_passes(site: &Site) {
    let mut database = open(Path::new(&site.data())).await;
    for statement in [
        "UPDATE mail SET next_at = '2026-01-01T00:00:00.000Z' WHERE state = 'queued'",
        "UPDATE mail SET claimed_until = '2026-01-01T00:00:00.000Z' WHERE state = 'sending'",
    ] {
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }
    database.close().await.unwrap();
}

/// Address, state, Message-ID and id of every mail.
async fn mails(site: &Site) -> Vec<(String, String, String, String)> {
    let mut database = open(Path::new(&site.data())).await;
    let rows = sqlx::query_as("SELECT recipient, state, message_id, id FROM mail ORDER BY id")
        .fetch_all(&mut database)
        .await
        .unwrap();
    database.close().await.unwrap();
    rows
}

/// Waits for something that must come.
async fn until(what: &str, mut there: impl AsyncFnMut() -> bool) {
    for _ in 0..2400 {
        if there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} did not come in two minutes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_the_middle_of_a_queue_delivers_nothing_twice_and_loses_nothing() {
    let site = Site::init();
    let addresses: Vec<String> = (0..40)
        .map(|n| match n {
            15 => "stall@example.jp".to_owned(),
            25 => "hang@example.jp".to_owned(),
            n => format!("desk{n}@example.jp"),
        })
        .collect();
    let person = queue(&site, &addresses).await;
    let smtpd = Smtpd::start(&site.path("mails"), &["--slow", "0.02"]);
    // Killed somewhere; before the end of DATA for certain; after it for certain; somewhere again.
    let moments: [(&str, &dyn Fn() -> bool); 4] = [
        ("some mails", &|| smtpd.accepted().len() >= 4),
        ("the one that stalls before DATA", &|| smtpd.has("stalled")),
        ("the one that hangs after DATA", &|| smtpd.has("hung")),
        ("more mails", &|| smtpd.accepted().len() >= 30),
    ];
    for (what, there) in moments {
        let server = serve(&site, smtpd.port);
        until(what, async || there()).await;
        server.kill();
        let verified = site.run(&["audit", "verify"]);
        assert_eq!(verified.code, 0, "{what}: {verified:?}");
        time_passes(&site).await;
    }
    let server = serve(&site, smtpd.port);
    until("the end of the queue", async || {
        mails(&site).await.iter().all(|(_, state, ..)| state == "sent" || state == "uncertain")
    })
    .await;
    let (all, counts) = (mails(&site).await, smtpd.counts());
    assert_eq!(all.len(), 40);
    let twice: Vec<_> = counts.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "delivered more than once: {twice:?}");
    for (to, state, number, _) in &all {
        assert!(state != "sent" || counts.contains_key(number), "{to} is sent and never arrived");
    }
    let of = |name: &str| all.iter().find(|(to, ..)| to.starts_with(name)).unwrap();
    assert_eq!(of("stall").1, "sent", "nothing had gone out: it is sent again by itself");
    assert_eq!(of("hang").1, "uncertain");
    let unsure = all.iter().filter(|(_, state, ..)| state == "uncertain").count();
    assert!(unsure <= 3, "at most one mail per kill is unsure: {unsure}");
    // They are listed, and a person's click sends one with the same number.
    let person = person.at(&server);
    let (status, list) = person.get("/mail").await;
    assert!(status == 200 && list.contains(&format!("確かめてください {unsure}件")), "{list}");
    let (_, _, number, id) = of("hang");
    let (_, page) = person.get(&format!("/mail/{id}")).await;
    let seen = value_of(&page, "seen");
    assert_eq!(person.post(&format!("/mail/{id}/resend"), &[("seen", seen)]).await.unwrap().status(), 303);
    until("the mail that was sent again", async || smtpd.counts().get(number) == Some(&2)).await;
    until("its state", async || mails(&site).await.iter().any(|(_, state, of, _)| of == number && state == "sent"))
        .await;
    assert_eq!(smtpd.counts().values().filter(|count| **count > 1).count(), 1);
    assert_eq!(server.stop(), Some(0));
}

/// `tate mail send` with the certificates of `trusted`.
fn send(site: &Site, port: u16, tls: &str, trusted: &str, more: &[&str]) -> Run {
    let server = format!("localhost:{port}");
    let output = Command::new(binary())
        .args(["mail", "send", "--json", "--data", &site.data(), "--mail-from", "tate@example.jp"])
        .args(["--mail-server", &server, "--mail-tls", tls])
        .args(more)
        .env("SSL_CERT_FILE", trusted)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// An authority of this test and a certificate of localhost; gives (authority, certificate, key).
fn certificates(site: &Site) -> (String, String, String) {
    let (ca, cert, key) = (site.path("ca.pem"), site.path("cert.pem"), site.path("key.pem"));
    let (ca_key, request) = (site.path("ca.key"), site.path("request.pem"));
    let names = site.write("names", "subjectAltName=DNS:localhost\n");
    let new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    tool(
        "openssl",
        &[&["req", "-x509", "-days", "30", "-subj", "/CN=test", "-keyout", &ca_key, "-out", &ca], &new[..]].concat(),
    );
    tool("openssl", &[&["req", "-subj", "/CN=localhost", "-keyout", &key, "-out", &request], &new[..]].concat());
    tool(
        "openssl",
        &[
            "x509",
            "-req",
            "-days",
            "30",
            "-in",
            &request,
            "-CA",
            &ca,
            "-CAkey",
            &ca_key,
            "-CAcreateserial",
            "-extfile",
            &names,
            "-out",
            &cert,
        ],
    );
    (ca, cert, key)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_private_connection_with_a_login_sends_and_a_strange_certificate_does_not() {
    let site = Site::init();
    queue(&site, &["a@example.jp".to_owned(), "b@example.jp".to_owned()]).await;
    let (ca, cert, key) = certificates(&site);
    let nobody = site.write("nobody.pem", "");
    let password = site.write("password", "naisyo-no-kotoba\n");
    let login = ["--mail-user", "tate", "--mail-password-file", &password];
    let wrong = site.write("wrong", "tigau-kotoba\n");
    for (tls, option) in [("starttls", "--starttls"), ("tls", "--tls")] {
        let mut options = vec![option, &cert, &key];
        if tls == "starttls" {
            options.extend(["--login", "tate", "naisyo-no-kotoba"]);
        }
        let with: &[&str] = if tls == "starttls" { &login } else { &[] };
        let smtpd = Smtpd::start(&site.path(tls), &options);
        let strange = send(&site, smtpd.port, tls, &nobody, with).ok().json();
        assert_eq!((&strange["later"], smtpd.accepted().len()), (&1.into(), 0), "{strange}");
        time_passes(&site).await;
        if tls == "starttls" {
            let refused = send(&site, smtpd.port, tls, &ca, &["--mail-user", "tate", "--mail-password-file", &wrong]);
            assert_eq!((&refused.ok().json()["later"], smtpd.accepted().len()), (&1.into(), 0));
            time_passes(&site).await;
        }
        let sent = send(&site, smtpd.port, tls, &ca, with).ok().json();
        assert_eq!((&sent["sent"], smtpd.accepted().len()), (&2.into(), 2), "{tls}: {sent}");
        if tls == "starttls" {
            queue(&site, &["c@example.jp".to_owned(), "d@example.jp".to_owned()]).await;
        }
    }
}

#[test]
fn half_a_configuration_is_refused_before_anything_starts() {
    let site = Site::init();
    let from = ["--mail-from", "tate@example.jp"];
    let serve = |more: &[&str]| site.run(&[&["serve", "--listen", "127.0.0.1:0"], more].concat());
    serve(&from).refused(1, &["--mail-server", "両方"]);
    serve(&["--mail-server", "mail.example.jp:587"]).refused(1, &["--mail-from", "両方"]);
    serve(&[&from[..], &["--mail-server", "mail.example.jp:25", "--mail-tls", "none"]].concat())
        .refused(1, &["none-in-the-clear"]);
    serve(&[&from[..], &["--mail-server", "localhost:25", "--mail-user", "u"]].concat())
        .refused(1, &["--mail-password-file"]);
    let gone = ["--mail-server", "localhost:25", "--mail-user", "u", "--mail-password-file", "/nowhere/password"];
    serve(&[&from[..], &gone].concat()).refused(1, &["/nowhere/password"]);
    site.run(&["mail", "send"]).refused(1, &["--mail-server"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_queue_is_held_until_a_person_looks() {
    let site = Site::init();
    queue(&site, &["a@example.jp".to_owned()]).await;
    let backup = site.path("b.tate-backup");
    site.run(&["backup", "create", "--out", &backup]).ok();
    let smtpd = Smtpd::start(&site.path("mails"), &[]);
    assert_eq!(send(&site, smtpd.port, "none", "", &[]).ok().json()["sent"], 1);
    let other = Site::empty();
    let told = other.run(&["backup", "restore", &backup]).ok();
    assert!(told.out.contains("メール1件") && told.out.contains("送信記録"), "{told:?}");
    assert_eq!(send(&other, smtpd.port, "none", "", &[]).ok().json()["sent"], 0);
    assert_eq!((mails(&other).await[0].1.as_str(), smtpd.accepted().len()), ("uncertain", 1));
    assert_eq!(other.run(&["audit", "verify"]).code, 0);
}
