//! The end of a journey: account, place, session, grant and events, all in the one transaction that closes it.

use super::scene::Scene;
use crate::domain::oauth::grant::{Grant, GrantId, Parties, new_grant};
use crate::domain::oauth::request::{Authorization, Purpose, Request, ResponseMode};
use crate::domain::time::{Day, Timestamp};
use crate::domain::token::Digest;
use crate::domain::user::{EventKind, How, Proofs, UserId, UserSessionId, ends_at};
use crate::store::user_events::{NewEvent, Visit, record};
use crate::store::user_sessions::{self, NewUserSession};
use crate::store::{Connection, StoreError, clients, grants, journeys, users};

/// What the end is made of, drawn before the transaction, which may run again.
#[derive(Clone, Debug)]
pub struct Ending {
    /// The digest of the session's new token.
    pub token: Digest,
    pub visit: Visit,
    /// Of the browser, which a finished journey still belongs to.
    pub browser: Digest,
    pub ids: Ids,
}

/// Keys of rows that may be made.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    pub user: UserId,
    pub session: UserSessionId,
    pub grant: GrantId,
}

/// What has come of it.
#[derive(Clone, Debug)]
pub struct Finished {
    pub scene: Scene,
    /// What was granted, or would have been: where no application asked, it is not stored.
    pub grant: Grant,
    /// Whether the browser is given the new token.
    pub has_new_token: bool,
    pub is_remembered: bool,
}

/// Ends a journey whose plan is done with these proofs.
pub fn finish(conn: &mut Connection, scene: Scene, proofs: Proofs, ending: &Ending) -> Result<Finished, StoreError> {
    let user = settle_user(conn, &scene, ending)?;
    let (session, auth_time, is_remembered) = settle_session(conn, &scene, user, &proofs, ending)?;
    let client = (scene.client.key, scene.client.revision);
    let by = Parties { id: ending.ids.grant, user, session, proofs, auth_time };
    let grant = granted(&scene, by)?;
    let is_tried = scene.journey.request.purpose == Purpose::TryOut;
    if is_tried {
        clients::note_tried(conn, scene.client.key, Day::containing(scene.now))?;
    } else {
        grants::insert(conn, &grant)?;
        grants::keep_latest(conn, (grant.client, session))?;
    }
    let by_session = scene.by_session().is_some();
    let reason = match (is_tried, by_session) {
        (true, _) => Some("as a try, without an application".to_owned()),
        (false, true) => Some("with the session in this browser".to_owned()),
        (false, false) => None,
    };
    let event =
        NewEvent { kind: EventKind::SignedIn, user: Some(user), client: Some(client), session: Some(session), reason };
    record(conn, &event, &ending.visit)?;
    if scene.is_begun || !by_session {
        journeys::finish(conn, &scene.journey, ending.browser, scene.now)?;
    }
    Ok(Finished { grant, has_new_token: !by_session, is_remembered, scene })
}

/// The grant; for who only tries it, that of the same request by an application.
fn granted(scene: &Scene, by: Parties) -> Result<Grant, StoreError> {
    let asked = &scene.journey.request;
    let by_application = || {
        let (redirect_uri, mode) = (String::new(), ResponseMode::Query);
        let authorization = Authorization { redirect_uri, mode, state: None, nonce: None, challenge: None };
        Request { purpose: Purpose::Authorize(authorization), ..asked.clone() }
    };
    let asked = if asked.purpose == Purpose::TryOut { by_application() } else { asked.clone() };
    let grant = new_grant(&asked, &scene.client.settings, by, scene.now);
    grant.ok_or_else(|| StoreError::Internal("a request for an application granted nothing".to_owned()))
}

/// The user, made now where there was none, with a place at the client.
fn settle_user(conn: &mut Connection, scene: &Scene, ending: &Ending) -> Result<UserId, StoreError> {
    let (journey, now) = (&scene.journey, scene.now);
    let client = (scene.client.key, scene.client.revision);
    let is_filled = journey.is_filled_for(scene.user.as_ref());
    let mut event = NewEvent { kind: EventKind::Joined, user: None, client: Some(client), session: None, reason: None };
    let user = match (&scene.user, &journey.named) {
        (Some(user), _) => {
            if is_filled {
                users::update(conn, user.id, &journey.details, now)?;
                if let Some(second) = &journey.second {
                    users::identifiers::add_missing(conn, user.id, second)?;
                }
            }
            user.id
        }
        (None, Some(named)) => {
            users::create(conn, ending.ids.user, (named, journey.second.as_ref()), &journey.details, now)?;
            event.kind = EventKind::Registered;
            ending.ids.user
        }
        (None, None) => return Err(StoreError::Internal("a journey was done without a user".to_owned())),
    };
    let place = (scene.client.key, user);
    if scene.user.as_ref().is_none_or(|user| !user.has_place) {
        let how = if event.kind == EventKind::Registered { How::Registered } else { How::Joined };
        users::join(conn, place, how, now)?;
        record(conn, &NewEvent { user: Some(user), ..event }, &ending.visit)?;
    }
    let accepted = [("terms", &journey.accepted.terms), ("privacy", &journey.accepted.privacy)];
    for (document, version) in accepted.into_iter().filter(|_| is_filled) {
        if let Some(version) = version {
            users::accept(conn, place, (document, version), now)?;
        }
    }
    Ok(user)
}

/// The session, when its first proof was given, and whether its user stays signed in.
fn settle_session(
    conn: &mut Connection,
    scene: &Scene,
    user: UserId,
    proofs: &Proofs,
    ending: &Ending,
) -> Result<(UserSessionId, Timestamp, bool), StoreError> {
    let (limits, now) = (&scene.client.settings.authentication.sessions, scene.now);
    if let Some(session) = scene.by_session() {
        let end = ends_at(limits, session.remembered, session.created_at, now);
        user_sessions::use_until(conn, session.id, now, end)?;
        return Ok((session.id, session.auth_time, session.remembered));
    }
    let own = scene.session.as_ref().filter(|session| session.user == user);
    let is_remembered = scene.journey.is_remembered || own.is_some_and(|session| session.remembered);
    let new = NewUserSession {
        id: own.map_or(ending.ids.session, |session| session.id),
        token: ending.token,
        user,
        auth_time: now,
        proofs: proofs.clone(),
        remembered: is_remembered,
        created_at: now,
        ends_at: ends_at(limits, is_remembered, now, now),
        address: ending.visit.address.clone(),
        browser: ending.visit.browser.clone().unwrap_or_default(),
    };
    match (own, &scene.session) {
        (Some(own), _) => user_sessions::prove_again(conn, own.id, &new)?,
        (None, before) => {
            // Whoever was signed in here before is not any more.
            if let Some(before) = before {
                user_sessions::end(conn, before.id)?;
                let reason = Some("somebody else signed in in this browser".to_owned());
                let (user, session) = (Some(before.user), Some(before.id));
                let client = Some((scene.client.key, scene.client.revision));
                let event = NewEvent { kind: EventKind::SignedOut, user, client, session, reason };
                record(conn, &event, &ending.visit)?;
            }
            user_sessions::start(conn, &new)?;
        }
    }
    Ok((new.id, now, is_remembered))
}
