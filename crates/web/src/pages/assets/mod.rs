//! 資産の状態: pictures with their numbers, and the devices behind every number.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use crate::pages::ledgers::row_address;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::Deserialize;
use tate_app::assets::{AssetLine, Assets, EndKind, Mark, Shares};
use tate_app::packs::may_add_editions;
use tate_domain::ledger::Ledger;
use tate_report::{BarChart, Tone};

/// Devices that are listed at once; the worst come first.
const MOST_LINES: usize = 100;

/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new().route("/assets", get(show))
}

/// Which devices are listed below the pictures.
#[derive(Debug, Default, Deserialize)]
pub struct AssetsQuery {
    /// A mark such as `os.bad` or `empty.serial`.
    #[serde(default)]
    show: String,
    /// A kind of device; every kind where it is not given.
    kind: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/assets/assets.html")]
struct AssetsPage {
    frame: Frame,
    site: Site,
    assets: Assets,
    wanted: AssetsQuery,
    may_refresh: bool,
}

/// The page.
pub async fn show(page: Page, State(site): State<Site>, Query(wanted): Query<AssetsQuery>) -> PageResult {
    let assets = site.app.assets(page.actor(), page.at()).await?;
    let may_refresh = may_add_editions(page.actor()).is_ok();
    render(&AssetsPage { frame: page.frame("資産の状態", "assets"), site, assets, wanted, may_refresh })
}

impl AssetsPage {
    fn picture(&self, chart: &BarChart) -> String {
        self.site.app.draw(chart)
    }

    /// The devices that are listed, and how many there are.
    fn listed(&self) -> (Vec<&AssetLine>, usize) {
        let wanted: Vec<&AssetLine> = self.assets.with_mark(&self.wanted.show, self.wanted.kind.as_deref()).collect();
        let found = wanted.len();
        (wanted.into_iter().take(MOST_LINES).collect(), found)
    }

    /// In words, which devices are listed; empty for all of them.
    fn filter(&self) -> String {
        let mut words = Vec::new();
        match self.wanted.show.split_once('.') {
            Some(("empty", key)) => {
                let column = self.assets.empty.iter().find(|column| column.key == key);
                words.extend(column.map(|column| format!("{}が空欄", column.label)));
            }
            Some((chart, tone)) => {
                let share = self.assets.shares.iter().find(|share| share.id == chart);
                let part = share.and_then(|share| share.parts.iter().find(|part| part.tone.code() == tone));
                words.extend(share.zip(part).map(|(share, part)| format!("{}：{}", share.title, part.label)));
            }
            None => {}
        }
        let kind = self.wanted.kind.as_deref();
        let rows = self.assets.shares.iter().flat_map(|share| &share.rows);
        words.extend(rows.into_iter().find(|row| Some(row.kind) == kind).map(|row| row.label.to_owned()));
        words.join("、")
    }

    fn end_kinds(&self) -> &'static [EndKind; 3] {
        &EndKind::ALL
    }
}

/// The address of the devices with a mark.
fn behind(share: &Shares, tone: &Tone, kind: &str) -> String {
    format!("/assets?show={}.{}&kind={kind}#devices", share.id, tone.code())
}

/// The chip of a mark.
fn chip(mark: &Mark) -> &'static str {
    match mark.tone {
        Tone::Good => "yes",
        Tone::Bad => "no",
        Tone::Fair | Tone::Watch | Tone::Unknown => "undetermined",
    }
}

fn device(id: &str) -> String {
    row_address(Ledger::Devices, Some(id))
}

fn row((ledger, id, _): &(Ledger, String, String)) -> String {
    row_address(*ledger, Some(id))
}
