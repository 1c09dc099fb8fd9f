//! The endpoint over real sockets: alone, under attack, and as replicas behind nginx.

pub(crate) mod abuse;
mod by_hand;
mod crowd;
pub(crate) mod editing;
mod kubernetes;
mod nginx;
pub(crate) mod requests;
