//! Every fault the loader can find in a response file: its stable code, how much it matters, and
//! what a moderator who is no programmer reads about it.

use serde::Serialize;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file is not used.
    Error,
    /// The file is used; someone should look.
    Warning,
}

/// A fault in a response file. Values carry what the message needs to be precise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the word that the message shows under that name"
)]
pub enum Fault {
    // The file as a whole.
    /// The operating system refused to read it.
    Unreadable { reason: String },
    /// Larger than is read.
    FileTooLarge { limit: usize },
    /// Not written as UTF-8.
    NotUtf8,
    /// Nothing in it.
    EmptyFile,
    /// More files than Discord allows commands.
    TooManyFiles { limit: usize },
    /// The file's name is no command name.
    CommandName {
        name: String,
        suggestion: Option<String>,
    },
    /// The file's name is a command of the bot itself.
    ReservedCommand { name: String },
    /// Two files whose names read the same.
    CommandsAlike { name: String, other: String },
    /// No table, so nothing to answer.
    NoEntries,

    // TOML itself.
    /// A text between single-line quotes that does not end.
    UnclosedQuote,
    /// A text between triple quotes that does not end.
    UnclosedTripleQuote,
    /// A key without `=`.
    MissingEquals { key: String },
    /// `:` where `=` belongs.
    ColonForEquals { key: String },
    /// A key of several words without quotes.
    SpacesInKey { key: String },
    /// A text without quotes.
    MissingQuotes { text: String },
    /// Quotes from a word processor.
    CurlyQuotes,
    /// `=` with nothing behind it.
    MissingValue { key: String },
    /// A key that stands twice in one table.
    DuplicateKey { key: String },
    /// A table that stands twice.
    DuplicateTable { name: String },
    /// `[name` without `]`.
    UnclosedTable,
    /// `[[name]]`.
    DoubleBrackets { name: String },
    /// A bracket that belongs to nothing.
    StrayBracket,
    /// `[]`, or `=` without a key.
    EmptyKey,
    /// A character that a key cannot have.
    BadKeyCharacter { found: String },
    /// Two texts in a list without a comma.
    MissingComma,
    /// A list without its end.
    UnclosedList,
    /// Something behind a value.
    TextAfterValue,
    /// A quote inside a quoted text.
    QuoteInText,
    /// A backslash that means nothing.
    BadEscape,
    /// Something that starts like a date but is none.
    BadDate,
    /// A yes or no in another form.
    BadBoolean,
    /// Something that starts like a number but is none.
    BadNumber,
    /// Anything else; the words are the parser's.
    Syntax { message: String },

    // Keys and values.
    /// A key that means nothing here.
    UnknownKey {
        key: String,
        place: Place,
        suggestion: Option<String>,
    },
    /// A key that belongs at the other place.
    MisplacedKey { key: String, belongs: Place },
    /// A value of another kind than the key wants.
    WrongType {
        key: String,
        expected: &'static str,
        found: &'static str,
    },
    /// A key that must be there.
    MissingKey { key: &'static str, place: Place },
    /// A text with nothing in it.
    EmptyText { key: String },
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
    BadColor { found: String },
    /// Not one of the choices.
    BadChoice {
        key: String,
        found: String,
        choices: &'static [&'static str],
        suggestion: Option<String>,
    },
    /// An option name that Discord refuses.
    OptionName {
        name: String,
        suggestion: Option<String>,
    },
    /// An option that the bot itself has.
    ReservedOption { name: String },
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
    BadEmoji { found: String },
    /// Not an address that Discord accepts.
    BadAddress { found: String, reason: AddressFault },
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
}

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Above the first entry.
    Top,
    /// In an entry.
    Entry,
}

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Neither http nor https.
    Scheme,
    /// Does not read as an address.
    Malformed,
}

/// What a fault is called, how much it matters, and what is said of it.
struct Wording {
    code: &'static str,
    severity: Severity,
    message: String,
    help: String,
}

fn error(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Wording {
    Wording {
        code,
        severity: Severity::Error,
        message: message.into(),
        help: help.into(),
    }
}

fn warning(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Wording {
    Wording {
        code,
        severity: Severity::Warning,
        message: message.into(),
        help: help.into(),
    }
}

impl Fault {
    /// The stable name of this kind of fault, in kebab-case.
    pub fn code(&self) -> &'static str {
        self.wording().code
    }

    /// Whether the file can be used all the same.
    pub fn severity(&self) -> Severity {
        self.wording().severity
    }

    /// What is wrong, in one Dutch sentence.
    pub fn message(&self) -> String {
        self.wording().message
    }

    /// What to do about it, in Dutch.
    pub fn help(&self) -> String {
        self.wording().help
    }

    fn wording(&self) -> Wording {
        self.file_wording()
            .or_else(|| self.syntax_wording())
            .or_else(|| self.key_wording())
            .or_else(|| self.value_wording())
            .unwrap_or_else(|| self.warning_wording())
    }

    fn file_wording(&self) -> Option<Wording> {
        Some(match self {
            Self::Unreadable { reason } => error(
                "unreadable-file",
                format!("dit bestand kan niet worden gelezen ({reason})"),
                "kijk of het bestand er nog staat en of het een gewoon bestand is; vraag anders de beheerder",
            ),
            Self::FileTooLarge { limit } => error(
                "file-too-large",
                format!("dit bestand is groter dan {} MiB", limit / 1024 / 1024),
                "verdeel de teksten over twee bestanden",
            ),
            Self::NotUtf8 => error(
                "not-utf8",
                "hier staat een teken dat niet als UTF-8 is opgeslagen",
                "kies in je tekstverwerker bij 'Opslaan als' de codering UTF-8 en typ dit teken opnieuw",
            ),
            Self::EmptyFile => error(
                "empty-file",
                "dit bestand is leeg",
                "zet er teksten in, of verwijder het bestand als je het commando niet meer wilt",
            ),
            Self::TooManyFiles { limit } => error(
                "too-many-files",
                format!("er zijn meer dan {limit} bestanden; Discord staat {limit} commando's toe"),
                "voeg bestanden samen of verwijder er een",
            ),
            Self::CommandName { name, suggestion } => error(
                "command-name",
                format!("'{name}' kan geen commando worden"),
                format!(
                    "gebruik in de bestandsnaam alleen kleine letters, cijfers, - en _ (samen hooguit 32){}",
                    suggestion
                        .as_ref()
                        .map(|s| format!(", bijvoorbeeld '{s}.toml'"))
                        .unwrap_or_default()
                ),
            ),
            Self::ReservedCommand { name } => error(
                "reserved-command",
                format!("'/{name}' is al een commando van de bot zelf"),
                "geef het bestand een andere naam",
            ),
            Self::CommandsAlike { name, other } => error(
                "commands-alike",
                format!("'{name}' lijkt te veel op het bestand '{other}'"),
                "geef een van de twee een andere naam; hoofdletters en accenten tellen niet als verschil",
            ),
            Self::NoEntries => error(
                "no-entries",
                "in dit bestand staat nog geen enkele tekst",
                "begin een tekst met een naam tussen haken, bijvoorbeeld [mijn-tekst], met daaronder title en text",
            ),
            _ => return None,
        })
    }

    fn syntax_wording(&self) -> Option<Wording> {
        Some(match self {
            Self::UnclosedQuote => error(
                "unclosed-quote",
                "deze tekst begint met een aanhalingsteken, maar eindigt er niet mee",
                "zet een aanhalingsteken aan het eind van de regel; heeft je tekst meer regels, zet er dan aan het begin en aan het eind drie: \"\"\"",
            ),
            Self::UnclosedTripleQuote => error(
                "unclosed-triple-quote",
                "deze tekst begint met drie aanhalingstekens, maar eindigt er niet mee",
                "zet \"\"\" op een eigen regel onder de tekst",
            ),
            Self::MissingEquals { key } => error(
                "missing-equals",
                format!("achter '{key}' ontbreekt het teken ="),
                format!("schrijf het zo: {key} = \"je tekst\""),
            ),
            Self::ColonForEquals { key } => error(
                "colon-for-equals",
                format!("achter '{key}' staat een dubbele punt waar = hoort"),
                format!("schrijf het zo: {key} = \"je tekst\""),
            ),
            Self::SpacesInKey { key } => error(
                "spaces-in-key",
                format!("'{key}' bestaat uit meer woorden en staat niet tussen aanhalingstekens"),
                format!("is dit een kopje of een knop? Schrijf dan: \"{key}\" = \"je tekst\""),
            ),
            Self::MissingQuotes { text } => error(
                "missing-quotes",
                format!("de tekst '{text}' staat niet tussen aanhalingstekens"),
                format!("schrijf: \"{text}\""),
            ),
            Self::CurlyQuotes => error(
                "curly-quotes",
                "hier staan gekrulde aanhalingstekens",
                "gebruik de rechte: \"; tekstverwerkers zoals Word maken ze krom, dus typ ze opnieuw",
            ),
            Self::MissingValue { key } => error(
                "missing-value",
                format!("achter '{key} =' staat niets"),
                format!("schrijf er een tekst achter, {key} = \"je tekst\", of haal de regel weg"),
            ),
            Self::DuplicateKey { key } => error(
                "duplicate-key",
                format!("'{key}' staat hier twee keer"),
                "haal een van de twee weg",
            ),
            Self::DuplicateTable { name } => error(
                "duplicate-table",
                format!("[{name}] staat twee keer in dit bestand"),
                "geef een van de twee een andere naam, of haal er een weg",
            ),
            Self::UnclosedTable => error(
                "unclosed-table",
                "de haak ] aan het eind ontbreekt",
                "een naam staat tussen twee haken, bijvoorbeeld [mijn-tekst]",
            ),
            Self::DoubleBrackets { name } => error(
                "double-brackets",
                format!("[[{name}]] heeft dubbele haken"),
                format!("gebruik enkele haken: [{name}]"),
            ),
            Self::StrayBracket => error(
                "stray-bracket",
                "deze haak hoort nergens bij",
                "haal hem weg, of zet de naam van een tekst tussen twee haken: [mijn-tekst]",
            ),
            Self::EmptyKey => error(
                "empty-key",
                "hier ontbreekt een naam",
                "zet de naam van een tekst tussen de haken, [mijn-tekst], of een sleutel voor het teken =",
            ),
            Self::BadKeyCharacter { found } => error(
                "bad-key-character",
                format!("het teken '{found}' kan hier niet staan"),
                "gebruik in namen zonder aanhalingstekens alleen letters, cijfers, - en _; is dit gewone tekst, zet die dan tussen aanhalingstekens",
            ),
            Self::MissingComma => error(
                "missing-comma",
                "in deze lijst ontbreekt een komma",
                "zet een komma tussen twee woorden: [\"een\", \"twee\"]",
            ),
            Self::UnclosedList => error(
                "unclosed-list",
                "deze lijst heeft geen eind",
                "zet een haak ] achter het laatste woord: [\"een\", \"twee\"]",
            ),
            Self::TextAfterValue => error(
                "text-after-value",
                "hier staat nog iets achter de waarde",
                "zet elke sleutel op een eigen regel; een opmerking begint met #",
            ),
            Self::QuoteInText => error(
                "quote-in-text",
                "de tekst eindigt bij dit aanhalingsteken, maar er staat nog iets achter",
                "gebruik binnen de tekst enkele aanhalingstekens ('zo'), of zet de hele tekst tussen \"\"\" en \"\"\"",
            ),
            Self::BadEscape => error(
                "bad-escape",
                "een backslash (\\) heeft hier een speciale betekenis",
                "schrijf er twee (\\\\), of zet de tekst tussen enkele aanhalingstekens",
            ),
            Self::BadDate => error(
                "bad-date",
                "dit is geen datum die de bot kan lezen",
                "schrijf jaar-maand-dag, zonder aanhalingstekens, bijvoorbeeld 2026-11-23",
            ),
            Self::BadBoolean => error(
                "bad-boolean",
                "dit woord staat niet tussen aanhalingstekens",
                "zet tekst tussen aanhalingstekens: \"zo\"",
            ),
            Self::BadNumber => error(
                "bad-number",
                "dit is geen getal dat de bot kan lezen",
                "is het tekst? Zet het dan tussen aanhalingstekens: \"zo\"",
            ),
            Self::Syntax { message } => error(
                "syntax",
                "deze regel kan niet worden gelezen",
                format!(
                    "vergelijk de regel met een tekst die wel werkt (de lezer meldt: {message})"
                ),
            ),
            _ => return None,
        })
    }

    fn key_wording(&self) -> Option<Wording> {
        Some(match self {
            Self::UnknownKey {
                key,
                place,
                suggestion,
            } => error(
                "unknown-key",
                format!("'{key}' is geen sleutel die {} kan staan", place.words()),
                match suggestion {
                    Some(suggestion) => format!("bedoelde je '{suggestion}'?"),
                    None => "haal de regel weg; in LEESMIJ.md staan alle sleutels".into(),
                },
            ),
            Self::MisplacedKey { key, belongs } => error(
                "misplaced-key",
                format!("'{key}' hoort {}, niet hier", belongs.words()),
                match belongs {
                    Place::Top => {
                        "zet de regel bovenaan het bestand, voor de eerste naam tussen haken"
                    }
                    Place::Entry => "zet de regel onder de naam van een tekst, zoals [mijn-tekst]",
                },
            ),
            Self::WrongType {
                key,
                expected,
                found,
            } => error(
                "wrong-type",
                format!("bij '{key}' hoort {expected}, maar hier staat {found}"),
                match *expected {
                    TEXT => format!("schrijf: {key} = \"je tekst\""),
                    LIST => format!("schrijf: {key} = [\"een\", \"twee\"]"),
                    DATE => format!("schrijf: {key} = 2026-11-23, zonder aanhalingstekens"),
                    PAIRS => format!(
                        "begin een eigen blok met [naam.{key}], met daaronder regels als \"Kopje\" = \"tekst\""
                    ),
                    _ => "kijk in LEESMIJ.md hoe het hoort".into(),
                },
            ),
            Self::MissingKey { key, place } => error(
                "missing-key",
                match place {
                    Place::Top => format!("boven in dit bestand ontbreekt '{key}'"),
                    Place::Entry => format!("bij deze tekst ontbreekt '{key}'"),
                },
                match place {
                    Place::Top => format!(
                        "zet {key} = \"je tekst\" bovenaan, voor de eerste naam tussen haken"
                    ),
                    Place::Entry => format!("zet onder deze naam een regel {key} = \"je tekst\""),
                },
            ),
            Self::EntryName {
                name,
                suggestion,
                limit,
            } => error(
                "entry-name",
                format!("'{name}' kan geen naam van een tekst zijn"),
                format!(
                    "gebruik alleen letters, cijfers, - en _ (samen hooguit {limit}){}",
                    suggestion
                        .as_ref()
                        .map(|s| format!(", bijvoorbeeld [{s}]"))
                        .unwrap_or_default()
                ),
            ),
            Self::EntriesAlike { name, other } => error(
                "entries-alike",
                format!("de naam '{name}' lijkt te veel op '{other}'"),
                "geef een van de twee een andere naam; hoofdletters en accenten tellen niet als verschil",
            ),
            Self::LabelsAlike { label } => error(
                "labels-alike",
                format!(
                    "'{label}' staat al bij een andere tekst; in het menu kan niemand ze uit elkaar houden"
                ),
                "geef een van de twee een andere titel",
            ),
            Self::OptionName { name, suggestion } => error(
                "option-name",
                format!("'{name}' kan geen naam van een keuze zijn"),
                format!(
                    "gebruik alleen kleine letters, cijfers, - en _ (samen hooguit 32){}",
                    suggestion
                        .as_ref()
                        .map(|s| format!(", bijvoorbeeld \"{s}\""))
                        .unwrap_or_default()
                ),
            ),
            Self::ReservedOption { name } => error(
                "reserved-option",
                format!("'{name}' is al een keuze van de bot zelf"),
                "kies een andere naam voor option",
            ),
            _ => return None,
        })
    }

    fn value_wording(&self) -> Option<Wording> {
        Some(match self {
            Self::EmptyText { key } => error(
                "empty-text",
                format!("bij '{key}' staat geen tekst"),
                "schrijf er iets, of haal de regel weg",
            ),
            Self::TooLong { key, limit, found } => error(
                "too-long",
                format!("'{key}' is {found} tekens lang; Discord staat er {limit} toe"),
                format!("maak de tekst minstens {} tekens korter", found - limit),
            ),
            Self::NotOneLine { key } => error(
                "not-one-line",
                format!("'{key}' heeft meer dan één regel"),
                "maak er één regel van",
            ),
            Self::TooMany { what, limit, found } => error(
                "too-many",
                format!("hier staan {found} {what}; er passen er {limit} in één bericht"),
                format!(
                    "haal er {} weg of verdeel ze over twee teksten",
                    found - limit
                ),
            ),
            Self::AnswerTooLong { limit, found } => error(
                "answer-too-long",
                format!(
                    "titel, tekst, kopjes en bron zijn samen {found} tekens; Discord staat er {limit} toe"
                ),
                format!(
                    "maak deze tekst minstens {} tekens korter, of verdeel hem over twee teksten",
                    found - limit
                ),
            ),
            Self::BadColor { found } => error(
                "bad-color",
                format!("'{found}' is geen kleur"),
                "schrijf een # met zes cijfers of letters van a tot f, bijvoorbeeld \"#1D9E75\"",
            ),
            Self::BadChoice {
                key,
                found,
                choices,
                suggestion,
            } => error(
                "bad-choice",
                format!("'{found}' kan niet bij '{key}'"),
                match suggestion {
                    Some(suggestion) => format!("bedoelde je \"{suggestion}\"?"),
                    None => format!("kies een van deze: {}", quoted(choices)),
                },
            ),
            Self::BadEmoji { found } => error(
                "bad-emoji",
                format!("'{found}' is niet precies één emoji"),
                "zet er één gewone emoji, bijvoorbeeld \"📷\", of haal de regel weg",
            ),
            Self::BadAddress {
                found,
                reason: AddressFault::Scheme,
            } => error(
                "bad-address",
                format!("'{found}' begint niet met https:// of http://"),
                "kopieer het hele adres uit de adresbalk van je browser",
            ),
            Self::BadAddress {
                found,
                reason: AddressFault::Malformed,
            } => error(
                "bad-address",
                format!("'{found}' is geen volledig webadres"),
                "kopieer het hele adres uit de adresbalk van je browser, zonder spaties",
            ),
            Self::ExpiringAddress => error(
                "expiring-address",
                "dit adres wijst naar een bestand dat in Discord is gedeeld; het werkt na een dag niet meer",
                "zet het bestand op een website en gebruik dat adres",
            ),
            _ => return None,
        })
    }

    fn warning_wording(&self) -> Wording {
        match self {
            Self::MissingSummary => warning(
                "missing-summary",
                "deze tekst heeft geen 'summary'; in het menu staat nu het begin van de tekst",
                "zet onder deze naam een regel summary = \"één korte zin\"",
            ),
            Self::RelatedUnknown { name, suggestion } => warning(
                "related-unknown",
                format!("'{name}' bestaat niet; deze verwijzing wordt niet getoond"),
                match suggestion {
                    Some(suggestion) => format!("bedoelde je \"{suggestion}\"?"),
                    None => "schrijf de naam van een tekst uit dit bestand, of \"bestand/naam\" voor een ander bestand".into(),
                },
            ),
            Self::RelatedSelf => warning(
                "related-self",
                "deze tekst verwijst naar zichzelf; deze verwijzing wordt niet getoond",
                "haal de verwijzing weg",
            ),
            Self::Mention { found } => warning(
                "mention",
                format!("'{found}' lijkt iemand op te roepen; de bot doet dat nooit"),
                "schrijf de naam gewoon als woord",
            ),
            // Every other fault is an error and has its words above; a test walks them all.
            _ => error("unknown", "er is iets mis", "vraag de beheerder"),
        }
    }
}

impl Place {
    fn words(self) -> &'static str {
        match self {
            Self::Top => "boven in een bestand",
            Self::Entry => "in een tekst",
        }
    }
}

/// A kind of value, as moderators read it.
pub const TEXT: &str = "een tekst tussen aanhalingstekens";
/// See [`TEXT`].
pub const LIST: &str = "een lijst van woorden";
/// See [`TEXT`].
pub const DATE: &str = "een datum";
/// See [`TEXT`].
pub const PAIRS: &str = "een blok met kopjes en teksten";
/// See [`TEXT`].
pub const NUMBER: &str = "een getal";
/// See [`TEXT`].
pub const BOOLEAN: &str = "true of false";

fn quoted(choices: &[&str]) -> String {
    choices
        .iter()
        .map(|c| format!("\"{c}\""))
        .collect::<Vec<_>>()
        .join(" of ")
}

/// What there may be too many of.
pub const N_WORDS: &str = "trefwoorden";
/// See [`N_WORDS`].
pub const N_REFERENCES: &str = "verwijzingen";
/// See [`N_WORDS`].
pub const N_SECTIONS: &str = "kopjes";
/// See [`N_WORDS`].
pub const N_LINKS: &str = "knoppen met een adres";
/// What is counted in `choices`.
pub const N_CHOICES: &str = "keuzes";
