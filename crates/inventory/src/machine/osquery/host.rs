//! The tables of one host, brought together.

use super::super::bounds::Budget;
use super::super::content::people::{bare, is_admin_group, is_service_shell};
use super::super::day::{self, Order};
use super::super::draft::Draft;
use super::super::value::Record;
use super::super::{Host, Problem};
use super::{Seen, Table, rows};
use std::collections::{BTreeMap, BTreeSet};

/// The host that a log names `id`.
pub(super) fn host(id: &str, seen: Seen, budget: &Budget, number: u32, problems: &mut Vec<Problem>) -> Host {
    let mut draft = Draft::new(budget, Order::MonthFirst);
    let mut people = People::default();
    for (table, snapshot) in seen.tables {
        snapshot.rows.iter().for_each(|row| people.row(table, row));
        rows::rows(&mut draft, table, &snapshot.rows);
        budget.give_back(&snapshot.rows);
    }
    people.finish(&mut draft);
    name(&mut draft.host, id, &seen.hostname);
    let newest = seen.newest.to_string();
    let collected = draft.day("unixTime", &newest);
    draft.host.put("collected", collected);
    draft.more("収集", format!("osqueryの識別子：{id}"));
    let newest = day::rfc3339(&newest);
    draft.more("収集", newest);
    let host = draft.finish(number, problems);
    budget.keep(&host);
    host
}

/// The identifier is a name or a UUID, as the client is set up.
fn name(host: &mut Host, id: &str, decorated: &str) {
    let is_uuid = id.len() == 36 && id.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    if is_uuid && host.text("uuid").is_empty() {
        host.put("uuid", id);
    }
    if host.text("host").is_empty() {
        host.put("host", if decorated.is_empty() && !is_uuid { id } else { decorated });
    }
}

struct User {
    uid: String,
    login: String,
    holder: String,
    hidden: bool,
}

impl User {
    fn of(row: &Record) -> Self {
        // `special` are SYSTEM and the service identities of Windows.
        let hidden = row.text("type") == "special" || is_service_shell(row.text("shell"));
        let text = |name: &str| row.text(name).to_owned();
        // On Unix the description is the person; on Windows, which has a type, a remark on the account.
        let holder = if row.text("type").is_empty() { text("description") } else { String::new() };
        Self { uid: text("uid"), login: text("username"), holder, hidden }
    }
}

#[derive(Default)]
struct People {
    users: Vec<User>,
    /// Groups of administrators, by their number.
    groups: BTreeSet<String>,
    links: BTreeSet<(String, String)>,
    /// Members as a joined query gives them.
    members: Vec<String>,
    asked: bool,
}

impl People {
    fn row(&mut self, table: Table, row: &Record) {
        match table {
            Table::Users => self.users.push(User::of(row)),
            Table::Groups => self.group(row),
            Table::UserGroups => {
                self.links.insert((row.text("uid").to_owned(), row.text("gid").to_owned()));
            }
            Table::Members => self.member(row),
            _ => {}
        }
    }

    fn group(&mut self, row: &Record) {
        if is_admin_group(row.text("group_sid"), row.text("groupname")) {
            self.groups.insert(row.text("gid").to_owned());
        }
    }

    fn member(&mut self, row: &Record) {
        if is_admin_group(row.text("group_sid"), row.text("groupname")) {
            self.asked = true;
            self.members.push(row.text("username").to_owned());
        }
    }

    fn finish(mut self, draft: &mut Draft<'_>) {
        if !self.groups.is_empty() && !self.links.is_empty() {
            self.asked = true;
            let by_uid: BTreeMap<&str, &str> = self.users.iter().map(|u| (u.uid.as_str(), u.login.as_str())).collect();
            let linked = self.links.iter().filter(|(_, gid)| self.groups.contains(gid));
            let names = linked.filter_map(|(uid, _)| by_uid.get(uid.as_str()));
            let names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
            self.members.extend(names);
        }
        let admins: BTreeSet<String> = self.members.iter().map(|name| bare(name).to_lowercase()).collect();
        for user in self.users.iter().filter(|user| !user.hidden) {
            let privilege = match (self.asked, admins.contains(&user.login.to_lowercase())) {
                (true, true) => "admin",
                (true, false) => "user",
                (false, _) => "",
            };
            draft.account(&[("login", &user.login), ("holder", &user.holder), ("privilege", privilege)]);
        }
        draft.join("admins", self.members);
    }
}
