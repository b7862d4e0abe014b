//! The columns of each ledger. Sources: the sample ledgers of the R7 manual (official columns), and what
//! the rules need besides.

use super::Kind::{Choice, Code, Day, Ip, Lines, Mac, Mail, Number, Phone, Ref, Text, YesNo};
use super::{Column, Kind, Ledger};

const fn col(key: &'static str, label: &'static str, kind: Kind) -> Column {
    Column { key, label, kind, required: false, listed: false, aliases: &[], help: "" }
}

impl Column {
    const fn must(self) -> Self {
        Self { required: true, listed: true, ..self }
    }
    const fn listed(self) -> Self {
        Self { listed: true, ..self }
    }
    const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }
    const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

/// 状態 of a device.
const DEVICE_STATE: Kind = Choice(&[("active", "稼働"), ("stopped", "停止"), ("disposed", "廃棄")]);
/// 種別 of a device.
const DEVICE_KIND: Kind = Choice(&[
    ("server", "サーバ"),
    ("pc", "端末PC"),
    ("tablet", "タブレット"),
    ("network", "ネットワーク機器"),
    ("nas", "NAS"),
    ("medical", "医療機器"),
    ("printer", "プリンタ"),
    ("virtual", "仮想マシン"),
    ("cloud", "クラウド"),
    ("other", "その他"),
]);
const SYSTEM_KIND: Kind = Choice(&[
    ("receipt", "レセコン"),
    ("record", "電子カルテ・電子薬歴"),
    ("eligibility", "オンライン資格確認"),
    ("order", "オーダリング"),
    ("image", "画像・PACS"),
    ("lab", "検査部門"),
    ("dispensing", "調剤機器・分包機"),
    ("audit", "調剤監査"),
    ("notebook", "電子お薬手帳"),
    ("accounting", "会計・POS"),
    ("network", "ネットワーク"),
    ("backup", "バックアップ"),
    ("other", "その他"),
]);
const DEPLOYMENT: Kind = Choice(&[("onpremises", "施設内に設置"), ("cloud", "クラウド"), ("hybrid", "両方")]);
const PRIVILEGE: Kind = Choice(&[("user", "一般"), ("admin", "管理者")]);
const ACCOUNT_STATE: Kind =
    Choice(&[("active", "使用中"), ("disabled", "無効"), ("deleted", "削除済み"), ("limited", "期限付き")]);
const PERSON_STATE: Kind = Choice(&[("active", "在籍"), ("leave", "休職"), ("left", "退職"), ("moved", "異動")]);
const JOB: Kind = Choice(&[
    ("founder", "開設者"),
    ("manager", "管理者（管理薬剤師・院長）"),
    ("pharmacist", "薬剤師"),
    ("doctor", "医師"),
    ("dentist", "歯科医師"),
    ("nurse", "看護師"),
    ("technician", "技師"),
    ("clerk", "事務"),
    ("it", "情報システム担当"),
    ("other", "その他"),
]);
const APPOINTMENT: Kind = Choice(&[
    ("officer", "医療情報システム安全管理責任者"),
    ("deputy", "安全管理責任者の代理"),
    ("operator", "運用担当者"),
    ("contact", "緊急連絡の窓口"),
    ("decider", "システム停止の判断者"),
    ("csirt", "CSIRT（事故対応チーム）の構成員"),
]);
const CONTRACT_KIND: Kind =
    Choice(&[("maintenance", "保守契約あり"), ("service", "サービス利用契約"), ("none", "購入のみ（契約なし）")]);
const REMOTE: Kind = Choice(&[("yes", "あり"), ("no", "なし"), ("asking", "問い合わせ中")]);
const DISCLOSURE: Kind =
    Choice(&[("received", "入手済み"), ("requested", "請求中"), ("refused", "提出を断られた"), ("none", "未請求")]);
const BACKUP_METHOD: Kind = Choice(&[
    ("nas", "NAS"),
    ("external", "外付けディスク"),
    ("cloud", "クラウド"),
    ("tape", "テープ"),
    ("optical", "光ディスク"),
    ("server", "別のサーバ"),
    ("vendor", "事業者に委託"),
]);
const CYCLE: Kind = Choice(&[("daily", "毎日"), ("weekly", "毎週"), ("monthly", "毎月"), ("continuous", "常時")]);
const CONNECTION_KIND: Kind = Choice(&[
    ("internet", "インターネット回線"),
    ("closed", "閉域網（IP-VPN等）"),
    ("vpn", "VPN"),
    ("remote", "リモート保守回線"),
    ("wifi", "無線LAN"),
    ("mobile", "携帯回線"),
]);
const MEDIUM_KIND: Kind = Choice(&[
    ("usb", "USBメモリ"),
    ("disk", "外付けディスク"),
    ("optical", "光ディスク"),
    ("card", "SDカード"),
    ("other", "その他"),
]);
const OFFICE_KIND: Kind = Choice(&[
    ("mhlw", "厚生労働省"),
    ("police", "警察"),
    ("health_center", "保健所"),
    ("ppc", "個人情報保護委員会"),
    ("security", "情報セキュリティ事業者"),
    ("lawyer", "弁護士等の専門家"),
    ("association", "職能団体・医師会等"),
    ("other", "その他"),
]);

const USB_CONTROL: Kind = Choice(&[
    ("blocked", "使えない設定"),
    ("allowlist", "許可した媒体だけ"),
    ("readonly", "書き込みを禁止"),
    ("rule", "規則だけ（設定なし）"),
    ("open", "制限なし"),
]);
const SERVICE_KIND: Kind =
    Choice(&[("service", "サービス"), ("port", "待ち受けポート"), ("autostart", "自動起動"), ("program", "ソフト")]);
const NEEDED: Kind = Choice(&[("needed", "必要"), ("unneeded", "不要")]);
const SERVICE_STATE: Kind = Choice(&[("running", "動作中"), ("stopped", "停止"), ("removed", "削除済み")]);
const REVIEW_KIND: Kind = Choice(&[
    ("accounts", "利用者IDの棚卸"),
    ("patches", "更新状況の点検"),
    ("backup", "バックアップの確認"),
    ("restore", "復元テスト"),
    ("logs", "アクセスログの点検"),
    ("devices", "機器の棚卸"),
    ("services", "不要なソフト・サービスの点検"),
    ("media", "記録媒体の点検"),
    ("network", "接続元制限の点検"),
    ("contacts", "連絡体制の確認"),
]);
const REVIEW_RESULT: Kind =
    Choice(&[("clean", "問題なし"), ("found", "指摘あり"), ("fixed", "指摘を直した"), ("failed", "失敗")]);
const PAPER_KIND: Kind = Choice(&[
    ("bcp", "サイバー攻撃を想定したBCP"),
    ("disaster_bcp", "災害のBCP"),
    ("rules", "運用管理規程等の規程類"),
    ("chart", "連絡体制図"),
    ("diagram", "ネットワーク構成図"),
    ("restore", "復旧手順書"),
    ("appointment", "任命書"),
    ("other", "その他"),
]);
/// The subjects of the rule book (4-①): sections 1 to 3 of the R7 sheet.
const CLAUSE_TOPIC: Kind = Choice(&[
    ("1-1", "1-① 安全管理責任者"),
    ("2-1", "2-① 機器台帳"),
    ("2-2", "2-② リモート保守"),
    ("2-3", "2-③ MDS/SDS"),
    ("2-4", "2-④ アクセス権限"),
    ("2-5", "2-⑤ 不要な利用者ID"),
    ("2-6", "2-⑥ 更新プログラム"),
    ("2-7", "2-⑦ パスワードの要件"),
    ("2-8", "2-⑧ パスワードの使い回し禁止"),
    ("2-9", "2-⑨ 外部媒体の接続制限"),
    ("2-10", "2-⑩ 二要素認証"),
    ("2-11", "2-⑪ アクセスログ"),
    ("2-12", "2-⑫ 不要なソフト・サービス"),
    ("2-13", "2-⑬ 接続元制限"),
    ("3-1", "3-① 連絡体制図"),
    ("3-2", "3-② バックアップと復旧"),
    ("3-3", "3-③ BCP"),
]);

pub(super) fn of(ledger: Ledger) -> &'static [Column] {
    match ledger {
        Ledger::Devices => DEVICES,
        Ledger::Software => SOFTWARE,
        Ledger::Accounts => ACCOUNTS,
        Ledger::Systems => SYSTEMS,
        Ledger::Contracts => CONTRACTS,
        Ledger::Vendors => VENDORS,
        Ledger::People => PEOPLE,
        Ledger::Appointments => APPOINTMENTS,
        Ledger::Backups => BACKUPS,
        Ledger::Connections => CONNECTIONS,
        Ledger::Media => MEDIA,
        Ledger::Offices => OFFICES,
        Ledger::Services => SERVICES,
        Ledger::Logs => LOGS,
        Ledger::Reviews => REVIEWS,
        Ledger::Papers => PAPERS,
        Ledger::Clauses => CLAUSES,
        Ledger::Firmware => FIRMWARE,
    }
}

static DEVICES: &[Column] = &[
    col("number", "管理番号", Code).listed().also(&[
        "資産番号",
        "資産管理番号",
        "asset tag",
        "asset_tag",
        "No.",
        "番号",
    ]),
    col("maker", "メーカー", Text).listed().also(&["製造元", "manufacturer", "メーカ", "maker"]),
    col("os", "OS", Text)
        .listed()
        .also(&["OS・製品名", "OS名", "OS名称", "operating system", "platform", "オペレーティングシステム"])
        .help("Windowsは「winver」の画面のとおりに、版（例：24H2）まで入力します。"),
    col("software", "ソフトウェア", Text).listed().also(&["ソフト", "ソフト名", "主なソフト"]),
    col("software_version", "ソフトウェアバージョン", Text).listed().also(&[
        "バージョン",
        "ソフトバージョン",
        "version",
    ]),
    col("ip", "IPアドレス", Ip)
        .listed()
        .also(&["IP", "IP ADRESS", "IP ADDRESS", "primary_ip4"])
        .help("自動割り当ての場合は「動的」と入力します。"),
    col("host", "コンピュータ名", Text).listed().also(&[
        "コンピューター名",
        "ホスト名",
        "端末名",
        "機器名",
        "hostname",
        "name",
        "PC名",
    ]),
    col("place", "設置場所", Text).listed().also(&["場所", "location"]),
    col("user", "利用者", Text).listed().also(&["使用者", "user"]),
    col("registered", "登録日", Day).listed().also(&["導入日", "設置日"]),
    col("state", "状態", DEVICE_STATE).listed().also(&["稼働状態", "status", "ステータス"]),
    col("note", "説明", Lines).listed().also(&["備考", "メモ", "comments", "用途"]),
    col("kind", "種別", DEVICE_KIND).listed().also(&["機器種別", "role", "種類", "分類"]),
    col("model", "型番", Text).also(&["機種", "型式", "model name", "device_type", "model"]),
    col("serial", "シリアル番号", Code).also(&["シリアル", "製造番号", "serial", "S/N"]),
    col("os_release", "OSの版", Text)
        .also(&["OSバージョン", "OS版", "displayversion"])
        .help("例：24H2。OSの欄に書いてある場合は空欄のままで構いません。"),
    col("os_build", "OSビルド", Code).also(&["ビルド", "build", "ビルド番号"]),
    col("esu_until", "延長サポート（ESU）の期限", Day)
        .also(&["ESU期限", "ESU"])
        .help("有償の延長契約を証明できる場合だけ入力します。"),
    col("mac", "MACアドレス", Mac).also(&["MAC", "物理アドレス"]),
    col("patient_data", "患者情報の有無", YesNo)
        .also(&["患者情報", "個人情報"])
        .help("患者情報を保存または表示する機器は「有」にします。"),
    col("system", "システム", Ref(Ledger::Systems)).also(&["利用システム"]),
    col("vendor", "事業者", Ref(Ledger::Vendors)).also(&["保守事業者", "ベンダー", "業者"]),
    col("remote", "リモート保守", REMOTE).also(&[
        "リモートメンテ",
        "リモートメンテ有無",
        "リモートメンテナンス",
        "遠隔保守",
        "リモート",
    ]),
    col("remote_method", "リモート保守の方式", Text).also(&["リモート方式"]),
    col("firmware_checked", "ファームウェア確認日", Day)
        .also(&["ファーム確認日"])
        .help("ネットワーク機器で、最新のファームウェアか確かめた日です。"),
    col("last_patch", "最終更新日", Day).also(&["最終パッチ", "最終パッチ日", "パッチ適用日", "更新プログラム適用日"]),
    col("antivirus", "ウイルス対策ソフト", Text).also(&["不正対策ソフト", "ウイルス対策", "ウィルス対策"]),
    col("antivirus_date", "定義ファイルの日付", Day).also(&["定義日", "パターン日付"]),
    col("external", "外部接続", YesNo).also(&["外部接続の有無", "インターネット接続"]),
    col("checked", "現物確認日", Day)
        .also(&["棚卸日", "棚卸し日", "確認日"])
        .help("現物と台帳を照らし合わせた日です。"),
    col("source", "根拠", Text).also(&["取込元"]),
    col("site", "拠点", Text).also(&["site", "company", "会社", "店舗", "拠点名"]),
    col("uuid", "機器のUUID", Code).also(&["UUID"]),
    col("firmware", "ファームウェアの版", Code).also(&["ファームウェア", "ファームウェアバージョン", "firmware"]),
    col("default_changed", "初期パスワードの変更日", Day)
        .also(&["初期値変更日"])
        .help("ルータ・NASなどの管理用パスワードを、購入したときのものから変えた日です。"),
    col("antivirus_on", "ウイルス対策の動作", YesNo).also(&["ウイルス対策の状態"]),
    col("firewall", "ファイアウォール", YesNo).also(&["ファイアウォールの状態"]),
    col("encrypted", "ディスクの暗号化", YesNo).also(&["BitLocker", "暗号化"]),
    col("usb_control", "USB記憶媒体の制限", USB_CONTROL).also(&["USB制限", "外部媒体の制限"]),
    col("usb_seen", "接続を見つけたUSB記憶媒体", Text).also(&["USB接続履歴"]),
    col("password_min", "端末のパスワード最低桁数", Number).also(&["端末のパスワードの桁数"]),
    col("password_mixed", "端末のパスワードの混在", YesNo).also(&["端末の複雑さの要件"]),
    col("password_change_days", "端末のパスワード変更の間隔（日）", Number)
        .help("0は、定期的な変更を求めない設定です。"),
    col("lockout", "ロックまでの失敗回数", Number)
        .also(&["アカウントロック"])
        .help("0は、失敗が続いてもロックしない設定です。"),
    col("remote_desktop", "リモートデスクトップ", YesNo).also(&["RDP"]),
    col("remote_tools", "見つかった遠隔操作ソフト", Text).also(&["遠隔操作ソフト"]),
    col("time_sync", "時刻の同期", YesNo).also(&["NTP"]),
    col("admins", "端末の管理者", Text).also(&["Administrators", "ローカル管理者"]),
    col("collected", "自動で調べた日", Day).also(&["収集日"]),
    col("unread", "自動で調べられなかったこと", Lines),
];

static SOFTWARE: &[Column] = &[
    col("name", "ソフト", Text).must().also(&["ソフト名", "ソフトウェア", "ソフトウェア名", "名称", "software"]),
    col("version", "バージョン", Text).listed().also(&["version", "版", "ソフトウェアバージョン"]),
    col("vendor", "事業者", Ref(Ledger::Vendors)).listed().also(&["保守事業者", "ベンダー"]),
    col("publisher", "提供元", Text).also(&["メーカー", "publisher", "開発元"]),
    col("contact", "連絡先", Phone).listed().also(&["電話番号", "電話"]),
    col("device", "機器", Ref(Ledger::Devices)).listed().also(&["導入機器", "コンピュータ名", "コンピューター名"]),
    col("system", "システム", Ref(Ledger::Systems)).also(&["利用システム"]),
    col("installed", "導入日", Day).also(&["インストール日"]),
    col("support_until", "サポート終了日", Day).listed().also(&["サポート期限"]),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static ACCOUNTS: &[Column] = &[
    col("number", "No.", Code).also(&["番号"]),
    col("system", "システム", Ref(Ledger::Systems)).listed().also(&["ソフト", "対象システム", "ソフトウェア"]),
    col("login", "ユーザID", Text).must().also(&[
        "ID",
        "ユーザーID",
        "利用者ID",
        "ログインID",
        "アカウント",
        "user id",
    ]),
    col("holder", "利用者", Text)
        .listed()
        .also(&["氏名", "使用者", "利用者名", "名前"])
        .help("共用の場合は、使う人全員を「、」で区切って入力します。"),
    col("person", "職員", Ref(Ledger::People)).also(&["担当職員"]),
    col("department", "所属部署・利用者属性", Text).listed().also(&["所属部署", "利用者属性", "部署", "職種"]),
    col("phone", "電話番号", Phone).also(&["電話"]),
    col("privilege", "権限", PRIVILEGE).listed().also(&["権限種別", "role", "admin/user"]),
    col("state", "状態", ACCOUNT_STATE).listed().also(&["ステータス", "使用状態"]),
    col("expires", "使用期限", Day).listed().also(&["有効期限"]),
    col("last_login", "最終利用日", Day).also(&["最終ログイン", "last logon", "最終ログオン"]),
    col("shared_reason", "共用の理由", Text)
        .also(&["共有の理由"])
        .help("共用が避けられないときは、誰が使ったかを後から確かめる方法を入力します。"),
    col("reviewed", "棚卸日", Day).also(&["確認日", "棚卸し日"]),
    col("device", "機器", Ref(Ledger::Devices))
        .also(&["端末", "対象機器"])
        .help("Windowsなど、機器そのものの利用者IDのときに選びます。"),
    col("password_set", "パスワードの設定日", Day).also(&["パスワード変更日", "PasswordLastSet"]),
    col("note", "説明", Lines).listed().also(&["備考", "メモ"]),
];

static SYSTEMS: &[Column] = &[
    col("number", "管理番号", Code).also(&["番号"]),
    col("name", "システム名", Text).must().also(&["名称", "システム", "製品名"]),
    col("kind", "種類", SYSTEM_KIND).listed().also(&["種別", "分類"]),
    col("deployment", "設置形態", DEPLOYMENT).listed().also(&["形態"]),
    col("patient_data", "患者情報の有無", YesNo).listed().also(&["患者情報"]),
    col("vendor", "事業者", Ref(Ledger::Vendors)).listed().also(&["販売・保守", "ベンダー", "保守事業者"]),
    col("version", "バージョン", Text).listed().also(&["版"]),
    col("users_known", "職種ごとの権限を決めた日", Day)
        .also(&["権限表の確認日"])
        .help("職種や担当業務ごとの権限を決め、最後に見直した日です。"),
    col("accounts_reviewed", "利用者IDの棚卸日", Day).listed().also(&["ID棚卸日"]),
    col("accounts_manageable", "利用者IDを個人別に作れるか", YesNo).also(&["個人別ID"]),
    col(
        "two_factor",
        "二要素認証",
        Choice(&[("implemented", "実装済み"), ("planned", "予定あり"), ("none", "予定なし")]),
    )
    .also(&["2要素認証"]),
    col("two_factor_planned", "二要素認証の予定日", Day).also(&["2要素認証の予定日"]),
    col("password_min", "パスワードの最低桁数", Number)
        .also(&["パスワードの桁数", "最小パスワード長"])
        .help("パスワードを決めるときに、設定で求めている最低の桁数です。"),
    col("password_mixed", "英数字・記号の混在", YesNo)
        .also(&["パスワードの混在", "複雑さの要件"])
        .help("英字・数字・記号を混ぜないと登録できない設定なら「有」にします。"),
    col("password_change_days", "定期変更の間隔（日）", Number)
        .also(&["パスワードの有効期間", "定期変更"])
        .help("定期的な変更を求めていないときは、0にするか空欄のままにします。"),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static CONTRACTS: &[Column] = &[
    col("title", "契約名", Text).must().also(&["名称", "契約"]),
    col("vendor", "事業者", Ref(Ledger::Vendors)).listed().also(&["契約先", "ベンダー"]),
    col("system", "システム", Ref(Ledger::Systems)).listed().also(&["対象システム"]),
    col("kind", "契約の種類", CONTRACT_KIND)
        .listed()
        .also(&["種類", "保守契約"])
        .help("購入しただけで保守や運用の契約がないときは「購入のみ（契約なし）」です。"),
    col("remote", "リモート保守", REMOTE).listed().also(&["リモートメンテ", "遠隔保守"]),
    col("remote_answered", "リモート保守の回答日", Day)
        .listed()
        .also(&["回答日"])
        .help("事業者から有無の回答を受け取った日です。"),
    col("remote_method", "リモート保守の方式", Text).also(&["方式"]),
    col("answered_by", "回答した人", Text).also(&["回答者"]),
    col("disclosure", "MDS/SDS", DISCLOSURE).listed().also(&["開示書", "MDS", "SDS"]),
    col("disclosure_version", "MDS/SDSの版", Text).also(&["開示書の版"]).help("例：Ver.5.0"),
    col("disclosure_date", "MDS/SDSの作成日", Day).listed().also(&["開示書の日付"]),
    col("remote_disclosure", "リモート保守のSDS", DISCLOSURE).also(&["リモート保守の開示書"]),
    col(
        "vendor_sheet",
        "事業者確認用シート",
        Choice(&[("received", "受領済み"), ("requested", "依頼中"), ("refused", "断られた"), ("none", "未依頼")]),
    )
    .listed()
    .also(&["事業者シート"]),
    col("vendor_sheet_date", "シートの受領日", Day).also(&["受領日"]),
    col(
        "patch_duty",
        "更新作業の分担",
        Choice(&[
            ("vendor", "事業者が行う"),
            ("facility", "施設が行う"),
            ("shared", "分担する"),
            ("unclear", "決まっていない"),
        ]),
    )
    .also(&["パッチ分担"]),
    col("password_unique", "パスワードは顧客ごとに別", YesNo)
        .also(&["パスワードの使い回し"])
        .help("事業者が管理するパスワードを、ほかの顧客と同じにしていないという回答なら「有」にします。"),
    col("until", "契約終了日", Day).also(&["契約期限", "満了日"]),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static VENDORS: &[Column] = &[
    col("number", "管理番号", Code).also(&["番号", "取引先コード"]),
    col("name", "事業者名", Text).must().also(&["会社名", "名称", "事業者", "ベンダー", "業者名"]),
    col("kana", "フリガナ", Text).also(&["カナ"]),
    col("contact", "担当者", Text).listed().also(&["担当", "担当者名"]),
    col("phone", "電話番号", Phone).listed().also(&["電話", "TEL", "連絡先"]),
    col("night_phone", "夜間・休日の電話番号", Phone).listed().also(&["夜間電話", "休日電話", "夜間連絡先"]),
    col("fax", "FAX番号", Phone).also(&["FAX"]),
    col("mail", "メールアドレス", Mail).listed().also(&["メール", "mail", "email", "E-mail"]),
    col("address", "所在地", Text).also(&["住所"]),
    col("prime", "とりまとめ先", Ref(Ledger::Vendors))
        .also(&["元請"])
        .help("別の事業者がまとめて窓口になる場合に選びます。"),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static PEOPLE: &[Column] = &[
    col("number", "職員番号", Code).also(&["番号", "社員番号", "No."]),
    col("name", "氏名", Text).must().also(&["名前", "職員名"]),
    col("kana", "フリガナ", Text).listed().also(&["カナ"]),
    col("job", "職種", JOB).listed().also(&["職務", "役職"]),
    col("department", "部署", Text).listed().also(&["所属", "所属部署"]),
    col("phone", "電話番号", Phone).listed().also(&["電話", "TEL", "携帯電話"]),
    col("night_phone", "夜間・休日の電話番号", Phone).also(&["夜間電話"]),
    col("mail", "メールアドレス", Mail).also(&["メール", "email"]),
    col("state", "状態", PERSON_STATE).listed().also(&["在籍状況", "在籍"]),
    col("joined", "入職日", Day).also(&["入社日"]),
    col("left", "退職・異動日", Day).listed().also(&["退職日", "異動日"]),
    col("qualifications", "情報処理の資格", Text)
        .also(&["情報処理資格", "IT資格"])
        .help("資格を「、」で区切って入力します。なければ「なし」と入力します。"),
    col("it_share", "情報システム業務の割合（％）", Number)
        .also(&["情シス業務の割合", "IT業務の割合"])
        .help("働く時間のうち、情報システムの仕事に使う割合です。常勤でない人は0にします。"),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static APPOINTMENTS: &[Column] = &[
    col("role", "役割", APPOINTMENT).must().also(&["任命", "役職"]),
    col("person", "職員", Ref(Ledger::People)).must().also(&["氏名", "担当者"]),
    col("appointed", "任命日", Day).listed().also(&["就任日"]),
    col("until", "解任日", Day).listed().also(&["終了日"]),
    col("document", "任命書の有無", YesNo).listed().also(&["任命書"]),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static BACKUPS: &[Column] = &[
    col("name", "バックアップ名", Text).must().also(&["名称", "対象", "対象データ"]),
    col("system", "システム", Ref(Ledger::Systems)).listed().also(&["対象システム"]),
    col("method", "方法", BACKUP_METHOD).listed().also(&["保存先の種類", "方式", "媒体"]),
    col("place", "保管場所", Text).listed().also(&["場所", "保存先"]),
    col("cycle", "周期", CYCLE).listed().also(&["頻度"]),
    col("generations", "世代数", Number).listed().also(&["世代"]),
    col("offline", "切り離し（オフライン）", YesNo)
        .listed()
        .also(&["オフライン", "切り離し", "オフライン保管"])
        .help("ふだんネットワークから切り離している、または書き換えられない方法なら「有」にします。"),
    col("last_success", "最終成功日", Day).listed().also(&["最終取得日", "最終バックアップ日"]),
    col("restore_test", "復元テスト日", Day).listed().also(&["復旧テスト日", "リストア確認日"]),
    col("procedure", "復旧手順書の有無", YesNo).listed().also(&["復旧手順", "手順書"]),
    col("device", "保存先の機器", Ref(Ledger::Devices)).also(&["保存先機器"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static CONNECTIONS: &[Column] = &[
    col("number", "管理番号", Code).also(&["番号"]),
    col("name", "接続の名前", Text).must().also(&["名称", "回線名", "接続点"]),
    col("kind", "種類", CONNECTION_KIND).listed().also(&["種別", "回線種別"]),
    col("provider", "回線事業者", Text).listed().also(&["プロバイダ", "回線業者"]),
    col("device", "接続する機器", Ref(Ledger::Devices)).listed().also(&["ルータ", "機器"]),
    col("vendor", "使用する事業者", Ref(Ledger::Vendors)).also(&["事業者"]),
    col("purpose", "用途", Text).listed().also(&["目的"]),
    col("restricted", "接続元の制限", YesNo).listed().also(&["接続元制限"]),
    col("restriction", "制限の方法", Text)
        .also(&["制限方法"])
        .help("例：IPアドレスで制限、VPNだけ許可。MACアドレスだけの制限は、効果が限られます。"),
    col("admin_password", "管理用パスワードを強くした", YesNo).also(&["管理パスワード"]),
    col("remote_admin_off", "外からの管理画面を止めた", YesNo).also(&["リモート管理の停止"]),
    col("guest_split", "来客用と業務用のWi-Fiを分けた", YesNo)
        .also(&["SSIDの分離", "ゲストSSID"])
        .help("来客用のWi-Fiがないときも「有」にします。"),
    col("wifi_strong", "Wi-FiはWPA2/WPA3・16文字以上", YesNo)
        .also(&["無線LANの暗号化"])
        .help("無線LANがないときは空欄のままにし、種類で「無線LAN」を選ばないでください。"),
    col("ports_closed", "使わないポートを閉じた", YesNo).also(&["ポートの閉鎖"]),
    col("history_checked", "接続履歴の確認日", Day).also(&["履歴確認日"]),
    col("checked", "設定の確認日", Day).listed().also(&["確認日"]),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static MEDIA: &[Column] = &[
    col("number", "管理番号", Code).listed().also(&["番号"]),
    col("name", "媒体名", Text).must().also(&["名称", "媒体"]),
    col("kind", "種類", MEDIUM_KIND).listed().also(&["種別"]),
    col("encrypted", "暗号化", YesNo).listed().also(&["暗号化の有無"]),
    col("place", "保管場所", Text).listed().also(&["場所"]),
    col("keeper", "管理者", Text).listed().also(&["保管責任者", "担当者"]),
    col("lent_to", "貸出先", Text).listed().also(&["貸出者"]),
    col("lent", "貸出日", Day).listed().also(&["持出日"]),
    col("returned", "返却日", Day).listed().also(&["返却"]),
    col("state", "状態", Choice(&[("active", "使用中"), ("stored", "保管中"), ("disposed", "廃棄"), ("lost", "紛失")]))
        .listed()
        .also(&["ステータス"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static OFFICES: &[Column] = &[
    col("kind", "区分", OFFICE_KIND).must().also(&["種類", "種別"]),
    col("name", "名称", Text).must().also(&["機関名", "連絡先名"]),
    col("department", "窓口", Text).listed().also(&["部署", "担当部署"]),
    col("phone", "電話番号", Phone).listed().also(&["電話", "TEL"]),
    col("night_phone", "夜間・休日の電話番号", Phone).listed().also(&["夜間電話"]),
    col("mail", "メールアドレス・報告先", Text).listed().also(&["メール", "報告先"]),
    col("checked", "確認日", Day).listed().also(&["連絡先の確認日"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static SERVICES: &[Column] = &[
    col("name", "名前", Text).must().also(&["サービス名", "ソフト名", "名称", "表示名"]),
    col("kind", "種類", SERVICE_KIND).listed().also(&["種別"]),
    col("device", "機器", Ref(Ledger::Devices))
        .listed()
        .also(&["コンピュータ名", "コンピューター名"])
        .help("空欄の行は、同じ種別のすべての機器に当てはまります。"),
    col("device_kind", "機器の種別", DEVICE_KIND).also(&["対象の種別"]),
    col("detail", "ポート番号・実行ファイルなど", Text).listed().also(&["詳細", "ポート"]),
    col("state", "状態", SERVICE_STATE).listed().also(&["ステータス"]),
    col("needed", "必要か", NEEDED).listed().also(&["要否", "必要性"]),
    col("reason", "必要な理由", Text).listed().also(&["理由"]),
    col("found", "見つけた日", Day).also(&["検出日"]),
    col("checked", "確認日", Day).listed().also(&["点検日"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static LOGS: &[Column] = &[
    col("name", "ログの名前", Text).must().also(&["ログ名", "名称", "ログ"]),
    col("system", "システム", Ref(Ledger::Systems)).listed().also(&["対象システム", "ソフト及び機器"]),
    col("device", "機器", Ref(Ledger::Devices)).also(&["コンピュータ名", "コンピューター名"]),
    col("place", "場所", Text).also(&["保管場所", "保存先"]),
    col("login_time", "ログインした時刻がある", YesNo).also(&["ログイン時刻"]),
    col("access_time", "操作した時刻がある", YesNo).also(&["アクセス時間"]),
    col("operation", "操作の内容がある", YesNo).also(&["操作内容"]),
    col("retention_days", "保存期間（日）", Number).listed().also(&["保存日数"]),
    col("protected", "閲覧の制限・改ざん防止", YesNo).listed().also(&["改ざん防止", "閲覧制限"]),
    col("time_sync", "時刻の同期", YesNo).also(&["NTP"]),
    col("alert", "自動の通知", YesNo).also(&["アラート"]),
    col("reviewer", "点検する人", Ref(Ledger::People)).listed().also(&["点検者", "担当者"]),
    col("taken", "最後に取り出した日", Day).listed().also(&["取得日"]),
    col("impossible", "記録できない理由", Text)
        .help("製品の都合で記録できないときの、事業者の説明です。あわせて例外に登録します。"),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static REVIEWS: &[Column] = &[
    col("kind", "点検の種類", REVIEW_KIND).must().also(&["種類", "種別"]),
    col("day", "点検日", Day).must().also(&["実施日", "確認日"]),
    col("reviewer", "点検した人", Ref(Ledger::People)).must().also(&["点検者", "担当者"]),
    col("system", "システム", Ref(Ledger::Systems)).listed().also(&["対象システム"]),
    col("backup", "バックアップ", Ref(Ledger::Backups)).also(&["対象バックアップ"]),
    col("log", "ログ", Ref(Ledger::Logs)).also(&["対象ログ"]),
    col("from", "対象期間の始まり", Day).also(&["期間開始"]),
    col("to", "対象期間の終わり", Day).also(&["期間終了"]),
    col("result", "結果", REVIEW_RESULT).listed().must(),
    col("findings", "分かったこと", Lines).listed().also(&["指摘", "所見"]),
    col("action", "行ったこと", Lines).also(&["対応", "処置"]),
    col("next", "次回の予定日", Day).listed().also(&["次回"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];

static PAPERS: &[Column] = &[
    col("title", "文書の名前", Text).must().also(&["文書名", "名称"]),
    col("kind", "種類", PAPER_KIND).must().also(&["種別"]),
    col("version", "版", Text).listed().also(&["バージョン"]),
    col("approved", "承認日", Day).listed().also(&["制定日", "施行日"]),
    col("approver", "承認した人", Text).listed().also(&["承認者"]),
    col("revised", "最終改定日", Day).listed().also(&["改定日", "改訂日"]),
    col("drilled", "訓練した日", Day).listed().also(&["訓練日"]),
    col("place", "保管場所", Text).also(&["場所"]),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static CLAUSES: &[Column] = &[
    col("topic", "項目", CLAUSE_TOPIC).must().also(&["チェック項目", "項目番号"]),
    col("paper", "規程", Ref(Ledger::Papers)).must().also(&["規程名", "文書"]),
    col("clause", "条番号", Text).must().also(&["条", "条項"]),
    col("password_min", "定めたパスワードの桁数", Number)
        .help("パスワードの条のときに、規程に書いてある最低の桁数を入力します。"),
    col("note", "備考", Lines).listed().also(&["説明", "メモ"]),
];

static FIRMWARE: &[Column] = &[
    col("maker", "メーカー", Text).listed().also(&["製造元"]),
    col("model", "型番", Text).must().also(&["機種", "型式"]),
    col("latest", "最新の版", Code).must().also(&["最新版", "最新バージョン"]),
    col("checked", "確認日", Day).must().also(&["確かめた日"]),
    col("checked_by", "確認した人", Text).listed().also(&["確認者"]),
    col("source", "確かめた場所", Text).listed().also(&["情報源", "URL"]),
    col("support_until", "サポート終了日", Day).listed().also(&["サポート期限"]),
    col("note", "備考", Lines).also(&["説明", "メモ"]),
];
