//! Why a file of a collector was refused as a whole.

use serde::{Deserialize, Serialize};

/// Nothing of the file can be used. The message is ready for the screen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectorError {
    /// Bytes that are no text.
    #[error(
        "収集の結果として読み取れません。中身が文字ではありません。盾の収集プログラムが書き出したJSONファイルを選んでください。"
    )]
    Binary,
    /// Text in an encoding that is not known, or half a character at its end.
    #[error(
        "収集の結果を読み取れません。文字コードがUTF-8、UTF-16、Shift_JISのどれでもないか、ファイルが途中で切れています。収集プログラムが書き出したままのファイルを選んでください。"
    )]
    Encoding,
    /// JSON that breaks off or is written wrongly.
    #[error(
        "収集の結果を読み取れません。{line}行目で、JSONが途中で切れているか、書き方が壊れています。コピーし直すか、その機器でもう一度収集してください。"
    )]
    Broken {
        /// The line, from 1
        line: usize,
    },
    /// Nested deeper than any collector writes.
    #[error(
        "収集の結果を読み取れません。入れ子が{most}段を超えています。収集プログラムが書き出したファイルではないようです。ファイルを確かめてください。"
    )]
    TooDeep {
        /// What is allowed
        most: usize,
    },
    /// JSON of something else.
    #[error(
        "収集の結果として読み取れません。「tate_collector」の項目がないか、正しい番号ではありません。盾の収集プログラムが書き出したファイルを選んでください。"
    )]
    NotCollector,
    /// Written by a later collector.
    #[error(
        "収集の結果を読み取れません。新しい版（{version}）の収集プログラムで作られています。盾を新しい版に更新するか、この盾からダウンロードした収集プログラムで収集し直してください。"
    )]
    Future {
        /// What the file says
        version: u64,
    },
}
