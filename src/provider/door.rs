//! How the provider answers: programs in JSON, with the members that OAuth gives an error (RFC 6749, section 5.2), and users
//! with pages.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

use super::fault;
use crate::web::appearance::Pages;
use crate::web::cookies::Cookie;
use crate::web::door::Door;
use crate::web::headers::{Header, header};
use crate::web::problem::Problem;
use crate::web::request_log::RequestId;

pub static DOOR: Door = Door { headers: &HEADERS, explain };

static HEADERS: [Header; 3] = [
    header("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    header("referrer-policy", "no-referrer"),
    header("x-content-type-options", "nosniff"),
];

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
    error_description: &'a str,
    request_id: String,
}

fn explain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let status = problem.status_code();
    let (error, error_description) = match status {
        StatusCode::NOT_FOUND => ("not_found", "There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => ("invalid_request", "This address does not answer that method."),
        StatusCode::LENGTH_REQUIRED => ("invalid_request", "A body needs a Content-Length."),
        StatusCode::SERVICE_UNAVAILABLE if !problem.explanation().is_empty() => ("server_error", problem.explanation()),
        StatusCode::SERVICE_UNAVAILABLE => ("temporarily_unavailable", "Try again in a minute."),
        status if status.is_server_error() => ("server_error", "The request failed; the log has the cause."),
        _ => ("invalid_request", problem.title()),
    };
    let request_id = RequestId::of_request(request).to_string();
    HttpResponse::build(status).json(ErrorBody { error, error_description, request_id })
}

/// The pages of users: their own styles and scripts, forms to ourselves alone, no framing.
pub static USERS: Door = Door { headers: &USER_HEADERS, explain: fault::explain };

const USER_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
/// For the page whose form goes to the application, which may send the browser on to anywhere.
pub const FORM_POST_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// For an answer that follows a form and leads to an app's own scheme.
#[must_use]
pub fn policy_to(scheme: &str) -> String {
    USER_POLICY.replace("form-action 'self'", &format!("form-action 'self' {scheme}:"))
}

/// As those of the console, but that a window which an application has opened stays the application's: it waits there for the
/// answer.
static USER_HEADERS: [Header; 7] = [
    header("content-security-policy", USER_POLICY),
    header("cross-origin-opener-policy", "unsafe-none"),
    header("cross-origin-resource-policy", "same-origin"),
    header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    header("referrer-policy", "same-origin"),
    header("x-content-type-options", "nosniff"),
    header("x-frame-options", "DENY"),
];

/// What users' pages have in common; no product has a name there.
pub static PAGES: Pages = Pages {
    name: "",
    description: "",
    home: super::paths::START,
    home_link: "",
    theme_switch: "",
    theme: Cookie { name: "nic_user_theme", age: Duration::ZERO },
    fault: |_| "",
    misaddressed: "",
    keys: "",
};
