//! Reading a file of end-of-support data: hostile until it has been looked at.

use crate::error::{AppError, Result};
use jiff::civil::Date;
use tate_domain::date::{parse_day, slashed};
use tate_domain::lifecycle::{ExtractError, LifecycleData, LifecycleFile, read_extract};
use tate_domain::text::{printable, shorten};

/// The most bytes of a file as it arrives.
pub const MOST_LIFECYCLE: usize = 4 << 20;
/// The most bytes of what is kept of it; the compiled-in data has about 60,000.
pub(super) const MOST_KEPT_BYTES: usize = 400_000;

/// From where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// What endoflife.date publishes.
    Extract,
    /// A pack in our own form.
    Pack,
}

impl Slot {
    /// The code in forms and in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Pack => "pack",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Extract => "endoflife.date の公開データ",
            Self::Pack => "サポート期限のパック",
        }
    }

    /// The slot with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Extract, Self::Pack].into_iter().find(|slot| slot.code() == code)
    }
}

pub(super) const TOO_LARGE: &str =
    "ファイルが大きすぎます（4MB、取り込んだ後の大きさで400KBまで）。サポート期限のデータだけを選んでください。";
const NO_DAY: &str = "データの日付が分かりません。ファイルを受け取った日ではなく、データがいつの時点のものかを「データの日付」に入力してください。";

/// A file that was read.
pub(super) struct Read {
    pub(super) slot: Slot,
    pub(super) file: LifecycleFile,
    pub(super) left_out: Vec<String>,
}

/// Tells the two forms apart and reads them.
pub(super) fn read(now: &LifecycleData, bytes: &[u8], as_of: &str, today: Date) -> Result<Read> {
    if bytes.len() > MOST_LIFECYCLE {
        return Err(AppError::invalid("file", TOO_LARGE));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        AppError::invalid(
            "file",
            "文字コードが UTF-8 ではないか、文章のファイルではありません。JSONかTOMLのファイルを選んでください。",
        )
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    let read = if text.starts_with(['{', '[']) { extract(now, text, as_of)? } else { pack(text)? };
    if read.file.as_of > today {
        let message = format!(
            "データの日付（{}）が、今日より後になっています。日付を確かめてください。",
            slashed(read.file.as_of)
        );
        return Err(AppError::invalid("as_of", message));
    }
    Ok(read)
}

fn extract(now: &LifecycleData, text: &str, as_of: &str) -> Result<Read> {
    let typed = match as_of.trim() {
        "" => None,
        typed => Some(parse_day(typed).map_err(|error| AppError::invalid("as_of", error.to_string()))?),
    };
    let day = typed.or_else(|| own_day(text)).ok_or_else(|| AppError::invalid("as_of", NO_DAY))?;
    let read = read_extract(now, text, day).map_err(|error| match error {
        ExtractError::TooLarge => AppError::invalid("file", TOO_LARGE),
        ExtractError::NotJson(why) => faulty(&why),
        ExtractError::NothingKnown => AppError::invalid(
            "file",
            "このJSONには、サポート期限を扱っている製品が1つも見つかりません。endoflife.date の製品のデータを選んでください。",
        ),
    })?;
    let left_out = read.left_out.iter().map(|name| shorten(&printable(name, false), 60)).collect();
    Ok(Read { slot: Slot::Extract, file: read.file, left_out })
}

/// The day that the file itself states.
fn own_day(text: &str) -> Option<Date> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let said = ["as_of", "generated_at", "last_modified"].iter().find_map(|key| value.get(key)?.as_str())?;
    said.get(..10)?.parse().ok()
}

fn pack(text: &str) -> Result<Read> {
    let file = toml::from_str::<LifecycleFile>(text).map_err(|error| faulty(error.message()))?;
    Ok(Read { slot: Slot::Pack, file, left_out: Vec::new() })
}

/// A file that is not what it should be.
pub(super) fn faulty(why: &str) -> AppError {
    let why = shorten(&printable(why, false), 200);
    AppError::invalid(
        "file",
        format!(
            "サポート期限のデータとして読み取れません（{why}）。ファイルを受け取り直すか、書いた人に直してもらってください。"
        ),
    )
}
