//! The same lines in the disclosure statements of two products.

use super::{Link, LintFinding, LintInput, Severity};
use crate::disclosure::duplicate_of;

pub(super) const NAME: &str = "disclosure_duplicate";

/// Source: practice.md §4.2, 2-③ (a copy of the same document for different products).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found: Vec<LintFinding> = Vec::new();
    for one in input.statements() {
        // Each pair once: the later names the earlier.
        let Some(other) = duplicate_of(one, input.disclosures).filter(|other| other.id < one.id) else { continue };
        let text = format!(
            "「{}」と「{}」の開示書は、行の内容がすべて同じです。別の製品の開示書を写したものでないか、事業者に確かめてください。",
            other.product, one.product
        );
        found.push(LintFinding::new(NAME, Severity::Warning, text, vec![Link::from(other), Link::from(one)]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::disclosure::testing::{lines, statement};
    use crate::lint::testing::World;

    #[test]
    fn a_pair_of_products_is_named_once() {
        let (one, mut other) = (statement("d1", &lines()), statement("d2", &lines()));
        assert!(World::clean().disclosed(one.clone()).disclosed(other.clone()).silent(NAME), "the same product");
        other.product = "レセコンみどり".into();
        let found = World::clean().disclosed(one.clone()).disclosed(other.clone()).one(NAME);
        assert!(found.concerns("d1") && found.concerns("d2"));
        let mut longer = lines();
        longer[0].remark = "二段階".into();
        let mut unlike = statement("d2", &longer);
        unlike.product = other.product;
        assert!(World::clean().disclosed(one).disclosed(unlike).silent(NAME));
    }
}
