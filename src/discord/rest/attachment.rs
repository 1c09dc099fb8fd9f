//! Fetches a file that somebody sent with a command, from where Discord keeps it.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use tokio::time::timeout;
use url::Url;

use crate::discord::rest::call::read_body;
use crate::discord::rest::{Rest, cause};
use crate::respond::NotFetched;

/// Where Discord keeps files; <https://discord.com/developers/docs/reference#signed-attachment-cdn-urls>.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// How long fetching may take; what is fetched is small.
const WITHIN: Duration = Duration::from_secs(10);

impl Rest {
    /// The bytes at an address that Discord gave, at most `limit` of them. The bot's token does not
    /// go along.
    ///
    /// # Errors
    ///
    /// When the address is not Discord's, or what is there does not come whole.
    pub async fn attachment(&self, url: &str, limit: usize) -> Result<Vec<u8>, NotFetched> {
        let url = Url::parse(url).map_err(|_| NotFetched::Elsewhere)?;
        if !self.is_discords(&url) {
            return Err(NotFetched::Elsewhere);
        }
        let fetching = fetch(&self.client, url, limit);
        timeout(WITHIN, fetching)
            .await
            .unwrap_or(Err(NotFetched::Unreachable))
    }

    /// Whether Discord keeps files there: at its own hosts, or where the API itself is.
    fn is_discords(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_cdn = url.scheme() == "https" && HOSTS.contains(&host) && url.port().is_none();
        let api = Url::parse(&self.base).ok();
        is_cdn || api.is_some_and(|api| api.origin() == url.origin())
    }
}

/// A status is looked at first: what comes with another than 200 is no file.
async fn fetch(client: &Client, url: Url, limit: usize) -> Result<Vec<u8>, NotFetched> {
    let unreachable = |error: reqwest::Error| {
        tracing::warn!("an attachment did not come: {}", cause(&error));
        NotFetched::Unreachable
    };
    let response = client.get(url).send().await.map_err(unreachable)?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
            return Err(NotFetched::Gone);
        }
        status => {
            tracing::warn!("an attachment did not come: Discord answered {status}");
            return Err(NotFetched::Unreachable);
        }
    }
    let bytes = read_body(response, limit).await.map_err(unreachable)?;
    if bytes.len() > limit {
        return Err(NotFetched::TooLarge);
    }
    Ok(bytes)
}
