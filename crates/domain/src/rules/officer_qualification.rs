//! G-MIS Q2-2 and Q2-3: the officer's qualifications in information processing.

use super::tally::Tally;
use super::words::says_none;
use super::{Finding, RuleInput, people};
use crate::text::search_key;

pub(super) const NAME: &str = "officer_qualification";

/// Option of the survey and the words by which a qualification is recognised; the first that fits counts.
const KNOWN: [(&str, &[&str]); 6] = [
    ("it_passport", &["ITパスポート", "iパス"]),
    ("sg", &["情報セキュリティマネジメント", "セキュマネ"]),
    ("riss", &["情報処理安全確保支援士", "登録セキスペ"]),
    (
        "advanced",
        &[
            "高度",
            "ITストラテジスト",
            "システムアーキテクト",
            "プロジェクトマネージャ",
            "ネットワークスペシャリスト",
            "データベーススペシャリスト",
            "エンベデッドシステムスペシャリスト",
            "ITサービスマネージャ",
            "システム監査技術者",
            "情報セキュリティスペシャリスト",
        ],
    ),
    ("ap", &["応用情報"]),
    ("fe", &["基本情報"]),
];

/// Whether the officer holds a qualification, and which. Source: the survey's guide, Q2-2 (catalogs/SOURCES.md; private
/// certificates count too).
///
/// * はい: the officer's row names one; the entry is the options recognised, `other` for any other name.
/// * いいえ: it says なし.
/// * 判断できない: nothing is entered, or there is no officer who works here. Empty is not なし.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let Some((_, officer)) = people::holding(input, "officer") else {
        tally.missing(
            "今日の時点で在籍している安全管理責任者が登録されていません。「役割（任命）」に登録してください。",
            &[],
        );
        return tally.finish();
    };
    let (name, cell) = (officer.name(), officer.text("qualifications"));
    let held: Vec<&str> =
        parts(cell).filter(|part| !says_none(part) && search_key(part) != search_key("特になし")).collect();
    if cell.is_empty() {
        tally.missing(
            format!("安全管理責任者の{name}の「情報処理の資格」が空欄です。なければ「なし」と入力してください。"),
            &[officer],
        );
    } else if held.is_empty() {
        tally.against(format!("安全管理責任者の{name}は、情報処理の資格が「なし」と登録されています。"), &[officer]);
    } else {
        tally.note(format!("安全管理責任者の{name}の資格は、{}です。", held.join("、")), &[officer]);
        let mut options: Vec<String> = vec![];
        for option in held.iter().map(|part| option(part)) {
            if !options.iter().any(|known| known == option) {
                options.push(option.to_owned());
            }
        }
        tally.enter(options);
    }
    tally.finish()
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['、', ',', '，', '；', ';', '／', '/', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// The option that a qualification belongs to.
fn option(part: &str) -> &'static str {
    let key = search_key(part);
    let fits = |words: &[&str]| words.iter().any(|word| key.contains(&search_key(word)));
    KNOWN.iter().find(|(_, words)| fits(words)).map_or("other", |(option, _)| option)
}

#[cfg(test)]
mod tests {
    use super::{NAME, option};
    use crate::ledger::Ledger::Appointments;
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn named_qualifications_become_the_options_of_the_survey_each_once() {
        World::clean().expect(NAME, Yes, "ITパスポート", &["p1"]);
        let named = "基本情報技術者、ＩＴパスポート試験，医療情報技師、情報処理安全確保支援士（登録セキスペ）、上級医療情報技師";
        let found = World::clean().set("p1", "qualifications", named).run(NAME);
        assert_eq!(found.entry, ["fe", "it_passport", "other", "riss"]);
    }

    #[test]
    fn names_of_examinations_are_told_apart() {
        for (name, expected) in [
            ("応用情報技術者", "ap"),
            ("情報セキュリティマネジメント試験", "sg"),
            ("情報セキュリティスペシャリスト", "advanced"),
            ("ネットワークスペシャリスト", "advanced"),
            ("システム監査技術者", "advanced"),
            ("公認情報システム監査人（CISA）", "other"),
            ("薬剤師", "other"),
        ] {
            assert_eq!(option(name), expected, "{name}");
        }
    }

    #[test]
    fn none_is_counter_evidence_and_an_empty_cell_is_not() {
        for none in ["なし", "無し", "特になし"] {
            World::clean().set("p1", "qualifications", none).expect(NAME, No, "「なし」", &["p1"]);
        }
        World::clean().set("p1", "qualifications", "").expect(NAME, Undetermined, "空欄", &["p1"]);
        World::clean().without_ledger(Appointments).expect(NAME, Undetermined, "登録されていません", &[]);
        World::clean().set("p1", "state", "left").expect(NAME, Undetermined, "登録されていません", &[]);
    }
}
