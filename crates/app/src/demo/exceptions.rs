//! Two exceptions of the hospital: one approved and answered with, one that waits.

use crate::App;
use crate::checklist::TypedAnswer;
use crate::error::Result;
use crate::exceptions::TypedException;
use jiff::ToSpan as _;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;

/// What the vendor wrote.
const STATEMENT: &str =
    "（架空の回答書）画像参照端末の現行版は、操作の記録を残す機能を備えていません。次期版で対応する予定です。";

impl App {
    /// The clerk asks, the director approves one of the two and answers with it.
    pub(super) async fn demo_exceptions(&self, clerk: &Actor, chief: &Actor, facility: &FacilityId) -> Result<()> {
        let edition = self.current_edition(chief, facility).await?;
        let today = self.today();
        let in_days = |days: i64| today.checked_add(days.days()).unwrap_or(today).to_string();
        let logs = TypedException {
            item: format!("{}:2-11", edition.id),
            reason: "画像参照端末の現行版に、操作の記録を残す機能がないと、製造元が回答しました。".to_owned(),
            measure: "端末のOSのログオン記録を残し、毎月、利用簿と照らし合わせています。".to_owned(),
            until: in_days(50),
            ..TypedException::default()
        };
        let id = self.write_exception(clerk, facility, &logs).await?;
        self.attach_statement(clerk, facility, &id, "製造元の回答（架空）.txt", STATEMENT.into()).await?;
        // The statement moved the version on.
        self.approve_exception(chief, facility, &id, 2).await?;
        let typed = TypedAnswer {
            value: "yes".to_owned(),
            checked_on: today.to_string(),
            exception: id.to_string(),
            ..TypedAnswer::default()
        };
        self.confirm(chief, facility, &logs.item, 0, &typed).await?;
        let services = TypedException {
            item: format!("{}:2-12-pc", edition.id),
            reason: "検査装置の制御用PCの一部の機能は、止めると装置が動かないと説明を受けました。".to_owned(),
            measure: "院内のほかのネットワークと分け、必要な通信だけを通しています。".to_owned(),
            until: in_days(180),
            no_statement: "口頭の説明だけで、書面の回答を依頼しています。".to_owned(),
            ..TypedException::default()
        };
        self.write_exception(clerk, facility, &services).await?;
        Ok(())
    }
}
