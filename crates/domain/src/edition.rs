//! One official sheet (版): its rows, their help, and the thresholds its rules use.
//!
//! Editions are data: they are read from `catalogs/` by `tate-catalog` and never change once
//! published. A new year is a new file, not new code.

use serde::{Deserialize, Serialize};

/// One official sheet: year × kind of facility × side, e.g. `r7-pharmacy`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Key of the edition and name of its file, e.g. `r7-pharmacy`.
    pub id: String,
    /// Full Japanese title, as a heading of the printed form.
    pub title: String,
    /// Short Japanese title for menus and tables.
    pub short_title: String,
    /// Fiscal year (1 April – 31 March) the sheet was issued for, by its first calendar year.
    pub fiscal_year: i16,
    /// Who fills the sheet in.
    pub side: Side,
    /// What sort of sheet it is; decides how it is filled in and printed.
    #[serde(default)]
    pub kind: EditionKind,
    /// The edition that this one replaces; answers are carried over from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Columns of checks on the printed sheet (1回目, 2回目); a third check can be recorded as well.
    #[serde(default = "one_round")]
    pub rounds: u8,
    /// Only facilities that use this service see the sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_with: Option<Service>,
    /// The time whose advice the sheet gives, where it is not today's, e.g. `2022年`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Kinds of facility the sheet is for (`pharmacy`, `hospital`, `clinic`, `dental`).
    pub facility_kinds: Vec<String>,
    /// Fields printed above the table besides the facility, e.g. 事業者名.
    #[serde(default)]
    pub header_fields: Vec<String>,
    /// Headings of the columns of the form.
    pub columns: Columns,
    /// Thresholds that the rules of this edition use.
    pub params: RuleParams,
    /// Where the item list was taken from (the full entry is in `catalogs/SOURCES.md`).
    pub source: String,
    /// What we inferred because the printed original was not available; shown to the reader.
    #[serde(default)]
    pub inferred_notes: Vec<String>,
    /// The question before all others: いいえ there means that no other row is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Item>,
    /// The rows in official order.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

const fn one_round() -> u8 {
    1
}

impl Edition {
    /// Every row that is answered: the gate, then the items.
    pub fn rows(&self) -> impl Iterator<Item = &Item> {
        self.gate.iter().chain(&self.items)
    }

    /// Whether a row stands behind the gate: いいえ there means that it is not asked.
    #[must_use]
    pub fn is_behind_gate(&self, id: &str) -> bool {
        self.gate.as_ref().is_some_and(|gate| gate.id != id) && self.row(id).is_some()
    }

    /// The row with this id.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<&Item> {
        self.rows().find(|item| item.id == id)
    }
}

/// What sort of sheet an edition is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditionKind {
    /// チェックリスト: はい・いいえ with dates, shown at the on-site inspection.
    #[default]
    Checklist,
    /// 自己点検: ○ or × per row, scored by viewpoint.
    SelfCheck,
    /// 調査: questions of several types with branches (G-MIS).
    Survey,
    /// 届出・様式: boxes and entries of a form that is handed in.
    Filing,
}

impl EditionKind {
    /// The Japanese word.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Checklist => "チェックリスト",
            Self::SelfCheck => "自己点検",
            Self::Survey => "調査",
            Self::Filing => "届出・様式",
        }
    }
}

/// A service whose use decides whether a sheet concerns the facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// オンライン資格確認等.
    OnlineEligibility,
}

/// Who fills an edition in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The medical facility or pharmacy itself (医療機関・薬局確認用).
    Facility,
    /// The vendor of a system (事業者確認用), one sheet per vendor.
    Vendor,
}

/// Headings of the columns of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Heading over the rows, e.g. チェック項目.
    pub item: String,
    /// Heading of the answer and its date, e.g. 確認日.
    pub confirmed: String,
    /// Heading of the date by which an いいえ becomes はい, e.g. 目標日.
    pub target: String,
    /// Heading of the remarks, e.g. 備考.
    pub remark: String,
}

/// Thresholds of an edition. Days are calendar days; the day itself is day 0.
///
/// Figures that the ministry prints (password lengths, the two-factor year, three generations)
/// come from the sheet and its manual; the freshness limits are ours and say how old a proof may
/// be before the program stops proposing はい.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleParams {
    /// Ways to meet the password item; meeting one of them is enough.
    pub password_variants: Vec<PasswordVariant>,
    /// Last fiscal year for which "planned" two-factor sign-in counts as はい (2027 = 令和9年度).
    pub two_factor_fiscal_year_limit: i16,
    /// Oldest accepted last update of an operating system, in days.
    pub patch_max_age_days: u32,
    /// Oldest accepted definitions of the malware protection, in days.
    pub definition_max_age_days: u32,
    /// Oldest accepted look at the firmware of a network device, in days.
    pub firmware_check_max_age_days: u32,
    /// An account not used for longer than this is asked about, in days.
    pub account_unused_days: u32,
    /// Fewest kept generations of a backup.
    pub backup_min_generations: u32,
    /// Oldest accepted test of restoring a backup, in days.
    pub restore_test_max_age_days: u32,
    /// Oldest accepted walk-round of the device ledger (棚卸), in days.
    pub inventory_max_age_days: u32,
    /// Whether a vendor's answer must be dated inside the fiscal year of the round.
    pub vendor_answer_within_fiscal_year: bool,
    /// Oldest accepted look at the access logs, in days (a quarter where the edition says nothing).
    #[serde(default = "a_quarter")]
    pub log_review_max_age_days: u32,
    /// Oldest accepted look at the services, ports and programs of a device, in days.
    #[serde(default = "half_a_year")]
    pub services_check_max_age_days: u32,
    /// Oldest accepted look at the settings and the history of a connection, in days.
    #[serde(default = "a_year")]
    pub connection_check_max_age_days: u32,
    /// Oldest accepted revision of a document, in days.
    #[serde(default = "two_years")]
    pub paper_max_age_days: u32,
    /// Oldest accepted drill, in days.
    #[serde(default = "a_year")]
    pub drill_max_age_days: u32,
    /// Longest time a medium may be lent, in days.
    #[serde(default = "a_month")]
    pub media_lend_max_days: u32,
    /// Most PCs with which a facility may restrict media by rule alone.
    #[serde(default = "ten")]
    pub rule_only_max_pcs: u32,
    /// The day that guideline 7.0 is said to name for two-factor sign-in; a note beside the edition's own reading.
    #[serde(default = "guideline_7_day")]
    pub two_factor_reference_day: jiff::civil::Date,
}

const fn a_month() -> u32 {
    30
}

const fn a_quarter() -> u32 {
    92
}

const fn half_a_year() -> u32 {
    180
}

const fn a_year() -> u32 {
    365
}

const fn two_years() -> u32 {
    730
}

const fn ten() -> u32 {
    10
}

const fn guideline_7_day() -> jiff::civil::Date {
    jiff::civil::date(2027, 4, 1)
}

impl RuleParams {
    /// The figures of `r7-pharmacy`, for tests and examples; the catalogue is the authority and a
    /// test of `tate-catalog` compares the two.
    #[must_use]
    pub fn sample() -> Self {
        let variant = |id: &str, label: &str, min_length, second_factor, periodic_change| PasswordVariant {
            id: id.to_owned(),
            label: label.to_owned(),
            min_length,
            mixed_characters: true,
            second_factor,
            periodic_change,
            change_within_days: None,
        };
        Self {
            password_variants: vec![
                variant("long", "英数字と記号を混ぜて13文字以上（定期的な変更は不要）", 13, false, false),
                variant(
                    "two_factor",
                    "二要素認証を使い、英数字と記号を混ぜて8文字以上（定期的な変更は不要）",
                    8,
                    true,
                    false,
                ),
                variant("periodic", "英数字と記号を混ぜて8文字以上で、定期的に変更", 8, false, true),
            ],
            two_factor_fiscal_year_limit: 2027,
            patch_max_age_days: 60,
            definition_max_age_days: 7,
            firmware_check_max_age_days: 90,
            account_unused_days: 90,
            backup_min_generations: 3,
            restore_test_max_age_days: 365,
            inventory_max_age_days: 365,
            vendor_answer_within_fiscal_year: true,
            log_review_max_age_days: a_quarter(),
            services_check_max_age_days: half_a_year(),
            connection_check_max_age_days: a_year(),
            paper_max_age_days: two_years(),
            drill_max_age_days: a_year(),
            media_lend_max_days: a_month(),
            rule_only_max_pcs: ten(),
            two_factor_reference_day: guideline_7_day(),
        }
    }
}

/// One way to meet the password item of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordVariant {
    /// Key of the variant, e.g. `long`.
    pub id: String,
    /// The variant in one Japanese line.
    pub label: String,
    /// Fewest characters.
    pub min_length: u32,
    /// Whether letters, digits and symbols must be mixed.
    pub mixed_characters: bool,
    /// Whether a second factor must be in use.
    pub second_factor: bool,
    /// Whether the password must be changed from time to time.
    pub periodic_change: bool,
    /// Longest time between two changes, in days, where the edition states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_within_days: Option<u32>,
}

/// One row of an edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Edition + number + target where one number has several, e.g. `r7-pharmacy:2-12-pc`.
    pub id: String,
    /// The official number as printed, e.g. `2-⑫`; two rows may share it.
    pub number: String,
    /// Other ways the row is written: misprints of the source, plain digits.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What the row is about.
    pub target: Target,
    /// Section heading, e.g. `1 体制構築`.
    pub section: String,
    /// Our short name of the row, at most 40 characters.
    pub label: String,
    /// The official wording, once the facility has loaded it from its own official file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub official_label: Option<String>,
    /// Explanation in plain Japanese.
    pub help: Help,
    /// Marks that change how the row is handled.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Places in the ministry's guideline.
    #[serde(default)]
    pub refs: Vec<GuidelineRef>,
    /// Controls behind the row (crosswalk to other editions).
    pub concepts: Vec<String>,
    /// Rules that propose an answer; empty = a human statement.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Kinds of はい that must be told apart, e.g. implemented / planned.
    #[serde(default)]
    pub substates: Vec<Choice>,
    /// What kind of answer is given.
    #[serde(default)]
    pub answer: AnswerKind,
    /// What [`AnswerKind::One`] and [`AnswerKind::Many`] choose from.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// The answer to another row that opens this one; a closed row is neither asked nor answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ShownWhen>,
    /// May stay empty.
    #[serde(default)]
    pub optional: bool,
    /// What about this row is our inference; shown discreetly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inferred: Option<String>,
    /// What holds today where the row's advice is of another time. Such a row proposes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded: Option<String>,
    /// Keys of the ministry's questions and answers, e.g. `qa:7-3`.
    #[serde(default)]
    pub qa: Vec<String>,
    /// Viewpoint (予防・発見・是正) where the edition has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewpoint: Option<Viewpoint>,
}

impl Item {
    /// Key of the edition this row belongs to: the part of the id before the colon.
    #[must_use]
    pub fn edition_id(&self) -> &str {
        self.id.split_once(':').map_or("", |(edition, _)| edition)
    }

    /// Whether the row carries the mark.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// The words of an entry: an option's label for its key, anything else as it stands.
    #[must_use]
    pub fn entry_text(&self, entry: &[String]) -> String {
        let label = |key: &String| {
            self.options
                .iter()
                .find(|option| option.id == *key)
                .map_or_else(|| key.clone(), |option| option.label.clone())
        };
        entry.iter().map(label).collect::<Vec<_>>().join("、")
    }

    /// What is printed as the row's text: the official wording where loaded, else our label.
    #[must_use]
    pub fn text(&self) -> &str {
        self.official_label.as_deref().unwrap_or(&self.label)
    }
}

/// What kind of answer a row takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// はい or いいえ (○ or × on a self-check).
    #[default]
    YesNo,
    /// One of the options.
    One,
    /// One or more of the options.
    Many,
    /// A whole number, 0 or more.
    Integer,
    /// Words.
    Text,
    /// A box to tick.
    Check,
}

impl AnswerKind {
    /// Whether the answer is an entry rather than はい or いいえ.
    #[must_use]
    pub fn is_entry(self) -> bool {
        !matches!(self, Self::YesNo | Self::Check)
    }
}

/// The branch of a survey: this row is asked when another was answered so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShownWhen {
    /// Id of the row that decides.
    pub item: String,
    /// `yes`, `no`, or the id of an option that was chosen.
    pub is: String,
}

/// 視点 of a self-check: what the row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Viewpoint {
    /// 予防: so that nothing happens.
    #[serde(rename = "予防")]
    Prevent,
    /// 発見: so that it is noticed at once.
    #[serde(rename = "発見")]
    Detect,
    /// 是正: so that things are put right.
    #[serde(rename = "是正")]
    Correct,
}

impl Viewpoint {
    /// Every viewpoint in the order of the sheets.
    pub const ALL: [Self; 3] = [Self::Prevent, Self::Detect, Self::Correct];

    /// The Japanese word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prevent => "予防",
            Self::Detect => "発見",
            Self::Correct => "是正",
        }
    }
}

/// What a row is about (対象); written in Japanese in the catalogue and in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// 施設: the facility as a whole (the question before all others).
    #[serde(rename = "施設")]
    Facility,
    /// 体制: people and responsibility.
    #[serde(rename = "体制")]
    Organization,
    /// 全般: all medical information systems.
    #[serde(rename = "全般")]
    General,
    /// サーバ.
    #[serde(rename = "サーバ")]
    Server,
    /// 端末PC.
    #[serde(rename = "端末PC")]
    Terminal,
    /// ネットワーク機器.
    #[serde(rename = "ネットワーク機器")]
    Network,
    /// インシデント: being ready for one.
    #[serde(rename = "インシデント")]
    Incident,
    /// 規程: written rules.
    #[serde(rename = "規程")]
    Regulations,
}

impl Target {
    /// Every target, in the order of the official sheets.
    pub const ALL: [Self; 8] = [
        Self::Facility,
        Self::Organization,
        Self::General,
        Self::Server,
        Self::Terminal,
        Self::Network,
        Self::Incident,
        Self::Regulations,
    ];

    /// The Japanese word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facility => "施設",
            Self::Organization => "体制",
            Self::General => "全般",
            Self::Server => "サーバ",
            Self::Terminal => "端末PC",
            Self::Network => "ネットワーク機器",
            Self::Incident => "インシデント",
            Self::Regulations => "規程",
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Five-part explanation of a row, in our own plain Japanese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Help {
    /// ひとことで言うと.
    pub plain: String,
    /// なぜ必要か.
    pub why: String,
    /// どこを見るか.
    pub look_at: String,
    /// 何があれば「はい」か.
    pub yes_when: String,
    /// よくある間違い.
    pub mistakes: String,
}

impl Help {
    /// The five parts with their Japanese headings, in reading order.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &str); 5] {
        [
            ("ひとことで言うと", &self.plain),
            ("なぜ必要か", &self.why),
            ("どこを見るか", &self.look_at),
            ("何があれば「はい」か", &self.yes_when),
            ("よくある間違い", &self.mistakes),
        ]
    }
}

/// A mark on a row that changes how it is handled or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// 現物確認: an inspector asks to see the document itself.
    SeenInPerson,
    /// 立入時に直接確認されうる: an inspector may ask to see it.
    MayBeAsked,
    /// 保守契約がなければ記入不要.
    SkipWithoutContract,
    /// 外部と接続する回線がなければ対象外.
    SkipWithoutNetwork,
    /// The row was already in the FY2023 (R5) sheet (※).
    R5Item,
    /// Asked for the first time in this edition.
    NewItem,
    /// Wording or scope changed against the edition before.
    ChangedItem,
    /// A plan inside the limit of [`RuleParams::two_factor_fiscal_year_limit`] counts as はい.
    PlannedCountsAsYes,
    /// 小規模な薬局では管理薬剤師が兼ねてよい.
    SmallPharmacyManagerOk,
    /// The ledger behind the row is kept in the facility and not handed in.
    LedgerNotSubmitted,
    /// Facts can show いいえ; はい also needs something that no ledger knows, so nothing proposes it.
    PersonSaysYes,
}

impl Flag {
    /// The mark as the short Japanese phrase printed beside the row.
    #[must_use]
    pub fn as_japanese(self) -> &'static str {
        match self {
            Self::SeenInPerson => "現物確認",
            Self::MayBeAsked => "立入時に確認されることがあります",
            Self::SkipWithoutContract => "保守契約がなければ記入不要",
            Self::SkipWithoutNetwork => "外部と接続する回線がなければ対象外",
            Self::R5Item => "令和5年度からの項目",
            Self::NewItem => "新しい項目",
            Self::ChangedItem => "内容が変わった項目",
            Self::PlannedCountsAsYes => "期限内の実装予定も「はい」",
            Self::SmallPharmacyManagerOk => "小規模な薬局は管理薬剤師の兼任で可",
            Self::LedgerNotSubmitted => "台帳の提出は不要",
            Self::PersonSaysYes => "「はい」は人が確かめて判断",
        }
    }
}

/// A place in a guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuidelineRef {
    /// Edition of the guideline, e.g. `GL6.0`.
    pub edition: String,
    /// Volume and number, e.g. `経営管理編 3.1.2②`.
    pub text: String,
}

/// Something to choose: a kind of はい, or an option of a survey question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Key, e.g. `implemented`.
    pub id: String,
    /// Japanese words shown to the reader.
    pub label: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_written_in_japanese() {
        for target in Target::ALL {
            let json = serde_json::to_string(&target).unwrap();
            assert_eq!(json, format!("\"{target}\""));
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = r#"{"edition":"GL6.0","text":"企画管理編 9.1","page":3}"#;
        let error = serde_json::from_str::<GuidelineRef>(text).unwrap_err();
        assert!(error.to_string().contains("unknown field `page`"));
    }

    #[test]
    fn a_flag_is_written_in_snake_case() {
        let json = serde_json::to_string(&Flag::SeenInPerson).unwrap();
        assert_eq!(json, "\"seen_in_person\"");
    }
}
