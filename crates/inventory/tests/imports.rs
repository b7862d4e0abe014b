//! From a file or a paste to a plan, and from a ledger out and back.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use tate_domain::facts::Row;
use tate_domain::ledger::{Fields, Ledger, show};
use tate_inventory::export::{Encoding, csv};
use tate_inventory::plan::{Options, Plan, plan};
use tate_inventory::{Limits, Mapping, Table, header, paste, table};

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn row(ledger: Ledger, id: &str, pairs: &[(&str, &str)]) -> Row {
    Row { id: id.into(), ledger, version: 3, fields: fields(pairs), updated_at: "2026-11-20T00:00:00Z".into() }
}

fn planned(ledger: Ledger, table: &Table, existing: &[Row], options: Options<'_>) -> Plan {
    let header = header::detect(table, ledger).unwrap();
    let mapping = Mapping::suggest(ledger, &header);
    let resolve = |ledger: Ledger, name: &str| match (ledger, name) {
        (Ledger::Systems, "架空レセコン") => Some("s1".to_owned()),
        (Ledger::Vendors, "見本システム") => Some("v1".to_owned()),
        _ => None,
    };
    plan(ledger, table, Some(&header), &mapping, existing, &resolve, &options)
}

fn pasted(ledger: Ledger, text: &str, existing: &[Row]) -> Plan {
    planned(ledger, &paste::read(text).unwrap(), existing, Options::default())
}

#[test]
fn a_ledger_as_people_keep_it_is_understood() {
    let plan = pasted(
        Ledger::Devices,
        "\
機器台帳（令和8年11月現在）\t\t\t\t\t\t\n\
管理番号\tメーカー\tOS・製品名\tコンピューター名\tIP ADRESS\tリモートメンテ\t登録日\t備考\n\
001\t架空電機\tWindows 11 Pro 24H2\tPC-UKETSUKE\t動的\t無\tR5.4.1\t\n\
００２\tＴＡＴＥ\tWindows 10 Pro 22H2\tPC-YAKU\t192.0.2.11\t－\t平成26年10月1日\t\"予備\n（倉庫）\"\n\
003\tﾃｽﾄ\tRT-100\t\t192.0.2.1\t有\t令和元年5月7日\t=1+1\n",
        &[],
    );
    assert_eq!(plan.summary(), "追加 3／更新 0／変更なし 0／エラー 0");
    assert_eq!(plan.adds[1].after["number"], "002");
    assert_eq!(plan.adds[1].after["maker"], "ＴＡＴＥ");
    assert_eq!(plan.adds[1].after["registered"], "2014-10-01");
    assert_eq!(plan.adds[1].after["note"], "予備\n（倉庫）");
    assert_eq!(plan.adds[2].after["remote"], "yes");
    assert_eq!(plan.adds[2].after["note"], "=1+1");
    assert_eq!(plan.adds.iter().map(|add| add.row).collect::<Vec<_>>(), [3, 4, 5]);
}

#[test]
fn every_encoding_gives_the_same_plan() {
    let text = "管理番号,利用者,登録日\r\n001,髙﨑 ①,2025/4/1\r\n";
    let tabs = text.replace(',', "\t");
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let utf16 = |bom: u16, order: fn(u16) -> [u8; 2]| {
        [bom].into_iter().chain(tabs.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
    };
    for bytes in [
        text.as_bytes().to_vec(),
        cp932.into_owned(),
        utf16(0xfeff, u16::to_le_bytes),
        utf16(0xfeff, u16::to_be_bytes),
        format!("\u{feff}{text}").into_bytes(),
    ] {
        let table = table::read("x.csv", &bytes, &Limits::default()).unwrap();
        let plan = planned(Ledger::Devices, &table, &[], Options::default());
        assert_eq!(
            plan.adds[0].after,
            fields(&[("number", "001"), ("user", "髙﨑 ①"), ("registered", "2025-04-01")]),
            "{:?}",
            table.encoding
        );
    }
}

#[test]
fn errors_name_row_and_column_and_the_other_rows_go_on() {
    let plan = pasted(
        Ledger::Devices,
        "管理番号\t登録日\tIP\n001\t平成38年2月1日\t\n002\t2025/4/1\t999.1\n003\t2025/4/1\t\n",
        &[],
    );
    assert_eq!(plan.summary(), "追加 1／更新 0／変更なし 0／エラー 2");
    let error = &plan.errors[0];
    assert_eq!((error.row, error.column.as_str(), error.typed.as_str()), (2, "登録日", "平成38年2月1日"));
    let text = plan.failures().unwrap();
    assert!(text.starts_with("3行のうち2行を取り込めません。2行目：登録日「平成38年2月1日」"), "{text}");
    assert!(text.contains("3行目：IPアドレス「999.1」"), "{text}");
}

#[test]
fn two_rows_with_one_number_are_both_refused() {
    let plan = pasted(Ledger::Devices, "管理番号\tOS\n001\tA\n002\tB\n００１\tC\n", &[]);
    assert_eq!(plan.summary(), "追加 1／更新 0／変更なし 0／エラー 2");
    assert_eq!(
        plan.errors[0].sentence(),
        "2行目：管理番号「001」が4行目と重複しています。どちらかを直すか、消してください。"
    );
    assert_eq!(
        plan.errors[1].sentence(),
        "4行目：管理番号「001」が2行目と重複しています。どちらかを直すか、消してください。"
    );
}

#[test]
fn an_import_never_blanks_out_what_a_person_entered() {
    let existing =
        [row(Ledger::Devices, "d1", &[("number", "001"), ("user", "受付"), ("os", "Windows 10"), ("note", "〜まで")])];
    let plan = pasted(Ledger::Devices, "管理番号\t利用者\tOS\t備考\n001\t*****\tWindows 11\t\n", &existing);
    assert_eq!(plan.summary(), "追加 0／更新 1／変更なし 0／エラー 0");
    let update = &plan.updates[0];
    assert_eq!((update.id.as_deref(), update.version), (Some("d1"), Some(3)));
    assert_eq!(update.after, fields(&[("number", "001"), ("user", "受付"), ("os", "Windows 11"), ("note", "〜まで")]));
    assert!(plan.findings.iter().any(|finding| finding.contains("伏せ字")), "{:?}", plan.findings);
    let again = pasted(Ledger::Devices, "管理番号\t備考\n001\t～まで\n", &existing);
    assert_eq!(again.unchanged, 1, "a form of CP932 is no change");
}

#[test]
fn rows_are_recognised_by_the_strongest_key_and_never_by_address() {
    let existing = [
        row(Ledger::Devices, "d1", &[("host", "PC-1"), ("ip", "192.0.2.1")]),
        row(Ledger::Devices, "d2", &[("number", "002"), ("host", "PC-2")]),
        row(Ledger::Devices, "d3", &[("host", "PC-3")]),
        row(Ledger::Devices, "d4", &[("host", "PC-3")]),
    ];
    let plan = pasted(
        Ledger::Devices,
        "管理番号\tコンピュータ名\tIP\n001\tpc-1\t\n009\tPC-2\t\n\tPC-X\t192.0.2.1\n\tPC-3\t\n",
        &existing,
    );
    assert_eq!(plan.summary(), "追加 2／更新 1／変更なし 0／エラー 1");
    assert_eq!(plan.updates[0].id.as_deref(), Some("d1"), "the number came later");
    assert!(plan.adds.iter().any(|add| add.after["number"] == "009"), "another number is another device");
    assert!(plan.errors[0].message.contains("2件あり"), "{}", plan.errors[0].message);
    let by_host = planned(
        Ledger::Devices,
        &paste::read("管理番号\tコンピュータ名\n009\tPC-2\n010\t\n").unwrap(),
        &existing,
        Options { match_key: Some("host"), fill_down: false },
    );
    assert_eq!(by_host.updates[0].id.as_deref(), Some("d2"));
    assert!(by_host.errors[0].message.contains("コンピュータ名が空です"), "{}", by_host.errors[0].message);
}

#[test]
fn names_of_other_ledgers_become_references_or_findings() {
    let text = "システム\tユーザID\t氏名\n架空レセコン\tu1\t見本 花子\n未登録の装置\tu2\t見本 次郎\n－\tu3\t\n";
    let plan = pasted(Ledger::Accounts, text, &[]);
    assert_eq!(plan.summary(), "追加 3／更新 0／変更なし 0／エラー 0");
    assert_eq!(plan.adds[0].after["system"], "s1");
    assert!(!plan.adds[1].after.contains_key("system"));
    assert_eq!((plan.unresolved[0].text.as_str(), plan.unresolved[0].rows.as_slice()), ("未登録の装置", &[3][..]));
    let existing: Vec<Row> = plan
        .adds
        .iter()
        .enumerate()
        .map(|(n, add)| Row { fields: add.after.clone(), ..row(Ledger::Accounts, &format!("a{n}"), &[]) })
        .collect();
    assert_eq!(pasted(Ledger::Accounts, text, &existing).unchanged, 3, "the same table again changes nothing");
}

#[test]
fn one_login_on_two_systems_is_two_accounts() {
    let existing = [row(Ledger::Accounts, "a1", &[("login", "admin"), ("system", "s9"), ("holder", "別人")])];
    let plan = pasted(
        Ledger::Accounts,
        "システム\tユーザID\t氏名\n架空レセコン\tadmin\t見本 花子\n会計\tadmin\t見本 次郎\n",
        &existing,
    );
    assert_eq!(plan.summary(), "追加 2／更新 0／変更なし 0／エラー 0");
}

#[test]
fn a_required_cell_or_reference_that_is_missing_is_an_error() {
    let plan = pasted(Ledger::Appointments, "役割\t職員\n医療情報システム安全管理責任者\t見本 一郎\n", &[]);
    assert!(plan.errors[0].message.contains("人の台帳にありません"), "{:?}", plan.errors);
    let plan = pasted(Ledger::Vendors, "事業者名\t電話番号\n\t03-0000-0001\n", &[]);
    assert!(plan.errors[0].message.contains("事業者名が空です"), "{:?}", plan.errors);
    let plan = pasted(Ledger::Vendors, "フリガナ\t電話番号\nミホン\t03-0000-0001\n", &[]);
    assert!(plan.errors[0].message.contains("事業者名の列がありません"), "{:?}", plan.errors);
}

#[test]
fn merged_cells_are_filled_only_when_asked_and_numbers_never() {
    let text = "管理番号\t設置場所\tOS\n001\t調剤室\tA\n002\t\tA\n\t\tB\n";
    let table = paste::read(text).unwrap();
    let plain = planned(Ledger::Devices, &table, &[], Options::default());
    assert!(!plain.adds[1].after.contains_key("place"));
    let filled = planned(Ledger::Devices, &table, &[], Options { fill_down: true, match_key: None });
    assert_eq!(filled.adds[2].after, fields(&[("place", "調剤室"), ("os", "B")]));
}

#[test]
fn headings_printed_again_and_rows_without_values_are_skipped() {
    let plan =
        pasted(Ledger::Devices, "管理番号\tOS\t金額\n001\tA\t1\n\n管理番号\tOS\t金額\n\t\t合計\n002\t#REF!\t2\n", &[]);
    assert_eq!(plan.summary(), "追加 1／更新 0／変更なし 0／エラー 1");
    assert!(plan.findings.iter().any(|finding| finding.contains("「金額」")), "{:?}", plan.findings);
    assert!(plan.errors[0].message.contains("#REF!"));
}

#[test]
fn a_time_after_a_day_is_dropped() {
    let plan = pasted(Ledger::Devices, "管理番号\t登録日\n001\t2026/11/19 18:02:11\n002\t2026-11-19T18:02:11\n", &[]);
    assert!(plan.adds.iter().all(|add| add.after["registered"] == "2026-11-19"), "{:?}", plan.errors);
}

#[test]
fn a_paste_without_headings_is_read_in_the_official_order() {
    let table = paste::read("001\tA社\tWindows 11 Pro 24H2\n").unwrap();
    assert!(header::detect(&table, Ledger::Devices).is_none());
    let mapping = Mapping::in_order(Ledger::Devices, 3);
    let plan = plan(Ledger::Devices, &table, None, &mapping, &[], &|_, _| None, &Options::default());
    assert_eq!(plan.adds[0].after, fields(&[("number", "001"), ("maker", "A社"), ("os", "Windows 11 Pro 24H2")]));
}

#[test]
fn what_goes_out_as_csv_comes_back_without_a_change() {
    let ledger = Ledger::Devices;
    let existing = [
        row(
            ledger,
            "d1",
            &[
                ("number", "001"),
                ("user", "加藤 髙﨑 ①㈱"),
                ("place", "1〜2階 −10℃"),
                ("note", "=cmd|' /C calc'!A0\n二行目,\"引用\""),
                ("state", "active"),
                ("registered", "2025-04-01"),
                ("patient_data", "yes"),
            ],
        ),
        row(
            ledger,
            "d2",
            &[
                ("number", "002"),
                ("user", "𠮷田 ㋿"),
                ("host", "'=x"),
                ("software", "+81-0"),
                ("maker", "@社"),
                ("os", "-"),
            ],
        ),
    ];
    let columns: Vec<_> = ledger.columns().iter().take(24).collect();
    let labels: Vec<&str> = columns.iter().map(|column| column.label).collect();
    let rows = || {
        existing
            .iter()
            .map(|row| columns.iter().map(|column| show(column, row.text(column.key))).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    for (encoding, lost) in [(Encoding::Utf8Bom, 0), (Encoding::Cp932, 2)] {
        let file = csv(&labels, rows(), encoding);
        assert_eq!(file.lost.len(), lost);
        let table = table::read("out.csv", &file.bytes, &Limits::default()).unwrap();
        let again = planned(ledger, &table, &existing, Options::default());
        assert_eq!(
            again.summary(),
            "追加 0／更新 0／変更なし 2／エラー 0",
            "{encoding:?} {:?} {:?}",
            again.updates,
            again.errors
        );
        if encoding == Encoding::Utf8Bom {
            let fresh = planned(ledger, &table, &[], Options::default());
            assert_eq!(
                fresh.adds.iter().map(|add| &add.after).collect::<Vec<_>>(),
                existing.iter().map(|row| &row.fields).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn ten_megabytes_of_csv_are_refused_and_large_tables_stay_bounded() {
    let limits = Limits::default();
    assert!(table::read("big.csv", "1,2,3\n".repeat(1_700_000).as_bytes(), &limits).is_err());
    assert!(
        table::read("tall.csv", "1,2\n".repeat(20_001).as_bytes(), &limits)
            .unwrap_err()
            .to_string()
            .contains("20000行")
    );
}

#[test]
fn every_column_of_a_netbox_export_lands_in_the_ledger() {
    let text = "name,role,manufacturer,device_type,platform,serial,asset_tag,status,site,location,primary_ip4,description\n\
        rt-9,Router,見本電機,MD-100,Rev.1.2.3,M0001,NW-901,active,本館,1F 電算室,192.0.2.1/24,拠点間VPN\n\
        sw-9,Access Switch,見本電機,MD-24,5.5.2,M0002,NW-902,offline,本館,2F,,\n";
    let plan = pasted(Ledger::Devices, text, &[]);
    assert_eq!(plan.summary(), "追加 2／更新 0／変更なし 0／エラー 0");
    assert!(!plan.findings.iter().any(|finding| finding.contains("列は取り込みません")), "{:?}", plan.findings);
    let expected = [
        ("host", "rt-9"),
        ("kind", "network"),
        ("maker", "見本電機"),
        ("model", "MD-100"),
        ("os", "Rev.1.2.3"),
        ("serial", "M0001"),
        ("number", "NW-901"),
        ("state", "active"),
        ("site", "本館"),
        ("place", "1F 電算室"),
        ("ip", "192.0.2.1/24"),
        ("note", "拠点間VPN"),
    ];
    assert_eq!(plan.adds[0].after, fields(&expected));
    assert_eq!(plan.adds[1].after["state"], "stopped");
}

#[test]
fn a_snipe_it_export_lands_in_the_ledger() {
    let text = "Asset Tag,Asset Name,Serial Number,Model Name,Category,Manufacturer,Status,Location,Company,Assigned To,Purchase Date,Notes\n\
        A-001,PC-UKETSUKE,M0003,MD-15,Laptops,見本電機,Deployed,受付,見本薬局 本店,見本 一郎,2025-04-01,予備機あり\n";
    let plan = pasted(Ledger::Devices, text, &[]);
    assert_eq!(plan.summary(), "追加 1／更新 0／変更なし 0／エラー 0");
    let expected = [
        ("number", "A-001"),
        ("host", "PC-UKETSUKE"),
        ("serial", "M0003"),
        ("model", "MD-15"),
        ("kind", "pc"),
        ("maker", "見本電機"),
        ("state", "active"),
        ("place", "受付"),
        ("site", "見本薬局 本店"),
        ("user", "見本 一郎"),
        ("registered", "2025-04-01"),
        ("note", "予備機あり"),
    ];
    assert_eq!(plan.adds[0].after, fields(&expected));
}

#[test]
fn accounts_of_a_directory_land_in_the_ledger() {
    let text = "#TYPE Microsoft.ActiveDirectory.Management.ADUser\n\
        \"SamAccountName\",\"DisplayName\",\"Enabled\",\"lastLogonTimestamp\",\"PasswordLastSet\",\"Department\",\"Title\"\n\
        \"mihon\",\"見本 一郎\",\"True\",\"134386560000000000\",\"2026/04/01 8:59:00\",\"薬剤部\",\"主任\"\n\
        \"kakuu\",\"架空 花子\",\"False\",\"0\",\"\",\"事務部\",\"\"\n\
        \"mikan\",\"未完 三郎\",\"True\",\"9223372036854775807\",\"\",\"\",\"\"\n";
    let plan = pasted(Ledger::Accounts, text, &[]);
    assert_eq!(plan.summary(), "追加 3／更新 0／変更なし 0／エラー 0", "{:?}", plan.errors);
    let expected = [
        ("login", "mihon"),
        ("holder", "見本 一郎"),
        ("state", "active"),
        ("last_login", "2026-11-09"),
        ("password_set", "2026-04-01"),
        ("department", "薬剤部"),
        ("note", "主任"),
    ];
    assert_eq!(plan.adds[0].after, fields(&expected));
    assert_eq!(plan.adds[1].after["state"], "disabled");
    assert!(!plan.adds[2].after.contains_key("last_login"));
}

#[test]
fn accounts_of_entra_land_in_the_ledger() {
    let text = "userPrincipalName,displayName,accountEnabled,lastSignIn,jobTitle\n\
        mihon@example.jp,見本 一郎,TRUE,2026-11-19T00:12:33Z,薬剤師\nkakuu@example.jp,架空 花子,FALSE,,\n";
    let plan = pasted(Ledger::Accounts, text, &[]);
    assert_eq!(plan.summary(), "追加 2／更新 0／変更なし 0／エラー 0", "{:?}", plan.errors);
    assert_eq!(plan.adds[0].after["last_login"], "2026-11-19");
    assert_eq!(plan.adds[0].after["login"], "mihon@example.jp");
    assert_eq!(plan.adds[1].after["state"], "disabled");
}

#[test]
fn a_staff_list_with_two_name_columns_lands_in_the_ledger() {
    let text = "社員番号\t姓\t名\t入社日\t退職日\t異動日\t所属\t職種\n\
        001\t見本\t一郎\tR5.4.1\t\t\t薬剤部\t薬剤師\n002\t架空\t花子\t2020/4/1\t2026/3/31\t\t検査部\t臨床検査技師\n\
        003\t例示\t三郎\t2021/4/1\t\t2026/10/1\t本部\t医療事務\n";
    let plan = pasted(Ledger::People, text, &[]);
    assert_eq!(plan.summary(), "追加 3／更新 0／変更なし 0／エラー 0", "{:?}", plan.errors);
    assert_eq!(plan.adds[0].after["name"], "見本 一郎");
    assert_eq!(plan.adds[0].after["joined"], "2023-04-01");
    assert_eq!(plan.adds[1].after["left"], "2026-03-31");
    assert_eq!(plan.adds[1].after["job"], "technician");
    assert_eq!((plan.adds[2].after["left"].as_str(), plan.adds[2].after["job"].as_str()), ("2026-10-01", "clerk"));
}
