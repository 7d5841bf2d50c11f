//! What is asked next, and because of what.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{CLOCK_TOLERANCE, Journey, Missing, PROOF_LIFETIME, missing};
use crate::domain::choice::{Choice, choices};
use crate::domain::client::{AppType, RegistrationType, Settings, unbuilt};
use crate::domain::oauth::request::Request;
use crate::domain::time::Timestamp;
use crate::domain::user::{self, Acr, Identifier, LiveSession, Proofs, Standing, Subject};

/// What the plan is made by, beside the journey.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub settings: &'a Settings,
    /// Whether the client may be used.
    pub is_active: bool,
    /// That of the browser.
    pub session: Option<&'a LiveSession>,
    /// Of whom [`who`] speaks; none where there is no such user.
    pub user: Option<&'a Standing>,
    /// Whether the journey has a row, and so a page that its user has seen.
    pub is_begun: bool,
    pub now: Timestamp,
}

/// Why something is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Because {
    /// A setting, by its path.
    Setting(String),
    /// A parameter of the request.
    Request(String),
    /// The user has signed in elsewhere in this browser.
    Session,
}

choices! {
    /// A step as the trail of a journey keeps it.
    pub enum Asked {
        Identify = "identify", "Who they are";
        Code = "code", "One-time code";
        Details = "details", "Details";
        Confirm = "confirm", "Confirmation";
    }
}

/// A step that was taken, and why it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Passed {
    pub step: Asked,
    pub because: Because,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Identify,
    /// A code that is sent to whom the journey names.
    Code,
    Details(Missing),
    /// A word from the user for this request.
    Confirm,
    /// Nothing leads on from here.
    Refused(Refused),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The client is disabled or gone.
    ClientEnded,
    /// What was asked for is not allowed any more by the client's settings of now; nobody is sent on by it.
    Outdated,
    /// A setting asks for what is not built yet, by its path. Nobody is let in with less.
    Unavailable(&'static str),
    /// Somebody without an account, or without a place at this client, which only invites.
    NotInvited,
    /// Somebody new whose email domain may not register.
    Domain,
    Disabled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Ask(Step, Because),
    /// Every requirement is met, by these proofs.
    Done(Proofs),
    /// What the client is told instead of a page.
    Fail(Failure),
}

choices! {
    /// Errors of the authorization endpoint (`OpenID` Connect Core 1.0, section 3.1.2.6).
    pub enum Failure {
        LoginRequired = "login_required", "the user is not signed in";
        InteractionRequired = "interaction_required", "the user has to confirm";
        AccessDenied = "access_denied", "the user canceled, or may not use the client";
        /// `OpenID` Connect Core Unmet Authentication Requirements 1.0, section 2.
        UnmetRequirements = "unmet_authentication_requirements", "the requested acr cannot be reached";
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub next: Next,
}

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

/// The one judge of what a journey still needs: it goes through the requirements in their order, and the first that is unmet is
/// asked next.
#[must_use]
pub fn plan(journey: &Journey, facts: &Facts<'_>) -> Plan {
    let next = match required(journey, facts) {
        Ok(proofs) => Next::Done(proofs),
        Err(next) => next,
    };
    Plan { next: if journey.request.prompt.none { without_page(next) } else { next } }
}

fn required(journey: &Journey, facts: &Facts<'_>) -> Result<Proofs, Next> {
    let Facts { settings, .. } = *facts;
    let refuse = |refused, path: &'static str| Err(ask(Step::Refused(refused), setting(path)));
    if !facts.is_active {
        return refuse(Refused::ClientEnded, "status");
    }
    if let Some(path) = outdated(settings, &journey.request) {
        return refuse(Refused::Outdated, path);
    }
    if let Some(path) = unbuilt(settings) {
        return refuse(Refused::Unavailable(path), path);
    }
    let proofs = proved(journey, facts)?;
    let essential = &journey.request.claims.essential_acr;
    if !essential.is_empty() && !essential.iter().any(|acr| acr == Acr::OneStep.token()) {
        return Err(Next::Fail(Failure::UnmetRequirements));
    }
    let invites_only = settings.registration.registration_type == RegistrationType::InvitationOnly;
    match (facts.user, &journey.named) {
        (Some(user), _) if user.is_disabled => return refuse(Refused::Disabled, "status"),
        (Some(user), _) if invites_only && !user.has_place => {
            return refuse(Refused::NotInvited, "registration.registration_type");
        }
        (None, _) if invites_only => return refuse(Refused::NotInvited, "registration.registration_type"),
        (None, named) if named.iter().chain(&journey.second).any(|it| is_refused(settings, it)) => {
            return refuse(Refused::Domain, domain_setting(settings));
        }
        _ => {}
    }
    let missing = missing(settings, journey, facts.user);
    if !missing.is_nothing() {
        let path = match (&missing.terms, &missing.privacy) {
            _ if !missing.fields.is_empty() => "registration.fields",
            (Some(_), _) => "registration.terms",
            _ => "registration.privacy",
        };
        return Err(ask(Step::Details(missing), setting(path)));
    }
    if let Some(because) = confirmation(journey, facts) {
        return Err(ask(Step::Confirm, because));
    }
    let is_hinted = |hint: &Subject| facts.user.is_some_and(|user| user.subject == *hint);
    if journey.request.hint.as_ref().is_none_or(is_hinted) {
        Ok(proofs)
    } else {
        Err(Next::Fail(Failure::LoginRequired))
    }
}

/// The proofs that count, where the first one is among them.
fn proved(journey: &Journey, facts: &Facts<'_>) -> Result<Proofs, Next> {
    let authentication = &facts.settings.authentication;
    match who(facts.settings, journey, facts.session, facts.now) {
        Who::Nobody => Err(ask(Step::Identify, setting("authentication.primary_identifier"))),
        Who::Session(session) => Ok(session.proofs.clone()),
        Who::Named(named) => {
            let own = journey.proofs.since(facts.now.before(PROOF_LIFETIME), facts.now, CLOCK_TOLERANCE);
            let has_first = own.0.iter().any(|proof| proof.channel == authentication.primary_identifier);
            if has_first && named.kind() == authentication.primary_identifier {
                Ok(own)
            } else if named.kind() == authentication.primary_identifier {
                Err(ask(Step::Code, setting("authentication.method")))
            } else {
                // The setting was changed meanwhile.
                Err(ask(Step::Identify, setting("authentication.primary_identifier")))
            }
        }
    }
}

/// Why the user has to say a word, where one is due.
fn confirmation(journey: &Journey, facts: &Facts<'_>) -> Option<Because> {
    let request = &journey.request;
    let by_session = matches!(who(facts.settings, journey, facts.session, facts.now), Who::Session(_));
    if journey.is_confirmed {
        return None;
    }
    if request.prompt.consent || (request.prompt.select_account && by_session) {
        return Some(Because::Request("prompt".to_owned()));
    }
    if journey.is_filled_for(facts.user) {
        // Who has sent a form for this request has said a word.
        return None;
    }
    if by_session && facts.is_begun {
        return Some(Because::Session);
    }
    // An app that is installed can be imitated by another on the same device (RFC 8252, section 8.6).
    let is_app = facts.settings.general.app_type == AppType::MobileApp && !request.is_https();
    (by_session && is_app).then(|| setting("general.app_type"))
}

/// The setting by which a request that was accepted would be refused now, be it sealed, kept and opened hours later.
fn outdated(settings: &Settings, request: &Request) -> Option<&'static str> {
    let authorization = request.authorization()?;
    let mut registered = settings.integration.redirect_uris.iter();
    if !registered.any(|uri| uri.matches(&authorization.redirect_uri)) {
        return Some("integration.redirect_uris");
    }
    (settings.requires_pkce() && authorization.challenge.is_none()).then_some("integration.pkce")
}

fn is_refused(settings: &Settings, identifier: &Identifier) -> bool {
    matches!(identifier, Identifier::Email(email) if !settings.registration.domains.admit(email))
}

fn domain_setting(settings: &Settings) -> &'static str {
    if settings.registration.domains.allowed.is_empty() {
        "registration.domains.blocked"
    } else {
        "registration.domains.allowed"
    }
}

/// What a client is told that wants no page (`OpenID` Connect Core 1.0, section 3.1.2.1).
fn without_page(next: Next) -> Next {
    match next {
        // Whose client is off or whose address is none of the client's any more is sent nowhere.
        Next::Ask(Step::Refused(Refused::ClientEnded | Refused::Outdated), _) => next,
        Next::Ask(Step::Confirm | Step::Details(_), _) => Next::Fail(Failure::InteractionRequired),
        Next::Ask(Step::Refused(_), _) => Next::Fail(Failure::AccessDenied),
        Next::Ask(Step::Identify | Step::Code, _) => Next::Fail(Failure::LoginRequired),
        next => next,
    }
}

fn ask(step: Step, because: Because) -> Next {
    Next::Ask(step, because)
}

fn setting(path: &str) -> Because {
    Because::Setting(path.to_owned())
}
