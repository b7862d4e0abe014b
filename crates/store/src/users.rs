//! People who sign in: passwords, second factor, lock-out, sessions.

use crate::tenant::{on_pool, run_tx};
use crate::{Change, Event, Result, StoreError, Tenant};
use tate_domain::id::{FacilityId, OrganizationId, UserId};
use tate_domain::role::{Reach, Role};

/// A person who signs in, as stored.
#[derive(Debug, Clone)]
pub struct UserRecord {
    /// The tenant.
    pub organization: OrganizationId,
    /// Identifier.
    pub id: UserId,
    /// Unique over all tenants.
    pub login: String,
    /// Name for answers and the audit log.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The facilities reached.
    pub reach: Reach,
    /// PHC string.
    pub password_hash: String,
    /// When the password was set.
    pub password_set_at: String,
    /// Base32, or empty when no second factor is set up.
    pub totp_secret: String,
    /// The last TOTP step accepted: a code is used once.
    pub totp_step: i64,
    /// Failed attempts since the last success.
    pub failures: i64,
    /// Until when attempts are refused; empty when they are not.
    pub locked_until: String,
    /// When disabled; empty when not.
    pub disabled_at: String,
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// Identifier.
    pub id: &'a UserId,
    /// Login.
    pub login: &'a str,
    /// Name.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Reach.
    pub reach: &'a Reach,
    /// PHC string.
    pub password_hash: &'a str,
}

/// A signed-in browser.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SessionRecord {
    /// The tenant.
    pub organization_id: String,
    /// Public name of the session, for listing and revoking.
    pub id: String,
    /// The person.
    pub user_id: String,
    /// Begun.
    pub created_at: String,
    /// Last seen.
    pub seen_at: String,
    /// Ends.
    pub expires_at: String,
    /// Address.
    pub origin: String,
    /// Browser, as it names itself.
    pub agent: String,
    /// The facility worked on; empty before one is chosen.
    pub facility_id: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    organization_id: String,
    id: String,
    login: String,
    name: String,
    role: String,
    reach: String,
    password_hash: String,
    password_set_at: String,
    totp_secret: String,
    totp_step: i64,
    failures: i64,
    locked_until: String,
    disabled_at: String,
}

impl TryFrom<UserRow> for UserRecord {
    type Error = StoreError;
    fn try_from(row: UserRow) -> Result<Self> {
        let role = Role::from_code(&row.role).ok_or(StoreError::Corrupt { what: "login_user.role", why: row.role })?;
        let reach = match row.reach.as_str() {
            "*" => Reach::All,
            list => Reach::Only(list.split(',').filter(|id| !id.is_empty()).map(FacilityId::from).collect()),
        };
        Ok(Self {
            organization: row.organization_id.into(),
            id: row.id.into(),
            login: row.login,
            name: row.name,
            role,
            reach,
            password_hash: row.password_hash,
            password_set_at: row.password_set_at,
            totp_secret: row.totp_secret,
            totp_step: row.totp_step,
            failures: row.failures,
            locked_until: row.locked_until,
            disabled_at: row.disabled_at,
        })
    }
}

pub(crate) fn reach_text(reach: &Reach) -> String {
    match reach {
        Reach::All => "*".to_owned(),
        Reach::Only(list) => list.iter().map(FacilityId::as_str).collect::<Vec<_>>().join(","),
    }
}

impl Tenant {
    /// The organization's people, by login.
    ///
    /// # Errors
    /// When the database cannot be reached or a row is corrupt.
    pub async fn users(&self) -> Result<Vec<UserRecord>> {
        on_pool!(
            self.store,
            query_as::<_, UserRow>("SELECT organization_id, id, login, name, role, reach, password_hash, password_set_at, totp_secret, totp_step, failures, locked_until, disabled_at FROM login_user WHERE organization_id = $1 ORDER BY login"),
            fetch_all, self.org()
        )?
        .into_iter().map(TryInto::try_into).collect()
    }

    /// One person.
    ///
    /// # Errors
    /// When the database cannot be reached or the row is corrupt.
    pub async fn user(&self, id: &UserId) -> Result<Option<UserRecord>> {
        on_pool!(
            self.store,
            query_as::<_, UserRow>("SELECT organization_id, id, login, name, role, reach, password_hash, password_set_at, totp_secret, totp_step, failures, locked_until, disabled_at FROM login_user WHERE organization_id = $1 AND id = $2"),
            fetch_optional, self.org(), id.as_str()
        )?
        .map(TryInto::try_into).transpose()
    }

    /// Hashes of passwords used before, newest first.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn password_history(&self, user: &UserId, most: i64) -> Result<Vec<String>> {
        Ok(on_pool!(
            self.store,
            query_scalar(
                "SELECT hash FROM password_history WHERE organization_id = $1 AND user_id = $2 ORDER BY at DESC LIMIT $3"
            ),
            fetch_all,
            self.org(),
            user.as_str(),
            most
        )?)
    }

    /// Recovery codes not yet used: their hashes.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn recovery_codes(&self, user: &UserId) -> Result<Vec<String>> {
        Ok(on_pool!(
            self.store,
            query_scalar("SELECT hash FROM recovery_code WHERE organization_id = $1 AND user_id = $2 AND used_at = ''"),
            fetch_all,
            self.org(),
            user.as_str()
        )?)
    }

    /// The sessions of a person that have not ended.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sessions(&self, user: &UserId, now: &str) -> Result<Vec<SessionRecord>> {
        Ok(on_pool!(
            self.store,
            query_as::<_, SessionRecord>(
                "SELECT organization_id, id, user_id, created_at, seen_at, expires_at, origin, agent, facility_id FROM login_session WHERE organization_id = $1 AND user_id = $2 AND expires_at > $3 ORDER BY seen_at DESC"
            ),
            fetch_all,
            self.org(),
            user.as_str(),
            now
        )?)
    }
}

impl Change {
    /// Adds a person who signs in.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the login exists anywhere.
    pub async fn add_user(&mut self, user: NewUser<'_>) -> Result<()> {
        let reach = reach_text(user.reach);
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO login_user (organization_id, id, login, name, role, reach, password_hash, password_set_at, totp_secret, totp_step, failures, locked_until, disabled_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, 0, '', '', $8)",
            self.organization.as_str(), user.id.as_str(), user.login, user.name, user.role.code(), &reach, user.password_hash, &at
        )
        .map_err(StoreError::unique)?;
        self.keep_password(user.id, user.password_hash).await?;
        let after = serde_json::json!({ "login": user.login, "name": user.name, "role": user.role, "reach": reach })
            .to_string();
        self.record(Event { action: "user.add", subject: format!("user:{}", user.id), after, ..Event::default() }).await
    }

    /// Changes name, role and reach.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is not the organization's.
    pub async fn change_user(&mut self, before: &UserRecord, name: &str, role: Role, reach: &Reach) -> Result<()> {
        let text = reach_text(reach);
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET name = $3, role = $4, reach = $5 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            before.id.as_str(),
            name,
            role.code(),
            &text
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        let old = serde_json::json!({ "name": before.name, "role": before.role, "reach": reach_text(&before.reach) })
            .to_string();
        let new = serde_json::json!({ "name": name, "role": role, "reach": text }).to_string();
        self.record(Event {
            action: "user.change",
            subject: format!("user:{}", before.id),
            before: old,
            after: new,
            ..Event::default()
        })
        .await
    }

    /// Sets a password; ends the lock-out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is not the organization's.
    pub async fn set_password(&mut self, user: &UserId, hash: &str) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET password_hash = $3, password_set_at = $4, failures = 0, locked_until = '' WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            user.as_str(),
            hash,
            &at
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        self.keep_password(user, hash).await?;
        self.record(Event { action: "user.password", subject: format!("user:{user}"), ..Event::default() }).await
    }

    async fn keep_password(&mut self, user: &UserId, hash: &str) -> Result<()> {
        let at = self.who.at.clone();
        run_tx!(
            self.tx,
            "INSERT INTO password_history (organization_id, user_id, hash, at) VALUES ($1, $2, $3, $4)",
            self.organization.as_str(),
            user.as_str(),
            hash,
            &at
        )?;
        Ok(())
    }

    /// Sets up (or with an empty secret takes away) the second factor and its recovery codes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is not the organization's.
    pub async fn set_second_factor(
        &mut self,
        user: &UserId,
        secret: &str,
        step: i64,
        recovery_hashes: &[String],
    ) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET totp_secret = $3, totp_step = $4 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            user.as_str(),
            secret,
            step
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        run_tx!(
            self.tx,
            "DELETE FROM recovery_code WHERE organization_id = $1 AND user_id = $2",
            self.organization.as_str(),
            user.as_str()
        )?;
        for hash in recovery_hashes {
            run_tx!(
                self.tx,
                "INSERT INTO recovery_code (organization_id, user_id, hash, used_at) VALUES ($1, $2, $3, '')",
                self.organization.as_str(),
                user.as_str(),
                hash
            )?;
        }
        let action = if secret.is_empty() { "user.second_factor.off" } else { "user.second_factor.on" };
        self.record(Event { action, subject: format!("user:{user}"), ..Event::default() }).await
    }

    /// Uses up a TOTP step.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the step, or a later one, was used already.
    pub async fn use_totp_step(&mut self, user: &UserId, step: i64) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET totp_step = $3 WHERE organization_id = $1 AND id = $2 AND totp_step < $3",
            self.organization.as_str(),
            user.as_str(),
            step
        )?;
        if touched == 0 { Err(StoreError::Conflict) } else { Ok(()) }
    }

    /// Uses up a recovery code.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was used already.
    pub async fn use_recovery_code(&mut self, user: &UserId, hash: &str) -> Result<()> {
        let at = self.who.at.clone();
        let touched = run_tx!(
            self.tx,
            "UPDATE recovery_code SET used_at = $4 WHERE organization_id = $1 AND user_id = $2 AND hash = $3 AND used_at = ''",
            self.organization.as_str(),
            user.as_str(),
            hash,
            &at
        )?;
        if touched == 0 {
            return Err(StoreError::Conflict);
        }
        self.record(Event { action: "user.recovery_code", subject: format!("user:{user}"), ..Event::default() }).await
    }

    /// Notes a failed attempt and, if so decided, until when further ones are refused.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is not the organization's.
    pub async fn note_failure(&mut self, user: &UserId, locked_until: &str) -> Result<()> {
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET failures = failures + 1, locked_until = $3 WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            user.as_str(),
            locked_until
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        self.record(Event { action: "sign_in.failed", subject: format!("user:{user}"), ..Event::default() }).await
    }

    /// Disables a person (or enables again) and ends the sessions.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the person is not the organization's.
    pub async fn set_disabled(&mut self, user: &UserId, disabled: bool) -> Result<()> {
        let at = if disabled { self.who.at.clone() } else { String::new() };
        let touched = run_tx!(
            self.tx,
            "UPDATE login_user SET disabled_at = $3, failures = 0, locked_until = '' WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            user.as_str(),
            &at
        )?;
        if touched == 0 {
            return Err(StoreError::NotFound);
        }
        if disabled {
            run_tx!(
                self.tx,
                "DELETE FROM login_session WHERE organization_id = $1 AND user_id = $2",
                self.organization.as_str(),
                user.as_str()
            )?;
        }
        self.record(Event {
            action: if disabled { "user.disable" } else { "user.enable" },
            subject: format!("user:{user}"),
            ..Event::default()
        })
        .await
    }

    /// Begins a session and clears the failures.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_session(&mut self, token_hash: &str, session: &SessionRecord) -> Result<()> {
        run_tx!(
            self.tx,
            "UPDATE login_user SET failures = 0, locked_until = '' WHERE organization_id = $1 AND id = $2",
            self.organization.as_str(),
            &session.user_id
        )?;
        // Sessions that have ended are swept here: once a sign-in, not on every page.
        run_tx!(
            self.tx,
            "DELETE FROM login_session WHERE organization_id = $1 AND expires_at <= $2",
            self.organization.as_str(),
            &session.created_at
        )?;
        run_tx!(
            self.tx,
            "INSERT INTO login_session (organization_id, token_hash, id, user_id, created_at, seen_at, expires_at, origin, agent, facility_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            self.organization.as_str(),
            token_hash,
            &session.id,
            &session.user_id,
            &session.created_at,
            &session.seen_at,
            &session.expires_at,
            &session.origin,
            &session.agent,
            &session.facility_id
        )?;
        self.record(Event { action: "sign_in", subject: format!("user:{}", session.user_id), ..Event::default() }).await
    }

    /// Ends sessions of a person: one by its public name, or all but one.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn end_sessions(&mut self, user: &UserId, only: Option<&str>, keep: &str) -> Result<u64> {
        let ended = match only {
            Some(id) => run_tx!(
                self.tx,
                "DELETE FROM login_session WHERE organization_id = $1 AND user_id = $2 AND id = $3",
                self.organization.as_str(),
                user.as_str(),
                id
            )?,
            None => run_tx!(
                self.tx,
                "DELETE FROM login_session WHERE organization_id = $1 AND user_id = $2 AND id <> $3",
                self.organization.as_str(),
                user.as_str(),
                keep
            )?,
        };
        self.record(Event { action: "session.end", subject: format!("user:{user}"), ..Event::default() }).await?;
        Ok(ended)
    }
}
