//! The sections of `config.toml` about what goes on beside answering; each value has the default that the
//! shipped file shows.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::bot::setting_values::{time_of_day, time_zone};
use crate::discord::Snowflake;

/// The section `[links]`: the check of addresses.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Links {
    /// How often the addresses in the texts are tried.
    pub check: LinkCheck,
}

/// How often the addresses in the texts are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkCheck {
    /// Not at all.
    #[default]
    Never,
    /// Once a week, at night.
    Weekly,
}

/// The section `[weekly]`: the tip of the week.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyPost {
    /// The channel in which the tip is posted.
    pub channel: Snowflake,
    /// The collection that the tip is drawn from.
    #[serde(default = "default_collection")]
    pub collection: String,
    /// The day of the week on which the tip is posted.
    #[serde(default = "default_day", with = "Day")]
    pub day: Weekday,
    /// The time of day at which the tip is posted.
    #[serde(default = "default_time", deserialize_with = "time_of_day")]
    pub time: Time,
    /// Whose clock tells the day and the time, by its name in the time zone database.
    #[serde(default = "default_time_zone", deserialize_with = "time_zone")]
    pub time_zone: TimeZone,
}

/// The days of the week as they are written in the settings.
#[derive(Deserialize)]
#[serde(remote = "Weekday", rename_all = "lowercase")]
enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

fn default_collection() -> String {
    "tips".into()
}

fn default_day() -> Weekday {
    Weekday::Monday
}

fn default_time() -> Time {
    Time::constant(9, 0, 0, 0)
}

fn default_time_zone() -> TimeZone {
    // The program has the database in it.
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}
