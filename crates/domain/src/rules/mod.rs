//! Evidence rules (根拠の規則): what the ledgers say about an item today.
//!
//! One file per concept. A rule reads the facts and answers with one of four verdicts: any row that shows the
//! opposite makes いいえ; nothing against but something not entered or too old makes 判断できない; only full coverage
//! with fresh data makes はい. 対象外 exists only where the official sheet says so.
//! Nothing here decides: the program proposes, a named person confirms.

mod access_log;
mod access_rights;
mod backup;
mod contact_chart;
mod contract_duties;
mod csirt;
mod cyber_bcp;
mod device_ledger;
mod disclosure;
mod ehr_backups;
mod ehr_use;
mod facility_name;
mod it_staff;
mod network_diagram;
mod officer_qualification;
mod password;
mod password_minimum;
mod password_reuse;
mod patching;
mod remote_maintenance;
mod respondent;
mod responsible_officer;
mod rule_book;
mod source_restriction;
mod two_factor;
mod unneeded_accounts;
mod unneeded_services;
mod usb_media;

mod contracts;
mod devices;
mod firmware;
mod papers;
mod people;
mod propose;
mod reviews;
mod systems;
mod tally;
#[cfg(test)]
mod testing;
mod words;

use crate::date::FiscalYear;
use crate::edition::PasswordVariant;
use crate::facts::{Facts, Row};
use crate::proposal::{Missing, Reason, Verdict};
use jiff::civil::Date;

pub use propose::propose;

/// What the contradiction lint understands just as the rules do.
pub(crate) use {
    contact_chart::is_superseded,
    devices::kind as device_kind,
    people::{is_joint, of_account},
    words::{is_generic_login, is_not_a_version, mentions, remote_tool},
};

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
    /// Ways to meet the password item; none where the edition states none.
    pub password_variants: Vec<PasswordVariant>,
    /// Last fiscal year for which a plan for two-factor sign-in counts as はい.
    pub two_factor_fiscal_year_limit: i16,
    /// The day that guideline 7.0 names for two-factor sign-in on terminals and servers: a reading of its own.
    pub two_factor_reference_day: Date,
    /// Days after which the access logs must be looked at again.
    pub log_review_max_age_days: i64,
    /// Days after which services, ports and programs of a device must be looked at again.
    pub services_check_max_age_days: i64,
    /// Days after which the settings and the history of a connection must be looked at again.
    pub connection_check_max_age_days: i64,
    /// Days after which a document must have been revised.
    pub paper_max_age_days: i64,
    /// Days after which a drill must be repeated.
    pub drill_max_age_days: i64,
    /// Days a medium may be lent.
    pub media_lend_max_days: i64,
    /// Up to this many PCs a facility may restrict media by rule alone.
    pub rule_only_max_pcs: usize,
    /// Days after which the age of a password is worth a note.
    pub password_note_age_days: i64,
    /// Days without a change after which the list of people is worth a note.
    pub people_max_age_days: i64,
    /// The fiscal year the edition was issued for, where one asks.
    pub edition_year: Option<i16>,
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
            password_variants: vec![],
            two_factor_fiscal_year_limit: 2027,
            two_factor_reference_day: jiff::civil::date(2027, 4, 1),
            log_review_max_age_days: 92,
            services_check_max_age_days: 180,
            connection_check_max_age_days: 365,
            paper_max_age_days: 730,
            drill_max_age_days: 365,
            media_lend_max_days: 30,
            rule_only_max_pcs: 10,
            password_note_age_days: 730,
            people_max_age_days: 60,
            edition_year: None,
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
    /// The lifecycle verdict of a software row; none for programs about which nothing is known.
    pub software: &'a dyn Fn(&Row) -> Option<OsVerdict>,
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
    /// Facts may say いいえ, never はい by themselves.
    pub person_says_yes: bool,
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
    /// The proposed entry, where the question is not はい or いいえ: option keys, a number, a text.
    pub entry: Vec<String>,
}

/// A rule with its name in the catalogue.
pub struct Rule {
    /// The name in the catalogue and in every reason.
    pub name: &'static str,
    /// The rule itself.
    pub check: fn(&RuleInput<'_>) -> Finding,
}

/// Every rule: those of the checklists in the order of the R7 sheet, then those of the survey alone.
#[must_use]
pub fn all() -> &'static [Rule] {
    static ALL: [Rule; 39] = [
        Rule { name: responsible_officer::NAME, check: responsible_officer::check },
        Rule { name: device_ledger::NAME, check: device_ledger::check },
        Rule { name: remote_maintenance::NAME, check: remote_maintenance::check },
        Rule { name: disclosure::NAME, check: disclosure::check },
        Rule { name: access_rights::NAME, check: access_rights::check },
        Rule { name: unneeded_accounts::NAME, check: unneeded_accounts::check },
        Rule { name: patching::NAME, check: patching::check },
        Rule { name: patching::SERVER, check: patching::server },
        Rule { name: patching::TERMINAL, check: patching::terminal },
        Rule { name: patching::NETWORK, check: patching::network },
        Rule { name: patching::COMPUTERS, check: patching::computers },
        Rule { name: password::NAME, check: password::check },
        Rule { name: password_reuse::NAME, check: password_reuse::check },
        Rule { name: usb_media::NAME, check: usb_media::check },
        Rule { name: two_factor::NAME, check: two_factor::check },
        Rule { name: access_log::NAME, check: access_log::check },
        Rule { name: unneeded_services::SERVER, check: unneeded_services::server },
        Rule { name: unneeded_services::TERMINAL, check: unneeded_services::terminal },
        Rule { name: source_restriction::NAME, check: source_restriction::check },
        Rule { name: contact_chart::NAME, check: contact_chart::check },
        Rule { name: backup::NAME, check: backup::check },
        Rule { name: cyber_bcp::NAME, check: cyber_bcp::check },
        Rule { name: rule_book::NAME, check: rule_book::check },
        Rule { name: respondent::NAME, check: respondent::check },
        Rule { name: facility_name::NAME, check: facility_name::check },
        Rule { name: officer_qualification::NAME, check: officer_qualification::check },
        Rule { name: it_staff::NAME, check: it_staff::check },
        Rule { name: csirt::NAME, check: csirt::check },
        Rule { name: cyber_bcp::DRILL, check: cyber_bcp::drill },
        Rule { name: network_diagram::NAME, check: network_diagram::check },
        Rule { name: password_minimum::NAME, check: password_minimum::check },
        Rule { name: two_factor::IMPLEMENTED, check: two_factor::implemented },
        Rule { name: contract_duties::NAME, check: contract_duties::check },
        Rule { name: ehr_use::NAME, check: ehr_use::check },
        Rule { name: ehr_backups::BACKUP, check: ehr_backups::made },
        Rule { name: ehr_backups::COUNT, check: ehr_backups::count },
        Rule { name: ehr_backups::KINDS, check: ehr_backups::kinds },
        Rule { name: ehr_backups::GENERATIONS, check: ehr_backups::generations },
        Rule { name: ehr_backups::OFFLINE, check: ehr_backups::offline },
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
    fn a_clean_small_pharmacy_is_proposed_yes_by_every_rule_that_can_say_so() {
        let world = World::clean();
        // The ledgers never show the drawing, so a person always answers that one.
        for rule in all().iter().filter(|rule| rule.name != "network_diagram") {
            let found = world.run(rule.name);
            assert_eq!(found.verdict, Verdict::Yes, "{}: {:#?} {:#?}", rule.name, found.reasons, found.missing);
            assert!(!found.reasons.is_empty() && found.missing.is_empty(), "{}", rule.name);
        }
    }

    #[test]
    fn an_empty_facility_is_never_proposed_yes() {
        let mut world = World::empty();
        world.profile.founder.clear();
        for rule in all() {
            let found = world.run(rule.name);
            assert_eq!(found.verdict, Verdict::Undetermined, "{}: {:#?}", rule.name, found);
            assert!(!found.missing.is_empty() && found.entry.is_empty());
        }
    }

    #[test]
    fn every_rule_signs_its_own_sentences() {
        for (rule, world) in all().iter().flat_map(|rule| [(rule, World::empty()), (rule, World::clean())]) {
            let found = world.run(rule.name);
            assert!(found.missing.iter().chain(&found.reasons).all(|reason| reason.rule == rule.name));
            assert!(found.missing.iter().all(|reason| reason.text.ends_with('。')), "{found:#?}");
        }
    }

    #[test]
    fn every_rule_has_its_section_in_the_manual() {
        let manual = include_str!("../../../../docs/manual/ja/04-teian-rules.md");
        for rule in all() {
            assert!(manual.contains(&format!("<a id=\"{}\"></a>", rule.name)), "{}", rule.name);
        }
    }
}
