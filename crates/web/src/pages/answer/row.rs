//! One row of a sheet as a form, for the vendor's page and for typing over at the facility.

use std::collections::BTreeMap;
use tate_app::answering::{RowView, SheetView};
use tate_domain::answer::FieldError;
use tate_domain::edition::Item;
use tate_domain::vendor::{Typed, Value};

/// One row of the form.
#[derive(Debug, Clone)]
pub struct RowForm {
    /// Its place, from 1; ids of fields are made of it.
    pub n: usize,
    /// The item.
    pub item: Item,
    /// What stands in the fields.
    pub typed: Typed,
    /// What was answered the year before; empty: nothing.
    pub last: String,
    /// What the facility asks; empty: nothing.
    pub question: String,
    /// What is wrong, by field.
    pub errors: Vec<FieldError>,
}

impl RowForm {
    fn new(n: usize, view: &RowView, typed: Typed, errors: Vec<FieldError>) -> Self {
        let last = view.last.as_ref().map(|last| last.words.clone()).unwrap_or_default();
        Self { n, item: view.item.clone(), typed, last, question: view.question.clone(), errors }
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }

    /// Whether an answer is chosen.
    pub fn is(&self, value: &Value) -> bool {
        Value::read(&self.typed.value) == Some(*value)
    }

    /// What was typed where it is none of the three (from a workbook).
    pub fn strange(&self) -> &str {
        if Value::read(&self.typed.value).is_some() { "" } else { self.typed.value.trim() }
    }

    /// The three answers.
    pub fn values(&self) -> [Value; 3] {
        Value::ALL
    }
}

/// The rows of a sheet with what is typed into them; `checked` shows what is wrong.
pub fn rows(view: &SheetView, typed: &[Typed], checked: bool) -> Vec<RowForm> {
    let wrong = if checked {
        tate_domain::vendor::check_sheet(&view.edition, typed, view.today).err().unwrap_or_default()
    } else {
        Vec::new()
    };
    let each = view.rows.iter().enumerate().map(|(at, row)| {
        let own = typed.iter().find(|typed| typed.item == row.item.id);
        let own = own.cloned().unwrap_or_else(|| Typed { item: row.item.id.clone(), ..Typed::default() });
        let errors = wrong.iter().find(|(item, _)| *item == row.item.id).map(|(_, errors)| errors.clone());
        RowForm::new(at + 1, row, own, errors.unwrap_or_default())
    });
    each.collect()
}

/// The rows of a form: fields `value.<item>`, `ground.<item>`, `target_date.<item>`, `remark.<item>`.
pub fn typed(form: &BTreeMap<String, String>) -> Vec<Typed> {
    let mut rows: BTreeMap<&str, Typed> = BTreeMap::new();
    for (key, value) in form {
        let Some((field, item)) = key.split_once('.') else { continue };
        if !matches!(field, "value" | "ground" | "target_date" | "remark") {
            continue;
        }
        let row = rows.entry(item).or_insert_with(|| Typed { item: item.to_owned(), ..Typed::default() });
        match field {
            "value" => row.value.clone_from(value),
            "ground" => row.ground.clone_from(value),
            "target_date" => row.target_date.clone_from(value),
            _ => row.remark.clone_from(value),
        }
    }
    rows.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn fields_become_rows_and_others_are_left_alone() {
        let form = [("value.r7-vendor:2-6", "no"), ("remark.r7-vendor:2-6", "a.b"), ("then", "save"), ("seen", "1")];
        let form = form.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let rows = typed(&form);
        assert_eq!((rows.len(), rows[0].item.as_str(), rows[0].remark.as_str()), (1, "r7-vendor:2-6", "a.b"));
    }
}
