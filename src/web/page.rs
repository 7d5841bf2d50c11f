//! Answers that are pages or send the browser to one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use askama::Template;

use super::problem::Problem;

/// In bytes; a page that is longer makes room as it grows.
const ROOM: usize = 24 * 1024;

pub fn html(status: StatusCode, template: &impl Template) -> Result<HttpResponse, Problem> {
    let mut body = String::with_capacity(ROOM);
    template.render_into(&mut body).map_err(Problem::internal)?;
    Ok(HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/html; charset=utf-8")).body(body))
}

/// Sends the browser to one of our pages after a change (RFC 9110, section 15.4.4).
#[must_use]
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}
