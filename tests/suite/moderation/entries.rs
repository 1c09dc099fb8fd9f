//! Moderators change texts in Discord, from the command to the file, through the payloads that
//! Discord sends.

use std::fs;

use aandeslag::discord::command as registration;
use aandeslag::discord::registered::difference;
use aandeslag::discord::rest::Answer;
use aandeslag::discord::{Moderators, Snowflake};
use aandeslag::text::fold::composed;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::callback::{all_text, answer, buttons, custom_id, description, inputs, title};
use crate::support::desk::Desk;
use crate::support::folder::{HOME, MODERATOR_ROLE, entry, file};
use crate::support::payload::{
    anew, as_moderator, at_home, by_other, choose, command_with, direct, filled, moderation, press,
    subcommands, suggestions,
};

#[test]
fn a_text_is_edited_previewed_published_and_undone() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let fields = inputs(&modal);
    let ids: Vec<_> = fields.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["title", "summary", "text", "keywords", "extras"]);
    assert_eq!(fields[2].1, "Tekst een");

    let extras = "Onderwerp: Nieuw\nSite: https://example.org/\n\n## Kop\nRegel";
    let preview = desk.fill(
        &modal,
        &[
            ("text", "Iets **anders**"),
            ("keywords", "a, b"),
            ("extras", extras),
        ],
    );
    assert_eq!(
        (&preview["type"], &preview["data"]["flags"]),
        (&json!(4), &json!(64))
    );
    assert_eq!(description(&preview), "Iets **anders**");
    assert_eq!(preview["data"]["embeds"][0]["fields"][0]["name"], "Kop");
    let shown = all_text(&preview);
    for line in [
        "- Tekst een",
        "+ Iets **anders**",
        "+ Trefwoorden: a, b",
        "+ ## Kop",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    assert_eq!(
        buttons(&preview),
        ["Site", "Publiceren", "Verder bewerken", "Laat maar"]
    );
    assert_eq!(desk.file(), original, "a preview writes nothing");

    let done = desk.press(&preview, "Publiceren");
    assert_eq!(done["type"], 7);
    assert_eq!(description(&done), "Iets **anders**");
    assert!(desk.file().contains("keywords = [\"a\", \"b\"]"));
    assert_eq!(
        description(&answer(&desk.bot, command_with("alles", "een"))),
        "Iets **anders**"
    );
    let told = desk.announced();
    assert_eq!(title(&told), "Tekst gewijzigd ✏️");
    assert!(
        description(&told)
            .contains("<@1300000000000000001> heeft **Titel een** (`alles/een`) gewijzigd.")
    );
    assert!(description(&told).contains("+ Iets **anders**"));
    assert_eq!(
        told["data"]["allowed_mentions"],
        json!({ "parse": [], "users": [], "roles": [] })
    );

    let again = desk.press(&preview, "Publiceren");
    assert!(all_text(&again).contains("al gepubliceerd"), "{again:#}");
    let undone = desk.press(&told, "Maak ongedaan");
    assert!(all_text(&undone).contains("Teruggezet"), "{undone:#}");
    assert_eq!(desk.file(), original);
    assert_eq!(title(&desk.announced()), "Tekst teruggezet ↩️");
    let late = desk.press(&told, "Maak ongedaan");
    assert!(
        all_text(&late).contains("intussen veranderd") || all_text(&late).contains("al."),
        "{late:#}"
    );
    assert_eq!(desk.file(), original);
}

#[test]
fn a_fault_keeps_the_text_ready_to_correct_also_after_a_restart() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let long = "s".repeat(101);
    for (fields, says) in [
        (
            vec![("title", "   "), ("text", "Mijn lange tekst")],
            "Bij 'Titel' staat geen tekst",
        ),
        (
            vec![("summary", long.as_str()), ("text", "Mijn lange tekst")],
            "'Samenvatting' is 101 tekens",
        ),
        (
            vec![("extras", "zomaar iets"), ("text", "Mijn lange tekst")],
            "De regel “zomaar iets”",
        ),
        (
            vec![
                ("extras", "A: https://x\n## K"),
                ("text", "Mijn lange tekst"),
            ],
            "geen volledig webadres",
        ),
        (
            vec![("extras", "## K\na\n## K"), ("text", "Mijn lange tekst")],
            "twee kopjes “K”",
        ),
        (
            vec![("title", "Titel twee"), ("text", "Mijn lange tekst")],
            "Titel twee",
        ),
    ] {
        let fault = desk.edit("alles/een", &fields);
        let text = all_text(&fault);
        assert!(text.contains(says), "{says} in {text}");
        assert!(text.contains("Mijn lange tekst"), "{text}");
        assert_eq!(desk.file(), original);
        let again = desk.press(&fault, "Verder bewerken");
        let typed = inputs(&again);
        for (id, value) in &fields {
            assert!(
                typed.contains(&((*id).into(), (*value).to_owned())),
                "{id} in {typed:?}"
            );
        }
    }
    let fault = desk.edit("alles/een", &[("title", " "), ("text", "Bewaar mij")]);
    let desk = desk.restarted();
    let again = desk.press(&fault, "Verder bewerken");
    assert_eq!(inputs(&again)[2].1, "Bewaar mij");
    assert_eq!(again["data"]["title"], "Bewerk: een");
    let modal = desk.command("nieuw", &[("commando", "alles")]);
    let new = desk.ask(filled(&modal, &[("title", " "), ("text", "Zonder titel")]));
    let new = desk.press(&new, "Verder bewerken");
    assert_eq!(new["data"]["title"], "Nieuwe tekst bij /alles");
    let mut corrected = filled(&again, &[("title", "Titel")]);
    corrected["message"] = press("")["message"].clone();
    corrected["message"]["flags"] = json!(64);
    let preview = desk.ask(corrected);
    assert_eq!(
        preview["type"], 7,
        "the message with the fault becomes the preview"
    );
    let desk = desk.restarted();
    desk.press(&preview, "Publiceren");
    assert!(desk.file().contains("text = \"Bewaar mij\""));
}

#[test]
fn modals_have_their_own_id_and_work_without_any_memory() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let open = || desk.command("bewerk", &[("tekst", "alles/een")]);
    let (first, second) = (open(), open());
    assert_ne!(first["data"]["custom_id"], second["data"]["custom_id"]);
    let desk = desk.restarted();
    let one = desk.fill(&first, &[("text", "De eerste")]);
    let two = desk.fill(&second, &[("text", "De tweede")]);
    assert_eq!(
        (description(&one), description(&two)),
        ("De eerste", "De tweede")
    );
    // The same modal sent twice: two previews, each of its own text.
    let once_more = desk.fill(&first, &[("text", "De derde")]);
    desk.press(&one, "Publiceren");
    assert!(desk.file().contains("De eerste"));
    for late in [&two, &once_more] {
        let refused = desk.press(late, "Publiceren");
        assert!(
            all_text(&refused).contains("Iemand anders heeft"),
            "{refused:#}"
        );
    }
    fs::remove_dir_all(desk.state.path().join("drafts")).unwrap();
    let desk = desk.restarted();
    let gone = desk.press(&two, "Publiceren");
    assert_eq!(gone["type"], 4, "the message with the text stays: {gone:#}");
    assert!(all_text(&gone).contains("heb ik niet meer"));
}

#[test]
fn of_two_moderators_the_second_sees_both_texts_and_can_go_on() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let late_modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let second = desk.fill(&modal, &[("text", "Van mij")]);
    let first = desk.edit("alles/een", &[("text", "Van de ander")]);
    desk.press(&first, "Publiceren");
    for refused in [
        desk.press(&second, "Publiceren"),
        desk.fill(&late_modal, &[("text", "Van mij")]),
    ] {
        let text = all_text(&refused);
        assert!(
            text.contains("Van mij") && text.contains("Van de ander"),
            "{text}"
        );
        assert!(desk.file().contains("Van de ander"));
        assert!(!buttons(&refused).contains(&"Publiceren"));
        let again = desk.press(&refused, "Verder bewerken");
        assert_eq!(inputs(&again)[2].1, "Van mij");
        let preview = desk.fill(&again, &[]);
        assert!(
            all_text(&preview).contains("- Van de ander\n+ Van mij"),
            "{preview:#}"
        );
    }
    let preview = desk.press(&second, "Publiceren");
    assert!(
        all_text(&preview).contains("- Van de ander\n+ Van mij"),
        "{preview:#}"
    );
    assert!(
        desk.file().contains("Van de ander"),
        "a second press publishes nothing unseen"
    );
    desk.press(&preview, "Publiceren");
    assert!(desk.file().contains("Van mij"));
    desk.announced();
    assert!(description(&desk.announced()).contains("- Van de ander\n+ Van mij"));
}

#[test]
fn a_text_is_added_removed_and_brought_back() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let modal = desk.command("nieuw", &[("commando", "alles"), ("onderwerp", "Vers")]);
    assert!(inputs(&modal)[4].1.starts_with("Onderwerp: Vers\nEmoji:\n"));
    let preview = desk.fill(&modal, &[("title", "Titel Één!"), ("text", "Nieuw hier")]);
    assert_eq!(description(&preview), "Nieuw hier");
    desk.press(&preview, "Publiceren");
    assert!(desk.file().ends_with("\n[titel-een]\ntitle = \"Titel Één!\"\ngroup = \"Vers\"\ntext = \"\"\"\nNieuw hier\n\"\"\"\n"));
    assert_eq!(title(&desk.announced()), "Nieuwe tekst 🆕");
    let with = desk.file();

    // A second one with that title gets a name of its own, and is never written over the first.
    let modal = desk.command("nieuw", &[("commando", "/alles")]);
    let preview = desk.fill(&modal, &[("title", "titel: een?"), ("text", "Nog een")]);
    desk.press(&preview, "Publiceren");
    assert!(desk.file().starts_with(&with) && desk.file().contains("[titel-een-2]"));
    let told = desk.announced();
    let undone = desk.press(&told, "Maak ongedaan");
    assert!(
        all_text(&undone).contains("(`alles/titel-een-2`) is weer verwijderd"),
        "{undone:#}"
    );
    assert_eq!(desk.file(), with);
    let told = desk.announced();
    assert_eq!(title(&told), "Tekst verwijderd 🗑️");
    assert!(
        description(&told).contains("(`alles/titel-een-2`) weer verwijderd."),
        "{told:#}"
    );

    let asked = desk.command("verwijder", &[("tekst", "alles/titel-een")]);
    assert_eq!(buttons(&asked), ["Ja, verwijder", "Niet doen"]);
    assert_eq!(desk.file(), with);
    assert!(all_text(&desk.press(&asked, "Niet doen")).contains("niets veranderd"));
    let gone = desk.press(&asked, "Ja, verwijder");
    assert!(all_text(&gone).contains("Verwijderd"), "{gone:#}");
    assert!(!desk.file().contains("titel-een]"));
    assert_eq!(title(&desk.announced()), "Tekst verwijderd 🗑️");

    let choices = desk.ask(suggestions("herstel", "tekst", "titel-een", json!([])));
    let choices = choices["data"]["choices"].as_array().unwrap();
    assert!(
        choices
            .iter()
            .any(|c| c["name"] == "Titel Één! (/alles) (verwijderd)"),
        "{choices:?}"
    );
    let versions = desk.command("herstel", &[("tekst", "alles/titel-een")]);
    let menu = versions["data"]["components"][0]["components"][0].clone();
    assert_eq!(
        menu["options"].as_array().unwrap().len(),
        1,
        "the removal is true now, and is no version to go back to"
    );
    let mut chosen = choose(
        menu["custom_id"].as_str().unwrap(),
        menu["options"][0]["value"].as_str().unwrap(),
    );
    chosen["message"]["flags"] = json!(64);
    let shown = desk.ask(chosen);
    assert_eq!(description(&shown), "Nieuw hier");
    let back = desk.press(&shown, "Zet terug");
    assert!(all_text(&back).contains("Teruggezet"), "{back:#}");
    assert_eq!(desk.file(), with);
}

/// A text belongs to all moderators, whoever wrote it; and emptying its fields is no way to lose it.
#[test]
fn nobody_owns_a_text_and_nothing_is_emptied_by_accident() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let preview = desk.edit("alles/een", &[("text", "Van de eerste")]);
    desk.press(&preview, "Publiceren");
    let told = desk.announced();
    let undo = by_other(press(&custom_id(&told, "Maak ongedaan")));
    assert!(all_text(&desk.ask(undo)).contains("Teruggezet"));
    assert!(description(&desk.announced()).starts_with("<@1300000000000000002>"));
    let original = desk.file();
    let emptied = desk.edit(
        "alles/een",
        &[
            ("title", ""),
            ("summary", ""),
            ("text", " \n "),
            ("extras", ""),
        ],
    );
    assert!(
        all_text(&emptied).contains("'Tekst' staat geen tekst"),
        "{emptied:#}"
    );
    assert_eq!(desk.file(), original);
}

#[test]
fn a_removed_text_is_suggested_by_all_that_it_said() {
    let desk = Desk::new(&file(&["een", "twee"]).replace("Kort twee", "Over zandkastelen"));
    let asked = desk.command("verwijder", &[("tekst", "alles/twee")]);
    desk.press(&asked, "Ja, verwijder");
    let found = desk.ask(suggestions("herstel", "tekst", "zandkastelen", json!([])));
    let first = &found["data"]["choices"][0]["value"];
    assert_eq!(first, "alles/twee", "{found:#}");
}

#[test]
fn the_history_tells_who_changed_what() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let none = desk.command("geschiedenis", &[("tekst", "alles/een")]);
    assert!(all_text(&none).contains("nog niet veranderd"));
    for n in 0..30 {
        let preview = desk.edit("alles/een", &[("text", &format!("Versie nummer {n}"))]);
        desk.press(&preview, "Publiceren");
    }
    let history = desk.command("geschiedenis", &[("tekst", "alles/een")]);
    let text = all_text(&history);
    assert!(
        text.contains("<@1300000000000000001> · gewijzigd"),
        "{text}"
    );
    assert!(
        text.contains("- Versie nummer 28\n+ Versie nummer 29"),
        "{text}"
    );
    assert!(text.chars().count() < 6000);
    let menu = &history["data"]["components"][0]["components"][0];
    assert_eq!(menu["options"].as_array().unwrap().len(), 25);
}

#[test]
fn a_text_of_one_version_has_none_to_go_back_to() {
    let desk = Desk::new(&file(&["een"]));
    let modal = desk.command("nieuw", &[("commando", "alles")]);
    let typed = [("title", "Vers"), ("summary", "Kort."), ("text", "Nieuw.")];
    let preview = desk.fill(&modal, &typed);
    desk.press(&preview, "Publiceren");
    let history = desk.command("geschiedenis", &[("tekst", "alles/vers")]);
    assert!(
        all_text(&history).contains("nog geen andere versie"),
        "{history:#}"
    );
}

#[test]
fn only_moderators_in_the_home_guild_may() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let preview = desk.fill(&modal, &[("text", "Stiekem")]);
    let asked = desk.command("verwijder", &[("tekst", "alles/een")]);
    let ids = [
        custom_id(&preview, "Publiceren"),
        custom_id(&preview, "Verder bewerken"),
        custom_id(&preview, "Laat maar"),
        custom_id(&asked, "Ja, verwijder"),
        "1:o:alles:een".into(),
        "1:v:alles:een".into(),
        "1:u:alles:een:AAAAAAA".into(),
        "1:w:alles:een:AAAAAAA".into(),
        "1:c".into(),
    ];
    let mut payloads: Vec<Value> = ids.iter().map(|id| press(id)).collect();
    for subcommand in subcommands() {
        payloads.push(moderation(
            &subcommand,
            &[("tekst", "alles/een"), ("commando", "alles")],
        ));
    }
    payloads.push(filled(&modal, &[("text", "Mijn getypte tekst")]));
    let elsewhere = |mut payload: Value| {
        payload["guild_id"] = json!((HOME + 1).to_string());
        payload["member"]["permissions"] = json!("8");
        payload["member"]["roles"] = json!([MODERATOR_ROLE.to_string()]);
        payload
    };
    let member = |mut payload: Value| {
        payload["guild_id"] = json!(HOME.to_string());
        payload["member"]["permissions"] = json!("2147483607");
        payload
    };
    let strangers: [&dyn Fn(Value) -> Value; 3] = [&elsewhere, &member, &direct];
    for stranger in strangers {
        for payload in &payloads {
            let refused = answer(&desk.bot, anew(stranger(payload.clone())));
            assert_eq!(refused["type"], 4, "{refused:#}");
            assert_eq!(refused["data"]["flags"], 64);
            assert!(
                all_text(&refused).contains("alleen voor de moderatoren"),
                "{payload:#}\n{refused:#}"
            );
            if payload["type"] == 5 {
                assert!(all_text(&refused).contains("Mijn getypte tekst"));
            }
        }
        for subcommand in ["bewerk", "herstel", "geschiedenis"] {
            let none = answer(
                &desk.bot,
                stranger(suggestions(subcommand, "tekst", "", json!([]))),
            );
            assert_eq!(none["data"]["choices"], json!([]));
        }
    }
    assert_eq!(desk.file(), original);
    // Without a place to publish, a moderator is told so.
    let bare = desk.folder.bot();
    let told = answer(
        &bare,
        as_moderator(moderation("bewerk", &[("tekst", "alles/een")])),
    );
    assert!(all_text(&told).contains("kan hier niet"));
    let typed = filled(&modal, &[("text", "Mijn getypte tekst")]);
    let told = answer(&bare, anew(as_moderator(typed)));
    assert!(all_text(&told).contains("kan hier niet"), "{told:#}");
    assert!(all_text(&told).contains("Mijn getypte tekst"), "{told:#}");
}

#[test]
fn choices_are_over_all_texts_and_fit_the_option() {
    let names: Vec<String> = (0..40).map(|n| format!("nr{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let desk = Desk::new(&(file(&names) + "group = \"Groep\"\n"));
    desk.folder.write("ook.toml", file(&["elders"]));
    desk.bot.live().reload().unwrap();
    let choices = |subcommand: &str, option: &str, typed: &str, others: Value| -> Vec<String> {
        let found = desk.ask(suggestions(subcommand, option, typed, others));
        assert_eq!(found["type"], 8);
        let choices = found["data"]["choices"].as_array().unwrap();
        choices
            .iter()
            .map(|c| c["value"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = choices("bewerk", "tekst", "", json!([]));
    assert_eq!(all.len(), 25);
    assert!(all.contains(&"ook/elders".to_owned()));
    assert_eq!(
        choices("bewerk", "tekst", "elders", json!([]))[0],
        "ook/elders"
    );
    assert_eq!(choices("nieuw", "commando", "o", json!([])), ["ook"]);
    for name in ["alles", "/alles"] {
        let chosen = json!([{ "name": "commando", "type": 3, "value": name }]);
        assert_eq!(choices("nieuw", "onderwerp", "", chosen), ["Groep"]);
    }
    for (subcommand, option) in [
        ("bewerk", "tekst"),
        ("verwijder", "tekst"),
        ("nieuw", "commando"),
    ] {
        let odd = desk.command(subcommand, &[(option, "geen/idee")]);
        assert!(all_text(&odd).contains("ken ik niet"), "{odd:#}");
    }
}

/// The texts of a menu of versions.
fn versions(message: &Value) -> Vec<(String, String)> {
    let menu = &message["data"]["components"][0]["components"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let options = menu["options"].as_array().into_iter().flatten();
    options
        .map(|option| (text(&option["label"]), text(&option["value"])))
        .collect()
}

#[test]
fn a_removal_tells_who_leads_there_and_takes_that_out_and_back() {
    let guide = "title = \"Gids\"\ndescription = \"Gids\"\noption = \"vraag\"\nopen_with = \"guide\"\n\n[start]\ntitle = \"Wat zoek je?\"\ntext = \"Kies\"\n\n[start.choices] # de wegen\n\"Naar een\" = \"alles/een\"\n\"Naar twee\" = \"alles/twee\"\n";
    let all = file(&["een", "drie"])
        + "related = [\n  \"twee\", # eerst\n  \"een\",\n]\n"
        + &entry("twee");
    let mut desk = Desk::with(&[("alles.toml", &all), ("gids.toml", guide)]);
    let read = |desk: &Desk, name: &str| fs::read_to_string(desk.folder.path().join(name)).unwrap();
    let asked = desk.command("verwijder", &[("tekst", "titel TWEE")]);
    let text = all_text(&asked);
    for line in [
        "Wil je **Titel twee** (`alles/twee`) echt verwijderen?",
        "‘Lees ook’ bij **Titel drie** (`alles/drie`)",
        "De knop ‘Naar twee’ bij **Wat zoek je?** (`gids/start`)",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let decisions = ["Verwijder, ook de verwijzingen", "Verwijder", "Niet doen"];
    assert_eq!(buttons(&asked), decisions);

    let gone = desk.press(&asked, "Verwijder, ook de verwijzingen");
    assert!(
        all_text(&gone).contains("**Titel drie** (`alles/drie`)"),
        "{gone:#}"
    );
    assert_eq!(
        desk.file(),
        all.replace(
            "\n[twee]\ntitle = \"Titel twee\"\nsummary = \"Kort twee\"\ntext = \"Tekst twee\"\n",
            ""
        )
        .replace("  \"twee\", # eerst\n", "")
    );
    assert_eq!(
        read(&desk, "gids.toml"),
        guide.replace("\"Naar twee\" = \"alles/twee\"\n", "")
    );
    let left = format!("{:?}", desk.bot.live().current().diagnostics);
    assert!(!left.contains("alles/twee"), "{left}");
    let told = desk.announced();
    assert!(all_text(&told).contains("(`gids/start`)"), "{told:#}");

    let undone = desk.press(&told, "Maak ongedaan");
    let lines = undone["data"]["content"].as_str().unwrap().lines();
    let lines: Vec<&str> = lines.collect();
    assert!(lines[1].contains("weer zoals ze waren"), "{lines:?}");
    // What members see stands below the line that says so.
    assert_eq!((lines[0], lines[2]), ("Teruggezet.", "Dit zien leden nu:"));
    assert_eq!(
        (desk.file(), read(&desk, "gids.toml")),
        (all.clone(), guide.to_owned())
    );

    // What somebody changed meanwhile stays as it is, and that is said.
    let again = desk.announced();
    desk.press(&again, "Maak ongedaan");
    let told = desk.announced();
    let edited = read(&desk, "gids.toml").replace("Wat zoek je?", "Waarheen?");
    desk.folder.write("gids.toml", &edited);
    desk.bot.live().reload().unwrap();
    let undone = desk.press(&told, "Maak ongedaan");
    assert!(
        all_text(&undone).contains("niet mee veranderen"),
        "{undone:#}"
    );
    assert_eq!((desk.file(), read(&desk, "gids.toml")), (all, edited));
}

#[test]
fn a_removal_that_cannot_be_written_leaves_what_leads_there() {
    let guide = "title = \"Gids\"\ndescription = \"Gids\"\n\n[start]\ntitle = \"Start\"\ntext = \"Kies\"\nrelated = [\"alles/twee\"]\n";
    let desk = Desk::with(&[
        ("alles.toml", &file(&["een", "twee"])),
        ("gids.toml", guide),
    ]);
    let path = desk.folder.path().join("alles.toml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let asked = desk.command("verwijder", &[("tekst", "twee")]);
    let refused = desk.press(&asked, "Verwijder, ook de verwijzingen");
    assert!(all_text(&refused).contains("niet schrijven"), "{refused:#}");
    assert!(!all_text(&refused).contains("Je tekst"), "{refused:#}");
    let now = fs::read_to_string(desk.folder.path().join("gids.toml")).unwrap();
    assert_eq!(now, guide);
}

#[test]
fn a_name_that_two_texts_have_is_asked_about() {
    let desk = Desk::with(&[
        ("alles.toml", &file(&["een", "twee"])),
        ("ook.toml", &file(&["een"])),
    ]);
    for (subcommand, then) in [("bewerk", 9), ("verwijder", 4), ("herstel", 4)] {
        let which = desk.command(subcommand, &[("tekst", "titel een")]);
        let offered = buttons(&which);
        assert_eq!(
            offered,
            ["Titel een (alles/een)", "Titel een (ook/een)"],
            "{subcommand}"
        );
        let chosen = desk.press(&which, "Titel een (ook/een)");
        assert_eq!(chosen["type"], then, "{subcommand}: {chosen:#}");
        for typed in ["TITEL TWEE", "twee", "alles/twee"] {
            let one = desk.command(subcommand, &[("tekst", typed)]);
            assert_eq!(one["type"], then, "{subcommand} {typed}: {one:#}");
            assert!(!all_text(&one).contains("Welke bedoel je"), "{one:#}");
        }
    }
}

#[test]
fn what_is_true_now_is_not_offered_and_each_refusal_has_its_words() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let preview = desk.edit("alles/een", &[("text", "Anders")]);
    desk.press(&preview, "Publiceren");
    desk.announced();
    let offered = versions(&desk.command("geschiedenis", &[("tekst", "alles/een")]));
    assert_eq!(offered.len(), 1);
    assert!(offered[0].0.starts_with("Versie 1:"), "{offered:?}");

    // A removed text is found by its title, first of all, and without the removal among its versions.
    let asked = desk.command("verwijder", &[("tekst", "alles/twee")]);
    desk.press(&asked, "Ja, verwijder");
    desk.announced();
    for typed in ["", "ti", "titel", "titel twee", "twee", "tiel twee"] {
        let found = desk.ask(suggestions("herstel", "tekst", typed, json!([])));
        assert_eq!(
            found["data"]["choices"][0]["value"], "alles/twee",
            "{typed}"
        );
    }
    let first = desk.ask(suggestions("herstel", "tekst", "titel een", json!([])));
    assert_eq!(first["data"]["choices"][0]["value"], "alles/een");
    let history = desk.command("herstel", &[("tekst", "Titel twee")]);
    let offered = versions(&history);
    assert_eq!(offered.len(), 1);
    let menu = &history["data"]["components"][0]["components"][0];
    let mut chosen = choose(menu["custom_id"].as_str().unwrap(), &offered[0].1);
    chosen["message"]["flags"] = json!(64);
    let shown = desk.ask(chosen.clone());
    assert_eq!(description(&shown), "Tekst twee");

    // Removed twice, restored twice, and a version with something else in it.
    let late = desk.press(&asked, "Ja, verwijder");
    assert!(all_text(&late).contains("was al verwijderd"), "{late:#}");
    let folder = desk.state.path().join("history/alles/twee");
    let kept: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|item| item.unwrap().path())
        .collect();
    let kept = kept
        .into_iter()
        .find(|path| fs::read_to_string(path).unwrap().contains("Tekst twee"));
    let kept = kept.unwrap();
    let text = fs::read_to_string(&kept).unwrap();
    fs::write(&kept, text.replace("[twee]", "[drie]")).unwrap();
    let damaged = desk.press(&shown, "Zet terug");
    assert!(all_text(&damaged).contains("beschadigd"), "{damaged:#}");
    let damaged = desk.ask(chosen);
    assert!(all_text(&damaged).contains("beschadigd"), "{damaged:#}");
    fs::write(&kept, text).unwrap();
    desk.folder.write("alles.toml", "title = \"Alles\nkapot");
    let broken = desk.press(&shown, "Zet terug");
    assert!(
        all_text(&broken).contains("staat een fout in"),
        "{broken:#}"
    );
    desk.folder.remove("alles.toml");
    let away = desk.press(&shown, "Zet terug");
    assert!(
        all_text(&away).contains("De meeste teksten zijn ineens weg"),
        "{away:#}"
    );
    for told in [&late, &damaged, &broken, &away] {
        assert!(!all_text(told).contains("Je tekst is bewaard"), "{told:#}");
    }
}

#[test]
fn a_long_paragraph_is_told_by_what_changed_in_it_and_never_by_halves() {
    let long = "Dit is een zin die blijft staan. ".repeat(20);
    let old = format!("{long}De vergadering is op maandag. {long}");
    let mut desk = Desk::new(&file(&["een"]).replace("Tekst een", &old));
    let new = old.replace("op maandag", "voortaan op dinsdagavond");
    let preview = desk.edit("alles/een", &[("text", &new)]);
    let shown = preview["data"]["content"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = shown
        .lines()
        .filter(|line| line.starts_with(['-', '+']))
        .collect();
    assert_eq!(lines.len(), 2, "{shown}");
    assert!(
        lines[0].starts_with("- …") && lines[0].contains("vergadering is op maandag."),
        "{shown}"
    );
    assert!(
        lines[1].starts_with("+ …") && lines[1].contains("is voortaan op dinsdagavond."),
        "{shown}"
    );
    assert!(
        lines.iter().all(|line| line.chars().count() <= 70),
        "{shown}"
    );
    desk.press(&preview, "Publiceren");
    desk.announced();

    // Where there is no room for all, whole changes are left out, and all are in the file.
    let many: String = (0..60)
        .map(|n| format!("Regel {n} {}\n", "met woorden ".repeat(9)))
        .collect();
    let preview = desk.edit(
        "alles/een",
        &[("text", &format!("{new}\n{}", &many[..2600]))],
    );
    let shown = preview["data"]["content"].as_str().unwrap().to_owned();
    assert!(
        shown.contains("… en nog ") && shown.contains(" wijzigingen"),
        "{shown}"
    );
    let block = shown.split("```").nth(1).unwrap();
    let ends = block.matches("Regel ").count();
    assert!(ends > 3, "{shown}");
    assert_eq!(block.matches("woorden").count(), ends * 9, "{shown}");
}

#[test]
fn a_broken_file_is_shown_and_never_written() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let preview = desk.fill(&modal, &[("text", "Mijn tekst")]);
    let broken = "title = \"Alles\nkapot";
    desk.folder.write("alles.toml", broken);
    let refused = desk.press(&preview, "Publiceren");
    assert!(all_text(&refused).contains("Mijn tekst"), "{refused:#}");
    let reloaded = desk.command("herlaad", &[]);
    assert!(
        all_text(&reloaded).contains("opnieuw gelezen")
            && all_text(&reloaded).contains("alles.toml:1")
    );
    for subcommand in ["bewerk", "verwijder"] {
        let refused = desk.command(subcommand, &[("tekst", "alles/een")]);
        assert!(all_text(&refused).contains("alles.toml:1:9"), "{refused:#}");
    }
    let refused = desk.fill(&modal, &[("text", "Mijn tekst")]);
    assert!(all_text(&refused).contains("Mijn tekst"), "{refused:#}");
    assert_eq!(desk.file(), broken);
}

#[test]
fn what_a_moderator_writes_calls_nobody_and_breaks_no_block() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let nasty = "@everyone <@1300000000000000001> ```\n/tips\n``` [x](javascript:y)";
    let preview = desk.edit("alles/een", &[("text", nasty)]);
    let fault = desk.edit("alles/een", &[("text", nasty), ("title", " ")]);
    desk.press(&preview, "Publiceren");
    for message in [preview, fault, desk.announced()] {
        assert_eq!(
            message["data"]["allowed_mentions"],
            json!({ "parse": [], "users": [], "roles": [] })
        );
        let content = message["data"]["content"].as_str().unwrap();
        assert!(content.matches("```").count() <= 2, "{content}");
    }
    assert_eq!(
        description(&answer(&desk.bot, command_with("alles", "een"))),
        nasty
    );
}

#[test]
fn a_text_larger_than_a_modal_is_edited_in_parts() {
    let long = "zin van een lange tekst\n".repeat(170);
    let text = file(&["een", "twee"]).replace(
        "text = \"Tekst een\"",
        &format!("text = \"\"\"\n{long}\"\"\"\n\"sections\" = {{ \"Kop\" = \"x\" }}"),
    );
    let desk = Desk::new(&text);
    let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
    let ids: Vec<String> = inputs(&modal).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["title", "summary", "text", "text+n1", "keywords"]);
    let same = desk.fill(&modal, &[]);
    assert!(all_text(&same).contains("niets veranderd"), "{same:#}");
    let part = desk.press(&same, "Deel 2");
    let preview = desk.fill(&part, &[("extras", "## Kop\nAnders")]);
    assert!(all_text(&preview).contains("+ Anders"), "{preview:#}");
    desk.press(&preview, "Publiceren");
    assert!(desk.file().contains("\"Anders\"") && desk.file().contains(&long));
}

const REPORT: &str = "Klopt dit niet? Mis je iets?";

#[test]
fn members_report_and_moderators_answer_with_an_edit() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let shown = answer(&desk.bot, at_home(command_with("alles", "een")));
    let more = answer(&desk.bot, at_home(press(&custom_id(&shown, "Meer"))));
    let modal = answer(&desk.bot, at_home(press(&custom_id(&more, REPORT))));
    let gone = answer(&desk.bot, at_home(press("1:b:alles:weg")));
    assert!(all_text(&gone).contains("is er niet meer"), "{gone:#}");
    let report = |text: &str| answer(&desk.bot, at_home(filled(&modal, &[("report", text)])));
    for n in 0..3 {
        let thanks = report(&format!("Fout {n} @everyone"));
        assert!(all_text(&thanks).contains("Dank je wel"));
    }
    let refused = report("Nog iets dat ik lang heb bedacht");
    assert!(all_text(&refused).contains("lang heb bedacht"));
    let other = answer(
        &desk.bot,
        at_home(by_other(filled(&modal, &[("report", "Van een ander")]))),
    );
    assert!(all_text(&other).contains("Dank je wel"));
    let told = desk.announced();
    assert!(description(&told).contains("Fout 0") && description(&told).contains("alles/een"));
    let modal = desk.press(&told, "Bewerk");
    assert_eq!(inputs(&modal)[0].1, "Titel een");
    let refused = answer(&desk.bot, at_home(press(&custom_id(&told, "Bewerk"))));
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));
    let without = answer(&desk.folder.bot(), at_home(press("1:more:alles:een")));
    assert_eq!(buttons(&without), ["Kopieer de tekst"]);
}

#[test]
fn reports_are_taken_at_home_once_and_not_more_than_a_channel_can_show() {
    let mut desk = Desk::new(&file(&["een"]));
    let elsewhere = answer(&desk.bot, press("1:more:alles:een"));
    assert!(!buttons(&elsewhere).contains(&REPORT));
    let shown = answer(&desk.bot, at_home(command_with("alles", "een")));
    let more = answer(&desk.bot, at_home(press(&custom_id(&shown, "Meer"))));
    let modal = answer(&desk.bot, at_home(press(&custom_id(&more, REPORT))));
    let form = |words: &str| filled(&modal, &[("report", words)]);
    let refused = answer(&desk.bot, form("Van elders"));
    assert!(all_text(&refused).contains("Van elders"), "{refused:#}");
    let report = |member: u64, words: &str| {
        let mut payload = at_home(form(words));
        payload["member"]["user"]["id"] = json!(member.to_string());
        payload
    };
    // The same interaction for the second time.
    let first = report(1, "Eerste");
    for _ in 0..3 {
        assert!(all_text(&answer(&desk.bot, first.clone())).contains("Dank je wel"));
    }
    let mut old: aandeslag::discord::Interaction =
        serde_json::from_value(report(2, "Te laat")).unwrap();
    old.is_old = true;
    let refused = serde_json::to_value(desk.bot.answer(&old)).unwrap();
    assert!(all_text(&refused).contains("Te laat"), "{refused:#}");
    let n_refused = (10..189)
        .filter(|member| {
            let said = all_text(&answer(&desk.bot, report(*member, "Meer")));
            assert!(
                said.contains("Dank je wel") || said.contains("Meer"),
                "{said}"
            );
            said.contains("heel veel berichten tegelijk")
        })
        .count();
    assert_eq!(n_refused, 150);
    assert!(description(&desk.announced()).contains("Eerste"));
    for _ in 1..30 {
        assert!(description(&desk.announced()).contains("Meer"));
    }
    assert_eq!(desk.told.n_waiting(), 150, "those become one line");
    assert!(desk.told.take().is_err());
}

#[test]
fn a_slow_disk_is_announced_within_what_discord_waits() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = Desk::new(&file(&["een", "twee"]));
        let preview = desk.edit("alles/een", &[("text", "Traag")]);
        let lock = fs::File::create(desk.folder.path().join(".lock")).unwrap();
        lock.lock().unwrap();
        let payload = as_moderator(press(&custom_id(&preview, "Publiceren")));
        let interaction = serde_json::from_value(payload).unwrap();
        let started = std::time::Instant::now();
        let Answer::Later { now, rest } = desk.bot.answer_in_time(interaction).await else {
            panic!("the answer did not wait for the disk");
        };
        assert!(started.elapsed() < std::time::Duration::from_secs(3));
        assert_eq!(serde_json::to_value(&now).unwrap(), json!({ "type": 6 }));
        lock.unlock().unwrap();
        let message = rest.await.unwrap();
        assert!(serde_json::to_string(&message).unwrap().contains("Traag"));
        assert!(desk.file().contains("Traag"));
        let quick = serde_json::from_value(command_with("alles", "een")).unwrap();
        assert!(matches!(
            desk.bot.answer_in_time(quick).await,
            Answer::Now(_)
        ));
    });
}

/// However much moderators ask of a disk that hangs: what has no room is said to have none, typed text
/// comes back, and members have their answers at once.
#[test]
fn work_is_bounded_and_members_do_not_wait_for_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let desk = Desk::new(&file(&["een", "twee"]));
        let preview = desk.edit("alles/een", &[("text", "Traag")]);
        let modal = desk.command("bewerk", &[("tekst", "alles/een")]);
        let lock = fs::File::create(desk.folder.path().join(".lock")).unwrap();
        lock.lock().unwrap();
        let ask = async |payload| {
            let interaction = serde_json::from_value(as_moderator(payload)).unwrap();
            desk.bot.answer_in_time(interaction).await
        };
        let publish = || ask(press(&custom_id(&preview, "Publiceren")));
        let mut waiting = Vec::new();
        let busy = loop {
            assert!(waiting.len() < 100, "there is no end to the work");
            // One more at a time would take its patience each.
            let answers = futures_util::future::join_all((0..20).map(|_| publish())).await;
            let mut refused = None;
            for answer in answers {
                match answer {
                    Answer::Later { rest, .. } => waiting.push(rest),
                    Answer::Now(callback) | Answer::Delete(callback) => refused = Some(callback),
                }
            }
            if let Some(refused) = refused {
                break serde_json::to_value(&refused).unwrap();
            }
        };
        assert!(all_text(&busy).contains("te druk"), "{busy:#}");
        let typed = ask(filled(&modal, &[("text", "Niet kwijtraken")])).await;
        let Answer::Now(typed) = typed else {
            panic!("there was room for more work");
        };
        let typed = serde_json::to_value(&typed).unwrap();
        assert!(all_text(&typed).contains("Niet kwijtraken"), "{typed:#}");
        let member = serde_json::from_value(command_with("alles", "een")).unwrap();
        assert!(matches!(
            desk.bot.answer_in_time(member).await,
            Answer::Now(_)
        ));
        lock.unlock().unwrap();
        for rest in waiting {
            rest.await.unwrap();
        }
        assert!(desk.file().contains("Traag"));
    });
}

#[test]
fn a_redraw_changes_nothing() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let preview = desk.edit("alles/een", &[("text", "Anders")]);
    for payload in [
        press(&custom_id(&preview, "Publiceren")),
        filled(
            &desk.command("bewerk", &[("tekst", "alles/een")]),
            &[("text", "x")],
        ),
        moderation("herlaad", &[]),
        moderation("verwijder", &[("tekst", "alles/een")]),
        press(&custom_id(&preview, "Laat maar")),
    ] {
        let interaction = serde_json::from_value(as_moderator(payload)).unwrap();
        assert!(desk.bot.redraw(&interaction).is_none());
    }
    assert_eq!(desk.file(), original);
}

#[test]
fn the_command_is_registered_for_those_who_may() {
    let moderators = |roles: Vec<Snowflake>| Moderators {
        guild: Snowflake(HOME),
        roles,
    };
    let registered =
        |roles| serde_json::to_value(registration::moderation(&moderators(roles))).unwrap();
    let command = registered(vec![]);
    assert_eq!(command["default_member_permissions"], 32);
    assert!(registered(vec![Snowflake(1)])["default_member_permissions"].is_null());
    let options = command["options"].as_array().unwrap();
    let names: Vec<_> = options
        .iter()
        .map(|o| o["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "status",
            "bewerk",
            "nieuw",
            "verwijder",
            "geschiedenis",
            "herstel",
            "bestand",
            "plaats",
            "herlaad"
        ]
    );
    for option in options.iter().chain(
        options
            .iter()
            .flat_map(|o| o["options"].as_array().into_iter().flatten()),
    ) {
        assert!((1..=100).contains(&option["description"].as_str().unwrap().chars().count()));
    }
    let wanted = [registration::moderation(&moderators(vec![]))];
    assert!(difference(&wanted, std::slice::from_ref(&command)).is_empty());
    let mut other = command.clone();
    other["options"][1]["options"][0]["required"] = json!(false);
    assert_eq!(difference(&wanted, &[other]).changed, ["/moderatie"]);
    let mut open = command;
    open["default_member_permissions"] = Value::Null;
    assert_eq!(difference(&wanted, &[open]).changed, ["/moderatie"]);
}

/// The whole round on the page's own sockets: a new text, a change of it, and the undoing of that.
#[test]
fn the_page_has_a_moderator() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let Desk {
            folder,
            state: _state,
            bot,
            told,
            sent: _,
        } = Desk::new(&file(&["een", "twee"]));
        let door = aandeslag::serve::chat::bind("127.0.0.1:0".parse().unwrap())
            .await
            .unwrap();
        let page = door.page();
        let shutdown = tokio_util::sync::CancellationToken::new();
        let serving = tokio::spawn(aandeslag::serve::chat::serve(
            bot,
            door,
            told,
            aandeslag::serve::chat::Files::default(),
            shutdown.clone(),
        ));
        let client = reqwest::Client::new();
        let send = async |path: &str, payload: &Value| {
            let request = client
                .post(format!("{page}{path}"))
                .header("content-type", "application/json");
            request.body(payload.to_string()).send().await.unwrap()
        };
        let ask = async |payload: Value| -> Value {
            let answer = send("interactions", &as_moderator(payload))
                .await
                .text()
                .await
                .unwrap();
            serde_json::from_str(&answer).unwrap()
        };
        let press_on = |shown: &Value, words: &str| {
            let mut payload = press(&custom_id(shown, words));
            payload["message"]["flags"] = json!(64);
            payload
        };
        let commands = client
            .get(format!("{page}commands"))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(commands.contains("\"bewerk\""));
        let mut events = client.get(format!("{page}events")).send().await.unwrap();

        let modal = ask(moderation("nieuw", &[("commando", "alles")])).await;
        let preview = ask(filled(
            &modal,
            &[("title", "Mijn tip"), ("text", "Doe dit")],
        ))
        .await;
        let publish = press_on(&preview, "Publiceren");
        let redrawn = send("redraw", &as_moderator(publish.clone())).await;
        assert_eq!(redrawn.status().as_u16(), 204);
        let now = || fs::read_to_string(folder.path().join("alles.toml")).unwrap();
        assert!(!now().contains("mijn-tip"), "a redraw publishes nothing");
        ask(publish).await;
        assert!(now().contains("[mijn-tip]"));

        let modal = ask(moderation("bewerk", &[("tekst", "alles/mijn-tip")])).await;
        let preview = ask(filled(&modal, &[("text", "Doe dat")])).await;
        let done = ask(press_on(&preview, "Publiceren")).await;
        assert!(now().contains("Doe dat"));
        ask(press_on(&done, "Maak ongedaan")).await;
        assert!(now().contains("Doe dit"));

        let mut heard = String::new();
        while heard.matches("event: announcement").count() < 3 {
            let chunk = tokio::time::timeout(std::time::Duration::from_secs(10), events.chunk());
            heard += &String::from_utf8_lossy(&chunk.await.unwrap().unwrap().unwrap());
        }
        assert!(heard.contains("Nieuwe tekst") && heard.contains("Tekst teruggezet"));
        shutdown.cancel();
        serving.await.unwrap().unwrap();
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is typed: nothing is written before it is published, the text is in the answer or
    /// in the modal that follows from it, and every answer fits what Discord takes.
    #[test]
    fn whatever_is_typed_is_answered_and_kept(
        title in ".{0,256}", summary in ".{0,100}", text in "(?s).{0,400}", keywords in "(?s).{0,200}",
        extras in "(## |\\\\|\n|[a-z]{1,5}|: |https://x.nl/| |```){0,20}",
    ) {
        let desk = Desk::new(&file(&["een", "twee"]));
        let original = desk.file();
        let fields = [("title", &title), ("summary", &summary), ("text", &text), ("keywords", &keywords), ("extras", &extras)];
        let fields = fields.map(|(id, value)| (id, value.as_str()));
        let shown = desk.edit("alles/een", &fields);
        prop_assert_eq!(desk.file(), original);
        // A modal cannot open a modal.
        prop_assert_eq!(&shown["type"], 4);
        let content = shown["data"]["content"].as_str().unwrap();
        prop_assert!(content.chars().count() <= 2000);
        let embed = &shown["data"]["embeds"][0];
        prop_assert!(embed["description"].as_str().unwrap().chars().count() <= 4096);
        let again = desk.press(&shown, "Verder bewerken");
        for ((_, typed), (_, kept)) in fields.iter().zip(inputs(&again)) {
            let typed = typed.replace("\r\n", "\n");
            prop_assert_eq!(composed(&typed), kept);
        }
    }
}

#[test]
fn quotes_in_a_text_are_written_so_that_the_file_can_be_read() {
    for text in [
        "a\"\"\"b\n'''c",
        "\"\"\"\"\"\"\n'''",
        "eindigt op \"\"\n'''",
        "'''\n\\ en \"\"\"",
    ] {
        let desk = Desk::new(&file(&["een"]));
        let preview = desk.edit("alles/een", &[("text", text)]);
        desk.press(&preview, "Publiceren");
        let library = &desk.bot.live().current().library;
        let entry = library.collection("alles").unwrap().entry("een").unwrap();
        assert_eq!(entry.text, text, "{}", desk.file());
    }
}
