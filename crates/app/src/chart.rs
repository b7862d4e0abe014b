//! The contact chart (連絡体制図, item 3-①): who calls whom, drawn from the ledgers.
//!
//! Nothing is left out to look finished: an empty place, somebody who has left and an office that
//! has moved stay in the chart, each with its mark.

mod inside;
mod outside;

use crate::App;
use crate::error::Result;
use jiff::civil::Date;
use tate_catalog::Catalog;
use tate_domain::date::slashed;
use tate_domain::facts::Facts;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{ContactChart, ContactNode, Meta};

/// The mark of a box without a number to call.
pub const BLANK: &str = "空欄";
/// The mark of a person who no longer works here.
pub const LEFT: &str = "退職者";
/// The mark of an office that has been followed by another.
pub const SUPERSEDED: &str = "旧窓口";
/// The mark of a role or an office without an entry.
pub const UNREGISTERED: &str = "未登録";

/// The name of the document.
pub(crate) const TITLE: &str = "連絡体制図";

/// Draws the chart of a facility as it stands on a day.
///
/// The catalogue hands in the dated list of outside offices; `meta` is printed as it is.
#[must_use]
pub fn chart(facts: &Facts, catalog: &Catalog, today: Date, meta: Meta) -> ContactChart {
    let inside = inside::tiers(facts, today);
    let outside = outside::groups(facts, catalog, today);
    let notes = order_of_calls(&inside);
    ContactChart { meta, as_of: checked_until(facts), inside, outside, notes }
}

/// How many boxes of a chart carry a mark.
#[must_use]
pub fn nodes_with_marks(chart: &ContactChart) -> usize {
    marked(chart).len()
}

/// The boxes that carry a mark, each with what it is called in a list of faults: the role with the person inside, the
/// organisation outside.
pub(crate) fn marked(chart: &ContactChart) -> Vec<(String, &ContactNode)> {
    let inside = chart.inside.iter().flatten().map(|node| (caption(&node.role, &node.name), node));
    let outside = chart.outside.iter().flat_map(|group| &group.nodes).map(|node| {
        let who = if node.organisation.is_empty() { &node.name } else { &node.organisation };
        (caption(&node.role, who), node)
    });
    inside.chain(outside).filter(|(_, node)| !node.marks.is_empty()).collect()
}

fn caption(role: &str, who: &str) -> String {
    if who.is_empty() || who == role { role.to_owned() } else { format!("{role}（{who}）") }
}

/// The day up to which the outside offices were checked: the oldest of their 確認日, and only when
/// every row has one.
fn checked_until(facts: &Facts) -> String {
    let days: Option<Vec<Date>> = facts.all(Ledger::Offices).iter().map(|row| row.day("checked")).collect();
    days.and_then(|days| days.into_iter().min()).map(slashed).unwrap_or_default()
}

/// The order of calls, in our own words; it names people where they are known.
fn order_of_calls(inside: &[Vec<ContactNode>]) -> Vec<String> {
    let named = |role: &str| {
        let title = inside::role_label(role);
        let name = inside
            .iter()
            .flatten()
            .find(|node| node.role == title && !node.name.is_empty() && !node.marks.iter().any(|mark| mark == LEFT));
        name.map_or_else(|| title.clone(), |node| format!("{title}（{}）", node.name))
    };
    vec![
        format!("1. おかしいと気づいた人は、確信がなくても、まず{}に電話します。つながらないときは{}に電話します。", named("contact"), named("officer")),
        format!("2. ネットワークを切り離すか、システムを止めるかは{}が決めます。不在のときは{}が決めます。機器の電源は、指示があるまで切りません。", named("decider"), named("deputy")),
        "3. 該当するシステムの事業者に電話し、症状と切り離した機器を伝えます。夜間・休日は夜間の番号にかけます。".to_owned(),
        "4. 診療・調剤に影響が出るとき、または攻撃が疑われるときは、厚生労働省・保健所・警察に連絡します。".to_owned(),
        "5. 患者情報の漏えい、またはそのおそれがあるときは、知った日から3〜5日を目安に、個人情報保護委員会へ速報します。".to_owned(),
    ]
}

impl App {
    /// The contact chart of a facility as it stands today.
    ///
    /// # Errors
    /// Out of reach, or not there.
    pub async fn contact_chart(&self, actor: &Actor, facility: &FacilityId) -> Result<ContactChart> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let meta = self.document_meta(actor, &snapshot, TITLE, "").await?;
        Ok(chart(&snapshot.facts, &self.builtin, self.today(), meta))
    }
}

#[cfg(test)]
pub(crate) mod tests;
