//! Files that are changed outside Discord: each change has its versions and is told once, whoever
//! notices it; and texts that go all at once go nowhere before somebody says so.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use aandeslag::content::changes::{Save, by_kind};
use aandeslag::content::edit::{
    Change, Edit, EntryText, apply, entries, file_fingerprint, fingerprint, lines_of,
};
use aandeslag::content::order::{Order, Refusal};
use aandeslag::content::version::{Version, WHOLE, What};
use aandeslag::library::EntryRef;
use aandeslag::store::history::{History, Limits};
use aandeslag::store::live::Live;
use aandeslag::store::publish::Store;
use tempfile::TempDir;

use crate::support::folder::{Folder, file};

fn history(state: &TempDir) -> History {
    History::new(state.path(), Limits::default())
}

fn load(folder: &Folder, state: &TempDir) -> Live {
    Live::load(folder.path(), Some(state.path())).unwrap()
}

fn kinds(state: &TempDir, collection: &str, entry: &str) -> Vec<(Option<u64>, What)> {
    let versions = history(state).versions(&EntryRef::new(collection, entry));
    versions.iter().map(|v| (v.who, v.what)).collect()
}

/// The one save that is to be told.
fn one(live: &Live) -> Save {
    let mut saves = live.take_untold();
    assert_eq!(saves.len(), 1, "{saves:?}");
    saves.remove(0)
}

fn has(live: &Live, collection: &str, entry: &str) -> bool {
    let entry = EntryRef::new(collection, entry);
    live.current().library.resolve(&entry).is_some()
}

/// An order to let an entry say this, by someone who sees it as it is now.
fn order(folder: &Path, file: &str, entry: &str, text: &str) -> Order {
    let now = fs::read_to_string(folder.join(format!("{file}.toml"))).unwrap();
    Order {
        edit: edit(file, entry, text),
        shown: fingerprint(&now, entry),
        by: 7,
        what: What::Changed,
    }
}

pub(super) fn edit(file: &str, entry: &str, text: &str) -> Edit {
    let new = EntryText {
        title: format!("Titel {entry}"),
        text: text.into(),
        ..EntryText::default()
    };
    Edit {
        entry: EntryRef::new(file, entry),
        change: Change::Write(new),
    }
}

#[test]
fn each_text_that_comes_changes_or_goes_has_a_version_and_so_has_the_file() {
    let before = file(&["een", "twee", "drie"]);
    let folder = Folder::new(&[("alles.toml", &before)]);
    let state = TempDir::new().unwrap();
    let live = load(&folder, &state);
    assert!(
        live.take_untold().is_empty(),
        "a first start changes nothing"
    );
    assert!(history(&state).files().is_empty());

    let after = file(&["een", "drie", "vier"])
        .replace("\"Alles\"", "\"Alle\"")
        .replace("Tekst een", "Met de hand");
    folder.write("alles.toml", &after);
    live.reload().unwrap();
    let save = one(&live);
    let changed = &save.files[0];
    let ids = by_kind(changed.before.as_deref(), changed.after.as_deref());
    assert_eq!(ids, [["vier"], ["een"], ["twee"]]);
    assert!(changed.is_beside_entries());
    let (found, by_hand) = ((None, What::Found), |what| (None, what));
    assert_eq!(
        kinds(&state, "alles", "een"),
        [by_hand(What::Changed), found]
    );
    assert_eq!(
        kinds(&state, "alles", "twee"),
        [by_hand(What::Removed), found]
    );
    assert_eq!(kinds(&state, "alles", "vier"), [by_hand(What::Added)]);
    assert!(kinds(&state, "alles", "drie").is_empty());
    assert_eq!(
        kinds(&state, "alles", WHOLE),
        [by_hand(What::Changed), found]
    );
    let versions = history(&state).versions(&EntryRef::new("alles", "een"));
    assert_eq!(Some(&versions[0].lines), lines_of(&after, "een").as_ref());
    assert_eq!(Some(&versions[1].lines), lines_of(&before, "een").as_ref());
    assert_eq!(Some(versions[0].id), save.version);
    assert_eq!(history(&state).save(versions[0].id), save.files);
    let kept = state.path().join("history/alles/+teksten");
    let kept: String = fs::read_dir(kept)
        .unwrap()
        .map(|item| fs::read_to_string(item.unwrap().path()).unwrap())
        .collect();
    assert!(
        kept.contains("# wie: onbekend, buiten Discord\n# wat: gewijzigd"),
        "{kept}"
    );

    live.reload().unwrap();
    assert!(live.take_untold().is_empty(), "the same is told once");
}

#[test]
fn what_changed_while_the_bot_was_down_counts_and_of_two_processes_one_tells() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = TempDir::new().unwrap();
    drop(load(&folder, &state));
    folder.write("alles.toml", file(&["een", "twee", "drie"]));
    folder.write("ook.toml", file(&["vier"]));
    let first = load(&folder, &state);
    let save = one(&first);
    let names: Vec<&str> = save.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["alles", "ook"], "all of a save is one");
    let second = load(&folder, &state);
    assert!(second.take_untold().is_empty());

    folder.write("ook.toml", file(&["vier", "vijf"]));
    second.reload().unwrap();
    first.reload().unwrap();
    one(&second);
    assert!(first.take_untold().is_empty() && has(&first, "ook", "vijf"));
    assert_eq!(kinds(&state, "ook", "vijf"), [(None, What::Added)]);
    // A file that is broken and mended as it was is no change.
    folder.write("ook.toml", "kapot");
    first.reload().unwrap();
    folder.write("ook.toml", file(&["vier", "vijf"]));
    second.reload().unwrap();
    first.reload().unwrap();
    assert!(first.take_untold().is_empty() && second.take_untold().is_empty());
}

#[test]
fn an_edit_in_discord_is_no_change_by_hand_and_what_was_by_hand_before_it_is_kept() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"]))]);
    let state = TempDir::new().unwrap();
    let live = Arc::new(load(&folder, &state));
    let other = load(&folder, &state);
    let store = Store::new(Arc::clone(&live), history(&state));
    store
        .publish(&order(folder.path(), "alles", "een", "In Discord"))
        .unwrap();
    other.reload().unwrap();
    assert!(live.take_untold().is_empty() && other.take_untold().is_empty());
    let (found, in_discord) = ((None, What::Found), (Some(7), What::Changed));
    assert_eq!(kinds(&state, "alles", "een"), [in_discord, found]);

    // Nobody looked at the folder between this save and the edit.
    let now = fs::read_to_string(folder.path().join("alles.toml")).unwrap();
    let by_hand = apply(&now, &edit("alles", "een", "Met de hand")).unwrap();
    folder.write("alles.toml", by_hand);
    store
        .publish(&order(folder.path(), "alles", "een", "Weer in Discord"))
        .unwrap();
    one(&live);
    let by_hand = (None, What::Changed);
    assert_eq!(
        kinds(&state, "alles", "een"),
        [in_discord, by_hand, in_discord, found]
    );

    // Also where the file itself was put away, or came.
    let text = file(&["drie"]);
    let whole = Order {
        edit: Edit {
            entry: EntryRef::new("ook", WHOLE),
            change: Change::PutBack(text.clone(), None),
        },
        shown: None,
        by: 7,
        what: What::Added,
    };
    let saved = store.publish(&whole).unwrap();
    store
        .undo(&EntryRef::new("ook", WHOLE), saved.version.unwrap(), 8)
        .unwrap();
    other.reload().unwrap();
    assert!(live.take_untold().is_empty() && other.take_untold().is_empty());
}

#[test]
fn what_was_done_by_hand_is_undone_and_a_file_that_went_comes_back_whole() {
    let text = format!("# Van de moestuin\n{}", file(&["een"]));
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee"])), ("ook.toml", &text)]);
    let state = TempDir::new().unwrap();
    let live = Arc::new(load(&folder, &state));
    let store = Store::new(Arc::clone(&live), history(&state));
    folder.remove("ook.toml");
    live.reload().unwrap();
    let save = one(&live);
    assert!(!has(&live, "ook", "een"));
    assert_eq!(kinds(&state, "ook", "een")[0], (None, What::Removed));
    let whole = EntryRef::new("ook", WHOLE);
    store.undo(&whole, save.version.unwrap(), 7).unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("ook.toml")).unwrap(),
        text
    );
    assert!(has(&live, "ook", "een"));
    // And an earlier version of it, as of any text.
    folder.write("ook.toml", file(&["een", "twee"]));
    live.reload().unwrap();
    let versions = store.history.versions(&whole);
    let now = fs::read_to_string(folder.path().join("ook.toml")).unwrap();
    let shown = Some(file_fingerprint(&now));
    store.restore(&whole, versions[1].id, shown, 7).unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("ook.toml")).unwrap(),
        text
    );
}

/// As after a `kill -9` between the versions and what answered last.
#[test]
fn what_was_kept_before_an_end_amid_the_work_is_not_kept_again() {
    let before = file(&["een", "twee"]);
    let folder = Folder::new(&[("alles.toml", &before)]);
    let state = TempDir::new().unwrap();
    let live = load(&folder, &state);
    folder.write("alles.toml", file(&["een"]));
    live.reload().unwrap();
    fs::write(state.path().join("last-good/alles.toml"), &before).unwrap();
    let restarted = load(&folder, &state);
    let untold = restarted.take_untold();
    assert_eq!(untold.len(), 1);
    assert_eq!(restarted.left_untold(&untold), [], "and told once");
    assert_eq!(restarted.left_untold(&[]), untold, "whole, as it was");
    assert_eq!(
        kinds(&state, "alles", "twee"),
        [(None, What::Removed), (None, What::Found)]
    );
    assert_eq!(kinds(&state, "alles", WHOLE).len(), 2);
}

#[test]
fn most_texts_that_go_at_once_go_nowhere_before_somebody_says_so() {
    let many = file(&["een", "twee", "drie"]);
    let folder = Folder::new(&[("alles.toml", &many), ("ook.toml", &file(&["vier"]))]);
    let state = TempDir::new().unwrap();
    let live = Arc::new(load(&folder, &state));
    let other = load(&folder, &state);
    folder.remove("alles.toml");
    live.reload().unwrap();
    other.reload().unwrap();
    let assert_all_goes_on = |live: &Live| {
        let now = live.current();
        let lost = now.lost.as_ref().unwrap();
        assert_eq!(lost.gone, ["alles/een", "alles/twee", "alles/drie"]);
        assert_eq!(
            (lost.n_before, now.stale.as_slice()),
            (4, &["alles".to_owned()][..])
        );
        assert!(has(live, "alles", "een") && !now.is_to_be_registered());
        assert!(live.take_untold().is_empty());
        lost.state
    };
    let lost = assert_all_goes_on(&live);
    assert_all_goes_on(&other);
    assert_all_goes_on(&load(&folder, &state));
    assert!(history(&state).files().is_empty());
    let store = Store::new(Arc::clone(&live), history(&state));
    let refused = store.publish(&order(folder.path(), "ook", "vier", "Anders"));
    assert_eq!(refused, Err(Refusal::Lost));

    // It comes back by itself.
    folder.write("alles.toml", &many);
    live.reload().unwrap();
    assert!(live.current().lost.is_none() && live.take_untold().is_empty());
    // A file with another name has lost nothing.
    fs::rename(
        folder.path().join("alles.toml"),
        folder.path().join("elk.toml"),
    )
    .unwrap();
    live.reload().unwrap();
    assert!(live.current().lost.is_none() && has(&live, "elk", "een"));
    assert_eq!(one(&live).files.len(), 2);

    // Another folder has, though it has as many texts.
    folder.write("elk.toml", file(&["a", "b", "c"]));
    live.reload().unwrap();
    let other_lost = live.current().lost.clone().unwrap().state;
    assert!(
        !live.accept(lost).unwrap(),
        "the folder is not as it was then"
    );
    assert!(has(&live, "elk", "een"));
    assert!(live.accept(other_lost).unwrap());
    assert!(has(&live, "elk", "a") && !has(&live, "elk", "een"));
    assert_eq!(one(&live).files.len(), 1);
    assert_eq!(kinds(&state, "elk", "een")[0], (None, What::Removed));
    other.reload().unwrap();
    assert!(other.current().lost.is_none() && other.take_untold().is_empty());
}

#[test]
fn whoever_registers_says_that_the_folder_is_right() {
    let folder = Folder::new(&[("alles.toml", &file(&["een", "twee", "drie"]))]);
    let state = TempDir::new().unwrap();
    let accept = || Live::accept_loss(folder.path(), state.path()).unwrap();
    let live = load(&folder, &state);
    assert_eq!(accept(), None);
    folder.write("alles.toml", file(&["een"]));
    live.reload().unwrap();
    assert!(live.current().lost.is_some());
    assert_eq!(accept(), Some(2));
    live.reload().unwrap();
    assert!(live.current().lost.is_none() && !has(&live, "alles", "twee"));
    assert_eq!(accept(), None);
}

#[test]
fn a_text_that_went_outside_discord_comes_back_where_it_stood() {
    let text = file(&["een", "twee", "drie", "vier"])
        .replace("\n[vier]", "\n# nog na te kijken\n\n[vier]");
    for gone in [
        &["een"][..],
        &["twee"],
        &["drie"],
        &["drie", "twee"],
        &["een", "twee"],
    ] {
        let folder = Folder::new(&[("alles.toml", &text)]);
        let state = TempDir::new().unwrap();
        let live = Arc::new(load(&folder, &state));
        let without = |text: String, id: &&str| apply(&text, &removal(id)).unwrap();
        folder.write("alles.toml", gone.iter().fold(text.clone(), without));
        live.reload().unwrap();
        let store = Store::new(Arc::clone(&live), history(&state));
        for id in gone {
            let entry = EntryRef::new("alles", *id);
            let versions = store.history.versions(&entry);
            let place = versions[0].place.clone();
            assert!(place.is_some(), "{id}");
            let change = Change::PutBack(versions[1].lines.clone(), place);
            let order = Order {
                edit: Edit { entry, change },
                shown: None,
                by: 7,
                what: What::Restored,
            };
            store.publish(&order).unwrap();
        }
        let now = fs::read_to_string(folder.path().join("alles.toml")).unwrap();
        assert_eq!(now, text, "{gone:?}");
    }
}

fn removal(id: &str) -> Edit {
    Edit {
        entry: EntryRef::new("alles", id),
        change: Change::Remove,
    }
}

/// What a child of these tests does, told by its environment.
const TASK: &str = "AANDESLAG_TEST_BY_HAND";
const FILES: usize = 8;
const ENTRIES: usize = 4;

/// Not a test but what the children run: every other save is by hand, in files of their own, while
/// they look at those of the others too. Prints what it did and what it would tell.
#[test]
fn child() {
    let Ok(task) = std::env::var(TASK) else {
        return;
    };
    let task: Vec<&str> = task.split('\n').collect();
    let [folder, state, who, n_children, n_saves] = task[..] else {
        panic!("no task: {task:?}");
    };
    let (folder, state) = (Path::new(folder), Path::new(state));
    let number = |text: &str| text.parse::<usize>().unwrap();
    let (who, n_children, n_saves) = (number(who), number(n_children), number(n_saves));
    let live = Arc::new(Live::load(folder, Some(state)).unwrap());
    let store = Store::new(Arc::clone(&live), History::new(state, Limits::default()));
    for n in (0..n_saves).map(|n| n * n_children + who) {
        let place = n / n_children;
        let file = format!("f{}", place % (FILES / n_children) * n_children + who);
        let (entry, mut said) = (format!("e{}", place / 2 % ENTRIES), String::new());
        if place % 2 == 0 {
            let path = folder.join(format!("{file}.toml"));
            let now = fs::read_to_string(&path).unwrap();
            let text = apply(&now, &edit(&file, &entry, &format!("hand{n}."))).unwrap();
            let unsaved = folder.join(format!(".{file}.swp"));
            fs::write(&unsaved, text).unwrap();
            fs::rename(unsaved, path).unwrap();
            live.reload().unwrap();
            let _ = writeln!(said, "did hand{n}. {file} {entry}");
        } else {
            let order = order(folder, &file, &entry, &format!("discord{n}."));
            store.publish(&order).unwrap();
            let _ = writeln!(said, "did discord{n}. {file} {entry}");
        }
        for changed in live.take_untold().iter().flat_map(|save| &save.files) {
            for entry in changed.entries() {
                let after = entry.after.unwrap();
                let text = after.rsplit("text = ").next().unwrap().trim();
                let _ = writeln!(said, "told {}", text.trim_matches(['"', '\n']));
            }
        }
        std::io::stdout().write_all(said.as_bytes()).unwrap();
    }
}

fn spawn(folder: &Path, state: &Path, who: usize, n_children: usize, n_saves: usize) -> Child {
    let (folder, state) = (folder.display(), state.display());
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::by_hand::child", "--nocapture"])
        .env(
            TASK,
            format!("{folder}\n{state}\n{who}\n{n_children}\n{n_saves}"),
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Many texts in several files, and a state folder in which they answered last.
pub(super) fn many_texts() -> (Folder, TempDir) {
    let folder = Folder::new(&[]);
    let names: Vec<String> = (0..ENTRIES).map(|n| format!("e{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for n in 0..FILES {
        folder.write(&format!("f{n}.toml"), file(&names));
    }
    let state = TempDir::new().unwrap();
    drop(load(&folder, &state));
    (folder, state)
}

/// Checks that the history ends with what is there now, and says nothing twice in a row.
pub(super) fn assert_consistent(
    folder: &Folder,
    state: &TempDir,
) -> HashMap<EntryRef, Vec<Version>> {
    let kept = history(state);
    let mut all = HashMap::new();
    for n in 0..FILES {
        let name = format!("f{n}");
        let text = fs::read_to_string(folder.path().join(format!("{name}.toml"))).unwrap();
        let copy = state.path().join(format!("last-good/{name}.toml"));
        assert_eq!(fs::read_to_string(copy).unwrap(), text);
        for (entry, lines) in entries(&text).unwrap() {
            let entry = EntryRef::new(&name, entry);
            let versions = kept.versions(&entry);
            if let Some(latest) = versions.first() {
                assert_eq!(latest.lines, lines, "{entry}");
            }
            let repeats = |pair: &[Version]| pair[0].lines == pair[1].lines;
            assert!(!versions.windows(2).any(repeats), "{entry}: {versions:#?}");
            all.insert(entry, versions);
        }
    }
    all
}

#[test]
fn three_hundred_saves_of_two_processes_are_all_kept_and_told_once() {
    let (folder, state) = many_texts();
    let children: Vec<Child> = (0..2)
        .map(|who| spawn(folder.path(), state.path(), who, 2, 150))
        .collect();
    let outputs = children.into_iter().map(|child| {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    });
    let output: String = outputs.collect();
    let said = |kind: &str| -> Vec<Vec<String>> {
        let lines = output
            .lines()
            .filter_map(|line| Some(line.split_once(kind)?.1));
        lines
            .map(|line| line.split(' ').map(str::to_owned).collect())
            .collect()
    };
    let (did, told) = (said("did "), said("told "));
    assert_eq!(did.len(), 300);
    let versions = assert_consistent(&folder, &state);
    for save in &did {
        let [text, file, entry] = &save[..] else {
            panic!("{save:?}");
        };
        let who = text.starts_with("discord").then_some(7);
        let versions = &versions[&EntryRef::new(file, entry)];
        let kept: Vec<&Version> = versions.iter().filter(|v| v.lines.contains(text)).collect();
        assert_eq!(kept.len(), 1, "{text}: {versions:#?}");
        assert_eq!((kept[0].who, kept[0].what), (who, What::Changed), "{text}");
        let n_told = told.iter().filter(|told| told[0] == *text).count();
        assert_eq!(n_told, usize::from(who.is_none()), "{text}");
    }
    assert_eq!(told.len(), 150);
}

#[test]
fn a_process_killed_at_any_moment_leaves_files_and_history_that_agree() {
    let (folder, state) = many_texts();
    for _ in 0..12 {
        let mut child = spawn(folder.path(), state.path(), 0, 1, 999);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(
            lines.any(|line| line.unwrap().contains("did ")),
            "it is at work"
        );
        // From now on saves follow each other without a pause; any moment is in one of them.
        std::thread::sleep(Duration::from_micros(rand::random_range(0..60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let live = load(&folder, &state);
        assert!(live.current().stale.is_empty() && live.current().lost.is_none());
        assert_consistent(&folder, &state);
    }
    let left: HashSet<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".aandeslag-"))
        .collect();
    assert!(left.len() <= 1, "{left:?}");
}
