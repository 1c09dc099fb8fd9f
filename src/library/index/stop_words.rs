//! What search has to know of Dutch.

/// Words that say nothing about what someone looks for, folded. In a question they count only as
/// part of a whole phrase, such as the keyword "af en toe". What all texts are about says nothing either. One
/// word a line would be four hundred lines.
#[rustfmt::skip]
pub const STOP_WORDS: &[&str] = &[
    "a", "aan", "about", "af", "al", "alle", "alleen", "allemaal", "alles", "als", "alsjeblieft", "altijd", "an",
    "and", "ander", "andere", "anders", "are", "at", "aub", "be", "bedankt", "bedoel", "bedoelt", "beetje",
    "behalve", "ben", "bent", "best", "beste", "beter", "bij", "bijna", "binnen", "blijkt", "boven", "bro",
    "buiten", "can", "could", "daar", "daarmee", "daarom", "daarvoor", "dan", "dank", "dat", "de", "denk",
    "denken", "denkt", "deze", "dezelfde", "die", "ding", "dingen", "dit", "do", "doe", "doen", "does", "doet",
    "door", "dr", "drie", "dus", "echt", "een", "eens", "eerst", "eigen", "eigenlijk", "elk", "elke", "en",
    "enige", "er", "eraan", "erbij", "erg", "ergens", "erin", "ermee", "erop", "eruit", "ervan", "even", "ff",
    "for", "from", "ga", "gaan", "gaat", "gast", "gebeuren", "gebeurt", "geef", "geeft", "geen", "gekomen",
    "gelijk", "genoeg", "get", "geven", "gewoon", "gezegd", "gezien", "gister", "gisteren", "goed", "goede",
    "gozer", "graag", "groot", "grote", "had", "hallo", "handig", "handige", "has", "have", "heb", "hebben",
    "hebt", "heeft", "heel", "heet", "helemaal", "help", "hem", "hen", "het", "heten", "hetzelfde", "hey", "hier",
    "hierbij", "hij", "hoe", "hoef", "hoeft", "hoelang", "hoeveel", "hoeven", "hoever", "hoewel", "hoezo", "hoi",
    "hoor", "how", "hulp", "hun", "i", "ieder", "iedere", "iedereen", "ieders", "iemand", "iets", "if", "ik",
    "in", "ineens", "is", "it", "ja", "je", "jij", "joh", "jou", "jouw", "jullie", "kan", "keer", "klein",
    "kleine", "kom", "komen", "komt", "kun", "kunnen", "kunt", "kwam", "kwamen", "laat", "lang", "langs", "laten",
    "later", "leuk", "leuke", "lijken", "lijkt", "maak", "maakt", "maar", "mag", "make", "maken", "man", "manier",
    "me", "media", "mee", "meer", "meeste", "men", "met", "meteen", "mij", "mijn", "minder", "misschien", "mits",
    "mn", "moet", "moeten", "mogelijk", "mogen", "mooi", "mooie", "morgen", "my", "na", "naar", "naast",
    "natuurlijk", "neem", "neemt", "nemen", "nergens", "niemand", "niet", "niets", "nieuw", "nieuwe", "nodig",
    "noem", "noemen", "nog", "nooit", "not", "nou", "nu", "of", "om", "omdat", "on", "onder", "ongeveer", "ons",
    "onze", "ooit", "ook", "op", "opeens", "or", "our", "over", "overal", "paar", "per", "please", "pls",
    "precies", "rond", "s", "should", "sinds", "slecht", "slechte", "snel", "so", "social", "sociale", "sommige",
    "soms", "sowieso", "sta", "staan", "staat", "steeds", "straks", "svp", "te", "tegen", "tenzij", "terug",
    "terwijl", "that", "the", "their", "them", "they", "this", "tijdens", "to", "toch", "toe", "toen", "tot",
    "totdat", "trouwens", "tussen", "twee", "u", "uit", "us", "uw", "vaak", "van", "vanavond", "vandaag", "veel",
    "via", "vier", "volgens", "voor", "waar", "waarin", "waarmee", "waarom", "waarop", "waarvoor", "wanneer",
    "want", "was", "wat", "we", "weer", "weet", "weg", "wel", "weleens", "welk", "welke", "werd", "weten", "what",
    "when", "where", "which", "who", "why", "wie", "wiens", "wij", "wil", "will", "willen", "wilt", "wist",
    "with", "word", "worden", "wordt", "would", "you", "your", "zal", "ze", "zeer", "zeg", "zeggen", "zegt",
    "zei", "zeker", "zelf", "zelfde", "zich", "zie", "zien", "ziet", "zij", "zijn", "zit", "zitten", "zn", "zo",
    "zodat", "zodra", "zoiets", "zomaar", "zonder", "zou", "zouden", "zulke",
];
