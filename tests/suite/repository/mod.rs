//! The repository itself: its layers, the shipped texts, the guide and the files to deploy.

mod build_script;
mod deploy;
mod documents;
mod layering;
mod moderators_guide;
mod operators_guide;
mod shipped_texts;
