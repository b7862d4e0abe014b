//! A statement of an invented product, and small changes to it.

use super::{
    Counts, GuidelineVersion, Kind, Line, State, Statement, Subject, TemplateVersion, Versions, content_hash,
    follow_ups,
};
use crate::vendor::Value;
use jiff::civil::date;

/// One line.
pub(crate) fn line(number: &str, text: &str, value: Option<Value>, remark: &str) -> Line {
    Line { number: number.into(), text: text.into(), value, remark: remark.into() }
}

/// Five lines: はい, いいえ explained, 対象外 unexplained, はい, nothing.
pub(crate) fn lines() -> Vec<Line> {
    vec![
        line("1.1", "利用者ごとにIDを付けられるか", Some(Value::Yes), ""),
        line("1.2", "記録を暗号化して保存するか", Some(Value::No), "次の版で対応の予定"),
        line("2.1", "外部の場所に保存するか", Some(Value::NotApplicable), "-"),
        line("2.2", "操作の記録を残すか", Some(Value::Yes), ""),
        line("2.3", "時刻を合わせるか", None, ""),
    ]
}

/// The MDS of the contract `c1`, made on 2026-04-01, with these lines.
pub(crate) fn statement(id: &str, lines: &[Line]) -> Statement {
    Statement {
        id: id.into(),
        facility: "f-1".into(),
        contract_id: "c1".into(),
        contract: "電子薬歴保守".into(),
        subject: Subject::System,
        kind: Kind::Mds,
        product: "電子薬歴あおぞら".into(),
        product_version: "3.2".into(),
        maker: "青空製作所".into(),
        giver: "青空製作所".into(),
        template: "Ver.5.0".into(),
        guideline: "第6.0版".into(),
        made_on: Some(date(2026, 4, 1)),
        received_on: date(2026, 5, 1),
        state: State::Current,
        counts: Counts::of(lines),
        content_hash: content_hash(lines),
        follow_ups: follow_ups(lines, &[], &[]),
        registered_name: "試験 太郎".into(),
        registered_at: "2026-05-01T00:00:00.000Z".into(),
        version: 1,
    }
}

/// Ver.4.1 and Ver.5.0 (for the 6.0 edition of the guideline), and the guideline up to 7.0.
pub(crate) fn versions() -> Versions {
    let template = |id: &str, standard: &str, guideline: Option<&str>| TemplateVersion {
        id: id.into(),
        name: format!("Ver.{id}"),
        standard: standard.into(),
        known_since: None,
        guideline: guideline.map(Into::into),
        source: String::new(),
    };
    let guideline =
        |id: &str| GuidelineVersion { id: id.into(), name: format!("第{id}版"), since: None, source: String::new() };
    Versions {
        most_years: 3,
        template: vec![template("4.1", "", None), template("5.0", "24-005", Some("6.0"))],
        guideline: ["5.2", "6.0", "7.0"].map(guideline).to_vec(),
    }
}
