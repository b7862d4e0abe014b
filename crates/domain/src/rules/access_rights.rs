//! 2-④ 利用者の職種・担当業務ごとのアクセス権限と管理者権限者の明確化.

use super::tally::{Tally, names, pick};
use super::words::is_generic_login;
use super::{Finding, RuleInput, devices, people};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const NAME: &str = "access_rights";

/// Item 2-④. Source: the R7 manual and Q&A, 2-④ (catalogs/SOURCES.md), with the bad patterns it names.
///
/// * はい: every system in scope has its accounts with rights, personal IDs, and a matrix of rights reviewed in a year.
/// * いいえ: an ID used jointly without a recorded reason; everyone 管理者; a clerk (事務) as 管理者.
/// * 判断できない: no accounts, rights empty, generic IDs, administrators in the majority, matrix missing or old; an
///   administrator of a device who is in no ledger; a clerk with a pharmacist's rights; several 管理薬剤師.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let accounts: Vec<&Row> = input.facts.accounts_in_use().collect();
    shared(&accounts, &mut tally);
    generic(&accounts, &mut tally);
    administrators(input, &accounts, &mut tally);
    of_devices(input, &mut tally);
    jobs(input, &accounts, &mut tally);

    let open: Vec<&Row> = accounts.iter().copied().filter(|row| row.filled("privilege").is_none()).collect();
    tally.gap("権限", "件", accounts.len(), &open, "「一般」か「管理者」かを入力してください。");
    let open: Vec<&Row> = accounts.iter().copied().filter(|row| row.filled("system").is_none()).collect();
    tally.gap("対象のシステム", "件", accounts.len(), &open, "どのシステムのIDかを選んでください。");
    let scope: Vec<&Row> = input.facts.systems_in_scope().collect();
    // A product that cannot manage accounts has none to list (Q&A 7-7): the vendor is asked instead.
    let unlisted = |system: &&Row| {
        system.yes("accounts_manageable") != Some(false)
            && !input.facts.all(Ledger::Accounts).iter().any(|account| account.text("system") == system.id)
    };
    let open: Vec<&Row> = scope.iter().copied().filter(unlisted).collect();
    tally.gap("システムの利用者ID", "件", scope.len(), &open, "利用者IDを登録してください。");
    let known = |system: &Row| input.fresh(system.day("users_known"), input.params.review_max_age_days);
    let open: Vec<&Row> = scope.iter().copied().filter(|system| !known(system)).collect();
    tally.gap(
        "職種ごとの権限",
        "件",
        scope.len(),
        &open,
        "職種や担当業務ごとの権限を見直し、その日を登録してください。1年ごとの見直しが必要です。",
    );
    if scope.is_empty() {
        tally.missing("患者情報を扱うシステムが登録されていません。権限を確かめるシステムを登録してください。", &[]);
    }
    if accounts.is_empty() {
        tally.missing(
            "使用中の利用者IDが登録されていません。システムごとに、誰がどのIDと権限を持つかを登録してください。",
            &[],
        );
    } else {
        let admins = accounts.iter().filter(|row| row.is("privilege", "admin")).count();
        tally.note(format!("使用中の利用者ID{}件のうち、管理者権限は{admins}件です。", accounts.len()), &[]);
    }
    tally.finish()
}

/// One ID for several people: in one row, or in several rows of one system.
fn shared(accounts: &[&Row], tally: &mut Tally) {
    let mut by_id: BTreeMap<(String, String), Vec<&Row>> = BTreeMap::new();
    for row in accounts.iter().copied() {
        by_id.entry((row.text("system").to_owned(), search_key(row.text("login")))).or_default().push(row);
    }
    let (mut found, mut explained) = (vec![], vec![]);
    for ((system, _), rows) in by_id {
        let holders: BTreeSet<String> = rows
            .iter()
            .map(|row| search_key(row.filled("holder").unwrap_or_else(|| row.text("person"))))
            .filter(|holder| !holder.is_empty())
            .collect();
        let joint = rows.iter().any(|row| people::is_joint(row.text("holder")));
        if !joint && holders.len() < 2 {
            continue;
        }
        if rows.iter().all(|row| row.filled("shared_reason").is_some()) {
            explained.extend(rows);
        } else if joint || !system.is_empty() {
            found.extend(rows);
        } else {
            let text = format!(
                "ID「{}」が{}人に登録されていますが、システムが空欄のため、同じIDかどうか分かりません。システムを選んでください。",
                rows[0].text("login"),
                holders.len()
            );
            tally.missing(text, &rows);
        }
    }
    if !found.is_empty() {
        tally.against(format!("{}件のIDを複数の人で共用しています（{}）。1人に1つのIDにしてください。避けられないときは「共用の理由」を入力してください。", found.len(), names(&found)), &found);
    }
    if !explained.is_empty() {
        tally.note(format!("{}件のIDは、理由を記録して共用しています。", explained.len()), &explained);
    }
}

/// IDs that name nobody: admin, user, 共用.
fn generic(accounts: &[&Row], tally: &mut Tally) {
    let unexplained = accounts
        .iter()
        .copied()
        .filter(|row| is_generic_login(row.text("login")) && row.filled("shared_reason").is_none());
    let nobody = |row: &&Row| {
        people::is_joint(row.text("holder")) || (row.filled("holder").is_none() && row.filled("person").is_none())
    };
    let (no_owner, owned): (Vec<&Row>, Vec<&Row>) = unexplained.partition(nobody);
    if !no_owner.is_empty() {
        tally.against(
            format!(
                "{}件の汎用のID（{}）は、誰が使ったかを後から確かめられません。個人のIDに替えてください。",
                no_owner.len(),
                names(&no_owner)
            ),
            &no_owner,
        );
    }
    if !owned.is_empty() {
        tally.missing(format!("{}件の汎用のID（{}）があります。ほかの人が使っていないかを確かめ、個人のIDに替えるか、「共用の理由」を入力してください。", owned.len(), names(&owned)), &owned);
    }
}

/// Too many administrators, or the wrong ones.
fn administrators(input: &RuleInput<'_>, accounts: &[&Row], tally: &mut Tally) {
    let mut by_system: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in accounts.iter().copied() {
        by_system.entry(row.text("system")).or_default().push(row);
    }
    for (system, rows) in by_system {
        let name = input.facts.find(Ledger::Systems, system).map_or_else(|| "（システムが空欄）".to_owned(), Row::name);
        let admins: Vec<&Row> = rows.iter().copied().filter(|row| row.is("privilege", "admin")).collect();
        let (many, all) = (admins.len(), rows.len());
        if all >= 2 && many == all {
            tally.against(
                format!("「{name}」は{all}件のIDがすべて管理者です。管理者を必要な人だけにしてください。"),
                &admins,
            );
        } else if many >= input.params.many_admins && many * 2 > all {
            tally.missing(
                format!("「{name}」は{all}件中{many}件が管理者です。全員に管理者権限が必要かを見直してください。"),
                &admins,
            );
        }
    }
    let clerk = |row: &&Row| {
        row.is("privilege", "admin") && people::is_clerk(row, &people::of_account(input.facts, row, input.today))
    };
    let clerks: Vec<&Row> = accounts.iter().copied().filter(clerk).collect();
    if !clerks.is_empty() {
        tally.against(
            format!(
                "事務の{}件のIDに管理者権限があります（{}）。担当業務に合う権限に変えてください。",
                clerks.len(),
                names(&clerks)
            ),
            &clerks,
        );
    }
}

/// Administrators that the devices name and no row of the ledger explains.
fn of_devices(input: &RuleInput<'_>, tally: &mut Tally) {
    let known: BTreeSet<String> = input
        .facts
        .all(Ledger::Accounts)
        .iter()
        .flat_map(|row| [row.text("login"), row.text("holder")])
        .chain(input.facts.all(Ledger::People).iter().map(|row| row.text("name")))
        .map(search_key)
        .collect();
    // Windows' own account is asked about with the first passwords (2-⑧).
    let strange =
        |login: &String| !known.contains(&search_key(login)) && search_key(login) != search_key("Administrator");
    let all: Vec<&Row> = input.facts.devices_in_use().collect();
    let open = pick(&all, |device| devices::local_admins(device).iter().any(strange));
    if !open.is_empty() {
        tally.missing(
            format!(
                "「利用者ID」の台帳にない管理者がいる機器が{}台あります（{}）。だれのIDかを確かめ、台帳に登録するか、権限を外してください。",
                open.len(),
                names(&open)
            ),
            &open,
        );
    }
}

/// Rights that do not fit the job, as far as the ledger says so.
fn jobs(input: &RuleInput<'_>, accounts: &[&Row], tally: &mut Tally) {
    let pharmacist = |row: &Row| {
        row.text("department").contains("薬剤師")
            || ["薬剤師権限", "薬剤師の権限"].iter().any(|words| row.text("note").contains(words))
    };
    let wrong = pick(accounts, |row| {
        pharmacist(row)
            && people::of_account(input.facts, row, input.today).iter().any(|person| person.is("job", "clerk"))
    });
    if !wrong.is_empty() {
        tally.missing(
            format!(
                "事務の人のIDに薬剤師の権限があるように見えるものが{}件あります（{}）。担当業務に合う権限かを確かめ、合わなければ直してください。",
                wrong.len(),
                names(&wrong)
            ),
            &wrong,
        );
    }
    let mut by_system: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in accounts.iter().copied().filter(|row| row.text("department").contains("管理薬剤師")) {
        by_system.entry(row.text("system")).or_default().push(row);
    }
    for rows in by_system.into_values().filter(|rows| rows.len() > 1) {
        tally.missing(
            format!(
                "1つのシステムに、管理薬剤師のIDが{}件あります（{}）。管理薬剤師の権限が必要な人かを確かめてください。",
                rows.len(),
                names(&rows)
            ),
            &rows,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Accounts, Systems};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn personal_ids_with_a_reviewed_matrix_are_enough() {
        World::clean().expect(NAME, Yes, "5件のうち、管理者権限は2件", &[]);
    }

    #[test]
    fn an_id_held_by_two_is_found_in_one_row_and_in_two_rows() {
        World::clean().set("a3", "holder", "院長・事務").expect(NAME, No, "共用しています", &["a3"]);
        let rows = World::clean().with(
            Accounts,
            "a7",
            &[("login", "ＡＯＫＩ"), ("system", "s1"), ("holder", "白石 三月"), ("privilege", "user")],
        );
        rows.expect(NAME, No, "共用しています", &["a2", "a7"]);
        assert_eq!(rows.set("a7", "holder", "青木二葉").run(NAME).verdict, Yes);
        let reason = World::clean().set("a3", "holder", "院長・事務").set("a3", "shared_reason", "使用記録簿に署名");
        reason.expect(NAME, Yes, "理由を記録して", &["a3"]);
    }

    #[test]
    fn a_generic_id_counts_against_only_without_one_owner() {
        World::clean().set("a2", "login", "Admin").expect(NAME, Undetermined, "汎用のID", &["a2"]);
        let empty = World::clean().set("a2", "login", "kyoyu").set("a2", "holder", "").set("a2", "person", "");
        empty.expect(NAME, No, "汎用のID", &["a2"]);
        World::clean().set("a2", "login", "user").set("a2", "holder", "青木、白石").expect(
            NAME,
            No,
            "汎用のID",
            &["a2"],
        );
        assert_eq!(World::clean().set("a9", "login", "admin").run(NAME).verdict, Yes);
    }

    #[test]
    fn everyone_an_administrator_is_counter_evidence_and_most_is_a_question() {
        World::clean().set("a5", "privilege", "admin").expect(NAME, No, "すべて管理者", &["a4", "a5"]);
        let most = World::clean().set("a2", "privilege", "admin").with(
            Accounts,
            "a7",
            &[("login", "momo"), ("system", "s1"), ("holder", "桃井 七子"), ("privilege", "admin")],
        );
        most.expect(NAME, Undetermined, "4件中3件", &["a1", "a2", "a7"]);
    }

    #[test]
    fn a_clerk_with_administrator_rights_is_found_by_job_and_by_department() {
        World::clean().set("a3", "privilege", "admin").expect(NAME, No, "事務の1件", &["a3"]);
        let account = [
            ("login", "x"),
            ("system", "s1"),
            ("holder", "外部 太郎"),
            ("privilege", "admin"),
            ("department", "医療事務"),
        ];
        let world = World::clean().with(Accounts, "a7", &account);
        world.expect(NAME, No, "事務の1件", &["a7"]);
        assert_eq!(world.set("a7", "department", "事務長").run(NAME).verdict, Yes);
    }

    #[test]
    fn an_administrator_of_a_device_must_be_somebody_in_the_ledger() {
        World::clean().set("d2", "admins", "setup、Administrator").expect(
            NAME,
            Undetermined,
            "台帳にない管理者",
            &["d2"],
        );
        for known in ["midorikawa", "緑川一郎", "Administrator", "MIDORI\\Domain Admins"] {
            assert_eq!(World::clean().set("d2", "admins", known).run(NAME).verdict, Yes, "{known}");
        }
    }

    #[test]
    fn a_clerk_with_a_pharmacists_rights_is_a_question() {
        World::clean().set("a3", "department", "薬剤師").expect(NAME, Undetermined, "薬剤師の権限", &["a3"]);
        World::clean().set("a3", "note", "薬剤師権限で作成").expect(NAME, Undetermined, "薬剤師の権限", &["a3"]);
        assert_eq!(World::clean().set("a2", "department", "薬剤師").run(NAME).verdict, Yes);
    }

    #[test]
    fn several_managing_pharmacists_in_one_system_are_a_question() {
        let world = World::clean().set("a1", "department", "管理薬剤師");
        assert_eq!(world.run(NAME).verdict, Yes);
        world.set("a2", "department", "管理薬剤師").expect(NAME, Undetermined, "管理薬剤師のIDが2件", &["a1", "a2"]);
    }

    #[test]
    fn rights_matrix_and_coverage_are_asked_for() {
        World::clean().set("s1", "users_known", "2025-11-19").expect(
            NAME,
            Undetermined,
            "職種ごとの権限：2件中1件",
            &["s1"],
        );
        World::clean().set("a2", "privilege", "").expect(NAME, Undetermined, "権限：5件中4件", &["a2"]);
        World::clean().without_ledger(Accounts).expect(NAME, Undetermined, "使用中の利用者IDが登録されていません", &[]);
        let more = World::clean().with(Systems, "s3", &[("name", "分包機"), ("users_known", "2026-10-01")]);
        more.expect(NAME, Undetermined, "システムの利用者ID：3件中2件", &["s3"]);
        assert_eq!(more.set("s3", "accounts_manageable", "no").run(NAME).verdict, Yes);
    }
}
