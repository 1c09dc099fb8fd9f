//! What a moderator sees at one process of what was done at another on the same folder and state folder, at
//! once and without anybody who looks at the files meanwhile.

use aandeslag::bot::build::Built;
use aandeslag::store::not_found::today;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::upkeep::{assemble, items};
use crate::support::callback::{all_text, answer, buttons, custom_id, inputs};
use crate::support::folder::{Folder, file};
use crate::support::payload::{
    as_moderator, at_home, choose, command, filled, moderation, on, on_private, press,
};

const HERE: &str = "Vaste berichten";
const POSTS: &str = "Doe iets met een vast bericht";
const LETTERS: &str = "Doe iets met een bericht van een lid";
const MISSED: &str = "Doe iets met een zoekvraag";
const VERSIONS: &str = "Bekijk een versie";

/// Two bots that share everything but memory.
struct Two {
    folder: Folder,
    _state: TempDir,
    bots: [Built; 2],
}

impl Two {
    fn new(texts: &[&str]) -> Self {
        let folder = Folder::new(&[("alles.toml", &file(texts))]);
        let state = TempDir::new().unwrap();
        let bots = [(); 2].map(|()| assemble(folder.path(), state.path()));
        for built in &bots {
            built.bot.memory.posts.as_ref().unwrap().start();
        }
        Self {
            folder,
            _state: state,
            bots,
        }
    }

    fn ask(&self, at: usize, payload: Value) -> Value {
        answer(&self.bots[at].bot, as_moderator(payload))
    }

    fn command(&self, at: usize, subcommand: &str, text: &str) -> Value {
        self.ask(at, moderation(subcommand, &[("tekst", text)]))
    }

    fn status(&self, at: usize) -> Value {
        self.ask(at, moderation("status", &[]))
    }

    fn press(&self, at: usize, shown: &Value, words: &str) -> Value {
        self.ask(at, on(shown, words))
    }

    /// Chooses the first of a menu.
    fn choose(&self, at: usize, shown: &Value, menu: &str) -> Value {
        let (_, value) = items(shown, menu).remove(0);
        self.ask(at, on_private(choose(&custom_id(shown, menu), &value)))
    }

    /// A member of the moderators' server.
    fn member(&self, at: usize, payload: Value) -> Value {
        answer(&self.bots[at].bot, at_home(payload))
    }
}

#[test]
fn a_post_that_is_placed_changed_and_removed_at_one_process_is_so_at_the_other() {
    let two = Two::new(&["een"]);
    two.command(0, "plaats", "alles/een");
    let status = two.status(1);
    assert!(all_text(&status).contains(HERE), "{status:#}");
    let post = two.choose(1, &status, POSTS);
    let kept = two.press(1, &post, "Zet terug als iemand het weghaalt");
    assert!(all_text(&kept).contains("zet ik het terug"), "{kept:#}");
    let status = two.status(0);
    assert!(all_text(&status).contains("zet ik terug"), "{status:#}");
    two.press(1, &post, "Haal dit bericht weg");
    let status = two.status(0);
    assert!(!all_text(&status).contains(HERE), "{status:#}");
}

#[test]
fn what_members_wrote_and_searched_at_one_process_is_dealt_with_at_the_other() {
    let two = Two::new(&["een"]);
    let help = two.member(0, command("hulp", json!([])));
    let modal = two.member(0, press(&custom_id(&help, "Ik mis een tekst")));
    two.member(0, filled(&modal, &[("title", "Koelkast"), ("report", "")]));
    let told = two.bots[0].announcements.take().unwrap().message;
    let told = json!({ "data": aandeslag::discord::RequestBody::from(told) });
    // At once, from the message in the channel too.
    let modal = two.ask(1, press(&custom_id(&told, "Maak er een tekst van")));
    assert_eq!(inputs(&modal)[0].1, "Koelkast", "{modal:#}");
    let status = two.status(1);
    assert_eq!(items(&status, LETTERS).len(), 1, "{status:#}");
    let letter = two.choose(1, &status, LETTERS);
    two.press(1, &letter, "Afgehandeld");
    let status = two.status(0);
    assert!(!all_text(&status).contains("Koelkast"), "{status:#}");

    let missed = two.bots[0].bot.memory.not_found.as_ref().unwrap();
    missed.note("grasmaaier", 1, today());
    missed.note("grasmaaier", 2, today());
    missed.save(today()).unwrap();
    let status = two.status(1);
    let words = two.choose(1, &status, MISSED);
    two.press(1, &words, "Niet nodig");
    let status = two.status(0);
    assert!(!all_text(&status).contains("grasmaaier"), "{status:#}");

    let paused = two.press(0, &status, "Pauzeer de tip van de week");
    assert!(all_text(&paused).contains("Gepauzeerd"), "{paused:#}");
    let status = two.status(1);
    assert!(all_text(&status).contains("Gepauzeerd"), "{status:#}");
}

#[test]
fn a_text_that_is_removed_or_changed_at_one_process_is_restored_and_opened_at_the_other() {
    let two = Two::new(&["een", "twee"]);
    let sure = two.command(0, "verwijder", "alles/een");
    two.press(0, &sure, "Ja, verwijder");
    let versions = two.command(1, "herstel", "alles/een");
    let labels = items(&versions, VERSIONS);
    assert_eq!(labels.len(), 1, "what is now is no choice: {labels:?}");
    let version = two.choose(1, &versions, VERSIONS);
    assert_eq!(buttons(&version).last(), Some(&"Niet doen"), "{version:#}");
    two.press(1, &version, "Zet terug");
    let modal = two.command(0, "bewerk", "alles/een");
    let preview = two.ask(0, filled(&modal, &[("text", "Van de een.")]));
    two.press(0, &preview, "Publiceren");
    let modal = two.command(1, "bewerk", "alles/een");
    let text = inputs(&modal).into_iter().find(|(id, _)| id == "text");
    assert_eq!(text.unwrap().1, "Van de een.");
}

#[test]
fn what_is_saved_by_hand_waits_until_it_has_come_to_rest() {
    let two = Two::new(&["een"]);
    two.folder.write("alles.toml", file(&["een", "twee"]));
    let modal = two.command(0, "bewerk", "alles/twee");
    assert!(all_text(&modal).contains("ken ik niet"), "{modal:#}");
}

#[test]
fn of_two_new_texts_with_one_title_the_later_moderator_reads_that_there_is_one_now() {
    let two = Two::new(&["een"]);
    let previews = [0, 1].map(|at| {
        let new = two.ask(at, moderation("nieuw", &[("commando", "alles")]));
        let text = format!("Van {at}.");
        two.ask(at, filled(&new, &[("title", "Gelijk"), ("text", &text)]))
    });
    two.press(0, &previews[0], "Publiceren");
    let late = two.press(1, &previews[1], "Publiceren");
    let told = all_text(&late);
    for part in [
        "met deze naam",
        "- Van 0.",
        "+ Van 1.",
        "`/moderatie nieuw`",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert!(!told.contains("verwijderd"), "{told}");
    let modal = two.press(1, &late, "Verder bewerken");
    let preview = two.ask(1, filled(&modal, &[]));
    two.press(1, &preview, "Publiceren");
    let modal = two.command(0, "bewerk", "alles/gelijk");
    let text = inputs(&modal).into_iter().find(|(id, _)| id == "text");
    assert_eq!(text.unwrap().1, "Van 1.");
}
