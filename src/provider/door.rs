//! How programs are answered: in JSON, with the members that OAuth gives an error (RFC 6749, section 5.2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Serialize;

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
