//! The documents that users accept when they register: a link and the version that it leads to.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::{Host, Url};

use crate::domain::setting::plain;
use crate::domain::text::{TextError, line};

/// Why a document was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not an address that every user's browser can open safely.
    #[error("Enter a link that starts with https://, such as https://example.com/terms.")]
    Link,
    #[error("Use a link of at most {0} characters.")]
    LongLink(usize),
    #[error("Enter the link of this version, or remove the version.")]
    NoLink,
    #[error(transparent)]
    Version(#[from] TextError),
}

/// An https address on the public web, as a browser spells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct HttpsLink(String);

impl HttpsLink {
    /// Most characters.
    pub const MAX: usize = 500;

    /// Reads an address that a person typed.
    ///
    /// # Errors
    /// When its scheme is not https, it has no domain, carries a password, is too long, or holds characters that
    /// browsers skip or turn round.
    pub fn parse(raw: &str) -> Result<Self, DocumentError> {
        let text = raw.trim();
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(DocumentError::Link);
        }
        let url = Url::parse(text).map_err(|_| DocumentError::Link)?;
        let is_public = url.scheme() == "https" && matches!(url.host(), Some(Host::Domain(_)));
        if !is_public || !url.username().is_empty() || url.password().is_some() {
            return Err(DocumentError::Link);
        }
        match url.as_str() {
            spelled if spelled.len() > Self::MAX => Err(DocumentError::LongLink(Self::MAX)),
            spelled => Ok(Self(spelled.to_owned())),
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HttpsLink {
    type Error = DocumentError;

    fn try_from(raw: String) -> Result<Self, DocumentError> {
        Self::parse(&raw)
    }
}

/// Which state of a document users accept, such as “3” or “2026-11”.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct DocumentVersion(String);

impl DocumentVersion {
    /// Most characters.
    pub const MAX: usize = 20;

    /// Reads a version that a person typed.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        line(raw, "the version that the link leads to, such as 2026-11", 1, Self::MAX).map(Self)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DocumentVersion {
    type Error = TextError;

    fn try_from(raw: String) -> Result<Self, TextError> {
        Self::parse(&raw)
    }
}

/// A document that users accept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub link: HttpsLink,
    /// A new version is accepted anew.
    pub version: DocumentVersion,
}

pub(super) fn words(value: &Value) -> String {
    match (value.get("link"), value.get("version")) {
        (Some(link), Some(version)) => format!("{} (version {})", plain(link), plain(version)),
        _ => plain(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_links_to_a_domain_are_accepted() {
        for good in ["https://example.com/terms", " HTTPS://Example.com ", "https://münchen.example/agb?x=1#2"] {
            let link = HttpsLink::parse(good).unwrap();
            assert!(link.as_str().starts_with("https://") && link.as_str().is_ascii(), "{good}");
            assert_eq!(HttpsLink::parse(link.as_str()), Ok(link));
        }
        let bad = [
            "",
            "example.com",
            "//example.com",
            "http://example.com",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "https:",
            "https://",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://user@example.com",
            "https://u:p@example.com",
            "https://example.com\\@evil.example",
            "https://exa mple.com",
            "https://example.com/\n\u{202e}x",
            "ftp://example.com",
        ];
        for bad in bad {
            assert_eq!(HttpsLink::parse(bad), Err(DocumentError::Link), "{bad}");
        }
        let long = format!("https://example.com/{}", "a".repeat(500));
        assert_eq!(HttpsLink::parse(&long), Err(DocumentError::LongLink(500)));
    }

    #[test]
    fn a_link_is_measured_as_it_is_kept() {
        // Each of these is kept as six characters: “%C3%A9”.
        let link = |count| format!("https://example.com/{}", "é".repeat(count));
        let most = (HttpsLink::MAX - link(0).len()) / 6;
        assert_eq!(HttpsLink::parse(&link(most)).unwrap().as_str().len(), HttpsLink::MAX);
        assert_eq!(HttpsLink::parse(&link(most + 1)), Err(DocumentError::LongLink(HttpsLink::MAX)));
    }
}
