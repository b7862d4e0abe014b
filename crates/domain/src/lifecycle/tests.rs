//! The table of strings, the turning days, and the rules that a table cannot show.

use jiff::civil::{Date, Weekday, date};

use super::*;

mod refresh;
mod software;

const FILES: &[&str] = &[
    include_str!("../../../../catalogs/lifecycle/windows.toml"),
    include_str!("../../../../catalogs/lifecycle/windows-server.toml"),
    include_str!("../../../../catalogs/lifecycle/macos.toml"),
    include_str!("../../../../catalogs/lifecycle/apple-mobile.toml"),
    include_str!("../../../../catalogs/lifecycle/android.toml"),
    include_str!("../../../../catalogs/lifecycle/linux.toml"),
    include_str!("../../../../catalogs/lifecycle/vmware.toml"),
    include_str!("../../../../catalogs/lifecycle/office.toml"),
    include_str!("../../../../catalogs/lifecycle/databases.toml"),
    include_str!("../../../../catalogs/lifecycle/runtimes.toml"),
    include_str!("../../../../catalogs/lifecycle/programs.toml"),
    include_str!("../../../../catalogs/lifecycle/network.toml"),
];

const TODAY: Date = date(2026, 11, 20);

fn data() -> LifecycleData {
    LifecycleData::merge(FILES.iter().map(|text| toml::from_str(text).unwrap())).unwrap()
}

fn os(name: &str, release: &str, build: &str, edition: &str) -> OsInput {
    let text = str::to_owned;
    OsInput { name: text(name), release: text(release), build: text(build), edition: text(edition) }
}

#[test]
fn every_string_of_the_table_is_answered_as_expected() {
    let data = data();
    let dash = |s: &Option<String>| s.clone().unwrap_or_else(|| "-".to_owned());
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("tests/os-strings.tsv").lines().filter(|l| l.contains('\t') && !l.starts_with('#')) {
        let fields: Vec<_> = line.split('\t').collect();
        let [input, ref expected @ ..] = fields[..] else { panic!("{line}") };
        let answer = data.check(input, TODAY);
        let verdict = serde_json::to_value(answer.verdict).unwrap().as_str().unwrap().to_owned();
        let got = [verdict, dash(&answer.product), dash(&answer.release), dash(&answer.edition)];
        if got[..] != expected[..] {
            wrong.push(format!("{input}\n  expected {expected:?}\n  got      {got:?}\n  {}", answer.reason));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 280, "only {count} strings");
}

#[test]
fn the_verdict_turns_on_the_exact_days() {
    let data = data();
    let cases = [
        ("Windows Server 2016", date(2027, 1, 12)),
        ("Windows 11 Pro 24H2", date(2026, 10, 13)),
        ("Windows 11 Enterprise LTSC 2024", date(2029, 10, 9)),
        ("Ubuntu 22.04", date(2027, 4, 1)),
        ("10.0.26200.7171 Home", date(2027, 10, 12)),
    ];
    for (input, end) in cases {
        let on = |days: i32| data.check(input, end.checked_add(jiff::Span::new().days(days)).unwrap()).verdict;
        assert_eq!(on(-181), Verdict::Supported, "{input}");
        assert_eq!(on(-180), Verdict::EndingSoon, "{input}");
        assert_eq!(on(0), Verdict::EndingSoon, "{input}: the last day itself is supported");
        assert_eq!(on(1), Verdict::Expired, "{input}");
        assert_eq!(data.check(input, TODAY).end_of_support, Some(end), "{input}");
    }
}

#[test]
fn the_rows_of_the_manuals_table_and_their_later_versions_end_on_their_days() {
    let data = data();
    let cases = [
        ("Windows 7 SP1", date(2020, 1, 14)),
        ("Windows 8.1", date(2023, 1, 10)),
        ("Windows 10 Home 22H2", date(2025, 10, 14)),
        ("Windows 10 Pro 1511", date(2017, 10, 10)),
        ("Windows Server 2012", date(2023, 10, 10)),
        ("Windows Server 2012 R2", date(2023, 10, 10)),
        ("Windows Server 2016", date(2027, 1, 12)),
        ("Windows Server 2019", date(2029, 1, 9)),
        ("Windows Server 2022", date(2031, 10, 14)),
        ("Windows Server 2025", date(2034, 11, 14)),
        ("Windows 11 Home 21H2", date(2023, 10, 10)),
        ("Windows 11 Home 22H2", date(2024, 10, 8)),
        ("Windows 11 Home 23H2", date(2025, 11, 11)),
        ("Windows 11 Home 24H2", date(2026, 10, 13)),
        ("Windows 11 Home 25H2", date(2027, 10, 12)),
        ("Windows 11 Home 26H1", date(2028, 3, 14)),
        ("Windows 11 Home 26H2", date(2028, 10, 10)),
        ("Windows 11 Education 21H2", date(2024, 10, 8)),
        ("Windows 11 Education 22H2", date(2025, 10, 14)),
        ("Windows 11 Education 23H2", date(2026, 11, 10)),
        ("Windows 11 Education 24H2", date(2027, 10, 12)),
        ("Windows 11 Education 25H2", date(2028, 10, 10)),
        ("Windows 11 Education 26H1", date(2029, 3, 13)),
        ("Windows 10 Enterprise LTSC 1809", date(2029, 1, 9)),
        ("Windows 10 Enterprise LTSC 2021", date(2027, 1, 12)),
        ("Windows 10 Enterprise 2016 LTSB", date(2026, 10, 13)),
    ];
    for (input, end) in cases {
        assert_eq!(data.check(input, TODAY).end_of_support, Some(end), "{input}");
    }
    let sold = |input: &str| data.check(input, TODAY).extended_until;
    assert_eq!(sold("Windows 7 SP1"), Some(date(2023, 1, 10)));
    assert_eq!(sold("Windows 10 Pro 22H2"), Some(date(2028, 10, 10)));
    assert_eq!(sold("Windows Server 2012 R2"), Some(date(2026, 10, 13)));
    assert_eq!(data.check("Windows Server 2016", TODAY).verdict, Verdict::EndingSoon);
}

#[test]
fn a_bought_extension_counts_only_with_an_evidenced_day_and_only_where_it_is_sold() {
    let data = data();
    let verdict = |os: &OsInput, until: Option<Date>| data.check_with(os, until, TODAY).verdict;
    let pro = os("Windows 10", "22H2", "", "Pro");
    assert_eq!(verdict(&pro, None), Verdict::Expired);
    assert_eq!(verdict(&pro, Some(date(2027, 10, 12))), Verdict::Supported);
    assert_eq!(verdict(&pro, Some(date(2027, 1, 31))), Verdict::EndingSoon);
    assert_eq!(verdict(&pro, Some(date(2026, 10, 13))), Verdict::Expired);
    // The consumer programme of the Home edition ended on 2026-10-13, whatever a row claims.
    assert_eq!(verdict(&os("Windows 10 Home", "22H2", "", ""), Some(date(2028, 10, 10))), Verdict::Expired);
    // Only 22H2 is sold; a row without a version does not say so.
    assert_eq!(verdict(&os("Windows 10 Pro", "", "", ""), Some(date(2028, 10, 10))), Verdict::Unknown);
    // No extension exists for Windows 11 23H2, and those of Windows 7 and Server 2012 R2 are over.
    for ended in ["Windows 11 Pro 23H2", "Windows 7 SP1", "Windows Server 2012 R2"] {
        assert_eq!(verdict(&os(ended, "", "", ""), Some(date(2028, 10, 10))), Verdict::Expired, "{ended}");
    }
    let esm = os("Ubuntu", "20.04", "", "");
    assert_eq!(verdict(&esm, None), Verdict::Expired);
    assert_eq!(verdict(&esm, Some(date(2030, 4, 2))), Verdict::Supported);
}

#[test]
fn an_answer_names_the_extension_without_counting_it() {
    let answer = data().check("Windows 10 Pro 22H2", TODAY);
    assert_eq!(answer.end_of_support, Some(date(2025, 10, 14)));
    assert_eq!(answer.extended_until, Some(date(2028, 10, 10)));
    assert!(answer.reason.contains("証拠がない"), "{}", answer.reason);
    let home = data().check("Windows 10 Home 22H2", TODAY);
    assert_eq!(home.extended_until, Some(date(2026, 10, 13)));
    let lts = data().check("Debian 12", TODAY);
    assert_eq!((lts.end_of_support, lts.extended_until), (Some(date(2026, 7, 11)), Some(date(2028, 6, 30))));
}

#[test]
fn separate_columns_are_read_together() {
    let data = data();
    let cases = [
        (os("Microsoft Windows 11 Pro", "23H2", "22631.4460", ""), Verdict::Expired, Some("23H2")),
        (os("Microsoft Windows 11 Pro", "10.0.26200", "26200", "Professional"), Verdict::Supported, Some("25H2")),
        (os("Windows 11", "24H2", "26100", "Core"), Verdict::Expired, Some("24H2")),
        (os("Windows 10", "1809", "17763", "EnterpriseS"), Verdict::Supported, Some("1809")),
        (os("Windows 10", "21H2", "19044", "IoTEnterpriseS"), Verdict::Supported, Some("21H2")),
        (os("Windows 7", "", "7601", "Ultimate"), Verdict::Expired, Some("SP1")),
        (os("macOS", "14.5", "23F79", ""), Verdict::Unknown, Some("14")),
        (os("macOS", "15.6", "24G84", ""), Verdict::Supported, Some("15")),
        (os("Ubuntu", "20.04.6 LTS (Focal Fossa)", "", ""), Verdict::Expired, Some("20.04")),
        (os("Windows 10", "22H2", "26100", "Pro"), Verdict::Unknown, Some("22H2")),
        (os("", "", "", ""), Verdict::Unknown, None),
    ];
    for (row, verdict, release) in cases {
        let answer = data.check_with(&row, None, TODAY);
        assert_eq!((answer.verdict, answer.release.as_deref()), (verdict, release), "{row:?}: {}", answer.reason);
    }
}

#[test]
fn the_reasons_say_what_to_do() {
    let data = data();
    let cases = [
        ("Windows 11", "winver"),
        ("Windows 11 24H2", "エディション"),
        ("最新", "「最新」はバージョンではない"),
        ("Windows 11 最新", "「最新」はバージョンではありません"),
        ("RTX1210 Rev.14.01.38", "ファームウェア"),
        ("Windows 10 / Windows 11", "行を分けて"),
        ("*****", "伏せ字"),
        ("Windows Server 2016", "あと53日"),
        ("Windows 11 Home 24H2", "2026年10月13日に終わりました（38日前）"),
        ("Windows Server 2012 R2", "2026年10月13日に終わっています"),
        ("Windows 10 10.0.22631", "互いに合わない"),
        ("macOS 14", "判断できません"),
        ("VxWorks 6.9", "機械の型番"),
        ("組込みOS（分包機）", "保守事業者"),
        ("Linux 4.14", "種類の名前"),
        ("Windows CE 6.0", "Windows CE"),
        ("POSReady 2009", "Windows Embedded"),
    ];
    for (input, part) in cases {
        let reason = data.check(input, TODAY).reason;
        assert!(reason.contains(part), "{input}: {reason}");
    }
}

#[test]
fn an_answer_serialises_in_the_shape_of_the_command_line() {
    let json = serde_json::to_string(&data().check("Windows 11 Home 22H2", TODAY)).unwrap();
    let reason = data().check("Windows 11 Home 22H2", TODAY).reason;
    let expected = format!(
        r#"{{"input":"Windows 11 Home 22H2","product":"Windows 11","release":"22H2","edition":"Home","verdict":"expired","end_of_support":"2024-10-08","extended_until":null,"reason":"{reason}"}}"#
    );
    assert_eq!(json, expected);
}

#[test]
fn an_open_end_is_believed_only_while_the_data_is_fresh() {
    let data = data();
    assert_eq!(data.check("macOS 26", date(2027, 2, 18)).verdict, Verdict::Supported);
    assert_eq!(data.check("macOS 26", date(2027, 2, 19)).verdict, Verdict::Unknown);
    assert_eq!(data.check("macOS 14.8", date(2026, 8, 31)).verdict, Verdict::Supported);
}

#[test]
fn windows_dates_are_microsofts_tuesdays() {
    let data = data();
    let windows = data.products().iter().filter(|p| p.nt.is_some());
    for release in windows.flat_map(|p| &p.releases) {
        let sold = [release.paid_until, release.paid_until_home].into_iter().flatten();
        for day in release.end.values().copied().chain(sold) {
            assert_eq!(day.weekday(), Weekday::Tuesday, "{} ends on {day}", release.name);
        }
    }
}

#[test]
fn faulty_data_is_refused_with_its_place() {
    let head = "as_of = \"2026-08-22\"\nsource = \"s\"\nlicence = \"l\"\n[[product]]\nname = \"A\"\nkind = \"plain\"\nwords = [\"a\"]\n";
    let merge = |bodies: &[&str]| {
        LifecycleData::merge(bodies.iter().map(|b| toml::from_str(&format!("{head}{b}")).unwrap())).map(|_| ())
    };
    let open = "[[product.release]]\nname = \"1\"\nopen_ended = true\n";
    assert_eq!(merge(&[open]), Ok(()));
    assert_eq!(merge(&[open, open]), Err(LifecycleError::ProductTwice("A".into())));
    assert_eq!(merge(&[&open.repeat(2)]), Err(LifecycleError::ReleaseTwice("A".into(), "1".into())));
    assert_eq!(
        merge(&["[[product.release]]\nname = \"1\"\n"]),
        Err(LifecycleError::EndUnclear("A".into(), "1".into()))
    );
    let unknown_key = format!("{head}colour = \"red\"\n{open}");
    assert!(toml::from_str::<LifecycleFile>(&unknown_key).is_err());
}

#[test]
fn no_text_makes_the_engine_panic_or_answer_with_an_empty_reason() {
    let data = data();
    let pieces = [
        "Windows",
        "win",
        "Server",
        "10",
        "11",
        "8.1",
        "24H2",
        "2Z",
        "H",
        "2",
        ".",
        "10.0.",
        "26100",
        "99999999999999999999",
        "2019",
        "R2",
        "Pro",
        "LTSC",
        "IoT",
        "ウィンドウズ",
        "ｳｨﾝﾄﾞ",
        "最新",
        " ",
        "　",
        "/",
        "-",
        "*",
        "macOS",
        "Mac OS X",
        "iOS",
        "Ubuntu",
        "sp",
        "l1",
        "\u{0}",
        "\u{1F600}",
        "🏥",
        "é",
        "(",
        "R",
        ")",
        "年",
        "台",
        "nt",
        "build",
        "\t",
        "\u{202e}",
        "ﬃ",
        "㍿",
        "①",
        "İ",
        "ß",
        "ー",
    ];
    // A fixed linear congruential generator: the same garbage on every run.
    let mut state: u64 = 20_261_120;
    let mut next = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    };
    for _ in 0..6_000 {
        let text: String = (0..next(14)).map(|_| pieces[next(pieces.len())]).collect();
        let answer = data.check(&text, TODAY);
        assert!(!answer.reason.is_empty(), "{text:?}");
        assert_eq!(answer.input, text);
    }
    for _ in 0..2_000 {
        let text: String = (0..next(30)).filter_map(|_| char::from_u32(next(0x1_1000) as u32)).collect();
        assert!(!data.check(&text, TODAY).reason.is_empty(), "{text:?}");
    }
    assert_eq!(data.check(&"Windows 11 ".repeat(100_000), TODAY).verdict, Verdict::Unknown);
}

#[test]
fn no_verdict_is_given_without_data() {
    let nothing = LifecycleData::default();
    for input in ["Windows 11 Pro 24H2", "Ubuntu 20.04", "19045"] {
        assert_eq!(nothing.check(input, TODAY).verdict, Verdict::Unknown, "{input}");
    }
}
