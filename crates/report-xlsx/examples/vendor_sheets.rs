//! Writes many sheets of the kind that reaches a vendor's desk, about the twenty products of `tate demo`:
//!
//! ```sh
//! cargo run --release -p tate-report-xlsx --example vendor_sheets -- DIR 2000
//! ```
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be set up must stop")]

use std::path::PathBuf;
use tate_report::{Meta, RenderXlsx as _, Sheet, VendorSheet, VendorSheetRow};
use tate_report_xlsx::XlsxRenderer;

const PRODUCTS: [&str; 20] = [
    "あおぞら電子カルテ",
    "あおぞら電子カルテ クラウド",
    "あおぞらレセコン",
    "あおぞら薬歴",
    "あおぞら調剤監査",
    "あおぞら在庫",
    "あおぞら予約",
    "あおぞら問診",
    "あおぞら画像ビューア",
    "あおぞら検査連携",
    "あおぞらオンライン資格確認連携",
    "あおぞら歯科カルテ",
    "あおぞら給食",
    "あおぞらリハビリ",
    "あおぞら看護支援",
    "あおぞら手術管理",
    "あおぞら健診",
    "あおぞら訪問記録",
    "あおぞら地域連携",
    "あおぞらバックアップ",
];
const ITEMS: [&str; 14] =
    ["1-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-7", "2-8", "2-9", "2-10", "2-11", "2-12-sv", "2-12-pc", "2-13"];

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap());
    let count: usize = args.next().unwrap().parse().unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    for number in 0..count {
        let rows = ITEMS.iter().map(|item| VendorSheetRow {
            item: format!("r7-vendor:{item}"),
            number: (*item).to_owned(),
            target: "全般".to_owned(),
            label: "架空の項目の名前".to_owned(),
            help: "何を確かめるかの短い説明です。".to_owned(),
            ..VendorSheetRow::default()
        });
        let sheet = VendorSheet {
            meta: Meta {
                title: "事業者確認用チェックリスト".to_owned(),
                facility: format!("架空病院{number}"),
                ..Meta::default()
            },
            vendor: "青空システム（架空）".to_owned(),
            system: PRODUCTS[number % PRODUCTS.len()].to_owned(),
            contract: "保守契約".to_owned(),
            request: format!("request-{number}"),
            edition_id: "r7-vendor".to_owned(),
            deadline: "2027-01-31".to_owned(),
            rows: rows.collect(),
            ..VendorSheet::default()
        };
        let bytes = XlsxRenderer::new().xlsx(&[Sheet::Vendor(Box::new(sheet))]).unwrap();
        std::fs::write(folder.join(format!("依頼{number:05}.xlsx")), bytes).unwrap();
    }
}
