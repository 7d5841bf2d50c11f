//! What a developer needs to know of a client, as a page, a text and a document.

use serde_json::{Map, Value, json};

use super::samples::{self, Sample};
use crate::domain::choice::Choice;
use crate::domain::client::{Client, RedirectUri, RedirectUris};
use crate::domain::issuer::{DISCOVERY, ENDPOINTS, Endpoint, Issuer};

/// A value to copy.
pub struct Line {
    pub label: &'static str,
    pub value: String,
    /// Whether a request for it is answered yet.
    pub is_served: bool,
}

pub struct Sheet<'a> {
    client: &'a Client,
    issuer: &'a Issuer,
    pub samples: Vec<Sample>,
}

impl<'a> Sheet<'a> {
    pub fn new(client: &'a Client, issuer: &'a Issuer) -> Self {
        Self { client, issuer, samples: samples::of_client(client, issuer) }
    }

    pub fn identity(&self) -> Vec<Line> {
        let line = |label, value| Line { label, value, is_served: true };
        vec![
            line("Issuer", self.issuer.0.clone()),
            line("Client ID", self.client.client_id.0.clone()),
            line("Discovery address", self.issuer.address(DISCOVERY)),
        ]
    }

    pub fn endpoints(&self) -> Vec<Line> {
        let line = |endpoint: &Endpoint| Line {
            label: endpoint.label,
            value: self.issuer.address(endpoint.path),
            is_served: endpoint.is_served,
        };
        ENDPOINTS.iter().map(line).collect()
    }

    /// How the client is registered, by the names of the protocol (RFC 7591, section 2).
    fn registration(&self) -> Vec<(&'static str, Value)> {
        let (settings, card) = (&self.client.settings, &self.client.settings.integration);
        let uris = |uris: &RedirectUris| json!(uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>());
        let mut grants = vec!["authorization_code"];
        grants.extend(card.refresh_tokens.then_some("refresh_token"));
        vec![
            ("redirect_uris", uris(&card.redirect_uris)),
            ("post_logout_redirect_uris", uris(&card.post_logout_redirect_uris)),
            ("allowed_origins", json!(card.allowed_origins.iter().collect::<Vec<_>>())),
            ("response_types", json!(["code"])),
            ("grant_types", json!(grants)),
            ("scope", json!(card.scopes.with_openid())),
            ("require_pkce", json!(settings.requires_pkce())),
            ("token_endpoint_auth_method", json!(settings.client_authentication().map_or("none", Choice::token))),
            ("id_token_signed_response_alg", json!(card.id_token_signature.token())),
            ("access_token_lifetime", json!(card.access_token_lifetime.get())),
        ]
    }

    /// Everything in one text, to be pasted into a ticket.
    pub fn text(&self) -> String {
        let mut lines = vec![
            format!("{} · OpenID Connect", self.client.name()),
            format!("App type: {}", self.client.settings.general.app_type.label()),
        ];
        let line = |Line { label, value, is_served }: Line| {
            format!("{label}: {value}{}", if is_served { "" } else { " (not served yet)" })
        };
        lines.extend(self.identity().into_iter().chain(self.endpoints()).map(line));
        lines.push(String::new());
        lines.extend(self.registration().into_iter().map(|(name, value)| format!("{name}: {}", in_words(&value))));
        for Sample { title, code } in &self.samples {
            lines.extend([String::new(), format!("{title}:"), String::new(), code.trim_end().to_owned()]);
        }
        lines.join("\n") + "\n"
    }

    /// The same as a document.
    pub fn document(&self) -> Value {
        let endpoints = |is_served: bool| -> Map<String, Value> {
            let wanted = ENDPOINTS.iter().filter(|endpoint| endpoint.is_served == is_served);
            wanted.map(|endpoint| (endpoint.metadata.to_owned(), json!(self.issuer.address(endpoint.path)))).collect()
        };
        let registration: Map<String, Value> =
            self.registration().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let samples: Map<String, Value> =
            self.samples.iter().map(|sample| (sample.title.to_owned(), json!(sample.code))).collect();
        json!({
            "client_name": self.client.name(),
            "client_id": self.client.client_id.0,
            "app_type": self.client.settings.general.app_type.token(),
            "issuer": self.issuer.0,
            "discovery": self.issuer.address(DISCOVERY),
            "endpoints": endpoints(true),
            "not_served_yet": endpoints(false),
            "registration": registration,
            "samples": samples,
        })
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join(" "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
