//! Columns of the device ledger that are empty where they are asked.

use super::charts::whole;
use super::devices::AssetLine;
use crate::facts::runs_os;
use tate_domain::facts::Row;
use tate_domain::text::search_key;
use tate_report::{Bar, BarChart, Part, Tone};

/// The columns, each with a name that fits beside a bar.
const COLUMNS: [(&str, &str); 17] = [
    ("kind", "種別"),
    ("os", "OS"),
    ("maker", "メーカー"),
    ("model", "型番"),
    ("serial", "シリアル番号"),
    ("ip", "IPアドレス"),
    ("place", "設置場所"),
    ("user", "利用者"),
    ("registered", "登録日"),
    ("patient_data", "患者情報の有無"),
    ("remote", "リモート保守"),
    ("checked", "現物確認日"),
    ("last_patch", "最終更新日"),
    ("antivirus", "ウイルス対策"),
    ("antivirus_date", "定義の日付"),
    ("firmware", "ファームの版"),
    ("firmware_checked", "ファーム確認日"),
];

/// One column and how often it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmptyColumn {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Devices in which it is empty.
    pub empty: u32,
    /// Devices of which it is asked.
    pub of: u32,
}

/// The keys that are asked of a device.
pub(super) fn asked_of(row: &Row) -> impl Iterator<Item = &'static str> {
    let network = row.text("kind") == "network";
    let windows = search_key(row.text("os")).contains("windows");
    let runs = runs_os(row);
    COLUMNS.iter().map(|(key, _)| *key).filter(move |key| match *key {
        "os" | "last_patch" => runs,
        "antivirus" | "antivirus_date" => windows,
        "firmware" | "firmware_checked" => network,
        // A router and a printer are used by everybody.
        "user" => !network,
        _ => true,
    })
}

/// Every column that is asked of a device, the most often empty first.
pub(super) fn columns(lines: &[AssetLine]) -> Vec<EmptyColumn> {
    let column = |(key, label): &(&'static str, &'static str)| EmptyColumn {
        key,
        label,
        empty: whole(lines.iter().filter(|line| line.empty.contains(key)).count()),
        of: whole(lines.iter().filter(|line| line.asked.contains(key)).count()),
    };
    let mut columns: Vec<EmptyColumn> = COLUMNS.iter().map(column).filter(|column| column.of > 0).collect();
    columns.sort_by_key(|column| std::cmp::Reverse(column.empty));
    columns
}

/// The picture of the columns that are empty somewhere; none when every cell is filled.
#[must_use]
pub(super) fn chart(columns: &[EmptyColumn]) -> Option<BarChart> {
    let bars: Vec<Bar> = columns
        .iter()
        .filter(|column| column.empty > 0)
        .map(|column| Bar { label: column.label.to_owned(), values: vec![column.empty] })
        .collect();
    (!bars.is_empty()).then(|| BarChart {
        id: "empty".to_owned(),
        title: "空欄の多い欄の図。同じ数字が下の表にあります。".to_owned(),
        parts: vec![Part { label: "空欄の機器".to_owned(), tone: Tone::Unknown }],
        bars,
    })
}

impl super::Assets {
    /// The picture of the empty columns; none when every cell is filled.
    #[must_use]
    pub fn empty_chart(&self) -> Option<BarChart> {
        chart(&self.empty)
    }
}
