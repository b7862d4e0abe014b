//! Reads what a text says about Windows.

use std::collections::BTreeSet;

use super::edition::Editions;
use super::engine::LifecycleData;
use super::lex::Token;
use super::reading::{Reading, Undecided};
use super::said::{Said, is_client_mark, product_named};

/// Relatives of Windows with a lifecycle of their own that the data does not have.
const RELATIVES: &[(&str, &str)] = &[
    ("mobile", "Windows Mobile"),
    ("phone", "Windows Phone"),
    ("ce", "Windows CE"),
    ("rt", "Windows RT"),
    ("storage", "Windows Storage Server"),
    ("sbs", "Windows Small Business Server"),
    ("small", "Windows Small Business Server"),
    ("multipoint", "Windows MultiPoint Server"),
    ("hpc", "Windows HPC Server"),
    ("homeserver", "Windows Home Server"),
];

/// Whether the text says "Windows" in words (or "W10", or the name of Windows for tills).
pub(super) fn is_named(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(i, token)| {
        let client =
            matches!(tokens.get(i + 1), Some(Token::Number { text, loose: false, .. }) if is_client_mark(text));
        token.is("windows") || token.is("posready") || (client && (token.is("w") || token.is("window")))
    })
}

/// Whether a text without the word still can only mean Windows: a half-year version, a kernel build, "Server 2019",
/// or a build number that stands alone.
pub(super) fn is_implied(data: &LifecycleData, tokens: &[Token]) -> bool {
    let said = Said::read(data, tokens, &Editions::default());
    let only_numbers = tokens.iter().all(|t| match t {
        Token::Word(w) => matches!(w.as_str(), "build" | "os" | "version" | "sp" | "microsoft"),
        _ => true,
    });
    let half = tokens.iter().any(|t| matches!(t, Token::Half(_)));
    let server = said.server && !said.marks.is_empty();
    half || server || (!said.kernels.is_empty() && !said.builds.is_empty()) || (only_numbers && !said.builds.is_empty())
}

/// Compares the text with the data. Call only for texts that [`is_named`] or [`is_implied`].
pub(super) fn read<'a>(data: &'a LifecycleData, tokens: &[Token]) -> Reading<'a> {
    let editions = Editions::read(from_windows_on(tokens));
    let said = Said::read(data, tokens, &editions);
    if let Some(relative) = relative(tokens) {
        return Reading { edition: editions.name(), ..Reading::undecided(None, Undecided::OtherProduct(relative)) };
    }
    let names: BTreeSet<&str> = said.marks.iter().filter_map(|m| product_named(data, m)).collect();
    if !said.embedded && names.len() > 1 && !said.marks.contains("2000") {
        let names = names.into_iter().map(str::to_owned).collect();
        return Reading::undecided(None, Undecided::SeveralSystems(names));
    }
    let product = if said.server { "Windows Server" } else { "Windows" };
    let candidates = if said.says_nothing() && !said.embedded {
        Err(Undecided::VersionMissing)
    } else {
        said.candidates(data, &editions)
    };
    let fitting = candidates.as_deref().unwrap_or_default();
    let one_product = all_same(fitting.iter().map(|c| c.product.name.as_str()));
    let one_release = all_same(fitting.iter().map(|c| c.release.name.as_str())).filter(|r| !r.is_empty());
    let stated = names.first().copied().unwrap_or(product).to_owned();
    let several = !fitting.is_empty() && one_product.is_none();
    Reading {
        product: if several { None } else { Some(one_product.map_or(stated, str::to_owned)) },
        release: match one_release {
            Some(release) if said.fixes_release() && !several => Some(release.to_owned()),
            _ => said.single_release(),
        },
        edition: editions.name(),
        candidates,
        says_latest: false,
    }
}

/// Editions count only behind the word: in "Surface Pro 7 Windows 11" the "Pro" is the hardware.
fn from_windows_on(tokens: &[Token]) -> &[Token] {
    let start = tokens.iter().position(|t| t.is("windows") || t.is("server")).unwrap_or(0);
    &tokens[start..]
}

fn all_same<T: PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|i| i == first).then_some(first)
}

fn relative(tokens: &[Token]) -> Option<String> {
    let word = tokens.iter().find_map(|t| RELATIVES.iter().find(|(word, _)| t.is(word)));
    let cloud =
        tokens.windows(2).any(|t| t[0].is("windows") && matches!(&t[1], Token::Number { text, .. } if text == "365"));
    let hyper_v = tokens.windows(3).any(|t| t[0].is("hyper") && t[1].is("v") && t[2].is("server"));
    word.map(|(_, name)| (*name).to_owned())
        .or_else(|| cloud.then(|| "Windows 365".to_owned()))
        .or_else(|| hyper_v.then(|| "Hyper-V Server".to_owned()))
}
