//! The provider's identifier, and the addresses that stand under it.

/// Scheme, host and port of the provider, without a slash at the end (`OpenID` Connect Discovery 1.0, section 1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(pub String);

impl Issuer {
    /// The address of a path, which begins with a slash.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The host without its port; empty where the address has none.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.0.split_once("://").map_or("", |(_, rest)| rest);
        match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        }
    }

    /// The address of an endpoint, by its name in the metadata.
    #[must_use]
    pub fn endpoint(&self, metadata: &str) -> String {
        let endpoint = ENDPOINTS.iter().find(|endpoint| endpoint.metadata == metadata);
        endpoint.map_or_else(String::new, |endpoint| self.address(endpoint.path))
    }
}

/// Where the provider describes itself (`OpenID` Connect Discovery 1.0, section 4).
pub const DISCOVERY: &str = "/.well-known/openid-configuration";

/// The same for those who know OAuth alone (RFC 8414, section 3).
pub const OAUTH_DISCOVERY: &str = "/.well-known/oauth-authorization-server";

/// Where browsers are sent to sign in (RFC 6749, section 3.1).
pub const AUTHORIZATION: &str = "/oauth/authorize";
/// Where the keys are with which the provider's signatures can be verified.
pub const KEY_SET: &str = "/oauth/jwks";
/// Where codes and refresh tokens are redeemed (RFC 6749, section 3.2).
pub const TOKEN: &str = "/oauth/token";
/// Where clients are told about a user (`OpenID` Connect Core 1.0, section 5.3).
pub const USERINFO: &str = "/oauth/userinfo";
/// Where users are sent to sign out (`OpenID` Connect RP-Initiated Logout 1.0, section 2).
pub const END_SESSION: &str = "/oauth/end-session";

/// Where a journey starts, with its sealed request.
pub const START: &str = "/journey";

/// The first page of a journey. What is sealed is base64url, which stands in an address as it is.
#[must_use]
pub fn start(sealed: &str) -> String {
    format!("{START}?request={sealed}")
}

/// An address of the provider that its metadata names.
#[derive(Debug)]
pub struct Endpoint {
    pub label: &'static str,
    /// The metadata's name for it (RFC 8414, section 2).
    pub metadata: &'static str,
    pub path: &'static str,
    /// Whether it answers yet. The metadata names no other.
    pub is_served: bool,
}

pub const ENDPOINTS: [Endpoint; 9] = [
    served("Authorization endpoint", "authorization_endpoint", AUTHORIZATION),
    served("Token endpoint", "token_endpoint", TOKEN),
    served("UserInfo endpoint", "userinfo_endpoint", USERINFO),
    served("JSON Web Key Set", "jwks_uri", KEY_SET),
    served("End session endpoint", "end_session_endpoint", END_SESSION),
    later("Revocation endpoint", "revocation_endpoint", "/oauth/revoke"),
    later("Introspection endpoint", "introspection_endpoint", "/oauth/introspect"),
    later("Pushed authorization request endpoint", "pushed_authorization_request_endpoint", "/oauth/par"),
    later("Authorization challenge endpoint", "authorization_challenge_endpoint", "/oauth/challenge"),
];

const fn served(label: &'static str, metadata: &'static str, path: &'static str) -> Endpoint {
    Endpoint { label, metadata, path, is_served: true }
}

const fn later(label: &'static str, metadata: &'static str, path: &'static str) -> Endpoint {
    Endpoint { label, metadata, path, is_served: false }
}
