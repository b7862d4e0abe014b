//! The mark of a device whose operating system gets no updates, soon gets none, or is not known.

use jiff::civil::Date;
use tate_app::facts::{os_verdict, runs_os};
use tate_domain::facts::Row;
use tate_domain::ledger::Ledger;
use tate_domain::lifecycle::{LifecycleData, Verdict};

/// A chip with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The class of the chip.
    pub(super) class: &'static str,
    /// The words in it.
    pub(super) label: &'static str,
    /// Why, with the dates.
    pub(super) reason: String,
    /// Whether somebody has to do something.
    pub(super) open: bool,
}

/// The mark of a device row on a day; none for other ledgers, for devices thrown away, and for
/// things whose operating system nobody is asked for.
pub(super) fn of(lifecycle: &LifecycleData, row: &Row, today: Date) -> Option<Mark> {
    if row.ledger != Ledger::Devices || row.is("state", "disposed") || (row.filled("os").is_none() && !runs_os(row)) {
        return None;
    }
    let verdict = os_verdict(lifecycle, row, today);
    // What a router or a printer runs is asked of its firmware, not of its operating system.
    if verdict.verdict == Verdict::Unknown && !runs_os(row) {
        return None;
    }
    let (class, label, open) = match verdict.verdict {
        Verdict::Supported => ("yes", "サポート中", false),
        Verdict::EndingSoon => ("undetermined", "終了間近", true),
        Verdict::Expired => ("no", "サポート終了", true),
        Verdict::Unknown => ("undetermined", "判断できない", true),
    };
    Some(Mark { class, label, reason: verdict.text, open })
}
