//! Reads systems that are a name followed by a version: Apple, Android, Linux, ESXi, Office.

use super::data::{Product, ProductKind, Release};
use super::engine::LifecycleData;
use super::lex::Token;
use super::reading::{Candidate, Reading, Undecided};

/// Code names of macOS that mean nothing else in an equipment ledger; the others (Lion, Sierra …) need a "Mac".
const UNMISTAKABLE: &[&str] = &[
    "tahoe",
    "sequoia",
    "sonoma",
    "ventura",
    "monterey",
    "big sur",
    "catalina",
    "mojave",
    "high sierra",
    "el capitan",
    "yosemite",
];

/// A product found in the text; `end` is where the version can begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'a> {
    pub(super) product: &'a Product,
    start: usize,
    end: usize,
}

/// The products of `kind` that the text names, longest names first, each once.
pub(super) fn named<'a>(data: &'a LifecycleData, tokens: &[Token], kind: ProductKind) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    for product in data.products.iter().filter(|p| p.kind == kind) {
        let longest = product.words.iter().filter_map(|w| position(tokens, w)).max_by_key(|(start, end)| end - start);
        let by_code_name = || product.releases.iter().find_map(|r| code_name_alone(tokens, product, r));
        if let Some((start, end)) = longest.or_else(by_code_name) {
            found.push(Found { product, start, end });
        }
    }
    // "mac os" lies inside "mac os x": one name inside another's words is not a second system.
    let inside =
        |a: &Found<'_>, b: &Found<'_>| b.start <= a.start && a.end <= b.end && (b.end - b.start) > (a.end - a.start);
    let all = found.clone();
    found.retain(|a| !all.iter().any(|b| inside(a, b)));
    found
}

/// Start and end of a phrase in the words of the text.
fn position(tokens: &[Token], phrase: &str) -> Option<(usize, usize)> {
    let words: Vec<_> = phrase.split(' ').collect();
    let at = tokens.windows(words.len()).position(|w| w.iter().zip(&words).all(|(t, word)| t.is(word)))?;
    Some((at, at + words.len()))
}

fn code_name_alone(tokens: &[Token], product: &Product, release: &Release) -> Option<(usize, usize)> {
    let says_mac = tokens.iter().any(|t| ["mac", "macbook", "imac"].iter().any(|w| t.is(w)));
    let usable = |name: &&String| product.name == "macOS" && (says_mac || UNMISTAKABLE.contains(&name.as_str()));
    let (start, _) = release.also.iter().filter(usable).find_map(|name| position(tokens, name))?;
    Some((start, start))
}

/// Compares what follows the name with the releases.
pub(super) fn read<'a>(data: &'a LifecycleData, tokens: &[Token], found: Found<'a>) -> Reading<'a> {
    let version = version_after(tokens, found);
    let product = actual_product(data, tokens, found.product, version);
    if let Some(other) = relative(tokens, product) {
        return Reading::undecided(None, Undecided::OtherProduct(other));
    }
    let by_name: Vec<&Release> = by_code_name(tokens, product);
    let by_number: Vec<&Release> = version.map(|v| by_version(product, v)).unwrap_or_default();
    let fitting: Vec<&Release> = match (version, by_name.is_empty()) {
        (None, true) => return Reading::undecided(Some(&product.name), Undecided::VersionMissing),
        (Some(_), true) => by_number,
        (None, false) => by_name,
        (Some(_), false) if by_number.is_empty() => return not_in_data(product, version),
        (Some(_), false) => by_name
            .into_iter()
            .filter(|r| {
                by_number.iter().any(|n| n.name == r.name) || version.is_some_and(|v| numbers(&r.name).starts_with(v))
            })
            .collect(),
    };
    if fitting.is_empty() {
        let contradicts = !by_code_name(tokens, product).is_empty();
        return if contradicts {
            Reading::undecided(Some(&product.name), Undecided::Contradiction)
        } else {
            not_in_data(product, version)
        };
    }
    let release = if let [one] = fitting[..] { Some(one.name.clone()) } else { None };
    let every_channel = |release: &'a Release| {
        release.channels().into_iter().map(move |channel| Candidate { product, release, channel })
    };
    Reading {
        product: Some(product.name.clone()),
        release,
        edition: None,
        candidates: Ok(fitting.into_iter().flat_map(every_channel).collect()),
        says_latest: false,
    }
}

fn not_in_data<'a>(product: &'a Product, version: Option<&[u32]>) -> Reading<'a> {
    let number: Vec<String> = version.unwrap_or_default().iter().map(u32::to_string).collect();
    let name = format!("{} {}", product.name, number.join("."));
    Reading {
        release: Some(number.join(".")).filter(|n| !n.is_empty()),
        ..Reading::undecided(Some(&product.name), Undecided::NotInData(name))
    }
}

/// The first number behind the name, or one directly before it ("20.04 Ubuntu").
fn version_after<'t>(tokens: &'t [Token], found: Found<'_>) -> Option<&'t [u32]> {
    let number = |t: &'t Token| match t {
        Token::Number { parts, loose: false, .. } => Some(parts.as_slice()),
        _ => None,
    };
    let before = || found.start.checked_sub(1).and_then(|b| tokens.get(b)).and_then(number);
    tokens.get(found.end..)?.iter().find_map(number).or_else(before)
}

/// Releases of which a number begins the version ("20.04" for 20.04.6), the longest; or that the version begins ("22").
/// "15.0" of SQL Server is another number of 2019, "1.8" one of Java 8.
fn by_version<'a>(product: &'a Product, version: &[u32]) -> Vec<&'a Release> {
    let all = |r: &'a Release| std::iter::once(&r.name).chain(&r.also).map(|n| numbers(n)).filter(|n| !n.is_empty());
    let begun = |r: &'a Release| all(r).filter(|n| version.starts_with(n)).map(|n| n.len()).max();
    match product.releases.iter().filter_map(begun).max() {
        Some(longest) => product.releases.iter().filter(|r| begun(r) == Some(longest)).collect(),
        None => product.releases.iter().filter(|r| all(r).any(|n| n.starts_with(version))).collect(),
    }
}

/// The leading numbers of a release name: "10.15" → 10, 15; "2011 for Mac" → 2011.
fn numbers(name: &str) -> Vec<u32> {
    let head = name.split(' ').next().unwrap_or_default();
    head.split('.').map_while(|p| p.parse().ok()).collect()
}

fn by_code_name<'a>(tokens: &[Token], product: &'a Product) -> Vec<&'a Release> {
    let hits = product
        .releases
        .iter()
        .flat_map(|r| r.also.iter().filter_map(move |n| Some((r, position_of_name(tokens, n)?))));
    let longest = hits.clone().map(|(_, len)| len).max();
    hits.filter(|(_, len)| Some(*len) == longest).map(|(r, _)| r).collect()
}

/// Length in words of a code name that occurs; "12l" and "19c" are a number with a letter.
fn position_of_name(tokens: &[Token], name: &str) -> Option<usize> {
    let letter = name.get(name.len().saturating_sub(1)..).filter(|l| matches!(*l, "l" | "c" | "g" | "i"));
    if let Some((number, letter)) = letter.and_then(|l| Some((name.strip_suffix(l)?, l)))
        && number.parse::<u32>().is_ok()
    {
        let glued = |w: &[Token]| matches!(&w[0], Token::Number { text, .. } if text == number) && w[1].is(letter);
        return tokens.windows(2).any(glued).then_some(2);
    }
    position(tokens, name).map(|(start, end)| end - start)
}

/// An iPad runs iPadOS since version 13 and ran iOS before, whatever the cell calls it; the two end on different days.
fn actual_product<'a>(
    data: &'a LifecycleData,
    tokens: &[Token],
    product: &'a Product,
    version: Option<&[u32]>,
) -> &'a Product {
    let ipad = product.name == "iPadOS" || (product.name == "iOS" && tokens.iter().any(|t| t.is("ipad")));
    let name = match version.and_then(|v| v.first()) {
        Some(major) if ipad && *major >= 13 => "iPadOS",
        Some(_) if ipad => "iOS",
        _ => return product,
    };
    data.products.iter().find(|p| p.name == name).unwrap_or(product)
}

/// Relatives with a lifecycle of their own.
fn relative(tokens: &[Token], product: &Product) -> Option<String> {
    let has = |word: &str| tokens.iter().any(|t| t.is(word));
    match product.name.as_str() {
        "CentOS" if has("stream") => Some("CentOS Stream".to_owned()),
        "Microsoft Office" if has("mac") => mac_office(tokens),
        _ => None,
    }
}

fn mac_office(tokens: &[Token]) -> Option<String> {
    let old = tokens.iter().any(|t| matches!(t, Token::Number { text, .. } if text == "2011" || text == "2008"));
    (!old).then(|| "Office for Mac".to_owned())
}
