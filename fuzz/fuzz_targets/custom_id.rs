//! The text of a button: any text.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "shared with the other targets")]
#[path = "../../tests/suite/support/invariants.rs"]
mod invariants;

fuzz_target!(|text: &str| invariants::check_custom_id(text));
