//! `tate lifecycle import`

use super::super::{print, print_json};
use crate::open::{Data, Outcome, facility, read_file, sentence};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use tate_app::lifecycles::{LifecyclePlan, MOST_LIFECYCLE, NOTHING_NEW};
use tate_app::{App, command_line};
use tate_domain::date::slashed;
use tate_domain::role::Actor;

/// Read newer end-of-support data from a file; no network is needed
#[derive(Debug, Args)]
pub struct Import {
    /// JSON of endoflife.date, or a TOML pack as in catalogs/lifecycle/
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// The day on which the facts of the JSON were true, where the file does not say it
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "")]
    as_of: String,
    /// Only for the organization of this facility (id or code); left out: for every organization
    #[arg(long, value_name = "ID")]
    organization_of: Option<String>,
    /// Show what changes, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Takes the file, or says what is wrong and takes nothing (exit 1).
    ///
    /// # Errors
    /// The file or the data cannot be read.
    pub async fn run(self) -> Outcome<ExitCode> {
        let about = std::fs::metadata(&self.file)
            .map_err(|error| format!("「{}」を読み取れません（{error}）。", self.file.display()))?;
        if about.len() > MOST_LIFECYCLE as u64 {
            return Err(format!("「{}」は大きすぎます。サポート期限のデータは4MBまでです。", self.file.display()));
        }
        let bytes = read_file(&self.file)?;
        let app = self.data.open_existing(None).await?;
        let mut plans = Vec::new();
        // All are looked at before the first is changed.
        for actor in self.actors(&app).await? {
            let plan = app.plan_lifecycle(&actor, &bytes, &self.as_of).await.map_err(|error| sentence(&error))?;
            plans.push((actor, plan));
        }
        let open: Vec<&(Actor, LifecyclePlan)> = plans.iter().filter(|(_, plan)| !plan.changes.is_empty()).collect();
        if !self.dry_run {
            for (actor, plan) in &open {
                app.apply_lifecycle(actor, plan.slot, &plan.text).await.map_err(|error| sentence(&error))?;
            }
        }
        app.store.close().await;
        let shown = open.first().copied().or(plans.first());
        self.tell(shown.map(|(_, plan)| plan), open.len())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn actors(&self, app: &App) -> Outcome<Vec<Actor>> {
        if let Some(code) = &self.organization_of {
            return Ok(vec![facility(app, code).await?.0]);
        }
        let organizations = app.store.organizations().await.map_err(|error| error.to_string())?;
        if organizations.is_empty() {
            return Err("まだデータがありません。`tate init` で登録してください。".into());
        }
        Ok(organizations.into_iter().map(command_line).collect())
    }

    fn tell(&self, plan: Option<&LifecyclePlan>, organizations: usize) -> Outcome<()> {
        let Some(plan) = plan else { return Ok(()) };
        if self.json {
            return print_json(&json!({
                "as_of": plan.as_of, "source": plan.slot.code(), "changes": plan.changes, "left_out": plan.left_out,
                "organizations": organizations, "taken": !self.dry_run && organizations > 0,
            }));
        }
        for change in &plan.changes {
            let or = |text: &str| if text.is_empty() { "（なし）".to_owned() } else { text.to_owned() };
            print(&format!("{}\t{}\t{} → {}", change.product, change.release, or(&change.before), or(&change.after)))?;
        }
        if !plan.left_out.is_empty() {
            print(&format!("使わなかった製品と版：{}", plan.left_out.join("、")))?;
        }
        print(&match (plan.changes.len(), self.dry_run) {
            (0, _) => NOTHING_NEW.to_owned(),
            (count, true) => {
                format!("{}時点のデータで{count}件が変わります。まだ何も変更していません。", slashed(plan.as_of))
            }
            (count, false) => format!("{}時点のデータに更新しました。{count}件が変わりました。", slashed(plan.as_of)),
        })
    }
}
