//! Words of the JSON in Japanese, and what makers write where they know nothing.

/// The most characters of a ledger's one-line value.
const MOST_CHARS: usize = 500;

/// The name of a section for people.
pub(super) fn section(key: &str) -> &str {
    match key {
        "host" => "機器の情報",
        "os" => "OS",
        "updates" => "更新プログラム",
        "programs" => "ソフト",
        "users" => "利用者ID",
        "admins" => "端末の管理者",
        "services" => "サービス",
        "autostart" => "自動起動",
        "ports" => "待ち受けポート",
        "antivirus" => "ウイルス対策",
        "firewall" => "ファイアウォール",
        "encryption" => "ディスクの暗号化",
        "usb" => "USB記憶媒体の制限",
        "usb_seen" => "接続されたUSB記憶媒体",
        "password" => "パスワードの設定",
        "remote_desktop" => "リモートデスクトップ",
        "remote_tools" => "遠隔操作ソフト",
        "time_sync" => "時刻の同期",
        "network" => "ネットワーク",
        other => other,
    }
}

/// The name of a firewall's profile.
pub(super) fn profile(name: &str) -> &str {
    match name {
        "domain" => "ドメイン",
        "private" => "プライベート",
        "public" => "パブリック",
        other => other,
    }
}

/// How a service starts.
pub(super) fn start(code: &str) -> &str {
    match code {
        "auto" => "自動",
        "manual" => "手動",
        "disabled" => "無効",
        "boot" | "system" => "起動時",
        _ => "",
    }
}

/// `yes` or `no` for a ledger.
pub(super) fn yes_no(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// オン, オフ or 不明 for a line of text.
pub(super) fn on_off(on: Option<bool>) -> &'static str {
    match on {
        Some(true) => "オン",
        Some(false) => "オフ",
        None => "不明",
    }
}

/// Whether a maker left a field of the firmware as it came from the factory of the board.
pub(super) fn is_placeholder(text: &str) -> bool {
    let key: String = text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let same = |c: char| key.chars().all(|other| other == c);
    matches!(
        key.as_str(),
        "" | "none"
            | "na"
            | "null"
            | "unknown"
            | "default"
            | "defaultstring"
            | "tobefilledbyoem"
            | "systemserialnumber"
            | "systemproductname"
            | "systemmanufacturer"
            | "notspecified"
            | "notapplicable"
            | "oem"
            | "invalid"
            | "123456789"
            | "0123456789"
            | "03000200040005000006000700080009"
    ) || same('0')
        || same('f')
        || same('x')
}

/// Texts side by side, as many as one line of a ledger holds; how many more there are is said.
pub(super) fn joined(texts: &[String]) -> String {
    let mut line = String::new();
    for (at, text) in texts.iter().enumerate() {
        let left = texts.len() - at;
        if line.chars().count() + text.chars().count() > MOST_CHARS - 20 {
            line.push_str(&format!("　ほか{left}件"));
            break;
        }
        if at > 0 {
            line.push('、');
        }
        line.push_str(text);
    }
    line.chars().take(MOST_CHARS).collect()
}
