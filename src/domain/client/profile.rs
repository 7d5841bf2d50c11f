//! The Profile card: what users can do in their account. Sign Out is always among it.

use serde::{Deserialize, Serialize};

use super::{
    Access, BrokenRule, Card, PersonalDetails, PrimaryIdentifier, ProfileField, Settings, TwoStepPolicy, authentication,
};
use crate::domain::choice::Choice;
use crate::domain::setting::{choice, setting, switch};

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the card")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// Change Email or Change Mobile: users may change their primary identifier.
    pub change_identifier: bool,
    /// Users may see and change their name and the like.
    pub personal_details: bool,
    /// Users may manage what they sign in with.
    pub security: bool,
    pub sign_out_everywhere: bool,
    pub delete_account: bool,
    /// What they may do with each profile field under Personal Details.
    pub details: PersonalDetails,
}

impl Profile {
    /// The label of the option to change the primary identifier.
    #[must_use]
    pub fn change_identifier_label(identifier: PrimaryIdentifier) -> &'static str {
        match identifier {
            PrimaryIdentifier::Email => "Change Email",
            PrimaryIdentifier::Mobile => "Change Mobile",
        }
    }

    /// The options that users are offered, each by its path and label, in the order of the journey.
    #[must_use]
    pub fn offered(&self, identifier: PrimaryIdentifier) -> Vec<(&'static str, &'static str)> {
        let options = [
            (self.change_identifier, "profile.change_identifier", Self::change_identifier_label(identifier)),
            (self.personal_details, "profile.personal_details", "Personal Details"),
            (self.security, "profile.security", "Security"),
            (self.sign_out_everywhere, "profile.sign_out_everywhere", "Sign Out Everywhere"),
            (self.delete_account, "profile.delete_account", "Delete Account"),
            (true, "profile.sign_out", "Sign Out"),
        ];
        options.into_iter().filter(|(on, ..)| *on).map(|(_, path, label)| (path, label)).collect()
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            change_identifier: true,
            personal_details: true,
            security: true,
            sign_out_everywhere: false,
            delete_account: false,
            details: PersonalDetails::default(),
        }
    }
}

fn broken_rules(Settings { authentication, profile, .. }: &Settings) -> Vec<BrokenRule> {
    let mut broken = Vec::new();
    if profile.personal_details && profile.details.fields_that_are(Access::Hidden).len() == ProfileField::ALL.len() {
        let reason = "Personal Details would be empty. Show at least one field below, or turn it off.";
        broken.push(BrokenRule::here("profile.personal_details", reason));
    }
    if !profile.security && authentication.two_step.policy == TwoStepPolicy::Optional {
        let reason = "Users set up the optional second step here. Keep it, or change two-step verification first.";
        broken.push(BrokenRule::beside(&authentication::CARD, "profile.security", reason));
    }
    broken
}

pub const CARD: Card = Card {
    name: "profile",
    label: "Profile",
    settings: &[
        setting::<bool>("profile.change_identifier", "Change Email or Mobile", switch),
        setting::<bool>("profile.personal_details", "Personal Details", switch),
        setting::<bool>("profile.security", "Security", switch),
        setting::<bool>("profile.sign_out_everywhere", "Sign Out Everywhere", switch),
        setting::<bool>("profile.delete_account", "Delete Account", switch),
        setting::<Access>("profile.details.given_name", "Given name in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.family_name", "Family name in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.display_name", "Display name in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.birthdate", "Birthdate in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.second_contact", "Second contact in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.address", "Address in Personal Details", choice::<Access>),
        setting::<Access>("profile.details.locale", "Locale in Personal Details", choice::<Access>),
    ],
    broken_rules,
    take: |settings, from| settings.profile.clone_from(&from.profile),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    #[test]
    fn security_may_be_missing_unless_users_set_up_an_optional_second_step_there() {
        let mut settings = Settings::unchosen();
        for (policy, security) in TwoStepPolicy::ALL.iter().flat_map(|policy| [(*policy, false), (*policy, true)]) {
            settings.authentication.two_step.policy = policy;
            settings.profile.security = security;
            let names = |card: &Card, path| (card.broken_rules)(&settings).iter().any(|broken| broken.path == path);
            let expected = policy == TwoStepPolicy::Optional && !security;
            assert_eq!(names(&CARD, "profile.security"), expected, "{policy:?}, {security}");
            let beside = names(&authentication::CARD, "authentication.two_step.policy");
            assert_eq!(beside, expected, "{policy:?}, {security}");
        }
    }

    #[test]
    fn all_fields_may_be_hidden_unless_personal_details_are_offered() {
        let mut settings = Settings::unchosen();
        for (offered, access) in Access::ALL.iter().flat_map(|access| [(false, *access), (true, *access)]) {
            settings.profile.personal_details = offered;
            settings.profile.details = PersonalDetails::new(|_| access);
            let is_broken = broken_rules(&settings).iter().any(|broken| broken.path == "profile.personal_details");
            assert_eq!(is_broken, offered && access == Access::Hidden, "{offered}, {access:?}");
        }
    }
}
