//! One shop answers otherwise than nearly all shops of its kind.

use super::{LintFinding, LintInput, Severity};
use crate::answer::AnswerValue;

pub(super) const NAME: &str = "outlier_shop";
/// Fewer shops than this are no measure.
const FEWEST_SHOPS: usize = 10;
/// Of ten shops, at least so many must agree.
const OF_TEN: usize = 9;

/// Source: practice.md §4.3 (shop outlier vs same-kind shops). はい where nearly all say いいえ is worth a second look;
/// いいえ where nearly all say はい is honest, and a note.
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let Some((chain, own)) = input.chain else { return Vec::new() };
    let differs = input.checklist().filter_map(|row| {
        let value = row.answer?.decision.value;
        let votes = chain.votes(own, &row.item.id);
        let all = votes.yes + votes.no;
        let (severity, others) = match value {
            AnswerValue::Yes => (Severity::Warning, votes.no),
            AnswerValue::No => (Severity::Note, votes.yes),
            AnswerValue::NotApplicable | AnswerValue::Stated => return None,
        };
        let rest = all.saturating_sub(1);
        (all >= FEWEST_SHOPS && others * 10 >= rest * OF_TEN).then(|| {
            let other = if value == AnswerValue::Yes { "いいえ" } else { "はい" };
            let text = format!(
                "「{}」は「{}」ですが、同じ種類の施設のほとんどは「{other}」です。この施設だけ違う理由を確かめてください。",
                row.name(),
                value.label()
            );
            LintFinding::new(NAME, severity, text, vec![row.link()])
        })
    });
    differs.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue::{self, No, Yes};
    use crate::lint::Severity::{Note, Warning};
    use crate::lint::ShopAnswer;
    use crate::lint::testing::World;

    fn shops(own: AnswerValue, yes: usize, no: usize) -> World {
        let shop = |shop: String, value| ShopAnswer {
            shop,
            kind: "pharmacy",
            item: "r7-pharmacy:2-6".into(),
            value,
            reason: String::new(),
            by: String::new(),
            at: String::new(),
        };
        let others = (0..yes).map(|n| shop(format!("y{n}"), Yes)).chain((0..no).map(|n| shop(format!("n{n}"), No)));
        let answers = std::iter::once(shop("own".into(), own)).chain(others).collect();
        World::clean().answer("r7-pharmacy:2-6", own).shops(answers)
    }

    #[test]
    fn the_only_yes_among_many_no_is_looked_at_and_the_only_no_is_a_note() {
        assert_eq!(shops(Yes, 0, 9).one(NAME).severity, Warning);
        assert_eq!(shops(No, 9, 0).one(NAME).severity, Note);
        assert_eq!(shops(Yes, 1, 9).one(NAME).severity, Warning);
    }

    #[test]
    fn a_few_shops_or_a_divided_chain_are_no_measure() {
        assert!(shops(Yes, 0, 8).silent(NAME));
        assert!(shops(Yes, 2, 9).silent(NAME));
        assert!(World::clean().silent(NAME));
    }
}
