//! Takes events from the serenity client: hands interactions to the desk, in our own shapes.
//!
//! Decides nothing about answers. Handles the raw events, as only those include what serenity could
//! not read.

use std::sync::Arc;

use serde::Deserialize;
use serenity::all::{
    ActionRowComponent, CommandDataOption, CommandDataOptionValue, CommandInteraction,
    ComponentInteraction, ComponentInteractionDataKind, Context, Event, Interaction as Typed,
    MessageId, MessageInteractionMetadata, ModalInteraction, RawEventHandler, Ready,
};
use serenity::async_trait;
use tokio::sync::watch;

use super::desk::Desk;
use super::dial::Dialer;
use crate::discord::{
    Attachment, Component, Data, Interaction, InteractionType, Member, Message, OptionValue,
    Origin, Resolved, Secret, Snowflake, Target, User,
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
            Event::Resumed(_) => {
                tracing::info!("the session goes on where it was");
                self.desk.is_connected();
            }
            Event::Unknown(event) if event.kind == "READY" => {
                tracing::warn!("the client cannot read Discord's READY, and so not resume later");
                let application = &event.value["application"]["id"];
                self.learn(Snowflake::deserialize(application).ok());
            }
            _ => {}
        }
    }
}

impl Events {
    /// A session has begun; not always the first.
    fn ready(&self, ready: &Ready) {
        let n_guilds = ready.guilds.len();
        tracing::info!("a session is up; servers: {n_guilds}");
        self.desk.is_connected();
        self.dialer.resume_at(&ready.resume_gateway_url);
        self.learn(Some(Snowflake(ready.application.id.get())));
    }

    /// Tells which application this is, unless that is known.
    fn learn(&self, application: Option<Snowflake>) {
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
        Typed::Modal(modal) => from_modal(modal),
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
            attachments: (command.data.resolved.attachments.iter())
                .map(attachment)
                .collect(),
        },
        ..Data::default()
    };
    Interaction {
        id: Snowflake(command.id.get()),
        application_id: Snowflake(command.application_id.get()),
        kind,
        token: Secret::new(command.token),
        data: Some(data),
        guild_id: command.guild_id.map(|id| Snowflake(id.get())),
        channel_id: Some(Snowflake(command.channel_id.get())),
        member: command.member.map(|member| self::member(&member)),
        user: Some(user(&command.user)),
        message: None,
        is_old: false,
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
    let message = self::message(*component.message);
    Interaction {
        id: Snowflake(component.id.get()),
        application_id: Snowflake(component.application_id.get()),
        kind: InteractionType::COMPONENT,
        token: Secret::new(component.token),
        data: Some(data),
        guild_id: component.guild_id.map(|id| Snowflake(id.get())),
        channel_id: Some(Snowflake(component.channel_id.get())),
        member: component.member.map(|member| self::member(&member)),
        user: Some(user(&component.user)),
        message: Some(message),
        is_old: false,
    }
}

fn from_modal(modal: ModalInteraction) -> Interaction {
    let rows = modal.data.components.into_iter();
    let data = Data {
        custom_id: modal.data.custom_id,
        components: rows
            .flat_map(|row| row.components)
            .filter_map(field)
            .collect(),
        ..Data::default()
    };
    Interaction {
        id: Snowflake(modal.id.get()),
        application_id: Snowflake(modal.application_id.get()),
        kind: InteractionType(u8::from(serenity::all::InteractionType::Modal)),
        token: Secret::new(modal.token),
        data: Some(data),
        guild_id: modal.guild_id.map(|id| Snowflake(id.get())),
        channel_id: Some(Snowflake(modal.channel_id.get())),
        member: modal.member.map(|member| self::member(&member)),
        user: Some(user(&modal.user)),
        message: modal.message.map(|message| self::message(*message)),
        is_old: false,
    }
}

/// A field of a form, with what was typed in it.
fn field(component: ActionRowComponent) -> Option<Component> {
    match component {
        ActionRowComponent::InputText(input) => Some(Component {
            custom_id: input.custom_id,
            value: input.value,
            ..Component::default()
        }),
        _ => None,
    }
}

fn message(message: serenity::all::Message) -> Message {
    Message {
        content: message.content,
        flags: message.flags.map_or(0, |flags| flags.bits()),
        interaction_metadata: message
            .interaction_metadata
            .and_then(|origin| self::origin(&origin)),
    }
}

fn target((id, message): (&MessageId, &serenity::all::Message)) -> (String, Target) {
    let target = Target {
        author: user(&message.author),
        content: message.content.clone(),
    };
    (id.to_string(), target)
}

fn attachment(
    (id, file): (&serenity::all::AttachmentId, &serenity::all::Attachment),
) -> (String, Attachment) {
    let file = Attachment {
        filename: file.filename.clone(),
        size: file.size.into(),
        url: file.url.clone(),
    };
    (id.get().to_string(), file)
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
        CommandDataOptionValue::Attachment(id) => (id.get().to_string().into(), false),
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
