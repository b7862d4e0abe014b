//! What the readers of machine formats make of files written by hand: invented hosts, every field that the ledgers use.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the report")]

mod fleet;
mod fusion;
mod glpi;
mod nmap;
mod osquery;
mod samples;

use tate_domain::ledger::{Fields, Ledger};
use tate_inventory::machine::{self, Format, Host, Inventory};
use tate_inventory::{Limits, ReadError};

fn read(content: &[u8]) -> Inventory {
    machine::read("x", content, None, &Limits::default()).unwrap()
}

fn refused(content: &str, format: Option<Format>) -> ReadError {
    machine::read("x", content.as_bytes(), format, &Limits::default()).unwrap_err()
}

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// Every value that a reader gives must be one that its column takes.
fn fits(inventory: &Inventory) {
    for host in &inventory.hosts {
        let ledgers = [
            (Ledger::Software, &host.software),
            (Ledger::Accounts, &host.accounts),
            (Ledger::Services, &host.services),
        ];
        let rows = std::iter::once((Ledger::Devices, &host.device))
            .chain(ledgers.into_iter().flat_map(|(ledger, rows)| rows.iter().map(move |row| (ledger, row))));
        for (ledger, row) in rows {
            for (key, value) in row {
                let column = ledger.column(key).unwrap_or_else(|| panic!("{ledger:?} has no {key}"));
                assert!(column.parse(value).is_ok(), "{ledger:?} {key} = {value:?}");
            }
        }
    }
}

fn named<'a>(rows: &'a [Fields], key: &str, value: &str) -> &'a Fields {
    rows.iter().find(|row| row.get(key).is_some_and(|v| v == value)).unwrap_or_else(|| panic!("no {key} {value}"))
}

fn more(host: &Host, group: &str) -> String {
    host.more.get(group).map(|lines| lines.join("\n")).unwrap_or_default()
}

#[test]
fn the_content_tells_the_product_whatever_the_name() {
    let files: [(&[u8], Format); 5] = [
        (include_bytes!("files/glpi_computer.json"), Format::Glpi),
        (include_bytes!("files/fusion.xml"), Format::Fusion),
        (include_bytes!("files/osquery.jsonl"), Format::Osquery),
        (include_bytes!("files/fleet.json"), Format::Fleet),
        (include_bytes!("files/nmap.xml"), Format::Nmap),
    ];
    for (content, format) in files {
        assert_eq!(machine::detect("台帳.txt", content), Some(format));
        let text = std::str::from_utf8(content).unwrap();
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(machine::detect("x", &utf16), Some(format), "what a redirection in PowerShell writes");
        fits(&read(content));
    }
    for content in ["管理番号,OS\n1,x", "<html></html>", "{\"a\":1}", "[]", "7", "{"] {
        assert_eq!(machine::detect("x.json", content.as_bytes()), None, "{content}");
        assert_eq!(refused(content, None), ReadError::NotInventory, "{content}");
    }
}

#[test]
fn a_chosen_product_is_not_taken_for_another() {
    let fleet = include_str!("files/fleet.json");
    for format in [Format::Glpi, Format::Fusion, Format::Osquery, Format::Nmap] {
        let error = refused(fleet, Some(format));
        assert!(matches!(error, ReadError::NotOfProduct { .. } | ReadError::Broken { .. }), "{format:?} {error:?}");
    }
    assert_eq!(machine::read("x", fleet.as_bytes(), Some(Format::Fleet), &Limits::default()).unwrap().hosts.len(), 2);
}

/// Not a promise about every file, but about every place at which these can break.
#[test]
fn neither_a_cut_nor_a_flipped_bit_makes_a_reader_stumble() {
    let files: [(&[u8], Format); 5] = [
        (include_bytes!("files/glpi_computer.json"), Format::Glpi),
        (include_bytes!("files/fusion.xml"), Format::Fusion),
        (include_bytes!("files/osquery.jsonl"), Format::Osquery),
        (include_bytes!("files/fleet.json"), Format::Fleet),
        (include_bytes!("files/nmap.xml"), Format::Nmap),
    ];
    let (mut read, mut refused) = (0, 0);
    for (content, format) in files {
        for at in (0..content.len()).step_by(17) {
            let mut flipped = content.to_vec();
            flipped[at] ^= 1 << (at % 8);
            for bytes in [&content[..at], flipped.as_slice()] {
                match machine::read("x", bytes, Some(format), &Limits::default()) {
                    Ok(inventory) => {
                        read += 1;
                        fits(&inventory);
                    }
                    Err(error) => {
                        refused += 1;
                        assert!(error.to_string().ends_with('。'));
                    }
                }
            }
        }
    }
    assert!(read > 300 && refused > 300, "{read} read, {refused} refused");
}
