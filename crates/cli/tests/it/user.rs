//! `tate user`.

use crate::site::{PASSWORD, Site};
use crate::web::{Browser, Server};

const NEW: &str = "kumo-yuki-hosi-niji";

fn line(site: &Site, login: &str) -> Option<String> {
    site.run(&["user", "list"]).ok().out.lines().find(|line| line.starts_with(&format!("{login}\t"))).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_added_signs_in_is_disabled_and_reset() {
    let site = Site::init();
    site.run_with(
        PASSWORD,
        &["user", "add", "hanako", "--name", "見本 花子", "--role", "staff", "--facility", "minato"],
    )
    .ok();
    assert!(line(&site, "hanako").unwrap().contains("見本 花子\t職員\t有効"));
    let server = Server::start(&site.data());
    assert!(Browser::sign_in(&server, "hanako", PASSWORD).await.is_some());
    assert!(Browser::sign_in(&server, "hanako", NEW).await.is_none());
    let own = Browser::sign_in(&server, "hanako", PASSWORD).await.unwrap();
    // While the server runs: what the command line does counts at once.
    site.run(&["user", "disable", "hanako"]).ok();
    assert!(line(&site, "hanako").unwrap().contains("無効"));
    assert_eq!(own.get("/").await.0, 303, "the session outlived its person");
    assert!(Browser::sign_in(&server, "hanako", PASSWORD).await.is_none());
    site.run_with(&format!("{NEW}\n"), &["user", "reset", "admin"]).ok();
    assert!(Browser::sign_in(&server, "admin", PASSWORD).await.is_none());
    assert!(Browser::sign_in(&server, "admin", NEW).await.is_some());
    server.kill();
    site.run(&["audit", "verify"]).ok();
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    let site = Site::init();
    let add = |login: &str, role: &str, facility: &str, input: &str| {
        site.run_with(input, &["user", "add", login, "--name", "見本", "--role", role, "--facility", facility])
    };
    add("hanako", "staff", "minato", "short").refused(1, &["13文字以上"]);
    add("admin", "staff", "minato", PASSWORD).refused(1, &["ログイン名"]);
    add("hanako", "staff", "nowhere", PASSWORD).refused(1, &["nowhere"]);
    add("hanako", "king", "minato", PASSWORD).refused(2, &["owner"]);
    site.run(&["user", "disable", "nobody"]).refused(1, &["nobody", "tate user list"]);
    site.run_with(NEW, &["user", "reset", "nobody"]).refused(1, &["nobody"]);
    assert_eq!(line(&site, "hanako"), None);
}
