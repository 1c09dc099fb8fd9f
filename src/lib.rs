#![forbid(unsafe_code)]
//! A Discord bot whose slash commands are TOML files that moderators keep up to date.
//!
//! The whole bot is two pure functions, and the rest carries bytes to and from them:
//!
//! ```text
//! responses/*.toml ─ read ─▶ Sources ─ compile ─▶ Library and diagnostics ─▶ Snapshot in Live
//!                                                                               │
//! gateway  ─┐                                                                   ▼
//! endpoint ─┼ Interaction ─▶ Invocation ─ respond(snapshot, invocation, draw) ─▶ Reply ─▶ Callback
//! chat, ask ┘
//! ```
//!
//! In reading order, each importing only from those above it (a test holds that):
//!
//! - [`words`]: every Dutch word of the bot itself; [`limits`]: what fits in a message;
//!   [`fold`]: text without what does not count when comparing; [`index`]: which documents fit a
//!   question.
//! - [`library`]: the checked content, immutable; [`search`]: finding entries in it.
//! - [`difference`]: what changed between two texts, for people.
//! - [`diagnostic`]: what is wrong in a file, and how it is shown.
//! - [`disk`]: files written whole or not at all; [`state`]: small files that all processes on a
//!   folder share.
//! - [`snapshot`]: the content at one moment, with what there is to tell about it.
//! - [`content`]: from files to a library; [`content::compile`] is the one function that every check,
//!   start, reload and edit goes through. [`content::live`] holds its only mutable state.
//!   [`content::edit`] changes an entry in the text of its file, [`content::store`] publishes that.
//! - [`respond`]: what the bot says. What takes a disk first is a [`respond::Task`], and
//!   [`respond::conclude`] has the reply when it is done.
//! - [`discord`]: Discord's payloads.
//! - [`drafts`], [`weekly`], [`missed`], [`recheck`]: what is kept in the state folder: texts not yet
//!   published, the tip of the week, what was not found, and when moderators were reminded.
//! - [`announcements`]: what moderators are to hear, with [`told`], what was told lately by any process
//!   on the state folder; [`backoff`]: pauses between attempts.
//! - [`once`]: which interactions were taken, over all processes; [`worker`]: carries out tasks.
//! - [`metrics`]: what is counted; [`kept`]: what is remembered between answers; [`bot`]: one
//!   interaction in, one callback out.
//! - [`signature`]: proof that a request comes from Discord.
//! - [`config`], [`process`]: settings, and what surrounds a command that keeps running;
//!   [`supervise`]: what systemd is told of it.
//! - [`links`]: whether the addresses in the files still work.
//! - [`rest`]: Discord's REST API; [`register`]: the commands that Discord knows;
//!   [`announce`]: what is written in channels unasked; [`later`]: answers that took their time;
//!   [`attachments`]: files that moderators send.
//! - [`built`]: the bot as the settings want it, with what goes on beside answering.
//! - [`http`]: serving strangers without trusting them; [`operations`]: the pages for whoever keeps
//!   the bot running.
//! - The doors: [`ask`], [`chat`], [`gateway`], [`endpoint`].
//!
//! What is absent on purpose: `compile` and `respond` know no sockets, clock or file system, and
//! nothing outside [`discord`] and the gateway names Discord's types. The gateway reads no event but
//! what keeps its session; an interaction goes to the reader that the endpoint uses. No code names a command or a
//! text of the content. Transports do not know one another and decide nothing about what to say.

pub mod announce;
pub mod announcements;
pub mod ask;
pub mod assembly;
pub mod attachments;
pub mod backoff;
pub mod bot;
pub mod chat;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod difference;
pub mod discord;
pub mod disk;
pub mod drafts;
pub mod endpoint;
pub mod fold;
pub mod gateway;
pub mod http;
pub mod index;
pub mod kept;
pub mod later;
pub mod library;
pub mod limits;
pub mod links;
pub mod metrics;
pub mod missed;
pub mod once;
pub mod operations;
pub mod process;
pub mod recheck;
pub mod register;
pub mod respond;
pub mod rest;
pub mod search;
pub mod signature;
pub mod snapshot;
pub mod state;
#[cfg(target_os = "linux")]
pub mod supervise;
pub mod told;
pub mod weekly;
pub mod words;
pub mod worker;
