//! What git leaves in a file when two people changed it at the same time: both versions, with a line of
//! seven signs before, between and behind them.

use std::borrow::Cow;
use std::ops::Range;

use crate::content::faults::Faults;
use crate::diagnostic::fault::FileFault;
use crate::text::lines::lines_from;
use crate::text::work::look;

const START: &str = "<<<<<<<";
const BASE: &str = "|||||||";
pub(crate) const MIDDLE: &str = "=======";
const END: &str = ">>>>>>>";

/// A file's text with the first of each two versions only.
pub(crate) struct Settled<'a> {
    /// The text, in which all that is left stands where it stood.
    pub(crate) text: Cow<'a, str>,
    /// The first line of each pair of versions.
    places: Vec<Range<usize>>,
}

impl<'a> Settled<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        look(text.len());
        let mut settled = Self {
            text: Cow::Borrowed(text),
            places: Vec::new(),
        };
        if !text.contains(START) && !text.contains(END) {
            return settled;
        }
        let has_start = text.contains(START);
        let mut bytes = text.as_bytes().to_vec();
        let (mut is_inside, mut is_second) = (false, false);
        for line in lines_from(text, Some(0)) {
            let sign = [START, BASE, MIDDLE, END].into_iter().find(|sign| {
                let rest = text[line.clone()].strip_prefix(sign);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            });
            let is_sign = match sign {
                Some(START | END) => true,
                Some(MIDDLE) if !has_start => true,
                sign => sign.is_some() && is_inside,
            };
            if is_sign && !is_inside {
                settled.places.push(line.clone());
            }
            if is_sign {
                is_inside = sign != Some(END);
                is_second = is_inside && sign != Some(START);
            }
            if is_sign || is_second {
                bytes[line].fill(b' ');
            }
        }
        // Whole characters were overwritten with blanks.
        settled.text = String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned);
        settled
    }

    /// Reports each pair of versions of the file at hand.
    pub(crate) fn report(&self, faults: &mut Faults<'_>) {
        for place in &self.places {
            faults.add(place.clone(), FileFault::ConflictMarkers);
        }
    }
}
