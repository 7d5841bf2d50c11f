//! The headers that every answer carries.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, HeaderName, HeaderValue, VARY};
use actix_web::middleware::Next;

use super::assets;
use super::cookies::Https;
use super::door::Door;

/// No inline script or style, nothing from elsewhere, no framing, forms only to ourselves.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// For pages that lead nowhere else. With `no-referrer`, Chromium would send `Origin: null` with our own forms, hence `same-origin`.
pub static STRICT: [Header; 7] = [
    header("content-security-policy", CONTENT_SECURITY_POLICY),
    header("cross-origin-opener-policy", "same-origin"),
    header("cross-origin-resource-policy", "same-origin"),
    header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    header("referrer-policy", "same-origin"),
    header("x-content-type-options", "nosniff"),
    header("x-frame-options", "DENY"),
];

pub type Header = (HeaderName, HeaderValue);

/// Read when the program is built, not for each answer.
#[must_use]
pub const fn header(name: &'static str, value: &'static str) -> Header {
    (HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Middleware: the headers of the door on every answer, `no-store` unless the page says otherwise, and long caching
/// for the fingerprinted static files alone.
pub async fn secure(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let https = Https::applies_to(req.request());
    let is_asset = assets::is_fingerprinted(req.path());
    let mut response = next.call(req).await?;
    let found = response.status().is_success() || response.status() == 304;
    let door = Door::of_request(response.request());
    let headers = response.headers_mut();
    for (name, value) in door.headers {
        // A page that has a policy of its own says so.
        if !headers.contains_key(name) {
            headers.insert(name.clone(), value.clone());
        }
    }
    if https {
        let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(HeaderName::from_static("strict-transport-security"), value);
    }
    if is_asset && found {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
        headers.insert(VARY, HeaderValue::from_static(ACCEPT_ENCODING.as_str()));
    } else if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}
