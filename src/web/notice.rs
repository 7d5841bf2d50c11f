//! A message that the next page shows once: a short token in a cookie that the page takes away again.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};

use super::cookies;

const COOKIE: &str = "nic_notice";

/// Leaves a token for the next page.
pub fn leave(response: &mut HttpResponse, token: &'static str) {
    let cookie = Cookie::build(COOKIE, token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::minutes(1))
        .finish();
    // Adding fails only for a value that is no header text; ours are plain tokens.
    let _added = response.add_cookie(&cookie);
}

/// The token that the page before has left; the reader decides whether it is one of its own.
#[must_use]
pub fn read(request: &HttpRequest) -> Option<String> {
    cookies::value(request, COOKIE).map(str::to_owned)
}

/// Takes the token away, once it has been shown.
pub fn clear(request: &HttpRequest, response: &mut HttpResponse) {
    if read(request).is_some() {
        let mut cookie = Cookie::build(COOKIE, "").path("/").http_only(true).same_site(SameSite::Lax).finish();
        cookie.make_removal();
        let _added = response.add_cookie(&cookie);
    }
}
