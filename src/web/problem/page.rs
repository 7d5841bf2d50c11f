//! A problem as a page that says what to do next.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Problem, Resend, Step};
use crate::web::appearance::{BareShell, Pages};
use crate::web::request_log::RequestId;
use crate::web::{form, page};

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage<'a> {
    shell: BareShell,
    status: StatusCode,
    title: &'a str,
    message: String,
    resend: Option<Resend>,
    next: Option<(String, String)>,
    reference: String,
}

/// The page. A form that could not be taken for a while is offered again.
#[must_use]
pub fn explain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let Problem(details) = problem;
    let pages = Pages::of_request(request);
    let home = pages.home;
    let mut shell = BareShell::of_request(request);
    if !request.method().is_safe() {
        // There may be nothing to come back to at an address that only takes forms.
        home.clone_into(&mut shell.appearance.here);
    }
    // With its query, which says what the form is of where that has not been stored yet.
    let address = request.uri().path_and_query().map_or(request.path(), |address| address.as_str());
    let again = |fields| Resend { action: address.to_owned(), fields, sign_in: None };
    let view = ProblemPage {
        shell,
        status: details.status,
        title: &details.title,
        message: problem.message(request),
        resend: match form::sent(request) {
            Some(fields) if details.status == StatusCode::SERVICE_UNAVAILABLE => Some(again(fields)),
            _ => details.resend.clone(),
        },
        next: details.next.clone().map(|step| match step {
            Step::Start => (pages.home_link.to_owned(), home.to_owned()),
            Step::Link(label, href) => (label, href),
        }),
        reference: RequestId::of_request(request).to_string(),
    };
    page::html(details.status, &view).unwrap_or_else(|_| HttpResponse::new(details.status))
}
