//! Answering a sheet that was asked of a vendor (依頼): without an account through a link ([`mod@door`]), with Excel
//! ([`mod@workbook`]), or typed over at the facility ([`mod@desk`]).
//!
//! A vendor is no [`Actor`](tate_domain::role::Actor): it has no role and no reach, only the one request that its link
//! was made for. So its use cases take a [`Visitor`], and everything they load, they load by the visitor's own
//! organization, facility and request (docs/adr/0018).

mod desk;
mod door;
mod files;
mod link;
mod receipt;
mod sheet;
mod submit;
mod workbook;

#[cfg(test)]
mod tests;

pub use desk::{EventLine, RequestView};
pub use door::{IDLE_SECONDS, LONGEST_SECONDS};
pub use link::{LinkView, TOO_LATE_DAYS};
pub use receipt::receipt_number;
pub use sheet::{LastYear, RowView, SheetView};
pub use workbook::{Returned, ReturnedFile};

use crate::App;
use tate_domain::id::{FacilityId, LinkId, OrganizationId, RequestId};
use tate_store::{Tenant, Who};

/// The most files that a vendor may attach to a sheet.
pub const MOST_FILES: usize = 10;

/// A vendor that came in through a link and gave the PIN: it reaches this one request and nothing else.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Whose request it is.
    pub organization: OrganizationId,
    /// The facility that asks.
    pub facility: FacilityId,
    /// The one request.
    pub request: RequestId,
    /// The link.
    pub link: LinkId,
    /// Name of the vendor that was asked.
    pub vendor: String,
    /// Where from, for the audit log.
    pub origin: String,
    /// Hash of the visit's cookie.
    visit: String,
}

impl Visitor {
    /// As the audit log names it.
    #[must_use]
    pub fn name(&self) -> String {
        visitor_name(&self.vendor)
    }
}

/// A vendor as the audit log names it.
fn visitor_name(vendor: &str) -> String {
    format!("事業者：{vendor}（回答リンク）")
}

/// Under which subject the vendor's files of a request are kept.
pub(crate) fn subject(request: &RequestId) -> String {
    format!("request:{request}")
}

/// Under which subject the facility's own files about a request are kept; the vendor does not see them.
pub(crate) fn desk_subject(request: &RequestId) -> String {
    format!("request:{request}:desk")
}

impl App {
    fn visited(&self, visitor: &Visitor) -> Tenant {
        self.store.tenant(&visitor.organization)
    }

    fn visitor_who(&self, visitor: &Visitor) -> Who {
        Who { actor: visitor.name(), origin: visitor.origin.clone(), at: self.now() }
    }
}
