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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_contact_holds_until_it_expires_and_no_millisecond_longer() {
        let (expires, short) = (Timestamp(1_000_000_000_000), Duration::from_millis(1));
        let contact = SecurityContact { contact: "mailto:security@example.com".to_owned(), expires };
        assert!(contact.is_current(expires.before(short)));
        assert!(!contact.is_current(expires) && !contact.is_current(expires.after(short)));
    }
}
