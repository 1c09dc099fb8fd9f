//! Finding the right text.

use std::path::Path;

use aandeslag::bot::Bot;
use aandeslag::discord::command::all;
use aandeslag::library::page::Page;
use aandeslag::library::search;
use aandeslag::library::search::Fit;
use aandeslag::library::{Entry, Library};
use aandeslag::store::live::Live;
use aandeslag::text::fold::fold;
use serde_json::{Value, json};

use crate::support::callback::{answer, buttons, components, custom_id, description, title};
use crate::support::desk::Desk;
use crate::support::folder::{Folder, entry, file};
use crate::support::payload::{autocomplete, choose, command, command_with, suggestions};

/// A question with the pages that answer it, the best first; none where no text treats it.
struct Asked {
    question: &'static str,
    answers: Vec<&'static str>,
}

fn questions(table: &'static str) -> impl Iterator<Item = Asked> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (question, answers) = line
            .split_once('\t')
            .expect("a question, a tab and its answers");
        let answers = answers.split(' ').filter(|answer| *answer != "-");
        let answers = answers.collect();
        Asked { question, answers }
    })
}

/// What came of questions, in numbers of questions.
#[derive(Debug, Default)]
struct Measure {
    answered: u32,
    first: u32,
    first_three: u32,
    treated_nowhere: u32,
    told_so: u32,
    unsure: u32,
}

impl Measure {
    fn of(library: &Library, questions: impl Iterator<Item = Asked>) -> Self {
        let mut measure = Self::default();
        for Asked { question, answers } in questions {
            let answer = search::find(library, question, 3);
            if answers.is_empty() {
                measure.treated_nowhere += 1;
                measure.told_so += u32::from(answer.fit == Fit::Nothing);
                measure.unsure += u32::from(answer.fit == Fit::Unsure);
                continue;
            }
            measure.answered += 1;
            let reference = |page: &Page<'_>| page.reference().to_string();
            let is_right =
                |page: &Page<'_>| answers.contains(&reference(page).trim_end_matches('/'));
            let place = answer.pages.iter().position(is_right);
            // Who is told that there is nothing does not find it.
            let place = place.filter(|_| answer.fit != Fit::Nothing);
            measure.first += u32::from(place == Some(0));
            measure.first_three += u32::from(place.is_some());
        }
        measure
    }
}

fn share(part: u32, of: u32) -> f64 {
    f64::from(part) / f64::from(of)
}

/// A point or so below the shares that `docs/search.md` tells.
#[test]
fn questions_in_everyday_words_are_answered() {
    let live = Live::load(Path::new("responses"), None).unwrap();
    let library = &live.current().library;
    let worked = (
        include_str!("../../search/worked.tsv"),
        [0.935, 0.97, 0.98, 0.985],
    );
    let measured = (
        include_str!("../../search/measured.tsv"),
        [0.855, 0.92, 0.86, 0.945],
    );
    for (table, [first, first_three, told_so, not_sure]) in [worked, measured] {
        let measured = Measure::of(library, questions(table));
        assert!(measured.answered > 200 && measured.treated_nowhere >= 90);
        let (answered, nowhere) = (measured.answered, measured.treated_nowhere);
        let n_not_sure = measured.told_so + measured.unsure;
        assert!(share(measured.first, answered) >= first, "{measured:?}");
        assert!(
            share(measured.first_three, answered) >= first_three,
            "{measured:?}"
        );
        assert!(share(measured.told_so, nowhere) >= told_so, "{measured:?}");
        assert!(share(n_not_sure, nowhere) >= not_sure, "{measured:?}");
    }
}

#[test]
fn real_questions_find_their_entry_among_the_first_three() {
    let live = Live::load(Path::new("responses"), None).unwrap();
    let library = &live.current().library;
    let measured = Measure::of(
        library,
        questions(include_str!("../../search/questions.tsv")),
    );
    assert!(measured.answered >= 100, "{measured:?}");
    assert!(
        share(measured.first_three, measured.answered) >= 0.95,
        "{measured:?}"
    );
    for nowhere in [
        "subsidie aanvragen",
        "belastingaangifte",
        "pizza bestellen",
        "statuten wijzigen",
    ] {
        let fit = search::find(library, nowhere, 3).fit;
        assert_eq!(fit, Fit::Nothing, "{nowhere}");
    }
}

/// What people ask any bot about is answered as soon as a text is about it.
#[test]
fn a_text_about_what_no_other_text_treats_is_found() {
    let text = file(&["klein", "snap", "polis", "geld"])
        .replace("Titel snap", "Snapchat")
        .replace(
            "Tekst snap",
            "Zo werkt Snapchat: je foto is na een dag weg.",
        )
        .replace("Titel polis", "Hoe ben je verzekerd?")
        .replace(
            "Tekst polis",
            "De gemeente heeft een verzekering voor vrijwilligers.",
        )
        .replace("Titel geld", "Subsidie aanvragen")
        .replace(
            "Tekst geld",
            "Vraag de subsidie voor 1 oktober aan bij de gemeente.",
        );
    let folder = Folder::new(&[("alles.toml", &text)]);
    let live = Live::load(folder.path(), None).unwrap();
    let library = &live.current().library;
    for (question, page) in [
        ("snapchat", "alles/snap"),
        ("hoe werkt snapchat?", "alles/snap"),
        ("verzekering", "alles/polis"),
        ("ben ik verzekerd als vrijwilliger?", "alles/polis"),
        ("waar kan ik subsidie aanvragen", "alles/geld"),
    ] {
        let found = search::find(library, question, 3);
        let first = found.pages.first().map(|page| page.reference().to_string());
        assert!(
            found.fit > Fit::Nothing && first.as_deref() == Some(page),
            "{question}"
        );
    }
    let fit = search::find(library, "welk weer wordt het morgen", 3).fit;
    assert_eq!(fit, Fit::Nothing);
}

/// Two files with an entry about photos each, and one about something else.
fn two_files() -> (Folder, Bot) {
    let photos = file(&["foto"])
        .replace("Titel foto", "Foto's delen")
        .replace(
            "Tekst foto",
            "Begin zo. Vraag _iedereen_ om toestemming, @everyone. Klaar.",
        );
    let other = file(&["kiekje", "beleid"]).replace("Titel kiekje", "Foto's delen");
    let folder = Folder::new(&[("alles.toml", &photos), ("elders.toml", &other)]);
    let bot = folder.bot();
    (folder, bot)
}

fn find(bot: &Bot, question: &str) -> Value {
    answer(
        bot,
        command(
            "zoek",
            json!([{ "name": "vraag", "type": 3, "value": question }]),
        ),
    )
}

fn choices(bot: &Bot, name: &str, typed: &str) -> Vec<(String, String)> {
    of_payload(&answer(bot, autocomplete(name, typed)))
}

fn of_payload(offered: &Value) -> Vec<(String, String)> {
    let choices = offered["data"]["choices"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    choices
        .map(|c| (text(&c["name"]), text(&c["value"])))
        .collect()
}

#[test]
fn a_question_gives_a_line_per_entry_with_the_fitting_piece_of_text_and_a_menu() {
    let (_folder, bot) = two_files();
    let found = find(&bot, "moet ik iedereen om toestemming vragen?");
    // Words that stand in running text alone prove little.
    assert_eq!(title(&found), "Misschien bedoel je een van deze:");
    assert_eq!(found["data"]["flags"], 64);
    let sure = find(&bot, "foto's delenn");
    assert_eq!(title(&sure), "Dit past bij je vraag", "{sure:#}");
    assert_eq!(
        description(&found),
        "**Foto's delen** · `/alles`\n**Vraag** iedereen om **toestemming**, everyone."
    );
    let opened = answer(
        &bot,
        choose(&custom_id(&found, "Open een tekst"), "alles/foto"),
    );
    assert_eq!(title(&opened), "Foto's delen");
    assert_eq!(
        found["data"]["allowed_mentions"],
        json!({ "parse": [], "users": [], "roles": [] })
    );
}

#[test]
fn a_piece_of_text_has_no_half_a_link_or_mark() {
    let text = file(&["foto"]).replace(
        "Tekst foto",
        "Lees [de regels](https://example.org/regels) over toestemming, **altijd** <:ja:123456789012345678>!",
    );
    let folder = Folder::new(&[("alles.toml", &text), ("ander.toml", &file(&["twee"]))]);
    let found = find(&folder.bot(), "regels over toestemming");
    assert_eq!(
        description(&found),
        "**Titel foto** · `/alles`\nLees de **regels** over **toestemming**, altijd !"
    );
}

#[test]
fn what_autocomplete_offers_for_a_question_opens_and_no_two_read_the_same() {
    let (_folder, bot) = two_files();
    for typed in ["", "f", "foto", "fotos del", "titel bele", "FÓTÓ", "delne"] {
        let choices = choices(&bot, "zoek", typed);
        assert!((1..=25).contains(&choices.len()), "{typed}: {choices:?}");
        let mut names: Vec<&str> = choices.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), choices.len(), "{choices:?}");
        for (name, value) in &choices {
            let opened = find(&bot, value);
            assert!(name.starts_with(title(&opened)), "{typed}: {opened:#}");
        }
    }
    assert_eq!(choices(&bot, "zoek", "toest")[0].1, "alles/foto");
}

#[test]
fn an_overview_is_found_by_its_name_suggested_and_opened() {
    let about = file(&["een"]).replace("\"Alles\"", "\"Zeven vormen\"");
    let folder = Folder::new(&[("vormen.toml", &about), ("ander.toml", &file(&["twee"]))]);
    let bot = folder.bot();
    let found = find(&bot, "wat zijn de zeven vormen?");
    let opened = choose(&custom_id(&found, "Open een tekst"), "vormen/");
    assert_eq!(title(&answer(&bot, opened)), "Zeven vormen");
    for typed in ["zeven", "vormen"] {
        assert_eq!(choices(&bot, "zoek", typed)[0].1, "vormen/", "{typed}");
    }
    for named in ["vormen/", "vormen", "ZEVEN VORMEN"] {
        let opened = find(&bot, named);
        assert_eq!(title(&opened), "Zeven vormen");
        assert_eq!(opened["data"]["flags"], 64, "{named}");
    }
}

#[test]
fn what_is_opened_from_a_search_is_private_and_the_best_text_is_posted_for_a_member() {
    let (_folder, bot) = two_files();
    let opened = find(&bot, "titel beleid");
    assert_eq!(opened["data"]["flags"], 64);
    assert!(buttons(&opened).contains(&"Deel in dit kanaal"));
    for question in ["titel beleid", "wat is het beleid"] {
        let options = json!([
            { "name": "vraag", "type": 3, "value": question },
            { "name": "voor", "type": 6, "value": "1300000000000000002" },
        ]);
        let posted = answer(&bot, command("zoek", options));
        assert_eq!(title(&posted), "Titel beleid", "{question}");
        assert_eq!(posted["data"]["content"], "<@1300000000000000002>");
        assert!(posted["data"]["flags"].is_null(), "{posted:#}");
    }
}

#[test]
fn a_whole_title_opens_its_entry_and_one_of_two_alike_does_not() {
    let (_folder, bot) = two_files();
    assert_eq!(title(&find(&bot, "titel BELEID")), "Titel beleid");
    let both = find(&bot, "foto's delen");
    assert_eq!(
        components(&both).next().unwrap()["options"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_step_of_the_guide_is_found_and_its_first_one_as_the_guide() {
    let guide = "open_with = \"guide\"\n\n[start]\ntitle = \"Wat zoek je?\"\nsummary = \"S\"\ntext = \"T\"\n\n[start.choices]\n\"Hulp\" = \"hulp\"\n\n[hulp]\ntitle = \"Niemand helpt mee\"\nsummary = \"S\"\ntext = \"T\"\n\n[hulp.choices]\n\"Klein\" = \"alles/klein\"\n";
    let head = "title = \"Wegwijzer\"\ndescription = \"Stap voor stap\"\nquestions = [\"stel mij wat vragen\"]\n";
    let folder = Folder::new(&[
        ("alles.toml", &file(&["klein"])),
        ("wegwijzer.toml", &format!("{head}{guide}")),
    ]);
    let live = Live::load(folder.path(), None).unwrap();
    let library = &live.current().library;
    for (question, page) in [
        ("waarom helpt er niemand mee?", "wegwijzer/hulp"),
        ("wat ik zoek", "wegwijzer/"),
        ("kun je mij wat vragen stellen", "wegwijzer/"),
    ] {
        let found = search::find(library, question, 3).pages;
        let found: Vec<_> = found
            .iter()
            .map(|page| page.reference().to_string())
            .collect();
        assert_eq!(found, [page], "{question}");
    }
}

#[test]
fn a_question_that_nothing_fits_gets_the_overviews_privately() {
    let (_folder, bot) = two_files();
    for question in [
        "xyzzy",
        "ǝ",
        "?!",
        "123",
        "<@1300000000000000001> **hoi** zwemmen",
    ] {
        let near = find(&bot, question);
        assert_eq!(near["data"]["flags"], 64, "{near:#}");
        assert_eq!(title(&near), "Dat heb ik niet gevonden");
        assert_eq!(
            buttons(&near),
            ["Alles", "Alles", "Wat kan ik vragen?"],
            "{near:#}"
        );
        assert!(!near.to_string().contains("1300000000000000001"));
    }
    let nothing_asked = find(&bot, "  ");
    assert!(
        nothing_asked["data"]["content"]
            .as_str()
            .unwrap()
            .contains("Waar ben je naar op zoek?")
    );
}

#[test]
fn a_library_without_entries_answers_too() {
    let folder = Folder::new(&[("stuk.toml", "title = \"")]);
    let bot = folder.bot();
    assert_eq!(title(&find(&bot, "foto")), "Dat heb ik niet gevonden");
    assert!(choices(&bot, "zoek", "").is_empty());
}

#[test]
fn the_command_is_registered_and_gives_way_to_files() {
    let (_folder, bot) = two_files();
    let commands = json!(all(&bot.live().current().library, false));
    let find = commands
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["name"] == "zoek")
        .unwrap();
    assert_eq!(find["options"][0]["name"], "vraag");
    assert_eq!(find["options"][0]["autocomplete"], true);
}

/// Bugs that other bots had in searching.
#[test]
fn known_traps_of_searching() {
    let many: String = (0..40).map(|n| entry(&format!("nr{n:02}"))).collect();
    let last = entry("laatste").replace("Titel laatste", "Zwemles")
        + "keywords = [\"setTimeout\", \" Java17 \", \"2FA\", \"AB\"]\n";
    let folder = Folder::new(&[("alles.toml", &(file(&[]) + &many + &last))]);
    let bot = folder.bot();
    for command in ["alles", "zoek"] {
        let first = |typed: &str| choices(&bot, command, typed).first().map(|c| c.0.clone());
        // The limit comes after the filter, from the first letter on.
        for typed in ["z", "zwem", "zwemles"] {
            assert_eq!(
                first(typed).as_deref(),
                Some("Zwemles"),
                "{command} {typed}"
            );
        }
        // Capitals, digits and spaces in keywords; two letters are enough.
        for typed in ["settimeout", "SETTIMEOUT", "java17", "2fa", "ab"] {
            assert_eq!(
                first(typed).as_deref(),
                Some("Zwemles"),
                "{command} {typed}"
            );
        }
        // Nothing typed, or nothing that is a letter, is no error and no more than fits.
        for typed in ["", " ", "?", "***", &"x".repeat(6000)] {
            assert!(
                choices(&bot, command, typed).len() <= 25,
                "{command} {typed}"
            );
        }
        assert_eq!(choices(&bot, command, "").len(), 25);
    }
    // What is offered works, and so does what was typed without choosing.
    for typed in ["zwemles", "ZWEMLES", "settimeout"] {
        assert_eq!(
            title(&answer(&bot, command_with("alles", typed))),
            "Zwemles"
        );
    }
    // The text itself is searched.
    assert_eq!(title(&find(&bot, "alles/nr07")), "Titel nr07");
    assert!(description(&find(&bot, "tekst nr07")).contains("Titel nr07"));
    // A list that does not fit says so, or goes on elsewhere.
    let overview = answer(&bot, command("alles", json!([])));
    assert!(buttons(&overview).contains(&"Volgende pagina"));
}

/// The rank of a title among suggestions, told apart without the bot's own search; nothing for what
/// is found by its text, or in spite of a typing error.
fn rank(entry: &Entry, typed: &str) -> Option<u8> {
    let (typed, title) = (fold(typed), fold(&entry.title));
    let starts = |text: &str, word: &str| text.split(' ').any(|other| other.starts_with(word));
    let has_all = |text: &str| typed.split(' ').all(|word| starts(text, word));
    let names: Vec<String> = entry.keywords.iter().map(|word| fold(word)).collect();
    let group = fold(entry.group.as_deref().unwrap_or_default());
    let all = format!("{} {title} {} {group}", fold(&entry.id), names.join(" "));
    Some(match () {
        () if typed == title || typed == fold(&entry.id) => 0,
        () if title.starts_with(&typed) => 1,
        () if has_all(&title) => 2,
        () if has_all(&group) => 3,
        () if has_all(&all) => 4,
        () => return None,
    })
}

/// What must stand first in a list, in this order.
fn first_in_list(library: &Library, within: Option<&str>, typed: &str) -> Vec<String> {
    let collections = library.collections().iter();
    let collections = collections.filter(|c| within.is_none_or(|within| c.name == within));
    let all = collections.flat_map(|c| c.entries().iter().map(move |e| (c, e)));
    let mut ranked: Vec<(u8, String)> = all
        .filter_map(|(c, e)| Some((rank(e, typed)?, format!("{}/{}", c.name, e.id))))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, name)| name).take(25).collect()
}

/// A whole title puts its text first, for every shipped text in every list; its first words and its
/// first letters put it where its rank is.
#[test]
fn every_list_has_the_shipped_texts_in_the_order_that_people_expect() {
    let names = [
        "functies",
        "betrokkenheid",
        "tips",
        "wegwijzer",
        "achtergrond",
    ];
    let files: Vec<(String, String)> = names
        .iter()
        .map(|name| {
            let text = std::fs::read_to_string(format!("responses/{name}.toml")).unwrap();
            // Pictures are in no list.
            let lines = text.lines().filter(|line| !line.starts_with("image"));
            let text = lines.collect::<Vec<_>>().join("\n") + "\n";
            (format!("{name}.toml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let desk = Desk::with(&files);
    let now = desk.bot.live().current();
    let library = &now.library;
    let mut n_checked = 0;
    for collection in library.collections() {
        for entry in collection.entries() {
            let name = format!("{}/{}", collection.name, entry.id);
            let words: Vec<&str> = entry.title.split(' ').take(2).collect();
            let letters: String = entry.title.chars().take(5).collect();
            for typed in [entry.title.clone(), words.join(" "), letters] {
                let expected = first_in_list(library, None, &typed);
                let mut found = choices(&desk.bot, "zoek", &typed);
                found.retain(|(_, value)| !value.ends_with('/'));
                let mut lists = vec![("zoek", found)];
                for subcommand in ["bewerk", "verwijder", "geschiedenis", "herstel"] {
                    let found = desk.ask(suggestions(subcommand, "tekst", &typed, json!([])));
                    lists.push((subcommand, of_payload(&found)));
                }
                for (list, found) in lists {
                    let found: Vec<&str> = found.iter().map(|(_, value)| value.as_str()).collect();
                    assert!(found.len() <= 25 && found.len() >= expected.len());
                    let first = &found[..expected.len()];
                    assert_eq!(first, expected, "{list}: {typed}");
                    if typed == entry.title {
                        assert_eq!(found[0], name, "{list}: {typed}");
                    }
                }
                let own = first_in_list(library, Some(&collection.name), &typed);
                let found = choices(&desk.bot, &collection.name, &typed).into_iter();
                let found = found.filter(|(words, _)| !words.starts_with("Onderwerp: "));
                let found = found.map(|(_, id)| format!("{}/{id}", collection.name));
                let found: Vec<String> = found.take(own.len()).collect();
                assert_eq!(found, own, "/{}: {typed}", collection.name);
                if typed == entry.title {
                    assert_eq!(found[0], name, "/{}: {typed}", collection.name);
                }
                n_checked += 1;
            }
        }
    }
    assert!(n_checked > 150, "{n_checked}");
}

#[test]
fn suggestions_come_by_rank_and_within_a_rank_as_in_the_files() {
    let text = |id: &str, title: &str, more: &str| {
        format!("\n[{id}]\ntitle = \"{title}\"\nsummary = \"Kort\"\n{more}\n")
    };
    let plain = "text = \"Niets\"";
    let one = file(&[])
        + &text("a", "Over iets", "text = \"De fotograaf komt.\"")
        + &text(
            "b",
            "Wat anders",
            "text = \"Niets\"\nkeywords = [\"fotograaf\"]",
        )
        + &text("c", "Nog anders", "text = \"Niets\"\ngroup = \"Fotograaf\"")
        + &text("d", "Fotograf", plain);
    let two = file(&[])
        + &text("e", "De beste fotograaf", plain)
        + &text("f", "Fotograaf vinden", plain)
        + &text("g", "Fotograaf", plain);
    let folder = Folder::new(&[("een.toml", &one), ("twee.toml", &two)]);
    let bot = folder.bot();
    let found = |typed: &str| -> Vec<String> {
        let choices = choices(&bot, "zoek", typed).into_iter();
        choices.map(|(_, value)| value).collect()
    };
    for typed in ["fotograaf", "Fotograáf", " FOTOGRAAF "] {
        assert_eq!(
            found(typed),
            [
                "twee/g", "twee/f", "twee/e", "een/c", "een/b", "een/d", "een/a"
            ],
            "{typed}"
        );
    }
    // One error from four letters on, two from seven; also while a word is being typed.
    for (typed, first) in [
        ("fotorgaafs", "twee/g"),
        ("fotograaf vidnen", "twee/f"),
        ("fotorgaaf vin", "twee/f"),
        ("besta foto", "twee/e"),
        ("wta anders", "een/b"),
        ("wat adners", "een/b"),
    ] {
        let found = found(typed);
        if typed.starts_with("wta") {
            // Three letters are taken as they are; the other word still finds it, by its rank.
            assert!(!found.is_empty(), "{typed}");
        } else {
            assert_eq!(found.first().map(String::as_str), Some(first), "{typed}");
        }
    }
    assert_eq!(found("twee/fo"), ["twee/f", "twee/g", "twee/e"]);
    assert_eq!(found("een/d")[0], "een/d");
}

#[test]
fn an_option_takes_an_exact_title_an_id_or_a_reference() {
    let (_folder, bot) = two_files();
    for typed in ["alles/foto", "FOTO", "foto's delen"] {
        let shown = answer(&bot, command_with("alles", typed));
        assert_eq!(title(&shown), "Foto's delen", "{typed}");
    }
}
