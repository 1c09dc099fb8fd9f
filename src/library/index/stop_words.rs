//! What search has to know of Dutch.

/// Words that say nothing about what someone looks for, folded. In a question they count only as
/// part of a whole phrase, such as the keyword "af en toe".
pub const STOP_WORDS: &[&str] = &[
    "aan", "af", "al", "alle", "allemaal", "als", "altijd", "andere", "anders", "ben", "bij",
    "daar", "dan", "dat", "de", "deze", "die", "dit", "doe", "doen", "doet", "door", "dus", "echt",
    "een", "eens", "eigen", "en", "er", "ga", "gaan", "gaat", "geen", "goed", "goede", "graag",
    "had", "heb", "hebben", "hebt", "heeft", "heel", "hem", "hen", "het", "hier", "hij", "hoe",
    "hun", "iemand", "iets", "ik", "in", "is", "ja", "je", "jij", "jou", "jouw", "jullie", "kan",
    "kun", "kunnen", "kunt", "laat", "laten", "maak", "maakt", "maar", "mag", "maken", "me",
    "meer", "men", "met", "mij", "mijn", "moet", "moeten", "mogen", "na", "naar", "niet", "niets",
    "nog", "nou", "nu", "of", "om", "omdat", "ons", "onze", "ook", "op", "over", "s", "te", "toch",
    "toe", "tot", "u", "uit", "uw", "van", "veel", "voor", "waar", "waarom", "wanneer", "want",
    "was", "wat", "we", "weer", "wel", "welk", "welke", "werd", "wie", "wij", "wil", "willen",
    "wilt", "word", "worden", "wordt", "zal", "ze", "zeg", "zelf", "zich", "zij", "zijn", "zit",
    "zitten", "zo", "zonder", "zou", "zouden",
];
