//! The doors through which interactions come in, and what they serve HTTP with. Doors do not know
//! one another, and decide nothing about what to say.

pub mod chat;
pub mod endpoint;
pub mod gateway;
pub mod health;
pub mod http;
