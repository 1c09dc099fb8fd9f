//! Values that stand as text in `config.toml`. What is no such value is told without repeating it:
//! people put the token there.

use std::net::SocketAddr;
use std::str::FromStr;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// The nearest of these names, when it is near enough to be what was meant.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let name = name.to_lowercase();
    let most = (name.chars().count() / 3).max(1);
    let distance = |known: &String| strsim::damerau_levenshtein(&name, &known.to_lowercase());
    let near = known.map(|known| (distance(&known), known)).min()?;
    (near.0 <= most).then_some(near.1)
}

fn read<'de, D: Deserializer<'de>, T: FromStr>(from: D, expected: &str) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| none(expected))
}

fn none<E: Error>(expected: &str) -> E {
    E::invalid_value(Unexpected::Other("text"), &expected)
}

pub(crate) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let expected = "the address of a computer in numbers, a colon and the number of a port";
    read(from, expected)
}

pub(crate) fn optional_address<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<SocketAddr>, D::Error> {
    address(from).map(Some)
}

pub(crate) fn time_of_day<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    read(from, "a time from 00:00 to 23:59")
}

pub(crate) fn time_zone<'de, D: Deserializer<'de>>(from: D) -> Result<TimeZone, D::Error> {
    let name = String::deserialize(from)?;
    TimeZone::get(&name).map_err(|_| {
        let known = jiff::tz::db().available().map(|known| known.to_string());
        let meant = nearest(&name, known).map(|name| format!(" (did you mean {name}?)"));
        let meant = meant.unwrap_or_default();
        none(&format!("the name of a time zone{meant}"))
    })
}
