//! The contact chart as a page.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::chart::{BLANK, LEFT, SUPERSEDED, UNREGISTERED};
use tate_domain::ledger::Ledger;
use tate_report::{ContactChart, ContactNode};

#[derive(Template)]
#[template(path = "pages/documents/chart.html")]
struct ChartPage {
    frame: Frame,
    chart: ContactChart,
    tiers: [&'static str; 3],
    marked: usize,
}

impl ChartPage {
    /// The heading of a tier inside the facility.
    fn tier(&self, at: &usize) -> &'static str {
        self.tiers.get(*at).copied().unwrap_or("そのほか")
    }

    /// The ledger in which a box inside the facility is put right: whoever is missing is appointed,
    /// whoever is there is a person. The head of the facility is nobody's appointment.
    fn inside(&self, tier: &usize, node: &ContactNode) -> Ledger {
        if *tier > 0 && node.name.is_empty() { Ledger::Appointments } else { Ledger::People }
    }

    /// The ledger of a group outside: the vendors come first, the rest are offices.
    fn outside(&self, group: &usize) -> Ledger {
        if *group == 0 { Ledger::Vendors } else { Ledger::Offices }
    }
}

/// What a mark means and what to do about it.
fn meaning(mark: &str) -> &'static str {
    match mark {
        BLANK => "電話番号がありません。台帳に番号を入力してください。",
        LEFT => "退職または異動した人です。役割（任命）を今いる人に改めてください。",
        SUPERSEDED => "以前の窓口です。新しい窓口に改めてください。",
        UNREGISTERED => "まだ登録がありません。台帳に追加してください。",
        _ => "",
    }
}

/// The chart.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let chart = site.app.contact_chart(page.actor(), page.at()).await?;
    let outside = chart.outside.iter().flat_map(|group| &group.nodes);
    let marked = chart.inside.iter().flatten().chain(outside).filter(|node| !node.marks.is_empty()).count();
    render(&ChartPage {
        frame: page.frame("連絡体制図", "chart"),
        chart,
        tiers: ["開設者・管理者", "責任者と判断する人", "最初に連絡する窓口"],
        marked,
    })
}
