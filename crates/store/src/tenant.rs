//! Reading within one organization.

use crate::db::{Pool, Store};
use crate::{Change, Result, Who};
use sqlx::{Postgres, Sqlite, Transaction};
use tate_domain::id::OrganizationId;

/// The database as one organization sees it. Every statement binds [`Tenant::org`] as `$1`.
#[derive(Debug, Clone)]
pub struct Tenant {
    pub(crate) store: Store,
    pub(crate) organization: OrganizationId,
}

/// The two kinds of open transaction.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one SQL text on whichever engine is open: `on_pool!(self.store, query_as::<_, T>(SQL), fetch_all, a, b)`.
macro_rules! on_pool {
    ($store:expr, $query:ident $(::<$($t:ty),*>)? ($sql:expr), $fetch:ident $(, $bind:expr)* $(,)?) => {
        match &$store.pool {
            crate::db::Pool::Sqlite { read, .. } => sqlx::$query $(::<$($t),*>)? ($sql) $(.bind($bind))* .$fetch(read).await,
            crate::db::Pool::Postgres(pool) => sqlx::$query $(::<$($t),*>)? ($sql) $(.bind($bind))* .$fetch(pool).await,
        }
    };
}

/// The same inside a transaction.
macro_rules! on_tx {
    ($tx:expr, $query:ident $(::<$($t:ty),*>)? ($sql:expr), $fetch:ident $(, $bind:expr)* $(,)?) => {
        match &mut $tx {
            crate::tenant::Tx::Sqlite(tx) => sqlx::$query $(::<$($t),*>)? ($sql) $(.bind($bind))* .$fetch(&mut **tx).await,
            crate::tenant::Tx::Postgres(tx) => sqlx::$query $(::<$($t),*>)? ($sql) $(.bind($bind))* .$fetch(&mut **tx).await,
        }
    };
}

/// Runs a statement inside a transaction and gives the number of rows it touched.
macro_rules! run_tx {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match &mut $tx {
            crate::tenant::Tx::Sqlite(tx) => sqlx::query($sql) $(.bind($bind))* .execute(&mut **tx).await.map(|done| done.rows_affected()),
            crate::tenant::Tx::Postgres(tx) => sqlx::query($sql) $(.bind($bind))* .execute(&mut **tx).await.map(|done| done.rows_affected()),
        }
    };
}

pub(crate) use {on_pool, on_tx, run_tx};

impl Store {
    /// The database as one organization sees it.
    #[must_use]
    pub fn tenant(&self, organization: &OrganizationId) -> Tenant {
        Tenant { store: self.clone(), organization: organization.clone() }
    }

    pub(crate) async fn transaction(&self) -> Result<Tx> {
        Ok(match &self.pool {
            // IMMEDIATE takes the write lock at once: no upgrade that could fail in the middle.
            Pool::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

impl Tenant {
    /// The organization.
    #[must_use]
    pub fn organization(&self) -> &OrganizationId {
        &self.organization
    }

    pub(crate) fn org(&self) -> &str {
        self.organization.as_str()
    }

    /// Begins a change by somebody.
    ///
    /// # Errors
    /// When the database cannot be reached or the organization does not exist.
    pub async fn change(&self, who: Who) -> Result<Change> {
        Change::begin(&self.store, &self.organization, who).await
    }
}
