//! The two pharmacies: one with planted faults, one without any.

use super::Place;
use super::book::Book;
use crate::error::Result;
use jiff::civil::Date;
use tate_domain::facility::{FacilityKind, Profile};

/// The faults of `demo-pharmacy` that the rules must report: rule, item, and a phrase or the
/// name of a row that must stand in the proposal's reasons or missing entries.
pub const PLANTED: &[(&str, &str, &str)] = &[
    // 「最新」 is no version; neither router nor NAS is listed although both are spoken of elsewhere.
    ("device_ledger", "r7-pharmacy:2-1", "最新"),
    ("device_ledger", "r7-pharmacy:2-1", "P-01 RECE-SV"),
    ("device_ledger", "r7-pharmacy:2-1", "ルータ"),
    ("device_ledger", "r7-pharmacy:2-1", "NAS"),
    // 利用者, 登録日, 状態 and serial are empty.
    ("device_ledger", "r7-pharmacy:2-1", "P-02 RECE-02"),
    ("device_ledger", "r7-pharmacy:2-1", "P-03 KANSA-PC"),
    ("device_ledger", "r7-pharmacy:2-1", "P-07 PRN-01"),
    // The device says yes, the contract no; a remote control program on a device that says no.
    ("remote_maintenance", "r7-pharmacy:2-2", "AnyDesk"),
    ("remote_maintenance", "r7-pharmacy:2-2", "レセコン保守契約"),
    // Answered in the year before; never answered.
    ("remote_maintenance", "r7-pharmacy:2-2", "資格確認端末の保守契約"),
    ("remote_maintenance", "r7-pharmacy:2-2", "調剤監査機の保守契約"),
    // Found by a machine: remote control and remote desktop on a device that says no.
    ("remote_maintenance", "r7-pharmacy:2-2", "リモートデスクトップが動いている"),
    ("disclosure", "r7-pharmacy:2-3", "調剤監査機の保守契約"),
    ("disclosure", "r7-pharmacy:2-3", "お薬手帳アプリ利用契約"),
    // Two people share one ID in three systems; admin in five; everybody is administrator.
    ("access_rights", "r7-pharmacy:2-4", "front（楠田 りく、朝霧 ふみ）"),
    ("access_rights", "r7-pharmacy:2-4", "admin（柊木 さやか）"),
    ("access_rights", "r7-pharmacy:2-4", "すべて管理者です"),
    // A clerk's ID made out for a pharmacist; an administrator of devices who is in no ledger.
    ("access_rights", "r7-pharmacy:2-4", "薬剤師の権限"),
    ("access_rights", "r7-pharmacy:2-4", "台帳にない管理者"),
    // Somebody left 140 days ago; a limited ID ended 50 days ago.
    ("unneeded_accounts", "r7-pharmacy:2-5", "keyakida（欅田 まどか）"),
    ("unneeded_accounts", "r7-pharmacy:2-5", "ouen01（応援の薬剤師）"),
    // A note names a month that has long passed.
    ("unneeded_accounts", "r7-pharmacy:2-5", "jisshu01（実習生）"),
    // Virus protection that is off.
    ("patching", "r7-pharmacy:2-6", "ウイルス対策が止まっている"),
    // Windows 11 22H2, Windows 10 1511, Windows 7, Windows 11 of an unknown version.
    ("patching", "r7-pharmacy:2-6", "P-01 RECE-SV"),
    ("patching", "r7-pharmacy:2-6", "P-02 RECE-02"),
    ("patching", "r7-pharmacy:2-6", "P-03 KANSA-PC"),
    ("patching", "r7-pharmacy:2-6", "P-08 KAIKEI-01"),
    // 6 characters; 8 without change or second factor; not entered. No second factor and no plan.
    ("password", "r7-pharmacy:2-7", "レセコン「ほたる」"),
    ("password", "r7-pharmacy:2-7", "オンライン資格確認端末"),
    ("password", "r7-pharmacy:2-7", "調剤監査「みはり」"),
    // The setting of a terminal itself; a password that is more than three years old.
    ("password", "r7-pharmacy:2-7", "P-02 RECE-02"),
    ("password", "r7-pharmacy:2-7", "asagiri（朝霧 ふみ）"),
    // A vendor with one password for all its customers, logins of delivery, one administrator everywhere, no clause.
    ("password_reuse", "r7-pharmacy:2-8", "レセコン保守契約"),
    ("password_reuse", "r7-pharmacy:2-8", "初期設定のままの名前"),
    ("password_reuse", "r7-pharmacy:2-8", "同じ名前の管理者「setup」"),
    ("password_reuse", "r7-pharmacy:2-8", "定めた条が"),
    ("password_reuse", "r7-pharmacy:2-8", "お薬手帳アプリ利用契約"),
    // A stick on a PC that blocks them, no limit and no clause, a lost stick, a disk lent for months, no encryption.
    ("usb_media", "r7-pharmacy:2-9", "P-01 RECE-SV"),
    ("usb_media", "r7-pharmacy:2-9", "制限がないPCが1台"),
    ("usb_media", "r7-pharmacy:2-9", "在庫表の受け渡し用USBメモリ"),
    ("usb_media", "r7-pharmacy:2-9", "旧データの外付けディスク"),
    ("usb_media", "r7-pharmacy:2-9", "レセプト提出用USBメモリ"),
    ("usb_media", "r7-pharmacy:2-9", "P-04 YAKU-01"),
    ("usb_media", "r7-pharmacy:2-9", "P-08 KAIKEI-01"),
    ("two_factor", "r7-pharmacy:2-10", "レセコン「ほたる」"),
    ("two_factor", "r7-pharmacy:2-10", "調剤監査「みはり」"),
    // A log without operations, kept for no day, that anybody can change; none at all; a product that cannot; a reviewer
    // who left; the last look 200 days ago.
    ("access_log", "r7-pharmacy:2-11", "「操作の内容」がない"),
    ("access_log", "r7-pharmacy:2-11", "保存期間が0日"),
    ("access_log", "r7-pharmacy:2-11", "改ざん防止」がない"),
    ("access_log", "r7-pharmacy:2-11", "オンライン資格確認端末"),
    ("access_log", "r7-pharmacy:2-11", "監査機の記録"),
    ("access_log", "r7-pharmacy:2-11", "点検する人が退職"),
    ("access_log", "r7-pharmacy:2-11", "ログの点検："),
    // Telnet on the server and a port nobody decided on; a game, remote control, lists that are old or missing.
    ("unneeded_services_server", "r7-pharmacy:2-12-sv", "Telnet サーバ"),
    ("unneeded_services_server", "r7-pharmacy:2-12-sv", "1台に1件"),
    ("unneeded_services_terminal", "r7-pharmacy:2-12-pc", "パズルゲーム"),
    ("unneeded_services_terminal", "r7-pharmacy:2-12-pc", "UltraVNC Server"),
    ("unneeded_services_terminal", "r7-pharmacy:2-12-pc", "P-02 RECE-02"),
    ("unneeded_services_terminal", "r7-pharmacy:2-12-pc", "P-04 YAKU-01"),
    ("unneeded_services_terminal", "r7-pharmacy:2-12-pc", "P-05 SHIKAKU-01"),
    // Nothing restricted, weak settings, no word on how, an old look at the history.
    ("source_restriction", "r7-pharmacy:2-13", "店内の無線LAN"),
    ("source_restriction", "r7-pharmacy:2-13", "効果は限定的"),
    ("source_restriction", "r7-pharmacy:2-13", "外からの管理画面の停止"),
    ("source_restriction", "r7-pharmacy:2-13", "来客用と業務用"),
    ("source_restriction", "r7-pharmacy:2-13", "16文字以上"),
    ("source_restriction", "r7-pharmacy:2-13", "制限の方法"),
    ("source_restriction", "r7-pharmacy:2-13", "接続履歴の確認"),
    // Blank telephone numbers of a vendor and of a person; an office that no longer exists.
    ("contact_chart", "r7-pharmacy:3-1", "霧笛調剤機器株式会社"),
    ("contact_chart", "r7-pharmacy:3-1", "楠田 りく"),
    ("contact_chart", "r7-pharmacy:3-1", "研究開発振興課"),
    ("contact_chart", "r7-pharmacy:3-1", "外部の連絡先の確認"),
    // One generation on a NAS that is always connected, last written 41 days ago; systems without any.
    ("backup", "r7-pharmacy:3-2", "レセコンの控え"),
    ("backup", "r7-pharmacy:3-2", "調剤監査「みはり」"),
    ("backup", "r7-pharmacy:3-2", "復元テストは失敗"),
    // A plan for disasters alone; rules that are older than the sheet, incomplete, and stricter than the settings.
    ("cyber_bcp", "r7-pharmacy:3-3", "災害時の業務継続計画"),
    ("rule_book", "r7-pharmacy:4-1", "最後の改定が"),
    ("rule_book", "r7-pharmacy:4-1", "2-⑧、2-⑨、2-⑩、2-⑫、2-⑬、3-③"),
    ("rule_book", "r7-pharmacy:4-1", "13桁以上ですが"),
];

fn profile(name: &str, insurance_code: &str, manager: &str, phone: &str, address: &str) -> Profile {
    Profile {
        kind: FacilityKind::Pharmacy,
        name: name.to_owned(),
        insurance_code: insurance_code.to_owned(),
        founder: "青葉野 みのり".to_owned(),
        manager: manager.to_owned(),
        phone: phone.to_owned(),
        address: address.to_owned(),
        has_network: Some(true),
    }
}

/// `demo-pharmacy`.
pub(super) fn with_faults(today: Date) -> Result<Place> {
    let mut book = Book::new(today);
    book.read(include_str!("../../demo/pharmacy.tsv"))?;
    let profile = profile(
        "あおば野調剤薬局 本店（架空）",
        "9940000011",
        "柊木 さやか",
        "03-0000-1000",
        "架空県あおば野市本町1-2-3",
    );
    Ok(Place { code: "demo-pharmacy".to_owned(), profile, book })
}

/// `demo-pharmacy-clean`.
pub(super) fn clean(today: Date) -> Result<Place> {
    let mut book = Book::new(today);
    book.read(include_str!("../../demo/pharmacy-clean.tsv"))?;
    let profile = profile(
        "あおば野調剤薬局 みどり店（架空）",
        "9940000029",
        "百瀬川 なつき",
        "03-0000-1010",
        "架空県あおば野市緑町4-5-6",
    );
    Ok(Place { code: "demo-pharmacy-clean".to_owned(), profile, book })
}
