//! The local page that looks and works like the chat, for trying the bot without an account.
//!
//! A door like the others: the page sends the interactions that Discord would send and gets
//! the callbacks that Discord would get. It also streams the state of the response files. Serves
//! loopback only, and refuses requests that another site or another name for this machine led here.
//! Whoever uses the page moderates, so its address carries a secret that others on this machine do
//! not know. It stands in the path: a cookie would go to every port of this machine.
#![expect(clippy::disallowed_methods, reason = "draws the secret of the page")]

mod files;
mod guard;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::bot::Bot;
use crate::bot::announcements::Announcements;
use crate::content::snapshot::Snapshot;
use crate::diagnostic;
use crate::discord::rest::Answer;
use crate::discord::{Callback, Interaction, RequestBody, Snowflake, command};
use crate::respond::previous_versions;
use crate::serve::chat::guard::{Own, guard};
use crate::words;

pub use files::Files;

/// The largest interaction that is read; Discord's own are a few kilobytes.
const MAX_BODY: usize = 256 * 1024;

/// How long requests that are under way at shutdown may take.
const GRACE: Duration = Duration::from_secs(2);

/// The guild in which the page plays.
pub const GUILD: Snowflake = Snowflake(1_200_000_000_000_000_002);

/// The channel in which the page shows what moderators hear.
pub const CHANNEL: Snowflake = Snowflake(1_200_000_000_000_000_003);

/// The page's files, as they are built into the program.
const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("page/index.html")),
    ("/style.css", STYLE, include_str!("page/style.css")),
    ("/chat.js", SCRIPT, include_str!("page/chat.js")),
    ("/command.js", SCRIPT, include_str!("page/command.js")),
    ("/component.js", SCRIPT, include_str!("page/component.js")),
    ("/composer.js", SCRIPT, include_str!("page/composer.js")),
    ("/dom.js", SCRIPT, include_str!("page/dom.js")),
    (
        "/interaction.js",
        SCRIPT,
        include_str!("page/interaction.js"),
    ),
    ("/markdown.js", SCRIPT, include_str!("page/markdown.js")),
    ("/message.js", SCRIPT, include_str!("page/message.js")),
    ("/modal.js", SCRIPT, include_str!("page/modal.js")),
    ("/panel.js", SCRIPT, include_str!("page/panel.js")),
];
const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A page that is not served yet.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    own: Own,
}

impl Door {
    /// The page's whole address, for nobody but whoever started the program.
    pub fn page(&self) -> String {
        let Own { address, secret } = &self.own;
        format!("http://{address}/{secret}/")
    }
}

/// Takes the address to listen on, or a free port on it when it is taken, and draws a secret.
///
/// # Errors
///
/// When the address is not a loopback address, or nothing on it can be listened to.
pub async fn bind(listen: SocketAddr) -> anyhow::Result<Door> {
    ensure!(
        listen.ip().is_loopback(),
        "[chat] listen must be a loopback address such as 127.0.0.1:8137, not {listen}: \
         the page is for this computer only"
    );
    let listener = match TcpListener::bind(listen).await {
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let free = SocketAddr::new(listen.ip(), 0);
            TcpListener::bind(free)
                .await
                .with_context(|| format!("cannot listen on {free}"))
        }
        bound => bound.with_context(|| format!("cannot listen on {listen}")),
    }?;
    let own = Own {
        address: listener.local_addr()?,
        secret: format!("{:032x}", rand::random::<u128>()).into(),
    };
    Ok(Door { listener, own })
}

/// Serves the page until `shutdown`. What the moderators' channel is to hear comes in through
/// `announced`, and shows in the page. `files` is also where the bot fetches what the page sends.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    bot: Arc<Bot>,
    door: Door,
    announced: Arc<Announcements>,
    files: Files,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let Door { listener, own } = door;
    let announcements = broadcast::Sender::new(MAX_ANNOUNCED);
    tokio::spawn(pass_on(announced, announcements.clone()));
    let page = Page {
        bot,
        announcements,
        files,
        shutdown: shutdown.clone(),
    };
    info!(address = %own.address, "serving the chat page");
    let app = router(page, own);
    let serving =
        axum::serve(listener, app).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    tokio::select! {
        served = serving => served.context("the chat page stopped"),
        () = out_of_time(&shutdown) => Ok(()),
    }
}

/// Ends some time after `shutdown`, for connections whose request never comes whole.
async fn out_of_time(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// How many announcements wait for a page that is slow to take them.
const MAX_ANNOUNCED: usize = 64;

/// Gives announcements to every page that is open.
async fn pass_on(from: Arc<Announcements>, to: broadcast::Sender<RequestBody>) {
    loop {
        // Without an open page there is nobody to show it to; the log has it too.
        let _ = to.send(from.next().await.message.into());
    }
}

#[derive(Clone)]
struct Page {
    bot: Arc<Bot>,
    announcements: broadcast::Sender<RequestBody>,
    files: Files,
    shutdown: CancellationToken,
}

impl Page {
    /// All that happens on the page happens in the guild that its visitor moderates.
    fn place(&self, interaction: &mut Interaction) {
        if let Some(moderators) = &self.bot.moderators {
            interaction.guild_id = Some(moderators.guild);
        }
    }
}

fn router(page: Page, own: Own) -> Router {
    let at = |path: &str| format!("/{}{path}", own.secret);
    let files = Router::new()
        .route(&at("/attachments"), post(files::take))
        .route(&at("/attachments/{id}"), get(files::give))
        .layer(DefaultBodyLimit::max(files::MAX_BYTES))
        .with_state(page.files.clone());
    let mut router = Router::new();
    for (path, kind, text) in FILES {
        let file = ([(header::CONTENT_TYPE, *kind)], *text);
        router = router.route(&at(path), get(move || async move { file }));
    }
    router
        .route(&at("/commands"), get(commands))
        .route(&at("/interactions"), post(interact))
        .route(&at("/redraw"), post(redraw))
        .route(&at("/events"), get(events))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(page)
        .merge(files)
        .layer(middleware::from_fn_with_state(own, guard))
}

async fn commands(State(page): State<Page>) -> impl IntoResponse {
    let mut commands = command::all(&page.bot.live().current().library, true);
    commands.extend(page.bot.moderators.as_ref().map(command::moderation));
    Json(commands)
}

async fn interact(State(page): State<Page>, Json(mut interaction): Json<Interaction>) -> Response {
    page.place(&mut interaction);
    let callback = match page.bot.answer_in_time(interaction).await {
        Answer::Now(callback) | Answer::Delete(callback) => callback,
        // The page waits as long as Discord does, and has no way to show what comes later; a disk
        // of this computer is not that slow.
        Answer::Later { now, rest } => rest.await.unwrap_or(now),
    };
    with_file(&page.files, callback)
}

/// A callback as the page takes it, with where the file is that goes beside it.
fn with_file(files: &Files, callback: Callback) -> Response {
    let file = callback.file.clone().map(|file| [(FILE, files.keep(file))]);
    (file, Json(callback)).into_response()
}

/// Tells the page where the file is that goes with a callback.
const FILE: HeaderName = HeaderName::from_static("x-attachment");

/// The answer to an earlier question, from the content as it is now. One that would change
/// something is not given again.
async fn redraw(State(page): State<Page>, Json(mut interaction): Json<Interaction>) -> Response {
    page.place(&mut interaction);
    match page.bot.redraw(&interaction) {
        Some(callback) => with_file(&page.files, callback),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The state of the response files, now and after each change, and what moderators are told; ends at shutdown, so that an open
/// page does not keep the program running.
async fn events(State(page): State<Page>) -> impl IntoResponse {
    let mut snapshots = page.bot.live().subscribe();
    snapshots.mark_changed();
    let states = stream::unfold(snapshots, |mut snapshots| async move {
        snapshots.changed().await.ok()?;
        let snapshot = snapshots.borrow_and_update().clone();
        let event = Event::default()
            .event("state")
            .json_data(content_state(&snapshot));
        Some((event, snapshots))
    });
    let announcements = (page.announcements.subscribe(), page.files.clone());
    let announcements = stream::unfold(announcements, |(mut announcements, files)| async move {
        let message = loop {
            match announcements.recv().await {
                Ok(message) => break message,
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        };
        let file = message.file.clone().map(|file| files.keep(file));
        let event = Event::default()
            .event("announcement")
            .json_data(json!({ "message": message, "file": file }));
        Some((event, (announcements, files)))
    });
    let events = stream::select(states, announcements);
    Sse::new(events.take_until(page.shutdown.cancelled_owned())).keep_alive(KeepAlive::default())
}

/// What the page shows of the response files.
fn content_state(snapshot: &Snapshot) -> Value {
    let (sources, diagnostics) = (&snapshot.sources, &snapshot.diagnostics);
    json!({
        "summary": diagnostic::summary(sources, diagnostics),
        "stale": previous_versions(snapshot),
        "content": words::moderators::content(sources.files.len(), snapshot.library.n_entries()),
        "loaded_at": snapshot.loaded_at.to_string(),
        "diagnostics": diagnostic::records(sources, diagnostics),
        "report": diagnostic::report(sources, diagnostics, false),
    })
}
