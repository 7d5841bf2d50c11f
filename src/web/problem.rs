//! What went wrong, as a page that says what to do next.

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};
use askama::Template;

use super::appearance::BareShell;
use super::request_log::RequestId;
use super::{form, page};

/// A request that cannot be answered as asked, in words for the person who sent it.
#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    status: StatusCode,
    title: String,
    message: String,
    next: Option<(String, String)>,
    resend: Option<Resend>,
    redirect: Option<String>,
    cause: Option<String>,
}

/// A form that was sent and can be sent again as it was.
#[derive(Clone, Debug)]
struct Resend {
    action: String,
    fields: Vec<(String, String)>,
    /// Where to sign in before.
    sign_in: Option<String>,
}

impl Problem {
    /// A problem with a status, a title that names it and a message that says what to do.
    #[must_use]
    pub fn new(status: StatusCode, title: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            title: title.into(),
            message: message.into(),
            next: None,
            resend: None,
            redirect: None,
            cause: None,
        }))
    }

    /// There is nothing at this address.
    #[must_use]
    pub fn not_found() -> Self {
        let message = "There is nothing at this address. It may have been mistyped, or what it named is gone.";
        Self::new(StatusCode::NOT_FOUND, "Page not found", message).next("Go to the start", "/")
    }

    /// The request cannot be understood; `what` is wrong with it.
    #[must_use]
    pub fn bad_request(what: &str) -> Self {
        let message = format!("{what} Nothing was changed. Go back, reload the page and try again.");
        Self::new(StatusCode::BAD_REQUEST, "The request was not understood", message)
    }

    /// A fault of ours; `cause` is logged and never shown.
    #[must_use]
    pub fn internal(cause: impl fmt::Display) -> Self {
        let message = "This is our fault, not yours, and nothing was changed. Try again; if it happens again, \
            give the reference below to whoever runs this console.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", message).caused_by(cause)
    }

    /// Something that we need does not work at present; `why` is a sentence, `cause` is logged and never shown. A form
    /// that led here is offered again.
    #[must_use]
    pub fn unavailable(why: &str, cause: impl fmt::Display) -> Self {
        let message = format!(
            "{why} Nothing was changed. Try again in a minute; whoever runs this console finds the cause in its log."
        );
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not available right now", message).caused_by(cause)
    }

    /// Offers a next step: a link with these words.
    #[must_use]
    pub fn next(mut self, label: &str, href: &str) -> Self {
        self.0.next = Some((label.to_owned(), href.to_owned()));
        self
    }

    /// Keeps what was typed into a form, to be sent again to `action`, where needed after signing in at `sign_in`.
    #[must_use]
    pub fn resend(mut self, action: &str, fields: Vec<(String, String)>, sign_in: Option<String>) -> Self {
        self.0.resend = Some(Resend { action: action.to_owned(), fields, sign_in });
        self
    }

    /// Sends the browser to a page that solves the problem instead of showing one.
    #[must_use]
    pub fn redirect(mut self, path: &str) -> Self {
        self.0.redirect = Some(path.to_owned());
        self
    }

    fn caused_by(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }

    fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "Not possible here", "This address does not answer that kind of request.")
                    .next("Go to the start", "/")
            }
            status if status.is_server_error() => Self::internal(status),
            status => {
                let mut problem = Self::bad_request("The request was malformed or too large.");
                problem.0.status = status;
                problem
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.status, self.0.cause.as_deref().unwrap_or(&self.0.title))
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(path) = &self.0.redirect {
            return page::see_other(path);
        }
        let mut response = HttpResponse::new(self.0.status);
        response.extensions_mut().insert(self.clone());
        response
    }
}

#[derive(Template)]
#[template(path = "layout/problem.html")]
struct ProblemPage<'a> {
    shell: BareShell,
    problem: &'a Details,
    reference: String,
}

/// Middleware: turns every failed request into a page, and logs each fault of ours once.
pub async fn pages(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_head = req.method() == Method::HEAD;
    let response = next.call(req).await?.map_into_boxed_body();
    let problem = response.response().extensions().get::<Problem>().cloned();
    let problem = match problem {
        Some(problem) => problem,
        None if response.status().is_success() || response.status().is_redirection() => return Ok(response),
        None if response.response().headers().contains_key("content-type") && !is_plain(&response) => {
            return Ok(response);
        }
        None => Problem::for_status(response.status()),
    };
    let (request, _) = response.into_parts();
    let reference = RequestId::of(&request).to_string();
    if let Some(cause) = &problem.0.cause {
        tracing::error!(request = %reference, %cause, "a request failed");
    }
    let problem = match form::sent(&request) {
        Some(fields) if problem.0.status == StatusCode::SERVICE_UNAVAILABLE => {
            problem.resend(request.path(), fields, None)
        }
        _ => problem,
    };
    let mut shell = BareShell::of(&request);
    if !request.method().is_safe() {
        // There may be nothing to come back to at an address that only takes forms.
        "/".clone_into(&mut shell.appearance.here);
    }
    let page = ProblemPage { shell, problem: &problem.0, reference };
    let mut response = page::html(problem.0.status, &page).unwrap_or_else(|_| HttpResponse::new(problem.0.status));
    if is_head {
        response = response.set_body(BoxBody::new(()));
    }
    Ok(ServiceResponse::new(request, response))
}

/// Whether the body is one of actix's own plain-text messages.
fn is_plain(response: &ServiceResponse<BoxBody>) -> bool {
    let content_type = response.response().headers().get("content-type");
    content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/plain"))
}
