//! A running application for tests: real HTTP, a real database, a clock that can be moved.
//!
//! Only printing is replaced, by renderers that write the document's struct as text: the real
//! ones are slow to compile and have their own tests; the browser tests run the real binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up is a failed test")]

use jiff::Timestamp;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tate_app::clock::Clock;
use tate_app::facilities::Founding;
use tate_app::hasher::Hasher;
use tate_app::{App, TableReader, command_line};
use tate_catalog::Catalog;
use tate_domain::id::{FacilityId, OrganizationId};
use tate_domain::lifecycle::{LifecycleData, LifecycleFile};
use tate_domain::role::{Actor, Reach, Role};
use tate_inventory::{Limits, ReadError, Table, table};
use tate_report::{Document, RenderError, RenderPdf, RenderXlsx, Sheet};
use tate_store::{Blobs, Store, Target};
use tate_web::WebConfig;

/// The password of everybody in tests.
pub const PASSWORD: &str = "mizu-kaze-tuki-yama";
/// The code of the first start.
pub const START_CODE: &str = "TEST-CODE";

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// In a temporary folder.
    Sqlite,
    /// A fresh database on the server that `TATE_TEST_POSTGRES` names.
    Postgres,
}

impl Engine {
    /// The engines tests run on here. PostgreSQL is left out where no server is named, except in
    /// CI, where that is a failure.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "tests learn of their server from the environment")]
    pub fn all() -> Vec<Self> {
        let named = std::env::var("TATE_TEST_POSTGRES").is_ok_and(|url| !url.is_empty());
        assert!(named || std::env::var("CI").is_err(), "TATE_TEST_POSTGRES is not set in CI");
        if named { vec![Self::Sqlite, Self::Postgres] } else { vec![Self::Sqlite] }
    }
}

/// A clock that stands still until moved.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

struct TextRenderer;

impl RenderPdf for TextRenderer {
    fn pdf(&self, document: &Document) -> Result<Vec<u8>, RenderError> {
        Ok(format!("%PDF-test\n{document:#?}").into_bytes())
    }
}

impl RenderXlsx for TextRenderer {
    fn xlsx(&self, sheets: &[Sheet]) -> Result<Vec<u8>, RenderError> {
        Ok(format!("PK-test\n{sheets:#?}").into_bytes())
    }
}

/// Reads in this process: the child is the binary's, and has its own tests.
struct HereReader;

impl TableReader for HereReader {
    fn read(&self, name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
        table::read(name, bytes, &Limits::default())
    }
}

/// A running application with one facility and its owner.
pub struct TestApp {
    /// The use cases.
    pub app: App,
    /// The clock; it shows 2026-11-20 12:00 in Japan at first.
    pub clock: Arc<TestClock>,
    /// `http://127.0.0.1:…`
    pub address: String,
    /// The first organization.
    pub organization: OrganizationId,
    /// Its facility.
    pub facility: FacilityId,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// Starts with a pharmacy 「みなと薬局」 and its owner `owner`.
    pub async fn start(engine: Engine) -> Self {
        let mut test = Self::start_empty(engine).await;
        let (organization, facility) = test.found("owner", "みなと薬局").await;
        test.organization = organization;
        test.facility = facility;
        test
    }

    /// Starts without anybody.
    #[expect(clippy::disallowed_methods, reason = "tests learn of their server from the environment")]
    pub async fn start_empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = match engine {
            Engine::Sqlite => Target::Folder(folder.path().to_owned()),
            Engine::Postgres => {
                let server = std::env::var("TATE_TEST_POSTGRES").unwrap();
                let name = format!("tate_{}", uuid::Uuid::now_v7().simple());
                let admin = sqlx::PgPool::connect(&server).await.unwrap();
                sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&admin).await.unwrap();
                admin.close().await;
                let (base, query) = server.split_once('?').map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
                let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
                Target::Postgres(format!("{base}/{name}{query}"))
            }
        };
        let clock = Arc::new(TestClock(Mutex::new("2026-11-20T03:00:00Z".parse().unwrap())));
        let store = Store::open(&target, &folder.path().join("restore-points"), "2026-11-20T03:00:00.000Z").await.unwrap();
        let catalog = Arc::new(Catalog::builtin().unwrap());
        let files: Vec<LifecycleFile> = catalog.lifecycle_files().map(|(_, text)| toml::from_str(text).unwrap()).collect();
        let app = App {
            store,
            blobs: Blobs::in_folder(&folder.path().join("files")).unwrap(),
            lifecycle: Arc::new(LifecycleData::merge(files).unwrap()),
            catalog,
            clock: clock.clone(),
            hasher: Arc::new(Hasher::start(2)),
            pdf: Arc::new(TextRenderer),
            xlsx: Arc::new(TextRenderer),
            tables: Arc::new(HereReader),
            kept: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = tate_web::router(app.clone(), WebConfig { https: false, start_code: START_CODE.to_owned() });
        tokio::spawn(async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await });
        Self { app, clock, address, organization: "".into(), facility: "".into(), folder }
    }

    /// Founds another organization with a facility and an owner with this login.
    pub async fn found(&self, login: &str, name: &str) -> (OrganizationId, FacilityId) {
        let founding = Founding { kind: "pharmacy".into(), name: name.into(), login: login.into(), admin_name: format!("{login}さん"), password: PASSWORD.into(), ..Founding::default() };
        let (organization, facility, _) = self.app.found(&founding, "test").await.unwrap();
        (organization, facility)
    }

    /// Adds a person to the first organization who reaches its facility.
    pub async fn add_person(&self, login: &str, role: Role) {
        let reach = Reach::Only(vec![self.facility.clone()]);
        self.app.add_user(&self.actor(), login, &format!("{login}さん"), role, reach, PASSWORD).await.unwrap();
    }

    /// The first organization's actor of the command line.
    #[must_use]
    pub fn actor(&self) -> Actor {
        command_line(self.organization.clone())
    }

    /// The folder of the data.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A browser that follows no redirects and keeps cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        let client = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Browser { client, address: self.address.clone() }
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        let browser = self.browser();
        let response = browser.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(response.status, 303, "{}", response.body);
        browser
    }
}

/// A browser without a screen.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The client, for requests out of the ordinary.
    pub client: reqwest::Client,
    address: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// Where a redirect leads; empty where there is none.
    #[must_use]
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |value| value.to_str().unwrap())
    }

    /// The value of a hidden or text input by its name.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<String> {
        let at = self.body.find(&format!("name=\"{name}\""))?;
        let start = self.body[..at].rfind('<')?;
        let tag = &self.body[start..start + self.body[start..].find('>')?];
        let value = tag.split("value=\"").nth(1)?;
        Some(value[..value.find('"')?].to_owned())
    }
}

impl Browser {
    /// The whole address of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path))).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(self.url(path)).form(form)).await
    }

    /// Sends a form with a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, Vec<u8>)>) -> Answer {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        if let Some((name, bytes)) = file {
            form = form.part("file", reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()));
        }
        self.send(self.client.post(self.url(path)).multipart(form)).await
    }

    /// Sends any request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned();
        Answer { status, headers, body }
    }
}
