//! Headings of products whose exports are known: inventory products, NetBox, Snipe-IT, Active Directory, Entra.
//!
//! No facility would write them itself, and each customer can rename them; so they are suggestions behind a ledger's own
//! words, and the mapping that a person chose is remembered.

use tate_domain::ledger::Ledger;
use tate_domain::text::search_key;

const DEVICES: &[(&str, &[&str])] = &[
    (
        "host",
        &[
            "ハードウェア名",
            "クライアント名",
            "マシン名",
            "デバイス名",
            "computer name",
            "device name",
            "端末ID",
            "asset name",
            "item name",
            "DNSHostName",
        ],
    ),
    ("number", &["機器番号", "管理No", "管理no."]),
    ("kind", &["category", "device role", "カテゴリ", "カテゴリー"]),
    ("model", &["type", "model number", "model no.", "device type"]),
    ("os", &["OS種別", "platform name"]),
    ("os_release", &["OperatingSystemVersion"]),
    (
        "user",
        &["ログオンユーザー", "ログオンユーザ", "利用者名", "使用者名", "assigned to", "checked out to", "full name"],
    ),
    ("place", &["設置先", "設置部署", "設置フロア", "default location"]),
    ("serial", &["シリアルNo", "serial number", "製造シリアル"]),
    ("ip", &["primary_ip", "primary ipv4", "ipv4 address", "primary_ip6"]),
    ("mac", &["mac address", "mac addresses"]),
    ("vendor", &["supplier"]),
    ("registered", &["purchase date", "購入日"]),
    ("note", &["description", "notes"]),
];

const ACCOUNTS: &[(&str, &[&str])] = &[
    ("login", &["SamAccountName", "UserPrincipalName", "username", "ユーザー プリンシパル名"]),
    ("holder", &["DisplayName", "name", "full name", "表示名"]),
    ("department", &["department", "部門"]),
    ("state", &["enabled", "accountEnabled", "block sign in status", "アカウントが有効"]),
    ("last_login", &["LastLogonDate", "lastLogonTimestamp", "lastLogon", "lastSignIn", "lastSignInDateTime"]),
    ("password_set", &["pwdLastSet", "lastPasswordChangeDateTime"]),
    ("expires", &["AccountExpirationDate", "accountExpires"]),
    ("phone", &["telephoneNumber", "OfficePhone"]),
    ("note", &["title", "jobTitle", "description", "役職"]),
];

const PEOPLE: &[(&str, &[&str])] = &[
    ("number", &["EmployeeID", "employeeNumber", "社員コード", "職員コード"]),
    ("name", &["DisplayName", "社員名"]),
    ("department", &["department", "部門", "所属部門", "配属先"]),
    ("mail", &["EmailAddress", "mail", "e-mail"]),
    ("phone", &["telephoneNumber", "OfficePhone"]),
    ("joined", &["採用日", "入職年月日", "入社年月日", "hire date"]),
    ("left", &["退職年月日", "退社日", "離職日", "termination date"]),
    ("note", &["title", "jobTitle"]),
];

/// Whether a folded heading is one by which a product means this column.
pub(crate) fn heading(ledger: Ledger, column: &str, key: &str) -> bool {
    let known = match ledger {
        Ledger::Devices => DEVICES,
        Ledger::Accounts => ACCOUNTS,
        Ledger::People => PEOPLE,
        _ => return false,
    };
    known.iter().any(|(of, headings)| *of == column && headings.iter().any(|heading| search_key(heading) == key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_headings_name_columns_that_exist_and_only_one_each() {
        for (ledger, known) in [(Ledger::Devices, DEVICES), (Ledger::Accounts, ACCOUNTS), (Ledger::People, PEOPLE)] {
            let mut seen = std::collections::BTreeSet::new();
            for (column, headings) in known {
                assert!(ledger.column(column).is_some(), "{ledger:?} {column}");
                for heading in *headings {
                    assert!(seen.insert(search_key(heading)), "{ledger:?} {heading} twice");
                }
            }
        }
    }
}
