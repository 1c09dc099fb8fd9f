//! Text as text: what any room may ask of it.

pub mod limits;
pub mod work;
pub mod fold;
pub mod lines;
pub mod difference;
