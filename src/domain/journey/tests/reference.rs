//! The slow reference: it knows nothing but what each requirement demands to have happened.

use std::time::Duration;

use super::run::{History, Run};
use super::world::World;
use crate::domain::choice::Choice;
use crate::domain::client::{Method, ProfileField, RegistrationType, TwoStepPolicy};
use crate::domain::user::{Acr, Identifier};

impl Run {
    /// What is missing for somebody to be let in, by the reference: in words, or nothing.
    pub fn reference(&self) -> Option<&'static str> {
        let World { settings, is_active, accounts, session, request } = &self.world;
        let (history, kind) = (&self.history, settings.authentication.primary_identifier);
        if !is_active {
            return Some("the client is off");
        }
        let authorization = request.authorization().unwrap();
        if settings.integration.redirect_uris.is_empty() {
            return Some("the address is none of the client's any more");
        }
        if authorization.challenge.is_none()
            && (settings.integration.pkce || settings.general.app_type == crate::domain::client::AppType::MobileApp)
        {
            return Some("no PKCE");
        }
        if settings.authentication.method == Method::Password
            || settings.authentication.two_step.policy == TwoStepPolicy::Required
        {
            return Some("a setting asks for more than there is");
        }
        let by_code = history.proved.as_ref().filter(|(to, at)| {
            let is_named = history.named.as_ref().is_some_and(|(named, named_at)| named == to && named_at <= at);
            is_named && to.kind() == kind && self.now.since(*at) <= Duration::from_hours(1)
        });
        let by_session = session.as_ref().filter(|session| {
            let limits = &settings.authentication.sessions;
            let (idle, absolute) = (u64::from(limits.idle.get()), u64::from(limits.absolute.get()));
            let (idle, absolute) =
                if session.remembered { (idle, absolute) } else { (idle.min(12 * 3_600), absolute.min(24 * 3_600)) };
            let age = |at| self.now.since(at).as_secs();
            let proof = session.proofs.0[0];
            let is_fresh = !request.prompt.login
                && request.max_age.is_none_or(|most| most > 0 && age(proof.at) <= u64::from(most));
            let is_live = age(session.last_seen_at) < idle && age(session.created_at) < absolute;
            let is_hinted = request.hint.as_ref().is_none_or(|hint| *hint == session.subject);
            let is_named = history.named.as_ref().is_none_or(|(named, _)| session.identifiers.contains(named));
            is_live && is_fresh && is_hinted && proof.channel == kind && !history.chose_other && is_named
        });
        let (user, identifier) = match (by_code, by_session) {
            (Some((to, _)), _) => (accounts.iter().find(|account| account.identifiers.contains(to)), Some(to)),
            (None, Some(session)) => (accounts.iter().find(|account| account.id == session.user), None),
            (None, None) => return Some("nobody has shown who they are"),
        };
        if request.claims.essential_acr.first().is_some_and(|acr| acr == Acr::TwoStep.token()) {
            return Some("two steps are asked for");
        }
        let invites = settings.registration.registration_type == RegistrationType::InvitationOnly;
        match user {
            Some(user) if user.is_disabled => return Some("the user is disabled"),
            Some(user) if invites && !user.has_place => return Some("the user has no place"),
            None if invites => return Some("a stranger"),
            None => {
                let domains = &settings.registration.domains;
                let is_two =
                    matches!(identifier, Some(Identifier::Email(email)) if email.as_str().ends_with("@two.example"));
                let by_email = matches!(identifier, Some(Identifier::Email(_)));
                if by_email && ((!domains.allowed.is_empty() && !is_two) || (!domains.blocked.is_empty() && is_two)) {
                    return Some("the domain is refused");
                }
            }
            Some(_) => {}
        }
        let filled = History { confirmed: history.confirmed, ..History::default() };
        let is_theirs = history.filled_by == user.map(|user| user.id);
        let history = if is_theirs { history } else { &filled };
        for asked in settings.registration.fields.as_slice().iter().filter(|asked| asked.required) {
            let is_known = match asked.field {
                ProfileField::SecondContact => history.filled_second,
                field => history.filled.get(field).or_else(|| user?.details.get(field)).is_some(),
            };
            if !is_known {
                return Some("a required field is unknown");
            }
        }
        if user.is_none() && !settings.registration.fields.as_slice().is_empty() && !history.is_filled {
            return Some("who registers was never asked");
        }
        if let Some(terms) = &settings.registration.terms {
            let version = terms.version.as_str();
            let before = user.and_then(|user| user.terms.as_deref());
            if history.terms.as_deref() != Some(version) && before != Some(version) {
                return Some("the terms are not accepted");
            }
        }
        if request.prompt.consent && !history.confirmed {
            return Some("no consent");
        }
        let silent = by_code.is_none() && !history.confirmed;
        let is_app = settings.general.app_type == crate::domain::client::AppType::MobileApp && !request.is_https();
        if silent && (request.prompt.select_account || (!history.is_filled && (self.is_begun || is_app))) {
            return Some("no word from the user");
        }
        let subject = user.map(|user| &user.subject);
        (request.hint.is_some() && request.hint.as_ref() != subject).then_some("another user than the hint's")
    }
}
