//! The list of remote control software is the same in both collectors.

use std::collections::BTreeMap;
use tate_collect::REMOTE_TOOLS;
use tate_inventory::machine::collector::WINDOWS_SCRIPT;

#[test]
fn both_collectors_look_for_the_same_tools() {
    let list = WINDOWS_SCRIPT.split_once("$RemoteTools = @(").unwrap().1.split_once(")\n").unwrap().0;
    let script: BTreeMap<String, Vec<String>> = list
        .split('\'')
        .filter_map(|part| part.split_once('='))
        .map(|(name, signs)| {
            let signs = signs.split('|').map(|sign| sign.replace(" ?", "").replace(' ', "").to_lowercase());
            (name.to_owned(), signs.collect())
        })
        .collect();
    let here: BTreeMap<String, Vec<String>> = REMOTE_TOOLS
        .iter()
        .map(|(name, signs)| ((*name).to_owned(), signs.iter().map(|sign| (*sign).to_owned()).collect()))
        .collect();
    assert_eq!(script, here);
    assert!(here.len() >= 30);
}
