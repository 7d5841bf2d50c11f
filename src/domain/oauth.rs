//! OAuth 2.0 and `OpenID` Connect: what clients ask for, what they are given, and the rules of both.

pub mod grant;
pub mod request;
