//! Forty vendors: asked in one act, thirty answer through their links, eight send the Excel sheet back, two refuse; the
//! roll-up says so to the number. The real binary, its demo hospital, HTTP, and the real workbooks.

use crate::site::{Site, runtime};
use crate::web::{Browser, Server, value_of};
use std::collections::BTreeMap;
use tate_inventory::vendor_sheet;
use tate_report::{FilledCell, FilledValue, RenderXlsx as _};
use tate_report_xlsx::XlsxRenderer;

/// The columns of the sheet: 回答, 根拠・理由, 目標日.
const ANSWER: [u32; 3] = [5, 6, 7];

/// The values of the inputs whose names begin like this.
fn names(page: &str, start: &str) -> Vec<String> {
    let mark = format!("name=\"{start}");
    page.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// What stands between two marks on a page, the first time.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split(from).nth(1).and_then(|rest| rest.split(to).next()).unwrap_or_else(|| panic!("no {from} in {page}"))
}

/// Two more contracts: the demo hospital has thirty-eight that can be asked.
async fn add_two_contracts(hospital: &Browser) {
    let (_, form) = hospital.get("/ledgers/contracts/new").await;
    let vendors = between(&form, "name=\"vendor\"", "</select>");
    let vendor = vendors.split("value=\"").filter_map(|rest| rest.split('"').next()).find(|id| id.len() > 30).unwrap();
    for title in ["検査機器 保守契約", "検査機器 遠隔保守契約"] {
        let fields = [("title", title), ("vendor", vendor), ("kind", "maintenance")];
        let added = hospital.post("/ledgers/contracts/new", &fields).await.unwrap();
        assert_eq!(added.status(), 303, "{}", added.text().await.unwrap());
    }
}

/// Asks forty contracts in one act through the page; gives the requests' ids.
async fn ask_forty(hospital: &Browser) -> Vec<String> {
    let (status, page) = hospital.get("/vendors/request").await;
    assert_eq!(status, 200);
    let contracts: Vec<String> = names(&page, "c.").into_iter().take(40).collect();
    assert_eq!(contracts.len(), 40, "the demo hospital has forty to ask");
    let fields: Vec<String> = contracts.iter().map(|id| format!("c.{id}")).collect();
    let mut form = vec![("deadline", value_of(&page, "deadline"))];
    form.extend(fields.iter().map(|name| (name.as_str(), "1")));
    let asked = hospital.post("/vendors/request", &form).await.unwrap();
    assert_eq!(asked.status(), 303, "{}", asked.text().await.unwrap());
    let (_, board) = hospital.get("/vendors?show=waiting").await;
    let mut ids: Vec<String> = board
        .split("href=\"/vendors/requests/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !id.contains('/'))
        .map(str::to_owned)
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 40);
    ids
}

/// Through the link that stands in the letter, with the PIN that is told apart.
async fn enter(hospital: &Browser, server: &Server, id: &str) -> Browser {
    let (_, page) = hospital.get(&format!("/vendors/requests/{id}")).await;
    let (code, pin) = (between(&page, "answer#", "\""), between(&page, "<dt>暗証番号</dt><dd><strong>", "</strong>"));
    Browser::visit(server, code, pin).await.unwrap()
}

/// Every row はい, but for いいえ in 2-⑥ where it is asked for.
async fn answer_by_link(vendor: &Browser, no: bool) {
    let (_, page) = vendor.get("/answer/sheet").await;
    let of = between(&page, "action=\"/answer/sheet?of=", "\"");
    let items = names(&page, "ground.");
    assert_eq!(items.len(), 14);
    let mut form: BTreeMap<String, &str> = BTreeMap::new();
    for item in &items {
        let denied = no && item == "r7-vendor:2-6";
        form.insert(format!("value.{item}"), if denied { "no" } else { "yes" });
        form.insert(format!("ground.{item}"), "保守窓口で確かめた");
        if denied {
            form.insert(format!("target_date.{item}"), "2027-03-31");
        }
    }
    form.insert("then".to_owned(), "check");
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let saved = vendor.post(&format!("/answer/sheet?of={of}"), &form).await.unwrap();
    assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
    let (_, check) = vendor.get("/answer/check").await;
    let seen = value_of(&check, "seen").to_owned();
    let fields = [("seen", seen.as_str()), ("answered_by", "保守部 見本 一郎"), ("contact", "03-0000-0001")];
    let done = vendor.post(&format!("/answer/submit?of={of}"), &fields).await.unwrap();
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
}

/// The downloaded sheet, filled in as a person would; its rows are found by their hidden keys.
fn fill(book: &[u8], name: &str) -> Vec<u8> {
    let table = tate_inventory::child::read_in(&crate::site::binary(), &["__read-table"], name, book).unwrap();
    assert_eq!(vendor_sheet::read(&table).unwrap().rows.len(), 14);
    let mut cells = Vec::new();
    let mut put = |row: u32, column: u32, text: &str| {
        cells.push(FilledCell {
            part: "xl/worksheets/sheet1.xml".to_owned(),
            row,
            column,
            value: FilledValue::Text(text.to_owned()),
        });
    };
    for line in &table.rows {
        let row = line.number - 1;
        let first = line.cells.first().map_or("", String::as_str);
        if first.starts_with("tate-sheet-1|") {
            put(row, ANSWER[0], "はい");
            put(row, ANSWER[1], "品質管理部で確かめた");
        }
        for (column, cell) in line.cells.iter().enumerate() {
            let at = u32::try_from(column).unwrap() + 2;
            match cell.as_str() {
                "回答者（部署・氏名）" | "回答者" => put(row, at, "品質管理部 見本 二郎"),
                "連絡先" | "連絡先（電話・メール）" => put(row, at, "03-0000-0002"),
                _ => {}
            }
        }
    }
    XlsxRenderer::new().fill(book, &cells).unwrap()
}

async fn refuse(vendor: &Browser) {
    let (_, page) = vendor.get("/answer/sheet").await;
    let of = between(&page, "action=\"/answer/refuse?of=", "\"");
    let seen = value_of(&page, "seen").to_owned();
    let form = [("seen", seen.as_str()), ("refused_by", "営業部 見本 三郎"), ("reason", "契約の範囲外のため")];
    let done = vendor.post(&format!("/answer/refuse?of={of}"), &form).await.unwrap();
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
}

#[test]
fn forty_are_asked_thirty_answer_by_link_eight_by_excel_and_two_refuse() {
    let (site, demo) = Site::demo();
    let logins = demo["logins"].as_array().unwrap();
    let person = logins.iter().find(|one| one["login"] == "demo-hospital").unwrap();
    let server = Server::start_with(&site.data(), &["--base-url", "http://tate.example.jp"]);
    runtime().block_on(async {
        let hospital = Browser::sign_in(&server, "demo-hospital", person["password"].as_str().unwrap()).await.unwrap();
        add_two_contracts(&hospital).await;
        let ids = ask_forty(&hospital).await;
        for (at, id) in ids[..30].iter().enumerate() {
            answer_by_link(&enter(&hospital, &server, id).await, at < 2).await;
        }
        let mut books = Vec::new();
        for (at, id) in ids[30..38].iter().enumerate() {
            let book = hospital.bytes(&format!("/vendors/requests/{id}/sheet.xlsx")).await;
            books.push((format!("返信{at}.xlsx"), fill(&book, "返信.xlsx")));
        }
        let (status, taken) = hospital.send_files("/vendors/sheets", books).await;
        assert_eq!(status, 200, "{taken}");
        for id in &ids[38..] {
            refuse(&enter(&hospital, &server, id).await).await;
        }
        // 30 by link of which two say いいえ to 2-⑥, 8 by Excel, 2 refused; nobody is silent.
        let (_, rolled) = hospital.get("/vendors/rollup").await;
        assert!(rolled.contains("36はい／2いいえ／2回答拒否"), "{rolled}");
        assert!(rolled.contains("38はい／2回答拒否"), "the other rows: {rolled}");
        let (_, board) = hospital.get("/vendors").await;
        for expected in ["確認待ち 38", "断られた 2"] {
            assert!(board.contains(expected), "{expected}");
        }
        let (_, item) = hospital.get("/checklist/r7-medical/2-6").await;
        assert!(item.contains("36はい／2いいえ／2回答拒否") && item.contains("依頼40件"), "{item}");
    });
}
