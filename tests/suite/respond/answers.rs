//! What the bot answers to the payloads that Discord sends.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::callback::{
    answer, assert_ids_differ, buttons, components, custom_id, description, title,
};
use crate::support::folder::{Folder, HOME, MODERATOR_ROLE, entry, file};
use crate::support::payload::{
    ASKER, autocomplete, by_other, choose, command, command_with, on_private, press,
};

const MESSAGE: u8 = 4;
const UPDATE: u8 = 7;
const CHOICES: u8 = 8;

fn numbered(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("nr{i:03}")).collect()
}

/// A bot with the command `/alles` and these entries.
fn bot_with(entries: &[&str]) -> (Folder, aandeslag::bot::Bot) {
    let folder = Folder::new(&[("alles.toml", &file(entries))]);
    let bot = folder.bot();
    (folder, bot)
}

fn random_file(entries: &[&str]) -> String {
    file(entries).replacen("source", "open_with = \"random\"\nsource", 1)
}

fn assert_private(answer: &Value) {
    assert_eq!(answer["type"], MESSAGE, "{answer:#}");
    assert_eq!(answer["data"]["flags"], 64, "{answer:#}");
}

fn assert_public(answer: &Value) {
    assert_eq!(answer["type"], MESSAGE, "{answer:#}");
    assert!(answer["data"]["flags"].is_null(), "{answer:#}");
}

#[test]
fn a_ping_is_answered_with_a_pong() {
    let (_folder, bot) = bot_with(&["een"]);
    let pong = answer(
        &bot,
        json!({ "id": "1", "application_id": "2", "type": 1, "token": "t" }),
    );
    assert_eq!(pong, json!({ "type": 1 }));
}

#[test]
fn a_command_without_a_choice_shows_the_overview() {
    let texts = file(&["een", "twee"]).replace("Titel twee", "Titel twee?");
    let folder = Folder::new(&[("alles.toml", &texts)]);
    let bot = folder.bot();
    let overview = answer(&bot, command("alles", json!([])));
    assert_public(&overview);
    assert_eq!(title(&overview), "Alles");
    assert_eq!(
        description(&overview),
        "**Titel een**: Kort een\n**Titel twee?** Kort twee"
    );
    assert_eq!(overview["data"]["embeds"][0]["footer"]["text"], "bron");
    let menu = components(&overview).next().unwrap();
    assert_eq!(menu["type"], 3);
    assert_eq!(menu["options"][1]["value"], "alles/twee");
    assert_eq!(menu["options"][1]["description"], "Kort twee");
}

#[test]
fn nobody_is_ever_called() {
    let text = file(&["een"]).replace("Tekst een", "Hoi @everyone en <@1300000000000000001>");
    let folder = Folder::new(&[("alles.toml", &text)]);
    let answer = answer(&folder.bot(), command_with("alles", "een"));
    assert_eq!(
        answer["data"]["allowed_mentions"],
        json!({ "parse": [], "users": [], "roles": [] })
    );
}

#[test]
fn a_choice_shows_the_entry_whole() {
    let text = file(&["een"])
        + r#"
emoji = "📷"
keywords = ["kiekje"]
checked = 2026-11-23

[een.sections]
"Zo begin je" = "Begin zo."
"Let op" = "Let hierop."

[een.links]
"Lees verder" = "https://example.org/verder"
"#;
    let folder = Folder::new(&[("alles.toml", &text)]);
    let shown = answer(&folder.bot(), command_with("alles", "een"));
    assert_public(&shown);
    assert_eq!(title(&shown), "Titel een 📷");
    assert_eq!(description(&shown), "Tekst een");
    let fields = &shown["data"]["embeds"][0]["fields"];
    assert_eq!(
        fields[0],
        json!({ "name": "Zo begin je", "value": "Begin zo.", "inline": false })
    );
    assert_eq!(fields[1]["name"], "Let op");
    let footer = &shown["data"]["embeds"][0]["footer"]["text"];
    assert_eq!(
        footer,
        "/alles een · 1 van 1 · nagekeken op 23 november 2026 · bron"
    );
    let link = components(&shown).next().unwrap();
    assert_eq!(link["style"], 5);
    assert_eq!(link["url"], "https://example.org/verder");
}

#[test]
fn a_value_may_be_the_id_the_title_or_a_keyword_in_any_case_and_without_accents() {
    let text =
        file(&["een"]).replace("Titel een", "Één idee") + "keywords = [\"plan de campagne\"]\n";
    let folder = Folder::new(&[("alles.toml", &(text + &entry("twee")))]);
    let bot = folder.bot();
    for value in [
        "een",
        "EEN",
        "één idee",
        " een  IDEE! ",
        "Plan de Campagne",
        "e\u{301}en",
    ] {
        let shown = answer(&bot, command_with("alles", value));
        assert_eq!(title(&shown), "Één idee", "{value}");
    }
}

#[test]
fn an_old_option_name_and_an_empty_value_do_no_harm() {
    let (_folder, bot) = bot_with(&["een", "twee"]);
    let old = json!([{ "name": "vroeger", "type": 3, "value": "twee" }]);
    assert_eq!(title(&answer(&bot, command("alles", old))), "Titel twee");
    assert_eq!(title(&answer(&bot, command_with("alles", "   "))), "Alles");
}

#[test]
fn a_value_that_matches_nothing_gets_suggestions_and_is_not_repeated() {
    let (_folder, bot) = bot_with(&["vergadering", "vrijwilliger", "verhaal"]);
    let value = "vrijwiligers **@everyone** <@1300000000000000001>";
    let answer = answer(&bot, command_with("alles", value));
    assert_private(&answer);
    assert_eq!(description(&answer), "Bedoelde je een van deze?");
    assert!(buttons(&answer).contains(&"Titel vrijwilliger"));
    for piece in ["everyone", "1300000000000000001", "vrijwiligers"] {
        assert!(!answer.to_string().contains(piece), "{piece} is repeated");
    }
}

#[test]
fn six_thousand_characters_of_nonsense_get_suggestions() {
    let (_folder, bot) = bot_with(&["een", "twee"]);
    let answer = answer(
        &bot,
        command_with("alles", &"ǝ\u{202e}*_`|<@&>".repeat(500)),
    );
    assert_private(&answer);
    assert!(!buttons(&answer).is_empty());
}

#[test]
fn an_overview_of_more_than_a_menu_holds_has_pages() {
    let names = numbered(60);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (_folder, bot) = bot_with(&names);
    let mut page = answer(&bot, command("alles", json!([])));
    let mut seen = HashSet::new();
    for n in [25, 25, 10] {
        let menu = components(&page).find(|c| c["type"] == 3).unwrap();
        let options = menu["options"].as_array().unwrap();
        assert_eq!(options.len(), n);
        seen.extend(
            options
                .iter()
                .map(|o| o["value"].as_str().unwrap().to_owned()),
        );
        if n == 25 {
            assert!(buttons(&page).contains(&"Volgende pagina"));
            page = answer(&bot, press(&custom_id(&page, "Volgende pagina")));
            assert_eq!(page["type"], UPDATE);
        }
    }
    assert_eq!(seen.len(), 60);
    assert!(!buttons(&page).contains(&"Volgende pagina"));
    let footer = page["data"]["embeds"][0]["footer"]["text"]
        .as_str()
        .unwrap();
    assert!(footer.starts_with("Pagina 3 van 3"), "{footer}");
}

#[test]
fn a_page_that_no_longer_exists_is_the_last_page() {
    let (_folder, bot) = bot_with(&["een"]);
    let answer = answer(&bot, press("1:list:alles:9999"));
    assert_eq!(answer["type"], UPDATE);
    assert_eq!(title(&answer), "Alles");
}

#[test]
fn next_previous_and_overview_lead_through_the_collection() {
    let (_folder, bot) = bot_with(&["een", "twee", "drie"]);
    let first = answer(&bot, command_with("alles", "een"));
    assert_eq!(
        buttons(&first),
        ["Volgende", "Overzicht", "Meer", "Bericht weghalen"]
    );
    let second = answer(&bot, press(&custom_id(&first, "Volgende")));
    assert_eq!(second["type"], UPDATE);
    assert_eq!(title(&second), "Titel twee");
    assert_eq!(
        buttons(&second),
        [
            "Vorige",
            "Volgende",
            "Overzicht",
            "Meer",
            "Bericht weghalen"
        ]
    );
    let third = answer(&bot, press(&custom_id(&second, "Volgende")));
    assert_eq!(
        buttons(&third),
        ["Vorige", "Overzicht", "Meer", "Bericht weghalen"]
    );
    let back = answer(&bot, press(&custom_id(&third, "Vorige")));
    assert_eq!(title(&back), "Titel twee");
    let overview = answer(&bot, press(&custom_id(&back, "Overzicht")));
    assert_eq!(title(&overview), "Alles");
}

#[test]
fn every_custom_id_in_a_message_is_its_own() {
    for entries in [&["een"][..], &["een", "twee"], &["een", "twee", "drie"]] {
        let folder = Folder::new(&[("alles.toml", &random_file(entries))]);
        let bot = folder.bot();
        let payloads = [
            command("alles", json!([])),
            command_with("alles", "een"),
            press("1:list:alles:0"),
        ];
        for payload in payloads {
            let shown = answer(&bot, payload);
            assert_ids_differ(&shown);
        }
    }
}

#[test]
fn a_choice_from_the_menu_opens_the_entry_and_related_entries_lead_on() {
    let other = file(&["ginds"]);
    let text = file(&["een"]) + "related = [\"twee\", \"elders/ginds\"]\n" + &entry("twee");
    let folder = Folder::new(&[("alles.toml", &text), ("elders.toml", &other)]);
    let bot = folder.bot();
    let overview = answer(&bot, command("alles", json!([])));
    let menu = custom_id(&overview, "Kies een tekst");
    let shown = answer(&bot, choose(&menu, "alles/een"));
    assert_eq!(shown["type"], UPDATE);
    assert_eq!(title(&shown), "Titel een");
    let related = custom_id(&shown, "Lees ook");
    let shown = answer(&bot, choose(&related, "elders/ginds"));
    assert_eq!(title(&shown), "Titel ginds");
}

#[test]
fn related_entries_that_are_not_there_are_not_offered() {
    let text = file(&["een"]) + "related = [\"weg\", \"een\", \"nergens/weg\"]\n";
    let folder = Folder::new(&[("alles.toml", &text)]);
    let shown = answer(&folder.bot(), command_with("alles", "een"));
    assert!(components(&shown).all(|c| c["type"] != 3), "{shown:#}");
}

#[test]
fn random_draws_without_repeats_and_another_is_always_another() {
    let names = ["een", "twee", "drie", "vier", "vijf"];
    let folder = Folder::new(&[("alles.toml", &random_file(&names))]);
    let bot = folder.bot();
    let mut shown = answer(&bot, command("alles", json!([])));
    assert_public(&shown);
    let mut titles = vec![title(&shown).to_owned()];
    for n in 1..50 {
        let mut payload = press(&custom_id(&shown, "Nog een"));
        payload["id"] = json!(n.to_string());
        shown = answer(&bot, payload);
        assert_eq!(shown["type"], UPDATE);
        titles.push(title(&shown).to_owned());
    }
    for round in titles.chunks(names.len()) {
        assert_eq!(round.iter().collect::<HashSet<_>>().len(), names.len());
    }
}

#[test]
fn the_same_interaction_gets_the_same_answer_again() {
    let names = numbered(20);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let folder = Folder::new(&[("alles.toml", &random_file(&names))]);
    let bot = folder.bot();
    let asked = command("alles", json!([]));
    let first = answer(&bot, asked.clone());
    assert!((0..10).all(|_| answer(&bot, asked.clone()) == first));
}

#[test]
fn a_group_can_be_asked_for() {
    let grouped = |name: &str, group: &str| entry(name) + &format!("group = \"{group}\"\n");
    let entries =
        grouped("een", "Privacy") + &grouped("twee", "Beeld") + &grouped("drie", "Privacy");
    let folder = Folder::new(&[
        ("alles.toml", &(file(&[]) + &entries)),
        ("loot.toml", &(random_file(&[]) + &entries)),
    ]);
    let bot = folder.bot();
    let overview = answer(&bot, command("alles", json!([])));
    assert_eq!(
        description(&overview),
        "**Privacy**\n**Titel een**: Kort een\n**Titel drie**: Kort drie\n**Beeld**\n**Titel twee**: Kort twee"
    );
    let mut drawn = answer(&bot, command_with("loot", "privacy"));
    for n in 0..8 {
        assert!(
            ["Titel een", "Titel drie"].contains(&title(&drawn)),
            "{drawn:#}"
        );
        let mut payload = press(&custom_id(&drawn, "Nog een"));
        payload["id"] = json!((n + 100).to_string());
        drawn = answer(&bot, payload);
    }
    let choices = answer(&bot, autocomplete("loot", "priv"));
    assert_eq!(
        choices["data"]["choices"][0],
        json!({ "name": "Onderwerp: Privacy", "value": "Privacy" })
    );
}

#[test]
fn alleen_ik_answers_privately_and_can_be_shared() {
    let (_folder, bot) = bot_with(&["een", "twee"]);
    let options = json!([
        { "name": "tekst", "type": 3, "value": "een" },
        { "name": "alleen_ik", "type": 5, "value": true }
    ]);
    let shown = answer(&bot, command("alles", options));
    assert_private(&shown);
    let next = answer(&bot, on_private(press(&custom_id(&shown, "Volgende"))));
    assert_eq!(next["type"], UPDATE);
    let shared = answer(
        &bot,
        on_private(press(&custom_id(&next, "Deel in dit kanaal"))),
    );
    assert_public(&shared);
    assert_eq!(title(&shared), "Titel twee");
    assert_eq!(
        shared["data"]["content"],
        format!("Gedeeld door <@{ASKER}>.")
    );
    assert!(!buttons(&shared).contains(&"Deel in dit kanaal"));
}

#[test]
fn a_press_by_somebody_else_answers_that_person_privately() {
    let (_folder, bot) = bot_with(&["een", "twee"]);
    let shown = answer(&bot, command_with("alles", "een"));
    let next = press(&custom_id(&shown, "Volgende"));
    let pressed = answer(&bot, by_other(next.clone()));
    assert_private(&pressed);
    assert_eq!(title(&pressed), "Titel twee");
    let mut unknown_asker = next;
    unknown_asker["message"]
        .as_object_mut()
        .unwrap()
        .remove("interaction_metadata");
    assert_private(&answer(&bot, unknown_asker));
}

#[test]
fn buttons_work_after_a_restart() {
    let (folder, bot) = bot_with(&["een", "twee"]);
    let shown = answer(&bot, command_with("alles", "een"));
    let restarted = folder.bot();
    let next = answer(&restarted, press(&custom_id(&shown, "Volgende")));
    assert_eq!(title(&next), "Titel twee");
}

#[test]
fn a_button_whose_entry_or_command_is_gone_says_so_and_shows_what_there_is() {
    let (folder, bot) = bot_with(&["een", "twee"]);
    let shown = answer(&bot, command_with("alles", "een"));
    folder.write("alles.toml", file(&["een"]));
    bot.live().reload().unwrap();
    let gone = answer(&bot, press(&custom_id(&shown, "Volgende")));
    assert_eq!(gone["type"], UPDATE);
    assert_eq!(
        gone["data"]["content"],
        "Deze tekst is er niet meer. Hieronder zie je wat er wel is."
    );
    assert_eq!(title(&gone), "Alles");
    folder.write("anders.toml", file(&["een"]));
    folder.remove("alles.toml");
    bot.live().reload().unwrap();
    let gone = answer(&bot, press(&custom_id(&shown, "Volgende")));
    assert!(
        gone["data"]["content"]
            .as_str()
            .unwrap()
            .starts_with("Dit commando is er niet meer")
    );
    let gone = answer(&bot, command("alles", json!([])));
    assert_private(&gone);
    assert!(
        gone["data"]["content"]
            .as_str()
            .unwrap()
            .starts_with("Dit commando is er niet meer")
    );
}

#[test]
fn what_the_bot_does_not_know_gets_a_kind_private_answer() {
    let (_folder, bot) = bot_with(&["een"]);
    let with_type = |kind: u8| {
        let mut payload = command("alles", json!([]));
        payload["type"] = json!(kind);
        payload
    };
    let mut message_command = command("Iets", json!([]));
    message_command["data"]["type"] = json!(3);
    let mut without_data = press("1:help");
    without_data.as_object_mut().unwrap().remove("data");
    let unknown = [
        with_type(5),
        with_type(99),
        message_command,
        without_data,
        press(""),
        press("0:show:alles:een"),
        press("1:draw"),
        press("tags_page_2"),
        press(&"x".repeat(100)),
        choose("1:choose", "zonder-streep"),
    ];
    for payload in unknown {
        let answer = answer(&bot, payload.clone());
        assert_private(&answer);
        assert!(
            !answer["data"]["content"].as_str().unwrap().is_empty(),
            "{payload:#}"
        );
    }
    let none = answer(&bot, autocomplete("onbekend", "x"));
    assert_eq!(none, json!({ "type": CHOICES, "data": { "choices": [] } }));
}

#[test]
fn autocomplete_offers_at_most_25_and_everything_it_offers_works() {
    let names = numbered(60);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (_folder, bot) = bot_with(&names);
    for typed in ["", "n", "titel", "nr059", "nr 059", "nro59"] {
        let offered = answer(&bot, autocomplete("alles", typed));
        assert_eq!(offered["type"], CHOICES);
        let choices = offered["data"]["choices"].as_array().unwrap();
        assert!(
            (1..=25).contains(&choices.len()),
            "{typed}: {}",
            choices.len()
        );
        for choice in choices {
            let shown = answer(
                &bot,
                command_with("alles", choice["value"].as_str().unwrap()),
            );
            assert_eq!(title(&shown), choice["name"].as_str().unwrap());
        }
    }
    let offered = answer(&bot, autocomplete("alles", "Titel nr059"));
    assert_eq!(offered["data"]["choices"][0]["value"], "nr059");
}

#[test]
fn help_tells_every_command_and_where_the_texts_come_from() {
    let guide = format!("open_with = \"guide\"\n{}", file(&["start"]));
    let guide = guide
        .replacen("title = \"Alles\"", "title = \"Gids\"", 1)
        .replace("source = \"bron\"\n", "");
    let folder = Folder::new(&[("alles.toml", &file(&["een"])), ("gids.toml", &guide)]);
    let bot = folder.bot();
    let help = answer(&bot, command("hulp", json!([])));
    assert_public(&help);
    let text = description(&help);
    let place = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("no {words} in {text}"))
    };
    // The best ways in stand on top.
    assert!(place("`/zoek`") < place("`/gids`") && place("`/gids`") < place("**Antwoord met…**"));
    assert!(place("**Antwoord met…**") < place("- `/alles`: Alle teksten"));
    let stored = &help["data"]["embeds"][0]["fields"][1];
    assert_eq!(stored["name"], "Wat bewaart deze bot?");
    assert!(
        stored["value"]
            .as_str()
            .unwrap()
            .contains("die zij nog niet publiceerden")
    );
    assert_eq!(
        help["data"]["embeds"][0]["fields"][0]["value"],
        "- `/alles`: bron"
    );
    let opened = answer(&bot, press(&custom_id(&help, "Alles")));
    assert_eq!(title(&opened), "Alles");
}

#[test]
fn a_broken_file_without_an_earlier_version_says_that_its_texts_are_away() {
    let folder = Folder::new(&[
        ("alles.toml", "title = \"Alles"),
        ("goed.toml", &file(&["een"])),
    ]);
    let bot = folder.bot();
    let away = answer(&bot, command("alles", json!([])));
    assert_private(&away);
    assert!(
        away["data"]["content"]
            .as_str()
            .unwrap()
            .contains("even niet beschikbaar")
    );
    assert_eq!(
        title(&answer(&bot, command_with("goed", "een"))),
        "Titel een"
    );
}

#[test]
fn the_status_is_for_moderators_in_the_home_guild_alone() {
    let (folder, bot) = bot_with(&["een", "twee"]);
    folder.write("stuk.toml", "title = \"Stuk");
    bot.live().reload().unwrap();
    let status = |guild: u64, permissions: &str, roles: Value| {
        let mut payload = command(
            "moderatie",
            json!([{ "name": "status", "type": 1, "options": [] }]),
        );
        payload["guild_id"] = json!(guild.to_string());
        payload["member"]["permissions"] = json!(permissions);
        payload["member"]["roles"] = roles;
        let answer = answer(&bot, payload);
        assert_private(&answer);
        answer
    };
    let role = json!([MODERATOR_ROLE.to_string()]);
    for allowed in [
        status(HOME, "32", json!([])),
        status(HOME, "8", json!([])),
        status(HOME, "0", role.clone()),
    ] {
        assert_eq!(title(&allowed), "Hoe staat het met de teksten?");
        assert!(
            description(&allowed).contains("2 fouten in 1 bestand"),
            "{allowed:#}"
        );
        assert!(
            description(&allowed).contains("stuk.toml:1:9"),
            "{allowed:#}"
        );
        assert!(
            allowed.to_string().contains("2 bestanden, 2 teksten"),
            "{allowed:#}"
        );
    }
    for refused in [
        status(HOME, "0", json!([])),
        status(1, "8", role),
        status(HOME, "x", json!(["1"])),
    ] {
        assert!(
            refused["data"]["embeds"].as_array().unwrap().is_empty(),
            "{refused:#}"
        );
    }
    let mut direct = command("moderatie", json!([{ "name": "status", "type": 1 }]));
    direct["user"] = direct["member"]["user"].take();
    direct.as_object_mut().unwrap().remove("member");
    assert!(
        answer(&bot, direct)["data"]["embeds"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

/// The largest content that the compiler accepts gives messages that Discord accepts.
#[test]
fn the_largest_content_fits() {
    let long = |n: usize| "w".repeat(n);
    let mut text = file(&[]).replace("\"Alles\"", &format!("\"{}\"", long(256)));
    text = text.replace(
        "source = \"bron\"",
        &format!("source = \"{}\"\nintro = \"{}\"", long(1000), long(4096)),
    );
    for n in 0..30 {
        let title = format!("{n:03}{}", long(249));
        text += &format!(
            "\n[e{n}]\ntitle = \"{title}\"\nemoji = \"📷\"\nsummary = \"{}\"\n",
            long(100)
        );
        text += &format!(
            "text = \"{}\"\ngroup = \"{}\"\nrelated = [",
            long(3000),
            long(80)
        );
        text += &(0..25)
            .map(|m| format!("\"e{}\"", (n + m + 1) % 30))
            .collect::<Vec<_>>()
            .join(",");
        text += &format!("]\n[e{n}.sections]\n");
        text += &(0..25)
            .map(|m| format!("\"{m:02}\" = \"{}\"\n", long(60)))
            .collect::<String>();
        text += &format!("[e{n}.links]\n");
        text += &(0..15)
            .map(|m| format!("\"{m:02}{}\" = \"https://example.org/{m}\"\n", long(78)))
            .collect::<String>();
    }
    let folder = Folder::new(&[("alles.toml", &text)]);
    let bot = folder.bot();
    let snapshot = bot.live().current();
    assert!(
        snapshot.diagnostics.is_empty(),
        "{}",
        aandeslag::diagnostic::report(&snapshot.sources, &snapshot.diagnostics[..1], false)
    );
    let mut options = json!([{ "name": "tekst", "type": 3, "value": "e7" }]);
    let shown = answer(&bot, command("alles", options.clone()));
    options[0]["name"] = json!("x");
    for answer in [
        shown,
        answer(&bot, command("alles", json!([]))),
        answer(&bot, command("hulp", json!([]))),
    ] {
        assert_fits(&answer);
    }
}

fn assert_fits(answer: &Value) {
    let count = |value: &Value| value.as_str().map_or(0, |text| text.chars().count());
    let embed = &answer["data"]["embeds"][0];
    let fields = embed["fields"].as_array().cloned().unwrap_or_default();
    let total = count(&embed["title"])
        + count(&embed["description"])
        + count(&embed["footer"]["text"])
        + fields
            .iter()
            .map(|f| count(&f["name"]) + count(&f["value"]))
            .sum::<usize>();
    assert!(total <= 6000, "{total}");
    assert!(count(&embed["title"]) <= 256 && count(&embed["description"]) <= 4096);
    assert!(fields.len() <= 25 && answer["data"]["components"].as_array().unwrap().len() <= 5);
    for component in components(answer) {
        assert!(count(&component["label"]) <= 80 && count(&component["custom_id"]) <= 100);
        for option in component["options"].as_array().into_iter().flatten() {
            assert!(count(&option["label"]) <= 100 && count(&option["description"]) <= 100);
        }
    }
}

#[test]
fn an_old_button_for_another_opens_a_file_that_no_longer_opens_by_chance() {
    let folder = Folder::new(&[("alles.toml", &random_file(&["een", "twee"]))]);
    let bot = folder.bot();
    let drawn = answer(&bot, command("alles", json!([])));
    folder.write("alles.toml", file(&["een", "twee"]));
    bot.live().reload().unwrap();
    let pressed = answer(&bot, press(&custom_id(&drawn, "Nog een")));
    let opened = answer(&bot, command("alles", json!([])));
    assert_eq!(pressed["type"], UPDATE);
    assert_eq!(title(&pressed), "Alles");
    assert_eq!(description(&pressed), description(&opened));
}

#[test]
fn the_overview_opens_on_the_page_of_the_text_it_is_asked_from() {
    let names = numbered(60);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let folder = Folder::new(&[("alles.toml", &file(&names))]);
    let bot = folder.bot();
    for place in [24, 25, 49, 59] {
        let shown = answer(&bot, command_with("alles", names[place]));
        let overview = answer(&bot, press(&custom_id(&shown, "Overzicht")));
        let line = format!("Titel {}", names[place]);
        assert!(description(&overview).contains(&line), "{overview:#}");
    }
}

#[test]
fn an_entry_is_copied_as_plain_text_and_as_a_file_when_it_is_long() {
    let text = r"**Vet**, _schuin_, ~~weg~~, ||geheim|| en `code`.
# Kop
-# Klein
> Gezegd
- een_naam
* ster
1. eerst
Zie [de site](https://example.org/a_b) of <https://example.org/c_(d)> en [x](<https://example.org/e_(f)>), \*zo\*, 3 < 4, a*b, **Ver**een.";
    let content = format!(
        "title = \"Alles\"\ndescription = \"Alles bij elkaar\"\n\n[een]\ntitle = \"Titel één\"\n\
         summary = \"Kort\"\ntext = '''\n{text}'''\nsource = \"Een bron\"\n\n[een.sections]\n\
         \"Waarom\" = \"Daarom, **echt**.\"\n\n[een.links]\n\"Meer lezen\" = \"https://example.org/x\"\n\n\
         [lang]\ntitle = \"Lang\"\nsummary = \"Kort\"\ntext = \"{}\"\n",
        "Woord na woord. ".repeat(150)
    );
    let folder = Folder::new(&[("alles.toml", &content)]);
    let bot = folder.bot();
    let shown = answer(&bot, command_with("alles", "een"));
    let more = answer(&bot, press(&custom_id(&shown, "Meer")));
    assert_eq!(
        (&more["type"], &more["data"]["flags"]),
        (&json!(4), &json!(64))
    );
    let copy = answer(
        &bot,
        on_private(press(&custom_id(&more, "Kopieer de tekst"))),
    );
    assert_eq!(
        (&copy["type"], &copy["data"]["flags"]),
        (&json!(4), &json!(64))
    );
    assert_eq!(
        copy["data"]["content"],
        "Titel één\n\nVet, schuin, weg, geheim en code.\nKop\nKlein\nGezegd\n- een_naam\n- ster\n1. eerst\n\
         Zie de site (https://example.org/a_b) of https://example.org/c_(d) en x (https://example.org/e_(f)), *zo*, 3 < 4, a*b, Vereen.\n\n\
         Waarom\nDaarom, echt.\n\nMeer lezen: https://example.org/x\n\nEen bron"
    );

    let long = answer(&bot, on_private(press("1:copy:alles:lang")));
    assert_eq!(long["data"]["attachments"][0]["filename"], "lang.txt");
    let gone = answer(&bot, on_private(press("1:copy:alles:weg")));
    assert_eq!(gone["data"]["flags"], 64);
    assert!(
        gone["data"]["content"]
            .as_str()
            .unwrap()
            .contains("niet meer")
    );
}

#[test]
fn a_title_with_its_command_names_one_of_two_texts() {
    let folder = Folder::new(&[
        ("alles.toml", &file(&["een"])),
        ("elders.toml", &file(&["een"])),
    ]);
    let bot = folder.bot();
    for name in ["alles", "elders"] {
        let asked =
            json!([{ "name": "vraag", "type": 3, "value": format!("Titel een (/{name})") }]);
        let shown = answer(&bot, command("zoek", asked));
        let footer = shown["data"]["embeds"][0]["footer"]["text"].as_str();
        assert!(
            footer.unwrap().starts_with(&format!("/{name} een")),
            "{shown:#}"
        );
    }
}
