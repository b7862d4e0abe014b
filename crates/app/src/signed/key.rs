//! Ed25519 keys as people handle them, and the detached signature file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _};
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The name of the signature file's layout.
pub const SIGNATURE_FORMAT: &str = "tate-signature-1";
const ALGORITHM: &str = "ed25519";

/// A vendor's secret key. It is never printed and never logged.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().key_id())
    }
}

impl SigningKey {
    /// The key of 32 secret bytes.
    #[must_use]
    pub fn of(secret: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// A new key from the system's random numbers.
    #[must_use]
    pub fn random() -> Self {
        Self::of(&rand::random())
    }

    /// The key of a PKCS#8 PEM file; none when it is something else.
    #[must_use]
    pub fn read(pem: &str) -> Option<Self> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem.trim()).ok().map(Self)
    }

    /// The key as a PKCS#8 PEM file.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.to_string()).unwrap_or_default()
    }

    /// Its public part.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The text of the detached signature file over these bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        let file = SignatureFile {
            format: SIGNATURE_FORMAT.to_owned(),
            algorithm: ALGORITHM.to_owned(),
            key_id: self.public().key_id(),
            signature: STANDARD.encode(self.0.sign(bytes).to_bytes()),
        };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }
}

/// A vendor's public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key as people paste it: base64, 64 hexadecimal digits, or PEM; spaces and line ends do not matter. Keys of
    /// small order, under which anything verifies, are none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = tate_domain::text::nfkc(text);
        let key = if text.contains("-----BEGIN") {
            VerifyingKey::from_public_key_pem(text.trim()).ok()?
        } else {
            let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let bytes = match compact.len() {
                64 => hex::decode(&compact).ok()?,
                43..=44 => STANDARD.decode(format!("{:=<44}", compact)).ok()?,
                _ => return None,
            };
            VerifyingKey::from_bytes(&<[u8; 32]>::try_from(bytes.as_slice()).ok()?).ok()?
        };
        (!key.is_weak()).then_some(Self(key))
    }

    /// As base64, 44 characters.
    #[must_use]
    pub fn text(&self) -> String {
        STANDARD.encode(self.0.as_bytes())
    }

    /// SHA-256 of the key, as 64 hexadecimal digits: what is compared by telephone.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }

    /// The first 16 digits of the fingerprint.
    #[must_use]
    pub fn key_id(&self) -> String {
        self.fingerprint().chars().take(16).collect()
    }

    /// Whether a signature over bytes is this key's.
    #[must_use]
    pub(super) fn made(&self, bytes: &[u8], signature: &[u8; 64]) -> bool {
        // Strict: one signature per message and key, so that a file cannot be made to look like another one.
        self.0.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok()
    }
}

/// Hexadecimal digits in groups of four, to be read aloud.
#[must_use]
pub fn groups(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The detached signature file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignatureFile {
    pub(super) format: String,
    pub(super) algorithm: String,
    pub(super) key_id: String,
    pub(super) signature: String,
}

impl SignatureFile {
    /// Reads one; none when it is something else.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, [u8; 64])> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let file: Self = serde_json::from_slice(bytes).ok()?;
        let known = file.format == SIGNATURE_FORMAT && file.algorithm == ALGORITHM;
        let signature = STANDARD.decode(&file.signature).ok()?;
        Some((file, <[u8; 64]>::try_from(signature.as_slice()).ok()?)).filter(|_| known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_its_file_and_its_public_part_is_read_as_people_paste_it() {
        let key = SigningKey::of(&[7; 32]);
        let again = SigningKey::read(&key.pem()).unwrap();
        assert_eq!(again.public(), key.public());
        assert!(key.pem().starts_with("-----BEGIN PRIVATE KEY-----"));
        let public = key.public();
        let spaced = format!(" {}\n{} ", &public.text()[..20], &public.text()[20..]);
        for text in
            [public.text(), spaced, public.text().trim_end_matches('=').to_owned(), hex::encode(public.0.as_bytes())]
        {
            assert_eq!(PublicKey::read(&text), Some(public), "{text}");
        }
        for text in ["", "abc", &"A".repeat(44), &"0".repeat(64), &key.pem()] {
            assert_eq!(PublicKey::read(text), None, "{text}");
        }
        assert_ne!(SigningKey::random().public(), SigningKey::random().public());
        assert_eq!(groups(&public.key_id()).len(), 19);
        assert!(!format!("{key:?}").contains(&hex::encode([7; 4])));
    }

    #[test]
    fn a_signature_holds_for_its_bytes_and_its_key_alone() {
        let (key, other) = (SigningKey::of(&[7; 32]), SigningKey::of(&[8; 32]));
        let (file, signature) = SignatureFile::read(key.sign(b"bytes").as_bytes()).unwrap();
        assert_eq!(file.key_id, key.public().key_id());
        assert!(key.public().made(b"bytes", &signature));
        assert!(!key.public().made(b"byteS", &signature) && !other.public().made(b"bytes", &signature));
        assert!(SignatureFile::read(b"{}").is_none());
    }
}
