//! Switching a round: what is carried over, what is asked again, what is confirmed together.

use crate::support::{Bench, bench, facility};
use bytes::Bytes;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use tate_app::checklist::TypedAnswer;
use tate_app::switching::{AskKind, CarriedSheet};
use tate_app::{App, AppError, command_line, new_id};
use tate_domain::answer::{Answer, AnswerValue, Decision, Exception};
use tate_domain::facility::FacilityKind;
use tate_domain::id::{AnswerId, FacilityId, FileId, OrganizationId, ProofId, RoundId};
use tate_domain::role::{Actor, Reach, Role};
use tate_store::{Change, FileRecord, Who};

const TODAY: Date = date(2026, 11, 20);
const LAST_YEAR: Date = date(2025, 6, 1);
const NEW: [&str; 5] = ["r7-medical:2-7", "r7-medical:2-8", "r7-medical:2-9", "r7-medical:2-10", "r7-medical:4-1"];

fn who() -> Who {
    Who { actor: "試験".into(), origin: "test".into(), at: "2025-06-01T01:00:00.000Z".into() }
}

/// A hospital of its own, with the ledgers of the demo's hospital or with none, and no answer yet.
struct Hospital {
    bench: Bench,
    actor: Actor,
    id: FacilityId,
}

impl Hospital {
    async fn new(demo: bool) -> Self {
        let bench = bench(TODAY).await;
        let (organization, id): (OrganizationId, FacilityId) = (new_id(), new_id());
        let mut rows = Vec::new();
        let mut profile = tate_app::facilities::check_profile(tate_app::facilities::TypedProfile {
            kind: "hospital",
            name: "試しの病院",
            ..Default::default()
        })
        .unwrap();
        if demo {
            bench.app.demo().await.unwrap();
            let (place, actor) = facility(&bench.app, "demo-hospital").await;
            rows = bench.app.store.tenant(&actor.organization).all_rows(&place.id).await.unwrap();
            profile = place.profile;
        }
        assert_eq!(profile.kind, FacilityKind::Hospital);
        let mut change = Change::found(&bench.app.store, &organization, "試し", who()).await.unwrap();
        change.add_facility(&id, "copy", &profile).await.unwrap();
        for row in rows {
            // The same ids: rows name each other by them, and another organization is another world.
            change.add_row(&id, &row.id.as_str().into(), row.ledger, &row.fields).await.unwrap();
        }
        change.commit().await.unwrap();
        Self { actor: Actor { name: "山田".into(), ..command_line(organization) }, bench, id }
    }

    fn app(&self) -> &App {
        &self.bench.app
    }

    /// A round with these answers, past the use cases: an earlier year cannot be answered through them.
    async fn answered(&self, year: i16, edition: &str, answers: &[(&str, Decision)]) -> RoundId {
        let round: RoundId = new_id();
        let mut change = self.app().store.tenant(&self.actor.organization).change(who()).await.unwrap();
        change.open_round(&self.id, &round, year, edition).await.unwrap();
        for (key, decision) in answers {
            let proof: ProofId = new_id();
            change.freeze_proof(&self.id, &proof, &format!("{{\"of\":\"{key}\"}}")).await.unwrap();
            change
                .append_answer(
                    &self.id,
                    &round,
                    &new_id::<AnswerId>(),
                    &format!("{edition}:{key}"),
                    0,
                    decision,
                    Some(&proof),
                    ("", "山田"),
                )
                .await
                .unwrap();
        }
        change.commit().await.unwrap();
        round
    }

    /// The whole R6 sheet answered はい in the year before.
    async fn all_yes(&self) -> RoundId {
        let edition = self.app().builtin.edition("r6-medical").unwrap().clone();
        let keys: Vec<&str> = edition.items.iter().map(|item| item.id.split_once(':').unwrap().1).collect();
        assert_eq!(keys.len(), 18);
        let answers: Vec<(&str, Decision)> = keys.into_iter().map(|key| (key, yes())).collect();
        self.answered(2025, "r6-medical", &answers).await
    }

    async fn switch(&self, to: &str, from: &RoundId) -> CarriedSheet {
        self.app().switch(&self.actor, &self.id, to, from).await.unwrap();
        self.carried(to).await.unwrap()
    }

    async fn carried(&self, edition: &str) -> Option<CarriedSheet> {
        let list = self.app().checklist(&self.actor, &self.id, edition).await.unwrap();
        self.app().carried_over(&self.actor, &list).await.unwrap()
    }

    async fn latest(&self, edition: &str) -> BTreeMap<String, Answer> {
        let list = self.app().checklist(&self.actor, &self.id, edition).await.unwrap();
        list.rows.into_iter().filter_map(|row| Some((row.item.id, row.answer?))).collect()
    }
}

fn yes() -> Decision {
    Decision::new(AnswerValue::Yes, LAST_YEAR)
}

fn no(target: Date, reason: &str) -> Decision {
    Decision { target_date: Some(target), reason: reason.into(), ..Decision::new(AnswerValue::No, LAST_YEAR) }
}

fn not_applicable() -> Decision {
    Decision { reason: "使っていません".into(), ..Decision::new(AnswerValue::NotApplicable, LAST_YEAR) }
}

/// The carried value of an item, or why it is asked again.
fn state(sheet: &CarriedSheet, key: &str) -> (Option<AnswerValue>, Option<AskKind>) {
    let row = sheet.row(&format!("r7-medical:{key}")).unwrap();
    (row.decision.as_ref().map(|decision| decision.value), row.ask.as_ref().map(|ask| ask.kind))
}

#[tokio::test]
async fn on_the_demo_hospital_the_five_new_items_and_what_the_facts_changed_are_asked_again() {
    let hospital = Hospital::new(true).await;
    let round = hospital.all_yes().await;
    let sheet = hospital.switch("r7-medical", &round).await;
    let told: Vec<(String, String)> = sheet
        .asked()
        .into_iter()
        .map(|row| {
            let ask = row.ask.as_ref().unwrap();
            (row.item.id.clone(), format!("{}：{}", ask.kind.label(), ask.text))
        })
        .collect();
    let of = |kind| -> Vec<&str> {
        let rows = sheet.asked().into_iter().filter(|row| row.ask.as_ref().unwrap().kind == kind);
        rows.map(|row| row.item.id.as_str()).collect()
    };
    assert_eq!(of(AskKind::New), NEW, "{told:#?}");
    // The rest are exactly the items whose proposal is not はい today.
    let list = hospital.app().checklist(&hospital.actor, &hospital.id, "r7-medical").await.unwrap();
    let doubtful: Vec<&str> = list
        .rows
        .iter()
        .filter(|row| !row.item.rules.is_empty() && !NEW.contains(&row.item.id.as_str()))
        .filter(|row| row.proposal.verdict != tate_domain::proposal::Verdict::Yes)
        .map(|row| row.item.id.as_str())
        .collect();
    assert_eq!(of(AskKind::Facts), doubtful, "{told:#?}");
    let facts = ["2-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-11", "2-12-sv", "2-12-pc", "2-13", "3-2", "3-3"]
        .map(|key| format!("r7-medical:{key}"));
    assert_eq!(of(AskKind::Facts), facts, "{told:#?}");
    assert_eq!(sheet.asked().len(), 17, "{told:#?}");
    let ready: Vec<&str> = sheet.ready().into_iter().map(|row| row.item.id.as_str()).collect();
    let rest = ["1-1", "3-1"].map(|key| format!("r7-medical:{key}"));
    assert_eq!(ready, rest, "{told:#?}");
}

#[tokio::test]
async fn the_old_round_is_not_touched_and_nothing_is_confirmed_by_switching() {
    let hospital = Hospital::new(true).await;
    let round = hospital.all_yes().await;
    let tenant = hospital.app().store.tenant(&hospital.actor.organization);
    let before = tenant.all_answers(&round).await.unwrap();
    let preview =
        hospital.app().switch_preview(&hospital.actor, &hospital.id, "r7-medical", None).await.unwrap().unwrap();
    assert_eq!((preview.source.round.clone(), preview.source.answered()), (round.clone(), 18));
    assert_eq!(preview.dropped.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["r6-medical:gate"]);
    assert!(hospital.carried("r7-medical").await.is_none(), "looking changes nothing");
    hospital.switch("r7-medical", &round).await;
    assert_eq!(tenant.all_answers(&round).await.unwrap(), before);
    assert!(hospital.latest("r7-medical").await.is_empty());
    let last = tate_domain::date::FiscalYear(2025);
    let old = hospital.app().checklist_of(&hospital.actor, &hospital.id, "r6-medical", last).await.unwrap();
    assert_eq!((old.answered(), old.over), (18, true), "the old sheet stays readable");
    tenant.verify_log(&[]).await.unwrap().unwrap();
}

#[tokio::test]
async fn carried_answers_are_confirmed_together_each_with_its_own_day_and_proof() {
    let hospital = Hospital::new(true).await;
    let round = hospital.all_yes().await;
    hospital.switch("r7-medical", &round).await;
    let chosen = ["1-1", "2-6"].map(|key| format!("r7-medical:{key}"));
    let refused = hospital.app().confirm_carried(&hospital.actor, &hospital.id, "r7-medical", &chosen).await.unwrap();
    // 2-⑥ is asked again, whatever the form says.
    let told: Vec<(&str, bool)> =
        refused.iter().map(|row| (row.item.id.as_str(), row.why[0].contains("台帳からの提案"))).collect();
    assert_eq!(told, [("r7-medical:2-6", true)]);
    // What is confirmed is no longer offered; what was not chosen still is.
    let sheet = hospital.carried("r7-medical").await.unwrap();
    let ready: Vec<String> = sheet.ready().iter().map(|row| row.item.id.clone()).collect();
    assert_eq!(ready, ["r7-medical:3-1"]);
    let refused = hospital.app().confirm_carried(&hospital.actor, &hospital.id, "r7-medical", &ready).await.unwrap();
    assert!(refused.is_empty());
    let latest = hospital.latest("r7-medical").await;
    assert_eq!(latest.keys().collect::<Vec<_>>(), ["r7-medical:1-1", "r7-medical:3-1"]);
    let mut proofs: Vec<&ProofId> = latest.values().filter_map(|answer| answer.proof.as_ref()).collect();
    proofs.dedup();
    assert_eq!(proofs.len(), 2);
    for answer in latest.values() {
        assert_eq!((answer.by.as_str(), answer.decision.checked_on), ("山田", TODAY));
    }
    let again =
        hospital.app().confirm_carried(&hospital.actor, &hospital.id, "r7-medical", &chosen[..1]).await.unwrap();
    assert!(again[0].why[0].contains("すでに回答"), "{again:?}");
    assert_eq!(hospital.latest("r7-medical").await["r7-medical:1-1"].version, 1);
}

#[tokio::test]
async fn a_merged_item_is_yes_only_when_every_part_was() {
    let hospital = Hospital::new(false).await;
    let (near, far) = (date(2027, 1, 31), date(2027, 3, 31));
    let round = hospital
        .answered(
            2025,
            "r6-medical",
            &[
                ("2-4-sv", yes()),
                ("2-5-sv", not_applicable()),
                ("2-5-pc", not_applicable()),
                ("2-7-sv", no(near, "入れ替え中")),
                ("2-7-pc", no(far, "台数が多い")),
                ("2-9-sv", yes()),
                ("2-9-pc", not_applicable()),
            ],
        )
        .await;
    let sheet = hospital.switch("r7-medical", &round).await;
    assert_eq!(state(&sheet, "2-4"), (None, Some(AskKind::Answers)), "one part is missing");
    assert_eq!(state(&sheet, "2-5").0, Some(AnswerValue::NotApplicable));
    let patching = sheet.row("r7-medical:2-6").unwrap().decision.clone().unwrap();
    assert_eq!((patching.value, patching.target_date), (AnswerValue::No, Some(far)), "one いいえ is enough");
    assert_eq!(patching.reason, "入れ替え中／台数が多い");
    assert_eq!(state(&sheet, "2-12-sv").0, Some(AnswerValue::Yes));
    assert_eq!(state(&sheet, "2-12-pc").0, Some(AnswerValue::NotApplicable));
    assert_eq!(state(&sheet, "3-1"), (None, Some(AskKind::Answers)), "it was not answered");
    let parts: Vec<bool> =
        sheet.row("r7-medical:2-4").unwrap().parts.iter().map(|part| part.answer.is_some()).collect();
    assert_eq!(parts, [true, false]);
}

#[tokio::test]
async fn a_yes_and_a_not_applicable_do_not_make_a_yes() {
    let hospital = Hospital::new(false).await;
    let round = hospital.answered(2025, "r6-medical", &[("2-5-sv", yes()), ("2-5-pc", not_applicable())]).await;
    let sheet = hospital.switch("r7-medical", &round).await;
    assert_eq!(state(&sheet, "2-5"), (None, Some(AskKind::Answers)));
}

#[tokio::test]
async fn a_day_that_has_passed_is_decided_anew() {
    let hospital = Hospital::new(true).await;
    let exception = Exception::new("古い", "切り離し", date(2026, 3, 31));
    let round = hospital
        .answered(
            2025,
            "r6-medical",
            &[
                ("3-3", no(date(2026, 3, 31), "改訂中")),
                ("1-1", Decision { exception: Some(exception), ..yes() }),
                ("2-8", no(date(2027, 3, 31), "工事待ち")),
            ],
        )
        .await;
    let sheet = hospital.switch("r7-medical", &round).await;
    assert_eq!(state(&sheet, "3-3"), (Some(AnswerValue::No), Some(AskKind::Days)));
    assert_eq!(state(&sheet, "1-1"), (Some(AnswerValue::Yes), Some(AskKind::Days)));
    assert_eq!(state(&sheet, "2-13"), (Some(AnswerValue::No), None));
}

#[tokio::test]
async fn files_go_along_once_and_keep_their_author() {
    let hospital = Hospital::new(false).await;
    let round = hospital.answered(2025, "r6-medical", &[("2-4-sv", yes()), ("2-4-pc", yes())]).await;
    let app = hospital.app();
    let sha256 = app.blobs.put(Bytes::from_static(b"%PDF-1.7 rights")).await.unwrap();
    let mut change = app.store.tenant(&hospital.actor.organization).change(who()).await.unwrap();
    for key in ["2-4-sv", "2-4-pc"] {
        let record = FileRecord {
            id: new_id::<FileId>().to_string(),
            sha256: sha256.clone(),
            name: "権限の表.pdf".into(),
            media_type: "application/pdf".into(),
            size: 15,
            subject: format!("item:{}:2025:r6-medical:{key}", hospital.id),
            by_name: "佐藤".into(),
            at: "2025-06-01T01:00:00.000Z".into(),
        };
        change.add_file(&hospital.id, &record).await.unwrap();
    }
    change.commit().await.unwrap();
    for _ in 0..2 {
        let sheet = hospital.switch("r7-medical", &round).await;
        let view = app.item(&hospital.actor, &hospital.id, "r7-medical:2-4").await.unwrap();
        let files: Vec<(&str, &str, &str)> =
            view.files.iter().map(|file| (file.sha256.as_str(), file.by_name.as_str(), &file.at[..10])).collect();
        assert_eq!(files, [(sha256.as_str(), "佐藤", "2025-06-01")], "one file, once");
        let proof = sheet.row("r7-medical:2-4").unwrap().parts[0].answer.clone().unwrap().proof.unwrap();
        let tenant = app.store.tenant(&hospital.actor.organization);
        assert!(tenant.proof(&proof).await.unwrap().unwrap().content.contains("2-4-sv"), "the proof is linked");
    }
}

#[tokio::test]
async fn what_is_answered_already_stays_and_switching_again_gives_way() {
    let hospital = Hospital::new(false).await;
    let old = hospital.answered(2025, "r6-medical", &[("3-3", yes()), ("2-6", yes())]).await;
    let newer = hospital.answered(2025, "r7-medical", &[("2-11", no(date(2027, 1, 31), "設定中"))]).await;
    let typed = TypedAnswer { value: "yes".into(), reason: "計画を読んだ".into(), ..TypedAnswer::default() };
    hospital.app().confirm(&hospital.actor, &hospital.id, "r7-medical:3-3", 0, &typed).await.unwrap();
    let first = hospital.switch("r7-medical", &old).await;
    assert_eq!(state(&first, "2-11").0, Some(AnswerValue::Yes));
    assert!(!first.row("r7-medical:3-3").unwrap().open);
    let second = hospital.switch("r7-medical", &newer).await;
    assert_eq!((second.from.id.as_str(), second.year.0), ("r7-medical", 2025));
    assert_eq!(state(&second, "2-11").0, Some(AnswerValue::No));
    assert_eq!(hospital.latest("r7-medical").await["r7-medical:3-3"].version, 1);
}

#[tokio::test]
async fn the_best_round_is_offered_first_and_never_a_newer_sheet_for_an_older_one() {
    let hospital = Hospital::new(false).await;
    hospital.answered(2024, "r6-medical", &[("3-3", yes())]).await;
    hospital.answered(2025, "r6-medical", &[("3-3", yes())]).await;
    hospital.answered(2026, "r7-pharmacy", &[("3-3", yes())]).await;
    let offered = async |to: &str| {
        let found = hospital.app().switch_preview(&hospital.actor, &hospital.id, to, None).await.unwrap().unwrap();
        found.sources.iter().map(|source| format!("{} {}", source.year.0, source.edition.id)).collect::<Vec<_>>()
    };
    assert_eq!(offered("r7-medical").await, ["2026 r7-pharmacy", "2025 r6-medical", "2024 r6-medical"]);
    assert_eq!(offered("r6-medical").await, ["2025 r6-medical", "2024 r6-medical"]);
    let strange = hospital.app().switch_preview(&hospital.actor, &hospital.id, "r7-pharmacy", None).await;
    assert!(matches!(strange, Err(AppError::NotFound)), "a hospital does not carry out the pharmacy's sheet");
    let unknown = hospital.app().switch(&hospital.actor, &hospital.id, "r7-medical", &new_id()).await;
    assert!(matches!(unknown, Err(AppError::NotFound)));
}

#[tokio::test]
async fn only_who_may_confirm_switches_and_only_where_they_reach() {
    let hospital = Hospital::new(false).await;
    let round = hospital.answered(2025, "r6-medical", &[("3-3", yes())]).await;
    let app = hospital.app();
    for (role, reach) in [
        (Role::Operator, Reach::All),
        (Role::Staff, Reach::All),
        (Role::Inspector, Reach::All),
        (Role::Officer, Reach::Only(vec![])),
    ] {
        let actor = Actor { role, reach, ..hospital.actor.clone() };
        let previewed = app.switch_preview(&actor, &hospital.id, "r7-medical", None).await.map(|_| ());
        let switched = app.switch(&actor, &hospital.id, "r7-medical", &round).await;
        let confirmed = app.confirm_carried(&actor, &hospital.id, "r7-medical", &[]).await.map(|_| ());
        for done in [previewed, switched, confirmed] {
            assert!(matches!(done, Err(AppError::Forbidden(_))), "{role:?}: {done:?}");
        }
    }
    assert!(hospital.carried("r7-medical").await.is_none());
}
