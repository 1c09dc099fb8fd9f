//! What members write: which text they miss and what is wrong with one, and what moderators do with it.

use aandeslag::respond::action::Ticket;
use aandeslag::respond::{Report, forgotten_report};
use aandeslag::store::inbox::InboxStore;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::callback::{
    all_text, answer, buttons, components, custom_id, description, inputs,
};
use crate::support::desk::Desk;
use crate::support::folder::file;
use crate::support::payload::{
    at_home, choose, command, command_with, filled, moderation, on, on_private, press,
};

const MISS: &str = "Ik mis een tekst";
const WRITE: &str = "Maak er een tekst van";
const BELONGS: &str = "Hoort bij een tekst";
const HANDLED: &str = "Afgehandeld";
const MENU: &str = "Doe iets met een bericht van een lid";
const FILE: &str = "berichten-van-leden.json";
const MEMBER: u64 = 80_351_110_224_678_912;

/// A payload of a member of the moderators' server.
fn of_member(payload: Value) -> Value {
    let mut payload = at_home(payload);
    payload["member"]["user"]["id"] = json!(MEMBER.to_string());
    payload
}

fn search(question: &str) -> Value {
    command(
        "zoek",
        json!([{ "name": "vraag", "type": 3, "value": question }]),
    )
}

/// A member misses a text; what the moderators' channel gets.
fn missed(desk: &mut Desk, title: &str, words: &str) -> Value {
    let help = answer(&desk.bot, of_member(command("hulp", json!([]))));
    let modal = answer(&desk.bot, of_member(press(&custom_id(&help, MISS))));
    let form = filled(&modal, &[("title", title), ("report", words)]);
    let thanks = answer(&desk.bot, of_member(form));
    assert!(all_text(&thanks).contains("Dank je wel"), "{thanks:#}");
    desk.announced()
}

fn field<'a>(modal: &'a [(String, String)], id: &str) -> &'a str {
    let found = modal.iter().find(|(name, _)| name == id);
    &found
        .unwrap_or_else(|| panic!("no field {id} in {modal:?}"))
        .1
}

#[test]
fn members_say_which_text_they_miss_where_nothing_is_found_and_in_the_help() {
    let desk = Desk::new(&file(&["een"]));
    for payload in [
        search("iets heel anders"),
        command("hulp", json!([])),
        command_with("alles", "onzin"),
        press("1:help"),
    ] {
        let shown = answer(&desk.bot, of_member(payload.clone()));
        assert!(buttons(&shown).contains(&MISS), "{shown:#}");
        // Elsewhere no moderator would hear of it.
        let elsewhere = answer(&desk.bot, payload);
        assert!(!buttons(&elsewhere).contains(&MISS), "{elsewhere:#}");
    }
    let found = answer(&desk.bot, of_member(search("titel een")));
    assert!(!buttons(&found).contains(&MISS), "{found:#}");
}

#[test]
fn a_text_that_is_missed_is_written_without_the_words_of_the_member() {
    let mut desk = Desk::new(&file(&["een"]));
    let told = missed(
        &mut desk,
        "Subsidie aanvragen",
        "Hoe vraag ik @everyone het aan?",
    );
    let said = description(&told);
    for part in [
        &*format!("<@{MEMBER}>"),
        "Subsidie aanvragen",
        "Hoe vraag ik @everyone",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(buttons(&told), [WRITE, BELONGS, HANDLED]);
    let refused = answer(&desk.bot, of_member(press(&custom_id(&told, WRITE))));
    assert!(all_text(&refused).contains("alleen voor de moderatoren"));
    let modal = desk.ask(press(&custom_id(&told, WRITE)));
    let form = inputs(&modal);
    assert_eq!(field(&form, "title"), "Subsidie aanvragen");
    let text = field(&form, "text");
    assert!(text.contains("Hoe vraag ik @everyone het aan?"), "{text}");
    // Sent as it came, there is no text yet.
    let empty = desk.fill(&modal, &[]);
    assert!(
        all_text(&empty).contains("klopt nog iets niet"),
        "{empty:#}"
    );
    let preview = desk.fill(&modal, &[("text", &format!("{text}Zo doe je dat."))]);
    assert_eq!(description(&preview), "Zo doe je dat.");
    desk.press(&preview, "Publiceren");
    let file = desk.file();
    assert!(
        file.contains("[subsidie-aanvragen]") && file.contains("Zo doe je dat."),
        "{file}"
    );
    assert!(
        !file.contains("everyone") && !file.contains("---"),
        "{file}"
    );
}

#[test]
fn with_several_commands_a_moderator_chooses_where_the_text_belongs() {
    let mut desk = Desk::with(&[
        ("alles.toml", &file(&["een"])),
        ("fruit.toml", &file(&["peer"])),
    ]);
    let told = missed(&mut desk, "Bananen", "");
    let asked = desk.ask(press(&custom_id(&told, WRITE)));
    assert_eq!(asked["type"], 4, "what the channel has stays: {asked:#}");
    let modal = desk.press(&asked, "Nieuwe tekst bij /fruit");
    assert_eq!(field(&inputs(&modal), "title"), "Bananen");
    let asked = desk.ask(press(&custom_id(&told, BELONGS)));
    let menu = custom_id(&asked, "Kies een tekst");
    let modal = desk.ask(on_private(choose(&menu, "fruit/peer")));
    let form = inputs(&modal);
    assert_eq!(field(&form, "title"), "Titel peer");
    assert!(field(&form, "keywords").contains("Bananen"), "{form:?}");
    assert!(field(&form, "text").contains("Bananen"), "{form:?}");
}

#[test]
fn a_whole_sentence_that_somebody_missed_becomes_a_question_of_a_text() {
    let mut desk = Desk::new(&file(&["een"]));
    let question = "Wie weet, heel misschien, waar wij soep koken";
    let told = missed(&mut desk, question, "");
    let asked = desk.ask(press(&custom_id(&told, BELONGS)));
    let menu = custom_id(&asked, "Kies een tekst");
    let modal = desk.ask(on_private(choose(&menu, "alles/een")));
    let typed = field(&inputs(&modal), "keywords").to_owned();
    assert_eq!(typed, format!("Vraag: {question}"));
    let typed = format!("soep, koken\n{typed}\nvraag:  mag het ook zondag?\nVraag:");
    let preview = desk.fill(&modal, &[("keywords", &typed), ("text", "Zo.")]);
    desk.press(&preview, "Publiceren");
    let file = desk.file();
    let list = format!("questions = [\n  \"{question}\",\n  \"mag het ook zondag?\",\n]\n");
    assert!(
        file.contains("keywords = [\"soep\", \"koken\"]") && file.contains(&list),
        "{file}"
    );
    let found = answer(&desk.bot, search("heel misschien soep koken"));
    assert!(found.to_string().contains("Titel een"), "{found:#}");
}

#[test]
fn a_report_carries_its_words_into_the_form() {
    let mut desk = Desk::new(&file(&["een"]));
    let shown = answer(&desk.bot, of_member(command_with("alles", "een")));
    let report = "Klopt dit niet? Mis je iets?";
    let more = answer(&desk.bot, of_member(press(&custom_id(&shown, "Meer"))));
    let modal = answer(&desk.bot, of_member(press(&custom_id(&more, report))));
    answer(
        &desk.bot,
        of_member(filled(&modal, &[("report", "De link is dood.")])),
    );
    let told = desk.announced();
    assert_eq!(buttons(&told), ["Bewerk", HANDLED]);
    let modal = desk.ask(press(&custom_id(&told, "Bewerk")));
    let form = inputs(&modal);
    let text = field(&form, "text");
    assert!(
        text.starts_with("De link is dood.\n") && text.ends_with("\nTekst een"),
        "{text}"
    );
    let same = desk.fill(&modal, &[]);
    assert!(all_text(&same).contains("niets veranderd"), "{same:#}");
    // What is typed at the end of the field is part of the text, also below a line that the member took from there.
    let line = text.lines().find(|line| line.starts_with("---")).unwrap();
    let more = format!("{line}\n{text}\n\nEn dit.");
    let preview = desk.fill(&modal, &[("text", &more)]);
    assert_eq!(description(&preview), "Tekst een\n\nEn dit.");
}

#[test]
fn what_is_handled_says_no_longer_who_wrote_and_no_file_ever_did() {
    let mut desk = Desk::new(&file(&["een"]));
    let told = missed(&mut desk, "Subsidie `aanvragen`", "Ik ben boos");
    let kept = || std::fs::read_to_string(desk.state.path().join(FILE)).unwrap();
    assert!(kept().contains("Ik ben boos"));
    assert!(!kept().contains(&MEMBER.to_string()), "{}", kept());
    let desk = desk.restarted();
    let status = desk.command("status", &[]);
    assert!(
        all_text(&status).contains("mist een tekst: `Subsidie 'aanvragen'`"),
        "{status:#}"
    );
    let value = components(&status)
        .find(|c| c["placeholder"] == MENU)
        .map(|menu| menu["options"][0]["value"].as_str().unwrap().to_owned());
    let look = choose(&custom_id(&status, MENU), &value.unwrap());
    let look = desk.ask(on_private(look));
    assert_eq!(buttons(&look), [WRITE, BELONGS, HANDLED, "Terug"]);
    assert!(!all_text(&look).contains(&MEMBER.to_string()), "{look:#}");
    // Where it cannot be forgotten it stays, here and in the channel.
    let file = desk.state.path().join(FILE);
    let aside = desk.state.path().join("opzij");
    std::fs::rename(&file, &aside).unwrap();
    std::fs::create_dir(&file).unwrap();
    for (asked, kind) in [
        (on(&look, HANDLED), 7),
        (press(&custom_id(&told, HANDLED)), 4),
    ] {
        let refused = desk.ask(asked);
        assert_eq!(refused["type"], kind, "{refused:#}");
        assert!(
            all_text(&refused).contains("Opslaan lukte niet"),
            "{refused:#}"
        );
    }
    std::fs::remove_dir(&file).unwrap();
    std::fs::rename(&aside, &file).unwrap();
    let done = desk.ask(press(&custom_id(&told, HANDLED)));
    assert_eq!(done["type"], 7, "{done:#}");
    assert!(all_text(&done).contains("Afgehandeld door"), "{done:#}");
    for gone in [&*MEMBER.to_string(), "boos"] {
        assert!(!done.to_string().contains(gone), "{gone} in {done:#}");
    }
    assert_eq!(done["data"]["components"], json!([]));
    assert_eq!(done["data"]["embeds"], json!([]));
    let kept = std::fs::read_to_string(desk.state.path().join(FILE)).unwrap();
    assert_eq!(kept, "{}");
    let status = desk.ask(moderation("status", &[]));
    assert!(!all_text(&status).contains("mist een tekst"), "{status:#}");
    // Its other buttons say so, and a second press is no fault.
    for words in [WRITE, BELONGS] {
        let gone = desk.ask(press(&custom_id(&told, words)));
        assert!(all_text(&gone).contains("bewaar ik niet meer"), "{gone:#}");
    }
    let again = desk.press(&look, HANDLED);
    assert!(all_text(&again).contains("Hoe staat het"), "{again:#}");
}

#[test]
fn what_members_wrote_is_forgotten_in_time_and_shared_by_all_processes() {
    let state = tempfile::tempdir().unwrap();
    let open = || InboxStore::open(state.path(), 90);
    let (one, other) = (open(), open());
    let report = |title: &str| Report {
        about: None,
        title: title.into(),
        words: String::new(),
    };
    one.add(Ticket(2), report("eerst"), date(2026, 1, 1))
        .unwrap();
    other
        .add(Ticket(1), report("later"), date(2026, 3, 1))
        .unwrap();
    let both = [(Ticket(2), report("eerst")), (Ticket(1), report("later"))];
    one.save(date(2026, 4, 1)).unwrap();
    assert_eq!(one.list(), both);
    assert_eq!(open().list(), both);
    one.shown_by(Ticket(2), 7).unwrap();
    let forgotten = one.save(date(2026, 4, 2)).unwrap();
    assert_eq!(forgotten.len(), 1, "{forgotten:?}");
    assert_eq!(forgotten[0].message, Some(7));
    let said = forgotten_report(&forgotten[0].report).content;
    assert!(
        said.contains("al lang geleden") && said.contains("eerst"),
        "{said}"
    );
    other.save(date(2026, 4, 2)).unwrap();
    assert_eq!(one.list(), both[1..]);
    assert_eq!(other.list(), both[1..]);
    for n in 0..300 {
        one.add(Ticket(100 + n), report("veel"), date(2026, 4, 2))
            .unwrap();
    }
    assert_eq!(one.list().len(), 200);
}

#[test]
fn a_report_of_nothing_that_anybody_sees_is_refused_and_told_to_nobody() {
    let desk = Desk::new(&file(&["een"]));
    let shown = answer(&desk.bot, of_member(command_with("alles", "een")));
    let more = answer(&desk.bot, of_member(press(&custom_id(&shown, "Meer"))));
    let report = custom_id(&more, "Klopt dit niet? Mis je iets?");
    let report = answer(&desk.bot, of_member(press(&report)));
    let help = answer(&desk.bot, of_member(command("hulp", json!([]))));
    let wish = answer(&desk.bot, of_member(press(&custom_id(&help, MISS))));
    for nothing in ["   \n  ", "\u{200b}\u{2800}", "\u{3164}"] {
        for (modal, words) in [(&report, nothing), (&wish, "Hoe krom?")] {
            let form = filled(modal, &[("title", nothing), ("report", words)]);
            let said = all_text(&answer(&desk.bot, of_member(form)));
            assert!(said.contains("Er stond nog niets in"), "{said}");
            assert_eq!(said.contains("krom"), words != nothing, "{said}");
        }
    }
    assert!(desk.told.take().is_err(), "nothing is told");
    let status = desk.command("status", &[]);
    assert!(
        !all_text(&status).contains("Berichten van leden"),
        "{status:#}"
    );
}
