//! Gives an interaction one answer, whoever is asked for it and however often.

use tracing::warn;

use crate::discord::Callback;
use crate::store::taken::{Once, Turn};

/// The answer to an interaction that was announced by `later`: what `work` gives for the first who
/// takes it, and the same for everybody else. Without a place to take it, everybody is the first.
/// Blocks on the disk.
pub(crate) fn once(
    once: Option<&Once>,
    interaction: u64,
    later: &Callback,
    work: impl FnOnce() -> Callback,
) -> Callback {
    let Some(once) = once else {
        return work();
    };
    match once.take(interaction, &later.to_keep()) {
        Ok(Turn::First(taken)) => {
            let answer = work();
            taken.answered(&answer.to_keep());
            answer
        }
        Ok(Turn::Done(answer)) => Callback::kept(&answer).unwrap_or_else(Callback::unsure),
        Ok(Turn::Unknown) => Callback::unsure(),
        Err(error) => {
            // The work itself says what the disk refuses.
            warn!(%error, "cannot take an interaction for all replicas");
            work()
        }
    }
}
