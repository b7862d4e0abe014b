//! Whether a diagnosis still says something: it must be younger than the router's last change, and made
//! from a machine that the ledger knows. (The filled-in example of the sources was made on a Mac while
//! no Mac stood in its ledger.)

use super::address::addresses_of;
use super::check::{Check, Judgement, Target};
use crate::date::slashed;
use crate::facts::{Facts, Row};
use crate::proposal::RowRef;
use crate::text::search_key;
use jiff::civil::Date;

/// How the newest diagnosis stands against the ledgers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The day of the diagnosis.
    pub day: Date,
    /// The newest known change of a network device in use: 登録日, 最終更新日 or 初期パスワードの変更日.
    pub changed: Option<(RowRef, Date)>,
    /// Whether that change is younger than the diagnosis.
    pub older_than_change: bool,
    /// The device from which it was made; none: it is in no ledger.
    pub source: Option<RowRef>,
    /// Network devices in use; none is a gap of the ledger itself.
    pub network: usize,
    /// Network devices in use that it did not try.
    pub left_out: Vec<RowRef>,
    /// Ports that were open without a reason.
    pub open: usize,
    /// Targets that gave no answer at all.
    pub silent: usize,
}

/// One line of the field list on the item's page and in the binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Stable name for rules and lint.
    pub code: &'static str,
    /// Whether there is nothing to do.
    pub good: bool,
    /// What is looked at.
    pub label: &'static str,
    /// What was found, and what to do.
    pub text: String,
    /// The rows it is about.
    pub rows: Vec<RowRef>,
}

/// Compares a diagnosis with the ledgers.
#[must_use]
pub fn standing(check: &Check, facts: &Facts) -> Standing {
    let network = || facts.devices_in_use().filter(|row| row.is("kind", "network"));
    let changed =
        network().filter_map(|row| last_change(row).map(|day| (row.pointer(), day))).max_by_key(|(_, day)| *day);
    let tried = |row: &&Row| check.targets.iter().any(|target| target.device.as_deref() == Some(row.id.as_str()));
    Standing {
        day: check.day,
        older_than_change: changed.as_ref().is_some_and(|(_, day)| *day > check.day),
        changed,
        source: facts.devices_in_use().find(|row| is_source(check, row)).map(Row::pointer),
        network: network().count(),
        left_out: network().filter(|row| !tried(row)).map(Row::pointer).collect(),
        open: check.count(Judgement::Check),
        silent: check.targets.iter().filter(|target| Target::is_silent(target)).count(),
    }
}

fn last_change(row: &Row) -> Option<Date> {
    ["registered", "last_patch", "default_changed"].iter().filter_map(|key| row.day(key)).max()
}

/// The machine that connected: by its address (loopback says nothing of it), else by its host name.
fn is_source(check: &Check, row: &Row) -> bool {
    let own = addresses_of(row);
    let by_address = check
        .source
        .split('、')
        .filter_map(|text| text.parse::<std::net::IpAddr>().ok())
        .any(|address| !address.is_loopback() && own.contains(&address));
    let short = |name: &str| search_key(name.split('.').next().unwrap_or(name));
    let by_name = row
        .filled("host")
        .is_some_and(|host| !check.source_host.is_empty() && short(host) == short(&check.source_host));
    by_address || by_name
}

impl Standing {
    /// The field list.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        vec![self.age(), self.place(), self.coverage(), self.result()]
    }

    fn age(&self) -> Remark {
        let (text, rows) = match &self.changed {
            Some((row, day)) if self.older_than_change => (
                format!("「{}」を{}に変えた後、診断していません。もう一度診断してください。", row.name, slashed(*day)),
                vec![row.clone()],
            ),
            Some((row, day)) => {
                (format!("最後の変更（「{}」、{}）より後の診断です。", row.name, slashed(*day)), vec![])
            }
            None => {
                ("ネットワーク機器の登録日・最終更新日が、台帳にありません。入力すると比べられます。".into(), vec![])
            }
        };
        let good = self.changed.is_some() && !self.older_than_change;
        Remark { code: "netcheck_age", good, label: "ルータの変更との前後", text, rows }
    }

    fn place(&self) -> Remark {
        let (good, text, rows) = match &self.source {
            Some(row) => (true, format!("台帳の「{}」から診断しました。", row.name), vec![row.clone()]),
            None => (
                false,
                "診断した機器が、機器の台帳にありません。診断に使った機器も台帳に登録してください。".to_owned(),
                vec![],
            ),
        };
        Remark { code: "netcheck_source", good, label: "診断した機器", text, rows }
    }

    fn coverage(&self) -> Remark {
        let good = self.network > 0 && self.left_out.is_empty() && self.silent == 0;
        let mut text = match self.left_out.len() {
            0 if self.network == 0 => {
                "ルータなどのネットワーク機器が、機器の台帳にありません。登録してから診断してください。".to_owned()
            }
            0 => "稼働中のネットワーク機器を、すべて診断しています。".to_owned(),
            count => format!("診断していないネットワーク機器が{count}台あります。"),
        };
        if self.silent > 0 {
            text.push_str(&format!(
                "どのポートにも応答のない機器が{}台あります。電源とIPアドレスを確かめてください。",
                self.silent
            ));
        }
        Remark { code: "netcheck_coverage", good, label: "診断の範囲", text, rows: self.left_out.clone() }
    }

    fn result(&self) -> Remark {
        let text = match self.open {
            0 => "理由のないまま開いているポートはありません。".to_owned(),
            open => format!(
                "開いているポートが{open}件あります。閉じるか、サービス・ポートの台帳に必要な理由を入力してください。"
            ),
        };
        Remark { code: "netcheck_open", good: self.open == 0, label: "開いているポート", text, rows: vec![] }
    }
}
