//! Which documents a contract needs: an MDS of what runs in the facility, an SDS of a service, an SDS of the remote
//! maintenance, and both where the maker and the company in charge are not the same (Q&A 5-2).

use super::{Kind, Statement, Subject};
use crate::facts::Row;
use crate::text::search_key;

/// One document that a contract needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// About what.
    pub subject: Subject,
    /// Which kind; where it is not known, either will do.
    pub kinds: &'static [Kind],
    /// An SDS of any subject will do.
    pub any_subject: bool,
    /// Whether it is known to be needed; else it depends on an answer that is still out.
    pub sure: bool,
    /// Why, in a few Japanese words.
    pub why: &'static str,
}

const MDS: &[Kind] = &[Kind::Mds];
const SDS: &[Kind] = &[Kind::Sds];
const EITHER: &[Kind] = &[Kind::Mds, Kind::Sds];

impl Need {
    const fn new(subject: Subject, kinds: &'static [Kind], why: &'static str) -> Self {
        Self { subject, kinds, any_subject: false, sure: true, why }
    }

    /// Whether a statement is this document.
    #[must_use]
    pub fn is_met_by(&self, one: &Statement) -> bool {
        (self.any_subject || one.subject == self.subject) && self.kinds.contains(&one.kind)
    }

    /// `MDS（システム）`, `MDSかSDS（システム）`.
    #[must_use]
    pub fn document(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.label()).collect();
        format!("{}（{}）", kinds.join("か"), if self.any_subject { "保守の会社" } else { self.subject.label() })
    }
}

/// The documents that a contract needs; none where nothing was agreed beyond the purchase, or the system holds no
/// patient data. `current` are the statements of the contract that hold.
#[must_use]
pub fn needs(contract: &Row, system: Option<&Row>, current: &[&Statement]) -> Vec<Need> {
    if contract.is("kind", "none") || system.is_some_and(|system| system.yes("patient_data") == Some(false)) {
        return Vec::new();
    }
    let mut all = Vec::new();
    let deployment = system.map_or("", |system| system.text("deployment"));
    match (deployment, contract.is("kind", "service")) {
        ("onpremises", _) => all.push(Need::new(Subject::System, MDS, "施設内に設置したシステム")),
        ("cloud", _) | ("", true) => all.push(Need::new(Subject::System, SDS, "サービスとして使うシステム")),
        ("hybrid", _) => {
            all.push(Need::new(Subject::System, MDS, "施設内に設置した部分"));
            all.push(Need::new(Subject::System, SDS, "クラウドの部分"));
        }
        _ => all.push(Need::new(Subject::System, EITHER, "設置形態が未登録のため、MDSかSDSのどちらか")),
    }
    match contract.text("remote") {
        "yes" => all.push(Need::new(Subject::Remote, SDS, "リモート保守がある")),
        "no" => {}
        _ => all.push(Need {
            sure: false, ..Need::new(Subject::Remote, SDS, "リモート保守の有無が分かっていない")
        }),
    }
    let apart = |one: &&Statement| {
        let (maker, giver) = (search_key(&one.maker), search_key(&one.giver));
        one.kind == Kind::Mds && !maker.is_empty() && !giver.is_empty() && maker != giver
    };
    let has_sds = all.iter().any(|need| need.sure && need.kinds == SDS);
    if current.iter().any(apart) && !has_sds {
        all.push(Need {
            any_subject: true,
            ..Need::new(Subject::System, SDS, "製造元と販売・保守の会社が違う（Q&A 5-2）")
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::statement;
    use crate::ledger::Ledger;

    fn row(ledger: Ledger, fields: &[(&str, &str)]) -> Row {
        let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Row { id: "x".into(), ledger, version: 1, fields, updated_at: String::new() }
    }

    fn named(deployment: &str, kind: &str, remote: &str, current: &[&Statement]) -> Vec<String> {
        let system = row(Ledger::Systems, &[("name", "薬歴"), ("deployment", deployment)]);
        let contract = row(Ledger::Contracts, &[("title", "保守"), ("kind", kind), ("remote", remote)]);
        needs(&contract, Some(&system), current)
            .iter()
            .map(|need| format!("{}{}", need.document(), if need.sure { "" } else { "?" }))
            .collect()
    }

    #[test]
    fn where_it_runs_and_whether_it_is_maintained_from_afar_decide() {
        assert_eq!(named("onpremises", "maintenance", "no", &[]), ["MDS（システム）"]);
        assert_eq!(named("onpremises", "maintenance", "yes", &[]), ["MDS（システム）", "SDS（リモート保守）"]);
        assert_eq!(named("cloud", "service", "no", &[]), ["SDS（システム）"]);
        assert_eq!(named("hybrid", "maintenance", "no", &[]), ["MDS（システム）", "SDS（システム）"]);
        assert_eq!(named("", "service", "no", &[]), ["SDS（システム）"]);
        assert_eq!(named("", "maintenance", "asking", &[]), ["MDSかSDS（システム）", "SDS（リモート保守）?"]);
    }

    #[test]
    fn a_seller_who_is_not_the_maker_gives_an_sds_as_well() {
        let mut one = statement("d1", &[]);
        assert_eq!(named("onpremises", "maintenance", "no", &[&one]), ["MDS（システム）"]);
        one.giver = "若葉商会".into();
        assert_eq!(named("onpremises", "maintenance", "no", &[&one]), ["MDS（システム）", "SDS（保守の会社）"]);
        assert_eq!(
            named("onpremises", "maintenance", "yes", &[&one]).len(),
            2,
            "the SDS of the remote maintenance is it"
        );
        let asking = named("onpremises", "maintenance", "asking", &[&one]);
        assert!(asking.contains(&"SDS（保守の会社）".to_owned()), "{asking:?}");
    }

    #[test]
    fn a_purchase_or_a_system_without_patient_data_needs_none() {
        assert!(named("cloud", "none", "yes", &[]).is_empty());
        let system = row(Ledger::Systems, &[("name", "会計"), ("patient_data", "no")]);
        let contract = row(Ledger::Contracts, &[("title", "保守"), ("kind", "maintenance")]);
        assert!(needs(&contract, Some(&system), &[]).is_empty());
        assert!(!needs(&contract, None, &[]).is_empty(), "negative control");
    }
}
