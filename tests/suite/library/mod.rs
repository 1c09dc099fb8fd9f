//! The checked content, and finding things in it.

mod index;
