//! Every fault the loader can find in a response file: its stable code, and how much it matters.

use serde::Serialize;
use strum::{IntoStaticStr, VariantNames};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file is not used.
    Error,
    /// The file is used; someone should look.
    Warning,
}

/// A fault in a response file. Values carry what the message needs to be precise; a `key` is
/// written as it stands in the file, and `fixed` is what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "each field is the word that the message shows under that name"
)]
pub enum Fault {
    // The file as a whole.
    /// The operating system refused to read it.
    #[strum(serialize = "unreadable-file")]
    Unreadable { reason: String },
    /// More bytes than are read.
    FileTooLarge { limit: usize },
    /// Not written as UTF-8.
    NotUtf8 { found: Option<char> },
    /// Nothing in it.
    EmptyFile,
    /// More files than Discord allows commands.
    TooManyFiles { limit: usize },
    /// So many files that the bot's own commands hardly fit beside them.
    ManyFiles { found: usize, limit: usize },
    /// The file's name is no command name.
    CommandName {
        name: String,
        suggestion: Option<String>,
    },
    /// The file's name is a command of the bot itself.
    ReservedCommand { name: String },
    /// Two files whose names read the same.
    CommandsAlike { name: String, other: String },
    /// No entry, so nothing to answer.
    NoEntries,
    /// The response files together are more than fits in memory, and this one came last.
    FolderTooLarge { limit: usize },
    /// More keys, names and signs than are read.
    TooManyParts,
    /// What one file has besides the faults that are told in full.
    MoreFaults { errors: usize, warnings: usize },

    // Quotes.
    /// A text on one line that does not end.
    UnclosedQuote { quote: char, several_lines: bool },
    /// A text between triple quotes that does not end. Something else begins at `before_line`;
    /// `nearly` when the end is there with a quote too few.
    UnclosedTripleQuote {
        quotes: &'static str,
        before_line: Option<usize>,
        nearly: bool,
    },
    /// A heading or label with only one of its two quotes.
    UnclosedKeyQuote { key: String },
    /// `""` where `"""` was meant.
    TwoQuotes,
    /// Quotes from a word processor, or something else that looks like them.
    WrongQuotes { found: String },
    /// A quote inside a quoted text.
    QuoteInText { quote: String },
    /// A text without quotes.
    MissingQuotes { text: String, fixed: String },
    /// `key =` with text below it, and no quotes.
    MissingTripleQuotes { key: String },
    /// Lines that belong to no key.
    LooseText { below_text: bool },
    /// Quotes that belong to no key.
    LooseQuotes { quotes: String },

    // Keys and signs.
    /// A key without `=`.
    MissingEquals { key: String, fixed: String },
    /// `:` where `=` belongs.
    ColonForEquals { key: String, fixed: String },
    /// More than one `=`.
    DoubleEquals { key: String },
    /// `=` without a key.
    EmptyKey,
    /// `=` with nothing behind it.
    MissingValue { key: String, fixed: String },
    /// A key that is no single word and has no quotes.
    UnquotedKey { key: String },
    /// Something behind a value.
    TextAfterValue { found: String, key: Option<String> },
    /// A backslash that means nothing.
    BadEscape { found: String },
    /// Something that starts like a date but is none.
    BadDate { fixed: Option<String> },
    /// A character that nobody can see.
    InvisibleCharacter { name: String },
    /// A key that stands twice in one block.
    DuplicateKey { key: String, in_block: bool },

    // Names between brackets.
    /// `[name` without `]`.
    UnclosedTable { name: String },
    /// `[[name]]`.
    DoubleBrackets { name: String },
    /// A bracket that belongs to nothing.
    StrayBracket { bracket: char, name: Option<String> },
    /// `(name)` or `{name}`.
    WrongBrackets { name: String },
    /// Something behind `[name]`.
    TextAfterName { name: String, found: String },
    /// `[]`.
    EmptyName,
    /// A name that stands twice.
    DuplicateTable { name: String },
    /// `[name.block]` without `[name]`.
    OrphanBlock {
        name: String,
        block: String,
        suggestion: Option<String>,
    },
    /// `[sections]` instead of `[name.sections]`.
    BlockWithoutName {
        block: String,
        suggestion: Option<String>,
    },

    // Lists.
    /// Two texts in a list without a comma.
    MissingComma,
    /// A comma with nothing before it.
    ExtraComma,
    /// A list without its end.
    UnclosedList,
    /// A list without brackets around it.
    MissingBrackets { fixed: String },

    /// Anything else that is no TOML; the words are the parser's.
    Syntax { message: String },

    // Keys and values.
    /// A key that means nothing here.
    UnknownKey {
        key: String,
        place: Place,
        suggestion: Option<String>,
        /// Where the suggested key belongs.
        belongs: Place,
    },
    /// A key that belongs at another place.
    MisplacedKey {
        key: String,
        belongs: Place,
        stands: Place,
    },
    /// A value of another kind than the key wants.
    WrongType {
        key: String,
        expected: &'static str,
        found: &'static str,
        fixed: Option<String>,
    },
    /// A key that must be there.
    MissingKey { key: &'static str, place: Place },
    /// A text with nothing in it.
    EmptyText { key: String, needed: bool },
    /// A text that Discord would refuse.
    TooLong {
        key: String,
        limit: usize,
        found: usize,
    },
    /// A text of several lines where one belongs.
    NotOneLine { key: String },
    /// More than fits.
    TooMany {
        what: &'static str,
        limit: usize,
        found: usize,
    },
    /// A whole answer that Discord would refuse.
    AnswerTooLong { limit: usize, found: usize },
    /// Not a colour.
    BadColor {
        found: String,
        suggestion: Option<String>,
    },
    /// Not one of the choices.
    BadChoice {
        key: String,
        found: String,
        choices: &'static [&'static str],
        suggestion: Option<String>,
    },
    /// A name of an option, or of a command in another language, that Discord refuses.
    OptionName {
        key: &'static str,
        name: String,
        suggestion: Option<String>,
    },
    /// An option that the bot itself has.
    ReservedOption { key: &'static str, name: String },
    /// An entry's name that cannot be used.
    EntryName {
        name: String,
        suggestion: Option<String>,
        limit: usize,
    },
    /// Two entries whose names read the same.
    EntriesAlike { name: String, other: String },
    /// Two labels in one menu that read the same.
    LabelsAlike { label: String },
    /// Not one emoji.
    BadEmoji {
        found: String,
        suggestion: Option<String>,
    },
    /// An emoji that Discord does not know yet.
    EmojiTooNew,
    /// Not an address that Discord accepts.
    BadAddress {
        found: String,
        reason: AddressFault,
        suggestion: Option<String>,
    },
    /// An address at Discord that stops working after a day.
    ExpiringAddress,

    // Worth a look.
    /// An entry without a line for the menus.
    MissingSummary,
    /// `related` names nothing.
    RelatedUnknown {
        name: String,
        suggestion: Option<String>,
    },
    /// `related` names the entry itself.
    RelatedSelf,
    /// Text that looks like it calls people.
    Mention { found: String },
    /// Two groups whose names read the same.
    GroupsAlike { name: String, other: String },
    /// Text that went through a wrong encoding.
    GarbledText { found: String },
}

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Above the first entry.
    Top,
    /// In an entry.
    Entry,
    /// Among the headings or the buttons of an entry.
    Block,
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Neither http nor https.
    Scheme,
    /// An address of a mailbox.
    Mail,
    /// Does not read as an address.
    Malformed,
}

/// The code of every kind of fault.
pub const CODES: &[&str] = Fault::VARIANTS;

impl Fault {
    /// The stable name of this kind of fault, in kebab-case.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Whether the file can be used all the same.
    pub fn severity(&self) -> Severity {
        match self {
            Self::ManyFiles { .. }
            | Self::MissingSummary
            | Self::RelatedUnknown { .. }
            | Self::RelatedSelf
            | Self::Mention { .. }
            | Self::EmojiTooNew
            | Self::GroupsAlike { .. }
            | Self::GarbledText { .. }
            | Self::MoreFaults { errors: 0, .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it is about the file and not about a place in it.
    pub fn is_about_file(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::FileTooLarge { .. }
                | Self::EmptyFile
                | Self::TooManyFiles { .. }
                | Self::ManyFiles { .. }
                | Self::CommandName { .. }
                | Self::ReservedCommand { .. }
                | Self::CommandsAlike { .. }
                | Self::NoEntries
                | Self::FolderTooLarge { .. }
                | Self::TooManyParts
                | Self::MoreFaults { .. }
        )
    }

    /// What the second place is, for faults that have one.
    pub fn second_label(&self) -> &'static str {
        match self {
            Self::UnclosedTripleQuote { nearly: true, .. } => {
                "hier moest de tekst eindigen, maar hier staan er geen drie"
            }
            Self::UnclosedTripleQuote { .. } => "hier begint al iets anders",
            _ => "hier stond het al",
        }
    }
}
