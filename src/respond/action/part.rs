//! The text of a button, made of parts with colons between them; numbers that follow one another stand
//! together, as each has its own width.

use std::str::Split;

use crate::content::edit::Fingerprint;
use crate::content::version::VersionId;
use crate::library::EntryRef;
use crate::respond::action::number;
use crate::respond::action::number::Ticket;

/// Characters for 30 bits.
const WIDTH: usize = 5;
/// Characters for 42 bits: milliseconds until the year 2109.
const MOMENT_WIDTH: usize = 7;

/// Something that travels in a button.
pub(crate) trait Part: Sized {
    /// Adds it to a text.
    fn write(&self, text: &mut Writer);

    /// Takes it from a text, if it is what comes next there.
    fn read(text: &mut Reader<'_>) -> Option<Self>;
}

/// The text for a part.
pub(crate) fn write(part: &impl Part) -> String {
    let mut writer = Writer::default();
    part.write(&mut writer);
    writer.text
}

/// The part of which this is the whole text.
pub(crate) fn read<P: Part>(text: &str) -> Option<P> {
    let mut reader = Reader {
        segments: text.split(':'),
        numbers: None,
    };
    let part = P::read(&mut reader)?;
    let is_read = reader.numbers.unwrap_or_default().is_empty() && reader.segments.next().is_none();
    is_read.then_some(part)
}

/// A text that is being written.
#[derive(Default)]
pub(crate) struct Writer {
    text: String,
    /// Whether it ends with a number, so that the next one stands right behind it.
    in_numbers: bool,
}

impl Writer {
    /// Adds what stands between two colons.
    pub(crate) fn segment(&mut self, segment: &str) {
        if !self.text.is_empty() {
            self.text.push(':');
        }
        self.text.push_str(segment);
        self.in_numbers = false;
    }

    fn number(&mut self, number: &str) {
        if self.in_numbers {
            self.text.push_str(number);
        } else {
            self.segment(number);
        }
        self.in_numbers = true;
    }
}

/// A text that is being read.
pub(crate) struct Reader<'a> {
    segments: Split<'a, char>,
    /// What is left of the segment of numbers that is being read.
    numbers: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// What stands between two colons.
    pub(crate) fn segment(&mut self) -> Option<&'a str> {
        match self.numbers.take() {
            None | Some("") => self.segments.next(),
            Some(_) => None,
        }
    }

    fn number(&mut self, width: usize) -> Option<&'a str> {
        let numbers = match self.numbers {
            Some(numbers) => numbers,
            None => self.segments.next()?,
        };
        let (number, rest) = numbers.split_at_checked(width)?;
        self.numbers = Some(rest);
        Some(number)
    }
}

impl Part for EntryRef {
    fn write(&self, text: &mut Writer) {
        text.segment(&self.collection);
        text.segment(&self.entry);
    }

    fn read(text: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new(text.segment()?, text.segment()?))
    }
}

/// Makes these a [`Part`] between two colons.
macro_rules! segments {
    ($($type:ty),*) => {
        $(impl Part for $type {
            fn write(&self, text: &mut Writer) {
                text.segment(&self.to_string());
            }

            fn read(text: &mut Reader<'_>) -> Option<Self> {
                text.segment()?.parse().ok()
            }
        })*
    };
}
segments! { String, u64, usize }

/// Makes these a [`Part`] that is a number of so many characters.
macro_rules! numbers {
    ($($type:ident: $width:expr),*) => {
        $(impl Part for $type {
            fn write(&self, text: &mut Writer) {
                text.number(&number::encode(self.0.into(), $width));
            }

            fn read(text: &mut Reader<'_>) -> Option<Self> {
                number::decode(text.number($width)?)?.try_into().ok().map(Self)
            }
        })*
    };
}
numbers! { Ticket: WIDTH, Fingerprint: WIDTH, VersionId: MOMENT_WIDTH }

/// The page of a modal, of which there are fewer than ten.
impl Part for u8 {
    fn write(&self, text: &mut Writer) {
        text.number(&(self % 10).to_string());
    }

    fn read(text: &mut Reader<'_>) -> Option<Self> {
        text.number(1)?.parse().ok()
    }
}

/// The state of what may not be there, behind another number.
impl Part for Option<Fingerprint> {
    fn write(&self, text: &mut Writer) {
        if let Some(fingerprint) = self {
            fingerprint.write(text);
        }
    }

    fn read(text: &mut Reader<'_>) -> Option<Self> {
        match text.numbers {
            Some("") => Some(None),
            _ => Fingerprint::read(text).map(Some),
        }
    }
}

/// Makes an enum a [`Part`]: the verb of each variant, and what follows it, in this order. `; flag =
/// value` is told by the verb itself, and `_ = Variant` has verbs of its own.
macro_rules! verbs {
    ($type:ident {
        $($verb:literal = $variant:ident
            $(($($part:ident),*))?
            $({ $($field:ident),* $(; $flag:ident = $value:literal)? })?,)*
        $(_ = $others:ident)?
    }) => {
        impl Part for $type {
            fn write(&self, text: &mut Writer) {
                match self {
                    $(Self::$variant $(($($part),*))? $({ $($field,)* $($flag: $value)? })? => {
                        text.segment($verb);
                        $($($part.write(text);)*)?
                        $($($field.write(text);)*)?
                    })*
                    $(Self::$others(others) => others.write(text),)?
                }
            }

            fn read(text: &mut Reader<'_>) -> Option<Self> {
                Some(match text.segment()? {
                    $($verb => Self::$variant
                        $(($({ let $part = Part::read(text)?; $part }),*))?
                        $({ $($field: Part::read(text)?,)* $($flag: $value)? })?,)*
                    _ => return None,
                })
            }
        }
    };
}
pub(crate) use verbs;
