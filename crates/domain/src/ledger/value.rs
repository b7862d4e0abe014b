//! From what was typed to what is stored, and back to what is shown.

use super::{Column, Kind, Ledger};
use crate::text;

/// The most characters a one-line value may have.
const MOST_CHARS: usize = 500;
/// The most characters a value of several lines may have.
const MOST_LINES_CHARS: usize = 4_000;

/// Why a value was refused; a Japanese sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ValueError(pub String);

/// Words by which people leave a cell empty.
const NOTHING: [&str; 8] = ["", "-", "－", "ー", "―", "不明", "未定", "N/A"];

impl Column {
    /// What is stored for what was typed. Empty input gives empty text. `*****` (masked by the
    /// exporting product) counts as empty.
    ///
    /// References are checked for their form only; whether the row exists is the use case's to ask.
    ///
    /// # Errors
    /// A sentence with the column's name, the typed text and what to type instead.
    pub fn parse(&self, typed: &str) -> Result<String, ValueError> {
        let trimmed = typed.trim();
        let masked = trimmed.chars().count() >= 3 && trimmed.chars().all(|c| c == '*' || c == '＊');
        if trimmed.is_empty() || masked {
            return Ok(String::new());
        }
        let limit = if self.kind == Kind::Lines { MOST_LINES_CHARS } else { MOST_CHARS };
        if trimmed.chars().count() > limit {
            return Err(ValueError(format!(
                "{}が長すぎます（{}文字）。{limit}文字までで入力してください。",
                self.label,
                trimmed.chars().count()
            )));
        }
        match self.kind {
            Kind::Text => Ok(text::printable(trimmed, false)),
            Kind::Lines => Ok(text::printable(trimmed, true)),
            Kind::Code => Ok(text::printable(&text::code(trimmed), false)),
            Kind::Phone => phone(self, trimmed),
            Kind::Mail => mail(self, trimmed),
            Kind::Day => self.day(trimmed),
            Kind::Number => self.number(trimmed),
            Kind::YesNo => self.yes_no(trimmed),
            Kind::Choice(choices) => self.choice(choices, trimmed),
            Kind::Ref(_) => Ok(text::printable(trimmed, false)),
            Kind::Ip => self.ip(trimmed),
            Kind::Mac => self.mac(trimmed),
        }
    }

    fn day(&self, typed: &str) -> Result<String, ValueError> {
        if NOTHING.contains(&typed) {
            return Ok(String::new());
        }
        let day = crate::date::parse_day(typed).map_err(|e| ValueError(format!("{}{}", self.label, e.0)))?;
        Ok(day.to_string())
    }

    fn number(&self, typed: &str) -> Result<String, ValueError> {
        let narrowed = text::code(typed);
        let digits = narrowed.trim_end_matches(|c: char| !c.is_ascii_digit());
        digits.parse::<u32>().map(|n| n.to_string()).map_err(|_| {
            ValueError(format!(
                "{}「{}」を数として読み取れません。数字だけを入力してください。",
                self.label,
                text::shorten(typed, 30)
            ))
        })
    }

    fn yes_no(&self, typed: &str) -> Result<String, ValueError> {
        let key = text::search_key(typed);
        match key.as_str() {
            "yes" | "y" | "true" | "1" | "有" | "有り" | "アリ" | "ハイ" | "済" | "済ミ" | "○" | "◯" | "〇" | "on" => {
                Ok("yes".into())
            }
            "no" | "n" | "false" | "0" | "無" | "無シ" | "ナシ" | "イイエ" | "未" | "×" | "✕" | "x" | "off" => {
                Ok("no".into())
            }
            _ if NOTHING.contains(&typed) => Ok(String::new()),
            _ => Err(ValueError(format!(
                "{}「{}」を読み取れません。「有」か「無」で入力してください。",
                self.label,
                text::shorten(typed, 30)
            ))),
        }
    }

    fn choice(&self, choices: &[(&str, &str)], typed: &str) -> Result<String, ValueError> {
        let key = text::search_key(typed);
        if let Some((code, _)) = choices
            .iter()
            .find(|(code, label)| *code == typed || text::search_key(code) == key || text::search_key(label) == key)
        {
            return Ok((*code).to_owned());
        }
        if NOTHING.contains(&typed) {
            return Ok(String::new());
        }
        if let Some(code) = super::synonym::of(&key).find(|code| choices.iter().any(|(known, _)| known == code)) {
            return Ok(code.to_owned());
        }
        let labels: Vec<_> = choices.iter().map(|(_, label)| format!("「{label}」")).collect();
        Err(ValueError(format!(
            "{}「{}」は選べません。{}から選んでください。",
            self.label,
            text::shorten(typed, 30),
            labels.join("")
        )))
    }

    fn ip(&self, typed: &str) -> Result<String, ValueError> {
        let narrowed = text::code(typed);
        if matches!(narrowed.as_str(), "動的" | "DHCP" | "dhcp" | "自動") {
            return Ok("動的".into());
        }
        if NOTHING.contains(&narrowed.as_str()) {
            return Ok(String::new());
        }
        // Several addresses, or one with its prefix length (NetBox), are kept as written.
        for part in narrowed.split([',', '、', ' ', '\n']).filter(|part| !part.is_empty()) {
            let address = part.split('/').next().unwrap_or(part);
            if address.parse::<std::net::IpAddr>().is_err() {
                return Err(ValueError(format!(
                    "{}「{}」を読み取れません。「192.168.1.10」の形か、「動的」と入力してください。",
                    self.label,
                    text::shorten(typed, 40)
                )));
            }
        }
        Ok(narrowed)
    }

    fn mac(&self, typed: &str) -> Result<String, ValueError> {
        let hex: String = text::code(typed).chars().filter(char::is_ascii_hexdigit).collect();
        if hex.len() != 12 {
            if NOTHING.contains(&typed) {
                return Ok(String::new());
            }
            return Err(ValueError(format!(
                "{}「{}」を読み取れません。「00:11:22:AA:BB:CC」の形で入力してください。",
                self.label,
                text::shorten(typed, 40)
            )));
        }
        let pairs: Vec<_> = hex.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).to_uppercase()).collect();
        Ok(pairs.join(":"))
    }
}

fn phone(column: &Column, typed: &str) -> Result<String, ValueError> {
    if NOTHING.contains(&typed) {
        return Ok(String::new());
    }
    // 内線, 代表 and two numbers in one cell are kept as typed; only digits are asked for.
    let narrowed = text::printable(&text::nfkc(typed), false);
    if narrowed.chars().filter(char::is_ascii_digit).count() >= 3 || narrowed.starts_with('#') {
        return Ok(narrowed);
    }
    Err(ValueError(format!(
        "{}「{}」に数字がありません。電話番号を入力してください。",
        column.label,
        text::shorten(typed, 30)
    )))
}

fn mail(column: &Column, typed: &str) -> Result<String, ValueError> {
    if NOTHING.contains(&typed) {
        return Ok(String::new());
    }
    let narrowed = text::code(typed);
    let good = narrowed
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !narrowed.contains([' ', ',', '<', '>']));
    if good {
        return Ok(narrowed);
    }
    Err(ValueError(format!(
        "{}「{}」を読み取れません。「name@example.jp」の形で入力してください。",
        column.label,
        text::shorten(typed, 40)
    )))
}

/// A stored value for the screen, documents and exports: days as 2025/04/01, codes as their label.
/// References are shown by the caller, who knows the row's name.
#[must_use]
pub fn show(column: &Column, stored: &str) -> String {
    match column.kind {
        Kind::Day => stored.parse().map_or_else(|_| stored.to_owned(), crate::date::slashed),
        Kind::YesNo => match stored {
            "yes" => "有".into(),
            "no" => "無".into(),
            other => other.to_owned(),
        },
        Kind::Choice(choices) => {
            choices.iter().find(|(code, _)| *code == stored).map_or(stored, |(_, label)| label).to_owned()
        }
        Kind::Text
        | Kind::Lines
        | Kind::Code
        | Kind::Phone
        | Kind::Mail
        | Kind::Number
        | Kind::Ref(_)
        | Kind::Ip
        | Kind::Mac => stored.to_owned(),
    }
}

/// The label of a stored value of one column.
pub(super) fn label_of(ledger: Ledger, key: &str, stored: &str) -> String {
    ledger.column(key).map_or_else(|| stored.to_owned(), |column| show(column, stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(ledger: Ledger, key: &str, typed: &str) -> Result<String, ValueError> {
        ledger.column(key).unwrap().parse(typed)
    }

    #[test]
    fn cells_of_real_tables_are_understood() {
        use Ledger::{Accounts, Devices};
        for (ledger, key, typed, stored) in [
            (Devices, "number", "００２", "002"),
            (Devices, "registered", "平成26年10月1日", "2014-10-01"),
            (Devices, "registered", "－", ""),
            (Devices, "remote", "有", "yes"),
            (Devices, "remote", "－", ""),
            (Devices, "ip", "動的", "動的"),
            (Devices, "ip", "１９２．１６８．１．１", "192.168.1.1"),
            (Devices, "mac", "00-11-22-aa-bb-cc", "00:11:22:AA:BB:CC"),
            (Devices, "maker", "ﾔﾏﾊ", "ﾔﾏﾊ"),
            (Devices, "state", "稼働中", "active"),
            (Devices, "kind", "ルーター", "network"),
            (Devices, "user", "*****", ""),
            (Accounts, "privilege", "Admin", "admin"),
            (Accounts, "login", "＝HYPERLINK", "＝HYPERLINK"),
            (Ledger::Backups, "generations", "３世代", "3"),
        ] {
            assert_eq!(parse(ledger, key, typed), Ok(stored.to_owned()), "{key} {typed}");
        }
    }

    #[test]
    fn a_bad_cell_says_what_happened_and_what_to_type() {
        for (key, typed, phrase) in [
            ("registered", "平成38年2月", "「平成38年2月」"),
            ("ip", "999.1.1.1", "192.168.1.10"),
            ("state", "こわれた", "「稼働」「停止」「廃棄」"),
            ("mac", "zz", "00:11:22"),
        ] {
            let error = parse(Ledger::Devices, key, typed).unwrap_err();
            assert!(error.0.contains(phrase), "{error}");
        }
        assert!(parse(Ledger::Devices, "host", &"あ".repeat(501)).is_err());
    }
}
