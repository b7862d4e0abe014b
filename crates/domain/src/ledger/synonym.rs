//! What other products and people's own tables write for a choice.

/// The codes that a word may mean, the likelier first; which of them a column has is the column's to ask. The word
/// comes folded, as [`crate::text::search_key`] gives it.
pub(super) fn of(key: &str) -> impl Iterator<Item = &'static str> {
    let exact: &[&str] = match key {
        "active" | "稼働中" | "稼動" | "稼動中" | "使用中" | "運用中" | "有効" | "deployed" | "enabled" => {
            &["active"]
        }
        "inactive" | "停止中" | "休止" | "予備" | "offline" | "planned" | "staged" | "failed" | "inventory"
        | "decommissioning" | "readytodeploy" | "pending" | "outforrepair" | "outfordiagnostics" => &["stopped"],
        "retired" | "廃棄済" | "廃棄済ミ" | "除却" | "archived" | "decommissioned" => &["disposed"],
        "無効化" | "停止済" => &["disabled"],
        // AD and Entra: Enabled, accountEnabled.
        "true" => &["active", "yes"],
        "false" => &["disabled", "no"],
        "admin" | "管理者権限" | "administrator" | "管理" => &["admin"],
        "user" | "一般ユーザ" | "一般ユーザー" | "利用者" => &["user"],
        "有" | "有リ" | "アリ" | "yes" | "○" | "◯" | "〇" => &["yes"],
        "無" | "無シ" | "ナシ" | "no" | "×" => &["no"],
        "退職済" | "退職済ミ" | "退社" | "離職" => &["left"],
        "在職" | "在職中" | "在籍中" | "勤務中" => &["active"],
        "休業" | "休職中" | "育休" | "産休" | "育児休業" => &["leave"],
        _ => &[],
    };
    exact.iter().copied().chain(device_kind(key)).chain(job(key))
}

/// 種別 of a device: the role of NetBox, the category of Snipe-IT.
fn device_kind(key: &str) -> Option<&'static str> {
    let any = |words: &[&str]| words.iter().any(|word| key.contains(word));
    match key {
        "pc" | "パソコン" | "端末" | "デスクトップ" | "ノート" | "ノートpc" | "デスクトップpc" | "クライアント" => {
            Some("pc")
        }
        "ルータ"
        | "ルーター"
        | "スイッチ"
        | "ハブ"
        | "utm"
        | "ファイアウォール"
        | "nw"
        | "nw機器"
        | "アクセスポイント"
        | "networkequipment"
        | "networking" => Some("network"),
        "複合機" | "プリンター" => Some("printer"),
        "スマートフォン" | "スマホ" | "携帯電話" | "モニタ" | "モニター" | "ディスプレイ" | "ups" | "pdu" => {
            Some("other")
        }
        _ if any(&["router", "switch", "firewall", "accesspoint", "wireless"]) => Some("network"),
        _ if any(&["laptop", "desktop", "workstation", "notebook"]) => Some("pc"),
        _ if any(&["printer"]) => Some("printer"),
        _ if any(&["tablet"]) => Some("tablet"),
        _ if any(&["virtualmachine", "hypervisorguest"]) => Some("virtual"),
        _ if any(&["server"]) => Some("server"),
        _ if any(&["storage"]) => Some("nas"),
        _ if any(&["monitor", "display", "phone", "keyboard", "accessor"]) => Some("other"),
        _ => None,
    }
}

/// 職種 in the words of staff lists.
fn job(key: &str) -> Option<&'static str> {
    let any = |words: &[&str]| words.iter().any(|word| key.contains(word));
    match key {
        "管理薬剤師" | "院長" | "施設長" | "管理者" => Some("manager"),
        "歯科医" => Some("dentist"),
        "准看護師" | "保健師" | "助産師" | "看護職" => Some("nurse"),
        "看護助手" | "看護補助者" | "登録販売者" | "調剤補助" | "介護職" | "介護福祉士" | "管理栄養士" | "栄養士"
        | "歯科衛生士" | "歯科助手" => Some("other"),
        "事務職" | "事務員" | "医療事務" | "受付" | "総務" | "経理" => Some("clerk"),
        "情報システム" | "システム担当" | "se" | "情シス" => Some("it"),
        _ if any(&["技師", "技士", "療法士", "聴覚士"]) => Some("technician"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::Ledger;
    use crate::text::search_key;

    #[test]
    fn words_of_products_mean_one_choice_of_their_column() {
        for (ledger, key, typed, code) in [
            (Ledger::Devices, "kind", "Access Switch", "network"),
            (Ledger::Devices, "kind", "Router", "network"),
            (Ledger::Devices, "kind", "Laptops", "pc"),
            (Ledger::Devices, "kind", "Servers", "server"),
            (Ledger::Devices, "state", "Ready to Deploy", "stopped"),
            (Ledger::Devices, "state", "Archived", "disposed"),
            (Ledger::Devices, "state", "Deployed", "active"),
            (Ledger::Accounts, "state", "TRUE", "active"),
            (Ledger::Accounts, "state", "False", "disabled"),
            (Ledger::Devices, "remote", "TRUE", "yes"),
            (Ledger::People, "job", "診療放射線技師", "technician"),
            (Ledger::People, "job", "准看護師", "nurse"),
            (Ledger::People, "state", "在職中", "active"),
        ] {
            assert_eq!(ledger.column(key).unwrap().parse(typed).as_deref(), Ok(code), "{key} {typed}");
        }
        assert!(super::of(&search_key("こわれた")).next().is_none());
        assert!(Ledger::Devices.column("state").unwrap().parse("Lost/Stolen").is_err(), "a person decides");
    }
}
