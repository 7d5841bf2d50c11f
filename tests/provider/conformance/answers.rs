//! What the provider says of itself and of users.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::Value;

use super::Party;
use crate::support::granted::body;

const DISCOVERY: &str = "/.well-known/openid-configuration";

async fn document(party: &Party, path: &str) -> Value {
    body(&party.shop.site.visitor().get(path).await)
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap_or_else(|| panic!("{value}")).iter().map(|text| text.as_str().unwrap()).collect()
}

/// `discovery-endpoint-verification`, `rp-initiated-logout-discovery-endpoint-verification`.
#[tokio::test]
async fn discovery_has_all_that_is_asked_of_it_and_nothing_that_is_not_so() {
    let party = Party::open().await;
    let metadata = document(&party, DISCOVERY).await;
    assert_eq!(metadata["issuer"], party.shop.site.url);
    for (name, present) in [
        ("response_types_supported", "code"),
        ("response_modes_supported", "form_post"),
        ("grant_types_supported", "authorization_code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("scopes_supported", "openid"),
        ("token_endpoint_auth_methods_supported", "client_secret_post"),
        ("code_challenge_methods_supported", "S256"),
        ("claims_supported", "acr"),
        ("claims_supported", "auth_time"),
    ] {
        assert!(texts(&metadata[name]).contains(&present), "{name} {}", metadata[name]);
    }
    assert!(!texts(&metadata["id_token_signing_alg_values_supported"]).contains(&"none"));
    let contexts = texts(&metadata["acr_values_supported"]);
    assert_eq!(contexts, ["urn:next-identity:acr:one-step"], "what a sign-in can reach");
    let claims = format!(r#"{{"id_token": {{"acr": {{"essential": true, "value": "{}"}}}}}}"#, contexts[0]);
    assert_eq!(party.silently(&[("claims", &claims)]).await.claims["acr"], contexts[0]);
    for name in ["authorization", "token", "userinfo", "end_session"] {
        let address = metadata[format!("{name}_endpoint")].as_str().unwrap();
        assert!(address.starts_with(&party.shop.site.url), "{address}");
    }
    let keys = document(&party, "/oauth/jwks").await;
    let mut ids = BTreeSet::new();
    for key in keys["keys"].as_array().unwrap() {
        assert!(ids.insert(key["kid"].as_str().unwrap()), "each once");
        assert_eq!(key["use"], "sig");
        assert!(["d", "p", "q", "k"].iter().all(|private| key.get(private).is_none()));
    }
}

/// `idtoken-signature`, `idtoken-unsigned`.
#[tokio::test]
async fn an_id_token_is_signed_with_rs256_by_a_key_of_the_set() {
    let party = Party::open().await;
    let token = party.silently(&[]).await.get("id_token");
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!(header["alg"], "RS256");
    let keys = document(&party, "/oauth/jwks").await;
    let own: Vec<&Value> = keys["keys"].as_array().unwrap().iter().filter(|key| key["kid"] == header["kid"]).collect();
    assert_eq!((own.len(), &own[0]["kty"], &own[0]["alg"]), (1, &"RSA".into(), &"RS256".into()));
}

/// `userinfo-get`, `userinfo-post-header`, `userinfo-post-body`.
#[tokio::test]
async fn userinfo_has_the_sub_of_the_id_token_by_get_and_by_post_with_the_token_in_header_or_body() {
    let party = Party::open().await;
    let tokens = party.silently(&[]).await;
    let (visitor, token) = (party.shop.site.visitor(), tokens.get("access_token"));
    let [get, post] = [Method::GET, Method::POST].map(|method| visitor.bare(method, "/oauth/userinfo"));
    let in_body = visitor.bare(Method::POST, "/oauth/userinfo").form(&[("access_token", &token)]);
    for request in [get.bearer_auth(&token), post.bearer_auth(&token), in_body] {
        let page = visitor.send(request).await;
        assert_eq!((page.status, &body(&page)["sub"]), (200, &tokens.claims["sub"]));
    }
}

/// `scope-profile`, `scope-email`, `scope-address`, `scope-phone`, `scope-all`.
#[tokio::test]
async fn each_scope_has_its_claims_in_userinfo_and_none_in_the_id_token() {
    let party = Party::open().await;
    party
        .shop
        .site
        .execute("UPDATE users SET address = '12 St James''s Square', birthdate = '1906-12-09', locale = 'en'");
    party.shop.site.execute(
        "INSERT INTO user_identifiers (user, kind, value, verified_at) SELECT id, 'mobile', '+4915112345667', 1 FROM users",
    );
    let profile = ["name", "given_name", "family_name", "birthdate", "locale", "updated_at"];
    let email = ["email", "email_verified"];
    let phone = ["phone_number", "phone_number_verified"];
    let all = [&profile[..], &email, &["address"], &phone].concat();
    for (scope, expected) in [
        ("openid profile", &profile[..]),
        ("openid email", &email),
        ("openid address", &["address"]),
        ("openid phone", &phone),
        ("openid profile email address phone", &all),
    ] {
        let tokens = party.silently(&[("scope", scope)]).await;
        let about = party.about(&tokens).await;
        let found: BTreeSet<&str> = about.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, expected.iter().copied().chain(["sub"]).collect(), "{scope}");
        assert!(all.iter().all(|name| tokens.claims.get(name).is_none()), "{scope}");
    }
}

/// `claims-essential`.
#[tokio::test]
async fn a_name_that_is_asked_for_alone_is_told() {
    let party = Party::open().await;
    let claims = r#"{"userinfo": {"name": {"essential": true}}}"#;
    let tokens = party.silently(&[("scope", "openid"), ("claims", claims)]).await;
    let about = party.about(&tokens).await;
    assert_eq!((&about["name"], about.get("email")), (&"Grace Hopper".into(), None));
}
