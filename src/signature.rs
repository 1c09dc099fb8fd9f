//! Proves that a request comes from Discord: Ed25519 over its timestamp and raw body, as
//! <https://discord.com/developers/docs/interactions/overview#validating-security-request-headers>
//! describes.
//!
//! Knows nothing of HTTP, and reads nothing of what was signed.

use std::fmt;

use anyhow::{Context, ensure};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, VerifyingKey};

/// The key that Discord shows as *Public Key* of an application.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a key of 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// When it is something else, no point of the curve, or a weak point, for which anybody could
    /// make signatures.
    pub fn from_hex(text: &str) -> anyhow::Result<Self> {
        let bytes = hex(text.as_bytes()).context("it must be 64 hexadecimal digits")?;
        let key = VerifyingKey::from_bytes(&bytes).ok();
        let key = key.context("it is not the public half of any key")?;
        ensure!(!key.is_weak(), "it is a weak key, which is never Discord's");
        Ok(Self(key))
    }

    /// Whether `signature`, of 128 hexadecimal digits, is by this key over the timestamp followed by
    /// the body.
    ///
    /// As strict as RFC 8032 asks: one encoding of each signature only. dalek's `verify_strict` adds
    /// the refusal of weak keys, which [`PublicKey::from_hex`] has done once, and of weak points in
    /// the signature, which only the owner of the key could make fit.
    pub fn has_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let Some(signature) = hex::<SIGNATURE_LENGTH>(signature) else {
            return false;
        };
        let signature = Signature::from_bytes(&signature);
        let message = [timestamp, body].concat();
        ed25519_dalek::Verifier::verify(&self.0, &message, &signature).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey")
    }
}

/// Exactly `N` bytes, from two hexadecimal digits each.
fn hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(digits[0])? << 4 | digit(digits[1])?;
    }
    Some(bytes)
}

fn digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::format_collect,
    reason = "a test may panic, and reads best when it is short"
)]
mod tests {
    use super::PublicKey;

    /// RFC 8032, section 7.1, test 2: a message of one byte, 0x72.
    const KEY: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNATURE: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    #[test]
    fn the_example_of_the_standard_is_accepted() {
        let key = PublicKey::from_hex(KEY).unwrap();
        assert!(key.has_signed(SIGNATURE.as_bytes(), b"", b"\x72"));
        assert!(key.has_signed(SIGNATURE.to_uppercase().as_bytes(), b"\x72", b""));
        assert!(!key.has_signed(SIGNATURE.as_bytes(), b"", b"\x73"));
    }

    /// The same signature with the group's order added to its second half: equal in the sums, and
    /// refused, as it is not the one encoding.
    #[test]
    fn a_second_encoding_is_refused() {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let mut bytes = super::hex::<64>(SIGNATURE.as_bytes()).unwrap();
        let mut carry = 0;
        for (byte, more) in bytes[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            [*byte, _] = sum.to_le_bytes();
            carry = sum >> 8;
        }
        let other: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let key = PublicKey::from_hex(KEY).unwrap();
        assert!(!key.has_signed(other.as_bytes(), b"", b"\x72"));
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        let weak = format!("01{}", "00".repeat(31));
        let no_point = format!("02{}", "00".repeat(31));
        for text in ["", "3d40", &KEY.replace('3', "g"), &weak, &no_point] {
            assert!(PublicKey::from_hex(text).is_err(), "{text}");
        }
    }
}
