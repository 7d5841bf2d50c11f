//! What settings ask of a sign-in that the provider cannot do yet.

use super::{Method, Settings, TwoStepPolicy};

/// The path of the first setting that keeps everybody out, since what it asks of users is not there yet. Nobody is let in with
/// less than the settings ask for.
#[must_use]
pub fn unbuilt(settings: &Settings) -> Option<&'static str> {
    let authentication = &settings.authentication;
    if authentication.method == Method::Password {
        return Some("authentication.method");
    }
    (authentication.two_step.policy == TwoStepPolicy::Required).then_some("authentication.two_step.policy")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;
    use crate::domain::client::described;

    #[test]
    fn a_password_and_a_required_second_step_keep_everybody_out_and_nothing_else_does() {
        for method in Method::ALL {
            for policy in TwoStepPolicy::ALL {
                let mut settings = Settings::unchosen();
                settings.authentication.method = *method;
                settings.authentication.two_step.policy = *policy;
                let expected = match (method, policy) {
                    (Method::Password, _) => Some("authentication.method"),
                    (_, TwoStepPolicy::Required) => Some("authentication.two_step.policy"),
                    _ => None,
                };
                assert_eq!(unbuilt(&settings), expected);
                assert!(expected.is_none_or(|path| described(path).is_some()));
            }
        }
    }
}
