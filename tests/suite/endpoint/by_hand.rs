//! Files that are changed outside Discord under several replicas: the moderators' channel hears of each
//! save, each fault and each repair once.

use std::fs;

use axum::http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::callback::{all_text, custom_id, description};
use crate::support::folder::{Folder, file};
use crate::support::payload::{as_moderator, command_with, on, press};
use crate::support::process::{CONFIG, Served};
use crate::support::stand_in::{Fault, StandIn, TOKEN};

const CHANNEL: &str = "/channels/700/messages";

/// An endpoint that tells the moderators in their channel, with more settings.
fn serve(folder: &Folder, stand_in: &StandIn, home: &TempDir, more: &str) -> Served {
    let config = home.path().join("config.toml");
    let settings = fs::read_to_string(CONFIG).unwrap() + "channel = \"700\"\n" + more;
    fs::write(&config, settings).unwrap();
    let api_url = stand_in.api_url();
    let environment = [
        ("DISCORD_API_URL", api_url.as_str()),
        ("DISCORD_TOKEN", TOKEN),
    ];
    let arguments = ["--config", config.to_str().unwrap()];
    Served::start_with(folder.path(), "127.0.0.1:0", &arguments, &environment)
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_on_one_state_folder_tell_each_save_fault_and_repair_once() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let stand_in = StandIn::start().await;
    let home = TempDir::new().unwrap();
    let state = home.path().join("state");
    let state = format!("\n[responses]\nstate = \"{}\"\n", state.display());
    let start = || serve(&folder, &stand_in, &home, &state);
    let replicas = [start(), start(), start()];
    // All of them have seen each save before the next.
    let until_all_loaded = |generation: u32| {
        let loaded = format!("generation={generation} ");
        for replica in &replicas {
            while !replica.log().contains(&loaded) {
                assert_eq!(replica.get("/healthz").status, 200);
            }
        }
    };
    let changed = file(&["een", "twee"]).replace("Tekst een", "Met de hand");
    let saves = [
        ("alles.toml", changed.as_str(), "is veranderd: 1 gewijzigd"),
        ("vragen.toml.txt", &changed, "Ik lees een bestand niet"),
        (
            "alles.toml",
            "title = \"kapot\n",
            "Er staat een fout in de teksten",
        ),
        ("alles.toml", &changed, "Weer in orde"),
        (
            "alles.toml",
            &file(&["een"]),
            "is veranderd: 1 gewijzigd, 1 weg",
        ),
    ];
    for (n, (name, text, says)) in (1..).zip(saves) {
        folder.write(name, text);
        until_all_loaded(n + 1);
        let n = usize::try_from(n).unwrap();
        let told = stand_in.until_done(&Method::POST, CHANNEL, n).await;
        assert_eq!(told.len(), n, "{told:#?}");
        let said = told[n - 1].body.to_string();
        assert!(said.contains(says), "{said}");
    }
    let told = stand_in.requests(&Method::POST, CHANNEL);
    assert_eq!(told.len(), 5, "{told:#?}");
    // Whichever replica is asked undoes it for all.
    let told = json!({ "data": told[4].body });
    let undo = as_moderator(press(&custom_id(&told, "Maak ongedaan")));
    let undone = replicas[2].interact(&undo);
    assert!(all_text(&undone).contains("Teruggezet"), "{undone:#}");
    until_all_loaded(7);
    for replica in &replicas {
        let answer = replica.interact(&command_with("alles", "twee"));
        assert_eq!(description(&answer), "Tekst twee");
    }
    let told = stand_in.until_done(&Method::POST, CHANNEL, 6).await;
    assert_eq!(told.len(), 6, "{told:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_was_noticed_and_not_told_is_told_once_by_the_next_process() {
    let whole = file(&["een", "twee"]);
    let folder = Folder::new(&[("alles.toml", &whole)]);
    let home = TempDir::new().unwrap();
    let state = home.path().join("state");
    let state = format!("\n[responses]\nstate = \"{}\"\n", state.display());
    let deaf = StandIn::start().await;
    deaf.fail(Method::POST, CHANNEL, 1000, Fault::Status(500, json!({})));
    let mut served = serve(&folder, &deaf, &home, &state);
    let save = |served: &Served, text: &str| {
        folder.write("alles.toml", text);
        while !served.log().contains("changed outside Discord") {
            assert_eq!(served.get("/healthz").status, 200);
        }
    };
    save(&served, &whole.replace("Tekst een", "Met de hand"));
    let asked = |s: &StandIn| (!s.requests(&Method::POST, CHANNEL).is_empty()).then_some(());
    deaf.until("a message that is refused", asked).await;
    served.kill();

    let stand_in = StandIn::start().await;
    let mut served = serve(&folder, &stand_in, &home, &state);
    let told = stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    let said = told[0].body.to_string();
    assert!(said.contains("is veranderd: 1 gewijzigd"), "{said}");
    // Whoever comes next knows that it is told, so that the next message is of the next save.
    let owed = home.path().join("state/verteld.json");
    let is_owed = || {
        let said: Value = serde_json::from_str(&fs::read_to_string(&owed).unwrap()).unwrap();
        said["owed"] != json!([])
    };
    while is_owed() {
        assert_eq!(served.get("/healthz").status, 200);
    }
    served.kill();
    let served = serve(&folder, &stand_in, &home, &state);
    save(&served, &file(&["een"]).replace("Tekst een", "Met de hand"));
    let told_next = stand_in.until_done(&Method::POST, CHANNEL, 2).await;
    let said = told_next[1].body.to_string();
    assert!(said.contains("is veranderd: 1 weg"), "{said}");
    // What was told late is shown and undone as any.
    let told = json!({ "data": told[0].body });
    let undone = served.interact(&on(&told, "Maak ongedaan"));
    assert!(all_text(&undone).contains("intussen"), "{undone:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_broken_by_hand_is_mended_from_the_channel() {
    let whole = file(&["een", "twee"]);
    let folder = Folder::new(&[("alles.toml", &whole)]);
    let stand_in = StandIn::start().await;
    let home = TempDir::new().unwrap();
    let served = serve(&folder, &stand_in, &home, "");
    folder.write("alles.toml", whole.replace("[twee]", "[twee"));
    let told = stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    let told = json!({ "data": told[0].body });
    let review = served.interact(&on(&told, "Zet het goed"));
    assert!(
        all_text(&review).contains("- [twee\n+ [twee]"),
        "{review:#}"
    );
    let done = served.interact(&on(&review, "Publiceren"));
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    let now = fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    assert_eq!(now, whole);
    let answer = served.interact(&command_with("alles", "twee"));
    assert_eq!(description(&answer), "Tekst twee");
}
