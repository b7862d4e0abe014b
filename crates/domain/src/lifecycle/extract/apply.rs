//! Lays published versions over a product of ours.

use super::super::data::{Channel, Product, Release};
use super::shape::{Cycle, End};

/// Versions sorted by the product of ours they belong to, each with the name that it has there.
pub(super) fn by_product(cycles: &[Cycle], split: fn(&str) -> Option<(String, String)>) -> Vec<(String, Vec<Cycle>)> {
    let mut sorted: Vec<(String, Vec<Cycle>)> = Vec::new();
    for cycle in cycles {
        let (product, name) = split(&cycle.name).unwrap_or_else(|| (String::new(), cycle.name.clone()));
        let cycle = Cycle { name, ..cycle.clone() };
        match sorted.iter_mut().find(|(other, _)| *other == product) {
            Some((_, list)) => list.push(cycle),
            None => sorted.push((product, vec![cycle])),
        }
    }
    sorted
}

/// "11-25h2-w" → Windows 11, "25h2-w"; "8.1" → Windows 8.1, "".
pub(super) fn windows_product(cycle: &str) -> Option<(String, String)> {
    match cycle.split_once('-') {
        Some((major @ ("10" | "11" | "7"), rest)) => Some((format!("Windows {major}"), rest.to_owned())),
        None if matches!(cycle, "8" | "8.1") => Some((format!("Windows {cycle}"), String::new())),
        _ => None,
    }
}

/// "2012-r2" → Windows Server 2012 R2; "1809-sac" → the half-yearly ones.
pub(super) fn server_product(cycle: &str) -> Option<(String, String)> {
    if let Some(release) = cycle.strip_suffix("-sac").or_else(|| cycle.strip_suffix("-ac")) {
        return Some(("Windows Server (SAC/AC)".to_owned(), release.to_owned()));
    }
    let (base, pack) = match cycle.rsplit_once("-sp") {
        Some((base, pack)) => (base, format!("sp{pack}")),
        None => (cycle, String::new()),
    };
    Some((format!("Windows Server {}", base.replace('-', " ").to_uppercase()), pack))
}

/// Windows: the end of a version and servicing channel; a new version brings its build along. Returns what was left out.
pub(super) fn windows(product: &mut Product, cycles: &[Cycle]) -> Vec<String> {
    let mut left_out = Vec::new();
    for cycle in cycles {
        let (name, channels) = channels(&cycle.name);
        let End::Day(end) = cycle.end else {
            left_out.push(cycle.name.clone());
            continue;
        };
        let only = product.releases.len() == 1 && name.is_empty();
        let found = product.releases.iter_mut().find(|r| only || r.name.eq_ignore_ascii_case(name));
        match (found, channels) {
            (_, []) => left_out.push(cycle.name.clone()),
            (Some(release), channels) => {
                let any = release.end.contains_key(&Channel::Any);
                let all: &[Channel] = if any { &[Channel::Any] } else { channels };
                // One day for all cannot take the day of some.
                if any && channels.len() == 1 {
                    left_out.push(cycle.name.clone());
                    continue;
                }
                release.end.extend(all.iter().map(|channel| (*channel, end)));
                (release.ended, release.open_ended) = (false, false);
            }
            (None, _) if name.is_empty() || cycle.build.is_none() => left_out.push(cycle.name.clone()),
            (None, channels) => product.releases.insert(
                0,
                Release {
                    name: name.to_uppercase(),
                    builds: cycle.build.into_iter().collect(),
                    end: channels.iter().map(|channel| (*channel, end)).collect(),
                    ..Release::default()
                },
            ),
        }
    }
    left_out
}

/// "25h2-w" → "25h2" and Home/Pro. Without a suffix a day holds for every ordinary edition.
fn channels(cycle: &str) -> (&str, &'static [Channel]) {
    const SUFFIXES: [(&str, &[Channel]); 5] = [
        ("-iot-lts", &[Channel::IotLtsc]),
        ("-e-lts", &[Channel::Ltsc]),
        ("-iot", &[]),
        ("-w", &[Channel::HomePro]),
        ("-e", &[Channel::Enterprise]),
    ];
    let found = SUFFIXES.iter().find_map(|(suffix, channels)| Some((cycle.strip_suffix(suffix)?, *channels)));
    found.unwrap_or((cycle, &[Channel::HomePro, Channel::Enterprise]))
}

/// Other systems and programs: one end for each version. Returns what was left out.
pub(super) fn plain(product: &mut Product, cycles: &[Cycle], rolling: bool) -> Vec<String> {
    let mut left_out = Vec::new();
    let mut taken: Vec<(usize, &Cycle)> = Vec::new();
    let newest = product.releases.iter().filter_map(newest_number).max().unwrap_or_default();
    for cycle in cycles {
        match position(product, cycle) {
            Some(at) => taken.push((at, cycle)),
            None if numbers(&name_of(cycle)) > newest && !(rolling && cycle.end == End::Open) => {
                let mut release = Release { name: name_of(cycle), ..Release::default() };
                if release.name != cycle.name {
                    release.also = vec![cycle.name.clone()];
                }
                set(&mut release, cycle);
                product.releases.insert(0, release);
                taken.iter_mut().for_each(|(at, _)| *at += 1);
            }
            None => left_out.push(cycle.name.clone()),
        }
    }
    // Several service packs of one version: the last one counts.
    for (at, cycle) in &taken {
        let last = taken.iter().filter(|(other, _)| other == at).map(|(_, cycle)| cycle.end).max();
        if let Some(release) = product.releases.get_mut(*at)
            && last == Some(cycle.end)
            && !(release.ended && release.also.len() > 1)
        {
            set(release, cycle);
        }
    }
    left_out
}

fn set(release: &mut Release, cycle: &Cycle) {
    release.end.clear();
    (release.ended, release.open_ended, release.recheck_after) = (false, false, None);
    match cycle.end {
        End::Ended => release.ended = true,
        End::Open => release.open_ended = true,
        End::Day(day) => _ = release.end.insert(Channel::Any, day),
    }
    if release.paid_until.is_some() {
        release.paid_until = cycle.extended.or(release.paid_until);
    }
}

/// The release of ours that a published version is: by its name or number, without its service pack.
fn position(product: &Product, cycle: &Cycle) -> Option<usize> {
    let base = cycle.name.split("-sp").next().unwrap_or(&cycle.name);
    // The label begins with a year, or name_of gives the name again.
    let year = name_of(cycle);
    let spelled = [cycle.name.as_str(), base, &cycle.name.replace('-', " "), &year].map(str::to_lowercase);
    let called = |release: &Release| spelled.iter().any(|name| !name.is_empty() && release.is_called(name));
    product.releases.iter().position(called)
}

/// How a new version would be called: by its label where that begins with a year.
fn name_of(cycle: &Cycle) -> String {
    let label = cycle.label.split(' ').next().unwrap_or_default();
    let year = label.len() == 4 && label.bytes().all(|b| b.is_ascii_digit());
    if year { label.to_owned() } else { cycle.name.clone() }
}

/// The numbers of a plain version name; empty for any other.
fn numbers(name: &str) -> Vec<u32> {
    name.split('.').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}

fn newest_number(release: &Release) -> Option<Vec<u32>> {
    // A second number (SQL Server 16.0 for 2022) counts only where the name is none.
    match numbers(&release.name) {
        own if own.is_empty() => release.also.iter().map(|name| numbers(name)).max(),
        own => Some(own),
    }
}
