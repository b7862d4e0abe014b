//! The reference files of products, where they lie beside the checkout; elsewhere there is nothing to check.

use super::fits;
use std::path::{Path, PathBuf};
use tate_domain::ledger::Ledger;
use tate_inventory::machine::{self, Format};
use tate_inventory::{Limits, Mapping, header, table};

fn samples() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().map(|folder| folder.join("shared/samples/inventory")).find(|folder| folder.is_dir())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn ending(path: &Path, ends: &[&str]) -> bool {
    path.extension().is_some_and(|end| ends.iter().any(|known| end == *known))
}

#[test]
fn every_sample_of_a_product_is_read_and_every_trap_refused() {
    let Some(samples) = samples() else { return };
    for (folder, formats) in [("glpi", [Format::Glpi, Format::Fusion]), ("nmap", [Format::Nmap; 2])] {
        for path in files(&samples.join(folder)).iter().filter(|path| ending(path, &["json", "xml"])) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name == "inventory.schema.json" {
                continue;
            }
            let content = std::fs::read(path).unwrap();
            let read = machine::read(&name, &content, None, &Limits::default());
            if name.starts_with("defused") {
                assert!(read.is_err(), "{name}");
                continue;
            }
            let inventory = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(formats.contains(&inventory.format), "{name} {:?}", inventory.format);
            assert!(!inventory.hosts.is_empty(), "{name}");
            fits(&inventory);
            report(&name, &inventory);
        }
    }
}

/// With `--no-capture`, which columns each file filled.
fn report(name: &str, inventory: &machine::Inventory) {
    for host in inventory.hosts.iter().take(3) {
        let keys: Vec<&str> = host.device.keys().map(String::as_str).collect();
        println!(
            "{name}: {} | software {} accounts {} services {} updates {} macs {} more {}",
            keys.join(" "),
            host.software.len(),
            host.accounts.len(),
            host.services.len(),
            host.updates.len(),
            host.macs.len(),
            host.more.len(),
        );
    }
}

#[test]
fn every_sample_table_has_its_headings_found_and_each_column_placed() {
    let Some(samples) = samples() else { return };
    for path in files(&samples.join("synthetic")).iter().filter(|path| ending(path, &["csv", "tsv"])) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let table = table::read(&name, &std::fs::read(path).unwrap(), &Limits::default()).unwrap();
        let header = header::detect(&table, Ledger::Devices).unwrap_or_else(|| panic!("{name}: no headings"));
        let mapping = Mapping::suggest(Ledger::Devices, &header);
        let keys: Vec<String> = header
            .cells
            .iter()
            .zip(mapping.keys())
            .map(|(cell, key)| format!("{cell}={}", key.unwrap_or("-")))
            .collect();
        println!(
            "{name}: {} {} rows | {}",
            table.encoding.clone().unwrap_or_default(),
            table.rows.len(),
            keys.join(" ")
        );
        assert!(mapping.source_of("host").is_some(), "{name}");
    }
}
