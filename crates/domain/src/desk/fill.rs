//! Filling one row of an incoming sheet: from the customer's own row, else from the library; what neither can say for
//! certain is a delta (差分) that a person answers.

use super::{LibraryAnswer, Says, Standing, said_on};
use crate::date::FiscalYear;
use crate::vendor::{RowAnswer, Typed, Value, check_row};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What holds for one customer and differs from the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The customer ([`super::customer_key`]).
    pub customer_key: String,
    /// The customer as written.
    pub customer: String,
    /// The product.
    pub product: crate::id::ProductId,
    /// The item.
    pub item: String,
    /// Its version, from 1.
    pub number: i64,
    /// What it says.
    pub says: Says,
    /// The last day it is filled in.
    pub valid_until: Date,
    /// Where it comes from: a file's name, or empty for a person at the screen.
    pub source: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// By whom.
    pub by_name: String,
}

/// Where a row's answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A version of the library.
    Library(i64),
    /// A version of the customer's own row.
    Override(i64),
    /// A person, for this sheet.
    Person(String),
}

/// Why a person must answer a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delta {
    /// It is not known which product the sheet is about.
    NoProduct,
    /// The library says nothing about it.
    NoAnswer,
    /// Nobody else has approved the newest version yet.
    NotApproved,
    /// It was valid until this day.
    Expired(Date),
    /// The customer was told something else the last time.
    Differs(Value),
    /// It breaks a rule of the sheet today; the sentence says which.
    Refused(String),
}

impl Delta {
    /// The code of the command line.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoProduct => "no_product",
            Self::NoAnswer => "no_answer",
            Self::NotApproved => "not_approved",
            Self::Expired(_) => "expired",
            Self::Differs(_) => "differs",
            Self::Refused(_) => "refused",
        }
    }

    /// What happened and what to do.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::NoProduct => "どの製品の依頼か分かりません。製品を選ぶか、この行に回答してください。".into(),
            Self::NoAnswer => "ライブラリに、この項目の回答がありません。".into(),
            Self::NotApproved => {
                "ライブラリの回答が、まだ承認されていません。承認を受けるか、この依頼だけに回答してください。".into()
            }
            Self::Expired(day) => format!(
                "ライブラリの回答の有効期限（{}）が過ぎています。見直してから回答してください。",
                crate::date::slashed(*day)
            ),
            Self::Differs(value) => format!(
                "前回、この依頼元には「{}」と回答しています。変わった理由を確かめて、回答を選んでください。",
                value.label()
            ),
            Self::Refused(why) => why.clone(),
        }
    }
}

/// One row of an incoming sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingRow {
    /// The item.
    pub item: String,
    /// The answer, where the row is filled.
    pub answer: Option<RowAnswer>,
    /// Where it comes from.
    pub source: Option<Source>,
    /// Why a person must answer, where it is not filled.
    pub delta: Option<Delta>,
    /// What the form of a delta begins with.
    #[serde(default)]
    pub offered: Typed,
}

impl IncomingRow {
    /// A row that a person must answer.
    #[must_use]
    pub fn open(item: &str, delta: Delta, offered: Option<Typed>) -> Self {
        let empty = Typed { item: item.to_owned(), ..Typed::default() };
        Self {
            item: item.to_owned(),
            answer: None,
            source: None,
            delta: Some(delta),
            offered: offered.unwrap_or(empty),
        }
    }

    fn filled(answer: RowAnswer, source: Source) -> Self {
        Self {
            item: answer.item.clone(),
            offered: Typed { item: answer.item.clone(), ..Typed::default() },
            answer: Some(answer),
            source: Some(source),
            delta: None,
        }
    }
}

/// What is known of a row besides the library.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before<'a> {
    /// The customer's own row.
    pub own: Option<&'a Override>,
    /// What the customer was told the last time.
    pub last: Option<Value>,
}

/// Fills one row of a product. Only what is approved and valid today, and what the customer was not told otherwise, is
/// filled in.
#[must_use]
pub fn fill_row(item: &str, library: Option<&LibraryAnswer>, before: Before<'_>, today: Date) -> IncomingRow {
    if let Some(own) = before.own {
        let typed = said_on(item, &own.says, today);
        if own.valid_until < today {
            return IncomingRow::open(item, Delta::Expired(own.valid_until), Some(typed));
        }
        return checked(item, typed, Source::Override(own.number), today);
    }
    let Some(answer) = library else { return IncomingRow::open(item, Delta::NoAnswer, None) };
    let typed = said_on(item, &answer.says, today);
    match answer.standing(today) {
        Standing::Declined => IncomingRow::open(item, Delta::NoAnswer, None),
        Standing::Waiting => IncomingRow::open(item, Delta::NotApproved, Some(typed)),
        Standing::Expired => IncomingRow::open(item, Delta::Expired(answer.valid_until), Some(typed)),
        Standing::InForce => match before.last.filter(|last| *last != answer.says.value) {
            Some(last) => IncomingRow::open(item, Delta::Differs(last), Some(typed)),
            None => checked(item, typed, Source::Library(answer.number), today),
        },
    }
}

/// The rules of a row hold on the day of the answer too: a fixed target may have passed.
fn checked(item: &str, typed: Typed, source: Source, today: Date) -> IncomingRow {
    match check_row(&typed, FiscalYear::of(today), today) {
        Ok(answer) => IncomingRow::filled(answer, source),
        Err(errors) => {
            let why = errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" ");
            IncomingRow::open(item, Delta::Refused(why), Some(typed))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::library::tests::{TODAY, answer};
    use super::*;
    use crate::desk::Target;
    use jiff::civil::date;

    const ITEM: &str = "r7-vendor:2-6";

    fn delta(library: Option<&LibraryAnswer>, before: Before<'_>) -> Option<&'static str> {
        fill_row(ITEM, library, before, TODAY).delta.map(|delta| delta.code())
    }

    fn own(value: Value, valid_until: Date) -> Override {
        Override {
            customer_key: "name:x".into(),
            customer: "x".into(),
            product: "p-1".into(),
            item: ITEM.into(),
            number: 4,
            says: Says { value, ground: "この病院だけ".into(), target: Target::None, remark: String::new() },
            valid_until,
            source: String::new(),
            at: String::new(),
            by_name: String::new(),
        }
    }

    #[test]
    fn only_what_is_approved_and_valid_is_filled_in() {
        let good = answer(3, Value::Yes);
        let row = fill_row(ITEM, Some(&good), Before::default(), TODAY);
        assert_eq!((row.source, row.delta), (Some(Source::Library(3)), None));
        assert_eq!(row.answer.unwrap().ground, "月次で更新");
        let waiting = LibraryAnswer { approved: None, ..good.clone() };
        assert_eq!(delta(Some(&waiting), Before::default()), Some("not_approved"));
        let expired = LibraryAnswer { valid_until: date(2026, 11, 19), ..good };
        assert_eq!(delta(Some(&expired), Before::default()), Some("expired"));
        assert_eq!(delta(None, Before::default()), Some("no_answer"));
    }

    #[test]
    fn what_the_customer_was_told_otherwise_goes_to_a_person() {
        let good = answer(1, Value::Yes);
        assert_eq!(delta(Some(&good), Before { last: Some(Value::No), own: None }), Some("differs"));
        assert_eq!(delta(Some(&good), Before { last: Some(Value::Yes), own: None }), None, "negative control");
    }

    #[test]
    fn the_customers_own_row_comes_before_the_library_and_has_an_end_too() {
        let (good, mine) = (answer(1, Value::Yes), own(Value::NotApplicable, TODAY));
        let row = fill_row(ITEM, Some(&good), Before { own: Some(&mine), last: None }, TODAY);
        assert_eq!((row.answer.unwrap().value, row.source), (Value::NotApplicable, Some(Source::Override(4))));
        let over = own(Value::NotApplicable, date(2026, 11, 19));
        assert_eq!(delta(Some(&good), Before { own: Some(&over), last: None }), Some("expired"));
    }

    #[test]
    fn a_fixed_target_that_has_passed_is_a_delta() {
        let mut no = answer(1, Value::No);
        no.says.target = Target::Day(date(2026, 11, 19));
        assert_eq!(delta(Some(&no), Before::default()), Some("refused"));
        no.says.target = Target::Day(date(2026, 12, 1));
        assert_eq!(delta(Some(&no), Before::default()), None, "negative control");
    }
}
