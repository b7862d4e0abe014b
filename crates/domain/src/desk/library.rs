//! The answer library: what a product answers to an item, written by one person, approved by another, for a time.

use crate::answer::FieldError;
use crate::date::{FiscalYear, both, parse_day, slashed};
use crate::exception::{NotApprover, Signed, latest_end};
use crate::id::{ProductId, UserId};
use crate::vendor::{Typed, Value, check_row};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most months from the answer to a target.
const MOST_MONTHS: u8 = 24;

/// By when an いいえ becomes a はい.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// No target: the answer is no いいえ.
    #[default]
    None,
    /// A fixed day.
    Day(Date),
    /// So many months after a sheet is answered.
    Months(u8),
}

/// What is said about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    /// The answer.
    pub value: Value,
    /// 根拠, or the reason.
    pub ground: String,
    /// 目標日.
    pub target: Target,
    /// 備考.
    pub remark: String,
}

/// One version of a library answer. Versions are only added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryAnswer {
    /// The product.
    pub product: ProductId,
    /// The item, e.g. `r7-vendor:2-6`.
    pub item: String,
    /// Its version, from 1.
    pub number: i64,
    /// What it says.
    pub says: Says,
    /// The last day it is filled in.
    pub valid_until: Date,
    /// Who wrote it.
    pub written: Signed,
    /// Who approved it.
    pub approved: Option<Signed>,
    /// Who declined it.
    pub declined: Option<Signed>,
    /// Why it was declined.
    pub declined_reason: String,
}

/// Where a library answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// 承認待ち
    Waiting,
    /// 有効
    InForce,
    /// 期限切れ
    Expired,
    /// 却下
    Declined,
}

impl Standing {
    /// 承認待ち, 有効, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Waiting => "承認待ち",
            Self::InForce => "有効",
            Self::Expired => "期限切れ",
            Self::Declined => "却下",
        }
    }
}

impl LibraryAnswer {
    /// Where it stands on a day; the last day still counts.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match (&self.approved, &self.declined) {
            (_, Some(_)) => Standing::Declined,
            (None, None) => Standing::Waiting,
            (Some(_), None) if self.valid_until < today => Standing::Expired,
            (Some(_), None) => Standing::InForce,
        }
    }

    /// Whether a person may approve or decline it: somebody signed in, and never the writer.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, user: Option<&UserId>) -> Result<(), NotApprover> {
        self.written.judge(user)
    }
}

/// The version that decides: the newest that was not declined. A newer one that waits holds back the approved one
/// before it, because somebody has said that it is no longer right.
#[must_use]
pub fn newest<'a>(versions: impl IntoIterator<Item = &'a LibraryAnswer>) -> Option<&'a LibraryAnswer> {
    versions.into_iter().filter(|one| one.declined.is_none()).max_by_key(|one| one.number)
}

/// A library answer as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAnswer {
    /// Code or words of [`Value`].
    pub value: String,
    /// 根拠, or the reason.
    pub ground: String,
    /// A fixed 目標日.
    pub target_date: String,
    /// Or months after a sheet is answered.
    pub target_months: String,
    /// 備考.
    pub remark: String,
    /// The last day it is filled in.
    pub valid_until: String,
}

/// What an answer says on a day. A target in months that falls behind the fiscal year becomes its last day, with
/// the outlook as a remark (Q&A 12-3).
#[must_use]
pub fn said_on(item: &str, says: &Says, today: Date) -> Typed {
    let last = FiscalYear::of(today).last();
    let (mut target_date, mut remark) = (String::new(), says.remark.clone());
    match says.target {
        Target::None => {}
        Target::Day(day) => target_date = day.to_string(),
        Target::Months(months) => {
            let day = today.saturating_add(i64::from(months).months());
            target_date = day.min(last).to_string();
            if day > last {
                let outlook = format!("対応の見込みは{}です。", slashed(day));
                remark = if remark.is_empty() { outlook } else { format!("{remark}\n{outlook}") };
            }
        }
    }
    Typed {
        item: item.to_owned(),
        value: says.value.code().to_owned(),
        ground: says.ground.clone(),
        target_date,
        remark,
    }
}

/// Checks a typed library answer; every problem at once. Fields: `value`, `ground`, `target_date`, `target_months`,
/// `remark`, `valid_until`.
///
/// # Errors
/// What is wrong, by field.
pub fn check_library(item: &str, typed: &TypedAnswer, today: Date) -> Result<(Says, Date), Vec<FieldError>> {
    let mut found = Vec::new();
    let value = Value::read(&typed.value);
    let months = crate::text::nfkc(&typed.target_months);
    let months = match (value, months.trim()) {
        (Some(Value::No), text) if !text.is_empty() => match text.parse::<u8>() {
            Ok(months) if (1..=MOST_MONTHS).contains(&months) => Some(months),
            _ => {
                found.push(FieldError {
                    field: "target_months",
                    message: format!(
                        "回答からの月数「{}」を読み取れません。1から{MOST_MONTHS}までの数字で入力してください。",
                        crate::text::shorten(text, 20)
                    ),
                });
                Some(1)
            }
        },
        _ => None,
    };
    if months.is_some() && !typed.target_date.trim().is_empty() {
        found.push(FieldError {
            field: "target_months",
            message: "目標日と月数の両方が入力されています。どちらか一方だけを入力してください。".into(),
        });
    }
    let year = FiscalYear::of(today);
    let row = Typed {
        item: item.to_owned(),
        value: typed.value.clone(),
        ground: typed.ground.clone(),
        target_date: months.map_or_else(|| typed.target_date.clone(), |_| today.to_string()),
        remark: typed.remark.clone(),
    };
    let row = check_row(&row, year, today).map_err(|errors| found.extend(errors)).ok();
    let until = valid_until(&typed.valid_until, today)
        .map_err(|message| found.push(FieldError { field: "valid_until", message }))
        .ok();
    match (row, until) {
        (Some(row), Some(until)) if found.is_empty() => {
            let target = match (months, row.target_date) {
                (Some(months), _) => Target::Months(months),
                (None, Some(day)) => Target::Day(day),
                (None, None) => Target::None,
            };
            Ok((Says { value: row.value, ground: row.ground, target, remark: row.remark }, until))
        }
        _ => Err(found),
    }
}

/// The last day of an answer: from today to a year from now, so that each is looked at once a year.
fn valid_until(typed: &str, today: Date) -> Result<Date, String> {
    if typed.trim().is_empty() {
        return Err("有効期限がありません。この回答をいつまで使ってよいかを入力してください。".to_owned());
    }
    let (day, latest) = (parse_day(typed).map_err(|error| error.0)?, latest_end(today));
    if day < today {
        Err("有効期限が過ぎています。今日以降の日付を入力してください。".to_owned())
    } else if day > latest {
        Err(format!(
            "有効期限が長すぎます。少なくとも1年に1度は見直すため、{}までの日付を入力してください。",
            both(latest)
        ))
    } else {
        Ok(day)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::date;

    pub(crate) const TODAY: Date = date(2026, 11, 20);

    pub(crate) fn answer(number: i64, value: Value) -> LibraryAnswer {
        LibraryAnswer {
            product: "p-1".into(),
            item: "r7-vendor:2-6".into(),
            number,
            says: Says { value, ground: "月次で更新".into(), target: Target::None, remark: String::new() },
            valid_until: date(2027, 3, 31),
            written: Signed { user: "u1".into(), name: "書いた人".into(), at: String::new() },
            approved: Some(Signed::default()),
            declined: None,
            declined_reason: String::new(),
        }
    }

    fn typed() -> TypedAnswer {
        TypedAnswer {
            value: "yes".into(),
            ground: "月次で更新".into(),
            valid_until: "2027/3/31".into(),
            ..TypedAnswer::default()
        }
    }

    fn fields(typed: &TypedAnswer) -> Vec<&'static str> {
        check_library("r7-vendor:2-6", typed, TODAY).err().unwrap_or_default().into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn an_answer_waits_holds_to_its_last_day_and_expires() {
        let mut one = answer(1, Value::Yes);
        assert_eq!(one.standing(date(2027, 3, 31)), Standing::InForce);
        assert_eq!(one.standing(date(2027, 4, 1)), Standing::Expired);
        one.approved = None;
        assert_eq!(one.standing(TODAY), Standing::Waiting);
        one.declined = Some(Signed::default());
        assert_eq!(one.standing(TODAY), Standing::Declined);
    }

    #[test]
    fn nobody_approves_what_they_wrote_themselves_and_the_command_line_approves_nothing() {
        let one = answer(1, Value::Yes);
        assert_eq!(one.judge(Some(&"u2".into())), Ok(()));
        assert_eq!(one.judge(Some(&"u1".into())), Err(NotApprover::Writer));
        assert_eq!(one.judge(None), Err(NotApprover::Nobody));
    }

    #[test]
    fn a_newer_version_that_waits_holds_back_the_older_one_and_a_declined_one_does_not() {
        let mut versions = vec![answer(1, Value::Yes), LibraryAnswer { approved: None, ..answer(2, Value::No) }];
        assert_eq!(newest(&versions).map(|one| one.number), Some(2));
        versions[1].declined = Some(Signed::default());
        assert_eq!(newest(&versions).map(|one| one.number), Some(1));
        assert!(newest(&[]).is_none());
    }

    #[test]
    fn a_typed_answer_keeps_the_rules_of_a_row_and_has_an_end() {
        assert_eq!(fields(&typed()), Vec::<&str>::new());
        assert_eq!(fields(&TypedAnswer { ground: String::new(), ..typed() }), ["ground"]);
        assert_eq!(fields(&TypedAnswer { valid_until: String::new(), ..typed() }), ["valid_until"]);
        assert_eq!(fields(&TypedAnswer { valid_until: "2027-11-21".into(), ..typed() }), ["valid_until"]);
        let no = TypedAnswer { value: "no".into(), ..typed() };
        assert_eq!(fields(&no), ["target_date"]);
        assert_eq!(fields(&TypedAnswer { target_months: "３".into(), ..no.clone() }), Vec::<&str>::new());
        assert_eq!(fields(&TypedAnswer { target_months: "99".into(), ..no.clone() }), ["target_months"]);
        let both = TypedAnswer { target_months: "3".into(), target_date: "2027/1/1".into(), ..no };
        assert_eq!(fields(&both), ["target_months"]);
    }

    #[test]
    fn months_count_from_the_answer_and_stop_at_the_end_of_the_year_with_an_outlook() {
        let says = |months| Says {
            value: Value::No,
            ground: String::new(),
            target: Target::Months(months),
            remark: String::new(),
        };
        let near = said_on("i", &says(2), TODAY);
        assert_eq!((near.target_date.as_str(), near.remark.as_str()), ("2027-01-20", ""));
        let far = said_on("i", &says(6), TODAY);
        assert_eq!((far.target_date.as_str(), far.remark.as_str()), ("2027-03-31", "対応の見込みは2027/05/20です。"));
    }
}
