//! Contradiction lint (矛盾チェック): what cannot be true together over ledgers, answers and documents.
//!
//! One rule = one file, pure functions over [`LintInput`]. A rule says nothing where facts are merely
//! missing: that is the proposals' work. It speaks where two things stand side by side that do not fit.
//! A text avoids counts of elapsed days: a suppression holds as long as the text does.
//!
//! Source of the list: practice.md §4.2 (how a wrong はい is caught) and §4.3, condensed in the manual
//! chapter `docs/manual/ja/18-mujun-check.md`, where every rule has its section.

mod answered_before_data;
mod backup_same_lan;
mod backup_without_nas;
mod bcp_names_gone;
mod bcp_not_for_attack;
mod bulk_answers;
mod clause_contradicts_setting;
mod columns_blank;
mod contract_over;
mod device_unchanged;
mod disclosure_all_yes;
mod disclosure_duplicate;
mod disclosure_outdated;
mod disclosure_remote_missing;
mod esu_without_licence;
mod everybody_admin;
mod exception_expired;
mod firmware_older_than_table;
mod leaver_in_use;
mod ledger_without_router;
mod log_gap;
mod na_without_reason;
mod newest_is_no_version;
mod no_without_target;
mod officer_disagrees;
mod only_mac_filter;
mod os_expired;
mod outlier_shop;
mod phone_blank;
mod proof_before_year;
mod remote_tool_not_declared;
mod restore_never_tested;
mod review_overdue;
mod risk_acceptance_expired;
mod same_words;
mod shared_login;
mod sheets_disagree;
mod superseded_office;
mod target_passed;
mod unlisted_device;
mod usb_seen_on_blocked;
mod vendor_says_otherwise;
mod yes_against_ledgers;
mod yes_unchanged;
mod yes_without_proof;

mod chain;
mod finding;
mod input;
mod say;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use chain::{Chain, ShopAnswer};
pub use finding::{Link, LintFinding, Severity};
pub use input::{LastYear, LintInput, LintSheet, SheetRow};

/// A rule with its name in keys, in JSON and in the manual.
pub struct LintRule {
    /// The name, also the anchor of its section in the manual.
    pub name: &'static str,
    /// What it looks for, in a few Japanese words.
    pub title: &'static str,
    /// The rule itself.
    pub check: fn(&LintInput<'_>) -> Vec<LintFinding>,
}

/// Declares the registry: `module => title`.
macro_rules! registry {
    ($($module:ident => $title:literal,)*) => {
        /// Every rule: those about answers, about the ledgers, about the shops of an organization.
        #[must_use]
        pub fn all() -> &'static [LintRule] {
            static ALL: &[LintRule] = &[
                $(LintRule { name: $module::NAME, title: $title, check: $module::check },)*
            ];
            ALL
        }
    };
}

registry! {
    yes_against_ledgers => "「はい」が台帳と反対",
    yes_without_proof => "「はい」に根拠がない",
    proof_before_year => "根拠が年度より前",
    answered_before_data => "回答のあとで台帳が変わった",
    yes_unchanged => "去年のまま確かめていない「はい」",
    target_passed => "目標日が過ぎた",
    no_without_target => "「いいえ」に目標日がない",
    na_without_reason => "「対象外」に理由がない",
    exception_expired => "例外の期限切れ",
    vendor_says_otherwise => "事業者の回答と食い違う「はい」",
    sheets_disagree => "ほかの用紙の答えと食い違う",
    log_gap => "ログを点検していない「はい」",
    bcp_not_for_attack => "災害のBCPだけの「はい」",
    bulk_answers => "短い時間にまとめて確定",
    officer_disagrees => "安全管理責任者の食い違い",
    leaver_in_use => "退職した人が残っている",
    shared_login => "1つのIDを何人もで使用",
    everybody_admin => "全員が管理者",
    phone_blank => "連絡先の電話番号が空欄",
    superseded_office => "古い連絡先",
    newest_is_no_version => "「最新」は版ではない",
    columns_blank => "台帳の欄がすべて空欄",
    ledger_without_router => "ルータが台帳にない",
    unlisted_device => "話に出てくる機器が台帳にない",
    device_unchanged => "台帳が1年変わっていない",
    os_expired => "サポートの切れたOS",
    esu_without_licence => "延長サポートの証拠がない",
    firmware_older_than_table => "ファームウェアが古い",
    remote_tool_not_declared => "申告のない遠隔操作",
    usb_seen_on_blocked => "禁止の端末にUSB記憶媒体",
    only_mac_filter => "MACアドレスだけの制限",
    backup_without_nas => "控えの保存先が台帳にない",
    backup_same_lan => "控えがすべて同じネットワークの中",
    restore_never_tested => "復元を試していない",
    bcp_names_gone => "BCPの人が今と違う",
    clause_contradicts_setting => "規程と設定の食い違い",
    review_overdue => "点検の予定日が過ぎた",
    contract_over => "終わった契約が残っている",
    risk_acceptance_expired => "リスク受容の期限切れ",
    disclosure_remote_missing => "リモート保守のSDSがない「はい」",
    disclosure_duplicate => "別の製品と同じ開示書",
    disclosure_all_yes => "すべて「はい」の開示書",
    disclosure_outdated => "古い開示書",
    same_words => "多くの店で同じ文章",
    outlier_shop => "同じ種類の施設と違う答え",
}

/// The rule with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static LintRule> {
    all().iter().find(|rule| rule.name == name)
}

/// Runs every rule; what must be put right first, then in the order of the registry.
#[must_use]
pub fn lint(input: &LintInput<'_>) -> Vec<LintFinding> {
    let mut found: Vec<LintFinding> = all().iter().flat_map(|rule| (rule.check)(input)).collect();
    found.sort_by_key(|finding| finding.severity);
    found
}
