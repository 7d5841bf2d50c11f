//! A message that the next page shows once: a short token in a cookie that the page takes away again.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::web::cookies::Cookie;
use crate::web::page;
use crate::web::problem::Problem;

const COOKIE: Cookie = Cookie { name: "nic_notice", age: Duration::from_mins(1) };

#[must_use]
pub fn see_other_with(request: &HttpRequest, token: &str, path: &str) -> HttpResponse {
    let mut response = page::see_other(path);
    COOKIE.set(request, &mut response, token);
    response
}

/// The token that the page before has left; the door decides whether it is one of its own.
#[must_use]
pub fn pending_token(request: &HttpRequest) -> Option<&str> {
    COOKIE.read(request)
}

/// A page that has shown the message of the page before.
pub fn page_with_notice(request: &HttpRequest, template: &impl Template) -> Result<HttpResponse, Problem> {
    let mut response = page::html(StatusCode::OK, template)?;
    if COOKIE.read(request).is_some() {
        COOKIE.remove(request, &mut response);
    }
    Ok(response)
}
