//! Tries every address in the files, politely: for `aandeslag check --links`, and for the round at night
//! that [`crate::bot::jobs::dead_links`] makes.
//!
//! A few hosts at once and one request per host at a time, with a pause between; what a site refuses
//! to a program, or is too busy for, is no fault of the text and is not reported as one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use reqwest::{Client, Method, StatusCode};
use url::Url;

use crate::diagnostic::Sources;

/// Where an address stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The address.
    pub url: Url,
}

/// What trying an address told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is a page.
    Works,
    /// Nobody can tell from here: refused to programs, too busy, or too slow.
    Unsure(String),
    /// The page is gone, or the site.
    Broken(String),
}

/// How many hosts are asked at once.
const HOSTS_AT_ONCE: usize = 4;
/// How long one answer may take.
const WITHIN: Duration = Duration::from_secs(15);
/// The pause between two requests to one host.
const BETWEEN: Duration = Duration::from_millis(500);
/// Who asks; sites may want to know.
const USER_AGENT: &str = concat!("aandeslag/", env!("CARGO_PKG_VERSION"), " (link check)");

/// Every address in the files, by file and line. Also those in running text and in comments count:
/// a moderator put them there.
pub fn places(sources: &Sources) -> Vec<Place> {
    let mut places = Vec::new();
    for file in &sources.files {
        for (line, text) in (1..).zip(file.text().lines()) {
            for (at, _) in text.match_indices("http") {
                let rest = &text[at..];
                let address = &rest[..end_of(rest)];
                let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?']);
                let url = Url::parse(address).ok().filter(|url| {
                    matches!(url.scheme(), "http" | "https")
                        && url.has_host()
                        && address.contains("://")
                });
                let file = file.path.clone();
                places.extend(url.map(|url| Place { file, line, url }));
            }
        }
    }
    places
}

/// Where an address ends: at what cannot be in one, and at a bracket that was not opened in it.
fn end_of(text: &str) -> usize {
    let (mut round, mut square) = (0_usize, 0_usize);
    let mut ends = |c: char| match c {
        '(' | '[' => {
            let open = if c == '(' { &mut round } else { &mut square };
            *open += 1;
            false
        }
        ')' | ']' => {
            let open = if c == ')' { &mut round } else { &mut square };
            let is_closed = *open > 0;
            *open = open.saturating_sub(1);
            !is_closed
        }
        c => c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'),
    };
    text.find(&mut ends).unwrap_or(text.len())
}

/// Tries every address once, wherever it stands, and gives those that were tried before `until` is over;
/// `tried` counts their places.
///
/// # Errors
///
/// When no request can be made at all.
pub async fn check(
    places: Vec<Place>,
    tried: &AtomicUsize,
    until: impl Future<Output = ()>,
) -> anyhow::Result<Vec<(Place, Verdict)>> {
    let client = Client::builder()
        .user_agent(USER_AGENT)
        .timeout(WITHIN)
        .build()?;
    let mut by_host: BTreeMap<String, BTreeMap<String, Vec<Place>>> = BTreeMap::new();
    for place in places {
        let host = place.url.host_str().unwrap_or_default().to_owned();
        let same = by_host.entry(host).or_default();
        let mut page = place.url.clone();
        page.set_fragment(None);
        same.entry(page.into()).or_default().push(place);
    }
    let hosts = by_host
        .into_values()
        .map(|pages| one_host(&client, pages, tried).boxed());
    let found = stream::iter(hosts).flatten_unordered(HOSTS_AT_ONCE);
    let mut found: Vec<(Place, Verdict)> = found.take_until(until).concat().await;
    found.sort_by(|(a, _), (b, _)| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(found)
}

/// What trying the pages of one host tells, one after the other.
fn one_host(
    client: &Client,
    pages: BTreeMap<String, Vec<Place>>,
    tried: &AtomicUsize,
) -> impl Stream<Item = Vec<(Place, Verdict)>> {
    let pages = stream::iter(pages.into_iter().enumerate());
    pages.then(move |(n, (page, places))| async move {
        if n > 0 {
            tokio::time::sleep(BETWEEN).await;
        }
        let outcome = try_page(client, &page).await;
        tried.fetch_add(places.len(), Relaxed);
        let found = places.into_iter().map(|place| (place, outcome.clone()));
        found.collect()
    })
}

/// Asks for the head, and for the page itself where that does not go well: some sites know no head.
async fn try_page(client: &Client, page: &str) -> Verdict {
    let head = ask(client, Method::HEAD, page).await;
    if head == Verdict::Works {
        return head;
    }
    tokio::time::sleep(BETWEEN).await;
    ask(client, Method::GET, page).await
}

async fn ask(client: &Client, method: Method, page: &str) -> Verdict {
    match client.request(method, page).send().await {
        Ok(answer) => judge(answer.status()),
        Err(error) if error.is_timeout() => Verdict::Unsure("no answer in time".into()),
        // Also a name that does not exist; the reason stands in what caused the error.
        Err(error) if error.is_connect() => Verdict::Broken("cannot connect".into()),
        Err(error) => Verdict::Unsure(error.without_url().to_string()),
    }
}

/// What the status of an answer tells of a page.
pub fn judge(status: StatusCode) -> Verdict {
    match status.as_u16() {
        200..=399 => Verdict::Works,
        404 | 410 => Verdict::Broken(status.to_string()),
        // 401, 403, 405, 429 and the like are for programs; 5xx may pass.
        _ => Verdict::Unsure(status.to_string()),
    }
}
