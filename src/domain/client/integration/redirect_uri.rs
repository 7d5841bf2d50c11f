//! Where users may be sent back to: compared byte for byte (RFC 9700, section 4.1.3).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::uri::{Schemes, UriError, read};
use super::{EntriesError, entries};

/// An address of the client, byte for byte as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Reads an address that a person typed.
    pub fn parse(raw: &str) -> Result<Self, UriError> {
        read(raw, Schemes::LoopbackAndPrivate).map(|(text, _)| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its scheme is an app's own, which nothing but an installed app can receive.
    #[must_use]
    pub fn has_private_scheme(&self) -> bool {
        !["https:", "http:"].iter().any(|scheme| self.0.starts_with(scheme))
    }

    /// Whether an address that an application sends is this one: the same bytes. Only the port of `http` at `127.0.0.1` and
    /// `[::1]` may differ, since an app takes whichever is free (RFC 8252, section 7.3).
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        let on_any_port = || without_port(&self.0).is_some_and(|own| without_port(presented) == Some(own));
        self.0 == presented || on_any_port()
    }
}

/// A loopback address without its port: the host and what follows.
fn without_port(uri: &str) -> Option<(&'static str, &str)> {
    let host = ["http://127.0.0.1", "http://[::1]"].into_iter().find(|host| uri.starts_with(host))?;
    let rest = uri.strip_prefix(host)?;
    let rest = match rest.strip_prefix(':') {
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (port, rest) = rest.split_at(end);
            let is_plain = !port.starts_with('0') && port.parse::<u16>().is_ok();
            is_plain.then_some(rest)?
        }
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}

impl TryFrom<String> for RedirectUri {
    type Error = UriError;

    fn try_from(raw: String) -> Result<Self, UriError> {
        Self::parse(&raw)
    }
}

/// A list of addresses, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>")]
pub struct RedirectUris(BTreeSet<RedirectUri>);

impl RedirectUris {
    pub fn iter(&self) -> impl Iterator<Item = &RedirectUri> {
        self.0.iter()
    }

    #[must_use]
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(RedirectUri::as_str)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first whose scheme is an app's own.
    #[must_use]
    pub fn private(&self) -> Option<&str> {
        self.0.iter().find(|uri| uri.has_private_scheme()).map(RedirectUri::as_str)
    }
}

impl TryFrom<Vec<String>> for RedirectUris {
    type Error = EntriesError;

    fn try_from(items: Vec<String>) -> Result<Self, EntriesError> {
        entries(items, RedirectUri::parse).map(Self)
    }
}

/// Where the provider tells the client that a user has signed out (`OpenID` Connect Back-Channel Logout 1.0, section 2.2).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct BackChannelLogoutUri(String);

impl BackChannelLogoutUri {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BackChannelLogoutUri {
    type Error = UriError;

    fn try_from(raw: String) -> Result<Self, UriError> {
        read(&raw, Schemes::Https).map(|(text, _)| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
