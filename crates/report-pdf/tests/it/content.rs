//! What stands on the pages.

use tate_report::{Document, FormRow, Given, ItemPage};

use crate::tools::{example, info, pages, render, render_example, run, text_of};

#[test]
fn the_form_holds_every_number_the_facility_and_the_exception() {
    let text = text_of(&render_example("form_full"));
    for wanted in [
        "髙﨑さくら薬局神田店",
        "令和8年度",
        "番号",
        "項目",
        "対象",
        "確認日",
        "目標日",
        "備考",
        "はい・いいえ",
        "1-①",
        "2-⑬",
        "3-③",
        "4-①",
        "例外1件・期限付き",
        "対象外",
        "maintenance-gw01.example.co.jp",
        "作成2026/11/20",
        "第1版",
        "3fa9c1d204be",
        "1/",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_empty_form_fits_on_one_sheet_and_keeps_every_row() {
    let file = render_example("form_empty");
    assert_eq!(pages(&file), 1);
    let text = text_of(&file);
    assert_eq!(text.matches("2-⑫").count(), 2);
    assert!(!text.contains("対象外（"));
}

#[test]
fn a_sheet_with_two_rounds_has_both_columns_the_mark_and_the_gate_above() {
    let file = render_example("form_two_rounds");
    let text = text_of(&file);
    for wanted in ["1回目", "2回目", "目標日", "医療情報システムの導入・運用の有無", "3回目はい12/20", "12/25"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
    // Ten rows, the heading of each page, and the note below.
    assert_eq!(text.matches('※').count(), 10 + pages(&file) + 1);
    assert!(info(&file, "Page size").starts_with("841.89 x 595"), "lies on its side");
    let gate = text.find("導入・運用の有無").unwrap();
    assert!(gate < text.find("1体制構築").unwrap());
}

#[test]
fn behind_a_gate_that_says_no_the_rows_are_blank_and_it_is_said_why() {
    let text = text_of(&render_example("form_gate_no"));
    assert!(text.contains("以下の項目は確認不要です"));
    assert_eq!(text.matches("7/15").count(), 1, "the gate's day alone");
}

#[test]
fn the_vendor_sheet_names_the_vendor_with_its_difficult_characters() {
    let text = text_of(&render_example("form_vendor"));
    for wanted in ["事業者名", "㈱みどり調剤システム", "電子薬歴「やくれき−𠮷」①", "渡邊加奈"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_binder_counts_what_must_be_fixed_and_prints_what_was_left_with_its_reason() {
    let text = text_of(&render_example("binder_small"));
    for wanted in [
        "要修正2件",
        "注意1件",
        "参考0件",
        "矛盾チェックの結果",
        "一度も復元を試していません",
        "理由を付けて残した指摘",
        "事業者に改修を依頼中",
        "髙﨑さくら（2026年11月18日",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

#[test]
fn the_chart_shows_numbers_and_names_what_is_wrong() {
    let text = text_of(&render_example("chart_blanks"));
    for wanted in ["開設者", "0120-000-111", "#9110", "空欄", "退職者", "旧窓口", "未登録", "𠮷田恵"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_ledger_keeps_codes_as_they_are() {
    let text = text_of(&render_example("ledger_devices"));
    for wanted in ["全3件", "0952", "3-1", "2-10", "=1+1", "SAKURA-DISPENSARY-PC02", "㈱加藤電機"] {
        assert!(text.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_binder_points_to_pages_and_admits_what_does_not_exist() {
    let file = render_example("binder_small");
    let text = text_of(&file);
    for wanted in [
        "18/19",
        "現物で確認いただく書類",
        "未作成",
        "要修正",
        "ページ",
        "目次",
        "証跡",
        "例外の一覧",
        "回答書",
        "分包機_動作保証の回答.pdf",
        "最近の点検",
        "更新状況の点検",
        "作成していない書類",
        "監査記録の基準点",
        "1284件",
        "9c41e07b52aa",
        "3fa9c1d204be77d0aa31c9f29c41e07b52aa3fa9c1d204be77d0aa31c9f29c41",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    let last = format!("{0}/{0}", pages(&file));
    assert!(text.contains(&last), "{last}");
}

#[test]
fn the_binder_prints_the_network_diagnosis_where_one_was_made() {
    let text = text_of(&render_example("binder_small"));
    for words in [
        "ネットワーク診断の結果",
        "192.0.2.5",
        "架空OS12",
        "RDP3389",
        "要確認",
        "分包機から処方を受け取るため",
        "診断した機器",
    ] {
        assert!(text.contains(words), "no {words}");
    }
    let Document::Binder(mut binder) = example("binder_small") else { panic!("not a binder") };
    binder.diagnosis = None;
    let without = text_of(&render("binder_without_diagnosis", &Document::Binder(binder)));
    assert!(!without.contains("ネットワーク診断の結果"), "negative control");
}

#[test]
fn the_binder_has_bookmarks_down_to_the_item() {
    let outline = run("qpdf", &["--json", "--json-key=outlines"], &render_example("binder_small"));
    for wanted in ["機器台帳", "連絡体制図", "2-⑫　不要ソフト・サービスの停止（端末PC）"] {
        assert!(outline.contains(wanted), "{wanted}");
    }
}

#[test]
fn a_self_check_shows_its_score_every_row_and_what_is_of_another_time() {
    let file = render_example("selfcheck_radar");
    let text = text_of(&file);
    for wanted in ["令和8年度2回目", "83／89", "93%", "いちばん弱い視点", "No.", "○×", "maintenance-gw01"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
    let Document::SelfCheck(sheet) = example("selfcheck_radar") else { panic!("not a self-check") };
    for row in &sheet.rows {
        assert!(text.contains(&row.label.split_whitespace().collect::<String>()), "{}", row.label);
    }
    assert!(text.matches('×').count() >= 10 && sheet.notes.len() == 6);
}

#[test]
fn the_picture_of_a_score_is_drawn_with_text_that_can_be_found() {
    let text = text_of(&render_example("selfcheck_bars"));
    for wanted in ["88%", "67%", "100%", "項目なし"] {
        assert!(text.contains(wanted), "{wanted}");
    }
    // Once in the table, once in the picture.
    assert!(text.matches("88%").count() == 2, "{text}");
}

#[test]
fn a_blank_self_check_has_no_score_and_both_marks_to_ring() {
    let file = render_example("selfcheck_blank");
    assert_eq!(pages(&file), 1);
    let text = text_of(&file);
    assert!(text.contains("○×") && !text.contains("割合") && !text.contains("記入者"), "{text}");
}

#[test]
fn a_value_that_looks_like_markup_is_printed_as_it_is() {
    let Document::Form(mut form) = example("form_empty") else { panic!("not a form") };
    let hostile = "#panic(1) *x* $y$ \\ \" <label> @ref // [a]";
    form.meta.facility = hostile.into();
    form.sections[0].rows[0].remarks = hostile.into();
    let text = text_of(&render("hostile", &Document::Form(form)));
    let wanted: String = hostile.split_whitespace().collect();
    assert!(text.matches(&wanted).count() >= 2, "{text}");
}

#[test]
fn a_remark_longer_than_a_page_loses_no_word() {
    let Document::Form(mut form) = example("form_empty") else { panic!("not a form") };
    let row = FormRow { number: "9-⑨".into(), remarks: "長い備考。".repeat(800), ..FormRow::default() };
    form.sections[0].rows.push(row);
    let text = text_of(&render("long_remark", &Document::Form(form)));
    assert_eq!(text.matches('長').count(), 800);
}

#[test]
fn an_item_longer_than_a_page_loses_no_word() {
    let Document::Binder(mut binder) = example("binder_small") else { panic!("not a binder") };
    let reason = "理由は蘭の項のとおりです。".repeat(400);
    binder.items = vec![ItemPage { number: "2-①".into(), reason, ..ItemPage::default() }];
    let text = text_of(&render("long_item", &Document::Binder(binder)));
    // One letter: a word may stand across a page break.
    assert_eq!(text.matches('蘭').count(), 400);
}

#[test]
fn a_ledger_cell_longer_than_a_page_loses_no_word() {
    let Document::Ledger(mut ledger) = example("ledger_devices") else { panic!("not a ledger") };
    ledger.rows[0][11] = "説明が続く。".repeat(600);
    let text = text_of(&render("long_cell", &Document::Ledger(ledger)));
    assert_eq!(text.matches('続').count(), 600);
}

#[test]
fn the_answer_sheet_holds_every_question_its_answer_and_what_it_rests_on() {
    let text = text_of(&render_example("answers_survey"));
    for wanted in ["Q1-1", "Q2-3o", "Q17-6", "質問", "根拠", "架空が丘総合病院", "2〜4人", "「いいえ」です。"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert_eq!(text.matches("—（対象外の分岐）").count(), 1);
}

#[test]
fn a_form_prints_its_header_fields_and_every_choice_not_only_the_chosen_one() {
    let text = text_of(&render_example("answers_choices"));
    for wanted in
        ["1312345678", "㈱みどり調剤システム", "ベンダー担当者", "設置している", "設置していない", "2-(1)-5-1"]
    {
        assert!(text.contains(wanted), "{wanted}");
    }
    let boxes = text_of(&render_example("answers_boxes"));
    assert!(boxes.contains("適合") && boxes.contains("8サイバーセキュリティの確保の措置"), "{boxes}");
}

#[test]
fn an_answer_longer_than_a_page_loses_no_word() {
    let Document::AnswerSheet(mut sheet) = example("answers_survey") else { panic!("not an answer sheet") };
    sheet.sections[0].rows[0].given = Given::Words("氏名は蘭です。".repeat(600));
    let text = text_of(&render("long_answer", &Document::AnswerSheet(sheet)));
    assert_eq!(text.matches('蘭').count(), 600);
}

#[test]
fn a_letter_says_to_whom_what_and_by_when_and_shows_the_way_in() {
    let text = text_of(&render_example("letter_request"));
    for wanted in [
        "架空システム株式会社",
        "佐藤次郎様",
        "お願いしたいこと",
        "2026年7月31日（金）",
        "模擬機器株式会社",
        "https://tate.example.jp/answer#AAAA",
        "髙﨑花子",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
    let Document::Letter(mut letter) = example("letter_request") else { panic!("not a letter") };
    letter.links.clear();
    let without = text_of(&render("letter_without_links", &Document::Letter(letter)));
    assert!(!without.contains("回答用ページ（"), "negative control");
}

#[test]
fn a_fax_counts_its_pages_and_has_room_for_the_reply() {
    let file = render_example("fax_escalation");
    let (text, count) = (text_of(&file), pages(&file));
    assert!(count >= 2, "{count}");
    assert!(text.contains(&format!("この送付状を含めて{count}枚")), "{text}");
    for wanted in ["FAX送付状", "03-0000-0299", "03-0000-0199", "はい・いいえ", "Q&A12-39", "立入検査"] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn a_long_record_goes_on_over_pages_with_its_headings() {
    let Document::Letter(mut letter) = example("letter_refusals") else { panic!("not a letter") };
    let row = letter.tables[0].rows[0].clone();
    letter.tables[0].rows = (0..90).map(|n| [vec![format!("事業者{n}")], row[1..].to_vec()].concat()).collect();
    let file = render("letter_long_record", &Document::Letter(letter));
    let text = text_of(&file);
    assert!(pages(&file) > 2 && text.contains("事業者89"), "{}", pages(&file));
    assert!(text.matches("再送した日").count() > 2, "the headings stand on every page");
}
