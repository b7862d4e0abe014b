//! The bytes of uploaded files, under their SHA-256 (content-addressed).

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

/// Where the bytes are. Keys are hashes only; names live in the database.
#[derive(Debug, Clone)]
pub struct Blobs {
    inner: Arc<dyn ObjectStore>,
}

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The folder or service refused.
    #[error("file store: {0}")]
    Store(#[from] object_store::Error),
    /// The folder cannot be made.
    #[error("file store folder: {0}")]
    Folder(#[from] std::io::Error),
    /// What is stored is not what was stored.
    #[error("stored file {0} has other content than its name says")]
    Damaged(String),
}

impl Blobs {
    /// Files in a folder of this machine, each flushed to the disk before it counts as stored.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, BlobError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { inner: Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)) })
    }

    fn key(sha256: &str) -> Key {
        Key::from(format!("{}/{sha256}", &sha256[..2]))
    }

    /// Stores bytes; gives their SHA-256.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn put(&self, bytes: Bytes) -> Result<String, BlobError> {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        self.inner.put(&Self::key(&sha256), bytes.into()).await?;
        Ok(sha256)
    }

    /// Reads bytes and compares them with their name.
    ///
    /// # Errors
    /// When they are not there or damaged.
    pub async fn get(&self, sha256: &str) -> Result<Bytes, BlobError> {
        if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BlobError::Damaged(sha256.to_owned()));
        }
        let bytes = self.inner.get(&Self::key(sha256)).await?.bytes().await?;
        if hex::encode(Sha256::digest(&bytes)) != sha256 {
            return Err(BlobError::Damaged(sha256.to_owned()));
        }
        Ok(bytes)
    }
}
