//! 機械が読み取った内容, on the page of a device.

use tate_app::machines::{ReadHost, product};
use tate_domain::date::slashed;
use tate_domain::ledger::{Fields, Ledger, show};

/// The most lines of one list; the file itself has the others.
const MOST_LINES: usize = 300;

/// What one product read, ready for the template.
#[derive(Debug, Clone)]
pub(in crate::pages) struct ReadView {
    /// The product.
    pub(in crate::pages) product: String,
    /// When it looked.
    pub(in crate::pages) taken_at: String,
    /// The lists that are not empty.
    pub(in crate::pages) groups: Vec<Group>,
}

/// One list.
#[derive(Debug, Clone)]
pub(in crate::pages) struct Group {
    /// Its heading.
    pub(in crate::pages) title: String,
    /// How many entries there are.
    pub(in crate::pages) count: usize,
    /// The first of them.
    pub(in crate::pages) lines: Vec<String>,
}

impl ReadView {
    /// The view of what was read.
    pub(in crate::pages) fn new(read: &ReadHost) -> Self {
        let host = &read.host;
        let update = |update: &tate_inventory::machine::Update| {
            let day = update.day.parse().map_or_else(|_| update.day.clone(), slashed);
            [day.as_str(), &update.name, &update.title].join(" ").trim().to_owned()
        };
        let device: Vec<String> = host.device.iter().filter_map(|(key, value)| of_device(key, value)).collect();
        let mut groups = vec![
            group("機器", device),
            group("更新プログラム", host.updates.iter().map(update).collect()),
            group("ソフト", lines(Ledger::Software, &host.software)),
            group("利用者", lines(Ledger::Accounts, &host.accounts)),
            group("サービス・ポート・自動起動", lines(Ledger::Services, &host.services)),
        ];
        groups.extend(host.more.iter().map(|(title, lines)| group(title, lines.clone())));
        groups.retain(|group| group.count > 0);
        Self { product: product(&read.source).to_owned(), taken_at: read.taken_at.clone(), groups }
    }
}

fn group(title: &str, mut lines: Vec<String>) -> Group {
    let count = lines.len();
    lines.truncate(MOST_LINES);
    Group { title: title.to_owned(), count, lines }
}

fn of_device(key: &str, value: &str) -> Option<String> {
    let column = Ledger::Devices.column(key)?;
    Some(format!("{}：{}", column.label, show(column, value)))
}

/// The entries of a list in the order of the ledger's columns.
fn lines(ledger: Ledger, entries: &[Fields]) -> Vec<String> {
    let line = |entry: &Fields| {
        let shown = ledger.columns().iter().filter_map(|column| {
            let value = entry.get(column.key).filter(|value| !value.is_empty())?;
            Some(show(column, value))
        });
        shown.collect::<Vec<_>>().join("　")
    };
    entries.iter().map(line).collect()
}
