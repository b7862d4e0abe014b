//! Contradictions that are still open when the binder is printed.

use crate::checklist::ChecklistRow;
use crate::lint::{LintReport, Suppressed};
use crate::{chart, clock};
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::lint::{Link, LintFinding, Severity};
use tate_domain::proposal::Verdict;
use tate_report::{ContactChart, SuppressedWarning, Warning};

/// The most boxes of the chart that one line names.
const MOST_NAMED: usize = 6;
/// The most sides of a contradiction that its line names.
const MOST_PLACES: usize = 2;

/// The counter-evidence under an はい, unless an exception in force explains it.
pub(crate) fn contradiction(row: &ChecklistRow, today: Date) -> Option<&str> {
    let decision = &row.answer.as_ref()?.decision;
    let excepted = decision.exception.as_ref().is_some_and(|exception| exception.holds(today));
    if decision.value != AnswerValue::Yes || row.proposal.verdict != Verdict::No || excepted {
        return None;
    }
    Some(
        row.proposal
            .reasons
            .first()
            .map_or("台帳に反対の事実があります。", |reason| reason.text.as_str()),
    )
}

/// The 目標日 of an いいえ that has passed.
pub(crate) fn overdue(row: &ChecklistRow, today: Date) -> Option<Date> {
    let decision = &row.answer.as_ref()?.decision;
    decision.target_date.filter(|day| decision.value == AnswerValue::No && *day < today)
}

/// The last day of an exception that no longer holds.
pub(crate) fn expired(row: &ChecklistRow, today: Date) -> Option<Date> {
    let decision = &row.answer.as_ref()?.decision;
    decision
        .exception
        .as_ref()
        .map(|exception| exception.until)
        .filter(|until| decision.value == AnswerValue::Yes && *until < today)
}

/// Every open finding, the heaviest first, then what the chart still lacks.
pub(super) fn warnings(report: &LintReport, chart: &ContactChart) -> Vec<Warning> {
    let of = |severity: Severity| report.of(severity).map(warning);
    let mut found: Vec<Warning> = of(Severity::MustFix).collect();
    found.extend(unregistered(chart));
    found.extend(of(Severity::Warning).chain(of(Severity::Note)));
    found
}

/// The findings that somebody decided to leave as they are.
pub(super) fn suppressed(report: &LintReport) -> Vec<SuppressedWarning> {
    let line = |hidden: &Suppressed| SuppressedWarning {
        text: format!("{}：{}", hidden.finding.severity.label(), hidden.finding.text),
        reason: hidden.reason.clone(),
        by: format!("{}（{}）", hidden.by, clock::local_text(&hidden.at)),
    };
    report.suppressed.iter().map(line).collect()
}

fn warning(finding: &LintFinding) -> Warning {
    let names: Vec<&str> = finding.rows.iter().take(MOST_PLACES).map(Link::name).collect();
    let rest = finding.rows.len().saturating_sub(MOST_PLACES);
    let more = if rest == 0 { String::new() } else { format!(" ほか{rest}件") };
    Warning {
        severity: finding.severity.label().to_owned(),
        place: format!("{}{more}", names.join("、")),
        text: finding.text.clone(),
    }
}

/// The roles and offices of which the chart has no entry, in one line.
fn unregistered(chart: &ContactChart) -> Option<Warning> {
    let marked = chart::marked(chart);
    let missing = marked.iter().filter(|(_, node)| node.marks.iter().any(|mark| mark == chart::UNREGISTERED));
    let names: Vec<&str> = missing.map(|(caption, _)| caption.as_str()).collect();
    let rest = names.len().saturating_sub(MOST_NAMED);
    let more = if rest == 0 { String::new() } else { format!("、ほか{rest}件") };
    let named = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join("、");
    (!names.is_empty()).then(|| Warning {
        severity: Severity::MustFix.label().to_owned(),
        place: chart::TITLE.to_owned(),
        text: format!("登録がありません：{named}{more}"),
    })
}
