//! Files kept as proofs: what is refused, and how a kept one is handed out.
use crate::support::{assert_explains, files_in, item, kept};
use crate::{on_both, on_one};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

on_both!(a_hostile_file_is_refused_with_the_reason_and_nothing_is_stored, |test| {
    let browser = test.signed_in("owner").await;
    let (events, files) = (test.events().await, files_in(&test.folder().join("files")));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let mut late = vec![b' '; 200];
    late.extend_from_slice(b"<html><script>alert(1)</script>");
    let utf16: Vec<u8> =
        "\u{feff}<html><script>alert(1)</script></html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bad: Vec<(&str, Vec<u8>, &str)> = vec![
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "HTML"),
        ("picture.svg", svg.clone(), "SVG"),
        ("picture.png", svg, "受け取れません"),
        ("list.csv", late, "受け取れません"),
        ("list.txt", utf16, "受け取れません"),
        ("feed.xml", b"<?xml version='1.0'?><x/>".to_vec(), "受け取れません"),
        ("run.sh", b"#!/bin/sh\n\x00rm -rf /".to_vec(), "受け取れません"),
        ("setup.exe", b"MZ\x90\0\x03\0\0\0".to_vec(), "受け取れません"),
        ("setup.pdf", b"MZ\x90\0\x03\0\0\0%PDF-1.7".to_vec(), "受け取れません"),
        ("tool.zip", b"PK\x03\x04\0\0tool.exe".to_vec(), "受け取れません"),
        ("empty.pdf", Vec::new(), "空です"),
        ("../../etc/passwd.pdf", b"%PDF-1.7".to_vec(), "フォルダを表す文字"),
        ("..\\..\\boot.pdf", b"%PDF-1.7".to_vec(), "フォルダを表す文字"),
        ("large.pdf", [b"%PDF-1.7".to_vec(), vec![b'x'; 20 << 20]].concat(), "20MBまで"),
    ];
    for (name, bytes, words) in bad {
        let refused = browser.upload(&format!("{}/files", item("2-7")), &[], Some((name, bytes))).await;
        assert_explains(&refused, 422, words);
        assert!(!refused.body.contains("<script>alert"), "{name}");
    }
    let none = browser.upload(&format!("{}/files", item("2-7")), &[("note", "x")], None).await;
    assert_explains(&none, 422, "ファイルが選ばれていません");
    assert!(kept(&test, "2-7").await.files.is_empty());
    assert_eq!((test.events().await, files_in(&test.folder().join("files"))), (events, files));
});

on_both!(a_kept_file_is_only_ever_downloaded, |test| {
    let browser = test.signed_in("owner").await;
    let name = "点検の写真 \"①\"; x=𠮷.pdf";
    let saved = browser.upload(&format!("{}/files", item("2-7")), &[], Some((name, b"%PDF-1.7 proof".to_vec()))).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = browser.get(&item("2-7")).await;
    let link = tate_testkit::html::links(&page.body).into_iter().find(|link| link.starts_with("/files/")).unwrap();
    let file = browser.get(&link).await;
    assert_eq!((file.status, file.bytes.as_slice()), (200, &b"%PDF-1.7 proof"[..]));
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!((file.header("x-content-type-options"), file.header("cache-control")), ("nosniff", "no-store"));
    let disposition = file.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename*=UTF-8''") && !disposition.contains(['"', '\\']),
        "{disposition}"
    );
    assert!(disposition.contains("%E7%82%B9%E6%A4%9C"), "{disposition}");
});

on_one!(the_type_comes_from_the_content_and_not_from_the_name, |test| {
    let browser = test.signed_in("owner").await;
    for (name, bytes, kind) in [
        ("a.html", PNG.to_vec(), "image/png"),
        ("b.svg", b"\xff\xd8\xff\xe0".to_vec(), "image/jpeg"),
        ("c.htm", "番号,名前\r\n1,あ\r\n".into(), "text/plain"),
        ("d.js", b"%PDF-1.4".to_vec(), "application/pdf"),
    ] {
        assert_eq!(
            browser.upload(&format!("{}/files", item("2-8")), &[], Some((name, bytes))).await.status,
            303,
            "{name}"
        );
        let files = kept(&test, "2-8").await.files;
        let file = browser.get(&format!("/files/{}", files[files.len() - 1].id)).await;
        assert!(file.header("content-type").starts_with(kind), "{name}: {}", file.header("content-type"));
        assert!(file.header("content-disposition").starts_with("attachment"));
    }
});

on_one!(a_file_taken_off_its_item_is_gone_and_may_be_put_back, |test| {
    let browser = test.signed_in("owner").await;
    let add = || browser.upload("/checklist/r7-pharmacy/2-7/files", &[], Some(("a.pdf", b"%PDF-1.7".to_vec())));
    assert_eq!(add().await.status, 303);
    let id = kept(&test, "2-7").await.files[0].id.clone();
    assert_eq!(browser.post(&format!("{}/files/{id}/remove", item("2-7")), &[]).await.status, 303);
    assert_eq!(browser.get(&format!("/files/{id}")).await.status, 404);
    assert_eq!(browser.post(&format!("{}/files/{id}/remove", item("2-7")), &[]).await.status, 404);
    assert_eq!(add().await.status, 303);
    assert_eq!(kept(&test, "2-7").await.files.len(), 1);
});
