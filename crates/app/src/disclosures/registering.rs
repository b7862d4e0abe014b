//! Registering a statement, and taking one back. The row of the contract follows in the same transaction.

use super::importing::{Choice, TypedDisclosure};
use super::source::Drafts;
use crate::error::{AppError, Problem, Result};
use crate::{App, new_id};
use jiff::civil::Date;
use tate_domain::date::parse_day;
use tate_domain::disclosure::{
    Counts, Kind, LedgerValues, Line, State, Statement, Subject, Versions, content_hash, follow_ups, needs, project,
    settle,
};
use tate_domain::facts::{Facts, Row};
use tate_domain::id::{DisclosureId, FacilityId, RowId};
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_domain::text::printable;
use tate_store::{Change, StoreError};

/// The most characters of a name or version.
const MOST_CHARS: usize = 100;

/// The subject of a statement's file.
pub(super) fn subject(id: &DisclosureId) -> String {
    format!("disclosure:{id}")
}

/// The statement that a new one takes the place of: the same contract, subject, kind and product.
pub(super) fn replaced<'a>(new: &Statement, all: &'a [Statement]) -> Option<&'a Statement> {
    all.iter().find(|one| {
        one.is_current()
            && one.contract_id == new.contract_id
            && (one.subject, one.kind) == (new.subject, new.kind)
            && one.product_key() == new.product_key()
    })
}

/// What the register says about a contract.
fn values(facts: &Facts, contract: &Row, current: &[&Statement], versions: &Versions) -> LedgerValues {
    project(&needs(contract, facts.target(contract, "system"), current), current, versions)
}

/// Every problem with the form.
fn problems(typed: &TypedDisclosure, today: Date) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut add = |field: &str, message: String| found.push(Problem::new(field, message));
    if typed.product.trim().is_empty() {
        add("product", "製品名がありません。開示書に書かれている製品かサービスの名前を入力してください。".into());
    }
    if Kind::from_code(&typed.kind).is_none() {
        add("kind", "MDSとSDSのどちらかが分かりません。開示書の題を見て選んでください。".into());
    }
    if Subject::from_code(&typed.subject).is_none() {
        add("subject", "何についての開示書かが選ばれていません。システムか、リモート保守かを選んでください。".into());
    }
    for (field, text) in [
        ("product", &typed.product),
        ("product_version", &typed.product_version),
        ("maker", &typed.maker),
        ("giver", &typed.giver),
        ("template", &typed.template),
        ("guideline", &typed.guideline),
    ] {
        if text.chars().count() > MOST_CHARS {
            add(field, format!("長すぎます。{MOST_CHARS}文字までで入力してください。"));
        }
    }
    for (field, text, name) in
        [("made_on", &typed.made_on, "作成日"), ("received_on", &typed.received_on, "受け取った日")]
    {
        match parse_day(text) {
            _ if text.trim().is_empty() => {}
            Err(error) => add(field, error.0),
            Ok(day) if day > today => {
                add(field, format!("{name}が今日より後です。{name}を確かめて、入力し直してください。"))
            }
            Ok(_) => {}
        }
    }
    found
}

impl App {
    /// The statement that a form means; none while kind, subject or days cannot be read.
    pub(super) fn statement(
        &self,
        facility: &FacilityId,
        contract: &Row,
        typed: &TypedDisclosure,
        lines: &[Line],
    ) -> Option<Statement> {
        let words = |text: &str| printable(text.trim(), false);
        let day = |text: &str| parse_day(text).ok();
        Some(Statement {
            id: new_id(),
            facility: facility.clone(),
            contract_id: contract.id.clone(),
            contract: contract.name(),
            subject: Subject::from_code(&typed.subject)?,
            kind: Kind::from_code(&typed.kind)?,
            product: words(&typed.product),
            product_version: words(&typed.product_version),
            maker: words(&typed.maker),
            giver: words(&typed.giver),
            template: words(&typed.template),
            guideline: words(&typed.guideline),
            made_on: day(&typed.made_on),
            received_on: if typed.received_on.trim().is_empty() { self.today() } else { day(&typed.received_on)? },
            state: State::Current,
            counts: Counts::of(lines),
            content_hash: content_hash(lines),
            follow_ups: Vec::new(),
            registered_name: String::new(),
            registered_at: self.now(),
            version: 1,
        })
    }

    /// Registers a statement from what the dry run kept. An earlier one of the same product is replaced, and the talk
    /// about lines that say the same goes on.
    ///
    /// # Errors
    /// The actor may not; every problem with the form; somebody else registered one or changed the contract meanwhile.
    pub async fn register_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        typed: &TypedDisclosure,
        drafts: &Drafts,
        choice: &Choice,
    ) -> Result<DisclosureId> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let contract = Self::contract(&snapshot.facts, &typed.contract)?;
        let found = problems(typed, self.today());
        if !found.is_empty() {
            return Err(AppError::Invalid(found));
        }
        if drafts.file.is_none() && drafts.paste.is_none() {
            return Err(AppError::NotFound);
        }
        let layout = choice.layout.as_ref();
        let looked = self.look_at(actor, facility, drafts, (&choice.sheet, layout)).await?;
        let lines = looked.found.map(|found| found.lines).unwrap_or_default();
        let Some(mut one) = self.statement(facility, contract, typed, &lines) else { return Err(AppError::NotFound) };
        let tenant = self.tenant(actor);
        let all = tenant.disclosures(Some(facility)).await?;
        let old = replaced(&one, &all);
        let before = match old {
            Some(old) => tenant.disclosure_lines(facility, &old.id).await?,
            None => Vec::new(),
        };
        one.registered_name.clone_from(&actor.name);
        one.follow_ups = follow_ups(&lines, &before, old.map_or(&[], |old| &old.follow_ups));
        let mut change = tenant.change(self.who(actor)).await?;
        if let Some(old) = old {
            change.end_disclosure(facility, &old.id, old.version, State::Replaced, "新しい開示書").await?;
        }
        match change.add_disclosure(facility, &one, &lines).await {
            Err(StoreError::Taken) => return Err(AppError::Conflict),
            done => done?,
        }
        if let Some(draft) = &looked.file {
            change.add_file(facility, &self.document_file(draft, subject(&one.id))).await?;
        }
        for draft in [&drafts.file, &drafts.paste].into_iter().flatten() {
            change.remove_file(facility, draft).await?;
        }
        let own = |statement: &&Statement| statement.is_current() && statement.contract_id == contract.id;
        let was: Vec<&Statement> = all.iter().filter(own).collect();
        let mut now: Vec<&Statement> =
            was.iter().copied().filter(|one| old.is_none_or(|old| old.id != one.id)).collect();
        now.push(&one);
        self.follow_in_ledger(&mut change, (actor, facility), (&snapshot.facts, contract), (&was, &now)).await?;
        change.commit().await?;
        Ok(one.id)
    }

    /// Takes a statement back: registered in error, or the product is gone. It stays to be read.
    ///
    /// # Errors
    /// The actor may not; no reason; it is not there, no longer holds, or changed meanwhile.
    pub async fn withdraw_disclosure(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &DisclosureId,
        seen: i64,
        why: &str,
    ) -> Result<()> {
        actor.may_at(Permission::EditLedgers, facility)?;
        let why = printable(why.trim(), false);
        if why.is_empty() || why.chars().count() > 500 {
            return Err(AppError::invalid(
                "withdraw_reason",
                "取り消していません。理由がありません。後から読む人のために、500文字までで入力してください。",
            ));
        }
        let snapshot = self.facts(actor, facility).await?;
        let tenant = self.tenant(actor);
        let all = tenant.disclosures(Some(facility)).await?;
        let one = all.iter().find(|one| one.id == *id).ok_or(AppError::NotFound)?;
        let mut change = tenant.change(self.who(actor)).await?;
        change.end_disclosure(facility, id, seen, State::Withdrawn, &why).await?;
        if let Some(contract) = snapshot.facts.find(Ledger::Contracts, &one.contract_id) {
            let own = |other: &&Statement| other.is_current() && other.contract_id == one.contract_id;
            let was: Vec<&Statement> = all.iter().filter(own).collect();
            let now: Vec<&Statement> = was.iter().copied().filter(|other| other.id != *id).collect();
            self.follow_in_ledger(&mut change, (actor, facility), (&snapshot.facts, contract), (&was, &now)).await?;
        }
        Ok(change.commit().await?)
    }

    /// Lets the contract's row follow from what held before to what holds now.
    async fn follow_in_ledger(
        &self,
        change: &mut Change,
        (actor, facility): (&Actor, &FacilityId),
        (facts, contract): (&Facts, &Row),
        (was, now): (&[&Statement], &[&Statement]),
    ) -> Result<()> {
        let catalog = self.catalog(actor).await?;
        let versions = catalog.disclosure_versions();
        let (before, after) = (values(facts, contract, was, versions), values(facts, contract, now, versions));
        let (fields, _) = settle(&contract.fields, &before, &after, versions);
        if fields != contract.fields {
            let id = RowId::from(contract.id.as_str());
            change.change_row(facility, &id, Ledger::Contracts, contract.version, &fields).await?;
        }
        Ok(())
    }
}
