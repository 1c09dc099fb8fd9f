//! Signatures and keys with every flaw that is known of verifiers, beside those that are good.

use aandeslag::discord::signature::PublicKey;
use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as B, EIGHT_TORSION};
use curve25519_dalek::traits::IsIdentity;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use proptest::prelude::*;
use sha2::{Digest, Sha512};

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
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
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
    let second_encodings = (0xed..=0xff_u8).map(|low| format!("{low:02x}{}7f", "ff".repeat(30)));
    for key in second_encodings {
        assert!(PublicKey::from_hex(&key).is_err(), "{key}");
    }
}

/// Flawed forms of a good signature: one of each kind that verifiers are known to miss.
fn flawed(good: &[u8; 64]) -> Vec<(&'static str, Vec<u8>)> {
    let changed = |change: &dyn Fn(&mut [u8; 64])| {
        let mut signature = *good;
        change(&mut signature);
        signature.to_vec()
    };
    let with_factor = |factor: Scalar, more: u8| {
        changed(&|s| {
            s[32..].copy_from_slice(factor.as_bytes());
            s[32] += more;
        })
    };
    let mut flawed = vec![
        ("too long", [&good[..], &[0]].concat()),
        ("twice", [&good[..], good].concat()),
        ("all zero", vec![0; 64]),
        ("all ones", vec![0xff; 64]),
        ("halves swapped", [&good[32..], &good[..32]].concat()),
        ("no first half", changed(&|s| s[..32].fill(0))),
        ("no second half", changed(&|s| s[32..].fill(0))),
        ("the largest factor", with_factor(-Scalar::ONE, 0)),
        ("the order itself", with_factor(-Scalar::ONE, 1)),
    ];
    flawed.extend([0, 1, 31, 32, 63].map(|length| ("too short", good[..length].to_vec())));
    let above = (5..8).map(|bit| ("a factor above the order", changed(&|s| s[63] |= 1 << bit)));
    flawed.extend(above);
    let turned = |bit: usize| changed(&|s| s[bit / 8] ^= 1 << (bit % 8));
    flawed.extend((0..512).map(|bit| ("a bit turned", turned(bit))));
    flawed
}

#[test]
fn each_kind_of_flaw_is_seen() {
    let signing = signing_key();
    let key = PublicKey::from_hex(&to_hex(signing.verifying_key().as_bytes())).unwrap();
    let (timestamp, body) = (b"1700000000", b"{\"type\":1}");
    let good = signing.sign(&[&timestamp[..], body].concat()).to_bytes();
    assert!(key.has_signed(to_hex(&good).as_bytes(), timestamp, body));
    for (flaw, signature) in flawed(&good) {
        let signature = to_hex(&signature);
        assert!(
            !key.has_signed(signature.as_bytes(), timestamp, body),
            "{flaw}"
        );
    }
    let text = to_hex(&good);
    let no_digits = text.replace(|c: char| c.is_ascii_digit(), "x");
    for text in [
        &text[1..],
        &no_digits,
        &format!("0x{text}"),
        &format!("{text} "),
    ] {
        assert!(!key.has_signed(text.as_bytes(), timestamp, body), "{text}");
    }
    for at in 0..timestamp.len() {
        let (mut timestamp, mut body) = (*timestamp, *body);
        timestamp[at] ^= 1;
        assert!(!key.has_signed(text.as_bytes(), &timestamp, &body), "{at}");
        timestamp[at] ^= 1;
        body[at] ^= 0x80;
        assert!(!key.has_signed(text.as_bytes(), &timestamp, &body), "{at}");
    }
    assert!(!key.has_signed(text.as_bytes(), timestamp, &body[1..]));
    let others = SigningKey::from_bytes(&[8; 32]).sign(body).to_bytes();
    assert!(!key.has_signed(to_hex(&others).as_bytes(), b"", body));
}

#[test]
fn messages_of_any_length_are_verified() {
    let signing = signing_key();
    let key = PublicKey::from_hex(&to_hex(signing.verifying_key().as_bytes())).unwrap();
    for length in [0, 1, 63, 64, 127, 128, 129, 1 << 20] {
        let message = vec![b'x'; length];
        let signature = to_hex(&signing.sign(&message).to_bytes());
        for at in [0, length / 2, length] {
            let (timestamp, body) = message.split_at(at);
            assert!(
                key.has_signed(signature.as_bytes(), timestamp, body),
                "{length}"
            );
        }
        assert!(
            !key.has_signed(signature.as_bytes(), &message, b"x"),
            "{length}"
        );
    }
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
