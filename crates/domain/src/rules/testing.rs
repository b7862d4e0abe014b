//! A clean small pharmacy (all names invented) and small changes to it, for the tests of the rules.

use super::{Finding, Item, OsVerdict, Params, RuleInput, find, propose};
use crate::date::FiscalYear;
use crate::edition::RuleParams;
use crate::facility::{FacilityKind, Profile};
use crate::facts::{Facts, Row};
use crate::ledger::Kind;
use crate::ledger::Ledger::{self, *};
use crate::lifecycle::Verdict as Os;
use crate::proposal::{Proposal, Verdict};
use jiff::civil::{Date, date};

/// The day of every test.
pub(super) const TODAY: Date = date(2026, 11, 20);

/// The first password of a router was changed.
const CHANGED: (&str, &str) = ("default_changed", "2025-04-02");

/// A row; every key must be a column of its ledger.
pub(super) fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
    let fields = fields
        .iter()
        .inspect(|(key, _)| assert!(ledger.column(key).is_some(), "{ledger:?} has no {key}"))
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Row { id: id.to_owned(), ledger, version: 1, fields, updated_at: String::new() }
}

/// A facility that a test changes.
#[derive(Clone)]
pub(super) struct World {
    pub(super) profile: Profile,
    rows: Vec<Row>,
}

impl World {
    /// A pharmacy that has entered nothing yet.
    pub(super) fn empty() -> Self {
        let profile = Profile {
            kind: FacilityKind::Pharmacy,
            name: "みどり町薬局".into(),
            insurance_code: String::new(),
            founder: "緑川 一郎".into(),
            manager: "緑川 一郎".into(),
            phone: "03-0000-0100".into(),
            address: String::new(),
            has_network: None,
        };
        Self { profile, rows: vec![] }
    }

    /// A pharmacy with three people, six devices and two systems, without a fault.
    pub(super) fn clean() -> Self {
        let mut world = Self::empty();
        let device = |id: &str, kind: &str, os: &str, more: &[(&'static str, &'static str)]| {
            let number = format!("K-{id}");
            let mut fields = vec![
                ("number", number.as_str()),
                ("kind", kind),
                ("os", os),
                ("maker", "みどり電機"),
                ("model", "M-1"),
                ("place", "調剤室"),
                ("user", "全員"),
                ("registered", "2025-04-01"),
                ("state", "active"),
                ("checked", "2026-10-01"),
            ];
            fields.extend_from_slice(more);
            row(Devices, id, &fields)
        };
        let windows = [
            ("antivirus", "Defender"),
            ("antivirus_date", "2026-11-19"),
            ("last_patch", "2026-11-12"),
            ("system", "s1"),
            ("remote", "no"),
            ("usb_control", "rule"),
        ];
        let server = [
            ("antivirus", "Defender"),
            ("antivirus_date", "2026-11-19"),
            ("last_patch", "2026-11-12"),
            ("system", "s1"),
            ("remote", "yes"),
            ("usb_control", "blocked"),
        ];
        world.rows = vec![
            row(
                Systems,
                "s1",
                &[
                    ("name", "電子薬歴"),
                    ("kind", "record"),
                    ("deployment", "onpremises"),
                    ("patient_data", "yes"),
                    ("vendor", "v1"),
                    ("users_known", "2026-05-10"),
                    ("accounts_reviewed", "2026-10-01"),
                    ("two_factor", "implemented"),
                    ("password_min", "13"),
                    ("password_mixed", "yes"),
                ],
            ),
            row(
                Systems,
                "s2",
                &[
                    ("name", "電子お薬手帳"),
                    ("kind", "notebook"),
                    ("deployment", "cloud"),
                    ("patient_data", "yes"),
                    ("vendor", "v2"),
                    ("users_known", "2026-05-10"),
                    ("accounts_reviewed", "2026-10-01"),
                    ("two_factor", "implemented"),
                    ("password_min", "8"),
                    ("password_mixed", "yes"),
                ],
            ),
            row(Vendors, "v1", &[("name", "みどり情報"), ("phone", "03-0000-0001")]),
            row(Vendors, "v2", &[("name", "そらクラウド"), ("phone", "0120-000-002")]),
            row(
                Contracts,
                "c1",
                &[
                    ("title", "電子薬歴保守"),
                    ("system", "s1"),
                    ("vendor", "v1"),
                    ("kind", "maintenance"),
                    ("remote", "yes"),
                    ("remote_answered", "2026-06-01"),
                    ("disclosure", "received"),
                    ("disclosure_version", "Ver.5.0"),
                    ("disclosure_date", "2026-05-20"),
                    ("vendor_sheet", "received"),
                    ("vendor_sheet_date", "2026-06-01"),
                    ("password_unique", "yes"),
                    ("remote_disclosure", "received"),
                    ("patch_duty", "vendor"),
                ],
            ),
            row(
                Contracts,
                "c2",
                &[
                    ("title", "お薬手帳利用"),
                    ("system", "s2"),
                    ("vendor", "v2"),
                    ("kind", "service"),
                    ("remote", "no"),
                    ("remote_answered", "2026-06-05"),
                    ("disclosure", "received"),
                    ("disclosure_version", "5.0"),
                    ("disclosure_date", "2026-05-22"),
                    ("vendor_sheet", "received"),
                    ("vendor_sheet_date", "2026-06-05"),
                    ("password_unique", "yes"),
                    ("patch_duty", "vendor"),
                ],
            ),
            device("d1", "server", "Windows Server 2022", &server),
            device("d2", "pc", "Windows 11 Pro 25H2", &windows),
            device("d3", "tablet", "iPadOS 26.1", &[("last_patch", "2026-11-10")]),
            device("d4", "network", "", &[("host", "ルータ"), ("firmware_checked", "2026-10-01"), CHANGED]),
            device("d5", "nas", "", &[("host", "NAS"), ("firmware_checked", "2026-10-01"), CHANGED]),
            device("d6", "printer", "", &[]),
            row(
                Software,
                "w1",
                &[("name", "電子薬歴端末ソフト"), ("version", "9.2"), ("device", "d2"), ("system", "s1")],
            ),
            row(
                People,
                "p1",
                &[
                    ("name", "緑川 一郎"),
                    ("job", "manager"),
                    ("state", "active"),
                    ("phone", "03-0000-0101"),
                    ("qualifications", "ITパスポート"),
                ],
            ),
            row(
                People,
                "p2",
                &[("name", "青木 二葉"), ("job", "pharmacist"), ("state", "active"), ("phone", "03-0000-0102")],
            ),
            row(People, "p3", &[("name", "白石 三月"), ("job", "clerk"), ("state", "active")]),
            row(People, "p9", &[("name", "黒田 九郎"), ("job", "clerk"), ("state", "left"), ("left", "2026-03-31")]),
            row(
                Accounts,
                "a1",
                &[
                    ("login", "midorikawa"),
                    ("system", "s1"),
                    ("holder", "緑川 一郎"),
                    ("person", "p1"),
                    ("privilege", "admin"),
                    ("state", "active"),
                    ("last_login", "2026-11-19"),
                ],
            ),
            row(
                Accounts,
                "a2",
                &[
                    ("login", "aoki"),
                    ("system", "s1"),
                    ("holder", "青木 二葉"),
                    ("person", "p2"),
                    ("privilege", "user"),
                    ("state", "active"),
                    ("last_login", "2026-11-19"),
                ],
            ),
            row(
                Accounts,
                "a3",
                &[
                    ("login", "shiraishi"),
                    ("system", "s1"),
                    ("holder", "白石三月"),
                    ("privilege", "user"),
                    ("state", "active"),
                    ("last_login", "2026-11-19"),
                ],
            ),
            row(
                Accounts,
                "a4",
                &[
                    ("login", "midorikawa"),
                    ("system", "s2"),
                    ("holder", "緑川 一郎"),
                    ("person", "p1"),
                    ("privilege", "admin"),
                    ("state", "active"),
                ],
            ),
            row(
                Accounts,
                "a5",
                &[
                    ("login", "aoki"),
                    ("system", "s2"),
                    ("holder", "青木 二葉"),
                    ("person", "p2"),
                    ("privilege", "user"),
                    ("state", "active"),
                ],
            ),
            row(
                Accounts,
                "a9",
                &[
                    ("login", "kuroda"),
                    ("system", "s1"),
                    ("holder", "黒田 九郎"),
                    ("person", "p9"),
                    ("privilege", "user"),
                    ("state", "disabled"),
                ],
            ),
            row(
                Appointments,
                "r1",
                &[("role", "officer"), ("person", "p1"), ("appointed", "2026-04-01"), ("document", "yes")],
            ),
            row(
                Appointments,
                "r2",
                &[("role", "decider"), ("person", "p1"), ("appointed", "2026-04-01"), ("document", "yes")],
            ),
            row(
                Appointments,
                "r3",
                &[("role", "deputy"), ("person", "p2"), ("appointed", "2026-04-01"), ("document", "yes")],
            ),
            row(Appointments, "r4", &[("role", "csirt"), ("person", "p2"), ("appointed", "2026-04-01")]),
            row(
                Backups,
                "b1",
                &[
                    ("name", "電子薬歴毎日"),
                    ("system", "s1"),
                    ("method", "nas"),
                    ("place", "事務室のNAS"),
                    ("cycle", "daily"),
                    ("generations", "7"),
                    ("offline", "no"),
                    ("last_success", "2026-11-19"),
                    ("restore_test", "2026-06-15"),
                    ("procedure", "yes"),
                    ("device", "d5"),
                ],
            ),
            row(
                Backups,
                "b2",
                &[
                    ("name", "電子薬歴毎週"),
                    ("system", "s1"),
                    ("method", "external"),
                    ("place", "金庫"),
                    ("cycle", "weekly"),
                    ("generations", "3"),
                    ("offline", "yes"),
                    ("last_success", "2026-11-15"),
                ],
            ),
            row(
                Backups,
                "b3",
                &[
                    ("name", "お薬手帳"),
                    ("system", "s2"),
                    ("method", "vendor"),
                    ("cycle", "daily"),
                    ("generations", "30"),
                    ("offline", "yes"),
                    ("last_success", "2026-11-19"),
                    ("restore_test", "2026-04-20"),
                    ("procedure", "yes"),
                ],
            ),
            row(
                Connections,
                "x1",
                &[
                    ("name", "インターネット回線"),
                    ("kind", "internet"),
                    ("device", "d4"),
                    ("restricted", "yes"),
                    ("restriction", "管理画面は店内からだけ"),
                    ("admin_password", "yes"),
                    ("remote_admin_off", "yes"),
                    ("ports_closed", "yes"),
                    ("history_checked", "2026-10-01"),
                    ("checked", "2026-10-01"),
                ],
            ),
            row(
                Connections,
                "x2",
                &[
                    ("name", "店内の無線LAN"),
                    ("kind", "wifi"),
                    ("device", "d4"),
                    ("restricted", "yes"),
                    ("restriction", "WPA3と登録した端末"),
                    ("admin_password", "yes"),
                    ("remote_admin_off", "yes"),
                    ("guest_split", "yes"),
                    ("wifi_strong", "yes"),
                    ("history_checked", "2026-10-01"),
                    ("checked", "2026-10-01"),
                ],
            ),
            row(
                Media,
                "m1",
                &[
                    ("number", "M-01"),
                    ("name", "提出用USBメモリ"),
                    ("kind", "usb"),
                    ("encrypted", "yes"),
                    ("keeper", "緑川 一郎"),
                    ("state", "stored"),
                ],
            ),
            row(
                Offices,
                "o1",
                &[
                    ("kind", "mhlw"),
                    ("name", "厚生労働省"),
                    ("department", "医療情報担当参事官室"),
                    ("phone", "03-6812-7837"),
                ],
            ),
            row(Offices, "o2", &[("kind", "police"), ("name", "警察"), ("phone", "#9110")]),
            row(Offices, "o3", &[("kind", "health_center"), ("name", "みどり町保健所"), ("phone", "03-0000-0300")]),
            row(Offices, "o4", &[("kind", "ppc"), ("name", "個人情報保護委員会"), ("mail", "報告フォーム")]),
        ];
        world.rows.extend(records());
        world
    }

    /// One row more.
    pub(super) fn with(mut self, ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Self {
        assert!(self.rows.iter().all(|row| row.id != id), "{id} twice");
        self.rows.push(row(ledger, id, fields));
        self
    }

    /// One value changed; an empty one removes it.
    pub(super) fn set(mut self, id: &str, key: &str, value: &str) -> Self {
        let row = self.rows.iter_mut().find(|row| row.id == id).unwrap();
        assert!(row.ledger.column(key).is_some(), "{key}");
        row.fields.remove(key);
        if !value.is_empty() {
            row.fields.insert(key.to_owned(), value.to_owned());
        }
        self
    }

    /// Every row of a ledger last changed at this time.
    pub(super) fn updated(mut self, ledger: Ledger, at: &str) -> Self {
        self.rows.iter_mut().filter(|row| row.ledger == ledger).for_each(|row| at.clone_into(&mut row.updated_at));
        self
    }

    /// Without the rows with these identifiers.
    pub(super) fn without(mut self, ids: &[&str]) -> Self {
        assert!(ids.iter().all(|id| self.rows.iter().any(|row| row.id == *id)));
        self.rows.retain(|row| !ids.contains(&row.id.as_str()));
        self
    }

    /// Without a whole ledger.
    pub(super) fn without_ledger(mut self, ledger: Ledger) -> Self {
        self.rows.retain(|row| row.ledger != ledger);
        self
    }

    pub(super) fn with_input<T>(&self, ask: impl FnOnce(&RuleInput<'_>) -> T) -> T {
        let facts = Facts::new(self.profile.clone(), self.rows.clone());
        let params = Params {
            password_variants: RuleParams::sample().password_variants,
            edition_year: Some(2025),
            ..Params::default()
        };
        let year = FiscalYear(2026);
        ask(&RuleInput { facts: &facts, year, today: TODAY, params: &params, os: &os, software: &software })
    }

    /// What a rule finds here.
    pub(super) fn run(&self, rule: &str) -> Finding {
        self.with_input(|input| (find(rule).unwrap().check)(input))
    }

    /// What is proposed for an item here.
    pub(super) fn propose(&self, item: &Item<'_>) -> Proposal {
        self.with_input(|input| propose(std::slice::from_ref(item), input).remove(0))
    }

    /// The rule must find this verdict and say this: first among the reasons for いいえ, among the missing otherwise.
    pub(super) fn expect(&self, rule: &str, verdict: Verdict, words: &str, rows: &[&str]) {
        let found = self.run(rule);
        assert_eq!(found.verdict, verdict, "{found:#?}");
        let list = if verdict == Verdict::Undetermined { &found.missing } else { &found.reasons };
        let said =
            list.iter().find(|reason| reason.text.contains(words)).unwrap_or_else(|| panic!("{words}: {found:#?}"));
        let ids: Vec<&str> = said.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, rows, "{}", said.text);
    }
}

/// Logs, reviews, services and documents of the clean pharmacy.
fn records() -> Vec<Row> {
    let log = |id: &str, system: &str| {
        let fields = [
            ("name", "操作履歴"),
            ("system", system),
            ("login_time", "yes"),
            ("access_time", "yes"),
            ("operation", "yes"),
            ("retention_days", "365"),
            ("protected", "yes"),
            ("time_sync", "yes"),
        ];
        row(Logs, id, &fields)
    };
    let review = |id: &str, kind: &str, day: &str| {
        row(Reviews, id, &[("kind", kind), ("day", day), ("reviewer", "p2"), ("result", "clean")])
    };
    let service = |id: &str, device: &str| {
        let fields = [
            ("name", "電子薬歴"),
            ("kind", "service"),
            ("device", device),
            ("state", "running"),
            ("needed", "needed"),
            ("checked", "2026-10-20"),
        ];
        row(Services, id, &fields)
    };
    let paper = |id: &str, kind: &str, title: &str| {
        let fields = [
            ("title", title),
            ("kind", kind),
            ("approved", "2025-06-01"),
            ("approver", "緑川 一郎"),
            ("revised", "2026-04-10"),
            ("drilled", if kind == "bcp" { "2026-09-01" } else { "" }),
        ];
        row(Papers, id, &fields)
    };
    let mut rows = vec![
        log("g1", "s1"),
        log("g2", "s2"),
        review("z1", "logs", "2026-11-01"),
        review("z2", "media", "2026-09-01"),
        review("z3", "contacts", "2026-09-01"),
        service("y1", "d1"),
        service("y2", "d2"),
        service("y3", "d5"),
        paper("e1", "rules", "運用管理規程"),
        paper("e2", "bcp", "サイバー攻撃のBCP"),
    ];
    let Some(Kind::Choice(topics)) = Clauses.column("topic").map(|column| column.kind) else { panic!("no topics") };
    rows.extend(topics.iter().enumerate().map(|(at, (topic, _))| {
        let fields = [
            ("topic", *topic),
            ("paper", "e1"),
            ("clause", &format!("第{}条", at + 1)),
            ("password_min", if *topic == "2-7" { "8" } else { "" }),
        ];
        row(Clauses, &format!("k{topic}"), &fields)
    }));
    rows
}

/// A few known systems instead of the real lifecycle data, which the domain does not read.
fn os(device: &Row) -> OsVerdict {
    let os = format!("{} {}", device.text("os"), device.text("os_release"));
    let says = |words: &[&str]| words.iter().any(|word| os.contains(word));
    let (verdict, text) = if says(&["Windows 7", "1511", "22H2", "24H2"]) {
        (Os::Expired, "サポートは終了しました。")
    } else if says(&["Server 2016"]) {
        (Os::EndingSoon, "サポートは2027年1月12日に終わります。")
    } else if says(&["25H2", "Server 2022", "iPadOS 26"]) {
        (Os::Supported, "サポート中です。")
    } else {
        (Os::Unknown, "版が分かりません。")
    };
    OsVerdict { verdict, text: text.to_owned(), product: None }
}

/// One known program.
fn software(row: &Row) -> Option<OsVerdict> {
    let known = row.text("name").contains("旧オフィス");
    known.then(|| OsVerdict { verdict: Os::Expired, text: "2025年10月14日まででした。".into(), product: None })
}
