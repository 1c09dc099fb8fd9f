//! The bot's own commands in English, for clients that are not in Dutch; by their Dutch name, the
//! name and the description.

/// Commands.
pub const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "hulp",
        "help",
        "What this bot can do and where its texts come from",
    ),
    ("zoek", "search", "Search all texts (they are in Dutch)"),
    ("Antwoord met…", "Answer with…", ""),
];

/// Options.
pub const OPTIONS: &[(&str, &str, &str)] = &[
    ("alleen_ik", "only_me", "Show the answer to you alone"),
    (
        "voor",
        "for",
        "Name this member with the answer (everyone sees it)",
    ),
    ("vraag", "question", "Type a word or a whole question"),
];
