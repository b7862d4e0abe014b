//! Every page that can be reached by links, with the data of the demo.
use crate::routes::ROUTES;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use tate_domain::mail::State;
use tate_testkit::{Browser, Engine, TestApp, html};

/// Pages of one kind that are looked at: rows are many and alike.
const OF_A_KIND: usize = 6;

/// The pattern of the router that an address belongs to.
fn pattern(address: &str) -> Option<&'static str> {
    let parts: Vec<&str> = address.split('?').next().unwrap_or_default().split('/').collect();
    let fits = |pattern: &str| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        pattern.len() == parts.len()
            && pattern.iter().zip(&parts).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
    };
    let exact = |pattern: &&str| pattern.matches('{').count();
    ROUTES
        .iter()
        .filter(|route| route.is_get())
        .map(|route| route.pattern)
        .filter(|pattern| fits(pattern))
        .min_by_key(exact)
}

/// Where the forms of a page are sent.
fn posts(body: &str) -> Vec<String> {
    let tags = html::tags(body);
    let forms = tags
        .iter()
        .filter(|tag| tag.name == "form" && tag.get("method") == Some("post"))
        .filter_map(|tag| tag.get("action"));
    forms.chain(tags.iter().filter_map(|tag| tag.get("formaction"))).map(str::to_owned).collect()
}

/// Follows every link from the first page; gives the patterns that were seen.
async fn crawl(browser: &Browser, seen: &mut BTreeSet<&'static str>) {
    let mut asked: BTreeSet<String> = BTreeSet::from(["/".to_owned()]);
    let mut queue: VecDeque<String> = VecDeque::from(["/".to_owned()]);
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut largest = (0, String::new());
    while let Some(address) = queue.pop_front() {
        let page = browser.get(&address).await;
        if page.status == 303 && asked.insert(page.location().to_owned()) {
            queue.push_back(page.location().to_owned());
            continue;
        }
        assert!(matches!(page.status, 200 | 303), "{address}: {}", page.text());
        seen.extend(pattern(&address));
        if !page.is_page() {
            assert!(page.header("content-disposition").starts_with("attachment"), "{address}");
            continue;
        }
        assert_eq!(html::faults(&page.body), Vec::<String>::new(), "{address}");
        for action in posts(&page.body) {
            let free = ["/sign-out", "/facilities"].contains(&action.as_str());
            assert!(
                free || action.contains("?at=") || action.contains("&at="),
                "{address}: {action} does not say for which facility"
            );
        }
        largest = largest.max((page.body.len(), address.clone()));
        for link in html::links(&page.body) {
            assert!(link.starts_with('/'), "{address} links to {link}");
            let kind = pattern(&link).map_or_else(
                || link.clone(),
                |pattern| {
                    // Each ledger has pages of its own.
                    let ledger =
                        link.split(['/', '?']).nth(2).filter(|_| link.starts_with("/ledgers/")).unwrap_or_default();
                    format!("{pattern} {ledger}")
                },
            );
            let count = kinds.entry(kind.clone()).or_default();
            if (*count < OF_A_KIND || kind.starts_with("/checklist/") || kind.starts_with("/documents/"))
                && asked.insert(link.clone())
            {
                *count += 1;
                queue.push_back(link);
            }
        }
    }
    println!("{} pages, the largest {} with {} bytes", asked.len(), largest.1, largest.0);
}

/// The demo hospital asks every vendor that it can ask.
async fn ask_everybody(test: &TestApp) {
    let hospital = test.app.store.facility_by_code("demo-hospital").await.unwrap().unwrap();
    let actor = tate_app::command_line(hospital.organization);
    let prepared = test.app.prepare_requests(&actor, &hospital.id).await.unwrap();
    let contracts = prepared.desks.iter().flat_map(|desk| &desk.lines).map(|line| line.contract.id.clone());
    let typed = tate_app::requests::TypedRequests {
        contracts: contracts.collect(),
        deadline: prepared.deadline.to_string(),
        ..tate_app::requests::TypedRequests::default()
    };
    let made = test.app.request_sheets(&actor, &hospital.id, &typed).await.unwrap();
    assert!(made.requests.len() >= 35, "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_demo_is_whole_small_and_from_here() {
    let (test, demo) = TestApp::start_demo(Engine::Sqlite).await;
    let mut seen = BTreeSet::new();
    for login in ["demo-hospital", "demo-pharmacy", "demo-vendor"] {
        let person = demo.logins.iter().find(|person| person.login == login).unwrap();
        let browser = test.signed_in_with(login, &person.password).await;
        let home = browser.get("/").await;
        if home.location() == "/facilities" {
            let choice = browser.get("/facilities").await;
            let facility =
                html::tags(&choice.body).into_iter().find(|tag| tag.get("name") == Some("facility")).unwrap();
            browser.post("/facilities", &[("facility", facility.get("value").unwrap())]).await;
        }
        // A draft and a sheet whose wording is offered, for whoever may bring them in.
        for file in [crate::official::PLAIN, crate::official::ONE_CELL] {
            browser.upload("/editions/import", &[], Some(("a.xlsx", file.to_vec()))).await;
        }
        if login == "demo-hospital" {
            ask_everybody(&test).await;
        }
        let found = test.app.store.facility_by_code(login).await.unwrap().unwrap();
        for state in [None, Some(State::Sent), Some(State::Failed), Some(State::Uncertain)] {
            crate::mail::queue_at(&test, (&found.organization, &found.id), &format!("{login} {state:?}"), state).await;
        }
        crawl(&browser, &mut seen).await;
    }
    let pages: BTreeSet<&str> = ROUTES.iter().filter(|route| route.is_get()).map(|route| route.pattern).collect();
    // Files and diagnoses appear once somebody has made one, which the demo's people have not.
    let files = ["/files/{file}", "/editions/fill/{file}", "/netcheck/{id}"];
    let missing: Vec<_> = pages.difference(&seen).filter(|pattern| !files.contains(pattern)).collect();
    assert!(missing.is_empty(), "no link leads to {missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_an_empty_facility_is_whole() {
    let test = TestApp::start(Engine::Sqlite).await;
    crawl(&test.signed_in("owner").await, &mut BTreeSet::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_pages_are_whole() {
    let test = TestApp::start_empty(Engine::Sqlite).await;
    for path in ["/start", "/about"] {
        let page = test.browser().get(path).await;
        assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()), "{path}");
    }
    test.found("owner", "みなと薬局").await;
    let page = test.browser().get("/sign-in?next=/checklist").await;
    assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()));
    assert_eq!(test.browser().get("/healthz").await.body, "ok\n");
}
