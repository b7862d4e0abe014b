//! A disclosure statement whose every line says はい.

use super::{Link, LintFinding, LintInput, Severity, say};
use crate::disclosure::is_all_yes;

pub(super) const NAME: &str = "disclosure_all_yes";

/// Source: practice.md §4.2, 2-③ (all はい); Q&A 5-5 (an honest いいえ does no harm), 12-21.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let all = input.statements().filter(|one| is_all_yes(one)).map(|one| {
        let text = format!(
            "「{}」の開示書（{}）は、{}行すべてが「はい」です。読まずに付けたものでないか、いくつかの行の根拠を事業者に確かめてください。",
            one.product,
            one.document(),
            one.counts.yes
        );
        LintFinding::new(NAME, Severity::Note, text, vec![Link::from(one)]).see(say::contract(input, one))
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::disclosure::Line;
    use crate::disclosure::testing::{line, statement};
    use crate::lint::testing::World;
    use crate::vendor::Value;

    #[test]
    fn one_honest_no_is_enough_to_be_believed() {
        let mut lines: Vec<Line> =
            (0..12).map(|n| line(&n.to_string(), &format!("質問{n}"), Some(Value::Yes), "")).collect();
        let found = World::clean().disclosed(statement("d1", &lines)).one(NAME);
        assert!(found.concerns("d1") && found.text.contains("12行"));
        lines[3].value = Some(Value::No);
        assert!(World::clean().disclosed(statement("d1", &lines)).silent(NAME));
    }
}
