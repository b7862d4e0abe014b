//! What CP932 has, and the forms it has it in.

use encoding_rs::SHIFT_JIS;

/// What stands for a character that CP932 does not have: the printers' sign for a missing type.
const MISSING: char = '〓';

/// The form of a character in CP932. The encoder follows the tables of browsers, which lack a
/// mapping for signs that other systems write; ¥ would silently turn into a
/// backslash.
fn form(c: char) -> char {
    match c {
        '\u{301C}' => '～',
        '\u{2212}' => '－',
        '\u{2016}' => '∥',
        '\u{00A2}' => '￠',
        '\u{00A3}' => '￡',
        '\u{00AC}' => '￢',
        '\u{00A5}' => '￥',
        '\u{00A6}' => '￤',
        '\u{203E}' => '￣',
        '\u{2014}' => '―',
        '\u{2011}' | '\u{2013}' => '‐',
        '\u{00B7}' | '\u{2022}' => '・',
        '\u{00A0}' | '\u{2002}' | '\u{2003}' | '\u{202F}' => ' ',
        other => other,
    }
}

/// Appends the bytes of one character; whether CP932 has it.
fn push(c: char, bytes: &mut Vec<u8>) -> bool {
    if c.is_ascii() {
        bytes.push(c as u8);
        return true;
    }
    let mut buffer = [0; 4];
    let (encoded, _, unmappable) = SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
    if !unmappable {
        bytes.extend_from_slice(&encoded);
    }
    !unmappable
}

/// Appends text in CP932; the characters that had to be replaced by 〓.
pub(super) fn encode(text: &str, bytes: &mut Vec<u8>) -> Vec<char> {
    let mut lost = Vec::new();
    for c in text.chars() {
        // A selector chooses a variant of the character before it; without it that one stays.
        if matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}') {
            lost.push(c);
            continue;
        }
        if !push(form(c), bytes) {
            lost.push(c);
            push(MISSING, bytes);
        }
    }
    lost
}

/// How a text comes back after it was written as CP932: ～ for 〜, 〓 for 𠮷.
#[must_use]
pub fn as_cp932(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    encode(text, &mut bytes);
    SHIFT_JIS.decode_without_bom_handling(&bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_substitute_is_in_cp932() {
        for c in "\u{301C}\u{2212}\u{2016}¢£¬¥¦\u{203E}—–\u{2011}·•\u{A0}\u{2003}".chars() {
            let mut bytes = Vec::new();
            assert!(encode(&c.to_string(), &mut bytes).is_empty(), "{c:?}");
        }
    }

    #[test]
    fn what_is_in_cp932_comes_back_as_it_was() {
        for text in ["盾", "髙﨑", "①㈱Ⅳ№", "ｻｰﾊﾞ", "～－∥￠￡￢￥―", "abc\\~"] {
            assert_eq!(as_cp932(text), text);
        }
        assert_eq!(as_cp932("𠮷㋿"), "〓〓");
        assert_eq!(as_cp932("葛\u{E0100}"), "葛");
    }
}
