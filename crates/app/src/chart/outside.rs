//! Whom the facility calls outside: vendors of its systems, authorities, specialists.

use super::{BLANK, SUPERSEDED, UNREGISTERED};
use jiff::civil::Date;
use tate_catalog::{Catalog, Office};
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Kind, Ledger, show};
use tate_report::{ContactGroup, ContactNode};

/// Kinds of office that everybody needs; without an entry the box stays, marked.
const AUTHORITIES: [&str; 4] = ["mhlw", "health_center", "police", "ppc"];

/// The groups in the order in which they are called.
pub(super) fn groups(facts: &Facts, catalog: &Catalog, today: Date) -> Vec<ContactGroup> {
    let authorities = AUTHORITIES.iter().flat_map(|kind| offices(facts, catalog, kind, today)).collect();
    let others = office_kinds()
        .filter(|kind| !AUTHORITIES.contains(kind))
        .flat_map(|kind| own_offices(facts, catalog, kind, today))
        .collect();
    vec![
        ContactGroup { title: "システムの事業者".to_owned(), nodes: vendors(facts, today) },
        ContactGroup { title: "行政・警察の窓口".to_owned(), nodes: authorities },
        ContactGroup { title: "相談できる専門家・団体".to_owned(), nodes: others },
    ]
}

/// One box per vendor with every system in scope that it looks after. Vendors without a contract
/// stay in: they too are called when their product fails.
fn vendors(facts: &Facts, today: Date) -> Vec<ContactNode> {
    struct Found<'a> {
        vendor: Option<&'a Row>,
        systems: Vec<String>,
        notes: Vec<String>,
    }
    let mut found: Vec<Found<'_>> = Vec::new();
    for system in facts.systems_in_scope() {
        let mut links: Vec<(Option<&Row>, Option<String>)> = facts
            .contracts_of(system)
            .map(|contract| {
                (
                    facts.target(contract, "vendor").or_else(|| facts.target(system, "vendor")),
                    about_contract(contract, today),
                )
            })
            .collect();
        if links.is_empty() {
            links.push((facts.target(system, "vendor"), Some("契約の記録がありません".to_owned())));
        }
        let name = system.name();
        for (vendor, about) in links {
            let note = about.map(|about| format!("{name}：{about}。"));
            let known = found.iter().position(|f| vendor.is_some() && f.vendor.map(|v| &v.id) == vendor.map(|v| &v.id));
            let at = known.unwrap_or_else(|| {
                found.push(Found { vendor, systems: Vec::new(), notes: Vec::new() });
                found.len() - 1
            });
            if !found[at].systems.contains(&name) {
                found[at].systems.push(name.clone());
            }
            found[at].notes.extend(note);
        }
    }
    found.into_iter().map(|f| vendor_node(facts, f.vendor, &f.systems.join("、"), f.notes)).collect()
}

fn about_contract(contract: &Row, today: Date) -> Option<String> {
    if contract.is("kind", "none") {
        return Ledger::Contracts.column("kind").map(|column| show(column, "none"));
    }
    contract
        .day("until")
        .filter(|until| *until < today)
        .map(|until| format!("契約は{}に終わっています", tate_domain::date::slashed(until)))
}

fn vendor_node(facts: &Facts, vendor: Option<&Row>, systems: &str, mut notes: Vec<String>) -> ContactNode {
    let Some(vendor) = vendor else {
        return ContactNode {
            role: systems.to_owned(),
            marks: vec![UNREGISTERED.to_owned()],
            note: "事業者が登録されていません。".to_owned(),
            ..ContactNode::default()
        };
    };
    let prime = facts.target(vendor, "prime");
    if let Some(prime) = prime {
        notes.push(format!("とりまとめ先：{} {}。", prime.name(), prime.text("phone")));
    }
    // A vendor whose prime contractor answers the telephone can be reached through it.
    let blank = !has_phone(vendor) && !prime.is_some_and(has_phone);
    if !blank && vendor.text("night_phone").is_empty() {
        notes.push("夜間・休日の番号は登録がありません。".to_owned());
    }
    ContactNode {
        role: systems.to_owned(),
        organisation: vendor.name(),
        name: vendor.text("contact").to_owned(),
        phone: vendor.text("phone").to_owned(),
        night_phone: vendor.text("night_phone").to_owned(),
        mail: vendor.text("mail").to_owned(),
        marks: if blank { vec![BLANK.to_owned()] } else { Vec::new() },
        note: notes.concat(),
    }
}

fn has_phone(row: &Row) -> bool {
    row.filled("phone").or(row.filled("night_phone")).is_some()
}

/// The facility's own entries of a kind; where there is no usable one, the catalogue's current ones.
fn offices(facts: &Facts, catalog: &Catalog, kind: &str, today: Date) -> Vec<ContactNode> {
    let mut nodes = own_offices(facts, catalog, kind, today);
    if nodes.iter().all(|node| node.marks.iter().any(|mark| mark == SUPERSEDED)) {
        let none_own = nodes.is_empty();
        // An empty place to fill in is only shown while the facility has written nothing at all.
        nodes.extend(
            catalog
                .current_offices(today)
                .filter(|office| office.kind.code() == kind && (none_own || !office.fill_in))
                .map(office_node),
        );
    }
    if nodes.is_empty() {
        nodes.push(ContactNode {
            role: kind_label(kind),
            marks: vec![UNREGISTERED.to_owned()],
            ..ContactNode::default()
        });
    }
    nodes
}

fn own_offices(facts: &Facts, catalog: &Catalog, kind: &str, today: Date) -> Vec<ContactNode> {
    facts
        .all(Ledger::Offices)
        .iter()
        .filter(|row| row.is("kind", kind))
        .map(|row| own_node(row, catalog, today))
        .collect()
}

fn own_node(row: &Row, catalog: &Catalog, today: Date) -> ContactNode {
    let mut node = ContactNode {
        role: kind_label(row.text("kind")),
        organisation: row.text("name").to_owned(),
        name: row.text("department").to_owned(),
        phone: row.text("phone").to_owned(),
        night_phone: row.text("night_phone").to_owned(),
        mail: row.text("mail").to_owned(),
        ..ContactNode::default()
    };
    let written = format!("{} {}", node.organisation, node.name);
    let old = catalog
        .superseded_office(&written, &node.phone, today)
        .or_else(|| catalog.superseded_office("", &node.night_phone, today));
    if let Some((_, next)) = old {
        node.marks.push(SUPERSEDED.to_owned());
        if let Some(next) = next {
            node.note =
                format!("いまの窓口は「{}」（{}）です。", next.name, next.phone.as_deref().unwrap_or("電話番号なし"));
        }
    }
    // An office without a desk is its own name; an empty name would print a line to write on.
    if node.name.is_empty() {
        node.name = std::mem::take(&mut node.organisation);
    }
    // Reports to the commission go through a form: an address is as good as a number.
    if !has_phone(row) && node.mail.is_empty() {
        node.marks.push(BLANK.to_owned());
    }
    node
}

fn office_node(office: &Office) -> ContactNode {
    let marks = if office.fill_in { vec![UNREGISTERED.to_owned()] } else { Vec::new() };
    let mut note = office.purpose.clone();
    if let Some(url) = &office.url {
        note = format!("{note} {url}");
    }
    // A place that the facility fills in keeps an empty line for the name.
    let (organisation, name) =
        if office.fill_in { (office.name.clone(), String::new()) } else { (String::new(), office.name.clone()) };
    ContactNode {
        role: kind_label(office.kind.code()),
        organisation,
        name,
        phone: office.phone.clone().unwrap_or_default(),
        mail: office.mail.clone().unwrap_or_default(),
        marks,
        note,
        ..ContactNode::default()
    }
}

fn kind_label(code: &str) -> String {
    Ledger::Offices.column("kind").map_or_else(|| code.to_owned(), |column| show(column, code))
}

/// Every kind of the ledger, in its order.
fn office_kinds() -> impl Iterator<Item = &'static str> {
    let choices = match Ledger::Offices.column("kind").map(|column| column.kind) {
        Some(Kind::Choice(choices)) => choices,
        _ => &[],
    };
    choices.iter().map(|(code, _)| *code)
}
