//! One fact serves every sheet: changing it changes the proposals that the crosswalk joins.

use crate::support::{bench, facility};
use jiff::civil::date;
use std::collections::BTreeMap;
use tate_app::App;
use tate_domain::id::RowId;
use tate_domain::ledger::Ledger;
use tate_domain::proposal::{Proposal, Verdict};
use tate_domain::role::Actor;
use tate_store::FacilityRecord;

struct Shop {
    app: App,
    place: FacilityRecord,
    actor: Actor,
}

impl Shop {
    /// Gives one field of every row of a ledger a value.
    async fn set(&self, ledger: Ledger, key: &str, value: &str) {
        let snapshot = self.app.facts(&self.actor, &self.place.id).await.unwrap();
        for row in snapshot.facts.all(ledger) {
            let mut typed: BTreeMap<String, String> = row.fields.clone().into_iter().collect();
            typed.insert(key.to_owned(), value.to_owned());
            let at = RowId::from(row.id.clone());
            self.app.save_row(&self.actor, &self.place.id, ledger, Some((&at, row.version)), &typed).await.unwrap();
        }
    }

    async fn proposal(&self, item: &str) -> Proposal {
        let edition = self.app.edition(&self.actor, item.split_once(':').unwrap().0).await.unwrap();
        let snapshot = self.app.facts(&self.actor, &self.place.id).await.unwrap();
        let all = self.app.propose(&snapshot, &edition, self.app.today());
        all.iter().find(|proposal| proposal.item == item).unwrap().clone()
    }

    async fn verdicts(&self, items: &[&str]) -> Vec<Verdict> {
        let mut found = Vec::new();
        for item in items {
            found.push(self.proposal(item).await.verdict);
        }
        found
    }
}

/// The clean shop of the demo: its facts propose はい where a rule can.
async fn shop() -> (Shop, crate::support::Bench) {
    let bench = bench(date(2026, 11, 20)).await;
    bench.app.demo().await.unwrap();
    let (place, actor) = facility(&bench.app, "demo-pharmacy-clean").await;
    (Shop { app: bench.app.clone(), place, actor }, bench)
}

/// Every item of the list is joined with the first one by the crosswalk.
async fn joined(shop: &Shop, items: &[&str]) {
    let catalog = shop.app.catalog(&shop.actor).await.unwrap();
    let siblings = catalog.siblings(items[0]);
    for item in &items[1..] {
        assert!(siblings.iter().any(|sibling| sibling.id == *item), "{item} is not joined with {}", items[0]);
    }
}

#[tokio::test]
async fn two_factor_on_all_systems_changes_r7_guideline_and_survey() {
    // The R6 sheet does not ask about two-factor sign-in.
    const ITEMS: [&str; 4] = ["r7-medical:2-10", "r7-pharmacy:2-10", "gl52-sysadmin:s26", "gmis-r6:q14"];
    let (shop, _bench) = shop().await;
    joined(&shop, &ITEMS).await;
    shop.set(Ledger::Systems, "two_factor", "none").await;
    assert_eq!(shop.verdicts(&ITEMS).await, [Verdict::No; 4]);
    // The survey asks about the systems. The sheets also mean servers, terminals and network devices,
    // which no ledger knows: there a person says はい.
    shop.set(Ledger::Systems, "two_factor", "implemented").await;
    let open = Verdict::Undetermined;
    assert_eq!(shop.verdicts(&ITEMS).await, [open, open, open, Verdict::Yes]);
    // Planned in time speaks for the R7 sheet, and never for the survey, which asks what is in use.
    shop.set(Ledger::Systems, "two_factor_planned", "2027-06-01").await;
    shop.set(Ledger::Systems, "two_factor", "planned").await;
    assert_eq!(shop.verdicts(&ITEMS).await, [open, open, open, Verdict::No]);
    assert_eq!(shop.proposal("r7-medical:2-10").await.entry, ["planned"]);
}

#[tokio::test]
async fn a_backup_that_is_never_cut_off_changes_r6_r7_guideline_and_survey() {
    const ITEMS: [&str; 4] = ["r6-medical:3-2", "r7-medical:3-2", "gl52-sysadmin:s62", "gmis-r6:q17-6"];
    let (shop, _bench) = shop().await;
    joined(&shop, &ITEMS).await;
    shop.set(Ledger::Backups, "offline", "yes").await;
    let open = Verdict::Undetermined;
    assert_eq!(shop.verdicts(&ITEMS).await, [Verdict::Yes, Verdict::Yes, open, open]);
    shop.set(Ledger::Backups, "generations", "1").await;
    assert_eq!(shop.proposal("gmis-r6:q17-5").await.entry, ["1"]);
    shop.set(Ledger::Backups, "offline", "no").await;
    // The survey asks for the copy apart itself; to the sheets it is desirable.
    assert_eq!(shop.verdicts(&ITEMS).await, [open, open, open, Verdict::No]);
}

#[tokio::test]
async fn an_old_system_changes_r6_r7_and_survey_where_it_runs() {
    const ITEMS: [&str; 4] = ["r7-medical:2-6", "r7-pharmacy:2-6", "r6-medical:2-7-pc", "gmis-r6:q12"];
    let (shop, _bench) = shop().await;
    joined(&shop, &ITEMS).await;
    assert_eq!(shop.verdicts(&ITEMS).await, [Verdict::Yes; 4]);
    let firmware = shop.proposal("r6-medical:2-7-nw").await;
    shop.set(Ledger::Devices, "os", "Windows 7 Professional").await;
    assert_eq!(shop.verdicts(&ITEMS).await, [Verdict::No; 4]);
    assert_eq!(firmware.verdict, Verdict::Yes);
}

#[tokio::test]
async fn advice_of_another_time_proposes_nothing() {
    let (shop, _bench) = shop().await;
    let catalog = shop.app.catalog(&shop.actor).await.unwrap();
    let old: Vec<String> =
        catalog.items().filter(|item| item.superseded.is_some()).map(|item| item.id.clone()).collect();
    assert!(old.contains(&"gl52-sysadmin:s29".to_owned()), "{old:?}");
    for item in old {
        assert_eq!(shop.proposal(&item).await.verdict, Verdict::Undetermined, "{item}");
    }
}
