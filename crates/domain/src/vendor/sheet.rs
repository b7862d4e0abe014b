//! A vendor's sheet: what each row must say before it can be handed in.

use crate::answer::FieldError;
use crate::date::{FiscalYear, both, parse_day};
use crate::edition::Edition;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most characters of one text of a row.
const MOST_CHARS: usize = 1_000;

/// What a vendor answers to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// はい, with its ground (Q&A 12-21)
    Yes,
    /// いいえ, with a day
    No,
    /// 対象外, with a reason (Q&A 1-10, 12-22)
    NotApplicable,
}

impl Value {
    /// The three of them.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::NotApplicable];

    /// The code of forms and files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// はい, いいえ, 対象外.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "はい",
            Self::No => "いいえ",
            Self::NotApplicable => "対象外",
        }
    }

    /// The value with this code, or as people write it (はい, いいえ, 対象外, ○, ×, 非該当).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match crate::text::nfkc(text).trim().to_lowercase().as_str() {
            "yes" | "はい" | "ハイ" | "○" | "〇" | "◯" | "y" | "有" | "該当" => Some(Self::Yes),
            "no" | "いいえ" | "イイエ" | "×" | "✕" | "n" | "無" => Some(Self::No),
            "not_applicable" | "対象外" | "非該当" | "該当なし" | "na" | "n/a" | "-" | "―" => {
                Some(Self::NotApplicable)
            }
            _ => None,
        }
    }
}

/// One row as typed: texts of a form or of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The item, e.g. `r7-vendor:2-6`.
    pub item: String,
    /// Code or words of [`Value`]; empty: not answered.
    pub value: String,
    /// 根拠 of はい, reason of 対象外, what is planned of いいえ.
    pub ground: String,
    /// 目標日 of いいえ.
    pub target_date: String,
    /// 備考.
    pub remark: String,
}

/// One row as handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowAnswer {
    /// The item.
    pub item: String,
    /// The answer.
    pub value: Value,
    /// The ground, or the reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ground: String,
    /// 目標日.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Date>,
    /// 備考.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// A whole sheet as handed in; frozen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Who answers at the vendor: name and department.
    pub answered_by: String,
    /// How to reach them.
    #[serde(default)]
    pub contact: String,
    /// One answer per row of the edition, in its order.
    pub rows: Vec<RowAnswer>,
}

impl Sheet {
    /// The answer to an item.
    #[must_use]
    pub fn row(&self, item: &str) -> Option<&RowAnswer> {
        self.rows.iter().find(|row| row.item == item)
    }
}

/// Checks one typed row; every problem at once. Fields: `value`, `ground`, `target_date`, `remark`.
///
/// はい needs a ground that the facility can explain (Q&A 12-14, 12-21), 対象外 a reason, いいえ a day from today
/// to the end of the fiscal year (Q&A 9-14, 12-3).
///
/// # Errors
/// What is wrong, by field.
pub fn check_row(typed: &Typed, year: FiscalYear, today: Date) -> Result<RowAnswer, Vec<FieldError>> {
    let mut found = Vec::new();
    let mut add = |field, message: String| found.push(FieldError { field, message });
    let value = Value::read(&typed.value);
    match (value, typed.value.trim().is_empty()) {
        (None, true) => {
            add("value", "まだ回答がありません。「はい」「いいえ」「対象外」から選んでください。".into());
        }
        (None, false) => add(
            "value",
            format!(
                "回答「{}」を読み取れません。「はい」「いいえ」「対象外」のどれかにしてください。",
                crate::text::shorten(&typed.value, 20)
            ),
        ),
        (Some(_), _) => {}
    }
    let ground = typed.ground.trim();
    match value {
        Some(Value::Yes) if ground.is_empty() => add("ground", "「はい」の根拠がありません。医療機関が立入検査で説明できるように、どのように対応しているかを短く書いてください。".into()),
        Some(Value::NotApplicable) if ground.is_empty() => add("ground", "対象外の理由がありません。なぜこの項目が当てはまらないのかを書いてください。".into()),
        _ => {}
    }
    for (field, text) in [("ground", typed.ground.as_str()), ("remark", &typed.remark)] {
        if text.chars().count() > MOST_CHARS {
            add(field, "長すぎます。1,000文字までで書いてください。長い資料はファイルで添付できます。".into());
        }
    }
    let mut target_date = None;
    if value == Some(Value::No) {
        match typed.target_date.trim() {
            "" => add(
                "target_date",
                format!("「いいえ」には対応の目標日が必要です。{}までの日付を入力してください。", both(year.last())),
            ),
            text => match parse_day(text) {
                Err(error) => add("target_date", error.0),
                Ok(day) if day < today => {
                    add("target_date", "目標日が過ぎています。今日以降の日付を入力してください。".into())
                }
                Ok(day) if day > year.last() => add(
                    "target_date",
                    format!(
                        "目標日が{}の外です。{}までの日付を入力してください。間に合わない場合は、年度末を目標日にして備考に見込みを書いてください。",
                        year.name(),
                        both(year.last())
                    ),
                ),
                Ok(day) => target_date = Some(day),
            },
        }
    }
    match value {
        Some(value) if found.is_empty() => Ok(RowAnswer {
            item: typed.item.clone(),
            value,
            ground: ground.to_owned(),
            target_date,
            remark: typed.remark.trim().to_owned(),
        }),
        _ => Err(found),
    }
}

/// Checks every row of the edition, in its order; a row that was not typed counts as not answered.
///
/// # Errors
/// The problems by item; never empty.
pub fn check_sheet(
    edition: &Edition,
    typed: &[Typed],
    today: Date,
) -> Result<Vec<RowAnswer>, Vec<(String, Vec<FieldError>)>> {
    // The year in which the sheet is filled in, not the edition's own: R7 is still used in 令和8年度.
    let year = FiscalYear::of(today);
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for item in edition.rows() {
        let empty = Typed { item: item.id.clone(), ..Typed::default() };
        match check_row(typed.iter().find(|row| row.item == item.id).unwrap_or(&empty), year, today) {
            Ok(row) => rows.push(row),
            Err(errors) => problems.push((item.id.clone(), errors)),
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::{Typed, Value, check_row};
    use crate::date::FiscalYear;
    use jiff::civil::date;

    fn typed(value: &str, ground: &str, target: &str) -> Typed {
        Typed {
            item: "r7-vendor:2-6".into(),
            value: value.into(),
            ground: ground.into(),
            target_date: target.into(),
            remark: String::new(),
        }
    }

    fn fields(row: &Typed) -> Vec<&'static str> {
        let today = date(2026, 11, 20);
        check_row(row, FiscalYear::of(today), today)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|error| error.field)
            .collect()
    }

    #[test]
    fn a_yes_needs_its_ground_a_no_its_day_and_out_of_scope_its_reason() {
        assert_eq!(fields(&typed("yes", "", "")), ["ground"]);
        assert_eq!(fields(&typed("はい", "月1回、保守窓口が更新しています", "")), Vec::<&str>::new());
        assert_eq!(fields(&typed("いいえ", "", "")), ["target_date"]);
        assert_eq!(fields(&typed("no", "", "2027/3/31")), Vec::<&str>::new());
        assert_eq!(fields(&typed("対象外", "", "")), ["ground"]);
        assert_eq!(fields(&typed("", "", "")), ["value"]);
        assert_eq!(fields(&typed("たぶん", "", "")), ["value"]);
    }

    #[test]
    fn a_target_lies_between_today_and_the_end_of_the_year() {
        assert_eq!(fields(&typed("no", "", "2026/11/19")), ["target_date"]);
        assert_eq!(fields(&typed("no", "", "2026/11/20")), Vec::<&str>::new());
        assert_eq!(fields(&typed("no", "", "2027/4/1")), ["target_date"]);
    }

    #[test]
    fn values_are_read_as_people_write_them() {
        assert_eq!(Value::read(" はい "), Some(Value::Yes));
        assert_eq!(Value::read("〇"), Some(Value::Yes));
        assert_eq!(Value::read("Ｎ／Ａ"), Some(Value::NotApplicable));
        assert_eq!(Value::read("？"), None);
    }
}
