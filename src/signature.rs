//! Proves that a request comes from Discord: Ed25519 over its timestamp and raw body, as
//! <https://discord.com/developers/docs/interactions/overview#validating-security-request-headers>
//! describes.
//!
//! Knows nothing of HTTP, and reads nothing of what was signed.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, ensure};
use curve25519_dalek::Scalar;
use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::EdwardsBasepointTable;
use curve25519_dalek::traits::BasepointTable;
use ed25519_dalek::{SIGNATURE_LENGTH, VerifyingKey};
use sha2::{Digest, Sha512};

/// The key that Discord shows as *Public Key* of an application.
#[derive(Clone)]
pub struct PublicKey {
    key: VerifyingKey,
    /// Multiples of the key's negative, 30 KiB. One key signs everything, so the work that verifying
    /// does for each signature is done here once; that saves a fifth of it.
    negative: Arc<EdwardsBasepointTable>,
}

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
        let negative = Arc::new(EdwardsBasepointTable::create(&-key.to_edwards()));
        Ok(Self { key, negative })
    }

    /// Whether `signature`, of 128 hexadecimal digits, is by this key over the timestamp followed by
    /// the body.
    ///
    /// The check of RFC 8032, section 5.1.7, without the cofactor, which is what ed25519-dalek's
    /// `verify` does: the signature's second half must be below the group's order, and its first half
    /// the one encoding of the point that results. A test compares the two. `verify_strict` adds the
    /// refusal of weak keys, which [`PublicKey::from_hex`] has done once, and of weak points in the
    /// signature, which only the owner of the key could make fit.
    pub fn has_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let Some(signature) = hex::<SIGNATURE_LENGTH>(signature) else {
            return false;
        };
        let (point, factor) = signature.split_at(SIGNATURE_LENGTH / 2);
        let factor = factor.try_into().map(Scalar::from_canonical_bytes);
        let Some(factor) = factor.ok().and_then(Option::<Scalar>::from) else {
            return false;
        };
        let hash = Sha512::new()
            .chain_update(point)
            .chain_update(self.key.as_bytes())
            .chain_update(timestamp)
            .chain_update(body);
        let hash = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let result = ED25519_BASEPOINT_TABLE.mul_base(&factor) + self.negative.mul_base(&hash);
        result.compress().as_bytes() == point
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
    use ed25519_dalek::{Signature, Signer, SigningKey};
    use proptest::prelude::*;

    use super::PublicKey;

    fn to_hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

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
        let key = PublicKey::from_hex(KEY).unwrap();
        assert!(!key.has_signed(to_hex(&bytes).as_bytes(), b"", b"\x72"));
    }

    proptest! {
        /// Good signatures, and ones with any bits turned.
        #[test]
        fn the_verdict_is_that_of_dalek(
            seed: [u8; 32],
            message: Vec<u8>,
            at in 0..=64_usize,
            turned: u8,
        ) {
            let signing = SigningKey::from_bytes(&seed);
            let mut signature = signing.sign(&message).to_bytes();
            if let Some(byte) = signature.get_mut(at) {
                *byte ^= turned;
            }
            let dalek = signing
                .verifying_key()
                .verify_strict(&message, &Signature::from_bytes(&signature))
                .is_ok();
            let key = PublicKey::from_hex(&to_hex(signing.verifying_key().as_bytes())).unwrap();
            let (timestamp, body) = message.split_at(message.len() / 2);
            prop_assert_eq!(key.has_signed(to_hex(&signature).as_bytes(), timestamp, body), dalek);
            prop_assert_eq!(dalek, at == 64 || turned == 0);
        }
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
