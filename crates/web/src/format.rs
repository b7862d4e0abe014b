//! How things are written on a page; called from templates.

use tate_domain::ledger::Ledger;

/// A stored time as `2026年11月20日 14:02`.
pub fn local(stored: &str) -> String {
    tate_app::clock::local_text(stored)
}

/// A day as `2026/11/20`.
pub fn day(date: &jiff::civil::Date) -> String {
    tate_domain::date::slashed(*date)
}

/// A day that may be missing.
pub fn day_or_blank(date: &Option<jiff::civil::Date>) -> String {
    date.as_ref().map(day).unwrap_or_default()
}

/// The label of a form field, for showing what was typed.
pub fn field_label(key: &str) -> String {
    let fixed = match key {
        "value" => "回答",
        "checked_on" => "確認日",
        "target_date" => "目標日",
        "reason" => "理由",
        "remark" => "備考",
        "substate" => "「はい」の内容",
        "exception_reason" => "例外の理由",
        "exception_measure" => "代わりの対策",
        "exception_until" => "例外の期限",
        "text" | "note" => "メモ・備考",
        "name" => "名称",
        _ => "",
    };
    if !fixed.is_empty() {
        return fixed.to_owned();
    }
    Ledger::ALL.iter().find_map(|ledger| ledger.column(key)).map_or(key, |column| column.label).to_owned()
}

/// A size in bytes for people.
pub fn size(bytes: &i64) -> String {
    match *bytes {
        n if n >= 1 << 20 => format!("{}.{} MB", n >> 20, ((n % (1 << 20)) * 10) >> 20),
        n if n >= 1 << 10 => format!("{} KB", n >> 10),
        n => format!("{n} バイト"),
    }
}
