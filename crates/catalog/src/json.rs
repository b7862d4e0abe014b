//! The JSON of `tate catalog show`.

use serde_json::{Map, Value, json};
use tate_domain::edition::{Edition, Item};

/// An edition as `tate catalog show ID --json` prints it.
///
/// The shape is a promise to scripts: `{id,title,fiscal_year,side,items:[{id,number,aliases,
/// target,section,label,flags,concepts,viewpoint?}],gate?}`, no other keys; `gate` is a row as well.
#[must_use]
pub fn edition_json(edition: &Edition) -> Value {
    let mut json = json!({
        "id": edition.id,
        "title": edition.title,
        "fiscal_year": edition.fiscal_year,
        "side": edition.side,
        "items": edition.items.iter().map(item_json).collect::<Vec<_>>(),
    });
    if let Some(gate) = &edition.gate {
        json["gate"] = item_json(gate);
    }
    json
}

fn item_json(item: &Item) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(item.id));
    map.insert("number".to_owned(), json!(item.number));
    map.insert("aliases".to_owned(), json!(item.aliases));
    map.insert("target".to_owned(), json!(item.target));
    map.insert("section".to_owned(), json!(item.section));
    map.insert("label".to_owned(), json!(item.label));
    map.insert("flags".to_owned(), json!(item.flags));
    map.insert("concepts".to_owned(), json!(item.concepts));
    if let Some(viewpoint) = &item.viewpoint {
        map.insert("viewpoint".to_owned(), json!(viewpoint));
    }
    Value::Object(map)
}
