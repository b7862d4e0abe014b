//! End of support of the programs in the software ledger.

use jiff::civil::Date;

use super::answer::LifecycleAnswer;
use super::data::ProductKind;
use super::engine::LifecycleData;
use super::lex::{self, Token};
use super::{judge, plain};

/// Longer names and versions are no names and versions.
const MOST_CHARS: usize = 300;

/// Words of programs that carry a product's name and are not the product: "MySQL Workbench 8.0", "SQL Server 2012
/// Native Client", "WPS Office 2016".
const COMPANIONS: &[&str] = &[
    "client",
    "odbc",
    "jdbc",
    "driver",
    "ドライバ",
    "ドライバー",
    "connector",
    "workbench",
    "management",
    "studio",
    "tools",
    "setup",
    "compact",
    "targeting",
    "viewer",
    "compatibility",
    "互換",
    "pgadmin",
    "agent",
    "wps",
    "kingsoft",
    "polaris",
    "thinkfree",
];

impl LifecycleData {
    /// Says whether a program is supported on `today`, from its name and version as the software ledger has them.
    ///
    /// None when the name is not one that the data knows: most programs of a pharmacy or hospital (dispensing system,
    /// electronic record) have no public end of support, and saying nothing about them is right. A known program
    /// whose version is missing or in doubt is `unknown` with the reason. A bought extension never counts here. Where a
    /// person has typed a day of end of support, that day decides and this need not be asked.
    #[must_use]
    pub fn check_software(&self, name: &str, version: &str, today: Date) -> Option<LifecycleAnswer> {
        let text = format!("{} {}", name.trim(), version.trim()).trim().to_owned();
        if text.chars().count() > MOST_CHARS {
            return None;
        }
        let named = plain::named(self, &lex::tokens(name), ProductKind::Application);
        let tokens = lex::tokens(&text);
        let companion = |t: &Token| COMPANIONS.iter().any(|word| t.is(word));
        match plain::named(self, &tokens, ProductKind::Application)[..] {
            [one] if named.len() == 1 && !tokens.iter().any(companion) => {
                let reading = plain::read(self, &tokens, one);
                Some(judge::answer(text, reading, None, today))
            }
            _ => None,
        }
    }
}
