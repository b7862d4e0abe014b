//! The same free text in very many shops.

use super::{LintFinding, LintInput, Severity};

pub(super) const NAME: &str = "same_words";
/// More shops than this with one text have copied it.
const MOST_SHOPS: usize = 30;

/// Source: practice.md §4.3 (identical free text in >30 shops).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let Some((chain, _)) = input.chain else { return Vec::new() };
    let copied = input.checklist().filter_map(|row| {
        let reason = row.answer?.decision.reason.trim();
        let shops = chain.shops_with(&row.item.id, reason);
        (!reason.is_empty() && shops > MOST_SHOPS).then(|| {
            let text = format!(
                "「{}」の理由「{}」は、{MOST_SHOPS}を超える店で一字一句同じです。この店で確かめたことを書いてください。",
                row.name(),
                crate::text::shorten(reason, 40)
            );
            LintFinding::new(NAME, Severity::Warning, text, vec![row.link()])
        })
    });
    copied.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::AnswerValue::Yes;
    use crate::lint::ShopAnswer;
    use crate::lint::testing::World;

    fn shops(count: usize, reason: &str) -> World {
        let shop = |n: usize| ShopAnswer {
            shop: if n == 0 { "own".into() } else { format!("shop{n}") },
            kind: "pharmacy",
            item: "r7-pharmacy:2-9".into(),
            value: Yes,
            reason: reason.into(),
            by: format!("店長{n}"),
            at: String::new(),
        };
        let world = World::clean().decided("r7-pharmacy:2-9", |d| d.reason = "規程で禁じています".into());
        world.shops((0..count).map(shop).collect())
    }

    #[test]
    fn one_text_in_thirty_one_shops_is_copied_and_in_thirty_may_be_chance() {
        assert!(shops(31, "規程で 禁じています").one(NAME).concerns("r7-pharmacy:2-9"));
        assert!(shops(30, "規程で禁じています").silent(NAME));
        assert!(shops(31, "別の文").silent(NAME) && World::clean().silent(NAME));
    }
}
