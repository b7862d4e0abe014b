//! Logs, services and reviews of the hospital: mostly in order, with gaps of the kind that a house of its size has.

use super::book::Book;
use super::dice::{days_ago, pick};
use super::hospital::Lists;
use crate::error::Result;
use tate_domain::ledger::Ledger;

/// The faults of `demo-hospital` in what machines and reviews know, as in [`super::PLANTED`]: rule, item, and a phrase or
/// the name of a row.
pub const PLANTED: &[(&str, &str, &str)] = &[
    // Switches left behind on the last round, a table that nobody looked at, protection that is off.
    ("patching", "r7-medical:2-6", "最新は4.2.10です"),
    ("patching", "r7-medical:2-6", "ND-8"),
    ("patching", "r7-medical:2-6", "止まっている機器が1台"),
    // Boxes without a record of their first password; vendors who did not answer; no clause.
    ("password_reuse", "r7-medical:2-8", "初期パスワードの変更"),
    ("password_reuse", "r7-medical:2-8", "定めた条が"),
    ("password_reuse", "r7-medical:2-8", "事業者のパスワード"),
    // A telephone on a PC that blocks media; a stick that was not brought back; discs and cards without encryption.
    ("usb_media", "r7-medical:2-9", "使えない設定のはず"),
    ("usb_media", "r7-medical:2-9", "暗号化USBメモリ 3号"),
    ("usb_media", "r7-medical:2-9", "検査装置のデータ移送用SDカード"),
    // Departments without a log, an old product, logs that nobody looks at.
    ("access_log", "r7-medical:2-11", "アクセスログ："),
    ("access_log", "r7-medical:2-11", "「例外」に残し"),
    ("access_log", "r7-medical:2-11", "ログの点検："),
    // A server with telnet, one that nobody listed, a trial version on two terminals.
    ("unneeded_services_server", "r7-medical:2-12-sv", "理由の記録なく"),
    ("unneeded_services_server", "r7-medical:2-12-sv", "SV-012 KSM-SV012"),
    ("unneeded_services_terminal", "r7-medical:2-12-pc", "期限の切れた体験版"),
    // A vendor's router that nobody may look at, and an open telnet port.
    ("source_restriction", "r7-medical:2-13", "保守回線（CT・MRI）"),
    ("source_restriction", "r7-medical:2-13", "待ち受け 23/tcp"),
    // Rules that are older than the sheet, with rows of it missing.
    ("rule_book", "r7-medical:4-1", "最後の改定が"),
    ("rule_book", "r7-medical:4-1", "2-⑧、2-⑨、2-⑩"),
];

/// Writes them down.
pub(super) fn hospital(book: &mut Book, lists: &Lists) -> Result<()> {
    logs(book, lists)?;
    servers(book)?;
    terminals(book)
}

/// A log for each system that holds patients' data. Some departments never asked their vendor for one.
fn logs(book: &mut Book, lists: &Lists) -> Result<()> {
    for (at, line) in lists.systems.iter().enumerate().filter(|(_, line)| line[3] == "yes") {
        if at % 11 == 10 {
            continue;
        }
        // The old machines of one department cannot tell their users apart.
        let unable = at == 27;
        let known = if unable { "" } else { "yes" };
        book.add(
            Ledger::Logs,
            "-",
            [
                ("name", format!("{}のアクセスログ", line[0])),
                ("system", format!("s{at}")),
                ("place", if line[2] == "cloud" { "事業者のデータセンター" } else { "ログの保管サーバ" }.to_owned()),
                ("login_time", known.to_owned()),
                ("access_time", known.to_owned()),
                ("operation", known.to_owned()),
                ("retention_days", pick("retention", at, &["365", "1095", "1825"]).to_owned()),
                ("protected", if at % 9 == 8 { "" } else { "yes" }.to_owned()),
                ("time_sync", "yes".to_owned()),
                ("reviewer", "it".to_owned()),
                ("impossible", if unable { "装置に利用者の区別がない（事業者の回答）" } else { "" }.to_owned()),
            ],
        )?;
        // The main systems are looked at every month, the rest now and then.
        if at % 4 != 3 {
            book.add(
                Ledger::Reviews,
                "-",
                [
                    ("kind", "logs".to_owned()),
                    ("day", days_ago("log review", at, 5, if at < 20 { 30 } else { 140 })),
                    ("reviewer", "it".to_owned()),
                    ("system", format!("s{at}")),
                    ("result", "clean".to_owned()),
                ],
            )?;
        }
    }
    Ok(())
}

/// What runs on the servers; one of them has been forgotten.
fn servers(book: &mut Book) -> Result<()> {
    let groups = [("SV", 12), ("VM", 4), ("NA", 6)];
    for (prefix, count) in groups {
        for number in (1..=count).filter(|number| !(prefix == "SV" && *number == 12)) {
            let device = format!("{prefix}-{number:03}");
            service(book, &device, "業務データベース", "needed", "システムの本体")?;
            service(book, &device, "バックアップエージェント", "needed", "統合バックアップ")?;
            if prefix == "SV" && number == 10 {
                service(book, &device, "Telnet サーバ", "", "")?;
            }
        }
    }
    Ok(())
}

/// The house's terminals are alike: one list for all of them, and what was found besides on a few.
fn terminals(book: &mut Book) -> Result<()> {
    for name in ["電子カルテ「かささぎ」クライアント", "端末管理エージェント", "Windows Defender", "印刷の補助"]
    {
        let cells = [("name", name), ("device_kind", "pc"), ("needed", "needed"), ("reason", "業務に使う")];
        book.add(Ledger::Services, "-", cells)?;
    }
    for device in ["PC-020", "PC-088"] {
        service(book, device, "期限の切れた体験版", "unneeded", "")?;
    }
    service(book, "PC-101", "名前の分からない自動起動", "", "")
}

fn service(book: &mut Book, device: &str, name: &str, needed: &str, reason: &str) -> Result<()> {
    let cells = [
        ("name", name),
        ("kind", "service"),
        ("device", device),
        ("state", "running"),
        ("needed", needed),
        ("reason", reason),
        ("found", "-60d"),
    ];
    book.add(Ledger::Services, "-", cells)
}
