//! A database of its own for every test.

use sqlx::AssertSqlSafe;
use std::path::Path;
use tate_store::Target;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// In a temporary folder.
    Sqlite,
    /// A fresh database on the server that `TATE_TEST_POSTGRES` names.
    Postgres,
}

impl Engine {
    /// The engines tests run on here. PostgreSQL is left out where no server is named, except in
    /// CI, where that is a failure.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "tests learn of their server from the environment")]
    pub fn all() -> Vec<Self> {
        let ci = std::env::var("CI").is_ok();
        assert!(server().is_some() || !ci, "TATE_TEST_POSTGRES is not set in CI");
        if server().is_some() { vec![Self::Sqlite, Self::Postgres] } else { vec![Self::Sqlite] }
    }

    /// A new, empty database; the second value is dropped when the test is over.
    pub(crate) async fn create(self, folder: &Path) -> (Target, Option<Dropped>) {
        match self {
            Self::Sqlite => (Target::Folder(folder.to_owned()), None),
            Self::Postgres => {
                let server = server().unwrap();
                let name = format!("tate_{}", uuid::Uuid::now_v7().simple());
                let admin = sqlx::PgPool::connect(&server).await.unwrap();
                sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
                admin.close().await;
                let (base, query) = server
                    .split_once('?')
                    .map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
                let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
                let target = Target::Postgres(format!("{base}/{name}{query}"));
                (target, Some(Dropped { server, name }))
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "tests learn of their server from the environment")]
fn server() -> Option<String> {
    std::env::var("TATE_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// A database that goes away with its test.
pub(crate) struct Dropped {
    server: String,
    name: String,
}

impl Drop for Dropped {
    fn drop(&mut self) {
        let (server, name) = (std::mem::take(&mut self.server), std::mem::take(&mut self.name));
        // A runtime of its own: this runs inside the test's, which cannot wait here.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let admin = sqlx::PgPool::connect(&server).await.ok()?;
                let dropped = sqlx::query(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
                    .execute(&admin)
                    .await
                    .ok();
                admin.close().await;
                dropped
            })
        });
        // A database left behind is no reason to fail a test.
        let _ = done.join();
    }
}
