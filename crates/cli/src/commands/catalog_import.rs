//! `tate catalog import`

use super::{print, print_json};
use crate::child::ChildReader;
use crate::open::{Data, Outcome, catalog, facility, read_file, sentence};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use tate_app::clock::{Clock as _, SystemClock, day_in_japan};
use tate_app::official::{DraftRow, EditionDraft, propose};
use tate_app::{App, TableReader as _, command_line};
use tate_domain::role::Actor;

/// Read an official workbook; with --data as a draft that people review in the pages
#[derive(Debug, Args)]
pub struct CatalogImport {
    /// The workbook (.xlsx)
    file: PathBuf,
    /// Folder of the data; left out: only say what is read
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// PostgreSQL address instead of the SQLite inside the folder
    #[arg(long, value_name = "URL", requires = "data")]
    database: Option<String>,
    /// For the organization of this facility (id or code); may be left out when there is only one
    #[arg(long, value_name = "ID")]
    organization_of: Option<String>,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl CatalogImport {
    /// Reads the workbook, and keeps a draft of every checklist in it.
    ///
    /// # Errors
    /// The workbook cannot be read; the data cannot be opened.
    pub async fn run(self) -> Outcome<ExitCode> {
        let bytes = read_file(&self.file)?;
        let name = self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let Some(folder) = self.data.clone() else {
            let binary = std::env::current_exe().map_err(|error| error.to_string())?;
            let sheets = ChildReader::new(binary).official(&name, &bytes).map_err(|error| error.to_string())?;
            let today = day_in_japan(SystemClock.now());
            let drafts = propose(&catalog()?, &sheets, (&name, &bytes), today);
            self.tell(drafts.iter().map(|draft| (None, draft)).collect())?;
            return Ok(ExitCode::SUCCESS);
        };
        let app = Data { data: folder, database: self.database.clone() }.open_existing(None).await?;
        let actor = self.actor(&app).await?;
        let ids = app.draft_editions(&actor, &name, bytes.into()).await.map_err(|error| sentence(&error))?;
        let kept = app.edition_drafts(&actor).await.map_err(|error| sentence(&error))?;
        app.store.close().await;
        let own = kept.iter().filter(|kept| ids.contains(&kept.id));
        self.tell(own.map(|kept| (Some(kept.id.as_str()), &kept.draft)).collect())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn actor(&self, app: &App) -> Outcome<Actor> {
        if let Some(code) = &self.organization_of {
            return Ok(facility(app, code).await?.0);
        }
        match app.store.organizations().await.map_err(|error| error.to_string())?.as_slice() {
            [only] => Ok(command_line(only.clone())),
            [] => Err("まだデータがありません。`tate init` で登録してください。".into()),
            _ => Err("法人が複数あります。--organization-of に施設コードを指定して、法人を選んでください。".into()),
        }
    }

    fn tell(&self, drafts: Vec<(Option<&str>, &EditionDraft)>) -> Outcome<()> {
        if self.json {
            let sheets: Vec<Value> = drafts.iter().map(|(id, draft)| sheet(*id, draft)).collect();
            return print_json(&json!({ "sheets": sheets }));
        }
        for (id, draft) in drafts {
            print(&format!("{}（シート「{}」）\t記号の案：{}", draft.title, draft.sheet, draft.id))?;
            for row in draft.all() {
                let same = row.candidates.iter().find(|candidate| candidate.item == row.same);
                let matched = same.map_or_else(
                    || "新しい項目".to_owned(),
                    |candidate| format!("対応の候補 {}（目安 {}点）", candidate.item, candidate.score),
                );
                print(&format!("{}\t{}\t{}\t{matched}", row.number, row.target, row.official))?;
            }
            for doubt in &draft.doubts {
                print(&format!("※ {doubt}"))?;
            }
            if !draft.same_as.is_empty() {
                print(&format!(
                    "※ すでにある版「{}」と同じ表のようです。公式の文言として読み込めます。",
                    draft.same_as
                ))?;
            }
            if id.is_some() {
                print(
                    "下書きを作りました。画面の「版の管理」の「公式のExcelから取り込む」で、1行ずつ確認してください。",
                )?;
            }
        }
        Ok(())
    }
}

fn sheet(id: Option<&str>, draft: &EditionDraft) -> Value {
    json!({
        "draft": id,
        "sheet": draft.sheet,
        "id": draft.id,
        "title": draft.title,
        "fiscal_year": draft.fiscal_year,
        "side": draft.side,
        "facility_kinds": draft.kinds,
        "rounds": draft.rounds,
        "follows": draft.before,
        "same_as": draft.same_as,
        "gate": draft.gate.as_ref().map(row),
        "rows": draft.rows.iter().map(row).collect::<Vec<_>>(),
        "notes": draft.notes,
        "doubts": draft.doubts,
    })
}

fn row(row: &DraftRow) -> Value {
    json!({
        "row": row.row,
        "number": row.number,
        "target": row.target,
        "section": row.section,
        "text": row.official,
        "label": row.label,
        "same": row.same,
        "candidates": row.candidates,
    })
}
