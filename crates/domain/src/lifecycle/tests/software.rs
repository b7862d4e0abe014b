//! Programs of the software ledger.

use super::*;

fn of(name: &str, version: &str) -> Option<(Verdict, Option<String>)> {
    data().check_software(name, version, TODAY).map(|answer| (answer.verdict, answer.release))
}

#[test]
fn programs_with_a_published_end_are_decided() {
    let cases = [
        ("Microsoft SQL Server 2016", "", Verdict::Expired, Some("2016")),
        ("Microsoft SQL Server", "15.0.4440.1", Verdict::Supported, Some("2019")),
        ("SQL Server 2008 R2 Express", "", Verdict::Expired, Some("2008")),
        ("Microsoft SQL Server 2022 (64-bit)", "16.0.1000.6", Verdict::Supported, Some("2022")),
        ("PostgreSQL", "14.10", Verdict::Expired, Some("14")),
        ("PostgreSQL 16", "16.4", Verdict::Supported, Some("16")),
        ("MySQL Server 8.0", "8.0.36", Verdict::Expired, Some("8.0")),
        ("MySQL", "8.4.3", Verdict::Supported, Some("8.4")),
        ("Oracle Database 19c", "", Verdict::Supported, Some("19")),
        ("Oracle Database 11g", "", Verdict::Expired, None),
        ("Microsoft .NET Runtime - 8.0.11 (x64)", "", Verdict::Expired, Some("8")),
        ("Microsoft Windows Desktop Runtime - 10.0.1 (x64)", "", Verdict::Supported, Some("10")),
        ("Microsoft .NET Framework", "4.6.2", Verdict::EndingSoon, Some("4.6.2")),
        ("Oracle JDK", "1.8.0_381", Verdict::Expired, Some("8")),
        ("Eclipse Temurin JDK", "17.0.9", Verdict::Supported, Some("17")),
        ("Apache Tomcat 8.5", "", Verdict::Expired, Some("8.5")),
        ("PHP", "8.2.12", Verdict::EndingSoon, Some("8.2")),
        ("FileMaker Pro", "19.6.3", Verdict::Expired, Some("19.6")),
        ("Microsoft Office Professional Plus 2021", "16.0.14332", Verdict::Expired, Some("2021")),
        ("Google Chrome", "109.0.5414.120", Verdict::Expired, Some("古い版")),
        ("Internet Explorer 9", "", Verdict::Expired, Some("9")),
    ];
    for (name, version, verdict, release) in cases {
        assert_eq!(of(name, version), Some((verdict, release.map(str::to_owned))), "{name} {version}");
    }
}

#[test]
fn a_known_program_in_doubt_is_unknown_with_a_reason() {
    for (name, version) in
        [("PostgreSQL", ""), ("PostgreSQL", "最新"), ("Google Chrome", "170.0"), ("Internet Explorer 11", "")]
    {
        let answer = data().check_software(name, version, TODAY).unwrap();
        assert_eq!(answer.verdict, Verdict::Unknown, "{name} {version}");
        assert!(
            answer.reason.contains("判断できません") || answer.reason.contains("判断できない"),
            "{}",
            answer.reason
        );
    }
}

#[test]
fn nothing_is_said_about_programs_that_only_carry_a_name_or_are_not_known() {
    for (name, version) in [
        ("電子薬歴端末ソフト", "9.2"),
        ("MySQL Workbench", "8.0"),
        ("SQL Server 2012 Native Client", "11.4"),
        ("SQL Server Management Studio", "18.0"),
        ("WPS Office 2016", ""),
        ("LibreOffice と Microsoft Office 2010", ""),
        ("Java 8 Update 401", "8.0.4010.10"),
        ("", "2016"),
        ("レセコン", "SQL Server 2014"),
    ] {
        assert_eq!(of(name, version), None, "{name} {version}");
    }
    assert_eq!(of(&"SQL Server 2014 ".repeat(100), ""), None);
}
