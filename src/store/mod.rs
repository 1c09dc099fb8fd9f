//! Everything on disk: the response files, what answers from them, their versions, and what the state
//! folder keeps. Decides nothing about what to say. Blocks on the disk.

pub mod drafts;
pub mod history;
mod last_good;
pub mod live;
pub mod not_found;
pub mod publish;
mod publish_file;
mod read;
pub mod state_file;
pub mod taken;
pub mod told;
pub mod write;

pub use read::{is_response_file, read};
