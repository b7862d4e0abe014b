//! The roll-up of all vendors, row by row of the facility's sheet.

use crate::App;
use crate::error::Result;
use crate::facts::roll_of;
use std::sync::Arc;
use tate_domain::edition::{Edition, Item};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_domain::vendor::Roll;

/// One row of the facility's sheet with what the vendors say.
#[derive(Debug, Clone)]
pub struct RollRow {
    /// The facility's row.
    pub item: Item,
    /// The vendors.
    pub roll: Roll,
}

/// The rows of the sheet in use that vendors speak about.
#[derive(Debug, Clone)]
pub struct RollTable {
    /// The sheet in use.
    pub edition: Arc<Edition>,
    /// Its rows, in official order.
    pub rows: Vec<RollRow>,
}

impl App {
    /// What the vendors say, row by row.
    ///
    /// # Errors
    /// Out of reach.
    pub async fn roll_table(&self, actor: &Actor, facility: &FacilityId) -> Result<RollTable> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let edition = self.current_edition(actor, facility).await?;
        let rows = edition.rows().map(|item| RollRow { item: item.clone(), roll: roll_of(&snapshot.facts, item) });
        let rows = rows.filter(|row| !row.roll.lines.is_empty()).collect();
        Ok(RollTable { edition, rows })
    }
}
