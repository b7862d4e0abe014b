//! Where the disclosure statements stand, as the binder prints it: one line per contract and document, and the risks
//! that were accepted.

use crate::disclosures::{ContractLines, Listed, NeededLine, Register};
use jiff::civil::Date;
use tate_domain::date::slashed;
use tate_report::{AcceptedRisk, DisclosureLine};

/// One line per contract and document.
pub(super) fn lines(register: &Register) -> Vec<DisclosureLine> {
    let mut all = Vec::new();
    for one in &register.contracts {
        for line in &one.needed {
            let document = line.need.document();
            if line.has.is_empty() {
                all.push(missing(one, line));
            }
            all.extend(line.has.iter().map(|listed| there(one, &document, listed)));
        }
        all.extend(one.others.iter().map(|listed| there(one, &listed.statement.document(), listed)));
    }
    all
}

/// A document that is not in the register; what the ledger says of it stands beside.
fn missing(one: &ContractLines, line: &NeededLine) -> DisclosureLine {
    let state = match line.ledger.as_str() {
        _ if !line.need.sure => "リモート保守の有無を確認中".to_owned(),
        _ if line.on_paper => "入手済み（内容は未登録）".to_owned(),
        "" => "なし".to_owned(),
        ledger => format!("なし（{ledger}）"),
    };
    DisclosureLine { contract: one.contract.name(), document: line.need.document(), state, ..DisclosureLine::default() }
}

fn there(one: &ContractLines, document: &str, listed: &Listed) -> DisclosureLine {
    let statement = &listed.statement;
    let count = |count: usize, what: &str| (count > 0).then(|| format!("{what}{count}件"));
    let parts = [
        listed.outdated.then(|| "古い版".to_owned()),
        count(listed.open, "未確認"),
        count(listed.accepted, "リスクを受容"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let state =
        if parts.is_empty() { "入手済み".to_owned() } else { format!("入手済み。{}", parts.join("、")) };
    DisclosureLine {
        contract: one.contract.name(),
        document: document.to_owned(),
        product: format!("{} {}", statement.product, statement.product_version).trim_end().to_owned(),
        template: format!("{} {}", statement.template, statement.guideline).trim().to_owned(),
        made_on: statement.made_on.map_or_else(|| "なし".to_owned(), slashed),
        lines: statement.counts.words(),
        state,
    }
}

/// The accepted risks of every statement that holds, the expired ones marked.
pub(super) fn risks(register: &Register, today: Date) -> Vec<AcceptedRisk> {
    let listed =
        register.contracts.iter().flat_map(|one| one.needed.iter().flat_map(|line| &line.has).chain(&one.others));
    let mut all: Vec<(&str, AcceptedRisk)> = Vec::new();
    for one in listed.chain(&register.orphans) {
        let id = one.statement.id.as_str();
        // A statement that meets two needs is printed once.
        if all.iter().any(|(seen, _)| *seen == id) {
            continue;
        }
        for talk in
            one.statement.follow_ups.iter().filter(|talk| talk.stage == tate_domain::disclosure::Stage::Accepted)
        {
            let Some(accepted) = &talk.acceptance else { continue };
            let over = if accepted.until < today { "（期限切れ）" } else { "" };
            all.push((
                id,
                AcceptedRisk {
                    statement: one.statement.name(),
                    number: talk.number.clone(),
                    answer: talk.value.label().to_owned(),
                    reason: accepted.reason.clone(),
                    measure: accepted.measure.clone(),
                    by: accepted.by.clone(),
                    until: format!("{}{over}", slashed(accepted.until)),
                },
            ));
        }
    }
    all.into_iter().map(|(_, risk)| risk).collect()
}
