//! Hostile CSV and TSV.

use super::Expect::{Read, Refused, Told};
use super::{File, many, utf16};

const HONEST: &str = "管理番号,OS,備考\r\n001,Windows 11 Pro 24H2,\"二行の\n備考\"\r\n";

pub(crate) fn files() -> Vec<File> {
    let honest = HONEST.as_bytes().to_vec();
    let wide = format!("{}\n", "a,".repeat(1_000_000));
    let rows = format!("管理番号\n{}", "1\n".repeat(many()));
    let cell = format!("管理番号,備考\n1,{}\n", "あ".repeat(40_000));
    let quoted = format!("管理番号,備考\n1,\"{}", "a,b\n".repeat(3_000));
    let mut half = utf16("管理番号\tOS\n1\tx\n");
    half.pop();
    let lone: Vec<u8> =
        [0xfeff, 0x31, 0x09, 0xd800, 0x0a, 0x32, 0x09, 0x33].iter().flat_map(|n: &u16| n.to_le_bytes()).collect();
    let cut = &honest[..HONEST.find('番').unwrap() + 1];
    vec![
        ("honest.csv", honest.clone(), Read),
        ("honest.tsv", utf16(&HONEST.replace(',', "\t")), Read),
        ("nothing.csv", Vec::new(), Refused),
        ("mark.csv", b"\xef\xbb\xbf".to_vec(), Refused),
        ("separators.csv", ",".repeat(100_000).into_bytes(), Refused),
        ("lines.csv", "\r\n".repeat(1_000_000).into_bytes(), Refused),
        ("cut.csv", cut.to_vec(), Refused),
        ("quoted.csv", quoted.into_bytes(), Read),
        ("quotes.csv", "\"".repeat(1_000_001).into_bytes(), Refused),
        ("lone_quotes.csv", "\"a,".repeat(300_000).into_bytes(), Told),
        ("cell.csv", cell.into_bytes(), Refused),
        ("heading.csv", format!("{},OS\n1,x\n", "見".repeat(40_000)).into_bytes(), Refused),
        ("rows.csv", rows.into_bytes(), Refused),
        ("columns.csv", wide.into_bytes(), Told),
        ("nul.csv", b"a,b\n1,\0\n".to_vec(), Refused),
        ("bytes.csv", b"a,b\n\xff\xff,\x80\n".to_vec(), Refused),
        ("half.tsv", half, Refused),
        ("lone.tsv", lone, Refused),
        ("program.csv", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec(), Refused),
        ("pdf.csv", b"%PDF-1.7\n1 0 obj".to_vec(), Refused),
        ("page.csv", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), Refused),
        ("zip.csv", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), Refused),
        ("old.xls", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat(), Refused),
        ("big.csv", vec![b'x'; 9_000_000], Refused),
        ("formula.csv", "管理番号,備考\n1,=cmd|' /C calc'!A0\n".as_bytes().to_vec(), Read),
        ("numbers.csv", "管理番号,登録日\n1e999,99999999999999999999\n-1,31/13/2026\n".as_bytes().to_vec(), Read),
        ("twice.csv", "管理番号,管理番号,OS\n1,2,x\n".as_bytes().to_vec(), Read),
        ("hint.csv", b"sep=\x01\na\x01b\n".to_vec(), Read),
    ]
}
