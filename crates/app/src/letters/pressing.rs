//! Pressing (督促): the same request with what it rests on, and what silence leads to. Clear and polite.

use super::asking::ask;
use super::{Kind, Letter, Occasion, SHEET, day, short_day, we};
use jiff::civil::Date;
use tate_domain::facility::FacilityKind;

/// 督促: asked on a day and reminded on others, still nothing; the sources, and that it is recorded.
#[must_use]
pub fn escalate(occasion: &Occasion, asked_on: Date, reminded_on: &[Date]) -> Letter {
    let due = short_day(occasion.deadline);
    let mut letter = occasion
        .letter(Kind::Escalation, format!("【重要・{due}まで】{SHEET}のご提出のお願い｜{}", occasion.sender.facility));
    letter.opening.push(course(asked_on, reminded_on));
    letter.opening.push(format!("{}では、サイバーセキュリティの確保が法令で定められており、{SHEET}は、立入検査で確認される書類の1つです。改めて、下記の3点をお送りくださいますようお願い申し上げます。", we(occasion.sender.kind)));
    ask(occasion, &mut letter);
    letter.closing.push("ご提出いただけない場合は、その旨と理由を、期限までに書面かメールでお知らせください。お断りのご連絡も、お返事をいただけなかったことも、依頼の日付とともに記録に残し、立入検査で提示いたします。".to_owned());
    letter.sources = sources(occasion);
    letter
}

fn course(asked_on: Date, reminded_on: &[Date]) -> String {
    let again = reminded_on.iter().map(|on| day(*on)).collect::<Vec<_>>().join("、");
    let again = if again.is_empty() { String::new() } else { format!("、{again}に再送") };
    format!("{}にお願い{again}いたしました書類について、本日までにご回答を確認できておりません。", day(asked_on))
}

/// Q&A of the ministry's training of fiscal year 2023 and the articles behind the checklist, in our own words.
fn sources(occasion: &Occasion) -> Vec<String> {
    let law = match occasion.sender.kind {
        FacilityKind::Pharmacy => {
            "薬局の管理者は、サイバーセキュリティを確保するために必要な措置を講じます（医薬品医療機器等法施行規則第11条第2項第1号、令和5年4月1日施行）。"
        }
        FacilityKind::Clinic | FacilityKind::Dental | FacilityKind::Hospital | FacilityKind::Vendor => {
            "医療機関の管理者は、サイバーセキュリティを確保するために必要な措置を講じます（医療法施行規則第14条第2項、令和5年4月1日施行）。立入検査は医療法第25条第1項に基づきます。"
        }
    };
    let mut sources = vec![
        law.to_owned(),
        "事業者の用紙は、システムまたは契約ごとに作り、施設はその内容をもとに1枚にまとめます（Q&A 12-39）。".to_owned(),
        "用紙に書くのは、保守の契約がある事業者です（Q&A 12-23）。".to_owned(),
        "患者の情報を扱うシステムが対象です。扱わないシステムは用紙の対象から外れますが、施設は把握しておく必要があります（Q&A 12-22）。対象外とお考えの場合は、その理由をお知らせください。".to_owned(),
        "用紙はいまの運用を確認するもので、作成のための追加の費用は想定されていません（Q&A 12-20）。".to_owned(),
        "「はい」に印があるだけでは足りず、施設はその根拠を説明できる必要があります（Q&A 12-21）。".to_owned(),
    ];
    if occasion.collects() {
        sources.insert(
            2,
            "部門システムの保守契約を代表で結んでいる事業者には、各社の分をとりまとめていただきます（Q&A 12-19）。"
                .to_owned(),
        );
    }
    sources.push("Q&Aは、厚生労働省の令和5年度の研修「医療機関におけるサイバーセキュリティ対策チェックリスト」のもので、上記は要旨です。".to_owned());
    sources
}
