//! Whom to tell about a weakness of an installation, and until when that holds (RFC 9116, sections 2.5.3 and 2.5.5).

use super::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityContact {
    pub contact: String,
    pub expires: Timestamp,
}

impl SecurityContact {
    #[must_use]
    pub fn is_current(&self, now: Timestamp) -> bool {
        now < self.expires
    }

    /// The fields as the file has them.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("Contact: {}\nExpires: {}\n", self.contact, self.expires.to_rfc_3339())
    }
}
