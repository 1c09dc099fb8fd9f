//! A member's message that a command was chosen for: all that it says, wherever Discord puts it. The shapes
//! are from <https://discord.com/developers/docs/resources/message>.

use serde::{Deserialize, Serialize};

use crate::discord::User;

/// A member's message that a command was chosen for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Target {
    /// Who wrote it; nobody, in a message that was passed on.
    pub author: User,
    /// What it says itself.
    pub content: String,
    /// What stands in frames below it.
    pub embeds: Vec<Framed>,
    /// What it asks everyone.
    pub poll: Option<Poll>,
    /// Its components, of which some are text.
    pub components: Vec<Shown>,
    /// What was passed on with it.
    #[serde(rename = "message_snapshots")]
    pub passed_on: Vec<PassedOn>,
}

/// A frame below a message.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Framed {
    /// Its heading.
    pub title: String,
    /// Its text.
    pub description: String,
    /// Headings with their text.
    pub fields: Vec<Field>,
}

/// A heading with its text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// The heading.
    pub name: String,
    /// The text.
    pub value: String,
}

/// A question to everyone, with the answers to choose from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Poll {
    /// The question.
    pub question: PollText,
    /// The answers.
    pub answers: Vec<PollAnswer>,
}

/// An answer to choose.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PollAnswer {
    /// What it says.
    pub poll_media: PollText,
}

/// What a part of a poll says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PollText {
    /// The words.
    pub text: String,
}

/// A component: text, or what stands around text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// Its text.
    pub content: String,
    /// What stands in it.
    pub components: Vec<Shown>,
}

/// A message that was passed on.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PassedOn {
    /// The message.
    pub message: Target,
}

impl Target {
    /// All that it says, a line for each part.
    pub(crate) fn text(&self) -> String {
        let mut texts = Vec::new();
        self.collect(&mut texts);
        texts.retain(|text| !text.is_empty());
        texts.join("\n")
    }

    fn collect<'a>(&'a self, texts: &mut Vec<&'a str>) {
        texts.push(&self.content);
        for embed in &self.embeds {
            texts.extend([&*embed.title, &embed.description]);
            let fields = embed.fields.iter();
            texts.extend(fields.flat_map(|field| [&*field.name, &field.value]));
        }
        if let Some(poll) = &self.poll {
            texts.push(&poll.question.text);
            texts.extend(poll.answers.iter().map(|a| a.poll_media.text.as_str()));
        }
        for component in &self.components {
            component.collect(texts);
        }
        for passed_on in &self.passed_on {
            passed_on.message.collect(texts);
        }
    }
}

impl Shown {
    fn collect<'a>(&'a self, texts: &mut Vec<&'a str>) {
        texts.push(&self.content);
        for inner in &self.components {
            inner.collect(texts);
        }
    }
}
