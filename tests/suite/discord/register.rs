//! Registering commands, by the command line and beside the gateway, against the stand-in.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::bot::{Bot, FRUIT, SPREUKEN, Setup, save};
use crate::support::payload;
use crate::support::stand_in::{APPLICATION, Fault, Sent, StandIn};

const COMMANDS: &str = "/commands";
const CHANNEL: &str = "/channels/700/messages";
const GUILD: &str = "1200000000000000001";

async fn run(arguments: &[&str], stand_in: &StandIn) -> (i32, String) {
    // All it writes is compared.
    let setup = Setup::new(arguments).at(stand_in).without("RUST_LOG");
    let (status, output) = setup.start().end().await;
    (status.code().expect("an exit code"), output)
}

fn names(commands: &[Value]) -> Vec<&str> {
    commands
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn registering_writes_once_and_then_has_nothing_to_do() {
    let stand_in = StandIn::start().await;
    stand_in.set_registered(
        None,
        vec![json!({"id": "1", "type": 1, "name": "oud", "description": "Oud"})],
    );
    let expected = "Changed the commands in all servers:\n  + /fruit\n  + /spreuken\n  + /zoek\n  + /hulp\n  + Antwoord met…\n  - /oud\n";
    assert_eq!(run(&["register"], &stand_in).await, (0, expected.into()));
    assert_eq!(
        names(&stand_in.registered(None)),
        ["fruit", "spreuken", "zoek", "hulp", "Antwoord met…"]
    );

    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(
        (code, output.as_str()),
        (
            0,
            "The commands in all servers are registered as they should be.\n"
        )
    );
    assert_eq!(stand_in.requests(&Method::PUT, COMMANDS).len(), 1);
    let read = &stand_in.requests(&Method::GET, COMMANDS)[0];
    assert_eq!(read.query, "with_localizations=true");
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let stand_in = StandIn::start().await;
    let expected = "Would change the commands in all servers:\n  + /fruit\n  + /spreuken\n  + /zoek\n  + /hulp\n  + Antwoord met…\n";
    assert_eq!(
        run(&["register", "--dry-run"], &stand_in).await,
        (0, expected.into())
    );
    assert!(stand_in.requests(&Method::PUT, COMMANDS).is_empty());
}

#[tokio::test]
async fn what_others_changed_is_put_right() {
    let stand_in = StandIn::start().await;
    assert_eq!(run(&["register"], &stand_in).await.0, 0);
    let as_registered = stand_in.registered(None);
    let changes: [fn(&mut Value); 6] = [
        |c| c["description"] = json!("Anders"),
        |c| c["description_localizations"] = json!({"de": "Anders"}),
        |c| c["default_member_permissions"] = json!("0"),
        |c| c["contexts"] = json!([0]),
        |c| c["options"][0]["required"] = json!(true),
        |c| c["options"][0]["name_localizations"] = json!({"de": "anders"}),
    ];
    for change in changes {
        let mut commands = as_registered.clone();
        change(&mut commands[0]);
        stand_in.set_registered(None, commands.clone());
        let (code, output) = run(&["register"], &stand_in).await;
        let expected = "Changed the commands in all servers:\n  ~ /fruit\n";
        assert_eq!((code, output.as_str()), (0, expected), "{:#}", commands[0]);
    }
    assert_eq!(stand_in.registered(None), as_registered);

    // The order in which Discord lists things means nothing.
    let mut commands = as_registered;
    commands.reverse();
    commands[0]["contexts"].as_array_mut().unwrap().reverse();
    stand_in.set_registered(None, commands);
    assert!(
        run(&["register"], &stand_in)
            .await
            .1
            .contains("as they should be")
    );
}

#[tokio::test]
async fn what_discord_adds_to_its_list_is_passed_over() {
    let stand_in = StandIn::start().await;
    assert_eq!(run(&["register"], &stand_in).await.0, 0);
    let mut commands = stand_in.registered(None);
    for command in &mut commands {
        command["new"] = json!({"deep": [1, null]});
        if let Some(option) = command.pointer_mut("/options/0") {
            option["new"] = json!("x");
        }
    }
    stand_in.set_registered(None, commands.clone());
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 0, "{output}");
    // A command of a kind that the bot does not know is not one of its own.
    let of_new_kind = json!({"id": "9", "type": 99, "name": "nieuw", "description": "",
                             "options": [{"type": 99, "name": "x", "things": {}}]});
    commands.push(of_new_kind);
    stand_in.set_registered(None, commands);
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("as they should be"), "{output}");
    assert!(names(&stand_in.registered(None)).contains(&"nieuw"));
}

/// What others registered on the same application is handed back as it came; slash commands that no
/// file has any more are the bot's own old ones.
#[tokio::test]
async fn what_others_registered_on_the_application_stays() {
    let stand_in = StandIn::start().await;
    let entry_point = json!({"id": "77", "application_id": "1", "version": "1", "type": 4,
        "name": "launch", "description": "", "handler": 2, "contexts": [0, 1, 2],
        "integration_types": [0, 1]});
    let user = json!({"id": "78", "application_id": "1", "version": "1", "type": 2,
        "name": "Wie is dit?", "description": "", "contexts": [0]});
    let message = json!({"id": "79", "application_id": "1", "version": "1", "type": 3,
        "name": "Vertaal", "description": ""});
    let others = [entry_point, user, message];
    let mut registered = others.to_vec();
    registered.push(json!({"id": "1", "type": 1, "name": "oud", "description": "Oud"}));
    stand_in.set_registered(None, registered);
    let expected = "Would change the commands in all servers:\n  + /fruit\n  + /spreuken\n  + /zoek\n  + /hulp\n  + Antwoord met…\n  - /oud\n";
    let dry = run(&["register", "--dry-run"], &stand_in).await;
    assert_eq!(dry, (0, expected.into()));
    let changed = expected.replace("Would change", "Changed");
    assert_eq!(run(&["register"], &stand_in).await, (0, changed));
    let sent = &stand_in.requests(&Method::PUT, COMMANDS)[0].body;
    for other in &others {
        assert!(sent.as_array().unwrap().contains(other), "{sent:#}");
    }
    assert_eq!(stand_in.registered(None).len(), 8);
    let again = run(&["register"], &stand_in).await.1;
    assert!(again.contains("as they should be"), "{again}");

    // Without it the stand-in takes no list, as Discord.
    stand_in.set_registered(None, vec![others[0].clone()]);
    let bot = Bot::gateway(&stand_in);
    bot.until_says("registered the commands").await;
    assert!(!bot.stop().await.contains("cannot register"));
}

/// Where Discord refuses the list for a command of somebody else, each of the bot's own goes alone.
#[tokio::test]
async fn a_command_of_others_that_discord_refuses_keeps_none_of_the_bots_back() {
    let stand_in = StandIn::start().await;
    let other = json!({"id": "78", "application_id": APPLICATION, "version": "1", "type": 2,
        "name": "Profiel", "description": ""});
    let old = json!({"id": "79", "application_id": APPLICATION, "version": "1", "type": 1,
        "name": "oud", "description": "Oud"});
    stand_in.set_registered(None, vec![other.clone(), old]);
    stand_in.refuse_command("Profiel", "Profiel");
    stand_in.refuse_command("fruit", "schaal");
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 1, "{output}");
    assert!(
        output.contains("! /fruit: description: Not today."),
        "{output}"
    );
    assert!(output.contains("- /oud"), "{output}");
    let registered = stand_in.registered(None);
    assert_eq!(registered[0], other, "as it was");
    assert_eq!(
        names(&registered),
        ["Profiel", "spreuken", "zoek", "hulp", "Antwoord met…"]
    );
    // Nothing differs any more but what was refused.
    let n_writes = stand_in.requests(&Method::POST, COMMANDS).len();
    run(&["register"], &stand_in).await;
    assert_eq!(stand_in.requests(&Method::POST, COMMANDS).len(), n_writes);
    let (code, output) = run(&["register", "--dry-run"], &stand_in).await;
    assert_eq!((code, output.contains("+ /fruit")), (0, true), "{output}");
}

/// A command that an earlier run without a guild registered, and one of somebody else.
fn left_in_all_servers() -> Vec<Value> {
    vec![
        json!({"id": "1", "type": 1, "name": "fruit", "description": "Fruit"}),
        json!({"id": "2", "type": 3, "name": "Van een ander"}),
    ]
}

#[tokio::test]
async fn with_a_guild_its_commands_are_registered_there_and_go_elsewhere() {
    let stand_in = StandIn::start().await;
    stand_in.set_registered(None, left_in_all_servers());
    for (arguments, left) in [
        (
            &["register", "--dry-run"][..],
            &["fruit", "Van een ander"][..],
        ),
        (&["register"], &["Van een ander"]),
    ] {
        let setup = Setup::new(arguments).at(&stand_in);
        let setup = setup.config(&format!("[discord]\nguild = \"{GUILD}\"\n"));
        let (status, output) = setup.start().end().await;
        assert!(status.success(), "{output}");
        assert!(output.contains(&format!("in server {GUILD}")), "{output}");
        assert!(output.contains("in all servers:\n  - /fruit\n"), "{output}");
        assert_eq!(names(&stand_in.registered(None)), left);
    }
    assert_eq!(
        names(&stand_in.registered(Some(GUILD))),
        ["fruit", "spreuken", "zoek", "hulp", "Antwoord met…"]
    );
    let setup = Setup::new(&["register"]).at(&stand_in);
    let setup = setup.config(&format!("[discord]\nguild = \"{GUILD}\"\n"));
    let (_, output) = setup.start().end().await;
    assert!(!output.contains("in all servers"), "{output}");
}

#[tokio::test]
async fn a_running_bot_says_which_commands_stand_twice_and_takes_none_away() {
    let stand_in = StandIn::start().await;
    stand_in.set_registered(None, left_in_all_servers());
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let setup = setup.config(&format!("[discord]\nguild = \"{GUILD}\"\n"));
    let bot = setup.start();
    bot.until_says("`aandeslag register` takes them away").await;
    bot.stop().await;
    assert_eq!(stand_in.registered(None).len(), 2);
}

#[tokio::test]
async fn an_unreadable_answer_to_a_write_is_looked_into() {
    let stand_in = StandIn::start().await;
    for fault in [Fault::Garbage, Fault::BrokenOff] {
        stand_in.set_registered(None, Vec::new());
        stand_in.fail(Method::PUT, COMMANDS, 1, fault.clone());
        let (code, output) = run(&["register"], &stand_in).await;
        assert_eq!(code, 0, "{fault:?}: {output}");
    }
    // Nothing was written, and what was read is no list.
    stand_in.set_registered(None, Vec::new());
    stand_in.fail(Method::GET, COMMANDS, 1, Fault::Garbage);
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 1);
    assert!(
        output.contains("GET /applications/{id}/commands: the answer could not be read"),
        "{output}"
    );
}

#[tokio::test]
async fn a_refusal_of_the_whole_list_says_why() {
    let stand_in = StandIn::start().await;
    let body = json!({"code": 30034, "message": "Max number of daily application command creates has been reached (200)"});
    stand_in.fail(Method::PUT, COMMANDS, 1, Fault::Status(400, body));
    let (code, output) = run(&["register"], &stand_in).await;
    let expected = "error: PUT /applications/{id}/commands: Discord answered 400 (code 30034): \
                    Max number of daily application command creates has been reached (200)\n";
    assert_eq!((code, output.as_str()), (1, expected));
}

#[tokio::test]
async fn one_command_that_discord_refuses_keeps_no_other_back() {
    let stand_in = StandIn::start().await;
    stand_in.refuse_command("fruit", "schaal");
    let (code, output) = run(&["register"], &stand_in).await;
    let expected = "Changed the commands in all servers:\n  + /spreuken\n  + /zoek\n  + /hulp\n  + Antwoord met…\nDiscord refuses in all servers:\n  ! /fruit: description: Not today.\n";
    assert_eq!((code, output.as_str()), (1, expected));
    let others = ["spreuken", "zoek", "hulp", "Antwoord met…"];
    assert_eq!(names(&stand_in.registered(None)), others);

    // All that is right is there by now, so it is not written again.
    let n_writes = stand_in.requests(&Method::PUT, COMMANDS).len();
    let (code, output) = run(&["register"], &stand_in).await;
    let expected = "Discord refuses in all servers:\n  ! /fruit: description: Not today.\n";
    assert_eq!((code, output.as_str()), (1, expected));
    let writes = stand_in.requests(&Method::PUT, COMMANDS);
    assert_eq!(writes.len(), n_writes + 1, "one attempt");

    // Members keep the earlier form of a command, and get the new form of the others.
    let earlier = json!({"id": "5", "application_id": APPLICATION, "version": "1", "type": 1, "name": "fruit", "description": "Vroeger"});
    let old = json!({"id": "6", "application_id": APPLICATION, "version": "1", "type": 1, "name": "spreuken", "description": "Vroeger"});
    stand_in.set_registered(None, vec![earlier, old]);
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 1);
    assert!(output.contains("  ~ /spreuken\n"), "{output}");
    assert!(output.contains("(its earlier form stays)"), "{output}");
    let registered = stand_in.registered(None);
    let fruit = registered.iter().find(|c| c["name"] == "fruit").unwrap();
    assert_eq!(
        (&fruit["id"], &fruit["description"]),
        (&json!("5"), &json!("Vroeger"))
    );

    // Should Discord refuse that as well, the others are registered nevertheless.
    stand_in.refuse_command("fruit", "Vroeger");
    stand_in.set_registered(None, vec![fruit.clone()]);
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 1);
    assert!(!output.contains("earlier form"), "{output}");
    assert_eq!(names(&stand_in.registered(None)), others);
}

#[tokio::test]
async fn moderators_hear_once_of_a_command_that_discord_refuses() {
    let stand_in = StandIn::start().await;
    stand_in.refuse_command("fruit", "schaal");
    let config = "[moderation]\nguild = \"500\"\nchannel = \"700\"\n";
    let setup = Setup::new(&["gateway"]).at(&stand_in).config(config);
    let bot = setup.start();
    let told = stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    let told = told[0].body.to_string();
    for piece in ["`/fruit`", "description: Not today.", "nu niet"] {
        assert!(told.contains(piece), "{piece}: {told}");
    }
    bot.until_says("Discord refuses /fruit: description: Not today.")
        .await;

    // Other commands come meanwhile, without a word about this one.
    save(&bot.responses(), "groente.toml", SPREUKEN);
    let has = |name: &'static str| {
        move |it: &StandIn| names(&it.registered(None)).contains(&name).then_some(())
    };
    stand_in.until("the new command", has("groente")).await;
    let renamed = FRUIT.replace("in de schaal", "in de mand");
    save(&bot.responses(), "fruit.toml", &renamed);
    stand_in.until("the mended command", has("fruit")).await;

    // What is refused then keeps its earlier form, and that is news.
    stand_in.refuse_command("fruit", "bak");
    save(
        &bot.responses(),
        "fruit.toml",
        &FRUIT.replace("in de schaal", "in de bak"),
    );
    // Beside the three saves.
    let told = stand_in.until_done(&Method::POST, CHANNEL, 5).await;
    let is_earlier = |told: &Sent| told.body.to_string().contains("vorige vorm");
    assert!(told.iter().any(is_earlier), "{told:?}");
    bot.stop().await;
    assert_eq!(stand_in.requests(&Method::POST, CHANNEL).len(), 5);
    let registered = stand_in.registered(None);
    let fruit = registered.iter().find(|c| c["name"] == "fruit").unwrap();
    assert_eq!(fruit["description"], "Wat er in de mand ligt");
}

/// A folder that is not mounted yet.
#[tokio::test]
async fn an_empty_folder_at_the_start_changes_nothing_and_the_last_good_texts_answer() {
    let stand_in = StandIn::start().await;
    assert_eq!(run(&["register"], &stand_in).await.0, 0);
    let registered = stand_in.registered(None);
    let n_writes = || stand_in.requests(&Method::PUT, COMMANDS).len();
    let config = "[moderation]\nguild = \"500\"\nchannel = \"700\"\n";
    let setup = Setup::new(&["gateway"]).at(&stand_in).without_files();
    let bot = setup
        .config(config)
        .state_file("last-good/fruit.toml", FRUIT)
        .state_file("last-good/spreuken.toml", SPREUKEN)
        .start();
    stand_in.until_sessions(1).await;
    bot.until_says("the folder holds no response file").await;
    let appel = payload::command_option("fruit", "soort", "appel");
    let answer = stand_in.answer(&appel).await;
    assert!(answer.to_string().contains("Een appel per dag"), "{answer}");
    let mut status = payload::command("moderatie", json!([{"type": 1, "name": "status"}]));
    status["guild_id"] = json!("500");
    status["member"]["permissions"] = json!("32");
    let status = stand_in.answer(&status).await.to_string();
    assert!(status.contains("Ja, dit klopt"), "{status}");
    let told = stand_in.until_done(&Method::POST, CHANNEL, 1).await;
    assert!(
        told[0]
            .body
            .to_string()
            .contains("zijn er 4 ineens weg uit de map")
    );
    assert_eq!(n_writes(), 1);

    // The files appear, and all goes on as it should.
    save(&bot.responses(), "fruit.toml", FRUIT);
    save(&bot.responses(), "spreuken.toml", SPREUKEN);
    bot.until_says("commands are registered as they should be")
        .await;
    assert_eq!(stand_in.registered(None), registered);
    bot.stop().await;

    // Without anything that could answer, the commands stay all the same.
    let n = n_writes();
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .without_files()
        .start();
    stand_in.until_sessions(2).await;
    bot.until_says("the folder holds no response file").await;
    stand_in.answer(&payload::command("hulp", json!([]))).await;
    bot.stop().await;
    let setup = Setup::new(&["register"]).at(&stand_in).without_files();
    let (status, output) = setup.start().end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("nothing is changed at Discord"), "{output}");
    assert_eq!(n_writes(), n);
    assert_eq!(stand_in.registered(None), registered);
}

#[tokio::test]
async fn a_guild_that_the_bot_is_not_in_yet_is_said_once_and_gets_its_commands_later() {
    let stand_in = StandIn::start().await;
    let guild = "guilds/1200000000000000001/commands";
    let body = json!({"code": 50001, "message": "Missing Access"});
    stand_in.fail(Method::GET, guild, 1, Fault::Status(403, body));
    let setup = Setup::new(&["gateway"]).at(&stand_in);
    let bot = setup
        .config(&format!("[discord]\nguild = \"{GUILD}\"\n"))
        .start();
    bot.until_says("looking again about each minute").await;
    assert!(stand_in.registered(Some(GUILD)).is_empty());
    // Another list of commands is tried at once.
    save(&bot.responses(), "groente.toml", SPREUKEN);
    stand_in.until_done(&Method::PUT, guild, 1).await;
    assert_eq!(stand_in.registered(Some(GUILD)).len(), 6);
    bot.stop().await;
}

/// Discord takes 100 slash commands in one place. The bot's own for members give way to the files,
/// that for moderators does not, and it is said.
#[tokio::test]
async fn where_not_all_commands_fit_it_is_said_which_are_left_out() {
    let stand_in = StandIn::start().await;
    let with = |n: usize, setup: Setup| {
        (3..=n).fold(setup, |setup, n| {
            setup.file(&format!("tip{n:03}.toml"), SPREUKEN)
        })
    };
    let moderated = format!("[discord]\nguild = \"{GUILD}\"\n[moderation]\nguild = \"{GUILD}\"\n");
    for (n, config, left_out) in [
        (98, "", ""),
        (99, "", "/hulp"),
        (100, "", "/zoek, /hulp"),
        (97, moderated.as_str(), ""),
        (98, &moderated, "/hulp"),
        (100, &moderated, "/tip100, /zoek, /hulp"),
    ] {
        let setup = Setup::new(&["register"]).at(&stand_in).config(config);
        let (status, output) = with(n, setup).start().end().await;
        assert_eq!(status.code(), Some(0), "{n}: {output}");
        let said = output.split_once("Discord has no place in ");
        let said = said.map_or("", |(_, rest)| rest.split_once(" for ").unwrap().1);
        assert_eq!(said.trim_end().trim_end_matches('.'), left_out, "{output}");
        let guild = (!config.is_empty()).then_some(GUILD);
        let registered = stand_in.registered(guild);
        assert_eq!(
            names(&registered).contains(&"moderatie"),
            !config.is_empty()
        );
    }
}

#[tokio::test]
async fn a_refused_token_and_no_token_are_told_apart() {
    let stand_in = StandIn::start().await;
    let refused = Setup::new(&["register"])
        .at(&stand_in)
        .without("RUST_LOG")
        .env("DISCORD_TOKEN", "wrong");
    let (status, output) = refused.start().end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("Discord refuses the token"), "{output}");
    assert_eq!(output.lines().count(), 1, "{output}");

    let none = Setup::new(&["register"])
        .at(&stand_in)
        .without("DISCORD_TOKEN");
    let (status, output) = none.start().end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("DISCORD_TOKEN_FILE"), "{output}");
}

#[tokio::test]
async fn passing_faults_are_waited_out() {
    let stand_in = StandIn::start().await;
    stand_in.fail(
        Method::GET,
        COMMANDS,
        1,
        Fault::Limited {
            seconds: 0.3,
            global: true,
        },
    );
    stand_in.fail(Method::PUT, COMMANDS, 2, Fault::Status(503, json!({})));
    stand_in.fail(
        Method::GET,
        "/applications/@me",
        1,
        Fault::LimitedByHeader(1),
    );
    let (code, output) = run(&["register"], &stand_in).await;
    assert_eq!(code, 0, "{output}");
    assert_eq!(stand_in.registered(None).len(), 5);
}

#[tokio::test]
async fn a_broken_file_is_reported_and_the_others_are_registered() {
    let stand_in = StandIn::start().await;
    let setup = Setup::new(&["register"])
        .at(&stand_in)
        .file("kapot.toml", "title = \"Kapot\n");
    let (status, output) = setup.start().end().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("kapot.toml:1:"), "{output}");
    assert!(names(&stand_in.registered(None)).contains(&"fruit"));
}

#[tokio::test]
async fn a_missing_folder_is_an_error() {
    let stand_in = StandIn::start().await;
    for command in ["register", "gateway"] {
        let (status, output) = Setup::new(&[command])
            .at(&stand_in)
            .without_responses()
            .start()
            .end()
            .await;
        assert_eq!(status.code(), Some(1));
        assert!(
            output.contains("there is no folder responses with texts"),
            "{output}"
        );
    }
}

#[tokio::test]
async fn the_gateway_leaves_commands_alone_that_are_as_they_should_be() {
    let stand_in = StandIn::start().await;
    assert_eq!(run(&["register"], &stand_in).await.0, 0);
    let bot = Bot::gateway(&stand_in);
    bot.until_says("all 5 commands are registered as they should be")
        .await;
    assert_eq!(stand_in.requests(&Method::PUT, COMMANDS).len(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn the_gateway_registers_what_changed_once() {
    let stand_in = StandIn::start().await;
    let bot = Bot::gateway(&stand_in);
    stand_in.until_sessions(1).await;
    stand_in.until_done(&Method::PUT, COMMANDS, 1).await;

    // A new text is no new command.
    let responses = bot.responses();
    save(
        &responses,
        "fruit.toml",
        &FRUIT.replace("Een appel per dag.", "Twee appels per dag."),
    );
    bot.signal("HUP");
    let appel = payload::command_option("fruit", "soort", "appel");
    stand_in.until("the new text", |_| Some(())).await;
    let mut answer = stand_in.answer(&appel).await;
    while !answer.to_string().contains("Twee appels") {
        answer = stand_in
            .answer(&payload::command_option("fruit", "soort", "appel"))
            .await;
    }

    // Several changes at once are one registration.
    let (next, before) = (
        responses.with_file_name("next"),
        responses.with_file_name("before"),
    );
    std::fs::create_dir(&next).unwrap();
    for file in std::fs::read_dir(&responses).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_file() && name != "fruit.toml" {
            std::fs::copy(&path, next.join(name)).unwrap();
        }
    }
    for n in 1..=5 {
        save(&next, &format!("spreuken{n}.toml"), SPREUKEN);
    }
    std::fs::rename(&responses, before).unwrap();
    std::fs::rename(next, &responses).unwrap();
    bot.signal("HUP");
    let is_in_line = |stand_in: &StandIn| {
        let commands = stand_in.registered(None);
        let names = names(&commands);
        (names.len() == 9 && !names.contains(&"fruit")).then_some(())
    };
    stand_in.until("the new commands", is_in_line).await;
    assert_eq!(stand_in.requests(&Method::PUT, COMMANDS).len(), 2);
    bot.stop().await;
}

#[tokio::test]
async fn registering_that_fails_is_tried_again_while_members_are_answered() {
    let stand_in = StandIn::start().await;
    stand_in.fail(
        Method::PUT,
        COMMANDS,
        1,
        Fault::Status(403, json!({"code": 50001, "message": "Missing Access"})),
    );
    let bot = Bot::gateway(&stand_in);
    bot.until_says("cannot register the commands").await;
    stand_in.until_sessions(1).await;
    stand_in.answer(&payload::command("fruit", json!([]))).await;
    stand_in.until_done(&Method::PUT, COMMANDS, 1).await;
    let attempts = stand_in.requests(&Method::PUT, COMMANDS);
    assert_eq!(attempts.len(), 2);
    assert!((attempts[1].at - attempts[0].at).as_secs_f32() >= 0.9);
    assert!(bot.stop().await.contains("Missing Access"));
}

#[tokio::test]
async fn a_token_that_is_refused_while_registering_ends_the_bot() {
    let stand_in = StandIn::start().await;
    let body = json!({"message": "401: Unauthorized", "code": 0});
    stand_in.fail(Method::GET, COMMANDS, 1, Fault::Status(401, body));
    let (status, output) = Bot::gateway(&stand_in).end().await;
    assert_eq!(status.code(), Some(1));
    assert!(
        output.contains("error: Discord refuses the token"),
        "{output}"
    );
}

/// Replicas start together, each with the token, and see each other's files change.
#[tokio::test]
async fn replicas_register_at_once_without_harm() {
    let stand_in = StandIn::start().await;
    let start = || {
        Setup::new(&["endpoint", "--listen", "127.0.0.1:0"])
            .at(&stand_in)
            .env("DISCORD_PUBLIC_KEY", &crate::support::http::public_key())
            .start()
    };
    let replicas = [start(), start(), start()];
    for replica in &replicas {
        replica.until_says("registered").await;
    }
    assert_eq!(
        names(&stand_in.registered(None))[..2],
        ["fruit", "spreuken"]
    );
    let written = stand_in.requests(&Method::PUT, COMMANDS);
    assert!((1..=3).contains(&written.len()), "{written:?}");
    assert!(written.iter().all(|put| put.body == written[0].body));

    for replica in &replicas {
        save(&replica.responses(), "groente.toml", FRUIT);
    }
    let is_there = |it: &StandIn| {
        names(&it.registered(None))
            .contains(&"groente")
            .then_some(())
    };
    stand_in.until("the new command", is_there).await;
    for replica in replicas {
        replica.stop().await;
    }
}
