//! A refresh token is used (RFC 6749, section 6).

use futures_util::future::{join, lazy};

use super::signed::{Unsigned, with_refresh_token};
use super::{Asked, Outcome, refused};
use crate::domain::oauth::grant::idle_ends_at;
use crate::domain::oauth::grant_token::Kind;
use crate::domain::oauth::refresh::{Verdict, judge};
use crate::domain::oauth::refusal::Refused;
use crate::domain::refusal::Mend;
use crate::domain::time::Timestamp;
use crate::provider::answer::fault;
use crate::provider::session::visit;
use crate::store::grants::{self, Held, Redeemed, Refreshing};
use crate::web::problem::Problem;

const UNKNOWN: &str = "The refresh token is unknown, or its grant has ended.";
const REUSED: &str = "The refresh token had been replaced before, so its grant has ended.";

pub(super) async fn redeem(asked: &Asked<'_>) -> Outcome {
    let Asked { state, request, client, parameters } = asked;
    if !client.settings.integration.refresh_tokens {
        let refused = refused("unauthorized_client", "Refresh tokens are off for the client.");
        return Ok(Err(refused.mended_by(Mend::Setting("integration.refresh_tokens"))));
    }
    let Some(token) = parameters.get("refresh_token") else {
        return Ok(Err(refused("invalid_request", "The refresh_token is missing.")));
    };
    let Some((id, presented)) = state.keyring.read_grant_token(Kind::Refresh, token) else {
        return Ok(Err(invalid("The refresh token is none of ours.")));
    };
    let Some(held) = state.store.read(move |conn| grants::find(conn, id)).await.map_err(fault)? else {
        return Ok(Err(invalid(UNKNOWN)));
    };
    let visit = visit(request, state);
    let now = visit.at;
    if let Err(refused) = check(asked, &held, now) {
        return Ok(Err(refused));
    }
    let scopes = match parameters.get("scope") {
        Some(text) => held.grant.scopes.narrowed(text),
        None => Some(held.grant.scopes.clone()),
    };
    let Some(scopes) = scopes else {
        let refused = refused("invalid_scope", "The scope has more than was granted.");
        return Ok(Err(refused.sent(parameters.get("scope")).expected(Some(&held.grant.scopes.to_text()))));
    };
    let unsigned = Unsigned::new(asked, &held, &scopes, (true, now))?;
    let of = refreshing(asked, &held, presented, visit);
    let (redeemed, answer) = join(redeemed(asked, of), lazy(|_| unsigned.sign())).await;
    Ok(match redeemed? {
        Redeemed::Generation(present) => Ok(with_refresh_token(asked, &held, answer?, present)),
        Redeemed::Reused => Err(invalid(REUSED)),
        Redeemed::Gone => Err(invalid(UNKNOWN)),
    })
}

async fn redeemed(asked: &Asked<'_>, of: Refreshing) -> Result<Redeemed, Problem> {
    let Asked { state, .. } = asked;
    let now = of.visit.at;
    if judge(&of.grant.rotation(), of.presented, of.is_public, now) != Verdict::Retry {
        return state.store.write(move |conn| grants::refresh(conn, &of)).await.map_err(fault);
    }
    // Nothing of the grant is to be changed, but its session is used all the same.
    if let Some((session, ends_at)) = of.grant.session.zip(of.session_ends_at) {
        state.tally.seen_session(session, now, ends_at);
    }
    Ok(Redeemed::Generation(of.grant.generation))
}

fn refreshing(asked: &Asked<'_>, held: &Held, presented: u32, visit: crate::store::user_events::Visit) -> Refreshing {
    let settings = &asked.client.settings;
    let limits = &settings.authentication.sessions;
    Refreshing {
        grant: held.grant.clone(),
        presented,
        is_public: settings.client_authentication().is_none(),
        idle_ends_at: idle_ends_at(settings, visit.at).min(held.grant.ends_at),
        session_ends_at: held.session.and_then(|session| session.used(limits, visit.at)),
        revision: asked.client.revision,
        visit,
    }
}

/// Whether the token was given to this client, and the grant and its user still stand.
fn check(asked: &Asked<'_>, held: &Held, now: Timestamp) -> Result<(), Refused> {
    if held.grant.client != asked.client.key {
        return Err(invalid("The refresh token was given to another client."));
    }
    if !held.grant.is_refreshable(now) {
        return Err(invalid("The refresh token has expired."));
    }
    if !held.is_live(&asked.client.settings.authentication.sessions, now) {
        return Err(invalid("The user is signed out."));
    }
    Ok(())
}

fn invalid(reason: &str) -> Refused {
    refused("invalid_grant", reason)
}
