//! A vendor's desk with twenty products, an answer library, three incoming sheets, a notice and a key.

use super::book::Book;
use super::{Place, users};
use crate::App;
use crate::demo::DemoReport;
use crate::desk::{TypedNotice, TypedPaper};
use crate::error::Result;
use jiff::ToSpan as _;
use serde_json::json;
use tate_domain::desk::{Deployment, LibraryAnswer, Override, Product, Says, Target, customer_key};
use tate_domain::exception::Signed;
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::{Actor, Reach, Role};
use tate_domain::vendor::Value;

/// The products: name and another name.
const PRODUCTS: [(&str, &str); 20] = [
    ("あおぞら電子カルテ", "AOZORA KARTE"),
    ("あおぞら電子カルテ クラウド", "AOZORA KARTE CLOUD"),
    ("あおぞらレセコン", "AOZORA RECE"),
    ("あおぞら薬歴", "AOZORA YAKUREKI"),
    ("あおぞら調剤監査", ""),
    ("あおぞら在庫", ""),
    ("あおぞら予約", "AOZORA YOYAKU"),
    ("あおぞら問診", ""),
    ("あおぞら画像ビューア", "AOZORA PACS"),
    ("あおぞら検査連携", "AOZORA LIS"),
    ("あおぞらオンライン資格確認連携", ""),
    ("あおぞら歯科カルテ", "AOZORA DENTAL"),
    ("あおぞら給食", ""),
    ("あおぞらリハビリ", ""),
    ("あおぞら看護支援", ""),
    ("あおぞら手術管理", ""),
    ("あおぞら健診", ""),
    ("あおぞら訪問記録", ""),
    ("あおぞら地域連携", ""),
    ("あおぞらバックアップ", ""),
];

/// The ground of each row of the sheet, by the item's key.
const GROUNDS: [(&str, &str); 14] = [
    ("1-1", "製品セキュリティ責任者を社内規程で任命し、組織図で公開しています。"),
    ("2-2", "リモート保守の対象機器と接続の経路を一覧にし、契約時と変更時に提出しています。"),
    ("2-3", "最新のMDSとSDSを提出済みです。様式と版は開示書に記載しています。"),
    ("2-4", "役割ごとの権限の一覧があり、管理者の権限は届け出た担当者だけに付けています。"),
    ("2-5", "保守用のIDを四半期ごとに棚卸しし、使わないものは無効にしています。"),
    ("2-6", "動作を確かめた更新プログラムを毎月適用し、結果を報告しています。"),
    ("2-7", "13文字以上で英数字と記号を混ぜる設定を、製品の初期値にしています。"),
    ("2-8", "施設ごとに違うパスワードを使い、台帳で管理しています。"),
    ("2-9", "サーバのUSBの接続を、製品の設定で止めています。"),
    ("2-10", "保守用の接続に、証明書とパスワードの二要素を使っています。"),
    ("2-11", "ログインと操作の記録を1年間保存し、改ざんできない場所に写しています。"),
    ("2-12-sv", "使わないサービスを構築の手順書に沿って止め、一覧を残しています。"),
    ("2-12-pc", "端末には必要なソフトだけを入れ、一覧を残しています。"),
    ("2-13", "保守の接続元を、当社の固定のアドレスだけに制限しています。"),
];

/// The facility of the desk.
pub(super) fn place(today: jiff::civil::Date) -> Place {
    let profile = Profile {
        kind: FacilityKind::Vendor,
        name: "青空システム（架空）".to_owned(),
        insurance_code: String::new(),
        founder: "青空 一郎".to_owned(),
        manager: "窓口 花子".to_owned(),
        phone: "03-0000-0031".to_owned(),
        address: String::new(),
        has_network: None,
    };
    Place { code: "demo-vendor".to_owned(), profile, book: Book::new(today) }
}

impl App {
    pub(super) async fn demo_desk(&self, report: &mut DemoReport) -> Result<()> {
        let (organization, facilities, people) =
            self.demo_organization("青空システム（架空）", vec![place(self.today())], &users::VENDOR, report).await?;
        let (Some(facility), [(chief, chief_name), (clerk, clerk_name), ..]) = (facilities.first(), people.as_slice())
        else {
            return Ok(());
        };
        let chief = Actor {
            organization,
            user: Some(chief.clone()),
            name: chief_name.clone(),
            role: Role::Owner,
            reach: Reach::All,
            from: "cli".to_owned(),
        };
        let clerk =
            Actor { user: Some(clerk.clone()), name: clerk_name.clone(), role: Role::Operator, ..chief.clone() };
        let products = self.demo_library(&clerk, &chief, facility).await?;
        self.make_desk_key(&chief, facility, 0).await?;
        self.demo_sheets(&clerk, facility).await?;
        if let Some(first) = products.first() {
            let paper = TypedPaper {
                product: first.to_string(),
                kind: "sds".to_owned(),
                template: "Ver.5.0".to_owned(),
                guideline: "6.0".to_owned(),
                made_on: self.today().to_string(),
                ..TypedPaper::default()
            };
            self.add_paper(&clerk, facility, &paper, None).await?;
            let notice = TypedNotice {
                kind: "vulnerability".to_owned(),
                title: "（架空）画像表示の部品の更新について".to_owned(),
                text: "画像を表示する部品に、細工したファイルで動作が止まる問題が見つかりました。情報が漏れる問題ではありません。".to_owned(),
                products: vec![first.to_string()],
                action: "配布した更新プログラムを適用し、画面の下の版が5.2.1になったことを確かめてください。".to_owned(),
                by_when: self.today().saturating_add(30.days()).to_string(),
            };
            self.issue_notice(&chief, facility, &notice).await?;
        }
        Ok(())
    }

    /// Every product answers the newest sheet; the last row of one product waits for its approval.
    async fn demo_library(&self, clerk: &Actor, chief: &Actor, facility: &FacilityId) -> Result<Vec<ProductId>> {
        let editions = self.desk_editions(clerk).await?;
        let edition = editions.first().map(|edition| edition.id.clone()).unwrap_or_default();
        let today = self.today();
        let by = |actor: &Actor| (actor.user.as_ref().map(ToString::to_string).unwrap_or_default(), actor.name.clone());
        let ((writer, name), (approver, approver_name)) = (by(clerk), by(chief));
        let tenant = self.tenant(clerk);
        let mut change = tenant.change(self.who(clerk)).await?;
        let mut products = Vec::new();
        for (at, (title, other)) in PRODUCTS.iter().enumerate() {
            let product = Product {
                id: crate::new_id(),
                name: (*title).to_owned(),
                other_names: [*other].into_iter().filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                release: if at % 2 == 0 { "5.2".to_owned() } else { "3".to_owned() },
                deployment: if title.contains("クラウド") { Deployment::Cloud } else { Deployment::OnPremises },
                remote: at % 3 != 2,
                note: String::new(),
                retired: false,
                version: 1,
            };
            change.add_product(facility, &product).await?;
            products.push(product.id);
        }
        for (at, product) in products.iter().enumerate() {
            for (key, ground) in GROUNDS {
                // What a product without remote maintenance, or an older one, says.
                let (value, ground, target) = match key {
                    "2-2" | "2-13" if at % 3 == 2 => {
                        (Value::NotApplicable, "リモート保守をしていません。", Target::None)
                    }
                    "2-10" if at % 5 == 4 => (Value::No, "次の版で対応します。", Target::Months(3)),
                    _ => (Value::Yes, ground, Target::None),
                };
                let answer = LibraryAnswer {
                    product: product.clone(),
                    item: format!("{edition}:{key}"),
                    number: 1,
                    says: Says { value, ground: ground.to_owned(), target, remark: String::new() },
                    valid_until: today.saturating_add(if at == 5 { 20.days() } else { 300.days() }),
                    written: Signed { user: writer.clone(), name: name.clone(), at: String::new() },
                    approved: None,
                    declined: None,
                    declined_reason: String::new(),
                };
                change.write_desk_answer(facility, &answer).await?;
                if (at, key) != (3, "2-13") {
                    let which = (product, answer.item.as_str(), 1);
                    change.approve_desk_answer(facility, which, (&approver, &approver_name)).await?;
                }
            }
        }
        if let Some(product) = products.first() {
            let own = Override {
                customer_key: customer_key("", "霞ヶ原病院（架空）"),
                customer: "霞ヶ原病院（架空）".to_owned(),
                product: product.clone(),
                item: format!("{edition}:2-13"),
                number: 0,
                says: Says {
                    value: Value::NotApplicable,
                    ground: "この病院では、リモート保守の回線を契約していません。".to_owned(),
                    target: Target::None,
                    remark: String::new(),
                },
                valid_until: today.saturating_add(300.days()),
                source: String::new(),
                at: self.now(),
                by_name: name,
            };
            change.put_overrides(facility, &[own]).await?;
        }
        change.commit().await?;
        Ok(products)
    }

    /// One sheet that the library fills whole, one with a delta, one about a system that nobody knows.
    async fn demo_sheets(&self, clerk: &Actor, facility: &FacilityId) -> Result<()> {
        let edition = self.desk_editions(clerk).await?.first().cloned();
        let Some(edition) = edition else { return Ok(()) };
        let items: Vec<_> = edition.rows().map(|item| json!({ "item": item.id })).collect();
        let until = self.today().saturating_add(14.days()).to_string();
        let sheets = [
            ("霞ヶ原病院（架空）", "あおぞら電子カルテ", "sheet-1"),
            ("青葉野薬局（架空）", "あおぞら薬歴", "sheet-2"),
            ("日溜坂薬局（架空）", "調剤システム一式", "sheet-3"),
        ];
        let files = sheets.iter().map(|(customer, system, request)| {
            let text = json!({
                "format": "tate-sheet-1", "request": request, "edition": edition.id, "facility": customer, "code": "",
                "system": system, "contract": "保守契約", "vendor": "青空システム（架空）", "deadline": until, "items": items,
            });
            (format!("{customer}.json"), bytes::Bytes::from(text.to_string()))
        });
        let mut desk = self.desk_batch(clerk, facility, None).await?;
        desk.fill(files.collect()).await?;
        Ok(())
    }
}
