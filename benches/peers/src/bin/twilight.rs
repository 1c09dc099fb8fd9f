//! The least bot on twilight, as its own examples use it: a constant answer.

use std::sync::Arc;

use aandeslag_peers::Setting;
use twilight_gateway::{
    ConfigBuilder, Event, EventTypeFlags, Intents, Shard, ShardId, StreamExt as _,
};
use twilight_http::Client;
use twilight_model::http::interaction::{
    InteractionResponse, InteractionResponseData, InteractionResponseType,
};

#[tokio::main]
async fn main() {
    let Setting { discord, content } = Setting::from_arguments();
    // Needed even where no connection is encrypted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let host = discord.trim_start_matches("http://").trim_end_matches('/');
    let http = Client::builder()
        .token("token".into())
        .proxy(host.into(), true)
        .ratelimiter(None)
        .build();
    let gateway = http.gateway().await.expect("an answer");
    let gateway = gateway.model().await.expect("an address").url;
    let http = Arc::new(http);
    let config = ConfigBuilder::new("token".into(), Intents::empty()).proxy_url(gateway);
    let mut shard = Shard::with_config(ShardId::ONE, config.build());
    let wanted = EventTypeFlags::INTERACTION_CREATE;
    while let Some(event) = shard.next_event(wanted).await {
        let Ok(Event::InteractionCreate(interaction)) = event else {
            continue;
        };
        let (http, content) = (Arc::clone(&http), content.clone());
        tokio::spawn(async move {
            let response = InteractionResponse {
                kind: InteractionResponseType::ChannelMessageWithSource,
                data: Some(InteractionResponseData {
                    content: Some(content),
                    ..InteractionResponseData::default()
                }),
            };
            let answers = http.interaction(interaction.application_id);
            let sent = answers.create_response(interaction.id, &interaction.token, &response);
            sent.await.expect("Discord takes the answer");
            tracing::info!("answered");
        });
    }
}
