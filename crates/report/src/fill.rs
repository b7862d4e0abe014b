//! Answers written into somebody else's workbook.

/// One cell of a workbook that gets an answer; everything around it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledCell {
    /// The sheet's part inside the file, e.g. `xl/worksheets/sheet1.xml`.
    pub part: String,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// What is written.
    pub value: FilledValue,
}

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledValue {
    /// Words.
    Text(String),
    /// A day as Excel counts it from 1900, for a cell whose format shows days.
    Day(u32),
}
