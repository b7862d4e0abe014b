//! Asking (依頼) and asking again (再送).

use super::{Kind, Letter, Occasion, SHEET, checklist, day, short_day, we};

/// 依頼: three things by a day, and how they are sent.
#[must_use]
pub fn request(occasion: &Occasion) -> Letter {
    let due = short_day(occasion.deadline);
    let mut letter = occasion.letter(Kind::Request, format!("【ご回答のお願い・{due}まで】{}", occasion.about()));
    letter.opening.push(reason(occasion));
    ask(occasion, &mut letter);
    letter
}

/// 再送: the same again, with how long there is, or since when it is late.
#[must_use]
pub fn remind(occasion: &Occasion) -> Letter {
    let (due, late) = (short_day(occasion.deadline), occasion.today > occasion.deadline);
    let subject = if late {
        format!("【再送】【期限を過ぎています・{due}まで】{}", occasion.about())
    } else {
        format!("【再送】【ご回答のお願い・{due}まで】{}", occasion.about())
    };
    let mut letter = occasion.letter(Kind::Reminder, subject);
    letter.opening.push(how_long(occasion));
    letter.opening.push(reason(occasion));
    ask(occasion, &mut letter);
    letter
        .closing
        .push("すでにお送りいただいている場合は、行き違いです。お許しください。期限までに難しい場合は、いつ頃になるかだけでもお知らせください。".to_owned());
    letter
}

fn how_long(occasion: &Occasion) -> String {
    let (due, left) = (day(occasion.deadline), (occasion.deadline - occasion.today).get_days());
    match left {
        0 => format!("先にお願いしておりますご回答の期限が、本日（{due}）となりました。"),
        1.. => format!(
            "先にお願いしておりますご回答の期限（{due}）まで、あと{left}日となりました。まだ届いておりませんので、もう一度ご案内いたします。"
        ),
        _ => format!(
            "先にお願いしておりますご回答の期限（{due}）を過ぎましたが、まだ届いておりません。お忙しいところ恐れ入りますが、できるだけ早くお送りくださいますようお願い申し上げます。"
        ),
    }
}

pub(super) fn reason(occasion: &Occasion) -> String {
    let kind = occasion.sender.kind;
    let what = match occasion.asks.as_slice() {
        [only] if !only.system.is_empty() => format!("ご契約中の「{}」", only.system),
        _ => "ご契約中のシステム".to_owned(),
    };
    format!(
        "{}では、厚生労働省の「{}」に基づき、{what}について確認を進めております。お手数をおかけいたしますが、下記の3点をお送りくださいますようお願い申し上げます。",
        we(kind),
        checklist(kind)
    )
}

/// The three things, the systems, and the ways.
pub(super) fn ask(occasion: &Occasion, letter: &mut Letter) {
    let page = if letter.links.is_empty() {
        ""
    } else {
        "。下記のページで回答できます。ログインは不要です"
    };
    letter.points = vec![
        format!("{SHEET}（1つのシステム・契約につき1枚{page}）"),
        "医療情報セキュリティ開示書（MDSまたはSDS。最新の版。リモート保守がある場合はその分も）".to_owned(),
        "「はい」とご回答の項目の根拠（箇条書きで結構です）".to_owned(),
    ];
    letter.tables.push(occasion.systems());
    if occasion.collects() {
        letter.closing.push("貴社が保守をとりまとめておられる他社のシステムは、各社の分も貴社でとりまとめてお送りください。用紙は会社ごとに分けてあります。".to_owned());
    }
    letter.closing.push("対象外とお考えの項目は、その理由をご記入ください。用紙の作成は、いまの運用の確認であり、追加の費用は想定されていません。".to_owned());
    letter.closing.push(ways(occasion, letter));
    letter.replies = vec![
        format!("{SHEET}を期限までに提出します。"),
        "医療情報セキュリティ開示書（MDS・SDS）を期限までに提出します。".to_owned(),
    ];
}

/// Every way in which an answer can come.
fn ways(occasion: &Occasion, letter: &Letter) -> String {
    let sender = &occasion.sender;
    let ways = [
        (!letter.links.is_empty()).then(|| "回答用ページへの入力".to_owned()),
        (!sender.mail.is_empty()).then(|| format!("メールへの添付（{}）", sender.mail)),
        (!sender.fax.is_empty()).then(|| format!("FAX（{}）", sender.fax)),
        (!sender.address.is_empty()).then(|| "郵送".to_owned()),
    ];
    let ways: Vec<String> = ways.into_iter().flatten().collect();
    if ways.is_empty() {
        return format!("ご回答の方法は、電話（{}）でご相談ください。", sender.phone);
    }
    format!("ご回答は、{}のいずれかでお願いいたします。", ways.join("、"))
}
