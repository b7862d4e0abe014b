//! Contradictions that are still open when the binder is printed.

use crate::chart;
use crate::checklist::ChecklistRow;
use jiff::civil::Date;
use tate_domain::answer::AnswerValue;
use tate_domain::date::slashed;
use tate_domain::proposal::Verdict;
use tate_report::{ContactChart, Warning};

/// The most boxes of the chart that one line names.
const MOST_NAMED: usize = 6;

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

/// Everything that must be put right, in official order, then the chart.
pub(super) fn warnings(rows: &[ChecklistRow], chart: &ContactChart, today: Date) -> Vec<Warning> {
    let mut found = Vec::new();
    for row in rows {
        let place = format!("{} {}", row.item.number, row.item.label);
        let mut add = |text: String| found.push(to_fix(&place, text));
        if let Some(reason) = contradiction(row, today) {
            let said = row.answer.as_ref().map(|answer| answer.decision.reason.as_str()).unwrap_or_default();
            let said = if said.is_empty() { String::new() } else { format!("（確認した人の説明：{said}）") };
            add(format!("「はい」と回答していますが、台帳と食い違います。{reason}{said}"));
        }
        if let Some(day) = overdue(row, today) {
            add(format!("「いいえ」の目標日（{}）を過ぎています。", slashed(day)));
        }
        if let Some(day) = expired(row, today) {
            add(format!(
                "「はい」の例外の期限（{}）が切れています。対応するか、例外を更新して答え直してください。",
                slashed(day)
            ));
        }
    }
    found.extend(chart_warnings(chart));
    found
}

fn to_fix(place: &str, text: String) -> Warning {
    Warning { severity: "要修正".to_owned(), place: place.to_owned(), text }
}

/// One line per kind of mark, naming the boxes.
fn chart_warnings(chart: &ContactChart) -> Vec<Warning> {
    let texts = [
        (chart::BLANK, "電話番号などが空欄です"),
        (chart::UNREGISTERED, "登録がありません"),
        (chart::LEFT, "退職・異動した人のままです"),
        (chart::SUPERSEDED, "以前の窓口のままです"),
    ];
    let marked = chart::marked(chart);
    let line = |(mark, text): (&str, &str)| {
        let with_mark = marked.iter().filter(|(_, node)| node.marks.iter().any(|m| m == mark));
        let names: Vec<&str> = with_mark.map(|(caption, _)| caption.as_str()).collect();
        let rest = names.len().saturating_sub(MOST_NAMED);
        let more = if rest == 0 { String::new() } else { format!("、ほか{rest}件") };
        let named = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join("、");
        (!names.is_empty()).then(|| to_fix(chart::TITLE, format!("{text}：{named}{more}")))
    };
    texts.into_iter().filter_map(line).collect()
}
