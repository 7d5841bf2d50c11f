//! How an answer comes to the application (RFC 6749, section 4.1.2, and OAuth 2.0 Form Post Response Mode).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};

use crate::domain::issuer::Issuer;
use crate::domain::oauth::refusal::Return;
use crate::domain::oauth::request::{Authorization, ResponseMode};
use crate::provider::door;
use crate::screens::{FormPost, Frame, Leaving};
use crate::web::problem::Problem;
use crate::web::{compression, page};

/// What the browser has done to come here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Followed a link.
    Link,
    /// Sent a form of ours. Chromium applies `form-action` to every redirect that follows, the application's own too.
    Form,
}

/// Where the answer to a request goes.
#[must_use]
pub fn to(authorization: &Authorization) -> Return {
    let Authorization { redirect_uri, mode, state, .. } = authorization;
    Return { redirect_uri: redirect_uri.clone(), mode: *mode, state: state.clone() }
}

/// Sends the browser on with an answer, to which `state` and `iss` (RFC 9207) are added.
pub fn answer(
    frame: Frame<'_>,
    to: &Return,
    issuer: &Issuer,
    parameters: &[(&'static str, String)],
    way: Way,
) -> Result<HttpResponse, Problem> {
    let state = to.state.iter().map(|state| ("state", state.clone()));
    let all: Vec<(&str, String)> = parameters.iter().cloned().chain(state).chain([("iss", issuer.0.clone())]).collect();
    match to.mode {
        ResponseMode::FormPost => form_post(frame, &to.redirect_uri, all),
        ResponseMode::Query => query(frame, &to.redirect_uri, &all, way),
    }
}

/// The form goes to the application, which may send the browser on to anywhere.
fn form_post(frame: Frame<'_>, address: &str, fields: Vec<(&str, String)>) -> Result<HttpResponse, Problem> {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let view = FormPost { frame, address: address.to_owned(), fields };
    let mut response = compression::secret(page::html(StatusCode::OK, &view)?);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(door::FORM_POST_POLICY));
    Ok(response)
}

fn query(frame: Frame<'_>, uri: &str, fields: &[(&str, String)], way: Way) -> Result<HttpResponse, Problem> {
    let address = with_parameters(uri, fields)?;
    let scheme = uri.split(':').next().unwrap_or_default();
    let is_private = scheme != "https" && scheme != "http";
    if way == Way::Form && !is_private {
        return page::html(StatusCode::OK, &Leaving { frame, address }).map(compression::secret);
    }
    let mut response = HttpResponse::SeeOther().insert_header((LOCATION, address)).finish();
    if way == Way::Form {
        // An app's own scheme is opened only for somebody who did something, which a page that sends on by itself is not.
        let policy = HeaderValue::from_str(&door::policy_to(scheme)).map_err(Problem::internal)?;
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// An address with more parameters; its own query stays as it is, byte for byte.
pub fn with_parameters(uri: &str, fields: &[(&str, String)]) -> Result<String, Problem> {
    let more = serde_urlencoded::to_string(fields).map_err(Problem::internal)?;
    let between = if uri.contains('?') { '&' } else { '?' };
    Ok(format!("{uri}{between}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_address_had_stays_as_it_was() {
        let fields = [("code", "a b".to_owned()), ("state", "ü&=".to_owned())];
        for (uri, expected) in [
            ("https://a.example/cb", "https://a.example/cb?code=a+b&state=%C3%BC%26%3D"),
            ("https://a.example/cb?x=%20y", "https://a.example/cb?x=%20y&code=a+b&state=%C3%BC%26%3D"),
            ("com.example.app:/cb", "com.example.app:/cb?code=a+b&state=%C3%BC%26%3D"),
        ] {
            assert_eq!(with_parameters(uri, &fields).unwrap(), expected);
        }
    }
}
