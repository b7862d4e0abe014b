//! Founding an organization, adding and changing facilities.

use crate::auth::{check_login, check_name, taken};
use crate::error::{AppError, Problem, Result};
use crate::hasher::Busy;
use crate::{App, new_id};
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::id::{FacilityId, OrganizationId, UserId};
use tate_domain::password::{self, Circumstances};
use tate_domain::role::{Actor, Permission, Reach, Role};
use tate_domain::text;
use tate_store::{Change, FacilityRecord, NewUser, StoreError, Who};

static FIRST: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// What the first page of the wizard, or `tate init`, asks.
#[derive(Debug, Clone, Default)]
pub struct Founding {
    /// Kind of facility (code).
    pub kind: String,
    /// Name of the facility.
    pub name: String,
    /// Short code of the command line; made up when empty.
    pub code: String,
    /// 保険薬局コード.
    pub insurance_code: String,
    /// 開設者.
    pub founder: String,
    /// 管理薬剤師 / 院長.
    pub manager: String,
    /// Login of the first administrator.
    pub login: String,
    /// Name of the first administrator.
    pub admin_name: String,
    /// Password of the first administrator.
    pub password: String,
}

/// What forms print about a facility, as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypedProfile<'a> {
    /// Kind of facility (code).
    pub kind: &'a str,
    /// 名称.
    pub name: &'a str,
    /// 医療機関・薬局コード.
    pub insurance_code: &'a str,
    /// 開設者.
    pub founder: &'a str,
    /// 管理薬剤師 / 院長.
    pub manager: &'a str,
    /// 電話番号.
    pub phone: &'a str,
    /// 所在地.
    pub address: &'a str,
    /// 外部と接続する回線の有無.
    pub has_network: Option<bool>,
}

/// Checks what forms print about a facility.
///
/// # Errors
/// Every problem at once.
pub fn check_profile(typed: TypedProfile<'_>) -> Result<Profile> {
    let TypedProfile { kind, name, insurance_code, founder, manager, phone, address, has_network } = typed;
    let mut problems = Vec::new();
    let one_line = |value: &str| text::printable(value.trim(), false);
    let kind = FacilityKind::from_code(kind).unwrap_or_else(|| {
        problems.push(Problem::new(
            "kind",
            "施設の種類が選ばれていません。薬局・診療所・歯科診療所・病院・事業者から選んでください。",
        ));
        FacilityKind::Pharmacy
    });
    let name = one_line(name);
    if name.is_empty() {
        problems
            .push(Problem::new("name", "施設の名称がありません。書類に印刷するため、正式な名称を入力してください。"));
    }
    let insurance_code: String = text::code(insurance_code).chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    if !(insurance_code.is_empty() || insurance_code.len() == 10 && insurance_code.bytes().all(|b| b.is_ascii_digit()))
    {
        problems.push(Problem::new("insurance_code", format!("医療機関・薬局コード「{}」を登録できません。都道府県2桁・点数表1桁・番号7桁の、合わせて10桁の数字で入力してください。", text::shorten(&insurance_code, 20))));
    }
    let profile = Profile {
        kind,
        name,
        insurance_code,
        founder: one_line(founder),
        manager: one_line(manager),
        phone: one_line(&text::nfkc(phone)),
        address: one_line(address),
        has_network,
    };
    for (field, value) in [
        ("name", &profile.name),
        ("founder", &profile.founder),
        ("manager", &profile.manager),
        ("phone", &profile.phone),
        ("address", &profile.address),
    ] {
        if value.chars().count() > 200 {
            problems.push(Problem::new(field, "長すぎます。200文字までで入力してください。"));
        }
    }
    if problems.is_empty() { Ok(profile) } else { Err(AppError::Invalid(problems)) }
}

impl App {
    /// Founds an organization with its first facility and first administrator.
    ///
    /// # Errors
    /// Every problem with the input at once; a taken login or code.
    pub async fn found(&self, founding: &Founding, origin: &str) -> Result<(OrganizationId, FacilityId, UserId)> {
        let mut problems = Vec::new();
        let mut collect = |error: AppError| match error {
            AppError::Invalid(found) => problems.extend(found),
            other => problems.push(Problem::new("name", other.to_string())),
        };
        let profile = check_profile(TypedProfile {
            kind: &founding.kind,
            name: &founding.name,
            insurance_code: &founding.insurance_code,
            founder: &founding.founder,
            manager: &founding.manager,
            ..TypedProfile::default()
        })
        .map_err(&mut collect)
        .ok();
        let login = check_login(&founding.login).map_err(&mut collect).ok();
        let typed_name = [&founding.admin_name, &founding.founder, &founding.manager, &founding.login]
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .cloned()
            .unwrap_or_default();
        // 「name」 of the form is the facility's.
        let name = check_name(&typed_name)
            .map_err(|_| {
                collect(AppError::invalid(
                    "admin_name",
                    "お名前を登録できません。回答の確認者として記録するため、100文字までで入力してください。",
                ))
            })
            .ok();
        let about = Circumstances { login: &founding.login, second_factor: false };
        password::check(&founding.password, about)
            .map_err(|error| collect(AppError::invalid("password", error.0)))
            .ok();
        let (Some(profile), Some(login), Some(name), true) = (profile, login, name, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let hash = self.hasher.hash(&founding.password).await.map_err(|Busy| AppError::Busy)?;
        let organization: OrganizationId = new_id();
        let (facility, user): (FacilityId, UserId) = (new_id(), new_id());
        let who = Who { actor: format!("{name} <{user}>"), origin: origin.to_owned(), at: self.now() };
        let mut change = Change::found(&self.store, &organization, &profile.name, who).await?;
        let code = if founding.code.is_empty() {
            short_code(&facility)
        } else {
            text::printable(&text::code(&founding.code), false)
        };
        change.add_facility(&facility, &code, &profile).await.map_err(code_taken)?;
        change
            .add_user(NewUser {
                id: &user,
                login: &login,
                name: &name,
                role: Role::Owner,
                reach: &Reach::All,
                password_hash: &hash,
            })
            .await
            .map_err(taken)?;
        change.commit().await?;
        Ok((organization, facility, user))
    }

    /// Founds through the web only while nobody has been added yet.
    ///
    /// # Errors
    /// As [`App::found`]; not found once somebody exists.
    pub async fn found_first(&self, founding: &Founding, origin: &str) -> Result<()> {
        // Two browsers at once, or a button pressed twice, still found once.
        let _first = FIRST.lock().await;
        if !self.store.is_empty().await? {
            return Err(AppError::NotFound);
        }
        self.found(founding, origin).await.map(|_| ())
    }

    /// Adds a facility to the actor's organization.
    ///
    /// # Errors
    /// The actor may not, or the code is taken.
    pub async fn add_facility(&self, actor: &Actor, code: &str, profile: &Profile) -> Result<FacilityId> {
        actor.may(Permission::ManageFacilities)?;
        if actor.reach != Reach::All {
            return Err(AppError::NotFound);
        }
        let id: FacilityId = new_id();
        let code = if code.trim().is_empty() { short_code(&id) } else { text::printable(&text::code(code), false) };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.add_facility(&id, &code, profile).await.map_err(code_taken)?;
        change.commit().await?;
        Ok(id)
    }

    /// The facilities the actor reaches.
    ///
    /// # Errors
    /// The actor may not look at any.
    pub async fn facilities(&self, actor: &Actor) -> Result<Vec<FacilityRecord>> {
        actor.may(Permission::View)?;
        let all = self.tenant(actor).facilities().await?;
        Ok(all.into_iter().filter(|facility| actor.reach.holds(&facility.id)).collect())
    }

    /// One facility.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn facility(&self, actor: &Actor, id: &FacilityId) -> Result<FacilityRecord> {
        actor.may_at(Permission::View, id)?;
        self.tenant(actor).facility(id).await?.ok_or(AppError::NotFound)
    }

    /// Changes what the forms print.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn change_facility(&self, actor: &Actor, id: &FacilityId, profile: &Profile) -> Result<()> {
        actor.may_at(Permission::ManageFacilities, id)?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.change_profile(id, profile).await?;
        Ok(change.commit().await?)
    }
}

fn short_code(id: &FacilityId) -> String {
    // The last characters of a UUIDv7 are the random ones.
    format!("f-{}", &id.as_str()[id.as_str().len() - 8..])
}

fn code_taken(error: StoreError) -> AppError {
    match error {
        StoreError::Taken => {
            AppError::invalid("code", "この施設コードは使えません。すでに使われています。別のコードにしてください。")
        }
        other => other.into(),
    }
}
