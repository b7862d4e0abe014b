//! 2-⑧ パスワードの使い回しの禁止.

use super::tally::{Tally, names, pick};
use super::words::is_default_login;
use super::{Finding, RuleInput, contracts, devices, papers};
use crate::facts::Row;
use crate::text::search_key;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const NAME: &str = "password_reuse";

/// Item 2-⑧. Source: the R7 manual, 2-⑧ (catalogs/SOURCES.md): no shared passwords, the one of delivery changed.
///
/// * はい: a clause forbids it, every network device and NAS has the day on which its first password was changed, every
///   vendor with a contract said this fiscal year that it uses no password of other customers. Nobody's passwords are
///   known here, so the sheet leaves はい to a person (`person_says_yes`).
/// * いいえ: a vendor says that all its customers share a password.
/// * 判断できない: any of that not entered; a login of delivery (admin, root) or one administrator on all devices, of
///   which no change is recorded.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    papers::ask_clause(input, "2-8", "パスワードの使い回しの禁止", &mut tally);
    first_passwords(input, &mut tally);
    default_logins(input, &mut tally);
    same_administrator(input, &mut tally);
    vendors(input, &mut tally);
    tally.finish()
}

/// Devices that are delivered with a password everybody can look up.
fn first_passwords(input: &RuleInput<'_>, tally: &mut Tally) {
    let boxes: Vec<&Row> =
        input.facts.devices_in_use().filter(|row| matches!(devices::kind(row), "network" | "nas")).collect();
    let open = pick(&boxes, |row| !changed(input, row, "default_changed"));
    tally.gap(
        "初期パスワードの変更",
        "台",
        boxes.len(),
        &open,
        "購入したときの管理用パスワードから変えて、「初期パスワードの変更日」を入力してください。",
    );
    if !boxes.is_empty() && open.is_empty() {
        tally.note(format!("ルータやNASなど{}台で、初期パスワードを変えた記録があります。", boxes.len()), &boxes);
    }
}

/// Accounts under the name of delivery: the password may be that of delivery, too.
fn default_logins(input: &RuleInput<'_>, tally: &mut Tally) {
    let accounts: Vec<&Row> = input.facts.accounts_in_use().collect();
    let open = pick(&accounts, |row| is_default_login(row.text("login")) && !changed(input, row, "password_set"));
    if !open.is_empty() {
        tally.missing(
            format!(
                "初期設定のままの名前のID（adminなど）が{}件あります（{}）。パスワードも初期のままでないかを確かめ、「パスワードの設定日」を入力してください。",
                open.len(),
                names(&open)
            ),
            &open,
        );
    }
}

/// One administrator's name on every device: its password is easily one for all.
fn same_administrator(input: &RuleInput<'_>, tally: &mut Tally) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut by_login: BTreeMap<String, BTreeMap<&str, &Row>> = BTreeMap::new();
    for device in input.facts.devices_in_use() {
        for login in devices::local_admins(device) {
            known.insert(&device.id);
            if !changed(input, device, "default_changed") {
                by_login.entry(search_key(&login)).or_default().insert(&device.id, device);
            }
        }
    }
    for account in input.facts.accounts_in_use().filter(|row| row.is("privilege", "admin")) {
        let Some(device) = input.facts.target(account, "device") else { continue };
        known.insert(&device.id);
        let rows = by_login.entry(search_key(account.text("login"))).or_default();
        if changed(input, account, "password_set") {
            rows.remove(device.id.as_str());
        } else {
            rows.insert(&device.id, device);
        }
    }
    for (login, rows) in by_login.into_iter().filter(|(_, rows)| rows.len() > 1 && rows.len() == known.len()) {
        let rows: Vec<&Row> = rows.into_values().collect();
        tally.missing(
            format!(
                "同じ名前の管理者「{login}」が、{}台すべてにあります。パスワードを機器ごとに変え、「初期パスワードの変更日」を入力してください。",
                rows.len()
            ),
            &rows,
        );
    }
}

/// What the vendors say about the passwords that they hold.
fn vendors(input: &RuleInput<'_>, tally: &mut Tally) {
    let asked = contracts::asked(input);
    let shared = pick(&asked, |row| row.yes("password_unique") == Some(false));
    if !shared.is_empty() {
        tally.against(
            format!(
                "事業者がほかの顧客と同じパスワードを使うと回答した契約が{}件あります（{}）。自施設だけのパスワードに変えてもらってください。",
                shared.len(),
                names(&shared)
            ),
            &shared,
        );
    }
    let open = pick(&asked, |row| row.yes("password_unique").is_none());
    tally.gap(
        "事業者のパスワード",
        "件",
        asked.len(),
        &open,
        "事業者確認用シートの2-⑧の回答を見て、「パスワードは顧客ごとに別」を入力してください。",
    );
    let this_year =
        |row: &Row| row.day("vendor_sheet_date").is_some_and(|day| input.year.contains(day) && day <= input.today);
    let open = pick(&asked, |row| row.yes("password_unique") == Some(true) && !this_year(row));
    tally.gap(
        "今年度の事業者の回答",
        "件",
        asked.len(),
        &open,
        "今年度の事業者確認用シートを受け取り、「シートの受領日」を入力してください。",
    );
    let unique = pick(&asked, |row| row.yes("password_unique") == Some(true));
    if !unique.is_empty() {
        tally.note(
            format!("契約{}件のうち{}件で、パスワードは顧客ごとに別という回答です。", asked.len(), unique.len()),
            &unique,
        );
    }
}

/// Whether a password was changed on a day that has come.
fn changed(input: &RuleInput<'_>, row: &Row, key: &str) -> bool {
    row.day(key).is_some_and(|day| day <= input.today)
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Accounts, Clauses};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn a_clause_changed_first_passwords_and_the_vendors_word_are_enough() {
        World::clean().expect(NAME, Yes, "2台で、初期パスワード", &["d4", "d5"]);
        World::clean().expect(NAME, Yes, "契約2件のうち2件", &["c1", "c2"]);
    }

    #[test]
    fn a_vendor_that_shares_its_password_among_customers_is_counter_evidence() {
        World::clean().set("c1", "password_unique", "no").expect(NAME, No, "同じパスワード", &["c1"]);
        let bought = World::clean().set("c1", "password_unique", "no").set("c1", "kind", "none");
        assert_eq!(bought.run(NAME).verdict, Yes);
    }

    #[test]
    fn no_clause_or_no_answer_does_not_decide() {
        World::clean().without_ledger(Clauses).expect(NAME, Undetermined, "定めた条が", &[]);
        World::clean().set("e1", "approved", "").expect(NAME, Undetermined, "定めた条が", &[]);
        World::clean().set("c2", "password_unique", "").expect(NAME, Undetermined, "パスワード：2件中1件", &["c2"]);
    }

    #[test]
    fn an_answer_of_last_year_is_stale_and_a_change_in_the_future_is_none() {
        World::clean().set("c2", "vendor_sheet_date", "2026-03-31").expect(
            NAME,
            Undetermined,
            "今年度の事業者",
            &["c2"],
        );
        World::clean().set("d4", "default_changed", "2026-11-21").expect(NAME, Undetermined, "2台中1台", &["d4"]);
    }

    #[test]
    fn one_router_without_a_change_is_counted_among_all() {
        World::clean().set("d5", "default_changed", "").expect(NAME, Undetermined, "変更：2台中1台", &["d5"]);
        let gone = World::clean().set("d5", "default_changed", "").set("d5", "state", "disposed");
        assert_eq!(gone.run(NAME).verdict, Yes);
    }

    #[test]
    fn a_login_of_delivery_is_a_question_until_its_password_was_set() {
        let world = World::clean().set("a1", "login", "Administrator");
        world.expect(NAME, Undetermined, "初期設定のままの名前", &["a1"]);
        assert_eq!(world.clone().set("a1", "password_set", "2026-04-01").run(NAME).verdict, Yes);
        assert_eq!(world.set("a1", "state", "disabled").run(NAME).verdict, Yes);
    }

    #[test]
    fn one_administrator_on_all_devices_is_a_question_without_a_change_record() {
        let world =
            World::clean().set("d1", "admins", "D1\\kanri").set("d1", "host", "D1").set("d2", "admins", "Kanri");
        world.expect(NAME, Undetermined, "「kanri」が、2台すべて", &["d1", "d2"]);
        assert_eq!(world.clone().set("d2", "default_changed", "2026-04-01").run(NAME).verdict, Yes);
        // A name of the domain has one password by design.
        let domain = world.set("d1", "admins", "MIDORI\\kanri").set("d2", "admins", "MIDORI\\kanri");
        assert_eq!(domain.run(NAME).verdict, Yes);
        let account = |id: &str, device: &str, world: World| {
            world.with(
                Accounts,
                id,
                &[("login", "setup"), ("device", device), ("privilege", "admin"), ("system", "s1")],
            )
        };
        let both = account("a7", "d1", account("a6", "d2", World::clean()));
        both.expect(NAME, Undetermined, "「setup」が、2台すべて", &["d1", "d2"]);
        assert_eq!(both.set("a6", "password_set", "2026-04-01").run(NAME).verdict, Yes);
    }
}
