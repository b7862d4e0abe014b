//! Disclosure statements of the hospital: one that replaced an older one and about which questions are out, and the
//! SDS of a remote maintenance.

use crate::App;
use crate::disclosures::{Brought, Choice, TypedDisclosure};
use crate::error::Result;
use jiff::ToSpan as _;
use tate_domain::disclosure::question;
use tate_domain::facts::Row;
use tate_domain::id::{DisclosureId, FacilityId};
use tate_domain::ledger::Ledger;
use tate_domain::role::Actor;

/// Number, question, answer, remark of an invented statement.
const LINES: [(&str, &str, &str, &str); 8] = [
    ("1.1", "利用者を1人ずつ見分けられるか", "はい", ""),
    ("1.2", "2つ以上の要素で本人を確かめるか", "いいえ", "次の版で対応する予定"),
    ("2.1", "操作の記録を残すか", "はい", "180日"),
    ("2.2", "記録を書き換えられないように守るか", "はい", ""),
    ("3.1", "保存する情報を暗号化するか", "いいえ", ""),
    ("3.2", "外部の場所に保存するか", "対象外", "院内のサーバだけに保存する"),
    ("4.1", "ウイルス対策ソフトと一緒に動くか", "はい", ""),
    ("4.2", "脆弱性の情報を利用者に知らせるか", "はい", "メール"),
];

fn table(changed: &[(&str, &str)]) -> String {
    let mut text = "番号\t質問\t回答\t備考\n".to_owned();
    for (number, asked, answer, remark) in LINES {
        let answer = changed.iter().find(|(at, _)| *at == number).map_or(answer, |(_, other)| other);
        text.push_str(&format!("{number}\t{asked}\t{answer}\t{remark}\n"));
    }
    text
}

impl App {
    /// The clerk registers an older and a newer MDS, puts its open lines into a question list, and registers an SDS.
    pub(super) async fn demo_disclosures(&self, clerk: &Actor, facility: &FacilityId) -> Result<()> {
        let snapshot = self.facts(clerk, facility).await?;
        let contracts = snapshot.facts.all(Ledger::Contracts);
        let on_premises = |row: &&Row| {
            let system = snapshot.facts.target(row, "system");
            row.is("kind", "maintenance") && system.is_some_and(|system| system.is("deployment", "onpremises"))
        };
        let Some(contract) = contracts.iter().find(on_premises) else { return Ok(()) };
        let today = self.today();
        let day = |days: i64| today.checked_sub(days.days()).unwrap_or(today).to_string();
        let system = snapshot.facts.target(contract, "system").map(Row::name).unwrap_or_default();
        let typed = |days, template: &str| TypedDisclosure {
            contract: contract.id.clone(),
            subject: "system".into(),
            kind: "mds".into(),
            product: format!("{system}（架空の製品）"),
            maker: "架空製作所".into(),
            giver: "架空製作所".into(),
            template: template.into(),
            guideline: "第6.0版".into(),
            made_on: day(days),
            received_on: day(days - 10),
            ..TypedDisclosure::default()
        };
        self.demo_disclosure(clerk, facility, typed(600, "Ver.4.1"), table(&[("2.1", "いいえ"), ("4.2", "いいえ")]))
            .await?;
        let id = self.demo_disclosure(clerk, facility, typed(80, "Ver.5.0"), table(&[])).await?;
        let view = self.disclosure(clerk, facility, &id).await?;
        let asked: Vec<(usize, String)> = view.talks().take(2).map(|line| (line.at, question(&line.line))).collect();
        self.ask_disclosure(clerk, facility, (&id, 1), &asked).await?;
        let remote = contracts.iter().find(|row| row.is("remote", "yes"));
        if let Some(contract) = remote {
            let typed = TypedDisclosure {
                contract: contract.id.clone(),
                subject: "remote".into(),
                kind: "sds".into(),
                product: "遠隔保守サービス（架空）".into(),
                template: "Ver.5.0".into(),
                guideline: "第6.0版".into(),
                made_on: day(120),
                ..TypedDisclosure::default()
            };
            let lines = table(&[("1.2", "はい"), ("3.1", "はい")]);
            self.demo_disclosure(clerk, facility, typed, lines).await?;
        }
        Ok(())
    }

    async fn demo_disclosure(
        &self,
        clerk: &Actor,
        facility: &FacilityId,
        typed: TypedDisclosure,
        lines: String,
    ) -> Result<DisclosureId> {
        let brought = Brought { file: None, paste: lines };
        let shown = self.preview_disclosure(clerk, facility, typed, brought).await?;
        self.register_disclosure(clerk, facility, &shown.typed, &shown.drafts, &Choice::default()).await
    }
}
