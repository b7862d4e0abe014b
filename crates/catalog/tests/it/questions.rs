//! Searching the ministry's questions and answers, and what belongs to them.

use tate_catalog::{Catalog, Question};

fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

fn found(words: &str, category: Option<u8>) -> Vec<String> {
    catalog().search_questions(words, category).into_iter().map(|question| question.number().to_owned()).collect()
}

#[test]
fn a_word_is_found_in_any_width_and_kana() {
    for variants in [
        ["パッチ", "ﾊﾟｯﾁ", "ぱっち"].as_slice(),
        &["VPN", "ＶＰＮ", "vpn", "ｖｐｎ"],
        &["ベンダー", "ﾍﾞﾝﾀﾞｰ", "べんだー"],
        &["MDS/SDS", "ＭＤＳ／ＳＤＳ", "mds/sds"],
    ] {
        let plain = found(variants[0], None);
        assert!(!plain.is_empty() && plain.len() < 121, "{variants:?}: {}", plain.len());
        for variant in variants {
            assert_eq!(found(variant, None), plain, "{variant}");
        }
    }
}

#[test]
fn a_word_is_found_inside_japanese_text() {
    let catalog = catalog();
    let hits = catalog.search_questions("退職者", None);
    assert!(!hits.is_empty());
    let holds = |question: &&Question| {
        let parts = [&question.question, &question.answer].into_iter().chain(&question.rule).chain(&question.note);
        parts.into_iter().any(|part| part.contains("退職者"))
    };
    assert!(hits.iter().all(holds), "a hit holds the word");
    let all = catalog.questions().filter(holds).count();
    assert_eq!(hits.len(), all, "and what holds it is a hit");
}

#[test]
fn several_words_narrow_the_search_whatever_blank_is_between_them() {
    let (both, one) = (found("サーバ ログ", None), found("サーバ", None));
    assert!(!both.is_empty() && both.len() < one.len());
    assert!(both.iter().all(|number| one.contains(number)));
    assert_eq!(found("ログ　サーバ", None), both);
    assert_eq!(found(" 　 ", None).len(), 121, "nothing asked for is everything");
    assert!(found("𠮷野家の献立", None).is_empty());
}

#[test]
fn a_category_holds_as_many_questions_as_the_official_collection() {
    let catalog = catalog();
    for category in catalog.qa_categories() {
        assert_eq!(found("", Some(category.number)).len(), category.count, "{}", category.name);
    }
    let patches = found("パッチ", Some(9));
    assert!(!patches.is_empty() && patches.iter().all(|number| number.starts_with("9-")), "{patches:?}");
    assert!(found("", Some(99)).is_empty());
}

#[test]
fn a_number_finds_its_question() {
    for number in ["9-14", "９－１４", "9ー14"] {
        assert_eq!(found(number, None).first().map(String::as_str), Some("9-14"), "{number}");
    }
}

#[test]
fn a_word_does_not_reach_from_one_part_into_the_next() {
    // The end of the question and the beginning of the answer of 1-8.
    let catalog = catalog();
    let question = catalog.question("qa-r5:1-8").unwrap();
    let end: String = question.question.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
    let start: String = question.answer.chars().take(2).collect();
    assert!(catalog.search_questions(&format!("{end}{start}"), None).is_empty());
}

#[test]
fn questions_that_say_the_same_or_the_opposite_say_so_of_each_other() {
    let catalog = catalog();
    let (mut same, mut against) = (0, 0);
    for question in catalog.questions() {
        for other in &question.same_as {
            let other = catalog.question(other).unwrap();
            assert!(other.same_as.contains(&question.id), "{} and {}", question.id, other.id);
            same += 1;
        }
        for other in &question.contradicts {
            let other = catalog.question(other).unwrap();
            assert!(other.contradicts.contains(&question.id), "{} and {}", question.id, other.id);
            assert_ne!(question.answer, other.answer);
            against += 1;
        }
        assert!(question.contradicts.is_empty() || question.note.is_some(), "{} does not say how", question.id);
    }
    assert!(same > 10 && against == 4, "{same} {against}");
}
