//! Cell references: `D5`, `$B$2:$B$4`, and areas of cells.

/// A rectangle of cells, both ends included, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

impl Area {
    /// The area of one cell.
    pub(super) fn cell(row: u32, column: u32) -> Self {
        Self { top: row, left: column, bottom: row, right: column }
    }

    /// `D5` or `B2:B4`, with or without `$`.
    pub(super) fn parse(reference: &str) -> Option<Self> {
        let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
        let ((top, left), (bottom, right)) = (cell(first)?, cell(last)?);
        (top <= bottom && left <= right).then_some(Self { top, left, bottom, right })
    }

    pub(super) fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// Row and column of `D5`, from 0; within what a sheet can have.
pub(super) fn cell(reference: &str) -> Option<(u32, u32)> {
    let plain: String = reference.chars().filter(|c| *c != '$').collect();
    let split = plain.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = plain.split_at(split);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let column = letters.bytes().fold(0_u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok()?;
    ((1..=1_048_576).contains(&row) && column <= 16_384).then(|| (row - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_and_nonsense_is_not() {
        assert_eq!(cell("A1"), Some((0, 0)));
        assert_eq!(cell("$AB$10"), Some((9, 27)));
        assert_eq!(Area::parse("B2:C4"), Some(Area { top: 1, left: 1, bottom: 3, right: 2 }));
        for bad in ["", "A", "1", "A0", "ABCD1", "A99999999999", "XFE1", "あ1"] {
            assert_eq!(cell(bad), None, "{bad}");
        }
        assert_eq!(Area::parse("B4:B2"), None);
    }
}
