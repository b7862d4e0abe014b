use super::*;
use crate::facilities::{TypedProfile, check_profile};
use jiff::civil::date;
use tate_domain::facts::Row;
use tate_domain::lifecycle::LifecycleFile;
use tate_report::Tone;

const TODAY: Date = date(2026, 11, 20);

fn lifecycle() -> LifecycleData {
    let catalog = tate_catalog::Catalog::builtin().unwrap();
    let files: Vec<LifecycleFile> = catalog.lifecycle_files().map(|(_, text)| toml::from_str(text).unwrap()).collect();
    LifecycleData::merge(files).unwrap()
}

fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Row { id: id.into(), ledger, version: 1, fields, updated_at: String::new() }
}

fn device(id: &str, kind: &str, os: &str, more: &[(&str, &str)]) -> Row {
    let own = [("host", id), ("kind", kind), ("os", os), ("state", "active")];
    row(Ledger::Devices, id, &[&own, more].concat())
}

fn assets(rows: Vec<Row>) -> Assets {
    let typed = TypedProfile { kind: "pharmacy", name: "みなと薬局", ..TypedProfile::default() };
    Assets::of(&Facts::new(check_profile(typed).unwrap(), rows), &lifecycle(), TODAY)
}

fn pharmacy() -> Vec<Row> {
    let patched = |day| ("last_patch", day);
    vec![
        device(
            "a",
            "pc",
            "Windows 11 Pro 25H2",
            &[patched("2026-11-10"), ("antivirus", "試験"), ("antivirus_date", "2026-11-19")],
        ),
        device("b", "pc", "Windows 11 Home 24H2", &[patched("2026-10-01"), ("antivirus", "なし")]),
        device(
            "c",
            "pc",
            "Windows 11",
            &[patched("2026-08-01"), ("antivirus", "試験"), ("antivirus_date", "2026-10-30")],
        ),
        device(
            "d",
            "server",
            "Windows Server 2016",
            &[patched("2026-09-10"), ("antivirus", "試験"), ("antivirus_date", "2026-09-01")],
        ),
        device("e", "tablet", "iPadOS 26.1", &[]),
        device("f", "network", "", &[("model", "AX-1"), ("firmware", "1.0.2")]),
        device("g", "network", "", &[("model", "AX-2"), ("firmware", "2.1.0")]),
        device("h", "network", "", &[]),
        device("i", "printer", "", &[]),
        device("gone", "pc", "Windows 7", &[("state", "disposed")]),
        row(Ledger::Firmware, "fw1", &[("model", "AX-1"), ("latest", "1.0.9"), ("checked", "2026-11-01")]),
        row(
            Ledger::Firmware,
            "fw2",
            &[("model", "AX-2"), ("latest", "2.1.0"), ("checked", "2026-11-01"), ("support_until", "2027-03-31")],
        ),
        row(Ledger::Software, "s1", &[("name", "PostgreSQL"), ("version", "15.4")]),
        row(Ledger::Software, "s2", &[("name", "電子薬歴"), ("support_until", "2027-03-31")]),
        row(Ledger::Software, "s3", &[("name", "旧ソフト"), ("support_until", "2027-03-31"), ("device", "gone")]),
    ]
}

fn counts<'a>(assets: &'a Assets, id: &str) -> Vec<(&'a str, Vec<u32>)> {
    let share = assets.shares.iter().find(|share| share.id == id).unwrap();
    share.rows.iter().map(|row| (row.label, row.counts.clone())).collect()
}

#[test]
fn the_numbers_are_those_of_the_ledger() {
    let assets = assets(pharmacy());
    assert_eq!(assets.lines.len(), 9);
    assert_eq!(
        counts(&assets, "os"),
        [("サーバ", vec![0, 1, 0, 0]), ("端末PC", vec![1, 0, 1, 1]), ("タブレット", vec![1, 0, 0, 0])]
    );
    assert_eq!(
        counts(&assets, "patch"),
        [("サーバ", vec![0, 0, 1, 0, 0]), ("端末PC", vec![1, 1, 0, 1, 0]), ("タブレット", vec![0, 0, 0, 0, 1])]
    );
    assert_eq!(counts(&assets, "antivirus"), [("サーバ", vec![0, 0, 1, 0, 0]), ("端末PC", vec![1, 1, 0, 1, 0])]);
    assert_eq!(counts(&assets, "firmware"), [("ネットワーク機器", vec![1, 0, 0, 1, 1])]);
}

#[test]
fn every_number_is_the_length_of_the_list_behind_it() {
    let assets = assets(pharmacy());
    for share in &assets.shares {
        for row in &share.rows {
            for (part, count) in share.parts.iter().zip(&row.counts) {
                let mark = format!("{}.{}", share.id, part.tone.code());
                let listed = assets.with_mark(&mark, Some(row.kind)).count();
                assert_eq!(u32::try_from(listed).unwrap(), *count, "{mark} {}", row.label);
            }
        }
    }
    for column in &assets.empty {
        let listed = assets.with_mark(&format!("empty.{}", column.key), None).count();
        assert_eq!(u32::try_from(listed).unwrap(), column.empty, "{}", column.key);
        assert!(column.empty <= column.of);
    }
    assert_eq!(assets.with_mark("", None).count(), 9);
    assert_eq!(assets.with_mark("no.such", None).count(), 0);
}

#[test]
fn the_worst_device_comes_first_and_a_sound_one_has_nothing_open() {
    let assets = assets(pharmacy());
    assert_eq!(assets.lines[0].name, "b");
    let sound = assets.lines.iter().find(|line| line.name == "a").unwrap();
    assert_eq!(sound.open(), Vec::<&Mark>::new());
    let first = assets.lines[0].open();
    assert_eq!(first[0].tone, Tone::Bad);
    assert!(first.iter().any(|mark| mark.text == "OSのサポートが終了（2026/10/13）"), "{first:?}");
}

#[test]
fn a_column_is_asked_only_where_it_can_be_filled() {
    let assets = assets(pharmacy());
    let column =
        |key: &str| assets.empty.iter().find(|column| column.key == key).map(|column| (column.empty, column.of));
    assert_eq!(column("firmware"), Some((1, 3)));
    assert_eq!(column("antivirus"), Some((0, 4)));
    assert_eq!(column("last_patch"), Some((1, 5)));
    assert_eq!(column("serial"), Some((9, 9)));
    assert_eq!(column("user"), Some((6, 6)));
}

#[test]
fn what_ends_is_sorted_into_its_months() {
    let assets = assets(pharmacy());
    assert_eq!(assets.ends.len(), 18);
    let ends: Vec<(String, [u32; 3], Vec<String>)> = assets
        .ends
        .iter()
        .filter(|month| !month.groups.is_empty())
        .map(|month| (month.label.clone(), month.counts, month.groups.iter().map(EndGroup::text).collect()))
        .collect();
    let text = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        ends,
        [
            ("2027年1月".to_owned(), [1, 0, 0], text(&["Windows Server 2016（2027/01/12）1件"])),
            ("2027年3月".to_owned(), [0, 1, 1], text(&["電子薬歴（2027/03/31）1件", "AX-2（2027/03/31）1件"])),
            ("2027年10月".to_owned(), [1, 0, 0], text(&["Windows 11 25H2（2027/10/12）1件"])),
            ("2027年11月".to_owned(), [0, 1, 0], text(&["PostgreSQL（2027/11/11）1件"])),
        ]
    );
}

#[test]
fn an_evidenced_extension_moves_the_end() {
    let bought = device("x", "pc", "Windows 10 Pro 22H2", &[("esu_until", "2027-10-12")]);
    let assets = assets(vec![bought, device("y", "pc", "Windows 10 Pro 22H2", &[])]);
    assert_eq!(counts(&assets, "os"), [("端末PC", vec![1, 0, 1, 0])]);
    let ends: Vec<&str> = assets.ends.iter().filter(|m| !m.groups.is_empty()).map(|m| m.label.as_str()).collect();
    assert_eq!(ends, ["2027年10月"]);
}

#[test]
fn the_binder_says_the_same_numbers() {
    let assets = assets(pharmacy());
    let tables = assets.tables();
    let os = &tables[0];
    assert_eq!(os.columns, ["種別", "サポート中", "180日以内に終了", "サポート終了", "判断できない", "計"]);
    assert_eq!(os.rows[1], ["端末PC", "1", "0", "1", "1", "3"]);
    assert_eq!(os.rows.last().unwrap(), &["計", "2", "1", "1", "1", "5"]);
    let titles: Vec<&str> = tables.iter().map(|table| table.title.as_str()).collect();
    assert_eq!(titles[4..], ["空欄の多い欄", "これから18か月に終わるサポート"]);
    assert!(tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.columns.len())));
    assert_eq!(super::Assets::tables(&self::assets(vec![])), []);
}

#[test]
fn a_software_row_is_judged_by_the_day_a_person_typed_and_otherwise_by_the_data() {
    use crate::facts::software_verdict;
    use tate_domain::lifecycle::Verdict;
    let data = lifecycle();
    let verdict = |fields: &[(&str, &str)]| {
        software_verdict(&data, &row(Ledger::Software, "s", fields), TODAY).map(|found| found.verdict)
    };
    assert_eq!(verdict(&[("name", "SQL Server 2014")]), Some(Verdict::Expired));
    assert_eq!(verdict(&[("name", "SQL Server 2014"), ("support_until", "2028-07-12")]), Some(Verdict::Supported));
    assert_eq!(verdict(&[("name", "電子薬歴"), ("support_until", "2026-11-19")]), Some(Verdict::Expired));
    assert_eq!(verdict(&[("name", "電子薬歴"), ("support_until", "2026-11-20")]), Some(Verdict::EndingSoon));
    assert_eq!(verdict(&[("name", "電子薬歴"), ("version", "9.2")]), None);
}
