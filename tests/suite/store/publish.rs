//! Edits reach the disk whole or not at all, whatever happens to the process or the disk.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use aandeslag::content::edit::{
    Change, Edit, EditError, EntryText, file_fingerprint, fingerprint, lines_of,
};
use aandeslag::content::order::{Order, Refusal, Saved};
use aandeslag::content::version::{WHOLE, What};
use aandeslag::library::EntryRef;
use aandeslag::store::history::{History, Limits};
use aandeslag::store::live::Live;
use aandeslag::store::publish::Store;

use crate::support::folder::{Folder, file};

const LIMITS: Limits = Limits {
    versions: 50,
    bytes: 1 << 20,
};

pub(crate) fn store(folder: &Path, state: &Path) -> Store {
    let live = Arc::new(Live::load(folder, Some(state)).unwrap());
    Store::new(live, History::new(state, LIMITS))
}

/// An order to let an entry say this, by someone who sees it as it is now.
fn order(folder: &Path, entry: &str, text: &str) -> Order {
    let now = fs::read_to_string(folder.join("alles.toml")).unwrap();
    let new = EntryText {
        title: format!("Titel {entry}"),
        text: text.into(),
        ..EntryText::default()
    };
    Order {
        edit: Edit {
            entry: EntryRef::new("alles", entry),
            change: Change::Write(new),
        },
        shown: fingerprint(&now, entry),
        by: 7,
        what: What::Changed,
    }
}

fn publish(store: &Store, folder: &Folder, entry: &str, text: &str) -> Result<Saved, Refusal> {
    store.publish(&order(folder.path(), entry, text))
}

fn text_of(live: &Live, entry: &str) -> Option<String> {
    let library = &live.current().library;
    let (_, entry) = library.resolve(&EntryRef::new("alles", entry))?;
    Some(entry.text.clone())
}

fn names(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = items
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_published_edit_answers_at_once_and_leaves_versions() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = tempfile::tempdir().unwrap();
    let live = Arc::new(Live::load(folder.path(), None).unwrap());
    let store = Store::new(Arc::clone(&live), History::new(state.path(), LIMITS));
    let original = fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    let saved = publish(&store, &folder, "een", "Nieuw").unwrap();
    assert_eq!(text_of(&live, "een").unwrap(), "Nieuw");
    assert_eq!(saved.before, lines_of(&original, "een"));
    publish(&store, &folder, "een", "Nieuwer").unwrap();

    let entry = EntryRef::new("alles", "een");
    let versions = store.history.versions(&entry);
    let kinds: Vec<_> = versions.iter().map(|v| (v.who, v.what)).collect();
    assert_eq!(
        kinds,
        [
            (Some(7), What::Changed),
            (Some(7), What::Changed),
            (None, What::Found)
        ]
    );
    let first = versions.last().unwrap();
    assert_eq!(Some(&first.lines), saved.before.as_ref());
    let kept = state.path().join("history/alles/een");
    let readable = fs::read_to_string(kept.join(&names(&kept)[0])).unwrap();
    assert!(
        readable.starts_with("# alles/een\n# wanneer: 20"),
        "{readable}"
    );
    assert!(readable.ends_with("text = \"Tekst een\"\n"), "{readable}");

    let back = Order {
        edit: Edit {
            entry: entry.clone(),
            change: Change::restoring(&first.lines, None),
        },
        shown: edit_state(&folder, "een"),
        by: 8,
        what: What::Restored,
    };
    store.publish(&back).unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("alles.toml")).unwrap(),
        original
    );

    let remove = Order {
        edit: Edit {
            entry: entry.clone(),
            change: Change::Remove,
        },
        what: What::Removed,
        shown: edit_state(&folder, "een"),
        ..back.clone()
    };
    store.publish(&remove).unwrap();
    assert_eq!(text_of(&live, "een"), None);
    assert_eq!(store.history.entries(), [entry]);
    let restored = store
        .publish(&Order {
            shown: None,
            ..back
        })
        .unwrap();
    assert_eq!(restored.before, None);
    assert_eq!(text_of(&live, "een").unwrap(), "Tekst een");
}

fn edit_state(folder: &Folder, entry: &str) -> Option<aandeslag::content::edit::Fingerprint> {
    fingerprint(
        &fs::read_to_string(folder.path().join("alles.toml")).unwrap(),
        entry,
    )
}

#[test]
fn of_two_moderators_on_one_entry_the_second_is_refused_and_hears_why() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = tempfile::tempdir().unwrap();
    let store = store(folder.path(), state.path());
    let first = order(folder.path(), "een", "Van de eerste");
    let second = order(folder.path(), "een", "Van de tweede");
    let other = order(folder.path(), "twee", "Iets anders");
    store.publish(&first).unwrap();
    let Err(Refusal::Changed(Some(now))) = store.publish(&second) else {
        panic!("the second edit was published");
    };
    assert!(now.contains("Van de eerste"));
    store.publish(&other).unwrap();
    let again = store.publish(&first).unwrap();
    assert_eq!(again.version, None, "sent twice, published once");

    folder.write("alles.toml", file(&["twee"]));
    assert_eq!(store.publish(&second), Err(Refusal::Changed(None)));
    folder.write(
        "alles.toml",
        file(&["een", "twee"]).replace("Tekst een", "Met de hand"),
    );
    let Err(Refusal::Changed(Some(now))) = store.publish(&second) else {
        panic!("an edit by hand was overwritten");
    };
    assert!(now.contains("Met de hand"));
}

#[test]
fn what_would_not_load_is_never_written() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let state = tempfile::tempdir().unwrap();
    let store = store(folder.path(), state.path());
    let before = fs::read(folder.path().join("alles.toml")).unwrap();
    for text in ["", &"w".repeat(4097)] {
        let refused = publish(&store, &folder, "een", text);
        assert!(matches!(refused, Err(Refusal::Faulty(_))), "{refused:?}");
    }
    let mut removal = order(folder.path(), "een", "");
    removal.edit.change = Change::Remove;
    assert!(matches!(store.publish(&removal), Err(Refusal::Faulty(_))));
    assert_eq!(fs::read(folder.path().join("alles.toml")).unwrap(), before);

    let order = order(folder.path(), "een", "Goed");
    for broken in [&b"title = \"Alles\nkapot"[..], b"\xff\xfe", b""] {
        folder.write("alles.toml", broken);
        let refused = store.publish(&order);
        assert!(refused.is_err(), "{refused:?}");
        assert_eq!(fs::read(folder.path().join("alles.toml")).unwrap(), broken);
    }
    folder.write("alles.toml", "title = \"A");
    let refused = store.publish(&Order {
        shown: None,
        ..order.clone()
    });
    assert_eq!(refused, Err(Refusal::Impossible(EditError::Unreadable)));
    folder.remove("alles.toml");
    assert_eq!(store.publish(&order), Err(Refusal::Lost));
    folder.write("ook.toml", file(&["een"]));
    assert_eq!(store.publish(&order), Err(Refusal::NoFile));
    folder.remove("ook.toml");
    assert!(names(folder.path()).iter().all(|name| name == ".lock"));
}

#[test]
fn links_permissions_and_byte_order_marks_stay() {
    let real = Folder::new(&[("echt", &format!("\u{feff}{}", file(&["een"])))]);
    let folder = Folder::new(&[]);
    let link = folder.path().join("alles.toml");
    std::os::unix::fs::symlink(real.path().join("echt"), &link).unwrap();
    fs::set_permissions(&link, fs::Permissions::from_mode(0o640)).unwrap();
    let state = tempfile::tempdir().unwrap();
    let store = store(folder.path(), state.path());
    publish(&store, &folder, "een", "Nieuw").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&link).unwrap().mode() & 0o777, 0o640);
    let text = fs::read_to_string(&link).unwrap();
    assert!(text.starts_with("\u{feff}title") && text.contains("Nieuw"));
    assert_eq!(names(real.path()), ["echt"]);
}

#[test]
fn the_history_has_bounds() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = tempfile::tempdir().unwrap();
    let live = Arc::new(Live::load(folder.path(), None).unwrap());
    let entry = |name: &str| EntryRef::new("alles", name);
    let with = |versions, bytes| {
        let history = History::new(state.path(), Limits { versions, bytes });
        Store::new(Arc::clone(&live), history)
    };
    let few = with(3, 1 << 20);
    for n in 0..6 {
        publish(&few, &folder, "een", &format!("Versie {n}")).unwrap();
    }
    let kept = few.history.versions(&entry("een"));
    assert_eq!(kept.len(), 3);
    assert!(kept[0].lines.contains("Versie 5"));
    publish(&with(3, 10), &folder, "twee", "Kort").unwrap();
    assert!(few.history.versions(&entry("een")).is_empty());
    assert_eq!(few.history.versions(&entry("twee")).len(), 1);
    for odd in ["..", "a/b", "", "."] {
        assert!(few.history.versions(&entry(odd)).is_empty());
    }
}

/// How many files there are in a folder and below it.
fn n_files(folder: &Path) -> usize {
    let items = fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().path());
    items
        .map(|path| if path.is_dir() { n_files(&path) } else { 1 })
        .sum()
}

#[test]
fn a_whole_file_writes_as_few_files_for_many_texts_as_for_two() {
    let written = |n_entries: usize| {
        let names = |before: char| -> Vec<String> {
            (0..n_entries).map(|n| format!("{before}{n}")).collect()
        };
        let text = |before| file(&names(before).iter().map(String::as_str).collect::<Vec<_>>());
        let folder = Folder::new(&[("alles.toml", &text('e'))]);
        let state = tempfile::tempdir().unwrap();
        let store = store(folder.path(), state.path());
        let before = n_files(state.path());
        let order = whole(&text('e'), text('r'));
        store.publish(&order).unwrap();
        // Each text has its versions all the same, and can come back alone.
        let gone = EntryRef::new("alles", "e1");
        let versions = store.history.versions(&gone);
        let kinds: Vec<_> = versions.iter().map(|v| (v.who, v.what)).collect();
        assert_eq!(kinds, [(Some(7), What::Removed), (None, What::Found)]);
        assert_eq!(
            store.history.version(&gone, versions[1].id).as_ref(),
            Some(&versions[1])
        );
        let all = store.history.entries();
        assert_eq!(all.len(), 2 * n_entries, "{all:?}");
        let back = Order {
            edit: Edit {
                entry: gone.clone(),
                change: Change::restoring(&versions[1].lines, None),
            },
            shown: None,
            by: 8,
            what: What::Restored,
        };
        store.publish(&back).unwrap();
        let restored = &store.history.versions(&gone)[0];
        assert_eq!((restored.who, restored.what), (Some(8), What::Restored));
        assert_eq!(restored.lines, versions[1].lines);
        n_files(state.path()) - before
    };
    assert_eq!(written(200), written(2));
}

#[test]
fn what_the_latest_version_has_is_not_found_again() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))]);
    let state = tempfile::tempdir().unwrap();
    let store = store(folder.path(), state.path());
    let now = || fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    for n in 0..3 {
        let text = now().replace("title = \"Titel", &format!("title = \"Titel {n}"));
        store.publish(&whole(&now(), text)).unwrap();
        publish(&store, &folder, "een", &format!("Versie {n}")).unwrap();
    }
    let kinds = |entry: &str| -> Vec<What> {
        let versions = store.history.versions(&EntryRef::new("alles", entry));
        versions.iter().rev().map(|version| version.what).collect()
    };
    assert_eq!(
        kinds("twee"),
        [[What::Found].as_slice(), &[What::Changed; 3]].concat()
    );
    assert_eq!(
        kinds("een"),
        [[What::Found].as_slice(), &[What::Changed; 6]].concat()
    );
}

/// What a child of these tests does, told by its environment.
const TASK: &str = "AANDESLAG_TEST_TASK";

/// Not a test but what the children run: it edits entries, and prints a line for each.
#[test]
fn child() {
    let Ok(task) = std::env::var(TASK) else {
        return;
    };
    let task: Vec<&str> = task.split('\n').collect();
    let [folder, state, from, to, kind] = task[..] else {
        panic!("no task: {task:?}");
    };
    let (folder, state) = (Path::new(folder), Path::new(state));
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let store = store(folder, state);
    for n in from..to {
        let text = format!("versie{n} ").repeat(200);
        let entry = format!("e{}", n % ENTRIES);
        let result = match kind {
            "file" => store.publish(&rewritten(folder, &entry, text.trim())),
            _ => store.publish(&order(folder, &entry, &text)),
        };
        let said = format!(
            "edit {n}: {}
",
            result.map_or_else(|r| format!("{r:?}"), |_| "ok".into())
        );
        std::io::stdout().write_all(said.as_bytes()).unwrap();
    }
}

const ENTRIES: usize = 40;

/// An order to publish the whole file with this text in one of its entries.
fn rewritten(folder: &Path, entry: &str, text: &str) -> Order {
    let now = fs::read_to_string(folder.join("alles.toml")).unwrap();
    let (before, rest) = now.split_once(&format!("[{entry}]\n")).unwrap();
    let (_, rest) = rest.split_once("text = \"").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    let title = format!("[{entry}]\ntitle = \"Titel {entry}\"\nsummary = \"Kort\"\n");
    whole(&now, format!("{before}{title}text = \"{text}\"{after}"))
}

/// An order to publish this text of the whole file, which was shown like this.
fn whole(shown: &str, text: String) -> Order {
    Order {
        edit: Edit {
            entry: EntryRef::new("alles", WHOLE),
            change: Change::PutBack(text, None),
        },
        shown: Some(file_fingerprint(shown)),
        by: 7,
        what: What::Changed,
    }
}

fn big_file() -> String {
    let names: Vec<String> = (0..ENTRIES).map(|n| format!("e{n}")).collect();
    file(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Runs [`child`] in a process of its own; `shell` starts it.
fn spawn(shell: &str, folder: &Path, state: &Path, from: usize, to: usize) -> Child {
    spawn_of("entry", shell, folder, state, from, to)
}

/// The same, for saves of entries or of whole files.
fn spawn_of(kind: &str, shell: &str, folder: &Path, state: &Path, from: usize, to: usize) -> Child {
    let test = std::env::current_exe().unwrap();
    Command::new("sh")
        .arg("-c")
        .arg(format!(
            "{shell} \"$0\" --exact store::publish::child --nocapture"
        ))
        .arg(test)
        .env(
            TASK,
            format!(
                "{}\n{}\n{from}\n{to}\n{kind}",
                folder.display(),
                state.display()
            ),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a child printed about its edits.
fn results(child: Child) -> Vec<String> {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // The test harness prints its own words before the first line.
    text.lines()
        .filter_map(|l| l.split_once("edit ").map(|(_, rest)| rest.to_owned()))
        .collect()
}

/// Every text is one that was meant, whole.
fn assert_whole(folder: &Path) {
    let live = Live::load(folder, None).unwrap();
    assert!(live.current().diagnostics.is_empty() || live.current().stale.is_empty());
    for n in 0..ENTRIES {
        let text = text_of(&live, &format!("e{n}")).expect("the entry is there");
        let words: Vec<&str> = text.split_whitespace().collect();
        let whole = text == format!("Tekst e{n}")
            || (words.len() == 200 && words.iter().all(|word| *word == words[0]));
        assert!(whole, "e{n}: {text}");
    }
}

#[test]
fn a_process_killed_at_any_moment_leaves_a_whole_file() {
    killed_at_any_moment("entry", 25);
}

#[test]
fn a_process_killed_while_it_publishes_a_file_leaves_a_whole_file() {
    killed_at_any_moment("file", 12);
}

fn killed_at_any_moment(kind: &str, n_rounds: usize) {
    let folder = Folder::new(&[("alles.toml", &big_file())]);
    let state = tempfile::tempdir().unwrap();
    for round in 0..n_rounds {
        let mut child = spawn_of(
            kind,
            "exec",
            folder.path(),
            state.path(),
            round * 1000,
            round * 1000 + 999,
        );
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(
            lines.any(|line| line.unwrap().contains("edit ")),
            "the child is at work"
        );
        // From now on saves follow each other without a pause; any moment is in one of them.
        std::thread::sleep(Duration::from_micros(rand::random_range(0..40_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_whole(folder.path());
    }
    let store = store(folder.path(), state.path());
    publish(&store, &folder, "e0", &"laatste ".repeat(200)).unwrap();
    assert_eq!(
        names(folder.path()),
        [".lock", "alles.toml"],
        "nothing is left lying about"
    );
}

#[test]
fn edits_of_several_processes_at_once_are_all_there() {
    let folder = Folder::new(&[("alles.toml", &big_file())]);
    let state = tempfile::tempdir().unwrap();
    // Five processes of forty edits; each edits other entries, or the same ones after another.
    let children: Vec<Child> = (0..5)
        .map(|p| {
            spawn(
                "exec",
                folder.path(),
                state.path(),
                p * ENTRIES,
                (p + 1) * ENTRIES,
            )
        })
        .collect();
    let results: Vec<String> = children.into_iter().flat_map(results).collect();
    assert_eq!(results.len(), 200);
    assert_whole(folder.path());
    let live = Live::load(folder.path(), None).unwrap();
    let history = History::new(state.path(), LIMITS);
    let mut n_kept = 0;
    for n in 0..ENTRIES {
        let versions = history.versions(&EntryRef::new("alles", format!("e{n}")));
        let now = text_of(&live, &format!("e{n}")).unwrap();
        assert!(
            versions[0].lines.contains(&now),
            "the latest version is what answers"
        );
        n_kept += versions.iter().filter(|v| v.what == What::Changed).count();
    }
    let n_published = results.iter().filter(|r| r.ends_with(": ok")).count();
    assert_eq!(n_kept, n_published, "each published edit is a version");
    let refused = results.iter().filter(|r| !r.ends_with(": ok"));
    assert!(
        refused.clone().all(|r| r.contains("Changed(Some")),
        "{:?}",
        refused.collect::<Vec<_>>()
    );
}

#[test]
fn a_full_disk_changes_nothing() {
    let folder = Folder::new(&[("alles.toml", &big_file())]);
    let state = tempfile::tempdir().unwrap();
    let before = fs::read(folder.path().join("alles.toml")).unwrap();
    // No file may grow beyond 1 KiB, and writing more is an error instead of a signal.
    let child = spawn(
        "trap '' XFSZ; ulimit -f 1; exec",
        folder.path(),
        state.path(),
        0,
        3,
    );
    assert_eq!(results(child), ["0: Full", "1: Full", "2: Full"]);
    assert_eq!(fs::read(folder.path().join("alles.toml")).unwrap(), before);
    assert_eq!(names(folder.path()), [".lock", "alles.toml"]);
}

#[test]
fn a_folder_that_may_not_be_written_changes_nothing() {
    let folder = Folder::new(&[("alles.toml", &big_file())]);
    let state = tempfile::tempdir().unwrap();
    let before = fs::read(folder.path().join("alles.toml")).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere, unless that power is given up first.
    let is_root = fs::metadata(state.path()).unwrap().uid() == 0;
    let shell = if is_root {
        "exec setpriv --bounding-set=-dac_override"
    } else {
        "exec"
    };
    let child = spawn(shell, folder.path(), state.path(), 0, 1);
    let found = results(child);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(found, ["0: ReadOnly"]);
    assert_eq!(fs::read(folder.path().join("alles.toml")).unwrap(), before);
}

#[test]
fn who_is_refused_for_what_another_process_published_answers_with_it() {
    let folder = Folder::new(&[("alles.toml", &file(&["een"]))]);
    let state = tempfile::tempdir().unwrap();
    let one = store(folder.path(), state.path());
    let live = Arc::new(Live::load(folder.path(), Some(state.path())).unwrap());
    let other = Store::new(Arc::clone(&live), History::new(state.path(), LIMITS));
    let late = order(folder.path(), "een", "Van de ander");
    publish(&one, &folder, "een", "Van de een").unwrap();
    let refused = other.publish(&late);
    assert!(
        matches!(refused, Err(Refusal::Changed(Some(_)))),
        "{refused:?}"
    );
    assert_eq!(text_of(&live, "een").as_deref(), Some("Van de een"));
}
