//! Opening: which engine, its settings, its migrations.

use sqlx::migrate::{Migrate, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, postgres::PgPoolOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Below this, SQLite can corrupt a WAL database.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Where the data is.
#[derive(Debug, Clone)]
pub enum Target {
    /// `tate.sqlite3` in this folder.
    Folder(PathBuf),
    /// A PostgreSQL address.
    Postgres(String),
}

/// The open engine. SQLite has one writing connection, so that writers queue here and not inside
/// the engine, and several reading ones.
#[derive(Debug, Clone)]
pub(crate) enum Pool {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// An open, migrated database.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: Pool,
}

/// Why a database was not opened. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or the server cannot be reached.
    #[error("データベースを開けません（{0}）。場所と権限を確認してください。")]
    Unreachable(String),
    /// Written by a newer Tate.
    #[error(
        "このデータは、より新しい版の Tate で作られています（移行番号 {0}）。新しい版の Tate で開いてください。データは変更していません。"
    )]
    Newer(i64),
    /// A migration failed half-way or differs.
    #[error("データベースの移行{number}を完了できません（{why}）。起動を中止しました。移行前の復元点: {restore_point}")]
    Migration {
        /// The migration.
        number: i64,
        /// Why.
        why: String,
        /// Where the copy from before lies.
        restore_point: String,
    },
    /// The restore point could not be written, so nothing was migrated.
    #[error("移行前の復元点を作れませんでした（{0}）。空き容量と権限を確認してください。移行はしていません。")]
    NoRestorePoint(String),
    /// The SQLite inside is one that can corrupt data.
    #[error("SQLite {0} には既知の破損不具合があります。起動を中止しました。")]
    BadSqlite(String),
}

fn unreachable(error: impl std::fmt::Display) -> OpenError {
    OpenError::Unreachable(error.to_string())
}

impl Store {
    /// Opens the database, takes a restore point if it must be migrated, and migrates.
    ///
    /// `restore_points` is the folder for restore points; `now` names the file.
    ///
    /// # Errors
    /// See [`OpenError`]; the database is as it was, or as the restore point holds it.
    pub async fn open(target: &Target, restore_points: &Path, now: &str) -> Result<Self, OpenError> {
        let store = Self::connect(target).await?;
        let (pending, fresh) = store.pending().await?;
        let mut restore_point = "なし（新しいデータベース）".to_owned();
        if pending && !fresh {
            let stamp: String = now.chars().filter(char::is_ascii_digit).take(14).collect();
            let path = restore_points.join(format!("before-migration-{stamp}.tate-backup"));
            std::fs::create_dir_all(restore_points).map_err(|e| OpenError::NoRestorePoint(e.to_string()))?;
            crate::backup::dump(&store, None, &path, now)
                .await
                .map_err(|e| OpenError::NoRestorePoint(e.to_string()))?;
            restore_point = path.display().to_string();
            tracing::info!(path = %path.display(), "restore point written before migrating");
        }
        if pending {
            store.migrate(&restore_point).await?;
        }
        Ok(store)
    }

    async fn connect(target: &Target) -> Result<Self, OpenError> {
        match target {
            Target::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(unreachable)?;
                restrict(folder, 0o700);
                let options = SqliteConnectOptions::new()
                    .filename(folder.join("tate.sqlite3"))
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // WAL + FULL lost nothing in 39 power cuts; NORMAL did in 32 of 40.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("trusted_schema", "OFF")
                    .pragma("cache_size", "-4000");
                let write = SqlitePoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(Duration::from_secs(30))
                    .connect_with(options.clone())
                    .await
                    .map_err(unreachable)?;
                let read = SqlitePoolOptions::new()
                    .max_connections(4)
                    .min_connections(1)
                    .connect_with(options)
                    .await
                    .map_err(unreachable)?;
                // The log beside it takes over its mode.
                restrict(&folder.join("tate.sqlite3"), 0o600);
                let version: String =
                    sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&read).await.map_err(unreachable)?;
                let mut parts = version.split('.').map(|p| p.parse().unwrap_or(0));
                let mut next = || parts.next().unwrap_or(0);
                if (next(), next(), next()) < OLDEST_SQLITE {
                    return Err(OpenError::BadSqlite(version));
                }
                Ok(Self { pool: Pool::Sqlite { read, write } })
            }
            Target::Postgres(address) => {
                let pool = PgPoolOptions::new()
                    .max_connections(16)
                    .acquire_timeout(Duration::from_secs(30))
                    .connect(address)
                    .await
                    .map_err(unreachable)?;
                Ok(Self { pool: Pool::Postgres(pool) })
            }
        }
    }

    /// Whether migrations are to be run, and whether the database is new: nothing was applied, and
    /// no table is there that a restore point would have to hold.
    async fn pending(&self) -> Result<(bool, bool), OpenError> {
        async fn look<C: Migrate>(connection: &mut C, migrator: &Migrator) -> Result<(bool, bool), OpenError> {
            connection.ensure_migrations_table(&migrator.table_name).await.map_err(unreachable)?;
            let applied = connection.list_applied_migrations(&migrator.table_name).await.map_err(unreachable)?;
            if let Some(newest) =
                applied.iter().map(|m| m.version).max().filter(|version| !migrator.version_exists(*version))
            {
                return Err(OpenError::Newer(newest));
            }
            // Found here and not only while migrating: most starts have nothing to migrate.
            let broken = |number, why: &str| OpenError::Migration {
                number,
                why: why.to_owned(),
                restore_point: "なし（移行を始めていません）".to_owned(),
            };
            if let Some(number) = connection.dirty_version(&migrator.table_name).await.map_err(unreachable)? {
                return Err(broken(number, "前回の移行が途中で終わっています"));
            }
            if let Some(differs) =
                migrator.iter().find(|m| applied.iter().any(|a| a.version == m.version && a.checksum != m.checksum))
            {
                return Err(broken(differs.version, "適用済みの移行の内容が、この版の Tate と異なります"));
            }
            Ok((migrator.iter().any(|m| !applied.iter().any(|a| a.version == m.version)), applied.is_empty()))
        }
        let (pending, none_applied) = match &self.pool {
            Pool::Sqlite { write, .. } => look(&mut *write.acquire().await.map_err(unreachable)?, &SQLITE).await?,
            Pool::Postgres(pool) => look(&mut *pool.acquire().await.map_err(unreachable)?, &POSTGRES).await?,
        };
        let tables = crate::backup::columns(self, "organization").await.map_err(unreachable)?;
        Ok((pending, none_applied && tables.is_empty()))
    }

    async fn migrate(&self, restore_point: &str) -> Result<(), OpenError> {
        let result = match &self.pool {
            Pool::Sqlite { write, .. } => SQLITE.run(write).await,
            Pool::Postgres(pool) => POSTGRES.run(pool).await,
        };
        result.map_err(|error| {
            use sqlx::migrate::MigrateError as E;
            let number = match &error {
                E::ExecuteMigration(_, n) | E::VersionMismatch(n) | E::Dirty(n) => *n,
                _ => 0,
            };
            OpenError::Migration { number, why: error.to_string(), restore_point: restore_point.to_owned() }
        })
    }

    /// The engine's name, for the manual and the start-up line.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite { .. } => "SQLite",
            Pool::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection; SQLite folds its log back into the file.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

/// The data is a map of weaknesses: nobody but its owner looks in.
fn restrict(path: &Path, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if let Err(error) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)) {
            tracing::warn!(%error, path = %path.display(), "cannot restrict the data to its owner");
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
}
