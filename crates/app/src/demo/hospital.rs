//! A hospital of 200 beds: 300 devices, 40 vendors, 45 systems, 250 accounts, all invented.
//!
//! Big enough that lists must be searched and the binder takes its time; mostly in order, with
//! the gaps that such a house has.

use super::book::Book;
use super::departments::{Line, lines, person};
use super::dice::{days_ago, pick, roll};
use super::{Place, devices, records};
use crate::error::Result;
use jiff::civil::Date;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::ledger::Ledger;

/// Staff, one of every twenty of whom has left.
const STAFF: usize = 126;
/// User IDs over all systems.
const ACCOUNTS: usize = 250;

/// The lists that the rows are made of.
pub(super) struct Lists {
    pub(super) departments: Vec<Line>,
    pub(super) systems: Vec<Line>,
}

/// `demo-hospital`.
pub(super) fn place(today: Date) -> Result<Place> {
    let lists = Lists {
        departments: lines(include_str!("../../demo/hospital-departments.tsv")),
        systems: lines(include_str!("../../demo/hospital-systems.tsv")),
    };
    let mut book = Book::new(today);
    vendors(&mut book)?;
    people(&mut book, &lists)?;
    systems(&mut book, &lists)?;
    devices::hospital(&mut book, &lists)?;
    accounts(&mut book, &lists)?;
    backups(&mut book, &lists)?;
    book.read(include_str!("../../demo/hospital.tsv"))?;
    records::hospital(&mut book, &lists)?;
    let profile = Profile {
        kind: FacilityKind::Hospital,
        name: "霞ヶ原中央病院（架空）".to_owned(),
        insurance_code: "9910000017".to_owned(),
        founder: "医療法人 霞ヶ原会（架空）".to_owned(),
        manager: "霞ヶ原 総一郎".to_owned(),
        phone: "03-0000-2000".to_owned(),
        address: "架空県霞ヶ原市中央町7-8-9".to_owned(),
        has_network: Some(true),
    };
    Ok(Place { code: "demo-hospital".to_owned(), profile, book })
}

/// What the vendor of a system answered about remote maintenance; its devices say the same.
pub(super) fn remote(system: usize) -> &'static str {
    if system.is_multiple_of(3) { "yes" } else { "no" }
}

fn vendors(book: &mut Book) -> Result<()> {
    for (at, line) in lines(include_str!("../../demo/hospital-vendors.tsv")).iter().enumerate() {
        let number = at + 1;
        let blank = number.is_multiple_of(17);
        let night = if number.is_multiple_of(3) { String::new() } else { format!("0120-000-{:03}", 400 + number) };
        book.add(
            Ledger::Vendors,
            &format!("v{number}"),
            [
                ("number", format!("V-{number:03}")),
                ("name", format!("{}（架空）", line[0])),
                ("contact", person(300 + at).0),
                ("phone", if blank { String::new() } else { format!("03-0000-3{number:03}") }),
                ("night_phone", night),
                ("mail", format!("support@v{number:02}.example.jp")),
                ("prime", if number == 16 || number == 32 { "v6".to_owned() } else { String::new() }),
            ],
        )?;
    }
    Ok(())
}

fn people(book: &mut Book, lists: &Lists) -> Result<()> {
    for at in 0..STAFF {
        let (name, kana) = person(at);
        let department = &lists.departments[at % lists.departments.len()];
        let left = at % 20 == 19;
        book.add(
            Ledger::People,
            &format!("p{at}"),
            [
                ("number", format!("{}", 1001 + at)),
                ("name", name),
                ("kana", kana),
                ("job", department[2].to_owned()),
                ("department", department[0].to_owned()),
                ("phone", if at.is_multiple_of(3) { format!("03-0000-2{:03}", at) } else { String::new() }),
                ("mail", format!("s{}@kasumi.example.jp", 1001 + at)),
                ("state", if left { "left" } else { "active" }.to_owned()),
                ("joined", format!("{}-04-01", 2005 + roll("joined", at, 20))),
                ("left", if left { days_ago("left", at, 30, 200) } else { String::new() }),
                // Most of the department do something else besides.
                (
                    "it_share",
                    if department[2] == "it" {
                        pick("it share", at, &["10", "20", "30", "60"]).to_owned()
                    } else {
                        String::new()
                    },
                ),
            ],
        )?;
    }
    Ok(())
}

fn systems(book: &mut Book, lists: &Lists) -> Result<()> {
    for (at, line) in lists.systems.iter().enumerate() {
        let (key, vendor) = (format!("s{at}"), format!("v{}", line[4]));
        let reviewed = at % 6 != 5;
        let two_factor = pick("factor", at, &["implemented", "planned", "planned"]);
        // Systems that cannot use the house's sign-in have shorter passwords, changed four times a year.
        let own_sign_in = at % 9 == 4;
        book.add(
            Ledger::Systems,
            &key,
            [
                ("number", format!("S-{:03}", at + 1)),
                ("name", line[0].to_owned()),
                ("kind", line[1].to_owned()),
                ("deployment", line[2].to_owned()),
                ("patient_data", line[3].to_owned()),
                ("vendor", vendor.clone()),
                ("version", format!("{}.{}", 2 + roll("major", at, 8), roll("minor", at, 10))),
                ("users_known", if reviewed { days_ago("known", at, 60, 200) } else { String::new() }),
                ("accounts_reviewed", if reviewed { days_ago("reviewed", at, 20, 120) } else { String::new() }),
                ("accounts_manageable", "yes".to_owned()),
                ("two_factor", two_factor.to_owned()),
                (
                    "two_factor_planned",
                    // Some vendors promise it and give no day.
                    if two_factor == "planned" && at % 7 != 6 {
                        format!("+{}m", 3 + roll("factor planned", at, 9))
                    } else {
                        String::new()
                    },
                ),
                ("password_min", if own_sign_in { "8" } else { "13" }.to_owned()),
                ("password_mixed", "yes".to_owned()),
                ("password_change_days", if own_sign_in { "90" } else { "0" }.to_owned()),
                ("note", format!("主に使う部署：{}", line[5])),
            ],
        )?;
        let answered = at % 5 != 4;
        let purchase_only = at % 15 == 14;
        book.add(
            Ledger::Contracts,
            "-",
            [
                ("title", format!("{} 保守契約", line[0])),
                ("vendor", vendor),
                ("system", key),
                (
                    "kind",
                    if purchase_only {
                        "none"
                    } else if line[2] == "cloud" {
                        "service"
                    } else {
                        "maintenance"
                    }
                    .to_owned(),
                ),
                ("remote", if answered { remote(at) } else { "asking" }.to_owned()),
                (
                    "remote_answered",
                    if answered { format!("year-{}d", 10 + roll("answered", at, 120)) } else { String::new() },
                ),
                (
                    "remote_method",
                    if answered && remote(at) == "yes" { "保守用の閉域回線".to_owned() } else { String::new() },
                ),
                (
                    "disclosure",
                    if answered {
                        pick("disclosure", at, &["received", "received", "received", "requested"])
                    } else {
                        "none"
                    }
                    .to_owned(),
                ),
                ("disclosure_version", if answered { "Ver.5.0".to_owned() } else { String::new() }),
                ("disclosure_date", if answered { days_ago("issued", at, 60, 400) } else { String::new() }),
                (
                    "remote_disclosure",
                    if !answered || remote(at) == "no" {
                        ""
                    } else {
                        pick("remote disclosure", at, &["received", "received", "requested"])
                    }
                    .to_owned(),
                ),
                ("vendor_sheet", if answered { "received" } else { "requested" }.to_owned()),
                (
                    "vendor_sheet_date",
                    if answered { format!("year-{}d", 10 + roll("answered", at, 120)) } else { String::new() },
                ),
                (
                    "patch_duty",
                    pick(
                        "duty",
                        at,
                        &["vendor", "vendor", "vendor", "vendor", "vendor", "shared", "shared", "unclear"],
                    )
                    .to_owned(),
                ),
                ("until", format!("+{}m", 4 + roll("until", at, 40))),
                ("password_unique", if answered { "yes" } else { "" }.to_owned()),
            ],
        )?;
    }
    Ok(())
}

fn accounts(book: &mut Book, lists: &Lists) -> Result<()> {
    // First everybody in the record system, then the rest over the other systems.
    for at in 0..ACCOUNTS {
        let (system, staff) =
            if at < STAFF { (0, at) } else { (1 + (at - STAFF) % (lists.systems.len() - 1), at * 37 % STAFF) };
        let left = staff % 20 == 19;
        // Two leavers were forgotten.
        let shared = at == 141 || at == 187;
        let state = if left && !shared && staff != 39 && staff != 99 { "disabled" } else { "active" };
        book.add(
            Ledger::Accounts,
            "-",
            [
                ("number", format!("{}", at + 1)),
                ("system", format!("s{system}")),
                ("login", if shared { "station".to_owned() } else { format!("s{}", 1001 + staff) }),
                ("holder", if shared { "病棟の看護師全員".to_owned() } else { person(staff).0 }),
                ("person", if shared { String::new() } else { format!("p{staff}") }),
                ("department", lists.departments[staff % lists.departments.len()][0].to_owned()),
                (
                    "privilege",
                    if staff.is_multiple_of(lists.departments.len()) || at % 31 == 30 { "admin" } else { "user" }
                        .to_owned(),
                ),
                ("state", state.to_owned()),
                ("last_login", days_ago("login", at, 1, if at % 40 == 7 { 200 } else { 20 })),
                ("reviewed", days_ago("account review", at, 20, 100)),
            ],
        )?;
    }
    Ok(())
}

fn backups(book: &mut Book, lists: &Lists) -> Result<()> {
    for (at, line) in lists.systems.iter().enumerate().filter(|(_, line)| line[3] == "yes" && line[1] != "network") {
        // Two departments look after their own data, and nobody has asked them.
        if at == 25 || at == 38 {
            continue;
        }
        let central = at % 4 != 3;
        book.add(
            Ledger::Backups,
            "-",
            [
                ("name", format!("{}の控え", line[0])),
                ("system", format!("s{at}")),
                (
                    "method",
                    if line[2] == "cloud" {
                        "vendor"
                    } else if central {
                        "server"
                    } else {
                        "external"
                    }
                    .to_owned(),
                ),
                (
                    "place",
                    if line[2] == "cloud" {
                        "事業者のデータセンター"
                    } else if central {
                        "統合バックアップ（別館サーバ室・書き換えできない保存）"
                    } else {
                        "各部署の保管庫"
                    }
                    .to_owned(),
                ),
                ("cycle", if central { "daily" } else { "weekly" }.to_owned()),
                ("generations", if central { "7" } else { "3" }.to_owned()),
                ("offline", "yes".to_owned()),
                ("last_success", if at == 21 { "-48d".to_owned() } else { "-1d".to_owned() }),
                ("restore_test", if at % 9 == 8 { String::new() } else { days_ago("restore", at, 40, 280) }),
                ("procedure", if at % 9 == 8 { "no" } else { "yes" }.to_owned()),
            ],
        )?;
    }
    Ok(())
}
