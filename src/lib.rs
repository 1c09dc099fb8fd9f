#![forbid(unsafe_code)]
//! A Discord bot whose slash commands are TOML files that moderators keep up to date.
//!
//! The whole bot is two pure functions, and the rest carries bytes to and from them:
//!
//! ```text
//! responses/*.toml ─ read ─▶ Sources ─ compile ─▶ Library and diagnostics ─▶ Snapshot in Live
//!                                                                               │
//! gateway  ─┐                                                                   ▼
//! endpoint ─┼ Interaction ─▶ Invocation ─ respond(snapshot, invocation, memory) ─▶ Reply ─▶ Callback
//! chat, ask ┘
//! ```
//!
//! Eleven rooms, in reading order. **The one rule:** a file imports only from rooms above its own in
//! this list, and inside its room only from files above it in the room's `mod.rs`; the test `layering`
//! holds it. A `mod.rs` counts as the last file of its folder.
//!
//! - [`text`]: text as text: folding, limits, lines, and what changed between two texts.
//! - [`words`]: what the bot itself says, in Dutch.
//! - [`library`]: the checked content, immutable, and finding things in it.
//! - [`diagnostic`]: the files as they were read, and what is wrong in them: the fault, its words, and how
//!   it is shown.
//! - [`content`]: from text to a library; [`content::compile`] is the one function that every check,
//!   start, reload and edit goes through. [`content::edit`] changes an entry in the text of its file;
//!   snapshots, orders and versions are plain data here.
//! - [`respond`]: what the bot says. What takes a disk first is a [`respond::Task`]; when the bot has done
//!   that, `respond::moderation` gives the [`respond::Conclusion`].
//! - [`store`]: everything on disk: the response files and their one mutable state
//!   ([`store::live`]), versions, drafts, counts.
//! - [`discord`]: Discord's payloads and signature, and its REST API in [`discord::rest`].
//! - [`bot`]: the bot as the settings want it: one interaction in, one callback out, the work that
//!   answers need, and the jobs that go on beside answering.
//! - [`serve`]: the doors: gateway, endpoint, chat page, and what they serve HTTP with.
//! - [`cli`]: the subcommands, one file each, and what surrounds a process: log, signals, systemd.
//!
//! What is absent on purpose: everything up to and including [`respond`] knows no disk, clock, network
//! or chance, but for what `respond` asks of its [`respond::Memory`]; and neither does [`discord`] outside
//! [`discord::rest`]. Nothing up to [`respond`] names Discord's payloads, and nothing outside [`discord`]
//! the library that makes them. The gateway reads no event but what keeps its session; an
//! interaction goes to the reader that the endpoint uses. No code names a command or a text of the
//! content, but for the command that `[weekly]` draws from where nothing is said. Doors do not know one another and decide nothing about what to say.

pub mod text;
pub mod words;
pub mod library;
pub mod diagnostic;
pub mod content;
pub mod respond;
pub mod store;
pub mod discord;
pub mod bot;
pub mod serve;
pub mod cli;
