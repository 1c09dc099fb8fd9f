//! Proves that a request comes from Discord: Ed25519 over its timestamp and raw body, as
//! <https://discord.com/developers/docs/interactions/overview#validating-security-request-headers>
//! describes.
//!
//! Knows nothing of HTTP, and reads nothing of what was signed.
//!
//! # Strict enough
//!
//! The check is `[s]B - [h]A`, encoded, equal to the bytes of `R`: RFC 8032, section 5.1.7, without
//! the cofactor. What that equation leaves open is closed by these, and a test has each of them:
//!
//! - `s` not below the group's order would be a second signature from every good one; it is refused.
//! - A key of small order fits signatures that nobody made; one with a part of small order leaves
//!   room between verifiers with and without the cofactor; one with a second encoding hashes
//!   differently from its equal. [`PublicKey::from_hex`] refuses all three, once. A key made as the
//!   standard says is none of them.
//! - With `A` in the group of prime order, so is `[s]B - [h]A`, and it is encoded in the one
//!   canonical way. So an `R` of small or mixed order, or in another encoding, never equals it, but
//!   for the neutral point, which only the owner of the key can make fit; that one is refused too.
//!
//! This makes the verdict that of ed25519-dalek's `verify_strict`, for every key that is taken. Discord
//! signs by the standard and needs none of the leeway. Time does not matter: all of it is public.
//!
//! # Fast
//!
//! A verifier usually meets a new key each time: it has to decode the point, and doubles it 250 times
//! while it multiplies. Here the key is known from the start, so its multiples are worked out once, as
//! are those of `B`, and both products are 64 additions; `Multiples` says how. Libraries have such
//! tables for signing, and read every entry for each digit so that the time they take tells nothing of
//! a secret; nothing here is secret, so one entry is read. `R` is not decoded either, which saves a
//! square root. That takes less than half the time of dalek's `verify`, ring and aws-lc-rs;
//! `BENCHMARKS.md` has the figures.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, ensure};
use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::traits::Identity;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{SIGNATURE_LENGTH, VerifyingKey};
use sha2::{Digest, Sha512};

/// How many bytes each half of a signature has: a point and a factor.
const HALF: usize = SIGNATURE_LENGTH / 2;
/// The neutral point, encoded.
const NEUTRAL: [u8; HALF] = {
    let mut bytes = [0; HALF];
    bytes[0] = 1;
    bytes
};

/// The key that Discord shows as *Public Key* of an application.
#[derive(Clone)]
pub struct PublicKey {
    key: VerifyingKey,
    tables: Arc<Tables>,
}

/// What verifying adds up.
struct Tables {
    base: Multiples,
    /// Of the key's negative, as its product is taken off.
    negative: Multiples,
}

impl PublicKey {
    /// Reads a key of 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// When it is something else, no point of the curve, or a point with a part of small order or in
    /// a second encoding, as no key is that was made by the standard.
    pub fn from_hex(text: &str) -> anyhow::Result<Self> {
        let bytes = hex(text.as_bytes()).context("it must be 64 hexadecimal digits")?;
        let key = VerifyingKey::from_bytes(&bytes).ok();
        let key = key.context("it is not the public half of any key")?;
        let point = key.to_edwards();
        ensure!(
            !key.is_weak() && point.is_torsion_free() && point.compress().0 == bytes,
            "it is a weak key, which is never Discord's"
        );
        let tables = Arc::new(Tables {
            base: Multiples::of(ED25519_BASEPOINT_POINT),
            negative: Multiples::of(-point),
        });
        Ok(Self { key, tables })
    }

    /// Whether `signature`, of 128 hexadecimal digits, is by this key over the timestamp followed by
    /// the body.
    pub fn has_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let Some(signature) = hex::<SIGNATURE_LENGTH>(signature) else {
            return false;
        };
        let (point, factor) = signature.split_at(HALF);
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
        let mut sum = EdwardsPoint::identity();
        self.tables.base.add(&factor, &mut sum);
        self.tables.negative.add(&hash, &mut sum);
        sum.compress().as_bytes() == point && point != NEUTRAL
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey")
    }
}

/// A point's multiples, 640 KiB: for each of the 32 bytes of a factor, what that byte can add to the
/// product.
///
/// A byte above 128 is taken as what it lacks to 256, which is subtracted, and as one more in the next
/// byte; that halves the table.
struct Multiples(Vec<EdwardsPoint>);

/// What a byte is a digit of.
const BASE: usize = 256;
/// How many multiples a byte chooses from.
const CHOICES: usize = BASE / 2;

impl Multiples {
    fn of(point: EdwardsPoint) -> Self {
        let mut multiples = Vec::with_capacity(HALF * CHOICES);
        let mut step = point;
        for _ in 0..HALF {
            let mut multiple = EdwardsPoint::identity();
            for _ in 0..CHOICES {
                multiple += step;
                multiples.push(multiple);
            }
            step = multiple + multiple;
        }
        Self(multiples)
    }

    /// Adds the product with a factor to a sum, in a time that depends on the factor.
    fn add(&self, factor: &Scalar, sum: &mut EdwardsPoint) {
        let mut carry = 0;
        // Factors are below 2^253, so nothing is carried out of the last byte.
        for (byte, multiples) in factor.as_bytes().iter().zip(self.0.chunks_exact(CHOICES)) {
            let digit = usize::from(*byte) + carry;
            carry = usize::from(digit > CHOICES);
            match digit {
                0 | BASE => {}
                1..=CHOICES => *sum += &multiples[digit - 1],
                _ => *sum -= &multiples[BASE - digit - 1],
            }
        }
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
    use curve25519_dalek::EdwardsPoint;
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION};
    use curve25519_dalek::traits::{Identity, IsIdentity};
    use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
    use proptest::prelude::*;
    use sha2::{Digest, Sha512};

    use super::{Multiples, PublicKey, Scalar};

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

    const MESSAGE: &[u8] = b"een bericht";

    fn signing_key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn challenge(first: &[u8], key: &[u8]) -> Scalar {
        let hash = Sha512::new().chain_update(first).chain_update(key);
        Scalar::from_bytes_mod_order_wide(&hash.chain_update(MESSAGE).finalize().into())
    }

    /// What only the owner of a key can make: a signature with any first half at all, the second being
    /// as if its point were `[r]B`.
    fn made_with(secret: &SigningKey, first: [u8; 32], r: Scalar) -> [u8; 64] {
        let hash = challenge(&first, secret.verifying_key().as_bytes());
        let second = r + hash * secret.to_scalar();
        [first, second.to_bytes()].concat().try_into().unwrap()
    }

    fn is_accepted(key: &SigningKey, signature: &[u8; 64]) -> bool {
        let key = PublicKey::from_hex(&to_hex(key.verifying_key().as_bytes())).unwrap();
        key.has_signed(to_hex(signature).as_bytes(), b"", MESSAGE)
    }

    fn is_accepted_strictly(key: &SigningKey, signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        key.verifying_key()
            .verify_strict(MESSAGE, &signature)
            .is_ok()
    }

    /// Whether it fits when multiplied by eight, which is as far as some verifiers look.
    fn fits_loosely(key: &VerifyingKey, first: EdwardsPoint, signature: &[u8; 64]) -> bool {
        let second = Scalar::from_bytes_mod_order(signature[32..].try_into().unwrap());
        let hash = challenge(&signature[..32], key.as_bytes());
        (B * second - key.to_edwards() * hash - first)
            .mul_by_cofactor()
            .is_identity()
    }

    #[test]
    fn a_first_half_with_a_part_of_small_order_is_refused() {
        let key = signing_key();
        for torsion in EIGHT_TORSION {
            for r in [Scalar::ZERO, Scalar::from(12_345_u32)] {
                let first = B * r + torsion;
                let signature = made_with(&key, first.compress().0, r);
                assert!(fits_loosely(&key.verifying_key(), first, &signature));
                let is_good = torsion.is_identity() && r != Scalar::ZERO;
                assert_eq!(is_accepted(&key, &signature), is_good);
                assert_eq!(is_accepted_strictly(&key, &signature), is_good);
            }
        }
    }

    /// Second encodings of points for which anybody can find a factor: the neutral one with a sign or
    /// with the field's prime added, and one of order four with the prime added.
    fn second_encodings() -> [[u8; 32]; 4] {
        let with = |first: u8, middle: u8, last: u8| {
            let mut bytes = [middle; 32];
            (bytes[0], bytes[31]) = (first, last);
            bytes
        };
        [
            with(1, 0, 0x80),
            with(0xee, 0xff, 0x7f),
            with(0xee, 0xff, 0xff),
            with(0xed, 0xff, 0x7f),
        ]
    }

    #[test]
    fn a_second_encoding_of_the_first_half_is_refused() {
        let key = signing_key();
        for first in second_encodings() {
            let signature = made_with(&key, first, Scalar::ZERO);
            assert!(!is_accepted(&key, &signature));
            assert!(!is_accepted_strictly(&key, &signature));
        }
    }

    /// The same signature with a multiple of the group's order added to its second half: equal in the
    /// sums, and refused, as it is not the one encoding.
    #[test]
    fn a_second_encoding_of_the_second_half_is_refused() {
        const ORDER: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let key = signing_key();
        let good = key.sign(MESSAGE).to_bytes();
        assert!(is_accepted(&key, &good));
        let point = curve25519_dalek::edwards::CompressedEdwardsY(good[..32].try_into().unwrap());
        let point = point.decompress().unwrap();
        let mut signature = good;
        // After fifteen times it no longer fits in 32 bytes.
        for _ in 0..14 {
            let mut carry = 0;
            for (byte, more) in signature[32..].iter_mut().zip(ORDER) {
                let sum = u16::from(*byte) + u16::from(more) + carry;
                [*byte, _] = sum.to_le_bytes();
                carry = sum >> 8;
            }
            assert!(fits_loosely(&key.verifying_key(), point, &signature));
            assert!(!is_accepted(&key, &signature));
            assert!(!is_accepted_strictly(&key, &signature));
        }
    }

    /// Each of these would take signatures that are refused here, or were made by nobody.
    #[test]
    fn a_key_with_a_part_of_small_order_is_refused() {
        let nobodys = [EIGHT_TORSION[0].compress().0, [0; 32]].concat();
        let nobodys = Signature::from_slice(&nobodys).unwrap();
        let neutral = VerifyingKey::from_bytes(&EIGHT_TORSION[0].compress().0).unwrap();
        assert!(
            neutral.verify(MESSAGE, &nobodys).is_ok(),
            "such a key is a trap"
        );
        for torsion in EIGHT_TORSION {
            let mixed = signing_key().verifying_key().to_edwards() + torsion;
            let is_taken =
                |point: EdwardsPoint| PublicKey::from_hex(&to_hex(&point.compress().0)).is_ok();
            assert!(!is_taken(torsion));
            assert_eq!(is_taken(mixed), torsion.is_identity());
        }
        // The prime and all above it: the second encodings of the numbers from 0 to 18.
        let second_encodings =
            (0xed..=0xff_u8).map(|low| format!("{low:02x}{}7f", "ff".repeat(30)));
        for key in second_encodings {
            assert!(PublicKey::from_hex(&key).is_err(), "{key}");
        }
    }

    fn product(point: EdwardsPoint, factor: Scalar) -> EdwardsPoint {
        let mut sum = EdwardsPoint::identity();
        Multiples::of(point).add(&factor, &mut sum);
        sum
    }

    /// Bytes that are carried, that just are not, and that carrying makes 256.
    #[test]
    fn products_are_right_where_a_byte_is_carried() {
        for byte in [0, 1, 0x7f, 0x80, 0x81, 0xfe, 0xff] {
            for last in [0, 1, 0x0f] {
                let mut bytes = [byte; 32];
                bytes[31] = last;
                let factor = Scalar::from_canonical_bytes(bytes).unwrap();
                assert_eq!(product(B, factor), B * factor, "{byte:x}, {last:x}");
                bytes[0] = 0x81;
                let factor = Scalar::from_canonical_bytes(bytes).unwrap();
                assert_eq!(product(-B, factor), -B * factor, "{byte:x}, {last:x}");
            }
        }
        assert_eq!(product(B, -Scalar::ONE), -B);
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
