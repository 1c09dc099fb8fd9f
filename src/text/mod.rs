//! Text as text: what any room may ask of it.

pub mod difference;
pub mod fold;
pub mod limits;
pub mod lines;
