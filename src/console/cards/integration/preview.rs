//! What the Integration card means for the application, in sentences.

use super::method;
use crate::console::cards::words::setting_words;
use crate::console::preview::Sentence;
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{CODE_LIFETIME, Settings};

pub(super) fn preview(settings: &Settings) -> Vec<Sentence> {
    let card = &settings.integration;
    let words = |path: &'static str| setting_words(settings, path);
    let of = |before: &str, path: &'static str| Sentence::new(before).of(path, words(path)).say(".");
    let mut sentences = vec![if card.redirect_uris.is_empty() {
        Sentence::new("Nobody can sign in yet: ").of("integration.redirect_uris", "add a redirect URI").say(".")
    } else {
        of("After sign-in, users return to ", "integration.redirect_uris")
    }];
    if !card.post_logout_redirect_uris.is_empty() {
        sentences.push(of("After sign-out, they may return to ", "integration.post_logout_redirect_uris"));
    }
    if !card.allowed_origins.is_empty() {
        sentences.push(of("Scripts may call the provider from ", "integration.allowed_origins"));
    }
    let scopes = card.scopes.with_openid().replace(' ', ", ");
    sentences.push(Sentence::new("It may ask for ").of("integration.scopes", scopes).say("."));
    let mut exchange =
        Sentence::new(format!("It has {} to exchange a code for an access token", time_words(CODE_LIFETIME)));
    if let Some(audience) = &card.api_audience {
        exchange = exchange.say(" for ").of("integration.api_audience", audience.as_str());
    }
    let lifetime = "integration.access_token_lifetime";
    sentences.push(exchange.say(", which is good for ").of(lifetime, words(lifetime)).say("."));
    if card.refresh_tokens {
        sentences.push(of("A refresh token is good for ", "integration.refresh_token_lifetime"));
    }
    let mut signed = Sentence::new("ID tokens are signed with ");
    signed = signed.of("integration.id_token_signature", card.id_token_signature.label());
    if card.profile_claims {
        signed = signed.say(" and hold ").of("integration.profile_claims", "the profile's claims");
    }
    sentences.push(signed.say("."));
    let at = Sentence::new("At the token endpoint it uses ");
    sentences.push(at.of("integration.client_authentication", method(settings)).say("."));
    if card.jwk_set.is_some() {
        sentences.push(of("Its public keys: ", "integration.jwk_set"));
    }
    if !settings.requires_pkce() {
        let warning = Sentence::new("Warning: ").of("integration.pkce", "PKCE is not required");
        sentences.push(warning.say(", so a stolen authorization code is worth more."));
    }
    if let Some(uri) = &card.back_channel_logout_uri {
        let reported = Sentence::new("Sign-outs are reported to ");
        sentences.push(reported.of("integration.back_channel_logout_uri", uri.as_str()).say("."));
    }
    sentences
}
