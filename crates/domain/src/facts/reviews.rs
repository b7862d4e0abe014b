//! What the reviews (点検) of a facility say: when something was looked at last, and what is left of it.
//!
//! A review that names no system, backup or log was of everything of its kind. Days after `on` are
//! plans or typing errors and do not count.

use super::{Facts, Row};
use crate::ledger::Ledger;
use jiff::civil::Date;

/// Days after which a kind of review is due again where its row names no next day: our own habit, not
/// a rule of the ministry, which asks for reviews at fixed intervals without saying which.
#[must_use]
pub fn usual_days(kind: &str) -> i64 {
    match kind {
        "patches" | "backup" | "logs" => 30,
        "accounts" => 90,
        "devices" | "services" | "media" => 180,
        // Restore tests, source restriction and the contact chart: once a year.
        _ => 365,
    }
}

/// What a review looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed<'a> {
    /// Anything of the kind: the newest review counts, whatever it looked at.
    Anything,
    /// A system, by the identifier of its row.
    System(&'a str),
    /// A backup.
    Backup(&'a str),
    /// A log.
    Log(&'a str),
}

/// The columns that say what a review looked at.
const SUBJECTS: [&str; 3] = ["system", "backup", "log"];

impl Reviewed<'_> {
    /// Whether a review looked at this: it names it, or it was of everything.
    #[must_use]
    pub fn covers(self, review: &Row) -> bool {
        let (column, id) = match self {
            Self::Anything => return true,
            Self::System(id) => ("system", id),
            Self::Backup(id) => ("backup", id),
            Self::Log(id) => ("log", id),
        };
        review.is(column, id) || SUBJECTS.iter().all(|key| review.text(key).is_empty())
    }

    /// What one review looked at: the narrowest thing that it names.
    #[must_use]
    pub fn of(review: &Row) -> Reviewed<'_> {
        if let Some(id) = review.filled("backup") {
            Reviewed::Backup(id)
        } else if let Some(id) = review.filled("log") {
            Reviewed::Log(id)
        } else {
            review.filled("system").map_or(Reviewed::Anything, Reviewed::System)
        }
    }
}

impl Facts {
    /// Reviews of a kind (`accounts`, `patches`, `backup`, `restore`, `logs` …) carried out by a day,
    /// newest first; of two on one day the one written later.
    #[must_use]
    pub fn reviews(&self, kind: &str, of: Reviewed<'_>, on: Date) -> Vec<&Row> {
        let wanted = |row: &&Row| row.is("kind", kind) && of.covers(row) && row.day("day").is_some_and(|day| day <= on);
        let mut found: Vec<&Row> = self.all(Ledger::Reviews).iter().filter(wanted).collect();
        found.sort_by_key(|row| std::cmp::Reverse((row.day("day"), &row.updated_at)));
        found
    }

    /// When something was reviewed last, as seen on a day; `None`: never.
    ///
    /// A review that failed (結果が「失敗」) was begun but says nothing, and does not count; one with
    /// findings does.
    #[must_use]
    pub fn last_review(&self, kind: &str, of: Reviewed<'_>, on: Date) -> Option<Date> {
        self.reviews(kind, of, on).into_iter().find(|row| !row.is("result", "failed")).and_then(|row| row.day("day"))
    }

    /// When a kind of review is due again: the next day that its newest row names, else the usual time
    /// after it. `None`: there has been none.
    #[must_use]
    pub fn review_due(&self, kind: &str, on: Date) -> Option<Date> {
        let row = self.reviews(kind, Reviewed::Anything, on).into_iter().find(|row| !row.is("result", "failed"))?;
        let usual = || row.day("day").map(|day| day.saturating_add(jiff::Span::new().days(usual_days(kind))));
        row.day("next").or_else(usual)
    }

    /// Reviews whose findings are open on a day: no later review of the same kind and subject came
    /// out clean or fixed. Newest first, one per kind and subject.
    #[must_use]
    pub fn open_findings(&self, on: Date) -> Vec<&Row> {
        let mut open: Vec<&Row> =
            self.all(Ledger::Reviews).iter().filter(|row| self.is_open_finding(row, on)).collect();
        open.sort_by_key(|row| std::cmp::Reverse((row.day("day"), &row.updated_at)));
        open
    }

    fn is_open_finding(&self, row: &Row, on: Date) -> bool {
        if !(row.is("result", "found") || row.is("result", "failed")) || row.day("day").is_none_or(|day| day > on) {
            return false;
        }
        // Of everything: only a later review of everything settles it.
        let same = |other: &&&Row| Reviewed::of(row) != Reviewed::Anything || Reviewed::of(other) == Reviewed::Anything;
        let newest = self.reviews(row.text("kind"), Reviewed::of(row), on);
        let mut later = newest.iter().take_while(|other| other.id != row.id).filter(same);
        later.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facility::{FacilityKind, Profile};
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn review(id: &str, pairs: &[(&str, &str)]) -> Row {
        Row {
            id: id.into(),
            ledger: Ledger::Reviews,
            version: 1,
            fields: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            updated_at: format!("2026-11-20T00:00:00.{id}Z"),
        }
    }

    fn facts(rows: Vec<Row>) -> Facts {
        let profile = Profile {
            kind: FacilityKind::Pharmacy,
            name: "みどり町薬局".into(),
            insurance_code: String::new(),
            founder: String::new(),
            manager: String::new(),
            phone: String::new(),
            address: String::new(),
            has_network: None,
        };
        Facts::new(profile, rows)
    }

    #[test]
    fn the_last_review_of_a_system_is_its_own_or_one_of_everything() {
        let facts = facts(vec![
            review("1", &[("kind", "accounts"), ("day", "2026-10-01"), ("system", "a"), ("result", "clean")]),
            review("2", &[("kind", "accounts"), ("day", "2026-09-01"), ("result", "clean")]),
            review("3", &[("kind", "patches"), ("day", "2026-11-01"), ("result", "clean")]),
            review("4", &[("kind", "accounts"), ("day", "2026-12-01"), ("system", "a"), ("result", "clean")]),
        ]);
        assert_eq!(facts.last_review("accounts", Reviewed::System("a"), TODAY), Some(date(2026, 10, 1)));
        assert_eq!(facts.last_review("accounts", Reviewed::System("b"), TODAY), Some(date(2026, 9, 1)));
        assert_eq!(facts.last_review("accounts", Reviewed::Anything, TODAY), Some(date(2026, 10, 1)));
        assert_eq!(facts.last_review("restore", Reviewed::Anything, TODAY), None);
    }

    #[test]
    fn the_next_review_is_the_day_that_was_written_or_the_usual_time_after() {
        let mut rows = vec![review("1", &[("kind", "accounts"), ("day", "2026-10-01"), ("result", "clean")])];
        assert_eq!(facts(rows.clone()).review_due("accounts", TODAY), Some(date(2026, 12, 30)));
        assert_eq!(facts(rows.clone()).review_due("logs", TODAY), None);
        rows[0].fields.insert("next".into(), "2026-11-01".into());
        assert_eq!(facts(rows).review_due("accounts", TODAY), Some(date(2026, 11, 1)));
    }

    #[test]
    fn a_restore_test_that_failed_is_no_review() {
        let mut rows =
            vec![review("1", &[("kind", "restore"), ("day", "2026-10-01"), ("backup", "x"), ("result", "failed")])];
        assert_eq!(facts(rows.clone()).last_review("restore", Reviewed::Backup("x"), TODAY), None);
        rows.push(review("2", &[("kind", "restore"), ("day", "2026-09-01"), ("backup", "x"), ("result", "clean")]));
        assert_eq!(facts(rows).last_review("restore", Reviewed::Backup("x"), TODAY), Some(date(2026, 9, 1)));
    }

    #[test]
    fn a_finding_is_open_until_a_later_review_of_the_same_thing_is_clean_or_fixed() {
        let found = review("1", &[("kind", "backup"), ("day", "2026-10-01"), ("backup", "x"), ("result", "found")]);
        let with = |pairs: &[(&str, &str)]| {
            let facts = facts(vec![found.clone(), review("2", pairs)]);
            facts.open_findings(TODAY).iter().map(|row| row.id.clone()).collect::<Vec<_>>()
        };
        let (kind, later) = (("kind", "backup"), ("day", "2026-10-02"));
        assert_eq!(with(&[kind, ("day", "2026-09-30"), ("backup", "x"), ("result", "clean")]), ["1"]);
        assert_eq!(with(&[kind, later, ("backup", "y"), ("result", "clean")]), ["1"]);
        assert_eq!(with(&[("kind", "restore"), later, ("backup", "x"), ("result", "clean")]), ["1"]);
        assert!(with(&[kind, later, ("backup", "x"), ("result", "clean")]).is_empty());
        assert!(with(&[kind, later, ("result", "fixed")]).is_empty());
        assert_eq!(with(&[kind, later, ("backup", "x"), ("result", "failed")]), ["2"]);
    }

    #[test]
    fn a_finding_about_everything_is_not_settled_by_one_system() {
        let found = review("1", &[("kind", "accounts"), ("day", "2026-10-01"), ("result", "found")]);
        let one = review("2", &[("kind", "accounts"), ("day", "2026-10-02"), ("system", "a"), ("result", "clean")]);
        let all = review("3", &[("kind", "accounts"), ("day", "2026-10-03"), ("result", "clean")]);
        assert_eq!(facts(vec![found.clone(), one]).open_findings(TODAY).len(), 1);
        assert!(facts(vec![found, all]).open_findings(TODAY).is_empty());
    }
}
