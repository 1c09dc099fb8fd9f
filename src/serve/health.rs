//! The pages for whoever keeps the bot running: `/healthz`, `/readyz` and `/metrics`.
//!
//! They tell nothing about members, and nothing that a stranger could use.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::bot::Bot;
use crate::bot::metrics;
use crate::serve::http::{self, Answer, Handler, Place};

/// Serves `/healthz`, `/readyz` and `/metrics` of one process.
#[derive(Debug, Clone)]
pub struct HealthPages {
    bot: Arc<Bot>,
    stop: CancellationToken,
}

impl HealthPages {
    /// The pages of this bot, which is no longer ready from `stop` on.
    pub fn new(bot: Arc<Bot>, stop: CancellationToken) -> Self {
        Self { bot, stop }
    }

    /// The page behind a path.
    pub fn page(&self, method: &Method, path: &str) -> Answer {
        let page = match path {
            "/healthz" => http::plain(StatusCode::OK, "ok\n"),
            "/readyz" => self.readiness(),
            "/metrics" => self.metrics(),
            _ => return http::plain(StatusCode::NOT_FOUND, "not found\n"),
        };
        match *method {
            Method::GET | Method::HEAD => page,
            _ => http::method_not_allowed("GET, HEAD"),
        }
    }

    fn readiness(&self) -> Answer {
        let obstacle = if self.stop.is_cancelled() {
            "stopping\n"
        } else if !self.bot.live().current().has_content() {
            "no response files that can be used\n"
        } else if !self.bot.metrics.is_reachable() {
            "no gateway session\n"
        } else {
            return http::plain(StatusCode::OK, "ready\n");
        };
        http::plain(StatusCode::SERVICE_UNAVAILABLE, obstacle)
    }

    fn metrics(&self) -> Answer {
        let text = self.bot.metrics.text(&self.bot.live().current());
        http::answer(StatusCode::OK, metrics::CONTENT_TYPE, text)
    }
}

impl Handler for HealthPages {
    async fn answer(&self, request: Request<Incoming>, _: &Place) -> Answer {
        let page = self.page(request.method(), request.uri().path());
        self.bot.metrics.responded(page.status().as_u16());
        page
    }
}

/// Serves the pages alone, for a bot with another door, until `stop`.
///
/// # Errors
///
/// When the address cannot be had.
pub async fn serve(
    bot: Arc<Bot>,
    listen: SocketAddr,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let listener = http::bind(listen)?;
    info!(address = %listener.local_addr()?, "serving /healthz, /readyz and /metrics");
    let pages = Arc::new(HealthPages::new(bot, stop.clone()));
    http::serve(listener, pages, stop, std::time::Duration::ZERO).await;
    Ok(())
}
