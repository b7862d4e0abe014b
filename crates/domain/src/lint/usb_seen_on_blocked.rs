//! A USB storage device was plugged into a machine that is said to block them.

use super::{LintFinding, LintInput, Severity, say};

pub(super) const NAME: &str = "usb_seen_on_blocked";

/// Source: practice.md §4.2, 2-⑨ (mass storage seen on a 禁止 PC).
pub(super) fn check(input: &LintInput<'_>) -> Vec<LintFinding> {
    let seen =
        input.facts.devices_in_use().filter(|row| row.is("usb_control", "blocked") && row.filled("usb_seen").is_some());
    let found = seen.map(|row| {
        let text = format!(
            "{}はUSB記憶媒体を「使えない設定」ですが、接続した跡があります（{}）。設定が効いているかと、誰がつないだかを確かめてください。",
            say::rows(&[row]),
            crate::text::shorten(row.text("usb_seen"), 40)
        );
        LintFinding::new(NAME, Severity::MustFix, text, say::links(&[row]))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::lint::testing::World;

    #[test]
    fn only_a_machine_that_blocks_them_contradicts_a_medium_that_was_seen() {
        let seen = World::clean().set("d2", "usb_seen", "KINGYO USB 32GB");
        assert!(seen.silent(NAME) && World::clean().set("d2", "usb_control", "blocked").silent(NAME));
        assert!(seen.clone().set("d2", "usb_control", "blocked").one(NAME).concerns("d2"));
        assert!(seen.set("d2", "usb_control", "allowlist").silent(NAME));
    }
}
