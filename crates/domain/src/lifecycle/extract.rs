//! Reads what endoflife.date publishes (JSON, several shapes) into our own form of the facts.
//!
//! The names by which a product is recognised, its editions and notes are ours; a published file only moves days and
//! adds versions. So an extract is read against the data that is there, product by product.

mod apply;
mod shape;

use jiff::civil::Date;
use thiserror::Error;

use super::data::{LifecycleFile, Product};
use super::engine::LifecycleData;
use shape::Cycle;

/// The most bytes of an extract; the site's whole list has about two million.
const MOST_BYTES: usize = 4 << 20;
/// Left-overs that are named.
const MOST_TOLD: usize = 200;

/// endoflife.date's key → our product.
const PLAIN: &[(&str, &str)] = &[
    ("almalinux", "AlmaLinux"),
    ("android", "Android"),
    ("apache-http-server", "Apache HTTP Server"),
    ("centos", "CentOS"),
    ("chrome", "Google Chrome"),
    ("cisco-ios-xe", "Cisco IOS XE"),
    ("debian", "Debian"),
    ("dotnet", "Microsoft .NET"),
    ("dotnetfx", "Microsoft .NET Framework"),
    ("eclipse-temurin", "Eclipse Temurin"),
    ("filemaker", "Claris FileMaker"),
    ("firefox", "Mozilla Firefox"),
    ("fortios", "FortiOS"),
    ("ibm-db2", "IBM Db2"),
    ("internet-explorer", "Internet Explorer"),
    ("ios", "iOS"),
    ("ipados", "iPadOS"),
    ("libreoffice", "LibreOffice"),
    ("macos", "macOS"),
    ("msexchange", "Microsoft Exchange Server"),
    ("mssqlserver", "Microsoft SQL Server"),
    ("mysql", "MySQL"),
    ("office", "Microsoft Office"),
    ("openssl", "OpenSSL"),
    ("oracle-database", "Oracle Database"),
    ("oracle-jdk", "Oracle JDK"),
    ("oracle-linux", "Oracle Linux"),
    ("php", "PHP"),
    ("postgresql", "PostgreSQL"),
    ("python", "Python"),
    ("rhel", "Red Hat Enterprise Linux"),
    ("rocky-linux", "Rocky Linux"),
    ("tomcat", "Apache Tomcat"),
    ("ubuntu", "Ubuntu"),
    ("veeam-backup-and-replication", "Veeam Backup & Replication"),
    ("vmware-esxi", "VMware ESXi"),
];

/// Programs that are replaced every few weeks: "no end announced" says nothing about next month.
const ROLLING: [&str; 2] = ["chrome", "firefox"];

/// A published file, read against the data that is there.
#[derive(Debug, Clone)]
pub struct Extract {
    /// The products it speaks of, complete, with its as-of day.
    pub file: LifecycleFile,
    /// Products and versions of the file that were not taken ("surface", "windows 10-1507-iot").
    pub left_out: Vec<String>,
}

/// Why a file is no extract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtractError {
    /// More bytes than the whole list of the site.
    #[error("larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// Not JSON.
    #[error("no JSON: {0}")]
    NotJson(String),
    /// JSON of another kind, or no product that is known here.
    #[error("no product of the lifecycle data in it")]
    NothingKnown,
}

/// Reads an extract that was true on `as_of`.
///
/// Understood are one object of products (`{"windows": {"releases": [...]}}`, or with the list itself), and answers of
/// the site's API version 1 (`{"result": ...}`).
///
/// # Errors
/// [`ExtractError`]: too large, no JSON, nothing known in it.
pub fn read_extract(base: &LifecycleData, json: &str, as_of: Date) -> Result<Extract, ExtractError> {
    if json.len() > MOST_BYTES {
        return Err(ExtractError::TooLarge);
    }
    let value = serde_json::from_str(json).map_err(|error| ExtractError::NotJson(error.to_string()))?;
    let mut products: Vec<Product> = Vec::new();
    let mut left_out = Vec::new();
    for (key, cycles) in shape::products(&value) {
        take(base, &key, &cycles, &mut products, &mut left_out);
    }
    if products.is_empty() {
        return Err(ExtractError::NothingKnown);
    }
    left_out.truncate(MOST_TOLD);
    let file = LifecycleFile {
        as_of,
        source: format!("endoflife.date product files, as of {as_of}"),
        licence: "Facts taken from endoflife.date, MIT licence, Copyright 2020 endoflife.date contributors".to_owned(),
        products,
    };
    Ok(Extract { file, left_out })
}

fn take(base: &LifecycleData, key: &str, cycles: &[Cycle], products: &mut Vec<Product>, left_out: &mut Vec<String>) {
    let plain = PLAIN.iter().find(|(known, _)| *known == key).map(|(_, name)| *name);
    let targets: Vec<(String, Vec<Cycle>)> = match (key, plain) {
        ("windows", _) => apply::by_product(cycles, apply::windows_product),
        ("windows-server", _) => apply::by_product(cycles, apply::server_product),
        (_, Some(name)) => vec![(name.to_owned(), cycles.to_vec())],
        (_, None) => return left_out.push(key.to_owned()),
    };
    for (name, cycles) in targets {
        let Some(known) = base.products().iter().find(|p| p.name == name) else {
            left_out.extend(cycles.iter().map(|cycle| format!("{key} {}", cycle.name)));
            continue;
        };
        let mut product = known.clone();
        let rest = if plain.is_some() {
            apply::plain(&mut product, &cycles, ROLLING.contains(&key))
        } else {
            apply::windows(&mut product, &cycles)
        };
        left_out.extend(rest.into_iter().map(|cycle| format!("{key} {cycle}")));
        products.retain(|other| other.name != product.name);
        products.push(product);
    }
}
