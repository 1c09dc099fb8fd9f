//! The least bot on serenity's client, as its own examples use it: a constant answer.

use aandeslag_peers::Setting;
use serenity::all::{
    ClientBuilder, Context, CreateEmbed, CreateInteractionResponse,
    CreateInteractionResponseMessage, EventHandler, GatewayIntents, HttpBuilder, Interaction,
};
use serenity::async_trait;

struct Constant(String);

#[async_trait]
impl EventHandler for Constant {
    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let message = CreateInteractionResponseMessage::new()
            .embed(CreateEmbed::new().description(self.0.clone()));
        let response = CreateInteractionResponse::Message(message);
        let sent = match interaction {
            Interaction::Command(command) => command.create_response(&context.http, response).await,
            Interaction::Component(press) => press.create_response(&context.http, response).await,
            _ => return,
        };
        sent.expect("Discord takes the answer");
        tracing::info!("answered");
    }
}

#[tokio::main]
async fn main() {
    let Setting { discord, content } = Setting::from_arguments();
    // Its limiter would send requests past the proxy, to Discord's public address.
    let http = HttpBuilder::new("token")
        .proxy(discord)
        .ratelimiter_disabled(true)
        .build();
    let client = ClientBuilder::new_with_http(http, GatewayIntents::empty());
    let mut client = client
        .event_handler(Constant(content))
        .await
        .expect("a client");
    client.start().await.expect("a session");
}
