//! The embedded fonts: BIZ UDPGothic, and Noto Sans JP for the kanji it lacks (about 3,000 of
//! JIS X 0213, such as 𠮷). Both are under the SIL Open Font Licence.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

static FILES: [&[u8]; 4] = [
    include_bytes!(concat!(env!("TATE_FONTS"), "/BIZUDPGothic-Regular.ttf")),
    include_bytes!(concat!(env!("TATE_FONTS"), "/BIZUDPGothic-Bold.ttf")),
    include_bytes!(concat!(env!("TATE_FONTS"), "/NotoSansJP-Regular.ttf")),
    include_bytes!(concat!(env!("TATE_FONTS"), "/NotoSansJP-Bold.ttf")),
];

/// The fonts as Typst wants them.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    /// One bit per code point: asking the fonts themselves walks their tables for every character.
    covered: Vec<u64>,
}

impl Fonts {
    /// Whether any of the fonts can print this character.
    pub(crate) fn cover(&self, character: char) -> bool {
        let (word, bit) = place(u32::from(character));
        self.covered.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

/// The embedded fonts, read once per process.
pub(crate) fn embedded() -> &'static Fonts {
    static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
        let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), covered: covered(&fonts), fonts }
    });
    &FONTS
}

fn covered(fonts: &[Font]) -> Vec<u64> {
    let mut words = vec![0; place(u32::from(char::MAX)).0 + 1];
    for code in fonts.iter().flat_map(|font| font.info().coverage.iter()) {
        let (word, bit) = place(code);
        if let Some(bits) = words.get_mut(word) {
            *bits |= bit;
        }
    }
    words
}

/// Where the bit of a code point is.
fn place(code: u32) -> (usize, u64) {
    ((code / 64) as usize, 1 << (code % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_are_embedded_in_two_weights() {
        let fonts = embedded();
        assert_eq!(fonts.fonts.len(), 4);
        for family in ["biz udpgothic", "noto sans jp"] {
            assert!(fonts.book.contains_family(family), "{family}");
        }
    }

    #[test]
    fn the_characters_that_break_other_products_can_be_printed() {
        for character in "加髙﨑①⑳㈱〜−𠮷神塚㋿".chars() {
            assert!(embedded().cover(character), "{character}");
        }
    }
}
