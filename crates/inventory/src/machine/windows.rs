//! What the version numbers of Windows say.

/// The release in a name or a field of its own: `24H2`, `1809`.
fn is_release(word: &str) -> bool {
    let bytes = word.as_bytes();
    let half = bytes.len() == 4 && bytes[..2].iter().all(u8::is_ascii_digit) && matches!(&bytes[2..], b"H1" | b"H2");
    half || matches!(
        word,
        "1507" | "1511" | "1607" | "1703" | "1709" | "1803" | "1809" | "1903" | "1909" | "2004" | "2009"
    )
}

/// The release, if the field holds one and nothing else.
pub(super) fn release(field: &str) -> &str {
    let field = field.trim();
    if is_release(field) { field } else { "" }
}

/// Build and revision of `10.0.26100.4652`, `26100.4652` or `10.0.26100`; empty for anything else (`Service Pack 1`).
pub(super) fn build(field: &str) -> &str {
    let field = field.trim();
    let short = field.strip_prefix("10.0.").or_else(|| field.strip_prefix("6.3.")).unwrap_or(field);
    let short = short.strip_prefix("6.1.").or_else(|| short.strip_prefix("6.2.")).unwrap_or(short);
    let mut parts = short.split('.');
    let numbers = parts.next().is_some_and(|n| (4..=5).contains(&n.len()) && digits(n));
    let revision = parts.next().is_none_or(|n| n.len() <= 6 && digits(n));
    if numbers && revision && parts.next().is_none() { short } else { "" }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a name is Windows.
pub(super) fn is(name: &str) -> bool {
    name.to_ascii_lowercase().contains("windows")
}

/// Name, release and build of one text: `Microsoft Windows 11 Pro 24H2 10.0.26100.4652`.
pub(super) fn split(text: &str) -> (String, String, String) {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut taken = |wanted: fn(&str) -> bool| {
        let last = words.last().copied().filter(|word| wanted(word)).unwrap_or_default();
        if !last.is_empty() {
            words.pop();
        }
        last
    };
    let found = build(taken(|word| word.contains('.') && !build(word).is_empty())).to_owned();
    let release = taken(is_release).to_owned();
    (words.join(" "), release, found)
}

/// Whether the name says that it is a server.
pub(super) fn is_server(name: &str) -> bool {
    is(name) && name.contains("Server")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_everything_is_taken_apart() {
        let split = |text| {
            let (name, release, build) = split(text);
            [name, release, build]
        };
        assert_eq!(
            split("Microsoft Windows 11 Pro 24H2 10.0.26100.4652"),
            ["Microsoft Windows 11 Pro", "24H2", "26100.4652"]
        );
        assert_eq!(split("Windows Server 2019 Standard 1809"), ["Windows Server 2019 Standard", "1809", ""]);
        assert_eq!(split("Windows Server 2019"), ["Windows Server 2019", "", ""]);
        assert_eq!(split(""), ["", "", ""]);
    }

    #[test]
    fn what_is_no_build_or_release_stays_empty() {
        for (field, found) in [
            ("10.0.26100.4652", "26100.4652"),
            ("26100.4652", "26100.4652"),
            ("10.0.19045", "19045"),
            ("6.3.9600", "9600"),
            ("Service Pack 1", ""),
            ("22H2", ""),
            ("", ""),
        ] {
            assert_eq!(build(field), found, "{field}");
        }
        assert_eq!((release("24H2"), release("31 (Workstation)"), release("29")), ("24H2", "", ""));
    }
}
