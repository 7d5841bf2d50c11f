//! What users will meet with the settings of a card, in plain sentences.

use crate::domain::activity::Field;
use crate::domain::bounded::time_words;
use crate::domain::choice::Choice;
use crate::domain::client::{
    Access, AskedField, Asks, Authentication, Channel, EmailDomain, General, IntegrationType, Method,
    PrimaryIdentifier, Profile, ProfileField, Registration, RegistrationType, TwoStepPolicy,
};

/// Words in a row: “a, b and c”; `last` stands before the last.
fn series(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., end] => format!("{} {last} {end}", most.join(", ")),
    }
}

pub(super) fn general(card: &General) -> Vec<String> {
    let name = card.name.as_str();
    let pages = match card.integration_type {
        IntegrationType::HostedJourney => format!("Users are sent to sign-in pages hosted here, which say “{name}”."),
        IntegrationType::Api => {
            format!("Users stay on the pages of “{name}”, which draws sign-in itself and calls the API.")
        }
    };
    let unseen = match (card.description.as_str().is_empty(), card.contacts.iter().next().is_none()) {
        (true, true) => "",
        (false, true) => "Users do not see the description.",
        (true, false) => "Users do not see the owner contacts.",
        (false, false) => "Users see neither the description nor the owner contacts.",
    };
    [pages, unseen.to_owned()].into_iter().filter(|sentence| !sentence.is_empty()).collect()
}

pub(super) fn authentication(card: &Authentication) -> Vec<String> {
    let noun = card.primary_identifier.noun();
    let mut sentences = vec![format!("To sign in, users type their {noun}.")];
    let lifetime = time_words(card.codes.lifetime.get() * 60);
    let code = format!(
        "The code has {} digits and works for {lifetime}; after {} wrong tries it stops working. Users can ask for another after {}.",
        card.codes.length.get(),
        card.codes.tries.get(),
        time_words(card.codes.resend_after.get()),
    );
    match card.method {
        Method::OneTimePassword => {
            let sent = match card.primary_identifier {
                PrimaryIdentifier::Email => "by email",
                PrimaryIdentifier::Mobile => "by text message",
            };
            sentences.push(format!("Then they type a code that is sent to them {sent}. {code}"));
        }
        Method::Password => {
            let length = card.password_length.get();
            sentences.push(format!("Then they type their password, which has at least {length} characters."));
            sentences.push(format!("Users who forgot it are sent a code. {code}"));
        }
    }
    if card.passkeys {
        sentences.push("Users with a passkey can use it instead: a fingerprint, a face or a screen lock.".to_owned());
    }
    sentences.extend(second_step(card));
    sentences.push(format!(
        "They are signed out after {} without activity, and after {} in any case.",
        time_words(card.sessions.idle.get()),
        time_words(card.sessions.absolute.get()),
    ));
    sentences
}

fn second_step(card: &Authentication) -> Option<String> {
    let ways: Vec<String> = Channel::ALL
        .iter()
        .filter(|channel| card.two_step.channels.has(**channel))
        .map(|channel| match channel {
            Channel::AuthenticatorApp => "a code from an authenticator app".to_owned(),
            Channel::Email => "a code sent by email".to_owned(),
            Channel::Mobile => "a code sent by text message".to_owned(),
        })
        .collect();
    let ways = series(&ways, "or");
    match card.two_step.policy {
        TwoStepPolicy::Disabled => None,
        TwoStepPolicy::Optional => {
            Some(format!("Users who switched on two-step verification under Security also give {ways}."))
        }
        TwoStepPolicy::Required => {
            Some(format!("Everybody also gives {ways}. Users who have not set it up do so at the next sign-in."))
        }
    }
}

pub(super) fn registration(card: &Registration, identifier: PrimaryIdentifier) -> Vec<String> {
    let mut sentences = vec![match card.registration_type {
        RegistrationType::SelfRegistration => "Anybody can create an account.".to_owned(),
        RegistrationType::InvitationOnly => {
            let lifetime = time_words(card.invitation_lifetime.get() * 86_400);
            format!("Only people with an invitation can create an account. They have {lifetime} to accept it.")
        }
    }];
    let mut asked = vec![format!("their {}", identifier.noun())];
    asked.extend(card.fields.as_slice().iter().map(|AskedField { field, .. }| {
        let label = field.label_beside(identifier).to_lowercase();
        let may_skip = card.fields.asks(*field) == Asks::Optional;
        if may_skip { format!("{label} (may be left empty)") } else { label }
    }));
    sentences.push(format!("They are asked for {}.", series(&asked, "and")));
    let versioned = |document: &Option<crate::domain::client::Document>, what: &str| {
        document.as_ref().map(|found| format!("the {what} (version {})", found.version.as_str()))
    };
    let documents: Vec<String> = [versioned(&card.terms, "terms of use"), versioned(&card.privacy, "privacy notice")]
        .into_iter()
        .flatten()
        .collect();
    if !documents.is_empty() {
        sentences.push(format!("They accept {} before they go on.", series(&documents, "and")));
    }
    let names = |domains: &std::collections::BTreeSet<EmailDomain>| {
        domains.iter().map(|domain| domain.as_str().to_owned()).collect::<Vec<_>>()
    };
    if !card.domains.allowed.is_empty() {
        let allowed = series(&names(&card.domains.allowed), "or");
        sentences.push(format!("Only email addresses at {allowed} are accepted."));
    }
    if !card.domains.blocked.is_empty() {
        let blocked = series(&names(&card.domains.blocked), "or");
        sentences.push(format!("Email addresses at {blocked} are refused."));
    }
    sentences
}

pub(super) fn profile(card: &Profile, identifier: PrimaryIdentifier) -> Vec<String> {
    let offered: Vec<String> = card.offered(identifier).into_iter().map(str::to_owned).collect();
    let mut sentences = vec![format!("In their profile, users find {}.", series(&offered, "and"))];
    if card.personal_details {
        let labels = |access| {
            let fields = card.details.with(access).into_iter();
            fields.map(|field: ProfileField| field.label_beside(identifier).to_lowercase()).collect::<Vec<_>>()
        };
        let (editable, shown) = (labels(Access::Editable), labels(Access::ReadOnly));
        let title = Field::PersonalDetails.label();
        if !editable.is_empty() {
            sentences.push(format!("Under {title} they can change their {}.", series(&editable, "and")));
        }
        if !shown.is_empty() {
            sentences.push(format!("Under {title} they see their {}, but cannot change it.", series(&shown, "and")));
        }
    }
    sentences
}
