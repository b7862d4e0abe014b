//! The merged data and the two questions that can be asked of it.

use jiff::civil::Date;

use super::answer::{LifecycleAnswer, OsInput};
use super::data::{LifecycleError, LifecycleFile, Product};
use super::{judge, lex, recognise};

/// All lifecycle facts of a catalogue.
#[derive(Debug, Clone, Default)]
pub struct LifecycleData {
    pub(super) products: Vec<Product>,
}

impl LifecycleData {
    /// Joins the files of `catalogs/lifecycle/`, each with its own as-of day.
    ///
    /// # Errors
    /// [`LifecycleError`] names the product or release that is described twice or incompletely.
    pub fn merge(files: impl IntoIterator<Item = LifecycleFile>) -> Result<Self, LifecycleError> {
        let mut products: Vec<Product> = Vec::new();
        for file in files {
            for mut product in file.products {
                product.check()?;
                if products.iter().any(|p| p.name == product.name) {
                    return Err(LifecycleError::ProductTwice(product.name));
                }
                product.as_of = Some(file.as_of);
                products.push(product);
            }
        }
        Ok(Self { products })
    }

    /// The products, for pages that list the data.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The oldest as-of day of all products; none when there is no data. Shown beside verdicts.
    pub fn as_of(&self) -> Option<Date> {
        self.products.iter().filter_map(|p| p.as_of).min()
    }

    /// Says whether the system that `input` describes is supported on `today`. No extension counts.
    pub fn check(&self, input: &str, today: Date) -> LifecycleAnswer {
        self.answer(input.to_owned(), input, None, today)
    }

    /// The same for a ledger row with separate columns.
    ///
    /// `esu_until` is the last day of a bought extension **for which a proof is on file**; none when there is no
    /// proof. It is cut at the last day that the maker sells for this release, and ignored where none is sold.
    pub fn check_with(&self, os: &OsInput, esu_until: Option<Date>, today: Date) -> LifecycleAnswer {
        self.answer(os.as_written(), &os.for_reading(), esu_until, today)
    }

    fn answer(&self, input: String, text: &str, esu_until: Option<Date>, today: Date) -> LifecycleAnswer {
        let tokens = lex::tokens(text);
        let reading = recognise::read(self, text, &tokens);
        judge::answer(input, reading, esu_until, today)
    }
}
