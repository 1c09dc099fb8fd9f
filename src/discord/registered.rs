//! Compares the commands that Discord says it has with those that it should have.
//!
//! What Discord adds of its own, and what it leaves out because it is the default, makes no difference.

use std::borrow::Borrow;

use serde_json::Value;
use serenity::all::CommandType;

use crate::discord::command::{Command, kind_of, name_of};
use crate::words;

/// What would have to change at Discord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Names that Discord does not have yet.
    pub added: Vec<String>,
    /// Names that Discord has otherwise.
    pub changed: Vec<String>,
    /// Names that Discord should no longer have.
    pub removed: Vec<String>,
}

impl Difference {
    /// Whether all is as it should be.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Command {
    /// Whether Discord has this one as it should be.
    pub fn is_as(&self, registered: &Value) -> bool {
        covers(registered, &self.0)
    }

    /// Whether Discord has this one under the name of the other.
    pub fn is_named_as(&self, registered: &Value) -> bool {
        self.shown() == name_of(registered)
    }
}

/// Whether a registered command is one that the bot may change or take away: a slash command, or its
/// own in the menu of a message. Others belong to whoever registered them on the same application:
/// commands in menus by other names, and the Entry Point of an Activity, without which Discord takes
/// no list at all.
pub fn is_own(registered: &Value) -> bool {
    match kind_of(registered) {
        CommandType::ChatInput => true,
        CommandType::Message => registered["name"] == words::members::REPLY_COMMAND,
        _ => false,
    }
}

/// What would have to change at Discord for it to have the commands wanted, where it has those registered.
pub fn difference(
    wanted: &[impl Borrow<Command>],
    registered: &[impl Borrow<Value>],
) -> Difference {
    let wanted: Vec<&Command> = wanted.iter().map(Borrow::borrow).collect();
    let registered: Vec<&Value> = registered.iter().map(Borrow::borrow).collect();
    let mut difference = Difference::default();
    for command in &wanted {
        match registered.iter().find(|value| command.is_named_as(value)) {
            None => difference.added.push(command.shown()),
            Some(value) if !command.is_as(value) => {
                difference.changed.push(command.shown());
            }
            Some(_) => {}
        }
    }
    let unwanted = registered
        .iter()
        .filter(|value| !wanted.iter().any(|command| command.is_named_as(value)));
    difference.removed = unwanted.map(|value| name_of(value)).collect();
    difference
}

/// Whether Discord has all that is wanted, and nothing where nothing is wanted. Commands and options
/// have more at Discord than is ever wanted of them, but for translations; what else has more is not
/// as wanted.
fn covers(registered: &Value, wanted: &Value) -> bool {
    match (registered, wanted) {
        (registered, wanted) if is_unset(wanted) => is_unset(registered),
        (Value::Object(registered), Value::Object(wanted)) => {
            let may_be_more =
                |key: &str| wanted.contains_key("name") && !key.ends_with("_localizations");
            let is_more = |(key, value): (&String, &Value)| {
                !wanted.contains_key(key) && !may_be_more(key) && !is_unset(value)
            };
            !registered.iter().any(is_more)
                && wanted
                    .iter()
                    .all(|(key, wanted)| match registered.get(key) {
                        // It was found by its kind, the default of which Discord may leave out.
                        None if key == "type" => true,
                        registered => covers(registered.unwrap_or(&Value::Null), wanted),
                    })
        }
        (Value::Array(registered), Value::Array(wanted)) if registered.len() == wanted.len() => {
            // Places have no order, options do.
            let mut pairs = registered.iter().zip(wanted);
            wanted
                .iter()
                .all(|w| w.is_number() && registered.contains(w))
                || pairs.all(|(registered, wanted)| covers(registered, wanted))
        }
        (Value::String(registered), Value::Number(wanted)) => *registered == wanted.to_string(),
        (registered, wanted) => registered == wanted,
    }
}

fn is_unset(setting: &Value) -> bool {
    match setting {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        _ => false,
    }
}
