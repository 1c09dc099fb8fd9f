//! Takes events from the serenity client: hands interactions to the desk, in our own shapes.
//!
//! Decides nothing about answers. Handles the raw events, as only those include what serenity could
//! not read.

use std::sync::Arc;

use serenity::all::{
    CommandDataOption, CommandDataOptionValue, CommandInteraction, ComponentInteraction,
    ComponentInteractionDataKind, Context, Event, Interaction as Typed, MessageId,
    MessageInteractionMetadata, RawEventHandler, Ready,
};
use serenity::async_trait;
use tokio::sync::watch;

use super::desk::Desk;
use super::dial::Dialer;
use crate::discord::{
    Data, Interaction, InteractionType, Member, Message, OptionValue, Origin, Resolved, Secret,
    Snowflake, Target, User,
};

/// What serenity tells.
pub(super) struct Events {
    pub(super) desk: Arc<Desk>,
    pub(super) dialer: Arc<Dialer>,
    /// Gets the application's number when the first session is up.
    pub(super) application: watch::Sender<Option<Snowflake>>,
}

#[async_trait]
impl RawEventHandler for Events {
    async fn raw_event(&self, _: Context, event: Event) {
        match event {
            Event::InteractionCreate(event) => self.desk.answer(lean(event.interaction)).await,
            Event::Unknown(event) if event.kind == "INTERACTION_CREATE" => {
                self.desk.answer_unread(event.value).await;
            }
            Event::Ready(event) => self.ready(&event.ready),
            Event::Resumed(_) => tracing::info!("the session goes on where it was"),
            Event::Unknown(event) if event.kind == "READY" => {
                tracing::warn!(
                    "Discord's welcome could not be read; the commands stay as they are"
                );
            }
            _ => {}
        }
    }
}

impl Events {
    /// A session has begun; not always the first.
    fn ready(&self, ready: &Ready) {
        let n_guilds = ready.guilds.len();
        tracing::info!("a session is up, in {n_guilds} servers");
        self.dialer.resume_at(&ready.resume_gateway_url);
        let application = Some(Snowflake(ready.application.id.get()));
        self.application
            .send_if_modified(|known| std::mem::replace(known, application) != application);
    }
}

/// Serenity's interaction as ours, as far as the bot uses it.
pub fn lean(interaction: Typed) -> Interaction {
    match interaction {
        Typed::Command(command) => from_command(InteractionType::COMMAND, command),
        Typed::Autocomplete(command) => from_command(InteractionType::AUTOCOMPLETE, command),
        Typed::Component(component) => from_component(component),
        other => Interaction {
            id: Snowflake(other.id().get()),
            kind: InteractionType(u8::from(other.kind())),
            token: Secret::new(other.token()),
            ..Interaction::default()
        },
    }
}

fn from_command(kind: InteractionType, command: CommandInteraction) -> Interaction {
    let data = Data {
        name: command.data.name,
        kind: Some(u8::from(command.data.kind)),
        options: command.data.options.into_iter().map(option).collect(),
        target_id: command.data.target_id.map(|id| Snowflake(id.get())),
        resolved: Resolved {
            messages: command.data.resolved.messages.iter().map(target).collect(),
        },
        ..Data::default()
    };
    Interaction {
        id: Snowflake(command.id.get()),
        kind,
        token: Secret::new(command.token),
        data: Some(data),
        guild_id: command.guild_id.map(|id| Snowflake(id.get())),
        channel_id: Some(Snowflake(command.channel_id.get())),
        member: command.member.map(|member| self::member(&member)),
        user: Some(user(&command.user)),
        message: None,
    }
}

fn from_component(component: ComponentInteraction) -> Interaction {
    let values = match component.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values,
        _ => Vec::new(),
    };
    let data = Data {
        custom_id: component.data.custom_id,
        values,
        ..Data::default()
    };
    let origin = component.message.interaction_metadata;
    let message = Message {
        content: component.message.content,
        flags: component.message.flags.map_or(0, |flags| flags.bits()),
        interaction_metadata: origin.and_then(|origin| self::origin(&origin)),
    };
    Interaction {
        id: Snowflake(component.id.get()),
        kind: InteractionType::COMPONENT,
        token: Secret::new(component.token),
        data: Some(data),
        guild_id: component.guild_id.map(|id| Snowflake(id.get())),
        channel_id: Some(Snowflake(component.channel_id.get())),
        member: component.member.map(|member| self::member(&member)),
        user: Some(user(&component.user)),
        message: Some(message),
    }
}

fn target((id, message): (&MessageId, &serenity::all::Message)) -> (String, Target) {
    let target = Target {
        author: user(&message.author),
        content: message.content.clone(),
    };
    (id.to_string(), target)
}

fn user(user: &serenity::all::User) -> User {
    User {
        id: Snowflake(user.id.get()),
    }
}

fn member(member: &serenity::all::Member) -> Member {
    Member {
        user: Some(user(&member.user)),
        roles: member.roles.iter().map(|id| Snowflake(id.get())).collect(),
        permissions: member.permissions.map(|p| p.bits().to_string()),
    }
}

fn origin(metadata: &MessageInteractionMetadata) -> Option<Origin> {
    let user = match metadata {
        MessageInteractionMetadata::Command(command) => &command.user,
        MessageInteractionMetadata::Component(component) => &component.user,
        MessageInteractionMetadata::ModalSubmit(modal) => &modal.user,
        _ => return None,
    };
    Some(Origin {
        user: self::user(user),
    })
}

fn option(option: CommandDataOption) -> OptionValue {
    let kind = u8::from(option.kind());
    let mut options = Vec::new();
    let (value, focused) = match option.value {
        CommandDataOptionValue::Autocomplete { value, .. } => (value.into(), true),
        CommandDataOptionValue::String(value) => (value.into(), false),
        CommandDataOptionValue::Boolean(value) => (value.into(), false),
        CommandDataOptionValue::User(id) => (id.to_string().into(), false),
        CommandDataOptionValue::SubCommand(inner)
        | CommandDataOptionValue::SubCommandGroup(inner) => {
            options = inner.into_iter().map(self::option).collect();
            (serde_json::Value::Null, false)
        }
        _ => (serde_json::Value::Null, false),
    };
    OptionValue {
        name: option.name,
        kind,
        value,
        focused,
        options,
    }
}
