//! What can go wrong with a call, without addresses and tokens.

use std::error::Error as _;
use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use crate::text::limits::shorten;

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Discord does not know the bot's token: 401.
    #[error(
        "Discord refuses the token; set DISCORD_TOKEN or DISCORD_TOKEN_FILE to the token shown in the \
         Developer Portal under Bot"
    )]
    TokenRefused,
    /// Discord refused the request: another 4xx, or a redirect.
    #[error("{route}: Discord answered {status}{}", reason(*.code, .detail))]
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
    #[error(
        "{route}: too many requests; Discord asks to wait {:.1} s",
        .retry_after.as_secs_f64()
    )]
    Limited {
        /// What was called.
        route: &'static str,
        /// How long Discord asks to wait.
        retry_after: Duration,
    },
    /// There was no connection until there was no more time, so nothing happened.
    #[error("{route}: {cause}")]
    Unreached {
        /// What was called.
        route: &'static str,
        /// Why not.
        cause: String,
    },
    /// The connection broke, or Discord answered 5xx, until there was no more time.
    #[error("{route}: {cause}")]
    Unavailable {
        /// What was called.
        route: &'static str,
        /// What happened.
        cause: String,
    },
    /// No answer came in time.
    #[error("{route}: no answer in time")]
    Late {
        /// What was called.
        route: &'static str,
    },
    /// Discord agreed, in words that could not be read: the call may have taken effect.
    #[error("{route}: the answer could not be read: {cause}")]
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

/// The longest explanation that is shown, in characters.
const MAX_REASON: usize = 200;

/// The body of a refusal.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    code: Option<u64>,
    message: String,
    errors: Value,
}

impl Error {
    /// What Discord says in `body`, without what it quotes there, and without whatever `is_secret`.
    pub fn refused(
        route: &'static str,
        status: StatusCode,
        body: &[u8],
        is_secret: impl Fn(&str) -> bool,
    ) -> Self {
        let refusal: ErrorBody = serde_json::from_slice(body).unwrap_or_default();
        let mut reasons = explained(&refusal.errors, &is_secret);
        reasons.insert(0, unquoted(&refusal.message));
        reasons.retain(|reason| !is_secret(reason));
        let errors = refusal.errors.as_object().into_iter().flatten();
        let items = errors.filter_map(|(key, errors)| {
            let reasons = explained(errors, &is_secret);
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

    /// What Discord has against the content of the request, if that is what it refuses: something
    /// else in its place may be taken.
    pub fn against_content(&self) -> Option<&str> {
        match self {
            Self::Refused {
                status: 400 | 413,
                detail,
                ..
            } if !self.is_already_answered() => Some(detail),
            _ => None,
        }
    }

    /// Whether the call came too late.
    pub fn is_late(&self) -> bool {
        match self {
            Self::Late { .. } => true,
            Self::Refused { code, .. } => *code == Some(UNKNOWN_INTERACTION),
            _ => false,
        }
    }

    pub(crate) fn is_already_answered(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if *code == Some(ALREADY_ANSWERED))
    }
}

/// The first of the explanations, in one line. They are cut only here, as nobody knows a piece of a
/// secret for one.
fn joined(mut reasons: Vec<String>) -> String {
    reasons.retain(|reason| !reason.is_empty());
    reasons.truncate(MAX_REASONS);
    let reasons = reasons.iter().map(|reason| shorten(reason, MAX_REASON));
    reasons.collect::<Vec<_>>().join("; ")
}

fn explained(errors: &Value, is_secret: impl Fn(&str) -> bool) -> Vec<String> {
    let mut reasons = Vec::new();
    explain(errors, &mut Vec::new(), &mut reasons);
    reasons.retain(|reason| !is_secret(reason));
    reasons
}

/// Collects Discord's explanations with the place that each is about, such as `0.options.1.name`;
/// <https://discord.com/developers/docs/reference#error-messages>.
fn explain(errors: &Value, place: &mut Vec<String>, reasons: &mut Vec<String>) {
    for (key, value) in errors.as_object().into_iter().flatten() {
        if key == "_errors" {
            let messages = value.as_array().into_iter().flatten();
            let messages = messages.filter_map(|error| error["message"].as_str());
            reasons.extend(
                messages
                    .map(unquoted)
                    .map(|message| match place.as_slice() {
                        [] => message,
                        place => format!("{}: {message}", place.join(".")),
                    }),
            );
        } else {
            place.push(key.clone());
            explain(value, place, reasons);
            place.pop();
        }
    }
}

/// A message of Discord without what stands between quotes, which can be what a member typed. From the
/// first quote to the last of its kind, as what is quoted may have quotes in it.
fn unquoted(message: &str) -> String {
    let mut kept = String::new();
    let mut rest = message;
    while let Some((at, closing)) = opening_quote(rest) {
        kept += &rest[..at];
        kept.push('…');
        let quoted = &rest[at..];
        let end = quoted.rfind(closing).filter(|end| *end > 0);
        rest = end.map_or("", |end| &quoted[end + closing.len_utf8()..]);
    }
    kept + rest
}

/// Where something quoted begins, and what it ends with.
fn opening_quote(text: &str) -> Option<(usize, char)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '"' | '`' => return Some((at, c)),
            '\'' if !before.is_alphanumeric() => return Some((at, c)),
            '“' | '„' => return Some((at, '”')),
            '‘' => return Some((at, '’')),
            '«' => return Some((at, '»')),
            _ => before = c,
        }
    }
    None
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

/// What Discord's code and explanation add to a message about a refusal.
fn reason(code: Option<u64>, detail: &str) -> String {
    let code = code.map(|code| format!(" (code {code})"));
    let detail = (!detail.is_empty()).then(|| format!(": {detail}"));
    [code, detail].into_iter().flatten().collect()
}
