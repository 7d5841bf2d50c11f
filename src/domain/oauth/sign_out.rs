//! What is done with a request to sign a user out (`OpenID` Connect RP-Initiated Logout 1.0, section 2).

use super::redirect::{self, is_registered, nearest};
use super::refusal::Refused;
use super::tokens::IdTokenHint;
use crate::domain::client::Client;
use crate::domain::refusal::Mend;
use crate::domain::user::UserSessionId;

/// What a request says, with its hint read.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// None where there is no hint; the second none where it is none of ours.
    pub hint: Option<Option<&'a IdTokenHint>>,
    pub client_id: Option<&'a str>,
    pub redirect_uri: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The application has shown whom it means: the session ends, and the user goes back where there is somewhere to go.
    End { returns: bool },
    /// Anybody can send a browser here, so the user is asked.
    Ask,
    /// Nothing is ended by it.
    Refuse(Box<Refused>),
}

/// `client` is the one that the hint names, or else the request; `session` is the browser's.
#[must_use]
pub fn decide(asked: &Asked<'_>, client: Option<&Client>, session: Option<UserSessionId>) -> Decision {
    let refuse = |reason: String| Refused::new("end_session", "invalid_request", reason);
    let hint = match asked.hint {
        Some(None) => {
            let reason = "The id_token_hint is no ID token of ours.";
            return Decision::Refuse(Box::new(refuse(reason.to_owned())));
        }
        Some(Some(hint)) => Some(hint),
        None => None,
    };
    if hint.is_some_and(|hint| asked.client_id.is_some_and(|client_id| client_id != hint.client_id.0)) {
        let reason = "The id_token_hint was made for another client than client_id says.";
        return Decision::Refuse(Box::new(refuse(reason.to_owned()).sent(asked.client_id)));
    }
    if let (Some(uri), Some(client)) = (asked.redirect_uri, client) {
        let registered = &client.settings.integration.post_logout_redirect_uris;
        if !is_registered(registered, uri) {
            let nearest = nearest(registered, uri);
            let reason = redirect::words(nearest, "post-logout redirect URI");
            let refused = refuse(reason);
            let expected = nearest.map(|nearest| nearest.uri);
            let refused = refused.sent(Some(uri)).expected(expected);
            return Decision::Refuse(Box::new(
                refused.mended_by(Mend::Setting("integration.post_logout_redirect_uris")),
            ));
        }
    }
    match (hint, session) {
        // Whom it means has gone already, or is the one who is here.
        (Some(_), None) => Decision::End { returns: true },
        (Some(hint), Some(own)) if hint.session == Some(own) => Decision::End { returns: true },
        (None, None) => Decision::End { returns: false },
        _ => Decision::Ask,
    }
}

#[cfg(test)]
mod tests;
