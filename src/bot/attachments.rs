//! Fetches the files that moderators send, for the worker, which waits for them.

use tokio::runtime::Handle;

use crate::bot::work::Fetch;
use crate::discord::rest::Rest;
use crate::respond::{Attachment, NotFetched};

/// Files that Discord keeps.
#[derive(Debug)]
pub struct AtDiscord {
    rest: Rest,
    runtime: Handle,
}

impl AtDiscord {
    /// Fetches with `rest`, on the runtime that this is called in.
    pub fn new(rest: Rest) -> Self {
        let runtime = Handle::current();
        Self { rest, runtime }
    }
}

impl Fetch for AtDiscord {
    fn fetch(&self, attachment: &Attachment, limit: usize) -> Result<Vec<u8>, NotFetched> {
        let fetching = self.rest.attachment(&attachment.url, limit);
        self.runtime.block_on(fetching)
    }
}
