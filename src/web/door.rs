//! What differs between the doors of a service, as values: each audience is answered by the door that it comes in by.

use actix_web::{HttpRequest, HttpResponse};

use super::headers::{self, Header};
use super::problem::{self, Problem};

/// How the requests of one audience are answered.
#[derive(Debug)]
pub struct Door {
    pub headers: &'static [Header],
    /// Says what went wrong with a request, as a page or otherwise.
    pub explain: fn(&HttpRequest, &Problem) -> HttpResponse,
}

/// The strictest headers and pages without a name.
static UNMARKED: Door = Door { headers: &headers::STRICT, explain: problem::as_page };

impl Door {
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> &'static Self {
        request.app_data::<&'static Self>().copied().unwrap_or(&UNMARKED)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::web::appearance::Pages;
    use crate::web::cookies::Cookie;
    use crate::web::problem;
    use actix_web::http::header::TRANSFER_ENCODING;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, web};

    static BAKERY_HEADERS: [Header; 1] =
        [headers::header("content-security-policy", "default-src 'self'; form-action 'self' https://till.example")];
    static BAKERY: Door = Door { headers: &BAKERY_HEADERS, explain: problem::as_page };
    static PAGES: Pages = Pages {
        name: "Bakery",
        description: "Bread.",
        home: "/bread",
        home_link: "Go to the counter",
        theme_switch: "/bread/colors",
        theme: Cookie { name: "bakery_theme", age: Duration::from_mins(1) },
        fault: |_| "The oven is cold.",
        misaddressed: "",
        keys: "",
    };
    static MACHINE: Door =
        Door { headers: &[], explain: |_, problem| HttpResponse::ImATeapot().body(problem.title().to_owned()) };

    async fn fails() -> Result<HttpResponse, Problem> {
        Err(Problem::internal("the cause"))
    }

    #[actix_web::test]
    async fn each_door_has_its_own_name_start_headers_and_words() {
        let app = App::new()
            .app_data(&BAKERY)
            .app_data(&PAGES)
            .wrap(from_fn(problem::answer))
            .wrap(from_fn(headers::secure))
            .service(web::scope("/fails").default_service(web::to(fails)))
            .service(
                web::scope("/machine")
                    .app_data(&MACHINE)
                    .wrap(from_fn(crate::web::length::require))
                    .default_service(web::to(fails)),
            );
        let app = init_service(app).await;
        for (path, words) in [("/fails", "The oven is cold."), ("/nothing", "Go to the counter")] {
            let request = TestRequest::get().uri(path).insert_header(("cookie", "bakery_theme=dark")).to_request();
            let answer = call_service(&app, request).await;
            let policy = answer.headers().get("content-security-policy").unwrap();
            assert!(policy.to_str().unwrap().ends_with("https://till.example"));
            assert!(!answer.headers().contains_key("x-frame-options"));
            let page = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
            for expected in
                [words, "· Bakery</title>", "href=\"/bread\"", "action=\"/bread/colors\"", "data-theme=\"dark\""]
            {
                assert!(page.contains(expected), "{expected}: {page}");
            }
            assert!(!page.contains("the cause"), "{page}");
        }
        for (request, words) in [
            (TestRequest::get(), "Something went wrong"),
            (TestRequest::get().insert_header((TRANSFER_ENCODING, "chunked")), "The request was not understood"),
        ] {
            let answer = call_service(&app, request.uri("/machine").to_request()).await;
            assert_eq!(
                (answer.status().as_u16(), answer.headers().contains_key("content-security-policy")),
                (418, false)
            );
            assert_eq!(read_body(answer).await, words.as_bytes());
        }
    }
}
