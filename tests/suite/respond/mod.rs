//! What the bot answers to the payloads that Discord sends.

mod answers;
mod custom_id;
mod english;
mod guided_choice;
mod payload_properties;
mod pictures;
mod room;
mod search;
mod sharing;
