//! Brings the commands that Discord has registered in one place in line with those that it should have,
//! once.
//!
//! Compares first and writes only when something differs. What others registered on the same
//! application stays. One command that Discord refuses keeps none of the others back. Knows no content.

use serde_json::Value;

use crate::discord::command::Command;
use crate::discord::registered::{self, Difference};
use crate::discord::rest::{Error, Rest, Scope};
use crate::respond::RefusedCommand;

/// The commands that Discord refused as they are, with what there is to tell about each.
pub type Refused = Vec<(Command, RefusedCommand)>;

/// The whole list that Discord should have, and what that changes: what is wanted, or the earlier form
/// of what it refuses, and what others registered.
fn plan<'a>(
    wanted: &'a [Command],
    registered: &'a [Value],
    refused: &Refused,
) -> (Vec<&'a Value>, Difference) {
    let (mut accepted, mut kept) = (Vec::new(), Vec::new());
    for command in wanted {
        match refused.iter().find(|(refused, _)| refused == command) {
            None => accepted.push(command),
            Some((_, refusal)) if refusal.earlier_stays => {
                kept.extend(earlier(command, registered));
            }
            Some(_) => {}
        }
    }
    kept.extend(registered.iter().filter(|value| !registered::is_own(value)));
    let is_kept = |value: &&Value| kept.iter().any(|kept| std::ptr::eq(*kept, *value));
    let others: Vec<&Value> = registered.iter().filter(|v| !is_kept(v)).collect();
    let difference = registered::difference(&accepted, &others);
    let list = accepted.into_iter().map(|command| &command.0);
    (list.chain(kept).collect(), difference)
}

/// What Discord has under the name of a command.
fn earlier<'a>(command: &Command, registered: &'a [Value]) -> Option<&'a Value> {
    registered.iter().find(|value| command.is_named_as(value))
}

/// A command that Discord refuses for this reason.
fn refusal(command: &Command, reason: &str, registered: &[Value]) -> (Command, RefusedCommand) {
    let refusal = RefusedCommand {
        command: command.shown(),
        reason: reason.to_owned(),
        earlier_stays: earlier(command, registered).is_some(),
    };
    (command.clone(), refusal)
}

/// What would have to change at Discord.
pub async fn compare(rest: &Rest, scope: Scope, wanted: &[Command]) -> Result<Difference, Error> {
    let registered = rest.commands(scope).await?;
    Ok(plan(wanted, &registered, &Refused::new()).1)
}

/// Changes what has to change at Discord, and says what that was. `refused` are the commands that
/// Discord refused before; they are not tried again as they are, and new ones come to them.
pub async fn bring_in_line(
    rest: &Rest,
    scope: Scope,
    wanted: &[Command],
    refused: &mut Refused,
) -> Result<Difference, Error> {
    let registered = rest.commands(scope).await?;
    refused.retain(|(command, _)| wanted.contains(command));
    loop {
        let (list, difference) = plan(wanted, &registered, refused);
        if difference.is_empty() {
            return Ok(difference);
        }
        match rest.set_commands(scope, &list).await {
            Ok(_) => return Ok(difference),
            // It may have taken effect all the same.
            Err(error @ Error::Unreadable { .. }) => {
                let now = rest.commands(scope).await?;
                let is_done = plan(wanted, &now, refused).1.is_empty();
                return if is_done { Ok(difference) } else { Err(error) };
            }
            Err(error) => {
                if note_refusals(&error, &list, wanted, &registered, refused) {
                    continue;
                }
                let is_of_others =
                    matches!(&error, Error::Refused { items, .. } if !items.is_empty());
                if !is_of_others {
                    return Err(error);
                }
                tracing::warn!("Discord refuses a command of others, so each goes alone: {error}");
                one_by_one(rest, scope, wanted, &registered, refused).await?;
                return Ok(plan(wanted, &registered, refused).1);
            }
        }
    }
}

/// Changes each command by itself, where Discord refuses the list for one that somebody else
/// registered, which has to be in it and is not to be touched.
async fn one_by_one(
    rest: &Rest,
    scope: Scope,
    wanted: &[Command],
    registered: &[Value],
    refused: &mut Refused,
) -> Result<(), Error> {
    for command in wanted {
        let before = earlier(command, registered);
        let is_right = before.is_some_and(|before| command.is_as(before));
        if is_right || refused.iter().any(|(refused, _)| refused == command) {
            continue;
        }
        let Err(error) = rest.set_command(scope, command).await else {
            continue;
        };
        let Some(reason) = error.against_content() else {
            return Err(error);
        };
        refused.push(refusal(command, reason, registered));
    }
    let is_gone = |value: &&Value| {
        registered::is_own(value) && !wanted.iter().any(|command| command.is_named_as(value))
    };
    for id in registered
        .iter()
        .filter(is_gone)
        .filter_map(|v| v["id"].as_str())
    {
        rest.delete_command(scope, id).await?;
    }
    Ok(())
}

/// Notes which commands of a list Discord refused; not when that is unknown, or nothing of the bot's.
/// An earlier form that is refused as well does not stay, so each list is shorter than the one before,
/// or holds more of what Discord has already.
fn note_refusals(
    error: &Error,
    list: &[&Value],
    wanted: &[Command],
    registered: &[Value],
    refused: &mut Refused,
) -> bool {
    let Error::Refused { items, .. } = error else {
        return false;
    };
    let mut noted = false;
    for (place, reason) in items {
        let Some(item) = list.get(*place) else {
            continue;
        };
        if let Some(command) = wanted.iter().find(|c| std::ptr::eq(&raw const c.0, *item)) {
            refused.push(refusal(command, reason, registered));
            noted = true;
        } else if let Some((_, refusal)) = refused.iter_mut().find(|(c, _)| c.is_named_as(item)) {
            refusal.earlier_stays = false;
            noted = true;
        }
    }
    noted
}
