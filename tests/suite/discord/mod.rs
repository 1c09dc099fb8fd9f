//! What goes to Discord and what may come from it.

mod fit;
mod register;
mod signature;
