//! What the bot answers, as Discord gets it, and reading it.

use std::collections::HashSet;

use aandeslag::bot::Bot;
use axum::http::Method;
use serde_json::Value;

use crate::support::{openapi, sentences};

/// Sends a payload through the bot and gives back the payload that Discord would get, which Discord
/// would take.
pub(crate) fn answer(bot: &Bot, payload: Value) -> Value {
    let interaction = serde_json::from_value(payload).unwrap();
    let callback = serde_json::to_value(bot.answer(&interaction)).unwrap();
    assert_taken("/interactions/1/t/callback", &callback);
    sentences::assert_whole(&callback["data"]);
    callback
}

/// Checks a body against Discord's official description, where that is at hand.
pub(crate) fn assert_taken(path: &str, body: &Value) {
    let violations = openapi::violations(&Method::POST, path, body);
    assert!(violations.is_empty(), "{violations:#?}\n{body:#}");
}

/// The `custom_id` of the button or menu with these words.
pub(crate) fn custom_id(answer: &Value, words: &str) -> String {
    let found = components(answer)
        .find(|c| c["label"] == words || c["placeholder"] == words)
        .unwrap_or_else(|| panic!("no component '{words}' in {answer:#}"));
    found["custom_id"].as_str().unwrap().to_owned()
}

/// All components of an answer.
pub(crate) fn components(answer: &Value) -> impl Iterator<Item = &Value> {
    let rows = answer["data"]["components"]
        .as_array()
        .into_iter()
        .flatten();
    rows.flat_map(|row| row["components"].as_array().unwrap())
}

/// The labels of all buttons of an answer, without those that do nothing.
pub(crate) fn buttons(answer: &Value) -> Vec<&str> {
    components(answer)
        .filter(|c| c["type"] == 2 && c["disabled"] != true)
        .map(|c| c["label"].as_str().unwrap())
        .collect()
}

/// The title of an answer's embed.
pub(crate) fn title(answer: &Value) -> &str {
    answer["data"]["embeds"][0]["title"]
        .as_str()
        .unwrap_or_default()
}

/// The text of an answer's embed.
pub(crate) fn description(answer: &Value) -> &str {
    answer["data"]["embeds"][0]["description"]
        .as_str()
        .unwrap_or_default()
}

/// The fields of a modal as they are filled.
pub(crate) fn inputs(modal: &Value) -> Vec<(String, String)> {
    assert_eq!(modal["type"], 9, "{modal:#}");
    let rows = modal["data"]["components"].as_array().unwrap();
    assert!(rows.len() <= 5);
    let title = modal["data"]["title"].as_str().unwrap();
    assert!((1..=45).contains(&title.chars().count()), "{title}");
    let mut inputs = Vec::new();
    for row in rows {
        let input = &row["components"][0];
        let value = input["value"].as_str().unwrap_or_default();
        let max = usize::try_from(input["max_length"].as_u64().unwrap()).unwrap();
        assert!(value.chars().count() <= max && max <= 4000, "{input:#}");
        assert!(input["label"].as_str().unwrap().chars().count() <= 45);
        assert!(
            input["placeholder"]
                .as_str()
                .unwrap_or_default()
                .chars()
                .count()
                <= 100
        );
        inputs.push((input["custom_id"].as_str().unwrap().into(), value.into()));
    }
    inputs
}

/// Everything that an answer says.
pub(crate) fn all_text(answer: &Value) -> String {
    let data = &answer["data"];
    let mut text = data["content"].as_str().unwrap_or_default().to_owned();
    for embed in data["embeds"].as_array().into_iter().flatten() {
        text += &format!(
            "\n{}\n{}",
            embed["title"],
            embed["description"].as_str().unwrap_or_default()
        );
        for field in embed["fields"].as_array().into_iter().flatten() {
            text += &format!("\n{}\n{}", field["name"], field["value"].as_str().unwrap());
        }
    }
    text
}

/// Checks that no two components of a message have one `custom_id`, which Discord refuses.
pub(crate) fn assert_ids_differ(callback: &Value) {
    let mut seen = HashSet::new();
    for id in components(callback).filter_map(|c| c["custom_id"].as_str()) {
        assert!(seen.insert(id), "{id} twice in {callback:#}");
    }
}
