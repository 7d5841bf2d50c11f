//! Reads cookies by their exact names.

use actix_web::HttpRequest;
use actix_web::http::header::COOKIE;

/// The value of the first cookie with exactly this name. Names are compared byte for byte, since a name that only
/// decodes to it may come from another host, which the `__Host-` prefix is there to prevent.
#[must_use]
pub fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let pairs = request.headers().get_all(COOKIE).flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    pairs
        .filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
        .find_map(|value| std::str::from_utf8(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    fn read(header: &[u8]) -> Option<String> {
        let header = HeaderValue::from_bytes(header).unwrap();
        let request = TestRequest::get().insert_header((COOKIE, header)).to_http_request();
        value(&request, "__Host-a").map(str::to_owned)
    }

    #[test]
    fn only_the_exact_name_counts_whatever_else_is_sent() {
        assert_eq!(read(b"b=1; __Host-a=x; c=2").as_deref(), Some("x"));
        assert_eq!(read(b"%5F%5FHost-a=evil; __Host-a=x").as_deref(), Some("x"));
        assert_eq!(read(b"bad=\xe9; __Host-a=x").as_deref(), Some("x"));
        for other in [&b"%5F%5FHost-a=evil"[..], b"__host-a=x", b"__Host-ab=x", b"x__Host-a=x", b"__Host-a"] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
