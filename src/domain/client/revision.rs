//! Revisions: the saved states of a client's settings, numbered from 1 and never changed.

use super::Settings;

/// Which revision of a client, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RevisionNumber(i64);

/// One saved state of all settings.
#[derive(Clone, Debug)]
pub struct Revision {
    pub number: RevisionNumber,
    pub settings: Settings,
}

impl RevisionNumber {
    pub const FIRST: Self = Self(1);

    /// The revision with this number, from 1 on.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        (number >= 1).then_some(Self(number))
    }

    /// Reads what an address or a form names; only the spelling that we write is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.parse().ok().and_then(Self::new)?;
        (number.to_string() == text).then_some(number)
    }

    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for RevisionNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling_and_begins_at_one() {
        assert_eq!(RevisionNumber::parse("1"), Some(RevisionNumber::FIRST));
        assert_eq!(RevisionNumber::parse("12").unwrap().next().get(), 13);
        for bad in ["", "0", "-1", "+1", "01", "1.0", " 1", "9223372036854775808", "x", "1 ", "١"] {
            assert_eq!(RevisionNumber::parse(bad), None, "{bad}");
        }
    }
}
