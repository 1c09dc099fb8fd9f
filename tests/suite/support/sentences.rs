//! How the bot speaks: in whole sentences, whatever it says and to whom.

use aandeslag::words::COPY_HINT;
use serde_json::Value;

/// Checks a message: what stands above a text or a list in it is the bot's own, and each line of that
/// begins with a capital and ends.
pub(crate) fn assert_whole(message: &Value) {
    // A text to copy stands alone, and is not the bot's.
    if message["embeds"][0]["description"] != COPY_HINT {
        assert_lines(&message["content"]);
    }
}

/// Checks what the moderators' channel hears: what stands in it is the bot's own too.
pub(crate) fn assert_announced(message: &Value) {
    assert_whole(message);
    assert_lines(&message["embeds"][0]["description"]);
}

/// Checks the lines of a text, without the blocks that quote files and differences.
fn assert_lines(text: &Value) {
    let mut quoted = false;
    for line in text.as_str().unwrap_or_default().lines() {
        if line.starts_with("```") {
            quoted = !quoted;
        } else if !quoted && !line.trim().is_empty() {
            assert!(is_whole(line), "no whole sentence: {line}\nin {text:#}");
        }
    }
}

/// Whether a line is one or more sentences, an item of a list, or calls somebody. What was filled in may
/// stand first; an item, and how many there are more, need no end.
fn is_whole(line: &str) -> bool {
    let line = line.trim().trim_start_matches("-# ");
    let words = line.trim_start_matches("- ");
    let item = line.starts_with("- ") || line.starts_with("… ");
    let first = words.chars().next();
    let filled_in = |c| "<*`'‘“…".contains(c);
    let begins = first.is_some_and(|c| c.is_uppercase() || c.is_numeric() || filled_in(c));
    let end = words.trim_end_matches(['*', '’', '”']);
    let calls = words.starts_with("<@") && words.ends_with('>') && !words.contains(' ');
    begins && (item || calls || end.ends_with(['.', '!', '?', ':']))
}
