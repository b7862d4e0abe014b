//! Which table a snapshot is of. Columns after the schemas of osquery (`specs/*.table`).

use super::super::value::Record;

/// The tables that are understood. The order is the order in which they are brought into a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    System,
    Os,
    Registry,
    Programs,
    Packages,
    Patches,
    UpdateHistory,
    SecurityCenter,
    SecurityProducts,
    Users,
    Groups,
    UserGroups,
    Members,
    Services,
    Startup,
    Ports,
    Bitlocker,
    Interfaces,
    Shares,
}

impl Table {
    /// Whether the rows of two queries of one moment belong together.
    pub(super) fn adds_up(self) -> bool {
        matches!(self, Self::Registry | Self::Interfaces | Self::Programs | Self::Packages)
    }
}

/// The columns that are kept of any table.
pub(super) const COLUMNS: &[&str] = &[
    "address",
    "antivirus",
    "autoupdate",
    "build",
    "caption",
    "computer_name",
    "data",
    "date",
    "description",
    "dhcp_enabled",
    "display_name",
    "drive_letter",
    "encryption_method",
    "firewall",
    "gid",
    "group_sid",
    "groupname",
    "hardware_model",
    "hardware_serial",
    "hardware_vendor",
    "hostname",
    "hotfix_id",
    "install_date",
    "installed_on",
    "interface",
    "mac",
    "maintainer",
    "name",
    "operation",
    "path",
    "physical_adapter",
    "platform",
    "port",
    "protection_status",
    "protocol",
    "publisher",
    "result_code",
    "revision",
    "service_type",
    "shell",
    "signatures_up_to_date",
    "start_type",
    "state",
    "status",
    "title",
    "type",
    "type_name",
    "uid",
    "user_account",
    "user_account_control",
    "username",
    "uuid",
    "vendor",
    "version",
];

/// The table of a query, by a row of its answer; by its name only where columns are not enough.
pub(super) fn of(name: &str, row: &Record) -> Option<Table> {
    let has = |column: &str| row.has(column);
    let any = |columns: &[&str]| columns.iter().any(|column| row.has(column));
    let name = name.to_ascii_lowercase();
    let table = if has("hotfix_id") {
        Table::Patches
    } else if has("title") && any(&["date", "result_code"]) {
        Table::UpdateHistory
    } else if any(&["signatures_up_to_date", "state_timestamp"]) {
        Table::SecurityProducts
    } else if has("antivirus") && has("firewall") {
        Table::SecurityCenter
    } else if has("protection_status") {
        Table::Bitlocker
    } else if any(&["groupname", "group_sid"]) {
        if has("username") { Table::Members } else { Table::Groups }
    } else if any(&["start_type", "display_name"]) {
        Table::Services
    } else if has("port") && has("protocol") {
        Table::Ports
    } else if any(&["type_name", "allow_maximum"]) || (name.contains("share") && has("path")) {
        Table::Shares
    } else if has("data") {
        Table::Registry
    } else if has("path") && has("name") && any(&["username", "source", "args"]) {
        Table::Startup
    } else {
        return of_plain(&name, row);
    };
    Some(table)
}

fn of_plain(name: &str, row: &Record) -> Option<Table> {
    let has = |column: &str| row.has(column);
    let any = |columns: &[&str]| columns.iter().any(|column| row.has(column));
    if has("mac") || (has("interface") && has("address")) {
        Some(Table::Interfaces)
    } else if has("username") && any(&["uid", "type", "description", "directory", "shell"]) {
        Some(Table::Users)
    } else if has("uid") && has("gid") {
        Some(Table::UserGroups)
    } else if any(&["hardware_serial", "hardware_vendor", "computer_name", "cpu_brand"]) {
        Some(Table::System)
    } else if !(has("name") && has("version")) {
        None
    } else if any(&["maintainer", "section", "priority"]) || name.contains("package") || name.contains("deb") {
        Some(Table::Packages)
    } else if any(&["build", "platform", "codename", "major", "revision"]) {
        Some(Table::Os)
    } else {
        Some(Table::Programs)
    }
}
