//! A risk of a disclosure statement that was accepted for a time which is over.

use super::{Link, LintFinding, LintInput, Severity, say};
use crate::disclosure::Standing;

pub(super) const NAME: &str = "risk_acceptance_expired";

/// Source: Q&A 1-6 and 12-47 (what is accepted is written down and limited in time), facts.md G-2 (otherwise document
/// the risk).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let expired = input.statements().filter_map(|one| {
        let numbers: Vec<&str> = one
            .follow_ups
            .iter()
            .filter(|talk| talk.standing(input.today) == Standing::Expired)
            .map(|talk| if talk.number.is_empty() { "番号なし" } else { talk.number.as_str() })
            .collect();
        if numbers.is_empty() {
            return None;
        }
        let text = format!(
            "「{}」の開示書（{}）で受け入れたリスクの期限が切れています（{}）。対応を事業者に確かめるか、受け入れ直すかを決めてください。",
            one.product,
            one.document(),
            numbers.join("、")
        );
        Some(LintFinding::new(NAME, Severity::MustFix, text, vec![Link::from(one)]).see(say::contract(input, one)))
    });
    expired.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::disclosure::Acceptance;
    use crate::disclosure::testing::{lines, statement};
    use crate::lint::Severity;
    use crate::lint::testing::{TODAY, World};

    #[test]
    fn an_accepted_risk_holds_on_its_last_day() {
        let until = |until| {
            let mut one = statement("d1", &lines());
            let accepted =
                Acceptance { reason: "r".into(), measure: "m".into(), until, by: "緑川 一郎".into(), on: until };
            one.follow_ups[0].accept(accepted).unwrap();
            World::clean().disclosed(one)
        };
        assert!(until(TODAY).silent(NAME));
        let found = until(TODAY.yesterday().unwrap()).one(NAME);
        assert!(found.severity == Severity::MustFix && found.text.contains("1.2") && found.concerns("d1"), "{found:?}");
    }
}
