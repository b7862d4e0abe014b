//! Packs: who may add an edition, who sees it, and that it is taken wholly or not at all.

use crate::support::bench;
use jiff::civil::date;
use tate_app::packs::Pack;
use tate_app::{App, AppError, command_line, new_id};
use tate_domain::id::OrganizationId;
use tate_domain::role::{Actor, Reach, Role};
use tate_store::{Change, EntryKind, Who};

const SHEET: &str = include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml");

fn next(id: &str) -> String {
    SHEET
        .replace("id = \"r7-pharmacy", &format!("id = \"{id}"))
        .replace("fiscal_year = 2025", "fiscal_year = 2026")
        .replace("follows = \"r6-medical\"\n", "")
}

fn pack(files: &[(&str, String)]) -> Pack {
    Pack::of_files("試し", files.iter().map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes())).collect())
}

async fn organization(app: &App, name: &str) -> Actor {
    let id: OrganizationId = new_id();
    let who = Who { actor: "試験".into(), origin: "test".into(), at: app.now() };
    Change::found(&app.store, &id, name, who).await.unwrap().commit().await.unwrap();
    command_line(id)
}

#[tokio::test]
async fn an_applied_pack_is_seen_by_its_organization_alone_and_applying_again_changes_nothing() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    let (mine, other) = (organization(app, "青空").await, organization(app, "若葉").await);
    let pack = pack(&[("r8-test.toml", next("r8-test"))]);
    let done = app.apply_pack(&mine, &pack).await.unwrap();
    assert_eq!((done.added, done.already), (vec!["r8-test".to_owned()], vec![]));
    let catalog = app.catalog(&mine).await.unwrap();
    assert!(catalog.is_own("r8-test") && !catalog.is_own("r7-pharmacy"));
    assert_eq!(catalog.counterpart("r7-pharmacy:2-1", "r8-test").unwrap().id, "r8-test:2-1");
    assert!(catalog.concept("device_ledger").unwrap().items.contains(&"r8-test:2-1".to_owned()));
    assert!(app.catalog(&other).await.unwrap().edition("r8-test").is_none());
    let tenant = app.store.tenant(&mine.organization);
    let events = tenant.checkpoint().await.unwrap().count;
    let again = app.apply_pack(&mine, &pack).await.unwrap();
    assert_eq!((again.added, again.already), (vec![], vec!["r8-test".to_owned()]));
    assert_eq!(tenant.checkpoint().await.unwrap().count, events);
}

#[tokio::test]
async fn a_new_concept_comes_and_stays_with_its_edition() {
    let bench = bench(date(2026, 11, 20)).await;
    let actor = organization(&bench.app, "青空").await;
    let text = next("r8-test").replace("concepts = [\"external_media\"]", "concepts = [\"quantum\"]");
    let concept = "[[concept]]\nid = \"quantum\"\nname = \"量子鍵\"\nitems = [\"r8-test:2-9\"]\n";
    let pack = pack(&[("r8-test.toml", text), ("crosswalk/concepts.toml", concept.to_owned())]);
    bench.app.apply_pack(&actor, &pack).await.unwrap();
    let catalog = bench.app.catalog(&actor).await.unwrap();
    assert_eq!(catalog.concept("quantum").unwrap().name, "量子鍵");
    assert_eq!(bench.app.apply_pack(&actor, &pack).await.unwrap().already, ["r8-test"]);
}

#[tokio::test]
async fn of_a_pack_with_one_bad_edition_nothing_is_taken() {
    let bench = bench(date(2026, 11, 20)).await;
    let actor = organization(&bench.app, "青空").await;
    let bad = next("r8-bad").replace("label = \"パスワードの使い回しの禁止\"", "label = \"\"");
    let refused = bench.app.apply_pack(&actor, &pack(&[("r8-good.toml", next("r8-good")), ("r8-bad.toml", bad)])).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems.iter().all(|problem| problem.message.contains("r8-bad")), "{problems:?}");
    let tenant = bench.app.store.tenant(&actor.organization);
    assert!(tenant.catalog_entries(EntryKind::Edition).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_who_manages_every_facility_adds_an_edition() {
    let bench = bench(date(2026, 11, 20)).await;
    let actor = organization(&bench.app, "青空").await;
    for (role, reach) in [
        (Role::Operator, Reach::All),
        (Role::Staff, Reach::All),
        (Role::Inspector, Reach::All),
        (Role::Owner, Reach::Only(vec!["f".into()])),
    ] {
        let actor = Actor { role, reach, ..actor.clone() };
        let refused = bench.app.apply_pack(&actor, &pack(&[("r8-test.toml", next("r8-test"))])).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "{role:?}");
    }
    let officer = Actor { role: Role::Officer, ..actor };
    bench.app.apply_pack(&officer, &pack(&[("r8-test.toml", next("r8-test"))])).await.unwrap();
}
