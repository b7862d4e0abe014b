//! はい with nothing behind it: no file, and no ledger that shows it.

use super::{LintFinding, LintInput, Severity};

pub(super) const NAME: &str = "yes_without_proof";

/// Source: practice.md §4.3 ("compliant but no evidence"); Q&A 12-14 and 12-21 (a はい must be explained).
/// With a reason in words it is worth a note only.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let bare = input.yes().filter(|(row, _)| {
        let covered = row.rests_on.iter().any(|ledger| !input.facts.all(*ledger).is_empty());
        row.files == 0 && !covered && !input.is_gate(row)
    });
    let found = bare.map(|(row, answer)| {
        if answer.decision.reason.trim().is_empty() && answer.decision.exception.is_none() {
            let text = format!(
                "「{}」は「はい」ですが、根拠になるファイルも台帳の行も理由もありません。画面の写真や紙のスキャンを1つ付けるか、理由を書いてください。",
                row.name()
            );
            LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()])
        } else {
            let text = format!(
                "「{}」の「はい」は、言葉の説明だけです。写真や紙のスキャンを1つ付けると、立入検査で説明しやすくなります。",
                row.name()
            );
            LintFinding::new(NAME, Severity::Note, text, vec![row.link()])
        }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger;
    use crate::lint::Severity::{MustFix, Note};
    use crate::lint::testing::World;

    #[test]
    fn a_bare_yes_must_be_explained_and_words_alone_are_a_note() {
        let bare = World::clean().given("r7-pharmacy:2-8", |given| given.files = 0);
        assert_eq!(bare.one(NAME).severity, MustFix);
        let said = bare.decided("r7-pharmacy:2-8", |decision| decision.reason = "規程で禁じています".into());
        assert_eq!(said.one(NAME).severity, Note);
    }

    #[test]
    fn a_file_or_a_ledger_with_rows_is_enough() {
        assert!(World::clean().silent(NAME));
        let on = |ledger| {
            World::clean().given("r7-pharmacy:2-1", move |given| {
                (given.files, given.rests_on) = (0, vec![ledger]);
            })
        };
        assert!(on(Ledger::Devices).silent(NAME));
        assert!(!on(Ledger::Media).silent(NAME), "an empty ledger shows nothing");
    }
}
