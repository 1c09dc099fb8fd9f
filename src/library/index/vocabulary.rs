//! All words of the documents, and the ones that an asked word may stand for: words that bend
//! otherwise, words made with it, and words that differ by a typing error.
//!
//! One way leads to all of them: the pieces of three letters that two words share.

use crate::library::index::lists::Lists;
use crate::library::index::word::{Dictionary, Term};

/// Every word by its root, and every two neighbours of a name, with their numbers.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    roots: Dictionary,
    /// The terms with each piece.
    with_piece: Lists<Term>,
}

/// A term that an asked word may stand for, and how surely: 1 for the word itself.
pub(crate) type Candidate = (Term, f32);

/// How like a word is to one that bends otherwise.
const BENT: f32 = 0.9;
/// How like a word is to one with so many typing errors.
const MISSPELT: [f32; 3] = [1.0, 0.8, 0.65];
/// How like a word is to a longer one made with it.
const COMPOUND: f32 = 0.5;
/// The likeness from which on a word is as good as the other: but for how it bends or is typed.
pub(crate) const NEARLY: f32 = 0.6;

/// The most words that are compared letter by letter with an asked one.
const MAX_LOOKS: usize = 256;
/// Pieces are told apart in so many kinds; two of one kind only cost a look.
const KINDS: usize = 1 << 13;

/// What a word may end in more than another of the same root.
const ENDINGS: &[&str] = &[
    "d", "de", "den", "e", "en", "er", "ers", "et", "heid", "ing", "ings", "je", "lijk", "n", "s",
    "st", "t", "te", "ten",
];

impl Vocabulary {
    /// The words of these roots; two neighbours of a name are no word, and found as a whole alone.
    pub(crate) fn new(roots: Dictionary, is_word: &[bool]) -> Self {
        let words = || roots.iter().filter(|(term, _)| is_word[*term as usize]);
        let with_piece = Lists::new(KINDS, || {
            words()
                .flat_map(|(term, root)| pieces(root).into_iter().map(move |piece| (piece, term)))
        });
        Self { roots, with_piece }
    }

    /// The term of a root.
    pub(crate) fn term(&self, root: &str) -> Option<Term> {
        self.roots.number(root)
    }

    /// The terms that a word may stand for, by its root, and the word itself first. While it is being typed, it may go
    /// on.
    pub(crate) fn candidates(&self, root: &str, typing: bool) -> Vec<Candidate> {
        let own = self.term(root);
        // A word that exists is no typing error for another.
        let most = if own.is_some() {
            0
        } else {
            forgiven(root.chars().count())
        };
        let likeness = |other: &str| {
            let is_part = root.len() >= 4 && other.len() >= root.len() + 3;
            if is_bent(root, other) || typing && other.starts_with(root) {
                return BENT;
            }
            if is_part && (other.starts_with(root) || other.ends_with(root)) {
                return COMPOUND;
            }
            if most == 0 || other.len().abs_diff(root.len()) > most {
                return 0.0;
            }
            // People get the first letter right.
            let first = usize::from(other.chars().next() != root.chars().next());
            match strsim::osa_distance(root, other) {
                errors if errors + first <= most => MISSPELT[errors],
                _ => 0.0,
            }
        };
        // An error touches three pieces, swapped letters four.
        let pieces = pieces(root);
        let least = pieces.len().saturating_sub(4 * most).max(1);
        let kin = self.sharing(&pieces, least.min(pieces.len().div_ceil(2)));
        let kin = kin.into_iter().filter(|term| Some(*term) != own);
        let kin = kin.map(|term| (term, likeness(self.roots.get(term))));
        let all = own.map(|own| (own, 1.0)).into_iter().chain(kin);
        all.filter(|(_, likeness)| *likeness > 0.0).collect()
    }

    /// The terms that share most of these pieces, and at least so many.
    fn sharing(&self, pieces: &[usize], least: usize) -> Vec<Term> {
        let mut n_shared = vec![0_u8; self.roots.len()];
        for &piece in pieces {
            for term in self.with_piece.get(piece) {
                let n = &mut n_shared[*term as usize];
                *n = n.saturating_add(1);
            }
        }
        let numbered = (0..).zip(&n_shared);
        let enough = numbered.filter(|(_, n)| usize::from(**n) >= least);
        let mut enough: Vec<Term> = enough.map(|(term, _)| term).collect();
        if enough.len() > MAX_LOOKS {
            let order = |term: &Term| {
                let at = *term as usize;
                (u8::MAX - n_shared[at], self.roots.get(*term).len(), *term)
            };
            enough.select_nth_unstable_by_key(MAX_LOOKS, order);
            enough.truncate(MAX_LOOKS);
            enough.sort_unstable();
        }
        enough
    }
}

/// How many typing errors are forgiven in a word of `n` letters.
pub(crate) fn forgiven(n: usize) -> usize {
    match n {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Whether two roots are one word that bends: `werkt` and `gewerkt`.
fn is_bent(a: &str, b: &str) -> bool {
    let (a, b) = match (a.strip_prefix("ge"), b.strip_prefix("ge")) {
        (Some(a), None) if a.len() >= 3 => (a, b),
        (None, Some(b)) if b.len() >= 3 => (a, b),
        _ => (a, b),
    };
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    let same: usize = same.map(|(a, _)| a.len_utf8()).sum();
    let is_end = |end: &str| end.is_empty() || ENDINGS.contains(&end);
    let is_whole = same == a.len() || same == b.len();
    same >= if is_whole { 3 } else { 4 } && is_end(&a[same..]) && is_end(&b[same..])
}

/// The different pieces of three letters of a word, with its borders as letters.
fn pieces(root: &str) -> Vec<usize> {
    let mut pieces = Vec::with_capacity(root.len());
    let (mut last, mut before) = (0, usize::from(b' '));
    for c in root.chars().chain([' ']) {
        let c = c as usize;
        if last > 0 {
            let hash = (last * 31 + before) * 31 + c;
            pieces.push(hash.wrapping_mul(0x9E37_79B9) >> 16 & (KINDS - 1));
        }
        (last, before) = (before, c);
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}
