//! What the provider says of itself (OpenID Connect Discovery 1.0, section 3, and RFC 8414, section 2).

use actix_web::error::HttpError;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};

use crate::domain::choice::Choice;
use crate::domain::issuer::{ENDPOINTS, Issuer};
use crate::domain::keys::Algorithm;
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
    Value::Object(metadata)
}
