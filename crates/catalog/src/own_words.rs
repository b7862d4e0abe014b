//! Whether the catalogues say it in their own words: no long run of characters in common with a
//! source text. The sources are not part of the project, so this runs where they lie beside it.

use crate::{Catalog, Problem};
use serde::Deserialize;
use std::collections::HashSet;

/// A run this long that also stands in a source is taken for copied, in characters without blanks.
const RUN: usize = 25;

/// What may be the same: official titles and proper terms (`own-words.toml`).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    allow: Vec<String>,
}

/// The source texts, cut for looking up.
#[derive(Debug)]
pub struct OwnWords {
    runs: HashSet<Vec<char>>,
}

impl OwnWords {
    /// Takes the source texts.
    pub fn new<'a>(sources: impl Iterator<Item = &'a str>) -> Self {
        let runs =
            sources.flat_map(|text| plain(text).windows(RUN).map(<[char]>::to_vec).collect::<Vec<_>>()).collect();
        Self { runs }
    }

    /// The runs of a text that also stand in a source, each as long as it goes.
    #[must_use]
    pub fn copied(&self, text: &str) -> Vec<String> {
        let text = plain(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at + RUN <= text.len() {
            if !self.runs.contains(&text[at..at + RUN]) {
                at += 1;
                continue;
            }
            let mut end = at + RUN;
            while end < text.len() && self.runs.contains(&text[end + 1 - RUN..=end]) {
                end += 1;
            }
            found.push(text[at..end].iter().collect());
            at = end;
        }
        found
    }
}

fn plain(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every string of the catalogue files that shares a long run with a source, official titles and
/// proper terms aside.
#[must_use]
pub fn own_words(catalog: &Catalog, sources: &OwnWords) -> Vec<Problem> {
    let allowed: Vec<Vec<char>> = catalog
        .texts
        .iter()
        .filter(|(path, _)| path == "own-words.toml")
        .filter_map(|(_, text)| toml::from_str::<Allowed>(text).ok())
        .flat_map(|file| file.allow)
        .map(|phrase| plain(&phrase))
        .collect();
    let mut problems = Vec::new();
    for (path, text) in catalog.texts.iter().filter(|(path, _)| path != "own-words.toml") {
        let Ok(value) = text.parse::<toml::Table>() else { continue };
        let mut strings = Vec::new();
        collect(&toml::Value::Table(value), &mut strings);
        for string in strings {
            // An allowed phrase is taken out, so that what stands around it is still looked at.
            let kept = allowed.iter().fold(plain(&string), |text, phrase| without(&text, phrase));
            for run in sources.copied(&kept.iter().collect::<String>()) {
                problems.push(Problem::new("own_words", path, format!("資料と同じ文が続いています：「{run}」")));
            }
        }
    }
    problems
}

/// The text with each occurrence of a phrase replaced by a mark that no source holds.
fn without(text: &[char], phrase: &[char]) -> Vec<char> {
    let mut kept = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        if !phrase.is_empty() && text[at..].starts_with(phrase) {
            kept.push('\u{FFFC}');
            at += phrase.len();
        } else {
            kept.push(text[at]);
            at += 1;
        }
    }
    kept
}

fn collect(value: &toml::Value, strings: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => strings.push(text.clone()),
        toml::Value::Array(all) => all.iter().for_each(|value| collect(value, strings)),
        toml::Value::Table(table) => table.values().for_each(|value| collect(value, strings)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "機器の台帳は一台ずつ書き出して、設置場所と利用者と版を必ず残しておくこと。";

    #[test]
    fn a_long_run_is_found_whole_and_blanks_do_not_hide_it() {
        let sources = OwnWords::new([SOURCE].into_iter());
        let copied = sources.copied("つまり、機器の 台帳は一台ずつ書き出して、設置場所と利用者と版を控えます。");
        assert_eq!(copied, ["機器の台帳は一台ずつ書き出して、設置場所と利用者と版を"]);
        assert!(sources.copied("機器の台帳は一台ずつ書き出して、版も控えます。").is_empty());
    }

    #[test]
    fn an_allowed_title_is_no_copy_but_what_follows_it_is() {
        let sources = OwnWords::new([SOURCE].into_iter());
        let files = |allow: &str| {
            Catalog::from_files([
                ("own-words.toml", format!("allow = [\"{allow}\"]")),
                ("other.toml", format!("label = \"{SOURCE}\"")),
            ])
        };
        assert_eq!(own_words(&files("設置場所"), &sources).len(), 0);
        assert_eq!(own_words(&files("機器の"), &sources).len(), 1);
    }
}
