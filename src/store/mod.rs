//! Everything on disk: the response files with their pictures, what answers from them, their versions, and what the state
//! folder keeps. Decides nothing about what to say. Blocks on the disk.

pub mod write;
pub mod state_file;
mod read;
pub mod drafts;
mod sent_pictures;
pub mod told;
pub mod taken;
pub mod not_found;
pub mod inbox;
pub mod asked;
pub mod posts;
mod version_file;
pub mod history;
pub mod copy;
mod record;
mod last_good;
pub(crate) mod watch;
mod load;
pub mod load_log;
pub mod live;
pub mod publish;
mod publish_file;
mod order;

pub use read::{is_response_file, read};
