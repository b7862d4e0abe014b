//! A draft: what a person reviews before an official sheet becomes an edition.

use super::matching::Known;
use super::place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tate_catalog::Catalog;
use tate_domain::date::FiscalYear;
use tate_domain::edition::{Columns, Edition, EditionKind, Side, Target};
use tate_domain::text::{printable, shorten};
use tate_inventory::official::{OfficialRow, OfficialSheet};

/// The longest label of a row, in characters.
pub(super) const LABEL_MAX: usize = 40;
/// The longest official wording of a row, in characters.
const LONGEST_WORDING: usize = 1_000;
/// A match is proposed from this score on; below it the person chooses.
const PROPOSED_FROM: u8 = 40;

/// An edition that a person still reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionDraft {
    /// Name of the workbook.
    pub source: String,
    /// SHA-256 of the workbook.
    pub sha256: String,
    /// Name of its sheet.
    pub sheet: String,
    /// Proposed key, e.g. `r8-medical`.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Short title.
    pub short_title: String,
    /// Fiscal year by its first calendar year.
    pub fiscal_year: i16,
    /// Who fills the sheet in.
    pub side: Side,
    /// Codes of the kinds of facility it is for.
    pub kinds: Vec<String>,
    /// Columns of checks.
    pub rounds: u8,
    /// Headings of the form.
    pub columns: Columns,
    /// The edition that it follows: thresholds and, where accepted, rules are taken over from it.
    pub before: String,
    /// An edition that is there already and that the sheet seems to be; empty for none.
    pub same_as: String,
    /// Lines of the sheet that explain it.
    pub notes: Vec<String>,
    /// What could not be told for certain.
    pub doubts: Vec<String>,
    /// The question before all others.
    pub gate: Option<DraftRow>,
    /// The rows.
    pub rows: Vec<DraftRow>,
}

/// One row of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRow {
    /// Its row in the workbook, from 1.
    pub row: u32,
    /// The number as printed.
    pub number: String,
    /// The official wording.
    pub official: String,
    /// Section heading.
    pub section: String,
    /// What it is about.
    pub target: Target,
    /// Our short name.
    pub label: String,
    /// Whether the short name is only the beginning of the official wording.
    pub cut: bool,
    /// Earlier items that it may mean, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// The earlier item that it is taken for; empty for a new one.
    pub same: String,
    /// Whether a person has looked at the row.
    pub accepted: bool,
}

/// 対応の候補: an earlier item and how much speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Id of the item.
    pub item: String,
    /// From 0 to 100.
    pub score: u8,
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// Identifier.
    pub id: String,
    /// Counts up with every change.
    pub version: i64,
    /// Who changed it last.
    pub by: String,
    /// When last changed, RFC 3339 in UTC.
    pub at: String,
    /// The draft.
    pub draft: EditionDraft,
}

impl EditionDraft {
    /// The draft that a sheet proposes.
    pub(super) fn propose(
        catalog: &Catalog,
        sheet: &OfficialSheet,
        (source, sha256): (&str, &str),
        today: jiff::civil::Date,
    ) -> Self {
        let year = sheet.fiscal_year.unwrap_or(FiscalYear::of(today).0);
        let side = sheet.side.unwrap_or(Side::Facility);
        let before = before(catalog, year, side, &sheet.kinds);
        let kinds = match before {
            Some(before) if sheet.kinds.is_empty() => before.facility_kinds.clone(),
            _ => sheet.kinds.clone(),
        };
        let mut draft = Self {
            source: source.to_owned(),
            sha256: sha256.to_owned(),
            sheet: kept(&sheet.name, 60),
            id: free_id(catalog, &format!("r{}-{}", year - 2018, word(side, &kinds))),
            title: kept(&sheet.title, 119),
            short_title: format!("R{} {}", year - 2018, who(side, &kinds)),
            fiscal_year: year,
            side,
            kinds,
            rounds: sheet.rounds.clamp(1, 9),
            columns: columns(&sheet.columns, before),
            before: before.map(|edition| edition.id.clone()).unwrap_or_default(),
            same_as: same_as(catalog, sheet, year, side).map(|edition| edition.id.clone()).unwrap_or_default(),
            notes: sheet.notes.iter().map(|note| kept(note, LONGEST_WORDING)).collect(),
            doubts: sheet.doubts.iter().map(|doubt| kept(doubt, LONGEST_WORDING)).collect(),
            gate: sheet.gate.as_ref().map(|row| gate(catalog, row)),
            rows: sheet.rows.iter().map(row).collect(),
        };
        draft.match_rows(catalog);
        draft
    }

    /// Proposes what each row was in the edition before; what a person has decided stays.
    pub(super) fn match_rows(&mut self, catalog: &Catalog) {
        let sections = catalog.edition(&self.before).map(|edition| {
            let rows = edition.items.iter().map(|item| item.section.clone());
            rows.collect::<BTreeSet<String>>()
        });
        let known = catalog.edition(&self.before).map(|edition| Known::new(catalog, edition));
        for row in self.rows.iter_mut().filter(|row| !row.accepted) {
            if row.section.is_empty() {
                let digit = row.number.chars().next().filter(char::is_ascii_digit);
                let same = |section: &&String| digit.is_some_and(|digit| section.starts_with(digit));
                row.section = sections.iter().flatten().find(same).cloned().unwrap_or_default();
                row.target = place::target_of(row);
            }
            row.candidates = known
                .as_ref()
                .map(|known| known.candidates(&row.number, row.target, &row.official))
                .unwrap_or_default();
            let best = row.candidates.first().filter(|candidate| candidate.score >= PROPOSED_FROM);
            row.same = best.map(|candidate| candidate.item.clone()).unwrap_or_default();
            let label = catalog.item(&row.same).map(|item| item.label.clone());
            row.cut = label.is_none() && row.official.chars().count() > LABEL_MAX;
            row.label = label.unwrap_or_else(|| row.official.chars().take(LABEL_MAX).collect());
        }
    }

    /// The gate and the rows.
    pub fn all(&self) -> impl Iterator<Item = &DraftRow> {
        self.gate.iter().chain(&self.rows)
    }

    /// How many rows a person has looked at.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.all().filter(|row| row.accepted).count()
    }
}

impl super::Numbered for DraftRow {
    fn number(&self) -> &str {
        &self.number
    }

    fn target(&self) -> Option<Target> {
        Some(self.target)
    }

    fn section(&self) -> &str {
        &self.section
    }
}

/// A text from outside, fit to be kept.
fn kept(text: &str, most: usize) -> String {
    shorten(&printable(text, false), most)
}

fn row(row: &OfficialRow) -> DraftRow {
    DraftRow {
        row: row.row,
        number: kept(&row.number, 20),
        official: kept(&row.text, LONGEST_WORDING),
        section: kept(&row.section, 80),
        target: place::target_of(row),
        label: String::new(),
        cut: false,
        candidates: Vec::new(),
        same: String::new(),
        accepted: false,
    }
}

/// The question before all others, named like the gate of the newest edition that has one.
fn gate(catalog: &Catalog, official: &OfficialRow) -> DraftRow {
    let known = catalog.editions().find_map(|edition| edition.gate.as_ref());
    DraftRow {
        target: Target::Facility,
        label: known.map_or_else(|| "医療情報システムの有無".to_owned(), |gate| gate.label.clone()),
        same: known.map(|gate| gate.id.clone()).unwrap_or_default(),
        ..row(official)
    }
}

/// The newest checklist before a year, of the same side, for one of these kinds of facility.
fn before<'a>(catalog: &'a Catalog, year: i16, side: Side, kinds: &[String]) -> Option<&'a Edition> {
    let same = |edition: &&Edition| edition.kind == EditionKind::Checklist && edition.side == side;
    let shares = |edition: &&Edition| {
        side == Side::Vendor || kinds.is_empty() || edition.facility_kinds.iter().any(|kind| kinds.contains(kind))
    };
    catalog.editions().filter(same).filter(shares).find(|edition| edition.fiscal_year < year)
}

/// The edition of the same year and side that has nearly all of a sheet's rows.
fn same_as<'a>(catalog: &'a Catalog, sheet: &OfficialSheet, year: i16, side: Side) -> Option<&'a Edition> {
    let near = |edition: &&Edition| {
        let found = place::items(catalog, edition, &sheet.rows).into_iter().flatten().count();
        found * 10 >= sheet.rows.len() * 8 && found * 10 >= edition.items.len() * 8
    };
    catalog
        .editions()
        .filter(|edition| edition.kind == EditionKind::Checklist && edition.side == side && edition.fiscal_year == year)
        .filter(|edition| {
            sheet.kinds.is_empty() || edition.facility_kinds.iter().any(|kind| sheet.kinds.contains(kind))
        })
        .find(near)
}

fn columns(printed: &Columns, before: Option<&Edition>) -> Columns {
    let own = before.map(|edition| edition.columns.clone());
    let pick = |printed: &str, own: Option<&str>, word: &str| {
        kept(if printed.is_empty() { own.unwrap_or(word) } else { printed }, 40)
    };
    let own = own.as_ref();
    Columns {
        item: pick(&printed.item, own.map(|own| own.item.as_str()), "チェック項目"),
        confirmed: pick(&printed.confirmed, own.map(|own| own.confirmed.as_str()), "確認日"),
        target: pick(&printed.target, own.map(|own| own.target.as_str()), "目標日"),
        remark: pick(&printed.remark, own.map(|own| own.remark.as_str()), "備考"),
    }
}

fn word(side: Side, kinds: &[String]) -> &'static str {
    let pharmacy = kinds.iter().any(|kind| kind == "pharmacy");
    match side {
        Side::Vendor => "vendor",
        Side::Facility if pharmacy && kinds.len() == 1 => "pharmacy",
        Side::Facility if pharmacy => "facility",
        Side::Facility => "medical",
    }
}

fn who(side: Side, kinds: &[String]) -> &'static str {
    match word(side, kinds) {
        "vendor" => "事業者確認用",
        "pharmacy" => "薬局確認用",
        "medical" => "医療機関確認用",
        _ => "医療機関・薬局確認用",
    }
}

/// The key, or with a number behind it where it is taken.
fn free_id(catalog: &Catalog, id: &str) -> String {
    let numbered = (2..100).map(|n| format!("{id}-{n}"));
    let mut all = std::iter::once(id.to_owned()).chain(numbered);
    all.find(|id| catalog.edition(id).is_none()).unwrap_or_default()
}
