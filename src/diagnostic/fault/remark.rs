//! What is worth a look in a file that can be used, and what a moderator reads about it.

use jiff::civil::Date;
use strum::{IntoStaticStr, VariantNames};
use thiserror::Error;

use crate::diagnostic::fault::terms::{LINE_END_SIGN, LINK, TABLE, shown};
use crate::library::picture::{MANY_BYTES, MANY_PIXELS};
use crate::words::dutch::counted;

/// Something in a file that may be a mistake, and keeps nobody from using the file.
#[derive(Debug, Clone, PartialEq, Eq, Error, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[expect(missing_docs, reason = "the message is the doc")]
pub enum Remark {
    #[error("deze tekst heeft geen 'summary'; in het menu staat nu het begin van de tekst")]
    MissingSummary,
    #[error("er is geen tekst '{}'; leden zien deze {} niet", shown(.name), if *.is_button { "knop" } else { "verwijzing" })]
    RelatedUnknown {
        name: String,
        suggestion: Option<String>,
        /// Whether it is a button of a guide.
        is_button: bool,
    },
    #[error("deze tekst verwijst naar zichzelf; leden zien deze verwijzing niet")]
    RelatedSelf,
    #[error("'{found}' lijkt iemand op te roepen; de bot doet dat nooit")]
    Mention { found: String },
    #[error("het onderwerp '{}' heet op een andere plek '{}'", shown(.name), shown(.other))]
    GroupsAlike { name: String, other: String },
    #[error("{}", garbled(.found, *.places))]
    GarbledText { found: String, places: usize },
    #[error("in deze tekst staat een teken dat je niet ziet ({name})")]
    HiddenCharacter { name: String },
    #[error("'{}' is HTML; leden zien dat zo in de tekst staan", shown(.found))]
    HtmlTag { found: String },
    #[error("een {what} toont Discord hier niet; leden zien '{}' zo in de tekst staan", shown(.found))]
    NotInDiscord { what: &'static str, found: String },
    #[error("'{}' is geen tekst voor leden; dit moet nog af", shown(.found))]
    UnfinishedText { found: String },
    #[error("de regel '{}' zien leden als een grote kop: # maakt er in een tekst geen opmerking van", shown(.line))]
    CommentInText { line: String },
    #[error("de regel '{}' staat in de tekst; leden zien hem zo", shown(.line))]
    FileLineInText { line: String },
    #[error("de wegwijzer begint bij deze tekst, en die heeft geen knoppen om uit te kiezen")]
    NoChoices { name: String },
    #[error("deze afbeelding is {}; op een telefoon laadt die langzaam", large(*.bytes, *.size))]
    LargeImage {
        bytes: usize,
        size: Option<(usize, usize)>,
    },
    #[error("de dag {date} is nog niet geweest")]
    FutureDate { date: Date, meant: Option<Date> },
    #[error("'{}' lijkt een tikfout van '{}'", shown(.word), shown(.meant))]
    MisspeltKeyword { word: String, meant: String },
    #[strum(serialize = "alike-keywords")]
    #[error("'{}' en '{}' lijken zo op elkaar dat een van de twee een tikfout lijkt", shown(.other), shown(.word))]
    KeywordsAlike { word: String, other: String },
    #[error("tussen deze aanhalingstekens staat meer dan één woord of zoekterm")]
    SeveralWords { fixed: String },
    #[error("bij '{}' staat geen ander woord", shown(.word))]
    NoSynonyms { word: String, key: String },
    #[error("'{}' staat al in deze regel", shown(.word))]
    WordTwice { word: String },
    #[error("'{}' staat er ook als '{}'", shown(.word), shown(.other))]
    WordsAlike { word: String, other: String },
    #[error("deze woorden staan al bij '{}'", shown(.other))]
    GroupTwice { other: String },
    #[error("in '{}' staat geen letter of cijfer, dus daar zoekt niemand mee", shown(.word))]
    NoLetters {
        word: String,
        /// Whether it stands before the sign =.
        is_first: bool,
    },
}

impl Remark {
    #[rustfmt::skip] // A table: a fault and its help on one line.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::MissingSummary => "zet onder deze naam: summary = \"één korte zin\"".into(),
            Self::RelatedUnknown { suggestion: Some(near), .. } => format!("bedoelde je \"{}\"?", shown(near)),
            Self::RelatedUnknown { .. } => "schrijf de naam van een tekst uit dit bestand, of \"bestand/naam\" voor een tekst uit een ander bestand".into(),
            Self::RelatedSelf => "haal hem weg".into(),
            Self::Mention { .. } => "schrijf de naam gewoon als woord, zonder @".into(),
            Self::GroupsAlike { .. } => "schrijf de naam overal precies gelijk, dan staan die teksten bij elkaar".into(),
            Self::GarbledText { places: 4.., .. } => "zet een oude versie van het bestand terug, of typ die woorden opnieuw; bewaar het met de codering UTF-8".into(),
            Self::GarbledText { .. } => "typ het woord opnieuw, en sla het bestand op met de codering UTF-8".into(),
            Self::HiddenCharacter { .. } => "typ het woord opnieuw, of haal de plek tussen de twee zichtbare tekens leeg".into(),
            Self::HtmlTag { found } => html(found).into(),
            Self::NotInDiscord { what: TABLE, .. } => "maak er een lijst van, met - en een spatie voor elke regel".into(),
            Self::NotInDiscord { what: LINK, .. } => "zet https:// voor het adres".into(),
            Self::NotInDiscord { what: LINE_END_SIGN, .. } => "begin daar een nieuwe regel met Enter; een tekst van meer regels heeft drie aanhalingstekens: \"\"\"".into(),
            Self::NotInDiscord { .. } => "zet de afbeelding in de map beeld, en schrijf haar naam bij image; haal haar hier weg".into(),
            Self::UnfinishedText { .. } => "schrijf hier wat leden moeten lezen".into(),
            Self::CommentInText { .. } => "is het een opmerking? Zet haar buiten de aanhalingstekens; is het een kopje? Zet het dan onder [naam.sections]".into(),
            Self::FileLineInText { line } if line.contains(char::is_alphanumeric) => "hoort hij niet bij de tekst? Zet dan \"\"\" op een eigen regel boven deze regel, en haal ze eronder weg".into(),
            Self::FileLineInText { .. } => "haal die tekens weg: om een tekst van meer regels staan precies drie aanhalingstekens, \"\"\"".into(),
            Self::NoChoices { name } => format!("zet eronder [{}.choices], met daaronder \"Wat er op de knop staat\" = \"naam-van-een-tekst\"", shown(name)),
            Self::LargeImage { .. } => format!("maak haar kleiner: hooguit {} kB, en hooguit {} breed en hoog", MANY_BYTES / 1000, counted(MANY_PIXELS, "beeldpunt", "beeldpunten")),
            Self::FutureDate { meant: Some(meant), .. } => format!("bedoelde je {meant}?"),
            Self::FutureDate { .. } => "zet er de dag waarop iemand het laatst keek of de tekst nog klopt".into(),
            Self::MisspeltKeyword { .. } => "haal het weg: zoeken lukt ook met een tikfout; is het toch een echt woord, zet het dan in woorden.toml".into(),
            Self::KeywordsAlike { .. } => "haal de tikfout weg: zoeken lukt ook met een tikfout; zijn het twee echte woorden, zet ze dan in woorden.toml".into(),
            Self::SeveralWords { fixed } => format!("zet elk woord tussen eigen aanhalingstekens: {fixed}"),
            Self::NoSynonyms { key, .. } => format!("zet erbij wat hetzelfde betekent, zoals {} = [\"een\", \"twee\"], of haal de regel weg", shown(key)),
            Self::WordsAlike { .. } => "zet alle woorden in één van de twee regels, en haal de andere weg".into(),
            Self::GroupTwice { .. } => "haal deze regel weg; de woorden gelden al over en weer".into(),
            Self::NoLetters { is_first: true, .. } => "haal de regel weg".into(),
            Self::WordTwice { .. } | Self::NoLetters { .. } => "haal het weg".into(),
        }
    }
}

/// Where it is so at many places, the file was saved wrongly as a whole, and is told of once.
fn garbled(found: &str, places: usize) -> String {
    match places {
        0..4 => format!("'{found}' lijkt een letter of teken dat verkeerd is opgeslagen"),
        _ => format!(
            "op {places} plekken staat een letter of teken dat verkeerd is opgeslagen, zoals hier '{found}'"
        ),
    }
}

/// How large a picture is.
fn large(bytes: usize, size: Option<(usize, usize)>) -> String {
    let kilobytes = bytes.div_ceil(1000);
    match size {
        Some((width, height)) => {
            format!("{width} bij {height} beeldpunten en {kilobytes} kB groot")
        }
        None => format!("{kilobytes} kB groot"),
    }
}

/// What Discord has in the place of HTML.
fn html(found: &str) -> &'static str {
    let tag = found.trim_start_matches(['<', '/']);
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
    match name.unwrap_or_default().to_ascii_lowercase().as_str() {
        _ if found.starts_with('&') => "typ het teken zelf",
        "a" => "schrijf [woorden](https://…), of maak er een knop van",
        "b" | "strong" => "schrijf **woorden** voor vette letters",
        "i" | "em" => "schrijf *woorden* voor schuine letters",
        "br" | "p" | "div" => "haal het weg, en begin een nieuwe regel met Enter",
        "li" | "ul" | "ol" => "haal het weg, en zet - en een spatie voor elk punt van de lijst",
        _ => "haal het weg",
    }
}
