//! Finding the right text.

use std::path::Path;

use aandeslag::bot::Bot;
use aandeslag::content::live::Live;
use aandeslag::discord::command::all;
use aandeslag::search;
use serde_json::{Value, json};

use crate::responses::{
    Folder, answer, autocomplete, buttons, choose, command, command_with, components, custom_id,
    description, entry, file, title,
};

const QUESTIONS: &str = include_str!("../search/questions.tsv");

fn questions() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = QUESTIONS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        line.split_once('\t')
            .expect("a question, a tab and an entry")
    })
}

#[test]
fn real_questions_find_their_entry_among_the_first_three() {
    let live = Live::load(Path::new("responses"), None).unwrap();
    let library = &live.current().library;
    let mut missed = Vec::new();
    for (question, expected) in questions() {
        let answer = search::find(library, question, 3);
        let found: Vec<String> = answer
            .found
            .iter()
            .map(|f| format!("{}/{}", f.collection.name, f.entry.id))
            .collect();
        if !found.iter().any(|name| name == expected) {
            missed.push(format!("{question}: {expected}, found {found:?}"));
        }
    }
    for nowhere in [
        "subsidie aanvragen",
        "belastingaangifte",
        "pizza bestellen",
        "statuten wijzigen",
    ] {
        assert!(!search::find(library, nowhere, 3).sure, "{nowhere}");
    }
    let n = questions().count();
    assert!(n >= 100, "{n} questions");
    assert!(
        missed.len() * 20 <= n,
        "{} of {n} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

/// Two files with an entry about photos each, and one about something else.
fn two_files() -> (Folder, Bot) {
    let photos = file(&["foto"])
        .replace("Titel foto", "Foto's delen")
        .replace(
            "Tekst foto",
            "Begin zo. Vraag _iedereen_ om toestemming, @everyone. Klaar.",
        );
    let other = file(&["kiekje", "beleid"]).replace("Titel kiekje", "Foto's delen");
    let folder = Folder::new(&[("alles.toml", &photos), ("elders.toml", &other)]);
    let bot = folder.bot();
    (folder, bot)
}

fn find(bot: &Bot, question: &str) -> Value {
    answer(
        bot,
        command(
            "zoek",
            json!([{ "name": "vraag", "type": 3, "value": question }]),
        ),
    )
}

fn choices(bot: &Bot, name: &str, typed: &str) -> Vec<(String, String)> {
    let offered = answer(bot, autocomplete(name, typed));
    let choices = offered["data"]["choices"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    choices
        .map(|c| (text(&c["name"]), text(&c["value"])))
        .collect()
}

#[test]
fn a_question_gives_a_line_per_entry_with_the_fitting_piece_of_text_and_a_menu() {
    let (_folder, bot) = two_files();
    let found = find(&bot, "moet ik iedereen om toestemming vragen?");
    assert_eq!(title(&found), "Dit past bij je vraag");
    assert_eq!(
        description(&found),
        "**Foto's delen** · `/alles`\n**Vraag** **iedereen** om **toestemming**, everyone."
    );
    let opened = answer(
        &bot,
        choose(&custom_id(&found, "Open een tekst"), "alles/foto"),
    );
    assert_eq!(title(&opened), "Foto's delen");
    assert_eq!(found["data"]["allowed_mentions"], json!({ "parse": [] }));
}

#[test]
fn what_autocomplete_offers_for_a_question_opens_and_no_two_read_the_same() {
    let (_folder, bot) = two_files();
    for typed in ["", "f", "foto", "fotos del", "titel bele", "FÓTÓ", "delne"] {
        let choices = choices(&bot, "zoek", typed);
        assert!((1..=25).contains(&choices.len()), "{typed}: {choices:?}");
        let mut names: Vec<&str> = choices.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), choices.len(), "{choices:?}");
        for (name, value) in &choices {
            let opened = find(&bot, value);
            assert!(name.starts_with(title(&opened)), "{typed}: {opened:#}");
        }
    }
    assert_eq!(choices(&bot, "zoek", "toest")[0].1, "alles/foto");
}

#[test]
fn a_whole_title_opens_its_entry_and_one_of_two_alike_does_not() {
    let (_folder, bot) = two_files();
    assert_eq!(title(&find(&bot, "titel BELEID")), "Titel beleid");
    let both = find(&bot, "foto's delen");
    assert_eq!(
        components(&both).next().unwrap()["options"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_question_that_nothing_fits_gets_the_nearest_entries_privately() {
    let (_folder, bot) = two_files();
    for question in [
        "xyzzy",
        "ǝ",
        "?!",
        "123",
        "<@80351110224678912> **hoi** zwemmen",
    ] {
        let near = find(&bot, question);
        assert_eq!(near["data"]["flags"], 64, "{near:#}");
        assert_eq!(title(&near), "Dat heb ik niet gevonden");
        assert!(buttons(&near).len() > 1, "{near:#}");
        assert!(!near.to_string().contains("80351110224678912"));
    }
    let nothing_asked = find(&bot, "  ");
    assert!(
        nothing_asked["data"]["content"]
            .as_str()
            .unwrap()
            .contains("Waar ben je naar op zoek?")
    );
}

#[test]
fn a_library_without_entries_answers_too() {
    let folder = Folder::new(&[("stuk.toml", "title = \"")]);
    let bot = folder.bot();
    assert_eq!(title(&find(&bot, "foto")), "Dat heb ik niet gevonden");
    assert!(choices(&bot, "zoek", "").is_empty());
}

#[test]
fn the_command_is_registered_and_gives_way_to_files() {
    let (_folder, bot) = two_files();
    let commands = json!(all(&bot.live().current().library, false));
    let find = commands
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "zoek")
        .unwrap();
    assert_eq!(find["options"][0]["name"], "vraag");
    assert_eq!(find["options"][0]["autocomplete"], true);
}

/// Bugs that other bots had in searching.
#[test]
fn known_traps_of_searching() {
    let many: String = (0..40).map(|n| entry(&format!("nr{n:02}"))).collect();
    let last = entry("laatste").replace("Titel laatste", "Zwemles")
        + "keywords = [\"setTimeout\", \" Java17 \", \"2FA\", \"AB\"]\n";
    let folder = Folder::new(&[("alles.toml", &(file(&[]) + &many + &last))]);
    let bot = folder.bot();
    for command in ["alles", "zoek"] {
        let first = |typed: &str| choices(&bot, command, typed).first().map(|c| c.0.clone());
        // The limit comes after the filter, from the first letter on.
        for typed in ["z", "zwem", "zwemles"] {
            assert_eq!(
                first(typed).as_deref(),
                Some("Zwemles"),
                "{command} {typed}"
            );
        }
        // Capitals, digits and spaces in keywords; two letters are enough.
        for typed in ["settimeout", "SETTIMEOUT", "java17", "2fa", "ab"] {
            assert_eq!(
                first(typed).as_deref(),
                Some("Zwemles"),
                "{command} {typed}"
            );
        }
        // Nothing typed, or nothing that is a letter, is no error and no more than fits.
        for typed in ["", " ", "?", "***", &"x".repeat(6000)] {
            assert!(
                choices(&bot, command, typed).len() <= 25,
                "{command} {typed}"
            );
        }
        assert_eq!(choices(&bot, command, "").len(), 25);
    }
    // What is offered works, and so does what was typed without choosing.
    for typed in ["zwemles", "ZWEMLES", "settimeout"] {
        assert_eq!(
            title(&answer(&bot, command_with("alles", typed))),
            "Zwemles"
        );
    }
    // The text itself is searched.
    assert_eq!(title(&find(&bot, "alles/nr07")), "Titel nr07");
    assert!(description(&find(&bot, "tekst nr07")).contains("Titel nr07"));
    // A list that does not fit says so, or goes on elsewhere.
    let overview = answer(&bot, command("alles", json!([])));
    assert!(buttons(&overview).contains(&"Volgende pagina"));
}
