//! Evidence rules (根拠の規則): what the ledgers say about an item today.
//!
//! One file per concept. A rule reads the facts and answers with one of four verdicts: any row that shows the
//! opposite makes いいえ; nothing against but something not entered or too old makes 判断できない; only full coverage
//! with fresh data makes はい. 対象外 exists only where the official sheet says so.
//! Nothing here decides: the program proposes, a named person confirms.

mod access_rights;
mod backup;
mod contact_chart;
mod device_ledger;
mod disclosure;
mod patching;
mod remote_maintenance;
mod responsible_officer;
mod unneeded_accounts;

mod contracts;
mod devices;
mod people;
mod propose;
mod tally;
#[cfg(test)]
mod testing;
mod words;

use crate::date::FiscalYear;
use crate::facts::{Facts, Row};
use crate::proposal::{Missing, Reason, Verdict};
use jiff::civil::Date;

pub use propose::propose;

/// What the lifecycle data says about the operating system of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsVerdict {
    /// Whether security updates still come.
    pub verdict: crate::lifecycle::Verdict,
    /// One or two Japanese sentences with the dates.
    pub text: String,
    /// The product, such as "Windows 11"; none when the text does not fix one.
    pub product: Option<String>,
}

/// Thresholds of the rules; the edition may set its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    /// Days after which the last update of a device is too old.
    pub patch_max_age_days: i64,
    /// Days after which virus definitions are too old.
    pub definition_max_age_days: i64,
    /// Days after which the firmware of a network device must be looked at again.
    pub firmware_check_max_age_days: i64,
    /// Days without a sign-in after which an account is suspicious.
    pub account_unused_days: i64,
    /// Generations a backup keeps at least.
    pub backup_min_generations: u32,
    /// Days after which a restore test must be repeated.
    pub restore_test_max_age_days: i64,
    /// Days after which devices must be compared with the ledger again.
    pub inventory_max_age_days: i64,
    /// Days after which rights and accounts must be reviewed again.
    pub review_max_age_days: i64,
    /// Days a daily or continuous backup may lie back: a weekend and one failure.
    pub daily_backup_grace_days: i64,
    /// Days a weekly backup may lie back.
    pub weekly_backup_grace_days: i64,
    /// Days a monthly backup may lie back.
    pub monthly_backup_grace_days: i64,
    /// From this number on, administrators in the majority are worth a question.
    pub many_admins: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            patch_max_age_days: 60,
            definition_max_age_days: 7,
            firmware_check_max_age_days: 90,
            account_unused_days: 90,
            backup_min_generations: 3,
            restore_test_max_age_days: 365,
            inventory_max_age_days: 365,
            review_max_age_days: 365,
            daily_backup_grace_days: 3,
            weekly_backup_grace_days: 10,
            monthly_backup_grace_days: 40,
            many_admins: 3,
        }
    }
}

/// What a rule may look at. The day is handed in, never taken.
pub struct RuleInput<'a> {
    /// The ledgers of the facility.
    pub facts: &'a Facts,
    /// The fiscal year of the round.
    pub year: FiscalYear,
    /// The day of the proposal.
    pub today: Date,
    /// The thresholds.
    pub params: &'a Params,
    /// The lifecycle verdict of a device row.
    pub os: &'a dyn Fn(&Row) -> OsVerdict,
}

impl RuleInput<'_> {
    /// Whether a day is given, not in the future, and at most `days` back.
    fn fresh(&self, day: Option<Date>, days: i64) -> bool {
        day.is_some_and(|day| (0..=days).contains(&self.age(day)))
    }

    /// Days since a day; negative for the future.
    fn age(&self, day: Date) -> i64 {
        i64::from((self.today - day).get_days())
    }
}

/// One row of the official sheet, as far as rules need it.
pub struct Item<'a> {
    /// The item's identifier.
    pub id: &'a str,
    /// Names of the rules that propose its answer; none for a human statement.
    pub rules: &'a [String],
    /// The label on the sheet.
    pub label: &'a str,
    /// 契約がなければ記入不要.
    pub skip_without_contract: bool,
    /// Falls away without a line to the outside (Q&A 12-8).
    pub skip_without_network: bool,
    /// Where a person looks to answer it.
    pub look_at: &'a str,
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The verdict of this rule alone.
    pub verdict: Verdict,
    /// What speaks for it; counter-evidence first.
    pub reasons: Vec<Reason>,
    /// What is not entered or too old.
    pub missing: Vec<Missing>,
}

/// A rule with its name in the catalogue.
pub struct Rule {
    /// The name in the catalogue and in every reason.
    pub name: &'static str,
    /// The rule itself.
    pub check: fn(&RuleInput<'_>) -> Finding,
}

/// Every rule, in the order of the R7 sheet.
#[must_use]
pub fn all() -> &'static [Rule] {
    static ALL: [Rule; 9] = [
        Rule { name: responsible_officer::NAME, check: responsible_officer::check },
        Rule { name: device_ledger::NAME, check: device_ledger::check },
        Rule { name: remote_maintenance::NAME, check: remote_maintenance::check },
        Rule { name: disclosure::NAME, check: disclosure::check },
        Rule { name: access_rights::NAME, check: access_rights::check },
        Rule { name: unneeded_accounts::NAME, check: unneeded_accounts::check },
        Rule { name: patching::NAME, check: patching::check },
        Rule { name: contact_chart::NAME, check: contact_chart::check },
        Rule { name: backup::NAME, check: backup::check },
    ];
    &ALL
}

/// The rule with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::all;
    use super::testing::World;
    use crate::proposal::Verdict;

    #[test]
    fn a_clean_small_pharmacy_is_proposed_nine_times_yes() {
        let world = World::clean();
        for rule in all() {
            let found = world.run(rule.name);
            assert_eq!(found.verdict, Verdict::Yes, "{}: {:#?} {:#?}", rule.name, found.reasons, found.missing);
            assert!(!found.reasons.is_empty() && found.missing.is_empty(), "{}", rule.name);
        }
    }

    #[test]
    fn an_empty_facility_is_never_proposed_yes() {
        for rule in all() {
            let found = World::empty().run(rule.name);
            assert_eq!(found.verdict, Verdict::Undetermined, "{}: {:#?}", rule.name, found);
            assert!(!found.missing.is_empty());
        }
    }

    #[test]
    fn every_rule_signs_its_own_sentences() {
        for rule in all() {
            let found = World::empty().run(rule.name);
            assert!(found.missing.iter().chain(&found.reasons).all(|reason| reason.rule == rule.name));
            assert!(found.missing.iter().all(|reason| reason.text.ends_with('。')), "{found:#?}");
        }
    }
}
