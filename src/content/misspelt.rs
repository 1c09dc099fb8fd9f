//! Keywords that are a typing error of another word of their text: search bears those by itself, and
//! whoever reads the list of keywords is better off without.
//!
//! Two words that look alike can both be right. A word that stands in any text, or among the words that
//! mean the same, is right; so is another form of the same word, as far as Dutch endings tell.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::content::faults::Faults;
use crate::content::meant::Comparisons;
use crate::diagnostic::fault::Remark;
use crate::library::index::forgiven;
use crate::library::names::letters;
use crate::library::{CollectionHead, Entry};
use crate::text::fold::fold;
use crate::text::work::look;

/// The most words of an entry that are compared.
const MAX_COMPARED: usize = 200;

/// Endings of forms of one word.
const ENDINGS: &[&str] = &[
    "", "d", "de", "e", "en", "er", "eren", "ers", "ie", "ing", "je", "n", "or", "s", "st", "t",
    "te",
];
/// What stands before a word in another form of it, or in a word made of it.
const BEGINNINGS: &[&str] = &["af", "be", "er", "ge", "in", "na", "om", "on", "op", "re"];

/// A keyword that looks like another word of its entry, of which one may be a typing error.
pub(crate) struct Suspect {
    word: String,
    span: Range<usize>,
    other: String,
    /// Where the other one stands, if it is a keyword; a title is right.
    other_span: Option<Range<usize>>,
}

/// The keywords of an entry that look like another of its words; `spans` tells where each stands.
pub(crate) fn suspects(
    comparisons: &mut Comparisons,
    entry: &Entry,
    spans: &[Range<usize>],
) -> Vec<Suspect> {
    let keywords = entry.folded.names().skip(2).zip(spans);
    let title = entry.folded.title();
    let names = [(title, None)].into_iter();
    let names = names.chain(keywords.map(|(name, span)| (name, Some(span))));
    let words = names.flat_map(|(name, span)| name.split(' ').map(move |word| (word, span)));
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    let long = words.filter(|(word, _)| forgiven(word.len()) > 0 && !has_digit(word));
    let words: Vec<_> = long
        .take(MAX_COMPARED)
        .map(|(word, span)| (word, letters(word), span))
        .collect();
    let mut suspects = Vec::new();
    for (n, (word, own, span)) in words.iter().enumerate() {
        let Some(span) = span else { continue };
        for (other, others, other_span) in &words[..n] {
            // A wrong letter is one letter less and another more.
            if (own ^ others).count_ones() as usize <= 2 * forgiven(word.len())
                && word.as_bytes()[0] == other.as_bytes()[0]
                && word.len().abs_diff(other.len()) <= 2
                && comparisons.spend(word.len() * other.len())
                && is_slip(word, other)
            {
                suspects.push(Suspect {
                    word: (*word).to_owned(),
                    span: (*span).clone(),
                    other: (*other).to_owned(),
                    other_span: other_span.cloned(),
                });
            }
        }
    }
    suspects
}

/// Whether two words differ as a word and a typing error of it do.
fn is_slip(one: &str, other: &str) -> bool {
    let shorter = one.chars().count().min(other.chars().count());
    one != other
        && !are_forms(one, other)
        && strsim::osa_distance(one, other) <= forgiven(shorter)
        && !has_other_consonant(one, other)
}

/// Rows of a keyboard: keys beside each other are taken for each other.
const KEYBOARD: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// Consonants that sound alike, though their keys lie apart.
const SOUND_ALIKE: &[&str] = &["vf", "zs", "dt", "ck", "cs", "bp", "kq", "kx"];

/// Whether a word has a consonant of its own where the other has one that it is not taken for: both are
/// words then, as `stemmen` and `stellen`. Swapped letters are a slip.
fn has_other_consonant(one: &str, other: &str) -> bool {
    let [mut letters, mut others] = [one, other].map(|word| word.chars().collect::<Vec<_>>());
    let is_other = |(a, b): (&char, &char)| {
        a != b && ![a, b].iter().any(|c| "aeiouy".contains(**c)) && !are_taken_for(*a, *b)
    };
    let has_other = letters.len() == others.len() && letters.iter().zip(&others).any(is_other);
    letters.sort_unstable();
    others.sort_unstable();
    has_other && letters != others
}

fn are_taken_for(a: char, b: char) -> bool {
    let place = |c: char| {
        let mut rows = KEYBOARD.iter().enumerate();
        rows.find_map(|(row, keys)| Some((row, keys.find(c)?)))
    };
    let are_beside = place(a)
        .zip(place(b))
        .is_some_and(|(one, other)| one.0.abs_diff(other.0) <= 1 && one.1.abs_diff(other.1) <= 1);
    are_beside
        || SOUND_ALIKE
            .iter()
            .any(|pair| pair.contains(a) && pair.contains(b))
}

/// Whether two words are forms of one: they differ in their endings, or one has something before it.
fn are_forms(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let before = long.strip_suffix(short);
    if before.is_some_and(|before| BEGINNINGS.contains(&before)) {
        return true;
    }
    ENDINGS.iter().any(|ending| {
        let Some(stem) = short.strip_suffix(ending) else {
            return false;
        };
        let mut others = ENDINGS.iter().filter(|other| *other != ending);
        others.any(|other| {
            long.strip_suffix(other)
                .is_some_and(|long| is_one_stem(stem, ending, long, other))
        })
    })
}

/// Whether two stems are one, which may be written with another last letter or another number of them
/// before another ending: `groot`, `grot-e`; `klik`, `klikk-en`; `brief`, `briev-en`.
fn is_one_stem(one: &str, ending: &str, other: &str, other_ending: &str) -> bool {
    // An ending of one letter behind that letter is that letter twice: `regels-s`.
    let doubles = |stem: &str, ending: &str| ending.len() == 1 && stem.ends_with(ending);
    let is_d_for_t = matches!((ending, other_ending), ("d", "t") | ("t", "d"));
    if one.len() < 3 || is_d_for_t || doubles(one, ending) || doubles(other, other_ending) {
        return false;
    }
    one == other || plain_stem(one) == plain_stem(other)
}

/// A stem with one letter for two at its end, and with `f` and `s` for `v` and `z`.
fn plain_stem(stem: &str) -> String {
    let mut letters: Vec<char> = stem.chars().collect();
    match letters.last_mut() {
        Some(last @ 'v') => *last = 'f',
        Some(last @ 'z') => *last = 's',
        _ => {}
    }
    let n = letters.len();
    if n > 2 && letters[n - 1] == letters[n - 2] {
        letters.pop();
    } else if n > 3 && letters[n - 2] == letters[n - 3] && "aeou".contains(letters[n - 2]) {
        letters.remove(n - 2);
    }
    letters.into_iter().collect()
}

/// The words among the suspects that stand in a text, and so are right.
pub(crate) struct Known<'a> {
    /// The suspect words, by their first byte and their length: another word is passed over at once.
    looked_for: HashSet<(u8, usize)>,
    /// Whether each suspect word was met in a text.
    all: HashMap<&'a str, bool>,
}

impl<'a> Known<'a> {
    pub(crate) fn new(suspects: impl Iterator<Item = &'a Suspect>) -> Self {
        let words = suspects.flat_map(|suspect| [suspect.word.as_str(), &suspect.other]);
        let all: HashMap<&str, bool> = words.map(|word| (word, false)).collect();
        let key = |word: &&str| (word.as_bytes()[0], word.len());
        Self {
            looked_for: all.keys().map(key).collect(),
            all,
        }
    }

    /// Takes the words of what stands above the entries.
    pub(crate) fn read_head(&mut self, head: &CollectionHead) {
        for text in [&head.title, &head.description, &head.intro] {
            self.read(text);
        }
    }

    /// Takes the words of an entry, but for its keywords.
    pub(crate) fn read_entry(&mut self, entry: &Entry) {
        let sections = entry
            .sections
            .iter()
            .flat_map(|(heading, text)| [heading, text]);
        let choices = entry.choices.iter().map(|choice| &choice.label);
        let texts = [&entry.title, &entry.text].into_iter();
        let texts = texts.chain(&entry.summary).chain(&entry.group);
        for text in texts.chain(sections).chain(choices) {
            self.read(text);
        }
    }

    /// Takes the words of a text.
    pub(crate) fn read(&mut self, text: &str) {
        if self.all.is_empty() {
            return;
        }
        look(text.len());
        let is_of_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
        for word in text.split(|c| !is_of_word(c)) {
            let Some(first) = word.bytes().next() else {
                continue;
            };
            // Folding a word takes long beside this.
            let key = (first.to_ascii_lowercase(), word.len());
            if (!word.is_ascii() || word.contains('\'') || self.looked_for.contains(&key))
                && let Some(met) = self.all.get_mut(fold(word).as_str())
            {
                *met = true;
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.all.get(word).copied().unwrap_or_default()
    }

    /// Reports the suspects of the file at hand that are typing errors, each keyword once; of two of
    /// which neither stands in a text, nobody knows which.
    pub(crate) fn report(&self, faults: &mut Faults<'_>, suspects: &'a [Suspect]) {
        let mut reported = HashSet::new();
        for suspect in suspects {
            let (word, other) = (suspect.word.clone(), suspect.other.clone());
            let (word, meant, span) = match (self.has(&word), self.has(&other)) {
                (false, true) => (word, other, Some(&suspect.span)),
                (true, false) => (other, word, suspect.other_span.as_ref()),
                _ => continue,
            };
            if let Some(span) = span.filter(|span| reported.insert(span.start)) {
                faults.add(span.clone(), Remark::MisspeltKeyword { word, meant });
            }
        }
        for suspect in suspects {
            let (word, other) = (suspect.word.clone(), suspect.other.clone());
            let is_told = |span: &Range<usize>| reported.contains(&span.start);
            if !self.has(&word)
                && !self.has(&other)
                && !suspect.other_span.as_ref().is_some_and(is_told)
                && reported.insert(suspect.span.start)
            {
                faults.add(suspect.span.clone(), Remark::KeywordsAlike { word, other });
            }
        }
    }
}
