use super::reading::{MOST_BYTES, MOST_FILE, MOST_FILES};
use super::*;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use zip::write::SimpleFileOptions;

const SHEET: &str = include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml");

/// The pharmacy's sheet as if it were the next year's.
fn next(id: &str) -> String {
    SHEET
        .replace("id = \"r7-pharmacy", &format!("id = \"{id}"))
        .replace("fiscal_year = 2025", "fiscal_year = 2026")
        .replace("follows = \"r6-medical\"\n", "")
}

fn builtin() -> Catalog {
    Catalog::builtin().unwrap()
}

fn pack(files: &[(&str, &str)]) -> Pack {
    Pack::of_files(
        "試しのパック",
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect(),
    )
}

/// What is wrong with a pack on top of what is compiled in.
fn wrong(files: &[(&str, &str)]) -> Vec<String> {
    plan(&builtin(), &pack(files)).problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn refused(files: &[(&str, &str)], words: &str) {
    let problems = wrong(files);
    assert!(problems.iter().any(|problem| problem.contains(words)), "no 「{words}」 in {problems:?}");
}

#[test]
fn a_new_edition_is_added_with_every_check_and_needs_no_counts() {
    let found = plan(&builtin(), &pack(&[("mhlw/r8-test.toml", &next("r8-test")), ("README.md", "説明")]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!((found.added, found.already), (vec!["r8-test".to_owned()], vec![]));
    assert_eq!(found.entries.len(), 1);
}

#[test]
fn what_is_there_with_the_same_content_stays_and_with_another_is_refused() {
    let again = format!("# 注釈だけが違う\n{SHEET}");
    let found = plan(&builtin(), &pack(&[("r7-pharmacy.toml", &again)]));
    assert_eq!((found.already.as_slice(), found.entries.len()), (["r7-pharmacy".to_owned()].as_slice(), 0));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    refused(
        &[("r7-pharmacy.toml", &SHEET.replace("fiscal_year = 2025", "fiscal_year = 2026"))],
        "公開した版は変わりません",
    );
}

#[test]
fn all_problems_are_told_together() {
    let text = next("r8-test")
        .replace("number = \"2-⑨\"", "number = \"2-⑩\"")
        .replace("label = \"USB", "label = \"\\u202EUSB");
    let problems = wrong(&[("r8-other.toml", &text), ("r9-broken.toml", "id = "), ("x.exe", "MZ")]);
    for words in ["[file_name]", "[item_ids]", "[readable]", "表示できない文字", "入れられないファイル"]
    {
        assert!(problems.iter().any(|problem| problem.contains(words)), "no {words} in {problems:#?}");
    }
}

#[test]
fn counts_that_come_with_a_pack_must_fit() {
    let text = next("r8-test");
    let counts = |rows: u8| {
        format!(
            "[r8-test]\n\"合計\" = {rows}\n\"体制\" = 1\n\"全般\" = 10\n\"サーバ\" = 2\n\"端末PC\" = 1\n\"ネットワーク機器\" = 1\n\"インシデント\" = 3\n\"規程\" = 1\n"
        )
    };
    assert_eq!(wrong(&[("r8-test.toml", &text), ("counts.toml", &counts(19))]), Vec::<String>::new());
    refused(&[("r8-test.toml", &text), ("counts.toml", &counts(20))], "「合計」は20行のはず");
}

#[test]
fn a_new_control_comes_with_its_concept_and_a_known_one_keeps_its_name() {
    let text = next("r8-test").replace("concepts = [\"external_media\"]", "concepts = [\"quantum\"]");
    refused(&[("r8-test.toml", &text)], "「quantum」は concepts.toml にありません");
    let concept = "[[concept]]\nid = \"quantum\"\nname = \"量子鍵\"\nitems = [\"r8-test:2-9\"]\n";
    let found = plan(&builtin(), &pack(&[("r8-test.toml", &text), ("crosswalk/concepts.toml", concept)]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.entries[1].0, EntryKind::Concepts);
    let renamed = "[[concept]]\nid = \"device_ledger\"\nname = \"別の名\"\nitems = []\n";
    refused(&[("r8-test.toml", &next("r8-test")), ("crosswalk/concepts.toml", renamed)], "「機器台帳」という名前");
}

#[test]
fn an_identifier_that_would_break_an_address_is_refused() {
    refused(&[("R8 test.toml", &next("R8 test"))], "版の記号には");
    refused(&[("r8-test.toml", &next("r8-test").replace("fiscal_year = 2026", "fiscal_year = -9999"))], "年度か");
}

#[test]
fn data_that_comes_with_the_program_is_no_part_of_a_pack() {
    refused(&[("r8-test.toml", &next("r8-test")), ("lifecycle/windows.toml", "")], "プログラムの更新で届く");
    refused(&[("README.md", "説明だけ")], "1つも入っていません");
}

#[test]
fn the_hashes_of_a_pack_are_compared_with_its_files() {
    let text = next("r8-test");
    let label = |hash: &str, path: &str| {
        format!("title = \"令和8年度の版\"\nmade_at = \"2026-04-01\"\n[files]\n\"{path}\" = \"{hash}\"\n")
    };
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    let good = pack(&[("top/pack.toml", &label(&hash, "mhlw/r8-test.toml")), ("top/mhlw/r8-test.toml", &text)]);
    assert_eq!((good.title.as_str(), good.made_at.as_str()), ("令和8年度の版", "2026-04-01"));
    assert!(plan(&builtin(), &good).problems.is_empty(), "{:?}", good.problems);
    refused(&[("pack.toml", &label(&"0".repeat(64), "r8-test.toml")), ("r8-test.toml", &text)], "SHA-256");
    refused(&[("pack.toml", &label(&hash, "other.toml")), ("r8-test.toml", &text)], "一覧にないファイル");
    refused(&[("pack.toml", &label(&hash, "other.toml")), ("r8-test.toml", &text)], "入っていません");
    refused(&[("pack.toml", "title = 1"), ("r8-test.toml", &text)], "pack.toml");
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_is_read_and_a_bomb_or_damaged_one_is_refused_before_it_unfolds() {
    let bytes = zip_of(&[("r8/mhlw/r8-test.toml", next("r8-test").as_bytes())]);
    let read = Pack::read("pack.zip", &bytes);
    assert_eq!(plan(&builtin(), &read).added, ["r8-test"]);
    let zeros = vec![b'0'; MOST_FILE + 1];
    let bomb = zip_of(&[("r8-test.toml", &zeros)]);
    assert!(bomb.len() < 10_000, "negative control: {}", bomb.len());
    let many: Vec<(String, Vec<u8>)> = (0..9).map(|n| (format!("{n}.toml"), vec![b'0'; MOST_FILE])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let crowd: Vec<(String, Vec<u8>)> = (0..=MOST_FILES).map(|n| (format!("{n}.toml"), vec![])).collect();
    let crowd: Vec<(&str, &[u8])> = crowd.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (what, bytes) in [("bomb", bomb), ("many", zip_of(&many)), ("crowd", zip_of(&crowd))] {
        let problems = Pack::read("pack.zip", &bytes).problems;
        assert!(problems.len() == 1 && problems[0].text.contains("大きすぎる"), "{what}: {problems:?}");
    }
    for damaged in [&bytes[..bytes.len() / 2], b"PK\x03\x04"] {
        let problems = Pack::read("pack.zip", damaged).problems;
        assert!(problems.len() == 1 && problems[0].text.contains("開けません"), "{problems:?}");
    }
    let huge = Pack::read("pack.toml", &vec![b'#'; MOST_BYTES + 1]);
    assert!(huge.problems[0].text.contains("大きすぎる"));
}
