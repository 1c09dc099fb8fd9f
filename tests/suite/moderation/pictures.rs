//! Pictures that moderators send with `/moderatie bewerk` and `/moderatie nieuw`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::callback::{all_text, inputs, title};
use crate::support::desk::Desk;
use crate::support::folder::{file, png};
use crate::support::payload::{self, moderation};

const URL: &str = "https://cdn.discordapp.com/attachments/1/2/foto.png";

/// A subcommand with a picture beside it.
fn with_picture(desk: &Desk, subcommand: Value, name: &str, content: &[u8]) -> Value {
    let sent = (URL.to_owned(), content.to_vec());
    desk.sent.0.lock().unwrap().extend([sent]);
    desk.ask(payload::with_picture(subcommand, name, content.len(), URL))
}

/// The names of the pictures beside the files.
fn pictures(desk: &Desk) -> Vec<String> {
    let folder: PathBuf = desk.folder.path().join("beeld");
    let items = fs::read_dir(folder).into_iter().flatten();
    let names = items.map(|item| item.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}

fn content(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.folder.path().join("beeld").join(name)).unwrap()
}

/// The last field of a form.
fn extras(modal: &Value) -> String {
    inputs(modal).pop().unwrap().1
}

#[test]
fn a_picture_comes_with_an_edit() {
    let mut desk = Desk::new(&file(&["een"]));
    let edit = || moderation("bewerk", &[("tekst", "alles/een")]);
    let told = with_picture(&desk, edit(), "Mijn Foto é.PNG", &png(30, 20));
    let said = all_text(&told);
    assert!(said.contains("`beeld/mijn-foto-e.png`"), "{said}");
    assert!(
        said.contains("nog niet wat er op de afbeelding te zien is"),
        "{said}"
    );
    assert!(
        said.contains("achter Te zien:, onder de regel Afbeelding:"),
        "{said}"
    );
    assert_eq!(desk.file(), file(&["een"]));
    let modal = desk.press(&told, "Verder bewerken");
    let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
    let preview = desk.fill(&modal, &[("extras", &typed)]);
    let named =
        json!([{"id": "0", "filename": "mijn-foto-e.png", "description": "Een kop koffie."}]);
    assert_eq!(preview["data"]["attachments"], named, "{preview:#}");
    // It stands beside the files when a text has it, and not before.
    assert_eq!(pictures(&desk), Vec::<String>::new());
    let done = desk.press(&preview, "Publiceren");
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    let lines = "image = \"beeld/mijn-foto-e.png\"\nimage_alt = \"Een kop koffie.\"\n";
    assert!(desk.file().contains(lines), "{}", desk.file());
    assert_eq!(pictures(&desk), ["mijn-foto-e.png"]);
    assert_eq!(content(&desk, "mijn-foto-e.png"), png(30, 20));
    let heard = all_text(&desk.announced());
    assert!(heard.contains("+ Te zien: Een kop koffie."), "{heard}");
    // A version keeps the picture's path and its words, and the picture stays for it.
    let undone = desk.press(&done, "Maak ongedaan");
    assert!(!desk.file().contains("image"), "{undone:#}");
    desk.press(&undone, "Maak ongedaan");
    assert!(desk.file().contains(lines), "{}", desk.file());
    // The same picture stands there once; with words already, there is a preview at once.
    let send = |name: &str, width| with_picture(&desk, edit(), name, &png(width, 20));
    let same = all_text(&send("weer.png", 30));
    assert!(same.contains("`beeld/mijn-foto-e.png`"), "{same}");
    assert!(
        same.contains("Er is niets veranderd aan deze tekst"),
        "{same}"
    );
    let first = send("ander.png", 3);
    assert!(
        all_text(&first).contains("Zo zien leden het straks"),
        "{first:#}"
    );
    // Each has a name of its own, also while both wait.
    let second = send("ander.png", 4);
    assert!(
        all_text(&second).contains("`beeld/ander-2.png`"),
        "{second:#}"
    );
    desk.press(&second, "Publiceren");
    assert_eq!(pictures(&desk), ["ander-2.png", "mijn-foto-e.png"]);
    desk.folder.write("beeld/los.png", png(1, 1));
    desk.command("herlaad", &[]);
    let third = send("los.png", 5);
    assert!(all_text(&third).contains("`beeld/los-2.png`"), "{third:#}");
    assert_eq!(content(&desk, "ander-2.png"), png(4, 20));
}

#[test]
fn a_picture_that_is_not_published_leaves_nothing_beside_the_files() {
    let mut desk = Desk::new(&file(&["een"]));
    let send = |desk: &Desk, name: &str, content: &[u8]| {
        let edit = moderation("bewerk", &[("tekst", "alles/een")]);
        let told = with_picture(desk, edit, name, content);
        let modal = desk.press(&told, "Verder bewerken");
        let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
        desk.fill(&modal, &[("extras", &typed)])
    };
    let preview = send(&desk, "kop.png", &png(30, 20));
    let left = desk.press(&preview, "Laat maar");
    desk = desk.restarted();
    assert_eq!(pictures(&desk), Vec::<String>::new());
    // It is still there for who goes on, also after a restart.
    let modal = desk.press(&left, "Verder bewerken");
    let preview = desk.fill(&modal, &[("text", "Warm.")]);
    assert_eq!(preview["data"]["attachments"][0]["filename"], "kop.png");
    // Where the file cannot be written, the picture does not stay either.
    let path = desk.folder.path().join("alles.toml");
    let writable = |is_writable: bool| {
        let mut may = fs::metadata(&path).unwrap().permissions();
        may.set_readonly(!is_writable);
        fs::set_permissions(&path, may).unwrap();
    };
    writable(false);
    let refused = desk.press(&preview, "Publiceren");
    assert!(all_text(&refused).contains("bewaard"), "{refused:#}");
    assert_eq!(pictures(&desk), Vec::<String>::new());
    writable(true);
    // Many others push it out; the oldest go, and what is on the disk has an end. What was typed stays.
    let typed = desk.edit("alles/een", &[("text", "Getypt.")]);
    let waiting = desk.state.path().join("sent-pictures");
    let kept = || {
        let items = fs::read_dir(&waiting).unwrap();
        let sizes = items.map(|item| item.unwrap().metadata().unwrap().len());
        sizes.sum::<u64>()
    };
    for n in 0..9 {
        let mut content = png(n + 1, 1);
        content.resize(2 << 20, 0);
        with_picture(
            &desk,
            moderation("bewerk", &[("tekst", "alles/een")]),
            "groot.png",
            &content,
        );
        assert!(kept() <= 16 << 20, "{}", kept());
    }
    assert_eq!(kept(), 16 << 20, "the last eight");
    desk = desk.restarted();
    let gone = desk.press(&preview, "Publiceren");
    assert!(
        all_text(&gone).contains("'beeld/kop.png' is niet meer de afbeelding die je stuurde"),
        "{gone:#}"
    );
    assert_eq!(pictures(&desk), Vec::<String>::new());
    assert_eq!(desk.file(), file(&["een"]));
    desk.press(&typed, "Publiceren");
    assert!(desk.file().contains("Getypt."), "{}", desk.file());
}

/// The preview of a text with a picture.
fn previewed(desk: &Desk, text: &str, name: &str, content: &[u8]) -> Value {
    let edit = moderation("bewerk", &[("tekst", text)]);
    let told = with_picture(desk, edit, name, content);
    let modal = desk.press(&told, "Verder bewerken");
    let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
    desk.fill(&modal, &[("extras", &typed)])
}

const NOT_SENT: &str = "is niet meer de afbeelding die je stuurde";

#[test]
fn a_draft_whose_picture_is_gone_takes_no_other_of_the_same_name() {
    let mut desk = Desk::new(&file(&["een", "twee"]));
    let first = previewed(&desk, "alles/een", "kop.png", &png(30, 20));
    let waiting = desk.state.path().join("sent-pictures");
    fs::remove_dir_all(&waiting).unwrap();
    let second = previewed(&desk, "alles/twee", "kop.png", &png(3, 4));
    let named = &second["data"]["attachments"][0]["filename"];
    assert_eq!(named, "kop.png", "the same path");
    for _ in 0..2 {
        let refused = desk.press(&first, "Publiceren");
        assert!(all_text(&refused).contains(NOT_SENT), "{refused:#}");
        assert_eq!(desk.file(), file(&["een", "twee"]));
        desk = desk.restarted();
    }
    desk.press(&second, "Publiceren");
    assert_eq!(content(&desk, "kop.png"), png(3, 4));
    assert_eq!(fs::read_dir(&waiting).unwrap().count(), 0, "none waits");
    let after = desk.file();
    let refused = desk.press(&first, "Publiceren");
    assert!(all_text(&refused).contains(NOT_SENT), "{refused:#}");
    let modal = desk.press(&refused, "Verder bewerken");
    let refused = desk.fill(&modal, &[]);
    assert!(all_text(&refused).contains(NOT_SENT), "{refused:#}");
    assert_eq!(desk.file(), after);
    // Without it the text can go on.
    let modal = desk.press(&refused, "Verder bewerken");
    let without = desk.fill(&modal, &[("text", "Zonder."), ("extras", "")]);
    desk.press(&without, "Publiceren");
    assert!(desk.file().contains("Zonder."), "{}", desk.file());
}

#[test]
fn a_picture_that_somebody_puts_there_by_hand_is_not_published_for_another() {
    let desk = Desk::new(&file(&["een", "twee"]));
    for other in ["een andere", "", "geen bestand"] {
        let preview = previewed(&desk, "alles/een", "kop.png", &png(30, 20));
        let place = desk.folder.path().join("beeld/kop.png");
        match other {
            "geen bestand" => fs::create_dir_all(&place).unwrap(),
            "" => desk.folder.write("beeld/kop.png", ""),
            _ => desk.folder.write("beeld/kop.png", png(3, 4)),
        }
        let refused = desk.press(&preview, "Publiceren");
        assert!(
            all_text(&refused).contains(NOT_SENT),
            "{other}: {refused:#}"
        );
        assert_eq!(desk.file(), file(&["een", "twee"]), "{other}");
        if place.is_dir() {
            fs::remove_dir(&place).unwrap();
        } else {
            fs::remove_file(&place).unwrap();
        }
        desk.command("herlaad", &[]);
    }
    // The same picture is no other, and two drafts may have it.
    let first = previewed(&desk, "alles/een", "kop.png", &png(30, 20));
    let second = previewed(&desk, "alles/twee", "kop.png", &png(30, 20));
    desk.folder.write("beeld/kop.png", png(30, 20));
    desk.press(&first, "Publiceren");
    desk.press(&second, "Publiceren");
    assert_eq!(desk.file().matches("beeld/kop.png").count(), 2);
    assert_eq!(content(&desk, "kop.png"), png(30, 20));
}

#[test]
fn a_picture_that_a_form_names_is_none_but_those_that_were_sent() {
    let desk = Desk::new(&file(&["een"]));
    fs::write(desk.state.path().join("geheim.png"), png(30, 20)).unwrap();
    fs::create_dir(desk.state.path().join("sent-pictures")).unwrap();
    for path in [
        "beeld/../geheim.png",
        "beeld/..\\geheim.png",
        "../geheim.png",
        "beeld/.geheim.png",
    ] {
        let extras = format!("Afbeelding: {path}\nTe zien: Iets.");
        let told = desk.edit("alles/een", &[("extras", &extras)]);
        assert!(
            all_text(&told).contains("geen afbeelding die ik heb"),
            "{told:#}"
        );
    }
}

#[test]
fn all_together_may_be_no_more_when_they_are_published() {
    let desk = Desk::new(&file(&["een"]));
    let mut large = png(1, 1);
    large.resize(2 << 20, 0);
    for n in 0..7 {
        desk.folder.write(&format!("beeld/{n}.png"), &large);
    }
    desk.command("herlaad", &[]);
    let preview = |name: &str| {
        let edit = moderation("bewerk", &[("tekst", "alles/een")]);
        let mut content = png(name.len().try_into().unwrap(), 1);
        content.resize(2 << 20, 0);
        let told = with_picture(&desk, edit, name, &content);
        let modal = desk.press(&told, "Verder bewerken");
        let typed = extras(&modal).replace("Te zien:", "Te zien: Iets.");
        desk.fill(&modal, &[("extras", &typed)])
    };
    // There is room for one of them.
    let (first, second) = (preview("a.png"), preview("bb.png"));
    desk.press(&first, "Publiceren");
    let refused = desk.press(&second, "Publiceren");
    assert!(all_text(&refused).contains("veranderd"), "{refused:#}");
    let modal = desk.press(&refused, "Verder bewerken");
    let told = desk.fill(&modal, &[]);
    assert!(all_text(&told).contains("hooguit 16 MB"), "{told:#}");
    assert!(!pictures(&desk).contains(&"bb.png".into()));
}

#[test]
fn a_picture_comes_with_a_new_text() {
    let desk = Desk::new(&file(&["een"]));
    let new = moderation("nieuw", &[("commando", "alles"), ("onderwerp", "Drinken")]);
    let told = with_picture(&desk, new, "kop.png", &png(30, 20));
    let modal = desk.press(&told, "Verder bewerken");
    let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
    assert!(typed.contains("Onderwerp: Drinken\n"), "{typed}");
    let fields = [
        ("title", "Warme chocola"),
        ("text", "Met room."),
        ("extras", &typed),
    ];
    let preview = desk.fill(&modal, &fields);
    assert_eq!(title(&preview), "Warme chocola");
    desk.press(&preview, "Publiceren");
    assert!(desk.file().contains("[warme-chocola]"), "{}", desk.file());
    assert!(
        desk.file().contains("image = \"beeld/kop.png\""),
        "{}",
        desk.file()
    );
}

#[test]
fn what_is_no_picture_is_refused_and_nothing_is_kept() {
    let desk = Desk::new(&file(&["een"]));
    let edit = || moderation("bewerk", &[("tekst", "alles/een")]);
    let mut large = png(1, 1);
    large.resize((2 << 20) + 1, 0);
    let cases: [(&[u8], &str); 3] = [
        (b"%PDF-1.7 en meer", "is geen PNG, JPEG, WebP of GIF"),
        (b"", "is een leeg bestand"),
        (&large, "is groter dan 2 MB"),
    ];
    for (content, reason) in cases {
        let told = with_picture(&desk, edit(), "kop.png", content);
        assert!(all_text(&told).contains(reason), "{told:#}");
        assert!(all_text(&told).contains("niets veranderd"), "{told:#}");
        assert_eq!(pictures(&desk), Vec::<String>::new());
        assert!(!desk.state.path().join("sent-pictures").exists());
    }
}

#[test]
fn a_picture_goes_with_the_text_that_is_chosen_among_several() {
    let files = [
        ("alles.toml", &*file(&["een"])),
        ("meer.toml", &*file(&["een"])),
    ];
    let mut desk = Desk::with(&files);
    let edit = || moderation("bewerk", &[("tekst", "titel een")]);
    let which = with_picture(&desk, edit(), "kop.png", &png(30, 20));
    let said = all_text(&which);
    assert!(said.contains("`beeld/kop.png`"), "{said}");
    assert!(said.contains("meer teksten met deze naam"), "{said}");
    // Also after a restart.
    desk = desk.restarted();
    let told = desk.press(&which, "Titel een (meer/een)");
    assert_eq!(told["type"], 7, "{told:#}");
    assert!(all_text(&told).contains("nog niet wat er op de afbeelding te zien is"));
    let modal = desk.press(&told, "Verder bewerken");
    let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
    let preview = desk.fill(&modal, &[("extras", &typed)]);
    assert_eq!(preview["data"]["attachments"][0]["filename"], "kop.png");
    assert_eq!(pictures(&desk), Vec::<String>::new());
    desk.press(&preview, "Publiceren");
    let text = fs::read_to_string(desk.folder.path().join("meer.toml")).unwrap();
    assert!(text.contains("image = \"beeld/kop.png\""), "{text}");
    assert_eq!(desk.file(), file(&["een"]));
    assert_eq!(pictures(&desk), ["kop.png"]);
    // One that cannot be used is told of at once; one that is gone is asked for again.
    let told = with_picture(&desk, edit(), "kop.pdf", b"%PDF-1.7");
    assert!(
        all_text(&told).contains("is geen PNG, JPEG, WebP of GIF"),
        "{told:#}"
    );
    let which = with_picture(&desk, edit(), "thee.png", &png(3, 2));
    fs::remove_dir_all(desk.state.path().join("drafts")).unwrap();
    desk = desk.restarted();
    let told = desk.press(&which, "Titel een (alles/een)");
    assert!(all_text(&told).contains("Stuur haar opnieuw"), "{told:#}");
}

#[test]
fn an_overview_takes_no_picture() {
    let desk = Desk::new(&file(&["een"]));
    let edit = moderation("bewerk", &[("tekst", "/alles")]);
    let told = with_picture(&desk, edit, "kop.png", &png(1, 1));
    assert!(
        all_text(&told).contains("niet bij een overzicht"),
        "{told:#}"
    );
    assert_eq!(pictures(&desk), Vec::<String>::new());
}
