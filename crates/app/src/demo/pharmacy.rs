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
    ("disclosure", "r7-pharmacy:2-3", "調剤監査機の保守契約"),
    ("disclosure", "r7-pharmacy:2-3", "お薬手帳アプリ利用契約"),
    // Two people share one ID in three systems; admin in five; everybody is administrator.
    ("access_rights", "r7-pharmacy:2-4", "front（楠田 りく、朝霧 ふみ）"),
    ("access_rights", "r7-pharmacy:2-4", "admin（柊木 さやか）"),
    ("access_rights", "r7-pharmacy:2-4", "すべて管理者です"),
    // Somebody left 140 days ago; a limited ID ended 50 days ago.
    ("unneeded_accounts", "r7-pharmacy:2-5", "keyakida（欅田 まどか）"),
    ("unneeded_accounts", "r7-pharmacy:2-5", "ouen01（応援の薬剤師）"),
    // Windows 11 22H2, Windows 10 1511, Windows 7, Windows 11 of an unknown version.
    ("patching", "r7-pharmacy:2-6", "P-01 RECE-SV"),
    ("patching", "r7-pharmacy:2-6", "P-02 RECE-02"),
    ("patching", "r7-pharmacy:2-6", "P-03 KANSA-PC"),
    ("patching", "r7-pharmacy:2-6", "P-08 KAIKEI-01"),
    // 6 characters; 8 without change or second factor; not entered. No second factor and no plan.
    ("password", "r7-pharmacy:2-7", "レセコン「ほたる」"),
    ("password", "r7-pharmacy:2-7", "オンライン資格確認端末"),
    ("password", "r7-pharmacy:2-7", "調剤監査「みはり」"),
    ("two_factor", "r7-pharmacy:2-10", "レセコン「ほたる」"),
    ("two_factor", "r7-pharmacy:2-10", "調剤監査「みはり」"),
    // Blank telephone numbers of a vendor and of a person; an office that no longer exists.
    ("contact_chart", "r7-pharmacy:3-1", "霧笛調剤機器株式会社"),
    ("contact_chart", "r7-pharmacy:3-1", "楠田 りく"),
    ("contact_chart", "r7-pharmacy:3-1", "研究開発振興課"),
    // One generation on a NAS that is always connected, last written 41 days ago; systems without any.
    ("backup", "r7-pharmacy:3-2", "レセコンの控え"),
    ("backup", "r7-pharmacy:3-2", "調剤監査「みはり」"),
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
