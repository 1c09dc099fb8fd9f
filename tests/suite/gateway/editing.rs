//! Moderators at work over real sockets: the whole round of each command, whoever may not, and a
//! disk that takes its time.

use std::fs::{self, File};
use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use super::{EPHEMERAL, connected, fruit, is_private, title};
use crate::support::bot::{Bot, Setup};
use crate::support::callback::{all_text, buttons, custom_id, description};
use crate::support::payload::{
    self, ASKER, filled, in_labels, moderation, moderation_typing, subcommands, with_file,
};
use crate::support::stand_in::{Hosted, StandIn};

/// The guild of [`payload`], in which the asker may do anything.
const HOME: &str = "1200000000000000001";
const ROLE: &str = "1220000000000000001";
const CHANNEL_PATH: &str = "/channels/1210000000000000009/messages";

/// A moderated bot that has a session.
struct Round {
    stand_in: StandIn,
    bot: Bot,
    n_told: usize,
}

impl Round {
    async fn start() -> Self {
        Self::with("").await
    }

    /// With more settings of moderation.
    async fn with(settings: &str) -> Self {
        let stand_in = StandIn::start().await;
        let config = format!(
            "[moderation]\nguild = \"{HOME}\"\nroles = [\"{ROLE}\"]\nchannel = \"1210000000000000009\"\n{settings}"
        );
        let bot = Setup::new(&["gateway"])
            .at(&stand_in)
            .config(&config)
            .start();
        stand_in.until_sessions(1).await;
        Self {
            stand_in,
            bot,
            n_told: 0,
        }
    }

    async fn ask(&self, payload: Value) -> Value {
        self.stand_in.answer(&payload).await
    }

    /// Presses a button on a message that only the moderator sees.
    async fn press(&self, on: &Value, words: &str) -> Value {
        self.ask(payload::button(&custom_id(on, words), ASKER, EPHEMERAL))
            .await
    }

    /// Chooses from the menu of a message that only the moderator sees.
    async fn choose(&self, on: &Value, place: usize) -> Value {
        self.ask(payload::choose_at(on, place)).await
    }

    /// The next message in the moderation channel.
    async fn told(&mut self) -> Value {
        self.n_told += 1;
        let sent = self
            .stand_in
            .until_done(&Method::POST, CHANNEL_PATH, self.n_told)
            .await;
        json!({ "data": sent[self.n_told - 1].body })
    }

    fn file(&self) -> String {
        fs::read_to_string(self.bot.responses().join("fruit.toml")).unwrap()
    }

    /// Edits the text of an entry, up to the preview.
    async fn preview(&self, entry: &str, text: &str) -> Value {
        let modal = self.ask(moderation("bewerk", &[("tekst", entry)])).await;
        assert_eq!(modal["type"], 9, "{modal:#}");
        self.ask(filled(&modal, &[("text", text)])).await
    }
}

#[tokio::test]
async fn what_is_typed_in_labels_is_read() {
    let round = Round::start().await;
    let edit = moderation("bewerk", &[("tekst", "fruit/appel")]);
    let modal = round.ask(edit).await;
    let filled = filled(&modal, &[("text", "Uit een label.")]);
    let preview = round.ask(in_labels(filled)).await;
    assert!(is_private(&preview), "{preview:#}");
    assert_eq!(description(&preview), "Uit een label.");
    round.bot.stop().await;
}

#[tokio::test]
async fn every_command_of_moderators_goes_its_whole_round() {
    let mut round = Round::start().await;
    let original = round.file();
    let status = round.ask(moderation("status", &[])).await;
    assert!(is_private(&status) && title(&status).contains("Hoe staat het"));

    let typing = moderation_typing("nieuw", "commando", "fr");
    let choices = round.ask(typing).await;
    assert_eq!(choices["data"]["choices"][0]["value"], "fruit");
    let modal = round
        .ask(moderation("nieuw", &[("commando", "fruit")]))
        .await;
    let fields = [("title", "Banaan"), ("text", "Krom en geel.")];
    let preview = round.ask(filled(&modal, &fields)).await;
    assert!(is_private(&preview) && description(&preview) == "Krom en geel.");
    assert_eq!(round.file(), original);
    let done = round.press(&preview, "Publiceren").await;
    assert_eq!(done["type"], 7);
    assert_eq!(title(&round.told().await), "Nieuwe tekst 🆕");
    let with_banana = round.file();
    let shown = payload::command_option("fruit", "soort", "banaan");
    assert_eq!(description(&round.ask(shown).await), "Krom en geel.");

    let typing = moderation_typing("bewerk", "tekst", "bana");
    let choices = round.ask(typing).await;
    assert_eq!(choices["data"]["choices"][0]["value"], "fruit/banaan");
    let preview = round.preview("fruit/banaan", "Recht en groen.").await;
    round.press(&preview, "Publiceren").await;
    let told = round.told().await;
    assert!(description(&told).contains("- Krom en geel.\n+ Recht en groen."));
    // In the channel, where everybody sees the button.
    let undo = payload::button(&custom_id(&told, "Maak ongedaan"), ASKER, 0);
    let undone = round.ask(undo).await;
    assert!(is_private(&undone) && all_text(&undone).contains("Teruggezet"));
    assert_eq!(round.file(), with_banana);
    assert_eq!(title(&round.told().await), "Tekst teruggezet ↩️");

    let versions = [("tekst", "fruit/banaan")];
    let history = round.ask(moderation("geschiedenis", &versions)).await;
    assert!(
        all_text(&history).contains("+ Recht en groen."),
        "{history:#}"
    );

    let asked = round.ask(moderation("verwijder", &versions)).await;
    assert_eq!(buttons(&asked), ["Ja, verwijder", "Niet doen"]);
    round.press(&asked, "Ja, verwijder").await;
    assert_eq!(title(&round.told().await), "Tekst verwijderd 🗑️");
    assert_eq!(round.file(), original);

    let gone = round.ask(moderation("herstel", &versions)).await;
    let version = round.choose(&gone, 0).await;
    assert_eq!(
        (&version["type"], description(&version)),
        (&json!(7), "Krom en geel.")
    );
    let back = round.press(&version, "Zet terug").await;
    assert!(all_text(&back).contains("Teruggezet"), "{back:#}");
    round.told().await;
    assert_eq!(round.file(), with_banana);

    let reloaded = round.ask(moderation("herlaad", &[])).await;
    assert!(all_text(&reloaded).contains("opnieuw gelezen"));
    // What everybody else gets went on meanwhile.
    assert_eq!(title(&round.ask(fruit()).await), "Fruit");
    let log = round.bot.stop().await;
    assert!(
        log.contains("published an edit entry=fruit/banaan"),
        "{log}"
    );
    assert!(
        !log.contains("Krom en geel"),
        "what is written is not logged: {log}"
    );
    let told = round.stand_in.requests(&Method::POST, CHANNEL_PATH);
    assert_eq!(
        told.len(),
        round.n_told,
        "each change is told once: {told:#?}"
    );
}

#[tokio::test]
async fn a_whole_file_is_fetched_and_sent_back() {
    let mut round = Round::start().await;
    let original = round.file();
    let asked = moderation("bestand", &[("commando", "fruit")]);
    round.stand_in.interact(&asked);
    let given = round.stand_in.until_answered_with_file(&asked).await;
    assert!(is_private(&given.body), "{:#}", given.body);
    let (name, text) = given.file.expect("the file");
    assert_eq!((name.as_str(), &text), ("fruit.toml", &original));

    let changed = text.replace("Een appel per dag.", "Twee appels per dag.");
    let hosted = Hosted::Content(changed.clone().into());
    let url = round.stand_in.host("fruit.toml", hosted);
    let sent = with_file(
        moderation("bestand", &[]),
        "fruit.toml",
        changed.len(),
        &url,
    );
    let review = round.ask(sent).await;
    assert!(is_private(&review));
    assert!(
        all_text(&review).contains("+ text = \"Twee appels per dag.\""),
        "{review:#}"
    );
    assert_eq!(round.file(), original);
    let done = round.press(&review, "Publiceren").await;
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    assert_eq!(round.file(), changed);

    let told = round.told().await;
    let channel = round.stand_in.requests(&Method::POST, CHANNEL_PATH);
    let previous = channel[0].file.clone();
    assert_eq!(
        previous,
        Some(("fruit-vorige-versie.toml".into(), original.clone()))
    );
    let undo = payload::button(&custom_id(&told, "Maak ongedaan"), ASKER, 0);
    let undone = round.ask(undo).await;
    assert!(all_text(&undone).contains("Teruggezet"), "{undone:#}");
    assert_eq!(round.file(), original);

    let text = original.replace("\"Fruit\"", "\"Groente\"");
    let url = round
        .stand_in
        .host("groente.toml", Hosted::Content(text.clone().into()));
    let sent = with_file(moderation("bestand", &[]), "groente.toml", text.len(), &url);
    let review = round.ask(sent).await;
    round.press(&review, "Publiceren").await;
    let shown = payload::command("groente", json!([]));
    assert_eq!(title(&round.ask(shown).await), "Groente");
    round.bot.stop().await;
}

#[tokio::test]
async fn a_file_is_taken_from_discord_only_and_only_whole() {
    let round = Round::start().await;
    let original = round.file();
    let send = async |url: &str| {
        let payload = with_file(moderation("bestand", &[]), "fruit.toml", 100, url);
        all_text(&round.ask(payload).await)
    };
    let elsewhere = StandIn::start().await;
    let content = Hosted::Content(original.replace("Rond", "Vierkant").into());
    let foreign = elsewhere.host("fruit.toml", content);
    for url in [
        foreign.as_str(),
        "http://cdn.discordapp.com/attachments/1/2/fruit.toml",
        "https://cdn.discordapp.com.example.org/fruit.toml",
        "https://cdn.discordapp.com:8443/fruit.toml",
        "https://cdn.discordapp.com@127.0.0.1/fruit.toml",
        "file:///etc/passwd",
        "geen adres",
    ] {
        let said = send(url).await;
        assert!(said.contains("staat niet bij Discord"), "{url}: {said}");
    }
    for (name, hosted, says) in [
        ("weg", Hosted::Status(404), "heeft dit bestand niet meer"),
        (
            "verlopen",
            Hosted::Status(403),
            "heeft dit bestand niet meer",
        ),
        ("stuk", Hosted::Status(500), "lukte niet"),
        ("elders", Hosted::Status(302), "lukte niet"),
        ("leeg", Hosted::Status(204), "lukte niet"),
        ("eindeloos", Hosted::Endless, "te groot"),
    ] {
        let url = round.stand_in.host(name, hosted);
        let said = send(&url).await;
        assert!(said.contains(says), "{name}: {said}");
    }
    assert_eq!(round.file(), original);
    round.bot.stop().await;
}

/// What takes Discord long to give is announced, and looked at when it is here.
#[tokio::test]
async fn a_file_that_comes_slowly_is_announced() {
    let round = Round::start().await;
    let text = round.file().replace("Rond", "Vierkant");
    let hosted = Hosted::Slow(Duration::from_secs(3), text.clone().into());
    let url = round.stand_in.host("fruit.toml", hosted);
    let sent = with_file(moderation("bestand", &[]), "fruit.toml", text.len(), &url);
    let later = round.ask(sent.clone()).await;
    assert_eq!(later, json!({"type": 5, "data": {"flags": 64}}));
    let path = later_path(&sent);
    let review = round.stand_in.until_done(&Method::PATCH, &path, 1).await;
    let review = json!({ "data": review[0].body });
    round.press(&review, "Publiceren").await;
    assert_eq!(round.file(), text);
    round.bot.stop().await;
}

/// Where the answer to an interaction goes that was announced.
fn later_path(payload: &Value) -> String {
    let token = payload["token"].as_str().unwrap();
    format!("/{token}/messages/@original")
}

type Change = fn(&mut Value);

/// Ways to ask without the right to.
const STRANGERS: [(&str, Change); 5] = [
    ("an administrator of another guild", |payload| {
        payload["guild_id"] = json!("1200000000000000002");
        payload["member"]["roles"] = json!([ROLE]);
    }),
    ("a member without the role", |payload| {
        payload["member"]["permissions"] = json!("2147483607");
        payload["member"]["roles"] = json!(["1220000000000000002"]);
    }),
    ("a direct message", |payload| {
        *payload = payload::direct(payload.take());
    }),
    ("roles that look like the one", |payload| {
        payload["member"]["permissions"] = json!("0");
        // The guild's own number is the role that everyone has.
        let digits = format!("{ROLE}0");
        payload["member"]["roles"] = json!([HOME, digits, &ROLE[..18]]);
    }),
    ("rights that stand elsewhere", |payload| {
        payload["member"]["permissions"] = json!("0");
        payload["app_permissions"] = json!("562949953421311");
        payload["authorizing_integration_owners"] = json!({"0": HOME});
        payload["guild_id"] = json!("1200000000000000002");
        payload["guild"]["id"] = json!(HOME);
        payload["member"]["roles"] = json!([ROLE]);
    }),
];

#[tokio::test]
async fn whoever_may_not_is_refused_over_every_way_in() {
    let round = Round::start().await;
    let original = round.file();
    let entry = [("tekst", "fruit/appel"), ("commando", "fruit")];
    let modal = round.ask(moderation("bewerk", &entry)).await;
    let preview = round.preview("fruit/appel", "Stiekem").await;
    let asked = round.ask(moderation("verwijder", &entry)).await;
    let ids = [
        custom_id(&preview, "Publiceren"),
        custom_id(&preview, "Verder bewerken"),
        custom_id(&preview, "Laat maar"),
        custom_id(&asked, "Ja, verwijder"),
        custom_id(&asked, "Niet doen"),
        "1:o:fruit:appel".into(),
        "1:v:fruit:appel".into(),
        "1:u:fruit:appel:AAAAAAA".into(),
        "1:w:fruit:appel:AAAAAAA".into(),
        "1:l".into(),
        "1:f:AAAAA".into(),
        "1:h:AAAAA".into(),
        "1:z:fruit:AAAAAAA".into(),
    ];
    for (who, change) in STRANGERS {
        let commands = subcommands();
        let commands = commands.iter().map(|name| moderation(name, &entry));
        let mut payloads: Vec<Value> = commands.collect();
        let file = with_file(moderation("bestand", &[]), "fruit.toml", 9, "https://x");
        payloads.push(file);
        payloads.extend(ids.iter().map(|id| payload::button(id, ASKER, EPHEMERAL)));
        payloads.push(filled(&modal, &[("text", "Mijn getypte tekst")]));
        for mut payload in payloads {
            change(&mut payload);
            let refused = round.ask(payload.clone()).await;
            assert!(
                is_private(&refused) && all_text(&refused).contains("alleen voor de moderatoren"),
                "{who}: {payload:#}\n{refused:#}"
            );
            if payload["type"] == 5 {
                assert!(all_text(&refused).contains("Mijn getypte tekst"), "{who}");
            }
        }
        for subcommand in ["bewerk", "verwijder", "geschiedenis", "herstel", "bestand"] {
            let mut typing = moderation_typing(subcommand, "tekst", "a");
            change(&mut typing);
            let none = round.ask(typing).await;
            assert_eq!(none, json!({"type": 8, "data": {"choices": []}}), "{who}");
        }
    }
    assert_eq!(round.file(), original);
    // With the role, and nothing else, it can be done.
    let mut publish = payload::button(&custom_id(&preview, "Publiceren"), ASKER, EPHEMERAL);
    publish["member"]["permissions"] = json!("0");
    publish["member"]["roles"] = json!([ROLE]);
    round.ask(publish).await;
    assert!(round.file().contains("Stiekem"));
    round.bot.stop().await;
}

/// A save that waits for the disk is announced in time, and its answer follows.
#[tokio::test]
async fn a_slow_disk_is_announced_and_the_answer_follows() {
    let mut round = Round::start().await;
    let preview = round.preview("fruit/appel", "Traag maar zeker.").await;
    let lock = File::create(round.bot.responses().join(".lock")).unwrap();

    lock.lock().unwrap();
    let publish = payload::button(&custom_id(&preview, "Publiceren"), ASKER, EPHEMERAL);
    assert_eq!(round.ask(publish.clone()).await, json!({"type": 6}));
    assert!(!round.file().contains("Traag"));
    lock.unlock().unwrap();
    let path = later_path(&publish);
    let sent = round.stand_in.until_done(&Method::PATCH, &path, 1).await;
    let message = json!({ "data": sent[0].body });
    assert_eq!(description(&message), "Traag maar zeker.");
    assert!(all_text(&message).contains("Gepubliceerd"));
    assert!(round.file().contains("Traag maar zeker."));

    let told = round.told().await;
    lock.lock().unwrap();
    let undo = payload::button(&custom_id(&told, "Maak ongedaan"), ASKER, 0);
    assert_eq!(
        round.ask(undo.clone()).await,
        json!({"type": 5, "data": {"flags": 64}})
    );
    lock.unlock().unwrap();
    let path = later_path(&undo);
    let sent = round.stand_in.until_done(&Method::PATCH, &path, 1).await;
    assert!(sent[0].body.to_string().contains("Teruggezet"));
    assert!(!round.file().contains("Traag"));
    round.bot.stop().await;
}

#[tokio::test]
async fn without_moderation_in_the_settings_there_is_no_command() {
    let (stand_in, bot) = connected().await;
    stand_in.until_done(&Method::PUT, "/commands", 1).await;
    let everywhere = stand_in.registered(None);
    assert!(everywhere.iter().any(|command| command["name"] == "fruit"));
    for command in everywhere.iter().chain(&stand_in.registered(Some(HOME))) {
        assert_ne!(command["name"], "moderatie");
    }
    for payload in [
        moderation("status", &[]),
        moderation("bewerk", &[("tekst", "fruit/appel")]),
        payload::button("1:o:fruit:appel", ASKER, EPHEMERAL),
    ] {
        let refused = stand_in.answer(&payload).await;
        assert!(
            all_text(&refused).contains("alleen voor de moderatoren"),
            "{refused:#}"
        );
    }
    let more = payload::button("1:more:fruit:appel", ASKER, 0);
    let more = stand_in.answer(&more).await;
    assert_eq!(buttons(&more), ["Kopieer de tekst"]);
    bot.stop().await;
}

#[tokio::test]
async fn the_settings_bound_the_history_and_switch_reports_off() {
    let report = "Klopt dit niet? Mis je iets?";
    let more = || payload::button("1:more:fruit:appel", ASKER, 0);
    let round = Round::start().await;
    assert!(buttons(&round.ask(more()).await).contains(&report));
    round.bot.stop().await;

    let mut round = Round::with("keep_versions = 2\nreports = false\n").await;
    let shown = round.ask(more()).await;
    assert!(!buttons(&shown).contains(&report));
    for n in 0..4 {
        let preview = round.preview("fruit/appel", &format!("Versie {n}")).await;
        round.press(&preview, "Publiceren").await;
        round.told().await;
    }
    let state = round.bot.responses().parent().unwrap().join("state");
    let kept = fs::read_dir(state.join("history/fruit/appel")).unwrap();
    assert_eq!(kept.count(), 2);
    round.bot.stop().await;
}
