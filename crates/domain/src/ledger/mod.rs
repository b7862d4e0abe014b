//! The ledgers (台帳): which there are, their columns, and how a typed value becomes a stored one.
//!
//! One description serves the list, the form, paste, import, export, search and the audit log
//! (docs/adr/0007). Values are kept as text in a map by column key: days as ISO text, choices as
//! their code, references as row ids, names and free text exactly as typed.

mod columns;
mod synonym;
mod value;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use value::{ValueError, show};

/// The values of one row: column key → stored text. An absent key is an empty cell.
pub type Fields = BTreeMap<String, String>;

/// A ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ledger {
    /// 機器
    Devices,
    /// ソフト
    Software,
    /// 利用者ID
    Accounts,
    /// システム
    Systems,
    /// 契約
    Contracts,
    /// 事業者
    Vendors,
    /// 人
    People,
    /// 役割（任命）
    Appointments,
    /// バックアップ
    Backups,
    /// 外部接続点
    Connections,
    /// 記録媒体
    Media,
    /// 外部の連絡先
    Offices,
    /// 動いているサービス、待ち受けポート、自動起動
    Services,
    /// ログ
    Logs,
    /// 点検の記録
    Reviews,
    /// 文書
    Papers,
    /// 規程の条
    Clauses,
    /// ファームウェアの最新版
    Firmware,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name or a short text, stored as typed
    Text,
    /// Free text of several lines, stored as typed
    Lines,
    /// A number or code of a machine: narrowed (NFKC)
    Code,
    /// A telephone number
    Phone,
    /// A mail address
    Mail,
    /// A day
    Day,
    /// A whole number, 0 or more
    Number,
    /// 有/無: `yes`, `no` or empty (not known)
    YesNo,
    /// One of a list: code and label
    Choice(&'static [(&'static str, &'static str)]),
    /// A row of another ledger
    Ref(Ledger),
    /// An IP address, or 動的
    Ip,
    /// A MAC address
    Mac,
}

/// One column of a ledger.
#[derive(Debug)]
pub struct Column {
    /// The key in [`Fields`], in JSON and in forms.
    pub key: &'static str,
    /// The heading.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether a row cannot be without it.
    pub required: bool,
    /// Whether the list and the printed ledger show it.
    pub listed: bool,
    /// Other headings under which it arrives in people's own tables.
    pub aliases: &'static [&'static str],
    /// Support text between label and field.
    pub help: &'static str,
}

impl Ledger {
    /// Every ledger, in the order of the navigation.
    pub const ALL: [Self; 18] = [
        Self::Devices,
        Self::Software,
        Self::Accounts,
        Self::Systems,
        Self::Contracts,
        Self::Vendors,
        Self::People,
        Self::Appointments,
        Self::Backups,
        Self::Connections,
        Self::Media,
        Self::Offices,
        Self::Services,
        Self::Logs,
        Self::Reviews,
        Self::Papers,
        Self::Clauses,
        Self::Firmware,
    ];

    /// The code in addresses, on the command line and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Devices => "devices",
            Self::Software => "software",
            Self::Accounts => "accounts",
            Self::Systems => "systems",
            Self::Contracts => "contracts",
            Self::Vendors => "vendors",
            Self::People => "people",
            Self::Appointments => "appointments",
            Self::Backups => "backups",
            Self::Connections => "connections",
            Self::Media => "media",
            Self::Offices => "offices",
            Self::Services => "services",
            Self::Logs => "logs",
            Self::Reviews => "reviews",
            Self::Papers => "papers",
            Self::Clauses => "clauses",
            Self::Firmware => "firmware",
        }
    }

    /// 機器, ソフト, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Devices => "機器",
            Self::Software => "ソフト",
            Self::Accounts => "利用者ID",
            Self::Systems => "システム",
            Self::Contracts => "契約",
            Self::Vendors => "事業者",
            Self::People => "人",
            Self::Appointments => "役割（任命）",
            Self::Backups => "バックアップ",
            Self::Connections => "外部接続点",
            Self::Media => "記録媒体",
            Self::Offices => "外部の連絡先",
            Self::Services => "サービス・ポート",
            Self::Logs => "ログ",
            Self::Reviews => "点検",
            Self::Papers => "文書",
            Self::Clauses => "規程の条",
            Self::Firmware => "ファームウェア",
        }
    }

    /// The name of the printed ledger: 機器台帳, 利用者ID台帳, …
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Self::Appointments => "任命一覧".to_owned(),
            Self::Offices => "外部連絡先一覧".to_owned(),
            Self::Connections => "外部接続点一覧".to_owned(),
            Self::People => "職員名簿".to_owned(),
            Self::Logs => "ログ一覧".to_owned(),
            Self::Reviews => "点検記録".to_owned(),
            Self::Papers => "文書一覧".to_owned(),
            Self::Clauses => "規程と項目の対応表".to_owned(),
            Self::Firmware => "ファームウェアの最新版一覧".to_owned(),
            other => format!("{}台帳", other.label()),
        }
    }

    /// The ledger with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ledger| ledger.code() == code)
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        columns::of(self)
    }

    /// The column with this key.
    #[must_use]
    pub fn column(self, key: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.key == key)
    }

    /// The column whose value names a row for people, and by which a reference finds it.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Devices => "host",
            Self::Accounts => "login",
            Self::Appointments => "role",
            Self::Contracts | Self::Papers => "title",
            Self::Reviews => "kind",
            Self::Clauses => "topic",
            Self::Firmware => "model",
            Self::Services
            | Self::Logs
            | Self::Software
            | Self::Systems
            | Self::Vendors
            | Self::People
            | Self::Backups
            | Self::Connections
            | Self::Media
            | Self::Offices => "name",
        }
    }

    /// Keys that recognise a row when a table is imported again: the first set whose values are
    /// all present decides. Never an IP address alone.
    #[must_use]
    pub fn match_keys(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Devices => &[&["number"], &["serial", "maker"], &["uuid"], &["mac"], &["host"]],
            Self::Software => &[&["name", "device"], &["name", "vendor"], &["name"]],
            Self::Accounts => &[&["login", "system"], &["login"]],
            Self::Systems | Self::Vendors | Self::Media | Self::Connections => &[&["number"], &["name"]],
            Self::Contracts => &[&["vendor", "system"], &["title"]],
            Self::People => &[&["number"], &["name"]],
            Self::Appointments => &[&["role", "person"]],
            Self::Backups => &[&["name", "system"], &["name"]],
            Self::Offices => &[&["kind", "name"]],
            Self::Services => &[&["device", "kind", "name"], &["device_kind", "kind", "name"]],
            Self::Logs => &[&["name", "system"], &["name"]],
            Self::Reviews => &[&["kind", "day", "system"], &["kind", "day", "backup"], &["kind", "day"]],
            Self::Papers => &[&["title"]],
            Self::Clauses => &[&["topic", "paper"]],
            Self::Firmware => &[&["model", "maker"], &["model"]],
        }
    }

    /// A row's name for people, from its values; never empty.
    #[must_use]
    pub fn name_of(self, fields: &Fields) -> String {
        let get = |key: &str| fields.get(key).map(String::as_str).filter(|v| !v.is_empty());
        let named = match self {
            Self::Devices => match (get("number"), get("host").or_else(|| get("model")).or_else(|| get("os"))) {
                (Some(number), Some(name)) => Some(format!("{number} {name}")),
                (number, name) => number.or(name).map(str::to_owned),
            },
            Self::Accounts => match (get("login"), get("holder")) {
                (Some(login), Some(holder)) => Some(format!("{login}（{holder}）")),
                (login, holder) => login.or(holder).map(str::to_owned),
            },
            Self::Appointments => get("role").map(|role| value::label_of(self, "role", role)),
            Self::Clauses => get("topic").map(|topic| value::label_of(self, "topic", topic)),
            Self::Reviews => get("kind").map(|kind| {
                let day = get("day").map(|day| value::label_of(self, "day", day)).unwrap_or_default();
                format!("{day} {}", value::label_of(self, "kind", kind)).trim().to_owned()
            }),
            _ => get(self.name_key()).map(str::to_owned),
        };
        named.unwrap_or_else(|| format!("（名前のない{}）", self.label()))
    }

    /// The text that searching looks through: every value, folded.
    #[must_use]
    pub fn search_text(self, fields: &Fields) -> String {
        let mut text = String::new();
        for column in self.columns() {
            if let (Some(value), false) = (fields.get(column.key), matches!(column.kind, Kind::Ref(_))) {
                text.push_str(&crate::text::search_key(&show(column, value)));
                text.push('\u{1f}');
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_and_aliases_are_unambiguous_within_a_ledger() {
        for ledger in Ledger::ALL {
            let mut seen = BTreeSet::new();
            for column in ledger.columns() {
                assert!(seen.insert(column.key.to_owned()), "{ledger:?} {}", column.key);
            }
            let mut names = BTreeSet::new();
            for column in ledger.columns() {
                for name in std::iter::once(&column.label).chain(column.aliases) {
                    assert!(names.insert(crate::text::search_key(name)), "{ledger:?}: {name} twice");
                }
            }
            assert!(ledger.column(ledger.name_key()).is_some());
            for key in ledger.match_keys().iter().copied().flatten() {
                assert!(ledger.column(key).is_some(), "{ledger:?} {key}");
            }
        }
    }

    #[test]
    fn the_device_ledger_begins_with_the_twelve_official_columns() {
        let labels: Vec<_> = Ledger::Devices.columns().iter().take(12).map(|c| c.label).collect();
        assert_eq!(
            labels,
            [
                "管理番号",
                "メーカー",
                "OS",
                "ソフトウェア",
                "ソフトウェアバージョン",
                "IPアドレス",
                "コンピュータ名",
                "設置場所",
                "利用者",
                "登録日",
                "状態",
                "説明"
            ]
        );
    }
}
