//! Decides which system a text is about and hands it to the reader of that family.

use super::data::ProductKind;
use super::engine::LifecycleData;
use super::lex::Token;
use super::reading::{Reading, Undecided};
use super::{plain, windows};

/// Words of devices whose firmware is checked elsewhere.
const DEVICES: &[&str] = &[
    "rtx",
    "nvr",
    "wlx",
    "swx",
    "ix",
    "yamaha",
    "ヤマハ",
    "fortigate",
    "fortios",
    "fortinet",
    "cisco",
    "catalyst",
    "xe",
    "xr",
    "aterm",
    "buffalo",
    "バッファロー",
    "wxr",
    "wsr",
    "whr",
    "terastation",
    "linkstation",
    "qnap",
    "synology",
    "dsm",
    "qts",
    "centrecom",
    "allied",
    "アライドテレシス",
    "aruba",
    "meraki",
    "juniper",
    "srx",
    "junos",
    "sonicwall",
    "sophos",
    "watchguard",
    "netgear",
    "elecom",
    "エレコム",
    "utm",
    "router",
    "ルータ",
    "ルーター",
    "switch",
    "スイッチ",
    "ハブ",
    "hub",
    "firewall",
    "firmware",
    "ファームウェア",
    "ファーム",
    "nas",
    "printer",
    "プリンタ",
    "プリンター",
    "複合機",
    "アクセスポイント",
    "rev",
];

/// Systems inside machines: dispensing machines, analysers, printers.
const EMBEDDED: &[(&str, &str)] = &[
    ("vxworks", "VxWorks"),
    ("qnx", "QNX"),
    ("itron", "ITRON"),
    ("tron", "TRON"),
    ("tkernel", "T-Kernel"),
    ("rtos", "RTOS"),
    ("freertos", "FreeRTOS"),
    ("threadx", "ThreadX"),
    ("rtlinux", "RTLinux"),
];

/// Programs whose version numbers must not be read as a version of Windows.
const PROGRAMS: &[&str] = &[
    "office",
    "excel",
    "outlook",
    "access",
    "sql",
    "exchange",
    "sharepoint",
    "ie",
    "explorer",
    "edge",
    "chrome",
    "firefox",
    "java",
    "jre",
    "acrobat",
    "reader",
    "defender",
    "surface",
    "macbook",
    "imac",
];

/// Words that stand between a program and its version.
const PROGRAM_WORDS: &[&str] = &[
    "server",
    "pro",
    "plus",
    "home",
    "and",
    "business",
    "standard",
    "student",
    "personal",
    "ltsc",
    "for",
    "enterprise",
    "go",
    "laptop",
    "express",
];

/// Everything that the text can mean.
pub(super) fn read<'a>(data: &'a LifecycleData, raw: &str, tokens: &[Token]) -> Reading<'a> {
    let latest = ["最新", "latest"].iter().any(|w| raw.to_lowercase().contains(w));
    let reading = match blank(raw) {
        Some(why) => Reading::undecided(None, why),
        None => family(data, tokens, latest),
    };
    Reading { says_latest: latest, ..reading }
}

fn blank(raw: &str) -> Option<Undecided> {
    let text = raw.trim();
    if !text.is_empty() && text.chars().all(|c| matches!(c, '*' | '＊')) {
        return Some(Undecided::Masked);
    }
    let nothing = text.chars().all(|c| !c.is_alphanumeric());
    let words = ["不明", "未確認", "なし", "無し", "無", "未定", "unknown", "none", "n/a", "null"];
    (nothing || words.iter().any(|w| text.eq_ignore_ascii_case(w))).then_some(Undecided::Blank)
}

fn family<'a>(data: &'a LifecycleData, tokens: &[Token], latest: bool) -> Reading<'a> {
    let systems = plain::named(data, tokens, ProductKind::Plain);
    let without_programs = without_programs(tokens);
    let cisco = tokens.iter().any(|t| ["cisco", "catalyst", "xe", "xr"].iter().any(|w| t.is(w)));
    match (windows::is_named(&without_programs), &systems[..]) {
        (false, [one]) if one.product.name == "iOS" && cisco => Reading::undecided(None, Undecided::NetworkDevice),
        (false, [one]) => plain::read(data, tokens, *one),
        (true, []) => windows::read(data, &without_programs),
        (false, []) if windows::is_implied(data, &without_programs) => windows::read(data, &without_programs),
        (false, []) => no_system(data, tokens, latest),
        (named, several) => {
            let mut names: Vec<String> = several.iter().map(|f| f.product.name.clone()).collect();
            if named {
                names.insert(0, "Windows".to_owned());
            }
            Reading::undecided(None, Undecided::SeveralSystems(names))
        }
    }
}

/// Texts that name no operating system: an application, a device, "最新", or nothing known.
fn no_system<'a>(data: &'a LifecycleData, tokens: &[Token], latest: bool) -> Reading<'a> {
    let device = |t: &Token| DEVICES.iter().any(|d| t.is(d));
    if let Some(name) = embedded(tokens) {
        return Reading::undecided(None, Undecided::EmbeddedSystem(name.to_owned()));
    }
    if let [one] = plain::named(data, tokens, ProductKind::Application)[..] {
        return plain::read(data, tokens, one);
    }
    if tokens.iter().any(device) {
        return Reading::undecided(None, Undecided::NetworkDevice);
    }
    if tokens.windows(2).any(|w| w[0].is("red") && w[1].is("hat")) {
        return Reading::undecided(None, Undecided::OtherProduct("Red Hat".to_owned()));
    }
    let linux = tokens.iter().any(|t| t.is("linux"));
    let why = match (latest, linux) {
        (_, true) => Undecided::LinuxKind,
        (true, false) => Undecided::LatestOnly,
        (false, false) => Undecided::NotRecognised,
    };
    Reading::undecided(None, why)
}

/// The system inside a machine that a text names.
fn embedded(tokens: &[Token]) -> Option<&'static str> {
    let kernel = tokens.windows(2).any(|w| w[0].is("t") && w[1].is("kernel"));
    let word = |t: &Token| EMBEDDED.iter().find(|(word, _)| t.is(word)).map(|(_, name)| *name);
    let in_japanese = |t: &Token| matches!(t, Token::Word(w) if w.starts_with("組込") || w.starts_with("組み込"));
    let found = tokens.iter().find_map(word);
    found.or_else(|| kernel.then_some("T-Kernel")).or_else(|| tokens.iter().any(in_japanese).then_some("組込みOS"))
}

/// The tokens without programs and hardware together with the numbers that belong to them.
fn without_programs(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut inside = false;
    for token in tokens {
        match token {
            Token::Word(w) if PROGRAMS.contains(&w.as_str()) => inside = true,
            Token::Word(w) if inside && PROGRAM_WORDS.contains(&w.as_str()) => {}
            Token::Number { .. } if inside => inside = false,
            other => {
                inside = false;
                kept.push(other.clone());
            }
        }
    }
    kept
}
