//! Documents and the first page, on the demo facilities.

use crate::support::{bench, facility};
use jiff::civil::date;
use tate_app::chart::nodes_with_marks;
use tate_app::checklist::TypedAnswer;
use tate_app::documents::DocumentKind;
use tate_app::home::MOST_TASKS;
use tate_app::{App, AppError};
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Role};
use tate_report::Mark;
use tate_store::FacilityRecord;

const EDITION: &str = "r7-pharmacy";

async fn confirm(app: &App, actor: &Actor, place: &FacilityRecord, item: &str, typed: TypedAnswer) {
    let seen = app.item(actor, &place.id, item).await.unwrap().history.first().map_or(0, |answer| answer.version);
    app.confirm(actor, &place.id, item, seen, &typed).await.unwrap();
}

fn no_until(day: &str) -> TypedAnswer {
    TypedAnswer { value: "no".into(), target_date: day.into(), ..TypedAnswer::default() }
}

#[tokio::test]
async fn the_binder_is_honest_about_no_and_about_documents_that_do_not_exist() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-pharmacy").await;
    confirm(app, &actor, &place, "r7-pharmacy:3-3", no_until("2027-03-15")).await;
    let binder = app.binder(&actor, &place.id, EDITION).await.unwrap();
    assert_eq!((binder.summary.total, binder.items.len()), (19, 19));
    assert_eq!(binder.summary.answered + binder.summary.unanswered, 19);
    let plan = binder.items.iter().find(|item| item.number == "3-③").unwrap();
    assert_eq!((plan.mark, plan.target_date.as_str()), (Mark::No, "2027/03/15"));
    assert_eq!(plan.proofs.len(), 1);
    let missing = binder.missing.iter().find(|document| document.number == "3-③").unwrap();
    assert_eq!((missing.state.as_str(), missing.plan.as_str()), ("未作成", "目標日 2027/03/15"));
    assert!(binder.ledgers.iter().all(|ledger| !ledger.rows.is_empty() && ledger.row_ids.is_empty()));
    assert!(binder.seen.iter().any(|seen| seen.anchor == Ledger::Devices.code()));
    assert_eq!(
        binder.checkpoint.count,
        u64::try_from(app.store.tenant(&actor.organization).checkpoint().await.unwrap().count).unwrap()
    );
}

#[tokio::test]
async fn an_answer_given_again_prints_its_whole_history() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-pharmacy").await;
    for day in ["2027-03-15", "2027-03-01"] {
        confirm(app, &actor, &place, "r7-pharmacy:4-1", no_until(day)).await;
    }
    let binder = app.binder(&actor, &place.id, EDITION).await.unwrap();
    let history = &binder.items.iter().find(|item| item.number == "4-①").unwrap().history;
    assert!(history.len() >= 2);
    assert!(history[0].text.contains("2027/03/01") && history[1].text.contains("2027/03/15"));
}

#[tokio::test]
async fn printing_is_recorded_with_the_hash_and_staff_may_not_print() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-pharmacy").await;
    let kinds = [
        DocumentKind::Binder,
        DocumentKind::Form(None),
        DocumentKind::VendorForm(None),
        DocumentKind::ContactChart,
        DocumentKind::Ledger(Ledger::Devices),
    ];
    for kind in kinds {
        let subject = format!("document:{}", kind.code());
        let file = app.document_pdf(&actor, &place.id, EDITION, kind).await.unwrap();
        assert!(file.name.ends_with("_202611201200.pdf"), "{}", file.name);
        let events = app.store.tenant(&actor.organization).events_about(&subject, 1).await.unwrap();
        assert!(events[0].action == "document.print" && events[0].after.contains("sha256"), "{subject}");
    }
    let sheet = app.form_xlsx(&actor, &place.id, EDITION, DocumentKind::Form(None)).await.unwrap();
    assert!(sheet.name.contains("薬局確認用チェックリスト") && sheet.name.ends_with(".xlsx"));
    let staff = Actor { role: Role::Staff, ..actor };
    let refused = app.document_pdf(&staff, &place.id, EDITION, DocumentKind::Form(None)).await;
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
}

#[tokio::test]
async fn the_vendors_sheet_is_blank_but_for_the_vendor_and_its_systems() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-pharmacy").await;
    let snapshot = app.facts(&actor, &place.id).await.unwrap();
    let vendor = &snapshot.facts.all(Ledger::Vendors)[0];
    let form = app.vendor_form(&actor, &place.id, EDITION, Some(&vendor.id)).await.unwrap();
    assert_eq!(form.vendor.as_deref(), Some(vendor.text("name")));
    let rows: Vec<_> = form.sections.iter().flat_map(|section| &section.rows).collect();
    assert!(rows.len() == 14 && rows.iter().all(|row| row.mark == Mark::Blank));
    assert!(matches!(app.vendor_form(&actor, &place.id, EDITION, Some("nobody")).await, Err(AppError::NotFound)));
}

#[tokio::test]
async fn the_first_page_shows_at_most_five_tasks_and_the_four_documents() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    for code in ["demo-pharmacy", "demo-pharmacy-clean", "demo-hospital", "demo-chain-01"] {
        let (place, actor) = facility(app, code).await;
        let home = app.home(&actor, &place.id).await.unwrap();
        assert!(!home.tasks.is_empty() && home.tasks.len() <= MOST_TASKS, "{code}");
        assert_eq!((home.total, home.seen.len()), (19, 4), "{code}");
        assert!(home.notice_newer_edition.is_some());
    }
}

#[tokio::test]
async fn the_chart_of_the_faulty_pharmacy_marks_what_is_wrong() {
    let bench = bench(date(2026, 11, 20)).await;
    let app = &bench.app;
    app.demo().await.unwrap();
    let (place, actor) = facility(app, "demo-pharmacy").await;
    let chart = app.contact_chart(&actor, &place.id).await.unwrap();
    assert!(nodes_with_marks(&chart) > 0);
    assert_eq!(chart.meta.made_at, "2026/11/20 12:00");
}
