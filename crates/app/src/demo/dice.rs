//! Choices that look mixed and are the same on every run.

/// A number that depends on nothing but its arguments (SplitMix64's mixing step).
fn mix(salt: &str, index: usize) -> u64 {
    let mut z = salt
        .bytes()
        .fold(index as u64 ^ 0x9e37_79b9_7f4a_7c15, |z, byte| (z ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number from 0 up to, without, `below`.
pub(super) fn roll(salt: &str, index: usize, below: usize) -> usize {
    usize::try_from(mix(salt, index) % below.max(1) as u64).unwrap_or(0)
}

/// One of a list.
pub(super) fn pick<'a, T: ?Sized>(salt: &str, index: usize, list: &[&'a T]) -> &'a T {
    list[roll(salt, index, list.len())]
}

/// A day `least` to `least + spread` days back, as [`super::book::Book`] reads it.
pub(super) fn days_ago(salt: &str, index: usize, least: usize, spread: usize) -> String {
    format!("-{}d", least + roll(salt, index, spread + 1))
}

/// An invented serial number.
pub(super) fn serial(salt: &str, index: usize) -> String {
    format!("KA{:010}", mix(salt, index) % 10_000_000_000)
}

/// An invented hardware address out of the locally administered range.
pub(super) fn mac(salt: &str, index: usize) -> String {
    let [a, b, c, d, e, ..] = mix(salt, index).to_be_bytes();
    format!("02:{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_gives_the_same_answer_and_neighbours_differ() {
        assert_eq!(mix("a", 1), mix("a", 1));
        assert_ne!(mix("a", 1), mix("b", 1));
        let faces: std::collections::BTreeSet<_> = (0..60).map(|i| roll("die", i, 6)).collect();
        assert_eq!(faces.len(), 6);
    }
}
