//! Addresses behind link buttons: what Discord takes, and what was probably meant.

use url::Url;

use crate::content::value::Text;
use crate::diagnostic::fault::AddressFault;
use crate::text::fold::shows_nothing;

/// Discord takes http and https only, and wants a full host.
pub(crate) fn check(address: &Text) -> Result<(), AddressFault> {
    let text = address.value.as_str();
    if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
        return Err(AddressFault::Hidden(hidden));
    }
    if is_mail(text) {
        return Err(AddressFault::Mail);
    }
    if is_phone(text) {
        return Err(AddressFault::Phone);
    }
    let scheme = text
        .split_once("://")
        .map(|(scheme, _)| scheme.to_lowercase());
    if !scheme.is_some_and(|s| s == "http" || s == "https") {
        return Err(AddressFault::Scheme);
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if address.padded || text.contains(odd) || !has_full_host(text) {
        return Err(AddressFault::Malformed);
    }
    if let Some(tail) = tail(text) {
        return Err(AddressFault::Tail(tail));
    }
    if text.contains(ENTITY) {
        return Err(AddressFault::Entity);
    }
    if user(text).is_some() {
        return Err(AddressFault::Password);
    }
    Ok(())
}

/// `&` as it is written in the source of a page.
const ENTITY: &str = "&amp;";

/// Whether nobody can see a character; white space is seen between others.
fn is_hidden(c: char) -> bool {
    shows_nothing(c) && !c.is_whitespace()
}

/// The sign at the end that belongs to the sentence around the address.
fn tail(text: &str) -> Option<char> {
    let last = text.chars().next_back()?;
    let is_closed = text.matches('(').count() >= text.matches(')').count();
    let belongs = match last {
        ',' | ';' | '>' => false,
        ')' => is_closed,
        _ => true,
    };
    (!belongs).then_some(last)
}

/// What stands before the host, up to and with its `@`.
fn user(text: &str) -> Option<&str> {
    let host = text.split_once("://")?.1;
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let at = host.rfind('@')?;
    Some(&host[..=at])
}

/// The address without what was copied along with it.
fn plain(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    let mut plain = in_markdown(&visible).replace(ENTITY, "&");
    while tail(&plain).is_some() {
        plain.pop();
    }
    match user(&plain) {
        Some(user) => plain.replacen(user, "", 1),
        None => plain,
    }
}

/// The address of `[words](address)` or `<address>`, which a text can have, and a button cannot.
fn in_markdown(text: &str) -> &str {
    let named = text
        .strip_prefix('[')
        .and_then(|text| text.split_once("]("));
    let address = named.and_then(|(_, address)| address.strip_suffix(')'));
    let framed = || text.strip_prefix('<')?.strip_suffix('>');
    address.or_else(framed).unwrap_or(text)
}

fn has_full_host(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    url.host_str()
        .is_some_and(|host| host.contains('.') && !host.starts_with('.') && !host.contains(".."))
}

fn is_mail(text: &str) -> bool {
    let plain = text.strip_prefix("mailto:").unwrap_or(text);
    !plain.contains(['/', ' '])
        && plain
            .split_once('@')
            .is_some_and(|(_, host)| host.contains('.'))
}

/// Whether an address is a telephone number: eight digits are one where the first is 0, as of `0800-1234`.
fn is_phone(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || " +-()".contains(c);
    let mut digits = text.bytes().filter(u8::is_ascii_digit);
    let fewest = 9 - usize::from(digits.clone().next() == Some(b'0'));
    text.starts_with("tel:") || (text.chars().all(is_part) && digits.nth(fewest - 1).is_some())
}

/// The address that a slip most likely stands for: with something copied along, without a scheme, with a
/// damaged one, or with spaces in it.
pub(crate) fn likely(text: &str) -> Option<String> {
    let plain = plain(text);
    let address = Text::new(&plain, 0..0);
    if plain != text && check(&address).is_ok() {
        return Some(plain);
    }
    let (scheme, rest) = match text.trim().split_once("//") {
        Some((scheme, rest)) => (scheme.trim().trim_end_matches(':'), rest),
        None => ("", text.trim()),
    };
    let rest = rest
        .trim_start_matches("https:/")
        .trim_start_matches("http:/")
        .trim();
    let damaged = scheme.starts_with('h') && strsim::levenshtein(scheme, "https") <= 2;
    let likely = format!("https://{}", rest.replace(' ', "%20"));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    // A number alone is a host too, and never the one that was meant.
    let plausible = host.contains('.') && host.chars().all(plain_host) && has_full_host(&likely);
    let is_one = !rest.split(' ').skip(1).any(|part| part.contains("://"));
    let meant = (scheme.is_empty() || damaged) && is_one && plausible && !is_mail(text);
    (meant && likely != text).then_some(likely)
}

/// An address of Discord's own attachments, which stops working after a day;
/// <https://discord.com/developers/docs/reference#signed-attachment-cdn-urls>.
pub(crate) fn expiring(text: &str) -> Option<&str> {
    let hosts = ["cdn.discordapp.com/", "media.discordapp.net/"];
    hosts.iter().find_map(|host| {
        let mut places = text.match_indices(host).map(|(at, _)| &text[at..]);
        let rest = places.find(|place| {
            let path = &place[host.len()..];
            path.starts_with("attachments/") || path.starts_with("ephemeral-attachments/")
        })?;
        Some(&rest[..address_length(rest)])
    })
}

/// The length of the address with which a text begins.
pub(crate) fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"'));
    end.unwrap_or(text.len())
}
