//! Mobile numbers (E.164).

use serde::{Deserialize, Serialize};

/// A number in E.164: a plus sign, the country code and the rest, digits alone (`OpenID` Connect Core 1.0, section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// What was stored in that spelling; `None` for any other.
    #[must_use]
    pub fn stored(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
