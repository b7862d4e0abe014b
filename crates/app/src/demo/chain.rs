//! A chain of twelve small shops: alike by the head office's rules, each with its own people and
//! devices, and some with one gap, as a head office finds them.

use super::Place;
use super::book::Book;
use super::departments::{lines, person};
use super::dice::{days_ago, mac, roll, serial};
use crate::error::Result;
use jiff::civil::Date;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::ledger::Ledger;

/// One shop while its rows are written down.
struct Shop {
    /// From 1.
    number: usize,
    /// The gap that the list gives it.
    gap: &'static str,
}

/// A device that a shop may have: short name, kind, OS, version, software and its version, system, vendor, place.
type Kit = [&'static str; 9];

const RECEIPT: Kit =
    ["RECE", "server", "Windows 11 Pro", "25H2", "レセコン「ほたる」", "8.6", "resecon", "resecon", "受付"];
const RECORD: Kit =
    ["YAKU", "pc", "Windows 11 Pro", "25H2", "電子薬歴「はごろも」", "5.2", "yakureki", "yakureki", "投薬カウンター"];
const ELIGIBILITY: Kit = [
    "SHIKAKU",
    "pc",
    "Windows 10 Enterprise LTSC 2019",
    "",
    "資格確認クライアント",
    "3.1",
    "shikaku",
    "shikaku",
    "受付",
];
const ROUTER: Kit =
    ["ROUTER", "network", "本体ファームウェア", "", "本体ファームウェア", "15.02.30", "", "shikaku", "事務室"];
const TABLET: Kit =
    ["TAB", "tablet", "iPadOS", "26", "電子薬歴「はごろも」", "5.2", "yakureki", "yakureki", "投薬カウンター"];

/// `demo-chain-01` to `demo-chain-12`.
pub(super) fn places(today: Date) -> Result<Vec<Place>> {
    lines(include_str!("../../demo/chain-shops.tsv"))
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let shop = Shop { number: at + 1, gap: line[2] };
            let mut book = Book::new(today);
            book.read(include_str!("../../demo/chain.tsv"))?;
            shop.people(&mut book)?;
            shop.devices(&mut book)?;
            shop.accounts(&mut book)?;
            shop.rest(&mut book)?;
            let profile = Profile {
                kind: FacilityKind::Pharmacy,
                name: format!("ひだまり坂薬局 {}（架空）", line[0]),
                insurance_code: format!("99400{:05}", 500 + shop.number),
                founder: "株式会社ひだまり坂ファーマ（架空）".to_owned(),
                manager: shop.name(0),
                phone: format!("03-0000-51{:02}", shop.number),
                address: line[1].to_owned(),
                has_network: Some(true),
            };
            Ok(Place { code: format!("demo-chain-{:02}", shop.number), profile, book })
        })
        .collect()
}

/// Something that runs on a device.
fn service(book: &mut Book, device: &str, name: &str, needed: &str, reason: &str) -> Result<()> {
    let cells = [
        ("name", name),
        ("kind", "program"),
        ("device", device),
        ("state", "running"),
        ("needed", needed),
        ("reason", reason),
        ("checked", "-40d"),
    ];
    book.add(Ledger::Services, "-", cells)
}

impl Shop {
    /// The name of one of the shop's people; the first shop's manager is the demo's shop user.
    fn name(&self, who: usize) -> String {
        if self.number == 1 && who == 0 {
            "若葉台 つぐみ".to_owned()
        } else {
            person(self.number * 7 + who * 3 + 400).0
        }
    }

    fn people(&self, book: &mut Book) -> Result<()> {
        for (who, job) in ["manager", "pharmacist", "clerk", "pharmacist"].into_iter().enumerate() {
            // The fourth left; in most shops nobody remembers by an ID any more.
            let left = who == 3;
            book.add(
                Ledger::People,
                &format!("p{who}"),
                [
                    ("number", format!("{:02}{:02}", self.number, who + 1)),
                    ("name", self.name(who)),
                    ("job", job.to_owned()),
                    ("department", if job == "clerk" { "受付" } else { "調剤室" }.to_owned()),
                    ("phone", format!("090-0000-{:02}{who:02}", 51 + self.number)),
                    (
                        "night_phone",
                        if who == 0 { format!("090-0000-{:02}00", 51 + self.number) } else { String::new() },
                    ),
                    ("state", if left { "left" } else { "active" }.to_owned()),
                    ("joined", format!("{}-04-01", 2012 + roll("joined", self.number * 4 + who, 12))),
                    ("left", if left { "-75d".to_owned() } else { String::new() }),
                ],
            )?;
        }
        for (role, who) in
            [("officer", "p0"), ("deputy", "p1"), ("operator", "p1"), ("contact", "p0"), ("decider", "founder")]
        {
            if role == "officer" && self.gap == "no_officer" {
                continue;
            }
            book.add(
                Ledger::Appointments,
                "-",
                [("role", role), ("person", who), ("appointed", "2025-04-01"), ("document", "yes")],
            )?;
        }
        Ok(())
    }

    fn devices(&self, book: &mut Book) -> Result<()> {
        let mut kits = vec![RECEIPT, RECORD, ELIGIBILITY];
        if self.gap != "no_router" {
            kits.push(ROUTER);
        }
        if self.number % 3 == 1 {
            kits.push(TABLET);
        }
        for (at, kit) in kits.into_iter().enumerate() {
            let (network, salt) = (kit[1] == "network", self.number * 10 + at);
            let release = if self.gap == "old_windows" && kit[0] == "YAKU" { "23H2" } else { kit[3] };
            let host = format!("HD{:02}-{}", self.number, kit[0]);
            book.add(
                Ledger::Devices,
                kit[0],
                [
                    ("number", format!("{:02}-{:02}", self.number, at + 1)),
                    ("maker", if network { "カワセミ通信" } else { "みなも電機" }.to_owned()),
                    ("os", kit[2].to_owned()),
                    ("os_release", release.to_owned()),
                    ("software", kit[4].to_owned()),
                    ("software_version", kit[5].to_owned()),
                    (
                        "ip",
                        if kit[1] == "tablet" {
                            "動的".to_owned()
                        } else {
                            format!("192.168.{}.{}", 100 + self.number, if network { 1 } else { 11 + at })
                        },
                    ),
                    ("host", host),
                    ("place", kit[8].to_owned()),
                    ("user", self.name(at % 3)),
                    ("registered", "2025-05-12".to_owned()),
                    ("state", "active".to_owned()),
                    ("kind", kit[1].to_owned()),
                    ("model", if network { "KT-R1300" } else { "MN-14" }.to_owned()),
                    ("serial", serial("chain", salt)),
                    ("mac", mac("chain", salt)),
                    ("patient_data", if network { "no" } else { "yes" }.to_owned()),
                    ("system", kit[6].to_owned()),
                    ("vendor", kit[7].to_owned()),
                    ("remote", if kit[0] == "RECE" { "yes" } else { "no" }.to_owned()),
                    (
                        "firmware_checked",
                        if !network {
                            String::new()
                        } else if self.gap == "firmware" {
                            "-210d".to_owned()
                        } else {
                            days_ago("firmware", salt, 10, 60)
                        },
                    ),
                    ("last_patch", if network { String::new() } else { days_ago("patch", salt, 4, 30) }),
                    ("antivirus", if network { String::new() } else { "Windows Defender".to_owned() }),
                    ("antivirus_date", if network { String::new() } else { days_ago("definitions", salt, 0, 3) }),
                    ("external", "yes".to_owned()),
                    ("checked", days_ago("checked", salt, 20, 100)),
                    ("default_changed", if network { "2025-05-12" } else { "" }.to_owned()),
                    (
                        "firmware",
                        match (network, self.gap) {
                            (false, _) => "",
                            (true, "firmware") => "15.02.21",
                            (true, _) => "15.02.30",
                        }
                        .to_owned(),
                    ),
                    ("usb_control", if matches!(kit[1], "pc" | "server") { "blocked" } else { "" }.to_owned()),
                ],
            )?;
            if matches!(kit[1], "pc" | "server") {
                service(book, kit[0], kit[4], "needed", "業務に使う")?;
                // Decided once for every device, in ../../demo/chain.tsv.
                service(book, kit[0], "Windows Defender", "", "")?;
            }
        }
        Ok(())
    }

    /// The logs of the shop's systems, and who looks at what.
    fn looks(&self, book: &mut Book) -> Result<()> {
        for (system, name, place) in [
            ("resecon", "レセコンの操作履歴", "レセコンの親機"),
            ("yakureki", "電子薬歴のアクセスログ", "事業者のデータセンター"),
            ("shikaku", "資格確認端末のイベントログ", "資格確認端末"),
        ] {
            book.add(
                Ledger::Logs,
                "-",
                [
                    ("name", name),
                    ("system", system),
                    ("place", place),
                    ("login_time", "yes"),
                    ("access_time", "yes"),
                    ("operation", "yes"),
                    ("retention_days", "730"),
                    ("protected", "yes"),
                    ("time_sync", "yes"),
                    ("reviewer", "p1"),
                ],
            )?;
        }
        for (kind, least) in [("logs", 10), ("media", 30), ("services", 40), ("network", 45), ("contacts", 60)] {
            let day = days_ago(kind, self.number, least, 30);
            let cells = [("kind", kind), ("day", day.as_str()), ("reviewer", "p1"), ("result", "clean")];
            book.add(Ledger::Reviews, "-", cells)?;
        }
        Ok(())
    }

    fn accounts(&self, book: &mut Book) -> Result<()> {
        for (at, (system, who)) in [
            ("resecon", 0),
            ("resecon", 2),
            ("yakureki", 0),
            ("yakureki", 1),
            ("shikaku", 0),
            ("shikaku", 2),
            ("yakureki", 3),
        ]
        .into_iter()
        .enumerate()
        {
            let shared = self.gap == "shared_id" && at == 1;
            let gone = who == 3 && self.gap != "leaver";
            book.add(
                Ledger::Accounts,
                "-",
                [
                    ("number", format!("{}", at + 1)),
                    ("system", system.to_owned()),
                    ("login", if shared { "kyoyo".to_owned() } else { format!("h{:02}{:02}", self.number, who + 1) }),
                    ("holder", if shared { format!("{}、{}", self.name(1), self.name(2)) } else { self.name(who) }),
                    ("person", if shared { String::new() } else { format!("p{who}") }),
                    ("department", if who == 2 { "受付" } else { "調剤室" }.to_owned()),
                    ("privilege", if who == 0 { "admin" } else { "user" }.to_owned()),
                    ("state", if gone { "disabled" } else { "active" }.to_owned()),
                    (
                        "last_login",
                        if who == 3 { "-76d".to_owned() } else { days_ago("login", self.number * 10 + at, 1, 5) },
                    ),
                    ("reviewed", "-30d".to_owned()),
                ],
            )?;
        }
        Ok(())
    }

    fn rest(&self, book: &mut Book) -> Result<()> {
        for (system, name, method, place) in [
            ("resecon", "レセコンの控え", "external", "事務室の金庫（終業後に外して保管）"),
            ("yakureki", "電子薬歴の控え", "vendor", "事業者のデータセンター（書き換えできない保存）"),
            ("shikaku", "資格確認端末の設定の控え", "external", "事務室の金庫"),
        ] {
            if self.gap == "no_backup" && system == "resecon" {
                continue;
            }
            book.add(
                Ledger::Backups,
                "-",
                [
                    ("name", name),
                    ("system", system),
                    ("method", method),
                    ("place", place),
                    ("cycle", "daily"),
                    ("generations", "5"),
                    ("offline", "yes"),
                    ("last_success", "-1d"),
                    ("restore_test", "-110d"),
                    ("procedure", "yes"),
                ],
            )?;
        }
        let router = if self.gap == "no_router" { "" } else { "ROUTER" };
        book.add(
            Ledger::Connections,
            "-",
            [
                ("number", "N-01"),
                ("name", "インターネット回線"),
                ("kind", "internet"),
                ("provider", "雲路回線サービス合同会社（架空）"),
                ("device", router),
                ("vendor", "shikaku"),
                ("purpose", "電子薬歴と資格確認"),
                ("restricted", "yes"),
                ("restriction", "外からの通信はルータで遮断"),
                ("admin_password", "yes"),
                ("remote_admin_off", "yes"),
                ("ports_closed", "yes"),
                ("history_checked", "-45d"),
                ("checked", "-45d"),
            ],
        )?;
        self.looks(book)?;
        book.add(
            Ledger::Media,
            "-",
            [
                ("number", "M-01"),
                ("name", "レセプト提出用USBメモリ"),
                ("kind", "usb"),
                ("encrypted", "yes"),
                ("place", "受付の施錠した引き出し"),
                ("keeper", self.name(0).as_str()),
                ("state", "stored"),
            ],
        )?;
        let (center, phone) = (format!("第{}保健所（架空）", self.number), format!("03-0000-92{:02}", self.number));
        book.add(
            Ledger::Offices,
            "-",
            [
                ("kind", "health_center"),
                ("name", center.as_str()),
                ("department", "医薬課"),
                ("phone", phone.as_str()),
                ("checked", "-60d"),
            ],
        )
    }
}
