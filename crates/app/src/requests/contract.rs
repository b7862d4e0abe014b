//! Keeping the ledger of contracts in step with the request: what happens to the sheet is entered once.

use crate::App;
use crate::error::Result;
use jiff::civil::Date;
use tate_domain::id::{FacilityId, RowId};
use tate_domain::ledger::Ledger;
use tate_store::{Change, StoreError, Tenant};

/// What the ledger's column 事業者確認用シート says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetState {
    /// 依頼中
    Requested,
    /// 受領済み, with the day
    Received(Date),
    /// 断られた
    Refused,
    /// 未依頼, again
    NotAsked,
}

impl App {
    /// Writes to the contract's row where its sheet stands. A contract that is no longer in the ledger, or that somebody
    /// changes in the same moment, is left alone: the request itself holds the fact.
    pub(crate) async fn note_sheet(
        &self,
        change: &mut Change,
        tenant: &Tenant,
        (facility, contract): (&FacilityId, &str),
        state: SheetState,
    ) -> Result<()> {
        let row = tenant.row(facility, contract).await?.filter(|row| row.ledger == Ledger::Contracts);
        let Some(row) = row else { return Ok(()) };
        let mut fields = row.fields.clone();
        let code = match state {
            SheetState::Requested => "requested",
            SheetState::Received(day) => {
                fields.insert("vendor_sheet_date".to_owned(), day.to_string());
                "received"
            }
            SheetState::Refused => "refused",
            SheetState::NotAsked => "none",
        };
        fields.insert("vendor_sheet".to_owned(), code.to_owned());
        if fields == row.fields {
            return Ok(());
        }
        let id = RowId::from(row.id.as_str());
        match change.change_row(facility, &id, Ledger::Contracts, row.version, &fields).await {
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }
}
