//! Choosing what to diagnose, and what was found before.

use crate::Site;
use crate::error::WebError;
use crate::frame::{Frame, Page, PageResult, go, render, render_refused};
use askama::Template;
use axum::Form;
use axum::extract::State;
use std::time::Duration;
use tate_app::AppError;
use tate_app::error::Problem;
use tate_app::netcheck::{Confirmation, NetcheckPage, Wanted};
use tate_domain::netcheck::{MOST_TARGETS, Port, SIX};

/// How long the button waits for a short run before the page says that it is under way.
const WAIT: Duration = Duration::from_secs(4);

/// What was sent.
#[derive(Debug, Default)]
struct Sent {
    devices: Vec<String>,
    host: String,
    again: String,
    sure: bool,
}

impl Sent {
    fn of(pairs: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "device" => sent.devices.push(value),
                "host" => sent.host = value,
                "again" => sent.again = value,
                "sure" => sent.sure = true,
                _ => {}
            }
        }
        sent
    }

    fn wanted(&self, off: bool) -> Wanted {
        let hosts = [self.host.trim().to_owned()].into_iter().filter(|host| !host.is_empty()).collect();
        let confirmation = Confirmation::typed(&self.host, &self.again, self.sure);
        Wanted { devices: self.devices.clone(), hosts, confirmation, off }
    }
}

#[derive(Template)]
#[template(path = "pages/netcheck/choose.html")]
struct ChoosePage {
    frame: Frame,
    found: NetcheckPage,
    ports: &'static [Port],
    off: bool,
    /// What was sent; none: the page is new, and every device is ticked.
    sent: Option<Sent>,
    problems: Vec<Problem>,
}

impl ChoosePage {
    async fn new(page: &Page, site: &Site, sent: Option<Sent>, problems: Vec<Problem>) -> Result<Self, WebError> {
        let found = site.app.netcheck_page(page.actor(), page.at()).await?;
        let frame = page.frame("ネットワーク診断", "netcheck");
        Ok(Self { frame, found, ports: &SIX, off: site.config.no_netcheck, sent, problems })
    }

    fn ticked(&self, id: &str, at: &usize) -> bool {
        match &self.sent {
            Some(sent) => sent.devices.iter().any(|device| device == id),
            None => *at < MOST_TARGETS,
        }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|p| p.field == field).map_or("", |p| p.message.as_str())
    }

    fn typed(&self, field: &str) -> &str {
        match (&self.sent, field) {
            (Some(sent), "host") => &sent.host,
            (Some(sent), _) => &sent.again,
            (None, _) => "",
        }
    }

    /// Whether the part for other targets is open.
    fn opened(&self) -> bool {
        self.sent.as_ref().is_some_and(|sent| !sent.host.is_empty() || !sent.again.is_empty() || sent.sure)
    }
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    render(&ChoosePage::new(&page, &site, None, Vec::new()).await?)
}

/// Begins a diagnosis and leads on to it, or shows the form again with what is wrong.
pub async fn begin(page: Page, State(site): State<Site>, Form(pairs): Form<Vec<(String, String)>>) -> PageResult {
    let sent = Sent::of(pairs);
    match site.app.begin_netcheck(page.actor(), page.at(), &sent.wanted(site.config.no_netcheck)).await {
        Ok(id) => {
            site.app.netcheck_state(page.actor(), page.at(), &id, WAIT).await?;
            go(&format!("/netcheck/{id}"), None)
        }
        Err(AppError::Invalid(problems)) => render_refused(&ChoosePage::new(&page, &site, Some(sent), problems).await?),
        Err(other) => Err(other.into()),
    }
}
