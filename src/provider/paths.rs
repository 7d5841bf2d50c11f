//! The provider's addresses.

pub use crate::domain::issuer::{START, start};
use crate::domain::oauth::request::RequestId;

/// Where everything is that programs look for under a name which all hosts share (RFC 8615).
pub const WELL_KNOWN: &str = "/.well-known/{name:.*}";
pub const SECURITY_TXT: &str = "/.well-known/security.txt";

pub const JOURNEY: &str = "/journey/{id}";

/// Where users say that they want to sign out.
pub const SIGN_OUT: &str = "/oauth/end-session/confirmation";

#[must_use]
pub fn journey(id: RequestId) -> String {
    format!("{START}/{}", id.0)
}
