//! What goes to Discord and what may come from it.

mod backoff;
mod fit;
mod register;
mod signature;
