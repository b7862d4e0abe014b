//! A running application for tests: real HTTP, a real database, a clock that can be moved.
//!
//! Only printing is replaced, by renderers that write the document's struct as text: the real
//! ones are slow to compile and have their own tests; the browser tests run the real binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up is a failed test")]

mod browser;
mod engine;
pub mod html;
mod stand_ins;

pub use browser::{Answer, Browser};
pub use engine::Engine;
pub use stand_ins::{START, TestClock};

use std::net::SocketAddr;
use std::sync::Arc;
use tate_app::demo::DemoReport;
use tate_app::facilities::{Founding, TypedProfile, check_profile};
use tate_app::hasher::Hasher;
use tate_app::mail::{Mailing, SendMail};
use tate_app::{App, command_line};
use tate_catalog::Catalog;
use tate_domain::id::{FacilityId, OrganizationId, UserId};
use tate_domain::lifecycle::{LifecycleData, LifecycleFile};
use tate_domain::role::{Actor, Reach, Role};
use tate_store::{Blobs, Store};
use tate_web::WebConfig;

/// The password of everybody in tests.
pub const PASSWORD: &str = "mizu-kaze-tuki-yama";
/// The code of the first start.
pub const START_CODE: &str = "TEST-CODE";

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
    _database: Option<engine::Dropped>,
}

impl TestApp {
    /// Starts with a pharmacy 「みなと薬局」 and its owner `owner`.
    pub async fn start(engine: Engine) -> Self {
        Self::start_empty(engine).await.with_owner().await
    }

    /// The same behind an https address.
    pub async fn start_https(engine: Engine) -> Self {
        Self::start_with(engine, WebConfig { https: true, ..WebConfig::default() }).await
    }

    /// The same, served in another way.
    pub async fn start_with(engine: Engine, config: WebConfig) -> Self {
        Self::serve(engine, config, Mailing::default()).await.with_owner().await
    }

    /// The same with a mail server.
    pub async fn start_mailing(engine: Engine, server: Arc<dyn SendMail>) -> Self {
        Self::serve(engine, WebConfig::default(), Mailing::through(server)).await.with_owner().await
    }

    /// Starts without anybody.
    pub async fn start_empty(engine: Engine) -> Self {
        Self::serve(engine, WebConfig { start_code: START_CODE.to_owned(), ..WebConfig::default() }, Mailing::default())
            .await
    }

    /// Starts with the fictional facilities of `tate demo`.
    pub async fn start_demo(engine: Engine) -> (Self, DemoReport) {
        let test = Self::start_empty(engine).await;
        let report = test.app.demo().await.unwrap();
        (test, report)
    }

    async fn with_owner(mut self) -> Self {
        let (organization, facility) = self.found("owner", "みなと薬局").await;
        self.organization = organization;
        self.facility = facility;
        self
    }

    async fn serve(engine: Engine, config: WebConfig, mail: Mailing) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (target, database) = engine.create(folder.path()).await;
        let clock = Arc::new(TestClock::new());
        let store = Store::open(&target, &folder.path().join("restore-points"), START).await.unwrap();
        let catalog = Arc::new(Catalog::builtin().unwrap());
        let files: Vec<LifecycleFile> =
            catalog.lifecycle_files().map(|(_, text)| toml::from_str(text).unwrap()).collect();
        let app = App {
            store,
            blobs: Blobs::in_folder(&folder.path().join("files")).unwrap(),
            lifecycle: Arc::new(LifecycleData::merge(files).unwrap()),
            lifecycles: Arc::default(),
            builtin: catalog,
            catalogs: Arc::default(),
            clock: clock.clone(),
            hasher: Arc::new(Hasher::start(2)),
            pdf: Arc::new(stand_ins::TextRenderer),
            xlsx: Arc::new(stand_ins::TextRenderer),
            charts: Arc::new(stand_ins::TextRenderer),
            tables: Arc::new(stand_ins::HereReader),
            kept: Arc::default(),
            keys: tate_app::keys::Keys::new([7; 32]),
            base: "https://tate.example.jp/".to_owned(),
            mail,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = tate_web::router(app.clone(), config);
        tokio::spawn(
            async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await },
        );
        Self { app, clock, address, organization: "".into(), facility: "".into(), folder, _database: database }
    }

    /// Founds another organization with a facility and an owner with this login.
    pub async fn found(&self, login: &str, name: &str) -> (OrganizationId, FacilityId) {
        let founding = Founding {
            kind: "pharmacy".into(),
            name: name.into(),
            login: login.into(),
            admin_name: format!("{login}さん"),
            password: PASSWORD.into(),
            ..Founding::default()
        };
        let (organization, facility, _) = self.app.found(&founding, "test").await.unwrap();
        (organization, facility)
    }

    /// Adds a person to the first organization who reaches its first facility.
    pub async fn add_person(&self, login: &str, role: Role) -> UserId {
        self.add_person_at(login, role, Reach::Only(vec![self.facility.clone()])).await
    }

    /// Adds a person to the first organization.
    pub async fn add_person_at(&self, login: &str, role: Role, reach: Reach) -> UserId {
        self.app.add_user(&self.actor(), login, &format!("{login}さん"), role, reach, PASSWORD).await.unwrap()
    }

    /// Adds a facility to the first organization.
    pub async fn add_facility(&self, name: &str) -> FacilityId {
        let profile = check_profile(TypedProfile { kind: "pharmacy", name, ..TypedProfile::default() }).unwrap();
        self.app.add_facility(&self.actor(), "", &profile).await.unwrap()
    }

    /// The first organization's actor of the command line.
    #[must_use]
    pub fn actor(&self) -> Actor {
        command_line(self.organization.clone())
    }

    /// How many events the first organization's audit log holds: nothing changes without one.
    pub async fn events(&self) -> i64 {
        self.app.store.tenant(&self.organization).checkpoint().await.unwrap().count
    }

    /// The folder of the data.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A browser that follows no redirects and keeps cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::at(&self.address)
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, login: &str) -> Browser {
        self.signed_in_with(login, PASSWORD).await
    }

    /// The same with a password of their own.
    pub async fn signed_in_with(&self, login: &str, password: &str) -> Browser {
        let browser = self.browser();
        let response = browser.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(response.status, 303, "{}", response.body);
        browser
    }
}
