//! Pictures that moderators send with `/moderatie bewerk` and `/moderatie nieuw`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::callback::{all_text, inputs, title};
use crate::support::desk::Desk;
use crate::support::folder::{file, png};
use crate::support::payload::{moderation, with_file};

const URL: &str = "https://cdn.discordapp.com/attachments/1/2/foto.png";

/// A subcommand with a picture beside it.
fn with_picture(desk: &Desk, subcommand: Value, name: &str, content: &[u8]) -> Value {
    let sent = (URL.to_owned(), content.to_vec());
    desk.sent.0.lock().unwrap().extend([sent]);
    let mut payload = with_file(subcommand, name, content.len(), URL);
    let options = payload["data"]["options"][0]["options"].as_array_mut();
    options.unwrap().last_mut().unwrap()["name"] = json!("afbeelding");
    desk.ask(payload)
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
    assert_eq!(pictures(&desk), ["mijn-foto-e.png"]);
    assert_eq!(desk.file(), file(&["een"]));
    let modal = desk.press(&told, "Verder bewerken");
    let typed = extras(&modal).replace("Te zien:", "Te zien: Een kop koffie.");
    let preview = desk.fill(&modal, &[("extras", &typed)]);
    let named =
        json!([{"id": "0", "filename": "mijn-foto-e.png", "description": "Een kop koffie."}]);
    assert_eq!(preview["data"]["attachments"], named, "{preview:#}");
    let done = desk.press(&preview, "Publiceren");
    assert!(all_text(&done).contains("Gepubliceerd"), "{done:#}");
    let lines = "image = \"beeld/mijn-foto-e.png\"\nimage_alt = \"Een kop koffie.\"\n";
    assert!(desk.file().contains(lines), "{}", desk.file());
    let heard = all_text(&desk.announced());
    assert!(heard.contains("+ Te zien: Een kop koffie."), "{heard}");
    // The same picture stands there once; with words already, there is a preview at once.
    let again = with_picture(&desk, edit(), "ander.png", &png(3, 2));
    assert!(
        all_text(&again).contains("Zo zien leden het straks"),
        "{again:#}"
    );
    with_picture(&desk, edit(), "weer.png", &png(3, 2));
    with_picture(&desk, edit(), "ander.png", &png(4, 2));
    assert_eq!(
        pictures(&desk),
        ["ander-2.png", "ander.png", "mijn-foto-e.png"]
    );
    // A version keeps the picture's path and its words.
    let undone = desk.press(&done, "Maak ongedaan");
    assert!(!desk.file().contains("image"), "{undone:#}");
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
        assert_eq!(pictures(&desk), Vec::<String>::new());
        let modal = desk.press(&told, "Verder bewerken");
        assert!(extras(&modal).contains("Afbeelding:\n"), "{modal:#}");
    }
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
