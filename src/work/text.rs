//! Sends text messages through a gateway: one request for each, under the message's own key, so that a repeated one is known.

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs;
use serde_json::json;
use ureq::tls::{TlsConfig, TlsProvider};
use ureq::{Agent, Error};

use super::delivery;
use crate::domain::message::{Channel, Tried, reason};
use crate::service::state::State;
use crate::store::messages::Outgoing;

/// How long one message may take.
pub const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of an answer's head that are read. Nothing is read of its body.
const LONGEST_HEAD: usize = 64 * 1024;

/// Answers that are about the message itself: no other try can succeed.
const FINAL: [u16; 2] = [400, 422];

pub struct Gateway {
    agent: Agent,
    url: String,
    /// The whole of the header that says who we are.
    authorization: Option<String>,
}

/// Sends text messages again and again as they are due, until it is stopped.
pub async fn run(state: Arc<State>, gateway: Option<Gateway>) {
    let send =
        gateway.map(|gateway| async move |state: &State, outgoing: &Outgoing| gateway.send(state, outgoing).await);
    delivery::run(&state, Channel::Mobile, send).await;
}

impl Gateway {
    /// Speaks to this address alone, directly, without following it anywhere else.
    #[must_use]
    pub fn new(url: &str, token: Option<&str>, patience: Duration) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_response_header_size(LONGEST_HEAD)
            .max_idle_connections(0)
            .timeout_global(Some(patience))
            .user_agent("next-identity-console");
        let authorization = token.map(|token| format!("Bearer {token}"));
        Self { agent: config.build().new_agent(), url: url.to_owned(), authorization }
    }

    async fn send(&self, state: &State, outgoing: &Outgoing) -> Tried {
        let id = outgoing.id.row();
        let content = match state.content(outgoing.id, &outgoing.body) {
            Ok(content) => content,
            Err(error) => return Tried::Refused(reason(&error.to_string())),
        };
        let body = json!({ "id": id, "to": outgoing.recipient, "text": content.text }).to_string();
        let mut request =
            self.agent.post(&self.url).header("Idempotency-Key", &id).header("Content-Type", "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        let answered = actix_web::web::block(move || request.send(body).map(|answer| answer.status().as_u16())).await;
        match answered {
            Ok(Ok(status)) => judged(status),
            Ok(Err(error)) => Tried::Failed(failed(&error)),
            Err(error) => Tried::Failed(reason(&error.to_string())),
        }
    }
}

/// Only the number is kept of an answer: its words may repeat the message. What is wrong with our own access or with the
/// address can be put right by whoever runs the program while the message waits.
fn judged(status: u16) -> Tried {
    match status {
        200..=299 => Tried::Accepted,
        status if FINAL.contains(&status) => {
            Tried::Refused(format!("The text gateway refused the message ({status})."))
        }
        status => Tried::Failed(format!("The text gateway answered {status}.")),
    }
}

fn failed(error: &Error) -> String {
    match error {
        Error::Timeout(_) => "The text gateway did not answer in time.".to_owned(),
        error => reason(&error.to_string()),
    }
}
