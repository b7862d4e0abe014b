//! `tate lint`

use super::{print, print_json};
use crate::open::{Data, Outcome, facility, sentence};
use clap::Args;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::process::ExitCode;
use tate_app::lint::{LintReport, Suppressed};
use tate_domain::lint::{LintFinding, Severity};

/// What does not fit together over ledgers, answers and documents; exit 1 when something must be fixed
#[derive(Debug, Args)]
pub struct Lint {
    #[command(flatten)]
    data: Data,
    /// Facility (id or code)
    #[arg(long, value_name = "ID")]
    facility: String,
    /// Every facility of its organization
    #[arg(long)]
    organization: bool,
    /// The day that the rules see
    #[arg(long, value_name = "YYYY-MM-DD")]
    today: Option<Date>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Lint {
    /// Prints the findings.
    ///
    /// # Errors
    /// No such facility.
    pub async fn run(self) -> Outcome<ExitCode> {
        let app = self.data.open_existing(self.today).await?;
        let (actor, facility) = facility(&app, &self.facility).await?;
        let must_fix = if self.organization {
            let all = app.lint_organization(&actor).await.map_err(|error| sentence(&error))?;
            if self.json {
                let one = |code: &str, report: &LintReport| {
                    let mut value = shown(report);
                    value["facility"] = code.into();
                    value
                };
                let facilities: Vec<Value> = all.iter().map(|lint| one(&lint.facility.code, &lint.report)).collect();
                print_json(&json!({ "facilities": facilities }))?;
            } else {
                for lint in &all {
                    print(&format!("{}\t{}", lint.facility.code, lint.facility.profile.name))?;
                    lines(&lint.report)?;
                }
            }
            all.iter().map(|lint| lint.report.count(Severity::MustFix)).sum()
        } else {
            let report = app.lint(&actor, &facility.id).await.map_err(|error| sentence(&error))?;
            if self.json {
                print_json(&shown(&report))?;
            } else {
                lines(&report)?;
            }
            report.count(Severity::MustFix)
        };
        app.store.close().await;
        Ok(if must_fix == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// `{findings, suppressed, checks, looked_at}`.
fn shown(report: &LintReport) -> Value {
    let hidden = |one: &Suppressed| {
        let mut value = finding(&one.finding);
        value["reason"] = one.reason.clone().into();
        value["by"] = one.by.clone().into();
        value["at"] = one.at.clone().into();
        value
    };
    json!({
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "suppressed": report.suppressed.iter().map(hidden).collect::<Vec<_>>(),
        "checks": report.checks,
        "looked_at": report.looked_at,
    })
}

fn finding(finding: &LintFinding) -> Value {
    json!({
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity,
        "text": finding.text,
        "rows": finding.rows,
    })
}

fn lines(report: &LintReport) -> Outcome<()> {
    for finding in &report.findings {
        print(&format!("{}\t{}\t{}", finding.severity.label(), finding.rule, finding.text))?;
    }
    for one in &report.suppressed {
        print(&format!("出さない\t{}\t{}（理由：{}、{}）", one.finding.rule, one.finding.text, one.reason, one.by))?;
    }
    if report.findings.is_empty() {
        print("食い違いは見つかりませんでした。見つからないことは、問題がないことの保証ではありません。")?;
    }
    Ok(())
}
