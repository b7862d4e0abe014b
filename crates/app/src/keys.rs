//! The server's own key: links and PINs for vendors are computed from it, so that neither has to be stored.
//!
//! The database holds only the SHA-256 of a link's token; a reminder that names the link again computes it anew.
//! Whoever steals the database alone has no way in; whoever restores a backup without the key makes new links.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use tate_domain::id::{FacilityId, LinkId};

/// 256 bits that never leave the server.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// The keys of a server with this secret.
    #[must_use]
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    fn mac(&self, purpose: &str, about: &str) -> [u8; 32] {
        // A key of 32 bytes is never refused.
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => return [0; 32],
        };
        for part in [purpose, "\0", about] {
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// The token of a link: 256 bits in 43 letters that need no escaping in an address.
    #[must_use]
    pub fn token(&self, link: &LinkId) -> String {
        URL_SAFE_NO_PAD.encode(self.mac("vendor-link", link.as_str()))
    }

    /// The secret of a desk's signing key: computed like everything else, so that no second file can be lost or copied.
    #[must_use]
    pub fn signing_secret(&self, facility: &FacilityId, number: i64) -> [u8; 32] {
        self.mac("desk-sign", &format!("{facility}:{number}"))
    }

    /// The PIN of a link: eight digits, told by another way than the link.
    #[must_use]
    pub fn pin(&self, link: &LinkId) -> String {
        let bytes = self.mac("vendor-pin", link.as_str());
        let number = bytes.iter().take(8).fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
        format!("{:08}", number % 100_000_000)
    }

    /// Whether a typed PIN is a link's; full-width digits and hyphens are forgiven. Takes as long whatever is typed.
    #[must_use]
    pub fn is_pin(&self, link: &LinkId, typed: &str) -> bool {
        let typed: String = tate_domain::text::nfkc(typed).chars().filter(char::is_ascii_digit).collect();
        let right = self.pin(link);
        typed.len() == right.len() && typed.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
    }
}

/// What the database keeps of a token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{Keys, token_hash};

    #[test]
    fn every_link_has_its_own_token_and_pin_and_another_server_has_others() {
        let (keys, other) = (Keys::new([1; 32]), Keys::new([2; 32]));
        let (one, two) = ("l-1".into(), "l-2".into());
        assert_eq!((keys.token(&one).len(), keys.pin(&one).len()), (43, 8));
        assert_eq!(keys.token(&one), keys.token(&one));
        assert_ne!(keys.token(&one), keys.token(&two));
        assert_ne!(keys.token(&one), other.token(&one));
        assert_ne!(keys.pin(&one), other.pin(&one));
        assert_eq!(token_hash(&keys.token(&one)).len(), 64);
    }

    #[test]
    fn a_pin_is_read_as_people_type_it_and_nothing_else_opens() {
        let (keys, link) = (Keys::new([1; 32]), "l-1".into());
        let pin = keys.pin(&link);
        let wide: String = pin.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect();
        assert!(keys.is_pin(&link, &pin) && keys.is_pin(&link, &format!(" {}-{} ", &pin[..4], &pin[4..])));
        assert!(keys.is_pin(&link, &wide));
        assert!(!keys.is_pin(&link, "") && !keys.is_pin(&link, &keys.pin(&"l-2".into())));
    }
}
