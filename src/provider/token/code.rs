//! An authorization code is redeemed (RFC 6749, section 4.1.3). Whatever is wrong, nothing is changed but by who proved to be
//! the one that it was given to: a code that leaked is no tool to cut somebody off.

use futures_util::future::{join, lazy};

use super::signed::{Unsigned, with_refresh_token};
use super::{Asked, Outcome, refused};
use crate::domain::oauth::grant::{Grant, idle_ends_at};
use crate::domain::oauth::grant_token::Kind;
use crate::domain::oauth::pkce;
use crate::domain::oauth::refusal::Refused;
use crate::domain::time::Timestamp;
use crate::provider::answer::fault;
use crate::provider::session::visit;
use crate::store::grants::{self, Held, Redeemed};

const UNKNOWN: &str = "The code is unknown, or what came of it has ended.";
const REUSED: &str = "The code was used before, so what came of it has ended.";

pub(super) async fn redeem(asked: &Asked<'_>) -> Outcome {
    let Asked { state, request, client, parameters } = asked;
    let Some(code) = parameters.get("code") else {
        return Ok(Err(refused("invalid_request", "The code is missing.")));
    };
    let Some((id, 0)) = state.keyring.read_grant_token(Kind::Code, code) else {
        return Ok(Err(invalid("The code is none of ours.")));
    };
    let Some(held) = state.store.read(move |conn| grants::find(conn, id)).await.map_err(fault)? else {
        return Ok(Err(invalid(UNKNOWN)));
    };
    let visit = visit(request, state);
    if let Err(refused) = check(asked, &held, visit.at) {
        return Ok(Err(refused));
    }
    let unsigned = Unsigned::new(asked, &held, &held.grant.scopes, (false, visit.at))?;
    let (grant, revision) = (held.grant.clone(), client.revision);
    let idle_ends_at = idle_ends_at(&client.settings, visit.at).min(grant.ends_at);
    let redeemed = state.store.write(move |conn| grants::exchange(conn, &grant, idle_ends_at, (revision, &visit)));
    let (redeemed, answer) = join(redeemed, lazy(|_| unsigned.sign())).await;
    Ok(match redeemed.map_err(fault)? {
        Redeemed::Generation(first) => Ok(with_refresh_token(asked, &held, answer?, first)),
        Redeemed::Reused => Err(invalid(REUSED)),
        Redeemed::Gone => Err(invalid(UNKNOWN)),
    })
}

/// Whether the code was given to this client for this request, and is still good.
fn check(asked: &Asked<'_>, held: &Held, now: Timestamp) -> Result<(), Refused> {
    let Asked { client, parameters, .. } = asked;
    let Held { grant, .. } = held;
    if grant.client != client.key {
        return Err(invalid("The code was given to another client."));
    }
    let redirect_uri = parameters.get("redirect_uri");
    if redirect_uri != Some(grant.redirect_uri.as_str()) {
        let reason = "The redirect_uri is another than the code was asked for with.";
        let refused = invalid(reason);
        return Err(refused.sent(redirect_uri).expected(Some(&grant.redirect_uri)));
    }
    verify(grant, parameters.get("code_verifier"))?;
    if !grant.has_current_code(now) {
        return Err(invalid("The code has expired."));
    }
    if !held.is_live(&client.settings.authentication.sessions, now) {
        return Err(invalid("The user is signed out."));
    }
    Ok(())
}

fn verify(grant: &Grant, verifier: Option<&str>) -> Result<(), Refused> {
    let challenge = grant.challenge.as_deref();
    if pkce::verifies(challenge, verifier) {
        return Ok(());
    }
    let reason = match (challenge, verifier) {
        (None, _) => "There is a code_verifier, but the code was asked for without a code_challenge.",
        (Some(_), None) => "The code_verifier is missing.",
        (Some(_), Some(_)) => "The code_verifier does not fit the code_challenge.",
    };
    Err(invalid(reason))
}

fn invalid(reason: &str) -> Refused {
    refused("invalid_grant", reason)
}
