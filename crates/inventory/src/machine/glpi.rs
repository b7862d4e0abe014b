//! The JSON of the GLPI agent: one item (a computer, a switch, a printer, a phone) a file.

use super::bounds::{self, Budget};
use super::content::{self, Content};
use super::json::{self, Sink, Want};
use super::value::Value;
use super::{Format, Inventory};
use crate::ReadError;
use std::collections::BTreeMap;

struct Item<'a> {
    content: Content<'a>,
    kind: String,
    partial: bool,
    run: BTreeMap<String, String>,
    budget: &'a Budget,
}

impl Sink for Item<'_> {
    fn want(&mut self, path: &[String]) -> Want {
        match path {
            [top] if top == "content" => Want::Enter,
            [top] if matches!(top.as_str(), "itemtype" | "deviceid" | "tag" | "action" | "partial") => Want::Take,
            [top, section] if top == "content" && content::wanted(section) => Want::Take,
            _ => Want::Skip,
        }
    }

    fn take(&mut self, path: &[String], value: Value) -> Result<(), ()> {
        match path {
            [_, section] => self.content.section(section, &value),
            [top] if top == "itemtype" => value.text().clone_into(&mut self.kind),
            [top] if top == "partial" => self.partial = value.text() == "true",
            [top] if !value.text().is_empty() => {
                self.run.insert(top.clone(), value.text().to_owned());
            }
            _ => {}
        }
        self.budget.stop().map_err(drop)
    }

    fn full(&self, path: &[String]) -> bool {
        path.get(1).is_some_and(|section| self.content.full(section))
    }

    fn lost(&mut self, _: &[String]) {
        self.content.lost();
    }
}

/// Reads one file.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Inventory, ReadError> {
    let mut item =
        Item { content: Content::new(budget), kind: String::new(), partial: false, run: BTreeMap::new(), budget };
    let walked = json::walk(text, budget, &mut item);
    budget.stop()?;
    walked.map_err(|broken| ReadError::Broken { product: Format::Glpi.label().to_owned(), line: broken.line })?;
    if item.content.sections == 0 {
        return Err(ReadError::NotOfProduct { product: Format::Glpi.label().to_owned() });
    }
    let Item { content, kind, partial, mut run, .. } = item;
    if !content.client.is_empty() {
        run.insert("versionclient".to_owned(), content.client.clone());
    }
    let mut problems = Vec::new();
    if partial {
        bounds::add(&mut problems, 1, "partial", "一部の項目だけを書き出したファイルです。書かれていない項目は、台帳の値をそのまま残してください。全体が必要なときは、エージェントの全件の書き出しをやり直してください。".to_owned());
    }
    let host = content.finish(&kind, 1, &mut problems);
    let taken_at = host.text("collected").to_owned();
    budget.keep(&host);
    budget.stop()?;
    budget.tell(&mut problems);
    Ok(Inventory { format: Format::Glpi, taken_at, run, hosts: vec![host], problems })
}
