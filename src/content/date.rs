//! Days as TOML has them, and as people in the Netherlands write them.

use jiff::civil::Date;

use crate::words::dutch::MONTHS;

/// The day that a text is, written as TOML writes it.
pub(crate) fn of_text(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (text == date.to_string()).then_some(date)
}

/// The day meant by something that is no TOML date: `23-11-2026`, `23 november 2026`,
/// `2026/11/23`. A year of two digits is one of this century.
pub fn meant(text: &str) -> Option<Date> {
    let (year, month, day) = parts(text)?;
    Date::new(year, month, day).ok()
}

/// The last day of the month that something names with a day, which may be one that the month does not have.
pub(crate) fn last_of_month(text: &str) -> Option<Date> {
    let (year, month, day) = parts(text)?;
    let last = Date::new(year, month, 1).ok()?.last_of_month();
    (1..=31).contains(&day).then_some(last)
}

/// The year, the month and the day.
fn parts(text: &str) -> Option<(i16, i8, i8)> {
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let n: i16 = year.parse().ok()?;
    let year = match year.len() {
        2 => 2000 + n,
        4 => n,
        _ => return None,
    };
    Some((year, month_of(month)?, day.parse().ok()?))
}

/// The last time up to a day that it was this day of the year.
pub(crate) fn last_before(date: Date, today: Date) -> Option<Date> {
    let years = [today.year(), today.year() - 1];
    let same = |year: i16| Date::new(year, date.month(), date.day()).ok();
    years.into_iter().filter_map(same).find(|day| *day <= today)
}

fn month_of(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let text = text.to_lowercase();
    let start: String = text.chars().take(3).collect();
    let start = if start == "mrt" { "maa" } else { &start };
    let place = MONTHS.iter().position(|month| month[..3] == *start)?;
    i8::try_from(place + 1).ok()
}
