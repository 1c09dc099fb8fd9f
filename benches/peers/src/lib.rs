//! What the least bots have in common with each other and with the bot that they are measured beside:
//! the length of an answer, and a log line for each that `RUST_LOG` switches.

use tracing_subscriber::EnvFilter;

/// Their Discord, and what they answer.
pub struct Setting {
    /// `http://HOST:PORT`; of an endpoint, the key by which Discord signs, in hexadecimal.
    pub discord: String,
    /// A text that makes the answer's body as long as the bot's.
    pub content: String,
}

impl Setting {
    /// From the arguments: the address, and how many bytes the content of an answer is to have.
    pub fn from_arguments() -> Self {
        let mut arguments = std::env::args().skip(1);
        let discord = arguments.next().expect("the address or the key of Discord");
        let length = arguments.next().expect("the length of an answer");
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .init();
        Self {
            discord,
            content: "x".repeat(length.parse().expect("a number of bytes")),
        }
    }
}
