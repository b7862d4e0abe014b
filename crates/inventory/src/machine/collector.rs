//! The JSON of our own collectors: `tate collect` for Linux, [`WINDOWS_SCRIPT`] for Windows.
//!
//! The shape is `docs/schema/collector.schema.json`; this reader takes more than the schema allows and says what it
//! left out, because the file has been through mail, USB sticks and editors. One object is one machine; several
//! machines are one object per line. The file is hostile until read: [`tree`] bounds size, depth, counts and lengths.

mod device;
mod error;
mod lists;
mod note;
mod part;
mod tree;
mod words;

pub use error::CollectorError;

use super::{Format, Host, Inventory, Problem};
use crate::{ReadError, decode};
use part::Part;
use serde_json::Value;
use std::collections::BTreeMap;

/// The collector for Windows: a PowerShell script of plain ASCII text, to be offered under the name
/// [`WINDOWS_SCRIPT_NAME`]. It needs no installation, downloads nothing and sends nothing.
pub const WINDOWS_SCRIPT: &str = concat!(
    include_str!("collector/windows/10-head.ps1"),
    include_str!("collector/windows/15-texts.ps1"),
    include_str!("collector/windows/16-guard.ps1"),
    include_str!("collector/windows/20-tools.ps1"),
    include_str!("collector/windows/30-machine.ps1"),
    include_str!("collector/windows/40-people.ps1"),
    include_str!("collector/windows/50-running.ps1"),
    include_str!("collector/windows/60-protection.ps1"),
    include_str!("collector/windows/70-network.ps1"),
    include_str!("collector/windows/80-remote-tools.ps1"),
    include_str!("collector/windows/90-main.ps1"),
);

/// The file name under which people save [`WINDOWS_SCRIPT`].
pub const WINDOWS_SCRIPT_NAME: &str = "tate-collect.ps1";

/// The version of the shape that is read; a file says its own under `tate_collector`.
pub const VERSION: u64 = 1;

/// The most bytes a file may have: about a hundred machines in one file.
pub const MOST_BYTES: usize = 32_000_000;

/// The most machines that are read from one file.
const MOST_HOSTS: usize = 1_000;

/// The most problems that are listed.
const MOST_PROBLEMS: usize = 200;

/// How many bytes at each end of a file are looked at by [`is_ours`].
const SIGN_WITHIN: usize = 65_536;

/// Whether a file looks like one of a collector: its sign stands near the beginning, or near the end where a tool has
/// sorted the keys. For telling formats apart; [`read`] says whether it really is one.
#[must_use]
pub fn is_ours(content: &[u8]) -> bool {
    let sign = b"\"tate_collector\"";
    let ends = [&content[..content.len().min(SIGN_WITHIN)], &content[content.len().saturating_sub(SIGN_WITHIN)..]];
    ends.iter().any(|end| {
        // UTF-16 has a zero byte between the letters.
        let letters: Vec<u8> = end.iter().copied().filter(|byte| *byte != 0).collect();
        letters.windows(sign.len()).any(|window| window == sign)
    })
}

/// Reads a file of a collector.
///
/// What a person can repair without the file (a wrong type, a list too long) becomes a [`Problem`], and the rest is
/// read. When a line breaks off, the machines before it are kept.
///
/// # Errors
/// [`ReadError::Empty`], [`ReadError::TooBig`] and [`CollectorError`]: nothing can be used.
pub fn read(content: &[u8]) -> Result<Inventory, ReadError> {
    if content.len() > MOST_BYTES {
        let most = MOST_BYTES / 1_000_000;
        return Err(ReadError::TooBig { megabytes: content.len().div_ceil(1_000_000), most });
    }
    let text = text_of(content)?;
    let mut inventory = Inventory {
        format: Format::Collector,
        taken_at: String::new(),
        run: BTreeMap::new(),
        hosts: Vec::new(),
        problems: Vec::new(),
    };
    let mut machines = tree::Machines::of(&text);
    while let Some(machine) = machines.next(inventory.hosts.len() < MOST_HOSTS) {
        if let Err(error) = machine.map_err(ReadError::from).and_then(|machine| add(&mut inventory, machine)) {
            if inventory.hosts.is_empty() {
                return Err(error);
            }
            inventory.problems.push(Problem { host: next(&inventory), field: String::new(), message: rest(&error) });
            break;
        }
    }
    if machines.left_out() {
        let message = format!(
            "{MOST_HOSTS}台より後の機器は、読み取りませんでした。1つのファイルで読み取る上限です。ファイルを分けてください。"
        );
        inventory.problems.push(Problem { host: 0, field: String::new(), message });
    }
    inventory.problems.truncate(MOST_PROBLEMS);
    if inventory.hosts.is_empty() { Err(ReadError::Empty) } else { Ok(inventory) }
}

fn text_of(content: &[u8]) -> Result<String, ReadError> {
    if content.is_empty() {
        return Err(ReadError::Empty);
    }
    decode::decode(content).map(|(text, _)| text).map_err(|error| match error {
        ReadError::NotTable { .. } => CollectorError::Binary.into(),
        _ => CollectorError::Encoding.into(),
    })
}

fn next(inventory: &Inventory) -> u32 {
    u32::try_from(inventory.hosts.len() + 1).unwrap_or(u32::MAX)
}

fn rest(error: &ReadError) -> String {
    format!("この機器から後は、読み取れませんでした。{error}")
}

/// Checks the version and reads one machine.
fn add(inventory: &mut Inventory, machine: tree::Machine) -> Result<(), ReadError> {
    let Value::Object(fields) = &machine.value else { return Err(CollectorError::NotCollector.into()) };
    match fields.get("tate_collector").and_then(Value::as_u64) {
        Some(VERSION) => {}
        Some(version) if version > VERSION => return Err(CollectorError::Future { version }.into()),
        _ => return Err(CollectorError::NotCollector.into()),
    }
    let number = next(inventory);
    let mut problems = machine.problems(number);
    let part = Part::new(fields, number);
    let host = host(&part);
    problems.extend(part.problems());
    inventory.problems.extend(problems);
    if inventory.hosts.is_empty() {
        inventory.taken_at = part.text("taken_at").unwrap_or_default();
        let tool = part.object("tool");
        for (name, key) in [("program", "name"), ("version", "version"), ("rights", "rights")] {
            if let Some(value) = tool.as_ref().and_then(|tool| tool.text(key)) {
                inventory.run.insert(name.to_owned(), value);
            }
        }
    }
    inventory.hosts.push(host);
    Ok(())
}

fn host(part: &Part<'_>) -> Host {
    let mut host = Host::default();
    device::machine(part, &mut host);
    device::system(part, &mut host);
    lists::updates(part, &mut host);
    lists::software(part, &mut host);
    lists::accounts(part, &mut host);
    lists::services(part, &mut host);
    device::network(part, &mut host);
    device::protection(part, &mut host);
    device::usb(part, &mut host);
    device::password(part, &mut host);
    device::access(part, &mut host);
    device::unread(part, &mut host);
    host
}
