use super::sheet::{answer_words, clean};
use tate_domain::vendor::{RowAnswer, Typed, Value};

fn answer(value: Value, ground: &str, day: Option<jiff::civil::Date>) -> RowAnswer {
    RowAnswer { item: "r7-vendor:2-6".into(), value, ground: ground.into(), target_date: day, remark: String::new() }
}

#[test]
fn an_answer_in_words_names_its_day_and_ground() {
    assert_eq!(answer_words(&answer(Value::Yes, "月1回更新", None)), "はい（月1回更新）");
    let day = jiff::civil::date(2027, 3, 31);
    assert_eq!(answer_words(&answer(Value::No, "検証中", Some(day))), "いいえ（目標日 2027/03/31、検証中）");
    assert_eq!(answer_words(&answer(Value::NotApplicable, "", None)), "対象外");
}

#[test]
fn what_is_typed_stays_as_typed_but_for_what_no_text_holds() {
    let typed = Typed {
        item: "r7-vendor:2-6".into(),
        value: "たぶん".into(),
        ground: "1行目\r\n2\0行目<b>".into(),
        ..Typed::default()
    };
    let kept = clean(std::slice::from_ref(&typed)).unwrap();
    assert_eq!((kept[0].value.as_str(), kept[0].ground.as_str()), ("たぶん", "1行目\n2行目<b>"));
    let long = Typed { remark: "長".repeat(4_001), ..typed };
    assert!(clean(&[long]).is_err());
}
