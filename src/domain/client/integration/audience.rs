//! The API that a client's access tokens are for.

use serde::{Deserialize, Serialize};

use crate::domain::text::{TextError, line};

/// Why an audience was refused, in words that say what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AudienceError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("Use letters, digits and marks without spaces, such as https://api.example.com.")]
    Characters,
}

/// The `aud` of access tokens (RFC 9068, section 2.2): an address, or a name that the API knows itself by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct ApiAudience(String);

impl ApiAudience {
    /// Most characters.
    pub const MAX: usize = 250;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ApiAudience {
    type Error = AudienceError;

    fn try_from(raw: String) -> Result<Self, AudienceError> {
        let text = line(&raw, "the name of the API", 1, Self::MAX)?;
        let is_plain = text.chars().all(|c| c.is_ascii_graphic() && !"\"\\<>`".contains(c));
        if is_plain { Ok(Self(text)) } else { Err(AudienceError::Characters) }
    }
}
