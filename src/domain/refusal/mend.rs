//! Where an operator mends what was refused.

use crate::domain::client::described;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A setting, by its path.
    Setting(&'static str),
    Secrets,
    Status,
}

const SECRETS: &str = "secrets";
const STATUS: &str = "status";

impl Mend {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setting(path) => path,
            Self::Secrets => SECRETS,
            Self::Status => STATUS,
        }
    }

    /// Reads what was stored; none for a setting that this version does not have.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            SECRETS => Some(Self::Secrets),
            STATUS => Some(Self::Status),
            path => described(path).map(|(_, setting)| Self::Setting(setting.path)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::CARDS;

    #[test]
    fn every_place_is_read_back_as_it_was_stored() {
        let settings = CARDS.iter().flat_map(|card| card.settings).map(|setting| Mend::Setting(setting.path));
        for mend in settings.chain([Mend::Secrets, Mend::Status]) {
            assert_eq!(Mend::parse(mend.as_str()), Some(mend));
        }
        assert_eq!(Mend::parse("a.setting.of.later"), None);
    }
}
