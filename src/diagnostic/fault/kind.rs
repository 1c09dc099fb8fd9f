//! A fault of any kind: its stable code, how much it matters, and its words.

use serde::Serialize;
use strum::{Display, IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::bracket::BracketFault;
use crate::diagnostic::fault::file::FileFault;
use crate::diagnostic::fault::key::KeyFault;
use crate::diagnostic::fault::language::LanguageFault;
use crate::diagnostic::fault::quote::QuoteFault;
use crate::diagnostic::fault::remark::Remark;
use crate::diagnostic::fault::sign::SignFault;
use crate::diagnostic::fault::value::ValueFault;
use crate::words::dutch::in_one_line;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Severity {
    /// The file is not used.
    Error,
    /// The file is used; someone should look.
    Warning,
}

/// A fault in a response file. Its values are what the words need to be precise: a `key` is written
/// as it stands in the file, and `fixed` is what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr)]
#[error(transparent)]
#[expect(missing_docs, reason = "each has the doc of what it holds")]
pub enum Fault {
    #[strum(transparent)]
    File(#[from] FileFault),
    #[strum(transparent)]
    Quote(#[from] QuoteFault),
    #[strum(transparent)]
    Sign(#[from] SignFault),
    #[strum(transparent)]
    Bracket(#[from] BracketFault),
    #[strum(transparent)]
    Key(#[from] KeyFault),
    #[strum(transparent)]
    Value(#[from] ValueFault),
    #[strum(transparent)]
    Remark(#[from] Remark),
    #[strum(transparent)]
    Language(#[from] LanguageFault),
}

/// The code of every kind of fault.
pub const CODES: [&[&str]; 8] = [
    FileFault::VARIANTS,
    QuoteFault::VARIANTS,
    SignFault::VARIANTS,
    BracketFault::VARIANTS,
    KeyFault::VARIANTS,
    ValueFault::VARIANTS,
    Remark::VARIANTS,
    LanguageFault::VARIANTS,
];

impl Fault {
    /// The stable name of this kind of fault, in kebab-case.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// What is wrong: one Dutch phrase, in one line.
    pub fn message(&self) -> String {
        in_one_line(&self.to_string())
    }

    /// What to do about it, in Dutch, in one line.
    pub fn help(&self) -> String {
        in_one_line(&match self {
            Self::File(fault) => fault.help(),
            Self::Quote(fault) => fault.help(),
            Self::Sign(fault) => fault.help(),
            Self::Bracket(fault) => fault.help(),
            Self::Key(fault) => fault.help(),
            Self::Value(fault) => fault.help(),
            Self::Remark(remark) => remark.help(),
            Self::Language(fault) => fault.help(),
        })
    }

    /// Whether its own words say what the edit does that mends it, better than the line to write.
    pub(crate) fn has_words_for_edit(&self) -> bool {
        match self {
            Self::Remark(remark) => !matches!(remark, Remark::WordTwice { .. }),
            Self::Value(ValueFault::BadAddress { suggestion, .. }) => suggestion.is_some(),
            Self::Language(_)
            | Self::Quote(QuoteFault::UnclosedTripleQuote { .. })
            | Self::Key(KeyFault::UnknownKey { .. })
            | Self::Sign(SignFault::BadDate { .. } | SignFault::InvisibleCharacter { .. })
            | Self::Value(ValueFault::BadChoice { .. }) => true,
            _ => false,
        }
    }

    /// Whether the file can be used all the same.
    pub fn severity(&self) -> Severity {
        match self {
            Self::File(
                FileFault::ManyFiles { .. }
                | FileFault::MoreFaults { errors: 0, .. }
                | FileFault::UnreadFile { .. },
            )
            | Self::Remark(_)
            | Self::Language(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it is about the file and not about a place in it.
    pub fn is_about_file(&self) -> bool {
        use FileFault::{ConflictMarkers, NotUtf8};
        matches!(self, Self::File(fault) if !matches!(fault, NotUtf8 { .. } | ConflictMarkers))
    }

    /// What the second place is, for faults that have one.
    pub fn second_label(&self) -> &'static str {
        match self {
            Self::Quote(QuoteFault::UnclosedTripleQuote { nearly: true, .. }) => {
                "hier moest de tekst eindigen, maar hier staan er geen drie"
            }
            Self::Quote(QuoteFault::UnclosedTripleQuote { .. }) => "hier begint al iets anders",
            _ => "hier stond het al",
        }
    }
}
