//! The least bot on the same library: serenity as its own examples use it, and a constant answer.

use serenity::all::{
    ClientBuilder, Context, CreateInteractionResponse, CreateInteractionResponseMessage,
    EventHandler, GatewayIntents, HttpBuilder, Interaction,
};
use serenity::async_trait;

use crate::floor::LENGTH;

/// The argument, before the address of its Discord, with which this program is that bot.
pub(crate) const MINIMAL: &str = "--minimal";

struct Constant;

#[async_trait]
impl EventHandler for Constant {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let message = CreateInteractionResponseMessage::new().content("x".repeat(LENGTH));
        let response = CreateInteractionResponse::Message(message);
        let sent = match interaction {
            Interaction::Command(command) => command.create_response(&context.http, response).await,
            Interaction::Component(press) => press.create_response(&context.http, response).await,
            _ => return,
        };
        sent.unwrap();
    }
}

#[tokio::main]
pub(crate) async fn run(discord: &str) {
    // Its limiter would send requests past the proxy, to Discord's public address.
    let http = HttpBuilder::new("token")
        .proxy(discord)
        .ratelimiter_disabled(true)
        .build();
    let client = ClientBuilder::new_with_http(http, GatewayIntents::empty());
    let mut client = client.event_handler(Constant).await.unwrap();
    client.start().await.unwrap();
}
