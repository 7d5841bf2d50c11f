//! What went wrong with a request, in words for whoever sent it.

mod answer;
mod page;

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

pub use answer::answer;
pub use page::{Explained, answer as page_with, explain as as_page};

use super::appearance::Pages;

#[derive(Clone, Debug)]
pub struct Problem(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    status: StatusCode,
    title: String,
    message: String,
    next: Option<Step>,
    resend: Option<Resend>,
    redirect: Option<String>,
    retry_after: Option<Duration>,
    fault: Option<(Fault, String)>,
}

#[derive(Clone, Debug)]
enum Step {
    Start,
    Link(String, String),
}

/// A form that was sent and can be sent again as it was.
#[derive(Clone, Debug)]
pub struct Resend {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// Where to sign in before.
    pub sign_in: Option<String>,
}

/// What does not work here; each door has words of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A defect in the program.
    Defect,
    /// Too much to do, or what is needed is in use.
    Busy,
    DiskFull,
    DiskRefuses,
    /// The file that is open is no longer the one that a restart would open.
    DatabaseGone,
    DatabaseDamaged,
}

impl Problem {
    #[must_use]
    pub fn new(status: StatusCode, title: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            status,
            title: title.into(),
            message: message.into(),
            next: None,
            resend: None,
            redirect: None,
            retry_after: None,
            fault: None,
        }))
    }

    #[must_use]
    pub fn not_found() -> Self {
        let message = "There is nothing at this address. It may be mistyped, or it was removed.";
        Self::new(StatusCode::NOT_FOUND, "Page not found", message).to_start()
    }

    /// The request cannot be understood; `what` is wrong with it.
    #[must_use]
    pub fn bad_request(what: &str) -> Self {
        let message = format!("{what} Nothing was changed. Go back, reload the page and try again.");
        Self::new(StatusCode::BAD_REQUEST, "The request was not understood", message)
    }

    /// A fault of the program; `cause` is logged and never shown.
    #[must_use]
    pub fn internal(cause: impl fmt::Display) -> Self {
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", "");
        problem.caused_by(Fault::Defect, cause)
    }

    /// Says on pages what the matter is, instead of the words that the door has for a fault.
    #[must_use]
    pub fn explained(mut self, title: &str, message: String) -> Self {
        (self.0.title, self.0.message) = (title.to_owned(), message);
        self
    }

    /// Something that we need does not work at present; `cause` is logged and never shown. A form that led here is
    /// offered again.
    #[must_use]
    pub fn unavailable(fault: Fault, cause: impl fmt::Display) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Not available right now", "");
        problem.caused_by(fault, cause)
    }

    fn for_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(status, "Not possible here", "This address does not answer that kind of request.").to_start()
            }
            status if status.is_server_error() => Self::internal(status),
            status => {
                let mut problem = Self::bad_request("The request was malformed or too large.");
                problem.0.status = status;
                problem
            }
        }
    }

    #[must_use]
    pub fn next(mut self, label: &str, href: &str) -> Self {
        self.0.next = Some(Step::Link(label.to_owned(), href.to_owned()));
        self
    }

    /// Offers to go where the door begins.
    #[must_use]
    pub fn to_start(mut self) -> Self {
        self.0.next = Some(Step::Start);
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

    /// Says when it is worth another try, to programs as well.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    fn caused_by(mut self, fault: Fault, cause: impl fmt::Display) -> Self {
        self.0.fault = Some((fault, cause.to_string()));
        self
    }

    /// What the matter is, whichever door the request came by; empty where that is up to the door.
    #[must_use]
    pub fn explanation(&self) -> &str {
        &self.0.message
    }

    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.title
    }

    /// What to do, for somebody who reads it on a page of the request's door.
    fn message(&self, request: &HttpRequest) -> String {
        match &self.0.fault {
            Some((fault, _)) if self.0.message.is_empty() => (Pages::of_request(request).fault)(*fault).to_owned(),
            _ => self.0.message.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.fault.as_ref().map_or(&self.0.title, |(_, cause)| cause);
        write!(f, "{}: {words}", self.0.status)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        if let Some(path) = &self.0.redirect {
            return super::page::see_other(path);
        }
        let mut response = HttpResponse::new(self.0.status);
        response.extensions_mut().insert(self.clone());
        response
    }
}
