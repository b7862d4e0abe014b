//! What a text says about Windows, and the releases that fit it.

use std::collections::BTreeSet;

use super::data::{Product, ProductKind, Release};
use super::edition::Editions;
use super::engine::LifecycleData;
use super::lex::Token;
use super::reading::{Candidate, Undecided};

/// Everything the text says, before it is compared with the data.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Product marks as in the data: "11", "xp", "2012 r2".
    pub(super) marks: BTreeSet<String>,
    /// Version names, lower case: "24h2", "1809".
    pub(super) releases: BTreeSet<String>,
    /// The year behind LTSC.
    pub(super) ltsc_names: BTreeSet<String>,
    /// Service pack, "sp1".
    pub(super) service_pack: Option<String>,
    /// Kernel versions, "10.0".
    pub(super) kernels: BTreeSet<String>,
    pub(super) builds: BTreeSet<u32>,
    pub(super) server: bool,
    pub(super) embedded: bool,
}

/// The numbers that name a Windows for PCs.
pub(super) fn is_client_mark(text: &str) -> bool {
    matches!(text, "7" | "8" | "8.1" | "10" | "11")
}

/// The Windows product that carries a mark.
pub(super) fn product_named<'a>(data: &'a LifecycleData, mark: &str) -> Option<&'a str> {
    let windows = |p: &&Product| matches!(p.kind, ProductKind::WindowsClient | ProductKind::WindowsServer);
    data.products.iter().filter(windows).find(|p| p.marks.iter().any(|m| m == mark)).map(|p| p.name.as_str())
}

impl Said {
    pub(super) fn read(data: &LifecycleData, tokens: &[Token], editions: &Editions) -> Self {
        let mut said = Self {
            server: tokens.iter().any(|t| t.is("server") || t.is("ws")),
            embedded: ["embedded", "posready", "compact", "industry"].iter().any(|w| tokens.iter().any(|t| t.is(w))),
            ..Self::default()
        };
        for (i, token) in tokens.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|b| tokens.get(b));
            let after = &tokens[i + 1..];
            match token {
                Token::Half(half) => _ = said.releases.insert(half.clone()),
                Token::Word(word) => said.word(word, before),
                Token::Number { loose: true, .. } => {}
                Token::Number { parts, text, .. } => said.number(data, editions, (parts, text), before, after),
            }
        }
        if said.embedded {
            said.marks = tokens.iter().filter_map(token_text).collect();
        }
        said
    }

    fn word(&mut self, word: &str, before: Option<&Token>) {
        match word {
            "xp" | "vista" => _ = self.marks.insert(word.to_owned()),
            "me" if before.is_some_and(|b| b.is("windows")) => _ = self.marks.insert(word.to_owned()),
            _ => {}
        }
    }

    fn number(
        &mut self,
        data: &LifecycleData,
        editions: &Editions,
        number: (&[u32], &str),
        before: Option<&Token>,
        after: &[Token],
    ) {
        let (parts, text) = number;
        let follows = |words: &[&str]| before.is_some_and(|b| words.iter().any(|w| b.is(w)));
        if follows(&["sp", "pack"]) {
            self.service_pack = Some(format!("sp{text}"));
        } else if follows(&["r"]) {
            // The 2 of R2, taken with its year.
        } else if follows(&["nt"]) && parts.first() == Some(&4) {
            self.marks.insert("nt 4".to_owned());
        } else if (is_client_mark(text) && !follows(&["build"]))
            || (follows(&["windows"]) && matches!(text, "95" | "98" | "2000"))
        {
            self.marks.insert(text.to_owned());
        } else if let Some((kernel, build)) = kernel_build(parts) {
            self.kernels.insert(kernel);
            self.builds.extend(build);
        } else if let Some(build) = build_number(data, parts, text, follows(&["build"])) {
            self.builds.insert(build);
        } else if text.len() == 4 && parts.len() == 1 {
            self.year_or_release(data, editions, text, before, after);
        }
    }

    /// "2019" is a server, the year of an LTSC or nothing; "1809" is a version.
    fn year_or_release(
        &mut self,
        data: &LifecycleData,
        editions: &Editions,
        text: &str,
        before: Option<&Token>,
        after: &[Token],
    ) {
        let lead = ["windows", "server", "ws", "standard", "datacenter", "essentials", "foundation"];
        let placed =
            before.is_some_and(|b| lead.iter().any(|w| b.is(w))) || after.first().is_some_and(|a| a.is("server"));
        let r2 = matches!(after, [r, Token::Number { text, .. }, ..] if r.is("r") && text == "2");
        let mark = if r2 { format!("{text} r2") } else { text.to_owned() };
        if placed && product_named(data, &mark).is_some() {
            self.server = true;
            self.marks.insert(mark);
        } else if editions.may_be_ltsc() && windows_releases(data).any(|r| r.ltsc_name.as_deref() == Some(text)) {
            self.ltsc_names.insert(text.to_owned());
        } else if windows_releases(data).any(|r| r.is_called(text)) {
            self.releases.insert(text.to_owned());
        }
    }

    pub(super) fn says_nothing(&self) -> bool {
        self.marks.is_empty()
            && self.releases.is_empty()
            && self.kernels.is_empty()
            && self.builds.is_empty()
            && self.ltsc_names.is_empty()
    }

    /// Whether a word of the text fixes the release, so that the answer may name it.
    pub(super) fn fixes_release(&self) -> bool {
        !self.releases.is_empty()
            || !self.builds.is_empty()
            || !self.ltsc_names.is_empty()
            || self.service_pack.is_some()
    }

    /// The one version name the text states, as people write it; "2009" is no version of its own.
    pub(super) fn single_release(&self) -> Option<String> {
        let stated: Vec<_> = self.releases.iter().filter(|r| *r != "2009").collect();
        match stated[..] {
            [one] => Some(one.to_uppercase()),
            _ => None,
        }
    }

    /// Every release of the data that fits all that is said.
    pub(super) fn candidates<'a>(
        &self,
        data: &'a LifecycleData,
        editions: &Editions,
    ) -> Result<Vec<Candidate<'a>>, Undecided> {
        if editions.unclear_iot {
            return Err(Undecided::OtherProduct("Windows IoT".to_owned()));
        }
        let any_edition: Vec<_> =
            data.products.iter().filter(|p| self.fits_product(p)).flat_map(|p| self.releases_of(p)).collect();
        if any_edition.is_empty() {
            return Err(self.why_nothing_fits(data));
        }
        let fits = |c: &Candidate<'_>| editions.allow(c.channel) && !editions.are_only(&c.release.not_editions);
        let fitting: Vec<_> = any_edition.iter().copied().filter(fits).collect();
        let name = || format!("{} {}", any_edition[0].product.name, editions.name().unwrap_or_default());
        if fitting.is_empty() { Err(Undecided::NotInData(name())) } else { Ok(fitting) }
    }

    fn fits_product(&self, product: &Product) -> bool {
        let one_of = || self.marks.is_empty() || product.marks.iter().any(|m| self.marks.contains(m));
        let kind = match product.kind {
            ProductKind::WindowsClient => !self.server && !self.embedded && one_of(),
            ProductKind::WindowsServer => {
                !self.embedded && one_of() && (self.server || self.marks.is_empty() || self.marks.contains("2000"))
            }
            ProductKind::WindowsEmbedded => {
                return self.embedded && product.marks.iter().all(|m| self.marks.contains(m));
            }
            ProductKind::Plain | ProductKind::Application => false,
        };
        kind && self.kernels.iter().all(|k| product.nt.as_ref() == Some(k))
    }

    fn releases_of<'a>(&self, product: &'a Product) -> Vec<Candidate<'a>> {
        let pack_known = |r: &Release| self.service_pack.as_ref().is_some_and(|sp| r.name.eq_ignore_ascii_case(sp));
        let any_pack = product.releases.iter().any(pack_known);
        let fits = |r: &&Release| {
            self.releases.iter().all(|name| r.is_called(name))
                && self.builds.iter().all(|b| r.builds.contains(b))
                && self.ltsc_names.iter().all(|y| r.ltsc_name.as_ref() == Some(y))
                && (!any_pack || pack_known(r))
        };
        let candidate = |release: &'a Release| {
            release.channels().into_iter().map(move |channel| Candidate { product, release, channel })
        };
        product.releases.iter().filter(fits).flat_map(candidate).collect()
    }

    /// A version or build that no release has is missing from the data; everything else contradicts itself.
    fn why_nothing_fits(&self, data: &LifecycleData) -> Undecided {
        let known = |name: &String| windows_releases(data).any(|r| r.is_called(name));
        let built = |build: &u32| windows_releases(data).any(|r| r.builds.contains(build));
        if let Some(name) = self.releases.iter().find(|r| !known(r)) {
            return Undecided::NotInData(format!("Windows {}", name.to_uppercase()));
        }
        if let Some(build) = self.builds.iter().find(|b| !built(b)) {
            return Undecided::NotInData(format!("Windows（ビルド{build}）"));
        }
        if self.embedded { Undecided::OtherProduct("Windows Embedded".to_owned()) } else { Undecided::Contradiction }
    }
}

fn token_text(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.clone()),
        Token::Number { text, loose: false, .. } => Some(text.clone()),
        _ => None,
    }
}

fn windows_releases(data: &LifecycleData) -> impl Iterator<Item = &Release> {
    data.products.iter().filter(|p| p.nt.is_some()).flat_map(|p| &p.releases)
}

/// "10.0.22631.4460" → kernel "10.0" and build; "6.1" → kernel alone.
fn kernel_build(parts: &[u32]) -> Option<(String, Option<u32>)> {
    match parts {
        [major @ (5 | 6), minor @ 0..=3, rest @ ..] => Some((format!("{major}.{minor}"), rest.first().copied())),
        [10, 0, rest @ ..] => Some(("10.0".to_owned(), rest.first().copied())),
        _ => None,
    }
}

/// A build that the data knows, or any number that the text calls a build.
fn build_number(data: &LifecycleData, parts: &[u32], text: &str, called_build: bool) -> Option<u32> {
    let build = *parts.first()?;
    let known = build >= 10_000
        && !text.starts_with('0')
        && parts.len() <= 2
        && windows_releases(data).any(|r| r.builds.contains(&build));
    ((called_build && build >= 1_000 && parts.len() <= 2) || known).then_some(build)
}
