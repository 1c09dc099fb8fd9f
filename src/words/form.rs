//! What moderators read on the form in which they edit a text, and about the lines that they typed there.

#![expect(missing_docs, reason = "a text is its own doc")]

/// Stands in the field of the text, below a member's words; what stands above it is not part of the text.
pub const MEMBER_WROTE: &str =
    "--- Hierboven staat wat een lid schreef. Dat komt niet in de tekst. ---";

/// The fields of the modal; at most 45 characters, and 100 for a hint.
pub mod field {
    pub const TITLE: &str = "Titel";
    pub const SUMMARY: &str = "Samenvatting";
    pub const SUMMARY_HINT: &str = "Eén korte zin voor menu's en overzichten";
    pub const TEXT: &str = "Tekst";
    pub const KEYWORDS: &str = "Trefwoorden, en vragen op eigen regels";
    pub const KEYWORDS_SHORT: &str = "Trefwoorden";
    pub const KEYWORDS_HINT: &str =
        "foto, privacy, avg\nVraag: mag ik deze foto van de middag plaatsen?";
    pub const EXTRAS: &str = "Onderwerp, bron, knoppen, kopjes (met ##)";
    pub const EXTRAS_HINT: &str =
        "Onderwerp: Privacy\nNaam van de knop: https://…\n\n## Kopje\nTekst onder het kopje";
    pub const REPORT: &str = "Wat klopt er niet, of wat mis je?";
    pub const REPORT_HINT: &str =
        "Schrijf hier niets dat privé is. De moderatoren lezen dit en zien je naam.";
}

/// The fields of the modal for a file itself; at most 45 characters, and 100 for a hint.
pub mod file {
    pub const TITLE: &str = "Titel boven het overzicht";
    pub const DESCRIPTION: &str = "Beschrijving in de lijst van commando's";
    pub const INTRO: &str = "Inleiding boven het overzicht";
    pub const ORDER: &str = "Volgorde en onderwerpen: verplaats regels";
    pub const ORDER_HINT: &str = "## Onderwerp\nTitel van een tekst\nTitel van een andere tekst";
    pub const EXTRAS: &str = "Kleur en bron";
    /// The heading above titles of texts without one.
    pub const NO_GROUP: &str = "Zonder onderwerp";
    /// The keys above the entries of a response file that have a line in the field for colour and source, and
    /// the name at the start of that line.
    pub const LINES: &[(&str, &str)] = &[("color", "Kleur"), ("source", "Bron")];
    pub const FIXED_ORDER: &str = "De volgorde van dit bestand kan ik hier niet veranderen. Dat kan wel met `/moderatie bestand`.";

    pub fn unknown_line(line: &str) -> String {
        format!("De regel “{line}” begrijp ik niet. Schrijf “Kleur: #1D9E75” of “Bron: …”.")
    }

    pub fn unknown_title(title: &str) -> String {
        format!(
            "Bij de volgorde staat “{title}”, maar zo heet geen tekst van dit commando. Een titel verander je in de tekst zelf. Een onderwerp begint met ##."
        )
    }

    pub fn title_twice(title: &str) -> String {
        format!("Bij de volgorde staat “{title}” twee keer. Haal er één weg.")
    }

    pub fn title_missing(title: &str) -> String {
        format!(
            "Bij de volgorde ontbreekt “{title}”. Zet de titel er weer bij. Weghalen doe je met `/moderatie verwijder`."
        )
    }
}

pub const EMOJI: &str = "Emoji";
pub const IMAGE: &str = "Afbeelding";
pub const IMAGE_ALT: &str = "Te zien";
/// Stands before each question, below the keywords.
pub const QUESTION: &str = "Vraag";
/// What moderators may write in the place of that.
pub const QUESTIONS: &str = "Vragen";
pub const RELATED: &str = "Lees ook";
/// Stands before the day on which someone looked.
pub const CHECKED: &str = "Nagekeken";

/// The keys of an entry that have a line of their own in the lowest field of its form, and the name at the
/// start of that line.
pub const LINES: &[(&str, &str)] = &[
    ("group", "Onderwerp"),
    ("emoji", EMOJI),
    ("related", RELATED),
    ("source", "Bron"),
    ("checked", CHECKED),
    ("image", IMAGE),
    ("image_alt", IMAGE_ALT),
];

/// The keys of an entry without a line of their own in its form, and the words for them there.
pub const FIELDS: &[(&str, &str)] = &[
    ("title", field::TITLE),
    ("summary", field::SUMMARY),
    ("text", field::TEXT),
    ("keywords", field::KEYWORDS_SHORT),
    ("questions", "vragen"),
    ("sections", "kopjes"),
    ("links", "knoppen"),
    ("choices", "knoppen naar een tekst"),
];

pub fn unknown_line(line: &str) -> String {
    let mut names: Vec<&str> = LINES.iter().map(|(_, name)| *name).collect();
    let last = names.pop().unwrap_or_default();
    let names = names.join(", ");
    format!(
        "De regel “{line}” begrijp ik niet. Begin hem met {names} of {last} en een dubbele punt. Schrijf een knop als “Naam van de knop: https://…” of “Naam van de knop → titel van een tekst”, en een kopje als “## Kopje”."
    )
}

pub fn line_twice(name: &str) -> String {
    format!("De regel “{name}” staat er twee keer. Haal er één weg.")
}

pub fn no_day(typed: &str) -> String {
    format!("“{typed}” achter {CHECKED} is geen datum. Schrijf jaar, maand en dag: 2026-11-23.")
}

pub fn link_twice(label: &str) -> String {
    format!("Er zijn twee knoppen die “{label}” heten. Geef er één een andere naam.")
}

pub fn heading_twice(heading: &str) -> String {
    format!("Er zijn twee kopjes “{heading}”. Geef er één een andere naam.")
}
