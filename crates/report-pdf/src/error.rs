//! Typst's diagnostics as our errors.

use tate_report::RenderError;
use typst::diag::SourceDiagnostic;

/// The first diagnostic that says something; a missing glyph has precedence.
pub(crate) fn from_typst(errors: &[SourceDiagnostic]) -> RenderError {
    errors
        .iter()
        .find_map(|error| missing_glyph(&error.message))
        .unwrap_or_else(|| RenderError::Other(first_message(errors)))
}

fn first_message(errors: &[SourceDiagnostic]) -> String {
    errors.first().map_or_else(String::new, |error| error.message.to_string())
}

/// Second line of defence behind `text::check`: a glyph can also be lost while shaping. The
/// exporter then writes "the text `"…"` could not be displayed with …".
fn missing_glyph(message: &str) -> Option<RenderError> {
    let (_, rest) = message.split_once("the text `\"")?;
    let (text, _) = rest.split_once("\"` could not be displayed")?;
    let character = text.chars().next()?;
    Some(RenderError::MissingGlyph { text: text.to_string(), character })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exporters_own_message_about_a_glyph_is_understood() {
        let message = r#"PDF/A-2a error: the text `"ꙮ"` could not be displayed with BIZ UDPGothic"#;
        let expected = RenderError::MissingGlyph { text: "ꙮ".into(), character: 'ꙮ' };
        assert_eq!(missing_glyph(message), Some(expected));
        assert_eq!(missing_glyph("something else"), None);
    }
}
