//! The binder of a 200-bed hospital: 300 devices, 40 vendors, 250 accounts.

use std::time::Instant;

use tate_report::{Binder, ContactGroup, ContactNode, Document, LedgerColumn, LedgerTable, VendorFormStatus};

use crate::tools::{example, pages, render, text_of};

fn table(anchor: &str, title: &str, labels: &[&str], count: usize) -> LedgerTable {
    let columns = labels.iter().map(|label| LedgerColumn::text(*label, 1.0)).collect();
    let rows = (1..=count).map(|n| labels.iter().enumerate().map(|(i, label)| cell(label, i, n)).collect()).collect();
    LedgerTable { anchor: anchor.into(), title: title.into(), columns, rows, ..LedgerTable::default() }
}

fn cell(label: &str, column: usize, n: usize) -> String {
    match (label, column) {
        (_, 0) => format!("{n:04}"),
        ("IPアドレス", _) => format!("192.168.{}.{}", n / 250, n % 250 + 1),
        ("コンピュータ名", _) => format!("WARD{}-TERMINAL-{n:03}", n % 7),
        ("説明", _) if n.is_multiple_of(5) => "更新の時期を事業者と調整しています。".into(),
        ("説明", _) => String::new(),
        (label, _) => format!("{label}{}", n % 13),
    }
}

fn hospital() -> Binder {
    let Document::Binder(mut binder) = example("binder_small") else { panic!("not a binder") };
    binder.meta.facility = "架空が丘総合病院".into();
    let devices = [
        "管理番号",
        "メーカー",
        "OS",
        "ソフトウェア",
        "バージョン",
        "IPアドレス",
        "コンピュータ名",
        "設置場所",
        "利用者",
        "登録日",
        "状態",
        "説明",
    ];
    let accounts = ["No.", "所属部署", "姓", "名", "電話番号", "ユーザID", "説明", "権限", "状態"];
    let systems = ["No.", "システム", "事業者", "契約", "リモート保守", "窓口", "説明"];
    binder.ledgers = vec![
        table("devices", "機器台帳", &devices, 300),
        table("software", "ソフトウェア台帳", &systems, 120),
        table("accounts", "利用者ID台帳", &accounts, 250),
        table("systems", "システムと契約の台帳", &systems, 40),
    ];
    let vendor = |n: usize| VendorFormStatus {
        vendor: format!("第{n}医療システム株式会社"),
        system: format!("部門システム{n}"),
        contract: "保守契約あり".into(),
        state: if n.is_multiple_of(3) { "回答待ち" } else { "受領" }.into(),
        disclosure: "受領".into(),
        date: "2026/10/12".into(),
    };
    binder.vendors = (1..=40).map(vendor).collect();
    let form = binder.vendor_forms[0].clone();
    binder.vendor_forms =
        (1..=12).map(|n| tate_report::Form { vendor: Some(vendor(n).vendor), ..form.clone() }).collect();
    let node = |n: usize| ContactNode {
        role: format!("部門システム{n}"),
        organisation: vendor(n).vendor,
        name: "保守窓口".into(),
        phone: format!("0120-000-{n:03}"),
        ..ContactNode::default()
    };
    if let Some(chart) = &mut binder.chart {
        chart.outside[0] = ContactGroup { title: "システム事業者".into(), nodes: (1..=40).map(node).collect() };
    }
    *binder
}

#[test]
fn the_hospital_binder_holds_every_device_and_repeats_its_headings() {
    let started = Instant::now();
    let file = render("binder_hospital", &Document::Binder(Box::new(hospital())));
    println!("binder_hospital: {} pages in {:?}", pages(&file), started.elapsed());
    assert!(pages(&file) >= 40, "{}", pages(&file));
    let text = text_of(&file);
    assert!(text.contains("WARD6-TERMINAL-300") && text.contains("第40医療システム株式会社"));
    // The heading row stands on every page of the device ledger, which has more than five.
    assert!(text.matches("コンピュータ名").count() > 5);
}

#[test]
fn many_documents_one_after_another_do_not_fill_the_memory() {
    let resident = || -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let render_one = |n: usize| {
        let Document::Form(mut form) = example("form_full") else { panic!("not a form") };
        form.meta.facility = format!("第{n}薬局");
        render("many", &Document::Form(form));
    };
    (0..6).for_each(render_one);
    let before = resident();
    (6..26).for_each(render_one);
    let grown = resident().saturating_sub(before);
    assert!(grown < 60_000, "20 documents left {grown} KB behind");
}
