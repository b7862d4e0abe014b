//! Machines made of files, and the one on which the tests run.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]
#![expect(unreachable_pub, reason = "a test binary has no outside; pub marks what other modules use")]

mod faults;
mod here;
mod sections;
mod tools;
mod tree;

use serde_json::Value;
use std::sync::LazyLock;
use tate_collect::{Machine, collect};

/// 2026-11-20, noon in Japan.
const NOW: &str = "2026-11-20T03:00:00Z";

/// The file, as JSON.
fn file(machine: &Machine) -> Value {
    serde_json::to_value(collect(machine, NOW.parse().unwrap())).unwrap()
}

/// Reasons given for a section.
fn unread(file: &Value, section: &str) -> Vec<String> {
    let gaps = file["unread"].as_array().unwrap();
    gaps.iter().filter(|gap| gap["section"] == section).map(|gap| gap["why"].as_str().unwrap().to_owned()).collect()
}

/// The schema, made ready once: that costs more than all the files.
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(include_str!("../../../../docs/schema/collector.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

fn valid(file: &Value) {
    let errors: Vec<String> = SCHEMA.iter_errors(file).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
