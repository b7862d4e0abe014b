use super::reading::read;
use super::*;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 20);

fn base() -> LifecycleData {
    let file = "as_of = \"2026-08-22\"\nsource = \"s\"\nlicence = \"l\"\n[[product]]\nname = \"PostgreSQL\"\nkind = \"application\"\nwords = [\"postgresql\"]\n[[product.release]]\nname = \"14\"\nend = { any = \"2026-11-12\" }\n";
    LifecycleData::merge([toml::from_str(file).unwrap()]).unwrap()
}

fn told(bytes: &[u8], as_of: &str) -> (String, String) {
    match read(&base(), bytes, as_of, TODAY) {
        Err(AppError::Invalid(problems)) => (problems[0].field.clone(), problems[0].message.clone()),
        Err(other) => panic!("{other}"),
        Ok(_) => (String::new(), "fine".to_owned()),
    }
}

#[test]
fn a_file_is_read_whatever_form_it_has() {
    let json = br#"{"postgresql": [{"cycle": "14", "eol": "2026-11-12"}]}"#;
    for (bytes, as_of) in [
        (json.to_vec(), "2026-11-01"),
        (json.to_vec(), "令和8年11月1日"),
        ([b"\xEF\xBB\xBF ", &json[..]].concat(), "R8.11.1"),
    ] {
        let read = read(&base(), &bytes, as_of, TODAY).unwrap();
        assert_eq!((read.slot, read.file.as_of), (Slot::Extract, date(2026, 11, 1)));
    }
    let own = br#"{"generated_at": "2026-10-31T01:02:03Z", "result": {"name": "postgresql", "releases": [{"name": "14", "isEol": true}]}}"#;
    assert_eq!(read(&base(), own, "", TODAY).unwrap().file.as_of, date(2026, 10, 31));
    let pack = toml::to_string(&read(&base(), json, "2026-11-01", TODAY).unwrap().file).unwrap();
    assert_eq!(read(&base(), pack.as_bytes(), "", TODAY).unwrap().slot, Slot::Pack);
}

#[test]
fn what_is_wrong_with_a_file_is_said_at_its_field() {
    let json = br#"{"postgresql": [{"cycle": "14", "eol": "2026-11-12"}]}"#;
    for (bytes, as_of, field, words) in [
        (&json[..], "", "as_of", "いつの時点"),
        (json, "きのう", "as_of", "読み取れません"),
        (json, "2026-11-21", "as_of", "今日より後"),
        (b"{\"x\": [", "2026-11-01", "file", "読み取れません"),
        (b"{\"surface\": []}", "2026-11-01", "file", "1つも見つかりません"),
        (b"<html>", "", "file", "読み取れません"),
        (b"\xff\xfe", "", "file", "UTF-8"),
        (b"as_of = \"2026-11-01\"\nsource = \"s\"\nlicence = \"l\"\nproduct = 3\n", "", "file", "読み取れません"),
    ] {
        let (at, message) = told(bytes, as_of);
        assert!(at == field && message.contains(words), "{at} {message}");
    }
    assert!(told(&vec![b' '; MOST_LIFECYCLE + 1], "").1.contains("大きすぎます"));
}

#[test]
fn a_kept_file_that_cannot_be_read_any_more_is_left_out() {
    let entry = |content: &str| CatalogEntry {
        id: "1".into(),
        kind: "lifecycle".into(),
        name: "pack".into(),
        content: content.into(),
        version: 1,
        by_name: String::new(),
        created_at: String::new(),
        updated_at: String::new(),
    };
    let good = "as_of = \"2026-11-01\"\nsource = \"s\"\nlicence = \"l\"\n[[product]]\nname = \"A\"\nkind = \"application\"\nwords = [\"a\"]\n[[product.release]]\nname = \"1\"\nended = true\n";
    assert_eq!(overlaid(&base(), &[entry(good)], None).products().len(), 2);
    for broken in [
        "colour = \"red\"",
        "as_of = \"2026-11-01\"\nsource = \"s\"\nlicence = \"l\"\n[[product]]\nname = \"A\"\nkind = \"application\"\nrelease = []\n",
    ] {
        assert_eq!(overlaid(&base(), &[entry(broken)], None).products().len(), 1, "{broken}");
    }
}
