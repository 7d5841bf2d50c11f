//! What a client wants to know of a user that is not known yet.

use super::Journey;
use crate::domain::client::{AskedField, Document, PrimaryIdentifier, ProfileField, Settings};
use crate::domain::user::{Identifier, Standing};

/// What the registration form asks. A user whom another client has made is asked only what this one requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Whether there is no account yet.
    pub is_new: bool,
    pub fields: Vec<AskedField>,
    /// The documents to accept, in the versions of now.
    pub terms: Option<Document>,
    pub privacy: Option<Document>,
}

impl Missing {
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.fields.is_empty() && self.terms.is_none() && self.privacy.is_none()
    }
}

/// What is still to be asked, with what the form of this journey has brought.
#[must_use]
pub fn missing(settings: &Settings, journey: &Journey, user: Option<&Standing>) -> Missing {
    let registration = &settings.registration;
    let identifier = settings.authentication.primary_identifier;
    let nothing = Journey::new(journey.request.clone());
    let journey = if journey.is_filled_for(user) { journey } else { &nothing };
    let is_known = |field: ProfileField| match field {
        ProfileField::SecondContact => {
            let is_second = |found: &Identifier| found.kind() == second_of(identifier);
            journey.second.is_some() || user.is_some_and(|user| user.identifiers.iter().any(is_second))
        }
        field => journey.details.get(field).or_else(|| user?.details.get(field)).is_some(),
    };
    let is_asked = |asked: &&AskedField| {
        // Who registers may answer what is optional, once.
        let is_offered = user.is_none() && !journey.is_filled;
        !is_known(asked.field) && (asked.required || is_offered)
    };
    let document = |document: &Option<Document>, now: &Option<String>, before: Option<&String>| {
        let is_accepted = |document: &Document| {
            let version = document.version.as_str();
            [now.as_ref(), before].into_iter().flatten().any(|accepted| accepted == version)
        };
        document.clone().filter(|document| !is_accepted(document))
    };
    let before = |of: fn(&Standing) -> Option<&String>| user.and_then(of);
    Missing {
        is_new: user.is_none(),
        fields: registration.fields.as_slice().iter().filter(is_asked).copied().collect(),
        terms: document(&registration.terms, &journey.accepted.terms, before(|user| user.terms.as_ref())),
        privacy: document(&registration.privacy, &journey.accepted.privacy, before(|user| user.privacy.as_ref())),
    }
}

/// The contact beside the primary one.
#[must_use]
pub fn second_of(identifier: PrimaryIdentifier) -> PrimaryIdentifier {
    match identifier {
        PrimaryIdentifier::Email => PrimaryIdentifier::Mobile,
        PrimaryIdentifier::Mobile => PrimaryIdentifier::Email,
    }
}
