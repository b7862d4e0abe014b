//! The numbers as tables of the binder.

use super::{Assets, Shares};
use tate_domain::date::slashed;
use tate_report::CountTable;

impl Assets {
    /// The tables, without empty ones; none when no device is in use.
    #[must_use]
    pub fn tables(&self) -> Vec<CountTable> {
        if self.lines.is_empty() {
            return Vec::new();
        }
        let mut tables: Vec<CountTable> = self.shares.iter().map(share).collect();
        tables.push(self.empty_table());
        tables.extend(self.ends_table());
        tables
    }

    fn empty_table(&self) -> CountTable {
        let open = self.empty.iter().filter(|column| column.empty > 0);
        let rows: Vec<Vec<String>> =
            open.map(|c| vec![c.label.to_owned(), c.empty.to_string(), c.of.to_string()]).collect();
        let note =
            if rows.is_empty() { "空欄はありません。" } else { "空欄のない欄は省いています。" };
        CountTable {
            title: "空欄の多い欄".to_owned(),
            columns: ["欄", "空欄の機器", "対象の機器"].map(str::to_owned).to_vec(),
            rows,
            note: note.to_owned(),
        }
    }

    fn ends_table(&self) -> Option<CountTable> {
        let rows: Vec<Vec<String>> = self
            .ends
            .iter()
            .flat_map(|month| &month.groups)
            .map(|g| vec![slashed(g.day), g.kind.label().to_owned(), g.name.clone(), g.rows.len().to_string()])
            .collect();
        let as_of = self.as_of.map(|day| format!("サポート期限のデータは{}時点のものです。", slashed(day)));
        (!rows.is_empty()).then(|| CountTable {
            title: "これから18か月に終わるサポート".to_owned(),
            columns: ["最後の日", "種類", "製品", "件数"].map(str::to_owned).to_vec(),
            rows,
            note: as_of.unwrap_or_default(),
        })
    }
}

fn share(share: &Shares) -> CountTable {
    let labels = share.parts.iter().map(|part| part.label.clone());
    let numbers = |counts: &[u32]| counts.iter().map(u32::to_string).collect::<Vec<_>>();
    let mut rows: Vec<Vec<String>> = share
        .rows
        .iter()
        .map(|row| [vec![row.label.to_owned()], numbers(&row.counts), vec![row.total().to_string()]].concat())
        .collect();
    let totals = share.totals();
    rows.push([vec!["計".to_owned()], numbers(&totals), vec![share.sum().to_string()]].concat());
    CountTable {
        title: share.title.to_owned(),
        columns: std::iter::once("種別".to_owned()).chain(labels).chain(["計".to_owned()]).collect(),
        rows,
        note: share.about.to_owned(),
    }
}
