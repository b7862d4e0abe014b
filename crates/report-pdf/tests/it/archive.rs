//! What the archive format promises: PDF/A-2a, fonts inside, sound structure.
//!
//! No independent PDF/A validator can be had from the registries (veraPDF is Java and in none of
//! them), so this checks the claims one by one beside the exporter's own enforcement.

use tate_report::{AnswerSheet, Binder, ContactChart, Document, FaxSheet, Form, LedgerTable, Letter, Meta, SelfCheck};

use crate::tools::{EXAMPLES, info, pages, render, render_example, run};

#[test]
fn every_example_becomes_a_sound_pdf_with_pages() {
    for name in EXAMPLES {
        let file = render_example(name);
        assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-1.7"), "{name}");
        assert!(pages(&file) > 0, "{name}");
        let check = run("qpdf", &["--check"], &file);
        assert!(check.contains("No syntax or stream encoding errors"), "{name}: {check}");
    }
}

#[test]
fn every_font_is_embedded_and_can_be_searched() {
    for name in EXAMPLES {
        let listing = run("pdffonts", &[], &render_example(name));
        let fonts: Vec<&str> = listing.lines().skip(2).collect();
        assert!(!fonts.is_empty(), "{name}");
        for font in fonts {
            // The columns after the encoding: emb sub uni.
            let flags: Vec<&str> = font.split_whitespace().rev().skip(2).take(3).collect();
            assert_eq!(flags, ["yes", "yes", "yes"], "{name}: {font}");
        }
    }
}

#[test]
fn the_file_claims_pdf_a_2a_and_keeps_its_conditions() {
    let file = render_example("binder_small");
    let metadata = run("pdfinfo", &["-meta"], &file);
    assert!(metadata.contains("<pdfaid:part>2</pdfaid:part>"), "{metadata}");
    assert!(metadata.contains("<pdfaid:conformance>A</pdfaid:conformance>"), "{metadata}");
    let objects = run("qpdf", &["--qdf", "--object-streams=disable"], &file);
    for needed in ["/OutputIntents", "/StructTreeRoot", "/Marked true", "/Lang (ja"] {
        assert!(objects.contains(needed), "{needed}");
    }
    for forbidden in ["/JavaScript", "/Encrypt", "/Launch", "/EmbeddedFile", "/AA "] {
        assert!(!objects.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn title_date_and_paper_are_those_of_the_document() {
    let file = render_example("form_full");
    assert_eq!(info(&file, "Title"), "髙﨑さくら薬局 神田店 令和8年度 薬局確認用チェックリスト");
    assert!(info(&file, "CreationDate").contains("2026"));
    assert!(info(&file, "Page size").contains("A4"));
    assert_eq!(info(&file, "JavaScript"), "no");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = std::fs::read(render_example("form_vendor")).unwrap();
    let second = std::fs::read(render_example("form_vendor")).unwrap();
    assert_eq!(first, second);
}

#[test]
fn a_document_with_nothing_but_a_date_can_be_printed() {
    let meta = Meta { made_at: "2026/11/20".into(), ..Meta::default() };
    let documents = [
        Document::Form(Form { meta: meta.clone(), ..Form::default() }),
        Document::ContactChart(ContactChart { meta: meta.clone(), ..ContactChart::default() }),
        Document::Ledger(LedgerTable { meta: meta.clone(), ..LedgerTable::default() }),
        Document::AnswerSheet(AnswerSheet { meta: meta.clone(), ..AnswerSheet::default() }),
        Document::SelfCheck(SelfCheck { meta: meta.clone(), ..SelfCheck::default() }),
        Document::Letter(Letter { meta: meta.clone(), ..Letter::default() }),
        Document::FaxSheet(FaxSheet {
            letter: Letter { meta: meta.clone(), ..Letter::default() },
            ..FaxSheet::default()
        }),
        Document::Binder(Box::new(Binder { meta, ..Binder::default() })),
    ];
    for (number, document) in documents.iter().enumerate() {
        assert!(pages(&render(&format!("bare_{number}"), document)) > 0);
    }
}
