//! What is on disk: read, watched, written whole or not at all.

mod by_hand;
mod drafts;
mod file_faults;
mod live;
mod pictures;
mod posts;
mod publish;
mod taken;
mod two_processes;
mod write;
