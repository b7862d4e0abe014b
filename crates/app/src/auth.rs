//! Signing in: password, second factor, lock-out, sessions, and who may sign in at all.

use crate::clock::{stamp, stamp_after};
use crate::error::{AppError, Problem, Result};
use crate::hasher::Busy;
use crate::{App, new_id};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use tate_domain::id::UserId;
use tate_domain::password::{self, Circumstances};
use tate_domain::role::{Actor, Permission, Reach, Role};
use tate_store::{NewUser, SessionRecord, StoreError, UserRecord, Who};
use totp_rs::Secret;

/// A session ends this long after its last use.
pub const IDLE_SECONDS: i64 = 2 * 60 * 60;
/// A session ends this long after it began, used or not.
pub const LONGEST_SECONDS: i64 = 12 * 60 * 60;
/// A session's last use is written down at most this often.
const TOUCH_SECONDS: i64 = 5 * 60;
/// Failures before the first lock-out.
const FREE_FAILURES: i64 = 5;
/// The longest lock-out.
const LONGEST_LOCK_SECONDS: i64 = 15 * 60;
/// Passwords of the past that are not taken again.
const REMEMBERED_PASSWORDS: i64 = 8;

/// One attempt is decided at a time: guesses sent side by side all count before the next is looked at.
static DECIDING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What the sign-in form holds.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// TOTP or recovery code; empty without a second factor.
    pub code: String,
}

/// A session that just began.
#[derive(Debug)]
pub struct SignedIn {
    /// The cookie's value; only its hash is stored.
    pub token: String,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Something is wrong or locked; which, is not said (no user enumeration).
    #[error("refused")]
    Refused,
    /// Too many attempts at once.
    #[error("busy")]
    Busy,
    /// The store.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// A signed-in person with the session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The person as actor.
    pub actor: Actor,
    /// The session as stored.
    pub record: SessionRecord,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Login.
    pub login: String,
}

/// The first step of setting up a second factor: shown once.
#[derive(Debug, Clone)]
pub struct SecondFactorOffer {
    /// Base32.
    pub secret: String,
    /// QR code as SVG.
    pub qr_svg: String,
}

/// SHA-256 of a token, as stored.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

pub(crate) fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

fn totp(secret: &str, login: &str) -> Result<totp_rs::Totp> {
    let secret = Secret::try_from_base32(secret).map_err(|_| AppError::Internal("stored TOTP secret".into()))?;
    totp_rs::Builder::new()
        .with_secret(secret)
        .with_account_name(login.to_owned())
        .with_issuer(Some("Tate"))
        .build()
        .map_err(|error| AppError::Internal(format!("TOTP: {error}")))
}

impl App {
    fn unix_time(&self) -> u64 {
        u64::try_from(self.clock.now().as_second()).unwrap_or(0)
    }

    /// Signs a person in.
    ///
    /// # Errors
    /// See [`SignInError`]; unknown login, wrong password, wrong code, disabled and locked are one answer.
    pub async fn sign_in(&self, given: &Credentials, origin: &str, agent: &str) -> Result<SignedIn, SignInError> {
        let now = self.clock.now();
        let login = tate_domain::text::printable(&tate_domain::text::code(&given.login), false).to_lowercase();
        let user = self.store.user_by_login(&login).await?.filter(|user| user.disabled_at.is_empty());
        let locked = user.as_ref().is_some_and(|user| user.locked_until > stamp(now));
        let phc = user
            .as_ref()
            .filter(|_| !locked)
            .map_or_else(|| self.hasher.decoy.clone(), |user| user.password_hash.clone());
        let password: String = given.password.chars().take(password::LONGEST + 1).collect();
        let good = self.hasher.verify(&password, vec![phc]).await.map_err(|Busy| SignInError::Busy)?;
        let Some(verified) = user.filter(|_| !locked) else { return Err(SignInError::Refused) };
        let _deciding = DECIDING.lock().await;
        // Read again: a parallel attempt may have locked the account meanwhile, or its password changed.
        let same = |user: &UserRecord| {
            user.disabled_at.is_empty()
                && user.locked_until <= stamp(now)
                && user.password_hash == verified.password_hash
        };
        let Some(user) = self.store.user_by_login(&login).await?.filter(same) else { return Err(SignInError::Refused) };
        let who = Who { actor: format!("{} <{}>", user.name, user.id), origin: origin.to_owned(), at: stamp(now) };
        let mut change = self.store.tenant(&user.organization).change(who).await?;
        let mut accepted = good;
        if good && !user.totp_secret.is_empty() {
            accepted = self.take_code(&mut change, &user, &given.code).await?;
        }
        if !accepted {
            let failures = user.failures + 1;
            let lock = if failures < FREE_FAILURES {
                String::new()
            } else {
                let doubling = u32::try_from(failures - FREE_FAILURES).unwrap_or(8).min(8);
                stamp_after(now, (30_i64 << doubling).min(LONGEST_LOCK_SECONDS))
            };
            change.note_failure(&user.id, &lock).await?;
            change.commit().await?;
            return Err(SignInError::Refused);
        }
        let token = random_token();
        let agent: String = tate_domain::text::printable(agent, false).chars().take(200).collect();
        let facility = match &user.reach {
            Reach::Only(list) if list.len() == 1 => list[0].to_string(),
            Reach::Only(_) | Reach::All => String::new(),
        };
        let session = SessionRecord {
            organization_id: user.organization.to_string(),
            id: new_id::<String>(),
            user_id: user.id.to_string(),
            created_at: stamp(now),
            seen_at: stamp(now),
            expires_at: stamp_after(now, IDLE_SECONDS),
            origin: origin.to_owned(),
            agent,
            facility_id: facility,
        };
        change.begin_session(&token_hash(&token), &session).await?;
        change.commit().await?;
        Ok(SignedIn { token })
    }

    /// Accepts a TOTP code once, or a recovery code once.
    async fn take_code(&self, change: &mut tate_store::Change, user: &UserRecord, code: &str) -> Result<bool> {
        let code: String = tate_domain::text::code(code)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .collect::<String>()
            .to_lowercase();
        if let Some(step) = totp(&user.totp_secret, &user.login)?.check(&code, self.unix_time()) {
            let step = i64::try_from(step).unwrap_or(i64::MAX);
            return Ok(change.use_totp_step(&user.id, step).await.is_ok());
        }
        if code.len() == RECOVERY_LENGTH {
            return Ok(change.use_recovery_code(&user.id, &token_hash(&code)).await.is_ok());
        }
        Ok(false)
    }

    /// The session behind a cookie, prolonged if it is in use.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn session(&self, token: &str, origin: &str) -> Result<Option<Session>> {
        let now = self.clock.now();
        let hash = token_hash(token);
        let Some((record, user)) = self.store.session_by_token(&hash, &stamp(now)).await? else { return Ok(None) };
        let seen: jiff::Timestamp = record.seen_at.parse().unwrap_or(now);
        if (now - seen).get_seconds() >= TOUCH_SECONDS {
            let began: jiff::Timestamp = record.created_at.parse().unwrap_or(now);
            let end = stamp_after(now, IDLE_SECONDS).min(stamp_after(began, LONGEST_SECONDS));
            self.store.touch_session(&hash, &stamp(now), &end, &record.facility_id).await?;
        }
        let actor = Actor {
            organization: user.organization,
            user: Some(user.id),
            name: user.name,
            role: user.role,
            reach: user.reach,
            from: origin.to_owned(),
        };
        Ok(Some(Session { actor, record, second_factor: !user.totp_secret.is_empty(), login: user.login }))
    }

    /// Ends the session behind a cookie, if there is one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn sign_out(&self, token: &str, origin: &str) -> Result<()> {
        let Some((session, user)) = self.store.session_by_token(&token_hash(token), &self.now()).await? else {
            return Ok(());
        };
        let who = Who { actor: format!("{} <{}>", user.name, user.id), origin: origin.to_owned(), at: self.now() };
        let mut change = self.store.tenant(&user.organization).change(who).await?;
        change.end_sessions(&user.id, Some(&session.id), "").await?;
        Ok(change.commit().await?)
    }

    /// Remembers which facility a session works on.
    ///
    /// # Errors
    /// When the facility is out of reach.
    pub async fn choose_facility(
        &self,
        session: &Session,
        token: &str,
        facility: &tate_domain::id::FacilityId,
    ) -> Result<()> {
        // A typed identifier may hold what PostgreSQL does not compare with: a zero byte.
        if facility.as_str().contains('\0') {
            return Err(AppError::NotFound);
        }
        session.actor.may_at(Permission::View, facility)?;
        self.tenant(&session.actor).facility(facility).await?.ok_or(AppError::NotFound)?;
        Ok(self
            .store
            .touch_session(&token_hash(token), &self.now(), &session.record.expires_at, facility.as_str())
            .await?)
    }

    /// One's own sessions.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn own_sessions(&self, actor: &Actor) -> Result<Vec<SessionRecord>> {
        let user = actor.user.as_ref().ok_or(AppError::NotFound)?;
        Ok(self.tenant(actor).sessions(user, &self.now()).await?)
    }

    /// Ends one of one's own sessions, or all but the present one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn end_own_sessions(&self, actor: &Actor, only: Option<&str>, present: &str) -> Result<()> {
        let user = actor.user.as_ref().ok_or(AppError::NotFound)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.end_sessions(user, only, present).await?;
        Ok(change.commit().await?)
    }

    /// Changes one's own password.
    ///
    /// # Errors
    /// The present password is wrong, or the new one breaks the rule or was used before.
    pub async fn change_own_password(
        &self,
        actor: &Actor,
        present: &str,
        new: &str,
        present_session: &str,
    ) -> Result<()> {
        let user = self.own_record(actor).await?;
        self.check_password(&user, present).await?;
        self.check_new_password(&user, new).await?;
        let hash = self.hasher.hash(new).await.map_err(|Busy| AppError::Busy)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_password(&user.id, &hash).await?;
        change.end_sessions(&user.id, None, present_session).await?;
        Ok(change.commit().await?)
    }

    async fn own_record(&self, actor: &Actor) -> Result<UserRecord> {
        let user = actor.user.as_ref().ok_or(AppError::NotFound)?;
        self.tenant(actor).user(user).await?.ok_or(AppError::NotFound)
    }

    async fn check_password(&self, user: &UserRecord, given: &str) -> Result<()> {
        let good = self.hasher.verify(given, vec![user.password_hash.clone()]).await.map_err(|Busy| AppError::Busy)?;
        if good {
            Ok(())
        } else {
            Err(AppError::invalid("present", "現在のパスワードが違います。もう一度入力してください。"))
        }
    }

    async fn check_new_password(&self, user: &UserRecord, new: &str) -> Result<()> {
        let about = Circumstances { login: &user.login, second_factor: !user.totp_secret.is_empty() };
        password::check(new, about).map_err(|error| AppError::invalid("new", error.0))?;
        let used = self.store.tenant(&user.organization).password_history(&user.id, REMEMBERED_PASSWORDS).await?;
        if self.hasher.verify(new, used).await.map_err(|Busy| AppError::Busy)? {
            return Err(AppError::invalid(
                "new",
                "以前に使ったパスワードです。漏れた場合に使い回されるため、別のパスワードにしてください。",
            ));
        }
        Ok(())
    }

    /// Offers a second factor: a secret and its QR code. Nothing is stored yet.
    ///
    /// # Errors
    /// When the QR code cannot be drawn.
    pub fn offer_second_factor(&self, login: &str, secret: Option<&str>) -> Result<SecondFactorOffer> {
        let secret = secret.map_or_else(|| Secret::generate().to_base32(), str::to_owned);
        let url =
            totp(&secret, login)?.to_url().map_err(|error| AppError::Internal(format!("TOTP address: {error}")))?;
        let code = qrcode::QrCode::new(url.as_bytes()).map_err(|error| AppError::Internal(format!("QR: {error}")))?;
        let qr_svg = code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build();
        let qr_svg = qr_svg.split_once("?>").map_or(qr_svg.clone(), |(_, svg)| svg.to_owned());
        Ok(SecondFactorOffer { secret, qr_svg })
    }

    /// Sets up the second factor after one code has been shown to work; gives the recovery codes.
    ///
    /// # Errors
    /// When the code does not belong to the secret.
    pub async fn set_second_factor(&self, actor: &Actor, secret: &str, code: &str) -> Result<Vec<String>> {
        let user = self.own_record(actor).await?;
        let code = tate_domain::text::code(code);
        let step = totp(secret, &user.login).ok().and_then(|totp| totp.check(&code, self.unix_time()));
        let step = step.ok_or_else(|| AppError::invalid("code", "確認コードが合いません。時刻のずれか、打ち間違いが考えられます。アプリに今表示されている6桁を入力してください。"))?;
        let codes: Vec<String> = (0..8).map(|_| hex::encode(rand::random::<[u8; RECOVERY_LENGTH / 2]>())).collect();
        let hashes: Vec<String> = codes.iter().map(|code| token_hash(code)).collect();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_second_factor(&user.id, secret, i64::try_from(step).unwrap_or(0), &hashes).await?;
        change.commit().await?;
        Ok(codes)
    }

    /// Takes one's own second factor away; the password must then be long enough without it.
    ///
    /// # Errors
    /// The password is wrong or too short to stand alone.
    pub async fn remove_second_factor(&self, actor: &Actor, present: &str) -> Result<()> {
        let user = self.own_record(actor).await?;
        self.check_password(&user, present).await?;
        password::check(present, Circumstances { login: &user.login, second_factor: false })
            .map_err(|_| AppError::invalid("present", "今のパスワードは13文字より短いため、二要素認証を解除できません。先に13文字以上のパスワードに変更してください。"))?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_second_factor(&user.id, "", 0, &[]).await?;
        Ok(change.commit().await?)
    }

    /// Everyone of the organization who may sign in, as far as the actor's facilities reach.
    ///
    /// # Errors
    /// The actor may not manage users.
    pub async fn users(&self, actor: &Actor) -> Result<Vec<UserRecord>> {
        actor.may(Permission::ManageUsers)?;
        let all = self.tenant(actor).users().await?;
        Ok(all.into_iter().filter(|user| manages(actor, user)).collect())
    }

    /// A person of the organization whom the actor may manage.
    async fn managed(&self, actor: &Actor, id: &UserId) -> Result<UserRecord> {
        actor.may(Permission::ManageUsers)?;
        self.tenant(actor).user(id).await?.filter(|user| manages(actor, user)).ok_or(AppError::NotFound)
    }

    /// Adds a person with a first password.
    ///
    /// # Errors
    /// The actor may not, the password breaks the rule, or the login is taken.
    pub async fn add_user(
        &self,
        actor: &Actor,
        login: &str,
        name: &str,
        role: Role,
        reach: Reach,
        first_password: &str,
    ) -> Result<UserId> {
        actor.may(Permission::ManageUsers)?;
        let login = check_login(login)?;
        let name = check_name(name)?;
        let reach = within(actor, reach)?;
        password::check(first_password, Circumstances { login: &login, second_factor: false })
            .map_err(|error| AppError::invalid("password", error.0))?;
        let hash = self.hasher.hash(first_password).await.map_err(|Busy| AppError::Busy)?;
        let id: UserId = new_id();
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change
            .add_user(NewUser { id: &id, login: &login, name: &name, role, reach: &reach, password_hash: &hash })
            .await
            .map_err(taken)?;
        change.commit().await?;
        Ok(id)
    }

    /// Changes name, role and reach of a person.
    ///
    /// # Errors
    /// The actor may not, or it would leave nobody who can manage users.
    pub async fn change_user(&self, actor: &Actor, id: &UserId, name: &str, role: Role, reach: Reach) -> Result<()> {
        actor.may(Permission::ManageUsers)?;
        let name = check_name(name)?;
        let reach = within(actor, reach)?;
        let before = self.managed(actor, id).await?;
        if !role.may(Permission::ManageUsers) {
            self.keep_a_manager(actor, id).await?;
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.change_user(&before, &name, role, &reach).await?;
        Ok(change.commit().await?)
    }

    /// Disables a person (and ends the sessions) or enables again.
    ///
    /// # Errors
    /// The actor may not, or it would leave nobody who can manage users.
    pub async fn set_user_disabled(&self, actor: &Actor, id: &UserId, disabled: bool) -> Result<()> {
        self.managed(actor, id).await?;
        if disabled {
            self.keep_a_manager(actor, id).await?;
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_disabled(id, disabled).await?;
        Ok(change.commit().await?)
    }

    async fn keep_a_manager(&self, actor: &Actor, without: &UserId) -> Result<()> {
        let others = self.tenant(actor).users().await?;
        let left = others
            .iter()
            .any(|user| user.id != *without && user.disabled_at.is_empty() && user.role.may(Permission::ManageUsers));
        if left {
            Ok(())
        } else {
            Err(AppError::invalid(
                "role",
                "利用者を管理できる人がいなくなるため、変更できません。先に別の人を「開設者・経営者」か「安全管理責任者」にしてください。",
            ))
        }
    }

    /// Sets a new password for somebody (and, if asked, takes a lost second factor away).
    ///
    /// # Errors
    /// The actor may not, or the password breaks the rule.
    pub async fn reset_user(
        &self,
        actor: &Actor,
        id: &UserId,
        new_password: &str,
        drop_second_factor: bool,
    ) -> Result<()> {
        let user = self.managed(actor, id).await?;
        let kept = UserRecord {
            totp_secret: if drop_second_factor { String::new() } else { user.totp_secret.clone() },
            ..user
        };
        self.check_new_password(&kept, new_password).await?;
        let hash = self.hasher.hash(new_password).await.map_err(|Busy| AppError::Busy)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_password(id, &hash).await?;
        if drop_second_factor {
            change.set_second_factor(id, "", 0, &[]).await?;
        }
        change.end_sessions(id, None, "").await?;
        Ok(change.commit().await?)
    }
}

/// Characters of a recovery code (hexadecimal).
const RECOVERY_LENGTH: usize = 16;

/// Whether every facility of a reach is also the actor's.
fn is_within(actor: &Actor, reach: &Reach) -> bool {
    match (&actor.reach, reach) {
        (Reach::All, _) => true,
        (Reach::Only(_), Reach::All) => false,
        (Reach::Only(own), Reach::Only(given)) => given.iter().all(|facility| own.contains(facility)),
    }
}

/// Nobody manages those who reach further: a shop's officer must not reset the head office's password.
fn manages(actor: &Actor, user: &UserRecord) -> bool {
    is_within(actor, &user.reach)
}

/// Nobody grants a reach wider than their own.
fn within(actor: &Actor, reach: Reach) -> Result<Reach> {
    if is_within(actor, &reach) {
        Ok(reach)
    } else {
        Err(AppError::invalid("reach", "ご自分が扱える施設より広い範囲は指定できません。施設を選び直してください。"))
    }
}

pub(crate) fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Taken => {
            AppError::invalid("login", "このログイン名は使えません。すでに使われています。別の名前にしてください。")
        }
        other => other.into(),
    }
}

pub(crate) fn check_login(login: &str) -> Result<String> {
    let login = tate_domain::text::code(login).to_lowercase();
    let good = (3..=64).contains(&login.chars().count())
        && login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@'));
    if good {
        Ok(login)
    } else {
        Err(AppError::invalid(
            "login",
            "ログイン名を登録できません。3〜64文字の英数字（記号は . - _ @）で入力してください。",
        ))
    }
}

pub(crate) fn check_name(name: &str) -> Result<String> {
    let name = tate_domain::text::printable(name.trim(), false);
    if name.is_empty() || name.chars().count() > 100 {
        return Err(AppError::Invalid(vec![Problem::new(
            "name",
            "お名前がありません。回答の確認者として記録するため、100文字までで入力してください。",
        )]));
    }
    Ok(name)
}
