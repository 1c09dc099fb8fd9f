//! Proves that a request comes from Discord: Ed25519 over its timestamp and raw body, as
//! <https://discord.com/developers/docs/interactions/overview#validating-security-request-headers>
//! describes.
//!
//! Knows nothing of HTTP, and reads nothing of what was signed.
//!
//! # Strict enough
//!
//! The library's check is `[s]B - [h]A`, encoded, equal to the bytes of `R`: RFC 8032, section 5.1.7,
//! without the cofactor, and with `s` below the group's order. What that leaves open is closed by
//! these, and a test has each of them:
//!
//! - A key of small order fits signatures that nobody made; one with a part of small order leaves
//!   room between verifiers with and without the cofactor; one with a second encoding hashes
//!   differently from its equal. [`PublicKey::from_hex`] refuses all three, once. A key made as the
//!   standard says is none of them.
//! - With `A` in the group of prime order, so is `[s]B - [h]A`, and it is encoded in the one
//!   canonical way. So an `R` of small or mixed order, or in another encoding, never equals it, but
//!   for the neutral point, which only the owner of the key can make fit; that one is refused too.
//!
//! This makes the verdict that of the library's `verify_strict`, for every key that is taken, without
//! decoding `R` each time. Discord signs by the standard and needs none of the leeway.

use anyhow::{Context, ensure};
use ed25519_dalek::ed25519::signature::MultipartVerifier;
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, VerifyingKey};

/// The neutral point, encoded.
const NEUTRAL: [u8; SIGNATURE_LENGTH / 2] = {
    let mut bytes = [0; SIGNATURE_LENGTH / 2];
    bytes[0] = 1;
    bytes
};

/// The key that Discord shows as *Public Key* of an application.
#[derive(Debug, Clone)]
pub struct PublicKey(VerifyingKey);

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
        Ok(Self(key))
    }

    /// Whether `signature`, of 128 hexadecimal digits, is by this key over the timestamp followed by
    /// the body.
    pub fn has_signed(&self, signature: &[u8], timestamp: &[u8], body: &[u8]) -> bool {
        let Some(signature) = hex(signature).map(|bytes| Signature::from_bytes(&bytes)) else {
            return false;
        };
        let verdict = self.0.multipart_verify(&[timestamp, body], &signature);
        verdict.is_ok() && *signature.r_bytes() != NEUTRAL
    }
}

/// Exactly `N` bytes, from two hexadecimal digits each.
fn hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    let digit = |byte: u8| char::from(byte).to_digit(16);
    for (byte, digits) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = u8::try_from(digit(digits[0])? << 4 | digit(digits[1])?).ok()?;
    }
    Some(bytes)
}
