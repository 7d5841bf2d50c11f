//! The door for programs: no session, no pages, and parameters that are not known are ignored (RFC 6749, section 3.1).

pub mod answer;
pub mod authorize;
pub mod bearer;
pub mod client_authentication;
pub mod cors;
pub mod discovery;
pub mod door;
pub mod end_session;
mod fault;
pub mod journey;
pub mod jwks;
pub mod parameters;
pub mod paths;
pub mod preflight;
pub mod refusals;
pub mod security_txt;
pub mod session;
pub mod token;
mod tried;
pub mod used;
pub mod userinfo;
