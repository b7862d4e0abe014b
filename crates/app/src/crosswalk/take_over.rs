//! One confirmed answer, taken over to rows of other sheets: one by one, each checked and confirmed as
//! if it had been typed there.

use super::{Ground, Stance, row_name};
use crate::App;
use crate::checklist::{MOST_PASSES, TypedAnswer};
use crate::error::{AppError, Problem, Result};
use std::sync::Arc;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::edition::{Edition, EditionKind, Item};
use tate_domain::id::FacilityId;
use tate_domain::proposal::Verdict;
use tate_domain::role::{Actor, Permission};

/// A row that a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Its id.
    pub item: String,
    /// The version of its answer on the page (0: none).
    pub seen: i64,
}

/// A row that was chosen, and what became of it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its edition.
    pub edition: Arc<Edition>,
    /// The row.
    pub item: Item,
    /// Why it was not confirmed, in Japanese sentences; empty: it was.
    pub why_not: Vec<String>,
}

/// Why an answer cannot be taken over to a row of another sheet, whatever else holds there.
pub(crate) fn obstacle(decision: &Decision, to: &Item, edition: &Edition) -> Option<&'static str> {
    let chosen = decision.substate.as_ref().is_some_and(|state| to.substates.iter().any(|own| own.id == *state));
    match Stance::of(decision) {
        None => Some("「はい」「いいえ」ではない回答なので、ほかの版には使えません。"),
        Some(Stance::Planned) if to.substates.is_empty() => Some(
            "もとの回答は「予定」の「はい」です。この版では、実際に済むまで「はい」と答えられません。項目のページで答えてください。",
        ),
        Some(Stance::Done | Stance::Planned) if !to.substates.is_empty() && !chosen => {
            Some("この版の「はい」では、実装済みか予定かを選びます。項目のページで選んで答えてください。")
        }
        Some(Stance::Done) if decision.exception.is_some() && edition.kind != EditionKind::Checklist => {
            Some("もとの回答は例外の「はい」です。例外はチェックリストだけの扱いなので、項目のページで答えてください。")
        }
        Some(Stance::NotApplicable) if edition.kind != EditionKind::Checklist => {
            Some("「対象外」はチェックリストだけの答えです。項目のページで答えてください。")
        }
        Some(_) => None,
    }
}

/// Whether the taken-over いいえ needs a 目標日: on a checklist.
pub(super) fn needs_target_date(decision: &Decision, edition: &Edition) -> bool {
    decision.value == AnswerValue::No && edition.kind == EditionKind::Checklist
}

/// The decision as it would be typed at the other row. `against` says that the facts do not propose はい
/// there: then a sentence of ours must not stand where a person has to give a reason.
fn typed(decision: &Decision, from: &str, to: &Item, target_date: &str, against: bool) -> TypedAnswer {
    let reason = match decision.reason.as_str() {
        "" if against => String::new(),
        "" => from.to_owned(),
        own if own.ends_with(from) => own.to_owned(),
        own => format!("{own}／{from}"),
    };
    let day = decision.target_date.map(|day| day.to_string()).unwrap_or_default();
    TypedAnswer {
        value: decision.value.code().to_owned(),
        substate: decision.substate.clone().filter(|_| !to.substates.is_empty()).unwrap_or_default(),
        checked_on: decision.checked_on.to_string(),
        target_date: if target_date.trim().is_empty() { day } else { target_date.to_owned() },
        reason,
        remark: decision.remark.clone(),
        exception: TypedAnswer::exception_of(decision),
        ..TypedAnswer::default()
    }
}

/// The check that the answer belongs to: on a sheet with 1回目 and 2回目 the one after what the page showed.
fn next_check(edition: &Edition, now: Option<&Answer>, seen: i64) -> String {
    match now {
        Some(now) if edition.rounds > 1 && now.version == seen && now.decision.nth < MOST_PASSES => {
            (now.decision.nth + 1).to_string()
        }
        _ => String::new(),
    }
}

impl App {
    /// Confirms the answer of a row for chosen rows of other sheets, in the actor's name. Each goes
    /// through [`App::confirm`], so proof, audit and every check are the same; what cannot be confirmed
    /// says why, and the others are confirmed all the same. `of` is the version of the answer on the page.
    ///
    /// # Errors
    /// The actor may not, nothing was chosen, a row that is no sibling, or the answer changed meanwhile.
    pub async fn take_over(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        item_id: &str,
        of: i64,
        chosen: &[Chosen],
        target_date: &str,
    ) -> Result<Vec<Taken>> {
        actor.may_at(Permission::ConfirmAnswers, facility)?;
        let ground = self.crosswalk_ground(actor, facility).await?;
        let item = ground.catalog.item(item_id).ok_or(AppError::NotFound)?;
        let edition = ground.catalog.edition(item.edition_id()).ok_or(AppError::NotFound)?;
        let answer = ground.now(item_id).ok_or(AppError::NotFound)?;
        if chosen.is_empty() {
            return Err(AppError::invalid(
                "take",
                "項目が選ばれていません。この回答を使う項目を1つ以上選んでから、もう一度押してください。",
            ));
        }
        if answer.version != of {
            return Err(AppError::Conflict);
        }
        let rows = ground.rows_of(item_id, chosen)?;
        let from = format!("{} の回答から", row_name(edition, item));
        let mut taken = Vec::new();
        for (edition, item, seen) in rows {
            let why_not = match obstacle(&answer.decision, &item, &edition) {
                _ if !ground.is_asked(&edition, &item) => vec![NOT_ASKED.to_owned()],
                Some(why) => vec![why.to_owned()],
                None => {
                    // Only はい owes a person's reason; an いいえ may say where it comes from.
                    let against = answer.decision.value == AnswerValue::Yes
                        && self.is_against(actor, facility, &edition, &item).await?;
                    let typed = TypedAnswer {
                        nth: next_check(&edition, ground.now(&item.id), seen),
                        ..typed(&answer.decision, &from, &item, target_date, against)
                    };
                    refusal(self.confirm(actor, facility, &item.id, seen, &typed).await)?
                }
            };
            taken.push(Taken { edition, item, why_not });
        }
        Ok(taken)
    }

    /// Whether the facts say something other than はい.
    async fn is_against(&self, actor: &Actor, facility: &FacilityId, edition: &Edition, item: &Item) -> Result<bool> {
        let snapshot = self.facts(actor, facility).await?;
        let proposals = self.propose(&snapshot, edition, self.today());
        let proposal = proposals.iter().find(|proposal| proposal.item == item.id);
        let doubtful = |verdict| matches!(verdict, Verdict::No | Verdict::Undetermined);
        Ok(!item.rules.is_empty() && proposal.is_some_and(|proposal| doubtful(proposal.verdict)))
    }
}

const NOT_ASKED: &str = "この項目は、いまの回答では問われていません。先に、その前の質問に答えてください。";

impl Ground {
    /// The chosen rows in the order of their sheets, each once.
    fn rows_of(&self, item_id: &str, chosen: &[Chosen]) -> Result<Vec<(Arc<Edition>, Item, i64)>> {
        let siblings = self.catalog.siblings(item_id);
        if chosen.iter().any(|row| !siblings.iter().any(|sibling| sibling.id == row.item)) {
            return Err(AppError::NotFound);
        }
        let mut rows = Vec::new();
        for edition in &self.own {
            for item in edition.rows() {
                if let Some(row) = chosen.iter().find(|row| row.item == item.id) {
                    rows.push((Arc::clone(edition), item.clone(), row.seen));
                }
            }
        }
        // A row of a sheet that the facility does not fill in.
        if rows.is_empty() { Err(AppError::NotFound) } else { Ok(rows) }
    }
}

/// The sentences of a refusal; empty where the answer was confirmed.
pub(crate) fn refusal(confirmed: Result<Option<String>>) -> Result<Vec<String>> {
    match confirmed {
        Ok(_) => Ok(Vec::new()),
        Err(AppError::Invalid(problems)) => Ok(problems.into_iter().map(|Problem { message, .. }| message).collect()),
        Err(AppError::Conflict) => Ok(vec![
            "ほかの人が先に回答しました。項目のページで今の回答を見て、それでも変える場合だけ答えてください。"
                .to_owned(),
        ]),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use tate_catalog::Catalog;
    use tate_domain::answer::Exception;

    fn decision(value: AnswerValue, substate: Option<&str>) -> Decision {
        let decision = Decision::new(value, date(2026, 11, 20));
        Decision { substate: substate.map(str::to_owned), ..decision }
    }

    /// Whether the decision may go to the row, as far as the sheets themselves say.
    fn may_go(decision: &Decision, to: &str) -> bool {
        let catalog = Catalog::builtin().unwrap();
        let item = catalog.item(to).unwrap();
        obstacle(decision, item, catalog.edition(item.edition_id()).unwrap()).is_none()
    }

    #[test]
    fn a_planned_yes_never_becomes_a_yes_where_only_done_counts() {
        let planned = decision(AnswerValue::Yes, Some("planned"));
        for stricter in ["gmis-r6:q14", "gl52-sysadmin:s26", "gl52-sysadmin:s11"] {
            assert!(!may_go(&planned, stricter), "{stricter}");
            assert!(may_go(&decision(AnswerValue::Yes, Some("implemented")), stricter), "{stricter}");
        }
        assert!(may_go(&planned, "r7-medical:2-10"), "a plan counts there as well");
    }

    #[test]
    fn a_yes_that_does_not_say_how_far_needs_a_person_where_that_is_asked() {
        assert!(!may_go(&decision(AnswerValue::Yes, None), "r7-medical:2-10"));
        assert!(may_go(&decision(AnswerValue::No, None), "r7-medical:2-10"));
    }

    #[test]
    fn an_exception_and_not_applicable_stay_on_checklists() {
        let exception = Exception::new("古い", "切り離し", date(2027, 3, 31));
        let yes = Decision { exception: Some(exception), ..decision(AnswerValue::Yes, None) };
        let out = decision(AnswerValue::NotApplicable, None);
        for answer in [&yes, &out] {
            assert!(may_go(answer, "r6-medical:2-7-sv"));
            assert!(!may_go(answer, "gmis-r6:q12") && !may_go(answer, "gl52-sysadmin:s16"));
        }
        assert!(!may_go(&decision(AnswerValue::Stated, None), "gmis-r6:q12"));
    }

    #[test]
    fn our_own_sentence_never_stands_for_the_reason_that_a_person_owes() {
        let catalog = Catalog::builtin().unwrap();
        let to = catalog.item("r6-medical:2-7-sv").unwrap();
        let mut yes = decision(AnswerValue::Yes, None);
        let reason = |yes: &Decision, against| typed(yes, "R7 2-⑥ の回答から", to, "", against).reason;
        assert_eq!(reason(&yes, true), "");
        assert_eq!(reason(&yes, false), "R7 2-⑥ の回答から");
        yes.reason = "台帳は移行中".into();
        assert_eq!(reason(&yes, true), "台帳は移行中／R7 2-⑥ の回答から");
    }
}
