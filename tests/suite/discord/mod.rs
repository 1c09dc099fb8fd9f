//! What goes to Discord and what may come from it.

mod backoff;
mod fit;
mod refusal;
mod register;
mod signature;
