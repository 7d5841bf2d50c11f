//! What is asked next, and because of what.

use super::step::{Because, Facts, Failure, Next, Plan, Refused, Step};
use super::who::{Who, who};
use super::{CLOCK_TOLERANCE, Journey, PROOF_LIFETIME, missing};
use crate::domain::choice::Choice;
use crate::domain::client::{AppType, RegistrationType, Settings, unbuilt};
use crate::domain::oauth::request::Request;
use crate::domain::user::{Acr, Identifier, Proofs, Subject};

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
        return Err(ask(Step::Details(Box::new(missing)), setting(path)));
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
