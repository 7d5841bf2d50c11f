//! Cookies, written and read in one place. Under https each is `Secure` and carries the `__Host-` prefix, with which no
//! other host can set it (RFC 6265bis, section 4.1.3.2).

use std::time::Duration;

use actix_web::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use actix_web::{HttpRequest, HttpResponse};

/// Whether the service is reached under https, as its configured address says.
#[derive(Clone, Copy, Debug)]
pub struct Https(pub bool);

impl Https {
    #[must_use]
    pub fn applies_to(request: &HttpRequest) -> bool {
        request.app_data::<Self>().is_some_and(|https| https.0)
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    pub name: &'static str,
    pub age: Duration,
}

impl Cookie {
    /// Gives the browser the cookie. The value must be plain token characters; another is not sent.
    pub fn set(self, request: &HttpRequest, response: &mut HttpResponse, value: &str) {
        self.send(request, response, value, &format!("; Max-Age={}", self.age.as_secs()));
    }

    fn send(self, request: &HttpRequest, response: &mut HttpResponse, value: &str, age: &str) {
        let secure = if Https::applies_to(request) { "; Secure" } else { "" };
        let (prefix, name) = (prefix(request), self.name);
        let text = format!("{prefix}{name}={value}; HttpOnly; SameSite=Lax{secure}; Path=/{age}");
        if let Ok(header) = HeaderValue::from_str(&text) {
            response.headers_mut().append(SET_COOKIE, header);
        }
    }

    /// As [`Self::set`], until the browser is closed.
    pub fn set_until_closed(self, request: &HttpRequest, response: &mut HttpResponse, value: &str) {
        self.send(request, response, value, "");
    }

    pub fn remove(self, request: &HttpRequest, response: &mut HttpResponse) {
        Self { age: Duration::ZERO, ..self }.set(request, response, "");
    }

    /// The value of the first cookie with exactly this name. Names are compared byte for byte, since a name that only
    /// decodes to it may come from another host, which the `__Host-` prefix is there to prevent.
    #[must_use]
    pub fn read(self, request: &HttpRequest) -> Option<&str> {
        let prefix = prefix(request);
        let pairs = request.headers().get_all(COOKIE).flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
        pairs
            .filter_map(|pair| pair.trim_ascii().strip_prefix(prefix.as_bytes()))
            .filter_map(|pair| pair.strip_prefix(self.name.as_bytes())?.strip_prefix(b"="))
            .find_map(|value| std::str::from_utf8(value).ok())
    }
}

fn prefix(request: &HttpRequest) -> &'static str {
    if Https::applies_to(request) { "__Host-" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    const A: Cookie = Cookie { name: "a", age: Duration::from_mins(1) };

    fn read(header: &[u8]) -> Option<String> {
        let header = HeaderValue::from_bytes(header).unwrap();
        let request = TestRequest::get().app_data(Https(true)).insert_header((COOKIE, header)).to_http_request();
        A.read(&request).map(str::to_owned)
    }

    #[test]
    fn only_the_exact_name_counts_whatever_else_is_sent() {
        assert_eq!(read(b"b=1; __Host-a=x; c=2").as_deref(), Some("x"));
        assert_eq!(read(b"%5F%5FHost-a=evil; __Host-a=x").as_deref(), Some("x"));
        assert_eq!(read(b"bad=\xe9; __Host-a=x").as_deref(), Some("x"));
        for other in [&b"%5F%5FHost-a=evil"[..], b"a=x", b"__host-a=x", b"__Host-ab=x", b"x__Host-a=x", b"__Host-a"] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_cookie_is_for_this_host_and_for_the_server_alone_and_for_https_where_there_is_https() {
        for (https, expected) in [
            (false, "a=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=60"),
            (true, "__Host-a=x; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60"),
        ] {
            let request = TestRequest::get().app_data(Https(https)).to_http_request();
            let mut response = HttpResponse::Ok().finish();
            A.set(&request, &mut response, "x");
            A.remove(&request, &mut response);
            let sent: Vec<&str> = response.headers().get_all(SET_COOKIE).map(|value| value.to_str().unwrap()).collect();
            let removal = expected.replace("=x;", "=;").replace("Max-Age=60", "Max-Age=0");
            assert_eq!(sent, [expected, removal.as_str()]);
        }
    }
}
