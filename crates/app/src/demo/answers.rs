//! Answers that the hospital's director has confirmed already, so that its sheet is half done.

use crate::App;
use crate::checklist::TypedAnswer;
use crate::error::Result;
use jiff::ToSpan as _;
use tate_domain::date::FiscalYear;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;

/// Item (the part after the colon), answer, sub-state, 理由, 備考.
const ANSWERS: [(&str, &str, &str, &str, &str); 10] = [
    ("1-1", "yes", "", "院長が任命した医療情報部長が務めています。任命書は総務課に保管しています。", "任命書：総務課"),
    ("2-1", "no", "", "", "病棟の機器の現物確認が終わっていません。"),
    ("2-2", "no", "", "", "小規模な事業者から回答を待っています。"),
    ("2-6", "no", "", "", "サポートが終わった機器を年度内に入れ替えます。"),
    ("2-7", "yes", "", "認証基盤では13文字以上、使えない部門システムでは8文字以上と90日ごとの変更を設定しました。", ""),
    ("2-8", "yes", "", "初期パスワードの変更を機器ごとの設定表で確かめました。", ""),
    ("2-9", "yes", "", "端末管理の仕組みで、許可した媒体だけが使えるように設定しています。", ""),
    (
        "2-10",
        "yes",
        "planned",
        "電子カルテの更新に合わせて導入する計画を、理事会が承認しました。",
        "次期電子カルテで対応",
    ),
    ("3-3", "no", "", "", "訓練の結果を受けて改訂しています。"),
    ("4-1", "no", "", "", "規程の改正案を委員会で審議しています。"),
];

impl App {
    /// Confirms a few answers as the hospital's director.
    pub(super) async fn demo_answers(&self, chief: &Actor, facility: &FacilityId) -> Result<()> {
        let edition = self.current_edition(chief, facility).await?;
        let today = self.today();
        // Two and a half months, but inside the fiscal year: a later 目標日 is refused.
        let last = FiscalYear::of(today).last();
        let target = today.checked_add(75.days()).map_or(last, |day| day.min(last));
        for (number, value, substate, reason, remark) in ANSWERS {
            let id = format!("{}:{number}", edition.id);
            if !edition.items.iter().any(|item| item.id == id) {
                continue;
            }
            let typed = TypedAnswer {
                value: value.to_owned(),
                substate: substate.to_owned(),
                checked_on: today.to_string(),
                target_date: if value == "no" { target.to_string() } else { String::new() },
                reason: reason.to_owned(),
                remark: remark.to_owned(),
                ..TypedAnswer::default()
            };
            self.confirm(chief, facility, &id, 0, &typed).await?;
        }
        Ok(())
    }
}
