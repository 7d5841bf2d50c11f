//! Every address on one screen, grouped by audience, with who may call it.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, HttpResponse, Route, guard, web};
use futures_util::FutureExt;

use crate::console::activity::export;
use crate::console::clients::{activity as client_activity, duplicate, list, show, status};
use crate::console::new::{basic_settings, general_information};
use crate::console::{
    activity, cards, confirmation, credentials, developers, health, history, home, outbox, paths, sessions, set_up,
    sign_in, theme,
};
use crate::domain::issuer;
use crate::domain::role::Permission;
use crate::provider::{self, discovery, jwks, preflight, security_txt};
use crate::service::gate::Gated;
use crate::web::form::{Form, LongForm};
use crate::web::problem::Problem;

/// Whom an address answers. Each audience has a chain of middleware, headers and error pages of its own (see `app`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Operators,
    /// Programs, which have neither a session nor pages.
    Programs,
}

/// A method at an address, and the permission that it takes.
pub struct Entry {
    pub audience: Audience,
    /// GET answers HEAD as well.
    pub method: Method,
    /// The address, with `{id}` where it names something.
    pub pattern: &'static str,
    /// The permission; `None` where everybody may.
    pub requires: Option<Permission>,
    pub route: Route,
}

#[must_use]
pub fn all() -> Vec<Entry> {
    let audiences = [(Audience::Operators, operators()), (Audience::Programs, programs())];
    audiences.into_iter().flat_map(group).collect()
}

fn operators() -> Vec<Routed> {
    let cards = cards::PAGES.iter().flat_map(|page| {
        let update = if page.is_long() {
            post(page.path, move |access, state, request, client, LongForm(form)| {
                cards::update(page, access, state, request, client, form)
            })
        } else {
            post(page.path, move |access, state, request, client, Form(form)| {
                cards::update(page, access, state, request, client, form)
            })
        };
        [
            get(page.path, move |access, state, request, client| cards::edit(page, access, state, request, client)),
            update,
        ]
    });
    let others = vec![
        get(paths::HOME, home::show),
        get(paths::HEALTH, health::show),
        get(paths::SET_UP, set_up::show),
        post(paths::SET_UP, set_up::create),
        get(paths::SIGN_IN, sign_in::show),
        post(paths::SIGN_IN, sign_in::create),
        get(paths::CONFIRMATION, confirmation::show),
        post(paths::CONFIRMATION, confirmation::create),
        post(paths::SIGN_OUT, sign_in::sign_out),
        post(paths::THEME, theme::update),
        get(paths::SESSIONS, sessions::index),
        post(paths::SESSION, sessions::end),
        get(paths::CLIENTS, list::index),
        get(paths::GENERAL_INFORMATION, general_information::show),
        get(paths::BASIC_SETTINGS, basic_settings::show),
        post(paths::BASIC_SETTINGS, basic_settings::create),
        get(paths::CLIENT, show::show),
        get(paths::HISTORY, history::list::index),
        get(paths::COMPARISON, history::comparison::show),
        get(paths::FILE, history::file::show),
        get(paths::DOWNLOAD, history::file::download),
        get(paths::RESTORATION, history::restoration::edit),
        post(paths::RESTORATION, history::restoration::create),
        get(paths::CREDENTIALS, credentials::show::show),
        post(paths::CREDENTIALS, credentials::generation::create),
        get(paths::ROTATION, credentials::rotation::edit),
        post(paths::ROTATION, credentials::rotation::create),
        get(paths::ENDING, credentials::ending::edit),
        post(paths::ENDING, credentials::ending::create),
        get(paths::EXPIRY, credentials::expiry::edit),
        post(paths::EXPIRY, credentials::expiry::update),
        get(paths::DUPLICATE, duplicate::edit),
        post(paths::DUPLICATE, duplicate::create),
        get(paths::DEVELOPERS, developers::show),
        get(paths::DEVELOPERS_JSON, developers::download),
        get(paths::ACTIVITY_TAB, client_activity::show),
        post(paths::REDIRECT_URIS, cards::addition::create),
        get(paths::STATUS, status::edit),
        post(paths::STATUS, status::update),
        get(paths::ACTIVITY, activity::index),
        get(paths::ACTIVITY_CSV, export::csv),
        get(paths::ACTIVITY_JSON_LINES, export::json_lines),
        get(paths::OUTBOX, outbox::index),
        get(paths::TEST_MESSAGE, outbox::test_message::show),
        post(paths::TEST_MESSAGE, outbox::test_message::create),
        get(paths::MESSAGE, outbox::message::show),
    ];
    others.into_iter().chain(cards).collect()
}

fn programs() -> Vec<Routed> {
    vec![
        get(provider::paths::SECURITY_TXT, security_txt::show),
        get(issuer::DISCOVERY, discovery::show),
        options(issuer::DISCOVERY, preflight::show),
        get(issuer::OAUTH_DISCOVERY, discovery::show),
        options(issuer::OAUTH_DISCOVERY, preflight::show),
        get(issuer::KEY_SET, jwks::show),
        options(issuer::KEY_SET, preflight::show),
    ]
}

fn group((audience, routes): (Audience, Vec<Routed>)) -> impl Iterator<Item = Entry> {
    routes.into_iter().map(move |Routed { method, pattern, requires, route }| Entry {
        audience,
        method,
        pattern,
        requires,
        route,
    })
}

fn get<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    let route = web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(Caught(handler));
    Routed { method: Method::GET, pattern, requires: Args::REQUIRES, route }
}

fn post<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    Routed { method: Method::POST, pattern, requires: Args::REQUIRES, route: web::post().to(Caught(handler)) }
}

fn options<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    let route = web::method(Method::OPTIONS).to(Caught(handler));
    Routed { method: Method::OPTIONS, pattern, requires: Args::REQUIRES, route }
}

/// What is known of an entry before its audience.
struct Routed {
    method: Method,
    pattern: &'static str,
    requires: Option<Permission>,
    route: Route,
}

/// A handler whose panic becomes an error page and leaves the program running.
#[derive(Clone)]
struct Caught<F>(F);

impl<F, Args> Handler<Args> for Caught<F>
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: 'static,
{
    type Output = F::Output;
    type Future = Pin<Box<dyn Future<Output = F::Output>>>;

    fn call(&self, args: Args) -> Self::Future {
        let handler = self.0.clone();
        let work = AssertUnwindSafe(async move { handler.call(args).await }).catch_unwind();
        Box::pin(work.map(|done| done.unwrap_or_else(|_| Err(Problem::internal("a handler panicked")))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::App;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};

    use crate::service::gate::Anyone;
    use crate::web::problem;

    async fn panics(_: Anyone) -> Result<HttpResponse, Problem> {
        panic!("a secret detail")
    }

    async fn works(_: Anyone) -> Result<HttpResponse, Problem> {
        Ok(HttpResponse::Ok().finish())
    }

    #[actix_web::test]
    async fn a_handler_that_panics_is_explained_without_details_at_every_door_and_the_next_request_works() {
        for (door, words) in [
            (&crate::console::door::DOOR, "Something went wrong"),
            (&provider::door::DOOR, r#"{"error":"server_error","#),
        ] {
            let app = App::new().app_data(door).app_data(&crate::console::door::PAGES).wrap(from_fn(problem::answer));
            let app = app.configure(|config| {
                for entry in [get("/panics", panics), get("/works", works)] {
                    config.service(web::resource(entry.pattern).route(entry.route));
                }
            });
            let app = init_service(app).await;
            let answer = call_service(&app, TestRequest::get().uri("/panics").to_request()).await;
            assert_eq!(answer.status(), 500);
            let page = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
            assert!(page.contains(words) && !page.contains("secret detail"), "{page}");
            assert_eq!(call_service(&app, TestRequest::get().uri("/works").to_request()).await.status(), 200);
        }
    }
}
