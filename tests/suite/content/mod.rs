//! From text to a library, and changes of the text.

mod arrange;
mod check;
mod edit;
mod edits;
mod library;
mod linear;
mod memory;
mod mistakes;
mod places;
mod properties;
mod synonyms;
mod text;
mod tips;
