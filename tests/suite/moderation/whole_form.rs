//! The form reaches everything: the answers of a guide, what a file says of itself, and the order of its
//! texts.

use serde_json::json;

use crate::support::callback::{
    all_text, answer, buttons, components, custom_id, description, inputs, title,
};
use crate::support::desk::Desk;
use crate::support::folder::{entry, file};
use crate::support::payload::{choose, command, command_with, suggestions};

const GUIDE: &str = "title = \"Gids\"\ndescription = \"Een gids\"\nopen_with = \"guide\"\n\n[start]\ntitle = \"Wat zoek je?\"\nsummary = \"Begin\"\ntext = \"Kies.\"\n\n[start.choices]\n# kort\n\"Koffie\" = \"alles/een\"\n\"Weg\" = \"alles/weg\"\n";

#[test]
fn the_answers_of_a_guide_are_edited_by_title() {
    let desk = Desk::with(&[
        ("alles.toml", &file(&["een", "twee"])),
        ("gids.toml", GUIDE),
    ]);
    let modal = desk.command("bewerk", &[("tekst", "gids/start")]);
    let extras = &inputs(&modal)[4].1;
    assert!(
        extras.ends_with("Koffie → Titel een\nWeg → alles/weg"),
        "{extras}"
    );
    let extras = extras.replace(
        "Koffie → Titel een\nWeg → alles/weg",
        "Thee -> Titel twee\nKoffie → Titel een",
    );
    let preview = desk.fill(&modal, &[("extras", &extras)]);
    let shown = all_text(&preview);
    assert!(shown.contains("+ Thee -> Titel twee"), "{shown}");
    let done = desk.press(&preview, "Publiceren");
    let file = std::fs::read_to_string(desk.folder.path().join("gids.toml")).unwrap();
    let expected = GUIDE.replace(
        "# kort\n\"Koffie\" = \"alles/een\"\n\"Weg\" = \"alles/weg\"\n",
        "\"Thee\" = \"alles/twee\"\n# kort\n\"Koffie\" = \"alles/een\"\n",
    );
    assert_eq!(file, expected);
    let asked = answer(&desk.bot, command("gids", json!([])));
    assert_eq!(buttons(&asked)[..2], ["Thee", "Koffie"]);
    desk.press(&done, "Maak ongedaan");
    let undone = std::fs::read_to_string(desk.folder.path().join("gids.toml")).unwrap();
    assert_eq!(undone, GUIDE);

    let unknown = desk.edit("gids/start", &[("extras", "Thee → Nergens")]);
    let told = "Er is geen tekst 'Nergens'; leden zien deze knop niet.";
    assert!(all_text(&unknown).contains(told), "{unknown:#}");
    let twice = desk.edit("gids/start", &[("extras", "Thee → een\nThee → twee")]);
    assert!(all_text(&twice).contains("Er zijn twee knoppen die “Thee” heten."));
}

fn grouped() -> String {
    let group = |name: &str, group: &str| {
        entry(name).replace("summary", &format!("group = \"{group}\"\nsummary"))
    };
    let (een, twee, drie) = (group("een", "A"), group("twee", "A"), group("drie", "B"));
    file(&[]) + &een + &twee + &drie
}

#[test]
fn the_texts_of_a_file_itself_are_edited_previewed_published_and_undone() {
    let mut desk = Desk::new(&grouped());
    let modal = desk.command("bewerk", &[("tekst", "/alles")]);
    let fields = inputs(&modal);
    assert_eq!(fields[0].1, "Alles");
    assert_eq!(fields[1].1, "Alle teksten");
    assert_eq!(
        fields[3].1,
        "## A\nTitel een\nTitel twee\n\n## B\nTitel drie"
    );
    assert_eq!(fields[4].1, "Kleur:\nBron: bron");
    let preview = desk.fill(
        &modal,
        &[
            ("title", "Van alles"),
            ("text", "Kies er een."),
            ("keywords", "Titel drie\n## A\nTitel twee\nTitel een"),
            ("extras", "Kleur: #1D9E75\nBron: bron"),
        ],
    );
    assert_eq!(title(&preview), "Van alles");
    assert!(description(&preview).starts_with("Kies er een.\n"));
    let shown = all_text(&preview);
    for line in [
        "- Titel: Alles",
        "+ Titel: Van alles",
        "+ Kleur: #1D9E75",
        "- ## B",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    assert_eq!(desk.file(), grouped(), "a preview writes nothing");
    let done = desk.press(&preview, "Publiceren");
    let overview = answer(&desk.bot, command("alles", json!([])));
    assert_eq!(title(&overview), "Van alles");
    let shown = description(&overview);
    let place = |title: &str| {
        shown
            .find(title)
            .unwrap_or_else(|| panic!("{title} in {shown}"))
    };
    assert!(place("Titel drie") < place("Titel twee"), "{shown}");
    assert!(place("Titel twee") < place("Titel een"), "{shown}");
    assert!(!desk.file().contains("group = \"B\""));
    let told = desk.announced();
    assert!(all_text(&told).contains("alles.toml"), "{told:#}");
    desk.press(&done, "Maak ongedaan");
    assert_eq!(desk.file(), grouped());
}

#[test]
fn an_order_that_cannot_be_is_told_of_and_kept() {
    let desk = Desk::new(&grouped());
    let modal = desk.command("bewerk", &[("tekst", "/alles")]);
    let order = "Titel een\nTitel een\nTitel vier";
    let told = desk.fill(&modal, &[("keywords", order), ("extras", "Toon: luid")]);
    let shown = all_text(&told);
    for line in [
        "Bij de volgorde staat “Titel een” twee keer.",
        "Bij de volgorde staat “Titel vier”",
        "Bij de volgorde ontbreekt “Titel twee”.",
        "De regel “Toon: luid” begrijp ik niet.",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
    let again = desk.press(&told, "Verder bewerken");
    assert_eq!(inputs(&again)[3].1, order);
    assert_eq!(desk.file(), grouped());

    desk.folder
        .write("alles.toml", grouped() + "# van een ander\n");
    desk.command("herlaad", &[]);
    let late = desk.fill(&modal, &[("title", "Te laat")]);
    assert!(all_text(&late).contains("intussen veranderd"), "{late:#}");
}

#[test]
fn a_file_itself_is_offered_behind_its_texts_and_first_for_a_command() {
    let desk = Desk::with(&[("alles.toml", &file(&["alles-anders", "twee"]))]);
    let offered = |typed: &str| -> Vec<String> {
        let found = desk.ask(suggestions("bewerk", "tekst", typed, json!([])));
        let choices = found["data"]["choices"].as_array().unwrap();
        let values = choices
            .iter()
            .map(|c| c["value"].as_str().unwrap().to_owned());
        values.collect()
    };
    assert_eq!(offered("alles"), ["alles/alles-anders", "/alles"]);
    assert_eq!(offered("/al")[0], "/alles");
    assert_eq!(offered("twee"), ["alles/twee"]);
    let text = answer(&desk.bot, command_with("alles", "twee"));
    assert_eq!(description(&text), "Tekst twee");
}

#[test]
fn a_text_that_comes_back_stands_where_it_stood() {
    let comment = |text: String| text.replace("\n[drie]", "\n# ---- de rest ----\n\n[drie]");
    let text = comment(file(&["een", "twee", "drie", "vier"]));
    for name in ["een", "twee", "drie", "vier"] {
        let desk = Desk::new(&text);
        let title = format!("alles/{name}");
        let asked = desk.command("verwijder", &[("tekst", &title)]);
        let gone = desk.press(&asked, "Ja, verwijder");
        assert!(!desk.file().contains(name), "{}", desk.file());
        desk.press(&gone, "Maak ongedaan");
        assert_eq!(desk.file(), text, "{name} undone");

        let asked = desk.command("verwijder", &[("tekst", &title)]);
        desk.press(&asked, "Ja, verwijder");
        let desk = desk.restarted();
        let versions = desk.command("herstel", &[("tekst", &title)]);
        let menu = custom_id(&versions, "Bekijk een versie");
        let items = components(&versions).find_map(|c| c["options"].as_array());
        let oldest = items.unwrap().last().unwrap()["value"].as_str().unwrap();
        let mut chosen = choose(&menu, oldest);
        chosen["message"]["flags"] = json!(64);
        let version = desk.ask(chosen);
        desk.press(&version, "Zet terug");
        assert_eq!(desk.file(), text, "{name} restored");
    }
}
