//! The question list to a vendor about its disclosure statements (リスクコミュニケーションの質問票).

use serde::{Deserialize, Serialize};

use crate::Meta;

/// Questions about every いいえ and 対象外, with room for the reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionList {
    /// Head and foot.
    pub meta: Meta,
    /// Who is asked; may be empty.
    pub vendor: String,
    /// The contract it is about.
    pub contract: String,
    /// One group per statement.
    pub groups: Vec<QuestionGroup>,
}

/// The questions about one statement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuestionGroup {
    /// Which document, e.g. `MDS（システム）`.
    pub document: String,
    /// Product and version.
    pub product: String,
    /// Version of the template; may be empty.
    pub template: String,
    /// Day on the cover, as printed; may be empty.
    pub made_on: String,
    /// The questions in the order of the document.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Question {
    /// Number in the document.
    pub number: String,
    /// The line of the document.
    pub text: String,
    /// What it says: いいえ or 対象外.
    pub answer: String,
    /// Its remark; may be empty.
    pub remark: String,
    /// What is asked.
    pub question: String,
}

impl QuestionList {
    /// How many questions there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.groups.iter().map(|group| group.questions.len()).sum()
    }

    /// The list as text to be copied into a mail.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for group in &self.groups {
            text.push_str(&format!("■ {} {}\n", group.document, group.product));
            for (at, one) in group.questions.iter().enumerate() {
                let remark =
                    if one.remark.is_empty() { String::new() } else { format!("（備考：{}）", one.remark) };
                text.push_str(&format!(
                    "\n{}. {} {}\n   開示書の回答：{}{remark}\n   質問：{}\n   ご回答：\n",
                    at + 1,
                    one.number,
                    one.text,
                    one.answer,
                    one.question.replace('\n', " ")
                ));
            }
            text.push('\n');
        }
        text.trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_to_copy_has_every_question_with_room_for_the_reply() {
        let one = |number: &str| Question {
            number: number.into(),
            text: "暗号化しているか".into(),
            answer: "いいえ".into(),
            remark: "次の版".into(),
            question: "いつですか。".into(),
        };
        let group = QuestionGroup {
            document: "MDS（システム）".into(),
            questions: vec![one("1.1"), one("2")],
            ..QuestionGroup::default()
        };
        let list = QuestionList { groups: vec![group], ..QuestionList::default() };
        let text = list.plain();
        assert_eq!((list.count(), text.matches("ご回答：").count()), (2, 2));
        assert!(
            text.starts_with("■ MDS（システム）")
                && text.contains("1. 1.1 暗号化しているか")
                && text.contains("（備考：次の版）")
        );
        assert_eq!(QuestionList::default().plain(), "");
    }
}
