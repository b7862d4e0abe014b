//! How much of a file is read before it is refused.

/// Bounds on one file. The defaults are those of the product; tests hand in smaller ones.
///
/// They are there because a file of a few kilobytes can ask for gigabytes: a
/// sheet with one cell in its last corner, a shared-strings part that inflates a thousandfold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes an Excel file may have as it arrives.
    pub workbook_bytes: usize,
    /// The most bytes a CSV or TSV file may have as it arrives.
    pub text_bytes: usize,
    /// The most characters a paste may have.
    pub paste_chars: usize,
    /// The most parts inside an Excel file.
    pub parts: usize,
    /// The most bytes all parts together may have, measured by inflating them.
    pub inflated_bytes: u64,
    /// How many times larger than its compressed form a part may become; asked once it has
    /// passed one megabyte, since a short part of repeated markup is no danger.
    pub ratio: u64,
    /// The most cells in a workbook, empty but formatted ones included.
    pub cells: usize,
    /// The most rows that are kept (rows that hold something).
    pub rows: usize,
    /// The most columns that are kept; what stands further right is reported and left out.
    pub columns: usize,
    /// The most characters of one cell (Excel's own limit).
    pub cell_chars: usize,
    /// The most bytes of text in all kept cells together.
    pub kept_bytes: usize,
    /// The most bytes a machine's inventory may have as it arrives. A full GLPI file of one computer has one to three
    /// megabytes, a night of osquery snapshots of two hundred computers some fifty.
    pub machine_bytes: usize,
    /// The most hosts of one inventory: more than any hospital group has, and what one page can still compare.
    pub hosts: usize,
    /// The most entries of one kind (programs, users, services, ports, updates …) that are kept for one host. A Linux
    /// server has about 3,000 packages.
    pub entries: usize,
    /// The most characters of one value of an inventory, as many as a ledger's cell takes; a longer one is cut and
    /// reported.
    pub field_chars: usize,
    /// The most memory all kept hosts together may take: half of what the child has, some 250,000 programs.
    pub inventory_bytes: usize,
    /// How deep an inventory may be nested. The formats need eight levels; a parser's stack must not decide.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workbook_bytes: 20_000_000,
            text_bytes: 8_000_000,
            paste_chars: 2_000_000,
            parts: 1_000,
            inflated_bytes: 200_000_000,
            ratio: 100,
            cells: 1_000_000,
            rows: 20_000,
            columns: 200,
            cell_chars: 32_767,
            kept_bytes: 32_000_000,
            machine_bytes: 60_000_000,
            hosts: 5_000,
            entries: 10_000,
            field_chars: 500,
            inventory_bytes: 256_000_000,
            depth: 32,
        }
    }
}
