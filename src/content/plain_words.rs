//! The words by which [`crate::content::language`] judges. Data only; all but abbreviations in lower case.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Difficult words, each with what to write instead, in the order of their bytes: every word of a text
/// is looked up here.
pub(crate) const JARGON: &[(&str, &str)] = &[
    ("aangaande", "over"),
    ("aanvang", "begin"),
    ("additionele", "extra"),
    ("adequaat", "goed"),
    ("adequate", "goede"),
    ("alsmede", "en"),
    ("alsook", "en"),
    ("alvorens", "voordat"),
    ("benutten", "gebruiken"),
    ("betreffende", "over"),
    ("bewerkstelligen", "zorgen voor"),
    ("commitment", "inzet"),
    ("conform", "volgens"),
    ("cruciaal", "heel belangrijk"),
    ("cruciale", "heel belangrijke"),
    ("derhalve", "daarom"),
    ("desalniettemin", "toch"),
    ("desbetreffende", "deze"),
    ("desgewenst", "als je wilt"),
    ("dusdanig", "zo"),
    ("echter", "maar"),
    ("essentieel", "nodig"),
    ("essentiële", "nodige"),
    ("eveneens", "ook"),
    ("evenwel", "maar"),
    ("faciliteren", "mogelijk maken"),
    ("frequent", "vaak"),
    ("frequentie", "hoe vaak"),
    ("gaarne", "graag"),
    ("genereren", "opleveren"),
    ("geschieden", "gebeuren"),
    ("hanteren", "gebruiken"),
    ("hieromtrent", "hierover"),
    ("implementatie", "invoering"),
    ("implementeren", "invoeren"),
    ("indien", "als"),
    ("initiële", "eerste"),
    ("initiëren", "beginnen"),
    ("inzake", "over"),
    ("jegens", "tegen"),
    ("krachtens", "volgens"),
    ("middels", "met"),
    ("monitoren", "bijhouden"),
    ("nadien", "daarna"),
    ("niettemin", "toch"),
    ("optimaliseren", "beter maken"),
    ("participatie", "het meedoen"),
    ("participeren", "zelf meedoen"),
    ("proactief", "uit jezelf"),
    ("reeds", "al"),
    ("significant", "duidelijk"),
    ("stakeholder", "betrokkene"),
    ("stakeholders", "betrokkenen"),
    ("teneinde", "om"),
    ("tevens", "ook"),
    ("thans", "nu"),
    ("trachten", "proberen"),
    ("uiteraard", "natuurlijk"),
    ("verstrekken", "geven"),
    ("vervaardigen", "maken"),
    ("wederom", "weer"),
    ("wenselijk", "goed"),
    ("zodanig", "zo"),
    ("zulks", "dat"),
];

/// Words in capitals that are no shouting.
pub(crate) const ABBREVIATIONS: &[&str] = &[
    "ANBI", "ANWB", "BBQS", "CMYK", "COVID", "DIGID", "FAQS", "GGZE", "HAVO", "HTML", "HTTP",
    "HTTPS", "IBAN", "ICTU", "ISBN", "JPEG", "JSON", "KNVB", "LGBT", "LHBT", "LHBTI", "LHBTIQ",
    "LHBTQ", "MAVO", "MOVISIE", "NAVO", "NOVI", "NVWA", "PDFS", "RIVM", "SIRE", "SMART", "SWOT",
    "TOML", "UNESCO", "UNICEF", "URLS", "VMBO", "WEBP", "WIFI", "YMCA",
];

/// Verbs that make a sentence passive when a participle stands with them.
pub(crate) const PASSIVE_VERBS: &[&str] = &["werd", "werden", "wordt", "worden"];

/// Verbs that a participle belongs to rather than to a passive one.
pub(crate) const PERFECT_VERBS: &[&str] = &[
    "ben", "bent", "had", "hadden", "heb", "hebben", "hebt", "heeft", "is", "was", "waren", "zijn",
];

/// Words that begin another clause.
pub(crate) const CONJUNCTIONS: &[&str] = &[
    "als", "dat", "die", "dus", "en", "maar", "of", "omdat", "terwijl", "waar", "wanneer", "want",
    "wat", "wie", "zoals", "zodat", "zodra",
];

/// What stands before `ge` in a participle that is taken apart.
pub(crate) const BEFORE_GE: &[&str] = &[
    "aan", "achter", "af", "bij", "binnen", "door", "goed", "in", "klaar", "mee", "na", "om", "op",
    "over", "rond", "samen", "terug", "toe", "tegen", "uit", "vast", "voor", "weg",
];

/// Participles in `-en`, without what stands before `ge`: plurals and whole verbs look the same.
pub(crate) static STRONG: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "begonnen beschreven besloten besproken bewogen gebogen geboden gebroken gedaan gedragen \
    gedreven gegeten gegeven gegrepen gehangen gehouden geholpen gekeken geklonken gekozen gelaten \
    gelezen genomen geroepen gescheiden geschonken geschoten geschreven gesloten gesproken \
    gestolen getrokken gevangen gevonden gewezen gewonnen geworven gezien gezonden ontvangen \
    overgenomen verboden verbroken vergeten verkregen verwezen verzonden"
        .split(' ')
        .collect()
});

/// Words that look like a participle and are none, or that say how something becomes.
pub(crate) static NO_PARTICIPLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "bekend belangrijkst beleid bereid bericht besluit bevriend bewust gebied gedicht geduld \
    gehandicapt gehecht geluid gemotiveerd gerecht gerucht geschikt geslacht gevecht geweld gewend \
    gewicht gezicht gezond geïnteresseerd onbekend ontbijt overgewicht verband verdriet verkeerd \
    verliefd verplicht verslaafd verstand vertrouwd verzoek"
        .split(' ')
        .collect()
});
