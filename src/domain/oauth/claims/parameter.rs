//! The parameter `claims` of a request (`OpenID` Connect Core 1.0, section 5.5).

use serde_json::{Map, Value};

use super::CLAIMS;
use crate::domain::oauth::request::RequestedClaims;
use crate::domain::user::Subject;

/// Authentication contexts that a request names; more are of no use.
const MOST_CONTEXTS: usize = 10;

/// The claims that are asked for, of those that there are; `None` for what is no such request. That one is essential changes
/// nothing but for `acr`: a claim that is not known cannot be told.
#[must_use]
pub fn requested(text: &str) -> Option<RequestedClaims> {
    let Value::Object(members) = serde_json::from_str(text).ok()? else { return None };
    let [id_token, userinfo] = ["id_token", "userinfo"].map(|member| match members.get(member) {
        None | Some(Value::Null) => Some(Map::new()),
        Some(Value::Object(claims)) if claims.values().all(|value| value.is_null() || value.is_object()) => {
            Some(claims.clone())
        }
        Some(_) => None,
    });
    let (id_token, userinfo) = (id_token?, userinfo?);
    let known = |claims: &Map<String, Value>| {
        CLAIMS.iter().map(|(name, _)| (*name).to_owned()).filter(|name| claims.contains_key(name)).collect()
    };
    let essential_acr = id_token.get("acr").map(contexts).unwrap_or_default();
    Some(RequestedClaims { id_token: known(&id_token), userinfo: known(&userinfo), essential_acr })
}

/// The one user whom the ID token may be about, where the request names one (section 5.5.1).
#[must_use]
pub fn subject(text: &str) -> Option<Subject> {
    let claims: Value = serde_json::from_str(text).ok()?;
    let value = claims.get("id_token")?.get("sub")?.get("value")?;
    Some(Subject(value.as_str()?.to_owned()))
}

/// What an essential claim must be one of.
fn contexts(claim: &Value) -> Vec<String> {
    if claim.get("essential") != Some(&Value::Bool(true)) {
        return Vec::new();
    }
    let values = claim.get("values").and_then(Value::as_array).into_iter().flatten();
    let texts = claim.get("value").into_iter().chain(values).filter_map(Value::as_str);
    texts.take(MOST_CONTEXTS).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn claims_are_read_for_both_answers_and_unknown_ones_are_left_out() {
        let read = requested(
            r#"{"userinfo": {"name": {"essential": true}, "email": null, "x": null}, "id_token":
               {"auth_time": {"essential": true}, "email": {"value": "a"}, "acr": {"essential": true, "values": ["a", "b"]}},
               "other": 1}"#,
        );
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let expected = RequestedClaims {
            id_token: own(&["email"]),
            userinfo: own(&["name", "email"]),
            essential_acr: own(&["a", "b"]),
        };
        assert_eq!(read, Some(expected));
        assert_eq!(requested("{}"), Some(RequestedClaims::default()));
        assert_eq!(requested(r#"{"userinfo": null}"#), Some(RequestedClaims::default()));
        let voluntary = requested(r#"{"id_token": {"acr": {"values": ["a"]}}}"#).unwrap();
        assert!(voluntary.essential_acr.is_empty());
        let one = requested(r#"{"id_token": {"acr": {"essential": true, "value": "a"}}}"#).unwrap();
        assert_eq!(one.essential_acr, ["a"]);
    }

    #[test]
    fn a_user_is_named_by_the_sub_of_the_id_token_alone() {
        let named =
            r#"{"id_token": {"sub": {"essential": true, "value": "ada"}}, "userinfo": {"sub": {"value": "x"}}}"#;
        assert_eq!(subject(named), Some(Subject("ada".to_owned())));
        for nobody in ["", "[", "{}", r#"{"id_token": {"sub": null}}"#, r#"{"userinfo": {"sub": {"value": "x"}}}"#] {
            assert_eq!(subject(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn what_is_no_request_for_claims_is_refused() {
        for bad in ["", "name", "[]", "{", r#"{"userinfo": []}"#, r#"{"id_token": {"name": true}}"#, "null", "{} {}"] {
            assert_eq!(requested(bad), None, "{bad}");
        }
        assert_eq!(requested(&"[".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}") {
            let _any = (requested(&text), subject(&text));
        }
    }
}
