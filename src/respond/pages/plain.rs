//! An entry as plain text, to copy into whatever knows no markdown of Discord's: a newsletter, another
//! app, a letter.

use crate::library::{Collection, Entry};
use crate::respond::message::{Embed, File, Message};
use crate::text::limits::{MAX_CONTENT, length};
use crate::words;

/// What is to be copied: as a message of nothing else, as copying that takes all of it; as a file when it
/// is too long.
pub(crate) fn copy(collection: &Collection, entry: &Entry) -> Message {
    let text = text_of(collection, entry);
    if length(&text) <= MAX_CONTENT {
        return Message::framed(Embed::new("", words::COPY_HINT), []).with_notice(&text);
    }
    let file = File::new(format!("{}.txt", entry.id), text + "\n");
    Message {
        file: Some(file),
        ..Message::text(words::COPY_FILE, [])
    }
}

/// All of an entry: title, text, headings, addresses and source.
fn text_of(collection: &Collection, entry: &Entry) -> String {
    let mut parts = vec![entry.title.clone(), plain(&entry.text)];
    for (heading, text) in &entry.sections {
        parts.push(format!("{heading}\n{}", plain(text)));
    }
    let link = |(label, url): &(String, String)| format!("{label}: {url}");
    let links: Vec<String> = entry.links.iter().map(link).collect();
    parts.push(links.join("\n"));
    let source = entry.source.as_ref().or(collection.source.as_ref());
    parts.extend(source.cloned());
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n\n")
}

/// Text of which the markdown is gone: marks around words and before lines are left out, and a link
/// has its address behind its words.
fn plain(markdown: &str) -> String {
    let lines = markdown.trim().lines();
    let lines: Vec<String> = lines.map(|line| plain_line(without_mark(line))).collect();
    lines.join("\n")
}

/// A line without what makes it a heading, small print or a quotation; the items of a list keep theirs.
fn without_mark(line: &str) -> &str {
    let marks = ["-# ", "### ", "## ", "# ", ">>> ", "> "];
    let mut marks = marks.iter().filter_map(|mark| line.strip_prefix(mark));
    marks.next().unwrap_or(line)
}

fn plain_line(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        let within =
            text.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric);
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest.find([' ', '>', ')']).unwrap_or(rest.len());
            text.push_str(&rest[..end]);
            // It may stand between `<` and `>`.
            rest = rest[end..].strip_prefix('>').unwrap_or(&rest[end..]);
            continue;
        }
        if let Some(address) = rest.strip_prefix("](")
            && let Some(end) = if address.starts_with('<') {
                address.find(">)").map(|end| end + 1)
            } else {
                address.find(')')
            }
        {
            text.push_str(" (");
            text.push_str(address[..end].trim_matches(['<', '>']));
            text.push(')');
            rest = &address[end + 1..];
            continue;
        }
        rest = behind;
        match c {
            '\\' => {
                let escaped = rest.chars().next().filter(char::is_ascii_punctuation);
                text.push(escaped.unwrap_or(c));
                rest = &rest[escaped.map_or(0, char::len_utf8)..];
            }
            '[' if !rest.contains("](") => text.push(c),
            // Behind the sign an address goes on to the other one, whatever stands in it.
            '<' if rest.starts_with("http") => {
                let (address, behind) = rest.split_once('>').unwrap_or((rest, ""));
                text.push_str(address);
                rest = behind;
            }
            '*' if text.trim().is_empty() && rest.starts_with(' ') => text.push('-'),
            '*' | '_' | '~' | '|' if rest.starts_with(c) => rest = &rest[1..],
            '*' | '_' if within => text.push(c),
            '*' | '_' | '`' | '[' => {}
            c => text.push(c),
        }
    }
    text
}
