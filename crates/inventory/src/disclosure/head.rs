//! What stands above the lines: who made it, of what, when, on which template.

use crate::Table;
use crate::table::SourceRow;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tate_domain::date::parse_day;
use tate_domain::disclosure::Kind;
use tate_domain::text::{nfkc, printable, search_key, shorten};

/// The most characters of a value.
const MOST_CHARS: usize = 100;
/// How many rows are looked at.
const MOST_ROWS: usize = 60;

/// The facts of the head; empty where they were not found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// MDS or SDS.
    pub kind: Option<Kind>,
    /// Whether it speaks of remote maintenance.
    pub remote: bool,
    /// 製品名, サービス名.
    pub product: String,
    /// バージョン.
    pub product_version: String,
    /// 製造業者, サービス事業者.
    pub maker: String,
    /// 販売・保守.
    pub giver: String,
    /// 作成日.
    pub made_on: Option<Date>,
    /// 書式の版.
    pub template: String,
    /// ガイドラインの版.
    pub guideline: String,
}

impl Head {
    /// Fills what is empty from another sheet of the same workbook.
    pub fn fill(&mut self, other: Self) {
        let take = |own: &mut String, other: String| {
            if own.is_empty() {
                *own = other;
            }
        };
        self.kind = self.kind.or(other.kind);
        self.remote |= other.remote;
        self.made_on = self.made_on.or(other.made_on);
        take(&mut self.product, other.product);
        take(&mut self.product_version, other.product_version);
        take(&mut self.maker, other.maker);
        take(&mut self.giver, other.giver);
        take(&mut self.template, other.template);
        take(&mut self.guideline, other.guideline);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Product,
    Version,
    Maker,
    Giver,
    Made,
    Template,
    Guideline,
}

const LABELS: [(Label, &[&str]); 7] = [
    (Label::Made, &["作成日", "作成年月日", "記入日", "発行日", "開示日", "作成日付"]),
    (
        Label::Template,
        &[
            "書式の版",
            "書式バージョン",
            "書式",
            "様式の版",
            "様式バージョン",
            "書式Ver",
            "テンプレートの版",
            "MDS/SDSの版",
        ],
    ),
    (
        Label::Guideline,
        &["対応ガイドライン", "ガイドラインの版", "準拠ガイドライン", "ガイドライン", "対応ガイドラインの版"],
    ),
    (Label::Giver, &["販売元", "販売・保守", "販売会社", "保守事業者", "保守会社", "販売業者", "提供元", "窓口"]),
    (
        Label::Maker,
        &[
            "製造業者",
            "製造業者名",
            "製造元",
            "製造販売業者",
            "メーカー",
            "メーカー名",
            "サービス事業者",
            "サービス事業者名",
            "サービス提供事業者",
            "提供事業者",
            "事業者名",
            "会社名",
            "製造業者/サービス事業者",
        ],
    ),
    (
        Label::Product,
        &[
            "製品名",
            "製品名称",
            "サービス名",
            "サービス名称",
            "商品名",
            "システム名",
            "製品/サービス名",
            "製品・サービス名",
            "品名",
        ],
    ),
    (
        Label::Version,
        &[
            "バージョン",
            "版",
            "版数",
            "製品バージョン",
            "製品の版",
            "サービスのバージョン",
            "Version",
            "Ver",
            "Ver.",
            "バージョン番号",
        ],
    ),
];

fn label(text: &str) -> Option<Label> {
    let key = search_key(text);
    let bare = key.split(['(', '※', '*']).next().unwrap_or_default().trim_end_matches([':', '.']).to_owned();
    LABELS
        .iter()
        .find(|(_, words)| words.iter().any(|word| [&key, &bare].contains(&&search_key(word))))
        .map(|(label, _)| *label)
}

/// Reads the head: the rows above the headings, or the whole of a cover sheet.
#[must_use]
pub fn head(table: &Table, heading: Option<u32>) -> Head {
    let above = |row: &&SourceRow| heading.is_none_or(|heading| row.number < heading);
    let rows: Vec<&SourceRow> = table.rows.iter().filter(above).take(MOST_ROWS).collect();
    let mut found = Head::default();
    let name = table.sheet.clone().unwrap_or_default();
    for text in rows.iter().map(|row| row.cells.join(" ")).chain([name]) {
        title(&text, &mut found);
    }
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            // 「作成日：令和8年4月1日」 in one cell.
            let inline = cell.split_once(['：', ':']).and_then(|(name, value)| Some((label(name)?, value.trim())));
            if let Some((label, value)) = inline.filter(|(_, value)| !value.is_empty()) {
                put(&mut found, label, value);
            } else if let Some(label) = label(cell) {
                let value = beside(row, column).or_else(|| below(rows.get(at + 1).copied(), row, column));
                put(&mut found, label, value.unwrap_or_default());
            }
        }
    }
    found.remote |= is_remote(&found.product);
    found
}

/// The next filled cell of the row, unless it is another label.
fn beside(row: &SourceRow, column: usize) -> Option<&str> {
    let next = row.cells.iter().skip(column + 1).map(|cell| cell.trim()).find(|cell| !cell.is_empty())?;
    label(next).is_none().then_some(next)
}

/// The cell under a label, in a row of labels.
fn below<'a>(next: Option<&'a SourceRow>, row: &SourceRow, column: usize) -> Option<&'a str> {
    let next = next.filter(|next| next.number == row.number + 1)?;
    let value = next.cells.get(column)?.trim();
    (!value.is_empty() && label(value).is_none()).then_some(value)
}

fn put(found: &mut Head, label: Label, value: &str) {
    let value = shorten(printable(value, false).trim(), MOST_CHARS);
    let place = match label {
        Label::Made => {
            let day = value.split('T').next().unwrap_or_default();
            found.made_on = found.made_on.or_else(|| parse_day(day).ok());
            return;
        }
        Label::Product => &mut found.product,
        Label::Version => &mut found.product_version,
        Label::Maker => &mut found.maker,
        Label::Giver => &mut found.giver,
        Label::Template => &mut found.template,
        Label::Guideline => &mut found.guideline,
    };
    if place.is_empty() || matches!(label, Label::Template | Label::Guideline) && !value.is_empty() {
        *place = value;
    }
}

fn is_remote(text: &str) -> bool {
    ["リモート", "遠隔保守", "ﾘﾓｰﾄ"].iter().any(|word| text.contains(word))
}

/// What a title says: which document, of which version, for which edition of the guideline.
fn title(text: &str, found: &mut Head) {
    let plain = nfkc(text);
    let about = plain.contains("開示書") || plain.contains("MDS") || plain.contains("SDS");
    if about {
        let (mds, sds) = (
            plain.contains("MDS") || plain.contains("製造業者による"),
            plain.contains("SDS") || plain.contains("サービス事業者による"),
        );
        if found.kind.is_none() && mds != sds {
            found.kind = Some(if mds { Kind::Mds } else { Kind::Sds });
        }
        found.remote |= is_remote(&plain);
    }
    if found.template.is_empty() && (about || plain.contains("書式") || plain.contains("JAHIS")) {
        found.template = version(&plain);
    }
    if found.guideline.is_empty() && plain.contains("ガイドライン") {
        found.guideline = edition(&plain);
    }
}

/// `Ver.5.0` of a title; empty where it has none.
fn version(plain: &str) -> String {
    let lower = plain.to_lowercase();
    let Some(at) = lower.find("ver") else { return String::new() };
    let rest = lower[at + 3..].trim_start_matches("sion").trim_start_matches(['.', ' ', ':']);
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let number = number.trim_matches('.');
    if number.is_empty() { String::new() } else { format!("Ver.{number}") }
}

/// `第6.0版` of a title; empty where it has none.
fn edition(plain: &str) -> String {
    let Some(at) = plain.find('第') else { return String::new() };
    let rest = plain[at + '第'.len_utf8()..].trim_start();
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    if !number.is_empty() && rest[number.len()..].trim_start().starts_with('版') {
        format!("第{number}版")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste;
    use jiff::civil::date;

    fn of(text: &str) -> Head {
        head(&paste::read(text).unwrap(), None)
    }

    #[test]
    fn labels_beside_below_and_in_one_cell_are_read() {
        let found = of(
            "サービス事業者による医療情報セキュリティ開示書（安全管理ガイドライン第６．０版対応）\n作成日\t\t令和8年4月1日\nサービス事業者\t青空情報\t\tサービス名称\tあおぞら薬歴\nバージョン：3.2\n販売・保守\t書式の版\n若葉商会\tVer.5.0\n",
        );
        assert_eq!(found.kind, Some(Kind::Sds));
        assert_eq!(found.made_on, Some(date(2026, 4, 1)));
        assert_eq!(
            (found.maker.as_str(), found.product.as_str(), found.product_version.as_str()),
            ("青空情報", "あおぞら薬歴", "3.2")
        );
        assert_eq!(
            (found.giver.as_str(), found.template.as_str(), found.guideline.as_str()),
            ("若葉商会", "Ver.5.0", "第6.0版")
        );
        assert!(!found.remote);
    }

    #[test]
    fn an_empty_label_takes_nothing_from_its_neighbour() {
        let found = of("製造業者による開示書 Ver4.1\n作成日\t\n製造業者\t製品名\tあおぞら\n");
        assert_eq!((found.maker.as_str(), found.product.as_str(), found.made_on), ("", "あおぞら", None));
        assert_eq!((found.kind, found.template.as_str()), (Some(Kind::Mds), "Ver.4.1"));
    }

    #[test]
    fn a_title_that_names_both_decides_nothing_and_remote_maintenance_is_seen() {
        assert_eq!(of("製造業者/サービス事業者による開示書（MDS/SDS）\t\n").kind, None);
        let remote = of("SDS（リモートメンテナンスサービス）\t\n");
        assert!(remote.remote && remote.kind == Some(Kind::Sds));
    }

    #[test]
    fn a_cover_sheet_fills_what_the_sheet_lacks() {
        let mut own = of("MDS\t\n製品名\tあおぞら\n");
        own.fill(of("表紙\t\n製品名\t別の名前\n製造元\t青空製作所\n"));
        assert_eq!((own.product.as_str(), own.maker.as_str()), ("あおぞら", "青空製作所"));
    }
}
