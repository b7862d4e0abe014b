//! Everything the desk knows, loaded once for many sheets: matching them and filling them touches no database.

use super::library::counterpart;
use super::{place, vendor_sheet};
use crate::error::Result;
use crate::{App, new_id};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;
use tate_catalog::Catalog;
use tate_domain::date::{FiscalYear, parse_day};
use tate_domain::desk::{
    Before, Delta, FileKind, Incoming, IncomingRow, IncomingState, LibraryAnswer, Override, Product, ProductNames,
    Source, customer_key, fill_row, newest,
};
use tate_domain::edition::Edition;
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::Actor;
use tate_domain::text::{search_key, shorten};
use tate_domain::vendor::Value;
use tate_inventory::incoming::IncomingFile;
use tate_inventory::vendor_sheet::SheetMeta;
use tate_store::FacilityRecord;

/// What the desk knows.
pub(super) struct Known {
    pub(super) catalog: Arc<Catalog>,
    pub(super) record: FacilityRecord,
    pub(super) products: Vec<Product>,
    pub(super) today: Date,
    names: ProductNames,
    /// The version that decides, by product and item.
    library: HashMap<(ProductId, String), LibraryAnswer>,
    overrides: HashMap<(String, ProductId, String), Override>,
    matches: HashMap<(String, String), ProductId>,
    /// The sheets of this and the last fiscal year by their key.
    pub(super) incoming: HashMap<String, Incoming>,
    /// The answers that a customer was given last about a system: (customer key, system key) → (sheet's key, item → answer).
    last: HashMap<(String, String), (String, HashMap<String, Value>)>,
}

impl App {
    pub(super) async fn known(&self, actor: &Actor, record: FacilityRecord) -> Result<Known> {
        let (tenant, today, at) = (self.tenant(actor), self.today(), record.id.clone());
        let catalog = self.catalog(actor).await?;
        let products = tenant.desk_products(&at).await?;
        let mut versions: HashMap<(ProductId, String), Vec<LibraryAnswer>> = HashMap::new();
        for answer in tenant.desk_library(&at).await? {
            versions.entry((answer.product.clone(), answer.item.clone())).or_default().push(answer);
        }
        let library = versions.into_iter().filter_map(|(key, all)| Some((key, newest(&all)?.clone()))).collect();
        let overrides = tenant.desk_overrides(&at).await?.into_iter();
        let matches = tenant.desk_matches(&at).await?.into_iter();
        let year = i64::from(FiscalYear::of(today).0);
        let mut known = Known {
            names: ProductNames::of(&products),
            library,
            overrides: overrides
                .map(|one| ((one.customer_key.clone(), one.product.clone(), one.item.clone()), one))
                .collect(),
            matches: matches.map(|(customer, system, product)| ((customer, system), product.into())).collect(),
            incoming: HashMap::new(),
            last: HashMap::new(),
            catalog,
            record,
            products,
            today,
        };
        for one in tenant.incomings_since(&at, year - 1).await? {
            known.note(&one);
            known.incoming.insert(one.key.clone(), one);
        }
        Ok(known)
    }
}

impl Known {
    /// Notes what a customer was told.
    pub(super) fn note(&mut self, one: &Incoming) {
        if one.state != IncomingState::Done || one.customer.is_empty() {
            return;
        }
        let key = (customer_key(&one.code, &one.customer), search_key(&one.system));
        let values = one.rows.iter().filter_map(|row| Some((row.item.clone(), row.answer.as_ref()?.value)));
        self.last.insert(key, (one.key.clone(), values.collect()));
    }

    /// A file as a sheet of the desk: new, or the one that is there already with what is known today.
    ///
    /// # Errors
    /// A sentence that says why it is none.
    pub(super) fn take(
        &self,
        (name, sha256): (&str, &str),
        file: &IncomingFile,
        now: &str,
    ) -> std::result::Result<Incoming, String> {
        let (kind, meta) = match file {
            IncomingFile::Sheet(sheet) => (FileKind::Sheet, sheet.meta.clone()),
            IncomingFile::Json(meta, _) => (FileKind::Json, SheetMeta::clone(meta)),
            IncomingFile::Official(sheets) => (FileKind::Official, self.of_official(name, sheets)?),
        };
        let edition = vendor_sheet(&self.catalog, &meta.edition).ok_or_else(|| {
            format!(
                "この依頼の版（{}）は、このプログラムにありません。プログラムを更新するか、「版の管理」で版を追加してから、もう一度受け取ってください。",
                shorten(&meta.edition, 40)
            )
        })?;
        let customer = customer_key(&meta.code, &meta.facility);
        let key = match kind {
            FileKind::Sheet | FileKind::Json if !meta.request.is_empty() => {
                format!("request:{customer}:{}", meta.request)
            }
            FileKind::Sheet | FileKind::Json | FileKind::Official => format!("sha256:{sha256}"),
        };
        if let Some(there) = self.incoming.get(&key) {
            let mut there = there.clone();
            if there.state == IncomingState::Open {
                self.fill(&mut there, &edition);
            }
            return Ok(there);
        }
        let mut one = Incoming {
            id: new_id(),
            key,
            name: shorten(name, 200),
            kind,
            sha256: sha256.to_owned(),
            file: String::new(),
            request: meta.request,
            customer: meta.facility,
            code: meta.code,
            system: meta.system,
            contract: meta.contract,
            edition: edition.id.clone(),
            deadline: parse_day(&meta.deadline).ok(),
            fiscal_year: i64::from(FiscalYear::of(self.today).0),
            product: None,
            rows: Vec::new(),
            state: IncomingState::Open,
            answered_by: format!("{} {}", self.record.profile.name, self.record.profile.manager).trim().to_owned(),
            contact: self.record.profile.phone.clone(),
            answer_id: String::new(),
            valid_until: None,
            received_at: now.to_owned(),
            finished_at: String::new(),
            finished_name: String::new(),
            version: 0,
        };
        one.product = self.product_of(&one);
        self.fill(&mut one, &edition);
        Ok(one)
    }

    /// The ministry's own workbook says neither who asks nor about what: its file name does, and a person corrects it.
    fn of_official(
        &self,
        name: &str,
        sheets: &[tate_inventory::official::OfficialSheet],
    ) -> std::result::Result<SheetMeta, String> {
        let editions = crate::editions::vendor_editions(&self.catalog);
        let found = editions.filter_map(|edition| {
            let (_, items) = place::best(sheets, (&self.catalog, edition))?;
            Some((items.into_iter().flatten().count(), edition))
        });
        // Of two alike the newer.
        let best = found.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (_, edition) = best.ok_or("事業者確認用のチェックリストとして読み取れません。項目の番号がどの版とも合いません。依頼元に、依頼の版を確かめてください。")?;
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned();
        Ok(SheetMeta { edition: edition.id.clone(), facility: stem.clone(), system: stem, ..SheetMeta::default() })
    }

    /// The product: as a person once said for this customer, else by the names.
    pub(super) fn product_of(&self, one: &Incoming) -> Option<ProductId> {
        let key = (customer_key(&one.code, &one.customer), search_key(&one.system));
        let there = |id: &ProductId| self.products.iter().any(|product| product.id == *id && !product.retired);
        self.matches
            .get(&key)
            .filter(|id| there(id))
            .cloned()
            .or_else(|| self.names.find(&one.system, &one.contract).product().cloned())
    }

    /// The products that the names could mean.
    pub(super) fn candidates(&self, one: &Incoming) -> Vec<ProductId> {
        match self.names.find(&one.system, &one.contract) {
            tate_domain::desk::Match::Ambiguous(ids) => ids,
            tate_domain::desk::Match::Exact(id) | tate_domain::desk::Match::Contained(id) => vec![id],
            tate_domain::desk::Match::Unknown => Vec::new(),
        }
    }

    /// Fills every row anew; what a person answered stays.
    pub(super) fn fill(&self, one: &mut Incoming, edition: &Edition) {
        let customer = customer_key(&one.code, &one.customer);
        let last = self.last.get(&(customer.clone(), search_key(&one.system))).filter(|(key, _)| *key != one.key);
        let rows = edition.rows().map(|item| {
            let own = one.rows.iter().find(|row| row.item == item.id);
            if let Some(row) = own.filter(|row| matches!(row.source, Some(Source::Person(_)))) {
                return row.clone();
            }
            let Some(product) = &one.product else { return IncomingRow::open(&item.id, Delta::NoProduct, None) };
            let before = Before {
                own: self.overrides.get(&(customer.clone(), product.clone(), item.id.clone())),
                last: last.and_then(|(_, values)| {
                    values.get(&item.id).copied().or_else(|| {
                        let mut older = values.iter().filter_map(|(of, value)| Some((self.catalog.item(of)?, value)));
                        let (first, _) = older.next()?;
                        let twin = counterpart(&self.catalog, item, first.edition_id())?;
                        values.get(&twin).copied()
                    })
                }),
            };
            fill_row(&item.id, self.library.get(&(product.clone(), item.id.clone())), before, self.today)
        });
        one.rows = rows.collect();
    }

    /// Marks a sheet as finished, where every row is answered.
    pub(super) fn finish(&self, one: &mut Incoming, (name, now): (&str, &str)) -> bool {
        if one.state == IncomingState::Done || one.deltas() > 0 {
            return false;
        }
        one.state = IncomingState::Done;
        one.answer_id = new_id::<String>();
        now.clone_into(&mut one.finished_at);
        name.clone_into(&mut one.finished_name);
        one.valid_until = Some(self.valid_until(one));
        true
    }

    /// The last day on which the answers of a sheet are good: of the library's and customers' versions the earliest, a
    /// year from finishing at most.
    fn valid_until(&self, one: &Incoming) -> Date {
        let finished = parse_day(one.finished_at.get(..10).unwrap_or_default()).unwrap_or(self.today);
        let customer = customer_key(&one.code, &one.customer);
        let ends = one.rows.iter().filter_map(|row| {
            let product = one.product.clone()?;
            match row.source.as_ref()? {
                Source::Library(number) => {
                    let answer = self.library.get(&(product, row.item.clone()))?;
                    (answer.number == *number).then_some(answer.valid_until)
                }
                Source::Override(number) => {
                    let own = self.overrides.get(&(customer.clone(), product, row.item.clone()))?;
                    (own.number == *number).then_some(own.valid_until)
                }
                Source::Person(_) => None,
            }
        });
        ends.min().unwrap_or(Date::MAX).min(tate_domain::exception::latest_end(finished))
    }

    pub(super) fn at(&self) -> &FacilityId {
        &self.record.id
    }

    pub(super) fn product(&self, id: Option<&ProductId>) -> Option<&Product> {
        id.and_then(|id| self.products.iter().find(|product| product.id == *id))
    }
}
