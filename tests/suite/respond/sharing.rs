//! Answers for someone else, and answers taken away.

use aandeslag::discord::command::all;
use serde_json::{Value, json};

use crate::support::callback::{answer, buttons, components, custom_id, description, title};
use crate::support::folder::{Folder, entry, file};
use crate::support::payload::{ASKER, OTHER, by_other, choose, command, on_private, press};

fn folder() -> Folder {
    let photo = file(&["een", "twee"]) + &entry("foto").replace("Tekst foto", "Vraag toestemming.");
    Folder::new(&[("alles.toml", &photo), ("elders.toml", &file(&["ginds"]))])
}

fn for_member(value: &str, private: bool) -> Value {
    command(
        "alles",
        json!([
            { "name": "tekst", "type": 3, "value": value },
            { "name": "voor", "type": 6, "value": OTHER },
            { "name": "alleen_ik", "type": 5, "value": private },
        ]),
    )
}

/// The menu of a message that says `text`, by somebody else.
fn on_message(text: &str) -> Value {
    let mut payload = command("Antwoord met…", json!([]));
    payload["data"]["type"] = json!(3);
    payload["data"]["target_id"] = json!("77");
    payload["data"]["resolved"] = json!({ "messages": { "77": {
        "id": "77", "content": text, "author": { "id": OTHER, "username": "ander" },
    } } });
    payload
}

fn mentions(answer: &Value) -> &Value {
    &answer["data"]["allowed_mentions"]
}

#[test]
fn an_answer_for_a_member_calls_that_member_alone() {
    let folder = folder();
    let bot = folder.bot();
    folder.write(
        "alles.toml",
        file(&["een", "twee"]).replace("Tekst een", "@everyone <@1>"),
    );
    bot.live().reload().unwrap();
    let shown = answer(&bot, for_member("een", false));
    assert_eq!(shown["data"]["content"], format!("<@{OTHER}>"));
    assert_eq!(
        *mentions(&shown),
        json!({ "parse": [], "users": [OTHER], "roles": [] })
    );
    assert!(shown["data"]["flags"].is_null());

    let mut turned = press(&custom_id(&shown, "Volgende"));
    turned["message"]["content"] = shown["data"]["content"].clone();
    let turned = answer(&bot, turned);
    assert_eq!(title(&turned), "Titel twee");
    assert_eq!(turned["data"]["content"], format!("<@{OTHER}>"));
    assert_eq!(
        *mentions(&turned),
        json!({ "parse": [], "users": [OTHER], "roles": [] })
    );
}

#[test]
fn nobody_is_called_for_what_was_not_found_or_is_private() {
    let folder = folder();
    let bot = folder.bot();
    let near = answer(&bot, for_member("xyzzy", false));
    assert_eq!(near["data"]["content"], "");
    assert_eq!(
        *mentions(&near),
        json!({ "parse": [], "users": [], "roles": [] })
    );
    let private = answer(&bot, for_member("een", true));
    assert_eq!(private["data"]["flags"], 64);
    assert_eq!(
        *mentions(&private),
        json!({ "parse": [], "users": [], "roles": [] })
    );
    assert!(
        private["data"]["content"]
            .as_str()
            .unwrap()
            .contains("ziet dit niet")
    );
    assert!(buttons(&private).contains(&"Deel in dit kanaal"));
    let odd = command(
        "alles",
        json!([{ "name": "voor", "type": 6, "value": "@everyone" }]),
    );
    assert_eq!(
        *mentions(&answer(&bot, odd)),
        json!({ "parse": [], "users": [], "roles": [] })
    );
}

#[test]
fn who_asked_can_take_an_answer_away_and_nobody_else() {
    let folder = folder();
    let bot = folder.bot();
    let asked = [
        command("alles", json!([])),
        command(
            "alles",
            json!([{ "name": "tekst", "type": 3, "value": "een" }]),
        ),
        command("hulp", json!([])),
    ];
    for payload in asked {
        let shown = answer(&bot, payload.clone());
        let remove = press(&custom_id(&shown, "Bericht weghalen"));
        let refused = answer(&bot, by_other(remove.clone()));
        assert_eq!(refused["type"], 4, "{payload}");
        assert_eq!(refused["data"]["flags"], 64);
        let removed = answer(&bot, remove);
        assert_eq!(removed["type"], 7);
        assert_eq!(removed["data"]["embeds"], json!([]));
        assert_eq!(removed["data"]["components"], json!([]));
        assert_eq!(removed["data"]["content"], "-# Dit bericht is weggehaald.");
    }
    let private = answer(&bot, for_member("een", true));
    assert!(
        !buttons(&private).contains(&"Bericht weghalen"),
        "only its reader sees it"
    );
    let shared = answer(
        &bot,
        on_private(press(&custom_id(&private, "Deel in dit kanaal"))),
    );
    assert!(buttons(&shared).contains(&"Bericht weghalen"));
    let next = answer(&bot, press("1:show:alles:twee"));
    assert!(
        buttons(&next).contains(&"Bericht weghalen"),
        "also after turning a page"
    );
}

#[test]
fn a_members_message_can_be_answered_with_a_text() {
    let folder = folder();
    let bot = folder.bot();
    let choice = answer(
        &bot,
        on_message("Moet ik toestemming vragen voor een foto? @everyone"),
    );
    assert_eq!(choice["data"]["flags"], 64);
    assert_eq!(
        *mentions(&choice),
        json!({ "parse": [], "users": [], "roles": [] })
    );
    let menu = components(&choice).find(|c| c["type"] == 3).unwrap();
    assert_eq!(
        menu["options"][0]["value"], "alles/foto",
        "what fits the message comes first"
    );
    let menu = menu["custom_id"].as_str().unwrap();
    let given = answer(&bot, on_private(choose(menu, "alles/foto")));
    assert_eq!(given["type"], 4);
    assert!(given["data"]["flags"].is_null());
    assert_eq!(
        given["data"]["content"],
        format!("<@{OTHER}>, <@{ASKER}> deelt dit met je.")
    );
    assert_eq!(
        *mentions(&given),
        json!({ "parse": [], "users": [OTHER], "roles": [] })
    );
    assert!(buttons(&given).contains(&"Bericht weghalen"));
}

#[test]
fn all_that_a_message_says_counts_wherever_discord_puts_it() {
    let folder = folder();
    let bot = folder.bot();
    let photo = "Moet ik toestemming vragen voor een foto?";
    let nothing = json!([]);
    let said = [
        json!({ "embeds": [{ "title": "Vraag", "description": photo }] }),
        json!({ "embeds": [{ "fields": [{ "name": "Vraag", "value": photo, "inline": true }] }] }),
        json!({ "poll": { "question": { "text": photo }, "answers": nothing } }),
        json!({ "poll": { "question": { "text": "Wat denk je?" }, "answers": [
            { "answer_id": 1, "poll_media": { "text": photo } },
        ] } }),
        json!({ "components": [{ "type": 17, "components": [
            { "type": 9, "accessory": { "type": 2, "style": 5, "url": "https://example.org" },
              "components": [{ "type": 10, "content": photo }] },
        ] }] }),
        json!({ "message_reference": { "type": 1, "message_id": "5" }, "message_snapshots": [
            { "message": { "content": photo, "embeds": nothing, "flags": 0 } },
        ] }),
        json!({ "message_snapshots": [{ "message": { "content": "", "embeds": [
            { "description": photo, "author": { "name": "bron" } },
        ] } }] }),
    ];
    for more in said {
        let mut payload = on_message("");
        let message = &mut payload["data"]["resolved"]["messages"]["77"];
        for (key, value) in more.as_object().unwrap() {
            message[key] = value.clone();
        }
        let choice = answer(&bot, payload);
        let menu = components(&choice).find(|c| c["type"] == 3).unwrap();
        assert_eq!(menu["options"][0]["value"], "alles/foto", "{more}");
        assert!(
            description(&choice).contains("wat bij het bericht past"),
            "{more}"
        );
    }
}

#[test]
fn nothing_is_said_to_fit_a_message_that_no_text_is_about() {
    let folder = folder();
    let bot = folder.bot();
    for text in ["", "🎉", "Wanneer vertrekt de trein naar Keulen?"] {
        let choice = answer(&bot, on_message(text));
        let intro = description(&choice);
        assert!(
            intro.contains("geen tekst die duidelijk"),
            "{text}: {intro}"
        );
        assert!(!intro.contains("Bovenaan"), "{text}: {intro}");
        let menu = components(&choice).find(|c| c["type"] == 3).unwrap();
        assert_ne!(menu["options"], json!([]), "there is something to choose");
    }
}

#[test]
fn any_text_can_be_chosen_for_an_answer() {
    let names: Vec<String> = (0..30).map(|n| format!("nr{n:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let many = file(&names).replace("\"Alles\"", "\"Veel\"");
    let folder = Folder::new(&[("alles.toml", &many), ("elders.toml", &file(&["ginds"]))]);
    let bot = folder.bot();
    let choice = answer(&bot, on_message(""));
    let list = answer(&bot, on_private(press(&custom_id(&choice, "Veel"))));
    assert_eq!(list["type"], 7);
    let more = answer(
        &bot,
        on_private(press(&custom_id(&list, "Volgende pagina"))),
    );
    let given = answer(
        &bot,
        on_private(choose(&custom_id(&more, "Kies een tekst"), "alles/nr29")),
    );
    assert_eq!(title(&given), "Titel nr29");
    let gone = answer(
        &bot,
        on_private(choose(&custom_id(&more, "Kies een tekst"), "alles/weg")),
    );
    assert_eq!(gone["data"]["flags"], 64);
    assert_eq!(
        *mentions(&gone),
        json!({ "parse": [], "users": [], "roles": [] })
    );
}

#[test]
fn the_commands_are_registered_as_discord_wants_them() {
    let folder = folder();
    let commands = json!(all(&folder.bot().live().current().library, false));
    let commands = commands.as_array().unwrap();
    let reply = commands.iter().find(|c| c["type"] == 3).unwrap();
    assert_eq!(reply["name"], "Antwoord met…");
    assert!(reply["description"].is_null() && reply["options"] == json!([]));
    let options = &commands.iter().find(|c| c["name"] == "alles").unwrap()["options"];
    assert_eq!(options[1]["name"], "voor");
    assert_eq!(options[1]["type"], 6);
}

#[test]
fn a_choice_from_one_command_does_not_speak_of_the_message() {
    let folder = folder();
    let bot = folder.bot();
    let first = answer(&bot, on_message("titel een"));
    assert!(description(&first).contains("Bovenaan staat wat bij het bericht past"));
    let turned = answer(&bot, on_private(press(&custom_id(&first, "Alles"))));
    let intro = description(&turned);
    assert!(
        !intro.contains("Bovenaan") && intro.contains("de teksten van **Alles**"),
        "{intro}"
    );
}
