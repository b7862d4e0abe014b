//! The accounts of each system, with what makes one look twice.

use jiff::civil::Date;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::Ledger;
use tate_domain::proposal::RowRef;
use tate_domain::text::search_key;

/// Days without a sign-in after which an account is looked at twice.
const UNUSED_DAYS: i32 = 90;

/// An account as the review lists it.
#[derive(Debug, Clone)]
pub struct AccountLine {
    /// The account.
    pub row: RowRef,
    /// Who uses it.
    pub holder: String,
    /// The last sign-in.
    pub last_login: Option<Date>,
    /// When it was reviewed last.
    pub reviewed: Option<Date>,
    /// 退職・異動, 90日以上未使用, 共用, 管理者, 期限切れ.
    pub flags: Vec<&'static str>,
}

/// The accounts of one system that can be used.
#[derive(Debug, Clone)]
pub struct SystemAccounts {
    /// The system's id; empty: accounts of no system.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Accounts, those with flags first.
    pub accounts: Vec<AccountLine>,
}

impl SystemAccounts {
    /// How many have a flag.
    #[must_use]
    pub fn flagged(&self) -> usize {
        self.accounts.iter().filter(|account| !account.flags.is_empty()).count()
    }
}

/// Whether somebody who uses the account no longer works here.
fn left(facts: &Facts, account: &Row, today: Date) -> bool {
    if let Some(person) = facts.target(account, "person") {
        return !Facts::works_here(person, today);
    }
    let holder = search_key(account.text("holder"));
    let mut named = facts.all(Ledger::People).iter().filter(|person| search_key(&person.name()) == holder).peekable();
    !holder.is_empty() && named.peek().is_some() && named.all(|person| !Facts::works_here(person, today))
}

/// Used by more than one: a reason is given, or several people are named.
fn shared(account: &Row) -> bool {
    account.filled("shared_reason").is_some() || account.text("holder").contains(['、', ',', '，', '・', '/'])
}

fn flags(facts: &Facts, account: &Row, today: Date) -> Vec<&'static str> {
    let old = today.saturating_sub(jiff::Span::new().days(UNUSED_DAYS));
    [
        (left(facts, account, today), "退職・異動"),
        (account.day("expires").is_some_and(|day| day < today), "期限切れ"),
        (account.day("last_login").is_some_and(|day| day < old), "90日より長く未使用"),
        (shared(account), "共用"),
        (account.is("privilege", "admin"), "管理者"),
    ]
    .into_iter()
    .filter_map(|(is, flag)| is.then_some(flag))
    .collect()
}

/// The accounts in use by system; a system without any is left out, those of no system come last.
pub(super) fn by_system(facts: &Facts, today: Date) -> Vec<SystemAccounts> {
    let mut groups: Vec<SystemAccounts> = facts
        .all(Ledger::Systems)
        .iter()
        .map(|system| SystemAccounts { id: system.id.clone(), name: system.name(), accounts: Vec::new() })
        .collect();
    groups.push(SystemAccounts {
        id: String::new(),
        name: "システムの指定がない利用者ID".to_owned(),
        accounts: Vec::new(),
    });
    for account in facts.accounts_in_use() {
        let line = AccountLine {
            row: account.pointer(),
            holder: account.text("holder").to_owned(),
            last_login: account.day("last_login"),
            reviewed: account.day("reviewed"),
            flags: flags(facts, account, today),
        };
        let own = facts.target(account, "system").map_or("", |system| system.id.as_str());
        if let Some(group) = groups.iter_mut().find(|group| group.id == own) {
            group.accounts.push(line);
        }
    }
    groups.retain(|group| !group.accounts.is_empty());
    for group in &mut groups {
        group.accounts.sort_by_key(|account| account.flags.is_empty());
    }
    groups
}
