//! What the hospital has done besides this year's sheet: the R6 sheet of its year, and two self-checks.

use crate::error::Result;
use crate::selfcheck::{TypedRow, TypedSheet};
use crate::{App, new_id};
use jiff::ToSpan as _;
use jiff::civil::date;
use tate_domain::answer::{AnswerValue, Decision};
use tate_domain::date::FiscalYear;
use tate_domain::id::{AnswerId, FacilityId, RoundId};
use tate_domain::role::Actor;

/// The fiscal year of the R6 sheet.
const R6_YEAR: i16 = 2024;
/// Rows of the R6 sheet that were いいえ at the first check and はい at the second.
const LATER: [&str; 3] = ["2-1", "2-5-pc", "3-2"];
/// Rows that stayed いいえ.
const NOT_YET: [&str; 2] = ["2-7-sv", "3-3"];

/// Sheet, rows that were × at the first self-check, how many of these are ○ by now.
const SELF_CHECKS: [(&str, &[&str], usize); 4] = [
    ("gl52-executive", &["e02", "e05", "e14", "e15", "e17"], 2),
    (
        "gl52-sysadmin",
        &[
            "s01", "s04", "s09", "s12", "s14", "s20", "s23", "s26", "s28", "s34", "s36", "s46", "s48", "s49", "s58",
            "s61", "s62", "s69", "s70", "s78", "s84", "s88", "s91", "s92", "s94", "s95", "s97",
        ],
        8,
    ),
    ("gl52-online", &["o2"], 0),
    ("gl52-staff", &["t03", "t05", "t07", "t08"], 2),
];

impl App {
    /// The R6 sheet as it was carried out in its year, in two checks.
    pub(super) async fn demo_r6(&self, chief: &Actor, facility: &FacilityId) -> Result<()> {
        let edition = self.edition(chief, "r6-medical").await?;
        let (first, second) = (date(R6_YEAR, 10, 7), date(R6_YEAR + 1, 2, 17));
        let user = chief.user.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut change = self.tenant(chief).change(self.who(chief)).await?;
        let round: RoundId = new_id();
        change.open_round(facility, &round, R6_YEAR, &edition.id).await?;
        for item in edition.rows() {
            let key = item.id.split_once(':').map_or("", |(_, key)| key);
            let (later, not_yet) = (LATER.contains(&key), NOT_YET.contains(&key));
            let value = if later || not_yet { AnswerValue::No } else { AnswerValue::Yes };
            let mut answers = vec![Decision {
                target_date: (value == AnswerValue::No).then_some(second),
                ..Decision::new(value, first)
            }];
            if later || not_yet {
                let value = if later { AnswerValue::Yes } else { AnswerValue::No };
                let target_date = not_yet.then(|| FiscalYear(R6_YEAR).last());
                answers.push(Decision { nth: 2, target_date, ..Decision::new(value, second) });
            }
            for (seen, decision) in (0..).zip(&answers) {
                let id: AnswerId = new_id();
                let by = (user.as_str(), chief.name.as_str());
                change.append_answer(facility, &round, &id, &item.id, seen, decision, None, by).await?;
            }
        }
        Ok(change.commit().await?)
    }

    /// Two self-checks of this year; the second is better than the first.
    pub(super) async fn demo_self_checks(&self, chief: &Actor, facility: &FacilityId) -> Result<()> {
        let today = self.today();
        let start = FiscalYear::of(today).first();
        let before = today.checked_sub(60.days()).map_or(start, |day| day.max(start));
        for (id, crosses, mended) in SELF_CHECKS {
            let edition = self.edition(chief, id).await?;
            // `seen` is how often each row has been answered before.
            for (nth, seen, day, crosses) in [("1", "0", before, crosses), ("2", "1", today, &crosses[mended..])] {
                let rows = edition.items.iter().map(|item| {
                    let key = item.id.split_once(':').map_or("", |(_, key)| key);
                    let value = if crosses.contains(&key) { "no" } else { "yes" };
                    (key.to_owned(), TypedRow { value: value.to_owned(), remark: String::new() })
                });
                let typed = TypedSheet {
                    nth: nth.to_owned(),
                    checked_on: day.to_string(),
                    seen: vec![seen; edition.items.len()].join("."),
                    rows: rows.collect(),
                };
                self.save_selfcheck(chief, facility, id, &typed).await?;
            }
        }
        Ok(())
    }
}
