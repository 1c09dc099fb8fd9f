//! What can go wrong with a call, without addresses and tokens.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// Discord does not know the bot's token: 401.
    TokenRefused,
    /// Discord refused the request: another 4xx, or a redirect.
    Refused {
        /// What was called.
        route: &'static str,
        /// The HTTP status.
        status: u16,
        /// Discord's own code, from
        /// <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json>.
        code: Option<u64>,
        /// What Discord says about it.
        detail: String,
        /// What Discord says about single items of a list that was sent, by their place in it.
        items: Vec<(usize, String)>,
    },
    /// Too many requests, for longer than there was time.
    Limited {
        /// What was called.
        route: &'static str,
        /// How long Discord asks to wait.
        retry_after: Duration,
    },
    /// There was no connection until there was no more time, so nothing happened.
    Unreached {
        /// What was called.
        route: &'static str,
        /// Why not.
        cause: String,
    },
    /// The connection broke, or Discord answered 5xx, until there was no more time.
    Unavailable {
        /// What was called.
        route: &'static str,
        /// What happened.
        cause: String,
    },
    /// No answer came in time.
    Late {
        /// What was called.
        route: &'static str,
    },
    /// Discord agreed, in words that could not be read: the call may have taken effect.
    Unreadable {
        /// What was called.
        route: &'static str,
        /// What was wrong with the answer.
        cause: String,
    },
}

/// Discord has the answer to this interaction already.
const ALREADY_ANSWERED: u64 = 40060;
/// Discord does not know this interaction, or not any more.
const UNKNOWN_INTERACTION: u64 = 10062;
/// The most of Discord's explanations that are shown.
const MAX_REASONS: usize = 5;

/// The body of a refusal.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: Option<u64>,
    message: String,
    errors: Value,
}

impl Error {
    pub(super) fn refused(route: &'static str, status: StatusCode, body: &[u8]) -> Self {
        let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
        let mut reasons = explained(&refusal.errors);
        reasons.insert(0, refusal.message);
        let errors = refusal.errors.as_object().into_iter().flatten();
        let items = errors.filter_map(|(key, errors)| {
            let reasons = explained(errors);
            Some((key.parse().ok()?, joined(reasons)))
        });
        Self::Refused {
            route,
            status: status.as_u16(),
            code: refusal.code.filter(|code| *code != 0),
            detail: joined(reasons),
            items: items.collect(),
        }
    }

    /// How long Discord asks to wait, if it does.
    pub fn retry_after(&self) -> Duration {
        match self {
            Self::Limited { retry_after, .. } => *retry_after,
            _ => Duration::ZERO,
        }
    }

    /// Whether the call came too late.
    pub fn is_late(&self) -> bool {
        let code = match self {
            Self::Late { .. } => return true,
            Self::Refused { code, .. } => *code,
            _ => None,
        };
        code == Some(UNKNOWN_INTERACTION)
    }

    pub(super) fn is_already_answered(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                code: Some(ALREADY_ANSWERED),
                ..
            }
        )
    }
}

/// The first of the explanations, in one line.
fn joined(mut reasons: Vec<String>) -> String {
    reasons.retain(|reason| !reason.is_empty());
    reasons.truncate(MAX_REASONS);
    reasons.join("; ")
}

fn explained(errors: &Value) -> Vec<String> {
    let mut reasons = Vec::new();
    explain(errors, &mut Vec::new(), &mut reasons);
    reasons
}

/// Collects Discord's explanations with the place that each is about, such as `0.options.1.name`;
/// <https://discord.com/developers/docs/reference#error-messages>.
fn explain(errors: &Value, place: &mut Vec<String>, reasons: &mut Vec<String>) {
    for (key, value) in errors.as_object().into_iter().flatten() {
        if key == "_errors" {
            let messages = value.as_array().into_iter().flatten();
            let messages = messages.filter_map(|error| error["message"].as_str());
            reasons.extend(messages.map(|message| match place.as_slice() {
                [] => message.to_owned(),
                place => format!("{}: {message}", place.join(".")),
            }));
        } else {
            place.push(key.clone());
            explain(value, place, reasons);
            place.pop();
        }
    }
}

/// The innermost reason of a failed request; the outer ones hold the address.
pub(crate) fn cause(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut cause = match source {
        Some(source) => source.to_string(),
        None if error.is_timeout() => "no answer in time".into(),
        None => "the exchange broke off".into(),
    };
    while let Some(inner) = source.and_then(std::error::Error::source) {
        cause = inner.to_string();
        source = Some(inner);
    }
    cause
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TokenRefused => f.write_str(
                "Discord refuses the token; set DISCORD_TOKEN or DISCORD_TOKEN_FILE to the token \
                 shown in the Developer Portal under Bot",
            ),
            Self::Refused {
                route,
                status,
                code,
                detail,
                ..
            } => {
                write!(f, "{route}: Discord answered {status}")?;
                if let Some(code) = code {
                    write!(f, " (code {code})")?;
                }
                if detail.is_empty() {
                    Ok(())
                } else {
                    write!(f, ": {detail}")
                }
            }
            Self::Limited { route, retry_after } => write!(
                f,
                "{route}: too many requests; Discord asks to wait {:.1} s",
                retry_after.as_secs_f64()
            ),
            Self::Unreached { route, cause } | Self::Unavailable { route, cause } => {
                write!(f, "{route}: {cause}")
            }
            Self::Late { route } => write!(f, "{route}: no answer in time"),
            Self::Unreadable { route, cause } => {
                write!(f, "{route}: the answer could not be read: {cause}")
            }
        }
    }
}
