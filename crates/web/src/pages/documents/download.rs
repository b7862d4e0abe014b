//! Documents as files. Each is always a download: a browser's own PDF window is not to be trusted
//! with what other sites may frame.

use crate::Site;
use crate::frame::{Page, PageResult};
use crate::pages::checklist::item::attachment;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tate_app::AppError;
use tate_app::documents::DocumentKind;
use tate_app::editions::vendor_edition;
use tate_domain::ledger::Ledger;

/// For which vendor a vendor's sheet is.
#[derive(Debug, Default, Deserialize)]
pub struct VendorQuery {
    /// Row id of the vendor; none for a sheet to anybody.
    vendor: Option<String>,
}

/// What an address asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Pdf(DocumentKind),
    FormXlsx,
    VendorXlsx(Option<String>),
}

impl Wanted {
    /// `binder.pdf`, `form.xlsx`, `ledger-devices.pdf`, …; none for any other name.
    fn from_name(name: &str, vendor: Option<String>) -> Option<Self> {
        Some(match name {
            "binder.pdf" => Self::Pdf(DocumentKind::Binder),
            "form.pdf" => Self::Pdf(DocumentKind::Form),
            "form.xlsx" => Self::FormXlsx,
            "vendor-form.pdf" => Self::Pdf(DocumentKind::VendorForm(vendor)),
            "vendor-form.xlsx" => Self::VendorXlsx(vendor),
            "contact-chart.pdf" => Self::Pdf(DocumentKind::ContactChart),
            other => Self::Pdf(DocumentKind::Ledger(Ledger::from_code(
                other.strip_prefix("ledger-")?.strip_suffix(".pdf")?,
            )?)),
        })
    }
}

/// Makes the document and hands it out; that it was printed goes to the audit log.
pub async fn show(
    page: Page,
    State(site): State<Site>,
    Path(name): Path<String>,
    Query(query): Query<VendorQuery>,
) -> PageResult {
    let vendor = query.vendor.filter(|id| !id.is_empty());
    let wanted = Wanted::from_name(&name, vendor).ok_or(AppError::NotFound)?;
    let (app, actor, at) = (&site.app, page.actor(), page.at());
    let own = app.current_edition(actor, at).await?.id.clone();
    let catalog = app.catalog(actor).await?;
    let vendors = || vendor_edition(&catalog).map(|edition| edition.id.clone()).ok_or(AppError::NotFound);
    let made = match wanted {
        Wanted::Pdf(kind @ DocumentKind::VendorForm(_)) => app.document_pdf(actor, at, &vendors()?, kind).await?,
        Wanted::Pdf(kind) => app.document_pdf(actor, at, &own, kind).await?,
        Wanted::FormXlsx => app.form_xlsx(actor, at, &own, None).await?,
        Wanted::VendorXlsx(vendor) => app.form_xlsx(actor, at, &vendors()?, vendor.as_deref()).await?,
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
                Wanted::from_name(&format!("ledger-{}.pdf", ledger.code()), None),
                Some(Wanted::Pdf(DocumentKind::Ledger(ledger)))
            );
        }
        assert_eq!(Wanted::from_name("binder.pdf", None), Some(Wanted::Pdf(DocumentKind::Binder)));
        assert_eq!(Wanted::from_name("vendor-form.xlsx", Some("v".into())), Some(Wanted::VendorXlsx(Some("v".into()))));
        for bad in ["binder", "binder.xlsx", "ledger-.pdf", "ledger-nothing.pdf", "../form.pdf"] {
            assert_eq!(Wanted::from_name(bad, None), None, "{bad}");
        }
    }
}
