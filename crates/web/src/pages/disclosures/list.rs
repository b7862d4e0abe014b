//! The register: per contract the documents it needs.

use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::State;
use tate_app::disclosures::{Listed, NeededLine, Register};

#[derive(Template)]
#[template(path = "pages/disclosures/list.html")]
struct ListPage {
    frame: Frame,
    register: Register,
}

impl ListPage {
    /// Where a document that a contract needs is registered.
    fn new_address(contract: &str, line: &NeededLine) -> String {
        let subject = line.need.subject.code();
        let kind = if line.need.kinds.len() == 1 { line.need.kinds[0].code() } else { "" };
        format!("/disclosures/new?contract={contract}&subject={subject}&kind={kind}")
    }

    /// What stands out, shortened to the names of the checks.
    fn remarks(listed: &Listed) -> String {
        let mut names: Vec<&str> = listed.remarks.iter().map(|remark| remark.check.label()).collect();
        names.dedup();
        names.join("、")
    }
}

/// The list.
pub async fn show(page: Page, State(site): State<Site>) -> PageResult {
    let register = site.app.disclosures(page.actor(), page.at()).await?;
    render(&ListPage { frame: page.frame("開示書（MDS/SDS）", "disclosures"), register })
}
