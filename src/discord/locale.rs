//! The bot's commands in two languages: Dutch by default, and English for clients in any other
//! language. What Discord sends back always carries the Dutch names, so the rest of the bot knows
//! no other; <https://discord.com/developers/docs/interactions/application-commands#localization>.

use std::collections::BTreeMap;

use serde_json::Value;

/// A text for every locale but the default's.
pub(super) type Localized = BTreeMap<&'static str, String>;

/// Discord's locales but `nl`; <https://discord.com/developers/docs/reference#locales>.
const OTHERS: [&str; 31] = [
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "no",
    "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
];

/// English for everyone who does not read the default language.
pub(super) fn english(text: &str) -> Localized {
    OTHERS
        .iter()
        .map(|locale| (*locale, text.to_owned()))
        .collect()
}

/// Whether Discord has these very texts.
pub(super) fn same(registered: &Value, wanted: &Localized) -> bool {
    let registered = registered.as_object().into_iter().flatten();
    let registered = registered.filter(|(_, text)| !text.is_null());
    let registered: BTreeMap<&str, &str> = registered
        .map(|(locale, text)| (locale.as_str(), text.as_str().unwrap_or_default()))
        .collect();
    let wanted = wanted.iter().map(|(locale, text)| (*locale, text.as_str()));
    registered.into_iter().eq(wanted)
}
