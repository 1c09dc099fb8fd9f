//! What a moderator reads about the way a file is written: quotes, signs, brackets and lists.

use crate::diagnostic::fault::kind::Fault;
use crate::diagnostic::fault::terms::{Wording, say, shown};

pub(crate) fn wording(fault: &Fault) -> Option<Wording> {
    quotes(fault)
        .or_else(|| stray_text(fault))
        .or_else(|| signs(fault))
        .or_else(|| brackets(fault))
        .or_else(|| lists(fault))
}

fn quotes(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::UnclosedQuote {
            quote,
            several_lines,
        } => unclosed(*quote, *several_lines),
        Fault::UnclosedTripleQuote {
            quotes,
            before_line,
            nearly,
        } => unclosed_triple(quotes, *before_line, *nearly),
        Fault::UnclosedKeyQuote { key } => say(
            "voor het teken = staat maar één aanhalingsteken",
            format!("zet er een voor en een achter: \"{}\" = …", shown(key)),
        ),
        Fault::TwoQuotes => say(
            "hier staan twee aanhalingstekens, maar een tekst van meer regels heeft er drie",
            "zet \"\"\" voor de tekst en \"\"\" op een eigen regel onder de tekst",
        ),
        Fault::WrongQuotes { found } => say(
            format!("{found} is geen recht aanhalingsteken"),
            "typ in plaats daarvan \" (een tekstverwerker maakt ze krom; gebruik liever een programma als Kladblok)",
        ),
        Fault::QuoteInText { quote } => quote_in_text(quote),
        Fault::MissingQuotes { text, fixed } => say(
            format!("'{}' staat niet tussen aanhalingstekens", shown(text)),
            format!("schrijf: {fixed}"),
        ),
        Fault::MissingTripleQuotes { key } => say(
            format!("de tekst bij '{}' heeft geen aanhalingstekens", shown(key)),
            format!(
                "schrijf {} = \"\"\" en zet \"\"\" op een eigen regel onder de tekst",
                shown(key)
            ),
        ),
        _ => return None,
    })
}

fn unclosed(quote: char, several_lines: bool) -> Wording {
    let message = format!("deze tekst begint met {quote} maar eindigt niet met {quote}");
    if several_lines {
        say(
            message,
            "een tekst van meer regels heeft drie aanhalingstekens: zet \"\"\" aan het begin en \"\"\" aan het eind",
        )
    } else {
        say(message, format!("zet {quote} achter de tekst"))
    }
}

fn unclosed_triple(quotes: &str, before_line: Option<usize>, nearly: bool) -> Wording {
    let place = match before_line {
        Some(line) => format!(", boven regel {line}"),
        None => ", onder de laatste regel van de tekst".into(),
    };
    let help = if nearly {
        format!("zet aan het eind van de tekst precies drie aanhalingstekens: {quotes}")
    } else {
        format!("zet {quotes} op een eigen regel{place}")
    };
    say(
        format!("deze tekst begint met {quotes} maar eindigt niet met {quotes}"),
        help,
    )
}

fn quote_in_text(quote: &str) -> Wording {
    let message = format!("de tekst stopt bij dit teken {quote}, maar er staat nog iets achter");
    match quote {
        "'" => say(
            message,
            "zet de hele tekst tussen \" en \"; binnen de tekst mag ' dan gewoon",
        ),
        "\"" => say(
            message,
            "gebruik binnen de tekst enkele aanhalingstekens, 'zo', of zet de hele tekst tussen \"\"\" en \"\"\"",
        ),
        _ => say(
            message,
            "gebruik binnen de tekst gewone aanhalingstekens, \"zo\", en drie alleen aan het begin en het eind",
        ),
    }
}

fn stray_text(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::LooseText { below_text: true } => say(
            "deze regel staat buiten de tekst: de \"\"\" erboven sluiten die al af",
            "hoort de regel bij de tekst? Zet hem dan boven die \"\"\"; anders haal je hem weg",
        ),
        Fault::LooseText { below_text: false } => say(
            "deze regel hoort nergens bij",
            "zet er een sleutel en aanhalingstekens bij, zoals text = \"je tekst\", of zet # aan het begin als het een opmerking is",
        ),
        Fault::LooseQuotes { quotes } => say(
            format!("deze {quotes} horen nergens bij"),
            format!(
                "begint hier een tekst? Schrijf dan text = {quotes}; anders haal je de aanhalingstekens weg"
            ),
        ),
        Fault::TextAfterValue { key: Some(key), .. } => say(
            format!(
                "'{}' begint op dezelfde regel als de sleutel ervoor",
                shown(key)
            ),
            format!("zet '{}' op een eigen regel", shown(key)),
        ),
        Fault::TextAfterValue { found, key: None } => say(
            format!("achter de aanhalingstekens staat nog '{}'", shown(found)),
            "haal dat weg, of zet het binnen de aanhalingstekens",
        ),
        Fault::BadEscape { found } => say(
            format!("'{found}' kan niet in een tekst: een \\ heeft een eigen betekenis"),
            "typ twee keer \\ als je er een wilt laten zien, of haal hem weg",
        ),
        Fault::InvisibleCharacter { name } => say(
            format!("hier staat een teken dat je niet ziet ({name})"),
            "haal de plek tussen de twee zichtbare tekens leeg, en typ er zo nodig een gewone spatie",
        ),
        Fault::Syntax { message } => say(
            "deze regel kan de bot niet lezen",
            format!(
                "vergelijk hem met een regel die wel werkt, of vraag de beheerder; de lezer zegt: {}",
                shown(message)
            ),
        ),
        _ => return None,
    })
}

fn signs(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::MissingEquals { key, fixed } => say(
            format!("achter '{}' ontbreekt het teken =", shown(key)),
            format!("schrijf: {fixed}"),
        ),
        Fault::ColonForEquals { key, fixed } => say(
            format!("achter '{}' staat : maar daar hoort =", shown(key)),
            format!("schrijf: {fixed}"),
        ),
        Fault::DoubleEquals { key } => say(
            format!("achter '{}' staat het teken = te vaak", shown(key)),
            "laat er één staan",
        ),
        Fault::EmptyKey => say(
            "voor het teken = ontbreekt een naam",
            "zet er een sleutel voor, zoals title = \"je titel\"",
        ),
        Fault::MissingValue { key, fixed } => say(
            format!("achter '{} =' staat niets", shown(key)),
            format!("schrijf er iets achter, zoals {fixed}, of haal de regel weg"),
        ),
        Fault::UnquotedKey { key } => say(
            format!("'{}' kan zo geen sleutel zijn", shown(key)),
            format!(
                "is dit een kopje of een knop? Zet er dan aanhalingstekens om: \"{}\" = …",
                shown(key)
            ),
        ),
        Fault::BadDate { fixed } => say(
            "dit is geen datum die de bot kan lezen",
            match fixed {
                Some(fixed) => format!("schrijf eerst het jaar, dan de maand, dan de dag: {fixed}"),
                None => "schrijf eerst het jaar, dan de maand, dan de dag, zoals 2026-11-23".into(),
            },
        ),
        Fault::DuplicateKey { key, in_block } => duplicate_key(key, *in_block),
        _ => return None,
    })
}

fn duplicate_key(key: &str, in_block: bool) -> Wording {
    let help = match key {
        _ if in_block => "haal een van de twee weg, of geef er een een andere naam",
        "title" => {
            "begint hier een nieuwe tekst? Zet er dan een naam tussen haken boven, zoals [nieuwe-tekst]; haal anders een van de twee weg"
        }
        _ => {
            "haal een van de twee weg; begint hier een nieuwe tekst, zet er dan een naam tussen haken boven, zoals [nieuwe-tekst]"
        }
    };
    say(format!("'{}' staat hier twee keer", shown(key)), help)
}

fn brackets(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::UnclosedTable { name } => say(
            "de haak ] aan het eind ontbreekt",
            format!("schrijf: [{}]", shown(name)),
        ),
        Fault::DoubleBrackets { name } => say(
            "deze naam heeft dubbele haken",
            format!("schrijf: [{}]", shown(name)),
        ),
        Fault::StrayBracket {
            bracket,
            name: Some(name),
        } => say(
            format!("deze haak {bracket} hoort nergens bij"),
            format!("schrijf: [{}]", shown(name)),
        ),
        Fault::StrayBracket {
            bracket,
            name: None,
        } => say(
            format!("deze haak {bracket} hoort nergens bij"),
            "haal hem weg",
        ),
        Fault::WrongBrackets { name } => say(
            "een naam staat tussen rechte haken: [ en ]",
            format!("schrijf: [{}]", shown(name)),
        ),
        Fault::TextAfterName { name, found } => say(
            format!("achter [{}] staat nog '{}'", shown(name), shown(found)),
            "zet dat op een eigen regel eronder, of haal het weg",
        ),
        Fault::EmptyName => say(
            "tussen deze haken ontbreekt een naam",
            "zet er een naam tussen, zoals [mijn-tekst]",
        ),
        Fault::DuplicateTable { name } => say(
            format!("[{}] staat twee keer in dit bestand", shown(name)),
            "geef een van de twee een andere naam, of haal er een weg",
        ),
        Fault::OrphanBlock {
            name,
            block,
            suggestion,
        } => orphan_block(name, block, suggestion.as_deref()),
        Fault::BlockWithoutName { block, suggestion } => say(
            format!("bij [{block}] staat niet van welke tekst het is"),
            format!(
                "zet de naam van de tekst ervoor: [{}.{block}]",
                suggestion.as_deref().unwrap_or("mijn-tekst")
            ),
        ),
        _ => return None,
    })
}

fn orphan_block(name: &str, block: &str, suggestion: Option<&str>) -> Wording {
    let name = shown(name);
    say(
        format!("er is geen tekst [{name}] waar [{name}.{block}] bij kan horen"),
        match suggestion {
            Some(near) => format!("bedoelde je [{near}.{block}]?"),
            None => format!("zet er een tekst [{name}] boven, met title en text"),
        },
    )
}

fn lists(fault: &Fault) -> Option<Wording> {
    Some(match fault {
        Fault::MissingComma => say(
            "in deze lijst ontbreekt hier een komma",
            "zet een komma tussen twee woorden: [\"een\", \"twee\"]",
        ),
        Fault::ExtraComma => say(
            "in deze lijst staat hier een komma te veel",
            "laat tussen twee woorden één komma staan: [\"een\", \"twee\"]",
        ),
        Fault::UnclosedList => say(
            "deze lijst begint met [ maar eindigt niet met ]",
            "zet ] achter het laatste woord: [\"een\", \"twee\"]",
        ),
        Fault::MissingBrackets { fixed } => say(
            "om deze lijst staan geen haken",
            format!("schrijf: {fixed}"),
        ),
        _ => return None,
    })
}
