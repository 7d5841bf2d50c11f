//! What clients are told about a user (`OpenID` Connect Core 1.0, sections 5.1 and 5.4).

mod parameter;

pub use parameter::{requested, subject};

use serde_json::{Map, Value, json};

use super::request::RequestedScopes;
use crate::domain::client::{Integration, ProfileField, Scope};
use crate::domain::time::Timestamp;
use crate::domain::user::{Details, Identifier};

/// Each claim with the scope that asks for it.
pub const CLAIMS: [(&str, Scope); 11] = [
    ("name", Scope::Profile),
    ("given_name", Scope::Profile),
    ("family_name", Scope::Profile),
    ("birthdate", Scope::Profile),
    ("locale", Scope::Profile),
    ("updated_at", Scope::Profile),
    ("email", Scope::Email),
    ("email_verified", Scope::Email),
    ("phone_number", Scope::Phone),
    ("phone_number_verified", Scope::Phone),
    ("address", Scope::Address),
];

/// What is known about a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub details: Details,
    /// With whether each is verified.
    pub identifiers: Vec<(Identifier, bool)>,
    pub updated_at: Timestamp,
}

/// The claims of scopes and single ones, as far as the client may ask for them at present. What is not known is absent.
#[must_use]
pub fn released(
    scopes: &RequestedScopes,
    single: &[String],
    integration: &Integration,
    about: &About,
) -> Map<String, Value> {
    let is_asked = |(name, scope): (&str, Scope)| {
        integration.scopes.has(scope) && (scopes.has(scope) || single.iter().any(|asked| asked == name))
    };
    let asked = CLAIMS.into_iter().filter(|claim| is_asked(*claim));
    asked.filter_map(|(name, _)| Some((name.to_owned(), about.claim(name)?))).collect()
}

impl About {
    fn claim(&self, name: &str) -> Option<Value> {
        let detail = |field| self.details.get(field);
        match name {
            "name" => self.details.name().map(Value::from),
            "given_name" => detail(ProfileField::GivenName).map(Value::from),
            "family_name" => detail(ProfileField::FamilyName).map(Value::from),
            "birthdate" => detail(ProfileField::Birthdate).map(Value::from),
            "locale" => detail(ProfileField::Locale).map(Value::from),
            "updated_at" => Some(self.updated_at.0.div_euclid(1_000).into()),
            "address" => detail(ProfileField::Address).map(|address| json!({ "formatted": address })),
            "email" => self.email().map(|(address, _)| address.into()),
            "email_verified" => self.email().map(|(_, is_verified)| is_verified.into()),
            "phone_number" => self.phone().map(|(number, _)| number.into()),
            "phone_number_verified" => self.phone().map(|(_, is_verified)| is_verified.into()),
            _ => None,
        }
    }

    fn email(&self) -> Option<(&str, bool)> {
        let is_one = |(identifier, _): &&(Identifier, bool)| matches!(identifier, Identifier::Email(_));
        self.identifiers.iter().find(is_one).map(|(identifier, is_verified)| (identifier.as_str(), *is_verified))
    }

    fn phone(&self) -> Option<(&str, bool)> {
        let is_one = |(identifier, _): &&(Identifier, bool)| matches!(identifier, Identifier::Mobile(_));
        self.identifiers.iter().find(is_one).map(|(identifier, is_verified)| (identifier.as_str(), *is_verified))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice as _;
    use crate::domain::client::{PrimaryIdentifier, Scopes};
    use proptest::prelude::*;

    fn about() -> About {
        let mut details = Details::default();
        details.set(ProfileField::GivenName, "Ada");
        details.set(ProfileField::FamilyName, "Lovelace");
        details.set(ProfileField::Address, "12 St James's Square\nLondon");
        let identifiers =
            [(PrimaryIdentifier::Email, "ada@example.com", true), (PrimaryIdentifier::Mobile, "+4915112345667", false)];
        let identifiers =
            identifiers.map(|(kind, value, verified)| (Identifier::stored(kind, value).unwrap(), verified));
        About { details, identifiers: identifiers.to_vec(), updated_at: Timestamp(1_700_000_000_999) }
    }

    #[test]
    fn each_scope_has_its_claims_and_what_is_not_known_is_absent() {
        for (scope, expected) in [
            ("openid", json!({})),
            (
                "openid profile",
                json!({ "name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace", "updated_at": 1_700_000_000 }),
            ),
            ("email", json!({ "email": "ada@example.com", "email_verified": true })),
            ("phone", json!({ "phone_number": "+4915112345667", "phone_number_verified": false })),
            ("address", json!({ "address": { "formatted": "12 St James's Square\nLondon" } })),
        ] {
            let found = released(&RequestedScopes::parse(scope), &[], &Integration::default(), &about());
            assert_eq!(Value::Object(found), expected, "{scope}");
        }
        let nobody = About { details: Details::default(), identifiers: Vec::new(), updated_at: Timestamp(0) };
        let all = RequestedScopes::parse("openid profile email phone address");
        let found = released(&all, &[], &Integration::default(), &nobody);
        assert_eq!(Value::Object(found), json!({ "updated_at": 0 }));
    }

    proptest! {
        #[test]
        fn no_claim_comes_that_was_not_asked_for_or_that_the_card_does_not_allow(
            scopes in proptest::sample::subsequence(Scope::ALL, 0..=5),
            single in proptest::sample::subsequence(&CLAIMS[..], 0..=4),
            allowed in proptest::sample::subsequence(Scope::ALL, 0..=5),
        ) {
            let asked = RequestedScopes { openid: true, others: scopes.clone() };
            let single: Vec<String> = single.iter().map(|(name, _)| (*name).to_owned()).collect();
            let integration = Integration { scopes: Scopes::from(allowed.clone()), ..Integration::default() };
            let found = released(&asked, &single, &integration, &about());
            for (name, scope) in CLAIMS {
                let is_asked = scopes.contains(&scope) || single.iter().any(|asked| asked == name);
                let is_known = !["birthdate", "locale"].contains(&name);
                prop_assert_eq!(found.contains_key(name), is_asked && allowed.contains(&scope) && is_known, "{}", name);
            }
        }
    }
}
