//! The choices of a client's settings as form fields, alike in the wizard and on the cards.

use crate::domain::choice::Choice;
use crate::domain::client::{AppType, IntegrationType, Method, PrimaryIdentifier, RegistrationType, TwoStepPolicy};
use crate::web::fields::{CHECKED, Checkbox, Errors, RadioField, RadioOption};

/// **App type**.
pub fn app_type(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        AppType::WebApp => "Runs on a server of yours and can keep a secret.",
        AppType::SinglePageApp => "Runs in the browser, without a server that keeps a secret.",
        AppType::MobileApp => "Is installed on phones and tablets.",
    };
    RadioField::new("app_type", "App type", options(hint), chosen, errors)
}

/// **Integration type**.
pub fn integration_type(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        IntegrationType::HostedJourney => "The application redirects to sign-in pages hosted here.",
        IntegrationType::Api => "The application draws its own pages and calls the API.",
    };
    RadioField::new("integration_type", "Integration type", options(hint), chosen, errors)
}

/// **Primary identifier**.
pub fn primary_identifier(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        PrimaryIdentifier::Email => "Users type their email address.",
        PrimaryIdentifier::Mobile => "Users type their mobile number.",
    };
    RadioField::new("primary_identifier", "Primary identifier", options(hint), chosen, errors)
        .hint("What users type to say who they are.")
}

/// **Authentication method**.
pub fn method(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        Method::OneTimePassword => "Users type a code that is sent to them each time.",
        Method::Password => "Users type a password that they have chosen.",
    };
    RadioField::new("method", "Authentication method", options(hint), chosen, errors)
        .hint("How users prove who they are.")
}

/// **Enable Passkeys**.
pub fn passkeys(checked: bool, errors: &Errors) -> Checkbox {
    Checkbox::new("passkeys", "Enable Passkeys", checked, errors)
        .hint("Users may also sign in with the fingerprint, face or screen lock of their device.")
}

/// **Registration type**.
pub fn registration_type(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        RegistrationType::SelfRegistration => "Anybody can create an account.",
        RegistrationType::InvitationOnly => "Only people who were invited can create an account.",
    };
    RadioField::new("registration_type", "Registration type", options(hint), chosen, errors)
        .hint("How users come to have an account.")
}

/// **Two-step verification**.
pub fn two_step(chosen: &str, errors: &Errors) -> RadioField {
    let hint = |choice| match choice {
        TwoStepPolicy::Disabled => "One proof is enough.",
        TwoStepPolicy::Optional => "Users may add a second proof for themselves.",
        TwoStepPolicy::Required => "Everybody gives a second proof.",
    };
    RadioField::new("two_step", "Two-step verification", options(hint), chosen, errors)
        .hint("A second proof, by another channel than the first.")
}

/// The values and labels of a menu with every choice.
pub fn menu<C: Choice>() -> Vec<(&'static str, &'static str)> {
    C::ALL.iter().map(|choice| (choice.token(), choice.label())).collect()
}

fn options<C: Choice>(hint: impl Fn(C) -> &'static str) -> Vec<RadioOption> {
    let option =
        |choice: &C| RadioOption { value: choice.token(), label: choice.label().into(), hint: hint(*choice).into() };
    C::ALL.iter().map(option).collect()
}

/// The choice that was made, or `None` with the error noted; `what` completes “Choose …”.
pub fn choose<C: Choice>(errors: &mut Errors, field: &'static str, token: &str, what: &str) -> Option<C> {
    let choice = C::parse(token);
    if choice.is_none() {
        errors.add(field, &format!("Choose {what}."));
    }
    choice
}

/// Whether a checkbox was checked, or `None` with the error noted when it sent something that it does not have.
pub fn checked(errors: &mut Errors, field: &'static str, sent: &str) -> Option<bool> {
    match sent {
        "" => Some(false),
        CHECKED => Some(true),
        _ => {
            errors.add(field, "Check it or leave it.");
            None
        }
    }
}
