//! Content that changes while the bot answers: the last good version keeps answering, whatever
//! happens to the files.

use std::fs;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aandeslag::bot::Bot;
use aandeslag::content::compile;
use aandeslag::content::snapshot::Snapshot;
use aandeslag::diagnostic::{Source, Sources};
use aandeslag::library::Collection;
use aandeslag::respond::Message;
use aandeslag::store::live::Live;
use aandeslag::text::fold::composed;
use serde_json::json;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::support::callback::{answer, description, title};
use crate::support::folder::{Folder, file, file_with_picture, png};
use crate::support::payload::{command, command_with};
use crate::support::stand_in::takes_name;
use crate::support::{news, news_of};

const BROKEN: &str = "title = \"Alles\nkapot";

fn texts_of(bot: &Bot, entry: &str) -> String {
    description(&answer(bot, command_with("alles", entry))).to_owned()
}

/// Content that is being watched, until the end of the test.
struct Watched {
    live: Arc<Live>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    shutdown: CancellationToken,
}

impl Watched {
    fn start(folder: &Folder, state: Option<&Path>) -> Self {
        let live = Arc::new(Live::load(folder.path(), state).unwrap());
        let snapshots = live.subscribe();
        let shutdown = CancellationToken::new();
        let (watching, until) = (Arc::clone(&live), shutdown.clone());
        std::thread::spawn(move || watching.watch(&until));
        Self {
            live,
            snapshots,
            shutdown,
        }
    }

    fn bot(&self) -> Bot {
        Bot::new(Arc::clone(&self.live), None)
    }

    /// Waits for content that fits; far longer than it should take.
    async fn until(&mut self, fits: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let wait = self.snapshots.wait_for(|snapshot| fits(snapshot));
        let found = tokio::time::timeout(Duration::from_secs(20), wait).await;
        found.expect("the change was noticed").unwrap().clone()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(test);
}

fn says(snapshot: &Snapshot, text: &str) -> bool {
    let entries = snapshot
        .library
        .collections()
        .iter()
        .flat_map(Collection::entries);
    entries.into_iter().any(|e| e.text == text)
}

#[test]
fn every_way_of_saving_is_noticed() {
    run(async {
        let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
        let mut watched = Watched::start(&folder, None);
        let version = |n: u8| file(&["een"]).replace("Tekst een", &format!("Versie {n}"));
        let path = folder.path().join("alles.toml");

        folder.write("alles.toml", BROKEN);
        watched.until(|s| s.stale == ["alles"]).await;

        folder.write("alles.toml", version(1));
        watched.until(|s| says(s, "Versie 1")).await;

        folder.write(".alles.toml.swp", version(2));
        fs::rename(folder.path().join(".alles.toml.swp"), &path).unwrap();
        watched.until(|s| says(s, "Versie 2")).await;

        let elsewhere = Folder::new(&[("copy", &version(3))]);
        fs::copy(elsewhere.path().join("copy"), &path).unwrap();
        watched.until(|s| says(s, "Versie 3")).await;

        fs::remove_file(&path).unwrap();
        folder.write("alles.toml", version(4));
        watched.until(|s| says(s, "Versie 4")).await;
    });
}

#[test]
fn a_file_linked_elsewhere_is_followed() {
    run(async {
        let real = Folder::new(&[("a", &file(&["een"])), ("b", &file(&["een", "twee"]))]);
        let folder = Folder::new(&[]);
        let link = folder.path().join("alles.toml");
        std::os::unix::fs::symlink(real.path().join("a"), &link).unwrap();
        let mut watched = Watched::start(&folder, None);
        let fresh = folder.path().join(".new");
        std::os::unix::fs::symlink(real.path().join("b"), &fresh).unwrap();
        fs::rename(fresh, link).unwrap();
        watched.until(|s| says(s, "Tekst twee")).await;
    });
}

#[test]
fn a_broken_save_changes_nothing_and_a_repair_takes_over() {
    let folder = Folder::new(&[
        ("alles.toml", &file(&["een"])),
        ("ook.toml", &file(&["nog"])),
    ]);
    let bot = folder.bot();
    let save = |name: &str, text: &str| {
        folder.write(name, text);
        bot.live().reload().unwrap();
        bot.live().current()
    };
    for broken in [BROKEN, "", "404: Not Found", "\u{feff}", "title = 1"] {
        let snapshot = save("alles.toml", broken);
        assert_eq!(snapshot.stale, ["alles"]);
        assert!(!snapshot.diagnostics.is_empty());
        assert_eq!(texts_of(&bot, "een"), "Tekst een", "after {broken:?}");
        let length = broken.len().to_string();
        let other = file(&["nog"]).replace("Tekst nog", &length);
        assert!(says(&save("ook.toml", &other), &length));
        assert!(save("alles.toml", &file(&["een"])).stale.is_empty());
    }
}

#[test]
fn files_come_and_go_and_a_vanished_folder_changes_nothing() {
    run(async {
        let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
        let mut watched = Watched::start(&folder, None);
        let bot = watched.bot();
        folder.write("nieuw.toml", file(&["vers"]));
        watched
            .until(|s| s.library.collection("nieuw").is_some())
            .await;
        folder.remove("nieuw.toml");
        watched
            .until(|s| s.library.collection("nieuw").is_none())
            .await;

        let away = folder.path().with_extension("away");
        fs::rename(folder.path(), &away).unwrap();
        assert!(watched.live.reload().is_err());
        assert_eq!(texts_of(&bot, "een"), "Tekst een");
        fs::create_dir(folder.path()).unwrap();
        let before = watched.live.current();
        watched.live.reload().unwrap();
        // An empty folder is no reason to forget all texts, or to say that all is in order.
        let now = watched.live.current();
        assert_eq!(now.stale, ["alles"]);
        assert!(!now.is_to_be_registered() && news(Some(&before), &now).is_some());
        assert_eq!(texts_of(&bot, "een"), "Tekst een");
        fs::remove_dir(folder.path()).unwrap();
        fs::rename(&away, folder.path()).unwrap();
        folder.write("terug.toml", file(&["terug"]));
        watched.until(|s| says(s, "Tekst terug")).await;
    });
}

#[test]
fn many_saves_in_a_row_are_few_reloads() {
    run(async {
        let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
        let mut watched = Watched::start(&folder, None);
        for n in 0..300 {
            folder.write(
                "alles.toml",
                file(&["een"]).replace("Tekst een", &format!("Versie {n}")),
            );
        }
        let snapshot = watched.until(|s| says(s, "Versie 299")).await;
        assert!(snapshot.generation <= 10, "{} loads", snapshot.generation);
    });
}

#[test]
fn a_cold_start_with_a_broken_file_answers_from_the_last_good_version() {
    let state = tempfile::tempdir().unwrap();
    let folder = Folder::new(&[
        ("alles.toml", &file(&["een"])),
        ("ook.toml", &file(&["nog"])),
    ]);
    Live::load(folder.path(), Some(state.path())).unwrap();
    folder.write("alles.toml", BROKEN);
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    assert_eq!(live.current().stale, ["alles"]);
    let bot = Bot::new(Arc::new(live), None);
    assert_eq!(texts_of(&bot, "een"), "Tekst een");
    folder.remove("alles.toml");
    bot.live().reload().unwrap();
    assert!(bot.live().current().library.collection("alles").is_none());
}

#[test]
fn an_unwritable_state_folder_does_not_stop_the_bot() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let state = folder.path().join("alles.toml");
    let bot = Bot::new(
        Arc::new(Live::load(folder.path(), Some(&state)).unwrap()),
        None,
    );
    folder.write("alles.toml", BROKEN);
    bot.live().reload().unwrap();
    assert_eq!(texts_of(&bot, "een"), "Tekst een");
}

#[test]
fn what_is_no_plain_file_does_not_hang_the_bot() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let path = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(path("lus.toml"), path("lus.toml")).unwrap();
    std::os::unix::fs::symlink(path("niets"), path("dood.toml")).unwrap();
    fs::create_dir(path("map.toml")).unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(path("pijp.toml"))
        .status()
        .unwrap();
    assert!(pipe.success());
    let bot = folder.bot();
    let snapshot = bot.live().current();
    assert_eq!(
        snapshot.broken().collect::<Vec<_>>(),
        ["dood", "lus", "map", "pijp"]
    );
    assert_eq!(texts_of(&bot, "een"), "Tekst een");
}

/// Title and text of an answer always come from the same version, however often the file changes.
#[test]
fn answers_during_reloads_are_whole() {
    let version = |n: usize| file(&["een"]).replace("een\"", &format!("een v{n}\""));
    let folder = Folder::new(&[("alles.toml", &version(0))]);
    let bot = Arc::new(folder.bot());
    let done = Arc::new(AtomicBool::new(false));
    let askers: Vec<_> = (0..2)
        .map(|_| {
            let (bot, done) = (Arc::clone(&bot), Arc::clone(&done));
            std::thread::spawn(move || {
                let mut n_asked = 0;
                while !done.load(Ordering::Relaxed) {
                    let shown = answer(
                        &bot,
                        command(
                            "alles",
                            json!([{ "name": "tekst", "type": 3, "value": "een" }]),
                        ),
                    );
                    let version = title(&shown).strip_prefix("Titel een ").unwrap();
                    assert_eq!(description(&shown), format!("Tekst een {version}"));
                    n_asked += 1;
                }
                n_asked
            })
        })
        .collect();
    for n in 1..200 {
        folder.write(
            "alles.toml",
            if n % 3 == 0 {
                BROKEN.into()
            } else {
                version(n)
            },
        );
        bot.live().reload().unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for asker in askers {
        assert!(asker.join().unwrap() > 0);
    }
}

fn text_of(message: &Message) -> String {
    let embed = message.embed.as_ref().unwrap();
    let fields = embed
        .fields
        .iter()
        .map(|(name, value)| format!("{name}\n{value}"));
    [embed.title.clone(), embed.description.clone()]
        .into_iter()
        .chain(fields)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_moderation_channel_hears_of_faults_repairs_and_lost_entries_once() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    let good = live.current();
    assert!(news(None, &good).is_none());
    let next = || {
        let before = live.current();
        live.reload().unwrap();
        news_of(Some(&before), &live).map(|message| text_of(&message))
    };
    assert_eq!(next(), None);

    folder.write("alles.toml", BROKEN);
    let told = next().unwrap();
    assert!(
        told.contains("alles.toml") && told.contains("begint met \" maar eindigt niet met \""),
        "{told}"
    );
    assert!(told.contains("zij zien nog de vorige versie"), "{told}");
    assert_eq!(next(), None, "the same fault is told once");

    folder.write("alles.toml", "title = 3");
    assert!(
        next().unwrap().contains("maar hier staat een getal"),
        "another fault is news"
    );

    folder.write("alles.toml", file(&["een"]));
    let told = next().unwrap();
    assert!(
        told.contains("Weer in orde") && told.contains("`alles.toml` is veranderd: 1 weg."),
        "{told}"
    );
    assert!(news(None, &live.current()).is_none());

    folder.write("ook.toml", BROKEN);
    assert!(next().unwrap().contains("Er is geen eerdere versie"));
}

/// Discord takes 100 commands. Those that answer go on, whatever the name of the new file.
#[test]
fn a_file_too_many_takes_no_command_from_one_that_answers() {
    let state = tempfile::tempdir().unwrap();
    let folder = Folder::new(&[]);
    for n in 0..100 {
        folder.write(&format!("tip{n:03}.toml"), file(&["een"]));
    }
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    let n_commands = |live: &Live| live.current().library.collections().len();
    assert_eq!(n_commands(&live), 100);
    let codes = |live: &Live| -> Vec<&str> {
        let now = live.current();
        now.diagnostics.iter().map(|d| d.fault.code()).collect()
    };
    assert_eq!(codes(&live), ["many-files"]);

    folder.write("aap.toml", file(&["een"]));
    live.reload().unwrap();
    let assert_the_new_one_is_refused = |live: &Live| {
        let now = live.current();
        assert_eq!(now.broken().collect::<Vec<_>>(), ["aap"]);
        assert!(now.library.collection("tip099").is_some());
        assert!(now.library.collection("aap").is_none());
        assert!(now.library.unavailable().is_empty() && now.stale.is_empty());
    };
    assert_the_new_one_is_refused(&live);
    let told = text_of(&news(None, &live.current()).unwrap());
    assert!(told.contains("geen commando bij"), "{told}");
    // Also after another save, and a restart.
    folder.write("tip050.toml", file(&["twee"]));
    live.reload().unwrap();
    assert_the_new_one_is_refused(&live);
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    assert_the_new_one_is_refused(&live);

    folder.remove("tip099.toml");
    live.reload().unwrap();
    assert_eq!(n_commands(&live), 100);
    assert!(live.current().library.collection("aap").is_some());
}

#[test]
fn a_name_that_reads_the_same_takes_no_command_from_one_that_answers() {
    let folder = Folder::new(&[("café.toml", &file(&["een"]))]);
    let live = Live::load(folder.path(), None).unwrap();
    folder.write("cafe.toml", file(&["twee"]));
    live.reload().unwrap();
    let now = live.current();
    assert_eq!(now.broken().collect::<Vec<_>>(), ["cafe"]);
    assert!(now.library.collection("café").is_some());
}

#[test]
fn of_a_file_whose_name_can_be_no_command_no_command_is_promised() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let state = tempfile::tempdir().unwrap();
    let kept = state.path().join("last-good");
    fs::create_dir(&kept).unwrap();
    // As it was kept when such a name was allowed.
    fs::write(kept.join("foto's.toml"), file(&["een"])).unwrap();
    let names = ["UPPER.toml", "a b.toml", "foto's.toml", "hulp.toml"];
    for name in names {
        folder.write(name, file(&["een"]));
    }
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    let now = live.current();
    assert_eq!(now.broken().count(), names.len());
    assert!(now.library.unavailable().is_empty() && now.stale.is_empty());
    let told = text_of(&news(None, &now).unwrap());
    assert!(told.contains("geen commando bij"), "{told}");
    assert!(
        !told.contains("zegt nu") && !told.contains("nog de vorige versie"),
        "{told}"
    );
    assert!(told.contains("zoals fotos.toml"), "{told}");

    // Each file has its own effect.
    folder.write("alles.toml", BROKEN);
    folder.write("ook.toml", BROKEN);
    live.reload().unwrap();
    let told = text_of(&news(Some(&now), &live.current()).unwrap());
    let effect = |file: &str| told.lines().find(|line| line.contains(file)).unwrap();
    assert!(
        effect("alles.toml`").contains("nog de vorige versie"),
        "{told}"
    );
    assert!(
        effect("ook.toml`").contains("geen eerdere versie"),
        "{told}"
    );
}

#[test]
fn an_empty_folder_at_the_start_answers_from_the_last_good_versions_of_what_was_there() {
    let state = tempfile::tempdir().unwrap();
    let folder = Folder::new(&[
        ("alles.toml", &file(&["een"])),
        ("weg.toml", &file(&["oud"])),
    ]);
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    folder.remove("weg.toml");
    live.reload().unwrap();
    folder.remove("alles.toml");
    let live = Live::load(folder.path(), Some(state.path())).unwrap();
    let now = live.current();
    assert_eq!(now.stale, ["alles"], "what someone removed stays away");
    assert!(now.has_content() && !now.is_to_be_registered());
    let bot = Bot::new(Arc::new(live), None);
    assert_eq!(texts_of(&bot, "een"), "Tekst een");
    bot.live().reload().unwrap();
    assert_eq!(texts_of(&bot, "een"), "Tekst een");

    let before = bot.live().current();
    assert!(news(Some(&now), &before).is_none(), "told once");
    folder.write("alles.toml", file(&["een"]));
    bot.live().reload().unwrap();
    let now = bot.live().current();
    assert!(now.is_to_be_registered() && now.stale.is_empty());
    let told = text_of(&news(Some(&before), &now).unwrap());
    assert!(told.contains("Weer in orde"), "{told}");
}

/// The compiler takes the names that Discord takes, and no others.
#[test]
fn names_are_those_that_discord_takes() {
    let names = [
        "fotoʼs",
        "ⅱ",
        "१",
        "हिन्दी",
        "ภาษาไทย",
        "m²",
        "日本",
        "-_-",
        "ß",
        "ʼ",
        "foto's",
        "foto’s",
        "a\u{345}",
        "ⓐ",
        "e\u{301}",
        "Ⅰ",
        "À",
        "a b",
        "a.b",
        "ǅ",
        "İ",
        "\u{200d}",
        "",
        "a\n",
    ];
    let long = ["x".repeat(32), "x".repeat(33), "é".repeat(32)];
    let names = names.into_iter().chain(long.iter().map(String::as_str));
    let (mut n_taken, mut n_refused) = (0, 0);
    for name in names {
        let text = file(&["een"]);
        let sources = Sources {
            directory: "map".into(),
            files: vec![Source::new("map/x.toml", name, text.as_bytes())],
            ..Sources::default()
        };
        let is_taken = !compile(&sources).has_errors();
        let is_name = takes_name(&composed(name));
        assert_eq!(is_taken, is_name, "{name:?} as the name of a file");
        for key in ["name_en", "option_en", "option"] {
            let head = text.replace("option = \"tekst\"\n", "");
            let text = format!("{key} = {}\n{head}", toml::Value::from(name));
            let sources = Sources {
                directory: "map".into(),
                files: vec![Source::new("map/x.toml", "x", text.as_bytes())],
                ..Sources::default()
            };
            assert_eq!(
                !compile(&sources).has_errors(),
                is_taken,
                "{key} = {name:?}"
            );
        }
        n_taken += usize::from(is_taken);
        n_refused += usize::from(!is_taken);
    }
    assert_eq!((n_taken, n_refused), (13, 14));
}

#[test]
fn a_broken_file_of_words_leaves_the_last_good_one_also_after_a_restart() {
    let state = tempfile::tempdir().unwrap();
    let folder = Folder::new(&[
        ("alles.toml", &file(&["een"])),
        ("woorden.toml", "foto = [\"beeld\"]\n"),
    ]);
    let load = || Live::load(folder.path(), Some(state.path())).unwrap();
    let live = load();
    let groups = |live: &Live| live.current().library.synonyms().to_vec();
    assert_eq!(groups(&live), [["foto", "beeld"]]);
    folder.write("woorden.toml", "foto = [\"plaat\"]\n");
    live.reload().unwrap();
    assert_eq!(groups(&live), [["foto", "plaat"]]);
    folder.write("woorden.toml", "foto = [\n");
    live.reload().unwrap();
    for live in [live, load()] {
        assert_eq!(groups(&live), [["foto", "plaat"]]);
        assert_eq!(live.current().stale, ["woorden"]);
        assert_eq!(live.current().library.unavailable(), [""; 0]);
    }
    let live = load();
    folder.remove("woorden.toml");
    live.reload().unwrap();
    assert!(groups(&live).is_empty() && live.current().stale.is_empty());
    folder.write("woorden.toml", "foto = [\n");
    live.reload().unwrap();
    assert!(
        groups(&live).is_empty(),
        "what was removed does not come back"
    );
    assert_eq!(live.current().library.collections().len(), 1);
}

#[test]
fn hard_language_is_told_at_every_load_unless_it_is_not_asked_for() {
    let hard = file(&["een"]).replace("Tekst een", "Indien u wilt.");
    let folder = Folder::new(&[("alles.toml", &hard)]);
    let codes = |live: &Live| {
        let snapshot = live.current();
        let codes = snapshot.diagnostics.iter().map(|d| d.fault.code());
        codes.collect::<Vec<_>>()
    };
    for (plain_language, expected) in [(true, &["jargon", "formal-address"][..]), (false, &[][..])]
    {
        let live = Live::load_judging(folder.path(), None, plain_language).unwrap();
        assert_eq!(codes(&live), expected);
        live.reload().unwrap();
        assert_eq!(codes(&live), expected);
    }
}

#[test]
fn a_picture_that_changes_is_noticed() {
    run(async {
        let folder = Folder::new(&[("alles.toml", &file_with_picture("kop.png"))]);
        let mut watched = Watched::start(&folder, None);
        for width in [1, 2] {
            folder.write("beeld/kop.png", png(width, 1));
            let found = watched.until(|now| {
                let entries = now
                    .library
                    .collections()
                    .iter()
                    .flat_map(Collection::entries);
                let mut pictures = entries.filter_map(|entry| entry.picture.as_ref());
                pictures.any(|picture| picture.size == Some((width as usize, 1)))
            });
            assert!(found.await.stale.is_empty());
        }
    });
}
