//! Opening the data and wiring the leaves to the use cases.

use crate::child::{ChildPrinter, ChildReader};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tate_app::App;
use tate_app::clock::{Clock, FixedClock, SystemClock, stamp};
use tate_app::hasher::Hasher;
use tate_app::keys::Keys;
use tate_catalog::Catalog;
use tate_domain::lifecycle::{LifecycleData, LifecycleFile};
use tate_domain::role::Actor;
use tate_store::{Blobs, FacilityRecord, Store, Target};

/// What went wrong, as a sentence for the terminal.
pub type Outcome<T> = Result<T, String>;

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// Folder of the data (database, files, backups)
    #[arg(long, default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL address instead of the SQLite inside the folder
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

impl Data {
    fn target(&self) -> Target {
        self.database.clone().map_or_else(|| Target::Folder(self.data.clone()), Target::Postgres)
    }

    /// Opens the data, migrating if needed.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn open(&self, today: Option<jiff::civil::Date>) -> Outcome<App> {
        let clock: Arc<dyn Clock> = match today {
            Some(day) => Arc::new(FixedClock::on(day)),
            None => Arc::new(SystemClock),
        };
        let store = Store::open(&self.target(), &self.data.join("restore-points"), &stamp(clock.now()))
            .await
            .map_err(|error| error.to_string())?;
        let blobs = Blobs::in_folder(&self.data.join("files")).map_err(|error| error.to_string())?;
        let catalog = Arc::new(catalog()?);
        let lifecycle = Arc::new(lifecycle(&catalog)?);
        let binary = std::env::current_exe().map_err(|error| error.to_string())?;
        // Half of the machine: a flood of sign-ins must leave the other half to those already inside.
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).div_ceil(2);
        Ok(App {
            store,
            blobs,
            builtin: catalog,
            catalogs: Arc::default(),
            lifecycle,
            lifecycles: Arc::default(),
            clock,
            hasher: Arc::new(Hasher::start(threads)),
            pdf: Arc::new(ChildPrinter::new(binary.clone())),
            xlsx: Arc::new(tate_report_xlsx::XlsxRenderer::new()),
            charts: Arc::new(tate_report_svg::SvgCharts),
            tables: Arc::new(ChildReader::new(binary)),
            kept: Arc::default(),
            keys: keys(&self.data.join("keys"))?,
            base: String::new(),
            mail: tate_app::mail::Mailing::default(),
        })
    }

    /// Opens data that must exist already.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub async fn open_existing(&self, today: Option<jiff::civil::Date>) -> Outcome<App> {
        if self.database.is_none() && !self.data.join("tate.sqlite3").exists() {
            return Err(format!(
                "データがありません（{}）。--data の場所を確認するか、`tate init` か `tate demo` で作ってください。",
                self.data.display()
            ));
        }
        self.open(today).await
    }
}

/// The server's own key, made at the first start: readable by its owner only, and in no backup.
fn keys(folder: &Path) -> Outcome<Keys> {
    let file = folder.join("server.key");
    let failed = |error: std::io::Error| {
        format!("サーバの鍵（{}）を読み書きできません（{error}）。フォルダの権限を確認してください。", file.display())
    };
    if !file.exists() {
        std::fs::create_dir_all(folder).map_err(failed)?;
        let secret: [u8; 32] = rand::random();
        // Beside it first: a key cut in half by a full disk must not stay.
        let fresh = folder.join(format!("server.key.{}", std::process::id()));
        write_private(&fresh, &secret).map_err(failed)?;
        // Another process may have been faster: then its key counts.
        let linked = std::fs::hard_link(&fresh, &file);
        let _ = std::fs::remove_file(&fresh);
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(failed(error)),
            Ok(()) | Err(_) => {}
        }
    }
    let secret = std::fs::read(&file).map_err(failed)?;
    let secret = <[u8; 32]>::try_from(secret.as_slice()).map_err(|_| {
        format!("サーバの鍵（{}）が壊れています。バックアップから戻すか、このファイルを取り除いてください。取り除くと、送信済みの回答用リンクは作り直しになります。", file.display())
    })?;
    Ok(Keys::new(secret))
}

/// Writes a file that only its owner can read, flushed to the disk.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The catalogue inside the binary.
///
/// # Errors
/// A broken build.
pub fn catalog() -> Outcome<Catalog> {
    Catalog::builtin().map_err(|error| format!("カタログを読み取れません（{error}）。"))
}

/// The end-of-support data inside the binary.
///
/// # Errors
/// A broken build.
pub fn lifecycle(catalog: &Catalog) -> Outcome<LifecycleData> {
    let files = catalog
        .lifecycle_files()
        .map(|(path, text)| toml::from_str::<LifecycleFile>(text).map_err(|error| format!("{path}: {error}")))
        .collect::<Result<Vec<_>, _>>()?;
    LifecycleData::merge(files).map_err(|error| error.to_string())
}

/// The facility with a code or id, and the command line's actor in its organization.
///
/// # Errors
/// A sentence naming the codes there are.
pub async fn facility(app: &App, code: &str) -> Outcome<(Actor, FacilityRecord)> {
    match app.store.facility_by_code(code).await.map_err(|error| error.to_string())? {
        Some(found) => Ok((tate_app::command_line(found.organization.clone()), found)),
        None => Err(format!("施設「{code}」がありません。登録されている施設：{}", codes(app).await?.join("、"))),
    }
}

/// The facility asked for, or the only one there is.
///
/// # Errors
/// A sentence naming the codes there are.
pub async fn facility_or_only(app: &App, code: Option<&str>) -> Outcome<(Actor, FacilityRecord)> {
    match code {
        Some(code) => facility(app, code).await,
        None => match codes(app).await?.as_slice() {
            [only] => facility(app, only).await,
            [] => Err("施設がまだありません。`tate init` で登録してください。".into()),
            several => Err(format!("施設が複数あります。--facility で選んでください：{}", several.join("、"))),
        },
    }
}

async fn codes(app: &App) -> Outcome<Vec<String>> {
    let mut codes = Vec::new();
    for organization in app.store.organizations().await.map_err(|error| error.to_string())? {
        let facilities = app.store.tenant(&organization).facilities().await.map_err(|error| error.to_string())?;
        codes.extend(facilities.into_iter().map(|facility| facility.code));
    }
    Ok(codes)
}

/// The address under which others reach the server, with one slash at its end; empty where none was given.
#[must_use]
pub fn public_address(base_url: Option<&str>) -> String {
    base_url.map(|url| format!("{}/", url.trim_end_matches('/'))).unwrap_or_default()
}

/// A use case's refusal as sentences.
#[must_use]
pub fn sentence(error: &tate_app::AppError) -> String {
    match error {
        tate_app::AppError::Invalid(problems) => {
            problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
        }
        tate_app::AppError::NotFound => "見つかりません。指定した名前を確認してください。".to_owned(),
        tate_app::AppError::Document(text) => text.clone(),
        error @ tate_app::AppError::NoChecklist => error.to_string(),
        other => format!("処理できませんでした（{other}）。"),
    }
}

/// Reads a whole file.
///
/// # Errors
/// A sentence with the name.
pub fn read_file(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("「{}」を読み取れません（{error}）。", path.display()))
}
