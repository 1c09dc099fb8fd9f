#![forbid(unsafe_code)]
//! A Discord bot whose slash commands are TOML files that moderators keep up to date.
//!
//! The whole bot is two pure functions, and the rest carries bytes to and from them:
//!
//! ```text
//! responses/*.toml ─ read ─▶ Sources ─ compile ─▶ Library and diagnostics ─▶ Snapshot in Live
//!                                                                               │
//! gateway ─┐                                                                    ▼
//! chat    ─┼─ Interaction ─▶ Invocation ─ respond(snapshot, invocation, draw) ─▶ Reply ─▶ Callback
//! ask     ─┘
//! ```
//!
//! In reading order, each importing only from those above it (a test holds that):
//!
//! - [`words`]: every Dutch word of the bot itself; [`limits`]: what fits in a message;
//!   [`fold`]: text without what does not count when comparing; [`index`]: which documents fit a
//!   question.
//! - [`library`]: the checked content, immutable; [`search`]: finding entries in it.
//! - [`diagnostic`]: what is wrong in a file, and how it is shown.
//! - [`snapshot`]: the content at one moment, with what there is to tell about it.
//! - [`content`]: from files to a library; [`content::compile`] is the one function that every check,
//!   start, reload and edit goes through. [`content::live`] holds the only mutable state.
//! - [`respond`]: what the bot says.
//! - [`discord`]: Discord's payloads.
//! - [`missed`]: what was not found, counted; [`bot`]: one interaction in, one callback out.
//! - [`weekly`]: the tip of the week.
//! - [`config`], [`process`]: settings, and what surrounds a command that keeps running.
//! - [`backoff`], [`rest`]: Discord's REST API; [`register`]: the commands that Discord knows;
//!   [`announce`]: what the moderation channel hears.
//! - [`links`]: whether the addresses in the files still work.
//! - The doors: [`ask`], [`chat`], [`gateway`].
//!
//! What is absent on purpose: `compile` and `respond` know no sockets, clock or file system, and
//! nothing outside [`discord`] and the gateway names Discord's types. No code names a command or a
//! text of the content. Transports do not know one another and decide nothing about what to say.

pub mod announce;
pub mod ask;
pub mod backoff;
pub mod bot;
pub mod chat;
pub mod config;
pub mod content;
pub mod diagnostic;
pub mod discord;
pub mod fold;
pub mod gateway;
pub mod index;
pub mod library;
pub mod limits;
pub mod links;
pub mod missed;
pub mod process;
pub mod register;
pub mod respond;
pub mod rest;
pub mod search;
pub mod snapshot;
pub mod weekly;
pub mod words;
