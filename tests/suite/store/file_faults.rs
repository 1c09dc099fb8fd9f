//! Files that misbehave while the built binary answers from them: the last good text goes on.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant, SystemTime};

use aandeslag::diagnostic::MAX_FILE_BYTES;
use serde_json::{Value, json};

use crate::support::callback::{custom_id, description, title};
use crate::support::folder::{Folder, HOME, MODERATOR_ROLE, file};
use crate::support::http::Connection;
use crate::support::payload::{command, command_with, press};
use crate::support::process::Served;
use crate::support::{passed_over, secrets};

/// Far longer than anything here should take.
const PATIENCE: Duration = Duration::from_mins(1);

fn version(n: usize) -> String {
    file(&["een"]).replace("een\"", &format!("een v{n}\""))
}

fn folder() -> Folder {
    Folder::new(&[("alles.toml", &version(0)), ("ook.toml", &file(&["nog"]))])
}

fn says(served: &Served) -> String {
    description(&served.interact(&command_with("alles", "een"))).to_owned()
}

/// Asks until something holds, and checks that each answer is one of these.
fn ask_until(served: &Served, mut fits: impl FnMut(&str) -> bool) {
    let started = Instant::now();
    loop {
        let said = says(served);
        if fits(&said) {
            return;
        }
        let late = started.elapsed() > PATIENCE;
        assert!(!late, "still {said:?}\n{}", served.log());
    }
}

fn ask_until_version(served: &Served, n: usize, before: usize) {
    let (new, old) = (format!("Tekst een v{n}"), format!("Tekst een v{before}"));
    ask_until(served, |said| {
        assert!(said == new || said == old, "{said}");
        said == new
    });
}

/// Waits until the log says something, and checks that the first version answers meanwhile.
fn until_logged(served: &Served, words: &str) {
    ask_until(served, |said| {
        assert_eq!(said, "Tekst een v0");
        served.log().contains(words)
    });
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_log_says_where_a_file_is_wrong_and_nothing_of_what_it_says() {
    let folder = folder();
    let served = Served::start(folder.path());
    let faults = [
        ("dubbel", "[geheim]\ntitle = \"geheim\"\n[geheim]\n"),
        (
            "onbekend",
            "title = \"T\"\ndescription = \"D\"\ngeheim = \"geheim\"\n",
        ),
        ("kapot", "title = \"geheim\ngeheim geheim\n"),
        (
            "lang",
            "title = \"T\"\ndescription = \"geheim geheim\"\n[geheim_x]\nsummary = 1\n",
        ),
        (
            "link",
            "title = \"T\"\ndescription = \"D\"\n[k]\ntext = \"t\"\n[k.links]\n\"geheim\" = \"geheim\"\n",
        ),
    ];
    for (name, text) in faults {
        folder.write(&format!("{name}.toml"), text);
    }
    for (name, _) in faults {
        let started = Instant::now();
        while !served.log().contains(&format!("{name}.toml:")) {
            assert!(started.elapsed() < PATIENCE, "{name}: {}", served.log());
            served.interact(&command_with("alles", "een"));
        }
    }
    assert!(!served.log().contains("geheim"), "{}", served.log());
}

#[test]
fn a_file_or_folder_that_may_not_be_read_changes_nothing() {
    let folder = folder();
    let path = folder.path().join("alles.toml");
    let command = secrets::powerless_program();
    let served = Served::run(command, folder.path(), "127.0.0.1:0", &[], &[]);
    folder.write("alles.toml", version(1));
    permit(&path, 0);
    until_logged(&served, "alles.toml:1:1: error unreadable-file");
    // The others still follow.
    folder.write(
        "ook.toml",
        file(&["nog"]).replace("Tekst nog", "Tekst vers"),
    );
    let vers = || served.interact(&command_with("ook", "nog"));
    ask_until(&served, |_| description(&vers()) == "Tekst vers");
    permit(&path, 0o644);
    ask_until_version(&served, 1, 0);

    permit(folder.path(), 0);
    ask_until(&served, |said| {
        assert_eq!(said, "Tekst een v1");
        served
            .log()
            .contains("cannot reload; what answered goes on")
    });
    permit(folder.path(), 0o755);
    folder.write("alles.toml", version(2));
    ask_until_version(&served, 2, 1);
    let warnings = served.log().matches("cannot reload").count();
    assert!(warnings < 5, "{}", served.log());
}

#[test]
fn a_folder_that_is_removed_and_restored_changes_nothing_until_it_is_back() {
    let outer = tempfile::tempdir().unwrap();
    let responses = outer.path().join("responses");
    let write = |n| {
        fs::create_dir_all(&responses).unwrap();
        fs::write(responses.join("alles.toml"), version(n)).unwrap();
    };
    write(0);
    let served = Served::start(&responses);
    for n in 1..4 {
        let warned = served.log().matches("cannot reload").count();
        fs::remove_dir_all(&responses).unwrap();
        ask_until(&served, |said| {
            assert_eq!(said, format!("Tekst een v{}", n - 1));
            served.log().matches("cannot reload").count() > warned
        });
        write(n);
        ask_until_version(&served, n, n - 1);
    }
    assert_eq!(served.get("/readyz").status, 200);
}

/// Each of these would hang, or never end, if it were opened and read.
#[test]
fn what_is_no_plain_file_is_reported_and_not_opened() {
    let folder = folder();
    let served = Served::start(folder.path());
    let path = |name: &str| folder.path().join(name);
    symlink("/dev/zero", path("nul.toml")).unwrap();
    symlink("/dev/tty", path("scherm.toml")).unwrap();
    symlink(path("lus2.toml"), path("lus1.toml")).unwrap();
    symlink(path("lus1.toml"), path("lus2.toml")).unwrap();
    symlink(folder.path(), path("map.toml")).unwrap();
    symlink(folder.path(), path("map")).unwrap();
    symlink("/proc/self/mem", path("geheugen.toml")).unwrap();
    let _socket = UnixListener::bind(path("gat.toml")).unwrap();
    for name in ["pijp.toml", "alles.toml"] {
        let _ = fs::remove_file(path(name));
        let made = Command::new("mkfifo").arg(path(name)).status().unwrap();
        assert!(made.success());
    }
    for name in ["nul", "lus1", "lus2", "gat", "pijp", "alles", "geheugen"] {
        until_logged(&served, &format!("{name}.toml:1:1: error unreadable-file"));
    }
    fs::remove_file(path("alles.toml")).unwrap();
    folder.write("alles.toml", version(1));
    ask_until_version(&served, 1, 0);
}

#[test]
fn odd_names_are_reported_and_forge_no_line_of_the_log() {
    let folder = folder();
    let served = Served::start(folder.path());
    let forged = "2026-01-01T00:00:00Z  WARN forged";
    let newline = format!("a\n{forged}");
    let long = "w".repeat(250);
    let names: [&[u8]; 16] = [
        newline.as_bytes(),
        b"\r",
        b"\x1b[31mrood",
        b"\"",
        b"'",
        b"`",
        b"```",
        b"@everyone",
        "📷".as_bytes(),
        b"\xff\xfe",
        b"\xff",
        "\u{202e}tips".as_bytes(),
        b" ",
        b"..x",
        b"%s{}",
        long.as_bytes(),
    ];
    for name in names {
        let name = [name, b".toml"].concat();
        fs::write(folder.path().join(OsStr::from_bytes(&name)), version(9)).unwrap();
    }
    folder.write("..toml", version(9));
    folder.write("...toml", version(9));
    folder.write(".toml", version(9));
    until_logged(&served, "@everyone.toml:1:1: error command-name");
    folder.write("alles.toml", version(1));
    ask_until_version(&served, 1, 0);
    let said = served.log();
    assert!(said.lines().all(|line| !line.starts_with(forged)), "{said}");
    assert!(!said.contains('\u{1b}') && !said.contains('\r'), "{said:?}");
}

#[test]
fn a_file_that_is_swapped_a_thousand_times_is_always_whole() {
    let folder = folder();
    let served = Served::start(folder.path());
    let done = AtomicBool::new(false);
    let question = command_with("alles", "een");
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut connection = Connection::open(served.address).unwrap();
                    let mut versions = Vec::new();
                    while !done.load(SeqCst) {
                        let reply = connection.interact(&question).unwrap();
                        assert_eq!(reply.status, 200);
                        let shown: Value = serde_json::from_slice(&reply.body).unwrap();
                        let version = title(&shown).strip_prefix("Titel een v").unwrap();
                        assert_eq!(description(&shown), format!("Tekst een v{version}"));
                        versions.push(version.parse::<usize>().unwrap());
                    }
                    assert!(versions.is_sorted(), "an older text came back");
                    versions.len()
                })
            })
            .collect();
        let swaps = 1..=1000;
        for n in swaps.clone() {
            folder.write(".alles.new", version(n));
            fs::rename(
                folder.path().join(".alles.new"),
                folder.path().join("alles.toml"),
            )
            .unwrap();
        }
        ask_until(&served, |said| said == "Tekst een v1000");
        done.store(true, SeqCst);
        for asker in askers {
            assert!(asker.join().unwrap() > 0);
        }
    });
}

#[test]
fn a_file_that_is_half_written_is_not_taken_over() {
    let folder = folder();
    let served = Served::start(folder.path());
    let whole = version(1);
    // In the middle of a word, of a string and of a table's name.
    for (n, cut) in [
        5,
        whole.find("Alle t").unwrap(),
        whole.find("een]").unwrap(),
    ]
    .into_iter()
    .enumerate()
    {
        let before = served.log().matches("content loaded").count();
        folder.write("alles.toml", &whole[..cut]);
        ask_until(&served, |said| {
            assert_eq!(said, "Tekst een v0", "cut at {cut}, round {n}");
            served.log().matches("content loaded").count() > before
        });
    }
    folder.write("alles.toml", &whole);
    ask_until_version(&served, 1, 0);
}

#[test]
fn a_file_of_a_mebibyte_answers_and_one_byte_more_changes_nothing() {
    let folder = folder();
    let served = Served::start(folder.path());
    let padded = |n: usize, bytes: usize| {
        let text = version(n) + "# ";
        format!("{text}{}", "x".repeat(bytes - text.len()))
    };
    folder.write("alles.toml", padded(1, MAX_FILE_BYTES + 1));
    until_logged(&served, "alles.toml:1:1: error file-too-large");
    folder.write("alles.toml", padded(2, MAX_FILE_BYTES));
    ask_until_version(&served, 2, 0);
    folder.write("alles.toml", vec![0; 64 << 20]);
    let n_refused = || served.log().matches("file-too-large").count();
    ask_until(&served, |said| {
        assert_eq!(said, "Tekst een v2");
        n_refused() == 2
    });
    assert!(served.most_memory() < 128 << 20);
}

/// The log on a full disk, or at the end of a pipe that nobody reads any more.
#[test]
fn a_log_that_cannot_be_written_costs_no_answer() {
    let folder = folder();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    for log in [Stdio::from(full), Stdio::from(writer)] {
        let mut served = Served::logging_to(log, folder.path());
        folder.write("alles.toml", version(1));
        ask_until(&served, |said| said == "Tekst een v1");
        folder.write("alles.toml", "title = \"Kapot");
        folder.write(
            "ook.toml",
            file(&["nog"]).replace("Tekst nog", "Tekst vers"),
        );
        let vers = |served: &Served| served.interact(&command_with("ook", "nog"));
        ask_until(&served, |said| {
            assert_eq!(said, "Tekst een v1");
            description(&vers(&served)) == "Tekst vers"
        });
        served.terminate();
        assert_eq!(served.wait().code(), Some(0));
        folder.write("alles.toml", version(0));
        folder.write("ook.toml", file(&["nog"]));
    }
}

fn moderate(served: &Served, id: &mut u64, mut payload: Value) -> Value {
    *id += 1;
    payload["id"] = json!((1_143_000_000_000_000_000 + *id).to_string());
    payload["guild_id"] = json!(HOME.to_string());
    payload["member"]["roles"] = json!([MODERATOR_ROLE.to_string()]);
    served.interact(&payload)
}

fn edit(served: &Served, id: &mut u64, text: &str) -> Value {
    let options = json!([{ "name": "tekst", "type": 3, "value": "alles/een" }]);
    let options = json!([{ "name": "bewerk", "type": 1, "options": options }]);
    let modal = moderate(served, id, command("moderatie", options));
    let mut filled = press("");
    filled["type"] = json!(5);
    let input = json!({ "type": 4, "custom_id": "text", "value": text });
    filled["data"] = json!({
        "custom_id": modal["data"]["custom_id"],
        "components": [{ "type": 1, "components": [input] }],
    });
    moderate(served, id, filled)
}

fn publish(served: &Served, id: &mut u64, preview: &Value) -> Value {
    moderate(served, id, press(&custom_id(preview, "Publiceren")))
}

const MODERATED: &str = "[moderation]\nguild = \"500\"\nroles = [\"600\"]\n";

/// What an earlier run left when the clock was ahead by decades: versions, drafts and times of files
/// in the future.
#[test]
fn a_clock_that_was_set_back_overwrites_and_forgets_nothing() {
    let folder = folder();
    let settings = Folder::new(&[("config.toml", MODERATED)]);
    let config = settings.path().join("config.toml");
    let arguments = ["--config", config.to_str().unwrap()];
    let state = tempfile::tempdir().unwrap();
    fs::write(
        &config,
        format!("[responses]\nstate = {:?}\n{MODERATED}", state.path()),
    )
    .unwrap();
    let future = SystemTime::now() + Duration::from_hours(50 * 365 * 24);
    let kept = state.path().join("history/alles/een");
    fs::create_dir_all(&kept).unwrap();
    let earlier = kept.join("2076-01-01T00.00.00.000Z.toml");
    let text = "# alles/een\n# wanneer: 2076-01-01T00:00:00.000Z\n# wie: 7\n# wat: gewijzigd\n\n\
                [een]\ntitle = \"Titel\"\ntext = \"Uit de toekomst\"\n";
    fs::write(&earlier, text).unwrap();
    let drafts = state.path().join("drafts");
    fs::create_dir_all(&drafts).unwrap();
    for n in 0..200 {
        let path = drafts.join(format!("{n}.json"));
        fs::write(&path, "{}").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(future)
            .unwrap();
    }
    let alles = File::options()
        .write(true)
        .open(folder.path().join("alles.toml"))
        .unwrap();
    alles.set_modified(future).unwrap();

    let mut id = 0;
    let start = || Served::start_with(folder.path(), "127.0.0.1:0", &arguments, &[]);
    let served = start();
    let preview = edit(&served, &mut id, "Na de klok");
    drop(served);
    // A draft that was typed now is not the oldest.
    let served = start();
    publish(&served, &mut id, &preview);
    assert_eq!(says(&served), "Na de klok");
    let done = edit(&served, &mut id, "Nog later");
    let done = publish(&served, &mut id, &done);
    assert_eq!(says(&served), "Nog later");
    assert_eq!(fs::read_to_string(&earlier).unwrap(), text);
    let n_kept = fs::read_dir(&kept).unwrap().count();
    assert_eq!(
        n_kept, 4,
        "the one of the future, as it was found, and two edits"
    );
    moderate(&served, &mut id, press(&custom_id(&done, "Maak ongedaan")));
    // The version before it is the one before it. On a busy machine it can take longer than the answer.
    ask_until(&served, |said| said == "Na de klok");

    // A file that is older than the one before it is a change as well.
    folder.write("alles.toml", version(1));
    let alles = File::options()
        .write(true)
        .open(folder.path().join("alles.toml"))
        .unwrap();
    alles.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    ask_until(&served, |said| said == "Tekst een v1");
}

/// The library that shows a program another time, where it is installed: in one of the folders for
/// libraries, or in that of a machine within it.
fn other_clock() -> Option<PathBuf> {
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"].map(PathBuf::from);
    let within = (folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok()))
    .flatten()
    .filter_map(|item| Some(item.ok()?.path()));
    (folders.iter().cloned().chain(within))
        .map(|folder| folder.join("faketime/libfaketimeMT.so.1"))
        .find(|library| library.is_file())
}

/// Passed over, visibly, where that library is not installed.
#[test]
fn a_clock_that_is_set_back_while_it_runs_disturbs_nothing() {
    let Some(other_clock) = other_clock() else {
        passed_over("libfaketime is not installed, so no clock was set back");
        return;
    };
    let folder = folder();
    let settings = Folder::new(&[("config.toml", MODERATED), ("clock", "+0")]);
    let path = |name: &str| settings.path().join(name).to_str().unwrap().to_owned();
    let (config, clock) = (path("config.toml"), path("clock"));
    let environment = [
        ("LD_PRELOAD", other_clock.to_str().unwrap()),
        ("FAKETIME_TIMESTAMP_FILE", &clock),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("NO_FAKE_STAT", "1"),
    ];
    let arguments = ["--config", &config];
    let mut served = Served::start_with(folder.path(), "127.0.0.1:0", &arguments, &environment);
    let mut id = 0;
    let preview = edit(&served, &mut id, "Eerst");
    publish(&served, &mut id, &preview);
    assert_eq!(says(&served), "Eerst");
    let before = logged_at(&served);
    settings.write("clock", "-10m");
    assert_eq!(says(&served), "Eerst");
    assert!(logged_at(&served) < before, "the clock was not set back");

    let preview = edit(&served, &mut id, "Later");
    let done = publish(&served, &mut id, &preview);
    assert_eq!(says(&served), "Later");
    moderate(&served, &mut id, press(&custom_id(&done, "Maak ongedaan")));
    assert_eq!(
        says(&served),
        "Eerst",
        "what was before it is what came before it"
    );
    folder.write("alles.toml", version(1));
    ask_until(&served, |said| said == "Tekst een v1");
    let mut slow = served.connect();
    slow.send(b"POST /inter").unwrap();
    let (_, took) = slow.until_closed();
    assert!(took < Duration::from_secs(15), "{took:?}");
    served.terminate();
    assert_eq!(served.wait().code(), Some(0));
}

/// The moment on the last line of the log.
fn logged_at(served: &Served) -> String {
    let said = served.log();
    let line = said.lines().next_back().unwrap();
    line.split_once(' ').unwrap().0.to_owned()
}

#[test]
fn a_full_disk_keeps_every_text_and_says_so_to_the_moderator() {
    let folder = folder();
    let settings = Folder::new(&[("config.toml", MODERATED)]);
    let config = settings.path().join("config.toml");
    let arguments = ["--config", config.to_str().unwrap()];
    // No file may grow beyond a few KiB, and writing more is an error instead of a signal. The log
    // goes on as a pipe.
    let mut shell = Command::new("sh");
    let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" \"$@\" 2>/dev/null";
    shell.args(["-c", limited]).arg(secrets::BINARY);
    let big = version(0) + &format!("# {}\n", "x".repeat(10_000));
    folder.write("alles.toml", &big);
    let served = Served::run(
        secrets::prepared(shell),
        folder.path(),
        "127.0.0.1:0",
        &arguments,
        &[],
    );
    let mut id = 0;
    let preview = edit(&served, &mut id, "Past niet");
    let refused = publish(&served, &mut id, &preview);
    assert!(
        refused.to_string().contains("De schijf is vol"),
        "{refused:#}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("alles.toml")).unwrap(),
        big
    );
    assert_eq!(says(&served), "Tekst een v0");
    let mut left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|i| i.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, [".lock", "alles.toml", "ook.toml"]);
    // Without a last good version on the disk, the one in memory answers.
    folder.write("alles.toml", "title = \"Kapot");
    folder.write(
        "ook.toml",
        file(&["nog"]).replace("Tekst nog", "Tekst vers"),
    );
    ask_until(&served, |said| {
        assert_eq!(said, "Tekst een v0");
        description(&served.interact(&command_with("ook", "nog"))) == "Tekst vers"
    });
}
