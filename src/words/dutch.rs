//! Numbers, days and someone else's words, as they are written in a Dutch sentence.

/// Someone's text may hold anything; where it is shown it stays on its line, and sends no commands to
/// a terminal.
pub fn in_one_line(text: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        // Line ends of other kinds, and what turns the order of letters around.
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            char::REPLACEMENT_CHARACTER
        }
        c => c,
    };
    text.chars().map(plain).collect()
}

/// "1 bestand", "4.900 bestanden".
pub(crate) fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { more })
}

/// A number as it is written in Dutch: "4.900".
fn number(n: usize) -> String {
    match n {
        0..1000 => n.to_string(),
        _ => format!("{}.{:03}", number(n / 1000), n % 1000),
    }
}

/// The months as they are written in a day.
pub(crate) const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// "23 november 2026".
pub fn day(date: jiff::civil::Date) -> String {
    // A month is a number from 1 to 12.
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{} {month} {}", date.day(), date.year())
}
