//! Public documents for programs, whose bytes are kept ready and change seldom.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_TYPE, ETAG, EntityTag, HeaderValue,
    IF_NONE_MATCH,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A JSON document that anybody may read, from any page, and keep for an hour.
#[derive(Clone, Debug)]
pub struct Document {
    body: Bytes,
    /// What tells this state of the document from every other.
    tag: EntityTag,
    tag_header: HeaderValue,
}

impl Document {
    pub fn json(value: &Value) -> Result<Self, actix_web::error::HttpError> {
        let body = Bytes::from(value.to_string());
        let tag = EntityTag::new_strong(URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
        let tag_header = HeaderValue::try_from(tag.to_string())?;
        Ok(Self { body, tag, tag_header })
    }

    /// The document, or word that the one at hand is still good (RFC 9110, section 13.1.2).
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let is_known = self.is_known(request);
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((ETAG, self.tag_header.clone()))
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")))
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")))
            .insert_header((ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag")));
        if is_known {
            return response.finish();
        }
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json"))).body(self.body.clone())
    }

    /// What a browser asks before a script of another site may send headers of its own, such as If-None-Match (Fetch Standard,
    /// section 3.3): it may, since nothing depends on them but what is sent again.
    #[must_use]
    pub fn preflight() -> HttpResponse {
        HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")))
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD")))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*")))
            .insert_header((ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")))
            .finish()
    }

    fn is_known(&self, request: &HttpRequest) -> bool {
        let given = request.headers().get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        given
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|given| given == "*" || given.parse().is_ok_and(|given: EntityTag| given.weak_eq(&self.tag)))
    }
}
