//! The access token that a request brings (RFC 6750, section 2).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

/// The part of an `Authorization` header after its scheme, whose case does not matter (RFC 9110, section 11.1). Two headers
/// are none: nobody can tell which is meant.
#[must_use]
pub fn credentials<'r>(request: &'r HttpRequest, scheme: &str) -> Option<&'r str> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (header, more) = (headers.next()?, headers.next());
    let (own, rest) = header.to_str().ok()?.split_once(' ')?;
    (more.is_none() && own.eq_ignore_ascii_case(scheme)).then(|| rest.trim_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn one_header_of_the_scheme_is_read_in_any_case_and_nothing_else() {
        let of = |headers: &[&'static str]| {
            let request = TestRequest::get();
            let request =
                headers.iter().fold(request, |request, header| request.append_header((AUTHORIZATION, *header)));
            credentials(&request.to_http_request(), "Bearer").map(str::to_owned)
        };
        assert_eq!(of(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(of(&["bearer  abc "]).as_deref(), Some("abc"));
        for other in [&[][..], &["Basic abc"], &["Bearer"], &["Bearerabc"], &["Bearer abc", "Bearer abc"]] {
            assert_eq!(of(other), None, "{other:?}");
        }
    }
}
