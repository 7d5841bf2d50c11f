//! Whether an authorization request is one that the client may make (RFC 6749, section 4.1.1, `OpenID` Connect Core 1.0,
//! section 3.1.2.2). Until its redirect URI is known to be good, what is wrong with it is said to the user alone.

use super::parameters::Parameters;
use super::pkce::{self, BadChallenge};
use super::redirect::{self, is_registered, nearest};
use super::refusal::{Refusal, Refused, Return};
use super::request::{Authorization, Prompts, Purpose, Request, RequestId, RequestedClaims, ResponseMode};
use super::tokens::IdTokenHint;
use super::{claims, prompt, scope};
use crate::domain::choice::Choice;
use crate::domain::client::Client;
use crate::domain::refusal::Mend;
use crate::domain::time::Timestamp;
use crate::domain::user::Subject;

const ENDPOINT: &str = "authorize";
const REDIRECT_URIS: Mend = Mend::Setting("integration.redirect_uris");

/// Bytes of the values that a request keeps, since it travels in an address.
const MOST_KEPT: usize = 4_096;

/// Checks what comes after the client was found. `hint` verifies an ID token of ours, whichever client it was made for.
pub fn check(
    client: &Client,
    parameters: &Parameters,
    hint: impl Fn(&str) -> Option<IdTokenHint>,
    id: RequestId,
    now: Timestamp,
) -> Result<Request, Refusal> {
    let redirect_uri = redirect_uri(client, parameters).map_err(|refused| Refusal::Page(Box::new(refused)))?;
    let mode = parameters.get("response_mode").map_or(Some(ResponseMode::Query), ResponseMode::parse);
    let state = parameters.get("state").map(str::to_owned);
    let to_client = Return { redirect_uri, mode: mode.unwrap_or(ResponseMode::Query), state };
    let checked = match mode {
        Some(_) => asked(client, parameters, hint),
        None => Err(invalid(parameters, "response_mode", "The response_mode is neither query nor form_post.")),
    };
    let asked = match checked {
        Ok(asked) => asked,
        Err(refused) => return Err(Refusal::Redirect(Box::new(to_client), Box::new(refused))),
    };
    let Return { redirect_uri, mode, state } = to_client;
    let nonce = parameters.get("nonce").map(str::to_owned);
    let authorization = Authorization { redirect_uri, mode, state, nonce, challenge: asked.challenge };
    Ok(Request {
        id,
        client: client.key,
        at: now,
        purpose: Purpose::Authorize(authorization),
        scopes: asked.scopes,
        claims: asked.claims,
        prompt: asked.prompt,
        max_age: asked.max_age,
        hint: asked.hint,
        login_hint: parameters.get("login_hint").and_then(prompt::login_hint),
        ui_locales: parameters.get("ui_locales").map(prompt::locales).unwrap_or_default(),
    })
}

/// Where the user may be sent, registered byte for byte (RFC 9700, section 4.1.3).
fn redirect_uri(client: &Client, parameters: &Parameters) -> Result<String, Refused> {
    let registered = &client.settings.integration.redirect_uris;
    let Some(presented) = parameters.get("redirect_uri") else {
        let refused = Refused::new(ENDPOINT, "invalid_request", "The redirect_uri is missing.");
        return Err(refused.expected(registered.first()).mended_by(REDIRECT_URIS));
    };
    if is_registered(registered, presented) {
        return Ok(presented.to_owned());
    }
    let nearest = nearest(registered, presented);
    let refused = Refused::new(ENDPOINT, "invalid_request", redirect::words(nearest, "redirect URI"));
    let refused = refused.sent(Some(presented)).expected(nearest.map(|nearest| nearest.uri));
    Err(refused.mended_by(REDIRECT_URIS))
}

struct Asked {
    challenge: Option<String>,
    scopes: super::request::RequestedScopes,
    claims: RequestedClaims,
    prompt: Prompts,
    max_age: Option<u32>,
    /// By an ID token or by the claims.
    hint: Option<Subject>,
}

fn asked(
    client: &Client,
    parameters: &Parameters,
    verify: impl Fn(&str) -> Option<IdTokenHint>,
) -> Result<Asked, Refused> {
    let refused = |error, name: &str, reason: &str| Refused::new(ENDPOINT, error, reason).sent(parameters.get(name));
    match parameters.get("response_type") {
        Some("code") => {}
        None => {
            return Err(invalid(parameters, "response_type", "The response_type is missing.").expected(Some("code")));
        }
        Some(_) => {
            let reason = "The response_type is not code.";
            return Err(refused("unsupported_response_type", "response_type", reason).expected(Some("code")));
        }
    }
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if parameters.has(name) {
            return Err(Refused::new(ENDPOINT, error, format!("The parameter {name} is not supported.")));
        }
    }
    let challenge = challenge(client, parameters)?;
    let integration = &client.settings.integration;
    let scopes = parameters.get("scope").and_then(|text| scope::requested(text, integration)).ok_or_else(|| {
        let reason = match parameters.get("scope") {
            None => "The scope is missing.",
            Some(_) => "The scope has nothing that the client may ask for.",
        };
        refused("invalid_scope", "scope", reason)
            .expected(Some(&integration.scopes.with_openid()))
            .mended_by(Mend::Setting("integration.scopes"))
    })?;
    let prompt = parameters.get("prompt").map(prompt::prompts).transpose();
    let prompt = prompt.map_err(|bad| refused("invalid_request", "prompt", &bad.to_string()))?.unwrap_or_default();
    let max_age = given(parameters, "max_age", prompt::max_age, "The max_age is no whole number of seconds.")?;
    let claims =
        given(parameters, "claims", claims::requested, "The claims are no JSON object of userinfo and id_token.")?;
    // A token is never kept, so what was sent is not told either.
    let own = |text: &str| verify(text).filter(|hint| hint.client_id == client.client_id);
    let reason = "The id_token_hint is no ID token that was made for this client.";
    let hint = given(parameters, "id_token_hint", own, reason).map_err(|refused| refused.sent(None))?;
    let (hint, named) = (hint.map(|hint| hint.subject), parameters.get("claims").and_then(claims::subject));
    if hint.is_some() && named.is_some() && hint != named {
        return Err(Refused::new(ENDPOINT, "invalid_request", "The id_token_hint and the claims name two users."));
    }
    if kept(parameters) > MOST_KEPT {
        return Err(Refused::new(ENDPOINT, "invalid_request", "The parameters are longer than 4096 bytes."));
    }
    Ok(Asked { challenge, scopes, claims: claims.unwrap_or_default(), prompt, max_age, hint: hint.or(named) })
}

fn challenge(client: &Client, parameters: &Parameters) -> Result<Option<String>, Refused> {
    let (sent, method) = (parameters.get("code_challenge"), parameters.get("code_challenge_method"));
    pkce::challenge(sent, method, client.settings.requires_pkce()).map_err(|bad| {
        let refused = Refused::new(ENDPOINT, "invalid_request", bad.to_string());
        match bad {
            BadChallenge::Method => refused.sent(method).expected(Some("S256")),
            BadChallenge::Required => refused.mended_by(Mend::Setting("integration.pkce")),
            BadChallenge::Missing | BadChallenge::Form => refused,
        }
    })
}

/// A parameter that may be left out, and must be right where it is there.
fn given<T>(
    parameters: &Parameters,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
    reason: &str,
) -> Result<Option<T>, Refused> {
    let Some(text) = parameters.get(name) else { return Ok(None) };
    read(text).map(Some).ok_or_else(|| invalid(parameters, name, reason))
}

fn invalid(parameters: &Parameters, name: &str, reason: &str) -> Refused {
    Refused::new(ENDPOINT, "invalid_request", reason).sent(parameters.get(name))
}

fn kept(parameters: &Parameters) -> usize {
    let names = ["redirect_uri", "state", "nonce", "login_hint", "ui_locales", "claims", "code_challenge"];
    names.iter().filter_map(|name| parameters.get(name)).map(str::len).sum()
}

#[cfg(test)]
mod tests;
