//! A はい that stands on an exception whose day has passed.

use super::{LintFinding, LintInput, Severity};
use crate::date::slashed;

pub(super) const NAME: &str = "exception_expired";

/// Source: practice.md §4.1-4 and §4.3; Q&A 1-6 (the alternative はい is limited in time).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let over = input.yes().filter_map(|(row, answer)| {
        let until = answer.decision.exception.as_ref()?.until;
        (until < input.today).then(|| {
            let text = format!(
                "「{}」の「はい」の例外の期限（{}）が切れています。対応するか、例外を見直して回答し直してください。",
                row.name(),
                slashed(until)
            );
            LintFinding::new(NAME, Severity::MustFix, text, vec![row.link()])
        })
    });
    over.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::answer::Exception;
    use crate::lint::testing::{TODAY, World};

    #[test]
    fn an_exception_holds_on_its_last_day() {
        let until = |day| {
            let exception = Exception::new("r", "m", day);
            World::clean().decided("r7-pharmacy:2-6", move |decision| decision.exception = Some(exception))
        };
        assert!(until(TODAY).silent(NAME) && World::clean().silent(NAME));
        assert!(until(TODAY.yesterday().unwrap()).one(NAME).text.contains("2026/11/19"));
    }
}
