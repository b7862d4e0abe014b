//! The review of a draft: what a person types is kept as typed, and what is still wrong is told at the end.

use super::draft::{DraftRow, EditionDraft, LABEL_MAX};
use crate::error::Problem;
use std::collections::{BTreeMap, BTreeSet};
use tate_catalog::Catalog;
use tate_domain::edition::{Side, Target};
use tate_domain::facility::FacilityKind;
use tate_domain::text::{nfkc, printable};

/// The most characters of a field that are kept.
const MOST_TYPED: usize = 200;

impl EditionDraft {
    /// Takes in what the form holds. Nothing is refused here: an unfinished review is kept as it is.
    pub(super) fn take(&mut self, form: &BTreeMap<String, String>, catalog: &Catalog) {
        let typed = |key: &str| form.get(key).map(|text| clean(text));
        for (key, field) in [("id", &mut self.id), ("title", &mut self.title), ("short_title", &mut self.short_title)] {
            if let Some(text) = typed(key) {
                *field = text;
            }
        }
        if let Some(year) = typed("fiscal_year").and_then(|text| text.parse().ok()) {
            self.fiscal_year = year;
        }
        if let Some(rounds) = typed("rounds").and_then(|text| text.parse().ok()).filter(|n| (1..=9).contains(n)) {
            self.rounds = rounds;
        }
        match typed("side").as_deref() {
            Some("facility") => self.side = Side::Facility,
            Some("vendor") => self.side = Side::Vendor,
            _ => {}
        }
        if form.contains_key("side") {
            let chosen = |kind: &FacilityKind| form.contains_key(&format!("kind.{}", kind.code()));
            self.kinds =
                FacilityKind::ALL.iter().filter(|kind| chosen(kind)).map(|kind| kind.code().to_owned()).collect();
        }
        let other = typed("before").filter(|before| *before != self.before && catalog.edition(before).is_some());
        let matched_anew = other.is_some();
        if let Some(before) = other {
            self.before = before;
            self.match_rows(catalog);
        }
        if let Some(gate) = &mut self.gate {
            gate.take("gate", form, catalog, false);
        }
        for (at, row) in self.rows.iter_mut().enumerate() {
            row.take(&at.to_string(), form, catalog, matched_anew);
        }
    }

    /// Everything that a person must still do or put right.
    pub(super) fn problems(&self, catalog: &Catalog) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut add = |field: String, message: String| found.push(Problem::new(field, message));
        let open = self.all().count() - self.accepted();
        if open > 0 {
            add(
                "rows".into(),
                format!(
                    "まだ確認していない行が{open}行あります。1行ずつ内容を見て、「確認した」に印を付けてください。"
                ),
            );
        }
        if self.title.is_empty() || self.short_title.is_empty() {
            add("title".into(), "題か短い題が空です。公式の表の題を入力してください。".into());
        }
        if catalog.edition(&self.id).is_some() {
            add("id".into(), format!("記号「{}」の版は、もうあります。別の記号にしてください。", self.id));
        }
        if self.kinds.is_empty() {
            add("kinds".into(), "対象の施設が選ばれていません。1つ以上選んでください。".into());
        }
        let before = catalog.edition(&self.before);
        if before.is_none_or(|before| before.fiscal_year >= self.fiscal_year || before.side != self.side) {
            add(
                "before".into(),
                "引き継ぐ前の版が正しくありません。書く側が同じで、この版より前の年度の版を選んでください。".into(),
            );
        }
        let mut seen = BTreeSet::new();
        for (at, row) in self.rows.iter().enumerate() {
            let place = format!("{}行目", row.row);
            if !is_number(&row.number) {
                add(
                    format!("number.{at}"),
                    format!(
                        "{place}の番号「{}」が正しくありません。「2-⑦」「2-(7)」「2-7」のように入力してください。",
                        row.number
                    ),
                );
            } else if !seen.insert((key(&row.number), row.target)) {
                add(
                    format!("number.{at}"),
                    format!(
                        "{place}は、番号「{}」と対象（{}）が別の行と同じです。番号か対象を直してください。",
                        row.number, row.target
                    ),
                );
            }
            if row.section.is_empty() {
                add(
                    format!("section.{at}"),
                    format!("{place}の章が空です。「2 医療情報システムの管理・運用」のように入力してください。"),
                );
            }
        }
        let rows = self.rows.iter().enumerate().map(|(at, row)| (at.to_string(), row));
        for (at, row) in self.gate.iter().map(|gate| ("gate".to_owned(), gate)).chain(rows) {
            let length = row.label.chars().count();
            if length == 0 || length > LABEL_MAX {
                add(
                    format!("label.{at}"),
                    format!(
                        "{}行目の短い名前は、1文字から{LABEL_MAX}文字までで入力してください（いま{length}文字）。",
                        row.row
                    ),
                );
            }
        }
        found
    }
}

impl DraftRow {
    fn take(&mut self, at: &str, form: &BTreeMap<String, String>, catalog: &Catalog, matched_anew: bool) {
        let typed = |field: &str| form.get(&format!("{field}.{at}")).map(|text| clean(text));
        let known = |id: &String| id.is_empty() || catalog.item(id).is_some();
        if !matched_anew || self.accepted {
            let same = typed("same").filter(known).unwrap_or_else(|| self.same.clone());
            let label = typed("label").unwrap_or_else(|| self.label.clone());
            // A name that was only proposed goes with the item that it was proposed for.
            let proposed = label == self.label && same != self.same;
            let named = catalog.item(&same).filter(|_| proposed).map(|item| item.label.clone());
            self.cut = self.cut && named.is_none() && label == self.label;
            (self.same, self.label) = (same, named.unwrap_or(label));
        }
        if let Some(number) = typed("number") {
            self.number = number;
        }
        if let Some(section) = typed("section") {
            self.section = section;
        }
        let chosen = typed("target");
        if let Some(target) = chosen.and_then(|word| Target::ALL.into_iter().find(|target| target.as_str() == word)) {
            self.target = target;
        }
        if form.contains_key(&format!("number.{at}")) || form.contains_key(&format!("label.{at}")) {
            // What was matched anew a moment ago, nobody has looked at yet.
            self.accepted = form.contains_key(&format!("ok.{at}")) && (!matched_anew || self.accepted);
        }
    }
}

fn clean(text: &str) -> String {
    printable(text.trim(), false).chars().take(MOST_TYPED).collect()
}

/// `2-⑦`, `2-(7)` or `2-7`.
fn is_number(number: &str) -> bool {
    let key = key(number);
    let mut parts = key.split('-');
    let digits = |part: Option<&str>| {
        part.is_some_and(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(parts.next()) && digits(parts.next()) && parts.next().is_none()
}

/// A number in plain digits: the same for `2-⑦` and `２－（７）`.
fn key(number: &str) -> String {
    tate_domain::text::code(&nfkc(number)).chars().filter(|c| !matches!(c, '(' | ')') && !c.is_whitespace()).collect()
}
