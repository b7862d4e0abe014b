//! `tate user`

use super::{password, print};
use crate::open::{Data, Outcome, sentence};
use clap::Subcommand;
use std::process::ExitCode;
use tate_app::{App, command_line};
use tate_domain::role::{Actor, Reach, Role};
use tate_store::UserRecord;

/// People who sign in
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add one (first password from stdin)
    Add {
        /// Login
        login: String,
        #[command(flatten)]
        data: Data,
        /// Name, recorded with every answer
        #[arg(long)]
        name: String,
        /// Role
        #[arg(long, value_parser = ["owner", "officer", "operator", "staff", "inspector"])]
        role: String,
        /// Facility (id or code) the person reaches; may be repeated; left out: all of the organization
        #[arg(long, value_name = "ID")]
        facility: Vec<String>,
        /// Organization's facility code, when there are several organizations and all facilities are reached
        #[arg(long, value_name = "ID")]
        organization_of: Option<String>,
    },
    /// Everyone who may sign in, with role and state
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Refuse sign-in and end the sessions
    Disable {
        /// Login
        login: String,
        #[command(flatten)]
        data: Data,
    },
    /// Set a new password (from stdin) and take the second factor away
    Reset {
        /// Login
        login: String,
        #[command(flatten)]
        data: Data,
    },
}

impl UserCommand {
    /// Does it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn run(self) -> Outcome<ExitCode> {
        match self {
            Self::Add { login, data, name, role, facility, organization_of } => {
                let app = data.open_existing(None).await?;
                let mut reached = Vec::new();
                let mut actor = None;
                for code in &facility {
                    let (who, found) = crate::open::facility(&app, code).await?;
                    reached.push(found.id);
                    actor = Some(who);
                }
                let actor = match (actor, organization_of) {
                    (Some(actor), _) => actor,
                    (None, code) => only_organization(&app, code.as_deref()).await?,
                };
                let role = Role::from_code(&role).ok_or("役割が正しくありません。")?;
                let reach = if reached.is_empty() { Reach::All } else { Reach::Only(reached) };
                app.add_user(&actor, &login, &name, role, reach, &password("最初のパスワード（13文字以上）: ")?)
                    .await
                    .map_err(|error| sentence(&error))?;
                app.store.close().await;
                print(&format!("追加しました: {login}（{}）", role.label()))?;
            }
            Self::List { data } => {
                let app = data.open_existing(None).await?;
                for organization in app.store.organizations().await.map_err(|error| error.to_string())? {
                    for user in app.store.tenant(&organization).users().await.map_err(|error| error.to_string())? {
                        let state = if user.disabled_at.is_empty() { "有効" } else { "無効" };
                        let factor = if user.totp_secret.is_empty() { "二要素なし" } else { "二要素あり" };
                        print(&format!("{}\t{}\t{}\t{state}\t{factor}", user.login, user.name, user.role.label()))?;
                    }
                }
            }
            Self::Disable { login, data } => {
                let app = data.open_existing(None).await?;
                let (actor, user) = find(&app, &login).await?;
                app.set_user_disabled(&actor, &user.id, true).await.map_err(|error| sentence(&error))?;
                app.store.close().await;
                print(&format!("無効にしました: {login}"))?;
            }
            Self::Reset { login, data } => {
                let app = data.open_existing(None).await?;
                let (actor, user) = find(&app, &login).await?;
                app.reset_user(&actor, &user.id, &password("新しいパスワード（13文字以上）: ")?, true)
                    .await
                    .map_err(|error| sentence(&error))?;
                app.store.close().await;
                print(&format!("パスワードを設定し、二要素認証を解除しました: {login}"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn find(app: &App, login: &str) -> Outcome<(Actor, UserRecord)> {
    let user = app
        .store
        .user_by_login(login)
        .await
        .map_err(|error| error.to_string())?
        .ok_or_else(|| format!("ログイン名「{login}」の利用者はいません。`tate user list` で確認してください。"))?;
    Ok((command_line(user.organization.clone()), user))
}

async fn only_organization(app: &App, facility: Option<&str>) -> Outcome<Actor> {
    if let Some(code) = facility {
        return crate::open::facility(app, code).await.map(|(actor, _)| actor);
    }
    match app.store.organizations().await.map_err(|error| error.to_string())?.as_slice() {
        [only] => Ok(command_line(only.clone())),
        [] => Err("まだデータがありません。`tate init` で登録してください。".into()),
        _ => Err("法人が複数あります。--facility か --organization-of で施設コードを指定してください。".into()),
    }
}
