//! A validated authorization request (RFC 6749, section 4.1.1, and `OpenID` Connect Core 1.0, section 3.1.2.1).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::choice::choices;
use crate::domain::client::{ClientKey, Scope};
use crate::domain::time::Timestamp;
use crate::domain::user::Subject;

/// The key of a request, which becomes that of its journey: a form that is sent twice meets its own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct RequestId(pub Uuid);

/// What is asked for, and by whom. All of it was checked against the client's settings at `at`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub id: RequestId,
    pub client: ClientKey,
    pub at: Timestamp,
    pub purpose: Purpose,
    pub scopes: RequestedScopes,
    pub claims: RequestedClaims,
    pub prompt: Prompts,
    /// Seconds since the last proof, at most; 0 is a value of its own.
    pub max_age: Option<u32>,
    /// The user who is asked for, by an ID token as `id_token_hint` or by the `sub` of `claims`.
    pub hint: Option<Subject>,
    /// Fills the field of the first page; nothing is sent to it.
    pub login_hint: Option<String>,
    /// Languages in the order of preference.
    pub ui_locales: Vec<String>,
}

/// Where the journey leads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Purpose {
    /// To the application, with a code.
    Authorize(Authorization),
    /// To a page that shows an operator what the application would have received.
    TryOut,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Authorization {
    /// As it was sent, and registered but for a port.
    pub redirect_uri: String,
    pub mode: ResponseMode,
    pub state: Option<String>,
    pub nonce: Option<String>,
    /// The S256 challenge of PKCE (RFC 7636, section 4.2): 43 characters of base64url.
    pub challenge: Option<String>,
}

choices! {
    /// How the answer comes to the application.
    pub enum ResponseMode {
        Query = "query", "query";
        FormPost = "form_post", "form_post";
    }
}

/// `openid` and the others that the client may ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedScopes {
    pub openid: bool,
    pub others: Vec<Scope>,
}

/// What `prompt` asks for; `none` excludes the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the values of one parameter, of which several may be sent at once")]
pub struct Prompts {
    /// Never show a page.
    pub none: bool,
    pub login: bool,
    pub consent: bool,
    pub select_account: bool,
    pub create: bool,
}

/// Single claims that are asked for beside those of the scopes (`OpenID` Connect Core 1.0, section 5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedClaims {
    pub id_token: Vec<String>,
    pub userinfo: Vec<String>,
    /// The `acr` without which there is to be no ID token.
    pub essential_acr: Vec<String>,
}

impl Request {
    /// That of an operator who tries a client's sign-in without an application.
    #[must_use]
    pub fn try_out(id: RequestId, client: ClientKey, at: Timestamp, others: Vec<Scope>) -> Self {
        Self {
            id,
            client,
            at,
            purpose: Purpose::TryOut,
            scopes: RequestedScopes { openid: true, others },
            claims: RequestedClaims::default(),
            prompt: Prompts::default(),
            max_age: None,
            hint: None,
            login_hint: None,
            ui_locales: Vec::new(),
        }
    }

    /// Whether the answer goes to an address that only its owner can receive.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.authorization().is_none_or(|authorization| authorization.redirect_uri.starts_with("https:"))
    }

    #[must_use]
    pub fn authorization(&self) -> Option<&Authorization> {
        match &self.purpose {
            Purpose::Authorize(authorization) => Some(authorization),
            Purpose::TryOut => None,
        }
    }
}
