//! Words that people write into ledgers and that mean something to a rule.

use crate::facts::Row;
use crate::text::{nfkc, search_key};

/// Whether a version cell holds a word like 最新 instead of a version. 「5.2（最新）」 is a version.
pub(crate) fn is_not_a_version(text: &str) -> bool {
    says_newest(text) && !text.chars().any(|c| c.is_numeric())
}

/// Whether a text speaks of 最新 or latest at all.
pub(super) fn says_newest(text: &str) -> bool {
    let key = search_key(text);
    key.contains("最新") || key.contains("latest")
}

/// Whether `text` contains `word`, both folded. A word of Latin letters must stand alone: "Panasonic" is no NAS.
pub(crate) fn mentions(text: &str, word: &str) -> bool {
    let (text, word) = (search_key(text), search_key(word));
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    text.match_indices(&word).any(|(at, _)| {
        !word.is_ascii() || (!latin(text[..at].chars().next_back()) && !latin(text[at + word.len()..].chars().next()))
    })
}

/// Programs for remote control, by the names under which software ledgers list them.
const REMOTE_TOOLS: [&str; 10] = [
    "AnyDesk",
    "TeamViewer",
    "RustDesk",
    "リモートデスクトップ",
    "Remote Desktop",
    "LogMeIn",
    "Splashtop",
    "SupRemo",
    "MeshCentral",
    "VNC",
];

/// The remote control program that a text names.
pub(crate) fn remote_tool(text: &str) -> Option<&'static str> {
    let key = search_key(text);
    REMOTE_TOOLS.into_iter().find(|tool| {
        let tool_key = search_key(tool);
        // Of the remote desktops only Chrome's is a program that somebody installed; Windows names a part of itself so.
        let chrome = tool_key.contains("デスクトップ") || tool_key.contains("desktop");
        key.contains(&tool_key) && (!chrome || key.contains("chrome"))
    })
}

/// Whether a login belongs to nobody in particular.
pub(crate) fn is_generic_login(login: &str) -> bool {
    const GENERIC: [&str; 16] = [
        "admin",
        "administrator",
        "user",
        "root",
        "kyoyu",
        "kyouyu",
        "kyoyo",
        "share",
        "shared",
        "staff",
        "guest",
        "test",
        "共用",
        "共有",
        "管理者",
        "スタッフ",
    ];
    GENERIC.contains(&search_key(login).as_str())
}

/// Whether a login is one under which products are delivered.
pub(super) fn is_default_login(login: &str) -> bool {
    ["admin", "administrator", "root", "user", "guest", "管理者"].contains(&search_key(login).as_str())
}

/// The old way in that a service, port or program stands for, which needs a reason to stay open.
pub(super) fn risky_service(row: &Row) -> Option<&'static str> {
    let text = format!("{} {}", row.text("name"), row.text("detail"));
    let key = search_key(&text);
    let number = |wanted: &str| {
        row.is("kind", "port") && nfkc(&text).split(|c: char| !c.is_ascii_digit()).any(|part| part == wanted)
    };
    let desktop = ["termservice", "rdpサービス"].iter().any(|word| key.contains(&search_key(word)))
        || ["リモートデスクトップ", "Remote Desktop", "Remote Desktop Services", "RDP"]
            .iter()
            .any(|word| search_key(row.text("name")) == search_key(word));
    if mentions(&text, "telnet") || number("23") {
        Some("telnet")
    } else if ["smb1", "smbv1"].iter().any(|word| key.contains(word)) || mentions(&text, "SMB 1.0") {
        Some("SMBv1")
    } else if key.contains("vnc") || number("5900") {
        Some("VNC")
    } else if desktop || number("3389") {
        Some("リモートデスクトップ")
    } else {
        None
    }
}

/// Whether an anti-virus cell says that there is none.
pub(super) fn says_none(text: &str) -> bool {
    ["なし", "無し", "無", "未導入", "無効", "off", "none", "入れていない"]
        .iter()
        .any(|no| search_key(no) == search_key(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_is_no_version_in_any_spelling() {
        for text in ["最新", "最新版", "最新のもの", "最新バージョン", "Latest", "最 新"] {
            assert!(is_not_a_version(text), "{text}");
        }
        for text in ["", "5.2（最新）", "2026年10月版", "バージョン不明"] {
            assert!(!is_not_a_version(text), "{text}");
        }
    }

    #[test]
    fn a_latin_word_must_stand_alone() {
        assert!(
            mentions("事務室のNAS", "NAS") && mentions("ＮＡＳ１号", "nas") && mentions("バックアップ用nas-01", "NAS")
        );
        assert!(!mentions("Panasonic", "NAS") && !mentions("", "NAS"));
    }

    #[test]
    fn remote_control_programs_are_recognised() {
        let named = [
            "AnyDesk 9",
            "ＴｅａｍＶｉｅｗｅｒ Host",
            "Chrome リモート デスクトップ",
            "Chrome Remote Desktop",
            "UltraVNC",
        ];
        assert!(named.iter().all(|name| remote_tool(name).is_some()));
        assert_eq!((remote_tool("Microsoft リモート デスクトップ接続"), remote_tool("Google Chrome")), (None, None));
    }

    #[test]
    fn old_ways_in_are_recognised_by_name_and_by_port_and_ordinary_services_are_not() {
        let risk = |kind: &str, name: &str, detail: &str| {
            let fields = [("kind", kind), ("name", name), ("detail", detail)];
            risky_service(&crate::rules::testing::row(crate::ledger::Ledger::Services, "y", &fields))
        };
        assert_eq!(risk("port", "TCP 23", ""), Some("telnet"));
        assert_eq!(risk("port", "待ち受け", "０．０．０．０:5900"), Some("VNC"));
        assert_eq!(risk("service", "SMB 1.0/CIFS ファイル共有", ""), Some("SMBv1"));
        assert_eq!(risk("service", "Remote Desktop Services", ""), Some("リモートデスクトップ"));
        for (kind, name, detail) in [
            ("service", "Remote Desktop Configuration", ""),
            ("service", "Print Spooler", "C:\\Windows\\System32\\spoolsv.exe -23"),
            ("port", "TCP 8023", ""),
            ("port", "HTTPS", "443/tcp"),
            ("service", "SMBサーバ", ""),
        ] {
            assert_eq!(risk(kind, name, detail), None, "{name}");
        }
    }

    #[test]
    fn personal_logins_are_not_generic() {
        assert!(is_generic_login("Admin") && is_generic_login("共用"));
        assert!(!is_generic_login("tanaka") && !is_generic_login("user01"));
    }
}
