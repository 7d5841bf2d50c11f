//! The Integration card's edit page.

mod preview;
mod question;

use super::page::{CardPage, Layout, Part, Summary};
use super::words::setting_words;
use crate::console::controls::{Control, Kind, options};
use crate::domain::choice::Choice;
use crate::domain::client::{ClientAuthentication, Scope, Settings, integration};
use crate::domain::keys::Algorithm;
use crate::web::fields::RadioOption;

pub use question::no_pkce;

const fn switch(path: &'static str, hint: &'static str) -> Control {
    Control::new(path, Kind::Switch, hint)
}

pub const PAGE: CardPage = CardPage {
    card: &integration::CARD,
    path: "/clients/{id}/integration",
    lead: "How the application connects: its addresses, its tokens and how it proves who it is.",
    more: Some(("Endpoints and sample code", "developers")),
    aside: "What the application can do",
    parts: &[
        Part::new(
            "Addresses",
            Layout::Plain,
            &[
                Control::new(
                    "integration.redirect_uris",
                    Kind::Rows("Redirect URI"),
                    "Where users return after sign-in, compared character by character. https, or http on 127.0.0.1, [::1] \
                     and localhost; a Mobile App also has schemes such as com.example.app:/callback. Up to 50, of \
                     up to 2,048 characters.",
                ),
                Control::new(
                    "integration.post_logout_redirect_uris",
                    Kind::Rows("Post-logout redirect URI"),
                    "Where users may return after they have signed out. The same rules. Up to 50, of up to 2,048 characters.",
                ),
                Control::new(
                    "integration.allowed_origins",
                    Kind::Rows("Allowed origin"),
                    "From where scripts may call the provider, such as https://app.example.com. Up to 50, of up to 2,048 \
                     characters.",
                ),
            ],
        ),
        Part::new(
            "Grants",
            Layout::Group,
            &[
                Control::new("integration.authorization_code", Kind::AlwaysOn, "Every client signs users in with it.")
                    .label("Authorization code"),
                switch("integration.refresh_tokens", "New access tokens without another sign-in, for offline_access."),
            ],
        )
        .hint("How the application gets tokens."),
        Part::more(Layout::Plain, &[Control::new("integration.scopes", Kind::Checkboxes(scopes, scope_hint), "")]),
        Part::new(
            "Tokens",
            Layout::Pairs,
            &[
                Control::new("integration.access_token_lifetime", Kind::Time, "1 minute to 24 hours."),
            ],
        )
        .hint("An authorization code is good for 60 seconds."),
        Part::more(
            Layout::Pairs,
            &[Control::new("integration.refresh_token_lifetime", Kind::Time, "1 day to 180 days.")],
        )
        .only(
            |settings| settings.integration.refresh_tokens,
            "Refresh token lifetime: not used while Refresh tokens is off.",
        ),
        Part::more(
            Layout::Plain,
            &[
                Control::new(
                    "integration.id_token_signature",
                    Kind::Radio(signatures, "a signature"),
                    "RS256 is what every library can verify.",
                ),
                switch("integration.profile_claims", "In the answer of the UserInfo endpoint they always are."),
                Control::new(
                    "integration.api_audience",
                    Kind::Optional,
                    "Optional: the API that access tokens are for, such as https://api.example.com. Up to 250 characters.",
                ),
            ],
        ),
        Part::new(
            "Security",
            Layout::Plain,
            &[switch(
                "integration.pkce",
                "Turn it off only for a library that cannot do it: without it, a stolen authorization code is worth more.",
            )],
        )
        .only(keeps_secrets, "Require PKCE: always on for a Single-Page App and a Mobile App."),
        Part::more(
            Layout::Plain,
            &[Control::new(
                "integration.client_authentication",
                Kind::Radio(methods, "a method"),
                "How the application proves who it is when it asks for tokens.",
            )],
        )
        .only(keeps_secrets, "Token endpoint authentication: only a Web App uses it."),
        Part::more(
            Layout::Plain,
            &[Control::new(
                "integration.jwk_set",
                Kind::Keys,
                "The application's public keys as JSON: up to 10 keys and 16 KiB. What is refused is not shown again.",
            )],
        )
        .only(
            |settings| settings.client_authentication() == Some(ClientAuthentication::PrivateKeyJwt),
            "JWK set: used with private_key_jwt only.",
        ),
        Part::more(
            Layout::Plain,
            &[Control::new(
                "integration.back_channel_logout_uri",
                Kind::Optional,
                "Optional: an https address that is told when a user signs out. Up to 2,048 characters.",
            )],
        ),
    ],
    question: question::question,
    screens: &["Done"],
    preview: preview::preview,
    summary,
};

/// Only a client that can keep a secret has a choice.
fn keeps_secrets(settings: &Settings) -> bool {
    !settings.general.app_type.is_public()
}

fn scopes() -> Vec<(&'static str, &'static str)> {
    Scope::ALL.iter().map(|scope| (scope.token(), scope.label())).collect()
}

fn scope_hint(token: &str, _: &Settings) -> &'static str {
    match Scope::parse(token) {
        Some(Scope::Profile) => "Names, birthdate, locale. The scope openid goes without saying.",
        Some(Scope::Email) => "The email address and whether it is verified.",
        Some(Scope::Phone) => "The mobile number and whether it is verified.",
        Some(Scope::Address) => "The postal address.",
        Some(Scope::OfflineAccess) | None => "Refresh tokens, where they are on.",
    }
}

fn signatures() -> Vec<RadioOption> {
    options(|choice| match choice {
        Algorithm::Rs256 => "RSA with 2,048 bits.",
        Algorithm::Es256 => "The curve P-256; short.",
        Algorithm::EdDsa => "Ed25519; short and fast.",
    })
}

fn methods() -> Vec<RadioOption> {
    options(|choice| match choice {
        ClientAuthentication::SecretBasic => "The secret in the Authorization header.",
        ClientAuthentication::SecretPost => "The secret in the form.",
        ClientAuthentication::PrivateKeyJwt => "A signature with a key of its own; no secret.",
    })
}

fn is_on(on: bool) -> String {
    if on { "On" } else { "Off" }.to_owned()
}

/// How the client proves who it is, by the protocol's name.
fn method(settings: &Settings) -> &'static str {
    settings.client_authentication().map_or("none", Choice::label)
}

fn summary(settings: &Settings) -> Summary {
    let card = &settings.integration;
    let words = |name: &str| setting_words(settings, &format!("integration.{name}"));
    let mut rows = vec![
        ("Redirect URIs", if card.redirect_uris.is_empty() { "None yet".to_owned() } else { words("redirect_uris") }),
        ("Scopes", card.scopes.with_openid().replace(' ', ", ")),
        ("Access tokens", words("access_token_lifetime")),
        ("Refresh tokens", if card.refresh_tokens { words("refresh_token_lifetime") } else { is_on(false) }),
        ("Require PKCE", is_on(settings.requires_pkce())),
        ("ID token signature", words("id_token_signature")),
        ("Token endpoint authentication", method(settings).to_owned()),
    ];
    let rest = [
        ("Post-logout redirect URIs", !card.post_logout_redirect_uris.is_empty(), "post_logout_redirect_uris"),
        ("Allowed origins", !card.allowed_origins.is_empty(), "allowed_origins"),
        ("Profile claims in the ID token", card.profile_claims, "profile_claims"),
        ("JWK set", card.jwk_set.is_some(), "jwk_set"),
        ("Back-channel logout URI", card.back_channel_logout_uri.is_some(), "back_channel_logout_uri"),
        ("API audience", card.api_audience.is_some(), "api_audience"),
    ];
    rows.extend(rest.into_iter().filter(|(_, is_set, _)| *is_set).map(|(label, _, name)| (label, words(name))));
    Summary { settings: rows, ..Summary::default() }
}
