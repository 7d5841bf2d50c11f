//! How a handler becomes a route: with its gate, which says who may call it, and so that its panic stays its own.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use actix_web::http::Method;
use actix_web::{FromRequest, Handler, HttpResponse, Route, guard, web};
use futures_util::FutureExt;

use crate::domain::role::Permission;
use crate::service::gate::Gated;
use crate::web::problem::Problem;

pub fn get<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    let route = web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(Caught(handler));
    Routed { method: Method::GET, pattern, requires: Args::REQUIRES, route }
}

pub fn post<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    Routed { method: Method::POST, pattern, requires: Args::REQUIRES, route: web::post().to(Caught(handler)) }
}

pub fn options<F, Args>(pattern: &'static str, handler: F) -> Routed
where
    F: Handler<Args, Output = Result<HttpResponse, Problem>>,
    Args: FromRequest + Gated + 'static,
{
    let route = web::method(Method::OPTIONS).to(Caught(handler));
    Routed { method: Method::OPTIONS, pattern, requires: Args::REQUIRES, route }
}

/// What is known of an entry before its audience.
pub struct Routed {
    pub method: Method,
    pub pattern: &'static str,
    pub requires: Option<Permission>,
    pub route: Route,
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

    use crate::provider;
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
