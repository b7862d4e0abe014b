//! Asking back: about rows of a sheet that came in (差し戻し), about rows of a disclosure statement (照会).

use super::{Kind, Letter, LetterTable, Occasion, short_day};

/// One row with what is asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its number, e.g. `2-⑥`.
    pub item: String,
    /// What the row is about.
    pub label: String,
    /// What is asked.
    pub question: String,
}

fn table(title: &str, rows: &[Question]) -> LetterTable {
    LetterTable {
        title: title.to_owned(),
        columns: ["番号", "項目", "確認したいこと"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(|row| vec![row.item.clone(), row.label.clone(), row.question.clone()]).collect(),
    }
}

fn names(occasion: &Occasion) -> String {
    occasion.asks.iter().map(|ask| format!("「{}」", ask.label())).collect::<Vec<_>>().join("、")
}

/// 差し戻し: thanks, what is to be looked at again, by when; the sheet keeps what was written.
#[must_use]
pub fn send_back(occasion: &Occasion, rows: &[Question]) -> Letter {
    let due = short_day(occasion.deadline);
    let mut letter = occasion.letter(Kind::Return, format!("【ご確認のお願い・{due}まで】{}", occasion.about()));
    letter.opening.push(format!(
        "{}のご回答をお送りくださり、ありがとうございます。内容を拝見し、下の表の点を確認したく、ご連絡いたしました。",
        names(occasion)
    ));
    letter.points = vec![
        "下の表の項目を見直し、根拠や目標日を書き足してください。".to_owned(),
        "直したうえで、もう一度提出してください。前に書かれた内容は残っています。".to_owned(),
    ];
    letter.tables.push(table("確認したいこと", rows));
    letter.closing.push("ご回答のとおりで変わりがない項目は、その旨をお書きください。".to_owned());
    letter.replies = vec!["期限までに、見直して提出します。".to_owned()];
    letter
}

/// 照会: questions about a disclosure statement, for the talk about risks with the vendor.
#[must_use]
pub fn questions(occasion: &Occasion, rows: &[Question]) -> Letter {
    let due = short_day(occasion.deadline);
    let mut letter = occasion.letter(
        Kind::Questions,
        format!("【ご回答のお願い・{due}まで】開示書（MDS・SDS）についての照会｜{}", occasion.sender.facility),
    );
    letter.opening.push(format!("{}の医療情報セキュリティ開示書をお送りくださり、ありがとうございます。安全に使い続けるために、貴社と分担や対策を確かめておきたい点を、下の表にまとめました。", names(occasion)));
    letter.points = vec![
        "「いいえ」「対象外」の項目は、理由と、代わりに行われている対策を教えてください。".to_owned(),
        "施設の側で行う必要があることがあれば、あわせて教えてください。".to_owned(),
    ];
    letter.tables.push(table("開示書の項目と質問", rows));
    letter.closing.push("文書でのご回答が難しい場合は、打ち合わせの時間をいただければと存じます。".to_owned());
    letter.replies = vec!["期限までに、文書で回答します。".to_owned()];
    letter
}
