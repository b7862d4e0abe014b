//! Local users and who among them is an administrator.

use super::super::draft::Draft;
use super::super::value::{Record, Value};
use std::collections::BTreeSet;

/// The identifier that Windows gives its Administrators in every language.
pub(in super::super) const ADMINISTRATORS: &str = "S-1-5-32-544";
/// Their names, where only a name is given; on other systems the groups that may become root.
const ADMIN_NAMES: [&str; 8] =
    ["administrators", "administrateurs", "administratoren", "administradores", "sudo", "wheel", "admin", "root"];

/// Whether a group makes its members administrators.
pub(in super::super) fn is_admin_group(id: &str, name: &str) -> bool {
    id.trim() == ADMINISTRATORS || ADMIN_NAMES.contains(&name.trim().to_lowercase().as_str())
}

/// The name without the computer or domain before it.
pub(in super::super) fn bare(member: &str) -> &str {
    member.rsplit('\\').next().unwrap_or(member).trim()
}

/// Whether nobody can sign in with it: the services of Unix have such shells.
pub(in super::super) fn is_service_shell(shell: &str) -> bool {
    let program = shell.trim().rsplit('/').next().unwrap_or_default();
    matches!(program, "false" | "nologin" | "sync" | "halt" | "shutdown")
}

/// One local user.
struct User {
    login: String,
    holder: String,
}

/// The local users of one host and the members of its administrators.
#[derive(Default)]
pub(in super::super) struct People {
    users: Vec<User>,
    admins: Vec<String>,
    asked: bool,
    services: usize,
}

impl People {
    pub(super) fn user(&mut self, draft: &mut Draft<'_>, record: &Record) {
        // Windows has the login in `name`; Unix has it in `login` and the person in `name`.
        let (login, holder) = match record.text("login") {
            "" => (record.text("name"), ""),
            login => (login, record.text("name")),
        };
        if is_service_shell(record.text("shell")) {
            self.services += 1;
        } else if draft.budget.room(self.users.len()) {
            self.users.push(User { login: login.to_owned(), holder: holder.to_owned() });
        }
    }

    pub(super) fn group(&mut self, record: &Record) {
        if !is_admin_group(record.text("id"), record.text("name")) {
            return;
        }
        self.asked = true;
        let members = record.list("members").iter().chain(record.list("member")).map(Value::text);
        for member in members.filter(|member| !member.is_empty()).take(1_000) {
            if !self.admins.iter().any(|known| known == member) {
                self.admins.push(member.to_owned());
            }
        }
    }

    pub(super) fn finish(self, draft: &mut Draft<'_>) {
        let admins: BTreeSet<String> = self.admins.iter().map(|admin| bare(admin).to_lowercase()).collect();
        for user in &self.users {
            let privilege = match (self.asked && !self.admins.is_empty(), admins.contains(&user.login.to_lowercase())) {
                (true, true) => "admin",
                (true, false) => "user",
                (false, _) => "",
            };
            draft.account(&[("login", &user.login), ("holder", &user.holder), ("privilege", privilege)]);
        }
        draft.join("admins", self.admins.iter().map(|admin| admin.trim().to_owned()));
        if self.services > 0 {
            draft
                .more("利用の状況", format!("サインインできない内部用のID：{}個（台帳には入れません）", self.services));
        }
    }
}
