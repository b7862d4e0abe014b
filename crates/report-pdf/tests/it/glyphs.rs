//! A character that no font has stops the document and is named.

use tate_report::{Document, RenderError, RenderPdf};
use tate_report_pdf::PdfRenderer;

use crate::tools::{example, render, text_of};

fn with_facility(name: &str) -> Document {
    let Document::Form(mut form) = example("form_empty") else { panic!("not a form") };
    form.meta.facility = name.into();
    Document::Form(form)
}

#[test]
fn an_emoji_in_a_name_is_refused_with_its_code() {
    let error = PdfRenderer::new().pdf(&with_facility("にこにこ薬局😀")).unwrap_err();
    let expected = RenderError::MissingGlyph { text: "にこにこ薬局😀".into(), character: '😀' };
    assert_eq!(error, expected);
    assert!(error.to_string().contains("U+1F600"));
}

#[test]
fn an_unassigned_character_and_a_private_one_are_refused() {
    for name in ["薬局\u{0378}", "薬局\u{E001}", "薬局\u{10FFFF}"] {
        let error = PdfRenderer::new().pdf(&with_facility(name)).unwrap_err();
        assert!(matches!(error, RenderError::MissingGlyph { .. }), "{error}");
    }
}

#[test]
fn names_outside_the_common_set_are_printed() {
    let name = "加髙﨑①㈱〜−𠮷神塚薬局";
    assert!(text_of(&render("names", &with_facility(name))).contains(name));
}

#[test]
fn decomposed_kana_variation_selectors_and_odd_spaces_are_printed() {
    for name in ["か\u{3099}くえん薬局", "葛\u{E0100}城薬局", "あ\u{00A0}い\u{200B}う\u{2003}え", "ﾊﾝｶｸ薬局"]
    {
        PdfRenderer::new().pdf(&with_facility(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
