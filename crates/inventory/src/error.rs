//! Why a table was not read.

use serde::{Deserialize, Serialize};

/// Why a file or a paste was refused as a whole. The message is ready for the screen: what
/// happened, why, what to do. Nothing has been saved when one of these appears.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadError {
    /// No bytes at all.
    #[error("ファイルを読み取れません。中身が空（0バイト）です。保存し直したファイルを選んでください。")]
    Empty,
    /// A table without any filled cell.
    #[error("表が見つかりません。値の入ったセルが1つもありません。表のあるシートを保存したファイルを選んでください。")]
    NoRows,
    /// The file is larger than is read.
    #[error(
        "ファイルを読み取れません。大きさが{megabytes}MBあり、上限の{most}MBを超えています。画像や不要なシートを消すか、表を分けて保存してください。"
    )]
    TooBig {
        /// Its size, rounded up
        megabytes: usize,
        /// What is allowed
        most: usize,
    },
    /// The paste is longer than is read.
    #[error(
        "貼り付けを取り込めません。{typed}文字あり、上限の{most}文字を超えています。行を分けて貼り付けるか、ファイルから取り込んでください。"
    )]
    PasteTooLong {
        /// Its length in characters
        typed: usize,
        /// What is allowed
        most: usize,
    },
    /// Called .xlsx, or a zip archive, but no Excel workbook.
    #[error(
        "Excelのファイルとして読み取れません。拡張子と中身が合っていません。Excelで開いて「Excelブック（.xlsx）」として保存し直してください。"
    )]
    NotWorkbook,
    /// A binary workbook before 2007.
    #[error(
        "この形式のExcelファイルは読み取れません。古い形式（.xls）です。Excelで開いて「Excelブック（.xlsx）」として保存し直してください。"
    )]
    OldWorkbook,
    /// A workbook with a password.
    #[error(
        "ファイルを開けません。パスワードで保護されています。Excelでパスワードを外して保存したファイルを選んでください。"
    )]
    Encrypted,
    /// Something else entirely.
    #[error("表として読み取れません。中身は{what}のようです。Excel（.xlsx）、CSV、TSVのいずれかを選んでください。")]
    NotTable {
        /// What it looks like: PDF, 画像, HTML
        what: String,
    },
    /// A broken archive or broken content.
    #[error(
        "Excelファイルを読み取れません。ファイルが途中で切れているか、壊れています。元のファイルをExcelで開き、保存し直してから選んでください。"
    )]
    Damaged,
    /// A part whose name points outside the archive.
    #[error(
        "Excelファイルを読み取れません。内部に「{part}」という不正な名前があります。受け取ったファイルなら、送り主に確認してください。"
    )]
    UnsafeName {
        /// The name, shortened
        part: String,
    },
    /// It would take far more memory or time than a table needs.
    #[error(
        "ファイルを読み取れません。展開すると大きくなりすぎるため、安全のために中止しました。必要な表だけを新しいブックに値で貼り付けて、保存し直してください。"
    )]
    TooHeavy,
    /// More filled rows than are kept.
    #[error("表を取り込めません。値のある行が{most}行を超えています。表を分けて取り込んでください。")]
    TooManyRows {
        /// What is allowed
        most: usize,
    },
    /// More cells than are read.
    #[error(
        "表を取り込めません。セルが{most}個を超えています。空の行や列の書式を消すか、必要な表だけを新しいブックに貼り付けてください。"
    )]
    TooManyCells {
        /// What is allowed
        most: usize,
    },
    /// A cell longer than Excel itself allows.
    #[error("表を取り込めません。{row}行目に{most}文字を超えるセルがあります。文章を短くしてください。")]
    CellTooLong {
        /// The row in the file
        row: u32,
        /// What is allowed
        most: usize,
    },
    /// Text in an encoding that is not known.
    #[error(
        "文字を正しく読み取れません。UTF-8、Shift_JIS、UTF-16のどれでもありません。Excelで開いて「CSV UTF-8（コンマ区切り）」として保存し直してください。"
    )]
    Encoding,
    /// The sheet that was asked for is not there.
    #[error("シート「{sheet}」がありません。ファイルが変わった可能性があります。シートを選び直してください。")]
    NoSheet {
        /// The name asked for
        sheet: String,
    },
    /// A workbook with a program inside.
    #[error(
        "ファイルを読み取れません。マクロ（プログラム）が入っています。公式のファイルにマクロはありません。入手し直すか、Excelで「Excelブック（.xlsx）」として保存し直してください。"
    )]
    Macro,
    /// A workbook in which no checklist was found.
    #[error(
        "チェックリストの表が見つかりません。「2-⑦」「2-(7)」「2-7」のような項目番号の付いた行が、表示されているシートに3行以上ありません。公式のチェックリストのExcelファイルを選んでください。"
    )]
    NoChecklist,
    /// No request for answers, or one that cannot be read.
    #[error("{why}")]
    NotRequest {
        /// What happened, why, what to do
        why: String,
    },
    /// No known product wrote this file.
    #[error(
        "機器の情報として読み取れません。GLPIエージェント、FusionInventory、osquery、Fleet、nmap、盾の収集プログラムのどの形でもありません。製品から書き出し直したファイルを選んでください。ExcelやCSVの表は、台帳の取り込みから選んでください。"
    )]
    NotInventory,
    /// The file is not of the product that was chosen.
    #[error(
        "{product}のファイルとして読み取れません。{product}が書き出す項目が見つかりません。製品の選択を確かめるか、書き出し直したファイルを選んでください。"
    )]
    NotOfProduct {
        /// The product's name for people
        product: String,
    },
    /// JSON or XML that breaks off or is written wrongly.
    #[error(
        "{product}のファイルを読み取れません。{line}行目で、ファイルが途中で切れているか、書き方が壊れています。製品から書き出し直したファイルを選んでください。"
    )]
    Broken {
        /// The product's name for people
        product: String,
        /// The line, from 1
        line: usize,
    },
    /// An XML file that defines entities or points to other files.
    #[error(
        "XMLファイルを読み取れません。外部のファイルや置き換えの定義（DTD）が入っています。安全のために読み取りません。製品が書き出したままのファイルを選んでください。"
    )]
    Doctype,
    /// Nested deeper than any product writes.
    #[error(
        "ファイルを読み取れません。入れ子が{most}段を超えています。製品が書き出したままのファイルかどうかを確かめてください。"
    )]
    TooDeep {
        /// What is allowed
        most: usize,
    },
    /// More hosts and programs than are kept in memory.
    #[error(
        "ファイルを取り込めません。機器とソフトの数が多すぎるため、安全のために中止しました。機器を分けて書き出し、何回かに分けて取り込んでください。"
    )]
    TooMuch,
    /// A file of our own collector that cannot be used.
    #[error(transparent)]
    Collector(#[from] crate::machine::collector::CollectorError),
    /// The reading process could not be started.
    #[error(
        "ファイルを読み取れません。読み取りの処理を開始できませんでした。時間をおいて、もう一度お試しください。続くときは管理者に連絡してください。"
    )]
    Unavailable,
}
