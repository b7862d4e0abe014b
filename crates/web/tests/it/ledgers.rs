//! The ledgers: paste, import, undo, export, two people at one row, tables that are none.
use crate::support::{add_row, assert_explains, commit, files_in, import_file, paste, rows};
use crate::{on_both, on_one};
use std::io::Write as _;
use tate_domain::role::Role;
use zip::write::SimpleFileOptions;

/// A zip archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with this sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#),
        ("_rels/.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet(cells: &[(&str, &str)]) -> Vec<u8> {
    let mut rows: std::collections::BTreeMap<u32, String> = std::collections::BTreeMap::new();
    for (at, text) in cells {
        let number = at.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap();
        rows.entry(number).or_default().push_str(&format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#));
    }
    let rows: String = rows.iter().map(|(number, cells)| format!(r#"<row r="{number}">{cells}</row>"#)).collect();
    format!(r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#).into_bytes()
}

on_both!(a_paste_is_previewed_imported_and_undone_as_a_whole, |test| {
    let browser = test.signed_in("owner").await;
    let old = add_row(&browser, "devices", &[("number", "001"), ("host", "PC-1"), ("place", "受付")]).await;
    let preview = paste(&browser, "devices", "管理番号\tコンピュータ名\tOS\t設置場所\t備考\n001\tPC-1\tWindows 11 Pro 24H2\t調剤室\t\"二行の\n備考\"\n002\tPC-2\tWindows 11 Pro 24H2\t受付\t加 髙 﨑 ① ㈱ 〜 − 𠮷\n").await;
    assert_explains(&preview, 200, "取り込む");
    assert_eq!(rows(&browser, "devices").await.len(), 1, "a preview changes nothing");
    let done = commit(&browser, "devices", &preview).await;
    assert_eq!((done.status, done.location()), (303, "/ledgers/devices?done=imported"), "{}", done.text());
    let list = browser.get("/ledgers/devices").await;
    assert!(list.text().contains("追加 1／更新 1／変更なし 0／エラー 0"), "{}", list.text());
    assert_eq!(rows(&browser, "devices").await.len(), 2);
    assert_eq!(browser.get(&old).await.input("place").as_deref(), Some("調剤室"));
    // The same table once more changes nothing.
    let again =
        paste(&browser, "devices", "管理番号\tコンピュータ名\tOS\t設置場所\n001\tPC-1\tWindows 11 Pro 24H2\t調剤室\n")
            .await;
    assert!(again.text().contains("取り込む必要はありません"));
    let undo = tate_testkit::html::tags(&list.body)
        .into_iter()
        .filter_map(|tag| tag.get("action").map(str::to_owned))
        .find(|action| action.contains("/undo"))
        .unwrap();
    assert_eq!(browser.post(&undo, &[]).await.status, 303);
    assert_eq!(rows(&browser, "devices").await, std::slice::from_ref(&old));
    assert_eq!(browser.get(&old).await.input("place").as_deref(), Some("受付"));
    assert_ne!(browser.post(&undo, &[]).await.status, 303, "undone once");
});

on_both!(an_import_over_which_somebody_worked_is_not_undone_by_half, |test| {
    let browser = test.signed_in("owner").await;
    let preview = paste(&browser, "devices", "コンピュータ名\tOS\nPC-1\tUbuntu 24.04\nPC-2\tUbuntu 24.04\n").await;
    commit(&browser, "devices", &preview).await;
    let list = browser.get("/ledgers/devices").await;
    let row = rows(&browser, "devices").await[0].clone();
    let form = browser.get(&row).await;
    assert_eq!(browser.submit(&form, &row, &[("place", "受付")]).await.status, 303);
    let undo = tate_testkit::html::tags(&list.body)
        .into_iter()
        .filter_map(|tag| tag.get("action").map(str::to_owned))
        .find(|action| action.contains("/undo"))
        .unwrap();
    assert_explains(&browser.post(&undo, &[]).await, 422, "元に戻せませんでした");
    assert_eq!(rows(&browser, "devices").await.len(), 2);
});

on_one!(two_rows_with_one_number_are_refused_and_each_names_the_other, |test| {
    let browser = test.signed_in("owner").await;
    let preview = paste(&browser, "devices", "管理番号\tコンピュータ名\n001\tPC-1\n００１\tPC-2\n002\tPC-3\n").await;
    let text = preview.text();
    assert!(text.contains("2行目") && text.contains("3行目") && text.contains("重複しています"), "{text}");
    assert_eq!(commit(&browser, "devices", &preview).await.status, 303);
    assert_eq!(rows(&browser, "devices").await.len(), 1, "the good row alone");
});

on_one!(a_day_that_cannot_be_read_is_told_with_its_row_and_column, |test| {
    let browser = test.signed_in("owner").await;
    let preview = paste(&browser, "devices", "管理番号\tコンピュータ名\t登録日\n001\tPC-1\t令和7年4月1日\n002\tPC-2\t平成38年2月1日\n003\tPC-3\tそのうち\n004\tPC-4\t４６３００\n").await;
    let text = preview.text();
    assert!(
        text.contains("3行目")
            && text.contains("4行目")
            && text.contains("登録日")
            && text.contains("平成38年2月1日")
            && text.contains("そのうち"),
        "{text}"
    );
    assert_eq!(commit(&browser, "devices", &preview).await.status, 303);
    assert_eq!(rows(&browser, "devices").await.len(), 2);
    let list = browser.get("/ledgers/devices").await.text();
    assert!(list.contains("2025/04/01") && list.contains("2026/10/05"), "{list}");
});

on_both!(a_cell_like_a_formula_stays_text_and_leaves_harmless, |test| {
    let browser = test.signed_in("owner").await;
    let formulas = ["=HYPERLINK(\"http://evil.example\",\"x\")", "+81-3-0000-0001", "-2+3", "@SUM(A1)", "＝1+1"];
    let table: String =
        formulas.iter().enumerate().map(|(at, text)| format!("PC-{at}\t\"{}\"\n", text.replace('"', "\"\""))).collect();
    let preview = paste(&browser, "devices", &format!("コンピュータ名\t設置場所\n{table}")).await;
    assert_eq!(commit(&browser, "devices", &preview).await.status, 303, "{}", preview.text());
    let mut shown: Vec<String> = Vec::new();
    for row in rows(&browser, "devices").await {
        shown.push(browser.get(&row).await.input("place").unwrap());
    }
    shown.sort();
    let mut expected: Vec<String> = formulas.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(shown, expected);
    let csv = browser.get("/ledgers/devices/export?format=csv").await;
    assert!(csv.bytes.starts_with(b"\xef\xbb\xbf") && csv.header("content-disposition").starts_with("attachment"));
    for cell in ["\"'=HYPERLINK(", ",'+81-3-0000-0001", ",'-2+3", ",'@SUM(A1)", ",'＝1+1"] {
        assert!(csv.body.contains(cell), "{cell} is not in {}", csv.body);
    }
    // What left harmless comes back as it was.
    let again = import_file(&browser, "devices", "一覧.csv", csv.bytes.clone()).await;
    assert!(again.text().contains("取り込む必要はありません"), "{}", again.text());
});

on_one!(characters_that_shift_jis_lacks_are_told_before_the_download, |test| {
    let browser = test.signed_in("owner").await;
    add_row(&browser, "people", &[("name", "𠮷田 髙﨑 ①")]).await;
    let told = browser.get("/ledgers/people/export?format=cp932").await;
    assert_explains(&told, 200, "「𠮷」");
    assert!(!told.text().contains("「髙」"));
    let file = browser.get("/ledgers/people/export?format=cp932&anyway=1").await;
    assert!(
        file.header("content-type").starts_with("text/csv")
            && file.header("content-disposition").starts_with("attachment")
    );
    assert!(file.bytes.windows(2).any(|pair| pair == [0x81, 0xac]), "〓 stands in its place");
});

on_both!(a_csv_in_any_usual_encoding_is_read, |test| {
    let browser = test.signed_in("owner").await;
    let csv = |name: &str| format!("氏名,部署\r\n{name},薬局\r\n");
    let utf16 = |text: &str, le: bool| {
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(|unit| if le { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect::<Vec<u8>>()
    };
    for (name, bytes) in [
        ("山田 加", utf16(&csv("山田 加"), true)),
        ("鈴木 髙", utf16(&csv("鈴木 髙"), false)),
        ("佐藤 﨑", csv("佐藤 﨑").into_bytes()),
    ] {
        let preview = import_file(&browser, "people", "名簿.csv", bytes).await;
        assert!(preview.text().contains(name), "{name}: {}", preview.text());
        assert_eq!(commit(&browser, "people", &preview).await.status, 303);
    }
    // Shift_JIS: 氏名 / 加藤.
    let sjis = b"\x8e\x81\x96\xbc\r\n\x89\xc1\x93\xa1\r\n".to_vec();
    let preview = import_file(&browser, "people", "meibo.csv", sjis).await;
    assert_eq!(commit(&browser, "people", &preview).await.status, 303, "{}", preview.text());
    let list = browser.get("/ledgers/people").await.text();
    for name in ["山田 加", "鈴木 髙", "佐藤 﨑", "加藤"] {
        assert!(list.contains(name), "{name}");
    }
});

on_one!(a_workbook_is_read_and_its_markup_stays_text, |test| {
    let browser = test.signed_in("owner").await;
    let bytes = workbook(&sheet(&[
        ("A1", "コンピュータ名"),
        ("B1", "OS"),
        ("A2", "PC-X"),
        ("B2", "Windows 11 Pro 24H2"),
        ("A3", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("B3", "Ubuntu 24.04"),
    ]));
    let preview = import_file(&browser, "devices", "台帳.xlsx", bytes).await;
    assert_explains(&preview, 200, "PC-X");
    assert_eq!(commit(&browser, "devices", &preview).await.status, 303);
    assert_eq!(rows(&browser, "devices").await.len(), 2);
});

on_both!(a_table_that_is_none_is_refused_with_the_reason_and_nothing_is_kept, |test| {
    let browser = test.signed_in("owner").await;
    let (events, files) = (test.events().await, files_in(&test.folder().join("files")));
    let bomb = workbook(&[&sheet(&[("A1", "x")])[..], &vec![b' '; 16 << 20]].concat());
    assert!(bomb.len() < 1 << 20);
    let climbing =
        archive(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"), ("../../evil.xml", b"x")]);
    let sparse = workbook(&sheet(&[("A1", "x"), ("XFD1048576", "y")]));
    let many: Vec<String> = (0..1_200).map(|at| format!("xl/part{at}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let bad: Vec<(&str, Vec<u8>, &str)> = vec![
        ("bomb.xlsx", bomb, "展開すると大きくなりすぎる"),
        ("parts.xlsx", archive(&many), "読み取れません"),
        ("climb.xlsx", climbing, "読み取れません"),
        ("not.xlsx", b"this is no workbook".to_vec(), "Excelのファイルとして読み取れません"),
        ("zip.xlsx", archive(&[("readme.txt", b"hello")]), "Excelのファイルとして読み取れません"),
        ("cut.xlsx", workbook(&sheet(&[("A1", "x")]))[..300].to_vec(), "読み取れません"),
        ("page.csv", b"<html><table><tr><td>x</td></tr></table></html>".to_vec(), "HTML"),
        ("scan.csv", b"%PDF-1.7".to_vec(), "PDF"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "読み取れません"),
        ("empty.csv", Vec::new(), "空"),
        ("blank.csv", b"\r\n,,\r\n".to_vec(), "表が見つかりません"),
        ("../../etc/list.csv", "氏名\r\n山田\r\n".into(), "フォルダを表す文字"),
        ("large.csv", vec![b'a'; 9 << 20], "上限"),
    ];
    for (name, bytes, words) in bad {
        let refused = import_file(&browser, "devices", name, bytes).await;
        assert_explains(&refused, 422, words);
    }
    // One cell in the last corner costs nothing: it is read, or refused, at once.
    let corner = import_file(&browser, "devices", "corner.xlsx", sparse).await;
    assert!(matches!(corner.status, 200 | 422), "{}", corner.text());
    if corner.status == 422 {
        assert_eq!((test.events().await, files_in(&test.folder().join("files"))), (events, files));
    }
    assert!(rows(&browser, "devices").await.is_empty());
});

on_one!(ten_megabytes_of_paste_get_a_page_that_says_so, |test| {
    let browser = test.signed_in("owner").await;
    let long = "PC-1\tWindows 11 Pro 24H2\n".repeat(420_000);
    assert!(long.len() > 10_000_000);
    let refused = paste(&browser, "devices", &long).await;
    assert_explains(&refused, 422, "上限の2000000文字");
    assert!(rows(&browser, "devices").await.is_empty());
    // Many lines, within the characters.
    assert_explains(&paste(&browser, "devices", &"a\n".repeat(30_000)).await, 422, "行を超えています");
});

on_one!(more_than_a_request_may_hold_gets_a_page, |test| {
    let browser = test.signed_in("owner").await;
    let refused = import_file(&browser, "devices", "huge.csv", vec![b'a'; 33 << 20]).await;
    assert_explains(&refused, 413, "大きすぎて受け取れません");
});

on_one!(an_empty_form_and_both_at_once_are_refused, |test| {
    let browser = test.signed_in("owner").await;
    assert_explains(&paste(&browser, "devices", " \n").await, 422, "取り込む表がありません");
    let both = browser
        .upload(
            "/ledgers/devices/import",
            &[("paste", "コンピュータ名\nPC-1\n")],
            Some(("a.csv", b"host\nPC-2\n".to_vec())),
        )
        .await;
    assert_explains(&both, 422, "両方が入力されています");
    assert!(both.text().contains("PC-1"), "what was pasted stays");
});

on_one!(two_columns_for_one_field_are_refused_and_the_choice_stays, |test| {
    let browser = test.signed_in("owner").await;
    let preview = paste(&browser, "devices", "コンピュータ名\tOS\t謎の列\nPC-1\tUbuntu 24.04\tx\n").await;
    let kept = preview.input("kept").unwrap();
    let choose = |first: &'static str, second: &'static str| {
        let (browser, kept) = (browser.clone(), kept.clone());
        async move {
            browser
                .post(
                    "/ledgers/devices/import/preview",
                    &[("kept", &kept), ("m0", first), ("m1", "os"), ("m2", second), ("shown", "host,os|")],
                )
                .await
        }
    };
    let refused = choose("host", "host").await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let fields = refused.fields("/ledgers/devices/import/preview");
    assert!(["m0", "m2"].iter().all(|name| fields.contains(&((*name).to_owned(), "host".to_owned()))), "{fields:?}");
    assert_eq!(choose("spaceship", "").await.status, 422);
    // Choices that nobody has looked at are looked at first.
    let asked = browser.submit(&preview, "/ledgers/devices/import/commit", &[("m2", "place")]).await;
    assert_explains(&asked, 200, "まだ取り込んでいません");
    assert!(rows(&browser, "devices").await.is_empty());
    assert_eq!(commit(&browser, "devices", &asked).await.status, 303);
    let row = rows(&browser, "devices").await[0].clone();
    assert_eq!(browser.get(&row).await.input("place").as_deref(), Some("x"));
});

on_both!(of_two_people_at_one_row_the_second_sees_the_first_change, |test| {
    test.add_person("operator", Role::Operator).await;
    let (owner, operator) = (test.signed_in("owner").await, test.signed_in("operator").await);
    let row = add_row(&owner, "devices", &[("host", "PC-1"), ("place", "受付")]).await;
    let (mine, theirs) = (owner.get(&row).await, operator.get(&row).await);
    assert_eq!(owner.submit(&mine, &row, &[("place", "調剤室")]).await.status, 303);
    let conflict = operator.submit(&theirs, &row, &[("place", "倉庫")]).await;
    assert_explains(&conflict, 409, "ほかの人がこの行を変更しました");
    assert!(conflict.text().contains("調剤室"));
    assert_eq!(conflict.input("place").as_deref(), Some("倉庫"));
    assert_eq!(owner.get(&row).await.input("place").as_deref(), Some("調剤室"));
    assert_eq!(operator.submit(&conflict, &row, &[]).await.status, 303);
    assert_eq!(owner.get(&row).await.input("place").as_deref(), Some("倉庫"));
    // Removed under somebody's hands: what was typed is not lost.
    let open = operator.get(&row).await;
    let seen = open.input("seen").unwrap();
    assert_eq!(owner.post(&format!("{row}/remove"), &[("seen", &seen)]).await.status, 303);
    let gone = operator.submit(&open, &row, &[("place", "会議室")]).await;
    assert_explains(&gone, 409, "台帳から削除しました");
    assert_eq!(gone.input("place").as_deref(), Some("会議室"));
});

on_one!(a_row_that_cannot_be_saved_keeps_what_was_typed, |test| {
    let browser = test.signed_in("owner").await;
    let refused = browser
        .post(
            "/ledgers/devices/new",
            &[("host", "PC-1"), ("registered", "平成38年2月1日"), ("ip", "999.1.1.1"), ("kind", "spaceship")],
        )
        .await;
    assert_explains(&refused, 422, "平成38年2月1日");
    assert_eq!((refused.input("host").as_deref(), refused.input("ip").as_deref()), (Some("PC-1"), Some("999.1.1.1")));
    assert!(rows(&browser, "devices").await.is_empty());
    let saved = browser
        .submit(
            &refused,
            "/ledgers/devices/new",
            &[("registered", "令和８年２月１日"), ("ip", "１９２.０.２.１"), ("kind", "pc")],
        )
        .await;
    assert_eq!(saved.status, 303, "{}", saved.text());
});
