//! `tate vendor fill`, `customers`, `sign` and `verify` on the demo's desk.

use crate::site::{Run, tate};
use rust_xlsxwriter::Workbook;
use std::path::Path;

const TODAY: &str = "2026-11-20";
const ITEMS: [&str; 14] =
    ["1-1", "2-2", "2-3", "2-4", "2-5", "2-6", "2-7", "2-8", "2-9", "2-10", "2-11", "2-12-sv", "2-12-pc", "2-13"];

fn meta(request: &str, customer: &str, system: &str) -> serde_json::Value {
    serde_json::json!({
        "format": "tate-sheet-1", "request": request, "edition": "r7-vendor", "facility": customer, "code": "",
        "system": system, "contract": "保守", "vendor": "青空システム（架空）", "deadline": "2026-12-01",
    })
}

/// A sheet as it is sent: the hidden first column, the head, the headings, the rows.
fn xlsx(path: &Path, request: &str, customer: &str, system: &str) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_column_hidden(0).unwrap();
    sheet.write_string(0, 0, meta(request, customer, system).to_string()).unwrap();
    sheet.write_string(1, 1, "回答者").unwrap();
    for (at, heading) in
        ["番号", "対象", "項目", "昨年の回答", "回答", "根拠・理由", "目標日", "備考", "控え"].iter().enumerate()
    {
        sheet.write_string(3, u16::try_from(at + 1).unwrap(), *heading).unwrap();
    }
    for (row, item) in (4..).zip(ITEMS) {
        sheet.write_string(row, 0, format!("tate-sheet-1|{request}|r7-vendor:{item}")).unwrap();
        sheet.write_string(row, 1, item).unwrap();
        sheet.write_string(row, 9, "社内メモ").unwrap();
    }
    book.save(path).unwrap();
}

fn json(path: &Path, request: &str, customer: &str, system: &str) {
    let mut value = meta(request, customer, system);
    value["items"] = ITEMS.iter().map(|item| serde_json::json!({ "item": format!("r7-vendor:{item}") })).collect();
    std::fs::write(path, value.to_string()).unwrap();
}

/// A demo's data, and an empty folder for sheets.
fn demo() -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (data, sheets) = (at("data"), at("sheets"));
    tate(&["demo", "--data", &data]).ok();
    std::fs::create_dir(&sheets).unwrap();
    (folder, data, sheets)
}

fn fill(data: &str, sheets: &str, more: &[&str]) -> Run {
    let args = ["vendor", "fill", sheets, "--data", data, "--facility", "demo-vendor", "--json"];
    tate(&[&args, more].concat())
}

#[test]
fn a_folder_is_filled_a_hostile_file_costs_only_itself_and_again_changes_nothing() {
    let (folder, data, sheets) = demo();
    let at = |name: &str| Path::new(&sheets).join(name);
    for number in 0..12 {
        xlsx(
            &at(&format!("病院{number:02}.xlsx")),
            &format!("q-{number}"),
            &format!("試験病院{number}"),
            "あおぞら電子カルテ",
        );
    }
    json(&at("クリニック.json"), "q-json", "試験クリニック", "あおぞら薬歴");
    json(&at("不明.json"), "q-x", "試験薬局", "どこかのシステム");
    std::fs::write(at("壊れた.xlsx"), b"PK\x03\x04broken").unwrap();
    std::fs::write(at("深い.json"), "{\"items\":".to_owned() + &"[".repeat(100_000)).unwrap();
    std::fs::write(at("空.xlsx"), b"").unwrap();
    std::fs::create_dir(at("中のフォルダ")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/dev/zero", at("終わらない.xlsx")).unwrap();

    let first = fill(&data, &sheets, &[]);
    let report = first.json();
    assert_eq!(first.code, 1, "{first:?}");
    let counts =
        |report: &serde_json::Value| ["whole", "with_deltas", "unreadable"].map(|key| report[key].as_u64().unwrap());
    assert_eq!(counts(&report), [12, 2, 3], "{report}");
    let out = Path::new(&sheets).join("filled");
    let names = |out: &Path| {
        let mut names: Vec<String> = std::fs::read_dir(out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&out).len(), 36, "three files for each whole sheet: {:?}", names(&out));
    let answer = std::fs::read(out.join("病院03.answer.json")).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(
        (value["customer"]["request"].as_str(), value["answers"].as_array().map(Vec::len)),
        (Some("q-3"), Some(14))
    );
    // The customer's own column is as it was, the answers stand in theirs.
    use calamine::Reader as _;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(out.join("病院03（回答済み）.xlsx")).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let cell = |row: u32, column: u32| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((cell(9, 5).as_str(), cell(9, 9).as_str()), ("はい", "社内メモ"));
    assert!(cell(9, 6).contains("毎月適用") && cell(1, 3).contains("青空システム"), "{} {}", cell(9, 6), cell(1, 3));

    let again = fill(&data, &sheets, &["--out", &folder.path().join("again").display().to_string()]);
    assert_eq!(counts(&again.json()), [12, 2, 3]);
    assert_eq!(std::fs::read(folder.path().join("again/病院03.answer.json")).unwrap(), answer, "the same bytes");
    let log = tate(&["audit", "verify", "--data", &data]);
    assert_eq!(log.code, 0, "{log:?}");
    // Whoever is no vendor fills nothing.
    tate(&["vendor", "fill", &sheets, "--data", &data, "--facility", "demo-pharmacy"]).refused(1, &["事業者ではない"]);
}

#[test]
fn what_holds_for_one_customer_is_imported_and_comes_before_the_library() {
    let (folder, data, sheets) = demo();
    let file = folder.path().join("cmdb.csv");
    std::fs::write(&file, "お客様,製品,項目,回答,根拠・理由,有効期限\n試験病院,あおぞら電子カルテ 5.2,2-⑥,対象外,当院の分は別の会社が担当,2027-03-31\n試験病院,ない製品,2-⑥,はい,x,2027-03-31\n").unwrap();
    let args = [
        "vendor",
        "customers",
        file.to_str().unwrap(),
        "--data",
        &data,
        "--facility",
        "demo-vendor",
        "--json",
        "--today",
        TODAY,
    ];
    let first = tate(&args);
    assert_eq!((first.code, first.json()["written"].as_u64()), (1, Some(1)), "{first:?}");
    assert_eq!(first.json()["errors"][0]["row"].as_u64(), Some(3));
    assert_eq!(tate(&args).json()["unchanged"].as_u64(), Some(1));
    json(&Path::new(&sheets).join("a.json"), "q-1", "試験病院", "あおぞら電子カルテ");
    json(&Path::new(&sheets).join("b.json"), "q-2", "別の病院", "あおぞら電子カルテ");
    assert_eq!(fill(&data, &sheets, &[]).code, 0);
    let text = |name: &str| std::fs::read_to_string(Path::new(&sheets).join("filled").join(name)).unwrap();
    assert!(text("a.answer.json").contains("別の会社が担当") && !text("b.answer.json").contains("別の会社が担当"));
}

#[test]
fn a_key_is_made_once_and_a_signature_holds_for_one_file_and_one_key() {
    let (folder, data, sheets) = demo();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let made = tate(&["vendor", "sign", "--new-key", &at("key.pem")]).ok();
    let public = made.out.lines().find_map(|line| line.strip_prefix("公開鍵：")).unwrap().to_owned();
    tate(&["vendor", "sign", "--new-key", &at("key.pem")]).refused(1, &["すでにあります"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(at("key.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    json(&Path::new(&sheets).join("a.json"), "q-1", "試験病院", "あおぞら電子カルテ");
    assert_eq!(fill(&data, &sheets, &["--key", &at("key.pem"), "--out", &at("out")]).code, 0);
    let file = at("out/a.answer.json");
    let verify =
        |file: &str, key: &str, more: &[&str]| tate(&[&["vendor", "verify", file, "--key", key], more].concat());
    verify(&file, &public, &[]).ok();
    assert_eq!(verify(&file, &public, &["--json"]).json()["valid"], true);
    // Signed by hand, the same.
    std::fs::copy(&file, at("copy.json")).unwrap();
    tate(&["vendor", "sign", &at("copy.json"), "--key", &at("key.pem")]).ok();
    verify(&at("copy.json"), &public, &[]).ok();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("試験病院", "試験病陰", 1)).unwrap();
    verify(&file, &public, &[]).refused(1, &["署名が一致しません"]);
    std::fs::write(&file, &text).unwrap();
    let other = tate(&["vendor", "sign", "--new-key", &at("other.pem")]).ok();
    let other = other.out.lines().find_map(|line| line.strip_prefix("公開鍵：")).unwrap().to_owned();
    verify(&file, &other, &[]).refused(1, &["登録していない鍵"]);
    verify(&file, &public, &["--today", "2030-01-01"]).refused(1, &["有効期限"]);
    verify(&file, "abc", &[]).refused(1, &["公開鍵を読み取れません"]);
    tate(&["vendor", "verify", &file]).refused(2, &["--key"]);
    let facility = tate(&["vendor", "verify", &file, "--data", &data, "--facility", "demo-hospital"]);
    facility.refused(1, &["登録していない鍵"]);
}

#[test]
fn a_vendor_is_founded_and_has_no_checklist() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let args =
        ["init", "--data", &data, "--kind", "vendor", "--name", "青空システム", "--admin", "owner", "--code", "aozora"];
    crate::site::tate_with("horse-battery-staple-9\n", &args).ok();
    for command in [
        vec!["export", "binder", "--facility", "aozora", "--data", &data, "--out", "x.pdf"],
        vec!["export", "form", "--facility", "aozora", "--data", &data, "--out", "x.pdf"],
    ] {
        tate(&command).refused(1, &["事業者の施設では使いません"]);
    }
    for command in [
        vec!["lint", "--facility", "aozora", "--data", &data],
        vec!["propose", "--facility", "aozora", "--data", &data, "--edition", "r7-pharmacy"],
    ] {
        let run = tate(&command);
        assert!((0..=1).contains(&run.code) && !run.err.contains("panicked"), "{run:?}");
    }
}
