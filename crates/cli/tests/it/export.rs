//! `tate export`: files that other programs open.

use crate::site::{Site, tate, tool};

fn begins(path: &str, with: &[u8]) {
    let bytes = std::fs::read(path).unwrap();
    assert!(bytes.starts_with(with), "{path} begins with {:?}", &bytes[..8.min(bytes.len())]);
}

#[test]
fn the_binder_names_the_facility_and_every_item_in_embedded_fonts() {
    let (site, _) = Site::demo();
    let out = site.path("binder.pdf");
    site.run(&["export", "binder", "--facility", "demo-pharmacy", "--out", &out]).ok();
    begins(&out, b"%PDF-");
    let text = tool("pdftotext", &["-layout", &out, "-"]);
    let squeezed: String = text.split_whitespace().collect();
    let shown = tate(&["catalog", "show", "r7-pharmacy", "--json"]).ok().json();
    for item in shown["items"].as_array().unwrap() {
        let number = item["number"].as_str().unwrap();
        assert!(squeezed.contains(number), "{number} is not in the binder");
    }
    assert!(squeezed.contains("あおば野調剤薬局本店"), "no name of the facility");
    assert!(!squeezed.contains('\u{fffd}'));
    assert!(tool("qpdf", &["--check", &out]).contains("No syntax or stream encoding errors"));
    let fonts = tool("pdffonts", &[&out]);
    let rows: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!rows.is_empty(), "no font in the binder");
    for row in rows {
        // The columns after the encoding: emb sub uni object ID.
        let columns: Vec<&str> = row.split_whitespace().rev().collect();
        assert_eq!(columns.get(4), Some(&"yes"), "not embedded: {row}");
    }
    // The checkpoint that the binder prints is one that the log can be held against.
    let log = site.path("log.jsonl");
    site.run(&["audit", "export", "--out", &log]).ok();
    let events = std::fs::read_to_string(&log).unwrap();
    let hashes = events
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["hash"].as_str().unwrap().to_owned());
    assert!(hashes.into_iter().any(|hash| squeezed.contains(&hash)), "no audit checkpoint in the binder");
}

#[test]
fn every_document_is_made_in_every_kind_of_file_it_has() {
    let (site, _) = Site::demo();
    for (what, endings) in [
        ("form", &["pdf", "xlsx"][..]),
        ("vendor-form", &["pdf", "xlsx"]),
        ("chart", &["pdf"]),
        ("ledger", &["pdf", "xlsx", "csv"]),
    ] {
        for ending in endings {
            let out = site.path(&format!("{what}.{ending}"));
            let run = site
                .run(&["export", what, "--facility", "demo-pharmacy-clean", "--today", "2026-11-20", "--out", &out])
                .ok();
            assert!(run.out.contains(&out), "{run:?}");
            begins(
                &out,
                match *ending {
                    "pdf" => b"%PDF-",
                    "xlsx" => b"PK\x03\x04",
                    _ => "\u{feff}管理番号".as_bytes(),
                },
            );
        }
    }
}

#[test]
fn every_checklist_is_written_in_its_own_form() {
    let (site, _) = Site::demo();
    for (edition, words) in [
        ("r7-pharmacy", &["薬局確認用", "確認日"][..]),
        ("r7-medical", &["医療機関確認用", "確認日"]),
        ("r7-vendor", &["事業者確認用", "確認日"]),
        ("r6-medical", &["医療情報システムの導入・運用の有無", "1回目", "2回目", "2-(9)"]),
        ("r6-vendor", &["事業者確認用", "1回目", "2回目", "2-(9)"]),
    ] {
        let asked = ["export", "form", "--facility", "demo-hospital", "--edition", edition, "--out"];
        let (pdf, xlsx) = (site.path(&format!("{edition}.pdf")), site.path(&format!("{edition}.xlsx")));
        site.run(&[&asked[..], &[&pdf]].concat()).ok();
        site.run(&[&asked[..], &[&xlsx]].concat()).ok();
        begins(&xlsx, b"PK\x03\x04");
        let text: String = tool("pdftotext", &[&pdf, "-"]).split_whitespace().collect();
        for word in words {
            assert!(text.contains(word), "{edition} without {word}: {text}");
        }
    }
    // There is no round of that year.
    let args = ["export", "form", "--facility", "demo-hospital", "--year", "2020", "--out", &site.path("none.pdf")];
    site.run(&args).refused(1, &["見つかりません"]);
}

#[test]
fn a_self_check_is_printed_by_its_edition_and_is_no_workbook() {
    let (site, _) = Site::demo();
    let out = site.path("staff.pdf");
    let asked = ["export", "form", "--facility", "demo-pharmacy", "--edition", "gl52-staff", "--out"];
    site.run(&[&asked[..], &[&out]].concat()).ok();
    let text: String = tool("pdftotext", &[&out, "-"]).split_whitespace().collect();
    for words in ["自己点検表（職員）", "No.", "○×", "席を離れるときの画面の保護"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    site.run(&[&asked[..], &[&site.path("staff.xlsx")]].concat()).refused(2, &[".pdf"]);
}

#[test]
fn the_answers_of_surveys_and_forms_are_written_as_pdf_and_csv() {
    let (site, _) = Site::demo();
    for (args, facility, row) in [
        (&["gmis"][..], "demo-hospital", "Q17-6,"),
        (&["form", "--edition", "gmis-r6"], "demo-hospital", "Q2-3o,"),
        (&["form", "--edition", "form-8"], "demo-pharmacy-clean", "2-(1)-5-1,"),
        (&["form", "--edition", "form-87-3-6"], "demo-pharmacy-clean", "8,"),
    ] {
        for ending in ["pdf", "csv"] {
            let out = site.path(&format!("answers.{ending}"));
            site.run(&[&["export"], args, &["--facility", facility, "--out", &out]].concat()).ok();
            if ending == "pdf" {
                begins(&out, b"%PDF-");
            } else {
                let text = std::fs::read_to_string(&out).unwrap();
                assert!(text.starts_with("\u{feff}番号,区分,質問,回答,根拠,確認日\r\n"), "{text}");
                assert!(text.lines().any(|line| line.starts_with(row)), "{text}");
            }
        }
    }
    let out = site.path("none.pdf");
    site.run(&["export", "gmis", "--facility", "demo-pharmacy", "--out", &out]).refused(1, &["病院"]);
    site.run(&["export", "gmis", "--facility", "demo-hospital", "--out", &site.path("gmis.xlsx")])
        .refused(2, &[".csv"]);
}

#[test]
fn a_cp932_file_tells_on_stderr_what_it_cannot_hold() {
    let site = Site::init();
    let file = site.write("a.csv", "管理番号,コンピュータ名,利用者\r\nZ-01,PC-1,𠮷田\r\n");
    site.run(&["import", "devices", &file]).ok();
    let out = site.path("out.csv");
    let run = site.run(&["export", "ledger", "--facility", "minato", "--cp932", "--out", &out]).ok();
    assert!(run.err.contains('𠮷'), "{run:?}");
    let bytes = std::fs::read(&out).unwrap();
    let (text, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken && text.contains("〓田") && !text.contains("&#"), "{text}");
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_touched() {
    let site = Site::init();
    let out = |name: &str| site.path(name);
    site.run(&["export", "form", "--facility", "minato", "--out", &out("form.doc")]).refused(2, &[".pdf"]);
    site.run(&["export", "binder", "--facility", "minato", "--out", &out("binder.xlsx")]).refused(2, &[".pdf"]);
    site.run(&["export", "cake", "--facility", "minato", "--out", &out("cake.pdf")]).refused(2, &["binder"]);
    site.run(&["export", "ledger", "--ledger", "cakes", "--facility", "minato", "--out", &out("x.csv")])
        .refused(2, &["cakes"]);
    site.run(&["export", "form", "--facility", "nowhere", "--out", &out("form.pdf")]).refused(1, &["nowhere"]);
    site.run(&["export", "form", "--facility", "minato", "--edition", "r99", "--out", &out("form.pdf")])
        .refused(1, &["r99"]);
    site.run(&["export", "form", "--facility", "minato", "--out", &out("no/such/folder/form.xlsx")])
        .refused(1, &["form.xlsx"]);
    assert!(!std::path::Path::new(&out("form.pdf")).exists());
}
