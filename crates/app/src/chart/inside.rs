//! The people inside the facility, from the top.

use super::{BLANK, LEFT, UNREGISTERED};
use jiff::civil::Date;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Ledger, show};
use tate_domain::text::search_key;
use tate_report::ContactNode;

/// The heading of an appointment, as the ledger calls it.
pub(super) fn role_label(code: &str) -> String {
    Ledger::Appointments.column("role").map_or_else(|| code.to_owned(), |column| show(column, code))
}

/// Tiers from the top: 開設者 and 管理者, those who decide, those who are called first.
pub(super) fn tiers(facts: &Facts, today: Date) -> Vec<Vec<ContactNode>> {
    let profile = &facts.profile;
    let first_called =
        appointed(facts, "contact", today).into_iter().chain(holders(facts, "operator", today)).collect();
    vec![
        vec![
            named(facts, "開設者", &profile.founder, "founder", today),
            named(facts, profile.kind.manager_title(), &profile.manager, "manager", today),
        ],
        ["officer", "deputy", "decider"].into_iter().flat_map(|code| appointed(facts, code, today)).collect(),
        first_called,
    ]
}

/// A person whom the facility's own record names; the ledger of people has the number.
fn named(facts: &Facts, role: &str, name: &str, job: &str, today: Date) -> ContactNode {
    let people = facts.all(Ledger::People);
    let found = if name.is_empty() {
        people.iter().find(|person| person.is("job", job) && Facts::works_here(person, today))
    } else {
        let same = |person: &&Row| search_key(person.text("name")) == search_key(name);
        people.iter().filter(same).max_by_key(|person| Facts::works_here(person, today))
    };
    if let Some(person) = found {
        return person_node(role, person, Needs::AnyNumber, today);
    }
    let mut node = ContactNode { role: role.to_owned(), name: name.to_owned(), ..ContactNode::default() };
    if name.is_empty() {
        node.marks.push(UNREGISTERED.to_owned());
    } else if facts.profile.phone.is_empty() {
        node.marks.push(BLANK.to_owned());
        node.note = "職員の台帳に、この氏名の電話番号がありません。".to_owned();
    } else {
        node.phone.clone_from(&facts.profile.phone);
        node.note = "施設の代表番号です。".to_owned();
    }
    node
}

/// Everybody who holds an appointment today, or one box to fill when nobody does.
fn appointed(facts: &Facts, code: &str, today: Date) -> Vec<ContactNode> {
    let nodes = holders(facts, code, today);
    if nodes.is_empty() {
        return vec![ContactNode {
            role: role_label(code),
            marks: vec![UNREGISTERED.to_owned()],
            ..ContactNode::default()
        }];
    }
    nodes
}

/// Everybody who holds an appointment today, the latest first.
fn holders(facts: &Facts, code: &str, today: Date) -> Vec<ContactNode> {
    let role = role_label(code);
    // Whoever is responsible must be reachable when the facility is closed, too.
    let needs = if code == "officer" { Needs::DayAndNight } else { Needs::AnyNumber };
    let mut rows: Vec<&Row> = facts
        .all(Ledger::Appointments)
        .iter()
        .filter(|row| {
            row.is("role", code)
                && row.day("appointed").is_none_or(|from| from <= today)
                && row.day("until").is_none_or(|until| until >= today)
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.day("appointed")));
    rows.iter()
        .filter_map(|row| facts.target(row, "person"))
        .map(|person| person_node(&role, person, needs, today))
        .collect()
}

/// The numbers without which a box counts as blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    AnyNumber,
    DayAndNight,
}

fn person_node(role: &str, person: &Row, needs: Needs, today: Date) -> ContactNode {
    let mut marks = Vec::new();
    if !Facts::works_here(person, today) {
        marks.push(LEFT.to_owned());
    }
    let (day, night) = (person.filled("phone").is_some(), person.filled("night_phone").is_some());
    let no_night = needs == Needs::DayAndNight && !night;
    if no_night || !(day || night) {
        marks.push(BLANK.to_owned());
    }
    let mut notes = Vec::new();
    if person.is("state", "leave") {
        notes.push("休職中です。");
    }
    if no_night {
        notes.push("夜間・休日の番号がありません。");
    }
    ContactNode {
        role: role.to_owned(),
        organisation: person.text("department").to_owned(),
        name: person.text("name").to_owned(),
        phone: person.text("phone").to_owned(),
        night_phone: person.text("night_phone").to_owned(),
        mail: person.text("mail").to_owned(),
        marks,
        note: notes.concat(),
    }
}
