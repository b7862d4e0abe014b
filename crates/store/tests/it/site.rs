//! A database of its own for every test, on either engine.

use futures::FutureExt as _;
use sqlx::{AssertSqlSafe, ConnectOptions as _, PgConnection, SqliteConnection};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::str::FromStr as _;
use tate_store::{Blobs, OpenError, Store, Target};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

/// The moment at which everything in these tests happens.
pub(crate) const NOW: &str = "2026-11-20T01:02:03Z";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engines that can be had here.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![Self::Sqlite];
        all.extend(server().map(|_| Self::Postgres));
        all
    }
}

/// The URL of a PostgreSQL server, if one is there for testing.
fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one setting of the tests")]
    let url = std::env::var("TATE_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    url
}

/// Whether tests on PostgreSQL can run; says so where not, and fails where they must (CI).
pub(crate) fn postgres_or_skip() -> bool {
    #[expect(clippy::disallowed_methods, reason = "a skipped test must not look like a passed one in CI")]
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let there = server().is_some();
    assert!(there || !ci, "TATE_TEST_POSTGRES is not set, and CI=true does not skip");
    if !there {
        eprintln!("SKIPPED: TATE_TEST_POSTGRES is not set (export TATE_TEST_POSTGRES=$(tools/postgres start))");
    }
    there
}

/// Defines a test that runs on both engines: `both!(name, |site| { … })`.
macro_rules! both {
    ($name:ident, |$site:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($site: &crate::site::Site) $body

            #[test]
            fn on_sqlite() {
                crate::site::run(crate::site::Engine::Sqlite, body);
            }

            #[test]
            fn on_postgres() {
                if crate::site::postgres_or_skip() {
                    crate::site::run(crate::site::Engine::Postgres, body);
                }
            }
        }
    };
}
pub(crate) use both;

/// An empty, migrated database with folders for its files, and a way past the store's own statements.
pub(crate) struct Site {
    pub engine: Engine,
    pub store: Store,
    pub blobs: Blobs,
    target: Target,
    folder: tempfile::TempDir,
    raw: Mutex<Option<Raw>>,
}

/// Runs one test on one engine.
pub(crate) fn run(engine: Engine, test: impl AsyncFnOnce(&Site)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(within(engine, test));
}

/// Makes a site, hands it to the test, and clears it away even when the test fails.
pub(crate) async fn within<T>(engine: Engine, test: impl AsyncFnOnce(&Site) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let (target, database) = match engine {
        Engine::Sqlite => (Target::Folder(folder.path().join("data")), None),
        Engine::Postgres => {
            let name = format!("tate_test_{}", uuid::Uuid::now_v7().simple());
            // A collation for people: comparing that leans on the order of code points shows here.
            administer(&format!(
                "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'ja-JP'"
            ))
            .await;
            (Target::Postgres(address(&name)), Some(name))
        }
    };
    let outcome = AssertUnwindSafe(async {
        let store = Store::open(&target, &folder.path().join("restore"), NOW).await.unwrap();
        let blobs = Blobs::in_folder(&folder.path().join("files")).unwrap();
        let site = Site { engine, store, blobs, target, folder, raw: Mutex::new(None) };
        let outcome = test(&site).await;
        site.store.close().await;
        outcome
    })
    .catch_unwind()
    .await;
    if let Some(name) = database {
        administer(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

async fn administer(sql: &str) {
    let options = sqlx::postgres::PgConnectOptions::from_str(&server().unwrap()).unwrap();
    let mut connection = options.connect().await.unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
}

/// The server's URL with another database.
fn address(database: &str) -> String {
    let url = server().unwrap();
    let (url, settings) =
        url.split_once('?').map_or((url.as_str(), String::new()), |(url, rest)| (url, format!("?{rest}")));
    let (host, _) = url.rsplit_once('/').unwrap();
    format!("{host}/{database}{settings}")
}

enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Site {
    /// Opens the same database once more, as a restart of the program does.
    pub(crate) async fn reopen(&self, now: &str) -> Result<Store, OpenError> {
        Store::open(&self.target, &self.restore_points(), now).await
    }

    pub(crate) fn restore_points(&self) -> PathBuf {
        self.path("restore")
    }

    /// A place in the site's own folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The one connection past the store, opened when it is first needed.
    async fn raw(&self) -> MappedMutexGuard<'_, Raw> {
        let mut raw = self.raw.lock().await;
        if raw.is_none() {
            *raw = Some(self.connect().await);
        }
        MutexGuard::map(raw, |raw| raw.as_mut().unwrap())
    }

    async fn connect(&self) -> Raw {
        match &self.target {
            Target::Folder(folder) => {
                // As an intruder with the file has it: no foreign keys in the way.
                let options =
                    sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("tate.sqlite3")).foreign_keys(false);
                Raw::Sqlite(options.connect().await.unwrap())
            }
            Target::Postgres(url) => {
                Raw::Postgres(sqlx::postgres::PgConnectOptions::from_str(url).unwrap().connect().await.unwrap())
            }
        }
    }

    /// Runs a statement behind the store's back; gives the rows it touched.
    pub(crate) async fn run(&self, sql: &str) -> u64 {
        let query = AssertSqlSafe(sql.to_owned());
        match &mut *self.raw().await {
            Raw::Sqlite(raw) => sqlx::query(query).execute(raw).await.unwrap().rows_affected(),
            Raw::Postgres(raw) => sqlx::query(query).execute(raw).await.unwrap().rows_affected(),
        }
    }

    /// The texts that a query of one column gives.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let query = AssertSqlSafe(sql.to_owned());
        match &mut *self.raw().await {
            Raw::Sqlite(raw) => sqlx::query_scalar(query).fetch_all(raw).await.unwrap(),
            Raw::Postgres(raw) => sqlx::query_scalar(query).fetch_all(raw).await.unwrap(),
        }
    }

    /// The number that a query gives.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let query = AssertSqlSafe(sql.to_owned());
        match &mut *self.raw().await {
            Raw::Sqlite(raw) => sqlx::query_scalar(query).fetch_one(raw).await.unwrap(),
            Raw::Postgres(raw) => sqlx::query_scalar(query).fetch_one(raw).await.unwrap(),
        }
    }

    /// The tables that Tate made, by name.
    pub(crate) async fn tables(&self) -> Vec<String> {
        let mut tables = self
            .texts(match self.engine {
                Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
                Engine::Postgres => "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'",
            })
            .await;
        tables.sort();
        tables
    }

    /// The columns of a table in order: `name kind not-null`.
    pub(crate) async fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match self.engine {
            Engine::Sqlite => format!("SELECT name || ' ' || lower(type) || ' ' || CASE \"notnull\" WHEN 1 THEN 'not null' ELSE 'null' END FROM pragma_table_info('{table}') ORDER BY cid"),
            Engine::Postgres => format!(
                "SELECT column_name || ' ' || CASE data_type WHEN 'bigint' THEN 'integer' ELSE data_type END || ' ' || CASE is_nullable WHEN 'NO' THEN 'not null' ELSE 'null' END
                 FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        })
        .await
    }

    /// Every row of a table as text, sorted; `org` narrows to one organization.
    pub(crate) async fn rows_of(&self, table: &str, org: Option<&str>) -> Vec<String> {
        let cells: Vec<_> = self
            .columns(table)
            .await
            .iter()
            .map(|c| format!("CAST(\"{}\" AS TEXT)", c.split(' ').next().unwrap()))
            .collect();
        let key = if table == "organization" { "id" } else { "organization_id" };
        let narrow = org.map_or_else(String::new, |org| format!(" WHERE {key} = '{org}'"));
        let mut rows = self.texts(&format!("SELECT {} FROM {table}{narrow}", cells.join(" || ' | ' || "))).await;
        rows.sort();
        rows
    }

    /// Everything the database holds (of one organization), one text per row.
    pub(crate) async fn snapshot(&self, org: Option<&str>) -> Vec<String> {
        let mut all = Vec::new();
        for table in self.tables().await {
            all.extend(self.rows_of(&table, org).await.into_iter().map(|row| format!("{table}: {row}")));
        }
        all
    }
}
