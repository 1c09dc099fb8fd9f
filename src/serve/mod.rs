//! The doors through which interactions come in, and what they serve HTTP with. Doors do not know
//! one another, and decide nothing about what to say.

pub mod http;
pub mod health;
pub mod endpoint;
pub mod gateway;
pub mod chat;
