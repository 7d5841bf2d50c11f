//! OAuth 2.0 and `OpenID` Connect: what clients ask for, what they are given, and the rules of both.

pub mod check;
pub mod claims;
pub mod client_authentication;
pub mod grant;
pub mod grant_token;
pub mod parameters;
pub mod pkce;
pub mod prompt;
pub mod redirect;
pub mod refresh;
pub mod refusal;
pub mod request;
pub mod scope;
pub mod sign_out;
pub mod tokens;
