//! Is the firmware of this device the newest? Answered from the facility's own ledger of newest versions.
//!
//! Makers of routers and access points publish no list that could be shipped, so a person looks the newest version up
//! and writes it into [`Ledger::Firmware`](crate::ledger::Ledger::Firmware) with the day. The comparison never guesses:
//! where two versions are not written alike (a shortened number, 1.5 beside 1.50) the answer is `Unknown`.

mod version;

use crate::date::slashed;
use crate::facts::Row;
use crate::proposal::RowRef;
use crate::text::search_key;
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Ordering;

pub use version::compare;

/// For this many days after the look-up the newest version of the ledger is believed (practice of the R7 manual:
/// firmware is looked at every quarter).
pub const STALE_DAYS: i64 = 90;

/// What the ledger of newest versions says about one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FirmwareState {
    /// The newest version, as looked up within [`STALE_DAYS`].
    Newest,
    /// Older than the newest version; true however long ago that was looked up.
    Older,
    /// As new as the ledger says, but the ledger is too old (or older than the device) to be believed.
    Stale,
    /// No row of the ledger is about this model.
    Unlisted,
    /// Model or version is missing, or the two versions cannot be compared.
    Unknown,
}

impl FirmwareState {
    /// Every state, the best first.
    pub const ALL: [Self; 5] = [Self::Newest, Self::Stale, Self::Unlisted, Self::Unknown, Self::Older];

    /// The Japanese name for tables and charts.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Newest => "最新",
            Self::Older => "古い",
            Self::Stale => "確認が古い",
            Self::Unlisted => "型番が一覧にない",
            Self::Unknown => "判断できない",
        }
    }
}

/// The answer about one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirmwareAnswer {
    /// The state on the asked day.
    pub state: FirmwareState,
    /// The row of the ledger that decided; none when no row is about the model.
    pub entry: Option<RowRef>,
    /// Until when the maker supports the model, as the ledger says.
    pub support_until: Option<Date>,
    /// Whether that day has passed: new firmware will not come any more.
    pub support_ended: bool,
    /// One or two Japanese sentences: what is so, and what to do.
    pub text: String,
}

/// Compares `model` and `firmware` of a device row with the rows of the firmware ledger on `today`.
#[must_use]
pub fn judge(device: &Row, table: &[Row], today: Date) -> FirmwareAnswer {
    judge_within(device, table, today, STALE_DAYS)
}

/// The same with another number of days for which a look-up is believed (`firmware_check_max_age_days` of an edition).
#[must_use]
pub fn judge_within(device: &Row, table: &[Row], today: Date, days: i64) -> FirmwareAnswer {
    let model = device.text("model");
    let Some(key) = device.filled("model").map(search_key).filter(|key| !key.is_empty()) else {
        return without_entry(
            FirmwareState::Unknown,
            "型番が空欄のため、ファームウェアが最新か判断できません。機器の台帳に型番を入力してください。".to_owned(),
        );
    };
    match entry(device, &key, table) {
        Entry::One(row) => against(device, row, today, days),
        Entry::None => without_entry(
            FirmwareState::Unlisted,
            format!(
                "型番「{model}」がファームウェアの台帳にありません。メーカーのページで最新の版を確かめて、登録してください。"
            ),
        ),
        Entry::Several => without_entry(
            FirmwareState::Unknown,
            format!(
                "型番「{model}」の行がファームウェアの台帳に複数あり、どれか決められません。機器と同じメーカー名にそろえてください。"
            ),
        ),
    }
}

/// The row of the firmware ledger about the model of a device; none where no row, or more than one, is about it.
#[must_use]
pub fn entry_of<'a>(device: &Row, table: &'a [Row]) -> Option<&'a Row> {
    let model = device.filled("model").map(search_key).filter(|key| !key.is_empty())?;
    match entry(device, &model, table) {
        Entry::One(row) => Some(row),
        Entry::None | Entry::Several => None,
    }
}

enum Entry<'a> {
    None,
    One(&'a Row),
    Several,
}

/// The row about the model; with several, the one of the same maker. A maker that both sides name must be the same.
fn entry<'a>(device: &Row, model: &str, table: &'a [Row]) -> Entry<'a> {
    let maker = search_key(device.text("maker"));
    let made_by = |row: &Row| search_key(row.text("maker"));
    let may_be = |row: &&Row| maker.is_empty() || made_by(row).is_empty() || made_by(row) == maker;
    let same: Vec<&Row> = table.iter().filter(|row| search_key(row.text("model")) == model).filter(may_be).collect();
    let by_maker: Vec<&Row> = same.iter().copied().filter(|row| !maker.is_empty() && made_by(row) == maker).collect();
    match (&same[..], &by_maker[..]) {
        ([], _) => Entry::None,
        ([row], _) | (_, [row]) => Entry::One(row),
        _ => Entry::Several,
    }
}

fn without_entry(state: FirmwareState, text: String) -> FirmwareAnswer {
    FirmwareAnswer { state, entry: None, support_until: None, support_ended: false, text }
}

fn against(device: &Row, entry: &Row, today: Date, days: i64) -> FirmwareAnswer {
    let model = device.text("model");
    let (state, mut text) = verdict(model, device.text("firmware"), entry, today, days);
    let support_until = entry.day("support_until");
    let ended = support_until.filter(|day| *day < today);
    if let Some(day) = ended {
        text.push_str(&format!(
            "この型番のサポートは{}に終わっています。買い替えを事業者と相談してください。",
            slashed(day)
        ));
    }
    FirmwareAnswer { state, entry: Some(entry.pointer()), support_until, support_ended: ended.is_some(), text }
}

fn verdict(model: &str, mine: &str, entry: &Row, today: Date, days: i64) -> (FirmwareState, String) {
    let latest = entry.text("latest");
    if mine.is_empty() {
        let text = format!(
            "「{model}」のファームウェアの版が空欄です。機器の管理画面に表示される版を入力してください（最新は{latest}）。"
        );
        return (FirmwareState::Unknown, text);
    }
    let checked = entry.day("checked");
    let fresh = checked.is_some_and(|day| (0..=days).contains(&i64::from((today - day).get_days())));
    let since = checked.map_or_else(|| "確認日なし".to_owned(), |day| format!("{}に確認", slashed(day)));
    match compare(mine, latest, model) {
        Some(Ordering::Less) => (
            FirmwareState::Older,
            format!("「{model}」のファームウェア{mine}は、最新の{latest}（{since}）より古い版です。更新してください。"),
        ),
        Some(Ordering::Equal) if fresh => {
            (FirmwareState::Newest, format!("「{model}」のファームウェア{mine}は最新です（{since}）。"))
        }
        Some(Ordering::Equal) => (
            FirmwareState::Stale,
            format!(
                "「{model}」のファームウェア{mine}は台帳の最新の版と同じですが、確かめたのが{days}日より前か、日付が正しくありません（{since}）。もう一度確かめてください。"
            ),
        ),
        Some(Ordering::Greater) => (
            FirmwareState::Stale,
            format!(
                "「{model}」のファームウェア{mine}は、台帳の最新の版{latest}（{since}）より新しい版です。最新の版を確かめ直して、ファームウェアの台帳を直してください。"
            ),
        ),
        None => (
            FirmwareState::Unknown,
            format!(
                "「{model}」のファームウェア「{mine}」と最新の版「{latest}」は、書き方が違うため比べられません。管理画面とメーカーのページに表示されるとおり、同じ形で最後の桁まで入力してください。"
            ),
        ),
    }
}

#[cfg(test)]
mod tests;
