//! Letters that were saved in one encoding and read in another: `Ã«`, `â€™`, `├®`, `√©`.
//!
//! One rule for all code pages that people still meet: where the letters, put back into bytes of such a
//! page, are one character of UTF-8 that people type, that character was meant.

use std::collections::HashMap;
use std::iter::successors;
use std::ops::Range;
use std::sync::LazyLock;

use crate::content::faults::Faults;
use crate::diagnostic::fault::Remark;
use crate::text::work::look;

/// From this many places on the file as a whole was saved wrongly, which is one fault.
const MANY: usize = 4;

/// The second half of a code page. Of Windows' only the first quarter differs from Unicode's numbers.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
const DOS_WESTERN: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const MAC: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// For each code page the byte of each character that is not the same everywhere.
static PAGES: LazyLock<[HashMap<char, u8>; 4]> = LazyLock::new(|| {
    let latin = WINDOWS.chars().chain('\u{a0}'..='\u{ff}').collect();
    let pages = [latin, DOS_WESTERN.into(), DOS.into(), MAC.into()];
    pages.map(|page: String| page.chars().zip(0x80..=0xff).collect())
});

/// Reports the places of a file where letters are garbled: each, or all at once where there are many.
pub(crate) fn report(faults: &mut Faults<'_>) {
    let text = faults.text;
    look(text.len());
    let mut all = successors(next(text, 0), |found| next(text, found.end));
    let mut first: Vec<_> = all.by_ref().take(MANY).collect();
    let n_places = first.len() + all.count();
    if n_places >= MANY {
        first.truncate(1);
    }
    for place in first {
        let found = text[place.clone()].to_owned();
        let places = n_places;
        faults.add(place, Remark::GarbledText { found, places });
    }
}

/// The first garbled character from a place on. What cannot be a letter's first byte is passed over at
/// once, and nearly all text is ASCII.
fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text[from..].char_indices().filter(|(_, c)| !c.is_ascii());
    rest.map(|(at, c)| (from + at, c)).find_map(|(at, c)| {
        let length = match c {
            char::REPLACEMENT_CHARACTER => Some(c.len_utf8()),
            _ => PAGES.iter().find_map(|page| garbled(page, &text[at..])),
        };
        length.map(|length| at..at + length)
    })
}

/// The length of the character that is garbled at the start of this text, if it was read in this code
/// page.
fn garbled(page: &HashMap<char, u8>, text: &str) -> Option<usize> {
    let first = *page.get(&text.chars().next()?)?;
    let n_bytes = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let letters = text.chars().take(n_bytes);
    let bytes: Vec<u8> = letters
        .clone()
        .map_while(|c| page.get(&c).copied())
        .collect();
    let meant = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    is_typed(meant).then(|| letters.map(char::len_utf8).sum())
}

/// Whether people type a character: letters of Western Europe, signs, arrows, emoji. Two letters that
/// happen to stand side by side, as in `CAFÉ”`, seldom make one of these.
fn is_typed(c: char) -> bool {
    matches!(c,
        '\u{a0}'..='\u{17f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{203a}' | '€' | '™'
        | '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{feff}'
        | '\u{1f000}'..='\u{1faff}')
}
