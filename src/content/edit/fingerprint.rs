//! Numbers that tell one state of an entry or a file from another, so that nobody overwrites what they
//! have not seen.

/// Tells one state of an entry from another: 30 bits over what it says, comments left aside. Two
/// states that happen to share it are one in a thousand million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u32);

/// The 30 bits of a hash that fit in a button.
pub(crate) fn folded(hash: u64) -> u32 {
    u32::try_from((hash ^ (hash >> 30)) & 0x3fff_ffff).unwrap_or_default()
}

/// FNV-1a: the same in every version and on every machine, which std's hashes do not promise.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
