//! What a response file may say: every key, its kind, its limit and its Dutch explanation.
//!
//! The compiler and the JSON Schema for editors are both made from these tables, so they cannot
//! differ. The limits are in [`crate::text::limits`].

use serde_json::{Map, Value, json};
use strum::VariantNames;

use crate::library::OpenWith;
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
    /// How a command opens.
    OpenWith,
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

/// What a Dutch writer may type instead of each way in which a command opens.
pub const MEANT_OPENINGS: &[(&str, &[&str])] = &[
    ("overview", &["overzicht", "menu", "lijst"]),
    ("random", &["willekeurig", "toeval", "toevallig"]),
    ("guide", &["wegwijzer", "gids"]),
];

/// The option's name when the file gives none.
pub const DEFAULT_OPTION: &str = "keuze";
/// The option's description when the file gives none.
pub const DEFAULT_OPTION_DESCRIPTION: &str = "Kies een tekst";

const fn required(
    name: &'static str,
    kind: Kind,
    mistaken: &'static [&'static str],
    about: &'static str,
) -> Key {
    Key {
        required: true,
        ..optional(name, kind, mistaken, about)
    }
}

const fn optional(
    name: &'static str,
    kind: Kind,
    mistaken: &'static [&'static str],
    about: &'static str,
) -> Key {
    Key {
        name,
        kind,
        required: false,
        mistaken,
        about,
    }
}

/// The keys above the first entry.
#[rustfmt::skip] // A table: a key, its kind, what else it is called, and what it is for on one line.
pub const TOP: &[Key] = &[
    required("title", Kind::Line(MAX_TITLE), &["titel", "kop", "naam"], "De titel boven het overzicht; hooguit 256 tekens."),
    required("description", Kind::Line(MAX_LABEL), &["beschrijving", "omschrijving"], "Wat Discord bij het commando laat zien; hooguit 100 tekens."),
    optional("option", Kind::OptionName, &["optie", "keuze"], "De naam van de keuze achter het commando, in kleine letters; hooguit 32 tekens. Zonder deze regel 'keuze'."),
    optional("option_description", Kind::Line(MAX_LABEL), &["optie_beschrijving", "keuze_beschrijving"], "Wat Discord bij die keuze laat zien; hooguit 100 tekens."),
    optional("name_en", Kind::OptionName, &["naam_en", "naam_engels"], "De naam van het commando voor leden met Discord in een andere taal, in kleine letters; hooguit 32 tekens."),
    optional("description_en", Kind::Line(MAX_LABEL), &[], "Wat die leden bij het commando zien; hooguit 100 tekens."),
    optional("option_en", Kind::OptionName, &[], "De naam van de keuze voor die leden, in kleine letters; hooguit 32 tekens."),
    optional("option_description_en", Kind::Line(MAX_LABEL), &[], "Wat die leden bij de keuze zien; hooguit 100 tekens."),
    optional("open_with", Kind::OpenWith, &["openen_met", "open_met", "start"], "Wat je ziet zonder keuze: \"overview\" (het overzicht), \"random\" (een willekeurige tekst) of \"guide\" (een wegwijzer: begint bij de bovenste tekst)."),
    optional("color", Kind::Color, &["kleur", "colour"], "De kleur van de balk naast een antwoord, bijvoorbeeld \"#1D9E75\"."),
    optional("intro", Kind::Text(MAX_TEXT), &["inleiding", "introductie"], "De tekst boven het overzicht; hooguit 4096 tekens."),
    optional("questions", Kind::Questions, &["vragen", "voorbeeldvragen", "zoekvragen"], "Vragen waar het overzicht antwoord op geeft, zoals leden ze typen; hooguit 50, van hooguit 200 tekens."),
    optional("source", Kind::Line(MAX_FOOTER), &["bron", "bronnen"], "Waar de teksten vandaan komen; staat onder elk antwoord. Hooguit 2048 tekens."),
];

/// The keys of an entry.
#[rustfmt::skip] // A table: a key, its kind, what else it is called, and what it is for on one line.
pub const ENTRY: &[Key] = &[
    required("title", Kind::Line(MAX_TITLE), &["titel", "kop", "naam", "vraag", "question"], "De titel van deze tekst; hooguit 256 tekens."),
    optional("emoji", Kind::Emoji, &["icoon", "plaatje"], "Eén emoji; die komt achter de titel."),
    optional("group", Kind::Line(MAX_GROUP), &["groep", "onderwerp", "categorie"], "Het onderwerp; teksten met hetzelfde onderwerp staan bij elkaar. Hooguit 80 tekens."),
    optional("summary", Kind::Line(MAX_LABEL), &["samenvatting", "kort", "description", "beschrijving", "omschrijving"], "Eén korte zin voor menu's en overzichten; hooguit 100 tekens."),
    required("text", Kind::Text(MAX_TEXT), &["tekst", "inhoud", "bericht", "antwoord", "answer", "content", "body"], "De tekst zelf, hooguit 4096 tekens."),
    optional("keywords", Kind::Keywords, &["trefwoorden", "zoekwoorden", "sleutelwoorden", "tags", "labels"], "Andere woorden waarmee mensen deze tekst zoeken; hooguit 100 woorden."),
    optional("questions", Kind::Questions, &["vraag", "vragen", "voorbeeldvragen", "zoekvragen"], "Vragen waar deze tekst antwoord op geeft, zoals leden ze typen; hooguit 50, van hooguit 200 tekens."),
    optional("related", Kind::References, &["gerelateerd", "verwant", "zie ook", "zie_ook", "lees ook", "lees_ook"], "Teksten om hierna te lezen: \"naam\" uit dit bestand, of \"bestand/naam\"; hooguit 25."),
    optional("source", Kind::Line(MAX_FOOTER), &["bron", "bronnen"], "Waar deze tekst vandaan komt, als dat anders is dan bij de rest; hooguit 2048 tekens."),
    optional("checked", Kind::Date, &["gecontroleerd", "nagekeken", "datum"], "De dag waarop iemand het laatst keek of de tekst nog klopt: jaar, maand, dag, zoals 2026-11-27."),
    optional("image", Kind::Picture, &["afbeelding", "beeld", "foto", "picture", "img"], "Een afbeelding onder het antwoord: een PNG, JPEG, WebP of GIF in de map beeld, zoals \"beeld/profiel.png\"; hooguit 2 MB."),
    optional("image_alt", Kind::Line(MAX_ALT), &["alt", "alt_tekst", "image_text", "te_zien", "bijschrift"], "Wat er op die afbeelding te zien is, voor wie haar niet ziet; hooguit 1024 tekens. Hoort altijd bij image."),
    optional("sections", Kind::Sections, &["kopjes", "secties", "onderdelen"], "Kopjes met tekst eronder, in deze volgorde; hooguit 25."),
    optional("links", Kind::Links, &["knoppen", "link", "buttons", "url"], "Knoppen naar een website: \"Wat er op de knop staat\" = \"https://…\"; hooguit 15."),
    optional("choices", Kind::Choices, &["keuzes", "antwoorden"], "Knoppen naar een andere tekst: \"Wat er op de knop staat\" = \"naam\" uit dit bestand, of \"bestand/naam\"; hooguit 25."),
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
        Kind::OpenWith => json!({"enum": OpenWith::VARIANTS}),
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
