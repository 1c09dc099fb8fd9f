//! What moderators do from the status: searches without an answer get one, texts are looked at
//! again, and the tip of the week is paused.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use aandeslag::bot::build::Built;
use aandeslag::bot::config::Config;
use aandeslag::bot::jobs::reminder::Reminder;
use aandeslag::discord::RequestBody;
use aandeslag::store::live::Live;
use jiff::civil::date;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::callback::{
    all_text, answer, buttons, components, custom_id, description, inputs, title,
};
use crate::support::folder::{Folder, HOME, MODERATOR_ROLE, entry, file};
use crate::support::payload::{
    as_moderator, choose, command, filled, moderation, on_private, press,
};

/// A bot as the settings make it.
struct Assembled {
    folder: Folder,
    state: TempDir,
    built: Built,
}

impl Assembled {
    fn new(text: &str) -> Self {
        let (folder, state) = (
            Folder::new(&[("alles.toml", text)]),
            TempDir::new().unwrap(),
        );
        let built = assemble(folder.path(), state.path());
        Self {
            folder,
            state,
            built,
        }
    }

    fn ask(&self, payload: Value) -> Value {
        answer(&self.built.bot, as_moderator(payload))
    }

    fn status(&self) -> Value {
        self.ask(moderation("status", &[]))
    }

    fn press(&self, on: &Value, words: &str) -> Value {
        self.ask(on_private(press(&custom_id(on, words))))
    }

    fn choose(&self, on: &Value, menu: &str, value: &str) -> Value {
        self.ask(on_private(choose(&custom_id(on, menu), value)))
    }

    fn search(&self, question: &str) -> Value {
        self.search_of(question, 1)
    }

    fn search_of(&self, question: &str, member: u64) -> Value {
        let question = json!([{ "name": "vraag", "type": 3, "value": question }]);
        let mut payload = as_moderator(command("zoek", question));
        payload["member"]["user"]["id"] = json!(member.to_string());
        answer(&self.built.bot, payload)
    }
}

pub(super) fn assemble(responses: &Path, state: &Path) -> Built {
    let (directory, kept) = (responses.display(), state.display());
    let config = format!(
        "[responses]\ndirectory = '{directory}'\nstate = '{kept}'\n\
         [moderation]\nguild = \"{HOME}\"\nroles = [\"{MODERATOR_ROLE}\"]\nchannel = \"7\"\n\
         [weekly]\nchannel = \"8\"\ncollection = \"alles\"\n"
    );
    let path = state.join("config.toml");
    fs::write(&path, config).unwrap();
    let config = Config::load(Some(&path)).unwrap();
    let live = Live::load(responses, Some(state)).unwrap();
    let moderation = config.moderation.as_ref();
    Built::new(&config, moderation, Arc::new(live), None)
}

/// The values of a menu's items.
pub(super) fn items(answer: &Value, menu: &str) -> Vec<(String, String)> {
    let menu = components(answer).find(|c| c["placeholder"] == menu);
    let items = menu
        .into_iter()
        .flat_map(|m| m["options"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items
        .map(|i| (text(&i["label"]), text(&i["value"])))
        .collect()
}

fn field<'a>(answer: &'a Value, name: &str) -> &'a str {
    let fields = answer["data"]["embeds"][0]["fields"].as_array().unwrap();
    let field = fields
        .iter()
        .find(|f| f["name"].as_str().unwrap().contains(name));
    field.map_or("", |f| f["value"].as_str().unwrap())
}

const MISSED: &str = "Doe iets met een zoekvraag";
const KEYWORD: &str = "Zet de woorden bij een tekst";
const OUTDATED: &str = "Kijk een tekst na";

#[test]
fn words_without_an_answer_become_a_keyword() {
    let bot = Assembled::new(&file(&["gebouw", "mensen"]));
    for member in 1..=3 {
        bot.search_of("Zaal huren?", member);
    }
    let status = bot.status();
    assert_eq!(field(&status, "niet gevonden"), "- zaal huren (3×)");
    let (label, words) = items(&status, MISSED).remove(0);
    assert_eq!(label, "zaal huren");
    let what_to_do = bot.choose(&status, MISSED, &words);
    assert!(description(&what_to_do).contains("**zaal huren** (3 keer gezocht)"));
    assert_eq!(
        buttons(&what_to_do),
        [
            "Nieuwe tekst bij /alles",
            "Betekent hetzelfde als…",
            "Niet nodig",
            "Terug"
        ]
    );
    let modal = bot.choose(&what_to_do, KEYWORD, "alles/gebouw");
    let keywords = inputs(&modal).into_iter().find(|(id, _)| id == "keywords");
    assert_eq!(keywords.unwrap().1, "zaal huren");
    let preview = bot.ask(filled(&modal, &[]));
    let done = bot.press(&preview, "Publiceren");
    assert!(done.to_string().contains("Gepubliceerd"), "{done:#}");
    let text = fs::read_to_string(bot.folder.path().join("alles.toml")).unwrap();
    assert!(text.contains("keywords = [\"zaal huren\"]"), "{text}");
    assert!(
        bot.search("zaal huren")
            .to_string()
            .contains("Titel gebouw")
    );
    assert_eq!(field(&bot.status(), "niet gevonden"), "");
}

#[test]
fn words_without_an_answer_become_a_new_text_or_are_let_go() {
    let bot = Assembled::new(&file(&["gebouw"]));
    for member in 1..=2 {
        bot.search_of("zaal huren", member);
        bot.search_of("parkeren", member);
    }
    let status = bot.status();
    let value = |of: &str| {
        let found = items(&status, MISSED)
            .into_iter()
            .find(|(label, _)| label == of);
        found.unwrap().1
    };
    let what_to_do = bot.choose(&status, MISSED, &value("zaal huren"));
    let modal = bot.press(&what_to_do, "Nieuwe tekst bij /alles");
    let (_, lines) = inputs(&modal).pop().unwrap();
    assert!(lines.starts_with("Onderwerp:\nEmoji:\n"), "{lines}");
    let fields = [("title", "Een zaal"), ("text", "Zo huur je een zaal.")];
    let preview = bot.ask(filled(&modal, &fields));
    bot.press(&preview, "Publiceren");
    assert!(bot.search("zaal huren").to_string().contains("Een zaal"));

    let what_to_do = bot.choose(&status, MISSED, &value("parkeren"));
    let back = bot.press(&what_to_do, "Terug");
    assert_eq!(field(&back, "niet gevonden"), "- parkeren (2×)");
    let after = bot.press(&what_to_do, "Niet nodig");
    assert_eq!(
        after["type"], 7,
        "the status takes the place of the question"
    );
    assert_eq!(field(&after, "niet gevonden"), "");
    // Whoever has the old message before them hears so.
    let late = bot.choose(&status, MISSED, &value("parkeren"));
    assert!(
        late.to_string().contains("staat niet meer in de lijst"),
        "{late:#}"
    );
    bot.built.finish();
    let again = assemble(bot.folder.path(), bot.state.path());
    let status = answer(&again.bot, as_moderator(moderation("status", &[])));
    assert_eq!(field(&status, "niet gevonden"), "");
}

#[test]
fn words_without_an_answer_join_words_that_mean_the_same() {
    let bot = Assembled::new(&file(&["gebouw"]));
    let path = bot.folder.path().join("woorden.toml");
    for member in 1..=2 {
        bot.search_of("zaal huren", member);
    }
    let status = bot.status();
    let (_, words) = items(&status, MISSED).remove(0);
    let what_to_do = bot.choose(&status, MISSED, &words);
    let modal = bot.press(&what_to_do, "Betekent hetzelfde als…");
    let empty = |id: &str, value: &str| (id.to_owned(), value.to_owned());
    assert_eq!(
        inputs(&modal),
        [empty("word", "zaal huren"), empty("same", "")]
    );
    let review = bot.ask(filled(
        &modal,
        &[("word", "zaal"), ("same", "gebouw, pand")],
    ));
    let told = all_text(&review);
    assert!(
        told.contains("Dit wordt een nieuw bestand: `woorden.toml`."),
        "{told}"
    );
    assert!(told.contains("+ gebouw = [\"pand\", \"zaal\"]"), "{told}");
    assert!(!path.exists(), "a review writes nothing");
    let done = bot.press(&review, "Publiceren");
    assert!(
        all_text(&done).contains("Zoeken let nu op deze woorden"),
        "{done:#}"
    );
    let first = fs::read_to_string(&path).unwrap();
    assert!(
        first.starts_with("#:schema ./woorden.schema.json\n"),
        "{first}"
    );
    assert!(
        first.ends_with("\n\ngebouw = [\"pand\", \"zaal\"]\n"),
        "{first}"
    );
    let now = || bot.built.bot.live().current();
    assert_eq!(now().library.synonyms(), [["gebouw", "pand", "zaal"]]);

    // The next word joins that group, whichever of its words is named, and is undone again.
    let review = bot.ask(filled(&modal, &[("word", "hal"), ("same", "Zaal")]));
    let done = bot.press(&review, "Publiceren");
    assert_eq!(
        now().library.synonyms(),
        [["gebouw", "pand", "zaal", "hal"]]
    );
    bot.press(&done, "Maak ongedaan");
    assert_eq!(fs::read_to_string(&path).unwrap(), first);
    let same = bot.ask(filled(&modal, &[("word", "pand"), ("same", "zaal")]));
    assert!(all_text(&same).contains("staan al bij elkaar"), "{same:#}");

    // A file with a fault is not added to.
    fs::write(&path, "gebouw = \"pand\"\n").unwrap();
    bot.built.bot.live().reload().unwrap();
    assert_eq!(now().library.synonyms(), [["gebouw", "pand", "zaal"]]);
    let refused = bot.ask(filled(&modal, &[("word", "hal"), ("same", "zaal")]));
    assert!(
        all_text(&refused).contains("hoort een lijst van woorden"),
        "{refused:#}"
    );
    let late = bot.press(&what_to_do, "Betekent hetzelfde als…");
    assert!(all_text(&late).contains("er staat een fout in"), "{late:#}");
}

#[test]
fn the_tip_of_the_week_is_paused_across_restarts_and_only_by_moderators() {
    let bot = Assembled::new(&file(&["een"]));
    let status = bot.status();
    assert!(field(&status, "Tip van de week").ends_with(" in <#8>"));
    let pause = custom_id(&status, "Pauzeer de tip van de week");
    // Who is no moderator gets nothing, not even with the button's own id.
    let refused = answer(&bot.built.bot, press(&pause));
    assert_eq!(refused["data"]["flags"], 64);
    assert!(bot.status() == status, "nothing changed");

    let paused = bot.press(&status, "Pauzeer de tip van de week");
    assert!(field(&paused, "Tip van de week").starts_with("Gepauzeerd"));
    let again = assemble(bot.folder.path(), bot.state.path());
    let status = answer(&again.bot, as_moderator(moderation("status", &[])));
    assert!(field(&status, "Tip van de week").starts_with("Gepauzeerd"));
    let resumed = bot.press(&paused, "Plaats de tip van de week weer");
    assert!(field(&resumed, "Tip van de week").ends_with(" in <#8>"));
}

#[test]
fn texts_that_nobody_looked_at_can_be_opened_from_the_status() {
    let text = file(&[]) + &entry("oud") + "checked = 2020-01-31\n";
    let bot = Assembled::new(&text);
    let status = bot.status();
    assert_eq!(
        items(&status, OUTDATED),
        [("Titel oud".into(), "alles/oud".into())]
    );
    let modal = bot.choose(&status, OUTDATED, "alles/oud");
    assert_eq!(modal["data"]["title"], "Bewerk: Titel oud");
    // A text that has gone meanwhile is no surprise.
    bot.folder.write("alles.toml", file(&["een"]));
    bot.built.bot.live().reload().unwrap();
    let gone = bot.choose(&status, OUTDATED, "alles/oud");
    assert_eq!(gone["data"]["flags"], 64, "{gone:#}");
}

#[test]
fn moderators_are_reminded_once_a_month_over_all_processes() {
    let text = file(&[]) + &entry("oud") + "checked = 2020-01-31\n";
    let folder = Folder::new(&[("alles.toml", &text)]);
    let live = Live::load(folder.path(), None).unwrap();
    let state = TempDir::new().unwrap();
    let due = |day| {
        let recheck = Reminder::new(365, state.path());
        recheck.due(&live.current(), day).unwrap()
    };
    assert!(due(date(2026, 11, 25)).is_none(), "not at the first start");
    assert!(due(date(2026, 11, 30)).is_none());
    let message = RequestBody::from(due(date(2026, 12, 1)).unwrap());
    let message = json!({ "data": message });
    assert_eq!(title(&message), "Kloppen deze teksten nog? 🗓️");
    assert!(description(&message).ends_with("- alles/oud: 31 januari 2020"));
    assert_eq!(items(&message, OUTDATED).len(), 1);
    assert!(due(date(2026, 12, 1)).is_none());
    assert!(due(date(2026, 12, 31)).is_none());
    assert!(
        due(date(2027, 1, 3)).is_some(),
        "also when the first day was missed"
    );
    // Nothing to look at is no reason to write; what turns up later in the month is.
    folder.write("alles.toml", text.replace("2020-01-31", "2027-01-31"));
    live.reload().unwrap();
    assert!(due(date(2027, 2, 1)).is_none());
    folder.write("alles.toml", text);
    live.reload().unwrap();
    assert!(due(date(2027, 2, 20)).is_some());
    // A clock that is set back makes no second reminder.
    assert!(due(date(2027, 1, 20)).is_none());
}

#[test]
fn where_there_is_more_to_do_than_fits_faults_and_members_come_first() {
    let (old, state) = (
        entry("oud") + "checked = 2020-01-31\n",
        TempDir::new().unwrap(),
    );
    let folder = Folder::new(&[("alles.toml", &(file(&["een"]) + &old))]);
    let report = json!({ "about": null, "title": "Subsidie", "words": "", "on": "2026-11-27", "message": null });
    let post = json!({ "about": { "collection": "alles", "entry": "een" }, "channel": 9, "puts_back": false,
        "message": 1, "sent": null, "times": 0, "looked": null, "goes": false, "begun": null });
    for (name, kept) in [("berichten-van-leden", report), ("vaste-berichten", post)] {
        let path = state.path().join(name).with_extension("json");
        fs::write(path, json!({ "7": kept }).to_string()).unwrap();
    }
    let built = assemble(folder.path(), state.path());
    let bot = Assembled {
        folder,
        state,
        built,
    };
    for member in [1, 2] {
        bot.search_of("zeppelin", member);
    }
    let menus = |status: &Value| -> Vec<String> {
        let menus = components(status).filter(|c| c["type"] == 3);
        menus
            .map(|menu| menu["placeholder"].as_str().unwrap().to_owned())
            .collect()
    };
    let posts = "Doe iets met een vast bericht";
    let members = "Doe iets met een bericht van een lid";
    let all = bot.status();
    assert_eq!(menus(&all), [members, OUTDATED, MISSED, posts]);
    assert_eq!(buttons(&all), ["Pauzeer de tip van de week"]);
    bot.folder
        .write("alles.toml", file(&["een"]).replace("[een]", "[een") + &old);
    bot.built.bot.live().reload().unwrap();
    let urgent = bot.status();
    assert_eq!(buttons(&urgent), ["Zet het goed"]);
    let meaning = "Wat betekent deze melding?";
    assert_eq!(menus(&urgent), [meaning, members, OUTDATED, MISSED]);
}
