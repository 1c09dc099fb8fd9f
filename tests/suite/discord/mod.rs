//! What goes to Discord and what may come from it.

mod register;
mod signature;
