//! `tate catalog apply`

use super::super::{print, print_json};
use crate::open::{Data, Outcome, sentence};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::packs::{MOST_FILE, MOST_FILES, MOST_PACKED, Pack, PackPlan};
use tate_app::{App, command_line};
use tate_domain::role::Actor;

/// Folders inside a folder that are looked into.
const DEEPEST: usize = 4;

/// Add editions from a pack: a zip, a folder or one TOML file; no network is needed
#[derive(Debug, Args)]
pub struct Apply {
    /// The pack
    pack: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Only for the organization of this facility (id or code); left out: for every organization
    #[arg(long, value_name = "ID")]
    organization_of: Option<String>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Apply {
    /// Adds the editions, or says everything that is wrong and adds nothing (exit 1).
    ///
    /// # Errors
    /// The pack or the data cannot be opened.
    pub async fn run(self) -> Outcome<ExitCode> {
        let pack = read(&self.pack)?;
        let app = self.data.open_existing(None).await?;
        let actors = self.actors(&app).await?;
        // All are looked at before the first is changed.
        let mut plans = Vec::new();
        for actor in &actors {
            plans.push(app.plan_pack(actor, &pack).await.map_err(|error| sentence(&error))?);
        }
        let whole = together(plans);
        if whole.problems.is_empty() {
            for actor in &actors {
                app.apply_pack(actor, &pack).await.map_err(|error| sentence(&error))?;
            }
        }
        app.store.close().await;
        self.tell(&pack, &whole, actors.len())?;
        Ok(if whole.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    async fn actors(&self, app: &App) -> Outcome<Vec<Actor>> {
        if let Some(code) = &self.organization_of {
            return Ok(vec![crate::open::facility(app, code).await?.0]);
        }
        let organizations = app.store.organizations().await.map_err(|error| error.to_string())?;
        if organizations.is_empty() {
            return Err("まだデータがありません。`tate init` で登録してください。".into());
        }
        Ok(organizations.into_iter().map(command_line).collect())
    }

    fn tell(&self, pack: &Pack, whole: &PackPlan, organizations: usize) -> Outcome<()> {
        let added = if whole.problems.is_empty() { whole.added.as_slice() } else { &[] };
        if self.json {
            let problems: Vec<_> = whole
                .problems
                .iter()
                .map(|problem| json!({ "check": problem.check, "place": problem.place, "text": problem.text }))
                .collect();
            return print_json(
                &json!({ "title": pack.title, "made_at": pack.made_at, "organizations": organizations, "added": added, "already": whole.already, "problems": problems }),
            );
        }
        for problem in &whole.problems {
            print(&format!("{}\t{}\t{}", problem.check, problem.place, problem.text))?;
        }
        if !whole.problems.is_empty() {
            return print(&format!("問題が{}件あるため、何も登録していません。", whole.problems.len()));
        }
        for id in added {
            print(&format!("追加しました：{id}"))?;
        }
        for id in &whole.already {
            print(&format!("すでに登録されています：{id}"))?;
        }
        Ok(())
    }
}

/// What a pack does over all organizations, each thing said once.
fn together(plans: Vec<PackPlan>) -> PackPlan {
    let mut whole = PackPlan::default();
    for plan in plans {
        whole.added.extend(plan.added);
        whole.already.extend(plan.already);
        for problem in plan.problems {
            if !whole.problems.contains(&problem) {
                whole.problems.push(problem);
            }
        }
    }
    for ids in [&mut whole.added, &mut whole.already] {
        ids.sort();
        ids.dedup();
    }
    // There for one organization and not yet for another: it is added.
    let added = whole.added.clone();
    whole.already.retain(|id| !added.contains(id));
    whole
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("「{}」を読み取れません（{error}）。", path.display())
}

/// Reads a pack; a file or folder that is too large is not read at all.
fn read(path: &Path) -> Outcome<Pack> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let about = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        let mut files = Vec::new();
        collect(path, "", 0, &mut files)?;
        return Ok(Pack::of_files(&name, files));
    }
    if about.len() > MOST_PACKED as u64 {
        return Err(format!("「{}」は大きすぎます。パックは4MBまでです。", path.display()));
    }
    Ok(Pack::read(&name, &crate::open::read_file(path)?))
}

/// The files of a folder and its folders; links are not followed.
fn collect(folder: &Path, before: &str, depth: usize, files: &mut Vec<(String, Vec<u8>)>) -> Outcome<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let (path, name) = (entry.path(), format!("{before}{}", entry.file_name().to_string_lossy()));
        let about = std::fs::symlink_metadata(&path).map_err(|error| unreadable(&path, &error))?;
        if about.is_dir() && depth < DEEPEST {
            collect(&path, &format!("{name}/"), depth + 1, files)?;
        } else if about.is_file() {
            if files.len() >= MOST_FILES || about.len() > MOST_FILE as u64 {
                return Err(format!("「{}」には、パックに入らない数か大きさのファイルがあります。", folder.display()));
            }
            files.push((name, crate::open::read_file(&path)?));
        }
    }
    Ok(())
}
