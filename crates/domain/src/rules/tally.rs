//! How a rule collects what it finds, and how that becomes a verdict.

use super::Finding;
use crate::facts::Row;
use crate::proposal::{Reason, Verdict};

/// The findings of one rule while it runs.
pub(super) struct Tally {
    rule: String,
    against: Vec<Reason>,
    notes: Vec<Reason>,
    missing: Vec<Reason>,
    entry: Vec<String>,
}

impl Tally {
    pub(super) fn new(rule: &str) -> Self {
        Self { rule: rule.to_owned(), against: vec![], notes: vec![], missing: vec![], entry: vec![] }
    }

    /// Proposes an entry for a question that is not はい or いいえ: option keys, a number or a text.
    pub(super) fn enter(&mut self, entry: impl IntoIterator<Item = String>) {
        self.entry.extend(entry);
    }

    /// Counter-evidence: makes the verdict いいえ.
    pub(super) fn against(&mut self, text: impl Into<String>, rows: &[&Row]) {
        self.against.push(self.reason(text.into(), rows));
    }

    /// Something not entered or too old: keeps the verdict from はい.
    pub(super) fn missing(&mut self, text: impl Into<String>, rows: &[&Row]) {
        self.missing.push(self.reason(text.into(), rows));
    }

    /// What speaks for the item, or is good to know; does not change the verdict.
    pub(super) fn note(&mut self, text: impl Into<String>, rows: &[&Row]) {
        self.notes.push(self.reason(text.into(), rows));
    }

    /// Missing, with the count: 「設置場所：12台中8台を確認しました。残り4台が未確認です。」 Nothing when no row is open.
    pub(super) fn gap(&mut self, what: &str, unit: &str, total: usize, open: &[&Row], todo: &str) {
        if open.is_empty() {
            return;
        }
        let (left, done) = (open.len(), total.saturating_sub(open.len()));
        let text = format!("{what}：{total}{unit}中{done}{unit}を確認しました。残り{left}{unit}が未確認です。{todo}");
        self.missing(text, open);
    }

    /// Whether something is missing so far.
    pub(super) fn is_open(&self) -> bool {
        !self.missing.is_empty()
    }

    /// The verdict: counter-evidence before gaps before はい.
    pub(super) fn finish(self) -> Finding {
        let verdict = match (self.against.is_empty(), self.missing.is_empty()) {
            (false, _) => Verdict::No,
            (true, false) => Verdict::Undetermined,
            (true, true) => Verdict::Yes,
        };
        let reasons = self.against.into_iter().chain(self.notes).collect();
        Finding { verdict, reasons, missing: self.missing, entry: self.entry }
    }

    /// 対象外 for the given reason, unless counter-evidence was found.
    pub(super) fn not_applicable(mut self, why: &str) -> Finding {
        if !self.against.is_empty() {
            return self.finish();
        }
        self.note(why, &[]);
        Finding { verdict: Verdict::NotApplicable, reasons: self.notes, missing: vec![], entry: vec![] }
    }

    fn reason(&self, text: String, rows: &[&Row]) -> Reason {
        Reason { rule: self.rule.clone(), text, rows: rows.iter().map(|row| row.pointer()).collect() }
    }
}

/// The first three names: 「A」「B」「C」ほか2件.
pub(super) fn names(rows: &[&Row]) -> String {
    let mut text: String = rows.iter().take(3).map(|row| format!("「{}」", row.name())).collect();
    if rows.len() > 3 {
        text.push_str(&format!("ほか{}件", rows.len() - 3));
    }
    text
}

/// The rows that a rule wants to speak of.
pub(super) fn pick<'a>(rows: &[&'a Row], wanted: impl Fn(&Row) -> bool) -> Vec<&'a Row> {
    rows.iter().copied().filter(|row| wanted(row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counter_evidence_outweighs_gaps_and_comes_first() {
        let mut tally = Tally::new("r");
        tally.note("良い。", &[]);
        tally.missing("足りない。", &[]);
        tally.against("反対。", &[]);
        let found = tally.finish();
        assert_eq!((found.verdict, found.reasons[0].text.as_str()), (Verdict::No, "反対。"));
        assert_eq!(found.missing.len(), 1);
    }

    #[test]
    fn a_rule_without_anything_open_says_yes_and_not_applicable_needs_a_reason() {
        let mut tally = Tally::new("r");
        tally.gap("設置場所", "台", 3, &[], "");
        assert_eq!(tally.finish().verdict, Verdict::Yes);
        assert_eq!(Tally::new("r").not_applicable("契約がありません。").reasons.len(), 1);
    }
}
