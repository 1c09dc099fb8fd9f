//! Pauses between attempts grow, and differ.

use std::time::Duration;

use aandeslag::discord::rest::backoff::Backoff;

#[test]
fn pauses_double_up_to_the_longest_and_start_over_after_a_success() {
    let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_mins(1));
    for whole in [1, 2, 4, 8, 16, 32, 60, 60] {
        let pause = backoff.failed();
        let whole = Duration::from_secs(whole);
        assert!(
            pause >= whole / 2 && pause <= whole,
            "{pause:?} of {whole:?}"
        );
    }
    backoff.succeeded();
    assert!(backoff.failed() <= Duration::from_secs(1));
}

#[test]
fn many_failures_do_not_overflow() {
    let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_mins(1));
    assert!((0..100).all(|_| backoff.failed() <= Duration::from_mins(1)));
}
