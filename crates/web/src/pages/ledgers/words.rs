//! What an empty ledger says: what it is good for, and the first step.

use tate_domain::ledger::Ledger;

/// One or two sentences for a ledger without rows.
pub(super) fn empty(ledger: Ledger) -> &'static str {
    match ledger {
        Ledger::Devices => "まだ機器がありません。今お使いのExcelの表を、そのまま貼り付けられます。",
        Ledger::Software => "まだソフトがありません。電子薬歴やレセコンなど、業務で使うソフトから登録します。",
        Ledger::Accounts => {
            "まだ利用者IDがありません。システムごとに「誰が、どの権限で使うか」の表があれば、そのまま貼り付けられます。"
        }
        Ledger::Systems => "まだシステムがありません。レセコンや電子カルテなど、患者情報を扱うものから登録します。",
        Ledger::Contracts => "まだ契約がありません。事業者とシステムの組み合わせごとに、1件ずつ登録します。",
        Ledger::Vendors => "まだ事業者がありません。レセコンや電子薬歴の会社を1社登録すると、連絡体制図に載ります。",
        Ledger::People => "まだ職員がいません。名簿のExcelがあれば、そのまま貼り付けられます。",
        Ledger::Appointments => "まだ任命がありません。はじめに、医療情報システム安全管理責任者を登録します。",
        Ledger::Backups => "まだバックアップがありません。何を、どこへ、何世代残しているかを登録します。",
        Ledger::Connections => {
            "まだ外部接続点がありません。インターネット回線と、事業者が使うリモート保守の回線を登録します。"
        }
        Ledger::Media => "まだ記録媒体がありません。患者情報を入れるUSBメモリや外付けディスクを登録します。",
        Ledger::Offices => "まだ連絡先がありません。事故が起きたときに電話する、保健所・警察などを登録します。",
        Ledger::Services => {
            "まだ登録がありません。機器を自動で調べた結果を取り込むと、確かめたほうがよいサービスやポートが並びます。"
        }
        Ledger::Logs => "まだログがありません。どのシステムの記録が、どこに、何日残るかを登録します。",
        Ledger::Reviews => {
            "まだ点検の記録がありません。棚卸、復元テスト、ログの点検などを、行った日に1件ずつ残します。"
        }
        Ledger::Papers => "まだ文書がありません。BCPや運用管理規程など、立入検査で見せる文書を登録します。",
        Ledger::Clauses => "まだ対応表がありません。チェックリストの各項目が、規程の第何条にあるかを登録します。",
        Ledger::Firmware => {
            "まだ登録がありません。ルータなどの型番ごとに、メーカーのページで確かめた最新の版を登録します。"
        }
    }
}

/// The columns whose values a row's name already shows; the list does not repeat them.
pub(super) fn named_by(ledger: Ledger) -> &'static [&'static str] {
    match ledger {
        Ledger::Devices => &["number", "host"],
        Ledger::Accounts => &["login", "holder"],
        Ledger::Appointments => &["role"],
        Ledger::Contracts | Ledger::Papers => &["title"],
        Ledger::Reviews => &["day", "kind"],
        Ledger::Clauses => &["topic"],
        Ledger::Firmware => &["model"],
        Ledger::Software
        | Ledger::Systems
        | Ledger::Vendors
        | Ledger::People
        | Ledger::Backups
        | Ledger::Connections
        | Ledger::Media
        | Ledger::Offices
        | Ledger::Services
        | Ledger::Logs => &["name"],
    }
}

/// The heading over the names of rows.
pub(super) fn name_heading(ledger: Ledger) -> String {
    let labels: Vec<&str> =
        named_by(ledger).iter().filter_map(|key| ledger.column(key)).map(|column| column.label).collect();
    labels.join("・")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_made_of_columns_that_exist() {
        for ledger in Ledger::ALL {
            assert!(named_by(ledger).contains(&ledger.name_key()), "{ledger:?}");
            assert!(named_by(ledger).iter().all(|key| ledger.column(key).is_some()), "{ledger:?}");
        }
        assert_eq!(name_heading(Ledger::Devices), "管理番号・コンピュータ名");
    }
}
