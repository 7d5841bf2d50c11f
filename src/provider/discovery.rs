//! What the provider says of itself (OpenID Connect Discovery 1.0, section 3, and RFC 8414, section 2).

use actix_web::error::HttpError;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use crate::domain::choice::Choice;
use crate::domain::client::Scope;
use crate::domain::issuer::{ENDPOINTS, Issuer};
use crate::domain::keys::Algorithm;
use crate::domain::oauth::claims::CLAIMS;
use crate::domain::oauth::request::ResponseMode;
use crate::domain::user::Acr;
use crate::service::gate::Anyone;
use crate::web::document::Document;
use crate::web::problem::Problem;

/// The metadata, ready to be sent: it does not change while the program runs.
pub struct Metadata(Document);

impl Metadata {
    pub fn of(issuer: &Issuer) -> Result<Self, HttpError> {
        Document::json(&describe(issuer)).map(Self)
    }
}

/// Both standards' documents are one and the same.
pub async fn show(_: Anyone, metadata: Data<Metadata>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    Ok(metadata.0.answer(&request))
}

/// Only what is true: an endpoint that does not answer yet is missing, with all that is said about it.
fn describe(issuer: &Issuer) -> Value {
    let mut metadata: Map<String, Value> = ENDPOINTS
        .iter()
        .filter(|endpoint| endpoint.is_served)
        .map(|endpoint| (endpoint.metadata.to_owned(), issuer.address(endpoint.path).into()))
        .collect();
    let algorithms: Vec<&str> = Algorithm::ALL.iter().map(|algorithm| algorithm.token()).collect();
    metadata.extend([
        ("issuer".to_owned(), issuer.0.as_str().into()),
        ("subject_types_supported".to_owned(), json!(["public"])),
        ("id_token_signing_alg_values_supported".to_owned(), json!(algorithms)),
        ("request_parameter_supported".to_owned(), false.into()),
        // Left out, it would be true (OpenID Connect Discovery 1.0, section 3).
        ("request_uri_parameter_supported".to_owned(), false.into()),
    ]);
    metadata.extend([
        ("grant_types_supported".to_owned(), json!(["authorization_code", "refresh_token"])),
        (
            "token_endpoint_auth_methods_supported".to_owned(),
            json!(["client_secret_basic", "client_secret_post", "none"]),
        ),
        ("scopes_supported".to_owned(), json!(scopes())),
        ("claims_supported".to_owned(), json!(claims())),
    ]);
    if metadata.contains_key("authorization_endpoint") {
        metadata.extend(authorization());
    }
    Value::Object(metadata)
}

fn scopes() -> Vec<&'static str> {
    std::iter::once("openid").chain(Scope::ALL.iter().map(|scope| scope.token())).collect()
}

/// Those of ID tokens, and those of the scopes.
fn claims() -> Vec<&'static str> {
    let own = ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "nonce", "at_hash"];
    own.into_iter().chain(CLAIMS.iter().map(|(name, _)| *name)).collect()
}

/// What can be asked of the authorization endpoint.
fn authorization() -> [(String, Value); 7] {
    let modes: Vec<&str> = ResponseMode::ALL.iter().map(|mode| mode.token()).collect();
    [
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(modes)),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("prompt_values_supported", json!(["none", "login", "consent", "select_account", "create"])),
        // A second step waits for what it is done with.
        ("acr_values_supported", json!([Acr::OneStep.token()])),
        ("claims_parameter_supported", true.into()),
        // RFC 9207, section 3.
        ("authorization_response_iss_parameter_supported", true.into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}
