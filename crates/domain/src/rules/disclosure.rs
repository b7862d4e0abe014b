//! 2-③ 医療情報セキュリティ開示書（MDS/SDS）の入手.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, contracts};
use crate::facts::Row;

pub(super) const NAME: &str = "disclosure";

/// Item 2-③. Source: the R7 manual and Q&A, 2-③ (catalogs/SOURCES.md; Ver.5.0 is current, and remote maintenance has
/// an SDS of its own).
///
/// * はい: received with its date for every contract, and the SDS of remote maintenance where there is one.
/// * いいえ: never by the ledgers alone; a refusal is a task (Q&A 1-6 accepts the vendor's reason, kept on file).
/// * 判断できない: not received, refused, without a date, a system without a contract row.
/// * 対象外: every system in scope was only bought.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    if contracts::none_at_all(input) {
        return tally.not_applicable(contracts::WHY_NOT_APPLICABLE);
    }
    let asked = contracts::asked(input);
    let scope = input.facts.systems_in_scope().count();
    if scope == 0 && asked.is_empty() {
        tally.missing(
            "患者情報を扱うシステムと契約が登録されていません。システムと、事業者との契約を登録してください。",
            &[],
        );
    }
    let open = contracts::systems_without_row(input);
    tally.gap("システムの契約", "件", scope, &open, "契約の有無を登録してください。");

    let refused = pick(&asked, |row| row.is("disclosure", "refused"));
    if !refused.is_empty() {
        tally.missing(
            format!("{}件の契約で開示書の提出を断られています（{}）。断られた理由と日付を書面でもらい、代わりの対策を記録してください。", refused.len(), names(&refused)),
            &refused,
        );
    }
    let open = pick(&asked, |row| !row.is("disclosure", "received") && !row.is("disclosure", "refused"));
    tally.gap(
        "開示書（MDS/SDS）",
        "件",
        asked.len(),
        &open,
        "事業者に請求し、受け取ったら「入手済み」にしてください。",
    );
    let received = pick(&asked, |row| row.is("disclosure", "received"));
    let dated = |row: &Row| row.day("disclosure_date").is_some_and(|day| day <= input.today);
    let open = pick(&received, |row| !dated(row));
    tally.gap(
        "開示書の作成日",
        "件",
        received.len(),
        &open,
        "開示書の表紙の作成日を入力してください。空欄のままの開示書は、事業者に書き直してもらってください。",
    );
    let remote = pick(&asked, |row| row.is("remote", "yes"));
    let open = pick(&remote, |row| !row.is("remote_disclosure", "received"));
    tally.gap(
        "リモート保守のSDS",
        "件",
        remote.len(),
        &open,
        "リモート保守には別のSDSが必要です。支援する事業者に請求してください。",
    );

    let old = pick(&received, |row| is_before_5(row.text("disclosure_version")));
    if !old.is_empty() {
        tally.note(
            format!(
                "{}の開示書は古い版（Ver.5.0より前）です。次に受け取るときは新しい版を依頼してください。",
                names(&old)
            ),
            &old,
        );
    }
    if !received.is_empty() {
        tally.note(format!("契約{}件のうち{}件で開示書を入手しています。", asked.len(), received.len()), &received);
    }
    tally.finish()
}

/// Whether a version such as "Ver.4.1" is older than 5.0. A year such as "2024" is no version.
fn is_before_5(version: &str) -> bool {
    let narrow = crate::text::nfkc(version);
    let number = narrow.trim_start_matches(|c: char| !c.is_ascii_digit());
    number.split_once('.').and_then(|(major, _)| major.parse::<u32>().ok()).is_some_and(|major| major < 5)
}

#[cfg(test)]
mod tests {
    use super::{NAME, is_before_5};
    use crate::ledger::Ledger::Systems;
    use crate::proposal::Verdict::{NotApplicable, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn received_and_dated_is_enough_and_an_old_version_is_only_noted() {
        World::clean().expect(NAME, Yes, "契約2件のうち2件", &["c1", "c2"]);
        World::clean().set("c1", "disclosure_version", "Ver．4.1").expect(NAME, Yes, "古い版", &["c1"]);
        assert!(is_before_5("4.0") && !is_before_5("Ver.14.2") && !is_before_5("") && !is_before_5("2024年10月"));
    }

    #[test]
    fn a_statement_not_received_or_refused_is_missing() {
        for state in ["requested", "none", ""] {
            World::clean().set("c2", "disclosure", state).expect(NAME, Undetermined, "MDS/SDS）：2件中1件", &["c2"]);
        }
        World::clean().set("c2", "disclosure", "refused").expect(NAME, Undetermined, "断られた理由", &["c2"]);
    }

    #[test]
    fn the_date_of_the_statement_must_be_known_and_possible() {
        World::clean().set("c1", "disclosure_date", "").expect(NAME, Undetermined, "作成日：2件中1件", &["c1"]);
        World::clean().set("c1", "disclosure_date", "2027-01-01").expect(NAME, Undetermined, "作成日", &["c1"]);
    }

    #[test]
    fn remote_maintenance_needs_a_statement_of_its_own() {
        World::clean().set("c1", "remote_disclosure", "requested").expect(
            NAME,
            Undetermined,
            "リモート保守のSDS",
            &["c1"],
        );
    }

    #[test]
    fn a_system_without_contract_row_is_open_and_purchase_only_needs_nothing() {
        World::clean().with(Systems, "s3", &[("name", "監査")]).expect(NAME, Undetermined, "3件中2件", &["s3"]);
        let one = World::clean().set("c2", "kind", "none").set("c2", "disclosure", "");
        assert_eq!(one.run(NAME).verdict, Yes);
        one.set("c1", "kind", "none").expect(NAME, NotApplicable, "記入の対象外", &[]);
    }
}
