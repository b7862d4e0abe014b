//! The four charts of shares: parts, bars by kind of device, and the numbers.

use super::devices::AssetLine;
use super::kinds;
use tate_report::{Bar, BarChart, Part, Tone};

/// One chart of shares with its numbers.
#[derive(Debug, Clone)]
pub struct Shares {
    /// `os`, `patch`, `antivirus`, `firmware`.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// Which devices are counted, and what the parts mean.
    pub about: &'static str,
    /// The parts, the best first.
    pub parts: Vec<Part>,
    /// One row for each kind of device that has one.
    pub rows: Vec<ShareRow>,
}

/// The numbers of one kind of device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRow {
    /// Code of the kind.
    pub kind: &'static str,
    /// The kind for people.
    pub label: &'static str,
    /// One number for each part.
    pub counts: Vec<u32>,
}

type Description = (&'static str, &'static str, &'static str, &'static [(&'static str, Tone)]);

const CHARTS: [Description; 4] = [
    (
        "os",
        "OSのサポート",
        "使用中の機器のOSに、メーカーの修正が届くかどうかです。版が分からず決められないものは「判断できない」に数えます。",
        &[
            ("サポート中", Tone::Good),
            ("180日以内に終了", Tone::Watch),
            ("サポート終了", Tone::Bad),
            ("判断できない", Tone::Unknown),
        ],
    ),
    (
        "patch",
        "最後の更新からの日数",
        "OSのある使用中の機器に、最後に更新プログラムを入れてからの日数です（台帳の「最終更新日」）。",
        &[
            ("30日以内", Tone::Good),
            ("31〜60日", Tone::Fair),
            ("61〜90日", Tone::Watch),
            ("91日以上", Tone::Bad),
            ("空欄・不明", Tone::Unknown),
        ],
    ),
    (
        "antivirus",
        "ウイルス対策の定義ファイル",
        "Windowsの使用中の機器で、ウイルス対策の定義ファイルがいつのものかです。",
        &[
            ("7日以内", Tone::Good),
            ("8〜30日", Tone::Fair),
            ("31日以上", Tone::Watch),
            ("対策なし", Tone::Bad),
            ("空欄・不明", Tone::Unknown),
        ],
    ),
    (
        "firmware",
        "ファームウェア",
        "ネットワーク機器などのファームウェアを、「ファームウェア」の台帳に登録した最新の版とくらべた結果です。",
        &[
            ("最新", Tone::Good),
            ("確認が古い", Tone::Fair),
            ("型番が一覧にない", Tone::Watch),
            ("古い・サポート終了", Tone::Bad),
            ("判断できない", Tone::Unknown),
        ],
    ),
];

/// The charts that have a device.
pub(super) fn all(lines: &[AssetLine]) -> Vec<Shares> {
    let share = |(id, title, about, parts): &Description| {
        let parts: Vec<Part> =
            parts.iter().map(|(label, tone)| Part { label: (*label).to_owned(), tone: *tone }).collect();
        let row = |(kind, label)| {
            let of_kind = || lines.iter().filter(move |line| line.kind == kind);
            let count = |part: &Part| {
                let counted = of_kind().flat_map(|line| &line.marks);
                whole(counted.filter(|mark| mark.chart == *id && mark.tone == part.tone).count())
            };
            ShareRow { kind, label, counts: parts.iter().map(count).collect() }
        };
        let rows = kinds().map(row).filter(|row| row.counts.iter().any(|count| *count > 0)).collect();
        Shares { id, title, about, parts, rows }
    };
    CHARTS.iter().map(share).filter(|share| !share.rows.is_empty()).collect()
}

/// A count for a chart.
pub(super) fn whole(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Shares {
    /// The sums of the columns.
    #[must_use]
    pub fn totals(&self) -> Vec<u32> {
        (0..self.parts.len()).map(|at| self.rows.iter().filter_map(|row| row.counts.get(at)).sum()).collect()
    }

    /// Every device of the chart.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.totals().iter().sum()
    }

    /// The picture.
    #[must_use]
    pub fn chart(&self) -> BarChart {
        let bar = |row: &ShareRow| Bar { label: row.label.to_owned(), values: row.counts.clone() };
        BarChart {
            id: self.id.to_owned(),
            title: format!("{}の図。同じ数字が下の表にあります。", self.title),
            parts: self.parts.clone(),
            bars: self.rows.iter().map(bar).collect(),
        }
    }
}

impl ShareRow {
    /// The sum of the row.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}
