//! Files that are changed outside Discord while the bot is connected: what the moderators' channel
//! hears, and what its buttons do.

use std::fs;

use axum::http::Method;
use serde_json::{Value, json};

use super::{EPHEMERAL, is_private, title};
use crate::support::bot::{Bot, FRUIT, SPREUKEN, Setup};
use crate::support::callback::{all_text, buttons, custom_id, description};
use crate::support::payload::{self, ASKER, moderation, moderation_typing};
use crate::support::secrets;
use crate::support::stand_in::StandIn;

const HOME: &str = "1200000000000000001";
const CHANNEL: &str = "/channels/1210000000000000009/messages";

/// A moderated bot that has a session.
struct Round {
    stand_in: StandIn,
    bot: Bot,
    n_told: usize,
}

impl Round {
    async fn start() -> Self {
        let stand_in = StandIn::start().await;
        let config =
            format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\n");
        let setup = Setup::new(&["gateway"]).at(&stand_in);
        let bot = setup.config(&config).start();
        stand_in.until_sessions(1).await;
        Self {
            stand_in,
            bot,
            n_told: 0,
        }
    }

    async fn ask(&self, payload: Value) -> Value {
        let answer = self.stand_in.answer(&payload).await;
        self.stand_in.in_the_end(&payload, answer).await
    }

    async fn press_in_channel(&self, on: &Value, words: &str) -> Value {
        self.ask(payload::button(&custom_id(on, words), ASKER, 0))
            .await
    }

    async fn choose(&self, on: &Value, place: usize) -> Value {
        self.ask(payload::choose_at(on, place)).await
    }

    /// The next message in the moderators' channel, and no other.
    async fn told(&mut self) -> Value {
        self.n_told += 1;
        let sent = self
            .stand_in
            .until_done(&Method::POST, CHANNEL, self.n_told);
        let sent = sent.await;
        assert_eq!(sent.len(), self.n_told, "{sent:#?}");
        json!({ "data": sent[self.n_told - 1].body })
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.bot.responses().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.bot.responses().join(name)).unwrap()
    }

    async fn end(self) -> String {
        let log = self.bot.stop().await;
        let told = self.stand_in.requests(&Method::POST, CHANNEL);
        assert_eq!(told.len(), self.n_told, "{told:#?}");
        log
    }
}

fn with_plum() -> String {
    let plum = "\n[pruim]\ntitle = \"Pruim\"\nsummary = \"Klein en blauw\"\ntext = \"Paars.\"\n";
    FRUIT.replace("Een appel per dag.", "Twee appels per dag.") + plum
}

#[tokio::test]
async fn a_save_is_one_message_which_shows_and_undoes_it() {
    let mut round = Round::start().await;
    round.write("fruit.toml", &with_plum());
    let told = round.told().await;
    assert_eq!(title(&told), "Veranderd buiten Discord 📄");
    let said = description(&told);
    assert!(
        said.contains("`fruit.toml` is veranderd: 1 nieuw, 1 gewijzigd."),
        "{said}"
    );
    assert!(said.contains("+ text = \"Twee appels per dag.\""), "{said}");
    assert!(said.contains("Door wie is onbekend"), "{said}");
    assert_eq!(buttons(&told), ["Alles bekijken", "Maak ongedaan"]);

    let asked = payload::button(&custom_id(&told, "Alles bekijken"), ASKER, 0);
    round.stand_in.interact(&asked);
    let all = round.stand_in.until_answered_with_file(&asked).await;
    assert!(is_private(&all.body), "{:#}", all.body);
    let (name, text) = all.file.unwrap();
    assert!(
        name == "verschil.txt" && text.contains("+ [pruim]"),
        "{text}"
    );

    let versions = [("tekst", "fruit/appel")];
    let history = round.ask(moderation("geschiedenis", &versions)).await;
    let said = all_text(&history);
    assert!(
        said.contains("gewijzigd buiten Discord, door wie is onbekend"),
        "{said}"
    );
    assert!(said.contains("+ Twee appels per dag."), "{said}");

    let undone = round.press_in_channel(&told, "Maak ongedaan").await;
    assert!(is_private(&undone), "{undone:#}");
    assert_eq!(round.read("fruit.toml"), FRUIT);
    assert_eq!(title(&round.told().await), "Bestand teruggezet ↩️");
    let log = round.end().await;
    assert!(
        log.contains("changed outside Discord files=[\"fruit\"]"),
        "{log}"
    );
    assert!(
        !log.contains("Twee appels"),
        "what is written is not logged: {log}"
    );
}

#[tokio::test]
async fn a_folder_that_is_replaced_is_one_message_and_is_undone_as_one() {
    let mut round = Round::start().await;
    let (folder, new) = (
        round.bot.responses(),
        round.bot.responses().with_extension("new"),
    );
    fs::create_dir(&new).unwrap();
    fs::write(new.join("fruit.toml"), with_plum()).unwrap();
    let quotes = SPREUKEN.replace("Haastige spoed", "Hollen");
    fs::write(new.join("spreuken.toml"), &quotes).unwrap();
    fs::write(
        new.join("groente.toml"),
        FRUIT.replace("\"Fruit\"", "\"Groente\""),
    )
    .unwrap();
    fs::rename(&folder, folder.with_extension("old")).unwrap();
    fs::rename(&new, &folder).unwrap();
    let told = round.told().await;
    let said = description(&told);
    for line in [
        "`fruit.toml` is veranderd: 1 nieuw, 1 gewijzigd.",
        "`groente.toml` is nieuw: 2 teksten.",
        "`spreuken.toml` is veranderd: 1 gewijzigd.",
        "@@ groente.toml @@",
    ] {
        assert!(said.contains(line), "{said}");
    }
    let undone = round.press_in_channel(&told, "Maak ongedaan").await;
    let said = all_text(&undone);
    assert!(said.contains("`groente.toml` is weer verwijderd"), "{said}");
    assert_eq!(round.read("fruit.toml"), FRUIT);
    assert_eq!(round.read("spreuken.toml"), SPREUKEN);
    assert!(!folder.join("groente.toml").exists());
    assert_eq!(title(&round.told().await), "Ongedaan gemaakt ↩️");
    let again = round.press_in_channel(&told, "Maak ongedaan").await;
    assert!(all_text(&again).contains("Zo staat het er al"), "{again:#}");
    round.end().await;
}

#[tokio::test]
async fn a_file_that_went_comes_back_whole() {
    let mut round = Round::start().await;
    fs::remove_file(round.bot.responses().join("spreuken.toml")).unwrap();
    let told = round.told().await;
    assert!(
        description(&told).contains("`spreuken.toml` is weg: 2 teksten."),
        "{told:#}"
    );
    let typing = moderation_typing("herstel", "tekst", "spreuk");
    let choices = round.ask(typing).await;
    let first = &choices["data"]["choices"][0];
    assert_eq!(
        first["name"],
        "spreuken.toml (het hele bestand) (verwijderd)"
    );
    let chosen = first["value"].as_str().unwrap().to_owned();
    let versions = round
        .ask(moderation("herstel", &[("tekst", &chosen)]))
        .await;
    let said = all_text(&versions);
    assert!(said.contains("Geschiedenis van spreuken.toml"), "{said}");
    assert!(said.contains("verwijderd buiten Discord"), "{said}");
    let version = round.choose(&versions, 0).await;
    assert!(all_text(&version).contains("+ [geduld]"), "{version:#}");
    let id = custom_id(&version, "Zet terug");
    round.ask(payload::button(&id, ASKER, EPHEMERAL)).await;
    assert_eq!(round.read("spreuken.toml"), SPREUKEN);
    round.told().await;
    round.end().await;
}

fn is_registered(stand_in: &StandIn, name: &str) -> bool {
    stand_in.registered(None).iter().any(|c| c["name"] == name)
}

#[tokio::test]
async fn most_texts_that_go_at_once_stay_until_a_moderator_says_that_it_is_right() {
    let mut round = Round::start().await;
    let registered = |name: &'static str, wanted: bool| {
        move |s: &StandIn| (is_registered(s, name) == wanted).then_some(())
    };
    round
        .stand_in
        .until("/fruit", registered("fruit", true))
        .await;
    let n_registered = round.stand_in.requests(&Method::PUT, "/commands").len();
    round.write("ook.toml", &FRUIT.replace("\"Fruit\"", "\"Ook\""));
    round.told().await;
    round.stand_in.until("/ook", registered("ook", true)).await;
    for name in ["fruit.toml", "spreuken.toml"] {
        fs::remove_file(round.bot.responses().join(name)).unwrap();
    }
    // The two may be seen apart, and are lost together.
    let told = round.told().await;
    assert_eq!(
        title(&told),
        "De meeste teksten zijn ineens weg ⚠️",
        "{told:#}"
    );
    assert!(all_text(&told).contains("fruit/appel"), "{told:#}");
    assert_eq!(buttons(&told), ["Ja, dit klopt"]);
    round
        .bot
        .until_says("most texts are gone from the folder")
        .await;
    let apple = payload::command_option("fruit", "soort", "appel");
    assert_eq!(
        description(&round.ask(apple.clone()).await),
        "Een appel per dag."
    );
    assert!(is_registered(&round.stand_in, "fruit"));
    let status = round.ask(moderation("status", &[])).await;
    assert!(buttons(&status).contains(&"Ja, dit klopt"), "{status:#}");

    let mut stranger = payload::button(&custom_id(&told, "Ja, dit klopt"), ASKER, 0);
    stranger["member"]["permissions"] = json!("0");
    let refused = round.ask(stranger).await;
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));
    assert!(is_registered(&round.stand_in, "fruit"));

    let said = round.press_in_channel(&told, "Ja, dit klopt").await;
    assert!(all_text(&said).contains("volgt nu weer"), "{said:#}");
    round
        .stand_in
        .until("/fruit away", registered("fruit", false))
        .await;
    round.n_told += 2;
    let sent = round
        .stand_in
        .until_done(&Method::POST, CHANNEL, round.n_told);
    let sent = sent.await.into_iter().skip(2);
    let messages: String = sent.map(|s| s.body.to_string()).collect();
    assert!(
        messages.contains("heeft gezegd dat het klopt"),
        "{messages}"
    );
    assert!(
        messages.contains("`fruit.toml` is weg: 2 teksten."),
        "{messages}"
    );
    let again = round.press_in_channel(&told, "Ja, dit klopt").await;
    assert!(all_text(&again).contains("intussen anders"), "{again:#}");
    assert!(round.stand_in.requests(&Method::PUT, "/commands").len() > n_registered);
    round.end().await;
}

#[tokio::test]
async fn what_changed_while_the_bot_was_down_is_told_at_the_start() {
    let stand_in = StandIn::start().await;
    let config = format!("[moderation]\nguild = \"{HOME}\"\nchannel = \"1210000000000000009\"\n");
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(&config);
    let setup = setup.state_file("last-good/fruit.toml", FRUIT);
    let setup = setup.state_file("last-good/spreuken.toml", SPREUKEN);
    let bot = setup.file("fruit.toml", with_plum()).start();
    let told = stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    let said = told[0].body.to_string();
    assert!(said.contains("1 nieuw, 1 gewijzigd"), "{said}");
    bot.stop().await;
}

#[tokio::test]
async fn a_file_that_is_broken_by_hand_is_mended_from_the_channel() {
    let mut round = Round::start().await;
    let broken = FRUIT.replace("\"Een appel per dag.\"", "Een appel per dag.");
    round.write("fruit.toml", &broken);
    let told = round.told().await;
    assert_eq!(title(&told), "Er staat een fout in de teksten ⚠️");
    let review = round.press_in_channel(&told, "Zet het goed").await;
    assert!(is_private(&review), "{review:#}");
    let said = all_text(&review);
    let difference = "- text = Een appel per dag.\n+ text = \"Een appel per dag.\"";
    assert!(said.contains(difference), "{said}");
    assert_eq!(round.read("fruit.toml"), broken, "nothing is written yet");
    let publish = payload::button(&custom_id(&review, "Publiceren"), ASKER, EPHEMERAL);
    let done = round.ask(publish).await;
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    assert_eq!(round.read("fruit.toml"), FRUIT);
    // What the moderator did, and that the file is right again, in either order.
    round.n_told += 2;
    let sent = round
        .stand_in
        .until_done(&Method::POST, CHANNEL, round.n_told);
    let sent = sent.await.into_iter().skip(1);
    let messages: String = sent.map(|s| s.body.to_string()).collect();
    assert!(messages.contains("Weer in orde"), "{messages}");
    assert!(
        messages.contains("heeft het bestand **fruit.toml** gewijzigd"),
        "{messages}"
    );
    round.end().await;
}

#[tokio::test]
async fn a_file_with_a_name_that_is_not_read_is_told_once() {
    let mut round = Round::start().await;
    round.write("vragen.toml.txt", FRUIT);
    let told = round.told().await;
    assert_eq!(title(&told), "Ik lees een bestand niet ⚠️");
    let said = description(&told);
    assert!(said.contains("noem het vragen.toml"), "{said}");
    round.write("fruit.toml", &with_plum());
    let told = round.told().await;
    assert_eq!(title(&told), "Veranderd buiten Discord 📄");
    round.end().await;
}

#[tokio::test]
async fn whoever_registers_says_to_a_running_bot_that_most_texts_may_go() {
    let mut round = Round::start().await;
    let is =
        |wanted: bool| move |s: &StandIn| (is_registered(s, "spreuken") == wanted).then_some(());
    round.stand_in.until("/spreuken", is(true)).await;
    let folder = round.bot.responses();
    let new = folder.with_extension("new");
    fs::create_dir(&new).unwrap();
    fs::write(
        new.join("fruit.toml"),
        FRUIT.split("\n[peer]").next().unwrap(),
    )
    .unwrap();
    fs::rename(&folder, folder.with_extension("old")).unwrap();
    fs::rename(&new, &folder).unwrap();
    let told = round.told().await;
    assert_eq!(title(&told), "De meeste teksten zijn ineens weg ⚠️");
    assert!(is_registered(&round.stand_in, "spreuken"));
    let mut register = secrets::program();
    register
        .arg("register")
        .current_dir(folder.parent().unwrap())
        .env("DISCORD_API_URL", round.stand_in.api_url());
    let run = move || secrets::run(&mut register);
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains("- /spreuken"), "{said}");
    assert!(said.contains("3 texts are gone from the folder"), "{said}");
    let told = round.told().await;
    let said = description(&told);
    assert!(
        said.contains("`spreuken.toml` is weg: 2 teksten."),
        "{said}"
    );
    let pear = payload::command_option("fruit", "soort", "peer");
    let answer = round.ask(pear).await;
    assert!(!all_text(&answer).contains("Peren rijpen"), "{answer:#}");
    round.end().await;
}
