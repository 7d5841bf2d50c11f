//! Refuses writes that another site's page makes a browser send.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::appearance::Pages;
use super::problem::Problem;

/// The service's own origin (scheme, host and port), from its configured address.
#[derive(Clone, Debug)]
pub struct OwnOrigin(pub String);

/// Middleware: a request that may change something passes when Fetch Metadata says that it comes from our own
/// pages, or when its `Origin` is ours. One that carries cookies and tells neither is refused too.
pub async fn refuse(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if is_safe(req.method()) {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    }
    let own = &req.app_data::<OwnOrigin>().map_or_else(String::new, |own| own.0.clone());
    if is_ours(req.headers(), own) {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    }
    let problem = if is_another_name_of_ours(req.headers()) {
        let Pages { name, misaddressed, .. } = Pages::of_request(req.request());
        let message = format!(
            "{name} is at {own}, but you have opened it under another address, so nothing was changed. {misaddressed}"
        );
        Problem::new(StatusCode::FORBIDDEN, "Refused", message).next("Go to its address", own)
    } else {
        let message = "The request came from another site's page, so nothing was changed. Open the page here and try \
            again.";
        Problem::new(StatusCode::FORBIDDEN, "Refused", message).to_start()
    };
    Ok(req.error_response(problem).map_into_right_body())
}

/// Whether the page was opened under the host that it was sent to, as it is when the configured address is another one.
fn is_another_name_of_ours(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(ORIGIN).and_then(|origin| origin.split_once("://")), text(HOST)) {
        (Some((_, origin)), Some(host)) => !headers.contains_key("sec-fetch-site") && origin == host,
        _ => false,
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the browser says that another site's page made it send this.
pub(super) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").any(|site| site != "same-origin" && site != "none")
}

fn is_ours(headers: &HeaderMap, own: &str) -> bool {
    let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap_or("").to_owned();
    let site: Vec<String> = headers.get_all("sec-fetch-site").map(text).collect();
    let origin: Vec<String> = headers.get_all(ORIGIN).map(text).collect();
    match (site.as_slice(), origin.as_slice()) {
        ([site], _) => site == "same-origin" || site == "none",
        ([], [origin]) => origin == own,
        ([], []) => !headers.contains_key(COOKIE),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn passes(pairs: &[(&'static str, &'static str)]) -> bool {
        let request = pairs.iter().fold(TestRequest::post(), |request, pair| request.append_header(*pair));
        is_ours(request.to_srv_request().headers(), "https://id.example.com")
    }

    #[test]
    fn our_own_pages_pass_and_others_do_not() {
        assert!(passes(&[("sec-fetch-site", "same-origin"), ("cookie", "a=b")]));
        assert!(passes(&[("origin", "https://id.example.com"), ("cookie", "a=b")]));
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            assert!(!passes(&[("sec-fetch-site", site), ("origin", "https://id.example.com")]), "{site}");
        }
        for origin in ["null", "https://id.example.com.evil.test", "http://id.example.com", ""] {
            assert!(!passes(&[("origin", origin)]), "{origin}");
        }
        assert!(!passes(&[("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-origin")]));
    }

    #[test]
    fn cookies_without_either_header_do_not_pass() {
        assert!(!passes(&[("cookie", "a=b")]));
        assert!(passes(&[]));
    }
}
