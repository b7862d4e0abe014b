//! Documents as files. Each is always a download: a browser's own PDF window is not to be trusted
//! with what other sites may frame.

use crate::Site;
use crate::frame::{Page, PageResult};
use crate::pages::checklist::item::attachment;
use crate::pages::checklist::list::year_of;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::documents::DocumentKind;
use tate_app::editions::vendor_edition;
use tate_domain::date::FiscalYear;
use tate_domain::ledger::Ledger;

/// Of which sheet, which year, for which vendor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The edition; empty: the one in use.
    edition: String,
    /// The fiscal year of the facility's sheet; empty: this one.
    year: String,
    /// Row id of the vendor; empty: a sheet to anybody.
    vendor: String,
}

/// As what a document is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Pdf,
    Xlsx,
    Csv,
}

/// `binder.pdf`, `form.xlsx`, `ledger-devices.pdf`, …; none for any other name.
fn wanted(name: &str, year: Option<FiscalYear>, vendor: Option<String>) -> Option<(DocumentKind, Format)> {
    Some(match name {
        "binder.pdf" => (DocumentKind::Binder, Format::Pdf),
        "form.pdf" => (DocumentKind::Form(year), Format::Pdf),
        "form.xlsx" => (DocumentKind::Form(year), Format::Xlsx),
        "vendor-form.pdf" => (DocumentKind::VendorForm(vendor), Format::Pdf),
        "vendor-form.xlsx" => (DocumentKind::VendorForm(vendor), Format::Xlsx),
        "contact-chart.pdf" => (DocumentKind::ContactChart, Format::Pdf),
        "answers.pdf" => (DocumentKind::AnswerSheet(year), Format::Pdf),
        "answers.csv" => (DocumentKind::AnswerSheet(year), Format::Csv),
        other => {
            let ledger = other.strip_prefix("ledger-")?.strip_suffix(".pdf")?;
            (DocumentKind::Ledger(Ledger::from_code(ledger)?), Format::Pdf)
        }
    })
}

/// Makes the document and hands it out; that it was printed goes to the audit log.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let (app, actor, at) = (&site.app, page.actor(), page.at());
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let (kind, format) = wanted(&name, year_of(&asked.year)?, given(asked.vendor)).ok_or(AppError::NotFound)?;
    let edition = match (given(asked.edition), &kind) {
        (Some(edition), _) => edition,
        (None, DocumentKind::VendorForm(_)) => {
            vendor_edition(&*app.catalog(actor).await?).ok_or(AppError::NotFound)?.id.clone()
        }
        (None, _) => app.current_edition(actor, at).await?.id.clone(),
    };
    let of = match &kind {
        DocumentKind::AnswerSheet(year) => *year,
        _ => None,
    };
    let made = match format {
        Format::Pdf => app.document_pdf(actor, at, &edition, kind).await?,
        Format::Xlsx => app.form_xlsx(actor, at, &edition, kind).await?,
        Format::Csv => app.answers_csv(actor, at, &edition, of).await?,
    };
    attachment(&made.name, made.media_type, made.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_an_address_and_nothing_else_has() {
        for ledger in Ledger::ALL {
            assert_eq!(
                wanted(&format!("ledger-{}.pdf", ledger.code()), None, None),
                Some((DocumentKind::Ledger(ledger), Format::Pdf))
            );
        }
        let year = Some(FiscalYear(2025));
        assert_eq!(wanted("answers.csv", None, None), Some((DocumentKind::AnswerSheet(None), Format::Csv)));
        assert_eq!(wanted("form.pdf", year, None), Some((DocumentKind::Form(year), Format::Pdf)));
        let vendor = Some("v".to_owned());
        let xlsx = wanted("vendor-form.xlsx", None, vendor.clone());
        assert_eq!(xlsx, Some((DocumentKind::VendorForm(vendor), Format::Xlsx)));
        for bad in ["binder", "binder.xlsx", "ledger-.pdf", "ledger-nothing.pdf", "../form.pdf"] {
            assert_eq!(wanted(bad, None, None), None, "{bad}");
        }
    }
}
