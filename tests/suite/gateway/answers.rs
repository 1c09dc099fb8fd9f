//! What is answered: every kind of interaction, the unreadable ones, and in spite of a panic.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{EPHEMERAL, connected, fruit, is_private, title};
use crate::support::bot::Setup;
use crate::support::payload::{self, ASKER, OTHER};
use crate::support::stand_in::{Connect, StandIn};

/// What a callback has to be.
type Check = fn(&Value) -> bool;

/// Sends all of these at once; each has to get one answer, of the right kind.
async fn check(cases: &[(&str, Value, Check)]) {
    let (stand_in, bot) = connected().await;
    for (_, interaction, _) in cases {
        stand_in.interact(interaction);
    }
    for (name, interaction, is_right) in cases {
        let callback = stand_in.until_answered(interaction).await;
        assert!(is_right(&callback), "{name}: {callback:#}");
        if callback["type"] != 8 {
            assert_eq!(
                callback["data"]["allowed_mentions"],
                json!({"parse": [], "users": [], "roles": []}),
                "{name}"
            );
        }
    }
    bot.stop().await;
    for (name, interaction, _) in cases {
        assert_eq!(stand_in.n_answers(interaction), 1, "{name}");
    }
}

fn is_message(callback: &Value) -> bool {
    callback["type"] == 4 && !is_private(callback)
}

fn is_change(callback: &Value) -> bool {
    callback["type"] == 7
}

fn suggests_appel(callback: &Value) -> bool {
    callback["type"] == 8 && callback["data"]["choices"][0]["value"] == "appel"
}

fn shows_appel(callback: &Value) -> bool {
    title(callback).contains("Appel")
}

fn shows_peer(callback: &Value) -> bool {
    title(callback).contains("Peer")
}

#[tokio::test]
async fn every_command_gets_one_answer() {
    let private = json!([{"name": "alleen_ik", "type": 5, "value": true}]);
    let with_option = || payload::command_option("fruit", "soort", "appel");
    let to_all = payload::command_option("fruit", "soort", "@everyone appl");
    check(&[
        ("without its option", fruit(), |c| {
            is_message(c) && title(c) == "Fruit"
        }),
        ("with its option", with_option(), |c| {
            is_message(c) && shows_appel(c)
        }),
        (
            "in a direct message",
            payload::direct(with_option()),
            shows_appel,
        ),
        ("in a group", payload::in_group(with_option()), |c| {
            is_message(c) && shows_appel(c)
        }),
        (
            "of one member",
            payload::user_installed(with_option()),
            |c| is_message(c) && shows_appel(c),
        ),
        (
            "by chance",
            payload::command("spreuken", json!([])),
            is_message,
        ),
        (
            "for the asker only",
            payload::command("fruit", private),
            is_private,
        ),
        ("a value that matches nothing", to_all, |c| {
            is_private(c) && !c.to_string().contains("@everyone")
        }),
        ("the help", payload::command("hulp", json!([])), is_message),
        (
            "a command that is gone",
            payload::command("weg", json!([])),
            is_private,
        ),
    ])
    .await;
}

#[tokio::test]
async fn answers_do_not_dawdle() {
    let (stand_in, bot) = connected().await;
    let mut fastest = Duration::MAX;
    for _ in 0..20 {
        let begin = Instant::now();
        stand_in.answer(&fruit()).await;
        fastest = fastest.min(begin.elapsed());
    }
    // A packet held back anywhere on the way costs 40 ms.
    assert!(fastest < Duration::from_millis(30), "{fastest:?}");
    bot.stop().await;
}

#[tokio::test]
async fn every_suggestion_gets_one_answer() {
    let typing = |name, typed| payload::typing(name, "soort", typed);
    check(&[
        ("the beginning", typing("fruit", "ap"), suggests_appel),
        ("with a mistake", typing("fruit", "apel"), suggests_appel),
        ("nothing yet", typing("fruit", ""), suggests_appel),
        ("a command that is gone", typing("weg", "ap"), |c| {
            c["type"] == 8
        }),
    ])
    .await;
}

#[tokio::test]
async fn every_press_gets_one_answer() {
    let peer = |user, flags| payload::button("1:show:fruit:peer", user, flags);
    let gone = payload::button("1:show:fruit:banaan", ASKER, 0);
    check(&[
        ("a button", peer(ASKER, 0), |c| {
            is_change(c) && shows_peer(c)
        }),
        ("by someone else", peer(OTHER, 0), |c| {
            c["type"] == 4 && is_private(c) && shows_peer(c)
        }),
        ("on a private message", peer(OTHER, EPHEMERAL), is_change),
        ("an entry that is gone", gone, |c| {
            is_change(c) && title(c) == "Fruit"
        }),
        (
            "another bot's button",
            payload::button("tags_page_2", ASKER, 0),
            is_private,
        ),
        ("a menu", payload::choose("1:choose", "fruit/appel"), |c| {
            is_change(c) && shows_appel(c)
        }),
        (
            "someone's modal",
            payload::modal("van-een-ander"),
            is_private,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_all_the_same() {
    let (stand_in, bot) = connected().await;
    let mut without_field = fruit();
    without_field
        .as_object_mut()
        .unwrap()
        .shift_remove("attachment_size_limit");
    assert_eq!(title(&stand_in.answer(&without_field).await), "Fruit");

    let mut of_new_kind = fruit();
    of_new_kind["type"] = json!(99);
    assert!(is_private(&stand_in.answer(&of_new_kind).await));

    let mut hardly_any = json!({"type": "?", "data": 7});
    hardly_any["id"] = of_new_kind["id"]
        .as_str()
        .unwrap()
        .replace("15", "16")
        .into();
    hardly_any["token"] = of_new_kind["token"].clone();
    let callback = stand_in.answer(&hardly_any).await;
    assert!(
        is_private(&callback) && callback.to_string().contains("Dit kan ik nog niet"),
        "{callback}"
    );

    let mut typing = payload::typing("fruit", "soort", "a");
    typing["data"]["options"] = json!("?");
    assert_eq!(
        stand_in.answer(&typing).await,
        json!({"type": 8, "data": {"choices": []}})
    );

    stand_in.interact(&json!({"type": 2}));
    bot.until_says("nobody can answer it").await;
    stand_in.answer(&fruit()).await;
    let output = bot.stop().await;
    assert_eq!(
        output
            .matches("Discord sent an interaction that cannot be read")
            .count(),
        3
    );
}

#[tokio::test]
async fn what_discord_adds_is_passed_over() {
    let with = |mut payload: Value, path: &str, value: Value| {
        *payload.pointer_mut(path).unwrap() = value;
        payload
    };
    let mut of_tomorrow = fruit();
    for place in ["", "/data", "/member", "/member/user", "/channel", "/guild"] {
        of_tomorrow.pointer_mut(place).unwrap()["new"] = json!({"deep": [{"er": null}]});
    }
    let option = json!([{"name": "nieuw", "type": 99, "value": {"x": [1]}}]);
    let entitlement = json!([{"id": "1", "sku_id": "2", "application_id": "3", "type": 99,
                              "deleted": false, "consumed": null}]);
    let press = || payload::button("1:show:fruit:peer", ASKER, 0);
    let unknown = json!({"type": 99, "id": 9, "custom_id": "x", "things": [1, 2]});
    let in_a_row = json!([{"type": 1, "components": [unknown]}]);
    let label = json!([{"type": 18, "id": 1, "component": unknown}]);
    let is_fruit: Check = |c| title(c) == "Fruit";
    let shows_peer: Check = |c| is_change(c) && shows_peer(c);
    check(&[
        ("fields", of_tomorrow, is_fruit),
        ("an option", payload::command("fruit", option), is_fruit),
        (
            "a channel",
            with(fruit(), "/channel/type", json!(77)),
            is_fruit,
        ),
        ("a context", with(fruit(), "/context", json!(9)), is_fruit),
        (
            "a language",
            with(fruit(), "/locale", json!("x-nieuw")),
            is_fruit,
        ),
        (
            "an owner",
            with(
                fruit(),
                "/authorizing_integration_owners",
                json!({"7": "1"}),
            ),
            is_fruit,
        ),
        (
            "an entitlement",
            with(fruit(), "/entitlements", entitlement),
            is_fruit,
        ),
        (
            "a component",
            with(press(), "/message/components", json!([unknown])),
            shows_peer,
        ),
        (
            "a component in a row",
            with(press(), "/message/components", in_a_row),
            shows_peer,
        ),
        (
            "a press on one",
            with(press(), "/data/component_type", json!(99)),
            shows_peer,
        ),
        (
            "a message",
            with(press(), "/message/type", json!(99)),
            shows_peer,
        ),
        (
            "a form",
            with(payload::modal("x"), "/data/components", label),
            is_private,
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_message_does_not_end_the_session() {
    let (stand_in, bot) = connected().await;
    let whole = json!({"op": 0, "s": 9, "t": "INTERACTION_CREATE", "d": fruit()}).to_string();
    for raw in [
        "",
        "geen JSON",
        "[]",
        "{}",
        "null",
        &whole[..whole.len() / 2],
        "{\"op\": 0}",
    ] {
        stand_in.say_raw(raw);
    }
    stand_in.say(json!({"op": 42, "d": {"new": true}}));
    stand_in.dispatch("SOMETHING_NEW", &json!({"a": [1]}));
    stand_in.dispatch("GUILD_CREATE", &json!("not a server"));
    stand_in.answer(&fruit()).await;
    assert_eq!((stand_in.said(2).len(), stand_in.said(6).len()), (1, 0));
    bot.stop().await;
}

#[tokio::test]
async fn optional_fields_may_be_absent() {
    let (stand_in, bot) = connected().await;
    let mut bare = fruit();
    let fields = bare.as_object_mut().unwrap();
    for key in [
        "channel",
        "guild",
        "guild_locale",
        "app_permissions",
        "authorizing_integration_owners",
        "context",
        "entitlement_sku_ids",
    ] {
        fields.shift_remove(key);
    }
    for key in [
        "permissions",
        "pending",
        "nick",
        "avatar",
        "unusual_dm_activity_until",
    ] {
        fields["member"].as_object_mut().unwrap().shift_remove(key);
    }
    assert_eq!(title(&stand_in.answer(&bare).await), "Fruit");
    let mut press = payload::button("1:show:fruit:peer", ASKER, 0);
    press["message"]
        .as_object_mut()
        .unwrap()
        .shift_remove("interaction_metadata");
    assert!(
        is_private(&stand_in.answer(&press).await),
        "nobody's message is not changed"
    );
    bot.stop().await;
}

#[tokio::test]
async fn odd_json_is_answered_like_any_other() {
    let (stand_in, bot) = connected().await;
    let plain = stand_in
        .answer(&payload::command_option("fruit", "soort", "appel"))
        .await;
    assert!(shows_appel(&plain));
    let command = || payload::command_option("fruit", "soort", "appel");
    let n = payload::oddities(&command()).len();
    for place in 0..n {
        let command = command();
        let (name, json) = payload::oddities(&command).swap_remove(place);
        stand_in.say_raw(&format!(
            "{{\"t\":\"INTERACTION_CREATE\",\"s\":3,\"op\":0,\"d\":{json}}}"
        ));
        assert_eq!(stand_in.until_answered(&command).await, plain, "{name}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_broken_file_does_not_keep_the_others_from_answering() {
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .file("kapot.toml", "title = \"Kapot\nx")
        .start();
    stand_in.until_sessions(1).await;
    assert_eq!(title(&stand_in.answer(&fruit()).await), "Fruit");
    let output = bot.stop().await;
    assert!(output.contains("kapot.toml:1:"), "{output}");
}

#[tokio::test]
async fn operators_see_whether_there_is_a_session() {
    let stand_in = StandIn::start().await;
    let bot = Setup::new(&["gateway"])
        .at(&stand_in)
        .config("[http]\nlisten = \"127.0.0.1:0\"\n")
        .start();
    bot.until_says("serving /healthz").await;
    stand_in.until_sessions(1).await;
    stand_in.answer(&fruit()).await;
    let output = bot.output();
    let (_, rest) = output.split_once("address=").unwrap();
    let address = rest.split_whitespace().next().unwrap();
    let ask = async |path: &str| {
        let reply = reqwest::get(format!("http://{address}{path}")).await;
        let reply = reply.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    assert_eq!(ask("/healthz").await.0, 200);
    assert_eq!(ask("/readyz").await.0, 200);
    let (_, metrics) = ask("/metrics").await;
    assert!(metrics.contains("command=\"fruit\""), "{metrics}");
    assert!(
        metrics.contains("\naandeslag_gateway_connected 1\n"),
        "{metrics}"
    );
    assert_eq!(
        ask("/interactions").await.0,
        404,
        "only the endpoint has those"
    );

    stand_in.meet([Connect::SilentHandshake]);
    stand_in.hang_up();
    let started = Instant::now();
    while ask("/readyz").await.0 == 200 {
        assert!(started.elapsed() < Duration::from_secs(30));
    }
    assert_eq!(ask("/readyz").await.1, "no gateway session\n");
    let (_, metrics) = ask("/metrics").await;
    assert!(
        metrics.contains("\naandeslag_gateway_connected 0\n"),
        "{metrics}"
    );
    assert_eq!(ask("/healthz").await.0, 200);
    bot.stop().await;
}
