//! Commands in English for clients that are not in Dutch.

use aandeslag::discord::command::all;
use aandeslag::discord::registered::difference;
use serde_json::json;

use crate::support::callback::{answer, title};
use crate::support::folder::{Folder, file};
use crate::support::payload::command_with;

const ENGLISH: &str = "name_en = \"all\"\ndescription_en = \"All texts\"\noption_en = \"text\"\noption_description_en = \"Choose one\"\n";

#[test]
fn english_names_are_for_every_language_but_dutch() {
    let folder = Folder::new(&[
        ("alles.toml", &(ENGLISH.to_owned() + &file(&["een"]))),
        ("anders.toml", &file(&["een"])),
    ]);
    let bot = folder.bot();
    assert!(bot.live().current().diagnostics.is_empty());
    let commands = json!(all(&bot.live().current().library, true));
    let named = |name: &str| {
        let mut commands = commands.as_array().unwrap().iter();
        commands.find(|c| c["name"] == name).unwrap().clone()
    };
    let english = named("alles");
    assert_eq!(english["name_localizations"]["en-US"], "all");
    assert_eq!(english["name_localizations"]["de"], "all");
    assert!(english["name_localizations"]["nl"].is_null());
    assert_eq!(english["description_localizations"]["en-GB"], "All texts");
    assert_eq!(english["options"][0]["name_localizations"]["fr"], "text");
    assert_eq!(
        english["options"][0]["description_localizations"]["fr"],
        "Choose one"
    );
    assert_eq!(english["options"][2]["name_localizations"]["fr"], "only_me");
    assert_eq!(named("anders")["name_localizations"], json!({}));
    assert_eq!(named("zoek")["name_localizations"]["en-US"], "search");
    assert_eq!(
        named("Antwoord met…")["name_localizations"]["en-US"],
        "Answer with…"
    );
    assert_eq!(
        title(&answer(&bot, command_with("alles", "een"))),
        "Titel een"
    );
}

#[test]
fn a_changed_translation_is_registered_and_an_unchanged_one_is_not() {
    let folder = Folder::new(&[("alles.toml", &(ENGLISH.to_owned() + &file(&["een"])))]);
    let bot = folder.bot();
    let before = json!(all(&bot.live().current().library, true));
    let before = before.as_array().unwrap();
    assert!(difference(&all(&bot.live().current().library, true), before).is_empty());
    folder.write(
        "alles.toml",
        ENGLISH.replace("All texts", "Each text") + &file(&["een"]),
    );
    bot.live().reload().unwrap();
    let changed = difference(&all(&bot.live().current().library, true), before).changed;
    assert_eq!(changed, ["/alles"]);
}

#[test]
fn what_discord_fills_in_makes_no_difference_and_what_others_set_does() {
    let folder = Folder::new(&[("alles.toml", &(ENGLISH.to_owned() + &file(&["een"])))]);
    let wanted = all(&folder.bot().live().current().library, false);
    let changed = |place: &str, value: serde_json::Value| {
        let mut registered: Vec<serde_json::Value> = wanted.iter().map(|c| json!(c)).collect();
        let (parent, key) = place.rsplit_once('/').unwrap();
        registered[0].pointer_mut(parent).unwrap()[key] = value;
        registered[0]["version"] = json!("7");
        registered[0].as_object_mut().unwrap().remove("type");
        difference(&wanted, &registered).changed
    };
    for (place, value) in [
        ("/contexts", json!([1, 0])),
        ("/nsfw", json!(null)),
        ("/options/0/choices", json!(null)),
        ("/options/0/required", json!(null)),
        ("/options/1/name_localizations/nl", json!(null)),
    ] {
        assert_eq!(changed(place, value), [""; 0], "{place}");
    }
    for (place, value) in [
        ("/contexts", json!([0])),
        ("/nsfw", json!(true)),
        ("/description", json!("Anders")),
        ("/default_member_permissions", json!("32")),
        ("/options", json!([])),
        ("/options/0/type", json!(4)),
        (
            "/options/0/choices",
            json!([{"name": "een", "value": "een"}]),
        ),
        ("/options/0/min_length", json!(2)),
        ("/options/0/autocomplete", json!(false)),
        ("/options/0/name_localizations/fr", json!(null)),
        ("/name_localizations/nl", json!("anders")),
        ("/description_localizations", json!(null)),
    ] {
        assert_eq!(changed(place, value), ["/alles"], "{place}");
    }
}

#[test]
fn no_two_commands_have_one_name_in_english() {
    let english = |name: &str| ENGLISH.replace("\"all\"", &format!("\"{name}\"")) + &file(&["een"]);
    let folder = Folder::new(&[
        ("alles.toml", &english("same")),
        ("anders.toml", &english("same")),
        ("derde.toml", &english("search")),
        ("vierde.toml", &english("alles")),
    ]);
    let commands = json!(all(&folder.bot().live().current().library, true));
    let slash = commands
        .as_array()
        .unwrap()
        .iter()
        .filter(|c| c["type"] == 1);
    let name = |c: &serde_json::Value| c["name_localizations"]["en-US"].as_str().map(str::to_owned);
    let mut names: Vec<String> = slash
        .map(|c| name(c).unwrap_or_else(|| c["name"].as_str().unwrap().to_owned()))
        .collect();
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n, "{names:?}");
}
