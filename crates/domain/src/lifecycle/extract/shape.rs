//! The shapes in which endoflife.date's facts arrive.

use jiff::civil::Date;
use serde_json::Value;

/// The most versions of one product that are looked at.
const MOST_CYCLES: usize = 1_000;

/// When a version ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    /// It has ended, the day is not said.
    Ended,
    /// Last day.
    Day(Date),
    /// No end announced.
    Open,
}

/// One version of a product as published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cycle {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) end: End,
    /// Last day of an extension.
    pub(super) extended: Option<Date>,
    /// Windows build out of "10.0.26200".
    pub(super) build: Option<u32>,
}

/// Every product of a file with its versions.
pub(super) fn products(value: &Value) -> Vec<(String, Vec<Cycle>)> {
    match value.get("result") {
        Some(Value::Array(many)) => many.iter().filter_map(named).collect(),
        Some(one) => named(one).into_iter().collect(),
        None => {
            let all = value.as_object().into_iter().flatten();
            // What is neither object nor list says something about the file, such as its day.
            all.filter(|(_, product)| product.is_object() || product.is_array())
                .map(|(key, product)| (key.clone(), cycles(product.get("releases").unwrap_or(product))))
                .collect()
        }
    }
}

fn named(product: &Value) -> Option<(String, Vec<Cycle>)> {
    Some((product.get("name")?.as_str()?.to_owned(), cycles(product.get("releases")?)))
}

fn cycles(list: &Value) -> Vec<Cycle> {
    list.as_array().into_iter().flatten().take(MOST_CYCLES).filter_map(cycle).collect()
}

fn cycle(value: &Value) -> Option<Cycle> {
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| value.get(key).filter(|v| !v.is_null()))?;
        let text = found.as_str().map(str::to_owned).or_else(|| found.is_number().then(|| found.to_string()))?;
        (text.chars().count() <= 80).then_some(text)
    };
    let name = text(&["releaseCycle", "cycle", "name"])?.to_lowercase();
    let label = text(&["releaseLabel", "label"]).unwrap_or_default();
    let latest = value.get("latest").and_then(|latest| latest.get("name").unwrap_or(latest).as_str());
    let build = latest.and_then(|latest| latest.strip_prefix("10.0.")?.split('.').next()?.parse().ok());
    Some(Cycle { end: end(value)?, extended: day(value, &["eoesFrom", "eoes"]), name, label, build })
}

/// The day of `eol`, or true and false for ended and not announced; `eolFrom` and `isEol` in version 1 of the API.
fn end(value: &Value) -> Option<End> {
    let flag = |key: &str| value.get(key).and_then(Value::as_bool);
    match day(value, &["eolFrom", "eol"]) {
        Some(day) => Some(End::Day(day)),
        None => match flag("isEol").or_else(|| flag("eol"))? {
            true => Some(End::Ended),
            false => Some(End::Open),
        },
    }
}

fn day(value: &Value, keys: &[&str]) -> Option<Date> {
    keys.iter().find_map(|key| value.get(key)?.as_str()?.parse().ok())
}
