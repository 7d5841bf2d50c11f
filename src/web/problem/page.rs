//! A problem as a page that says what to do next.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Problem, Resend, Step};
use crate::web::appearance::{Appearance, BareShell, Pages};
use crate::web::request_log::RequestId;
use crate::web::{form, page};

/// What a page says of a problem; `layout/explained.html` draws it.
pub struct Explained {
    pub status: StatusCode,
    pub title: String,
    pub message: String,
    pub resend: Option<Resend>,
    /// A link that leads on: its words and its address.
    pub next: Option<(String, String)>,
    pub reference: String,
}

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage {
    shell: BareShell,
    problem: Explained,
}

impl Explained {
    /// A form that could not be taken for a while is offered again; where there is nothing else to do, the page leads to where
    /// the door begins.
    #[must_use]
    pub fn new(request: &HttpRequest, problem: &Problem) -> Self {
        let Problem(details) = problem;
        let pages = Pages::of_request(request);
        // With its query, which says what the form is of where that has not been stored yet.
        let address = request.uri().path_and_query().map_or(request.path(), |address| address.as_str());
        let again = |fields| Resend { action: address.to_owned(), fields, sign_in: None };
        let resend = match form::sent(request) {
            Some(fields) if details.status == StatusCode::SERVICE_UNAVAILABLE => Some(again(fields)),
            _ => details.resend.clone(),
        };
        let start = resend.is_none().then_some(Step::Start);
        let next = details.next.clone().or(start).map(|step| match step {
            Step::Start => (pages.home_link.to_owned(), pages.home.to_owned()),
            Step::Link(label, href) => (label, href),
        });
        Self {
            status: details.status,
            title: details.title.clone(),
            message: problem.message(request),
            resend,
            next,
            reference: RequestId::of_request(request).to_string(),
        }
    }
}

/// The page, without a menu.
#[must_use]
pub fn explain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let shell = BareShell { appearance: Appearance::of_failed(request) };
    answer(&ProblemPage { shell, problem: Explained::new(request, problem) }, problem)
}

/// A page that explains a problem.
#[must_use]
pub fn answer(page: &impl Template, problem: &Problem) -> HttpResponse {
    let status = problem.0.status;
    page::html(status, page).unwrap_or_else(|_| HttpResponse::new(status))
}
