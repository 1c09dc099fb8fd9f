//! The difference between two texts, in lines that a person reads: `- ` was, `+ ` is.

use similar::{ChangeTag, TextDiff};

use crate::limits::length;

/// How much of a long line is shown around what changed in it.
const AROUND: usize = 40;

/// The lines that went and came, in order. Of a line that changed a little, only the surroundings
/// of the change are shown.
pub fn lines(old: &str, new: &str) -> Vec<String> {
    let diff = TextDiff::from_lines(old, new);
    let mut shown = Vec::new();
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let line = change.value().trim_end_matches('\n').to_owned();
        match change.tag() {
            ChangeTag::Delete => gone.push(line),
            ChangeTag::Insert => came.push(line),
            ChangeTag::Equal => flush(&mut shown, &mut gone, &mut came),
        }
    }
    flush(&mut shown, &mut gone, &mut came);
    shown
}

fn flush(shown: &mut Vec<String>, gone: &mut Vec<String>, came: &mut Vec<String>) {
    if gone.len() == came.len() {
        for (old, new) in gone.drain(..).zip(came.drain(..)) {
            let (old, new) = clipped(&old, &new);
            shown.extend([format!("- {old}"), format!("+ {new}")]);
        }
        return;
    }
    shown.extend(gone.drain(..).map(|line| format!("- {line}")));
    shown.extend(came.drain(..).map(|line| format!("+ {line}")));
}

/// Two versions of a line, without most of what they share at the start and at the end.
fn clipped(old: &str, new: &str) -> (String, String) {
    let same = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| {
        a.zip(b).take_while(|(a, b)| a == b).count()
    };
    let start = same(&mut old.chars(), &mut new.chars());
    let shortest = length(old).min(length(new));
    let end = same(&mut old.chars().rev(), &mut new.chars().rev()).min(shortest - start);
    let clip = |line: &str| {
        let total = length(line);
        let from = start.saturating_sub(AROUND);
        let to = (total - end + AROUND).min(total);
        // Leaving out less than the mark takes would only be unclear.
        let from = if from < 4 { 0 } else { from };
        let to = if total - to < 4 { total } else { to };
        let middle: String = line.chars().skip(from).take(to - from).collect();
        let (before, after) = (
            if from > 0 { "…" } else { "" },
            if to < total { "…" } else { "" },
        );
        format!("{before}{middle}{after}")
    };
    (clip(old), clip(new))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn small_changes_in_long_lines_are_shown_with_what_is_around_them() {
        let long = "woord ".repeat(40);
        let (old, new) = (
            format!("a\n{long}oud {long}\nb"),
            format!("a\n{long}nieuw {long}\nb"),
        );
        let found = lines(&old, &new);
        assert_eq!(found.len(), 2);
        assert!(
            found[0].starts_with("- …") && found[0].contains(" oud ") && found[0].ends_with('…')
        );
        assert!(found[1].contains(" nieuw ") && found[1].chars().count() < 100);
        assert_eq!(lines("a\nb", "a\nb"), Vec::<String>::new());
        assert_eq!(lines("a\nb\n", "a\nc\nd\n"), ["- b", "+ c", "+ d"]);
        assert_eq!(lines("ab", "a"), ["- ab", "+ a"]);
    }
}
