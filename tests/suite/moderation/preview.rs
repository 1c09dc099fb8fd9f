//! What moderators type on the form, and the preview that comes of it: what members will see.

use serde_json::{Value, json};

use crate::support::callback::{
    all_text, answer, buttons, components, custom_id, description, inputs, title,
};
use crate::support::desk::{Desk, text_of};
use crate::support::folder::file;
use crate::support::news_of;
use crate::support::payload::{
    as_moderator, at_home, choose, command_with, filled, on_private, suggestions,
};

/// The last field of a form.
fn extras(modal: &Value) -> String {
    inputs(modal).pop().unwrap().1
}

#[test]
fn someone_who_knows_no_toml_sets_emoji_source_day_and_what_to_read_next() {
    let desk = Desk::new(&file(&["een", "twee", "drie"]));
    let original = desk.file();
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    assert_eq!(
        extras(&modal),
        "Onderwerp:\nEmoji:\nLees ook:\nBron:\nNagekeken:\nAfbeelding:\nTe zien:"
    );
    let lines = "Onderwerp: Fietsen\nEmoji: 🚲\nLees ook: titel twee, /alles drie\nBron: Het boek (2010)\nNagekeken: 3 maart 2026\nFietsersbond: https://example.org/";
    let preview = desk.fill(&modal, &[("extras", lines)]);
    assert_eq!(title(&preview), "Titel een 🚲");
    let shown = all_text(&preview);
    assert!(shown.contains("+ Lees ook: titel twee"), "{shown}");
    assert!(!shown.contains("Let op"), "{shown}");
    desk.press(&preview, "Publiceren");
    let written = "\n[een]\ntitle = \"Titel een\"\nemoji = \"🚲\"\ngroup = \"Fietsen\"\nsummary = \"Kort een\"\ntext = \"Tekst een\"\nrelated = [\"twee\", \"drie\"]\nsource = \"Het boek (2010)\"\nchecked = 2026-03-03\n";
    assert!(desk.file().contains(written), "{}", desk.file());

    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    assert_eq!(
        extras(&modal),
        "Onderwerp: Fietsen\nEmoji: 🚲\nLees ook: Titel twee, Titel drie\nBron: Het boek (2010)\nNagekeken: 2026-03-03\nAfbeelding:\nTe zien:\nFietsersbond: https://example.org/"
    );
    let same = desk.fill(&modal, &[]);
    assert!(all_text(&same).contains("niets veranderd"), "{same:#}");
    let preview = desk.fill(&modal, &[("extras", "Emoji:\nLees ook:")]);
    desk.press(&preview, "Publiceren");
    assert_eq!(desk.file(), original, "an emptied line takes its key away");
}

#[test]
fn a_year_of_two_digits_is_one_of_this_century() {
    let desk = Desk::new(&file(&["een"]));
    let preview = desk.edit("alles/een", &[("extras", "Nagekeken: 3-12-25")]);
    desk.press(&preview, "Publiceren");
    assert!(
        desk.file().contains("checked = 2025-12-03\n"),
        "{}",
        desk.file()
    );
}

/// Discord's number for a red button.
const DANGER: u64 = 4;

#[test]
fn only_the_button_that_takes_a_text_away_is_red() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let red = |message: &Value| -> Vec<String> {
        let found = components(message).filter(|c| c["style"] == DANGER);
        found
            .map(|c| c["label"].as_str().unwrap().to_owned())
            .collect()
    };
    let preview = desk.edit("alles/een", &[("text", "Anders")]);
    assert!(red(&preview).is_empty(), "{preview:#}");
    let asked = desk.command("verwijder", &[("tekst", "alles/een")]);
    assert_eq!(red(&asked).len(), 1, "{asked:#}");
}

#[test]
fn what_is_wrong_on_a_line_is_named_with_what_was_typed() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    for (line, says) in [
        (
            "Nagekeken: gisteren",
            "“gisteren” achter Nagekeken is geen datum",
        ),
        ("Nagekeken: 31-02-2026", "“31-02-2026”"),
        ("Emoji: :bike:", "Schrijf: Emoji: 🚲"),
        ("Emoji: fiets", "'fiets' is niet precies één emoji"),
        (
            "Lees meer: www.movisie.nl",
            "Bedoelde je \"https://www.movisie.nl\"?",
        ),
        ("Bron: A\nBron: B", "“Bron” staat er twee keer"),
        ("Kleur: rood", "De regel “Kleur: rood” begrijp ik niet"),
        (
            "Site: https://x.nl\nSite: https://y.nl",
            "twee knoppen die “Site” heten",
        ),
    ] {
        let fault = desk.edit("alles/een", &[("extras", line)]);
        let text = all_text(&fault);
        assert!(text.contains(says), "{says} in {text}");
        assert!(!text.contains("emoji = "), "no TOML: {text}");
        assert!(!buttons(&fault).contains(&"Publiceren"));
        let again = desk.press(&fault, "Verder bewerken");
        assert_eq!(extras(&again), line);
    }
    assert_eq!(desk.file(), original);
}

#[test]
fn what_is_wrong_is_told_in_whole_sentences() {
    let desk = Desk::new(&file(&["een"]));
    let refused = desk.edit("alles/een", &[("title", " ")]);
    let told = refused["data"]["content"].as_str().unwrap();
    assert!(
        told.contains("- Bij 'Titel' staat geen tekst. Schrijf er iets in."),
        "{told}"
    );
}

#[test]
fn a_version_that_would_be_refused_now_says_why() {
    let desk = Desk::new(&file(&["een", "twee"]));
    for (entry, title) in [("alles/een", "Anders"), ("alles/twee", "Titel een")] {
        let preview = desk.edit(entry, &[("title", title)]);
        desk.press(&preview, "Publiceren");
    }
    let history = desk.command("geschiedenis", &[("tekst", "alles/een")]);
    let menu = components(&history).next().unwrap();
    let first = menu["options"].as_array().unwrap().last().unwrap();
    let mut chosen = choose(
        menu["custom_id"].as_str().unwrap(),
        first["value"].as_str().unwrap(),
    );
    chosen["message"]["flags"] = json!(64);
    let told = desk.ask(chosen);
    let told = told["data"]["content"].as_str().unwrap();
    assert!(
        told.starts_with("Deze versie kan ik niet terugzetten"),
        "{told}"
    );
    assert!(
        told.contains("\n- ") && told.contains("Titel een"),
        "{told}"
    );
}

#[test]
fn few_changes_are_told_without_a_word_of_more() {
    let desk = Desk::new(&file(&["een"]));
    let preview = desk.edit("alles/een", &[("text", "Anders"), ("summary", "Korter")]);
    let told = preview["data"]["content"].as_str().unwrap();
    assert!(
        told.contains("+ Anders") && told.contains("Korter"),
        "{told}"
    );
    assert!(!told.contains("wijziging"), "{told}");
}

#[test]
fn what_may_be_a_mistake_is_told_before_it_is_published() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let lines = "Lees ook: Titel twe, elders";
    let preview = desk.edit("alles/een", &[("extras", lines), ("summary", "")]);
    let text = all_text(&preview);
    for says in [
        "Let op:",
        "Er is geen tekst 'Titel twe'",
        "Er is geen tekst 'elders'",
        "Er is geen samenvatting",
    ] {
        assert!(text.contains(says), "{says} in {text}");
    }
    assert!(buttons(&preview).contains(&"Publiceren"));
    desk.press(&preview, "Publiceren");
    let next = desk.edit("alles/een", &[("text", "Anders")]);
    assert!(
        !all_text(&next).contains("Let op:"),
        "what was so before is not told again: {next:#}"
    );
}

/// What can be seen of the rows of a message.
fn looks(message: &Value) -> Vec<Vec<Value>> {
    let rows = message["data"]["components"].as_array().unwrap();
    let look = |part: &Value| {
        json!([
            part["label"],
            part["emoji"],
            part["url"],
            part["placeholder"],
            part["options"]
        ])
    };
    let row = |row: &Value| {
        row["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(look)
            .collect()
    };
    rows.iter().map(row).collect()
}

fn links(n: usize) -> String {
    (0..n)
        .map(|n| format!("Knop {n}: https://example.org/{n}\n"))
        .collect()
}

/// Whatever an entry has: its preview is the answer that members get after it is published, with
/// one row more, and nothing in it leads away from the decision.
#[test]
fn a_preview_is_the_answer_that_members_will_get() {
    let random = format!("open_with = \"random\"\n{}", file(&["een", "twee", "drie"]));
    for text in [file(&["een"]), file(&["een", "twee", "drie"]), random] {
        for lines in [
            String::new(),
            "Lees ook: twee, drie\nEmoji: 🚲\nBron: B\nNagekeken: 1-2-2026".into(),
            links(5),
            links(10) + "Onderwerp: X",
            links(5) + "Lees ook: twee\n\n## Kop\nRegel",
        ] {
            let desk = Desk::new(&text);
            let preview = desk.edit("alles/een", &[("text", "Nieuw"), ("extras", &lines)]);
            let mut seen = looks(&preview);
            let decision = seen.pop().unwrap();
            assert_eq!(decision[0][0], "Publiceren");
            for part in components(&preview).filter(|part| part["type"] == 2) {
                let decides = ["Publiceren", "Verder bewerken", "Laat maar"].map(Value::from);
                assert!(
                    part["disabled"] == true
                        || part["url"].is_string()
                        || decides.contains(&part["label"]),
                    "{part:#}"
                );
            }
            desk.press(&preview, "Publiceren");
            let members = answer(&desk.bot, at_home(command_with("alles", "een")));
            let left_out = all_text(&preview).contains("passen hier niet bij");
            let mut expected = looks(&members);
            assert_eq!(left_out, expected.len() > 4);
            expected.truncate(4);
            assert_eq!(seen, expected);
            assert_eq!(preview["data"]["embeds"], members["data"]["embeds"]);
        }
    }
}

#[test]
fn the_menu_of_a_preview_opens_beside_it() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let preview = desk.edit("alles/een", &[("extras", "Lees ook: twee")]);
    let menu = custom_id(&preview, "Lees ook");
    let looked = desk.ask(on_private(choose(&menu, "alles/twee")));
    assert_eq!(
        (&looked["type"], &looked["data"]["flags"]),
        (&json!(4), &json!(64))
    );
    assert_eq!(description(&looked), "Tekst twee");
    let stranger = answer(&desk.bot, choose(&menu, "alles/twee"));
    assert!(all_text(&stranger).contains("alleen voor de moderatoren"));
    desk.press(&preview, "Publiceren");
    assert!(desk.file().contains("related = [\"twee\"]"));
}

#[test]
fn a_text_with_the_most_of_everything_still_has_a_decision() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let lines = links(15) + "Lees ook: twee";
    let preview = desk.edit("alles/een", &[("extras", &lines)]);
    assert_eq!(preview["data"]["components"].as_array().unwrap().len(), 5);
    assert!(all_text(&preview).contains("passen hier niet bij"));
    desk.press(&preview, "Publiceren");
    let done = desk.edit("alles/een", &[("text", "Anders")]);
    let done = desk.press(&done, "Publiceren");
    assert!(buttons(&done).contains(&"Maak ongedaan"), "{done:#}");
}

#[test]
fn a_removal_in_discord_is_told_once_and_one_by_hand_too() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let by_hand = file(&["een"]);
    let remove = |desk: &Desk| {
        let asked = desk.command("verwijder", &[("tekst", "alles/twee")]);
        desk.press(&asked, "Ja, verwijder");
    };
    let before = desk.bot.live().current();
    remove(&desk);
    desk.bot.live().reload().unwrap();
    assert_eq!(title(&desk.announced()), "Tekst verwijderd 🗑️");
    assert_eq!(news_of(Some(&before), desk.bot.live()), None);

    desk.folder.write("alles.toml", file(&["een", "twee"]));
    desk.bot.live().reload().unwrap();
    let before = desk.bot.live().current();
    desk.folder.write("alles.toml", &by_hand);
    desk.bot.live().reload().unwrap();
    let told = news_of(Some(&before), desk.bot.live()).unwrap();
    let told = format!("{told:?}");
    assert!(
        told.contains("1 weg") && told.contains("- [twee]"),
        "{told}"
    );
}

/// Whatever does not fit in a message comes back as a file, so that nobody has to type it again.
#[test]
fn a_typed_text_that_is_longer_than_a_message_comes_back_whole() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let long = "woord ".repeat(600);
    let extras = format!("geen regel\n\n## Kop\n{long}");
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let fields = [("text", long.as_str()), ("extras", &extras)];
    let stranger = filled(&modal, &fields);
    for payload in [as_moderator(filled(&modal, &fields)), stranger] {
        let interaction = serde_json::from_value(payload).unwrap();
        let callback = desk.bot.answer(&interaction);
        let typed = &text_of(&callback.file.as_ref().expect("the text as a file").content);
        assert_eq!(typed.matches("woord").count(), 1200, "{typed}");
        assert!(typed.contains("geen regel"));
    }
}

#[test]
fn a_removed_text_is_gone_everywhere_but_from_the_history() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let asked = desk.command("verwijder", &[("tekst", "alles/twee")]);
    let edit = desk.command("bewerk", &[("tekst", "alles/twee")]);
    desk.press(&asked, "Ja, verwijder");
    let told = desk.announced();
    assert!(!buttons(&told).contains(&"Bewerk"), "{told:#}");
    assert!(
        description(&told).contains("- Tekst twee"),
        "the old text is told: {told:#}"
    );
    let shown = answer(&desk.bot, command_with("alles", "twee"));
    assert_ne!(description(&shown), "Tekst twee");
    for subcommand in ["bewerk", "verwijder"] {
        let gone = desk.command(subcommand, &[("tekst", "alles/twee")]);
        assert!(all_text(&gone).contains("ken ik niet"), "{gone:#}");
        let found = desk.ask(suggestions(subcommand, "tekst", "twee", json!([])));
        assert!(!found.to_string().contains("alles/twee"), "{found:#}");
    }
    // A form that was open meanwhile loses nothing, and brings nothing back unseen.
    let late = desk.fill(&edit, &[("text", "Te laat")]);
    assert!(all_text(&late).contains("Te laat"), "{late:#}");
    assert!(!desk.file().contains("Te laat") && !buttons(&late).contains(&"Publiceren"));
    let history = desk.command("geschiedenis", &[("tekst", "alles/twee")]);
    assert!(all_text(&history).contains("- Tekst twee"), "{history:#}");
}

#[test]
fn a_removed_text_is_previewed_at_the_place_where_it_comes_back() {
    let desk = Desk::new(&file(&["een", "twee", "drie"]));
    let sure = desk.command("verwijder", &[("tekst", "alles/een")]);
    desk.press(&sure, "Ja, verwijder");
    let versions = desk.command("herstel", &[("tekst", "alles/een")]);
    let menu = components(&versions).find(|c| c["placeholder"] == "Bekijk een versie");
    let version = menu.expect("a menu of versions")["options"][0]["value"].clone();
    let menu = custom_id(&versions, "Bekijk een versie");
    let preview = desk.ask(on_private(choose(&menu, version.as_str().unwrap())));
    let back = desk.press(&preview, "Zet terug");
    for shown in [preview, back] {
        let footer = shown["data"]["embeds"][0]["footer"]["text"].as_str();
        assert!(footer.unwrap().contains("1 van 3"), "{shown:#}");
    }
}
