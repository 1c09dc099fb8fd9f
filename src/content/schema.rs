//! What a response file may say: every key, its kind, its limit and its Dutch explanation.
//!
//! The compiler and the JSON Schema for editors are both made from these tables, so they cannot
//! differ. The limits are in [`crate::text::limits`].

use serde_json::{Map, Value, json};

use crate::text::limits::{
    MAX_ALT, MAX_CHOICES, MAX_FOOTER, MAX_GROUP, MAX_KEYWORDS, MAX_LABEL, MAX_LINKS, MAX_NAME,
    MAX_QUESTIONS, MAX_RELATED, MAX_SECTIONS, MAX_TEXT, MAX_TITLE,
};

/// A key of a response file.
#[derive(Debug)]
pub struct Key {
    /// The name, as it stands before `=`.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// Whether the file is refused without it.
    pub required: bool,
    /// What a Dutch writer may type instead.
    pub mistaken: &'static [&'static str],
    /// What it is for, in Dutch; editors show this while typing.
    pub about: &'static str,
}

/// A kind of value. Numbers are limits in characters.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of text.
    Line(usize),
    /// Text of any number of lines.
    Text(usize),
    /// The name of a command's option.
    OptionName,
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// `#RRGGBB`.
    Color,
    /// One emoji.
    Emoji,
    /// A list of words, or of a few words each.
    Keywords,
    /// A list of questions.
    Questions,
    /// A list of references to entries.
    References,
    /// A day.
    Date,
    /// The file of a picture.
    Picture,
    /// Headings with their texts.
    Sections,
    /// Labels with their addresses.
    Links,
    /// Labels with the entries they lead to.
    Choices,
}

/// How a command may open.
pub const OPEN_WITH: &[&str] = &["overview", "random", "guide"];

/// What a Dutch writer may type instead, with the choice that it means.
pub const MEANT_CHOICES: &[(&str, &str)] = &[
    ("overzicht", "overview"),
    ("menu", "overview"),
    ("lijst", "overview"),
    ("willekeurig", "random"),
    ("toeval", "random"),
    ("toevallig", "random"),
    ("wegwijzer", "guide"),
    ("gids", "guide"),
];

/// The option's name when the file gives none.
pub const DEFAULT_OPTION: &str = "keuze";
/// The option's description when the file gives none.
pub const DEFAULT_OPTION_DESCRIPTION: &str = "Kies een tekst";

const fn required(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key {
        required: true,
        ..optional(name, kind, about)
    }
}

const fn optional(name: &'static str, kind: Kind, about: &'static str) -> Key {
    Key {
        name,
        kind,
        required: false,
        mistaken: &[],
        about,
    }
}

impl Key {
    const fn not(self, mistaken: &'static [&'static str]) -> Self {
        Self { mistaken, ..self }
    }
}

/// The keys above the first entry.
pub const TOP: &[Key] = &[
    required(
        "title",
        Kind::Line(MAX_TITLE),
        "De titel boven het overzicht; hooguit 256 tekens.",
    )
    .not(&["titel", "kop", "naam"]),
    required(
        "description",
        Kind::Line(MAX_LABEL),
        "Wat Discord bij het commando laat zien; hooguit 100 tekens.",
    )
    .not(&["beschrijving", "omschrijving"]),
    optional(
        "option",
        Kind::OptionName,
        "De naam van de keuze achter het commando, in kleine letters; hooguit 32 tekens. Zonder deze regel 'keuze'.",
    )
    .not(&["optie", "keuze"]),
    optional(
        "option_description",
        Kind::Line(MAX_LABEL),
        "Wat Discord bij die keuze laat zien; hooguit 100 tekens.",
    )
    .not(&["optie_beschrijving", "keuze_beschrijving"]),
    optional(
        "name_en",
        Kind::OptionName,
        "De naam van het commando voor leden met Discord in een andere taal, in kleine letters; hooguit 32 tekens.",
    )
    .not(&["naam_en", "naam_engels"]),
    optional(
        "description_en",
        Kind::Line(MAX_LABEL),
        "Wat die leden bij het commando zien; hooguit 100 tekens.",
    ),
    optional(
        "option_en",
        Kind::OptionName,
        "De naam van de keuze voor die leden, in kleine letters; hooguit 32 tekens.",
    ),
    optional(
        "option_description_en",
        Kind::Line(MAX_LABEL),
        "Wat die leden bij de keuze zien; hooguit 100 tekens.",
    ),
    optional(
        "open_with",
        Kind::Choice(OPEN_WITH),
        "Wat je ziet zonder keuze: \"overview\" (het overzicht), \"random\" (een willekeurige tekst) of \"guide\" (een wegwijzer: begint bij de bovenste tekst).",
    )
    .not(&["openen_met", "open_met", "start"]),
    optional(
        "color",
        Kind::Color,
        "De kleur van de balk naast een antwoord, bijvoorbeeld \"#1D9E75\".",
    )
    .not(&["kleur", "colour"]),
    optional(
        "intro",
        Kind::Text(MAX_TEXT),
        "De tekst boven het overzicht; hooguit 4096 tekens.",
    )
    .not(&["inleiding", "introductie"]),
    optional(
        "questions",
        Kind::Questions,
        "Vragen waar het overzicht antwoord op geeft, zoals leden ze typen; hooguit 50, van hooguit 200 tekens.",
    )
    .not(&["vragen", "voorbeeldvragen", "zoekvragen"]),
    optional(
        "source",
        Kind::Line(MAX_FOOTER),
        "Waar de teksten vandaan komen; staat onder elk antwoord. Hooguit 2048 tekens.",
    )
    .not(&["bron", "bronnen"]),
];

/// The keys of an entry.
pub const ENTRY: &[Key] = &[
    required(
        "title",
        Kind::Line(MAX_TITLE),
        "De titel van deze tekst; hooguit 256 tekens.",
    )
    .not(&["titel", "kop", "naam", "vraag", "question"]),
    optional("emoji", Kind::Emoji, "Eén emoji; die komt achter de titel.").not(&["icoon", "plaatje"]),
    optional(
        "group",
        Kind::Line(MAX_GROUP),
        "Het onderwerp; teksten met hetzelfde onderwerp staan bij elkaar. Hooguit 80 tekens.",
    )
    .not(&["groep", "onderwerp", "categorie"]),
    optional(
        "summary",
        Kind::Line(MAX_LABEL),
        "Eén korte zin voor menu's en overzichten; hooguit 100 tekens.",
    )
    .not(&["samenvatting", "kort", "description", "beschrijving", "omschrijving"]),
    required(
        "text",
        Kind::Text(MAX_TEXT),
        "De tekst zelf, hooguit 4096 tekens.",
    )
    .not(&["tekst", "inhoud", "bericht", "antwoord", "answer", "content", "body"]),
    optional(
        "keywords",
        Kind::Keywords,
        "Andere woorden waarmee mensen deze tekst zoeken; hooguit 100 woorden.",
    )
    .not(&[
        "trefwoorden",
        "zoekwoorden",
        "sleutelwoorden",
        "tags",
        "labels",
    ]),
    optional(
        "questions",
        Kind::Questions,
        "Vragen waar deze tekst antwoord op geeft, zoals leden ze typen; hooguit 50, van hooguit 200 tekens.",
    )
    .not(&["vraag", "vragen", "voorbeeldvragen", "zoekvragen"]),
    optional(
        "related",
        Kind::References,
        "Teksten om hierna te lezen: \"naam\" uit dit bestand, of \"bestand/naam\"; hooguit 25.",
    )
    .not(&["gerelateerd", "verwant", "zie ook", "zie_ook", "lees ook", "lees_ook"]),
    optional(
        "source",
        Kind::Line(MAX_FOOTER),
        "Waar deze tekst vandaan komt, als dat anders is dan bij de rest; hooguit 2048 tekens.",
    )
    .not(&["bron", "bronnen"]),
    optional(
        "checked",
        Kind::Date,
        "De dag waarop iemand het laatst keek of de tekst nog klopt: jaar, maand, dag, zoals 2026-11-27.",
    )
    .not(&["gecontroleerd", "nagekeken", "datum"]),
    optional(
        "image",
        Kind::Picture,
        "Een afbeelding onder het antwoord: een PNG, JPEG, WebP of GIF in de map beeld, zoals \"beeld/profiel.png\"; hooguit 2 MB.",
    )
    .not(&["afbeelding", "beeld", "foto", "picture", "img"]),
    optional(
        "image_alt",
        Kind::Line(MAX_ALT),
        "Wat er op die afbeelding te zien is, voor wie haar niet ziet; hooguit 1024 tekens. Hoort altijd bij image.",
    )
    .not(&["alt", "alt_tekst", "image_text", "te_zien", "bijschrift"]),
    optional(
        "sections",
        Kind::Sections,
        "Kopjes met tekst eronder, in deze volgorde; hooguit 25.",
    )
    .not(&["kopjes", "secties", "onderdelen"]),
    optional(
        "links",
        Kind::Links,
        "Knoppen naar een website: \"Wat er op de knop staat\" = \"https://…\"; hooguit 15.",
    )
    .not(&["knoppen", "link", "buttons", "url"]),
    optional(
        "choices",
        Kind::Choices,
        "Knoppen naar een andere tekst: \"Wat er op de knop staat\" = \"naam\" uit dit bestand, of \"bestand/naam\"; hooguit 25.",
    )
    .not(&["keuzes", "antwoorden"]),
];

/// The key with this name.
pub fn find(keys: &'static [Key], name: &str) -> Option<&'static Key> {
    keys.iter().find(|key| key.name == name)
}

/// Whether a file is worse without this key: it is refused, or an entry says less in a menu.
pub(crate) fn is_wanted(name: &str) -> bool {
    let mut keys = TOP.iter().chain(ENTRY);
    name == "summary" || keys.any(|key| key.name == name && key.required)
}

/// Whether a key of an entry stands in a block of its own, such as `[name.sections]`.
pub fn is_block(name: &str) -> bool {
    find(ENTRY, name)
        .is_some_and(|key| matches!(key.kind, Kind::Sections | Kind::Links | Kind::Choices))
}

/// The JSON Schema of a response file, for editors with TOML support.
pub fn json_schema() -> Value {
    let mut top = object(TOP);
    top["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    top["title"] = json!("Teksten van de bot");
    top["description"] = json!(
        "Een bestand is een commando; elk blok [naam] is een tekst die leden kunnen opvragen."
    );
    top["additionalProperties"] = object(ENTRY);
    top["minProperties"] = json!(TOP.iter().filter(|k| k.required).count() + 1);
    top
}

/// The JSON Schema of the file with words that mean the same.
pub fn synonyms_json_schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Woorden die hetzelfde betekenen",
        "description": "Elke regel is een groep. Wie het ene woord zoekt, vindt ook teksten met het andere.",
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {"type": "string", "minLength": 1, "pattern": "^[^,;]*$"},
            "minItems": 1,
            "maxItems": MAX_KEYWORDS,
            "description": "Wat hetzelfde betekent: [\"een\", \"twee\"]."
        }
    })
}

fn object(keys: &[Key]) -> Value {
    let properties = keys.iter().map(|key| (key.name.into(), property(key)));
    let properties: Map<String, Value> = properties.collect();
    let required: Vec<&str> = keys.iter().filter(|k| k.required).map(|k| k.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}

/// The limits here are never stricter than the compiler's, which counts after trimming; so there is
/// no `maxLength` on texts, where an editor would count the line ends around them.
fn property(key: &Key) -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let list = |most| json!({"type": "array", "items": text, "maxItems": most});
    let mut schema = match key.kind {
        Kind::Line(_) | Kind::Text(_) | Kind::Emoji => text,
        // What editors know of patterns differs; this much all of them do.
        Kind::OptionName => {
            json!({"type": "string", "maxLength": MAX_NAME, "pattern": "^[^\\s'’A-Z]+$"})
        }
        Kind::Choice(choices) => json!({"enum": choices}),
        Kind::Color => json!({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}),
        Kind::Keywords => list(MAX_KEYWORDS),
        Kind::Questions => list(MAX_QUESTIONS),
        Kind::References => list(MAX_RELATED),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::Picture => json!({"type": "string", "pattern": "^beeld/[^/]+$"}),
        Kind::Sections => pairs(&text, MAX_SECTIONS),
        Kind::Choices => pairs(&text, MAX_CHOICES),
        Kind::Links => pairs(
            &json!({"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}),
            MAX_LINKS,
        ),
    };
    schema["description"] = json!(key.about);
    schema
}

fn pairs(value: &Value, most: usize) -> Value {
    json!({"type": "object", "additionalProperties": value, "maxProperties": most})
}
