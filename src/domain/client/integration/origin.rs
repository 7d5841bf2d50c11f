//! From where scripts may call the provider (Fetch Standard, section 3.3): scheme, host and port.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::uri::{Schemes, UriError, read};
use super::{EntriesError, entries};

/// An origin as a browser sends it: in lower case, without a port that goes without saying, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

impl Origin {
    /// Reads an origin that a person typed.
    pub fn parse(raw: &str) -> Result<Self, UriError> {
        let (text, url) = read(raw, Schemes::Loopback)?;
        let origin = url.origin().ascii_serialization();
        if text == origin { Ok(Self(origin)) } else { Err(UriError::NotAnOrigin(origin)) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = UriError;

    fn try_from(raw: String) -> Result<Self, UriError> {
        Self::parse(&raw)
    }
}

/// A list of origins, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Vec<String>")]
pub struct Origins(BTreeSet<Origin>);

impl Origins {
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Origin::as_str)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<String>> for Origins {
    type Error = EntriesError;

    fn try_from(items: Vec<String>) -> Result<Self, EntriesError> {
        entries(items, Origin::parse).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends_and_nothing_else() {
        for good in [
            "https://app.example.com",
            "https://app.example.com:8443",
            "https://xn--mller-kva.example",
            "http://localhost:3000",
            "http://127.0.0.1:5173",
            "http://[::1]:3000",
        ] {
            assert_eq!(Origin::parse(&format!(" {good} ")).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "*",
            "null",
            "app.example.com",
            "//app.example.com",
            "https://app.example.com/",
            "https://app.example.com/callback",
            "https://app.example.com?x",
            "https://app.example.com#",
            "https://App.example.com",
            "HTTPS://app.example.com",
            "https://app.example.com:443",
            "https://app.example.com:0",
            "https://*.example.com",
            "https://user@app.example.com",
            "https://müller.example",
            "http://app.example.com",
            "http://localhost:80",
            "com.example.app:/",
            "file:///",
            "https://a.example https://b.example",
        ] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
        let refused = Origin::parse("https://app.example.com/callback").unwrap_err().to_string();
        assert_eq!(refused, "Enter the origin alone, without a path: https://app.example.com.");
    }
}
