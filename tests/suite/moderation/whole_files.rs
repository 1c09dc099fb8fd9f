//! Moderators fetch whole files and send them back, through the payloads that Discord sends.

use std::fs;

use aandeslag::content::version::WHOLE;
use aandeslag::library::EntryRef;
use aandeslag::store::history::History;
use serde_json::{Value, json};

use crate::support::callback::{all_text, answer, buttons, custom_id, description, inputs, title};
use crate::support::desk::{Desk, LIMITS, text_of};
use crate::support::folder::{entry, file};
use crate::support::news_of;
use crate::support::payload::{
    as_moderator, choose_at, command_with, moderation, press, with_file,
};

/// Sends a file as Discord delivers it.
fn send_as(desk: &Desk, name: &str, text: &[u8], options: &[(&str, &str)]) -> Value {
    let url = format!("https://cdn.discordapp.com/ephemeral-attachments/1/2/{name}");
    let mut files = desk.sent.0.lock().unwrap();
    files.insert(url.clone(), text.to_vec());
    drop(files);
    desk.ask(with_file(
        moderation("bestand", options),
        name,
        text.len(),
        &url,
    ))
}

fn send(desk: &Desk, name: &str, text: &str) -> Value {
    send_as(desk, name, text.as_bytes(), &[])
}

/// The text of the file that goes with an answer.
fn attached(desk: &Desk, payload: Value) -> (Value, String) {
    let interaction = serde_json::from_value(as_moderator(payload)).unwrap();
    let callback = desk.bot.answer(&interaction);
    let text = text_of(&callback.file.as_ref().expect("a file").content);
    (serde_json::to_value(&callback).unwrap(), text)
}

fn names(desk: &Desk) -> Vec<String> {
    let files = fs::read_dir(desk.folder.path()).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_fetched_changed_sent_back_published_and_undone() {
    let mut desk = Desk::new(&(file(&["een", "twee"]) + "# einde\n"));
    let original = desk.file();
    let (given, text) = attached(&desk, moderation("bestand", &[("commando", "alles")]));
    assert_eq!(text, original);
    assert_eq!(given["data"]["attachments"][0]["filename"], "alles.toml");
    assert_eq!(given["data"]["flags"], 64);

    let changed = text.replace("Tekst een", "Iets anders") + &entry("drie");
    let changed = changed.replace(
        "[twee]\ntitle = \"Titel twee\"",
        "[ander]\ntitle = \"Ander\"",
    );
    let review = send(&desk, "alles.toml", &changed);
    let text = all_text(&review);
    for line in [
        "- text = \"Tekst een\"\n+ text = \"Iets anders\"",
        "Nieuw: ander, drie",
        "Gewijzigd: een",
        "Weg: twee",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert_eq!(buttons(&review), ["Publiceren", "Laat maar"]);
    assert_eq!(desk.file(), original, "a review writes nothing");

    let before = desk.bot.live().current();
    let done = desk.press(&review, "Publiceren");
    assert_eq!(
        (&done["type"], &done["data"]["attachments"]),
        (&json!(7), &json!([]))
    );
    assert_eq!(desk.file(), changed);
    let shown = answer(&desk.bot, command_with("alles", "een"));
    assert_eq!(description(&shown), "Iets anders");
    assert_eq!(news_of(Some(&before), desk.bot.live()), None, "told once");
    let again = desk.press(&review, "Publiceren");
    assert!(all_text(&again).contains("al gepubliceerd"), "{again:#}");

    let (told, previous) = desk.announced_with_file();
    assert_eq!(
        previous,
        Some(("alles-vorige-versie.toml".into(), original.clone()))
    );
    assert!(
        all_text(&told)
            .contains("<@1300000000000000001> heeft het bestand **alles.toml** gewijzigd.")
    );
    // Each text has its own version, and can be brought back alone.
    let gone = desk.command("herstel", &[("tekst", "alles/twee")]);
    let menu = &gone["data"]["components"][0]["components"][0];
    let labels: Vec<&str> = (menu["options"].as_array().unwrap().iter())
        .map(|option| option["label"].as_str().unwrap())
        .collect();
    assert!(
        labels.len() == 1 && labels[0].ends_with("zo stond het in het bestand"),
        "{labels:?}"
    );
    let history = desk.command("geschiedenis", &[("tekst", "alles/een")]);
    assert!(
        all_text(&history).contains("- Tekst een\n+ Iets anders"),
        "{history:#}"
    );

    let undone = desk.press(&told, "Maak ongedaan");
    assert!(all_text(&undone).contains("Teruggezet"), "{undone:#}");
    assert_eq!(desk.file(), original);
    let (told_again, previous) = desk.announced_with_file();
    assert_eq!(previous.unwrap().1, changed);
    let late = desk.press(&told, "Maak ongedaan");
    assert!(
        all_text(&late).contains("Zo staat het er al") || all_text(&late).contains("intussen"),
        "{late:#}"
    );
    desk.press(&told_again, "Maak ongedaan");
    assert_eq!(desk.file(), changed);
}

#[test]
fn a_text_that_a_whole_file_leaves_out_comes_back_where_it_stood() {
    let text = file(&["een", "twee", "drie", "vier"])
        .replace("\n[drie]", "\n# ---- de rest ----\n\n[drie]");
    for gone in [
        &["een"][..],
        &["twee"],
        &["drie"],
        &["vier"],
        &["twee", "drie"],
    ] {
        let without = |text: String, name: &&str| text.replace(&entry(name), "");
        let desk = Desk::new(&text);
        let review = send(
            &desk,
            "alles.toml",
            &gone.iter().fold(text.clone(), without),
        );
        desk.press(&review, "Publiceren");
        assert_ne!(desk.file(), text, "{gone:?}");
        for name in gone {
            let versions = desk.command("herstel", &[("tekst", &format!("alles/{name}"))]);
            let version = desk.ask(choose_at(&versions, 0));
            desk.press(&version, "Zet terug");
        }
        assert_eq!(desk.file(), text, "{gone:?}");
    }
}

#[test]
fn the_file_with_words_is_fetched_sent_back_and_undone_as_others() {
    let words = "#:schema ./woorden.schema.json\nfoto = [\"beeld\"]\n";
    let mut desk = Desk::with(&[("alles.toml", &file(&["een"])), ("woorden.toml", words)]);
    let now = |desk: &Desk| desk.bot.live().current().library.synonyms().to_vec();
    let (given, text) = attached(&desk, moderation("bestand", &[("commando", "woorden")]));
    assert_eq!(given["data"]["attachments"][0]["filename"], "woorden.toml");
    assert_eq!(text, words);

    let refused = send(
        &desk,
        "woorden.toml",
        &text.replace("[\"beeld\"]", "\"beeld\""),
    );
    let told = all_text(&refused);
    assert!(told.contains("schrijf: foto = [\"beeld\"]"), "{told}");
    let twice = text.replace("[\"beeld\"]", "[\"beeld\", \"beeld\"]");
    let warned = send(&desk, "woorden.toml", &twice);
    assert!(
        all_text(&warned).contains("waarschuwing: 'beeld' staat al in deze regel"),
        "{warned:#}"
    );

    let review = send(
        &desk,
        "woorden.toml",
        &(text.clone() + "klus = [\"taak\"]\n"),
    );
    let done = desk.press(&review, "Publiceren");
    assert!(!all_text(&done).contains("/woorden"), "{done:#}");
    assert_eq!(now(&desk), [["foto", "beeld"], ["klus", "taak"]]);
    let (told, previous) = desk.announced_with_file();
    assert_eq!(
        previous.unwrap(),
        ("woorden-vorige-versie.toml".into(), text)
    );
    desk.press(&told, "Maak ongedaan");
    assert_eq!(now(&desk), [["foto", "beeld"]]);
    // No text can be made there, and none is looked for.
    let new = desk.command("nieuw", &[("commando", "woorden")]);
    assert!(
        all_text(&new).contains("Dit commando ken ik niet"),
        "{new:#}"
    );
}

#[test]
fn a_file_with_faults_is_refused_with_what_check_says_and_kept() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let broken = original.replace("summary = \"Kort een\"", "sumary = \"Kort een\"");
    let refused = send(&desk, "alles.toml", &broken);
    let text = all_text(&refused);
    for says in [
        "fout: bij een tekst bestaat geen sleutel 'sumary'",
        "alles.toml:8:1",
        "bedoelde je 'summary'?",
    ] {
        assert!(text.contains(says), "{says} in {text}");
    }
    assert!(!buttons(&refused).contains(&"Publiceren"));
    assert_eq!(desk.file(), original);
    // A warning does not stand in the way, and is told.
    let odd = original.replace("summary = \"Kort een\"\n", "");
    let review = send(&desk, "alles.toml", &odd);
    assert!(
        all_text(&review).contains("waarschuwing: deze tekst heeft geen 'summary'"),
        "{review:#}"
    );
    let left = desk.press(&review, "Laat maar");
    assert_eq!(desk.file(), original);
    let desk = desk.restarted();
    let again = desk.press(&left, "Bekijk opnieuw");
    desk.press(&again, "Publiceren");
    assert_eq!(desk.file(), odd, "what was sent is there after a restart");
    fs::remove_dir_all(desk.state.path().join("drafts")).unwrap();
    let desk = desk.restarted();
    let gone = desk.press(&again, "Publiceren");
    assert!(all_text(&gone).contains("bewaar ik niet meer"), "{gone:#}");
}

#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten_unseen() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let mine = desk.file().replace("Tekst een", "Van mij");
    let review = send(&desk, "alles.toml", &mine);
    let other = desk.edit("alles/twee", &[("text", "Van de ander")]);
    desk.press(&other, "Publiceren");
    desk.announced();
    let refused = desk.press(&review, "Publiceren");
    assert!(
        all_text(&refused).contains("Iemand anders heeft"),
        "{refused:#}"
    );
    assert!(desk.file().contains("Van de ander"));
    let again = desk.press(&review, "Publiceren");
    assert!(
        desk.file().contains("Van de ander"),
        "the same button publishes nothing unseen"
    );
    assert!(
        all_text(&again).contains("- text = \"\"\"\n- Van de ander")
            || all_text(&again).contains("- text = \"Van de ander\""),
        "{again:#}"
    );
    let seen = desk.press(&refused, "Bekijk opnieuw");
    desk.press(&seen, "Publiceren");
    assert_eq!(desk.file(), mine);
    // And what was lost by that is in the history of its text.
    let history = desk.command("geschiedenis", &[("tekst", "alles/twee")]);
    assert!(all_text(&history).contains("- Van de ander"), "{history:#}");
    // An edit in between makes undoing the whole unsafe.
    let (told, _) = desk.announced_with_file();
    let edit = desk.edit("alles/een", &[("text", "Later")]);
    desk.press(&edit, "Publiceren");
    let late = desk.press(&told, "Maak ongedaan");
    assert!(all_text(&late).contains("intussen veranderd"), "{late:#}");
    assert!(desk.file().contains("Later"));
}

#[test]
fn a_new_file_is_a_new_command_and_undoing_it_takes_it_away() {
    let mut desk = Desk::new(&file(&["een"]));
    let text = file(&["vraag"]);
    let review = send(&desk, "vragen.toml", &text);
    assert!(
        all_text(&review).contains("een nieuw commando: `/vragen`"),
        "{review:#}"
    );
    assert_eq!(names(&desk), ["alles.toml"]);
    // Whoever made that file meanwhile does not lose it.
    desk.folder.write("vragen.toml", "van een ander");
    let refused = desk.press(&review, "Publiceren");
    assert!(
        all_text(&refused).contains("Iemand anders heeft"),
        "{refused:#}"
    );
    let now = fs::read_to_string(desk.folder.path().join("vragen.toml")).unwrap();
    assert_eq!(now, "van een ander");
    desk.folder.remove("vragen.toml");
    desk.bot.live().reload().unwrap();
    let review = desk.press(&refused, "Bekijk opnieuw");
    desk.press(&review, "Publiceren");
    let shown = answer(&desk.bot, command_with("vragen", "vraag"));
    assert_eq!(description(&shown), "Tekst vraag");
    assert_eq!(
        fs::read_to_string(desk.folder.path().join("vragen.toml")).unwrap(),
        text
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = desk.folder.path().join("vragen.toml");
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }
    let before = desk.bot.live().current();
    let (told, previous) = desk.announced_with_file();
    assert_eq!(previous, None);
    assert_eq!(title(&told), "Nieuw bestand 🆕");
    let undone = desk.press(&told, "Maak ongedaan");
    assert!(
        all_text(&undone).contains("`vragen.toml` is weer verwijderd"),
        "{undone:#}"
    );
    assert_eq!(names(&desk), [".lock", "alles.toml"]);
    assert_eq!(news_of(Some(&before), desk.bot.live()), None);
    let (told, previous) = desk.announced_with_file();
    assert!(all_text(&told).contains("Bestand verwijderd"));
    assert!(
        all_text(&told).contains("heeft het bestand **vragen.toml** weer verwijderd."),
        "{told:#}"
    );
    assert_eq!(previous.unwrap().1, text);
    desk.press(&told, "Maak ongedaan");
    assert_eq!(names(&desk), [".lock", "alles.toml", "vragen.toml"]);
}

#[test]
fn what_is_no_file_with_texts_is_refused_kindly() {
    let desk = Desk::new(&file(&["een"]));
    let text = file(&["een", "twee"]);
    let large = vec![b'#'; (1 << 20) + 1];
    let latin = [text.as_bytes(), b"# caf\xe9\n"].concat();
    let no_options: &[(&str, &str)] = &[];
    for (name, bytes, options, says) in [
        (
            "plaatje.png",
            text.as_bytes(),
            no_options,
            "eindigt op `.toml`, en dit heet “plaatje.png”",
        ),
        ("alles.toml", &large, no_options, "te groot"),
        ("alles.toml", &latin, no_options, "codering"),
        (
            "alles.toml",
            text.as_bytes(),
            &[("commando", "ook")][..],
            "maar je koos /ook",
        ),
        (
            "alles.toml",
            desk.file().as_bytes(),
            no_options,
            "precies gelijk",
        ),
        (
            "alles (1).toml",
            text.as_bytes(),
            no_options,
            "zoals alles.toml;",
        ),
        (
            "leeg.toml",
            b"",
            no_options,
            "fout: in dit bestand staat nog niets",
        ),
        (
            "Mijn tips.toml",
            text.as_bytes(),
            no_options,
            "kan Discord geen commando maken",
        ),
        (
            "../../etc/x.toml",
            text.as_bytes(),
            no_options,
            "kan Discord geen commando maken",
        ),
        (
            ".verborgen.toml",
            text.as_bytes(),
            no_options,
            "kan Discord geen commando maken",
        ),
        (
            "hulp.toml",
            text.as_bytes(),
            no_options,
            "/hulp is al een commando van de bot zelf",
        ),
    ] {
        let refused = send_as(&desk, name, bytes, options);
        let said = all_text(&refused);
        assert!(said.contains(says), "{name}: {says} in {said}");
        assert_eq!(refused["data"]["flags"], 64);
        assert!(!buttons(&refused).contains(&"Publiceren"), "{name}");
        assert_eq!(names(&desk), ["alles.toml"], "{name}");
    }
    // A file whose name a browser or an editor changed is still welcome, with the command beside it.
    let review = send_as(
        &desk,
        "alles (1).toml.txt",
        text.as_bytes(),
        &[("commando", "/alles")],
    );
    assert!(buttons(&review).contains(&"Publiceren"), "{review:#}");
    let lost = as_moderator(with_file(
        moderation("bestand", &[]),
        "x.toml",
        10,
        "https://weg",
    ));
    assert!(all_text(&desk.ask(lost)).contains("heeft dit bestand niet meer"));
    let neither = desk.command("bestand", &[]);
    assert!(
        all_text(&neither).contains("Kies een `commando`"),
        "{neither:#}"
    );
    let unknown = desk.command("bestand", &[("commando", "weg")]);
    assert!(all_text(&unknown).contains("ken ik niet"), "{unknown:#}");
}

#[test]
fn a_broken_file_is_fetched_and_repaired() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let good = desk.file();
    let broken = "title = \"Alles\nkapot";
    desk.folder.write("alles.toml", broken);
    desk.bot.live().reload().unwrap();
    let (_, text) = attached(&desk, moderation("bestand", &[("commando", "alles")]));
    assert_eq!(text, broken);
    let review = send(&desk, "alles.toml", &good);
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), good);
    // The version that could not be read is kept all the same.
    let history = History::new(desk.state.path(), LIMITS);
    let versions = history.versions(&EntryRef::new("alles", WHOLE));
    assert!(versions.iter().any(|version| version.lines == broken));
    assert!(history.entries().is_empty(), "a whole file is no entry");
}

#[test]
fn a_computer_with_other_line_ends_or_a_mark_changes_no_line() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    let windows = format!("\u{feff}{}", original.replace('\n', "\r\n"));
    let same = send(&desk, "alles.toml", &windows);
    assert!(all_text(&same).contains("precies gelijk"), "{same:#}");
    let review = send(&desk, "alles.toml", &windows.replace("Tekst een", "Anders"));
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), original.replace("Tekst een", "Anders"));
}

#[test]
fn a_long_difference_is_whole_in_a_file_beside_the_message() {
    let names: Vec<String> = (0..300).map(|n| format!("nr{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let desk = Desk::new(&file(&names));
    let changed = desk.file().replace("Tekst ", "Nieuwe tekst ");
    let url = "https://cdn.discordapp.com/a";
    desk.sent
        .0
        .lock()
        .unwrap()
        .insert(url.into(), changed.clone().into());
    let payload = with_file(moderation("bestand", &[]), "alles.toml", changed.len(), url);
    let (review, difference) = attached(&desk, payload);
    assert_eq!(difference.lines().count(), 600);
    assert_eq!(
        review["data"]["attachments"],
        json!([{ "id": "0", "filename": "verschil.txt" }])
    );
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), changed);
}

#[test]
fn nobody_else_publishes_or_undoes_a_file() {
    let mut desk = Desk::new(&file(&["een"]));
    let changed = desk.file() + &entry("twee");
    let review = send(&desk, "alles.toml", &changed);
    let refused = |id: &str| {
        let refused = answer(&desk.bot, press(id));
        assert!(
            all_text(&refused).contains("alleen voor de moderatoren"),
            "{refused:#}"
        );
    };
    refused(&custom_id(&review, "Publiceren"));
    refused(&custom_id(&review, "Laat maar"));
    let url = "https://cdn.discordapp.com/a";
    let payload = with_file(moderation("bestand", &[]), "alles.toml", 9, url);
    let stranger = answer(&desk.bot, payload);
    assert!(all_text(&stranger).contains("alleen voor de moderatoren"));
    desk.press(&review, "Publiceren");
    let (told, _) = desk.announced_with_file();
    let refused = answer(&desk.bot, press(&custom_id(&told, "Maak ongedaan")));
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));
    assert_eq!(desk.file(), changed);
}

#[test]
fn many_large_files_leave_the_latest_in_reach() {
    let desk = Desk::new(&file(&["een"]));
    let padding = format!("# {}\n", "x".repeat(1_000_000));
    let reviews: Vec<Value> = (0..20)
        .map(|n| {
            send(
                &desk,
                "alles.toml",
                &format!("{padding}{}# {n}\n", file(&["een"])),
            )
        })
        .collect();
    let drafts = desk.state.path().join("drafts");
    let sizes = fs::read_dir(&drafts)
        .unwrap()
        .map(|f| f.unwrap().metadata().unwrap().len());
    assert!(sizes.sum::<u64>() <= 16 << 20);
    let gone = desk.press(&reviews[0], "Publiceren");
    assert!(all_text(&gone).contains("bewaar ik niet meer"), "{gone:#}");
    let desk = desk.restarted();
    desk.press(&reviews[19], "Publiceren");
    assert!(desk.file().ends_with("# 19\n"));
}

/// Neither what was typed nor what was sent depends on a state folder that can be written.
#[test]
fn a_state_folder_that_takes_nothing_loses_no_text() {
    let desk = Desk::new(&file(&["een", "twee"]));
    let original = desk.file();
    fs::write(desk.state.path().join("drafts"), "").unwrap();
    let fault = desk.edit("alles/een", &[("title", " "), ("text", "Bewaar mij")]);
    let again = desk.press(&fault, "Verder bewerken");
    assert_eq!(inputs(&again)[2].1, "Bewaar mij");
    let changed = original.replace("Tekst een", "Anders");
    let review = send(&desk, "alles.toml", &changed);
    // Without a place for what it would replace, nothing is replaced.
    fs::write(desk.state.path().join("history"), "").unwrap();
    let refused = desk.press(&review, "Publiceren");
    assert!(
        all_text(&refused).contains("Opslaan lukte niet"),
        "{refused:#}"
    );
    assert_eq!(desk.file(), original);
    fs::remove_file(desk.state.path().join("history")).unwrap();
    desk.press(&review, "Publiceren");
    assert_eq!(desk.file(), changed);
}
