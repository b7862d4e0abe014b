//! What to ask the vendor about a line, in our own words.

use super::Line;
use crate::text::nfkc;
use crate::vendor::Value;

/// Words in a question, and what to ask besides.
const THEMES: [(&[&str], &str); 9] = [
    (&["暗号"], "暗号化しない部分を、施設の側でどう守ればよいかも教えてください。"),
    (&["ログ", "記録", "証跡"], "残らない記録を、ほかの方法で確かめられるかも教えてください。"),
    (&["バックアップ", "復旧", "復元"], "控えと復旧の手順を、どちらがどう行うかも教えてください。"),
    (&["認証", "パスワード", "ID"], "なりすましを防ぐために施設の側で必要な設定も教えてください。"),
    (
        &["ウイルス", "マルウェア", "不正プログラム", "不正ソフト"],
        "ウイルス対策ソフトを入れられるか、入れられないときの守り方も教えてください。",
    ),
    (&["更新", "脆弱性", "パッチ"], "脆弱性が見つかったときの連絡と、更新の予定も教えてください。"),
    (&["リモート", "遠隔", "保守"], "保守の作業をいつ、だれが、どこから行うかも教えてください。"),
    (&["廃棄", "消去", "返却"], "契約が終わったときのデータの消し方と、証明書の有無も教えてください。"),
    (&["委託", "再委託", "第三者"], "再委託先と、その監督の方法も教えてください。"),
];

/// The question that is proposed for a line; a person may change it.
#[must_use]
pub fn question(line: &Line) -> String {
    let first = match (line.value, line.is_explained()) {
        (Some(Value::No), true) => {
            "備考に書かれた内容のほかに、代わりに行っている対策と、対応の予定（時期）があれば教えてください。"
        }
        (Some(Value::No), false) => "「いいえ」の理由と、代わりに行っている対策、対応の予定（時期）を教えてください。",
        (Some(Value::NotApplicable), true) => {
            "備考の理由で対象外となる範囲と、施設の側で行うべき対策があれば教えてください。"
        }
        (Some(Value::NotApplicable), false) => "「対象外」とした理由と、施設の側で行うべき対策があれば教えてください。",
        (Some(Value::Yes), _) => "どのように行っているかを、短く教えてください。",
        (None, _) => "回答が書かれていません。「はい」「いいえ」「対象外」のどれかと、その理由を教えてください。",
    };
    let text = nfkc(&line.text);
    let theme = THEMES.iter().find(|(words, _)| words.iter().any(|word| text.contains(word)));
    match theme.filter(|_| line.needs_talk()) {
        Some((_, more)) => format!("{first}{more}"),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::testing::line;

    #[test]
    fn what_is_asked_fits_the_answer_the_remark_and_the_theme() {
        let ask = |text: &str, value, remark: &str| question(&line("1", text, value, remark));
        assert!(ask("保存を暗号化するか", Some(Value::No), "").contains("「いいえ」の理由"));
        assert!(ask("保存を暗号化するか", Some(Value::No), "").contains("暗号化しない部分"));
        assert!(ask("保存を暗号化するか", Some(Value::No), "次の版").starts_with("備考に書かれた内容のほかに"));
        assert!(ask("入退室", Some(Value::NotApplicable), "").ends_with("教えてください。"));
        assert!(ask("暗号化", None, "").starts_with("回答が書かれていません"));
    }
}
