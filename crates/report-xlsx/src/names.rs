//! Sheet names that Excel accepts: at most 31 characters, some forbidden, none twice.

use std::collections::HashSet;

/// Longest name of a sheet, in UTF-16 units as Excel counts.
const LONGEST: usize = 31;

/// The names given out so far in one workbook.
#[derive(Default)]
pub(crate) struct SheetNames(HashSet<String>);

impl SheetNames {
    /// A valid name made from the title; a second one with the same title gets a number.
    pub(crate) fn unique(&mut self, title: &str) -> String {
        let base = clean(title);
        let numbered = |n: usize| {
            let suffix = format!("_{n}");
            shorten(&base, LONGEST - suffix.len()) + &suffix
        };
        let name = std::iter::once(base.clone())
            .chain((2..).map(numbered))
            .find(|name| !self.0.contains(&name.to_lowercase()))
            .unwrap_or_default();
        self.0.insert(name.to_lowercase());
        name
    }
}

fn clean(title: &str) -> String {
    let name: String = title.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '-' } else { c }).collect();
    let name = shorten(name.trim().trim_matches('\''), LONGEST);
    if name.is_empty() { "シート".into() } else { name }
}

fn shorten(name: &str, longest: usize) -> String {
    let mut used = 0;
    name.chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= longest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_and_length_do_not_break_the_sheet() {
        let mut names = SheetNames::default();
        assert_eq!(names.unique("機器/端末:[1]"), "機器-端末--1-");
        assert_eq!(names.unique(&"長".repeat(40)).chars().count(), 31);
        assert_eq!(names.unique(""), "シート");
    }

    #[test]
    fn the_same_title_twice_gets_a_number() {
        let mut names = SheetNames::default();
        assert_eq!(names.unique("機器台帳"), "機器台帳");
        assert_eq!(names.unique("機器台帳"), "機器台帳_2");
        let long = "長".repeat(31);
        names.unique(&long);
        assert!(names.unique(&long).ends_with("_2"));
    }
}
