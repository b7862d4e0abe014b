//! Hostile XML.

use super::Expect::{Read, Refused, Told};
use super::{Expect, File, cut, many, utf16};

/// Where a format keeps things.
struct Shape {
    root: &'static str,
    /// A file with this markup among its hosts or sections
    inside: fn(&str) -> String,
    /// A file with this as the name of a host
    name: fn(&str) -> String,
    /// Very many entries
    many: fn() -> String,
    /// What a file that is cut behind a host leads to
    cut: Expect,
    /// What a document type that is only a name leads to
    plain: Expect,
}

pub(crate) fn fusion() -> Vec<File> {
    let mut files = attacks(&Shape {
        root: "REQUEST",
        inside: |markup| {
            format!("<REQUEST><CONTENT><HARDWARE><NAME>見本PC</NAME></HARDWARE>{markup}</CONTENT></REQUEST>")
        },
        name: |name| format!("<REQUEST><CONTENT><HARDWARE><NAME>{name}</NAME></HARDWARE></CONTENT></REQUEST>"),
        many: || "<SOFTWARES><NAME>a</NAME></SOFTWARES>".repeat(many()),
        cut: Refused,
        plain: Refused,
    });
    let devices = "<DEVICE><INFO><NAME>a</NAME></INFO></DEVICE>".repeat(10_000);
    files.push(("ten thousand devices", format!("<REQUEST><CONTENT>{devices}</CONTENT></REQUEST>").into_bytes(), Told));
    let day = "<SOFTWARES><NAME>a</NAME><INSTALLDATE>99/99/9999</INSTALLDATE></SOFTWARES>";
    files.push(("a day that is none", format!("<REQUEST><CONTENT>{day}</CONTENT></REQUEST>").into_bytes(), Told));
    files.push(("no section that is known", b"<REQUEST><CONTENT><X/></CONTENT></REQUEST>".to_vec(), Refused));
    files
}

pub(crate) fn nmap() -> Vec<File> {
    let mut files = attacks(&Shape {
        root: "nmaprun",
        inside: |markup| {
            format!(
                "<nmaprun start=\"1795046400\"><host><status state=\"up\"/><hostnames><hostname name=\"見本\"/></hostnames></host>{markup}</nmaprun>"
            )
        },
        name: |name| {
            format!(
                "<nmaprun start=\"1795046400\"><host><hostnames><hostname name=\"{name}\"/></hostnames></host></nmaprun>"
            )
        },
        many: || {
            format!(
                "<host><ports>{}</ports></host>",
                "<port portid=\"1\"><state state=\"open\"/></port>".repeat(many())
            )
        },
        cut: Told,
        plain: Read,
    });
    let hosts = "<host/>".repeat(10) + &"<host><status state=\"up\"/></host>".repeat(10_000);
    files.push(("ten thousand hosts", format!("<nmaprun start=\"1795046400\">{hosts}</nmaprun>").into_bytes(), Told));
    let numbers = "<host endtime=\"1e99\"><ports><port portid=\"99999999\" protocol=\"tcp\"><state state=\"open\"/></port></ports><os><osmatch name=\"x\" accuracy=\"-5\"/></os></host>";
    files.push(("numbers out of range", format!("<nmaprun start=\"-7\">{numbers}</nmaprun>").into_bytes(), Told));
    files
}

fn attacks(shape: &Shape) -> Vec<File> {
    let (inside, name, root) = (shape.inside, shape.name, shape.root);
    let honest = inside("");
    let bytes = honest.clone().into_bytes();
    let typed = |doctype: &str, text: &str| format!("<?xml version=\"1.0\"?>{doctype}{text}").into_bytes();
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!DOCTYPE {root} [<!ENTITY l0 \"ha\">{laughs}]>");
    let deep = |count: usize| format!("{}{}", "<a>".repeat(count), "</a>".repeat(count));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"1\"")).collect();
    let no_text = [&bytes[..bytes.len() - 20], &[0xff, 0xfe, 0x80, 0xfd], &bytes[bytes.len() - 20..]].concat();
    let latin = [b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>".as_slice(), name("caf\u{1}").as_bytes()].concat();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
    vec![
        ("honest", bytes.clone(), Read),
        ("honest in UTF-16", utf16(&honest), Read),
        ("honest in the encoding that it declares", latin, Read),
        ("nothing", Vec::new(), Refused),
        ("only a declaration", b"<?xml version=\"1.0\"?>".to_vec(), Refused),
        ("cut early", cut(&bytes, 25), Refused),
        ("cut within a character", bytes[..honest.find('見').unwrap() + 2].to_vec(), Refused),
        ("cut behind the first entry", bytes[..bytes.len() - root.len() - 3].to_vec(), shape.cut),
        ("a plain document type", typed(&format!("<!DOCTYPE {root}>"), &honest), shape.plain),
        ("an entity", typed(&format!("<!DOCTYPE {root} [<!ENTITY a \"b\">]>"), &name("&a;")), Refused),
        (
            "an entity from a file",
            typed(&format!("<!DOCTYPE {root} [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"), &name("&a;")),
            Refused,
        ),
        (
            "a parameter entity from the network",
            typed(&format!("<!DOCTYPE {root} [<!ENTITY % a SYSTEM \"http://example.jp/x\"> %a;]>"), &honest),
            Refused,
        ),
        ("a definition from a file", typed(&format!("<!DOCTYPE {root} SYSTEM \"x.dtd\">"), &honest), Refused),
        ("a billion laughs", typed(&laughs, &name("&l9;")), Refused),
        (
            "a document type inside the document",
            inside(&format!("<!DOCTYPE {root} [<!ENTITY a \"b\">]>")).into_bytes(),
            Refused,
        ),
        ("an entity that nobody defined", name("PC&nobody;-1").into_bytes(), Read),
        ("an inclusion", inside("<xi:include href=\"file:///etc/passwd\" xmlns:xi=\"x\"/>").into_bytes(), Read),
        ("a name of five megabytes", name(&"あ".repeat(1_700_000)).into_bytes(), Told),
        (
            "an element called five megabytes",
            inside(&format!("<{0}>x</{0}>", "k".repeat(5_000_000))).into_bytes(),
            Read,
        ),
        ("a hundred thousand attributes", inside(&format!("<x{attributes}/>")).into_bytes(), Read),
        ("a hundred levels", inside(&deep(100)).into_bytes(), Refused),
        ("a hundred thousand levels", inside(&deep(100_000)).into_bytes(), Refused),
        ("levels that are never closed", inside(&"<a>".repeat(1_000_000)).into_bytes(), Refused),
        ("very many entries", inside(&(shape.many)()).into_bytes(), Told),
        ("very many comments", inside(&"<!-- x -->".repeat(many())).into_bytes(), Read),
        ("ends that do not match", inside("<a><b></a></b>").into_bytes(), shape.cut),
        ("an attribute without an end", inside("<a b=\"1></a>").into_bytes(), shape.cut),
        ("bytes of no encoding", no_text, Refused),
        ("NUL bytes", honest.replace('見', "\0").into_bytes(), Refused),
        ("another root", typed("", "<inventory><x/></inventory>"), Refused),
        ("a web page", b"<!DOCTYPE html><html><body></body></html>".to_vec(), Refused),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Refused),
    ]
}
