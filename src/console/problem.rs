//! What went wrong, as a page of the console: with its menu for somebody who is signed in.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::paths;
use super::session::Session;
use super::shell::Shell;
use crate::web::appearance::Appearance;
use crate::web::problem::{self, Explained, Problem};

#[derive(Template)]
#[template(path = "console/problem.html")]
struct ProblemPage {
    shell: Shell,
    problem: Explained,
}

#[must_use]
pub fn explain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let Some(session) = Session::of_request(request) else { return problem::as_page(request, problem) };
    let mut shell = Shell::of_operator(request, session.operator);
    shell.appearance = Appearance::of_failed(request);
    problem::page_with(&ProblemPage { shell, problem: Explained::new(request, problem) }, problem)
}
