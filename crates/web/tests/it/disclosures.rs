//! Disclosure statements on the page: read in, talked about, replaced; the ledger follows.
use crate::support::{add_row, assert_explains};
use crate::{on_both, on_one};
use std::collections::BTreeMap;
use tate_app::disclosures::{Brought, Choice, TypedDisclosure};
use tate_domain::id::DisclosureId;
use tate_domain::ledger::Ledger;
use tate_domain::role::Role;
use tate_testkit::{Answer, Browser, TestApp};

const TABLE: &str = "製造業者による医療情報セキュリティ開示書（安全管理ガイドライン第6.0版対応）Ver.5.0\n作成日\t2026/4/1\n製造業者\t架空製作所\n製品名\tあおぞら\n番号\t質問\t回答\t備考\n1.1\t利用者を見分けるか\tはい\t\n1.2\t記録を暗号化するか\tいいえ\t次の版\n2.1\t外部に保存するか\t対象外\t\n2.2\t時刻を合わせるか\t\t\n";

fn typed(contract: &str, product: &str) -> TypedDisclosure {
    TypedDisclosure {
        contract: contract.into(),
        subject: "system".into(),
        kind: "mds".into(),
        product: product.into(),
        ..TypedDisclosure::default()
    }
}

/// For the table of permissions: a contract, lines that wait, and two statements.
pub(crate) async fn prepare(test: &TestApp, role: &str) -> Vec<(&'static str, String)> {
    let (app, actor, at) = (&test.app, test.actor(), &test.facility);
    let fields = BTreeMap::from([
        ("title".to_owned(), format!("契約 {role}")),
        ("kind".to_owned(), "maintenance".to_owned()),
        ("remote".to_owned(), "no".to_owned()),
    ]);
    let contract = app.save_row(&actor, at, Ledger::Contracts, None, &fields).await.unwrap().to_string();
    let brought = || Brought { file: None, paste: TABLE.into() };
    let mut ids = Vec::new();
    for product in ["話す", "受ける"] {
        let shown = app.preview_disclosure(&actor, at, typed(&contract, product), brought()).await.unwrap();
        let (form, drafts) = (&shown.typed, &shown.drafts);
        ids.push(app.register_disclosure(&actor, at, form, drafts, &Choice::default()).await.unwrap().to_string());
    }
    let waits = app.preview_disclosure(&actor, at, typed(&contract, ""), brought()).await.unwrap();
    vec![
        ("{contract}", contract),
        ("{disclosure}", ids[0].clone()),
        ("{accepted}", ids[1].clone()),
        ("{lines}", waits.drafts.paste.unwrap().to_string()),
    ]
}

/// A contract of the ledger; its id.
async fn contract(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let mut form = vec![("title", "薬歴の保守"), ("kind", "maintenance"), ("remote", "no")];
    form.retain(|(name, _)| !fields.iter().any(|(given, _)| given == name));
    form.extend(fields);
    add_row(browser, "contracts", &form).await.rsplit('/').next().unwrap().to_owned()
}

/// Pastes a table for a contract and gives the dry run.
async fn paste(browser: &Browser, contract: &str, table: &str) -> Answer {
    let fields = [("contract", contract), ("subject", ""), ("kind", ""), ("paste", table)];
    let shown = browser.upload("/disclosures/new", &fields, None).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    shown
}

/// Registers what a dry run shows; the id.
async fn register(browser: &Browser, shown: &Answer, changes: &[(&str, &str)]) -> String {
    let done = browser.submit(shown, "/disclosures/register", changes).await;
    assert_eq!(done.status, 303, "{}", done.text());
    done.location().split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// For the tests of tenancy: a contract, a statement and kept lines.
pub(crate) async fn himitsu(browser: &Browser) -> (String, String, String) {
    let contract = contract(browser, &[("title", "himitsu の保守")]).await;
    let table = TABLE.replace("あおぞら", "himitsu").replace("次の版", "himitsu");
    let shown = paste(browser, &contract, &table).await;
    let id = register(browser, &shown, &[]).await;
    let waits = paste(browser, &contract, &table).await;
    (contract, id, waits.input("paste").unwrap())
}

/// A value of the contract's row.
async fn value(test: &TestApp, contract: &str, key: &str) -> String {
    let snapshot = test.app.facts(&test.actor(), &test.facility).await.unwrap();
    snapshot.facts.find(Ledger::Contracts, contract).unwrap().text(key).to_owned()
}

on_both!(a_statement_is_read_checked_and_registered_and_the_ledger_follows, |test| {
    let owner = test.signed_in("owner").await;
    let empty = owner.get("/disclosures").await;
    assert_explains(&empty, 200, "契約がまだ登録されていません");
    let contract = contract(&owner, &[]).await;
    assert_explains(&owner.get("/disclosures").await, 200, "開示書はまだ登録されていません");

    let events = test.events().await;
    let shown = paste(&owner, &contract, TABLE).await;
    assert_eq!(test.events().await, events + 1, "only what was brought is kept");
    assert_explains(&shown, 200, "気になる点");
    for words in ["行 <strong>4", "はい <strong>1", "いいえ <strong>1", "対象外 <strong>1", "未記入 <strong>1"]
    {
        assert!(shown.text().contains(words), "{words}: {}", shown.text());
    }
    let read = |name: &str| shown.input(name).unwrap_or_default();
    assert_eq!((read("product").as_str(), read("maker").as_str()), ("あおぞら", "架空製作所"));
    assert_eq!(
        (read("template").as_str(), read("guideline").as_str(), read("made_on").as_str()),
        ("Ver.5.0", "第6.0版", "2026-04-01")
    );
    let id = register(&owner, &shown, &[]).await;

    let page = owner.get(&format!("/disclosures/{id}")).await;
    assert_explains(&page, 200, "記録を暗号化するか");
    assert!(page.text().contains("未記入の行") && !page.text().contains("利用者を見分けるか"), "{}", page.text());
    let all = owner.get(&format!("/disclosures/{id}?show=all")).await;
    assert!(all.text().contains("利用者を見分けるか") && all.text().contains("時刻を合わせるか"));
    for (key, expected) in [
        ("disclosure", "received"),
        ("disclosure_version", "Ver.5.0"),
        ("disclosure_date", "2026-04-01"),
        ("remote_disclosure", ""),
    ] {
        assert_eq!(value(&test, &contract, key).await, expected, "{key}");
    }
    let list = owner.get("/disclosures").await;
    assert!(
        list.text().contains("はい1、いいえ1、対象外1、未記入1") && list.text().contains("未確認 2件"),
        "{}",
        list.text()
    );

    // Taken back, the row is as it was.
    let withdrawn = owner.submit(&page, &format!("/disclosures/{id}/withdraw"), &[]).await;
    assert_explains(&withdrawn, 422, "理由がありません");
    let withdrawn = owner.submit(&page, &format!("/disclosures/{id}/withdraw"), &[("withdraw_reason", "誤り")]).await;
    assert_eq!(withdrawn.status, 303);
    assert_eq!(value(&test, &contract, "disclosure").await, "");
    assert!(owner.get(&format!("/disclosures/{id}")).await.text().contains("取り消し"));
});

on_both!(an_excel_file_with_a_cover_sheet_is_read_and_kept, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(&owner, &[]).await;
    let file = Some(("開示書.csv", TABLE.replace('\t', ",").into_bytes()));
    let shown = owner.upload("/disclosures/new", &[("contract", &contract), ("paste", "")], file).await;
    assert_explains(&shown, 200, "開示書.csv");
    let id = register(&owner, &shown, &[]).await;
    let page = owner.get(&format!("/disclosures/{id}")).await;
    let link = tate_testkit::html::links(&page.body).into_iter().find(|link| link.starts_with("/files/")).unwrap();
    assert!(owner.get(&link).await.body.contains("架空製作所"));
});

on_both!(what_a_person_typed_in_the_ledger_is_kept_and_shown, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(
        &owner,
        &[("disclosure", "received"), ("disclosure_version", "Ver.5.0"), ("disclosure_date", "2026/10/1")],
    )
    .await;
    let shown = paste(&owner, &contract, &TABLE.replace("Ver.5.0", "Ver.4.1")).await;
    assert!(shown.text().contains("Ver.5.0より古い"), "{}", shown.text());
    let id = register(&owner, &shown, &[]).await;
    assert_eq!(value(&test, &contract, "disclosure_version").await, "Ver.5.0");
    assert_eq!(value(&test, &contract, "disclosure_date").await, "2026-10-01");
    let page = owner.get(&format!("/disclosures/{id}")).await;
    assert!(page.text().contains("入力した人の値を残しました") && page.text().contains("Ver.4.1"), "{}", page.text());
});

on_both!(a_no_is_asked_answered_closed_or_accepted_for_a_time, |test| {
    test.add_person("operator", Role::Operator).await;
    let (owner, operator) = (test.signed_in("owner").await, test.signed_in("operator").await);
    let contract = contract(&owner, &[]).await;
    let id = register(&owner, &paste(&owner, &contract, TABLE).await, &[]).await;
    let address = format!("/disclosures/{id}/questions");
    let form = operator.get(&address).await;
    assert_eq!(form.body.matches(" checked").count(), 2, "every open line is chosen");
    assert_explains(&operator.post(&address, &[("seen", "1")]).await, 422, "選ばれていません");
    let blank = [("seen", "1"), ("line.1", "1"), ("question.1", " ")];
    assert_explains(&operator.post(&address, &blank).await, 422, "質問が空です");
    assert_eq!(operator.submit(&form, &address, &[]).await.status, 303);
    let asked = operator.get(&address).await;
    assert!(asked.text().contains("事業者に送る文（2問）") && asked.body.contains("ご回答："), "{}", asked.text());
    let pdf = operator.get(&format!("/disclosures/questions.pdf?contract={contract}")).await;
    assert!(pdf.status == 200 && pdf.body.contains("記録を暗号化するか"), "{}", pdf.body);

    // Thirty days later it is time to decide, and the binder says how things stand.
    test.clock.pass(31 * 24 * 60 * 60);
    let (owner, operator) = (test.signed_in("owner").await, test.signed_in("operator").await);
    let home = test.app.home(&test.actor(), &test.facility).await.unwrap();
    let decide = |task: &&tate_app::home::Task| task.title.contains("リスクを受け入れるか決める（2件）");
    assert!(home.tasks.iter().any(|task| decide(&task)) || home.more > 0, "{:?}", home.tasks);
    let binder = owner.get("/documents/binder.pdf").await;
    assert!(
        binder.body.contains("はい1、いいえ1、対象外1、未記入1") && binder.body.contains("未確認2件"),
        "{}",
        binder.body
    );

    let line = format!("/disclosures/{id}/lines/1");
    let page = operator.get(&line).await;
    let said = [("answer", "来年の4月です"), ("answered_by", "保守窓口")];
    assert_explains(&operator.submit(&page, &format!("{line}/answer"), &[]).await, 422, "回答が空です");
    assert_eq!(operator.submit(&page, &format!("{line}/answer"), &said).await.status, 303);
    // The same page again: somebody was faster.
    assert_explains(&operator.submit(&page, &format!("{line}/answer"), &said).await, 409, "ほかの人が先に");
    let page = operator.get(&line).await;
    assert!(page.text().contains("来年の4月です") && !page.body.contains("/accept"), "an operator accepts nothing");
    let accept = [("seen", "3"), ("reason", "x"), ("measure", "x"), ("until", "2027-03-31")];
    assert_eq!(operator.post(&format!("{line}/accept"), &accept).await.status, 403);
    let late = [("seen", "3"), ("reason", "x"), ("measure", "x"), ("until", "2027-12-22")];
    assert_explains(&owner.post(&format!("{line}/accept"), &late).await, 422, "期限が長すぎます");
    assert_eq!(owner.post(&format!("{line}/accept"), &accept).await.status, 303);
    assert!(owner.get(&line).await.text().contains("リスクを受容"));
    let other = format!("/disclosures/{id}/lines/2");
    let closed = [("seen", "4"), ("note", "外部に保存しない")];
    assert_eq!(operator.post(&format!("{other}/close"), &closed).await.status, 303);
    assert!(owner.get(&format!("/disclosures/{id}")).await.text().contains("確認済み"));
    assert_eq!(owner.get(&format!("/disclosures/{id}/lines/0")).await.status, 404, "a はい needs no talk");

    // The acceptance comes back when it is over.
    test.clock.pass(101 * 24 * 60 * 60);
    let owner = test.signed_in("owner").await;
    let lint = owner.get("/lint").await;
    assert!(lint.text().contains("受け入れたリスクの期限が切れています"), "{}", lint.text());
    assert!(owner.get(&format!("/disclosures/{id}?show=open")).await.text().contains("リスク受容の期限切れ"));
});

on_both!(a_newer_statement_takes_the_place_of_the_older_and_the_talk_goes_on, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(&owner, &[]).await;
    let first = register(&owner, &paste(&owner, &contract, TABLE).await, &[]).await;
    let address = format!("/disclosures/{first}/questions");
    assert_eq!(owner.submit(&owner.get(&address).await, &address, &[]).await.status, 303);
    let newer =
        TABLE.replace("2026/4/1", "2026/10/1").replace("2.1\t外部に保存するか\t対象外", "2.1\t外部に保存するか\tはい");
    let shown = paste(&owner, &contract, &newer).await;
    assert!(shown.text().contains("差し替えます") && shown.text().contains("変わった行 1"), "{}", shown.text());
    let second = register(&owner, &shown, &[]).await;
    assert!(owner.get(&format!("/disclosures/{first}")).await.text().contains("差し替え済み"));
    assert!(owner.get(&format!("/disclosures/{second}/lines/1")).await.text().contains("質問中"), "it says the same");
    assert_eq!(value(&test, &contract, "disclosure_date").await, "2026-10-01");
    let compared = owner.get(&format!("/disclosures/compare?a={first}&b={second}")).await;
    assert!(compared.text().contains("変わった行 1") && compared.text().contains("同じ行 3"), "{}", compared.text());
    assert_eq!(owner.post(&address, &[("seen", "3"), ("line.1", "1"), ("question.1", "x")]).await.status, 409);
});

on_both!(columns_that_are_not_found_are_chosen, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(&owner, &[]).await;
    let shown = paste(&owner, &contract, "あ\tい\tう\n通信の暗号化\tOK\tはい\n記録の保存\tOK\tいいえ\n").await;
    assert!(shown.text().contains("探した見出し：番号"), "{}", shown.text());
    let fields: Vec<(String, String)> = shown.fields("/disclosures/register");
    let with = |columns: &[(&'static str, &'static str)]| {
        let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.retain(|(name, _)| !columns.iter().any(|(column, _)| column == name));
        form.extend(columns);
        form
    };
    let few = with(&[("heading", "1"), ("c0", "text"), ("c2", "none")]);
    assert_explains(&owner.post("/disclosures/preview", &few).await, 422, "「回答」");
    // Registering with columns that were not shown shows them first.
    let chosen =
        [("heading", "1"), ("c0", "text"), ("c1", "remark"), ("c2", "answer"), ("product", "独自"), ("kind", "mds")];
    let first = owner.post("/disclosures/register", &with(&chosen)).await;
    assert_explains(&first, 200, "まだ登録していません");
    assert!(first.text().contains("いいえ <strong>1"), "{}", first.text());
    let id = register(&owner, &first, &[]).await;
    let kept = test.app.disclosure(&test.actor(), &test.facility, &DisclosureId::from(id)).await.unwrap();
    assert_eq!((kept.lines.len(), kept.lines[0].line.remark.as_str()), (2, "OK"));
});

on_one!(what_cannot_be_registered_is_said_and_what_was_typed_stays, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(&owner, &[]).await;
    let nothing = owner.upload("/disclosures/new", &[("contract", &contract), ("paste", "")], None).await;
    assert_explains(&nothing, 422, "開示書がありません");
    let nobody = owner.upload("/disclosures/new", &[("contract", ""), ("paste", TABLE)], None).await;
    assert_explains(&nobody, 422, "契約が選ばれていません");
    assert!(nobody.body.contains("架空製作所"), "the paste stays");
    let script = Some(("a.html", b"<script>alert(1)</script>".to_vec()));
    let refused = owner.upload("/disclosures/new", &[("contract", &contract), ("paste", "")], script).await;
    assert_explains(&refused, 422, "受け取れません");
    let shown = paste(&owner, &contract, TABLE).await;
    let wrong = owner
        .submit(&shown, "/disclosures/register", &[("product", ""), ("made_on", "2030/1/1"), ("giver", "別の会社")])
        .await;
    assert_explains(&wrong, 422, "製品名がありません");
    assert!(wrong.text().contains("作成日が今日より後です") && wrong.body.contains("別の会社"), "{}", wrong.text());
    let pdf = Some(("開示書.pdf", b"%PDF-1.7".to_vec()));
    let shown = owner.upload("/disclosures/new", &[("contract", &contract), ("kind", "sds"), ("paste", "")], pdf).await;
    assert_explains(&shown, 200, "書類だけを保管します");
    let id = register(&owner, &shown, &[("product", "遠隔"), ("subject", "remote")]).await;
    assert_eq!(value(&test, &contract, "remote_disclosure").await, "received");
    assert!(owner.get(&format!("/disclosures/{id}")).await.text().contains("行の内容は登録されていません"));
    // Hidden fields that name somebody else's file, or none, register nothing.
    for file in ["", "0190aaaa-0000-7000-8000-000000000000"] {
        let form = [
            ("contract", contract.as_str()),
            ("file", file),
            ("kind", "sds"),
            ("subject", "system"),
            ("product", "x"),
            ("shown", "||"),
        ];
        assert_eq!(owner.post("/disclosures/register", &form).await.status, 404, "{file}");
    }
});

on_one!(a_line_with_markup_is_shown_as_text, |test| {
    let owner = test.signed_in("owner").await;
    let contract = contract(&owner, &[]).await;
    let table = TABLE.replace("記録を暗号化するか", "<script>alert(1)</script>か").replace("あおぞら", "<b>太い</b>");
    let shown = paste(&owner, &contract, &table).await;
    let id = register(&owner, &shown, &[]).await;
    for path in ["".to_owned(), "/questions".into(), "/lines/1".into()] {
        let page = owner.get(&format!("/disclosures/{id}{path}")).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<b>太い"), "{path}");
        assert_eq!(tate_testkit::html::faults(&page.body), Vec::<String>::new(), "{path}");
    }
});
