//! What moderators do in Discord, through the payloads that Discord sends.

mod asked;
pub(crate) mod entries;
mod fixes;
mod form;
mod inbox;
mod not_found;
mod pictures;
mod preview;
mod processes;
mod silent;
mod upkeep;
pub(crate) mod whole_files;
mod whole_form;
