//! What a client may ask for beside `openid`, which every client may.

use serde::{Deserialize, Serialize};

use crate::domain::choice::{Choice, choices};

choices! {
    /// A scope value (`OpenID` Connect Core 1.0, sections 5.4 and 11). Its name is the word of the protocol.
    pub enum Scope {
        Profile = "profile", "profile";
        Email = "email", "email";
        Phone = "phone", "phone";
        Address = "address", "address";
        OfflineAccess = "offline_access", "offline_access";
    }
}

/// A set of scopes, in the order in which they are offered.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "Vec<Scope>")]
pub struct Scopes(Vec<Scope>);

impl From<Vec<Scope>> for Scopes {
    fn from(chosen: Vec<Scope>) -> Self {
        Self(Scope::ALL.iter().copied().filter(|scope| chosen.contains(scope)).collect())
    }
}

impl Default for Scopes {
    fn default() -> Self {
        Self(Scope::ALL.to_vec())
    }
}

impl Scopes {
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// All that may be asked for, as an application sends them.
    #[must_use]
    pub fn with_openid(&self) -> String {
        let own = self.0.iter().map(|scope| scope.token());
        std::iter::once("openid").chain(own).collect::<Vec<_>>().join(" ")
    }
}
