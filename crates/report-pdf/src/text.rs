//! Makes every string of a document printable, or says which one is not.

use serde_json::Value;
use tate_report::{Document, RenderError};

use crate::fonts;

/// Longest piece of a text that is shown in an error message, in characters.
const SHOWN: usize = 40;

/// The document as JSON with control characters removed.
///
/// Checked here, before layout, because here the whole text is at hand; the PDF exporter would
/// only know the run of glyphs in which it failed.
///
/// # Errors
/// [`RenderError::MissingGlyph`] for the first character that no embedded font has.
pub(crate) fn printable_json(document: &Document) -> Result<String, RenderError> {
    let other = |error: serde_json::Error| RenderError::Other(error.to_string());
    let mut value = serde_json::to_value(document).map_err(other)?;
    clean(&mut value)?;
    serde_json::to_string(&value).map_err(other)
}

fn clean(value: &mut Value) -> Result<(), RenderError> {
    match value {
        Value::String(text) => {
            if text.contains(char::is_control) {
                *text = without_controls(text);
            }
            check(text)
        }
        Value::Array(values) => values.iter_mut().try_for_each(clean),
        Value::Object(fields) => fields.values_mut().try_for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Pasted cells carry tabs, CR LF and worse; only the line break has a meaning on paper.
fn without_controls(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\n' => Some('\n'),
            '\t' | '\r' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

fn check(text: &str) -> Result<(), RenderError> {
    // ASCII is always there; only the rest is worth looking up.
    if text.is_ascii() {
        return Ok(());
    }
    match text.chars().find(|c| !is_printable(*c)) {
        None => Ok(()),
        Some(character) => Err(RenderError::MissingGlyph { text: excerpt(text, character), character }),
    }
}

fn is_printable(character: char) -> bool {
    // Private use (外字) means another picture on every machine, so it is never printable.
    if matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}') {
        return false;
    }
    character.is_ascii() || is_invisible(character) || fonts::embedded().cover(character)
}

/// Characters that shape the text without a glyph of their own: spaces, joiners, and the variation
/// selectors behind the kanji of some names.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{2060}'..='\u{2064}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
        || character.is_whitespace()
}

/// The part of a long text around the character.
fn excerpt(text: &str, character: char) -> String {
    let position = text.chars().position(|c| c == character).unwrap_or(0);
    let start = position.saturating_sub(SHOWN / 2);
    text.chars().skip(start).take(SHOWN).map(|c| if c == '\n' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_glyph_is_named_with_the_text_around_it() {
        let text = format!("{}受付の😀端末{}", "あ".repeat(100), "い".repeat(100));
        let error = check(&text).unwrap_err();
        let RenderError::MissingGlyph { text, character } = error else { panic!("{error}") };
        assert_eq!(character, '😀');
        assert!(text.contains("受付の😀端末") && text.chars().count() == SHOWN);
    }

    #[test]
    fn private_use_characters_are_refused_even_if_a_font_has_them() {
        assert!(check("外字\u{E000}").is_err());
    }

    #[test]
    fn names_with_a_variation_selector_pass() {
        assert_eq!(check("葛\u{E0100}城"), Ok(()));
    }

    #[test]
    fn tabs_and_carriage_returns_of_pasted_cells_do_not_reach_the_paper() {
        assert_eq!(without_controls("一\r\n二\t三\u{0}\u{7}"), "一\n二 三");
    }
}
