//! What holds for one customer and differs from the library; imported from the vendor's own records (CMDB).

use crate::App;
use crate::error::{AppError, Result};
use bytes::Bytes;
use serde::Deserialize;
use std::sync::Arc;
use tate_domain::desk::{Override, Product, ProductNames, TypedAnswer, check_library, customer_key};
use tate_domain::id::{FacilityId, ProductId};
use tate_domain::role::{Actor, Permission};
use tate_domain::text::{printable, search_key, shorten};

/// The most bytes of a file.
const MOST_BYTES: usize = 8_000_000;
/// The most rows of a file.
const MOST_ROWS: usize = 50_000;
/// The most sentences about one file.
const MOST_ERRORS: usize = 100;

/// A customer's own row with its product's title and its item's number.
#[derive(Debug, Clone)]
pub struct OverrideLine {
    /// The row.
    pub own: Override,
    /// The product.
    pub product: String,
    /// Number and name of the item.
    pub item: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverrideReport {
    /// Rows that are new or changed.
    pub written: usize,
    /// Rows that said the same already.
    pub unchanged: usize,
    /// What is wrong: the row's number, and the sentence.
    pub errors: Vec<(usize, String)>,
}

/// One row of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line {
    customer: String,
    code: String,
    product: String,
    item: String,
    value: String,
    ground: String,
    target_date: String,
    target_months: String,
    remark: String,
    valid_until: String,
}

/// Headings of the CSV, in Japanese and as in JSON.
const HEADINGS: [(&str, &str); 10] = [
    ("customer", "お客様"),
    ("code", "医療機関・薬局コード"),
    ("product", "製品"),
    ("item", "項目"),
    ("value", "回答"),
    ("ground", "根拠・理由"),
    ("target_date", "目標日"),
    ("target_months", "回答からの月数"),
    ("remark", "備考"),
    ("valid_until", "有効期限"),
];

impl Line {
    fn put(&mut self, key: &str, value: String) {
        match key {
            "customer" => self.customer = value,
            "code" => self.code = value,
            "product" => self.product = value,
            "item" => self.item = value,
            "value" => self.value = value,
            "ground" => self.ground = value,
            "target_date" => self.target_date = value,
            "target_months" => self.target_months = value,
            "remark" => self.remark = value,
            "valid_until" => self.valid_until = value,
            _ => {}
        }
    }
}

impl App {
    /// The customers' own rows that hold, by customer.
    ///
    /// # Errors
    /// Out of reach, or no desk.
    pub async fn desk_overrides(&self, actor: &Actor, facility: &FacilityId) -> Result<Vec<OverrideLine>> {
        self.desk_at(actor, facility, Permission::View).await?;
        let (tenant, catalog) = (self.tenant(actor), self.catalog(actor).await?);
        let products = tenant.desk_products(facility).await?;
        let lines = tenant.desk_overrides(facility).await?.into_iter().map(|own| OverrideLine {
            product: products.iter().find(|one| one.id == own.product).map(Product::title).unwrap_or_default(),
            item: catalog
                .item(&own.item)
                .map_or_else(|| own.item.clone(), |item| format!("{} {}", item.number, item.label)),
            own,
        });
        Ok(lines.collect())
    }

    /// Takes a customer's own row away.
    ///
    /// # Errors
    /// The actor may not, or it is not there.
    pub async fn take_override(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (customer_key, product, item): (&str, &str, &str),
    ) -> Result<()> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let product = ProductId::from(product);
        let all = self.tenant(actor).desk_overrides(facility).await?;
        let one =
            all.into_iter().find(|one| one.customer_key == customer_key && one.product == product && one.item == item);
        let one = Override { by_name: actor.name.clone(), source: String::new(), ..one.ok_or(AppError::NotFound)? };
        let mut change = self.tenant(actor).change(self.who(actor)).await?;
        change.take_override(facility, &one).await?;
        Ok(change.commit().await?)
    }

    /// Imports customers' own rows from a JSON array or a table. Rows with errors are left out; the others are written
    /// in one change.
    ///
    /// # Errors
    /// The actor may not; the file as a whole cannot be read.
    pub async fn import_overrides(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        (name, bytes): (&str, Bytes),
    ) -> Result<OverrideReport> {
        self.desk_at(actor, facility, Permission::PrepareAnswers).await?;
        let lines = self.lines(name, bytes).await?;
        let (tenant, catalog, today) = (self.tenant(actor), self.catalog(actor).await?, self.today());
        let products = tenant.desk_products(facility).await?;
        let names = ProductNames::of(&products);
        let editions = self.desk_editions(actor).await?;
        let mut report = OverrideReport::default();
        let mut all: Vec<Override> = Vec::new();
        for (number, line) in &lines {
            let one = (|| {
                let customer = printable(line.customer.trim(), false);
                if customer.is_empty() && line.code.trim().is_empty() {
                    return Err("お客様の名前もコードもありません。どちらかを入れてください。".to_owned());
                }
                let product = names.find(&line.product, "").product().cloned().ok_or_else(|| {
                    format!(
                        "製品「{}」を1つに決められません。回答ライブラリの製品の名前にしてください。",
                        shorten(&line.product, 30)
                    )
                })?;
                let item = catalog.item(line.item.trim()).map(|item| item.id.clone()).or_else(|| {
                    let found = editions
                        .iter()
                        .map(|edition| catalog.find(&edition.id, &line.item))
                        .find(|found| !found.is_empty())?;
                    match found.as_slice() {
                        [one] => Some(one.id.clone()),
                        _ => None,
                    }
                });
                let item = item.filter(|item| editions.iter().any(|edition| edition.row(item).is_some())).ok_or_else(
                    || {
                        format!(
                            "項目「{}」を1つに決められません。「r7-vendor:2-6」の形か、1つだけの番号にしてください。",
                            shorten(&line.item, 30)
                        )
                    },
                )?;
                let typed = TypedAnswer {
                    value: line.value.clone(),
                    ground: line.ground.clone(),
                    target_date: line.target_date.clone(),
                    target_months: line.target_months.clone(),
                    remark: line.remark.clone(),
                    valid_until: line.valid_until.clone(),
                };
                let (says, valid_until) = check_library(&item, &typed, today)
                    .map_err(|errors| errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "))?;
                Ok(Override {
                    customer_key: customer_key(&line.code, &customer),
                    customer: shorten(&customer, 200),
                    product,
                    item,
                    number: 0,
                    says,
                    valid_until,
                    source: shorten(&printable(name, false), 100),
                    at: self.now(),
                    by_name: actor.name.clone(),
                })
            })();
            match one {
                Ok(one) => {
                    // Of two rows about the same the later.
                    all.retain(|kept| {
                        (&kept.customer_key, &kept.product, &kept.item) != (&one.customer_key, &one.product, &one.item)
                    });
                    all.push(one);
                }
                Err(why) if report.errors.len() < MOST_ERRORS => report.errors.push((*number, why)),
                Err(_) => {}
            }
        }
        if all.is_empty() {
            return Ok(report);
        }
        let mut change = tenant.change(self.who(actor)).await?;
        report.written = change.put_overrides(facility, &all).await?;
        report.unchanged = all.len() - report.written;
        if report.written > 0 {
            change.commit().await?;
        }
        Ok(report)
    }

    /// The rows of a file with their numbers.
    async fn lines(&self, name: &str, bytes: Bytes) -> Result<Vec<(usize, Line)>> {
        let refuse = |message: String| AppError::invalid("file", message);
        if bytes.len() > MOST_BYTES {
            return Err(refuse("ファイルが大きすぎます。8MBまでに分けてから取り込んでください。".into()));
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        if text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
            let lines: Vec<Line> = serde_json::from_slice(text).map_err(|error| {
                refuse(format!(
                    "JSONのファイルを読み取れません（{}行目）。お客様ごとの行を配列にしたファイルを選んでください。",
                    error.line()
                ))
            })?;
            return bounded(lines.into_iter().enumerate().map(|(at, line)| (at + 1, line)).collect());
        }
        let (reader, shown) = (Arc::clone(&self.tables), name.to_owned());
        let table = tokio::task::spawn_blocking(move || reader.read(&shown, &bytes))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?
            .map_err(|error| refuse(error.to_string()))?;
        let mut rows = table.rows.into_iter();
        let headings: Vec<Option<&str>> = rows
            .next()
            .map(|row| row.cells)
            .unwrap_or_default()
            .iter()
            .map(|cell| {
                let key = search_key(cell);
                HEADINGS
                    .iter()
                    .find(|(code, label)| search_key(code) == key || search_key(label) == key)
                    .map(|(code, _)| *code)
            })
            .collect();
        if !["product", "item", "value"].iter().all(|needed| headings.contains(&Some(*needed))) {
            return Err(refuse("見出しの行がありません。1行目に「お客様」「製品」「項目」「回答」「根拠・理由」「有効期限」の見出しを入れてください。".into()));
        }
        let lines = rows.map(|row| {
            let mut line = Line::default();
            for (heading, cell) in headings.iter().zip(row.cells) {
                if let Some(heading) = heading {
                    line.put(heading, cell);
                }
            }
            (row.number as usize, line)
        });
        bounded(lines.collect())
    }
}

fn bounded(lines: Vec<(usize, Line)>) -> Result<Vec<(usize, Line)>> {
    if lines.len() > MOST_ROWS {
        return Err(AppError::invalid(
            "file",
            format!("行が{MOST_ROWS}行を超えています。分けてから取り込んでください。"),
        ));
    }
    Ok(lines)
}
