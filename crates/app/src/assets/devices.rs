//! What one device shows today: marks for the charts, and reasons for people.

use super::{empty, kinds};
use crate::facts::{os_answer, runs_os};
use jiff::civil::Date;
use tate_domain::date::slashed;
use tate_domain::facts::{Facts, Row};
use tate_domain::firmware::{self, FirmwareState};
use tate_domain::ledger::Ledger;
use tate_domain::lifecycle::{LifecycleData, Verdict};
use tate_domain::text::search_key;
use tate_report::Tone;

/// Which part of which chart a device belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which chart: `os`, `patch`, `antivirus`, `firmware`.
    pub chart: &'static str,
    /// Which part.
    pub tone: Tone,
    /// What is so, with its day, in a few words.
    pub text: String,
}

/// One device in use.
#[derive(Debug, Clone)]
pub struct AssetLine {
    /// The row.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Code of its kind; empty where the ledger has none.
    pub kind: String,
    /// The kind for people.
    pub kind_label: &'static str,
    /// Where it stands.
    pub place: String,
    /// The parts of the charts it belongs to.
    pub marks: Vec<Mark>,
    /// Keys of the columns that are asked of it and are empty.
    pub empty: Vec<&'static str>,
    /// Keys of the columns that are asked of it.
    pub(super) asked: Vec<&'static str>,
}

impl AssetLine {
    /// Whether it has a mark: `os.bad`, `empty.serial`; every device has the empty one.
    #[must_use]
    pub fn has(&self, mark: &str) -> bool {
        match mark.split_once('.') {
            Some(("empty", key)) => self.empty.contains(&key),
            Some((chart, tone)) => self.marks.iter().any(|mark| mark.chart == chart && mark.tone.code() == tone),
            None => mark.is_empty(),
        }
    }

    /// The marks that somebody has to do something about, the worst first.
    #[must_use]
    pub fn open(&self) -> Vec<&Mark> {
        let mut open: Vec<&Mark> = self.marks.iter().filter(|mark| weight(mark.tone) > 0).collect();
        open.sort_by_key(|mark| std::cmp::Reverse(weight(mark.tone)));
        open
    }

    /// For sorting: the worst mark first, then how many there are, then the empty columns.
    #[must_use]
    pub fn severity(&self) -> (u32, u32, usize) {
        let worst = self.marks.iter().map(|mark| weight(mark.tone)).max().unwrap_or(0);
        (worst, self.marks.iter().map(|mark| weight(mark.tone)).sum(), self.empty.len())
    }
}

const fn weight(tone: Tone) -> u32 {
    match tone {
        Tone::Good => 0,
        Tone::Fair => 1,
        Tone::Watch | Tone::Unknown => 3,
        Tone::Bad => 10,
    }
}

pub(super) fn line(facts: &Facts, lifecycle: &LifecycleData, row: &Row, today: Date) -> AssetLine {
    let kind = row.text("kind");
    let marks = [os(lifecycle, row, today), patch(row, today), antivirus(row, today), firmware(facts, row, today)];
    let asked: Vec<&'static str> = empty::asked_of(row).collect();
    AssetLine {
        id: row.id.clone(),
        name: row.name(),
        kind: kind.to_owned(),
        kind_label: kinds().find(|(code, _)| *code == kind).map_or("", |(_, label)| label),
        place: row.text("place").to_owned(),
        marks: marks.into_iter().flatten().collect(),
        empty: asked.iter().copied().filter(|key| row.filled(key).is_none()).collect(),
        asked,
    }
}

/// Days since a day that is not in the future.
fn age(day: Option<Date>, today: Date) -> Option<i64> {
    day.map(|day| i64::from((today - day).get_days())).filter(|age| *age >= 0)
}

fn os(lifecycle: &LifecycleData, row: &Row, today: Date) -> Option<Mark> {
    if row.filled("os").is_none() && !runs_os(row) {
        return None;
    }
    let answer = os_answer(lifecycle, row, today);
    let end = answer.end_of_support.map(|day| format!("（{}）", slashed(day))).unwrap_or_default();
    let (tone, text) = match answer.verdict {
        Verdict::Supported => (Tone::Good, "OSはサポート中".to_owned()),
        Verdict::EndingSoon => (Tone::Watch, format!("OSのサポートがまもなく終了{end}")),
        Verdict::Expired => (Tone::Bad, format!("OSのサポートが終了{end}")),
        // What a router or a printer runs is asked of its firmware, not of its operating system.
        Verdict::Unknown if !runs_os(row) => return None,
        Verdict::Unknown => (Tone::Unknown, "OSのサポートを判断できない".to_owned()),
    };
    Some(Mark { chart: "os", tone, text })
}

fn patch(row: &Row, today: Date) -> Option<Mark> {
    if !runs_os(row) {
        return None;
    }
    let (tone, text) = match age(row.day("last_patch"), today) {
        None => (Tone::Unknown, "最終更新日が空欄か、先の日付".to_owned()),
        Some(days) => {
            let tone = match days {
                ..=30 => Tone::Good,
                31..=60 => Tone::Fair,
                61..=90 => Tone::Watch,
                _ => Tone::Bad,
            };
            (tone, format!("最後の更新から{days}日"))
        }
    };
    Some(Mark { chart: "patch", tone, text })
}

fn antivirus(row: &Row, today: Date) -> Option<Mark> {
    const NONE: [&str; 8] = ["なし", "無し", "無", "未導入", "無効", "off", "none", "入れていない"];
    if !search_key(row.text("os")).contains("windows") {
        return None;
    }
    let named = search_key(row.text("antivirus"));
    let off = row.yes("antivirus_on") == Some(false) || NONE.iter().any(|none| search_key(none) == named);
    let (tone, text) = match (off, named.is_empty(), age(row.day("antivirus_date"), today)) {
        (true, _, _) => (Tone::Bad, "ウイルス対策がないか、無効".to_owned()),
        (false, true, _) => (Tone::Unknown, "ウイルス対策ソフトが空欄".to_owned()),
        (false, false, None) => (Tone::Unknown, "定義ファイルの日付が空欄か、先の日付".to_owned()),
        (false, false, Some(days)) => {
            let tone = match days {
                ..=7 => Tone::Good,
                8..=30 => Tone::Fair,
                _ => Tone::Watch,
            };
            (tone, format!("定義ファイルが{days}日前"))
        }
    };
    Some(Mark { chart: "antivirus", tone, text })
}

fn firmware(facts: &Facts, row: &Row, today: Date) -> Option<Mark> {
    if row.text("kind") != "network" && row.filled("firmware").is_none() {
        return None;
    }
    let answer = firmware::judge(row, facts.all(Ledger::Firmware), today);
    let tone = match answer.state {
        _ if answer.support_ended => Tone::Bad,
        FirmwareState::Newest => Tone::Good,
        FirmwareState::Stale => Tone::Fair,
        FirmwareState::Unlisted => Tone::Watch,
        FirmwareState::Older => Tone::Bad,
        FirmwareState::Unknown => Tone::Unknown,
    };
    let text = match answer.support_ended {
        true => "型番のサポートが終了".to_owned(),
        false => format!("ファームウェア：{}", answer.state.label()),
    };
    Some(Mark { chart: "firmware", tone, text })
}
