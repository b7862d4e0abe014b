//! The first-start wizard: ten steps from an empty facility to a printed binder.
//!
//! The wizard owns no data. What is typed becomes rows of the ledgers through the same parsing as
//! everywhere else, one change per step; the facility only remembers which steps are finished.

mod bench;
mod closing;
mod form;
mod inventory;
mod layout;
mod profile;
mod saving;

pub use closing::Closing;
pub use form::{Card, OFFER, RowForm, StepForm};
pub use inventory::{InventoryForm, Registered, Thing, Tick, things};
pub use profile::ProfileForm;

use crate::App;
use crate::error::{AppError, Result};
use bench::Write;
use layout::Around;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tate_domain::facts::Facts;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_store::Change;

/// How often a step that somebody else overtook between reading and writing is looked at anew.
const ATTEMPTS: usize = 2;

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 施設の情報
    Facility,
    /// お店にあるもの
    Inventory,
    /// 事業者と契約
    Vendors,
    /// 機器
    Devices,
    /// 人と役割
    People,
    /// 利用者ID
    Accounts,
    /// バックアップ
    Backups,
    /// チェックリストの回答
    Answers,
    /// 連絡体制図
    Chart,
    /// 印刷
    Print,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 10] = [
        Self::Facility,
        Self::Inventory,
        Self::Vendors,
        Self::Devices,
        Self::People,
        Self::Accounts,
        Self::Backups,
        Self::Answers,
        Self::Chart,
        Self::Print,
    ];

    /// The code in addresses and in the facility's record.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Inventory => "inventory",
            Self::Vendors => "vendors",
            Self::Devices => "devices",
            Self::People => "people",
            Self::Accounts => "accounts",
            Self::Backups => "backups",
            Self::Answers => "answers",
            Self::Chart => "chart",
            Self::Print => "print",
        }
    }

    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Facility => "施設の情報",
            Self::Inventory => "お店にあるもの",
            Self::Vendors => "事業者と契約",
            Self::Devices => "機器",
            Self::People => "人と役割",
            Self::Accounts => "利用者ID",
            Self::Backups => "バックアップ",
            Self::Answers => "チェックリスト",
            Self::Chart => "連絡体制図",
            Self::Print => "印刷",
        }
    }

    /// The step with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).map_or(0, |at| at + 1)
    }

    /// The step after it.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }

    /// The place of its drafts.
    #[must_use]
    pub fn place(self) -> String {
        format!("wizard:{}", self.code())
    }
}

/// How far a facility is: `{"done": bool, "finished": [step]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether somebody said that the wizard is over.
    pub done: bool,
    /// The steps that were saved.
    pub finished: BTreeSet<Step>,
}

impl Progress {
    /// From the facility's record. A step that this version does not know is passed over.
    #[must_use]
    pub fn read(stored: &Value) -> Self {
        let done = stored.get("done").and_then(Value::as_bool).unwrap_or(false);
        let finished = stored.get("finished").and_then(Value::as_array);
        let finished = finished.into_iter().flatten().filter_map(|step| Step::from_code(step.as_str()?)).collect();
        Self { done, finished }
    }

    fn stored(&self) -> Value {
        let finished: Vec<&str> = self.finished.iter().map(|step| step.code()).collect();
        json!({ "done": self.done, "finished": finished })
    }

    /// Whether a step was saved.
    #[must_use]
    pub fn has(&self, step: Step) -> bool {
        self.finished.contains(&step)
    }

    /// The first step that was not saved.
    #[must_use]
    pub fn first_open(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.has(*step))
    }
}

/// What became of a step that was sent.
#[derive(Debug, Clone)]
pub enum Saved<F> {
    /// Everything is in the ledgers.
    Done,
    /// Nothing is: the form again, with what is wrong in it and everything that was typed.
    Again(Box<F>),
}

impl App {
    /// How far the facility is.
    ///
    /// # Errors
    /// The actor may not, or the facility is out of reach.
    pub async fn wizard_progress(&self, actor: &Actor, facility: &FacilityId) -> Result<Progress> {
        actor.may_at(Permission::EditLedgers, facility)?;
        Ok(Progress::read(&self.facility(actor, facility).await?.wizard))
    }

    /// The form of a step that fills ledgers row by row, with what this person typed and did not save.
    ///
    /// # Errors
    /// The actor may not, or the step has no rows.
    pub async fn wizard_rows(&self, actor: &Actor, facility: &FacilityId, step: Step) -> Result<StepForm> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let around = Around {
            facts: &snapshot.facts,
            catalog: &self.builtin,
            lifecycle: &snapshot.lifecycle,
            today: self.today(),
        };
        let mut form = layout::form(&around, step).ok_or(AppError::NotFound)?;
        form.restore(&snapshot.facts, &self.drafts(actor, facility, &step.place()).await?);
        Ok(form)
    }

    /// Saves a step that fills ledgers row by row, as one change.
    ///
    /// # Errors
    /// The actor may not, or the step has no rows. Problems with the input are in the form that
    /// comes back.
    pub async fn save_wizard_rows(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        step: Step,
        typed: &BTreeMap<String, String>,
    ) -> Result<Saved<StepForm>> {
        actor.may_at(Permission::EditLedgers, facility)?;
        for _ in 0..ATTEMPTS {
            let snapshot = self.facts(actor, facility).await?;
            let around = Around {
                facts: &snapshot.facts,
                catalog: &self.builtin,
                lifecycle: &snapshot.lifecycle,
                today: self.today(),
            };
            let mut form = layout::form(&around, step).ok_or(AppError::NotFound)?;
            form.take(&snapshot.facts, typed);
            let Some(writes) = saving::plan(&snapshot.facts, &mut form) else {
                return Ok(Saved::Again(Box::new(form)));
            };
            match self.write_step(actor, facility, step, &writes).await {
                Err(AppError::Conflict) => {}
                done => return done.map(|()| Saved::Done),
            }
        }
        Err(AppError::Conflict)
    }

    /// The ticks of お店にあるもの, with what this person typed and did not save.
    ///
    /// # Errors
    /// The actor may not, or the facility is out of reach.
    pub async fn wizard_inventory(&self, actor: &Actor, facility: &FacilityId) -> Result<InventoryForm> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let mut form = InventoryForm::of(&snapshot.facts);
        form.restore(&self.drafts(actor, facility, &Step::Inventory.place()).await?);
        Ok(form)
    }

    /// Makes systems, vendors, contracts and devices of the ticks. Doing it twice adds nothing.
    ///
    /// # Errors
    /// The actor may not. Problems with the input are in the form that comes back.
    pub async fn save_wizard_inventory(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: &BTreeMap<String, String>,
    ) -> Result<Saved<InventoryForm>> {
        actor.may_at(Permission::EditLedgers, facility)?;
        for _ in 0..ATTEMPTS {
            let snapshot = self.facts(actor, facility).await?;
            let mut form = InventoryForm::of(&snapshot.facts);
            form.take(typed);
            let Some(writes) = inventory::plan(&snapshot.facts, &mut form) else {
                return Ok(Saved::Again(Box::new(form)));
            };
            match self.write_step(actor, facility, Step::Inventory, &writes).await {
                Err(AppError::Conflict) => {}
                done => return done.map(|()| Saved::Done),
            }
        }
        Err(AppError::Conflict)
    }

    /// The facility's own fields, with what this person typed and did not save.
    ///
    /// # Errors
    /// The actor may not, or the facility is out of reach.
    pub async fn wizard_profile(&self, actor: &Actor, facility: &FacilityId) -> Result<ProfileForm> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let record = self.facility(actor, facility).await?;
        let mut form = ProfileForm::of(&record.profile);
        form.may_change = actor.may_at(Permission::ManageFacilities, facility).is_ok();
        if form.may_change {
            form.restore(&self.drafts(actor, facility, &Step::Facility.place()).await?);
        }
        Ok(form)
    }

    /// Saves the facility's own fields. Whoever may not change them has looked at them: the step
    /// is finished and the fields stay.
    ///
    /// # Errors
    /// The actor may not. Problems with the input are in the form that comes back.
    pub async fn save_wizard_profile(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: &BTreeMap<String, String>,
    ) -> Result<Saved<ProfileForm>> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let record = self.facility(actor, facility).await?;
        let mut form = ProfileForm::of(&record.profile);
        form.may_change = actor.may_at(Permission::ManageFacilities, facility).is_ok();
        let mut changed = None;
        if form.may_change {
            form.take(typed);
            match form.check(&record.profile) {
                Some(profile) => changed = Some(profile).filter(|profile| *profile != record.profile),
                None => return Ok(Saved::Again(Box::new(form))),
            }
        }
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        if let Some(profile) = &changed {
            change.change_profile(facility, profile).await?;
        }
        self.finish_step(&mut change, actor, facility, Step::Facility, Progress::read(&record.wizard)).await?;
        change.commit().await?;
        Ok(Saved::Done)
    }

    /// Keeps everything typed in a step as it is and leaves the step open: 「後で入力する」.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn postpone_wizard_step(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        step: Step,
        typed: &BTreeMap<String, String>,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let shown = match step {
            Step::Facility => self.wizard_profile(actor, facility).await?.shown(),
            Step::Inventory => self.wizard_inventory(actor, facility).await?.shown(),
            Step::Answers | Step::Print => return Ok(()),
            Step::Vendors | Step::Devices | Step::People | Step::Accounts | Step::Backups | Step::Chart => {
                self.wizard_rows(actor, facility, step).await?.shown()
            }
        };
        let snapshot = self.facts(actor, facility).await?;
        for (field, value) in to_keep(&snapshot.facts, step, &shown, typed) {
            self.keep_draft(actor, facility, &step.place(), &field, &value).await?;
        }
        Ok(())
    }

    /// Notes that a step without fields of its own is finished.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn finish_wizard_step(&self, actor: &Actor, facility: &FacilityId, step: Step) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        self.write_step(actor, facility, step, &[]).await
    }

    /// Ends the wizard: 「はじめの手順を終える」. Every step stays open to be done later.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn end_wizard(&self, actor: &Actor, facility: &FacilityId) -> Result<()> {
        let mut progress = self.wizard_progress(actor, facility).await?;
        progress.done = true;
        progress.finished.insert(Step::Print);
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.set_wizard(facility, &progress.stored()).await?;
        Ok(change.commit().await?)
    }

    async fn write_step(&self, actor: &Actor, facility: &FacilityId, step: Step, writes: &[Write]) -> Result<()> {
        let progress = self.wizard_progress(actor, facility).await?;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for write in writes {
            match write {
                Write::Add { ledger, id, fields } => change.add_row(facility, id, *ledger, fields).await?,
                Write::Change { ledger, id, seen, fields } => {
                    change.change_row(facility, id, *ledger, *seen, fields).await?;
                }
            }
        }
        self.finish_step(&mut change, actor, facility, step, progress).await?;
        Ok(change.commit().await?)
    }

    /// Into the change: the step is finished, its drafts are rows now.
    async fn finish_step(
        &self,
        change: &mut Change,
        actor: &Actor,
        facility: &FacilityId,
        step: Step,
        mut progress: Progress,
    ) -> Result<()> {
        progress.finished.insert(step);
        change.set_wizard(facility, &progress.stored()).await?;
        if let Some(user) = &actor.user {
            change.clear_drafts(facility, &step.place(), user.as_str()).await?;
        }
        Ok(())
    }
}

/// The fields of a form that was sent which differ from what the step shows. A row that the form
/// did not have, because somebody added it meanwhile, is not touched.
fn to_keep(
    facts: &Facts,
    step: Step,
    shown: &BTreeMap<String, String>,
    typed: &BTreeMap<String, String>,
) -> Vec<(String, String)> {
    // A reference is shown by the name of its row where the form lets a name be typed.
    let named = |id: &str, name: &str| {
        !id.is_empty()
            && Ledger::ALL.into_iter().any(|ledger| facts.find(ledger, id).is_some_and(|row| row.name() == name.trim()))
    };
    let changed = typed.iter().filter(|(field, value)| match shown.get(*field) {
        Some(was) => was != *value && !named(was, value),
        None => !value.trim().is_empty() && form::is_field(step, field),
    });
    // A tick that was taken away is not sent; the field beside it is.
    let beside = |field: &str| match field.strip_suffix(".on") {
        Some(thing) => format!("{thing}.product"),
        None => "appointments.new-officer.person".to_owned(),
    };
    let unticked = shown.iter().filter(|(field, was)| {
        (field.ends_with(".on") || *field == OFFER)
            && *was == "yes"
            && !typed.contains_key(*field)
            && typed.contains_key(&beside(field))
    });
    let changed = changed.map(|(field, value)| (field.clone(), value.clone()));
    changed.chain(unticked.map(|(field, _)| (field.clone(), String::new()))).collect()
}

#[cfg(test)]
mod tests;
