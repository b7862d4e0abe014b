//! The desk's own key for signing: computed from the server's key, with a number, so that it can be replaced.

use crate::App;
use crate::error::{AppError, Result};
use crate::signed::{PublicKey, SigningKey, groups};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_store::DeskKey;

/// A key of the desk as its page shows it.
#[derive(Debug, Clone)]
pub struct DeskKeyView {
    /// As stored.
    pub key: DeskKey,
    /// The fingerprint in groups of four.
    pub fingerprint: String,
    /// Whether this server can sign with it: it cannot once its own key was replaced.
    pub usable: bool,
}

impl App {
    /// The desk's keys, the newest first; the newest signs.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_keys(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<DeskKeyView>> {
        self.desk_at(actor, facility, Permission::View).await?;
        let keys = self.tenant(actor).desk_keys(facility).await?;
        let view = |key: DeskKey| {
            let fingerprint = PublicKey::read(&key.public_key).map(|public| groups(&public.fingerprint()));
            let usable = self.secret(facility, key.number).public().text() == key.public_key;
            DeskKeyView { key, fingerprint: fingerprint.unwrap_or_default(), usable }
        };
        Ok(keys.into_iter().map(view).collect())
    }

    fn secret(&self, facility: &FacilityId, number: i64) -> SigningKey {
        SigningKey::of(&self.keys.signing_secret(facility, number))
    }

    /// Makes a new key; what is signed from now on carries it, and customers must pin it.
    ///
    /// # Errors
    /// The actor may not; somebody made one meanwhile.
    pub async fn make_desk_key(&self, actor: &Actor, facility: &FacilityId, seen: i64) -> Result<()> {
        self.desk_at(actor, facility, Permission::ManageFacilities).await?;
        let newest = self.tenant(actor).desk_keys(facility).await?.first().map_or(0, |key| key.number);
        if newest != seen {
            return Err(AppError::Conflict);
        }
        let number = newest + 1;
        let key = DeskKey {
            number,
            public_key: self.secret(facility, number).public().text(),
            made_at: self.now(),
            made_name: actor.name.clone(),
        };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.make_desk_key(facility, &key).await?;
        Ok(change.commit().await?)
    }

    /// The key that signs today; none before the first was made.
    ///
    /// # Errors
    /// The server's own key is another one than when the desk's was made.
    pub(crate) async fn desk_signing_key(&self, actor: &Actor, facility: &FacilityId) -> Result<Option<SigningKey>> {
        let Some(newest) = self.tenant(actor).desk_keys(facility).await?.into_iter().next() else { return Ok(None) };
        let key = self.secret(facility, newest.number);
        if key.public().text() == newest.public_key {
            return Ok(Some(key));
        }
        Err(AppError::invalid(
            "key",
            "署名できません。サーバの鍵（keys/server.key）が、署名の鍵を作ったときと違います。元の鍵のファイルを戻すか、「署名の鍵」の画面で新しい鍵を作り、公開鍵をお客様に配り直してください。",
        ))
    }
}
