use super::*;
use jiff::civil::date;
use tate_domain::mail::{has_marks, link_mark, pin_mark, shown};
use tate_domain::vendor::Way;

fn sender() -> Sender {
    Sender {
        facility: "みなと薬局".into(),
        kind: FacilityKind::Pharmacy,
        department: "医療情報システム安全管理責任者".into(),
        person: "山川 花子".into(),
        phone: "03-0000-0001".into(),
        fax: "03-0000-0002".into(),
        mail: "it@example.jp".into(),
        address: String::new(),
    }
}

fn ask(system: &str, vendor: &str, link: &str) -> Ask {
    let link = Some(LinkId::from(link)).filter(|link| !link.as_str().is_empty());
    Ask { system: system.into(), contract: "保守契約".into(), vendor: vendor.into(), link }
}

fn occasion(asks: Vec<Ask>) -> Occasion {
    Occasion {
        sender: sender(),
        to: Addressee {
            company: "架空システム株式会社".into(), person: "佐藤".into(), ..Addressee::default()
        },
        asks,
        year: FiscalYear(2026),
        deadline: date(2026, 7, 31),
        today: date(2026, 7, 1),
    }
}

#[test]
fn a_request_says_what_by_when_how_and_who() {
    let letter = request(&occasion(vec![ask("架空薬歴", "", "l-1")]));
    assert_eq!(
        letter.mail_subject(),
        "【ご回答のお願い・7月31日まで】令和8年度 事業者確認用チェックリスト｜みなと薬局"
    );
    let text = letter.mail_text();
    assert!(text.starts_with("架空システム株式会社\n佐藤 様\n"), "{text}");
    for part in [
        "みなと薬局の山川 花子です",
        "「架空薬歴」",
        "2026年7月31日（金）",
        "MDSまたはSDS",
        "根拠",
        "対象外",
        "追加の費用",
        "FAX（03-0000-0002）",
        "電話 03-0000-0001",
        "薬局における",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("こちら") && !text.contains("御中"), "{text}");
    let mark = link_mark(&"l-1".into());
    assert!(text.lines().any(|line| line == mark), "the link stands on a line of its own: {text}");
}

#[test]
fn without_a_link_no_page_is_promised() {
    let letter = request(&occasion(vec![ask("架空薬歴", "", "")]));
    let text = letter.mail_text();
    assert!(!text.contains("ページ") && !has_marks(&text), "{text}");
}

#[test]
fn who_collects_gets_each_sheet_apart_with_its_own_link() {
    let asks = vec![ask("架空薬歴", "", "l-1"), ask("架空分包機", "模擬機器株式会社", "l-2")];
    let text = request(&occasion(asks.clone())).mail_text();
    assert!(text.contains("とりまとめて") && text.contains("模擬機器株式会社の分"), "{text}");
    for link in ["l-1", "l-2"] {
        assert_eq!(text.matches(&link_mark(&link.into())).count(), 1, "{link}");
    }
    let pressed = escalate(&occasion(asks), date(2026, 6, 1), &[]).mail_text();
    assert!(pressed.contains("12-19"), "{pressed}");
    let alone = escalate(&occasion(vec![ask("架空薬歴", "", "l-1")]), date(2026, 6, 1), &[]).mail_text();
    assert!(!alone.contains("12-19"), "negative control: {alone}");
}

#[test]
fn a_reminder_counts_the_days_on_either_side_of_the_deadline() {
    let on = |today| remind(&Occasion { today, ..occasion(vec![ask("架空薬歴", "", "l-1")]) });
    let (before, on_the_day, after) = (on(date(2026, 7, 24)), on(date(2026, 7, 31)), on(date(2026, 8, 7)));
    assert!(before.subject.starts_with("【再送】【ご回答のお願い") && before.opening[1].contains("あと7日"));
    assert!(on_the_day.opening[1].contains("本日（2026年7月31日（金））"));
    assert!(after.subject.contains("期限を過ぎています") && after.opening[1].contains("過ぎましたが"));
    assert!(after.mail_text().contains(&link_mark(&"l-1".into())));
}

#[test]
fn pressing_cites_and_says_that_silence_is_recorded() {
    let asked = occasion(vec![ask("架空薬歴", "", "l-1")]);
    let letter = escalate(&asked, date(2026, 6, 1), &[date(2026, 6, 17), date(2026, 6, 24)]);
    let text = letter.mail_text();
    for part in [
        "12-39",
        "12-23",
        "12-22",
        "12-20",
        "12-21",
        "施行規則第11条",
        "立入検査で提示",
        "2026年6月17日（水）",
        "お断り",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let mut hospital = asked;
    hospital.sender.kind = FacilityKind::Hospital;
    let text = escalate(&hospital, date(2026, 6, 1), &[]).mail_text();
    assert!(
        text.contains("医療法施行規則第14条第2項") && text.contains("当院") && !text.contains("薬局における"),
        "{text}"
    );
}

#[test]
fn a_pin_never_travels_with_its_link() {
    let letter = pins(&occasion(vec![ask("架空薬歴", "", "l-1")]));
    let text = letter.mail_text();
    assert!(text.contains(&pin_mark(&"l-1".into())) && !text.contains(&link_mark(&"l-1".into())), "{text}");
    let asked = request(&occasion(vec![ask("架空薬歴", "", "l-1")])).mail_text();
    assert!(!asked.contains(&pin_mark(&"l-1".into())));
}

#[test]
fn what_a_vendor_typed_is_shown_and_opens_nothing() {
    let typed = format!("根拠は {} です", link_mark(&"l-of-another".into()));
    let rows = [Question { item: "2-⑥".into(), label: "パッチ".into(), question: typed }];
    for letter in [
        send_back(&occasion(vec![ask("架空薬歴", "", "")]), &rows),
        questions(&occasion(vec![ask("架空薬歴", "", "")]), &rows),
    ] {
        let text = letter.mail_text();
        assert!(text.contains("l-of-another") && !has_marks(&text), "{text}");
        assert!(text.contains("番号：2-⑥　項目：パッチ"), "{text}");
    }
}

#[test]
fn the_record_lists_contract_by_contract_and_says_when_there_is_nothing() {
    let line = Refusal {
        vendor: "模擬機器株式会社".into(),
        contract: "保守契約".into(),
        system: "架空分包機".into(),
        asked_on: date(2026, 7, 1),
        way: Way::Fax,
        reminded_on: vec![date(2026, 7, 17)],
        outcome: "拒否（2026/08/20）".into(),
        reason: "対象外との回答".into(),
    };
    let record = refusals(&sender(), FiscalYear(2026), date(2026, 11, 20), &[line]);
    assert_eq!(
        record.tables[0].rows,
        [[
            "模擬機器株式会社",
            "保守契約 架空分包機",
            "2026/07/01 FAX",
            "2026/07/17",
            "拒否（2026/08/20）",
            "対象外との回答"
        ]]
    );
    let empty = refusals(&sender(), FiscalYear(2026), date(2026, 11, 20), &[]);
    assert!(empty.opening[0].contains("ありません"));
}

#[test]
fn a_broadcast_comes_from_the_vendor() {
    let notice = Notice {
        sender: Sender { facility: "架空システム株式会社".into(), ..sender() },
        to: Addressee { company: "みなと薬局".into(), ..Addressee::default() },
        title: "架空薬歴の更新のお願い".into(),
        urgent: true,
        body: vec!["不具合が見つかりました。".into()],
        steps: vec!["版を確かめてください。".into()],
        deadline: Some(date(2026, 7, 10)),
        today: date(2026, 7, 1),
    };
    let letter = broadcast(&notice);
    assert!(letter.subject.starts_with("【重要なお知らせ】架空薬歴"));
    assert!(shown(&letter.mail_text()).starts_with("みなと薬局 御中\n\n平素より"));
}
