//! Which rows and columns each step shows, from the facts as they are.

use super::Step;
use super::form::{Card, RowForm, StepForm};
use crate::facts::os_verdict;
use jiff::civil::Date;
use tate_catalog::{Catalog, OfficeKind};
use tate_domain::date::slashed;
use tate_domain::facility::FacilityKind;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Fields, Ledger, show};
use tate_domain::lifecycle::LifecycleData;
use tate_domain::text;

/// Rows of a ledger in one form; the others are edited in the ledger (a page stays below 150 KB).
const MOST_ROWS: usize = 20;
/// Vendors with their contracts in one form.
const MOST_VENDORS: usize = 12;
/// Devices in one form.
const MOST_DEVICES: usize = 10;
/// The appointments that the wizard asks for.
const ROLES: [&str; 4] = ["officer", "deputy", "decider", "contact"];
/// The outside offices that everybody needs.
const OFFICES: [OfficeKind; 4] = [OfficeKind::Mhlw, OfficeKind::Police, OfficeKind::HealthCenter, OfficeKind::Ppc];

const NO_CONTRACT: &str = "「購入のみ（契約なし）」のため、この製品については2-②と2-③の回答は不要です。";

/// What a layout is made from.
pub(super) struct Around<'a> {
    pub(super) facts: &'a Facts,
    pub(super) catalog: &'a Catalog,
    pub(super) lifecycle: &'a LifecycleData,
    pub(super) today: Date,
}

/// The columns of a ledger that a step asks for; none where the step does not touch the ledger.
pub(super) fn columns(step: Step, ledger: Ledger) -> &'static [&'static str] {
    match (step, ledger) {
        (Step::Vendors, Ledger::Vendors) => &["name", "contact", "phone", "night_phone", "mail"],
        (Step::Vendors, Ledger::Contracts) => {
            &["vendor", "kind", "remote", "remote_answered", "answered_by", "patch_duty"]
        }
        (Step::Devices, Ledger::Devices) => &[
            "number",
            "host",
            "kind",
            "os",
            "os_release",
            "os_build",
            "place",
            "user",
            "system",
            "registered",
            "last_patch",
            "antivirus",
            "antivirus_date",
            "firmware_checked",
            "checked",
        ],
        (Step::People, Ledger::People) => &["name", "kana", "job", "phone", "night_phone", "state"],
        (Step::People, Ledger::Appointments) => &["person", "appointed", "document"],
        (Step::Accounts, Ledger::Accounts) => &["system", "login", "person", "holder", "privilege", "state"],
        (Step::Accounts, Ledger::Systems) => &["users_known", "accounts_reviewed"],
        (Step::Backups, Ledger::Backups) => {
            &["name", "method", "place", "cycle", "generations", "offline", "last_success", "restore_test", "procedure"]
        }
        (Step::Chart, Ledger::Offices) => &["name", "phone", "night_phone", "mail", "checked"],
        _ => &[],
    }
}

/// The form of a step as the facts fill it; none for a step without rows.
pub(super) fn form(around: &Around<'_>, step: Step) -> Option<StepForm> {
    let mut form = StepForm {
        step,
        cards: Vec::new(),
        more: Vec::new(),
        offer: String::new(),
        offer_taken: false,
        restored: false,
    };
    match step {
        Step::Vendors => vendors(around, &mut form),
        Step::Devices => devices(around, &mut form),
        Step::People => people(around, &mut form),
        Step::Accounts => accounts(around, &mut form),
        Step::Backups => backups(around, &mut form),
        Step::Chart => offices(around, &mut form),
        Step::Facility | Step::Inventory | Step::Answers | Step::Print => return None,
    }
    Some(form)
}

/// A new row with this name; what it is about is in the name (`new-officer`, `new-<system>`).
pub(super) fn added(facts: &Facts, ledger: Ledger, slot: &str, columns: &'static [&'static str]) -> RowForm {
    let about = slot.strip_prefix("new-").unwrap_or_default();
    let mut row = RowForm::new(ledger, slot.to_owned(), format!("新しい{}", ledger.label()), columns);
    let code_of = |key: &str| {
        ledger.column(key).filter(|column| column.parse(about).is_ok_and(|code| code == about && !about.is_empty()))
    };
    let mut set = |fields: fn(&mut RowForm) -> &mut Fields, key: &str, value: &str| {
        fields(&mut row).insert(key.to_owned(), value.to_owned());
    };
    match ledger {
        Ledger::Appointments if code_of("role").is_some() => set(|row| &mut row.fixed, "role", about),
        Ledger::Offices => set(|row| &mut row.fixed, "kind", if code_of("kind").is_some() { about } else { "other" }),
        Ledger::Backups => {
            if let Some(system) = facts.find(Ledger::Systems, about) {
                set(|row| &mut row.fixed, "system", about);
                set(|row| &mut row.preset, "name", &format!("{}のバックアップ", system.name()));
            }
        }
        Ledger::Devices | Ledger::People | Ledger::Accounts => set(|row| &mut row.preset, "state", "active"),
        Ledger::Contracts => set(|row| &mut row.preset, "title", "契約"),
        _ => {}
    }
    row
}

/// The first rows, those with the most to fill in when there are more than fit.
fn first<'a>(form: &mut StepForm, ledger: Ledger, rows: Vec<&'a Row>, most: usize) -> Vec<&'a Row> {
    let mut rows = rows;
    if rows.len() > most {
        let columns = columns(form.step, ledger);
        rows.sort_by_key(|row| columns.iter().filter(|key| row.filled(key).is_some()).count());
        form.more.push((ledger, rows.len() - most));
        rows.truncate(most);
    }
    rows
}

fn blanks(around: &Around<'_>, step: Step, ledger: Ledger, count: usize) -> Vec<RowForm> {
    (1..=count).map(|n| added(around.facts, ledger, &format!("new{n}"), columns(step, ledger))).collect()
}

fn vendors(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step) = (around.facts, form.step);
    let contract = |row: &Row| {
        let mut shown = RowForm::of(row, columns(step, Ledger::Contracts));
        if row.is("kind", "none") {
            shown.notes.push(NO_CONTRACT.to_owned());
        }
        shown
    };
    let all = facts.all(Ledger::Vendors).iter().collect();
    for vendor in first(form, Ledger::Vendors, all, MOST_VENDORS) {
        let mut own = RowForm::of(vendor, columns(step, Ledger::Vendors));
        own.heading = "会社と連絡先".to_owned();
        let mut rows = vec![own];
        rows.extend(facts.all(Ledger::Contracts).iter().filter(|row| row.text("vendor") == vendor.id).map(contract));
        form.cards.push(Card { heading: vendor.name(), help: String::new(), rows });
    }
    let open = facts.all(Ledger::Contracts).iter().filter(|row| facts.target(row, "vendor").is_none()).collect();
    let open: Vec<RowForm> = first(form, Ledger::Contracts, open, MOST_VENDORS).into_iter().map(contract).collect();
    if !open.is_empty() {
        let help = "会社の名前を「事業者」の欄に入力します。まだ登録していない会社は、下の「ほかの事業者」にも入力してください。".to_owned();
        form.cards.push(Card { heading: "事業者が決まっていない契約".to_owned(), help, rows: open });
    }
    form.cards.push(Card {
        heading: "ほかの事業者".to_owned(),
        help: "まだ登録していない会社があれば入力します。".to_owned(),
        rows: blanks(around, step, Ledger::Vendors, 2),
    });
}

fn devices(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step) = (around.facts, form.step);
    let rows = first(form, Ledger::Devices, facts.devices_in_use().collect(), MOST_DEVICES);
    let shown = |row: &Row| {
        let mut shown = RowForm::of(row, columns(step, Ledger::Devices));
        if let Some(system) = facts.target(row, "system") {
            shown.heading = format!("{}（{}）", shown.heading, system.name());
        } else if let Some(note) = row.filled("note") {
            shown.heading = format!("{}（{}）", shown.heading, text::shorten(note, 20));
        }
        if row.filled("os").is_some() {
            shown.notes.push(os_verdict(around.lifecycle, row, around.today).text);
        }
        shown
    };
    let rows: Vec<RowForm> = rows.into_iter().map(shown).collect();
    if !rows.is_empty() {
        form.cards.push(Card { heading: "登録してある機器".to_owned(), help: String::new(), rows });
    }
    let help = "空欄の行は登録しません。管理番号が空欄のときは、空いている番号を付けます。状態は「稼働」で登録します。"
        .to_owned();
    form.cards
        .push(Card { heading: "機器を追加".to_owned(), help, rows: blanks(around, step, Ledger::Devices, 3) });
}

fn people(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step, profile) = (around.facts, form.step, &around.facts.profile);
    let here = facts.all(Ledger::People).iter().collect();
    let mut rows: Vec<RowForm> = first(form, Ledger::People, here, MOST_ROWS)
        .into_iter()
        .map(|row| RowForm::of(row, columns(step, Ledger::People)))
        .collect();
    // The names of the facility's own record are not asked for again; they are saved when the owner saves.
    let mut known: Vec<String> =
        facts.all(Ledger::People).iter().map(|row| text::search_key(row.text("name"))).collect();
    let mut new = blanks(around, step, Ledger::People, 5).into_iter();
    for (name, job) in [(&profile.manager, "manager"), (&profile.founder, "founder")] {
        let key = text::search_key(name);
        if !key.is_empty() && !known.contains(&key) {
            rows.extend(new.next().map(|row| row.filled("name", name).filled("job", job)));
            known.push(key);
        }
    }
    rows.extend(new);
    let help = "空欄の行は登録しません。退職した人は、状態を「退職」にして残してください。利用者IDの消し忘れを見つけられます。".to_owned();
    form.cards.push(Card { heading: "働いている人".to_owned(), help, rows });
    let roles = ROLES.map(|role| {
        let label = Ledger::Appointments.column("role").map(|column| show(column, role)).unwrap_or_default();
        let columns = columns(step, Ledger::Appointments);
        let mut row = match facts.appointed(role, around.today) {
            Some(row) => RowForm::of(row, columns),
            None => added(facts, Ledger::Appointments, &format!("new-{role}"), columns),
        };
        row.heading = label;
        row
    });
    // A hospital's director is rarely its officer; a small shop's manager often is.
    if profile.kind != FacilityKind::Hospital && roles[0].is_new() {
        form.offer.clone_from(&profile.manager);
    }
    let help =
        "上の表にある人の氏名を入力します。1人が複数の役割を兼ねる場合も、役割ごとに入力してください。".to_owned();
    form.cards.push(Card { heading: "役割".to_owned(), help, rows: roles.into() });
}

fn accounts(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step) = (around.facts, form.step);
    let systems = first(form, Ledger::Systems, facts.systems_in_scope().collect(), MOST_ROWS);
    let systems: Vec<RowForm> =
        systems.into_iter().map(|row| RowForm::of(row, columns(step, Ledger::Systems))).collect();
    let rows = first(form, Ledger::Accounts, facts.accounts_in_use().collect(), MOST_ROWS);
    let mut rows: Vec<RowForm> =
        rows.into_iter().map(|row| RowForm::of(row, columns(step, Ledger::Accounts))).collect();
    rows.extend(blanks(around, step, Ledger::Accounts, 5));
    let help = "誰が、どのシステムに、どのIDで入るかを1行ずつ入力します。共用のIDは、使う人全員を「利用者」の欄に「、」で区切って入力します。".to_owned();
    form.cards.push(Card { heading: "利用者ID".to_owned(), help, rows });
    if !systems.is_empty() {
        let help = "使っていないIDがないかを確かめた日と、職種ごとの権限を見直した日です。まだの場合は空欄にします。"
            .to_owned();
        form.cards.push(Card { heading: "システムごとの確認日".to_owned(), help, rows: systems });
    }
}

fn backups(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step) = (around.facts, form.step);
    let columns = columns(step, Ledger::Backups);
    let all: Vec<&Row> = facts.systems_in_scope().collect();
    if all.len() > MOST_ROWS {
        form.more.push((Ledger::Systems, all.len() - MOST_ROWS));
    }
    for system in all.into_iter().take(MOST_ROWS) {
        let mut rows: Vec<RowForm> = facts
            .all(Ledger::Backups)
            .iter()
            .filter(|row| row.text("system") == system.id)
            .map(|row| RowForm::of(row, columns))
            .collect();
        if rows.is_empty() {
            let mut row = added(facts, Ledger::Backups, &format!("new-{}", system.id), columns);
            row.heading = format!("{}のバックアップ", system.name());
            rows.push(row);
        }
        form.cards.push(Card { heading: system.name(), help: String::new(), rows });
    }
    let loose = facts.all(Ledger::Backups).iter().filter(|row| facts.target(row, "system").is_none()).collect();
    let mut rows: Vec<RowForm> =
        first(form, Ledger::Backups, loose, MOST_ROWS).into_iter().map(|row| RowForm::of(row, columns)).collect();
    rows.extend(blanks(around, step, Ledger::Backups, 1));
    form.cards.push(Card {
        heading: "ほかのバックアップ".to_owned(),
        help: "特定のシステムに限らない控え（共有フォルダなど）があれば入力します。".to_owned(),
        rows,
    });
}

fn offices(around: &Around<'_>, form: &mut StepForm) {
    let (facts, step) = (around.facts, form.step);
    let columns = columns(step, Ledger::Offices);
    let label = |code: &str| Ledger::Offices.column("kind").map(|column| show(column, code)).unwrap_or_default();
    for kind in OFFICES {
        let mut rows: Vec<RowForm> = facts
            .all(Ledger::Offices)
            .iter()
            .filter(|row| row.is("kind", kind.code()))
            .map(|row| office(around, row, columns))
            .collect();
        if rows.is_empty() {
            rows.push(proposed(around, kind, columns));
        }
        form.cards.push(Card { heading: label(kind.code()), help: String::new(), rows });
    }
    let known: Vec<&str> = OFFICES.iter().map(|kind| kind.code()).collect();
    let others = facts.all(Ledger::Offices).iter().filter(|row| !known.contains(&row.text("kind"))).collect();
    let rows: Vec<RowForm> =
        first(form, Ledger::Offices, others, MOST_ROWS).into_iter().map(|row| office(around, row, columns)).collect();
    if !rows.is_empty() {
        form.cards.push(Card { heading: "ほかの連絡先".to_owned(), help: String::new(), rows });
    }
}

fn office(around: &Around<'_>, row: &Row, columns: &'static [&'static str]) -> RowForm {
    let mut shown = RowForm::of(row, columns);
    let written = format!("{} {}", row.text("name"), row.text("department"));
    if let Some((_, next)) = around.catalog.superseded_office(&written, row.text("phone"), around.today) {
        let now = next.map(|next| {
            format!("いまの窓口は「{}」（{}）です。", next.name, next.phone.as_deref().unwrap_or("電話番号なし"))
        });
        shown.notes.push(format!("以前の窓口のままです。{}", now.unwrap_or_default()));
    }
    shown
}

/// The current office of the catalogue, ready to be saved; the local ones are for the facility to write.
fn proposed(around: &Around<'_>, kind: OfficeKind, columns: &'static [&'static str]) -> RowForm {
    let mut row = added(around.facts, Ledger::Offices, &format!("new-{}", kind.code()), columns);
    let current: Vec<_> = around.catalog.current_offices(around.today).filter(|office| office.kind == kind).collect();
    if let Some(office) = current.iter().find(|office| office.fill_in) {
        row.preset.insert("name".to_owned(), office.name.clone());
        row.notes.push(format!("{}の電話番号を入力してください。保存するまで登録されません。", office.name));
    } else if let Some(office) = current.first() {
        // Without the scheme: it is a place to report to, written down, and no link.
        let page = office.url.as_deref().map(|url| url.trim_start_matches("https://"));
        let mail = office.mail.as_deref().or(page).unwrap_or_default();
        row = row
            .filled("name", &office.name)
            .filled("phone", office.phone.as_deref().unwrap_or_default())
            .filled("mail", mail);
        let from = office.valid_from.map(|day| format!("（{}から有効）", slashed(day))).unwrap_or_default();
        row.notes
            .push(format!("付属の一覧{from}から入れてあります。確かめた日を「確認日」に入力して保存してください。"));
    }
    row.heading = Ledger::Offices.column("kind").map(|column| show(column, kind.code())).unwrap_or_default();
    row
}
