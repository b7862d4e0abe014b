//! Newer facts from a file.

use super::*;

const DAY: Date = date(2026, 11, 15);

fn extract(json: &str) -> Extract {
    read_extract(&data(), json, DAY).unwrap()
}

#[test]
fn an_extract_moves_days_and_adds_versions_and_leaves_the_rest() {
    let json = r#"{
      "windows": {"releases": [
        {"releaseCycle": "11-27h2-w", "eol": "2029-10-09", "latest": "10.0.29900"},
        {"releaseCycle": "11-27h2-e", "eol": "2030-10-08", "latest": "10.0.29900"},
        {"releaseCycle": "11-25h2-w", "eol": "2027-11-09", "latest": "10.0.26200"},
        {"releaseCycle": "10-1507-iot", "eol": "2020-11-10"}]},
      "windows-server": {"releases": [{"releaseCycle": "2012-r2", "eol": "2023-10-10"}]},
      "mssqlserver": [{"cycle": "13.0-sp1", "eol": "2019-07-09"}, {"cycle": "13.0-sp3", "eol": "2026-07-15"},
        {"cycle": "18.0", "releaseLabel": "2028", "eol": "2039-01-04"}],
      "chrome": [{"cycle": "160", "eol": "2027-03-01"}, {"cycle": "161", "eol": false}, {"cycle": "109", "eol": "2023-02-07"}],
      "surface": {"releases": [{"releaseCycle": "pro-12", "eol": false}]}
    }"#;
    let read = extract(json);
    assert_eq!(read.left_out, ["chrome 161", "surface", "windows 1507-iot"]);
    let newer = data().with(read.file).unwrap();
    let changes: Vec<String> = data()
        .changes(&newer)
        .into_iter()
        .map(|c| format!("{} {}：{}→{}", c.product, c.release, c.before, c.after))
        .collect();
    assert_eq!(
        changes,
        [
            "Google Chrome 160：→2027年3月1日まで",
            "Microsoft SQL Server 2016：2026年7月14日まで→2026年7月15日まで",
            "Microsoft SQL Server 2028：→2039年1月4日まで",
            "Windows 11 25H2（Home・Pro）：2027年10月12日まで→2027年11月9日まで",
            "Windows 11 27H2（Enterprise・Education）：→2030年10月8日まで",
            "Windows 11 27H2（Home・Pro）：→2029年10月9日まで",
        ]
    );
    assert_eq!(newer.check("Windows 11 Pro 27H2", TODAY).verdict, Verdict::Supported);
    assert_eq!(newer.check("10.0.29900", TODAY).release.as_deref(), Some("27H2"));
    assert_eq!(data().check("Windows 11 Pro 27H2", TODAY).verdict, Verdict::Unknown);
    assert_eq!(newer.newest(), Some(DAY));
}

#[test]
fn the_api_of_the_site_is_read_too() {
    let one = r#"{"schema_version": "1.2.0", "result": {"name": "postgresql", "releases": [
        {"name": "19", "label": "19", "isEol": false, "eolFrom": "2031-11-13", "latest": {"name": "19.1"}}]}}"#;
    let newer = data().with(extract(one).file).unwrap();
    assert_eq!(newer.check_software("PostgreSQL", "19.1", TODAY).unwrap().verdict, Verdict::Supported);
    let many = r#"{"result": [{"name": "macos", "releases": [{"name": "14", "isEol": true, "eolFrom": null}]}]}"#;
    let newer = data().with(extract(many).file).unwrap();
    assert_eq!(newer.check("macOS 14.8", TODAY).verdict, Verdict::Expired);
}

#[test]
fn an_older_file_changes_nothing() {
    let json = r#"{"postgresql": [{"cycle": "14", "eol": "2030-01-01"}]}"#;
    let old = read_extract(&data(), json, date(2025, 1, 1)).unwrap();
    assert_eq!(data().changes(&data().with(old.file).unwrap()), []);
    let newer = data().with(extract(json).file).unwrap();
    assert_eq!(data().changes(&newer).len(), 1);
}

#[test]
fn hostile_files_are_refused_with_their_reason() {
    let refuse = |json: &str| read_extract(&data(), json, DAY).map(|_| ()).unwrap_err();
    assert!(matches!(refuse("<html>"), ExtractError::NotJson(_)));
    assert!(matches!(refuse(&"[".repeat(100_000)), ExtractError::NotJson(_)));
    assert_eq!(refuse("[]"), ExtractError::NothingKnown);
    assert_eq!(refuse(r#"{"surface": []}"#), ExtractError::NothingKnown);
    assert_eq!(refuse(&" ".repeat((4 << 20) + 1)), ExtractError::TooLarge);
    let flood: Vec<String> = (0..900).map(|n| format!(r#"{{"cycle": "{}", "eol": true}}"#, 100 + n)).collect();
    let flood = extract(&format!(r#"{{"php": [{}]}}"#, flood.join(",")));
    assert_eq!(data().with(flood.file).map(|_| ()), Err(LifecycleError::TooMuch("PHP".into())));
    let year = extract(r#"{"php": [{"cycle": "8.4", "eol": "9998-01-01"}]}"#);
    assert_eq!(data().with(year.file).map(|_| ()), Err(LifecycleError::ImpossibleDay("9998-01-01".into())));
}

#[test]
fn a_pack_of_our_own_shape_is_bounded() {
    let file = |body: &str| -> LifecycleFile {
        let head = "as_of = \"2026-11-15\"\nsource = \"s\"\nlicence = \"l\"\n[[product]]\nkind = \"application\"\nwords = [\"ひまわり薬歴\"]\n";
        toml::from_str(&format!("{head}{body}")).unwrap()
    };
    let good = file("name = \"ひまわり薬歴\"\n[[product.release]]\nname = \"3\"\nend = { any = \"2026-12-31\" }\n");
    let newer = data().with(good.clone()).unwrap();
    assert_eq!(newer.check_software("ひまわり薬歴", "3.1", TODAY).unwrap().verdict, Verdict::EndingSoon);
    let kept: LifecycleFile = toml::from_str(&toml::to_string(&good).unwrap()).unwrap();
    assert_eq!(newer.changes(&data().with(kept).unwrap()), []);
    let hidden = file("name = \"A\\u202E\"\n[[product.release]]\nname = \"3\"\nended = true\n");
    assert!(matches!(data().with(hidden), Err(LifecycleError::NotPrintable(_))));
    let unclear = file("name = \"A\"\n[[product.release]]\nname = \"3\"\n");
    assert!(matches!(data().with(unclear), Err(LifecycleError::EndUnclear(..))));
}

#[test]
fn data_is_stale_after_half_a_year() {
    let newest = data().newest().unwrap();
    let on = |days: i32| data().is_stale(newest.checked_add(jiff::Span::new().days(days)).unwrap());
    assert_eq!((on(180), on(181)), (false, true));
    assert!(LifecycleData::default().is_stale(TODAY));
}
