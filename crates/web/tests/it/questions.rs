//! The ministry's questions and answers: search, categories, pages, one question, on an item's page.
use crate::on_one;
use crate::support::{assert_explains, item};
use std::collections::BTreeSet;
use tate_testkit::{Answer, html};

/// The numbers of the questions that a page shows.
fn numbers(page: &Answer) -> Vec<String> {
    let tags = html::tags(&page.body).into_iter().filter(|tag| tag.name == "details");
    tags.filter_map(|tag| Some(tag.get("id")?.strip_prefix("qa-")?.to_owned())).collect()
}

on_one!(a_search_finds_every_width_and_kana_and_says_how_many, |test| {
    let browser = test.signed_in("owner").await;
    for variants in [["パッチ", "ﾊﾟｯﾁ", "ぱっち"], ["VPN", "ＶＰＮ", "vpn"]] {
        let plain = browser.get(&format!("/qa?q={}", variants[0])).await;
        assert!(!numbers(&plain).is_empty(), "{}", plain.text());
        for variant in variants {
            let page = browser.get(&format!("/qa?q={variant}")).await;
            assert_eq!(numbers(&page), numbers(&plain), "{variant}");
            assert_eq!(page.input("q").as_deref(), Some(variant), "what was typed stays");
            assert_eq!(html::faults(&page.body), Vec::<String>::new());
        }
    }
    let narrowed = browser.get("/qa?q=パッチ&category=9").await;
    assert!(numbers(&narrowed).iter().all(|number| number.starts_with("9-")));
    let nothing = browser.get("/qa?q=献立表").await;
    assert!(nothing.text().contains("見つかりませんでした") && numbers(&nothing).is_empty());
});

on_one!(all_121_questions_are_reached_page_by_page, |test| {
    let browser = test.signed_in("owner").await;
    let first = browser.get("/qa").await;
    assert!(first.text().contains("121問") && first.text().contains("公式の文ではありません"));
    assert!(first.text().contains("12 その他（52）"), "{}", first.text());
    let mut seen = BTreeSet::new();
    for page in 1..=7 {
        let page = browser.get(&format!("/qa?page={page}")).await;
        assert_eq!(html::faults(&page.body), Vec::<String>::new());
        seen.extend(numbers(&page));
    }
    assert_eq!(seen.len(), 121);
});

on_one!(what_nobody_types_into_the_search_does_no_harm, |test| {
    let browser = test.signed_in("owner").await;
    for query in [
        "q=<script>alert(1)</script>%22%3E",
        "q=%0a%25&category=999&page=-1",
        "category=九&page=18446744073709551616",
        "page=0",
        "page=99",
    ] {
        let page = browser.get(&format!("/qa?{query}")).await;
        assert_eq!((page.status, html::faults(&page.body)), (200, Vec::new()), "{query}");
        assert!(!page.body.contains("<script>alert"), "{query}");
    }
    let long = "長".repeat(500);
    let page = browser.get(&format!("/qa?q={long}")).await;
    assert_eq!(page.input("q").unwrap().chars().count(), 100);
    for number in ["13-1", "9-14%20", "qa-r5:9-14"] {
        assert_explains(&browser.get(&format!("/qa/{number}")).await, 404, "見つかりません");
    }
});

on_one!(a_contradiction_shows_both_answers_with_both_days, |test| {
    let browser = test.signed_in("owner").await;
    let page = browser.get("/qa/6-4").await;
    let text = page.text();
    for words in
        ["端末PCは対象に入っていません", "同じ問いに、違う答えがあります", "PC端末も各種の機器も指します", "補足："]
    {
        assert!(text.contains(words), "「{words}」 is not in {text}");
    }
    assert!(text.matches("2023年秋").count() >= 3, "each answer has its date: {text}");
    assert_eq!(html::faults(&page.body), Vec::<String>::new());
    assert!(html::links(&page.body).contains(&"/qa/7-4".to_owned()));
});

on_one!(a_question_leads_to_its_rows_and_a_row_to_its_questions, |test| {
    let browser = test.signed_in("owner").await;
    let page = browser.get("/qa/9-14").await;
    assert!(html::links(&page.body).contains(&item("2-6")), "{}", page.text());
    assert!(!page.body.contains("r7-medical"), "a pharmacy is not sent to the hospital's sheet");
    let row = browser.get(&item("2-6")).await;
    assert!(row.text().contains("厚生労働省のQ&A（令和5年度）") && row.text().contains("公式の文ではありません"));
    assert!(html::links(&row.body).contains(&"/qa/9-14".to_owned()));
    assert_eq!(html::faults(&row.body), Vec::<String>::new());
});
