//! Incoming sheets as people work on them: taken in, the product chosen, the deltas answered, finished.

use super::{MOST_CHARS, somebody};
use crate::App;
use crate::error::{AppError, Problem, Result};
use bytes::Bytes;
use std::sync::Arc;
use tate_domain::date::FiscalYear;
use tate_domain::desk::{
    Delta, Incoming, IncomingRow, IncomingState, LibraryAnswer, Override, Product, Says, Source, Target, customer_key,
};
use tate_domain::edition::{Edition, Item};
use tate_domain::exception::{Signed, latest_end};
use tate_domain::id::{FacilityId, IncomingId, ProductId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::{printable, search_key};
use tate_domain::vendor::{RowAnswer, Typed, check_row};
use tate_store::{IncomingCount, IncomingLine};

/// Sheets of one page of the list.
const PER_PAGE: i64 = 50;

/// A page of the list.
#[derive(Debug, Clone)]
pub struct IncomingList {
    /// The sheets, each with its product's title.
    pub lines: Vec<(IncomingLine, String)>,
    /// How many there are.
    pub count: IncomingCount,
    /// The page, from 0.
    pub page: i64,
    /// Whether there is another page.
    pub more: bool,
    /// The finished ones.
    pub done: bool,
}

/// One sheet.
#[derive(Debug, Clone)]
pub struct IncomingView {
    /// The sheet.
    pub incoming: Incoming,
    /// Its edition.
    pub edition: Arc<Edition>,
    /// Its rows with their items.
    pub rows: Vec<(Item, IncomingRow)>,
    /// Its product.
    pub product: Option<Product>,
    /// Every product, those that the names could mean first.
    pub products: Vec<Product>,
    /// How many of them the names could mean.
    pub candidates: usize,
    /// Whether the desk has a key to sign with.
    pub has_key: bool,
}

/// A row as a person typed it.
#[derive(Debug, Clone, Default)]
pub struct TypedRow {
    /// The answer.
    pub typed: Typed,
    /// Whether it becomes a new version of the library too.
    pub library: bool,
    /// Whether it is remembered for this customer.
    pub own: bool,
}

impl App {
    /// The sheets that wait, the nearest deadline first, or those that are done.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn incoming_list(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        done: bool,
        page: i64,
    ) -> Result<IncomingList> {
        self.desk_at(actor, facility, Permission::View).await?;
        let tenant = self.tenant(actor);
        let count = tenant.incoming_count(facility, &self.today().to_string()).await?;
        let page = page.clamp(0, 10_000);
        let state = if done { IncomingState::Done } else { IncomingState::Open };
        let mut lines = tenant.incoming_lines(facility, state, (page * PER_PAGE, PER_PAGE + 1)).await?;
        let more = lines.len() as i64 > PER_PAGE;
        lines.truncate(50);
        let products = tenant.desk_products(facility).await?;
        let title =
            |id: &str| products.iter().find(|one| one.id.as_str() == id).map(Product::title).unwrap_or_default();
        let lines = lines.into_iter().map(|line| (line.clone(), title(&line.product_id))).collect();
        Ok(IncomingList { lines, count, page, more, done })
    }

    /// Takes one file in.
    ///
    /// # Errors
    /// The actor may not; a sentence that says why the file is no request.
    pub async fn receive(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (name, bytes): (&str, Bytes),
    ) -> Result<IncomingId> {
        let mut batch = self.desk_batch(actor, facility, None).await?;
        if bytes.is_empty() {
            return Err(AppError::invalid(
                "file",
                "ファイルが選ばれていないか、空です。お客様から届いた依頼のファイルを選んでください。",
            ));
        }
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = tate_domain::text::shorten(&printable(name, false), 150);
        let filled = batch.fill(vec![(name, bytes)]).await?.pop();
        match filled {
            Some(filled) if !filled.id.is_empty() => Ok(filled.id.into()),
            Some(filled) => Err(AppError::invalid("file", filled.sentence)),
            None => Err(AppError::Internal("no answer of the reader".into())),
        }
    }

    /// One sheet.
    ///
    /// # Errors
    /// Out of reach, no desk, or not there.
    pub async fn incoming_view(&self, actor: &Actor, facility: &FacilityId, id: &IncomingId) -> Result<IncomingView> {
        let record = self.desk_at(actor, facility, Permission::View).await?;
        let incoming = self.tenant(actor).incoming(facility, id).await?.ok_or(AppError::NotFound)?;
        let known = self.known(actor, record).await?;
        let edition = known.catalog.edition_shared(&incoming.edition).ok_or(AppError::NotFound)?;
        let wanted = known.candidates(&incoming);
        let mut products: Vec<Product> = known.products.iter().filter(|product| !product.retired).cloned().collect();
        products
            .sort_by_key(|product| (!wanted.contains(&product.id), search_key(&product.name), product.release.clone()));
        let rows = incoming.rows.iter().filter_map(|row| Some((edition.row(&row.item)?.clone(), row.clone())));
        Ok(IncomingView {
            rows: rows.collect(),
            product: known.product(incoming.product.as_ref()).cloned(),
            candidates: wanted.len(),
            has_key: !self.tenant(actor).desk_keys(facility).await?.is_empty(),
            incoming,
            edition,
            products,
        })
    }

    async fn open_sheet(&self, actor: &Actor, facility: &FacilityId, id: &IncomingId, seen: i64) -> Result<Incoming> {
        let incoming = self.tenant(actor).incoming(facility, id).await?.ok_or(AppError::NotFound)?;
        if incoming.version == seen && incoming.state == IncomingState::Open {
            Ok(incoming)
        } else {
            Err(AppError::Conflict)
        }
    }

    /// Says which product a sheet is about, and whose it is where the file could not say; remembered for the customer.
    ///
    /// # Errors
    /// The actor may not; no such product; no customer; it changed meanwhile or is finished.
    pub async fn choose_product(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&IncomingId, i64),
        (product, customer): (&str, &str),
    ) -> Result<()> {
        let record = self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut one = self.open_sheet(actor, facility, id, seen).await?;
        let known = self.known(actor, record).await?;
        let product = ProductId::from(product);
        if known.product(Some(&product)).is_none() {
            return Err(AppError::invalid(
                "product",
                "製品が選ばれていません。一覧から選んでください。ない場合は、先に回答ライブラリに製品を追加してください。",
            ));
        }
        let customer = printable(customer.trim(), false);
        if one.request.is_empty() && !customer.is_empty() && customer.chars().count() <= 200 {
            one.customer = customer;
        }
        one.product = Some(product.clone());
        let edition = known.catalog.edition_shared(&one.edition).ok_or(AppError::NotFound)?;
        known.fill(&mut one, &edition);
        let keys = (customer_key(&one.code, &one.customer), search_key(&one.system));
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        if !one.system.is_empty() {
            change.remember_match(facility, (&keys.0, &keys.1), &product, &actor.name).await?;
        }
        change.save_incoming(facility, &one, "desk.incoming.product").await?;
        Ok(change.commit().await?)
    }

    /// Answers rows of a sheet by hand. A row without a value is left for later. What is ticked becomes a new version of
    /// the library, which waits for somebody else's approval, or the customer's own row.
    ///
    /// # Errors
    /// The actor may not; every problem with the input, by `{item}.{field}`; it changed meanwhile or is finished.
    pub async fn answer_incoming(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&IncomingId, i64),
        (answered_by, contact): (&str, &str),
        rows: &[TypedRow],
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut one = self.open_sheet(actor, facility, id, seen).await?;
        let (today, mut problems) = (self.today(), Vec::new());
        let year = FiscalYear::of(today);
        let mut answers: Vec<(RowAnswer, &TypedRow)> = Vec::new();
        for row in rows.iter().filter(|row| !row.typed.value.trim().is_empty()) {
            let item = &row.typed.item;
            match check_row(&row.typed, year, today) {
                Ok(answer) => answers.push((answer, row)),
                Err(errors) => problems.extend(
                    errors.into_iter().map(|error| Problem::new(format!("{item}.{}", error.field), error.message)),
                ),
            }
            if (row.library || row.own) && one.product.is_none() {
                problems.push(Problem::new(
                    format!("{item}.value"),
                    "製品が分からないため、ライブラリに追加できません。先に製品を選んでください。",
                ));
            }
        }
        for (field, text) in [("answered_by", answered_by), ("contact", contact)] {
            if text.chars().count() > 200 {
                problems.push(Problem::new(field, "長すぎます。200文字までで入力してください。"));
            }
        }
        if printable(contact.trim(), false).is_empty() {
            problems.push(Problem::new(
                "contact",
                "連絡先がありません。お客様が問い合わせられる電話番号かメールアドレスを入力してください。",
            ));
        }
        if printable(answered_by.trim(), false).is_empty() {
            problems.push(Problem::new(
                "answered_by",
                "回答者がありません。回答用紙に書くため、お名前と部署を入力してください。",
            ));
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        one.answered_by = printable(answered_by.trim(), false);
        one.contact = printable(contact.trim(), false);
        for (answer, _) in &answers {
            let Some(row) = one.rows.iter_mut().find(|row| row.item == answer.item) else {
                return Err(AppError::NotFound);
            };
            *row = IncomingRow {
                item: answer.item.clone(),
                answer: Some(answer.clone()),
                source: Some(Source::Person(actor.name.clone())),
                delta: None,
                offered: Typed { item: answer.item.clone(), ..Typed::default() },
            };
        }
        let library = self.for_library(actor, facility, &one, &answers).await?;
        let own = self.for_customer(actor, &one, &answers);
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        for answer in &library {
            change.write_desk_answer(facility, answer).await?;
        }
        change.put_overrides(facility, &own).await?;
        change.save_incoming(facility, &one, "desk.incoming.answer").await?;
        Ok(change.commit().await?)
    }

    async fn for_library(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        one: &Incoming,
        answers: &[(RowAnswer, &TypedRow)],
    ) -> Result<Vec<LibraryAnswer>> {
        let Some(product) = one.product.as_ref().filter(|_| answers.iter().any(|(_, row)| row.library)) else {
            return Ok(Vec::new());
        };
        let user = somebody(actor, "library")?;
        let known = self.tenant(actor).desk_answers(facility, product).await?;
        let ticked = answers.iter().filter(|(_, row)| row.library);
        let written = ticked.map(|(answer, _)| LibraryAnswer {
            product: product.clone(),
            item: answer.item.clone(),
            number: known.iter().filter(|kept| kept.item == answer.item).map(|kept| kept.number).max().unwrap_or(0) + 1,
            says: says(answer),
            valid_until: latest_end(self.today()),
            written: Signed { user: user.to_string(), name: actor.name.clone(), at: self.now() },
            approved: None,
            declined: None,
            declined_reason: String::new(),
        });
        Ok(written.collect())
    }

    fn for_customer(&self, actor: &Actor, one: &Incoming, answers: &[(RowAnswer, &TypedRow)]) -> Vec<Override> {
        let Some(product) = &one.product else { return Vec::new() };
        let ticked = answers.iter().filter(|(_, row)| row.own && !one.customer.is_empty());
        let own = ticked.map(|(answer, _)| Override {
            customer_key: customer_key(&one.code, &one.customer),
            customer: one.customer.clone(),
            product: product.clone(),
            item: answer.item.clone(),
            number: 0,
            says: says(answer),
            valid_until: latest_end(self.today()),
            source: String::new(),
            at: self.now(),
            by_name: actor.name.clone(),
        });
        own.collect()
    }

    /// Takes a person's answer to a row back; the library fills it again, or it is open again.
    ///
    /// # Errors
    /// The actor may not; no such row; it changed meanwhile or is finished.
    pub async fn clear_row(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (id, seen): (&IncomingId, i64),
        item: &str,
    ) -> Result<()> {
        let record = self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut one = self.open_sheet(actor, facility, id, seen).await?;
        let row = one.rows.iter_mut().find(|row| row.item == item).ok_or(AppError::NotFound)?;
        *row = IncomingRow::open(item, Delta::NoAnswer, None);
        self.refill(actor, record, one, "desk.incoming.answer").await
    }

    async fn refill(
        &self,
        actor: &Actor,
        record: tate_store::FacilityRecord,
        mut one: Incoming,
        action: &str,
    ) -> Result<()> {
        let at = record.id.clone();
        let known = self.known(actor, record).await?;
        let edition = known.catalog.edition_shared(&one.edition).ok_or(AppError::NotFound)?;
        known.fill(&mut one, &edition);
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.save_incoming(&at, &one, action).await?;
        Ok(change.commit().await?)
    }

    /// Asks the library again: what was approved since is filled in.
    ///
    /// # Errors
    /// The actor may not; it changed meanwhile or is finished.
    pub async fn ask_library(&self, actor: &Actor, facility: &FacilityId, id: &IncomingId, seen: i64) -> Result<()> {
        let record = self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let one = self.open_sheet(actor, facility, id, seen).await?;
        self.refill(actor, record, one, "desk.incoming.fill").await
    }

    /// Finishes a sheet whose rows are all answered. From then on its files can be handed out.
    ///
    /// # Errors
    /// The actor may not; rows without an answer; it changed meanwhile or is finished.
    pub async fn finish_incoming(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &IncomingId,
        seen: i64,
    ) -> Result<()> {
        let record = self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut one = self.open_sheet(actor, facility, id, seen).await?;
        let open = one.deltas();
        if open > 0 {
            return Err(AppError::invalid(
                "finish",
                format!("まだ終えられません。{open}行に回答がありません。残りの行に回答してから終えてください。"),
            ));
        }
        let known = self.known(actor, record).await?;
        // Answers typed days ago may have met their day.
        let year = FiscalYear::of(known.today);
        let over = one.rows.iter().filter_map(|row| row.answer.as_ref()).find_map(|answer| {
            let typed = Typed {
                item: answer.item.clone(),
                value: answer.value.code().to_owned(),
                ground: answer.ground.clone(),
                target_date: answer.target_date.map(|day| day.to_string()).unwrap_or_default(),
                remark: answer.remark.clone(),
            };
            check_row(&typed, year, known.today).err().and_then(|errors| errors.into_iter().next())
        });
        if let Some(error) = over {
            return Err(AppError::invalid(
                "finish",
                format!("まだ終えられません。{}その行を答え直してください。", error.message),
            ));
        }
        known.finish(&mut one, (&actor.name, &self.now()));
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.save_incoming(facility, &one, "desk.incoming.finish").await?;
        Ok(change.commit().await?)
    }

    /// Opens a finished sheet again, because an answer must be put right. The next answer file is another one.
    ///
    /// # Errors
    /// The actor may not; it changed meanwhile or is not finished.
    pub async fn reopen_incoming(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        id: &IncomingId,
        seen: i64,
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let mut one = self.tenant(actor).incoming(facility, id).await?.ok_or(AppError::NotFound)?;
        if one.version != seen || one.state != IncomingState::Done {
            return Err(AppError::Conflict);
        }
        one.state = IncomingState::Open;
        one.answer_id = String::new();
        one.valid_until = None;
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.save_incoming(facility, &one, "desk.incoming.reopen").await?;
        Ok(change.commit().await?)
    }
}

/// What a person answered, as the library or a customer's row says it.
fn says(answer: &RowAnswer) -> Says {
    Says {
        value: answer.value,
        ground: answer.ground.chars().take(MOST_CHARS).collect(),
        target: answer.target_date.map_or(Target::None, Target::Day),
        remark: answer.remark.clone(),
    }
}
