//! What was left out while reading, as sentences.

use super::tree::{MOST_CHARS, MOST_KEYS, MOST_MEMBERS};

/// What was left out, and where.
pub(super) struct Note {
    pub(super) field: String,
    pub(super) what: Loss,
}

/// What was left out.
pub(super) enum Loss {
    /// The members of a list after the first; how many there are.
    Members(usize),
    /// The end of a long text.
    Chars,
    /// A key that came again.
    Twice,
    /// Keys after the first.
    Keys,
    /// Everything that follows.
    Values,
}

impl Note {
    /// A sentence for people.
    pub(super) fn sentence(&self) -> String {
        let field = &self.field;
        match self.what {
            Loss::Members(count) => format!(
                "「{field}」の{count}件のうち、先頭の{MOST_MEMBERS}件だけを読み取りました。1台の機器として多すぎます。ファイルの内容を確かめてください。"
            ),
            Loss::Chars => format!(
                "「{field}」の文字が長すぎるため、先頭の{MOST_CHARS}文字だけを読み取りました。ファイルの内容を確かめてください。"
            ),
            Loss::Twice => format!(
                "「{field}」が同じ所に2回あるため、先の方だけを読み取りました。ファイルが書き換えられていないか確かめてください。"
            ),
            Loss::Keys => format!(
                "「{field}」の項目が{MOST_KEYS}個を超えるため、残りを読み取りませんでした。ファイルの内容を確かめてください。"
            ),
            Loss::Values => format!(
                "「{field}」から後は、値が多すぎるため読み取りませんでした。1台の機器として多すぎます。ファイルの内容を確かめてください。"
            ),
        }
    }
}
