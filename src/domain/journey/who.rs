//! Who the user of a journey is said to be, by their own word or by the session of the browser.

use std::time::Duration;

use super::Journey;
use crate::domain::client::Settings;
use crate::domain::oauth::request::Request;
use crate::domain::time::Timestamp;
use crate::domain::user::{self, Identifier, LiveSession};

/// Who the user is said to be, so that the caller can look them up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    Nobody,
    Named(&'a Identifier),
    /// Whose session is good enough for this client and this request.
    Session(&'a LiveSession),
}

#[must_use]
pub fn who<'a>(settings: &Settings, journey: &'a Journey, session: Option<&'a LiveSession>, now: Timestamp) -> Who<'a> {
    let usable = session.filter(|session| is_usable(settings, journey, session, now));
    match (&journey.named, usable) {
        // Whoever has named themselves and signed in in another tab meanwhile needs no code any more.
        (Some(named), Some(session)) if journey.proofs.0.is_empty() && session.identifiers.contains(named) => {
            Who::Session(session)
        }
        (Some(named), _) => Who::Named(named),
        (None, Some(session)) => Who::Session(session),
        (None, None) => Who::Nobody,
    }
}

fn is_usable(settings: &Settings, journey: &Journey, session: &LiveSession, now: Timestamp) -> bool {
    let authentication = &settings.authentication;
    let fresh = session.proofs.since(fresh_from(&journey.request, now), now, user::CLOCK_TOLERANCE);
    let has_first = fresh.0.iter().any(|proof| proof.channel == authentication.primary_identifier);
    let is_expected = journey.request.hint.as_ref().is_none_or(|subject| *subject == session.subject);
    !journey.uses_other_account && is_expected && has_first && session.serves(&authentication.sessions, now)
}

/// From when on a proof of a session counts (`OpenID` Connect Core 1.0, section 3.1.2.1).
fn fresh_from(request: &Request, now: Timestamp) -> Timestamp {
    let by_age = request.max_age.map(|seconds| match seconds {
        0 => request.at,
        seconds => now.before(Duration::from_secs(seconds.into())),
    });
    let by_prompt = request.prompt.login.then_some(request.at);
    by_age.max(by_prompt).unwrap_or(Timestamp(i64::MIN))
}
