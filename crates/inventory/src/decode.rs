//! From bytes to text: UTF-8 with or without BOM, UTF-16 in both orders, CP932.

use crate::ReadError;
use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file and the name of the encoding it was in.
///
/// Products export "CSV" as UTF-16 with tabs, Excel saves CP932, so that
/// neither the name nor the extension says anything.
pub(crate) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ReadError> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let name = match encoding {
            e if e == UTF_16LE => "UTF-16LE",
            e if e == UTF_16BE => "UTF-16BE",
            _ => "UTF-8（BOM付き）",
        };
        return whole(encoding, &bytes[bom..]).map(|text| (text, name)).ok_or(ReadError::Encoding);
    }
    if let Some((encoding, name)) = utf16_without_bom(bytes) {
        return whole(encoding, bytes).map(|text| (text, name)).ok_or(ReadError::Encoding);
    }
    if bytes.contains(&0) {
        return Err(ReadError::NotTable { what: "文字ではないデータ".to_owned() });
    }
    if bytes.windows(3).take(4_096).any(|w| w == b"\x1b$B" || w == b"\x1b$@")
        && let Some(text) = whole(ISO_2022_JP, bytes)
    {
        return Ok((text, "ISO-2022-JP"));
    }
    if let Some(text) = whole(UTF_8, bytes) {
        return Ok((text, "UTF-8"));
    }
    whole(SHIFT_JIS, bytes).map(|text| (text, "CP932")).ok_or(ReadError::Encoding)
}

/// The text, unless a byte does not belong.
fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 shows itself by the zero bytes of its tabs, commas and new lines.
fn utf16_without_bom(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let pairs = bytes.chunks_exact(2).take(2_000);
    let sign = |b: u8| matches!(b, b'\t' | b',' | b'\n' | b'\r' | b'"');
    let (mut little, mut big) = (0, 0);
    for pair in pairs {
        little += usize::from(sign(pair[0]) && pair[1] == 0);
        big += usize::from(sign(pair[1]) && pair[0] == 0);
    }
    match (little, big) {
        (2.., 0) => Some((UTF_16LE, "UTF-16LE")),
        (0, 2..) => Some((UTF_16BE, "UTF-16BE")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "管理番号\t氏名\r\n001\t髙﨑①㈱\r\n";
        let (cp932, _, _) = SHIFT_JIS.encode(text);
        let with_bom = |bom: &[u8], rest: Vec<u8>| [bom, &rest].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with_bom(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "UTF-8（BOM付き）"),
            (cp932.into_owned(), "CP932"),
            (with_bom(b"\xff\xfe", utf16(text, u16::to_le_bytes)), "UTF-16LE"),
            (with_bom(b"\xfe\xff", utf16(text, u16::to_be_bytes)), "UTF-16BE"),
            (utf16(text, u16::to_le_bytes), "UTF-16LE"),
            (utf16(text, u16::to_be_bytes), "UTF-16BE"),
        ] {
            assert_eq!(decode(&bytes), Ok((text.to_owned(), name)));
        }
    }

    #[test]
    fn bytes_of_no_encoding_are_refused_rather_than_guessed() {
        assert_eq!(decode(b"a,b\n\xff\xff,\x80"), Err(ReadError::Encoding));
        assert!(matches!(decode(b"MZ\x90\0\x03\0\0\0\x04"), Err(ReadError::NotTable { .. })));
    }
}
