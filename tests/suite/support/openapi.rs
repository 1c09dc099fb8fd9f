//! Checks what the bot sends against Discord's official API description, when that is at hand.
//!
//! `AANDESLAG_OPENAPI` says in which file it is: `specs/openapi.json` of
//! <https://github.com/discord/discord-api-spec>.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex};

use axum::http::Method;
use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::support::passed_over;

/// The description, where the environment names it.
static DESCRIPTION: LazyLock<Option<Value>> = LazyLock::new(|| {
    let Some(path) = std::env::var_os("AANDESLAG_OPENAPI") else {
        passed_over(
            "AANDESLAG_OPENAPI does not say where Discord's official API description is, so the \
             bodies that the bot sends are not checked against it",
        );
        return None;
    };
    let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    Some(with_overlaps(serde_json::from_slice(&text).unwrap()))
});

static VALIDATORS: LazyLock<Mutex<HashMap<String, Option<Arc<Validator>>>>> =
    LazyLock::new(Mutex::default);

static VALID: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// What Discord's description has against this body; nothing when the description is not there.
pub(crate) fn violations(method: &Method, path: &str, body: &Value) -> Vec<String> {
    let Some(description) = &*DESCRIPTION else {
        return Vec::new();
    };
    let Some((template, operation)) = operation(description, method, path) else {
        return vec![format!("{method} {path}: no such operation")];
    };
    if body.is_null() {
        return Vec::new();
    }
    let validator = {
        let mut validators = VALIDATORS.lock().unwrap();
        let key = format!("{method} {template}");
        let entry = validators.entry(key);
        entry
            .or_insert_with(|| validator(description, operation))
            .clone()
    };
    let Some(validator) = validator else {
        return vec![format!("{method} {template}: takes no body")];
    };
    // Many bodies are the same, and checking takes a while.
    let checked = format!("{method} {template} {body}");
    if VALID.lock().unwrap().contains(&checked) {
        return Vec::new();
    }
    let errors = validator.iter_errors(body);
    let describe = |error: jsonschema::ValidationError<'_>| {
        format!("{method} {template}: at {}: {error}", error.instance_path())
    };
    let violations: Vec<String> = errors.map(describe).collect();
    if violations.is_empty() {
        VALID.lock().unwrap().insert(checked);
    }
    violations
}

/// Whether the description is there.
pub(crate) fn is_at_hand() -> bool {
    DESCRIPTION.is_some()
}

fn operation<'a>(
    description: &'a Value,
    method: &Method,
    path: &str,
) -> Option<(&'a str, &'a Value)> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let names: Vec<&str> = template.split('/').collect();
        let is_alike = |(name, part): (&&str, &&str)| name.starts_with('{') || name == part;
        names.len() == parts.len() && names.iter().zip(&parts).all(is_alike)
    };
    let method = method.as_str().to_lowercase();
    let paths = description["paths"].as_object()?;
    let fitting = paths
        .iter()
        .filter(|(template, item)| fits(template) && item[&method].is_object());
    // A path without placeholders goes before one with.
    let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    Some((template, &item[&method]))
}

fn validator(description: &Value, operation: &Value) -> Option<Arc<Validator>> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() {
        return None;
    }
    let whole = json!({"allOf": [schema], "components": description["components"]});
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .build(&whole);
    Some(Arc::new(validator.unwrap()))
}

/// The description says "one of" where cases overlap, and means that one has to fit.
fn with_overlaps(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| match key.as_str() {
                "oneOf" if value.is_array() => ("anyOf".into(), with_overlaps(value)),
                _ => (key, with_overlaps(value)),
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(with_overlaps).collect(),
        other => other,
    }
}

#[test]
fn the_description_is_used_when_it_is_at_hand() {
    if !is_at_hand() {
        return;
    }
    let path = "/interactions/1/t/callback";
    let wrong = json!({"type": 4, "data": {"embeds": [{"title": "x".repeat(300)}]}});
    assert!(!violations(&Method::POST, path, &wrong).is_empty());
    let modal = |title: &str, label: &str| {
        let input = json!({"type": 4, "custom_id": "i", "style": 1, "label": label});
        let rows = [json!({"type": 1, "components": [input]})];
        json!({"type": 9, "data": {"custom_id": "m", "title": title, "components": rows}})
    };
    let found = |modal: &Value| violations(&Method::POST, path, modal).len();
    assert_eq!(found(&modal("x", "x")), 0);
    assert!(found(&modal(&"x".repeat(46), "x")) > 0);
    assert!(found(&modal("x", &"x".repeat(46))) > 0);
    let right = json!({"type": 4, "data": {"embeds": [{"title": "x"}]}});
    assert_eq!(
        violations(&Method::POST, path, &right),
        Vec::<String>::new()
    );
    assert!(!violations(&Method::POST, "/no/such/path", &right).is_empty());
}
