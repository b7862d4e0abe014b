//! `tate init` and `tate demo`.

use crate::site::{PASSWORD, Site, tate, tate_with};

fn init(site: &Site, name: &str, login: &str, input: &str) -> crate::site::Run {
    site.run_with(input, &["init", "--kind", "clinic", "--name", name, "--admin", login])
}

#[test]
fn the_first_facility_is_made_with_a_password_from_stdin() {
    let site = Site::empty();
    let run = init(&site, "はなみ医院", "admin", &format!("{PASSWORD}\nsecond line")).ok();
    assert!(run.out.contains("施設コード") && run.out.contains("admin"), "{run:?}");
    assert!(!format!("{run:?}").contains(PASSWORD), "the password was printed");
    let database = std::fs::read(format!("{}/tate.sqlite3", site.data())).unwrap();
    assert!(!database.windows(PASSWORD.len()).any(|bytes| bytes == PASSWORD.as_bytes()), "the password was stored");
    site.run(&["audit", "verify"]).ok();
}

#[test]
fn a_weak_or_missing_password_is_refused_and_nothing_is_founded() {
    let site = Site::empty();
    init(&site, "はなみ医院", "admin", "short\n").refused(1, &["パスワード", "13文字以上"]);
    init(&site, "はなみ医院", "admin", "passwordpassword\n").refused(1, &["パスワード"]);
    init(&site, "はなみ医院", "admin", "").refused(1, &["標準入力"]);
    init(&site, "", "ad", &format!("{PASSWORD}\n")).refused(1, &["ログイン名"]);
    assert_eq!(site.run(&["user", "list"]).ok().out, "");
    init(&site, "はなみ医院", "admin", PASSWORD).ok();
}

#[test]
fn a_second_init_or_demo_on_the_same_data_is_refused_and_changes_nothing() {
    let site = Site::init();
    let before = site.run(&["audit", "verify", "--json"]).ok().json();
    init(&site, "ほかの医院", "other", PASSWORD).refused(1, &["すでにデータがあります", "tate user add"]);
    site.run(&["demo", "--json"]).refused(1, &["登録されている"]);
    assert_eq!(site.run(&["audit", "verify", "--json"]).ok().json(), before);
}

#[test]
fn the_demo_has_its_fixed_codes_and_a_login_for_each_role() {
    let (site, notes) = Site::demo();
    let codes: Vec<&str> =
        notes["facilities"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    let chain: Vec<String> = (1..=12).map(|shop| format!("demo-chain-{shop:02}")).collect();
    let fixed: Vec<&str> = ["demo-pharmacy", "demo-pharmacy-clean", "demo-hospital"]
        .into_iter()
        .chain(chain.iter().map(String::as_str))
        .chain(["demo-vendor"])
        .collect();
    assert_eq!(codes, fixed);
    let logins = notes["logins"].as_array().unwrap();
    assert!(
        logins
            .iter()
            .all(|l| l["password"].as_str().unwrap().chars().count() >= 13 && !l["what"].as_str().unwrap().is_empty())
    );
    let names: Vec<&str> = logins.iter().map(|l| l["login"].as_str().unwrap()).collect();
    assert!(
        ["demo-pharmacy", "demo-hospital", "demo-head", "demo-shop", "demo-inspector"]
            .iter()
            .all(|login| names.contains(login)),
        "{names:?}"
    );
    let (_, again) = Site::demo();
    assert_ne!(again["logins"][0]["password"], logins[0]["password"], "a password that is the same everywhere is none");
    site.run(&["audit", "verify"]).ok();
}

#[test]
fn without_data_every_command_says_where_it_looked() {
    let site = Site::empty();
    for args in [
        &["user", "list"][..],
        &["audit", "verify"],
        &["propose", "--facility", "x", "--edition", "r7-pharmacy"],
        &["backup", "create"],
    ] {
        site.run(args).refused(1, &["データがありません", "tate init"]);
    }
    assert!(!std::path::Path::new(&site.data()).exists(), "a question made a folder");
}

#[test]
fn bad_use_exits_2_and_a_password_is_no_argument() {
    tate(&["init", "--kind", "bakery", "--name", "x", "--admin", "admin"]).refused(2, &["pharmacy"]);
    tate_with(PASSWORD, &["init", "--kind", "clinic"]).refused(2, &["--name"]);
    tate(&["init", "--kind", "clinic", "--name", "x", "--admin", "admin", "--password", "x"])
        .refused(2, &["--password"]);
}
