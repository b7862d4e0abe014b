//! Words for what the log keeps in codes and JSON.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use tate_catalog::Catalog;
use tate_domain::answer::AnswerValue;
use tate_domain::audit::AuditEvent;
use tate_domain::date::slashed;
use tate_domain::facility::FacilityKind;
use tate_domain::ledger::{Fields, Kind, Ledger, show};
use tate_domain::role::Role;
use tate_domain::text::shorten;
use tate_domain::vendor::State;

/// Lines of change shown of one event.
const MOST_CHANGES: usize = 6;
/// Characters shown of one value.
const VALUE_CHARS: usize = 40;

/// What was done; an action that nobody has put into words yet stays as it is.
pub(crate) fn action(code: &str) -> String {
    let known = match code {
        "organization.found" => "はじめの設定",
        "facility.add" => "施設を追加",
        "facility.change" => "施設の情報を変更",
        "facility.wizard" => "はじめの手順を保存",
        "ledger.add" => "台帳に追加",
        "ledger.change" => "台帳を変更",
        "ledger.remove" => "台帳から削除",
        "ledger.export" => "台帳を書き出し",
        "batch.add" => "台帳へ取り込み",
        "batch.undo" => "取り込みを元に戻す",
        "mapping.remember" => "列の対応を記憶",
        "report.put" => "機械が読み取った内容を保存",
        "report.drop" => "機械が読み取った内容を取り消し",
        "disagreement.put" => "取り込みとの食い違いを記録",
        "disagreement.drop" => "取り込みとの食い違いを解消",
        "sighting.put" => "未登録の機器を記録",
        "sighting.drop" => "未登録の機器の記録を取り消し",
        "census.put" => "自動調査の回を記録",
        "census.drop" => "自動調査の回を取り消し",
        "catalog.put" => "版・文言を登録",
        "catalog.remove" => "版・文言を取り下げ",
        "round.open" => "年度の点検を開始",
        "round.carry" => "前の点検の回答を引き継ぎ",
        "proof.freeze" => "根拠を保存",
        "answer.confirm" => "回答を確定",
        "note.add" => "メモを追加",
        "exception.write" => "例外を申請",
        "exception.explain" => "回答書がない理由を記入",
        "exception.approve" => "例外を承認",
        "exception.decline" => "例外を却下",
        "exception.end" => "例外を終了",
        "disclosure.register" => "開示書を登録",
        "disclosure.replace" => "開示書を差し替え",
        "disclosure.withdraw" => "開示書を取り消し",
        "disclosure.ask" => "開示書について質問",
        "disclosure.answer" => "開示書の質問への回答を記録",
        "disclosure.close" => "開示書の行を確認済みに",
        "disclosure.accept" => "開示書のリスクを受容",
        "disclosure.reopen" => "開示書の行を未確認に戻す",
        "desk.product.add" => "製品を追加",
        "desk.product.change" => "製品を変更",
        "desk.answer.write" => "ライブラリの回答を作成",
        "desk.answer.approve" => "ライブラリの回答を承認",
        "desk.answer.decline" => "ライブラリの回答を却下",
        "desk.override.put" => "お客様ごとの回答を登録",
        "desk.override.take" => "お客様ごとの回答を取り消し",
        "desk.match" => "お客様と製品の対応を記憶",
        "desk.receive" => "依頼を受け取り",
        "desk.incoming.product" => "依頼の製品を選択",
        "desk.incoming.answer" => "依頼に回答",
        "desk.incoming.fill" => "依頼にライブラリの回答を入れ直し",
        "desk.incoming.finish" => "依頼への回答を終了",
        "desk.incoming.reopen" => "依頼への回答を再開",
        "desk.hand_out" => "回答のファイルを出力",
        "desk.paper.add" => "開示書を追加",
        "desk.paper.remove" => "開示書を取り下げ",
        "desk.notice" => "お知らせを発行",
        "desk.key" => "署名の鍵を作成",
        "vendor_key.pin" => "事業者の鍵を登録",
        "vendor_key.revoke" => "事業者の鍵の使用を終了",
        "signed.import" => "署名付きの回答を取り込み",
        "notice.import" => "お知らせを取り込み",
        "notice.check" => "お知らせを確認",
        "file.add" => "ファイルを追加",
        "file.remove" => "ファイルを外す",
        "mail.queue" => "メールを送信待ちに追加",
        "mail.sent" => "メールを送信",
        "mail.later" => "メールを送れず、後でもう一度送信",
        "mail.failed" => "メールを送れず、送信を中止",
        "mail.uncertain" => "メールを送信できたか不明",
        "mail.resend" => "メールの再送を指示",
        "mail.cancel" => "メールの送信を取り消し",
        "mail.bounce" => "メールが宛先不明で戻ったことを記録",
        "mail.arrived" => "メールが届いていたことを記録",
        "mail.hold" => "復元したメールの送信を保留",
        "netcheck.begin" => "ネットワーク診断を開始",
        "netcheck.end" => "ネットワーク診断の結果を保存",
        "netcheck.fail" => "ネットワーク診断に失敗",
        "document.print" => "書類を出力",
        "sign_in" => "ログイン",
        "sign_in.failed" => "ログインに失敗",
        "session.end" => "ログインを終了",
        "user.add" => "利用者を追加",
        "user.change" => "利用者を変更",
        "user.password" => "パスワードを変更",
        "user.second_factor.on" => "二要素認証を設定",
        "user.second_factor.off" => "二要素認証を解除",
        "user.recovery_code" => "復旧コードを使用",
        "user.disable" => "利用者を停止",
        "user.enable" => "利用者の停止を解除",
        "request.ask" => "事業者に依頼",
        "request.open" => "事業者が回答用紙を開封",
        "request.decide" => "依頼の状態を変更",
        "request.change" => "依頼の期限・催促を変更",
        "request.letter" => "依頼の手紙を作成",
        "link.make" => "回答用リンクを発行",
        "link.revoke" => "回答用リンクを無効化",
        "link.open" => "回答用リンクから入室",
        "link.leave" => "回答用リンクから退室",
        "link.refuse" => "回答用リンクでの操作を拒否",
        "sheet.submit" => "事業者の回答を受付",
        "sheet.ask_back" => "事業者に質問",
        other => other,
    };
    known.to_owned()
}

/// What became of a request.
pub(crate) fn decided(state: State) -> &'static str {
    match state {
        State::Asked => "依頼中に戻した",
        State::Submitted => "回答を受付",
        State::Returned => "差し戻し",
        State::Accepted => "受領",
        State::Refused => "回答拒否を記録",
        State::Withdrawn => "依頼を取り下げ",
    }
}

/// On what it was done.
pub(super) fn subject(
    event: &AuditEvent,
    users: &BTreeMap<String, String>,
    facilities: &BTreeMap<String, String>,
    catalog: &Catalog,
) -> String {
    let Some((kind, id)) = event.subject.split_once(':') else { return event.subject.clone() };
    let ledger = Ledger::from_code;
    match kind {
        "user" => format!("利用者「{}」", users.get(id).map_or("不明", String::as_str)),
        "facility" => facilities.get(id).cloned().unwrap_or_else(|| "施設".to_owned()),
        "organization" => "組織".to_owned(),
        "answer" => catalog.item(id).map_or_else(|| id.to_owned(), |item| format!("{} {}", item.number, item.label)),
        "round" => "年度の点検".to_owned(),
        "proof" => "回答の根拠".to_owned(),
        "netcheck" => "ネットワーク診断".to_owned(),
        "product" => "製品".to_owned(),
        "library" => id.split_once(':').and_then(|(_, item)| catalog.item(item)).map_or_else(
            || "回答ライブラリ".to_owned(),
            |item| format!("回答ライブラリ「{} {}」", item.number, item.label),
        ),
        "override" => "お客様ごとの回答".to_owned(),
        "incoming" => "届いた依頼".to_owned(),
        "paper" => "開示書".to_owned(),
        "notice" => "お知らせ".to_owned(),
        "desk_key" => "署名の鍵".to_owned(),
        "vendor_key" => "事業者の鍵".to_owned(),
        "signed" => "署名付きの回答".to_owned(),
        "exception" => object(&event.after)
            .get("item")
            .and_then(Value::as_str)
            .and_then(|id| catalog.item(id))
            .map_or_else(|| "例外".to_owned(), |item| format!("例外「{} {}」", item.number, item.label)),
        "mail" => object(&event.after)
            .get("subject")
            .and_then(Value::as_str)
            .map_or_else(|| "メール".to_owned(), |subject| format!("メール「{}」", shorten(subject, VALUE_CHARS))),
        "request" => "事業者への依頼".to_owned(),
        "disclosure" => object(&event.after)
            .get("name")
            .and_then(Value::as_str)
            .map_or_else(|| "開示書".to_owned(), |name| format!("開示書「{}」", shorten(name, VALUE_CHARS))),
        "batch" => "取り込み".to_owned(),
        "report" => "機器の読み取り内容".to_owned(),
        "disagreement" => "台帳と取り込みの食い違い".to_owned(),
        "sighting" => "未登録の機器".to_owned(),
        "census" => "自動調査".to_owned(),
        "catalog" => catalog_entry(id, catalog),
        "mapping" => ledger(id).map_or_else(|| id.to_owned(), |ledger| format!("{}の列", ledger.title())),
        "file" => object(&event.after)
            .get("name")
            .and_then(Value::as_str)
            .map_or_else(|| "ファイル".to_owned(), |name| format!("ファイル「{}」", shorten(name, VALUE_CHARS))),
        "document" => match id {
            "binder" => "立入検査バインダー".to_owned(),
            "letter" => "事業者への手紙".to_owned(),
            "fax-sheet" => "事業者へのFAX".to_owned(),
            "official-form" => "公式のExcel（記入済み）".to_owned(),
            "form" => "チェックリスト".to_owned(),
            "vendor-form" => "事業者確認用チェックリスト".to_owned(),
            "contact-chart" => "連絡体制図".to_owned(),
            "answers" => "調査・様式の回答".to_owned(),
            "receipt" => "事業者の回答の受付控え".to_owned(),
            "selfcheck" => "自己点検表".to_owned(),
            "disclosure-questions" => "リスクコミュニケーションの質問票".to_owned(),
            other => ledger(other).map_or_else(|| other.to_owned(), Ledger::title),
        },
        other => match ledger(other) {
            Some(ledger) => format!("{}「{}」", ledger.label(), row_name(ledger, event)),
            None => event.subject.clone(),
        },
    }
}

/// `draft:r8-medical`, `edition:…`, `wording:…`.
fn catalog_entry(id: &str, catalog: &Catalog) -> String {
    let (kind, name) = id.split_once(':').unwrap_or((id, ""));
    let sheet = catalog.edition(name).map_or(name, |edition| edition.short_title.as_str());
    match kind {
        "draft" => format!("版の下書き「{name}」"),
        "edition" => format!("版「{sheet}」"),
        "concepts" => format!("版の共通項目「{name}」"),
        "wording" => format!("公式の文言「{sheet}」"),
        other => format!("{other}「{name}」"),
    }
}

fn row_name(ledger: Ledger, event: &AuditEvent) -> String {
    let text = if event.after.is_empty() { &event.before } else { &event.after };
    let fields: Fields = serde_json::from_str(text).unwrap_or_default();
    shorten(&ledger.name_of(&fields), VALUE_CHARS)
}

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What changed, in words. Only keys with a label are shown, so nothing appears by accident.
pub(super) fn changes(event: &AuditEvent) -> Vec<String> {
    let ledger = event.subject.split_once(':').and_then(|(kind, _)| Ledger::from_code(kind));
    let (before, after) = (object(&event.before), object(&event.after));
    let keys: Vec<&String> = match ledger {
        Some(_) => before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect(),
        None => after.keys().collect(),
    };
    let mut lines: Vec<String> =
        keys.into_iter().filter_map(|key| change(ledger, key, before.get(key), after.get(key), event)).collect();
    let rest = lines.len().saturating_sub(MOST_CHANGES);
    if rest > 0 {
        lines.truncate(MOST_CHANGES);
        lines.push(format!("ほか{rest}項目"));
    }
    lines
}

fn change(
    ledger: Option<Ledger>,
    key: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    event: &AuditEvent,
) -> Option<String> {
    let column = ledger.and_then(|ledger| ledger.column(key));
    let label = match (ledger, column) {
        (Some(_), Some(column)) => column.label,
        (Some(_), None) => return None,
        (None, _) => label(key)?,
    };
    if column.is_some_and(|column| matches!(column.kind, Kind::Ref(_))) {
        return (before != after).then(|| format!("{label}の指定"));
    }
    let word = |value: Option<&Value>| {
        let text = plain(value);
        let text = column.map_or_else(|| meaning(key, &text), |column| show(column, &text));
        shorten(text.lines().next().unwrap_or_default(), VALUE_CHARS)
    };
    let (old, new) = (word(before), word(after));
    if old == new && !(event.before.is_empty() || event.after.is_empty()) {
        return None;
    }
    match (old.is_empty(), new.is_empty()) {
        (true, true) => None,
        (true, false) => Some(format!("{label}：{new}")),
        (false, true) => Some(format!("{label}：{old} → 空欄")),
        (false, false) => Some(format!("{label}：{old} → {new}")),
    }
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Bool(true)) => "あり".to_owned(),
        Some(Value::Bool(false)) => "なし".to_owned(),
        Some(other) => other.to_string(),
    }
}

/// Labels of what events keep besides ledger rows.
fn label(key: &str) -> Option<&'static str> {
    Some(match key {
        "name" => "名前",
        "login" => "ログイン名",
        "role" => "役割",
        "reach" => "扱う施設",
        "kind" => "種類",
        "insurance_code" => "医療機関・薬局コード",
        "founder" => "開設者",
        "manager" => "管理者",
        "phone" => "電話番号",
        "address" => "所在地",
        "has_network" => "外部と接続する回線",
        "value" => "回答",
        "checked_on" => "確認日",
        "target_date" => "目標日",
        "reason" => "理由",
        "remark" => "備考",
        "text" | "summary" => "内容",
        "source" => "取り込み元",
        "format" => "形式",
        "sha256" => "照合値",
        "addresses" => "宛先",
        "result" => "結果",
        "why" => "原因",
        "state" => "状態",
        "failures" => "続けて間違えた回数",
        "locked_until" => "停止の終わり",
        "expires_at" => "有効期限",
        "deadline" => "回答期限",
        "vendor" => "事業者",
        "contract" => "契約",
        "answered_by" => "回答者",
        "number" => "何回目の提出か",
        _ => return None,
    })
}

fn meaning(key: &str, code: &str) -> String {
    let found = match key {
        "role" => Role::from_code(code).map(Role::label),
        "state" => State::from_code(code).map(decided),
        "value" => AnswerValue::from_code(code).map(AnswerValue::label),
        "kind" => FacilityKind::from_code(code).map(FacilityKind::label),
        _ if code.is_empty() => None,
        "reach" if code == "*" => Some("すべての施設"),
        "checked_on" | "target_date" => return code.parse().map_or_else(|_| code.to_owned(), slashed),
        "reach" => return format!("{}施設", code.split(',').filter(|id| !id.is_empty()).count()),
        _ => None,
    };
    found.map_or_else(|| code.to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(subject: &str, before: &str, after: &str) -> AuditEvent {
        AuditEvent {
            seq: 1,
            at: String::new(),
            actor: String::new(),
            origin: String::new(),
            action: "x".into(),
            subject: subject.into(),
            facility: String::new(),
            before: before.into(),
            after: after.into(),
            prev: String::new(),
            hash: String::new(),
        }
    }

    fn subject_of(event: &AuditEvent) -> String {
        let users = [("u1".to_owned(), "湊 花子".to_owned())].into();
        subject(event, &users, &BTreeMap::new(), &Catalog::builtin().unwrap())
    }

    #[test]
    fn a_changed_row_shows_what_it_was_and_what_it_is_under_the_columns_own_labels() {
        let event = event(
            "devices:018f",
            r#"{"host":"受付1","os":"Windows 10","place":"受付"}"#,
            r#"{"host":"受付1","os":"Windows 11","note":"更新"}"#,
        );
        assert_eq!(subject_of(&event), "機器「受付1」");
        assert_eq!(changes(&event), ["OS：Windows 10 → Windows 11", "設置場所：受付 → 空欄", "説明：更新"]);
    }

    #[test]
    fn an_answer_and_a_role_are_shown_as_words_and_not_as_codes() {
        let answer = event(
            "answer:r7-pharmacy:1-1",
            r#"{"value":"no","checked_on":"2026-11-01","target_date":"2027-01-31"}"#,
            r#"{"value":"yes","checked_on":"2026-11-20"}"#,
        );
        assert_eq!(changes(&answer), ["確認日：2026/11/01 → 2026/11/20", "回答：いいえ → はい"]);
        let user = event(
            "user:u1",
            r#"{"name":"湊","role":"staff","reach":"f1"}"#,
            r#"{"name":"湊","role":"officer","reach":"*"}"#,
        );
        assert_eq!(subject_of(&user), "利用者「湊 花子」");
        let added = event("user:u1", "", r#"{"role":"owner","reach":"*"}"#);
        assert_eq!(changes(&added), ["扱う施設：すべての施設", "役割：開設者・経営者"]);
        assert_eq!(changes(&user), ["扱う施設：1施設 → すべての施設", "役割：職員 → 安全管理責任者"]);
    }

    #[test]
    fn keys_without_a_label_are_never_shown() {
        assert!(changes(&event("user:u1", "", r#"{"password_hash":"x","token":"y"}"#)).is_empty());
        assert!(changes(&event("facility:f1", "", r#"{"step":3,"secret":"z"}"#)).is_empty());
    }

    #[test]
    fn a_row_with_many_values_is_cut_with_the_number_of_the_rest() {
        let event = event(
            "devices:018f",
            "",
            r#"{"number":"1","maker":"m","os":"o","ip":"i","host":"h","place":"p","user":"u","note":"n"}"#,
        );
        let lines = changes(&event);
        assert_eq!((lines.len(), lines[6].as_str()), (7, "ほか2項目"));
    }

    #[test]
    fn printed_documents_and_unknown_subjects_have_a_name() {
        assert_eq!(subject_of(&event("document:binder", "", "")), "立入検査バインダー");
        let begun = event("netcheck:018f", "", r#"{"addresses":"192.0.2.1、192.0.2.2"}"#);
        assert_eq!(
            (subject_of(&begun).as_str(), changes(&begun)[0].as_str()),
            ("ネットワーク診断", "宛先：192.0.2.1、192.0.2.2")
        );
        assert_eq!(subject_of(&event("document:devices", "", "")), "機器台帳");
        assert_eq!(subject_of(&event("catalog:wording:r7-pharmacy", "", "")), "公式の文言「R7 薬局確認用」");
        assert_eq!(subject_of(&event("catalog:draft:r8-medical", "", "")), "版の下書き「r8-medical」");
        assert_eq!(subject_of(&event("document:official-form", "", "")), "公式のExcel（記入済み）");
        assert_eq!(subject_of(&event("something:else", "", "")), "something:else");
        assert_eq!(action("new.thing"), "new.thing");
    }
}
