//! A sheet that came back beside the edition it was made from.

use super::{Place, RowProblem, SheetFile};
use tate_domain::edition::{Edition, Item};
use tate_domain::text::search_key;

impl SheetFile {
    /// What is wrong with the rows as rows of this edition, besides [`SheetFile::problems`]: rows of another edition,
    /// rows whose key and number part company (sorted without the hidden column), rows that are gone.
    ///
    /// The answers themselves are checked by [`tate_domain::vendor::check_sheet`].
    #[must_use]
    pub fn against(&self, edition: &Edition) -> Vec<RowProblem> {
        let mut found = Vec::new();
        for (typed, place) in self.rows.iter().zip(&self.places) {
            let message = match edition.row(&typed.item) {
                None => format!(
                    "この行は「{}」にありません。別の版の用紙の行です。この依頼の回答用紙に書き写してください。",
                    edition.short_title
                ),
                Some(item) if !shows(place, item) => format!(
                    "隠れた値は「{}」の行を指していますが、見えている番号と合いません。A列を含めずに並べ替えられた可能性があります。回答が別の行に付いてしまうため、取り込めません。並べ替えを元に戻すか、回答用紙をダウンロードし直してください。",
                    name(item)
                ),
                Some(_) => continue,
            };
            found.push(RowProblem { row: place.row, item: typed.item.clone(), name: place.name(), message });
        }
        let unread = |item: &Item| self.problems.iter().any(|problem| problem.row > 0 && names(problem, item));
        for item in edition.rows().filter(|item| self.place(&item.id).is_none() && !unread(item)) {
            found.push(RowProblem {
                row: 0,
                item: item.id.clone(),
                name: name(item),
                message: "この行が用紙にありません。削除された可能性があります。回答用紙をダウンロードし直して書き写すか、画面で入力してください。".into(),
            });
        }
        found
    }
}

/// `2-⑫ サーバ`: two rows may share a number.
fn name(item: &Item) -> String {
    format!("{} {}", item.number, item.target)
}

/// Whether the number and target that the row shows are the item's; what was wiped out speaks against nothing.
fn shows(place: &Place, item: &Item) -> bool {
    let same = |shown: &str, real: &str| shown.is_empty() || search_key(shown) == search_key(real);
    same(&place.number, &item.number) && same(&place.target, item.target.as_str())
}

/// Whether a problem speaks of this item's row by its printed name.
fn names(problem: &RowProblem, item: &Item) -> bool {
    problem.item == item.id || (problem.item.is_empty() && problem.name.ends_with(&format!("（{}）", name(item))))
}
