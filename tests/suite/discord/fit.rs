//! What was made too large or incomplete fits Discord's limits all the same, and is named.

use aandeslag::discord::Callback;
use aandeslag::respond::{Action, Button, Embed, Item, Menu, Message, Press, Reply, Row};
use aandeslag::words;
use serde_json::{Value, json};

/// A message as it is sent, and what was mended in it.
fn sent(message: Message) -> (Value, Vec<&'static str>) {
    let callback = Callback::from_reply(Reply::private(message));
    let sent = serde_json::to_value(&callback).unwrap();
    (sent["data"].clone(), callback.mended)
}

fn n_items(list: &Value) -> usize {
    list.as_array().map_or(0, Vec::len)
}

fn page(n: usize) -> Button {
    let list = Action::Overview {
        collection: "tips".into(),
        page: n,
    };
    Button {
        label: "Verder".into(),
        does: Press::Ask(list),
    }
}

#[test]
fn what_fits_goes_as_it_is() {
    let message = Message {
        content: "é".repeat(2000),
        rows: (0..5).map(|n| Row::Buttons(vec![page(n)])).collect(),
        ..Message::default()
    };
    let (sent, mended) = sent(message);
    assert!(mended.is_empty(), "{mended:?}");
    assert_eq!(sent["content"], "é".repeat(2000));
    assert_eq!(n_items(&sent["components"]), 5);
}

#[test]
fn nothing_empty_repeated_or_too_long_leaves() {
    let item = |label: &str, value: &str| Item {
        label: label.into(),
        description: Some(" ".into()),
        value: value.into(),
    };
    let menu = |items| {
        Row::Menu(Menu {
            placeholder: "Kies".into(),
            items,
            asks: Action::Choose,
        })
    };
    let nameless = Button {
        label: " ".into(),
        ..page(7)
    };
    let message = Message {
        embed: Some(Embed {
            title: "t".repeat(257),
            description: "d".repeat(4096),
            fields: vec![
                (" ".into(), "leeg".into()),
                ("leeg".into(), "\n".into()),
                ("eerste".into(), "x".repeat(1000)),
                ("laatste".into(), "x".repeat(1000)),
            ],
            ..Embed::default()
        }),
        rows: vec![
            Row::Buttons(Vec::new()),
            menu(Vec::new()),
            Row::Buttons((0..6).map(page).collect()),
            Row::Buttons(vec![page(0), nameless]),
            menu(vec![item("a", "x"), item("b", "x"), item("", "y")]),
        ],
        ..Message::default()
    };
    let (sent, mended) = sent(message);
    let fields = &sent["embeds"][0]["fields"];
    assert_eq!(n_items(fields), 1);
    assert_eq!(fields[0]["name"], "eerste");
    let rows = &sent["components"];
    assert_eq!(n_items(rows), 2);
    assert_eq!(n_items(&rows[0]["components"]), 5);
    assert_eq!(
        rows[1]["components"][0]["options"],
        json!([{"label": "a", "value": "x"}])
    );
    for what in ["embed title", "embed field", "embed", "components", "rows"] {
        assert!(mended.contains(&what), "{what} in {mended:?}");
    }
}

#[test]
fn nobody_is_called_by_a_number_that_nobody_has() {
    let calls = |calls| {
        let message = Message {
            content: "Kijk".into(),
            calls: Some(calls),
            ..Message::default()
        };
        sent(message).0["allowed_mentions"]["users"].clone()
    };
    assert_eq!(calls(0), json!([]));
    assert_eq!(calls(7), json!(["7"]));
    assert_eq!(calls(u64::MAX), json!([u64::MAX.to_string()]));
}

#[test]
fn a_message_always_says_something() {
    let callback = Callback::from_reply(Reply::private(Message {
        embed: Some(Embed::default()),
        rows: vec![Row::Buttons(vec![page(0)])],
        ..Message::default()
    }));
    assert_eq!(callback.mended, ["embeds", "content"]);
    let sent = serde_json::to_value(callback).unwrap_or_default();
    assert_eq!(sent["data"]["content"], words::APOLOGY);
    assert_eq!(sent["data"]["embeds"], json!([]));
}
