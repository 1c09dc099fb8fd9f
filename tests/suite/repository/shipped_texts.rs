//! The shipped texts: complete, in order, and every way through them leads somewhere.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use aandeslag::bot::Bot;
use aandeslag::diagnostic;
use aandeslag::store::live::Live;

use aandeslag::content::snapshot::Snapshot;
use aandeslag::library::{Collection, Entry, EntryRef, OpenWith};
use aandeslag::text::fold::fold;
use serde_json::{Value, json};

use crate::support::callback::{answer, buttons, components, description, title};
use crate::support::payload::{choose, command, command_with, on_private, press};

fn shipped() -> Bot {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    Bot::new(Arc::new(Live::load(&folder, None).unwrap()), None)
}

fn entries(snapshot: &Snapshot) -> impl Iterator<Item = (&Collection, &Entry)> {
    let collections = snapshot.library.collections().iter();
    collections.flat_map(|c| c.entries().iter().map(move |e| (c, e)))
}

/// Every part of a text that stands in its answer, as one text.
fn whole(entry: &Entry) -> String {
    let sections = entry
        .sections
        .iter()
        .flat_map(|(heading, text)| [heading.as_str(), text]);
    let parts: Vec<&str> = [entry.text.as_str()].into_iter().chain(sections).collect();
    parts.join("\n")
}

/// Whether a source says no more than that the moderators wrote this.
fn is_ours(source: &str) -> bool {
    let said = source.strip_suffix(": de moderatoren van dit netwerk, 2026.");
    said.is_some_and(|what| !what.contains([' ', '.']))
}

fn sentences(entry: &Entry) -> impl Iterator<Item = &str> {
    let sections = entry.sections.iter().map(|(_, text)| text.as_str());
    let texts = [entry.text.as_str()].into_iter().chain(sections);
    texts
        .flat_map(|text| text.split(['.', '!', '?', '\n']))
        .map(str::trim)
}

#[test]
fn they_are_in_order_without_a_single_warning() {
    let snapshot = shipped().live().current();
    let report = diagnostic::report(&snapshot.sources, &snapshot.diagnostics, false);
    assert!(snapshot.diagnostics.is_empty(), "{report}");
}

#[test]
fn every_entry_is_complete() {
    let snapshot = shipped().live().current();
    let texts = entries(&snapshot).filter(|(_, e)| e.choices.is_empty());
    for (collection, entry) in texts {
        let name = format!("{}/{}", collection.name, entry.id);
        let summary = entry.summary.as_deref().unwrap_or_default();
        assert!(
            !summary.is_empty() && summary.trim_end_matches('.') != entry.title,
            "{name}"
        );
        assert!(
            !entry.text.is_empty() && entry.sections.len() >= 2,
            "{name}"
        );
        assert!(entry.emoji.is_some(), "{name} has no emoji");
        assert!(
            entry.keywords.len() >= 3,
            "{name} has {} keywords",
            entry.keywords.len()
        );
        let n_related = entry.related.len();
        assert!(
            (1..=10).contains(&n_related),
            "{name} leads to {n_related} texts: to none, or to more than one chooses from"
        );
        assert!(entry.checked.is_some(), "{name} was never looked at");
        let source = entry.source.as_ref().or(collection.source.as_ref());
        let source = source.unwrap_or_else(|| panic!("{name} has no source"));
        assert!(
            is_ours(source) || !entry.links.is_empty(),
            "{name} names '{source}' without an address"
        );
    }
}

#[test]
fn related_texts_lead_to_each_other() {
    let snapshot = shipped().live().current();
    let mut one_way = Vec::new();
    for (collection, entry) in entries(&snapshot) {
        let here = EntryRef::new(&collection.name, &entry.id);
        for to in &entry.related {
            let (_, other) = snapshot.library.resolve(to).unwrap();
            if !other.related.contains(&here) {
                one_way.push(format!("{here} leads to {to}, and not back"));
            }
        }
    }
    assert!(one_way.is_empty(), "{}", one_way.join("\n"));
}

/// What people find by the title and the summary needs no keyword.
#[test]
fn every_keyword_adds_a_word() {
    let words = |text: &str| -> Vec<String> { fold(text).split(' ').map(str::to_owned).collect() };
    let snapshot = shipped().live().current();
    let mut idle = Vec::new();
    for (collection, entry) in entries(&snapshot) {
        let summary = entry.summary.as_deref().unwrap_or_default();
        let known = words(&format!("{} {summary}", entry.title));
        let keywords = entry.keywords.iter();
        let known_keywords = keywords.filter(|k| words(k).iter().all(|word| known.contains(word)));
        idle.extend(known_keywords.map(|k| format!("{}/{}: {k}", collection.name, entry.id)));
    }
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

#[test]
fn every_function_has_a_message_to_copy_and_how_one_notices_that_it_works() {
    let snapshot = shipped().live().current();
    let functions = snapshot.library.collection("functies").unwrap().entries();
    assert_eq!(functions.len(), 7);
    for function in functions {
        let section = |heading: &str| {
            let found = function.sections.iter().find(|(name, _)| name == heading);
            let (_, text) = found.unwrap_or_else(|| panic!("{}: {heading}", function.id));
            text.lines().count()
        };
        assert!(section("Voorbeeldbericht") >= 4, "{}", function.id);
        assert!(
            section("Hoe merk je dat het werkt?") >= 1,
            "{}",
            function.id
        );
    }
}

/// Chance draws from the file that the button belongs to, so what is history has no such button.
#[test]
fn history_never_comes_by_chance() {
    let bot = shipped();
    let snapshot = bot.live().current();
    let draws = |payload: Value| {
        let shown = answer(&bot, payload);
        components(&shown).any(|c| {
            c["custom_id"]
                .as_str()
                .is_some_and(|id| id.contains(":draw"))
        })
    };
    assert!(draws(command("tips", json!([]))));
    let background = snapshot.library.collection("achtergrond").unwrap();
    assert!(!draws(command(&background.name, json!([]))));
    for entry in background.entries() {
        assert!(
            !draws(command_with(&background.name, &entry.id)),
            "{}",
            entry.id
        );
    }
    for (collection, entry) in entries(&snapshot).filter(|(c, _)| c.name != background.name) {
        let is_history = whole(entry).contains("Toen:");
        assert!(!is_history, "{}/{}", collection.name, entry.id);
    }
}

#[test]
fn the_guide_reaches_privacy_safety_and_young_people() {
    let snapshot = shipped().live().current();
    let guide = snapshot.library.collection("wegwijzer").unwrap();
    let mut reached: Vec<&EntryRef> = Vec::new();
    let mut to_do = vec![&guide.entries()[0]];
    while let Some(entry) = to_do.pop() {
        for choice in &entry.choices {
            reached.push(&choice.to);
            to_do.push(snapshot.library.resolve(&choice.to).unwrap().1);
        }
    }
    let groups: HashSet<_> = reached
        .iter()
        .filter_map(|to| snapshot.library.resolve(to).unwrap().1.group.as_deref())
        .collect();
    for group in ["Privacy en toestemming", "Reageren en veiligheid"] {
        assert!(groups.contains(group), "{group} is in none of {groups:?}");
    }
    assert!(reached.contains(&&EntryRef::new("betrokkenheid", "jongeren")));
}

#[test]
fn every_entry_can_be_reached_from_another() {
    let snapshot = shipped().live().current();
    let chosen = entries(&snapshot).flat_map(|(_, e)| e.choices.iter().map(|c| &c.to));
    let reached: HashSet<_> = entries(&snapshot)
        .flat_map(|(_, e)| &e.related)
        .chain(chosen)
        .collect();
    for (collection, entry) in entries(&snapshot) {
        let here = EntryRef::new(&collection.name, &entry.id);
        let is_first =
            collection.open_with == OpenWith::Guide && collection.position(&entry.id) == Some(0);
        assert!(
            is_first || reached.contains(&here),
            "nothing leads to {here}"
        );
    }
}

#[test]
fn no_text_repeats_another() {
    let snapshot = shipped().live().current();
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for (_, entry) in entries(&snapshot) {
        for sentence in sentences(entry).filter(|s| s.split_whitespace().count() >= 5) {
            if let Some(other) = seen.insert(sentence, &entry.id) {
                assert_eq!(other, entry.id, "'{sentence}' stands in both");
            }
        }
    }
}

#[test]
fn an_entry_has_one_emoji_at_most() {
    let snapshot = shipped().live().current();
    for (_, entry) in entries(&snapshot) {
        let sections = entry
            .sections
            .iter()
            .flat_map(|(heading, text)| [heading, text]);
        let texts = [&entry.title, &entry.text]
            .into_iter()
            .chain(&entry.summary)
            .chain(sections);
        for text in texts {
            let emoji = text
                .chars()
                .find(|c| ('\u{2600}'..='\u{27bf}').contains(c) || *c >= '\u{1f000}');
            assert_eq!(emoji, None, "{}: {text}", entry.id);
        }
    }
}

#[test]
fn what_is_of_2010_carries_its_year() {
    let snapshot = shipped().live().current();
    for (_, entry) in entries(&snapshot) {
        let whole = whole(entry);
        for name in ["Kamerbeek", "Hyves", "Movisie", "MOVISIE", "artikel"] {
            assert!(
                !whole.contains(name) || whole.contains("2010"),
                "{}: {name}",
                entry.id
            );
        }
        assert!(
            !whole.contains("Twitter") || whole.contains('X'),
            "{}",
            entry.id
        );
    }
}

/// Presses every button and chooses every item that can be reached from any command.
#[test]
fn every_button_and_every_related_entry_leads_to_a_text() {
    let bot = shipped();
    let snapshot = bot.live().current();
    let mut walked: HashSet<String> = HashSet::new();
    let commands = snapshot
        .library
        .collections()
        .iter()
        .map(|c| command(&c.name, json!([])));
    let opened = entries(&snapshot).map(|(c, e)| command_with(&c.name, &e.id));
    let mut to_do: Vec<Value> = commands
        .chain(opened)
        .map(|payload| answer(&bot, payload))
        .collect();
    let mut titles: HashSet<String> = HashSet::new();
    while let Some(shown) = to_do.pop() {
        assert_eq!(shown["data"]["content"], "", "{shown:#}");
        assert!(!title(&shown).is_empty());
        titles.insert(title(&shown).to_owned());
        assert_reads_well_aloud(&shown);
        for component in components(&shown).filter(|c| c["disabled"] != true && c["url"].is_null())
        {
            let custom_id = component["custom_id"].as_str().unwrap();
            if ["Bericht weghalen", "Meer"]
                .iter()
                .any(|it| component["label"] == *it)
            {
                continue;
            }
            let options = component["options"].as_array().cloned().unwrap_or_default();
            if options.is_empty() && walked.insert(custom_id.to_owned()) {
                to_do.push(answer(&bot, press(custom_id)));
            }
            for option in options {
                let value = option["value"].as_str().unwrap();
                if walked.insert(format!("{custom_id} {value}")) {
                    to_do.push(answer(&bot, choose(custom_id, value)));
                }
            }
        }
    }
    let overviews =
        (snapshot.library.collections().iter()).filter(|c| c.open_with != OpenWith::Guide);
    let all = entries(&snapshot).count() + overviews.count();
    assert_eq!(titles.len(), all, "every entry and every overview was seen");
}

/// Whoever has an answer read aloud hears words first: an emoji stands at the end of a line, one at
/// most, and none on what can be pressed, where Discord would set it before the words.
fn assert_reads_well_aloud(shown: &Value) {
    let is_emoji = |c: char| ('\u{2600}'..='\u{27bf}').contains(&c) || c >= '\u{1f000}';
    let lines = title(shown).lines().chain(description(shown).lines());
    for line in lines {
        let first = line.find(is_emoji).unwrap_or(line.len());
        let behind = line[first..].chars();
        let words = behind.filter(|c| c.is_alphanumeric()).count();
        assert!(words == 0 && !line[first..].contains(' '), "{line}");
        assert!(first > 0 || line.is_empty(), "{line}");
    }
    for component in components(shown) {
        let options = component["options"].as_array().into_iter().flatten();
        for part in options.chain([component]) {
            assert!(part["emoji"].is_null(), "{part:#}");
            let label = part["label"].as_str().unwrap_or_default();
            assert!(!label.contains(is_emoji), "{label}");
        }
    }
}

/// A phone shows about 40 lines of about 45 characters above the keyboard.
#[test]
fn every_overview_fits_a_phone() {
    let bot = shipped();
    let snapshot = bot.live().current();
    for collection in snapshot.library.collections() {
        let shown = answer(&bot, press(&format!("1:list:{}:0", collection.name)));
        let embed = &shown["data"]["embeds"][0];
        let texts = [
            title(&shown),
            description(&shown),
            embed["footer"]["text"].as_str().unwrap_or_default(),
        ];
        let lines: usize = texts
            .iter()
            .flat_map(|text| text.lines())
            .map(|line| line.chars().count().div_ceil(45).max(1))
            .sum();
        assert!(lines <= 40, "/{} takes {lines} lines", collection.name);
    }
}

#[test]
fn an_answer_has_at_most_two_rows_of_buttons_and_a_menu() {
    let bot = shipped();
    for (collection, entry) in entries(&bot.live().current()) {
        let press = press(&format!("1:show:{}:{}", collection.name, entry.id));
        for (payload, private) in [(press.clone(), false), (on_private(press), true)] {
            let shown = answer(&bot, payload);
            let rows = shown["data"]["components"].as_array().unwrap();
            let menus = rows.iter().filter(|row| row["components"][0]["type"] == 3);
            let n_menus = menus.count();
            assert!(n_menus <= 1 && rows.len() - n_menus <= 2, "{shown:#}");
            let there = |label| usize::from(buttons(&shown).contains(&label));
            assert_eq!(there("Meer"), 1, "{shown:#}");
            assert_eq!(
                there("Bericht weghalen"),
                usize::from(!private),
                "{shown:#}"
            );
        }
    }
}

#[test]
fn each_shipped_picture_is_small_drawn_here_and_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bot = shipped();
    let snapshot = bot.live().current();
    let used: HashSet<&str> = (entries(&snapshot))
        .filter_map(|(_, entry)| entry.image.as_deref())
        .collect();
    for (path, read) in &snapshot.sources.pictures.files {
        let picture = read.as_ref().unwrap();
        assert!(used.contains(&**path), "{path}");
        assert!(picture.bytes.len() < 60_000, "{path}");
        let stem = picture.name.strip_suffix(".png").unwrap();
        let drawing = root.join(format!("docs/drawings/{stem}.svg"));
        let drawing = std::fs::read_to_string(drawing).unwrap();
        let (width, height) = picture.size.unwrap();
        let size = format!("width=\"{width}\" height=\"{height}\"");
        assert!(drawing.contains(&size), "{path}");
    }
    assert_eq!(used.len(), 3);
    assert_eq!(used.len(), snapshot.sources.pictures.files.len());
}
