//! The versions of disclosure statements.

use tate_catalog::{Catalog, check};

const GOOD: &str = r#"
most_years = 3
[[template]]
id = "5.0"
name = "Ver.5.0"
guideline = "6.0"
source = "s"
[[guideline]]
id = "6.0"
name = "第6.0版"
source = "s"
"#;

fn problems(file: &str) -> Vec<String> {
    let catalog = Catalog::from_files([("disclosure/versions.toml", file)]);
    check(&catalog).iter().filter(|p| matches!(p.check, "disclosure" | "readable")).map(ToString::to_string).collect()
}

#[test]
fn the_shipped_versions_know_what_is_written_on_documents() {
    let catalog = Catalog::builtin().unwrap();
    let versions = catalog.disclosure_versions();
    assert_eq!(versions.template("JAHIS標準24-005").map(|one| one.name.as_str()), Some("Ver.5.0"));
    assert_eq!(versions.newest_template().map(|one| one.id.as_str()), Some("5.0"));
    assert_eq!(versions.guideline_to_ask().map(|one| one.id.as_str()), Some("6.0"));
    assert_eq!(versions.newest_guideline().map(|one| one.id.as_str()), Some("7.0"));
}

#[test]
fn each_mistake_has_its_own_words() {
    assert_eq!(problems(GOOD), Vec::<String>::new());
    for (from, to, words) in [
        ("most_years = 3", "most_years = 0", "1〜10年"),
        ("guideline = \"6.0\"", "guideline = \"6.1\"", "「6.1」がありません"),
        ("name = \"Ver.5.0\"", "name = \"Ver.4.0\"", "見分けられません"),
        ("name = \"第6.0版\"", "name = \"第7版\"", "見分けられません"),
        ("most_years = 3", "most_years = 3\nodd = 1", "odd"),
        ("[[guideline]]", "[[template]]\nid = \"4.0\"\nname = \"Ver.4.0\"\nsource = \"s\"\n[[guideline]]", "古い順"),
    ] {
        let found = problems(&GOOD.replacen(from, to, 1));
        assert!(found.iter().any(|text| text.contains(words)), "{to}: {found:?}");
    }
}
